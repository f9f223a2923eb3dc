"""Facts that the cases of several tests state alike."""

from typing import Any, Final

NO_OTHER_WAY: Final[dict[str, Any]] = {
    "litigation_rights": False,
    "arbitration": "none",
    "party": "none",
    "administrative": "none",
    "duty": "none",
}
"""No litigation, arbitration, party or administrative procedure: the petition procedure is left (31.1.6)."""
