"""Defects of procedure that practice names: of each that a record can show, a file that does, and one that does not."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from xinfang_rules.dossier import examine

Data = dict[str, Any]
Change = Callable[[Data], object]

AS_OF = date(2024, 6, 28)

# A file without a fault: everything within its period. Received on 1 March by the office, forwarded on the 4th, notice
# on the 8th (due 4 + 15 = 19 March), opinion on 10 April (due 7 March + 60 = 6 May), review asked on 2 May (due on the
# 30th day after 12 April, 12 May, a Sunday, so 13 May), decided on 20 May (due 1 June).
SOUND: Data = {
    "dossier": "sound",
    "complete_to": "2024-06-28",
    "organs": {
        "office": {"kind": "petition_office", "level": "county", "local": True},
        "town": {"kind": "other", "level": "town", "superior": "county"},
        "bureau": {"kind": "other", "level": "county", "superior": "county"},
        "county": {"kind": "other", "level": "county", "superior": "city"},
        "city": {"kind": "other", "level": "city"},
    },
    "claims": {"c1": {"category": "grievance", "remedy": "none", "competent": "town"}},
    "matter": {"petition": {"major_urgent": False}},
    "acts": [
        {"day": "2024-03-01", "act": "submit", "to": "office", "channel": "letter", "anonymous": False, "first": True},
        {"day": "2024-03-01", "act": "register", "by": "office"},
        {"day": "2024-03-04", "act": "forward", "by": "office", "to": "town", "received": "same_day"},
        {"day": "2024-03-07", "act": "accept", "by": "town"},
        {"day": "2024-03-08", "act": "notify", "by": "town", "kind": "receipt"},
        {"day": "2024-04-10", "act": "issue", "by": "town", "kind": "petition_opinion", "outcome": "not_support",
         "received": "2024-04-12"},
        {"day": "2024-05-02", "act": "request_review", "to": "county", "received": "same_day"},
        {"day": "2024-05-20", "act": "decide_review", "by": "county", "outcome": "uphold", "received": "2024-05-21"},
    ],
}  # fmt: skip

OFFICE, REGISTER, FORWARD, ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE = range(8)


def without(*places: int) -> Change:
    return lambda data: [data["acts"].pop(place) for place in sorted(places, reverse=True)]


def changed(place: int, **stated: Any) -> Change:
    def change(data: Data) -> None:
        act = data["acts"][place]
        act.update(stated)
        data["acts"] = [{key: value for key, value in act.items() if value is not None} for act in data["acts"]]
        data["acts"].sort(key=lambda act: act["day"] if isinstance(act["day"], str) else "")

    return change


def further(**act: Any) -> Change:
    def change(data: Data) -> None:
        data["acts"] = sorted([*data["acts"], act], key=lambda each: each["day"])

    return change


def both(*changes: Change) -> Change:
    return lambda data: [change(data) for change in changes]


def competent(organ: str) -> Change:
    return lambda data: data["claims"]["c1"].update(competent=organ)


def route(**remedy: Any) -> Change:
    none = {"litigation_rights": False, "judicial": "none", "arbitration": "none", "party": "none"}
    return lambda data: data["claims"]["c1"].update(remedy={**none, "administrative": "none", "duty": "none", **remedy})


def two_claims(data: Data) -> None:
    data["claims"]["c2"] = {"category": "grievance", "remedy": "none", "competent": "town"}
    data["acts"][ISSUE]["claims"] = ["c1"]


def facts(**groups: Any) -> Change:
    return lambda data: data["claims"]["c1"].update(facts=groups)


def again(petitioner: str | None) -> Change:
    return both(
        without(ISSUE, REQUEST, DECIDE),
        changed(OFFICE, petitioner="a"),
        further(
            day="2024-03-20",
            act="submit",
            to="county",
            channel="letter",
            anonymous=False,
            petitioner=petitioner,
            first=petitioner == "b",
        ),
        further(day="2024-03-20", act="register", by="county"),
        further(day="2024-03-25", act="notify", by="county", kind="not_accept"),
        lambda data: data.update(complete_to="2024-03-28"),
    )


def accusation(**of: bool) -> Change:
    return both(
        without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE),
        lambda data: data["claims"]["c1"].update(category="accusation"),
        facts(accusation={"discipline_jurisdiction": False, **of}),
    )


# Of the county itself, and urgent.
URGENT = both(
    without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE),
    competent("county"),
    changed(FORWARD, to="county"),
    lambda data: data.update(matter={"petition": {"major_urgent": True}}),
)

REVOKED = both(
    without(REQUEST, DECIDE),
    facts(handling={"facts_clear": True, "legal_basis": "conforms"}, organ_conduct={"rejected_valid_claim": True}),
)

# The number in the list of practice, what makes the defect, the finding, and a near case that is none.
DEFECTS: list[tuple[str, Change, tuple[str, str], Change]] = [
    (
        "1 the office forwards on 18 March, due on the 16th",
        changed(FORWARD, day="2024-03-18"),
        ("office", "office.dispatch"),
        changed(FORWARD, day="2024-03-06"),
    ),
    ("3 nobody was told in writing", without(NOTIFY), ("town", "notice.forwarded"), changed(NOTIFY, day="2024-03-19")),
    (
        "3 told on 20 March, due on the 19th",
        changed(NOTIFY, day="2024-03-20"),
        ("town", "notice.forwarded"),
        changed(NOTIFY, day="2024-03-19"),
    ),
    (
        "2 the office told the procedure, the handler nothing",
        changed(NOTIFY, by="office"),
        ("town", "notice.forwarded"),
        further(day="2024-03-05", act="notify", by="office", kind="destination"),
    ),
    (
        "4 no record of delivery",
        both(without(REQUEST, DECIDE), changed(ISSUE, received=None)),
        ("town", "not-delivered"),
        without(REQUEST, DECIDE),
    ),
    (
        "5 the opinion of 8 May, due on the 6th",
        both(without(REQUEST, DECIDE), changed(ISSUE, day="2024-05-08", received="2024-05-08")),
        ("town", "handling.conclude"),
        both(without(REQUEST, DECIDE), changed(ISSUE, day="2024-05-06", received="2024-05-08")),
    ),
    (
        "5 no opinion at all",
        without(ISSUE, REQUEST, DECIDE),
        ("town", "handling.conclude"),
        both(without(ISSUE, REQUEST, DECIDE), lambda data: data.update(complete_to="2024-04-01")),
    ),
    (
        "6 extended by 40 days",
        further(day="2024-04-01", act="approve_extension", by="town", days=40),
        ("town", "handling.extension-limit"),
        further(day="2024-04-01", act="approve_extension", by="town", days=30),
    ),
    (
        "6 extended on 7 May, when the period had ended on the 6th",
        both(without(ISSUE, REQUEST, DECIDE), further(day="2024-05-07", act="approve_extension", by="town", days=30)),
        ("town", "late-extension"),
        both(without(ISSUE, REQUEST, DECIDE), further(day="2024-05-06", act="approve_extension", by="town", days=30)),
    ),
    (
        # 7 March + 60 days: 24 of March, 30 of April, 6 May.
        "7 the register's own last day is another",
        changed(ACCEPT, due="2024-05-31"),
        ("town", "own-last-day"),
        changed(ACCEPT, due="2024-05-06"),
    ),
    (
        "11 a claim is not answered",
        two_claims,
        ("town", "unanswered-claim"),
        both(two_claims, lambda data: data["acts"][ISSUE].pop("claims")),
    ),
    (
        "13 review is asked of the wrong organ",
        changed(REQUEST, to="city"),
        ("petitioner", "not-superior"),
        changed(REQUEST, to="county"),
    ),
    (
        "14 another document takes the place of the opinion",
        both(without(REQUEST, DECIDE), changed(ISSUE, kind="reply")),
        ("town", "other-document"),
        without(REQUEST, DECIDE),
    ),
    (
        "15 an opinion, where another procedure is the way",
        route(administrative="penalty"),
        ("town", "wrong-track"),
        route(),
    ),
    (
        "16 an organ that accepted nothing gives the opinion",
        both(without(REQUEST, DECIDE), changed(ISSUE, by="bureau")),
        ("bureau", "issued-by-another"),
        both(
            without(REQUEST, DECIDE),
            changed(ISSUE, by="bureau"),
            further(day="2024-03-20", act="settle", by="county", to="bureau"),
        ),
    ),
    (
        "22.1 nothing tells how it came to who accepted it",
        without(FORWARD),
        ("town", "not-arrived"),
        both(without(FORWARD), further(day="2024-03-05", act="settle", by="county", to="town")),
    ),
    ("16 an organ handles what is not its own", competent("bureau"), ("town", "wrong-organ"), competent("town")),
    ("18 another person's matter is refused as the same", again("b"), ("county", "refused-without-ground"), again("a")),
    (
        "19 review is asked where no opinion was issued",
        without(ISSUE, DECIDE),
        ("petitioner", "review-without-opinion"),
        without(DECIDE),
    ),
    (
        "19 review is asked of a reply that is no opinion",
        both(without(DECIDE), changed(ISSUE, kind="reply")),
        ("petitioner", "review-without-opinion"),
        without(DECIDE),
    ),
    (
        "22.1.1 forwarded, where it was to be reported",
        URGENT,
        ("office", "forwarded-not-reported"),
        both(URGENT, further(day="2024-03-04", act="report", by="office")),
    ),
    (
        "16 the petition office gives the opinion itself",
        further(day="2024-03-20", act="issue", by="office", kind="petition_opinion"),
        ("office", "office-handles"),
        further(day="2024-03-20", act="issue", by="office", kind="reply"),
    ),
    (
        # The county is over the bureau, and may pass it on.
        "16 forwarded to an organ that has no competence",
        competent("bureau"),
        ("office", "forwarded-elsewhere"),
        both(changed(FORWARD, to="county"), without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE), competent("bureau")),
    ),
    (
        "30.3 forwarded to where it reaches the accused",
        accusation(would_reach_accused=True),
        ("office", "forwarded-to-accused"),
        accusation(would_reach_accused=False),
    ),
    (
        "19 review decided on 4 June, due on the 1st",
        changed(DECIDE, day="2024-06-04", received="2024-06-05"),
        ("county", "review.decide"),
        changed(DECIDE, day="2024-05-31", received="2024-06-05"),
    ),
    (
        "36.1 nothing tells that the re-examination reached the petitioner",
        both(
            further(day="2024-05-28", act="request_reexamination", to="city", received="same_day"),
            further(day="2024-06-20", act="decide_reexamination", by="city", outcome="uphold"),
        ),
        ("city", "reexamination-not-delivered"),
        both(
            further(day="2024-05-28", act="request_reexamination", to="city", received="same_day"),
            further(day="2024-06-20", act="decide_reexamination", by="city", outcome="uphold", received="2024-06-21"),
        ),
    ),
    (
        "24 five working days to object have passed",
        both(
            without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE),
            competent("bureau"),
            further(day="2024-03-12", act="object", by="town", to="office"),
        ),
        ("town", "objection.raise"),
        both(
            without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE),
            competent("bureau"),
            further(day="2024-03-11", act="object", by="town", to="office"),
        ),
    ),
    (
        "24 two organs accept one claim",
        further(day="2024-03-09", act="accept", by="bureau"),
        ("bureau", "twice-accepted"),
        both(
            further(day="2024-03-09", act="settle", by="county", to="town"),
            further(day="2024-03-07", act="register", by="town"),
        ),
    ),
    (
        "24 nothing was done on what was forwarded",
        without(ACCEPT, NOTIFY, ISSUE, REQUEST, DECIDE),
        ("town", "not-received"),
        without(NOTIFY, ISSUE, REQUEST, DECIDE),
    ),
    (
        "45.1.2 a sound claim was not supported",
        REVOKED,
        ("town", "other-opinion"),
        both(
            REVOKED, changed(ISSUE, outcome="support"), facts(handling={"facts_clear": True, "legal_basis": "conforms"})
        ),
    ),
]


def amiss(change: Change) -> set[tuple[str, str]]:
    data = deepcopy(SOUND)
    change(data)
    as_of = date.fromisoformat(data["complete_to"])
    report = examine(data, as_of=as_of, presume=["ordinary"])
    assert [part.refused for part in report.parts if part.refused] == []
    return {(finding.who, finding.of) for finding in report.amiss(presumed=True)}


def test_the_file_without_a_fault_has_none() -> None:
    assert amiss(lambda _: None) == set()


@pytest.mark.parametrize(("change", "finding", "near"), [row[1:] for row in DEFECTS], ids=[row[0] for row in DEFECTS])
def test_a_defect_is_shown_by_the_file_that_has_it_and_not_by_one_that_nearly_has(
    change: Change, finding: tuple[str, str], near: Change
) -> None:
    assert finding in amiss(change)
    assert finding not in amiss(near)
