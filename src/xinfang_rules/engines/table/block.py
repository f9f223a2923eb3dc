"""A block of rows: what is known of the facts of some cases, as the tapes of an edition read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xinfang_rules.engines.table.arrays import WORD, Bits, Numbers, pack, padded, unpack, words_for
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.language.scope import BOOLEAN_VALUES, Kind, Name, member_name
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition

_AT_ONCE = 16 * WORD
"""Rows of which what is known is written out at a time."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows, in whole words; what follows the last row means nothing.

    Attributes:
        rows: How many there are.
        inputs: By slot and value, the bitmap of where that value is possible; by the slot of a bound and `BOUND`, that
            bound. They are never written to.
        today: The day of evaluation of each row, an ordinal.
        known: Where every fact is known.
    """

    rows: int
    inputs: Mapping[Key, Bits | Numbers]
    today: Numbers
    known: Bits

    @property
    def words(self) -> int:
        """How many words a bitmap has."""
        return len(self.known)

    def taken(self, places: npt.NDArray[np.intp]) -> "Block":
        """Returns a block of some of the rows."""
        words = words_for(len(places))
        return Block(
            len(places),
            {
                key: _numbers_taken(held, places, words) if key[1] == BOUND else _bits_taken(held, places)
                for key, held in self.inputs.items()
            },
            _numbers_taken(self.today, places, words),
            _bits_taken(self.known, places),
        )

    def each(self, width: int) -> Iterator[Values]:
        """Yields what is known of the facts of each row as so many values of one case; whatever is no input is 0."""
        for start in range(0, self.rows, _AT_ONCE):
            rows = slice(start, min(start + _AT_ONCE, self.rows))
            found = np.zeros((rows.stop - start, width), np.int64)
            for (slot, value), held in self.inputs.items():
                if value == BOUND:
                    found[:, slot] = held[rows]
                else:
                    bits = unpack(held[start // WORD : (start + _AT_ONCE) // WORD].view(np.uint64))
                    found[:, slot] |= bits[: rows.stop - start].astype(np.int64) << value
            yield from found.tolist()


def _bits_taken(bits: npt.NDArray[np.generic], places: npt.NDArray[np.intp]) -> Bits:
    return pack(unpack(bits.view(np.uint64))[places])


def _numbers_taken(numbers: npt.NDArray[np.generic], places: npt.NDArray[np.intp], words: int) -> Numbers:
    return padded(numbers.view(np.int32)[places], words * WORD)


def domains(edition: Edition) -> dict[int, int]:
    """Returns how many values each fact has that has a closed list of them, by slot; each member of a set has two."""
    found: dict[int, int] = {}
    for entry in _facts(edition):
        if entry.kind is Kind.MEMBERS:
            for member in entry.values:
                found[edition.layout[member_name(entry.name, member)]] = len(BOOLEAN_VALUES)
        elif entry.kind is Kind.CHOICE:
            found[edition.layout[entry.name]] = len(entry.values)
    return found


def bounded(edition: Edition) -> list[int]:
    """Lists the first slots of the facts that are counts or days."""
    return [edition.layout[entry.name] for entry in _facts(edition) if entry.kind in (Kind.COUNT, Kind.DATE)]


def _facts(edition: Edition) -> Iterator[Name]:
    return (entry for entry in edition.scope.values() if entry.name in edition.facts)
