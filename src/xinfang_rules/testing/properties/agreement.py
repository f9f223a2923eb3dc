"""Agreement of engines: every one finds the same, and what it finds is what the rules say when read one by one."""

from collections.abc import Mapping

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.errors import EngineError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.result import Result
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.testing.example import Example, PropertyViolation, contradicts, engines_at_hand, holds_always

_TRUTHS = {TRUE: "true", FALSE: "false", TRUE | FALSE: "unknown"}


@holds_always()
def engines_agree(example: Example) -> None:
    """Every engine finds the same truth of every condition and rule, the same last days, and the same result."""
    ours = example.state
    for engine in engines_at_hand():
        try:
            theirs = example.evaluated_by(engine)
        except EngineError as error:
            raise PropertyViolation(f"{engine} fails: {error}") from None
        except InadmissibleError as error:
            raise PropertyViolation(f"{engine} refuses the case: {error}") from None
        for unit, (mine, other) in enumerate(zip(ours.truths, theirs.truths, strict=True)):
            if mine != other:
                said = f"{example.engine} says {_TRUTHS.get(mine, mine)}, {engine} {_TRUTHS.get(other, other)}"
                raise PropertyViolation(f"{said} of {_owner(unit, example.edition)}")
        for rule in example.edition.rules:
            if ours.holds[rule.index] != theirs.holds[rule.index]:
                raise PropertyViolation(f"{example.engine} and {engine} differ on {rule.id}", rule.citations)
            if ours.dues.get(rule.index) != theirs.dues.get(rule.index):
                raise PropertyViolation(f"{example.engine} and {engine} give {rule.id} other last days", rule.citations)
        if ours.values != theirs.values:
            raise PropertyViolation(f"{example.engine} and {engine} leave other values behind")
        if _by(engine, example) != example.result:
            raise PropertyViolation(f"{example.engine} and {engine} give other results")


@holds_always(costly=True)
def engines_need_the_same(example: Example) -> None:
    """Every engine asks for the same facts, in the same order."""
    for engine in engines_at_hand():
        theirs = _by(engine, example).needs
        if theirs != example.result.needs:
            mine, other = ([need.fact or need.notice for need in needs] for needs in (example.result.needs, theirs))
            raise PropertyViolation(f"{example.engine} asks for {mine}, {engine} for {other}")


def _by(engine: str, example: Example) -> Result:
    return Example(example.rulebook, example.case, example.as_of, engine).result


def _owner(unit: int, edition: Edition) -> str:
    for rule in edition.rules:
        if rule.condition_id == unit:
            return f"the condition of {rule.id}"
    for question in edition.questions:
        if question.arises == unit:
            return f"whether {question.name} arises"
    return f"a condition of a norm (unit {unit})"


@holds_always()
def rules_hold_as_written(example: Example) -> None:
    """With everything known, a rule holds when its condition does, no exception's does, and none answers before it.

    Unless a notice of holidays is missing on which some condition hangs.

    The exceptions are followed from rule to rule, and the order among the answers is read line by line, by the plain
    logic of two truth values.
    """
    case = example.completed(example.random("rules_hold_as_written"))
    if case is None:
        return
    complete = example.of(case)
    if contradicts(complete.state):
        return  # what reads a question that has two answers is open
    state, edition = complete.state, example.edition
    if EITHER in state.truths and any(norm.missing_notices for norm in complete.result.norms):
        return  # so is what hangs on a notice of holidays that is not at hand
    true = {rule.id for rule in edition.rules if truth(rule.condition, state.values, edition.layout) == TRUE}
    exceptions = _exceptions(edition)
    for rule in edition.rules:
        if rule.note is not None:
            continue
        holds = rule.id in true and not exceptions[rule.id] & true and not _answered_before(rule, true, edition)
        if holds != (state.holds[rule.index] == TRUE):
            expected, came = ("holds", "does not") if holds else ("does not hold", "it does")
            raise PropertyViolation(f"{rule.id} as written {expected}, evaluated {came}", rule.citations, _about(rule))
    _check_answers(complete)
    for concept in edition.concepts:
        some = any(state.holds[index] == TRUE for index in concept.rules)
        if state.values[concept.slot] != (TRUE if some else FALSE):
            raise PropertyViolation(f"{concept.name} is not what its rules make it")
    applying = {norm.rule for norm in complete.result.norms}
    for rule in edition.rules:
        if rule.norm is not None and (state.holds[rule.index] == TRUE) != (rule.id in applying):
            raise PropertyViolation(
                f"{rule.id} holds, but its norm is not in the result, or the reverse", rule.citations
            )


def _about(rule: Rule) -> str:
    return rule.question or (rule.id if rule.norm is not None else "")


def _exceptions(edition: Edition) -> Mapping[str, set[str]]:
    """Returns the exceptions to each rule, and the exceptions to these, and so on."""
    found: dict[str, set[str]] = {rule.id: set() for rule in edition.rules}
    for _ in edition.rules:
        for rule in edition.rules:
            for target in rule.exception_to:
                found[target] |= {rule.id} | found[rule.id]
    return found


def _answered_before(rule: Rule, true: set[str], edition: Edition) -> bool:
    question = edition.question(rule.question)
    if question is None:
        return False
    if rule.default:  # the remainder holds where nothing else is said
        others = (other for other in edition.rules if other.question == question.name and not other.default)
        return any(other.id in true for other in others)
    return any(edition.rules[index].id in true for index in question.before(rule.index))


def _check_answers(complete: Example) -> None:
    state = complete.state
    for question in complete.edition.questions:
        given = {complete.edition.rules[index].answer for index in question.rules if state.holds[index] == TRUE}
        decision = complete.result.decisions[question.name]
        arises = question.condition is None or truth(question.condition, state.values, complete.edition.layout) == TRUE
        expected: tuple[DecisionStatus, str | None]
        if not arises:
            expected = (DecisionStatus.NOT_APPLICABLE, None)
        elif given:
            expected = (DecisionStatus.DECIDED, ", ".join(str(answer) for answer in given))
        else:
            expected = (DecisionStatus.NO_RULE, None)
        if (decision.status, decision.answer) != expected:
            told = f"{question.name} is {_told(*expected)} by the rules that hold"
            raise PropertyViolation(f"{told}, but {_told(decision.status, decision.answer)}", decision.citations)


def _told(status: DecisionStatus, answer: str | None) -> str:
    return answer or str(status)
