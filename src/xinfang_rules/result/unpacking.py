"""Parts of results as pickles hold them: JSON, or rows of values."""

from functools import lru_cache
from typing import Any

from xinfang_rules.result.conclusions import Norm
from xinfang_rules.result.result_parts import Citation, PartT, assembled

_NORM_FIELDS = set(Norm.model_fields)


@lru_cache(maxsize=8_192)
def _read(part: type[PartT], written: bytes) -> PartT:
    """Reads a part from its JSON; what many results have in common is read once."""
    read = part.model_validate_json(written)
    return assembled(part, read.__dict__, set(part.model_fields))  # what is a default is not written


def unpacked(part: type[PartT], packed: Any) -> Any:
    """Returns a part, which a pickle may hold as JSON."""
    return _read(part, packed) if isinstance(packed, bytes) else packed


def unpacked_norm(packed: Norm | bytes | dict[str, Any]) -> Any:
    """Returns a norm, which a pickle may hold as JSON, or as a row of values with its citations as JSON."""
    if isinstance(packed, dict):
        citations = tuple([_read(Citation, each) for each in packed["citations"]])
        return assembled(Norm, {**packed, "citations": citations}, _NORM_FIELDS)
    return unpacked(Norm, packed)
