"""What a result says of overlays that were laid: that one was not in force, or that nobody knows whether it is."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xinfang_rules.days import day_words
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from xinfang_rules.result import OverlayRef

_ENDED = {"superseded": "被取代", "repealed": "废止"}


def laid_remarks(edition: Edition, day: date) -> tuple[str, ...]:
    """Says of each overlay that is not established to be in force on the day that governs, what was done with it."""
    return tuple(said for overlay in edition.rulebook.laid for said in _said(overlay, edition, day))


def _said(overlay: "OverlayRef", edition: Edition, day: date) -> Iterator[str]:
    since, until = overlay.in_force_from, overlay.in_force_until
    called = f"叠加的“{overlay.title}”（{overlay.id}）"
    if since is not None and day < since:
        yield f"{called}自{day_words(since)}起施行；本案适用{day_words(day)}的规定，没有适用它。"
    elif until is not None and day > until and overlay.checked_on is not None:
        checked = f"{day_words(overlay.checked_on)}核对时"
        if overlay.status in _ENDED:
            yield f"{called}自{day_words(until)}以后已经{_ENDED[overlay.status]}（{checked}所知），本案没有适用它。"
        else:
            mine = {instrument.id for instrument in overlay.instruments}
            told = any(rule.conflict and rule.citations[0].instrument in mine for rule in edition.rules)
            contrary = f"，与《{edition.rulebook.title}》不一致的规定没有适用" if told else ""
            yield (
                f"{called}在{day_words(until)}以后是否仍然有效，{checked}没有查明；"
                f"本结果以使用者主张它有效为前提{contrary}。"
            )
