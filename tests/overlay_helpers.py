"""Overlays for tests, which declare what they change."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import Change, Result, Rulebook, RulebookError
from xinfang_rules.errors import Diagnostic

Lay = Callable[..., Rulebook]

CONCLUDE = '{at: "34", quote: 应当自受理之日起60日内办结}'
CASE = {
    "petition": {"category": "grievance"},
    "remedy": NO_OTHER_WAY,
    "timeline": {"received_on": "2024-03-01", "accepted_on": "2024-03-01"},
}


SUSPENDED = f"""\
rules:
  - id: trial.suspended
    title: 试点期间，办理期限不适用
    cite: {CONCLUDE}
    obliges: {{bearer: handling_organ, action: explain_extension}}
    exception_to: handling.conclude
"""

PILOT = """\
rules:
  - id: handling.hearing
    title: %s
    cite: {at: "31.1.6", quote: 可以举行听证}
    when: {petition.major_complex_difficult: true}
    %s
    permits: {bearer: handling_organ, action: hold_hearing}
"""


def overlay_of(text: str, *changes: str, name: str = "trial") -> str:
    """Writes an overlay in which each of these changes, such as `sets: handling.days`, is declared for a trial."""
    declared = ", ".join(f"{{{change}, because: 试点}}" for change in changes)
    return f"overlay: {{id: {name}, title: 试点, changes: [{declared}]}}\n{text}"


def changes(book: Rulebook) -> list[Change]:
    return [change for overlay in book.identity.laid for change in overlay.changes]


def refused(lay: Lay, *overlays: str) -> list[Diagnostic]:
    with pytest.raises(RulebookError) as caught:
        lay(*overlays)
    return list(caught.value.diagnostics)


def places(found: list[Diagnostic]) -> set[tuple[str, int, int, str]]:
    return {(Path(f.position.source).name, f.position.line, f.position.column, f.code) for f in found}


def due(result: Result, rule: str) -> date | None:
    return next((norm.due for norm in result.norms if norm.rule == rule), None)
