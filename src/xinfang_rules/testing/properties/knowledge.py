"""Monotonicity: what is settled stays settled, and a case of which all is known leaves nothing open."""

from datetime import date, timedelta
from itertools import pairwise

from xinfang_rules.errors import CaseError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.reach import affected
from xinfang_rules.result import Result
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.case_generator import forgetting
from xinfang_rules.testing.example import Example, PropertyViolation, contradicts, holds_always

_SETTLED = (DecisionStatus.DECIDED, DecisionStatus.NOT_APPLICABLE)


@holds_always()
def knowledge_only_adds(example: Example) -> None:
    """Learning a fact never changes a decided answer, a last day or a settled status, and never unmeets a met norm.

    Unless the rules turn out to contradict one another: then there is no answer that could have stood.
    """
    random = example.random("knowledge_only_adds")
    less = forgetting(
        example.case, random.sample(list(example.edition.facts), random.randint(1, len(example.edition.facts)))
    )
    before = example.of(less).result
    for more in (example.case, example.completed(random, less)):
        if more is not None and not reopens(less, more, example) and not contradicts(example.of(more).state):
            settled_stays(before, example.of(more).result)


@holds_always()
def bounds_only_narrow(example: Example) -> None:
    """Narrowing the bounds of a day never changes what was settled, and bounds of one day are that day."""
    random = example.random("bounds_only_narrow")
    data = example.case.model_dump()
    wide, narrow, single = (
        {group: dict(facts) if isinstance(facts, dict) else facts for group, facts in data.items()} for _ in range(3)
    )
    for spec in map(example.edition.facts.__getitem__, example.edition.facts.dates):
        day = data.get(spec.group, {}).get(spec.key)
        if isinstance(day, date):
            before, after, room = random.randint(0, 40), random.randint(0, 40), (example.as_of - day).days
            if room >= 0 and not spec.set_day:
                after = min(after, room)
            wide[spec.group][spec.key] = _around(day, before, after)
            narrow[spec.group][spec.key] = _around(day, random.randint(0, before), random.randint(0, after))
            single[spec.group][spec.key] = _around(day, 0, 0)
    if type(example.case).model_validate(single) != example.case:
        raise PropertyViolation("bounds of one day are not that day")
    steps = [example.of(type(example.case).model_validate(case)) for case in (wide, narrow)]
    try:
        for less, more in pairwise((*steps, example)):
            if not contradicts(more.state):
                settled_stays(less.result, more.result)
    except (CaseError, InadmissibleError) as refused:
        raise PropertyViolation(f"a possible case is refused with its days within bounds: {refused}") from None


def _around(day: date, before: int, after: int) -> dict[str, date]:
    return {"not_before": day - timedelta(days=before), "not_after": day + timedelta(days=after)}


def settled_stays(before: Result, after: Result) -> None:
    """Holds that what was settled in one result is settled alike in another, of which more is known.

    Raises:
        PropertyViolation: If it is not.
    """
    for name, decision in before.decisions.items():
        later = after.decisions[name]
        kept = (later.status, later.answer) == (decision.status, decision.answer)
        if decision.status in _SETTLED and not kept:
            came = later.answer or later.status
            detail = f"{name} was {decision.answer or decision.status}, and with more facts is {came}"
            raise PropertyViolation(detail, decision.citations + later.citations, name)
        if not set(later.candidates) <= set(decision.candidates):
            raise PropertyViolation(f"{name} has candidates that it had not with fewer facts: {later.candidates}")
    norms = {norm.rule: norm for norm in after.norms}
    for norm in before.norms:
        now = norms.pop(norm.rule, None)
        if norm.applies != "yes":
            continue
        if now is None or now.applies != "yes":
            raise PropertyViolation(f"{norm.rule} applied, and with more facts does not", norm.citations, norm.rule)
        if norm.due is not None and now.due != norm.due:
            raise PropertyViolation(f"{norm.rule} was due on {norm.due}, now on {now.due}", norm.citations, norm.rule)
        if norm.status is not NormStatus.UNKNOWN and now.status != norm.status:
            raise PropertyViolation(f"{norm.rule} was {norm.status}, now is {now.status}", norm.citations, norm.rule)
    for norm in norms.values():
        raise PropertyViolation(f"{norm.rule} could not apply, and with more facts may", norm.citations, norm.rule)


@holds_always()
def complete_cases_leave_nothing_open(example: Example) -> None:
    """With every fact known no answer and no status is open, and nothing is asked for but notices of holidays.

    Unless it hangs on such a notice, or the rules contradict one another: what reads a question that has two answers is
    open.
    """
    case = example.completed(example.random("complete_cases_leave_nothing_open"))
    if case is None:
        return
    if contradicts(example.of(case).state):
        return
    result = example.of(case).result
    waiting = [norm.rule for norm in result.norms if norm.missing_notices]
    hanging = affected(example.edition, [prefix + rule for rule in waiting for prefix in (DUE, STATUS)])
    for name, decision in result.decisions.items():
        if decision.status is DecisionStatus.UNDETERMINED and name not in hanging:
            raise PropertyViolation(f"{name} is open: {', '.join(decision.candidates)}")
    for norm in result.norms:
        if (norm.status is NormStatus.UNKNOWN or norm.applies == "unknown") and STATUS + norm.rule not in hanging:
            raise PropertyViolation(f"{norm.rule} is open: {', '.join(norm.candidates)}", norm.citations, norm.rule)
    if asked := facts_asked(result):
        raise PropertyViolation(f"nothing is left to find out, but {', '.join(asked)} is asked for")


@holds_always(proved=True)
def complete_cases_have_one_answer(example: Example) -> None:
    """With every fact known each question that arises has one answer, unless a notice of holidays is missing."""
    case = example.completed(example.random("complete_cases_have_one_answer"))
    if case is None:
        return
    result = example.decide(case)
    waiting = decided_by_notices(result)
    for name, decision in result.decisions.items():
        if decision.status not in _SETTLED and name not in waiting:
            raise PropertyViolation(f"{name} has status {decision.status}", decision.citations, name)


def facts_asked(result: Result) -> dict[str, set[str]]:
    """Returns the facts that are asked for, and the questions that each is said to decide."""
    return {need.fact: set(need.decides) for need in result.needs if need.fact is not None}


def decided_by_notices(result: Result) -> set[str]:
    """Returns the questions that hang on notices of holidays that are not at hand."""
    return {name for need in result.needs if need.notice is not None for name in need.decides}


def reopens(one: Case, other: Case, example: Example) -> bool:
    """Tells whether a day that one case leaves out, as not come, is left out as unknown by another.

    What is told of an act takes back that its day was left out because it had not come: it adds no knowledge.
    """
    encoder, layout, today = Encoder(example.edition), example.edition.layout, example.as_of.toordinal()
    before, after = encoder.encode(one, today), encoder.encode(other, today)
    days = (day for c in example.edition.constraints if c.undated is not None for day in c.undated.days)
    return any(before[layout[day]] == NEVER and after[layout[day] + 1] == NEVER > after[layout[day]] for day in days)
