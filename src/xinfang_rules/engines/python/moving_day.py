"""A day that stands for days after it: what is printed is run once for all days for which it does the same.

What a printed function does with a day is to add to it, to count on from it, and to compare. It does the same for each
day for which all comparisons come out the same, and these are noted while it runs.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from operator import eq, le, lt
from typing import Final, NamedTuple, TypeAlias

from xinfang_rules.calendar.working_days import LAST_ORDINAL

_Test: TypeAlias = Callable[[int, int], bool]


class _Runs(NamedTuple):
    """Places between which a test comes out the same, as far as that is known: where each starts, and where it ends."""

    starts: list[int]
    ends: list[int]

    def holding(self, place: int) -> int:
        """Returns the number of a run that holds a place."""
        run = bisect_right(self.starts, place) - 1
        if run < 0 or self.ends[run] <= place:
            run += 1
            self.starts.insert(run, place)
            self.ends.insert(run, place + 1)
        return run


class Reckoning:
    """How a number is counted from a day; what it comes to is kept.

    Args:
        counted: Counts it.
        way: 1 if a later day never makes it less, -1 if never more; else 0.
        more: By how much it is more than the day; None if not always by as much.
        added: Whether nothing is done but to add and to subtract.

    Attributes:
        runs: What is known of how it compares with others, for a list of days, which is kept as long.
    """

    __slots__ = ("_further", "added", "counted", "more", "runs", "way")

    def __init__(
        self, counted: Callable[[int], int] = int, way: int = 1, more: int | None = 0, *, added: bool = True
    ) -> None:
        self.counted: Final = counted if more is not None else cache(counted)
        self.way: Final = way
        self.more: Final = more
        self.added: Final = added
        self.runs: Final[dict[tuple[_Test, Reckoning | int, int], _Runs]] = {}
        self._further: dict[object, Reckoning] = {}

    def further(self, name: object, on: Callable[[int], int]) -> "Reckoning":
        """Returns one that counts on, where of a later day none is earlier; it goes by a name."""
        counted = self.counted
        return self._kept(name, lambda: Reckoning(lambda day: on(counted(day)), self.way, None, added=False))

    def plus(self, days: int) -> "Reckoning":
        """Returns one that adds so many days."""
        counted, more = self.counted, None if self.more is None else self.more + days
        return self._kept(days, lambda: Reckoning(lambda day: counted(day) + days, self.way, more, added=self.added))

    def less(self) -> "Reckoning":
        """Returns one of the same number with its sign changed."""
        counted = self.counted
        return self._kept("less", lambda: Reckoning(lambda day: -counted(day), -self.way, None, added=self.added))

    def and_also(self, other: "Reckoning") -> "Reckoning":
        """Returns one that adds what another counts."""
        one, two = self.counted, other.counted
        way, added = self.way if self.way == other.way else 0, self.added and other.added
        return self._kept(other, lambda: Reckoning(lambda day: one(day) + two(day), way, None, added=added))

    def _kept(self, name: object, make: Callable[[], "Reckoning"]) -> "Reckoning":
        found = self._further.get(name)
        if found is None:
            found = self._further[name] = make()
        return found


class Course:
    """Days, of which one stands for those after it as long as no comparison comes out otherwise.

    Args:
        days: The days, in order.
        start: The place of the one that stands for others.

    Attributes:
        first: That one.
    """

    __slots__ = ("_days", "_end", "_limits", "_pairs", "_start", "first")

    def __init__(self, days: Sequence[int], start: int) -> None:
        self._days = days
        self._start = start
        self._end = len(days)
        self._limits: dict[tuple[int, int], tuple[Reckoning, int]] = {}
        self._pairs: dict[tuple[object, int, int], tuple[_Test, Reckoning, Reckoning]] = {}
        self.first = days[start]

    @property
    def length(self) -> int:
        """For how many days it stands, by what has been compared so far."""
        for one, most in self._limits.values():
            self._while_at_most(one, most)
        for test, one, other in self._pairs.values():  # takes longer, and is looked at for the days that are left
            self._while_pair(test, one, other)
        self._limits, self._pairs = {}, {}
        return self._end - self._start

    def at_most(self, one: Reckoning, most: int) -> bool:
        """Compares what is counted from its first day with a number."""
        outcome = one.counted(self.first) <= most
        if one.more is not None:
            if outcome:
                self._end = bisect_right(self._days, most - one.more, self._start + 1, self._end)
        elif outcome is (one.way > 0) or not one.way or (most > LAST_ORDINAL and not one.added):
            self._limits[id(one), most] = one, most  # any other comparison comes out the same for every later day
        return outcome

    def compared(self, test: _Test, one: Reckoning, other: Reckoning) -> bool:
        """Compares two numbers that are counted from its first day."""
        if one.added and other.added and one.way == -other.way and test is not eq:
            return self.at_most(one.and_also(other.less()), 0 if test is le else -1)
        if one.more is None or other.more is None:
            self._pairs[test, id(one), id(other)] = test, one, other
        return test(one.counted(self.first), other.counted(self.first))

    def _while_at_most(self, one: Reckoning, most: int) -> None:
        counted = one.counted
        value, last = counted(self.first), counted(self._days[self._end - 1])
        if not one.way or (not one.added and max(value, last) > LAST_ORDINAL < most):
            # What stands for a day that cannot be counted, and what for none, lie together each, but in no order.
            def constant(first: int, last: int) -> bool:
                ends = counted(first), counted(last)
                return one.way != 0 and (ends[0] == ends[1] or max(ends) <= LAST_ORDINAL)

            runs = one.runs.setdefault((le, most, id(self._days)), _Runs([], []))
            self._while_same(lambda day: counted(day) <= most, constant, runs)
        elif (value <= most) is not (last <= most):
            until, key = (most, counted) if one.way > 0 else (-most - 1, one.less().counted)
            self._end = bisect_right(self._days, until, self._start + 1, self._end - 1, key=key)

    def _while_pair(self, test: _Test, one: Reckoning, other: Reckoning) -> None:
        one_of, other_of = one.counted, other.counted

        def constant(first: int, last: int) -> bool:
            (low, high), (also_low, also_high) = (one_of(first), one_of(last)), (other_of(first), other_of(last))
            if not one.way == other.way == 1 or max(high, also_high) > LAST_ORDINAL:
                return one.way != 0 != other.way and low == high and also_low == also_high
            return high < also_low or also_high < low

        runs = one.runs.setdefault((test, other, id(self._days)), _Runs([], []))
        self._while_same(lambda day: test(one_of(day), other_of(day)), constant, runs)

    def _while_same(
        self,
        test: Callable[[int], bool],
        constant: Callable[[int, int], bool],
        runs: _Runs,
    ) -> None:
        """Ends it where a test comes out otherwise than for the first day.

        Args:
            test: The test.
            constant: Whether it surely comes out the same for two days and all between.
            runs: What is known of it, and takes what is found out.
        """
        days, size, was = self._days, 1, test(self.first)
        run = runs.holding(self._start)
        place = runs.ends[run]
        while place < self._end:
            if test(days[place]) != was:
                self._end = place
            elif (until := min(place + size, self._end)) == place + 1 or constant(days[place], days[until - 1]):
                place, size = until, 2 * size
            else:
                size //= 2
        runs.ends[run] = place


class MovingDay:
    """The day of a course, or a number that is counted from it.

    It is no `int`: what printed functions do not do with a day is refused, and does not go unnoticed.

    Args:
        course: The course.
        by: How it is counted from its day.
    """

    __slots__ = ("_by", "_course")

    def __init__(self, course: Course, by: Reckoning) -> None:
        self._course = course
        self._by = by

    def counting(self, name: object, on: Callable[[int], int]) -> "MovingDay":
        """Returns what is counted on from it, where of a later day none is earlier; what counts has a name."""
        return MovingDay(self._course, self._by.further(name, on))

    def __add__(self, other: "int | MovingDay") -> "MovingDay":
        if isinstance(other, int):
            return MovingDay(self._course, self._by.plus(other))
        return MovingDay(self._course, self._by.and_also(other._by))

    __radd__ = __add__

    def __sub__(self, other: "int | MovingDay") -> "MovingDay":
        return self + (-other if isinstance(other, int) else MovingDay(self._course, other._by.less()))

    def __rsub__(self, other: int) -> "MovingDay":
        return MovingDay(self._course, self._by.less().plus(other))

    def __le__(self, other: "int | MovingDay") -> bool:
        if isinstance(other, int):
            return self._course.at_most(self._by, other)
        return self._course.compared(le, self._by, other._by)

    def __lt__(self, other: "int | MovingDay") -> bool:
        if isinstance(other, int):
            return self._course.at_most(self._by, other - 1)
        return self._course.compared(lt, self._by, other._by)

    def __gt__(self, other: "int | MovingDay") -> bool:
        return not self <= other

    def __ge__(self, other: "int | MovingDay") -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self._course.at_most(self._by, other) and not self._course.at_most(self._by, other - 1)
        return isinstance(other, MovingDay) and (
            self._by is other._by or self._course.compared(eq, self._by, other._by)
        )
