"""A document of which the record does not say what kind it is: nobody can tell whether it answers the matter."""

from copy import deepcopy
from datetime import date
from typing import Any

from xinfang_rules.dossier import FindingKind, examine

AS_OF = date(2024, 7, 20)

# Accepted by the town on 7 March. The county, which accepted nothing, issued something on 10 April; then review was
# asked of the city, and the town issued its opinion on 20 June, 45 days late: 7 March + 60 days = 6 May.
FILE: dict[str, Any] = {
    "dossier": "another-s-document",
    "complete_to": "2024-07-20",
    "organs": {
        "office": {"kind": "petition_office", "level": "county"},
        "town": {"kind": "other", "level": "town", "superior": "county"},
        "county": {"kind": "other", "level": "county", "superior": "city"},
        "city": {"kind": "other", "level": "city"},
    },
    "claims": {"c1": {"category": "grievance", "remedy": "none", "competent": "town"}},
    "acts": [
        {"day": "2024-03-01", "act": "submit", "to": "office", "channel": "letter", "anonymous": False, "first": True},
        {"day": "2024-03-04", "act": "forward", "by": "office", "to": "town", "received": "same_day"},
        {"day": "2024-03-07", "act": "accept", "by": "town"},
        {"day": "2024-04-10", "act": "issue", "by": "county", "outcome": "not_support", "received": "2024-04-12"},
        {"day": "2024-05-02", "act": "request_review", "to": "city", "received": "same_day"},
        {"day": "2024-06-20", "act": "issue", "by": "town", "kind": "petition_opinion", "outcome": "explain",
         "received": "2024-06-21"},
    ],
}  # fmt: skip
ISSUED = 3


def roles(kind: str | None) -> dict[str, str]:
    data = deepcopy(FILE)
    data["acts"][ISSUED]["kind"] = kind
    return {part.name: part.role for part in examine(data, as_of=AS_OF).parts}


def test_who_is_not_told_to_have_received_the_matter_has_a_part_only_if_its_document_surely_answers_it() -> None:
    sure = {"p1/office/c1": "receiver", "p1/town/c1": "handler"}
    assert roles("petition_opinion") == {**sure, "p1/county/c1": "issuer"}
    # Of a reply it has none; what was sought before the town's opinion is about another document of the town then.
    assert roles("reply") == {**sure, "p1/town/c1/round2": "redo"}
    assert roles(None) == sure


def test_what_hangs_on_the_kind_of_another_s_document_is_told_of_nobody() -> None:
    found = {f.of: f for f in examine(FILE, as_of=AS_OF).findings if f.who == "town"}
    # If that was an opinion, this one is the town's first, and late; if not, it may be a second one.
    assert found["handling.conclude"].kind is FindingKind.UNTOLD
    told = deepcopy(FILE)
    told["acts"][ISSUED]["kind"] = "petition_opinion"
    (late,) = [f for f in examine(told, as_of=AS_OF).findings if f.of == "handling.conclude"]
    assert (late.kind, late.due, late.days_late) == (FindingKind.LATE, date(2024, 5, 6), 45)


def test_what_kind_it_is_is_asked() -> None:
    (asked,) = [q for q in examine(FILE, as_of=AS_OF, ask=True).questions if "出具文书，是哪一种" in q.question]
    assert asked.question.startswith("county2024年4月10日出具文书，是哪一种：信访处理意见书、")
    assert (asked.fact, asked.parts) == (None, ("p1/office/c1", "p1/town/c1"))


def test_another_s_reply_opens_no_round_of_who_handles_the_matter() -> None:
    # The town's opinion of 10 April, review asked on 2 May; on 6 May the office replies to a call; decided on 20 May.
    data = deepcopy(FILE)
    opinion = {"act": "issue", "by": "town", "kind": "petition_opinion", "outcome": "explain"}
    data["acts"][ISSUED:] = [
        {"day": "2024-04-10", **opinion, "received": "2024-04-12"},
        {"day": "2024-05-02", "act": "request_review", "to": "county", "received": "same_day"},
        {"day": "2024-05-06", "act": "issue", "by": "office", "kind": "reply"},
        {"day": "2024-05-20", "act": "decide_review", "by": "county", "outcome": "uphold", "received": "2024-05-21"},
    ]
    report = examine(data, as_of=AS_OF)
    assert [part.name for part in report.parts] == ["p1/office/c1", "p1/town/c1"]
    # 35: 30 days from 2 May: 29 of May, 1 June.
    (decided,) = [f for f in report.findings if f.of == "review.decide"]
    assert (decided.kind, decided.due) == (FindingKind.KEPT, date(2024, 6, 1))


def test_days_of_several_organs_are_asked_with_what_is_known_of_each() -> None:
    data = deepcopy(FILE)
    data["organs"]["bureau"] = {"kind": "other", "level": "county", "superior": "county"}
    data["claims"]["c2"] = {**data["claims"]["c1"], "competent": "bureau"}
    data["acts"][1:] = [
        {"day": "2024-03-04", "act": "forward", "by": "office", "to": "town", "claims": "c1"},
        {"day": "2024-03-04", "act": "forward", "by": "office", "to": "bureau", "claims": "c2"},
        {"day": "2024-03-07", "act": "accept", "by": "town", "claims": "c1"},
        {"day": "2024-03-11", "act": "accept", "by": "bureau", "claims": "c2"},
    ]
    questions = examine(data, as_of=date(2024, 3, 11), ask=True).questions
    # What was forwarded on the 4th had arrived by the day on which it was accepted.
    assert {q.parts: str(q.known) for q in questions if q.fact == "timeline.received_on"} == {
        ("p1/town/c1",): "2024年3月4日至2024年3月7日之间",
        ("p1/bureau/c2",): "2024年3月4日至2024年3月11日之间",
    }
