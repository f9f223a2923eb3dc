"""One edition as data: what is evaluated, in which order, and the words in which it is told."""

from collections.abc import Callable, Iterable
from typing import Any

from xinfang_rules.engines.javascript.printed_module import Printed, print_edition
from xinfang_rules.evaluation.candidate_values import CandidateValues
from xinfang_rules.evaluation.conclusion_readings import Readings
from xinfang_rules.evaluation.edition_parts import decisive_part
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.evaluation.standing import ever_open
from xinfang_rules.language.scope import Kind, member_name
from xinfang_rules.program.narrowing import most_rounds
from xinfang_rules.program.reach import behind, bound_facts
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.model import Constraint, Edition, NormSpec, Question, Rule, Span, Unit
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.reads import norm_names, norm_units
from xinfang_rules.site.try_it.nodes import Nodes, stated

Cites = Callable[[Iterable[Citation]], list[int]]
"""Says where citations stand in the table of all citations."""


def edition_entry(edition: Edition, cites: Cites, address: Callable[[Rule], str]) -> tuple[dict[str, Any], str]:
    """Writes one edition: as data, and as the functions that evaluate by it.

    Args:
        edition: The edition.
        cites: Says where citations stand in the table of citations.
        address: Gives the address of a rule from the root of the site.
    """
    nodes = Nodes(edition)
    units = [nodes.node(unit) for unit in edition.units]
    decisive, deadlines = decisive_part(edition), deadlines_of(edition.calendar)
    watched = ever_open(edition)
    timed, timed_norms = (
        _numbers(
            (n for n in CandidateValues(edition, part, deadlines).timed if n.partition("[")[0] in edition.facts),
            edition,
        )
        for part in (decisive, decisive_part(edition, watched))
    )
    open_rules = {rule.index for rule in watched}
    for stratum in decisive.strata:
        for unit in stratum.units:
            nodes.word(edition.units[unit])
    printed = print_edition(edition)
    constraints = [
        {
            "id": constraint.id,
            "title": constraint.title,
            "because": constraint.because,
            "cites": cites(constraint.citations),
            "node": nodes.node(constraint.condition),
            **stated({"reading": constraint.interpretive}),
            **_undated(constraint, nodes, edition),
        }
        for constraint in edition.constraints
    ]
    leads = Readings(edition, deadlines).leads
    shown = {rule for question in edition.questions for line in question.lines for rule in line}
    data = {
        "since": edition.since.toordinal(),
        "blank": [*Encoder(edition).encode(edition.case_model(), 0), *printed.more],
        "slots": [_fact_slot(name, edition) for name in edition.facts],
        "units": units,
        "constraints": constraints,
        "concepts": [
            {"name": concept.name, "title": concept.title, "slot": concept.slot, "rules": concept.rules}
            for concept in edition.concepts
        ],
        "questions": [_question(question, edition, cites) for question in edition.questions],
        "rules": [
            _rule(rule, edition, nodes, cites, address, printed, leads[rule.index], rule.index in shown)
            | (_hanging(rule, edition) if rule.index in open_rules else {})
            for rule in edition.rules
        ],
        "rollOn": edition.roll_on_reading,
        "held": printed.rules,
        "mostRounds": most_rounds(edition),
        "decisive": [rule.index for stratum in decisive.strata for rule in stratum.norms],
        "numbers": sorted({parameter.value for parameter in edition.parameters.values()}),
        "timed": timed,
        "timedNorms": timed_norms,
        "nodes": nodes.rows,
        "words": nodes.words,
    }
    return data, printed.source


def _undated(constraint: Constraint, nodes: Nodes, edition: Edition) -> dict[str, Any]:
    if constraint.undated is None:
        return {}
    given, days = constraint.undated
    return {"undated": {"given": nodes.node(given), "days": _numbers(days, edition)}}


