"""From the entry of a norm to its linked form; every reference checked."""

from collections.abc import Callable, Collection, Mapping, Sequence

from xinfang_rules.facts.outputs import Bearer
from xinfang_rules.facts.specs import Facts
from xinfang_rules.language.parse import Path
from xinfang_rules.language.scope import Kind, Name, no_name
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.entries import (
    ExcludeEntry,
    ExtendEntry,
    LimitEntry,
    NormEntry,
    PauseEntry,
    PeriodEntry,
    RuleEntry,
    SpanEntry,
)
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.rulebook.norm_spec import (
    PERIOD_UNITS,
    Done,
    Exclude,
    Extend,
    NormSpec,
    Parameter,
    Pause,
    Period,
    Span,
    Unit,
)
from xinfang_rules.rulebook.pack import Placed

_ARTICLES = {NormKind.OBLIGATION: "an", NormKind.PERMISSION: "a", NormKind.PROHIBITION: "a"}

UnitMaker = Callable[[object, Path], int | None]
"""Parses a condition and returns the index of its unit, or None after reporting what is wrong."""

ParameterFinder = Callable[[str, Path], Parameter | None]


class NormLinker:
    """Links the norm of one rule; `rolls_on` tells whose last days roll on, everybody's if it is None."""

    def __init__(
        self,
        rule: Placed[RuleEntry],
        scope: Mapping[str, Name],
        unit: UnitMaker,
        parameter: ParameterFinder,
        rolls_on: Collection[Bearer] | None,
        facts: Facts,
    ) -> None:
        self._report = rule.report
        self._scope = scope
        self._unit = unit
        self._parameter = parameter
        self._rolls_on = rolls_on
        self._facts = facts

    def link(self, kind: NormKind, entry: NormEntry, path: Path) -> NormSpec:
        """Returns the linked norm; what is wrong is reported, and left out of it."""
        self._check_form(kind, entry, path)
        done = None
        if entry.done is not None:
            self._event(entry.done.day, (*path, "done", "on"))
            done = Done(entry.done.day, self._optional(entry.done.when, (*path, "done", "when")))
        period = None
        if entry.period is not None:
            rolls_on = self._rolls_on is None or entry.bearer in self._rolls_on
            period = self._period(entry.period, (*path, "period"), rolls_on)
        return NormSpec(
            kind=kind,
            bearer=entry.bearer,
            action=entry.action,
            promptly=entry.promptly,
            period=period,
            done=done,
            met_when=self._optional(entry.met_when, (*path, "met_when")),
            breached_when=self._optional(entry.breached_when, (*path, "breached_when")),
        )

    def _check_form(self, kind: NormKind, entry: NormEntry, path: Path) -> None:
        stated = [name for name in ("promptly", "period", "done", "met_when", "breached_when") if getattr(entry, name)]
        allowed = {
            NormKind.OBLIGATION: {"promptly", "period", "done", "met_when"},
            NormKind.PERMISSION: {"period", "done"},
            NormKind.PROHIBITION: {"breached_when"},
        }[kind]
        for name in stated:
            if name not in allowed:
                self._report((*path, name), "norm-form", f"{_ARTICLES[kind]} {kind} has no {name}", key=True)
        if entry.promptly and entry.period is not None:
            self._report((*path, "promptly"), "norm-form", "promptly is for a duty without a period", key=True)
        if entry.met_when is not None and (entry.done is not None or entry.period is not None):
            self._report((*path, "met_when"), "norm-form", "met_when is for a duty without done and period", key=True)

    def _period(self, entry: PeriodEntry, path: Path, rolls_on: bool) -> Period | None:
        forms = [name for name in ("start", "first", "due") if getattr(entry, name) is not None]
        if len(forms) != 1 or (forms != ["start"] and _has_span_parts(entry)) or (entry.due and entry.no_later_than):
            message = "a period runs from a date (from, within), or is the first of several, or is due on a set day"
            self._report(path, "period-form", message)
            return None
        if entry.due is not None:
            self._name(entry.due, Kind.DATE, (*path, "due"))
            return Period((), entry.due, rolls_on=False)
        if entry.first is None:
            spans = [self._span(entry, entry.start or [], path)]
        else:
            spans = [self._span(each, each.start, (*path, "first", n), each.when) for n, each in enumerate(entry.first)]
            if any(span.when is None for span in entry.first[:-1]) or entry.first[-1].when is not None:
                message = "every span but the last has a condition, and the last none"
                self._report((*path, "first"), "period-form", message)
        limits = [self._limit(limit, (*path, "no_later_than", n)) for n, limit in enumerate(entry.no_later_than)]
        kept = tuple(span for span in spans if span is not None)
        return Period(kept, None, rolls_on, tuple(limits)) if len(kept) == len(spans) else None

    def _span(
        self, entry: PeriodEntry | SpanEntry, starts: Sequence[str], path: Path, when: object = None
    ) -> Span | None:
        self._starts(starts, path)
        if (entry.within is None) is not entry.same_day:
            self._report(path, "period-form", "a span is either within a parameter's days or same_day: true")
            return None
        within = None
        if entry.within is not None:
            within = self._days(entry.within, PERIOD_UNITS, (*path, "within"))
        if entry.pause is not None and (entry.same_day or (within is not None and within.unit is Unit.WORKING_DAY)):
            message = "only what runs for days, months or years is paused"
            self._report((*path, "pause"), "period-form", message, key=True)
        return Span(
            when=self._optional(when, (*path, "when")),
            starts=tuple(starts),
            within=within,
            extend=None if entry.extend is None else self._extend(entry.extend, (*path, "extend")),
            exclude=None if entry.exclude is None else self._exclude(entry.exclude, (*path, "exclude")),
            pause=None if entry.pause is None else self._pause(entry.pause, (*path, "pause")),
        )

    def _limit(self, entry: LimitEntry, path: Path) -> Span:
        self._starts(entry.start, path)
        within = self._days(entry.within, PERIOD_UNITS, (*path, "within"))
        return Span(self._optional(entry.when, (*path, "when")), tuple(entry.start), within)

    def _starts(self, starts: Sequence[str], path: Path) -> None:
        for index, name in enumerate(starts):
            self._name(name, Kind.DATE, (*path, "from", index))
            if name in starts[:index]:
                self._report((*path, "from", index), "period-form", "the same day twice")

    def _pause(self, entry: PauseEntry, path: Path) -> Pause:
        for key, name in (("from", entry.start), ("until", entry.until)):
            if name in self._facts or name not in self._scope:
                self._name(name, Kind.DATE, (*path, key))
            if name in self._scope and name not in self._facts.events:
                self._report((*path, key), "period-form", f"{name} is not the day of something that happened")
        return Pause(entry.start, entry.until, self._optional(entry.when, (*path, "when")))

    def _extend(self, entry: ExtendEntry, path: Path) -> Extend | None:
        self._name(entry.by, Kind.COUNT, (*path, "by"))
        if entry.granted_on is not None:
            self._name(entry.granted_on, Kind.DATE, (*path, "granted_on"))
        limit = self._days(entry.at_most, (Unit.DAY,), (*path, "at_most"))
        when = self._optional(entry.when, (*path, "when"))
        return None if limit is None else Extend(entry.by, limit, when, entry.granted_on)

    def _exclude(self, entry: ExcludeEntry, path: Path) -> Exclude:
        self._name(entry.days, Kind.COUNT, (*path, "days"))
        return Exclude(entry.days, self._optional(entry.when, (*path, "when")))

    def _days(self, name: str, units: tuple[Unit, ...], path: Path) -> Parameter | None:
        parameter = self._parameter(name, path)
        if parameter is not None and parameter.unit not in units:
            wanted = " or ".join(units)
            self._report(path, "unit", f"{name} counts {parameter.unit}; here stands a number of {wanted}")
            return None
        return parameter

    def _optional(self, data: object, path: Path) -> int | None:
        return None if data is None else self._unit(data, path)

    def _event(self, name: str, path: Path) -> None:
        """Checks the day of doing: it says that something has happened, which a last day or a set day does not."""
        spec = self._facts.get(name)
        if spec is not None and spec.kind == "date" and spec.set_day:
            self._report(path, "norm-form", f"{name} is a day that somebody sets, not the day on which it was done")
        elif name.startswith(DUE) and name in self._scope:
            self._report(path, "norm-form", f"{name} is a last day, not the day on which it was done")
        else:
            self._name(name, Kind.DATE, path)

    def _name(self, name: str, kind: Kind, path: Path) -> None:
        entry = self._scope.get(name)
        if entry is None or entry.kind is not kind:
            noun = "date" if kind is Kind.DATE else "count"
            known = [other.name for other in self._scope.values() if other.kind is kind]
            self._report(path, f"unknown-{noun}", no_name(name, noun, self._scope, known))


def _has_span_parts(entry: PeriodEntry) -> bool:
    parts = (entry.within, entry.extend, entry.exclude, entry.pause)
    return entry.same_day or any(part is not None for part in parts)
