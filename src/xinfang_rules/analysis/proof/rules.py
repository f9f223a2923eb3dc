"""Every rule has cases of its own, and every exception matters."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import z3

from xinfang_rules.analysis.proof.encoding import Encoding, conjunction
from xinfang_rules.analysis.proof.findings import Finding, Proved, finding
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.evaluation.evaluator import Evaluated
from xinfang_rules.logic.conditions import AllOf, Condition, Not, names
from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Edition, Question, Rule


def prove_rules(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves that every rule can hold, alone and against what displaces it, and that every exception matters."""
    rules = prover.edition.rules
    dead: list[Finding] = []
    hidden: list[Finding] = []
    for rule in _never(prover, {rule: _whole(prover.encoding, rule) for rule in rules}):
        own = z3.And(prover.encoding.own(rule), prover.encoding.arises(rule))
        if prover.possible(own) is None:
            dead.append(_dead(prover, rule))
        else:
            hidden.append(_hidden(prover, rule, own))
    edges = [_Edge.between(prover.edition, rule, other) for rule in rules for other in rule.exception_to]
    idle = [_idle(prover, edge) for edge in _never(prover, {edge: edge.matters(prover.encoding) for edge in edges})]
    guarded = {
        rule: z3.And(prover.encoding.condition(_without_unless(rule)), prover.encoding.condition(rule.unless))
        for rule in rules
        if rule.unless is not None
    }
    unused = [_unused_unless(prover, rule) for rule in _never(prover, guarded)]
    total = len(rules)
    return [
        Proved("can hold", f"{total - len(dead)} of {total} rules have a case that meets their condition"),
        Proved("not hidden", f"{total - len(dead) - len(hidden)} of {total} rules hold in some case"),
        Proved("exceptions", f"{len(edges) - len(idle)} of {len(edges)} decide alone in some case"),
        Proved("unless", f"{len(guarded) - len(unused)} of {len(guarded)} take some case out of their rule"),
    ], [*dead, *hidden, *idle, *unused]


def _never(prover: Prover, formulas: Mapping[Any, Any]) -> list[Any]:
    """Returns what is possible in no case; every model found answers for as many as it can."""
    open_ones = dict(formulas)
    never: list[Any] = []
    while open_ones:
        key, formula = next(iter(open_ones.items()))
        del open_ones[key]
        model = prover.possible(formula)
        if model is None:
            never.append(key)
            continue
        for other in [o for o, f in open_ones.items() if z3.is_true(model.eval(f, model_completion=True))]:
            del open_ones[other]
    return never


def _whole(encoding: Encoding, rule: Rule) -> Any:
    """Says that a rule holds and that its question arises. Nothing displaces a note."""
    holds = encoding.own(rule) if rule.note is not None else encoding.holds(rule)
    return z3.And(holds, encoding.arises(rule))


def _question(edition: Edition, rule: Rule) -> Question | None:
    return next((question for question in edition.questions if question.name == rule.question), None)


# Rules that never hold


def _dead(prover: Prover, rule: Rule) -> Finding:
    """Says what keeps a rule from ever holding, with a case that meets as much of its condition as can be met."""
    question = _question(prover.edition, rule)
    parts: list[Condition] = list(rule.condition.parts) if isinstance(rule.condition, AllOf) else [rule.condition]
    if question is not None and question.condition is not None:
        parts.append(question.condition)
    met: list[Condition] = []
    for part in parts:
        if prover.possible(*(prover.encoding.condition(other) for other in [*met, part])) is not None:
            met.append(part)
    numbered = {f"{number}": part for number, part in enumerate(parts)}
    because = prover.reasons(lambda encoding: {key: encoding.condition(part) for key, part in numbered.items()})
    read = dict.fromkeys(name for key in because if key in numbered for name in names(numbered[key]))
    constraints = [reason for reason in because if reason not in numbered]
    against = f" because of {' and '.join(constraints)}" if constraints else ""
    message = f"rule {rule.id} can never hold: what it asks of {' and '.join(read)} cannot be met together{against}"
    shown = "; the case meets as much of it as can be met"

    def shows(done: Evaluated) -> bool:
        values, layout = done.state.values, prover.edition.layout
        missed = [part for part in parts if part not in met]
        return all(truth(part, values, layout) == TRUE for part in met) and any(
            truth(part, values, layout) == FALSE for part in missed
        )

    found = prover.find(shows, *(prover.encoding.condition(part) for part in met))
    return finding(rule.position, "dead-rule", message + shown, None if found is None else found[0])


