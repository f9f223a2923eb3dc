"""Results under presumptions as readers see them: how everything would stand, marked wherever it is presumed."""

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.presumed import shown_decision, shown_norm
from xinfang_rules.result.result import Result


def shown_result(result: Result) -> Result:
    """Returns what is shown of a result; one without presumptions as it is.

    It is for pages and texts alone, which say what each mark rests on: as data, nothing in it tells what is presumed.
    Norms that would not apply are left out.
    """
    presumed = result.presumed
    if presumed is None:
        return result
    norms = (shown_norm(norm, presumed.norms.get(norm.rule)) for norm in result.norms)
    decisions = {name: shown_decision(found, presumed.decisions.get(name)) for name, found in result.decisions.items()}
    return result.model_copy(
        update={
            "decisions": FrozenDict(decisions),
            "norms": tuple(norm for norm in norms if norm is not None),
            "notes": (*result.notes, *presumed.notes),
        }
    )
