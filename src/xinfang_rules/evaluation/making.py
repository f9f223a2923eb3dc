"""What results are made of: the models that programs use, or, for a page that only reads them, records.

Records have the attributes of the models and nothing else, and cost no process the import of pydantic.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.cited import Cited, Laid

if TYPE_CHECKING:
    from xinfang_rules.result import Citation, OverlayRef

Maker = Callable[[dict[str, Any]], Any]
"""Makes a part of a result out of the values of all its fields, in their order."""


@dataclass(frozen=True, eq=False, slots=True)
class Making:
    """How parts of results are made.

    Attributes:
        part: Gives what makes a part, by the name of its model.
        citations: Makes citations of what rules cite.
        overlays: Makes what results say of overlays.
    """

    part: Callable[[str], Maker]
    citations: "Callable[[Iterable[Cited]], tuple[Citation, ...]]"
    overlays: "Callable[[Iterable[Laid]], tuple[OverlayRef, ...]]"


@lru_cache(maxsize=32)
def _model(name: str) -> Maker:
    with MAKING:
        from xinfang_rules import result

        model = getattr(result, name)
    return partial(result.assembled, model, fields=set(model.model_fields))


@lru_cache(maxsize=8_192)
def _citation(cited: Cited) -> "Citation":
    made: Citation = _model("Citation")(cited._asdict())
    return made


def _citations(cited: "Iterable[Cited]") -> "tuple[Citation, ...]":
    return tuple(map(_citation, cited))


def _overlays(laid: "Iterable[Laid]") -> "tuple[OverlayRef, ...]":
    change, overlay = _model("Change"), _model("OverlayRef")
    return tuple(
        overlay({**each._asdict(), "changes": tuple(change(one._asdict()) for one in each.changes)}) for each in laid
    )


def _record(values: dict[str, Any]) -> Any:
    return SimpleNamespace(**values)


MODELS: Final = Making(_model, _citations, _overlays)
RECORDS: Final = Making(lambda _: _record, tuple, tuple)  # type: ignore[arg-type]  # they are read alike
