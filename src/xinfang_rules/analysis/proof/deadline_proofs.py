"""Proofs about deadlines, over all admissible complete cases and all gaps between their days.

1. No norm is due before the day from which its period is counted.
2. Where both a written notice and the conclusion of the matter are owed, both periods run, and that for the conclusion
   does not start before that for the notice, the last day to conclude is not before the last day to notify. (Where
   another organ accepted the matter long before this one received it, its period may of course end first.) Where the
   notice has working days, this is proved for the years whose festival days are known.
3. A period that can be extended is never longer than with the most days that the limit allows, never shorter than
   without extension, and the same as without extension where none was granted by its unextended last day.

A last day that runs on to a working day is compared with one that runs on in the same way.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from xinfang_rules.analysis.proof.findings import Finding, Proved, Unfinished, finding
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.calendar import add_months, add_working_days, roll_on, working_calendar
from xinfang_rules.engines.solver.printer import Formulas
from xinfang_rules.evaluation.evaluator import Evaluated
from xinfang_rules.language.truth import NEVER, TRUE
from xinfang_rules.program.period_lowering import added, end, excluded, start_of
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.norm_spec import Period, Span, Unit


def prove_deadlines(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves the statements of this module."""
    timed = [(rule, rule.norm.period) for rule in prover.edition.rules if rule.norm and rule.norm.period]
    counted = [(rule, period) for rule, period in timed if period.spans]
    notices = [rule for rule, _ in counted if rule.norm and "notice" in rule.norm.action.marks]
    conclusions = [rule for rule, _ in counted if rule.norm and "conclusion" in rule.norm.action.marks]
    pairs = len(notices) * len(conclusions)
    spans = [(rule, period, span) for rule, period in counted for span in period.spans if span.extend is not None]
    findings: list[Finding] = []
    proved: Counter[str] = Counter()

    def attempt(about: str, of: str, look: Callable[[], Finding | None]) -> None:
        with prover.trying(about, of):
            found = look()
            findings.extend([] if found is None else [found])
            proved[about] += found is None

    for rule, _ in counted:
        attempt("last days", rule.id, partial(_early, prover, rule))
    for number, (notice, conclusion) in enumerate(product(notices, conclusions)):
        if prover.limit.passed:
            prover.unfinished.append(Unfinished("notice first", f"{pairs - number} of {pairs} pairs"))
            break
        attempt("notice first", f"{notice.id} and {conclusion.id}", partial(_crossed, prover, notice, conclusion))
    for rule, period, span in spans:
        attempt("extension", rule.id, partial(_over, prover, rule, period, span))
    return [
        Proved("last days", f"{proved['last days']} of {len(counted)} are never before the day they count from"),
        Proved(
            "notice first",
            f"{proved['notice first']} of {pairs} pairs: where the conclusion's period does not start before "
            "the notice's, it does not end before it",
        ),
        Proved("extension", f"{proved['extension']} of {len(spans)} never beyond the limit, and only if granted"),
    ], findings


def _due(done: Evaluated, rule: Rule) -> int:
    """Returns the last day of a norm in an evaluation of a complete case."""
    due = done.state.dues.get(rule.index)
    return due.low if due is not None and due.may_run and due.low == due.high and not due.may_wait else NEVER


def _start(formulas: Formulas, rule: Rule) -> Any:
    """Returns the day from which the period of a norm runs; `NEVER` where it does not."""
    lowering, graph = formulas.program.lowering, formulas.program.graph
    start, period = graph.number(NEVER), _period(rule)
    for span in reversed(period.spans):
        start = graph.select(lowering.when(span.when).true, start_of(lowering, span).low, start)
    for limit in period.limits:  # it ends what has not begun, too
        begun = graph.select(lowering.when(limit.when).true, start_of(lowering, limit).low, graph.number(NEVER))
        start = graph.smaller(start, begun)
    return formulas.term(start)


def _early(prover: Prover, rule: Rule) -> Finding | None:
    formulas = prover.formulas
    start, last = _start(formulas, rule), formulas.last_day(rule)

    def shows(done: Evaluated) -> bool:
        due, period = _due(done, rule), _period(rule)
        late = [due < _begins(done, way) < NEVER for way in period.spans]
        return any(late) and all(due < _begins(done, limit) for limit in period.limits)

    found = prover.find(shows, formulas.holds(rule), start < NEVER, last < start)
    if found is None:
        return None
    message = f"the last day of {rule.id} can lie before the day from which it is counted"
    return finding(rule.position, "early-due", message, found[0])