def _fact_slot(name: str, edition: Edition) -> int:
    entry = edition.scope[name]
    return edition.layout[member_name(name, entry.values[0]) if entry.kind is Kind.MEMBERS else name]


def _numbers(facts: Iterable[str], edition: Edition) -> list[int]:
    order = list(edition.facts)
    return sorted({order.index(name.partition("[")[0]) for name in facts})


def _question(question: Question, edition: Edition, cites: Cites) -> dict[str, Any]:
    read = behind(edition, [question.name]).facts
    facts = _numbers(read, edition)
    return {
        **stated(
            {
                "name": question.name,
                "title": question.title,
                "slot": question.slot,
                "arises": question.arises,
                "exhaustive": question.exhaustive,
                "cites": cites(question.citations),
                "reading": question.interpretive,
                "grave": [list(question.answers).index(answer) for answer in question.grave],
            }
        ),
        "answers": list(question.answers.items()),
        "lines": question.lines,
        "facts": facts,
        "linked": [fact for fact in _numbers(bound_facts(edition, read), edition) if fact not in facts],
    }


def _rule(
    rule: Rule,
    edition: Edition,
    nodes: Nodes,
    cites: Cites,
    address: Callable[[Rule], str],
    printed: Printed,
    leads: bool,
    decides: bool,
) -> dict[str, Any]:
    question = next((question for question in edition.questions if question.name == rule.question), None)
    answer = facts = None
    if decides and question is not None and rule.answer is not None:
        answer = list(question.answers).index(rule.answer)
        facts = _numbers(bound_facts(edition, behind(edition, units=[rule.unit]).facts), edition)
    return stated(
        {
            "id": rule.id,
            "title": rule.title,
            "at": address(rule),
            "cites": cites(rule.citations),
            "unit": rule.unit,
            "by": list(rule.displaced_by),
            "leads": leads,
            "answer": answer,
            "facts": facts,
            "otherwise": rule.otherwise,
            "reading": rule.interpretive,
            "readingWhen": None if rule.reading_when is None else nodes.node(rule.reading_when),
            "grave": rule.grave,
            "general": rule.general,
            "note": rule.note,
            "norm": None if rule.norm is None else _norm(rule, rule.norm, edition, printed),
        }
    )


def _hanging(rule: Rule, edition: Edition) -> dict[str, Any]:
    """Writes on which facts the norm of a rule rests, and which others are bound to these by constraints."""
    facts = behind(edition, [STATUS + rule.id]).facts
    reads, bound = _numbers(facts, edition), _numbers(bound_facts(edition, facts), edition)
    return {"reads": reads, "linked": [fact for fact in bound if fact not in reads]}


def _norm(rule: Rule, norm: NormSpec, edition: Edition, printed: Printed) -> dict[str, Any]:
    layout, period = edition.layout, norm.period
    return stated(
        {
            "kind": norm.kind.value,
            "bearer": norm.bearer.label,
            "promptly": norm.promptly,
            "status": layout[STATUS + rule.id],
            "due": None if period is None else layout[DUE + rule.id],
            "turned": printed.turned.get(rule.index),
            "spans": [] if period is None else [_span(span, edition) for span in period.spans],
            "rollsOn": period is not None and period.rolls_on,
            "done": None if norm.done is None else stated({"day": layout[norm.done.day], "when": norm.done.when}),
            "units": list(norm_units(norm)),
            "reads": [layout[name] for name in norm_names(norm)],
        }
    )


def _span(span: Span, edition: Edition) -> dict[str, Any]:
    layout, within, extend, exclude = edition.layout, span.within, span.extend, span.exclude
    return stated(
        {
            "start": layout[span.start],
            "days": None if within is None else within.value,
            "working": within is not None and within.unit is Unit.WORKING_DAY,
            "extend": None if extend is None else {"days": layout[extend.days], "atMost": extend.at_most.value},
            "exclude": None if exclude is None else {"days": layout[exclude.days]},
        }
    )
