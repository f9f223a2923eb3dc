"""Examples in the description of the service; a test sends each of them."""

from collections.abc import Mapping
from typing import Any, Final

_CASE: Final[dict[str, Any]] = {
    "organ": {"kind": "other"},
    "petition": {"request": "new", "category": "grievance", "intake": "direct", "petitioner_identified": True},
    "remedy": {"litigation_rights": False},
    "history": {
        "same_matter_pending": True,
        "raised_to_superior": True,
        "within_prescribed_period": True,
        "reexamination_concluded": False,
    },
    "timeline": {"received_on": "2024-02-24"},
}
_BARE: Final[dict[str, Any]] = {
    "organ": {"kind": "other"},
    "petition": {"request": "new"},
    "timeline": {"received_on": "2024-03-01"},
}

EXAMPLES: Final[Mapping[str, Mapping[str, tuple[str, dict[str, Any]]]]] = {
    "evaluate": {
        "decided": ("已在办理的同一事项又向上级提出", {"case": _CASE, "as_of": "2024-03-01"}),
        "open": ("事实不多的，连同还需查明什么", {"case": _BARE, "as_of": "2024-03-01", "needs": True}),
        "record": (
            "采用推定，并留作记录",
            {"case": _BARE, "as_of": "2024-03-01", "presume": ["ordinary"], "record": True},
        ),
    },
    "explain": {
        "why": ("为什么不予受理", {"case": _CASE, "as_of": "2024-03-01", "about": "disposition"}),
        "why_not": (
            "为什么不是受理",
            {"case": _CASE, "as_of": "2024-03-01", "about": "disposition", "why_not": "accept"},
        ),
    },
    "needs": {
        "about": ("收到后如何处置，还要查明什么", {"case": _BARE, "as_of": "2024-03-01", "about": ["disposition"]})
    },
    "deadlines": {"days": ("收到以后的期限", {"case": _BARE, "as_of": "2024-03-01"})},
    "interview": {
        "start": ("开始", {"role": "petition_office", "as_of": "2024-03-01"}),
    },
    "documents": {"listed": ("列出文书", {"case": _CASE, "as_of": "2024-03-01"})},
    "paper": {"draft": ("先出草稿", {"case": _CASE, "as_of": "2024-03-01", "draft": True})},
}
"""For each operation its examples: what each is called in Chinese, and the request."""

BATCH: Final = (
    {"id": "2024-0017", "case": _CASE, "as_of": "2024-03-01"},
    {"id": "2024-0018", "endpoint": "deadlines", "case": _BARE, "as_of": "2024-03-01"},
)
"""The lines of a batch."""
