"""Last days and statuses as formulas; they follow `evaluation.deadlines` and `evaluation.statuses`."""

from typing import TYPE_CHECKING, Any

import z3

from xinfang_rules.language.truth import NEVER
from xinfang_rules.result.statuses import NormKind
from xinfang_rules.rulebook.model import STATUSES, NormSpec, Rule, Span, Unit
from xinfang_rules.rulebook.names import DUE, STATUS

if TYPE_CHECKING:
    from xinfang_rules.analysis.proof.encoding import Encoding


class NormEncoding:
    """The last days and statuses of the norms of one encoding."""

    def __init__(self, encoding: "Encoding") -> None:
        self._encoding = encoding
        self._norms = {rule.id: (rule, rule.norm) for rule in encoding.edition.rules if rule.norm is not None}
        self._running: dict[str, Any] = {}
        self._dues: dict[str, Any] = {}
        self._statuses: dict[str, tuple[Any, ...]] = {}

    def due(self, name: str) -> Any:
        """Returns the term of `due.<rule>`: `NEVER` where the norm does not apply or its period does not run."""
        rule, _ = self._norms[name.removeprefix(DUE)]
        if rule.id not in self._dues:
            term = z3.If(self._encoding.holds(rule), self.last_day(rule), NEVER)
            self._dues[rule.id] = self._encoding.define(name, term)
        return self._dues[rule.id]

    def last_day(self, rule: Rule) -> Any:
        """Returns the last day of a norm that has a period, whether or not the norm applies."""
        if rule.id not in self._running:
            _, norm = self._norms[rule.id]
            self._running[rule.id] = self._encoding.define(f"last day of {rule.id}", self._last_day(norm))
        return self._running[rule.id]

    def _last_day(self, norm: NormSpec) -> Any:
        period = norm.period
        assert period is not None
        if period.set_day is not None:
            return self._encoding.day(period.set_day)
        day: Any = z3.IntVal(NEVER)
        for span in reversed(period.spans):
            start = self._encoding.day(span.start)
            found = z3.If(start < NEVER, self.counted(span, self.added(span), rolls_on=period.rolls_on), NEVER)
            day = z3.If(self._encoding.when(span.when), found, day)
        return day

    def start(self, rule: Rule) -> Any:
        """Returns the day from which the period of a norm runs; `NEVER` where it does not, or a day was set."""
        _, norm = self._norms[rule.id]
        start: Any = z3.IntVal(NEVER)
        for span in reversed(() if norm.period is None else norm.period.spans):
            start = z3.If(self._encoding.when(span.when), self._encoding.day(span.start), start)
        return start

    def counted(self, span: Span, added: Any, *, rolls_on: bool) -> Any:
        """Returns the last day of a span that has started and is longer by some days; None for none."""
        days, day = self._encoding.days, self._encoding.day(span.start)
        if span.within is not None and span.within.unit is Unit.WORKING_DAY:
            day = days.nth_after(day, span.within.value) if span.within.value else day
        elif span.within is not None:
            day = day + span.within.value
        if added is not None:
            day = day + added
        return days.rolled_on(day) if rolls_on else day

    def added(self, span: Span) -> Any:
        """Returns by how many days a span is longer; None if it never is."""
        parts = [part for part in (self.extension(span), self.exclusion(span)) if part is not None]
        return None if not parts else sum(parts[1:], parts[0])

    def extension(self, span: Span) -> Any:
        """Returns how many days an extension adds to a span; None if the span cannot be extended."""
        extend = span.extend
        if extend is None:
            return None
        granted = self._encoding.when(extend.when)
        if extend.granted_on is not None:
            in_time = self._encoding.day(extend.granted_on) <= self.counted(span, None, rolls_on=False)
            granted = z3.And(granted, in_time)
        days, limit = self._encoding.facts[extend.days], extend.at_most.value
        return z3.If(granted, z3.If(days < limit, days, limit), 0)

    def exclusion(self, span: Span) -> Any:
        """Returns how many days of a span do not count; None if every day of it counts."""
        if span.exclude is None:
            return None
        return z3.If(self._encoding.when(span.exclude.when), self._encoding.facts[span.exclude.days], 0)

    # Statuses

    def status(self, name: str) -> tuple[Any, ...]:
        """Returns one variable for each value of `status.<rule>`, in mask order."""
        rule, norm = self._norms[name.removeprefix(STATUS)]
        if rule.id not in self._statuses:
            holds = self._encoding.holds(rule)
            found = self._settled(rule, norm)
            self._statuses[rule.id] = (
                z3.Not(holds),
                *(
                    self._encoding.define(f"{name}={status}", z3.And(holds, found[status]))
                    if status in found
                    else z3.BoolVal(False)
                    for status in STATUSES[norm.kind][1:]
                ),
            )
        return self._statuses[rule.id]

    def _settled(self, rule: Rule, norm: NormSpec) -> dict[str, Any]:
        """Returns the statuses that a norm which applies can have, each with when it has it."""
        if norm.kind is NormKind.PROHIBITION:
            broken = z3.BoolVal(False) if norm.breached_when is None else self._encoding.unit(norm.breached_when)
            return {"in_force": z3.Not(broken), "breached": broken}
        if norm.met_when is not None:
            met = self._encoding.unit(norm.met_when)
            return {"met": met, "pending": z3.Not(met)}
        done = self._done(norm)
        was_done, not_done = done < NEVER, done == NEVER
        if norm.kind is NormKind.OBLIGATION:
            if norm.done is None and norm.period is None:
                return {"owed": z3.BoolVal(True)}
            waiting = "pending" if norm.period is not None and norm.period.set_day is not None else "not_started"
            words = "met", "met_late", "pending", "overdue"
        else:
            waiting, words = "not_open", ("exercised", "lapsed", "open", "lapsed")
        in_time, late, open_, missed = words
        if norm.period is None:
            return {in_time: was_done, open_: not_done}
        last = self.last_day(rule)
        today = self._encoding.today
        runs, waits = last < NEVER, last == NEVER
        after = z3.If(done < today, done, today) > last
        cases = [
            (in_time, z3.And(was_done, z3.Or(waits, done <= last))),
            (waiting, z3.And(not_done, waits)),
            (late, z3.And(was_done, runs, after)),
            (open_, z3.And(not_done, runs, today <= last)),
            (missed, z3.And(not_done, runs, today > last)),
        ]
        found: dict[str, Any] = {}
        for status, formula in cases:
            found[status] = z3.Or(found[status], formula) if status in found else formula
        return found

    def _done(self, norm: NormSpec) -> Any:
        if norm.done is None:
            return z3.IntVal(NEVER)
        return z3.If(self._encoding.when(norm.done.when), self._encoding.day(norm.done.day), NEVER)
