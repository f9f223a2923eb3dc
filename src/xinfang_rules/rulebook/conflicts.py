"""Rules of overlays that cannot stand together with what governs: told where they hold, never applied."""

from collections.abc import Sequence
from typing import Any, Final

from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.entries import CiteEntry, RuleEntry
from xinfang_rules.rulebook.overlay_entries import ConflictEntry
from xinfang_rules.rulebook.placed import Placed

_NOTHING: Final[dict[str, Any]] = {
    "otherwise": False,
    "exception_to": [],
    **dict.fromkeys(("decides", "defines", "obliges", "permits", "forbids")),
    **dict.fromkeys(("interpretive", "interpretive_when", "not_modelled")),
}
"""What a rule does that does nothing but tell, and so takes no reading."""


def told_only(rule: Placed[RuleEntry], base: str) -> Placed[RuleEntry]:
    """Returns a rule as it is laid over a base: over one with which it is in conflict, it only makes a remark."""
    against = [conflict for conflict in rule.entry.conflicts if conflict.base == base]
    if not rule.entry.conflicts:
        return rule
    changed: dict[str, Any] = {"conflicts": against}
    if against:
        changed |= {**_NOTHING, "note": "；".join(conflict.because for conflict in against)}
    return Placed(rule.entry.model_copy(update=changed), rule.document, rule.path, rule.instrument, rule.problems)


def provision(conflict: ConflictEntry) -> CiteEntry:
    """Returns the provision of the base as it is cited."""
    return CiteEntry.model_validate({"at": conflict.at, "quote": conflict.quote, "in": conflict.base})


def remark(title: str, own: Sequence[Cited], because: Sequence[tuple[Cited, str]]) -> str:
    """Says with what a rule is in conflict.

    Args:
        title: What the rule says.
        own: Its own citations.
        because: The provisions with which it cannot stand together, each with the reason.
    """
    labels = "、".join(dict.fromkeys(cited.label for cited in own))
    reasons = "；".join(f"与{cited.label}（“{cited.quote}”）不一致：{reason}" for cited, reason in because)
    return f"{labels}规定“{title}”，{reasons}。前者没有适用。"
