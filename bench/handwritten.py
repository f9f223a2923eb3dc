"""The peer: the conditions of the rules written out by hand in Python, for complete cases.

This is what a careful programmer would write instead of rule files: plain `if`, `and` and `or` over plain values.
What it lacks is what the library is for: unknown facts, constraints, citations, the other last days and statuses,
and a text that legal staff can read. It follows the edition of 2022; `tests/test_bench.py` holds it against the rules.
"""

from bench.facts import Facts
from xinfang_rules.calendar import WorkingCalendar, add_days, roll_on

Truths = tuple[bool, ...]

DISPATCH_DAYS = {"forward", "assign", "refer_to_discipline", "separate_to_judicial", "report_to_leadership"} | {
    "settle_jurisdiction"
}
"""The dispositions that a petition office carries out by sending something on."""

NOT_TAKEN_OVER = {"no_longer_accept", "not_accept", "separate_to_judicial", "refer_to_discipline", "object"} | {
    "settle_jurisdiction",
    "redirect",
}
"""The dispositions after which a successor does not take over."""


def conditions(f: Facts, today: int, calendar: WorkingCalendar) -> Truths:
    """Returns whether the condition of each rule holds, in the order of `RULES`."""
    track, track_rules = _track(f)
    disposition, own_rules, exhausted, disposition_rules = _disposition(f)
    late, notice_rules = _notices(f, disposition, own_rules, today)
    late_handling, handling_rules = _handling(f, track, exhausted, today)
    late_review, review_rules = _review(f, track, disposition, today, calendar)
    missed = (*late, late_handling, *late_review)
    return (
        *track_rules,
        *disposition_rules,
        *_tracks_followed(f, track, disposition),
        *_visits(f),
        *_dispatch(f, disposition),
        *notice_rules,
        *_jurisdiction(f, disposition),
        *_urgent(f, disposition),
        *handling_rules,
        *review_rules,
        *missed,
        *_supervision(f, any(missed)),
    )


TRACK = ("separated", "judicial", "suggestion", "accusation", "arbitration", "party", "administrative") + (
    "statutory-duty",
    "petition-procedure",
)


def _track(f: Facts) -> tuple[str, Truths]:
    grievance = f.category == "grievance"
    suggestion = f.category == "suggestion"
    accusation = f.category == "accusation"
    separated = f.litigation_rights and not (accusation and f.discipline_jurisdiction)
    judicial = grievance and f.judicial != "none" and not f.legally_concluded
    arbitration = grievance and f.arbitration != "none"
    party = grievance and f.party != "none"
    administrative = grievance and f.administrative != "none"
    duty = grievance and f.duty != "none"
    if separated or judicial:
        track = "judicial"
    elif suggestion:
        track = "suggestion"
    elif accusation:
        track = "accusation"
    elif arbitration:
        track = "arbitration"
    elif party:
        track = "party"
    elif administrative:
        track = "administrative"
    elif duty:
        track = "statutory_duty"
    else:
        track = "petition_procedure"
    return track, (
        separated,
        judicial,
        suggestion,
        accusation,
        arbitration,
        party,
        administrative,
        duty,
        grievance,
    )
