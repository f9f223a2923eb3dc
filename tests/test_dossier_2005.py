"""Files of petitions received before 1 May 2022: examined under the Regulation of 2005, its acts and its defects."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from tests.test_dossier_acts import STATUTES
from xinfang_rules.dossier import DossierReport, examine, load_acts
from xinfang_rules.rulebook.load import packs_directory

Data = dict[str, Any]
Change = Callable[[Data], object]

PACK = packs_directory() / "xinfang-2005"

# A file without a fault. Received on Monday 1 March 2021 by the office of the county, forwarded to the town and copied
# to the office below on the 4th (due 1 + 15 = 16 March); accepted on the 7th, told on the 8th (due 4 + 15 = 19 March);
# opinion on 10 April (due 7 March + 60 days, 24 of them in March and 30 in April: 6 May), received on the 12th; review
# asked on 2 May (due 12 April + 30 days, 18 of them in April: Wednesday 12 May), decided on the 20th (due 2 May + 30 =
# 1 June).
SOUND: Data = {
    "dossier": "sound",
    "complete_to": "2021-06-18",
    "organs": {
        "office": {"kind": "petition_office", "level": "county"},
        "below": {"kind": "other", "level": "town", "superior": "county"},
        "town": {"kind": "other", "level": "town", "superior": "county"},
        "county": {"kind": "other", "level": "county", "superior": "city"},
        "city": {"kind": "other", "level": "city"},
    },
    "claims": {"c1": {"category": "grievance", "remedy": "none", "competent": "town"}},
    "matter": {
        "petition": {"major_urgent": False, "concerns_official_conduct": True, "belongs_to_congress_or_court": False},
        "handling": {"period_by_other_law": False},
    },
    "acts": [
        {"day": "2021-03-01", "act": "submit", "to": "office", "channel": "letter", "anonymous": False, "first": True},
        {"day": "2021-03-01", "act": "register", "by": "office"},
        {"day": "2021-03-04", "act": "forward", "by": "office", "to": "town", "received": "same_day"},
        {"day": "2021-03-04", "act": "copy", "by": "office", "to": "below", "received": "same_day"},
        {"day": "2021-03-07", "act": "accept", "by": "town"},
        {"day": "2021-03-08", "act": "enter", "by": "town"},
        {"day": "2021-03-08", "act": "notify", "by": "town", "kind": "receipt"},
        {"day": "2021-03-08", "act": "circulate", "by": "town", "to": "office", "received": "same_day"},
        {"day": "2021-04-10", "act": "issue", "by": "town", "kind": "petition_opinion", "outcome": "not_support",
         "received": "2021-04-12"},
        {"day": "2021-05-02", "act": "request_review", "to": "county", "received": "same_day"},
        {"day": "2021-05-20", "act": "decide_review", "by": "county", "outcome": "uphold", "received": "2021-05-21"},
    ],
}  # fmt: skip

(SUBMIT, REGISTER, FORWARD, COPY, ACCEPT, ENTER, NOTIFY, CIRCULATE, ISSUE, REQUEST, DECIDE) = range(11)
HANDLING, REVIEW = (ACCEPT, ENTER, NOTIFY, CIRCULATE, ISSUE, REQUEST, DECIDE), (REQUEST, DECIDE)


def without(*places: int) -> Change:
    return lambda data: [data["acts"].pop(place) for place in sorted(places, reverse=True)]


def changed(place: int, **stated: Any) -> Change:
    def change(data: Data) -> None:
        act = {**data["acts"][place], **stated}
        data["acts"][place] = {key: value for key, value in act.items() if value is not None}
        data["acts"].sort(key=lambda act: act["day"])

    return change


def further(**act: Any) -> Change:
    def change(data: Data) -> None:
        data["acts"] = sorted([*data["acts"], act], key=lambda each: each["day"])

    return change


def both(*changes: Change) -> Change:
    return lambda data: [change(data) for change in changes]


def claim(**stated: Any) -> Change:
    return lambda data: data["claims"]["c1"].update(stated)


def until(day: str) -> Change:
    return lambda data: data.update(complete_to=day)


NOTHING: Change = dict.copy
ARBITRATION = claim(
    remedy={"channel_used": False, "litigation_rights": False, "judicial": "none", "arbitration": "labour",
            "administrative": "none"}
)  # fmt: skip
EXTENDED = both(  # 6 May + 30 days, 25 of them in May: 5 June
    without(*REVIEW),
    changed(ISSUE, day="2021-06-05", received="2021-06-05"),
    further(day="2021-04-20", act="approve_extension", by="town", days=30),
    claim(facts={"petition": {"complicated": True}}),
)
TOLD = further(day="2021-04-21", act="notify_extension", by="town")
LATE = both(without(*REVIEW), changed(ISSUE, day="2021-05-07", received="2021-05-07"))
REFUSED = both(without(*HANDLING), further(day="2021-03-08", act="refuse", by="town"))
PROPOSED = further(day="2021-05-10", act="propose", by="office", to="town", kind="improvement", received="same_day")
CLEAR = claim(facts={"handling": {"facts_clear": True, "legal_basis": "conforms"}})


def report(change: Change, *, reader: str | None = None) -> DossierReport:
    data = deepcopy(SOUND)
    change(data)
    found = examine(data, as_of=date.fromisoformat(data["complete_to"]), presume=["ordinary"], reader=reader)
    assert [part.refused for part in found.parts if part.refused] == []
    return found


def amiss(change: Change) -> set[tuple[str, str]]:
    return {(finding.who, finding.of) for finding in report(change).amiss(presumed=True)}


# What makes the defect, the finding, and a near case that is none.
DEFECTS: dict[str, tuple[Change, tuple[str, str], Change]] = {
    "21.1: forwarded on 17 March, due on the 16th": (
        changed(FORWARD, day="2021-03-17"),
        ("office", "office.dispatch"),
        changed(FORWARD, day="2021-03-16"),
    ),
    "21.1.3: not copied to the office below": (
        without(COPY),
        ("office", "office.copy"),
        changed(COPY, day="2021-03-16"),
    ),
    "21.2: told on 20 March, due on the 19th": (
        changed(NOTIFY, day="2021-03-20"),
        ("town", "notice.forwarded"),
        changed(NOTIFY, day="2021-03-19"),
    ),
    "33: opinion on 7 May, due on the 6th": (
        LATE,
        ("town", "handling.conclude"),
        both(without(*REVIEW), changed(ISSUE, day="2021-05-06", received="2021-05-06")),
    ),
    "33: extended on 7 May, when the 60 days had passed": (
        both(
            without(*REVIEW),
            changed(ISSUE, day="2021-05-10", received="2021-05-10"),
            further(day="2021-05-07", act="approve_extension", by="town", days=30),
            claim(facts={"petition": {"complicated": True}}),
        ),
        ("town", "handling.conclude"),
        EXTENDED,
    ),
    "33: the extension approved on 7 May extends nothing": (
        both(without(ISSUE, *REVIEW), further(day="2021-05-07", act="approve_extension", by="town", days=30)),
        ("town", "late-extension"),
        both(without(ISSUE, *REVIEW), further(day="2021-05-06", act="approve_extension", by="town", days=30)),
    ),
    "34: review not taken up": (
        both(without(DECIDE), further(day="2021-05-10", act="answer_review", by="county", outcome="refused")),
        ("county", "review-refused"),
        further(day="2021-05-10", act="answer_review", by="county", outcome="accepted"),
    ),
    "34: review decided on 2 June, due on the 1st": (
        changed(DECIDE, day="2021-06-02", received="2021-06-03"),
        ("county", "review.decide"),
        changed(DECIDE, day="2021-06-01", received="2021-06-03"),
    ),
    "34: review asked of another than the superior": (
        both(without(DECIDE), changed(REQUEST, to="city")),
        ("petitioner", "not-superior"),
        without(DECIDE),
    ),
    "34: nobody knows when the reply was received": (
        both(without(*REVIEW), changed(ISSUE, received=None)),
        ("town", "not-delivered"),
        without(*REVIEW),
    ),
    "42.1.2: refused without ground": (
        both(without(*HANDLING), further(day="2021-03-08", act="notify", by="town", kind="not_accept")),
        ("town", "refused-without-ground"),
        both(ARBITRATION, without(*HANDLING), further(day="2021-03-08", act="notify", by="town", kind="not_accept")),
    ),
    "42.1.2: decided not to accept, without ground": (
        REFUSED,
        ("town", "decided-without-ground"),
        both(ARBITRATION, REFUSED),
    ),
    "42.1.3: decided not to accept, and told nobody": (
        REFUSED,
        ("town", "refused-untold"),
        both(REFUSED, further(day="2021-03-09", act="notify", by="town", kind="not_accept")),
    ),
    "21.1.1: accepted what belongs to arbitration": (ARBITRATION, ("town", "accepted-in-spite"), NOTHING),
    "21.1.1: forwarded what belongs to arbitration": (ARBITRATION, ("office", "forwarded-though-refused"), NOTHING),
    "32.1: another document instead of an opinion": (
        both(without(*REVIEW), changed(ISSUE, kind="reply", outcome=None), CLEAR),
        ("town", "other-document"),
        both(without(*REVIEW), CLEAR),
    ),
    "43.1.2: what should have been supported was not": (CLEAR, ("town", "other-opinion"), NOTHING),
    # 10 May + 30 days, 21 of them in May: 9 June.
    "36.2: feedback on the proposal on 10 June, due on the 9th": (
        both(PROPOSED, further(day="2021-06-10", act="feed_back", by="town", outcome="adopted")),
        ("proposal_recipient", "supervision.feedback"),
        both(PROPOSED, further(day="2021-06-09", act="feed_back", by="town", outcome="adopted")),
    ),
}


def test_the_file_without_a_fault_is_governed_by_2005_and_has_none() -> None:
    answers = [answer for part in report(NOTHING).parts for answer in part.answers]
    assert {cited.instrument for answer in answers for cited in answer.citations} == {"xinfang-2005"}
    assert amiss(NOTHING) == set()


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_shown_by_the_file_that_has_it_and_not_by_one_that_nearly_has(name: str) -> None:
    change, finding, near = DEFECTS[name]
    assert finding in amiss(change)
    assert finding not in amiss(near)


@pytest.mark.parametrize(
    ("reason", "urged"), [(None, False), (True, False), (False, True)], ids=["unknown", "justified", "none"]
)
def test_lateness_is_urged_only_where_there_is_no_justified_reason(reason: bool | None, urged: bool) -> None:
    stated = claim(facts={"handling": {} if reason is None else {"justified_reason": reason}})
    found = report(both(LATE, stated), reader="supervisor")
    (late,) = [finding for finding in found.findings if finding.of == "handling.conclude"]
    assert late.days_late == 1
    follows = {each.rule for each in late.follows if each.certain}
    assert ("supervision.urge-late" in follows) is urged
    assert "liability.handle-late" in follows


def test_the_reason_of_an_extension_is_to_be_told_and_the_extension_holds_without() -> None:
    def told(change: Change) -> tuple[str, str]:
        kinds = {finding.of: finding.kind.value for finding in report(change).findings}
        return kinds["handling.conclude"], kinds["handling.explain-extension"]

    assert told(EXTENDED) == ("kept", "undone")
    assert told(both(EXTENDED, TOLD)) == ("kept", "kept")


def test_whoever_was_told_anything_on_acceptance_was_told() -> None:
    # 22.2 and 21.2 ask that it be told whether it is accepted; that it was told wrongly is another matter (42.1.2).
    wrong = both(without(*HANDLING), further(day="2021-03-08", act="notify", by="town", kind="not_accept"))
    assert ("town", "notice.forwarded") not in amiss(wrong)
    assert ("town", "notice.forwarded") in amiss(both(without(*HANDLING), until("2021-03-20")))


def test_what_2005_lacks_is_no_act_and_its_own_acts_are() -> None:
    then, now = load_acts(PACK).file.acts, load_acts().file.acts
    assert set(then) - set(now) == {"copy", "circulate", "refuse"}
    assert set(now) - set(then) == {"guide", "object", "answer_objection", "agree"}


def test_every_check_quotes_the_official_text() -> None:
    path = STATUTES / "xinfang-2005.json"
    if not path.is_file():
        pytest.skip("needs the official text in ../shared/statutes or XINFANG_STATUTES")
    text = path.read_text(encoding="utf-8")
    for check, citations in load_acts(PACK).citations.items():
        assert citations
        assert all(citation.quote in text for citation in citations), check


def test_what_is_sent_back_is_to_be_decided_anew_and_has_a_window_of_its_own() -> None:
    def told(change: Change) -> dict[tuple[str, str], str]:
        found = report(both(changed(DECIDE, outcome="redo"), change))
        return {(part, finding.of): finding.kind.value for finding in found.findings for part in finding.parts}

    again = further(
        day="2021-06-01", act="issue", by="town", kind="petition_opinion", outcome="support", received="2021-06-02"
    )
    assert told(NOTHING)["p1/town/c1", "handling.redo"] == "owed"
    # 2 June + 30 days: 2 July; executing the opinion that supports has no last day.
    assert told(again)["p1/town/c1/round2", "review.request"] == "open"
    assert told(again)["p1/town/c1/round2", "opinion.see-executed"] == "undone"
    assert ("p1/town/c1/round2", "handling.conclude") not in told(again)
