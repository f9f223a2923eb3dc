"""Which cases there are: exactly those that keep every constraint, as it reads."""

from datetime import date
from random import Random
from typing import Any

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.case import Case
from xinfang_rules.language.scope import Kind, member_name
from xinfang_rules.language.truth import TRUE, Values
from xinfang_rules.rulebook.model import Constraint, Edition
from xinfang_rules.testing.case_generator import days_back, forgetting
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always

_REPAIRS = 400
_OTHERS = 4


@holds_always()
def accepted_cases_keep_every_constraint(example: Example) -> None:
    """A case with every fact known that is accepted keeps every constraint, as it reads."""
    random = example.random("accepted_cases_keep_every_constraint")
    case = example.completed(random)
    if case is None:
        return
    _check_accepted(case, example)
    for constraint in random.sample(example.edition.constraints, min(_OTHERS, len(example.edition.constraints))):
        data = case.model_dump()
        _draw(_one_of(constraint, random), data, example, random)
        _check_accepted(example.edition.case_model.model_validate(data), example)


def _check_accepted(case: Case, example: Example) -> None:
    try:
        values = evaluator_for(example.edition, example.engine).state(case, example.as_of).values
    except InadmissibleError:
        return
    for constraint in example.edition.constraints:
        if truth(constraint.condition, values, example.edition.layout) != TRUE:
            told = case.model_dump_json()
            raise PropertyViolation(f"accepted, although it breaks {constraint.id}: {told}", constraint.citations)


@holds_always()
def no_possible_case_is_refused(example: Example) -> None:
    """A case that keeps every constraint is accepted, and so is each that says less; what follows for it is so.

    Such a case is searched without the means by which cases are completed: by setting right what a constraint finds
    wrong until none finds anything.
    """
    random = example.random("no_possible_case_is_refused")
    case = _searched(example, random)
    if case is None:
        return
    today = example.as_of.toordinal()
    edition = example.edition
    complete = Encoder(edition).encode(case, today)
    for number in range(4):
        less = (
            forgetting(case, random.sample(list(example.edition.facts), number * len(example.edition.facts) // 4))
            if number
            else case
        )
        try:
            values = evaluator_for(edition, example.engine).state(less, example.as_of).values
        except InadmissibleError as error:
            refusing = [violation.constraint for violation in error.violations]
            by = ", ".join(constraint.id for constraint in refusing) or "no constraint in particular"
            citations = tuple(citation for constraint in refusing for citation in constraint.citations)
            raise PropertyViolation(
                f"refused by {by}, although it can be: {less.model_dump_json()}", citations
            ) from None
        excluded = _excluded(complete, values, edition)
        if excluded:
            raise PropertyViolation(f"of {less.model_dump_json()} follows that {excluded} is otherwise than it can be")


def _excluded(complete: Values, values: Values, edition: Edition) -> str:
    """Names a fact whose value in a complete case is excluded by values that say less; empty if there is none."""
    layout = edition.layout
    for name, spec in edition.facts.items():
        match edition.scope[name].kind:
            case Kind.COUNT | Kind.DATE:
                slot = layout[name]
                if not values[slot] <= complete[slot] <= values[slot + 1]:
                    return name
            case Kind.CHOICE:
                if not values[layout[name]] & complete[layout[name]]:
                    return name
            case Kind.MEMBERS:
                slots = [layout[member_name(name, member)] for member in spec.members]
                if not all(values[slot] & complete[slot] for slot in slots):
                    return name
    return ""


def _searched(example: Example, random: Random) -> Case | None:
    """Searches a case with every fact known that keeps every constraint; None if none was found soon."""
    edition, today = example.edition, example.as_of.toordinal()
    encoder = Encoder(edition)
    data: dict[str, dict[str, Any]] = {}
    for name in example.edition.facts:
        _draw(name, data, example, random)
    for _ in range(_REPAIRS):
        case = example.edition.case_model.model_validate(data)
        values = encoder.encode(case, today)
        broken = [c for c in edition.constraints if truth(c.condition, values, edition.layout) != TRUE]
        if not broken:
            return case
        _draw(_one_of(random.choice(broken), random), data, example, random)
    return None


def _one_of(constraint: Constraint, random: Random) -> str:
    return random.choice(constraint.facts).partition("[")[0]


def _draw(name: str, data: dict[str, dict[str, Any]], example: Example, random: Random) -> None:
    """Draws any value of a fact, whatever the others are; few dates have happened, and some of them on one day."""
    spec = example.edition.facts[name]
    group = data.setdefault(spec.group, {})
    match spec.kind:
        case "bool":
            group[spec.key] = random.random() < 0.5
        case "enum":
            group[spec.key] = random.choice(spec.members)
        case "set":
            group[spec.key] = [member for member in spec.members if random.random() < 0.5]
        case "count":
            group[spec.key] = random.randint(spec.least, spec.least + 5)
        case "date" if spec.origin or random.random() < 0.3:
            today = example.as_of.toordinal()
            first = max(today - days_back(example.edition), min(example.edition.since.toordinal(), today))
            last = min(first + 2, today) if random.random() < 0.5 else today
            group[spec.key] = date.fromordinal(random.randint(first, last))
        case "date":
            group.pop(spec.key, None)
