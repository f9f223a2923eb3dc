"""From the plain data of a rule file to a condition, with every name and value checked against the scope."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum, auto
from re import ASCII, compile as pattern
from typing import Final, Protocol

from xinfang_rules.days import day_written
from xinfang_rules.errors import did_you_mean
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    Not,
)
from xinfang_rules.language.scope import BOOLEAN_VALUES, Kind, Name, member_name, no_name
from xinfang_rules.language.truth import EARLIEST, NEVER, UNBOUNDED
from xinfang_rules.sources.document import described

Path = tuple[str | int, ...]

_WRITTEN_DAY: Final = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", ASCII)


class Operand(Enum):
    """What a test takes."""

    TRUTH = auto()
    NAMED = auto()
    """A parameter for a count; for a day another, or one that is written out."""
    MEMBERS = auto()


COUNT_TESTS: Final = {
    **dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), Operand.NAMED),
    "none": Operand.TRUTH,
}
DATE_TESTS: Final = {"happened": Operand.TRUTH, **{str(order): Operand.NAMED for order in DateOrder}}
SET_TESTS: Final = {"includes": Operand.MEMBERS, "includes_all": Operand.MEMBERS, "empty": Operand.TRUTH}


class Report(Protocol):
    """Where findings go."""

    def __call__(self, path: Path, code: str, message: str, *, key: bool = False) -> None:
        """Takes one finding about the part of a file at `path`; about its key with `key=True`."""


def parse_condition(
    data: object,
    path: Path,
    scope: Mapping[str, Name],
    parameter: Callable[[str, Path], int | None],
    report: Report,
) -> Condition | None:
    """Reads a condition.

    Args:
        data: What the rule file says.
        path: Where it says so.
        scope: The names that may be read.
        parameter: Gives the value of a parameter; reports an unknown one itself and returns None.
        report: Takes the findings.

    Returns:
        The condition, or None when something was reported.
    """
    return _Parser(scope, parameter, report).condition(data, path)


class _Parser:
    def __init__(self, scope: Mapping[str, Name], parameter: Callable[[str, Path], int | None], report: Report) -> None:
        self._scope = scope
        self._parameter = parameter
        self._report = report

    def condition(self, data: object, path: Path) -> Condition | None:
        if not isinstance(data, Mapping) or not data:
            self._report(path, "condition-form", "a condition is a mapping: all, any, not, or a name and its value")
            return None
        joiners = [key for key in data if key in ("all", "any", "not")]
        if joiners and len(data) > 1:
            self._report((*path, joiners[0]), "condition-form", f"{joiners[0]} stands alone in its mapping", key=True)
            return None
        match joiners:
            case ["not"]:
                part = self.condition(data["not"], (*path, "not"))
                return None if part is None else Not(part)
            case [joiner]:
                return self._joined(data[joiner], (*path, joiner), joiner)
            case _:
                parts = [self._test(str(name), value, (*path, name)) for name, value in data.items()]
                kept = [part for part in parts if part is not None]
                if len(kept) < len(parts):
                    return None
                return kept[0] if len(kept) == 1 else AllOf(tuple(kept))

    def _joined(self, data: object, path: Path, joiner: str) -> Condition | None:
        if not isinstance(data, list) or not data:
            self._report(path, "condition-form", f"{joiner} takes a list of conditions, at least one")
            return None
        parts = [self.condition(part, (*path, index)) for index, part in enumerate(data)]
        kept = tuple(part for part in parts if part is not None)
        if len(kept) < len(parts):
            return None
        return AllOf(kept) if joiner == "all" else AnyOf(kept)

    def _test(self, name: str, value: object, path: Path) -> Condition | None:
        entry = self._scope.get(name)
        if entry is None:
            self._report(path, "unknown-name", no_name(name, "name", self._scope, self._scope), key=True)
            return None
        match entry.kind:
            case Kind.CHOICE:
                return self._choice(entry, value, path)
            case Kind.MEMBERS:
                return self._members(entry, value, path)
            case Kind.COUNT:
                return self._count(entry, value, path)
            case Kind.DATE:
                return self._date(entry, value, path)

    def _choice(self, entry: Name, value: object, path: Path) -> Condition | None:
        if entry.boolean:
            if not isinstance(value, bool):
                self._report(path, "value-type", f"{entry.name} is true or false")
                return None
            chosen: list[str] = [BOOLEAN_VALUES[0] if value else BOOLEAN_VALUES[1]]
        else:
            writable = [v for v in entry.values if v not in entry.hidden]
            named = self._names(value, path, writable, entry.name)
            if named is None:
                return None
            chosen = named
        allowed = 0
        for name in chosen:
            allowed |= entry.bit(name)
        return Among(entry.name, allowed, entry.domain, tuple(chosen))

    def _names(self, value: object, path: Path, allowed: list[str], owner: str) -> list[str] | None:
        """Reads one value or a list of values out of a closed list."""
        listed = value if isinstance(value, list) else [value]
        if not listed:
            self._report(path, "value-type", f"name at least one value of {owner}: {', '.join(allowed)}")
            return None
        chosen: list[str] = []
        for index, item in enumerate(listed):
            at = (*path, index) if isinstance(value, list) else path
            if not isinstance(item, str) or item not in allowed:
                hint = did_you_mean(item, allowed) if isinstance(item, str) else ""
                self._report(at, "unknown-value", f"{_shown(item)} is no value of {owner}: {', '.join(allowed)}{hint}")
            elif item in chosen:
                self._report(at, "repeated-value", f"{item} is listed twice")
            else:
                chosen.append(item)
        return chosen if len(chosen) == len(listed) else None

    def _members(self, entry: Name, value: object, path: Path) -> Condition | None:
        tests = self._tests(entry, value, path, SET_TESTS)
        if tests is None:
            return None
        parts: list[Condition] = []
        for test, wanted in tests.items():
            at = (*path, test)
            if test == "empty":
                if not isinstance(wanted, bool):
                    self._report(at, "value-type", "empty is true or false")
                    return None
                some: Condition = AnyOf(tuple(self._member(entry, member) for member in entry.values))
                parts.append(Not(some) if wanted else some)
                continue
            chosen = self._names(wanted, at, list(entry.values), entry.name)
            if chosen is None:
                return None
            members = tuple(self._member(entry, member) for member in chosen)
            parts.append(AllOf(members) if test == "includes_all" else AnyOf(members))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    @staticmethod
    def _member(entry: Name, member: str) -> Condition:
        return Among(member_name(entry.name, member), 1, 3, (BOOLEAN_VALUES[0],))

    def _count(self, entry: Name, value: object, path: Path) -> Condition | None:
        tests = self._tests(entry, value, path, COUNT_TESTS)
        if tests is None:
            return None
        least, most = 0, UNBOUNDED
        parameters: list[str] = []
        absent: bool | None = None
        for test, bound in tests.items():
            at = (*path, test)
            if test == "none":
                if not isinstance(bound, bool):
                    self._report(at, "value-type", "none is true or false")
                    return None
                absent = bound
                continue
            number = self._bound(bound, at)
            if number is None:
                return None
            parameters.append(str(bound))
            match test:
                case "at_least":
                    least = max(least, number)
                case "more_than":
                    least = max(least, number + 1)
                case "at_most":
                    most = min(most, number)
                case _:
                    most = min(most, number - 1)
        if absent is True:
            most = 0
        elif absent is False:
            least = max(least, 1)
        if least > most:
            self._report(path, "never-true", f"no number satisfies these bounds of {entry.name}")
            return None
        return CountBetween(entry.name, least, most, tuple(parameters))

    def _bound(self, bound: object, path: Path) -> int | None:
        if isinstance(bound, str):
            return self._parameter(bound, path)
        self._report(path, "number-in-rule", "name a parameter here; numbers stand in parameters.yaml, dated and cited")
        return None

    def _date(self, entry: Name, value: object, path: Path) -> Condition | None:
        tests = self._tests(entry, value, path, DATE_TESTS)
        if tests is None:
            return None
        parts: list[Condition] = []
        for test, wanted in tests.items():
            at = (*path, test)
            if test == "happened":
                if not isinstance(wanted, bool):
                    self._report(at, "value-type", "happened is true or false")
                    return None
                parts.append(Happened(entry.name) if wanted else Not(Happened(entry.name)))
                continue
            if (day := _day(wanted)) is not None:
                parts.append(_against(entry.name, DateOrder(test), day))
                continue
            other = self._scope.get(wanted) if isinstance(wanted, str) else None
            if not isinstance(wanted, str) or other is None or other.kind is not Kind.DATE:
                dates = [name.name for name in self._scope.values() if name.kind is Kind.DATE]
                message = no_name(wanted if isinstance(wanted, str) else _shown(wanted), "date", self._scope, dates)
                self._report(at, "unknown-date", message)
                return None
            parts.append(Compared(entry.name, DateOrder(test), wanted))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _tests(self, entry: Name, value: object, path: Path, allowed: Iterable[str]) -> Mapping[str, object] | None:
        listing = ", ".join(allowed)
        if not isinstance(value, Mapping) or not value:
            self._report(path, "value-type", f"{entry.name} is tested by a mapping with {listing}")
            return None
        unknown = [key for key in value if key not in allowed]
        for key in unknown:
            hint = did_you_mean(str(key), allowed)
            self._report((*path, key), "unknown-test", f"{key} is no test of {entry.name}: {listing}{hint}", key=True)
        return None if unknown else value


def _day(value: object) -> int | None:
    """Reads a day that is written out; None for whatever else."""
    if isinstance(value, str) and _WRITTEN_DAY.fullmatch(value):
        with suppress(ValueError):
            return day_written(value).toordinal()
    return None


def _against(name: str, order: DateOrder, day: int) -> CountBetween:
    """Puts a day in an order with one that is written out: it has come, and lies between two bounds."""
    match order:
        case DateOrder.BEFORE:
            return CountBetween(name, EARLIEST, day - 1)
        case DateOrder.ON_OR_BEFORE:
            return CountBetween(name, EARLIEST, day)
        case DateOrder.AFTER:
            return CountBetween(name, day + 1, NEVER - 1)
        case DateOrder.ON_OR_AFTER:
            return CountBetween(name, day, NEVER - 1)


def _shown(value: object) -> str:
    """Shows a bad value briefly, on one line."""
    text = value if isinstance(value, str) else described(value)[0]
    return text if len(text) <= 40 else text[:37] + "..."
