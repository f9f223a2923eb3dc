"""Results under presumptions as readers see them: how everything would stand, marked wherever it is presumed."""

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.conclusions import Decision, Norm
from xinfang_rules.result.presumed import MARK, PresumedDecision, PresumedNorm
from xinfang_rules.result.result import Result


def shown_result(result: Result) -> Result:
    """Returns what is shown of a result; one without presumptions as it is.

    It is for pages and texts alone, which say what each mark rests on: as data, nothing in it tells what is presumed.
    Norms that would not apply are left out.
    """
    presumed = result.presumed
    if presumed is None:
        return result
    norms = (_norm(norm, presumed.norms.get(norm.rule)) for norm in result.norms)
    decisions = {name: _decision(found, presumed.decisions.get(name)) for name, found in result.decisions.items()}
    return result.model_copy(
        update={
            "decisions": FrozenDict(decisions),
            "norms": tuple(norm for norm in norms if norm is not None),
            "notes": (*result.notes, *presumed.notes),
        }
    )


def _decision(decision: Decision, presumed: PresumedDecision | None) -> Decision:
    if presumed is None:
        return decision
    title = decision.title if presumed.answer else decision.title + MARK
    values = {name: getattr(presumed, name) for name in PresumedDecision.model_fields if name in Decision.model_fields}
    return decision.model_copy(update={**values, "title": title, "status": presumed.would_be})


def _norm(norm: Norm, presumed: PresumedNorm | None) -> Norm | None:
    if presumed is None:
        return norm
    if presumed.applies == "no":
        return None
    values = {name: getattr(presumed, name) for name in PresumedNorm.model_fields if name in Norm.model_fields}
    return norm.model_copy(update={**values, "status": presumed.would_be})
