"""What `xinfang check` lists of overlays: what they change of what stands underneath, and what they add to it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xinfang_rules.errors import Position
    from xinfang_rules.rulebook.pack import Pack


def changes_of(pack: "Pack") -> list[str]:
    """Lists what each overlay changes of what stands underneath it, and the norms that they add."""
    lines: list[str] = []
    for laid in pack.overlays:
        changes = laid.reference.changes
        count = _count(len(changes), "change")
        lines.append(f"  {laid.reference.id} “{laid.reference.title}”: {count} of what stands underneath")
        for change, place in zip(changes, laid.places, strict=True):
            grounds = "" if change.because is None else f" ({change.because})"
            lines.append(f"    {change.kind} {change.what}: {change.text}{grounds} [{_near(place)}]")
    return lines + _added(pack) if lines else []


def _added(pack: "Pack") -> list[str]:
    from xinfang_rules.analysis.added import KEYS, added, added_norms

    counts = ", ".join(_count(len(entries), what) for what, entries in added(pack).items())
    return [
        f"  added to it: {counts or 'nothing'}",
        *(
            f"    {one.rule.entry.id} {KEYS[one.kind]}: {one.norm.bearer.label}，{one.norm.action.label} "
            f"[{_near(one.rule.position())}]"
            for one in added_norms(pack)
        ),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _near(place: "Position") -> "Position":
    """Names a file below the working directory from there."""
    path = Path(place.source)
    return place._replace(source=str(path.relative_to(Path.cwd()))) if path.is_relative_to(Path.cwd()) else place
