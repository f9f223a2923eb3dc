"""Which instruments are at hand for a petition, by day and place: what governs it, what does not, and why."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xinfang_rules.arguments import day_of, wrong
from xinfang_rules.days import day_words
from xinfang_rules.once import MAKING
from xinfang_rules.result.references import ConsideredInstrument
from xinfang_rules.rulebook.load import load, shipped_overlays
from xinfang_rules.rulebook.shipped import Head, shipped_heads

if TYPE_CHECKING:
    from xinfang_rules.rulebook.overlay_entries import OverlayEntry


def instruments_for(received: date, *, place: str | None = None) -> tuple[ConsideredInstrument, ...]:
    """Says which shipped instruments govern a petition, and which others are at hand and why they do not.

    Args:
        received: The day on which the petition was received.
        place: Where, such as 上海 or 浙江省宁波市: the local overlays of that place are looked at, too.

    Returns:
        The regulations, oldest first; then the overlays, those of the place first. Of what governs, `edition` is the
        first day of the edition in force.

    Raises:
        ArgumentError: If `received` is no day, or `place` no text.
        RulebookError: If the rules that govern, or what an overlay says of itself, cannot be read.
    """
    day = day_of(received, "received")
    heads = [head for head in shipped_heads() if head.since is not None]
    base = next((head for head in heads if head.governs(day)), None)
    regulations = (_regulation(head, day) for head in heads)
    overlays = [_overlay(entry, base, day, place) for entry in _overlays(place)]
    return (*regulations, *sorted(overlays, key=lambda each: each.place is None))


def local_overlays(base: Head, day: date, place: str) -> tuple[ConsideredInstrument, ...]:
    """Returns the overlays of a place, each with whether it is to be laid over the instrument that governs.

    Args:
        base: The head of that instrument's rulebook.
        day: The day on which the petition was received.
        place: The place.

    Raises:
        ArgumentError: If the place is no text.
        RulebookError: If what an overlay says of itself cannot be read.
    """
    return tuple(_overlay(entry, base, day, place) for entry in _overlays(place) if entry.place is not None)


def _overlays(place: str | None) -> Iterator["OverlayEntry"]:
    """Yields the overlays of a place, and those of no place."""
    if place is not None and not (isinstance(place, str) and place.strip()):
        raise wrong("place", "the name of a place", place, 'place="上海"')
    with MAKING:
        from xinfang_rules.rulebook.shipped_overlays import described  # a reader of YAML; only where it is asked for

    for name in shipped_overlays():
        entry = described(name)
        if entry.place is None or (place is not None and place.strip().startswith(entry.place)):
            yield entry


def _regulation(head: Head, day: date) -> ConsideredInstrument:
    assert head.since is not None
    edition = None
    if head.governs(day):
        found = load(head.name).edition_on(day)
        edition = None if found is None else found.since
        status, because = "governs", f"{day_words(day)}收到时正在施行"
    elif day < head.since:
        status, because = "not_in_force", f"自{day_words(head.since)}起施行，收到时尚未施行"
    else:
        assert head.until is not None
        status, because = "not_in_force", f"施行至{day_words(head.until)}，收到时不再适用"
    return ConsideredInstrument(
        id=head.name,
        title=head.title,
        in_force_from=head.since,
        in_force_until=head.until,
        edition=edition,
        status=status,
        because=because,
    )


def _overlay(entry: "OverlayEntry", base: Head | None, day: date, place: str | None) -> ConsideredInstrument:
    days, status = entry.in_force, entry.status_on(day)
    lay = f"用 --overlay {entry.id} 叠加"
    unverified = ""
    if days is not None and days.until is not None and status == "unverified":
        unverified = f"{day_words(days.until)}以后是否仍然有效，没有核实"
    if base is None:
        told = "not_selected", "没有可以适用的条例，无从叠加"
    elif entry.bases is not None and base.name not in entry.bases:
        told = "not_selected", f"不能叠加在《{base.title}》之上"
    elif days is not None and status is None:
        told = "not_in_force", f"自{day_words(days.since)}起施行，收到时尚未施行"
    elif days is not None and days.until is not None and status in ("repealed", "superseded"):
        ended = "废止" if status == "repealed" else "由新的规定代替"
        told = "not_in_force", f"{day_words(days.until)}以后已经{ended}"
    elif entry.place is None:
        told = "not_selected", f"{unverified and unverified + '；'}不因收到的地方而定，需要的{lay}"
    elif days is None:
        told = "not_selected", f"没有写明施行的日期，需要的{lay}"
    elif unverified:
        told = "unverified", f"{unverified}，没有适用；认为有效的，{lay}"
    else:
        told = "governs", f"{day_words(day)}收到时正在施行，与《{base.title}》一并适用"
    return ConsideredInstrument(
        id=entry.id,
        title=entry.title,
        place=entry.place,
        in_force_from=None if days is None else days.since,
        in_force_until=None if days is None else days.until,
        status=told[0],
        because=told[1],
        checked_on=entry.checked_on,
    )
