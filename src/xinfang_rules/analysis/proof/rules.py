"""Reachability: every rule has cases of its own, and every exception matters."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

import z3

from xinfang_rules.analysis.proof.findings import Finding, Proved, Unfinished, finding
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.solver.limit import Unsettled
from xinfang_rules.engines.solver.printer import Formulas, conjunction
from xinfang_rules.evaluation.evaluator import Evaluated
from xinfang_rules.language.conditions import AllOf, Condition, Not, names
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Edition, Rule

T = TypeVar("T")


def prove_rules(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves that every rule can hold, alone and against what displaces it, and that every exception matters."""
    rules = {rule.id: rule for rule in prover.edition.rules}
    findings: list[Finding] = []
    never = _never(prover, "can hold", rules, lambda rule: _whole(prover.formulas, rule))
    open_ones = prover.left("can hold")
    dead = hidden = 0
    for rule in never:
        code, found = _why_never(prover, rule)
        dead += code == "dead-rule"
        hidden += code == "hidden-rule"
        findings.append(found)
    edges = {f"{edge.exception.id} over {edge.rule.id}": edge for edge in _edges(prover.edition)}
    idle = _never(prover, "exceptions", edges, lambda edge: edge.matters(prover.formulas))
    findings.extend(_idle(prover, edge) for edge in idle)
    guarded = {rule.id: rule for rule in rules.values() if rule.unless is not None}
    unused = _never(prover, "unless", guarded, lambda rule: _only_without_unless(prover.formulas, rule))
    findings.extend(_unused_unless(prover, rule) for rule in unused)
    total, hold = len(rules), len(rules) - len(never) - open_ones
    met = len(edges) - len(idle) - prover.left("exceptions")
    taken = len(guarded) - len(unused) - prover.left("unless")
    return [
        Proved("can hold", f"{hold + hidden} of {total} rules have a case that meets their condition"),
        Proved("not hidden", f"{hold} of {total} rules hold in some case"),
        Proved("exceptions", f"{met} of {len(edges)} decide alone in some case"),
        Proved("unless", f"{taken} of {len(guarded)} take some case out of their rule"),
    ], findings


def _never(prover: Prover, about: str, of: Mapping[str, T], formula: Callable[[T], Any]) -> list[T]:
    """Returns what is possible in no case; every model found answers for as many as it can.

    What is not found out in time is noted as unfinished, in the family `about`. The formula says what is possible.
    """
    open_ones: dict[str, Any] = {}
    for name, item in of.items():
        with prover.trying(about, name):
            open_ones[name] = formula(item)
    never: list[T] = []
    unsettled: dict[str, Any] = {}
    while open_ones:
        name, asked = next(iter(open_ones.items()))
        del open_ones[name]
        try:
            model = prover.possible(asked)
        except Unsettled:
            unsettled[name] = asked
            continue
        if model is None:
            never.append(of[name])
            continue
        for some in (open_ones, unsettled):
            for other in [o for o, f in some.items() if z3.is_true(model.eval(f, model_completion=True))]:
                del some[other]
    prover.unfinished.extend(Unfinished(about, name) for name in unsettled)
    return never


def _why_never(prover: Prover, rule: Rule) -> tuple[str, Finding]:
    """Tells a rule whose condition can never be met from one that is always displaced."""
    try:
        own = z3.And(prover.formulas.own(rule), prover.formulas.arises(rule))
        dead = prover.possible(own) is None
    except Unsettled:
        prover.unfinished.append(Unfinished("can hold", rule.id))
        message = f"{rule.id} holds in no case; it was not found out in time whether its condition can be met"
        return "", finding(rule.position, "hidden-rule", message)
    return ("dead-rule", _dead(prover, rule)) if dead else ("hidden-rule", _hidden(prover, rule, own))


def _whole(formulas: Formulas, rule: Rule) -> Any:
    """Says that a rule holds and that its question arises. Nothing displaces a note."""
    holds = formulas.own(rule) if rule.note is not None else formulas.holds(rule)
    return z3.And(holds, formulas.arises(rule))


def _earlier(edition: Edition, rule: Rule) -> tuple[int, ...]:
    """Returns the rules of a question that stand in an earlier tier of precedence than a rule."""
    question = edition.question(rule.question)
    return () if question is None else question.before(rule.index)


# Rules that never hold


def _dead(prover: Prover, rule: Rule) -> Finding:
    """Says what keeps a rule from ever holding, with a case that meets as much of its condition as can be met."""
    question = prover.edition.question(rule.question)
    parts: list[Condition] = list(rule.condition.parts) if isinstance(rule.condition, AllOf) else [rule.condition]
    if question is not None and question.condition is not None:
        parts.append(question.condition)
    met: list[Condition] = []
    for part in parts:
        with suppress(Unsettled):
            if prover.possible(*(prover.formulas.condition(other) for other in [*met, part])) is not None:
                met.append(part)
    numbered = {f"{number}": part for number, part in enumerate(parts)}
    because = prover.reasons(lambda formulas: {key: formulas.condition(part) for key, part in numbered.items()})
    read = dict.fromkeys(name for key in because if key in numbered for name in names(numbered[key]))
    constraints = [reason for reason in because if reason not in numbered]
    against = f" because of {' and '.join(constraints)}" if constraints else ""
    message = f"rule {rule.id} can never hold"
    if because:
        message += f": what it asks of {' and '.join(read)} cannot be met together{against}"

    def shows(done: Evaluated) -> bool:
        values, layout = done.state.values, prover.edition.layout
        missed = [part for part in parts if part not in met]
        return all(truth(part, values, layout) == TRUE for part in met) and any(
            truth(part, values, layout) == FALSE for part in missed
        )

    witness = prover.example(shows, lambda: [prover.formulas.condition(part) for part in met])
    if witness is not None:
        message += "; the case meets as much of it as can be met"
    return finding(rule.position, "dead-rule", message, witness)


