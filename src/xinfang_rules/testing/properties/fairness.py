"""Whoever the petitioner is, however often they come and however they behave: the matter is decided the same way."""

from typing import Final

from xinfang_rules.case import FACTS
from xinfang_rules.errors import CaseError
from xinfang_rules.testing.example import LawBrokenError, Trial, law

PERSONAL: Final = (
    *(name for name, spec in FACTS.items() if spec.group == "order"),
    "petition.foreign_petitioner",
    "petition.representatives",
)
"""The facts about who the petitioners are, how many, and how they behave."""


@law(proved=True)
def persons_make_no_difference(trial: Trial) -> None:
    """Conduct, nationality and the number of people or visits change no decision."""
    other = trial.drafted(trial.random("persons_make_no_difference")).model_dump()
    told = trial.case.model_dump()
    for name in PERSONAL:
        group, key = FACTS[name].group, FACTS[name].key
        told.setdefault(group, {}).pop(key, None)
        if key in other.get(group, {}):
            told[group][key] = other[group][key]
    try:
        after = trial.decide(told)
    except CaseError:
        raise LawBrokenError("refused, when persons or their conduct are described otherwise") from None
    for name, decision in trial.result.decisions.items():
        if after.decisions[name] != decision:
            changed = ", ".join(n for n in PERSONAL if told.get(FACTS[n].group, {}).get(FACTS[n].key) is not None)
            came = after.decisions[name].answer or after.decisions[name].status
            detail = f"{name} is {decision.answer or decision.status}, and {came} with other {changed}"
            raise LawBrokenError(detail, decision.citations, name)
