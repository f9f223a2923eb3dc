"""What an overlay changes underneath must be declared, with the grounds; what is declared must be done."""

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.errors import Position, did_you_mean
from xinfang_rules.result import Change, ChangeKind, ConsultedInstrument, OverlayRef
from xinfang_rules.rulebook.instrument_entries import InstrumentEntry
from xinfang_rules.rulebook.overlay_entries import ChangeEntry, OverlayEntry, lies_over
from xinfang_rules.rulebook.placed import Pack, Placed

if TYPE_CHECKING:
    from xinfang_rules.language.parse import Path

_KINDS: Final[tuple[ChangeKind, ...]] = ("sets", "replaces", "removes", "displaces", "extends", "constrains")


class OverlayChanges:
    """The changes that an overlay declares, and those that it makes; that it has no identity is reported elsewhere."""

    def __init__(self, pack: Pack, identity: Placed[OverlayEntry] | None) -> None:
        self._pack = pack
        self._identity = identity
        self._declared: dict[tuple[ChangeKind, str], tuple[int, ChangeEntry]] = {}
        self._made: list[tuple[Change, Position]] = []

    def made(self) -> list[tuple[Change, Position]]:
        """Lists what was changed, by kind, and where."""
        return sorted(self._made, key=lambda one: _KINDS.index(one[0].kind))

    def declares(self, kind: ChangeKind, name: str) -> bool:
        """Tells whether a change is declared."""
        return (kind, name) in self._declared

    def removals(self) -> Iterator[tuple[str, ChangeEntry, "Path", Placed[OverlayEntry]]]:
        """Yields the rules that are declared to be removed, and where that is declared."""
        for (kind, name), (number, entry) in self._declared.items():
            if kind == "removes" and self._identity is not None:
                yield name, entry, ("changes", number), self._identity

    def check_declared(self) -> None:
        """Reads the declared changes; what is no change is reported."""
        identity = self._identity
        if identity is None:
            return
        for number, entry in enumerate(identity.entry.changes):
            if not lies_over(entry.over, self._pack.base):
                continue
            path = ("changes", number)
            found = [(kind, name) for kind in _KINDS if (name := getattr(entry, kind)) is not None]
            if len(found) != 1:
                identity.report(
                    path, "change-form", f"a change is one of {', '.join(_KINDS)}, not {len(found)} of them"
                )
            elif found[0] in self._declared:
                identity.report((*path, found[0][0]), "repeated-value", f"{found[0][1]} is declared already")
            else:
                if entry.since is not None and entry.removes is None:
                    identity.report(
                        (*path, "from"), "change-form", "only what is removed has a day of its own", key=True
                    )
                self._declared[found[0]] = (number, entry)

    def check_idle(self, below: Set[str]) -> None:
        """Reports what is declared and not done."""
        done = {(change.kind, change.what) for change, _ in self._made}
        for key, (number, _) in self._declared.items():
            if key in done or self._identity is None:
                continue
            kind, name = key
            if kind == "removes":  # that there is no such rule is reported
                continue
            known = self._pack.settings.entry.model_fields_set if self._pack.settings is not None else ()
            names = {*below, *(f"settings.{key}" for key in known)}
            message = f"nothing in this overlay {kind} {name}{'' if name in names else did_you_mean(name, names)}"
            self._identity.report(("changes", number, kind), "idle-change", message)

    def note(self, kind: ChangeKind, what: str, text: str, place: Position, by: Sequence[str] = ()) -> None:
        """Notes a change; it is reported if it is not declared."""
        declared = self._declared.get((kind, what))
        because = None if declared is None else declared[1].because
        self._made.append((Change(kind=kind, what=what, by=tuple(by), text=text, because=because), place))
        self._pack.touched[what] = place
        if declared is None and self._identity is not None:
            what_it_does = f"narrows by {what} which cases are admissible" if kind == "constrains" else f"{kind} {what}"
            message = f"this {what_it_does} underneath; declare it, and on what grounds, among the overlay's changes: "
            message += f"{{{kind}: {what}, because: …}}"
            self._pack.problems.at(place, "undeclared-change", message)


def reference_of(
    name: str,
    identity: Placed[OverlayEntry] | None,
    instruments: Sequence[InstrumentEntry],
    digest: str,
    changes: tuple[Change, ...],
) -> OverlayRef:
    """Returns what results say of an overlay; one that holds notices of holidays alone goes by `name`."""
    told: dict[str, Any] = {"id": name, "title": name}
    if identity is not None:
        entry, days = identity.entry, identity.entry.in_force
        told = {"id": entry.id, "title": entry.title, "place": entry.place}
        if days is not None:
            told |= {"in_force_from": days.since, "in_force_until": days.until}
            told |= {"status": entry.status, "checked_on": entry.checked_on}
    consulted = [
        ConsultedInstrument(
            id=each.id,
            title=each.title,
            in_force_from=each.in_force_from,
            in_force_until=each.in_force_until,
            text=each.text,
        )
        for each in instruments
    ]
    return OverlayRef(digest=digest, changes=changes, instruments=tuple(consulted), **told)
