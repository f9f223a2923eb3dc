"""Which pieces (件) each act of a dossier belongs to: those it names, or those that its doer has in hand."""

from collections.abc import Iterator
from operator import itemgetter

from xinfang_rules.dossier.acts_file import Structure
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct


def pieces_of(dossier: Dossier, structure: Structure) -> Iterator[tuple[str, ...]]:
    """Yields the pieces of each act, in order; several where one handling is for several."""
    desk = _Desk(dossier, structure)
    for act in dossier.acts:
        yield desk.put(act)


def petitioner_of(act: DossierAct) -> object:
    """Returns who raised a piece, as its act tells; None of whoever is not told apart."""
    return (act.__pydantic_extra__ or {}).get("petitioner")


class _Desk:
    """What lies where, as the acts go on."""

    def __init__(self, dossier: Dossier, structure: Structure) -> None:
        self._structure = structure
        self._every_claim = frozenset(dossier.claims)
        self._raised: dict[str, object] = {}
        self._held: dict[str | None, tuple[str, ...]] = {}
        self._last: tuple[str, ...] = ()
        self._number = 0
        self._answered: dict[str, tuple[int, tuple[str, ...]]] = {}  # the last opinion about each claim
        # What each organ has accepted and not answered: by piece and claim, when it last handled it, and whether it
        # accepted it then.
        self._waiting: dict[str | None, dict[str, dict[str, tuple[int, bool]]]] = {}

    def put(self, act: DossierAct) -> tuple[str, ...]:
        """Takes the next act, and returns its pieces."""
        claims = self._every_claim if act.claims is None else frozenset(act.claims)
        pieces = self._pieces(act, claims)
        if act.act == self._structure.raises:
            self._raised.update(dict.fromkeys(pieces, petitioner_of(act)))
        if act.to is not None and act.act in self._structure.arriving:
            self._held[act.to] = pieces
        self._last = pieces
        if act.act == self._structure.opinion:
            self._number += 1
            self._answered.update(dict.fromkeys(claims, (self._number, pieces)))
        if act.act in self._structure.handles:
            self._handled(act, pieces, claims)
        return pieces

    def _handled(self, act: DossierAct, pieces: tuple[str, ...], claims: frozenset[str]) -> None:
        waiting = self._waiting.setdefault(act.by, {})
        for piece in pieces:
            self._number += 1
            told = waiting.setdefault(piece, {})
            told.update(dict.fromkeys(claims, (self._number, act.act == self._structure.accepts)))
            if not any(accepted for _, accepted in told.values()):
                del waiting[piece]

    def _pieces(self, act: DossierAct, claims: frozenset[str]) -> tuple[str, ...]:
        structure = self._structure
        if act.piece:
            return tuple(dict.fromkeys(act.piece))
        if act.act == structure.raises:
            return (f"p{len(self._raised) + 1}",)
        found: tuple[str, ...] | None = None
        if act.act in structure.remedies:
            found = max((self._answered[claim] for claim in claims & self._answered.keys()), default=(0, None))[1]
        elif act.act in structure.goes_on:
            found = self._accepted_by(act.by, claims)
        return found or self._held.get(act.by) or self._held.get(act.to) or self._last

    def _accepted_by(self, organ: str | None, claims: frozenset[str]) -> tuple[str, ...]:
        """Returns what an organ has accepted and not answered, of the petitioner of the last such piece."""
        waiting: list[tuple[int, str]] = []
        for piece, told in self._waiting.get(organ, {}).items():
            number, accepted = max((told[claim] for claim in claims & told.keys()), default=(0, False))
            if accepted:
                waiting.append((number, piece))
        waiting.sort(key=itemgetter(0))
        of = {piece: self._raised.get(piece) for _, piece in waiting}
        return tuple(piece for piece in of if of[piece] == of[waiting[-1][1]])
