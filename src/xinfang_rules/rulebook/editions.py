"""The editions of a rulebook: where there are many, linked lazily and kept in a small cache."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Self, TypeAlias, overload
from weakref import ref

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.model import Edition

KEPT: Final = 8
"""How many editions of a rulebook stay linked although nobody uses them."""

Link: TypeAlias = Callable[[date], Edition]
"""Links the edition that starts on a day; it has been checked."""


class Editions(Sequence[Edition]):
    """The editions of a rulebook, oldest first.

    Up to `KEPT` of them are all there. Of more than that, one that nobody uses and that was not asked for lately is
    forgotten; asked for again, it is linked again, and is another object then.

    Args:
        days: The first day of each edition.
        last_of_run: Which of them are the last before other rules are in force.
        linked: The editions that are linked: all of them, or the newest ones.
        link: Links one that is not; not wanted if all are.

    Attributes:
        days: The first day of each edition.
    """

    def __init__(
        self, days: Iterable[date], last_of_run: Iterable[int], linked: Iterable[Edition], link: Link | None = None
    ) -> None:
        self.days = tuple(days)
        self._last_of_run = tuple(last_of_run)
        self._linked = tuple(linked)
        self._link = None if len(self._linked) == len(self.days) else link
        self._living: Mapping[int, ref[Edition]] = FrozenDict()
        self._join()

    def _join(self) -> None:
        if self._link is not None:
            newest = enumerate(self._linked, len(self.days) - len(self._linked))
            self._living = FrozenDict({index: ref(edition) for index, edition in newest})
            _LIVING.add(ref(self, _LIVING.discard))

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> Self:
        """Returns a sequence of editions that are there, oldest first."""
        linked = tuple(editions)
        # Of one name there may be several rules, each on days of its own; where they stand tells them apart.
        rules = [tuple((rule.id, rule.position) for rule in edition.rules) for edition in linked]
        last_of_run = [index for index, own in enumerate(rules) if index + 1 == len(rules) or rules[index + 1] != own]
        return cls((edition.since for edition in linked), last_of_run, linked)

    def changed(self, change: Callable[[Edition], Edition]) -> Self:
        """Returns the same editions, each changed; those that are linked when asked for are changed then."""
        link = self._link
        if link is None:
            return self.of(map(change, self._linked))
        return type(self)(self.days, self._last_of_run, (), lambda day: change(link(day)))

    def distinct(self) -> Iterator[Edition]:
        """Yields an edition for each time that the same rules are in force, the newest: others differ in numbers."""
        return map(self._at, self._last_of_run)

    def runs(self) -> Iterator[range]:
        """Yields the numbers of the editions that follow one another and in which the same rules are in force."""
        first = 0
        for last in self._last_of_run:
            yield range(first, last + 1)
            first = last + 1

    @property
    def all_linked(self) -> bool:
        """Whether all editions are there."""
        return self._link is None

    def on(self, day: date) -> Edition | None:
        """Returns the last edition that starts on a day or before; None before the first."""
        index = bisect_right(self.days, day) - 1
        return None if index < 0 else self._at(index)

    def _at(self, index: int) -> Edition:
        link = self._link
        if link is None:
            return self._linked[index]
        found = self._living.get(index)
        edition = None if found is None else found()
        if edition is None:
            with MAKING:
                found = self._living.get(index)  # another thread may have been faster
                edition = None if found is None else found()
                if edition is None:
                    edition = link(self.days[index])
                    self._living = FrozenDict({**self._living, index: ref(edition)})
        # One assignment: a thread that looks at the same time sees the old ones or the new ones.
        self._linked = (edition, *[other for other in self._linked if other is not edition])[:KEPT]
        return edition

    @overload
    def __getitem__(self, index: int) -> Edition: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Edition, ...]: ...

    def __getitem__(self, index: int | slice) -> Edition | tuple[Edition, ...]:
        if isinstance(index, slice):
            return tuple(map(self._at, range(len(self.days))[index]))
        return self._at(range(len(self.days))[index])

    def __len__(self) -> int:
        return len(self.days)

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles what is there, if that is all; otherwise what the editions are linked from."""
        return {**self.__dict__, "_living": FrozenDict(), "_linked": self._linked if self.all_linked else ()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Is one more rulebook of this process."""
        self.__dict__.update(state)
        self._join()


_LIVING: set[ref[Editions]] = set()


def editions_starting_on(day: date) -> Iterator[Edition]:
    """Yields the editions that start on a day, of the rulebooks of this process that link theirs when asked for."""
    for kept in _LIVING.copy():
        editions = kept()
        if editions is not None and day in editions.days:
            yield editions[editions.days.index(day)]
