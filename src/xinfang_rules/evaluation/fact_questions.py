"""How a fact is asked for: the question, and what may be answered."""

from functools import lru_cache
from typing import Any, Final

from xinfang_rules.days import day_at
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT
from xinfang_rules.result import Choice, Need

_YES_NO: Final = (
    Choice.model_construct(value=True, label="是"),
    Choice.model_construct(value=False, label="否"),
)


def fact_need(spec: FactSpec, decides: tuple[str, ...], norms: tuple[str, ...], today: int) -> Need:
    """Returns the need of a fact.

    Args:
        spec: The fact.
        decides: The questions whose candidates it would narrow.
        norms: The rules whose norms it would narrow.
        today: The ordinal of the day of evaluation.
    """
    happened = spec.kind == "date" and not spec.set_day
    return Need.model_construct(
        fact=spec.name, decides=decides, norms=norms, latest=day_at(today) if happened else None, **_asked(spec)
    )


@lru_cache(maxsize=512)
def _asked(spec: FactSpec) -> dict[str, Any]:
    asked: dict[str, Any] = {"question": spec.ask, "title": spec.title, "kind": spec.kind}
    match spec.kind:
        case "bool":
            asked["choices"] = _YES_NO
        case "enum" | "set":
            asked["choices"] = tuple(
                Choice.model_construct(value=value, label=spec.member_labels[value]) for value in spec.members
            )
        case "count":
            asked["least"], asked["most"] = spec.least, LARGEST_COUNT
    return asked
