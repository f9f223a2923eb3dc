"""Unknown is not false: what is settled stays settled, and what is asked for settles the rest."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from xinfang_rules.case import FACTS, Case
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.facts import Encoder
from xinfang_rules.logic.truth import NEVER
from xinfang_rules.result import Result
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.dependence import affected
from xinfang_rules.testing.drafting import days_back, forgetting
from xinfang_rules.testing.trial import LawBrokenError, Trial, contradicts, law
from xinfang_rules.vocabulary.fact import UNKNOWN
from xinfang_rules.vocabulary.outputs import DecisionStatus, NormStatus
from xinfang_rules.vocabulary.specs import FactSpec

_SETTLED = (DecisionStatus.DECIDED, DecisionStatus.NOT_APPLICABLE)
_MOST_ROUNDS = 60
_MOST_NEEDS = 3
_TOGETHER = 12


@law()
def knowledge_only_adds(trial: Trial) -> None:
    """Learning a fact never changes a decided answer, a last day or a settled status, and never unmeets a met norm.

    Unless the rules turn out to contradict one another: then there is no answer that could have stood.
    """
    random = trial.random("knowledge_only_adds")
    less = forgetting(trial.case, random.sample(list(FACTS), random.randint(1, len(FACTS))))
    before = trial.of(less).result
    for more in (trial.case, trial.completed(random, less)):
        if more is not None and not _reopens(less, more, trial) and not contradicts(trial.of(more).state):
            _settled_stays(before, trial.of(more).result)


def _settled_stays(before: Result, after: Result) -> None:
    for name, decision in before.decisions.items():
        later = after.decisions[name]
        kept = (later.status, later.answer) == (decision.status, decision.answer)
        if decision.status in _SETTLED and not kept:
            came = later.answer or later.status
            detail = f"{name} was {decision.answer or decision.status}, and with more facts is {came}"
            raise LawBrokenError(detail, decision.citations + later.citations, name)
        if not set(later.candidates) <= set(decision.candidates):
            raise LawBrokenError(f"{name} has candidates that it had not with fewer facts: {later.candidates}")
    norms = {norm.rule: norm for norm in after.norms}
    for norm in before.norms:
        now = norms.pop(norm.rule, None)
        if norm.applies != "yes":
            continue
        if now is None or now.applies != "yes":
            raise LawBrokenError(f"{norm.rule} applied, and with more facts does not", norm.citations, norm.rule)
        if norm.due is not None and now.due != norm.due:
            raise LawBrokenError(f"{norm.rule} was due on {norm.due}, now on {now.due}", norm.citations, norm.rule)
        if norm.status is not NormStatus.UNKNOWN and now.status != norm.status:
            raise LawBrokenError(f"{norm.rule} was {norm.status}, now is {now.status}", norm.citations, norm.rule)
    for norm in norms.values():
        raise LawBrokenError(f"{norm.rule} could not apply, and with more facts may", norm.citations, norm.rule)


@law()
def complete_cases_leave_nothing_open(trial: Trial) -> None:
    """With every fact known no answer and no status is open, and nothing is asked for but notices of holidays.

    Unless it hangs on such a notice, or the rules contradict one another: what reads a question that has two answers is
    open.
    """
    case = trial.completed(trial.random("complete_cases_leave_nothing_open"))
    if case is None:
        return
    if contradicts(trial.of(case).state):
        return
    result = trial.of(case).result
    waiting = [norm.rule for norm in result.norms if norm.missing_notices]
    hanging = affected(trial.edition, [prefix + rule for rule in waiting for prefix in (DUE, STATUS)])
    for name, decision in result.decisions.items():
        if decision.status is DecisionStatus.UNDETERMINED and name not in hanging:
            raise LawBrokenError(f"{name} is open: {', '.join(decision.candidates)}")
    for norm in result.norms:
        if (norm.status is NormStatus.UNKNOWN or norm.applies == "unknown") and STATUS + norm.rule not in hanging:
            raise LawBrokenError(f"{norm.rule} is open: {', '.join(norm.candidates)}", norm.citations, norm.rule)
    if asked := _facts_asked(result):
        raise LawBrokenError(f"nothing is left to find out, but {', '.join(asked)} is asked for")


@law(proved=True)
def complete_cases_have_one_answer(trial: Trial) -> None:
    """With every fact known each question that arises has one answer, unless a notice of holidays is missing."""
    case = trial.completed(trial.random("complete_cases_have_one_answer"))
    if case is None:
        return
    result = trial.decide(case)
    waiting = _decided_by_notices(result)
    for name, decision in result.decisions.items():
        if decision.status not in _SETTLED and name not in waiting:
            raise LawBrokenError(f"{name} has status {decision.status}", decision.citations, name)


@law(costly=True)
def needs_suffice(trial: Trial) -> None:
    """Finding out what is asked for, until nothing more is, decides every question; what is known is not asked for.

    A question that hangs on a notice of holidays that is not at hand may stay open.
    """
    random = trial.random("needs_suffice")
    case = trial.case
    for _ in range(_MOST_ROUNDS):
        result = trial.decide(case)
        asked = [need.fact for need in result.needs if need.fact is not None]
        known = [name for name in asked if not trial.drafter.is_open(case, FACTS[name])]
        if known:
            raise LawBrokenError(f"{known[0]} is asked for, though the case tells it")
        if not asked:
            contradictory = contradicts(trial.of(case).state)
            waiting = _decided_by_notices(result)
            for name, decision in () if contradictory else result.decisions.items():
                if decision.status is DecisionStatus.UNDETERMINED and name not in waiting:
                    raise LawBrokenError(f"{name} is open, and nothing is asked for that would decide it")
            return
        first = asked[0] if random.random() < 0.5 else random.choice(asked)
        filled = trial.drafter.fill(case, [first, *random.sample(asked, len(asked) // 2)], random)
        if filled is None:
            return  # the constraints leave some fact no value, so that there is no such case
        case = filled
    raise LawBrokenError(f"after {_MOST_ROUNDS} rounds there is still something to find out")


@law(costly=True, proved=True)
def needs_are_tight(trial: Trial) -> None:
    """Each fact asked for can matter: some value of it narrows each question that it is said to decide.

    Where no single fact does anything, all that are asked for together do. (They are those of the first rule that is
    open; where a question can be left without an answer, a later rule may keep it open all the same.)
    """
    needs = _facts_asked(trial.result)
    random = trial.random("needs_are_tight")
    if contradicts(trial.state):
        return
    # What governs hangs on the day on which a case begins, whatever else it narrows.
    tried = [fact for fact in needs if not FACTS[fact].origin]
    for fact in random.sample(tried, min(_MOST_NEEDS, len(tried))):
        left = _undone_by(fact, needs[fact], trial.case, trial)
        if left and any(_undone_by(other, decides, trial.case, trial) != decides for other, decides in needs.items()):
            raise LawBrokenError(f"{fact} is asked for to decide {', '.join(sorted(left))}, and cannot narrow it")
        if left and not _narrowed_together(list(needs), trial, random):
            raise LawBrokenError(f"asked for, and together of no use: {', '.join(needs)}")


def _facts_asked(result: Result) -> dict[str, set[str]]:
    """Returns the facts that are asked for, and the questions that each is said to decide."""
    return {need.fact: set(need.decides) for need in result.needs if need.fact is not None}


def _decided_by_notices(result: Result) -> set[str]:
    """Returns the questions that hang on notices of holidays that are not at hand."""
    return {name for need in result.needs if need.notice is not None for name in need.decides}


def _undone_by(fact: str, decides: set[str], case: Case, trial: Trial) -> set[str]:
    """Returns the questions that no value of a fact narrows, among those it is said to decide."""
    before = _masks(case, trial)
    left = set(decides)
    for told in _with_each_value(case, FACTS[fact], trial):
        if not left:
            break
        after = _masks(told, trial)
        left -= {name for name in left if after and after[name] & before[name] != before[name]}
    return left


def _narrowed_together(facts: list[str], trial: Trial, random: Random) -> bool:
    before = _masks(trial.case, trial)
    for _ in range(_TOGETHER):
        case = trial.drafter.fill(trial.case, facts, random)
        after = {} if case is None else _masks(case, trial)
        if any(after[name] & before[name] != before[name] for name in after):
            return True
    return False


def _masks(case: Case, trial: Trial) -> dict[str, int]:
    """Returns what is still possible for each question, as a mask; nothing if there is no such case."""
    if _reopens(trial.case, case, trial):
        return {}
    try:
        state = evaluator_for(trial.edition, trial.engine).hurry().state(case, trial.as_of)
    except InadmissibleError:
        return {}
    return {question.name: state.values[question.slot] for question in trial.edition.questions}


def _reopens(one: Case, other: Case, trial: Trial) -> bool:
    """Tells whether a day that one case leaves out, as not come, is left out as unknown by another.

    What is told of an act takes back that its day was left out because it had not come: it adds no knowledge.
    """
    encoder, layout, today = Encoder(trial.edition), trial.edition.layout, trial.as_of.toordinal()
    before, after = encoder.encode(one, today), encoder.encode(other, today)
    days = (day for c in trial.edition.constraints if c.undated is not None for day in c.undated.days)
    return any(before[layout[day]] == NEVER and after[layout[day] + 1] == NEVER > after[layout[day]] for day in days)


@law(costly=True)
def what_is_not_asked_narrows_nothing(trial: Trial) -> None:
    """While something is asked for, a single fact that is not asked for narrows no answer."""
    asked = _facts_asked(trial.result)
    if not asked:
        return
    random = trial.random("what_is_not_asked_narrows_nothing")
    others = [spec for name, spec in FACTS.items() if name not in asked and spec.kind != "date"]
    before = _masks(trial.case, trial)
    for spec in random.sample(others, min(2 * _MOST_NEEDS, len(others))):
        for told in _with_each_value(trial.case, spec, trial):
            after = _masks(told, trial)
            for name in after:
                if after[name] & before[name] != before[name]:
                    raise LawBrokenError(f"{spec.name} narrows {name}, and is not asked for", about=name)


def _with_each_value(case: Case, spec: FactSpec, trial: Trial) -> Iterator[Case]:
    """Yields the case with an open fact set to each of its values, or many; for a set, each member by itself."""
    if not trial.drafter.is_open(case, spec):
        return
    data = case.model_dump()
    group = {**data.get(spec.group, {})}
    for value in _values(spec, group.get(spec.key), trial):
        told = {key: other for key, other in group.items() if key != spec.key}
        yield Case.model_validate({**data, spec.group: told if value is None else {**told, spec.key: value}})


def _values(spec: FactSpec, stated: Any, trial: Trial) -> Iterator[Any]:
    match spec.kind:
        case "bool":
            yield from (True, False)
        case "enum":
            yield from spec.members
        case "set":
            members = {} if stated in (None, UNKNOWN) else stated
            for member in spec.members:
                if members.get(member, UNKNOWN) == UNKNOWN:
                    yield from ({**members, member: held} for held in (True, False))
        case "count":
            values = {parameter.value for parameter in trial.edition.parameters.values()}
            yield from sorted({n for v in values for n in (v - 1, v, v + 1) if n >= spec.least} | {spec.least, 1})
        case "date":
            yield from () if spec.origin else (None,)
            today = trial.as_of.toordinal()
            first = today - 2 * days_back(trial.edition)
            yield from (date.fromordinal(day) for day in range(today, first, -1))
            yield date.min
