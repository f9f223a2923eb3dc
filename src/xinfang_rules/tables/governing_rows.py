"""Which edition governs each row of a block."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from xinfang_rules.days import day_at
from xinfang_rules.errors import InstrumentError
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.facts.case import Case
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.tables.block_reading import ReadBatch
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.refusals import Refusal


@dataclass(eq=False)
class Governing:
    """Chooses editions by the day that decides, as `evaluate` does.

    Attributes:
        rulebook: The rulebook; None for the shipped instruments.
        fact: The fact whose day decides; where it is not known, the day of evaluation does.
    """

    rulebook: Rulebook | None
    fact: str
    _met: dict[int, Edition | InstrumentError] = field(default_factory=dict)

    def of(self, given: ReadBatch, refused: list[Refusal]) -> Iterator[tuple[Edition, npt.NDArray[np.intp] | None]]:
        """Yields the editions that govern rows of a block, each with the rows that it governs; None for all of them.

        Rows that none governs are refused.
        """
        days, stated = given.deciding
        read = ~given.unread
        if not read.any():
            return
        keys = days.astype(np.int64) * 2 + stated
        ends = [end for some in (False, True) for end in _ends(keys[read & (stated == some)])]
        first = self._edition(ends[0])
        if isinstance(first, Edition) and all(self._edition(end) is first for end in ends):
            yield first, None  # an edition is in force without a break
            return
        groups: dict[Edition, list[npt.NDArray[np.intp]]] = {}
        for key in np.unique(keys[read]):
            (places,) = np.nonzero(read & (keys == key))
            edition = self._edition(int(key))
            if isinstance(edition, Edition):
                groups.setdefault(edition, []).append(places)
                continue
            day, some = divmod(int(key), 2)
            column = column_name(self.fact) if some else ""
            for place in places:
                told = day_at(day).isoformat(), "instrument", None, edition.text("en"), edition.text("zh")
                refused.append(Refusal(given.first + int(place), column, *told))
        for edition, some_places in groups.items():
            yield edition, np.sort(np.concatenate(some_places))

    @property
    def model(self) -> type[Case]:
        """The case model of what governs."""
        return Case if self.rulebook is None else self.rulebook.case_model

    def _edition(self, key: int) -> Edition | InstrumentError:
        """Returns what governs a row by its day: the key is twice the ordinal, and one more if the row states it."""
        if key not in self._met:
            day, stated = day_at(key // 2), key % 2
            case = self.model.from_facts({self.fact: day} if stated else {})
            try:
                self._met[key] = governing_edition(case, day, self.rulebook)[0]
            except InstrumentError as error:
                self._met[key] = error
        return self._met[key]


def _ends(keys: npt.NDArray[np.int64]) -> tuple[int, ...]:
    return (int(keys.min()), int(keys.max())) if len(keys) else ()
