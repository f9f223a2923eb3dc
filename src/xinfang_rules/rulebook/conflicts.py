"""Rules of overlays that cannot stand together with what governs: told where they hold, never applied."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.entries import CiteEntry, RuleEntry
from xinfang_rules.rulebook.entry_relations import within
from xinfang_rules.rulebook.overlay_entries import ConflictEntry, OverlayEntry
from xinfang_rules.rulebook.placed import Pack, Placed

_NOTHING: Final[dict[str, Any]] = {
    "otherwise": False,
    "disputed": False,
    "exception_to": [],
    **dict.fromkeys(("decides", "defines", "obliges", "permits", "forbids")),
    **dict.fromkeys(("interpretive", "interpretive_when", "not_modelled")),
}
"""What a rule does that does nothing but tell, and so takes no reading."""


def as_laid(rule: Placed[RuleEntry], identity: Placed[OverlayEntry] | None, pack: Pack) -> Placed[RuleEntry] | None:
    """Returns a rule of an overlay for the days on which it is applied, told only where it cannot stand with the base.

    That is None if the overlay holds on no day of the rule. Conflicts with what is no base of it are reported.
    """
    entry, overlay = rule.entry, None if identity is None else identity.entry
    for index, conflict in enumerate(entry.conflicts):
        if overlay is None or conflict.base not in (overlay.bases or ()):
            message = f"{conflict.base} is none of the bases over which this may be laid (overlay: bases)"
            rule.report(("conflicts", index, "with"), "unknown-instrument", message)
    base = pack.instruments.get(pack.base)
    if overlay is not None and overlay.in_force is not None and base is not None:
        since, until = entry.in_force_from, entry.in_force_until or date.max
        if overlay.in_force.since > base.entry.in_force_from:
            since = max(overlay.in_force.since, since or date.min)
        until = min(overlay.last_applied or date.max, until)
        if until < (since or base.entry.in_force_from):
            return None
        rule = within(rule, since, None if until == date.max else until)
    return _told_only(rule, pack.base)


def _told_only(rule: Placed[RuleEntry], base: str) -> Placed[RuleEntry]:
    against = [conflict for conflict in rule.entry.conflicts if conflict.base == base]
    if not rule.entry.conflicts:
        return rule
    changed: dict[str, Any] = {"conflicts": against}
    if against:
        changed |= {**_NOTHING, "note": "；".join(conflict.because for conflict in against)}
    return replace(rule, entry=rule.entry.model_copy(update=changed))


def provision(conflict: ConflictEntry) -> CiteEntry:
    """Returns the provision of the base as it is cited."""
    return CiteEntry.model_validate({"at": conflict.at, "quote": conflict.quote, "in": conflict.base})


def remark(title: str, own: Sequence[Cited], because: Sequence[tuple[Cited, str]]) -> str:
    """Says with what a rule of such a title is in conflict: `because` of which provisions, each with the reason."""
    labels = "、".join(dict.fromkeys(cited.label for cited in own))
    reasons = "；".join(f"与{cited.label}（“{cited.quote}”）不一致：{reason}" for cited, reason in because)
    return f"{labels}规定“{title}”，{reasons}。前者没有适用。"