def _hidden(prover: Prover, rule: Rule, own: Any) -> Finding:
    """Says which rules hide a rule, with a case in which its condition is met and it is displaced."""
    edition = prover.edition
    question = edition.question(rule.question)
    displacing = [*rule.defeated_by, *_earlier(edition, rule)]

    def parts(formulas: Formulas) -> dict[str, Any]:
        others = [edition.rules[index] for index in dict.fromkeys(displacing)]
        displaced = {f"rule {other.id}": z3.Not(formulas.own(other)) for other in others}
        return {"own": z3.And(formulas.own(rule), formulas.arises(rule)), **displaced}

    because = [reason for reason in prover.reasons(parts) if reason.startswith("rule ")] or ["others"]
    message = f"{rule.id} is wholly hidden by {' and '.join(because)}: wherever its condition is met, it is displaced"

    def shows(done: Evaluated) -> bool:
        state = done.state
        arises = question is None or question.arises is None or state.truths[question.arises] == TRUE
        return arises and state.truths[rule.condition_id] == TRUE and state.holds[rule.index] == FALSE

    return finding(rule.position, "hidden-rule", message, prover.example(shows, lambda: [own]))


# Exceptions


class _Edge(NamedTuple):
    """That a rule is an exception to another; `others` displace that one too, without this exception."""

    exception: Rule
    rule: Rule
    others: tuple[int, ...]

    def both(self, formulas: Formulas) -> Any:
        return z3.And(formulas.own(self.exception), formulas.own(self.rule), formulas.arises(self.rule))

    def matters(self, formulas: Formulas) -> Any:
        edition = formulas.program.edition
        against = [edition.rules[index] for index in (*self.others, *_earlier(edition, self.rule))]
        return conjunction([self.both(formulas), *(z3.Not(formulas.own(rule)) for rule in against)])


def _edges(edition: Edition) -> Iterator[_Edge]:
    direct: dict[str, list[Rule]] = {rule.id: [] for rule in edition.rules}
    for rule in edition.rules:
        for other in rule.exception_to:
            direct[other].append(rule)
    for exception in edition.rules:
        for other in exception.exception_to:
            reached: set[int] = set()
            waiting = [rule for rule in direct[other] if rule is not exception]
            while waiting:
                rule = waiting.pop()
                if rule.index not in reached:
                    reached.add(rule.index)
                    waiting.extend(direct[rule.id])
            yield _Edge(exception, edition.rule(other), tuple(sorted(reached)))


def _idle(prover: Prover, edge: _Edge) -> Finding:
    exception, rule = edge.exception, edge.rule
    said = f"exception {exception.id} to {rule.id} never matters"
    witness = None
    with suppress(Unsettled):
        found = prover.find(lambda done: _both_held(done, edge), edge.both(prover.formulas))
        if found is not None:
            said += ": wherever both meet their conditions, another rule displaces it too"
            witness = found[0]
        else:
            said += ": no case meets the conditions of both"
            own = z3.And(prover.formulas.own(rule), prover.formulas.arises(rule))
            witness = prover.example(lambda done: _one_held(done, edge), lambda: [own])
    return finding(exception.position, "idle-exception", said, witness)


def _both_held(done: Evaluated, edge: _Edge) -> bool:
    truths, rules = done.state.truths, done.state.edition.rules
    others = [truths[rules[index].condition_id] for index in (*edge.others, *_earlier(done.state.edition, edge.rule))]
    return truths[edge.exception.condition_id] == truths[edge.rule.condition_id] == TRUE and TRUE in others


def _one_held(done: Evaluated, edge: _Edge) -> bool:
    truths = done.state.truths
    return truths[edge.rule.condition_id] == TRUE and truths[edge.exception.condition_id] == FALSE


def _only_without_unless(formulas: Formulas, rule: Rule) -> Any:
    """Says that the condition of a rule would hold without its `unless`, and that this is met."""
    assert rule.unless is not None
    parts = rule.condition.parts if isinstance(rule.condition, AllOf) else ()
    rest = AllOf(tuple(part for part in parts if part != Not(rule.unless)))
    return z3.And(formulas.condition(rest), formulas.condition(rule.unless))


def _unused_unless(prover: Prover, rule: Rule) -> Finding:
    assert rule.unless is not None
    unless = rule.unless
    message = f"the `unless` of {rule.id} never matters: no case meets it and the rest of the condition"

    def shows(done: Evaluated) -> bool:
        met = truth(unless, done.state.values, prover.edition.layout)
        return met == FALSE and done.state.truths[rule.condition_id] == TRUE

    return finding(rule.position, "idle-unless", message, prover.example(shows, lambda: [prover.formulas.own(rule)]))
