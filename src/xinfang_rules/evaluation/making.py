"""What results are made of: the models that programs use, or, for a page that only reads them, records.

Records have the attributes of the models and nothing else, and cost no process the import of pydantic. They do not say
what they were worked out with.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.cited import Cited

if TYPE_CHECKING:
    from xinfang_rules.result import Citation

Maker = Callable[[dict[str, Any]], Any]
"""Makes a part of a result out of the values of all its fields, in their order."""


class Making(NamedTuple):
    """How parts of results are made.

    Attributes:
        part: Gives what makes a part, by the name of its model.
        citations: Makes citations of what rules cite.
        sources: Whether results say what they were worked out with.
    """

    part: Callable[[str], Maker]
    citations: "Callable[[Iterable[Cited]], tuple[Citation, ...]]"
    sources: bool


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


def _record(values: dict[str, Any]) -> Any:
    return SimpleNamespace(**values)


MODELS: Final = Making(_model, _citations, sources=True)
RECORDS: Final = Making(lambda _: _record, tuple, sources=False)  # type: ignore[arg-type]  # they are read alike
