"""How a fact is asked for: the question, and what may be answered."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.days import day_at
from xinfang_rules.evaluation.making import MODELS, Making
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case
    from xinfang_rules.result import Choice, Need

_YES_NO: Final = ((True, "是"), (False, "否"))

NOTICE: Final[dict[str, Any]] = {
    "title": "",
    "kind": None,
    "choices": (),
    "least": None,
    "most": None,
    "latest": None,
    "presumed": None,
    "known": None,
}
"""What is asked of a notice of holidays, which is no fact."""


def fact_need(
    spec: FactSpec,
    decides: tuple[str, ...],
    norms: tuple[str, ...],
    today: int,
    making: Making = MODELS,
    known: DayBounds | None = None,
) -> "Need":
    """Returns the need of a fact.

    Args:
        spec: The fact.
        decides: The questions whose candidates it would narrow.
        norms: The rules whose norms it would narrow.
        today: The ordinal of the day of evaluation.
        making: How parts of results are made.
        known: Within which bounds the case knows the day already.
    """
    count, happened = spec.kind == "count", spec.kind == "date" and not spec.set_day
    values = {
        "fact": spec.name,
        "question": spec.ask,
        "decides": decides,
        "notice": None,
        "norms": norms,
        "title": spec.title,
        "kind": spec.kind,
        "choices": _choices(spec, making),
        "least": spec.least if count else None,
        "most": LARGEST_COUNT if count else None,
        "latest": day_at(today) if happened else None,
        "presumed": None,
        "known": known,
    }
    made: Need = making.part("Need")(values)
    return made


def bounded_days(case: "Case", facts: Facts) -> dict[str, DayBounds]:
    """Returns the days of which a case knows only bounds, by their names."""
    groups = case.__dict__
    named = ((name, *name.split(".")) for name in facts.dates)
    stated = ((name, groups[group].__dict__[key]) for name, group, key in named)
    return {name: day for name, day in stated if isinstance(day, DayBounds)}


@lru_cache(maxsize=512)
def _choices(spec: FactSpec, making: Making) -> "tuple[Choice, ...]":
    choices = _YES_NO if spec.kind == "bool" else [(value, spec.member_labels[value]) for value in spec.members]
    choice = making.part("Choice")
    return tuple(choice({"value": value, "label": label}) for value, label in choices)
