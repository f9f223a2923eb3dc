"""Results as pickles: what an edition gives again and again is written once."""

from typing import Any, Final

from xinfang_rules.bounded_cache import keep
from xinfang_rules.result import Norm, ResultPart
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition

_REMEMBERED: Final = 8_192
"""Parts of results that are kept as bytes for each edition."""


class Packer:
    """Writes results of one edition so that they are read back by `Result`.

    Decisions, citations and norms that name no day are the same objects in all results of an edition.
    """

    def __init__(self, edition: Edition) -> None:
        self._with_days = frozenset(rule.id for rule in edition.rules if rule.norm and rule.norm.period is not None)
        self._written: dict[int, tuple[object, bytes]] = {}  # by identity, which stays while the object is kept here

    def packed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values of a result with JSON, or a row of values, in place of its parts."""
        bytes_of = self._bytes_of
        return {
            **values,
            "instrument": bytes_of(values["instrument"]),
            "provenance": bytes_of(values["provenance"]),
            "decisions": {name: bytes_of(decision) for name, decision in values["decisions"].items()},
            "norms": tuple([self._norm(norm) for norm in values["norms"]]),
        }

    def _norm(self, norm: Norm) -> bytes | dict[str, Any]:
        if norm.rule not in self._with_days and norm.done_on is None:
            return self._bytes_of(norm)
        return {**norm.__dict__, "citations": tuple([self._bytes_of(each) for each in norm.citations])}

    def _bytes_of(self, part: ResultPart) -> bytes:
        found = self._written.get(id(part))
        if found is None:
            written = part.model_dump_json(exclude_defaults=True).encode()
            found = keep(self._written, _REMEMBERED, id(part), (part, written))
        return found[1]


packer_for = per_edition(Packer)
"""Returns the packer of an edition."""
