"""Ordinary interviews are settled in five questions."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.interview_helpers import GUIDE, Witness, interviewed, role_of
from tests.register_rows import case_of, rows
from xinfang_rules import UNKNOWN
from xinfang_rules.result.presumed import shown_result
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.scenarios.scenario import read_all, scenario_files

DAY = date(2024, 3, 6)
ORDINARY = 5
PACK = packs_directory() / "xinfang-2022"

# What a person at the desk knows of an ordinary piece, received on Friday 1 March 2024.
GRIEVANCE = {"category": "grievance", "channel": "letter"}
SUGGESTION = {"category": "suggestion", "channel": "online"}
DIRECT = {"intake": "direct", "petitioner_identified": True}
UNSIGNED = {"intake": "direct", "petitioner_identified": False}
BY_OFFICE = {"intake": "forwarded", "forwarded_by": "petition_office"}
BY_SUPERIOR = {"intake": "assigned", "forwarded_by": "system_superior"}
BY_OTHER = {"intake": "forwarded", "forwarded_by": "other"}
OWN, LOWER, SAME_LEVEL, ELSEWHERE = (
    {"competence": competence} for competence in ("own", "lower", "same_level", "elsewhere")
)


def received(*petition: dict[str, Any], litigation: bool = False, **groups: dict[str, Any]) -> dict[str, Any]:
    facts = {key: value for part in petition for key, value in part.items()}
    remedy = {"litigation_rights": litigation}
    return {"petition": facts, "remedy": remedy, "timeline": {"received_on": "2024-03-01"}, **groups}


# Article 22.1: 15 days from 1 March, which does not count (article 23 the same): 16 March.
# Article 23.3: five working days from Friday 1 March: 4, 5, 6, 7 and 8 March.
FIFTEEN, WORKING = date(2024, 3, 16), date(2024, 3, 8)

CASES: list[tuple[str, str, dict[str, Any], str, date | None]] = [
    # Petition offices: article 22.1.1, 22.1.2; what concerns litigation rights 22.2; their own work by analogy 23.1.
    ("wages, a department's", "petition_office", received(GRIEVANCE, DIRECT, SAME_LEVEL), "forward", FIFTEEN),
    ("wages, a township's", "petition_office", received(GRIEVANCE, DIRECT, LOWER), "forward", FIFTEEN),
    ("forwarded from above", "petition_office", received(GRIEVANCE, BY_SUPERIOR, LOWER), "forward", FIFTEEN),
    ("advice on parks", "petition_office", received(SUGGESTION, DIRECT, SAME_LEVEL), "forward", FIFTEEN),
    ("advice to a village", "petition_office", received(SUGGESTION, UNSIGNED, LOWER), "forward", FIFTEEN),
    (
        "a verdict, by letter",
        "petition_office",
        received(GRIEVANCE, DIRECT, LOWER, litigation=True),
        "separate_to_judicial",
        FIFTEEN,
    ),
    ("the office's own work", "petition_office", received(GRIEVANCE, DIRECT, OWN), "accept", None),
    ("another province", "petition_office", received(GRIEVANCE, DIRECT, ELSEWHERE), "redirect", None),
    ("advice elsewhere", "petition_office", received(SUGGESTION, DIRECT, ELSEWHERE), "redirect", None),
    # 30.3: what would reach the accused is not forwarded; of the discipline organs 22.2: it goes to them.
    (
        "an official of a township accused",
        "petition_office",
        received(
            {"category": "accusation"},
            DIRECT,
            LOWER,
            accusation={"discipline_jurisdiction": False, "would_reach_accused": False},
        ),
        "forward",
        FIFTEEN,
    ),
    (
        "the same, at the accused's own office",
        "petition_office",
        received(
            {"category": "accusation"},
            DIRECT,
            LOWER,
            accusation={"discipline_jurisdiction": False, "would_reach_accused": True},
        ),
        "report_to_leadership",
        FIFTEEN,  # 22.1 names no other period
    ),
    ("sent by mistake", "petition_office", received(GRIEVANCE, BY_SUPERIOR, ELSEWHERE), "object", WORKING),
    # Other organs: article 23.1 and 23.2 what is raised with them, 23.3 what is sent down to them.
    ("own, raised", "other", received(GRIEVANCE, DIRECT, OWN), "accept", FIFTEEN),
    ("advice, raised", "other", received(SUGGESTION, DIRECT, OWN), "accept", FIFTEEN),
    ("below, raised", "other", received(GRIEVANCE, DIRECT, LOWER), "forward", FIFTEEN),
    ("not its own, raised", "other", received(GRIEVANCE, DIRECT, ELSEWHERE), "redirect", FIFTEEN),
    ("unsigned letter", "other", received(GRIEVANCE, UNSIGNED, OWN), "accept", None),  # 23.2: need not be told
    ("own, from the office", "other", received(GRIEVANCE, BY_OFFICE, OWN), "accept", FIFTEEN),
    ("own, from above", "other", received(SUGGESTION, BY_SUPERIOR, OWN), "accept", FIFTEEN),
    ("own, from another organ", "other", received(GRIEVANCE, BY_OTHER, OWN), "accept", None),  # 23.3 names two senders
    ("not its own, sent", "other", received(GRIEVANCE, BY_OFFICE, ELSEWHERE), "object", WORKING),
    ("below, sent", "other", received(GRIEVANCE, BY_OFFICE, LOWER), "forward", None),
    (
        "a verdict, at a bureau",
        "other",
        received(GRIEVANCE, DIRECT, OWN, litigation=True),
        "separate_to_judicial",
        FIFTEEN,
    ),
    # Article 23.4: political-legal organs tell of such matters by rules of their own, discipline organs of accusations.
    ("a verdict, at a court", "political_legal", received(GRIEVANCE, DIRECT, OWN, litigation=True), "accept", None),
    ("advice to the police", "political_legal", received(SUGGESTION, DIRECT, OWN), "accept", FIFTEEN),
    (
        "a bribe, at the discipline organ",
        "discipline",
        received({"category": "accusation"}, DIRECT, OWN, accusation={"discipline_jurisdiction": True}),
        "accept",
        None,
    ),
]


@pytest.mark.parametrize(
    ("role", "case", "disposition", "due"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_an_ordinary_piece_is_settled_in_five_questions(
    role: str, case: dict[str, Any], disposition: str, due: date | None
) -> None:
    _, found, asked = interviewed(role, Witness({"organ": {"kind": role}, **case}, DAY))
    assert len(asked) <= ORDINARY, [each.name for each in asked]
    assert found.complete
    shown = shown_result(found.result)
    assert shown.decisions["disposition"].answer == disposition
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due
    # Nothing is decided by what was never asked: a presumption is told wherever the answer needs one.
    assert found.result.decisions["disposition"].status == "presumed"
    assert found.presumed


NO_OTHER_WAY = {
    "litigation_rights": False,
    "judicial": "none",
    "arbitration": "none",
    "party": "none",
    "administrative": "none",
    "duty": "none",
}
LATER: list[tuple[str, str, dict[str, Any], str, str, date | None]] = [
    # Article 34: 60 days from 1 March, 30 of which are in March: 30 April.
    (
        "accepted, no other way",
        "handler",
        {"petition": DIRECT, "remedy": NO_OTHER_WAY, "timeline": {"accepted_on": "2024-03-01"}},
        "track",
        "petition_procedure",
        date(2024, 4, 30),
    ),
    (
        "accepted, wages",
        "handler",
        {"petition": DIRECT, "remedy": {**NO_OTHER_WAY, "arbitration": "labour"}},
        "track",
        "arbitration",
        None,
    ),
    # Article 35: 30 days from the request received on 5 March: 4 April. Article 36.1 the same.
    (
        "asked to review",
        "reviewer",
        {
            "timeline": {
                "concluded_on": "2024-02-18",
                "reply_received_on": "2024-02-20",
                "review_requested_on": "2024-03-04",
                "review_request_received_on": "2024-03-05",
            }
        },
        "remedy_stage",
        "review_pending",
        date(2024, 4, 4),
    ),
    (
        "asked to re-examine",
        "reexaminer",
        {
            "handling": {"hearing_days": 0, "redo_ordered": False},
            "timeline": {
                "concluded_on": "2023-12-18",
                "reply_received_on": "2023-12-20",
                "review_requested_on": "2024-01-04",
                "review_request_received_on": "2024-01-05",
                "review_decided_on": "2024-02-05",
                "review_reply_received_on": "2024-02-10",
                "reexamination_requested_on": "2024-03-04",
                "reexamination_request_received_on": "2024-03-05",
            },
        },
        "remedy_stage",
        "reexamination_pending",
        date(2024, 4, 4),
    ),
    # 30 days from 20 February 2024, 9 of which are in February: Thursday 21 March.
    (
        "a reply in hand",
        "petitioner",
        {"timeline": {"concluded_on": "2024-02-18", "reply_received_on": "2024-02-20"}},
        "remedy_stage",
        "review_open",
        date(2024, 3, 21),
    ),
    (
        "a reply of the review in hand",
        "petitioner",
        {
            "handling": {"redo_ordered": False},
            "timeline": {
                "concluded_on": "2023-12-18",
                "reply_received_on": "2023-12-20",
                "review_requested_on": "2024-01-04",
                "review_request_received_on": "2024-01-05",
                "review_decided_on": "2024-02-05",
                "review_reply_received_on": "2024-02-20",
            },
        },
        "remedy_stage",
        "reexamination_open",
        date(2024, 3, 21),
    ),
    ("nothing yet", "petitioner", {"remedy": NO_OTHER_WAY}, "remedy_stage", "no_opinion_yet", None),
]


@pytest.mark.parametrize(
    ("role", "case", "question", "wanted", "due"), [case[1:] for case in LATER], ids=[case[0] for case in LATER]
)
def test_what_comes_later_is_settled_in_five_questions_too(
    role: str, case: dict[str, Any], question: str, wanted: str, due: date | None
) -> None:
    _, found, asked = interviewed(role, Witness(case, DAY))
    assert len(asked) <= ORDINARY, [each.name for each in asked]
    shown = shown_result(found.result)
    assert (found.complete, shown.decisions[question].answer) == (True, wanted)
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due


def test_in_a_register_demands_and_advice_take_at_most_five_questions() -> None:
    asked: dict[str, Counter[int]] = {}
    for row in rows()[:150]:
        case = case_of(row)
        role = role_of(case)
        assert role is not None
        # Two days after receipt no last day has passed, so it need not be asked what was done.
        day = date.fromisoformat(row["信访日期"]) + timedelta(2)
        _, found, questions = interviewed(role, Witness(case, day))
        asked.setdefault(row["信访目的"], Counter())[len(questions)] += 1
        if row["信访目的"] in ("求决", "申诉", "意见建议") and row["涉法涉诉标志"]:
            assert found.complete, row
    ordinary = sum((asked[purpose] for purpose in ("求决", "申诉", "意见建议")), Counter[int]())
    assert ordinary.total() > 100
    assert max(ordinary) <= ORDINARY
    # Accusations take what must never be presumed, and is asked in one: where they belong, and whether they would reach
    # the accused. Who sent the matter is asked besides, or whether it is urgent where that is not known.
    assert max(asked["揭发控告"]) <= ORDINARY + 1
    assert asked["揭发控告"][ORDINARY + 1] <= 3


def test_ordinary_cases_of_the_scenarios_take_at_most_five_questions() -> None:
    usual = {
        name: value
        for one in GUIDE.rulebook.latest.presumptions.named(GUIDE.ordinary)
        for name, value in one.facts.items()
    }
    asked = Counter[int]()
    for scenario in read_all(scenario_files(PACK), GUIDE.rulebook):
        case = scenario.case.model_dump(mode="json")
        role, witness = role_of(case), Witness(case, scenario.as_of)
        known = {"petition.category", "petition.competence", "petition.intake", "timeline.received_on"}
        if role is None or any(witness.knows(name) not in (UNKNOWN, value) for name, value in usual.items()):
            continue
        if witness.knows("petition.category") == "accusation" or UNKNOWN in map(witness.knows, known):
            continue
        if witness.knows("petition.intake") != "direct" and witness.knows("petition.forwarded_by") == UNKNOWN:
            continue
        # On the day of receipt no last day has passed, so it need not be asked what was done.
        day = date.fromisoformat(witness.knows("timeline.received_on"))
        questions = interviewed(role, Witness(case, day))[2]
        assert len(questions) <= ORDINARY, scenario.title
        asked[len(questions)] += 1
    assert asked.total() > 50
