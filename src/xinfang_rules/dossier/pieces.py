"""Which pieces (件) each act of a dossier belongs to: those it names, or those that its doer has in hand."""

from collections.abc import Iterator

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
        self._done: list[tuple[DossierAct, tuple[str, ...], frozenset[str]]] = []

    def put(self, act: DossierAct) -> tuple[str, ...]:
        """Takes the next act, and returns its pieces."""
        claims = self._every_claim if act.claims is None else frozenset(act.claims)
        pieces = self._pieces(act, claims)
        if act.act == self._structure.raises:
            self._raised.update(dict.fromkeys(pieces, petitioner_of(act)))
        if act.to is not None and act.act in (self._structure.raises, *self._structure.moves):
            self._held[act.to] = pieces
        self._last = pieces
        self._done.append((act, pieces, claims))
        return pieces

    def _pieces(self, act: DossierAct, claims: frozenset[str]) -> tuple[str, ...]:
        structure = self._structure
        if act.piece:
            return tuple(dict.fromkeys(act.piece))
        if act.act == structure.raises:
            return (f"p{len(self._raised) + 1}",)
        found: tuple[str, ...] | None = None
        if act.act in structure.remedies:
            about = (on for done, on, said in reversed(self._done) if done.act == structure.opinion and said & claims)
            found = next(about, None)
        elif act.act in structure.goes_on:
            found = self._accepted_by(act.by, claims)
        return found or self._held.get(act.by) or self._held.get(act.to) or self._last

    def _accepted_by(self, organ: str | None, claims: frozenset[str]) -> tuple[str, ...]:
        """Returns what an organ has accepted and not answered, of the petitioner of the last such piece."""
        waiting: dict[str, None] = {}
        for act, pieces, said in self._done:
            if act.by == organ and said & claims and act.act in self._structure.handles:
                for piece in pieces:
                    waiting.pop(piece, None)
                    if act.act == self._structure.accepts:
                        waiting[piece] = None
        last = next(reversed(waiting), None)
        return () if last is None else tuple(p for p in waiting if self._raised.get(p) == self._raised.get(last))