def _hidden(prover: Prover, rule: Rule, own: Any) -> Finding:
    """Says which rules hide a rule, with a case in which its condition is met and it is displaced."""
    edition = prover.edition
    question = _question(edition, rule)
    displacing = list(rule.displaced_by)
    for line in question.lines if question is not None else ():
        if rule.index in line:
            break
        displacing.extend(line)

    def parts(encoding: Encoding) -> dict[str, Any]:
        others = [edition.rules[index] for index in dict.fromkeys(displacing)]
        return {"own": _own_arising(encoding, rule)} | {
            f"rule {other.id}": z3.Not(encoding.own(other)) for other in others
        }

    because = [reason for reason in prover.reasons(parts) if reason.startswith("rule ")]
    message = f"{rule.id} is wholly hidden by {' and '.join(because)}: wherever its condition is met, it is displaced"

    def shows(done: Evaluated) -> bool:
        state = done.state
        arises = question is None or question.arises is None or state.truths[question.arises] == TRUE
        return arises and state.truths[rule.unit] == TRUE and state.holds[rule.index] == FALSE

    found = prover.find(shows, own)
    return finding(rule.position, "hidden-rule", message, None if found is None else found[0])


def _own_arising(encoding: Encoding, rule: Rule) -> Any:
    return z3.And(encoding.own(rule), encoding.arises(rule))


# Exceptions


class _Edge(NamedTuple):
    """That a rule is an exception to another; `others` displace that one too, without this exception."""

    exception: Rule
    rule: Rule
    others: tuple[int, ...]

    @classmethod
    def between(cls, edition: Edition, exception: Rule, other: str) -> "_Edge":
        rule = edition.rule(other)
        direct = {r.index: [e.index for e in edition.rules if r.id in e.exception_to] for r in edition.rules}
        direct[rule.index].remove(exception.index)
        reached: set[int] = set()
        waiting = list(direct[rule.index])
        while waiting:
            index = waiting.pop()
            if index not in reached:
                reached.add(index)
                waiting.extend(direct[index])
        return cls(exception, rule, tuple(sorted(reached)))

    def both(self, encoding: Encoding) -> Any:
        return z3.And(encoding.own(self.exception), encoding.own(self.rule), encoding.arises(self.rule))

    def matters(self, encoding: Encoding) -> Any:
        against = [*encoding.displacing(self.others), *encoding.earlier(self.rule)]
        return conjunction([self.both(encoding), *map(z3.Not, against)])


def _idle(prover: Prover, edge: _Edge) -> Finding:
    exception, rule = edge.exception, edge.rule
    found = prover.find(lambda done: _both_held(done, edge), edge.both(prover.encoding))
    said = f"exception {exception.id} to {rule.id} never matters: "
    if found is not None:
        said += "wherever both meet their conditions, another rule displaces it too"
    else:
        said += "no case meets the conditions of both"
        own = z3.And(prover.encoding.own(rule), prover.encoding.arises(rule))
        found = prover.find(lambda done: _one_held(done, edge), own)
    return finding(exception.position, "idle-exception", said, None if found is None else found[0])


def _both_held(done: Evaluated, edge: _Edge) -> bool:
    truths, rules = done.state.truths, done.state.edition.rules
    others = [truths[rules[index].unit] for index in edge.others]
    question = _question(done.state.edition, edge.rule)
    for line in question.lines if question is not None else ():
        if edge.rule.index in line:
            break
        others.extend(truths[rules[index].unit] for index in line)
    return truths[edge.exception.unit] == truths[edge.rule.unit] == TRUE and TRUE in others


def _one_held(done: Evaluated, edge: _Edge) -> bool:
    truths = done.state.truths
    return truths[edge.rule.unit] == TRUE and truths[edge.exception.unit] == FALSE


def _without_unless(rule: Rule) -> Condition:
    """Returns the condition of a rule as it would be without its `unless`."""
    assert rule.unless is not None
    if not isinstance(rule.condition, AllOf):
        return AllOf(())
    return AllOf(tuple(part for part in rule.condition.parts if part != Not(rule.unless)))


def _unused_unless(prover: Prover, rule: Rule) -> Finding:
    assert rule.unless is not None
    unless = rule.unless
    message = f"the `unless` of {rule.id} never matters: no case meets it and the rest of the condition"

    def shows(done: Evaluated) -> bool:
        met = truth(unless, done.state.values, prover.edition.layout)
        return met == FALSE and done.state.truths[rule.unit] == TRUE

    found = prover.find(shows, prover.encoding.own(rule))
    return finding(rule.position, "idle-unless", message, None if found is None else found[0])