def _crossed(prover: Prover, notice: Rule, conclusion: Rule) -> Finding | None:
    formulas = prover.formulas
    first, second = _start(formulas, notice), _start(formulas, conclusion)
    wrong = [
        formulas.holds(notice),
        formulas.holds(conclusion),
        first < NEVER,
        second < NEVER,
        second >= first,
        formulas.last_day(conclusion) < formulas.last_day(notice),
    ]
    if any(span.within is not None and span.within.unit is Unit.WORKING_DAY for span in _period(notice).spans):
        wrong.append(first <= prover.days.last_known)
    found = prover.find(lambda done: _due(done, conclusion) < _due(done, notice) < NEVER, *wrong)
    if found is None:
        return None
    message = (
        f"the last day of {conclusion.id} can lie before that of {notice.id}, though it is counted from no earlier"
    )
    return finding(conclusion.position, "early-due", message, found[0])


def _over(prover: Prover, rule: Rule, period: Period, span: Span) -> Finding | None:
    formulas, extend = prover.formulas, span.extend
    assert extend is not None
    lowering, graph = formulas.program.lowering, formulas.program.graph
    start, none = start_of(lowering, span).low, graph.number(0)
    extra = none if span.exclude is None else excluded(lowering, span.exclude, none, none)[0]
    most = graph.sum(extra, graph.number(extend.at_most.value))
    more = added(lowering, span, start, start)[0]
    last, shortest, longest = (end(lowering, span, start, days, period.rolls_on)[0] for days in (more, extra, most))
    granted = lowering.when(extend.when).true
    if extend.granted_on is not None:
        unextended = end(lowering, span, start, none, rolls_on=False)[0]
        granted = graph.conjunction(granted, graph.at_most(lowering.bounds(extend.granted_on)[0], unextended))
    without = graph.conjunction(graph.negation(granted), graph.negation(graph.equal(last, shortest)))
    wrong = graph.disjunction(graph.below(longest, last), graph.below(last, shortest), without)
    nodes = map(formulas.term, (graph.came(start), wrong))
    found = prover.find(lambda done: _goes_over(done, rule, period, span), formulas.holds(rule), *nodes)
    if found is None:
        return None
    message = f"the extension of {rule.id} can go beyond {extend.at_most.name}, or be counted without being granted"
    return finding(rule.position, "over-limit", message, found[0])


def _goes_over(done: Evaluated, rule: Rule, period: Period, span: Span) -> bool:
    """Counts the last day of an evaluation of a complete case again, and compares."""
    extend, exclude, state = span.extend, span.exclude, done.state
    assert extend is not None
    layout, values = state.edition.layout, state.values
    calendar = working_calendar(state.edition.calendar)

    def applies(unit: int | None) -> bool:
        return unit is None or state.truth(unit) == TRUE

    def last(more: int, rolls_on: bool) -> int:
        day = _begins(done, span)
        if span.within is not None and span.within.unit is Unit.WORKING_DAY:
            day = add_working_days(day, span.within.value, calendar).first
        elif span.within is not None:
            day = add_months(day, months) if (months := span.within.months) else day + span.within.value
        return roll_on(day + more, calendar).first if rolls_on else day + more

    excluded = values[layout[exclude.days]] if exclude is not None and applies(exclude.when) else 0
    granted = applies(extend.when) and (
        extend.granted_on is None or values[layout[extend.granted_on]] <= last(0, rolls_on=False)
    )
    shortest = last(excluded, period.rolls_on)
    longest = last(excluded + extend.at_most.value, period.rolls_on) if granted else shortest
    due = _due(done, rule)
    return due < NEVER and not shortest <= due <= longest


def _begins(done: Evaluated, span: Span) -> int:
    """Returns the day from which a way to count a period runs in an evaluation of a complete case."""
    layout, values = done.state.edition.layout, done.state.values
    days = (values[layout[name]] for name in span.starts)
    return max((day for day in days if day < NEVER), default=NEVER)


def _period(rule: Rule) -> Period:
    assert rule.norm is not None
    assert rule.norm.period is not None
    return rule.norm.period
