"""Interviews under the Regulation of 2005: ordinary cases are settled in five questions, with the right last day."""

from datetime import date
from typing import Any

import pytest

from tests.interview_helpers import Witness, interviewed
from xinfang_rules.interview import load_interview
from xinfang_rules.result.presumed import shown_result
from xinfang_rules.rulebook.load import packs_directory

GUIDE = load_interview(packs_directory() / "xinfang-2005")
DAY = date(2021, 3, 10)
ORDINARY = 5

# Received on Monday 1 March 2021; 15 days from then (articles 21.1, 21.2 and 22.2): 16 March.
FIFTEEN = date(2021, 3, 16)
NO_OTHER_WAY = {"channel_used": False, "litigation_rights": False, "arbitration": "none", "administrative": "none"}
GRIEVANCE = {"category": "grievance", "channel": "letter"}
SUGGESTION = {"category": "suggestion", "channel": "online"}
DIRECT = {"intake": "direct", "petitioner_identified": True}
UNSIGNED = {"intake": "direct", "petitioner_identified": False}
BY_OFFICE = {"intake": "forwarded", "forwarded_by": "petition_office"}


def received(competence: str, *petition: dict[str, Any], conduct: bool = True, **remedy: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {key: value for part in petition for key, value in part.items()}
    congress = competence == "court"
    facts |= {"competence": "elsewhere" if congress else competence, "belongs_to_congress_or_court": congress}
    return {
        "petition": {**facts, "concerns_official_conduct": conduct},
        "remedy": {**NO_OTHER_WAY, **remedy},
        "timeline": {"received_on": "2021-03-01"},
    }


CASES: dict[str, tuple[str, dict[str, Any], str, date | None]] = {
    # Petition offices: 21.1.1 (tell, or refuse and tell), 21.1.2, 21.1.3; their own work by analogy with 22.1.
    "a department's": ("petition_office", received("same_level", GRIEVANCE, DIRECT), "forward", FIFTEEN),
    "a township's": ("petition_office", received("lower", GRIEVANCE, DIRECT), "forward", FIFTEEN),
    "advice": ("petition_office", received("lower", SUGGESTION, DIRECT), "forward", FIFTEEN),
    "the court's": ("petition_office", received("court", GRIEVANCE, DIRECT), "redirect", FIFTEEN),
    "wages": ("petition_office", received("lower", GRIEVANCE, DIRECT, arbitration="labour"), "not_accept", FIFTEEN),
    "judged": ("petition_office", received("lower", GRIEVANCE, DIRECT, channel_used=True), "not_accept", FIFTEEN),
    "its own work": ("petition_office", received("own", GRIEVANCE, DIRECT), "accept", None),
    "another province's": ("petition_office", received("elsewhere", GRIEVANCE, DIRECT), "redirect", None),
    # Other organs: 22.1 and 22.2 what is raised with them, 21.2 what is forwarded to them.
    "own": ("other", received("own", GRIEVANCE, DIRECT), "accept", FIFTEEN),
    "own, unsigned": ("other", received("own", GRIEVANCE, UNSIGNED), "accept", None),  # 22.2: need not be told
    "own, forwarded": ("other", received("own", GRIEVANCE, BY_OFFICE), "accept", FIFTEEN),
    "of no official": ("other", received("own", GRIEVANCE, DIRECT, conduct=False), "redirect", FIFTEEN),
    "below": ("other", received("lower", GRIEVANCE, DIRECT), "redirect", FIFTEEN),  # 22.1 forwards nothing
    "another's, forwarded": ("other", received("elsewhere", GRIEVANCE, BY_OFFICE), "redirect", FIFTEEN),
    "advice, raised": ("other", received("own", SUGGESTION, DIRECT), "accept", FIFTEEN),
}


@pytest.mark.parametrize("name", CASES)
def test_an_ordinary_piece_is_settled_in_five_questions(name: str) -> None:
    role, case, disposition, due = CASES[name]
    _, found, asked = interviewed(role, Witness({"organ": {"kind": role}, **case}, DAY, GUIDE))
    # What belongs to a statutory way is told apart in one question more.
    assert len(asked) <= ORDINARY + (disposition == "not_accept"), [each.name for each in asked]
    assert found.complete
    shown = shown_result(found.result)
    assert shown.decisions["disposition"].answer == disposition
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due


LATER: dict[str, tuple[str, dict[str, Any], str, str, date | None]] = {
    # Article 33: 60 days from 1 March, 30 of which are in March: 30 April.
    "accepted": (
        "handler",
        {
            "petition": DIRECT,
            "handling": {"facts_clear": True, "legal_basis": "conforms"},
            "timeline": {"accepted_on": "2021-03-01"},
        },
        "opinion",
        "support",
        date(2021, 4, 30),
    ),
    # Article 34: 30 days from the request received on 5 March: 4 April, a holiday; organs have no further day.
    "asked to review": (
        "reviewer",
        {
            "timeline": {
                "concluded_on": "2021-02-18",
                "reply_received_on": "2021-02-20",
                "review_requested_on": "2021-03-04",
                "review_request_received_on": "2021-03-05",
            }
        },
        "remedy_stage",
        "review_pending",
        date(2021, 4, 4),
    ),
    # 30 days from 20 February, 8 of which are in February: Monday 22 March.
    "a reply in hand": (
        "petitioner",
        {"timeline": {"concluded_on": "2021-02-18", "reply_received_on": "2021-02-20"}},
        "remedy_stage",
        "review_open",
        date(2021, 3, 22),
    ),
    "nothing accepted yet": ("petitioner", {"timeline": {}}, "remedy_stage", "not_applicable", None),
}


@pytest.mark.parametrize("name", LATER)
def test_whoever_handles_reviews_or_waits_learns_how_it_stands_and_until_when(name: str) -> None:
    role, case, question, answered, due = LATER[name]
    _, found, asked = interviewed(role, Witness(case, DAY, GUIDE))
    assert len(asked) <= ORDINARY + 1, [each.name for each in asked]
    shown = shown_result(found.result)
    decision = shown.decisions[question]
    assert (decision.answer or decision.status) == answered
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due
