"""What a conclusion must have, and what must make no difference to it."""

from collections.abc import Iterator
from random import Random
from typing import Any

from xinfang_rules.errors import CaseError
from xinfang_rules.evaluation.making import MODELS
from xinfang_rules.facts.case import Case
from xinfang_rules.result import Citation, Result
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always


@holds_always()
def order_and_repetition_do_not_matter(example: Example) -> None:
    """The order in which facts are told, telling one twice, and what was decided before make no difference."""
    random = example.random("order_and_repetition_do_not_matter")
    before = example.result
    if example.decide(_shuffled(example.case, random)) != before:
        raise PropertyViolation("told in another order, the same facts give another result")
    example.decide(example.drafted(random))
    if example.decide(example.case) != before:
        raise PropertyViolation("decided again after another case, the same case gives another result")


def _shuffled(case: Case, random: Random) -> dict[str, Any]:
    """Returns the case as data in another order, with what is listed listed twice."""
    data = case.model_dump()
    shuffled: dict[str, Any] = {}
    for group in random.sample(list(data), len(data)):
        if not isinstance(data[group], dict):
            shuffled[group] = data[group]
            continue
        shuffled[group] = {key: data[group][key] for key in random.sample(list(data[group]), len(data[group]))}
        for key, value in shuffled[group].items():
            spec = case.facts[f"{group}.{key}"]
            if spec.kind == "set" and isinstance(value, dict) and set(map(type, value.values())) == {bool}:
                held = [member for member in value if value[member]]
                shuffled[group][key] = held[::-1] * 2 if len(value) == len(spec.members) else value
    return shuffled


@holds_always()
def cases_survive_json(example: Example) -> None:
    """A case written as JSON and read again is the same case, and is decided the same way."""
    again = type(example.case).model_validate_json(example.case.model_dump_json())
    if again != example.case or again.model_dump_json() != example.case.model_dump_json():
        raise PropertyViolation("the case is another after a round trip through JSON")
    if example.decide(again) != example.result:
        raise PropertyViolation("the case is decided otherwise after a round trip through JSON")


@holds_always(costly=True)
def results_survive_json(example: Example) -> None:
    """A result written as JSON and read again is the same result, with what is still to be found out."""
    again = Result.model_validate_json(example.result.model_dump_json())
    if again != example.result or again.needs != example.result.needs:
        raise PropertyViolation("the result is another after a round trip through JSON")


@holds_always()
def conclusions_cite(example: Example) -> None:
    """Every decided answer and every norm cites, and cites a provision that exists, by its right name."""
    result = example.result
    for name, decision in result.decisions.items():
        if decision.status is DecisionStatus.DECIDED and not (decision.citations and decision.rules):
            raise PropertyViolation(f"{name} is decided without a citation", about=name)
    for norm in result.norms:
        if not norm.citations:
            raise PropertyViolation(f"{norm.rule} cites nothing", about=norm.rule)
    provisions = Provisions(example.rulebook.instrument)
    existing = {(p.article, p.paragraph): len(p.items) for p in example.rulebook.instrument.paragraphs}
    for about, citation in _all_citations(result):
        if citation.instrument != example.rulebook.instrument.id:
            continue  # an overlay may bring instruments of its own
        if not 0 <= (citation.item or 0) <= existing.get((citation.article, citation.paragraph), -1):
            raise PropertyViolation(f"{about} cites what does not exist", (citation,), about)
        if citation.label != provisions.label(citation.article, citation.paragraph, citation.item):
            raise PropertyViolation(f"{about} names a provision wrongly", (citation,), about)
    for norm in result.norms:
        if norm.citations != MODELS.citations(example.edition.rule(norm.rule).citations):
            raise PropertyViolation(f"{norm.rule} cites other provisions than its rule", norm.citations, norm.rule)


def _all_citations(result: Result) -> Iterator[tuple[str, Citation]]:
    for name, decision in result.decisions.items():
        yield from ((name, citation) for citation in decision.citations)
    for norm in result.norms:
        yield from ((norm.rule, citation) for citation in norm.citations)


@holds_always(proved=True)
def persons_make_no_difference(example: Example) -> None:
    """Conduct, nationality and the number of people or visits change no decision."""
    other = example.drafted(example.random("persons_make_no_difference")).model_dump()
    told = example.case.model_dump()
    persons = [example.edition.facts[name] for name in example.edition.facts if name in example.edition.facts.protected]
    for spec in persons:
        group, key = spec.group, spec.key
        told.setdefault(group, {}).pop(key, None)
        if key in other.get(group, {}):
            told[group][key] = other[group][key]
    try:
        after = example.decide(told)
    except CaseError:
        raise PropertyViolation("refused, when persons or their conduct are described otherwise") from None
    for name, decision in example.result.decisions.items():
        if after.decisions[name] != decision:
            changed = ", ".join(spec.name for spec in persons if told.get(spec.group, {}).get(spec.key) is not None)
            came = after.decisions[name].answer or after.decisions[name].status
            detail = f"{name} is {decision.answer or decision.status}, and {came} with other {changed}"
            raise PropertyViolation(detail, decision.citations, name)
