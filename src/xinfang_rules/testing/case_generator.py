"""Making cases: admissible by construction, any part of the facts known, from a string of bytes.

Facts are stated one after the other, each with a value that the constraints still leave possible, and what follows
from it by the constraints is narrowed at once. So nothing that is made has to be thrown away.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, Final, TypeAlias

from xinfang_rules.arguments import names_of
from xinfang_rules.engines.reference.propagate import Domains, ImpossibleError
from xinfang_rules.errors import CaseError, did_you_mean
from xinfang_rules.evaluation.case_reading import case_from_data
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.conditions import AllOf, Condition, names
from xinfang_rules.language.scope import member_name
from xinfang_rules.language.truth import NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition, Rule, Rulebook
from xinfang_rules.rulebook.norm_spec import PERIOD_UNITS
from xinfang_rules.testing.choice_sequence import ChoiceSequence
from xinfang_rules.testing.goal_directed import steer

CaseData: TypeAlias = dict[str, dict[str, Any]]
"""A case as plain data: groups of facts."""

_HEAD: Final = 8
_WIDTH: Final = 4
_ALL: Final = 255
_BOUNDED: Final = 3
"""Of the numbers that choose a day, those that begin with so many set bits choose bounds."""


def tape_length(edition: Edition) -> int:
    """Returns how many bytes a case is made from."""
    return _HEAD + _WIDTH * len(edition.facts)


def days_back(edition: Edition) -> int:
    """Returns how far before the day of evaluation generated events lie: further than all periods in days together."""
    lengths = [p for p in edition.parameters.values() if p.unit in PERIOD_UNITS]
    longest = max((p.most_days for p in lengths if p.months), default=0)  # all together would reach back too far
    return 2 * sum(p.value for p in lengths if not p.months) + longest or 60


def sensible_day(rulebook: Rulebook | Edition) -> date:
    """Returns a day of evaluation for generated cases: late enough for every period to have run out."""
    edition = rulebook if isinstance(rulebook, Edition) else rulebook.latest
    return date.fromordinal(edition.since.toordinal() + days_back(edition))


def edition_for(rulebook: Rulebook | Edition, as_of: date) -> Edition:
    """Returns the edition in force on a day; the first one for an earlier day."""
    if isinstance(rulebook, Edition):
        return rulebook
    return rulebook.edition_on(as_of) or rulebook.editions[0]


class CaseGenerator:
    """Makes cases for one edition and one day.

    Args:
        edition: Whose constraints hold.
        as_of: The day of evaluation; generated events lie on it or before.
        where: What certain facts are: a value as a case file would write it, `unknown`, None for a date that has not
            happened, or a list of values of which one is chosen.
        known: The facts that may be stated besides; all of them if None.

    Raises:
        ValueError: If `where` or `known` names no fact, or if no case is as `where` says.
    """

    def __init__(
        self,
        edition: Edition,
        as_of: date,
        *,
        where: Mapping[str, Any] | None = None,
        known: str | Collection[str] | None = None,
    ) -> None:
        self.edition = edition
        self.today = as_of.toordinal()
        self._facts = edition.facts
        self._places = {name: _HEAD + _WIDTH * index for index, name in enumerate(edition.facts)}
        self._constraints: dict[str, list[tuple[int, Condition]]] = {}
        for number, condition in enumerate(_parts(edition)):
            for name in names(condition):
                self._constraints.setdefault(name, []).append((number, condition))
        self._counts = sorted({0, 1} | {p.value + step for p in edition.parameters.values() for step in (-1, 0, 1)})
        self._spans = sorted({p.most_days for p in edition.parameters.values() if p.unit in PERIOD_UNITS})
        self._first = self.today - days_back(edition)
        self._fixed, self._choices = _sorted_out(where or {}, edition.facts)
        decided = self._fixed.keys() | self._choices.keys()
        stated = edition.facts if known is None else names_of(known, "known", next(iter(edition.facts)))
        self._names = [name for name in _checked(stated, edition.facts) if name not in decided]
        self._base = self._encoded()

    def _encoded(self) -> Values:
        data = self._begun({})
        try:
            values = Encoder(self.edition).encode(case_from_data(data, self.edition.case_model), self.today)
        except CaseError as error:
            raise ValueError(f"where: {error}") from None
        if self.edition.governed_by not in self._fixed:
            self._keep_in_force(values)
        if not self.propagate(values, self._constraints):
            raise ValueError(f"where: no admissible case has {', '.join(self._fixed) or 'these facts'} so")
        return values

    def _begun(self, chosen: Mapping[str, Any]) -> CaseData:
        """Returns a case that states what is fixed and what was chosen; days that are neither are unknown."""
        data: CaseData = {}
        for name, value in {**dict.fromkeys(self._facts.dates, UNKNOWN), **self._fixed, **chosen}.items():
            _write(data, name, value)
        return data

    def _keep_in_force(self, values: Values) -> None:
        """Leaves the date that decides what governs no day before this edition."""
        slot = self.edition.layout[self.edition.governed_by]
        if values[slot] < values[slot + 1]:
            values[slot] = max(values[slot], min(self.edition.since.toordinal(), self.today))

    def case(
        self, choices: bytes, *, complete: bool = False, aim: Rule | None = None, pins: Mapping[str, int] | None = None
    ) -> Case | None:
        """Makes a case.

        Args:
            choices: The choices, as many bytes as `tape_length` says.
            complete: Whether every fact is to be known.
            aim: A rule that should hold, as far as that is easily done; if None, the tape may choose one.
            pins: Days that certain dates should be, as far as they can.

        Returns:
            The case; None if it was to be complete and the constraints left no value for some fact.
        """
        values = self._base.copy()
        head = ChoiceSequence(choices[:_HEAD])
        order, density, aimed = head.number(), head.number(1), head.number()
        chosen = {name: self.state(self._facts[name], values, self._number(name, choices)) for name in self._choices}
        wanted: set[str] = set()
        for name, day in (pins or {}).items():
            slot = self.edition.layout[name]
            if name in self._names and values[slot] <= day <= values[slot + 1] and self._set(values, name, (day, day)):
                wanted.add(name)
        if aim is None and aimed & 1:
            aim = self.edition.rules[(aimed >> 1) % len(self.edition.rules)]
        if aim is not None:
            wanted |= steer(self, aim, values, head) & set(self._names)
        known = {
            name
            for name in self._names
            if complete or name in wanted or (density and choices[self._places[name]] > _ALL - density)
        }
        data = self._begun(chosen)
        for name in self._ordered(order, wanted):
            if name not in known:
                continue
            spec, number = self._facts[name], self._number(name, choices)
            stated = None if complete or spec.kind != "date" else self._bounds(spec, values, number)
            if stated is None:
                stated = self.state(spec, values, number)
            if stated is UNKNOWN and complete:
                return None
            _write(data, name, stated)
        return self.edition.case_model.model_validate({group: facts for group, facts in data.items() if facts})

    def _ordered(self, order: int, wanted: Collection[str]) -> list[str]:
        names = [*self._names]
        if order:
            Random(order).shuffle(names)
        return sorted(names, key=lambda name: name not in wanted)

    def fill(self, case: Case, names: Iterable[str], random: Random) -> Case | None:
        """Returns the case with certain facts known besides, if they are not; None if they cannot all be."""
        values = Encoder(self.edition).encode(case, self.today)
        self._keep_in_force(values)
        if not self.propagate(values, self._constraints):
            return None
        data: CaseData = case.model_dump()
        for name in names:
            spec = self._facts[name]
            if not self.is_open(case, spec):
                continue
            stated = self.state(spec, values, random.getrandbits(8 * (_WIDTH - 1)))
            if stated is UNKNOWN:
                return None
            _write(data, name, stated)
        return self.edition.case_model.model_validate({group: facts for group, facts in data.items() if facts})

    def is_open(self, case: Case, spec: FactSpec) -> bool:
        """Tells whether a case leaves a fact unknown, in part at least."""
        value = getattr(getattr(case, spec.group), spec.key)
        if spec.kind == "set":
            return value in (None, UNKNOWN) or len(value) < len(spec.members) or UNKNOWN in value.values()
        if value is None and spec.kind == "date" and not spec.origin:
            return Encoder(self.edition).may_have_come(case, spec.name, self.today)
        return value in (None, UNKNOWN) or isinstance(value, DayBounds)

    def propagate(self, values: Values, changed_names: Iterable[str]) -> bool:
        """Narrows values by the constraints that read certain names; returns False if nothing is left possible."""
        waiting = {number: condition for name in changed_names for number, condition in self._constraints.get(name, ())}
        while waiting:
            _, condition = waiting.popitem()
            changed = self.force(condition, True, values)
            if changed is None:
                return False
            for name in changed:
                waiting.update(self._constraints.get(name, ()))
        return True

    def force(self, condition: Condition, wanted: bool, values: Values) -> set[str] | None:
        """Narrows values so that a condition is as wanted; returns what was narrowed, or None if there is no way."""
        domains = Domains(values, self.edition.layout, self.today, self.edition.layout.events)
        try:
            domains.require(condition, wanted)
        except ImpossibleError:
            return None
        return domains.changed

    def _set(self, values: Values, name: str, option: tuple[int, ...]) -> bool:
        slot = self.edition.layout[name]
        if name not in self._constraints:
            values[slot : slot + len(option)] = option
            return True
        attempt = values.copy()
        attempt[slot : slot + len(option)] = option
        if not self.propagate(attempt, (name,)):
            return False
        values[:] = attempt
        return True

    def _settle(self, values: Values, name: str, options: Sequence[tuple[int, ...]], first: int) -> tuple[int, ...]:
        """Takes the first option that is possible, beginning anywhere; returns it, or nothing if none is."""
        for step in range(len(options)):
            option = options[(first + step) % len(options)]
            if self._set(values, name, option):
                return option
        return ()

    def state(self, spec: FactSpec, values: Values, number: int) -> Any:
        """States one fact by a value that is still possible, chosen by a number, and narrows the values by it.

        Returns:
            The value as a case states it, None for what has not happened, or `unknown` if no value is possible.
        """
        layout = self.edition.layout
        match spec.kind:
            case "set":
                chosen: dict[str, bool] = {}
                for member in spec.members:
                    number, first = divmod(number, 2)
                    name = member_name(spec.name, member)
                    chosen[member] = self._settle(values, name, _bits(values[layout[name]])[::-1], first) == (TRUE,)
                return chosen
            case "bool" | "enum":
                option = self._settle(values, spec.name, self._allowed(spec, _bits(values[layout[spec.name]])), number)
                stated = spec.members or (True, False)
                return stated[option[0].bit_length() - 1] if option else UNKNOWN
            case "count":
                low, high = values[layout[spec.name]], values[layout[spec.name] + 1]
                numbers = sorted({low, *(n for n in self._counts if low <= n <= high)})
                option = self._settle(values, spec.name, self._allowed(spec, [(n, n) for n in numbers]), number)
                return option[0] if option else UNKNOWN
            case "date":
                option = self._settle(values, spec.name, self._allowed(spec, self._days(spec, values, number)), 0)
                if not option:
                    return UNKNOWN
                return None if option[0] == NEVER else date.fromordinal(option[0])

    def _bounds(self, spec: FactSpec, values: Values, number: int) -> DayBounds | None:
        """States a day within bounds that are still possible, and narrows the values to them; None for most numbers."""
        if number >> 8 * (_WIDTH - 1) - _BOUNDED != (1 << _BOUNDED) - 1:
            return None
        slot = self.edition.layout[spec.name]
        days = [day for (day, _) in self._days(spec, values, number) if day != NEVER]
        low = min(days, default=NEVER)
        high = min(values[slot + 1], days[0] if days[0] > low else low + number % 60 + 1) if days else NEVER
        if not low < high < NEVER or (high > self.today and spec.name in self.edition.layout.events):
            return None
        surely = number % 4 > 0 or spec.origin
        if not self._set(values, spec.name, (low, high if surely else NEVER)):
            return None
        return DayBounds(date.fromordinal(low), date.fromordinal(high), True if surely else UNKNOWN)

    def _allowed(self, spec: FactSpec, options: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        choices = self._choices.get(spec.name)
        return options if choices is None else [option for option in choices if option in options or len(option) > 1]

    def _number(self, name: str, choices: bytes) -> int:
        place = self._places[name]
        return int.from_bytes(choices[place + 1 : place + _WIDTH], "little")

    def _days(self, spec: FactSpec, values: Values, number: int) -> list[tuple[int, ...]]:
        """Lists days that a date may be: one chosen freely or at the end of a period, then the first and the last."""
        slot = self.edition.layout[spec.name]
        low, high = max(values[slot], self._first), values[slot + 1]
        last = min(
            high, self.today if spec.name in self.edition.layout.events else self.today + (self.today - self._first)
        )
        never = high == NEVER and not spec.origin
        options = [NEVER] if never else []
        number, style = divmod(number, 8)
        if low <= last:
            if self._spans and style >= 6:
                number, step = divmod(number, 3)
                near = self.today - self._spans[number % len(self._spans)] + step - 1
                day = min(max(near, low), last)
            else:
                day = last - number % (last - low + 1)
            options = [day, *options] if style > 1 or not never else [*options, day]
            options += [edge for edge in (last, low) if edge != day]
        return [(day, day) for day in options]


def _parts(edition: Edition) -> Iterator[Condition]:
    """Yields what every case satisfies, in parts as small as they come."""
    for constraint in edition.constraints:
        if isinstance(constraint.condition, AllOf):
            yield from constraint.condition.parts
        else:
            yield constraint.condition


def _bits(mask: int) -> list[tuple[int, ...]]:
    return [(1 << bit,) for bit in range(mask.bit_length()) if mask >> bit & 1]


def _write(data: CaseData, name: str, value: Any) -> None:
    group, _, key = name.partition(".")
    held = data.setdefault(group, {})
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def _checked(names: Iterable[str], facts: Facts) -> Iterator[str]:
    for name in names:
        if name not in facts:
            raise ValueError(f"there is no fact {name}{did_you_mean(name, facts)}")
        yield name


def _sorted_out(where: Mapping[str, Any], facts: Facts) -> tuple[dict[str, Any], dict[str, list[tuple[int, ...]]]]:
    """Separates facts that have one value from facts that have one of several."""
    fixed: dict[str, Any] = {}
    choices: dict[str, list[tuple[int, ...]]] = {}
    for name in _checked(where, facts):
        spec, value = facts[name], where[name]
        if value is None and spec.kind != "date":
            raise ValueError(f"{name} has no value None; write unknown, or a value")
        if spec.kind == "set" or not isinstance(value, (list, tuple, set, frozenset)):
            fixed[name] = value
        elif not value:
            raise ValueError(f"{name} is to be one of no values at all")
        else:
            choices[name] = [_option(spec, one) for one in value]
    return fixed, choices


def _option(spec: FactSpec, value: Any) -> tuple[int, ...]:
    match spec.kind:
        case "bool" if isinstance(value, bool):
            return (TRUE if value else TRUE << 1,)
        case "enum" if value in spec.members:
            return (1 << spec.members.index(value),)
        case "count" if isinstance(value, int):
            return value, value
        case "date" if value is None:
            return NEVER, NEVER
        case "date":
            day = value if isinstance(value, date) else date.fromisoformat(value)
            return day.toordinal(), day.toordinal()
    raise ValueError(f"{value} is no value of {spec.name}")


def forgetting(case: Case, names: str | Iterable[str]) -> Case:
    """Returns a case that says less: the named facts become unknown.

    Args:
        case: A case.
        names: Facts by dotted name; a single text names one.

    Raises:
        ValueError: If there is no such fact.
    """
    data = case.model_dump()
    for name in _checked(names_of(names, "names", next(iter(case.facts))), case.facts):
        _write(data, name, UNKNOWN)
    return type(case).model_validate(data)
