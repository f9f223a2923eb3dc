"""Lowering the statuses of norms: what is still possible for one on the day of evaluation. The last day is in time."""

from collections.abc import Mapping

from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.condition_lowering import Lowering, May
from xinfang_rules.program.period_lowering import DueNodes, done_bounds
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import STATUSES
from xinfang_rules.rulebook.norm_spec import NormSpec

_TESTED: Mapping[NormKind, tuple[str, str, str]] = {
    NormKind.OBLIGATION: ("met", "pending", "owed"),
    NormKind.PERMISSION: ("exercised", "open", "open"),
    NormKind.PROHIBITION: ("breached", "in_force", "in_force"),
}
"""Of a norm without a period: the status where it is met, where it is not, and where nothing could tell."""

_DATED: Mapping[NormKind, tuple[str, str, str, str, str]] = {
    NormKind.OBLIGATION: ("met", "met_late", "pending", "overdue", "not_started"),
    NormKind.PERMISSION: ("exercised", "lapsed", "open", "lapsed", "not_open"),
}
"""Of a norm with a period: in time, late, while it runs, when it has run out, and before it runs."""


def statuses(lowering: Lowering, norm: NormSpec, due: DueNodes | None) -> tuple[int, ...]:
    """Lowers the statuses of a norm that applies.

    Args:
        lowering: What it reads.
        norm: The norm.
        due: Its last day, if it has a period.

    Returns:
        For each status, in the order of `STATUSES`, the node that is true when it is possible. That of the first,
        `not_applicable`, is false.
    """
    possible = _tested(lowering, norm) if due is None else _dated(lowering, norm, due)
    return tuple(lowering.graph.disjunction(*possible.get(status, ())) for status in STATUSES[norm.kind])


def _tested(lowering: Lowering, norm: NormSpec) -> dict[str, list[int]]:
    graph = lowering.graph
    met, unmet, untold = _TESTED[norm.kind]
    tests = [unit for unit in (norm.met_when, norm.breached_when) if unit is not None]
    if norm.done is not None:
        low, high = done_bounds(lowering, norm.done)
        shown = May(graph.came(low), graph.never(high))
    elif tests:
        shown = lowering.when(tests[0])
    else:
        return {untold: [graph.true]}
    return {met: [shown.true], unmet: [shown.false]}


def _dated(lowering: Lowering, norm: NormSpec, due: DueNodes) -> dict[str, list[int]]:
    graph, today = lowering.graph, lowering.graph.today()
    in_time, late, running, missed, before = _DATED[norm.kind]
    if norm.period is not None and norm.period.set_day is not None and norm.kind is NormKind.OBLIGATION:
        before = running  # until a day is set, what is to be done by it is owed all the same
    low, high = done_bounds(lowering, norm.done)
    done, undone = graph.came(low), graph.never(high)
    until = today if high == graph.number(NEVER) else graph.smaller(high, today)
    found: dict[str, list[int]] = {}
    for status, *all_of in (
        (in_time, due.may_wait, done),
        (before, due.may_wait, undone),
        (in_time, due.may_run, done, graph.at_most(low, due.high)),
        (late, due.may_run, done, graph.below(due.low, until)),
        (running, due.may_run, undone, graph.at_most(today, due.high)),
        (missed, due.may_run, undone, graph.below(due.low, today)),
    ):
        found.setdefault(status, []).append(graph.conjunction(*all_of))
    return found
