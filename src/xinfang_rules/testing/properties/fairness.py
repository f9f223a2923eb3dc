"""Whoever the petitioner is, however often they come and however they behave: the matter is decided the same way."""

from xinfang_rules.errors import CaseError
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always


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
