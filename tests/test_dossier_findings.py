"""A finding is copied into a review opinion: it says about what it is, by how much it was late, and what is open."""

from datetime import date
from typing import Any

import pytest

from xinfang_rules.dossier import DossierReport, Finding, FindingKind, examine, report_changes

ORGANS: dict[str, Any] = {
    "a": {"title": "县甲局", "kind": "other", "level": "county", "superior": "gov"},
    "b": {"title": "县乙局", "kind": "other", "level": "county", "superior": "gov"},
    "gov": {"title": "县政府", "kind": "other", "level": "county", "superior": "city"},
    "city": {"title": "市政府", "kind": "other", "level": "city"},
}
CLAIM = {"category": "grievance", "remedy": "none", "competent": "a"}
SUBMIT = {"day": "2024-03-01", "act": "submit", "to": "a", "channel": "letter", "anonymous": False, "first": True}
OPINION = {"act": "issue", "by": "a", "kind": "petition_opinion", "outcome": "not_support"}


def report(day: str, *acts: dict[str, Any], claims: dict[str, Any] | None = None, **stated: Any) -> DossierReport:
    told = {"c1": {"title": "诉求一", **CLAIM}} if claims is None else claims
    data = {"dossier": "d", "complete_to": day, "organs": ORGANS, "claims": told, "acts": list(acts), **stated}
    return examine(data, as_of=date.fromisoformat(day))


def of(found: DossierReport, rule: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.of == rule]


def test_where_there_are_two_claims_each_line_says_which_it_is_about() -> None:
    found = report(
        "2024-07-01",
        SUBMIT,
        {"day": "2024-03-05", "act": "accept", "by": "a", "claims": ["c1"]},
        {"day": "2024-03-20", "act": "accept", "by": "a", "claims": ["c2"]},
        {"day": "2024-05-10", **OPINION, "claims": ["c1"], "received": "2024-05-10"},
        claims={"c1": {"title": "诉求一", **CLAIM}, "c2": {"title": "诉求二", **CLAIM}},
    )
    # 20 March + 60 days = 19 May; 5 March + 60 days = 4 May.
    assert [(f.where, f.days_late) for f in of(found, "handling.conclude")] == [("诉求二", 43), ("诉求一", 6)]
    assert all(f.text.startswith(f"{f.who_title}（{f.where}）：") for f in found.findings)
    assert {entry.who for entry in found.timeline if entry.kind == "last_day"} == {
        "县甲局（诉求二）",
        "县甲局（诉求一）",
        "县甲局（诉求一、诉求二）",
    }


def test_where_there_are_rounds_and_pieces_each_line_says_which_it_is_about() -> None:
    acts = (
        SUBMIT,
        {"day": "2024-03-01", "act": "accept", "by": "a"},
        {"day": "2024-04-01", **OPINION, "received": "same_day"},
        {"day": "2024-04-10", "act": "request_review", "to": "gov", "received": "same_day"},
        {"day": "2024-04-19", "act": "decide_review", "by": "gov", "outcome": "redo", "received": "same_day"},
        {"day": "2024-05-10", **OPINION, "received": "same_day"},
    )
    assert [f.where for f in of(report("2024-05-20", *acts), "review.request")] == ["第2轮", "第1轮"]
    again = {**SUBMIT, "day": "2024-05-15", "to": "b", "first": False}
    assert {f.where for f in of(report("2024-05-20", *acts, again), "notice.direct") if f.who == "b"} == {
        "第2件（2024年5月15日提出），第1轮"
    }


def test_where_there_is_one_of_each_no_line_says_which() -> None:
    found = report("2024-07-01", SUBMIT, {"day": "2024-03-05", "act": "accept", "by": "a"})
    assert {finding.where for finding in found.findings} == {""}


def test_a_right_that_was_exercised_too_late_is_told_so() -> None:
    acts = (
        SUBMIT,
        {"day": "2024-03-01", "act": "accept", "by": "a"},
        {"day": "2024-04-08", **OPINION, "received": "2024-04-10"},
    )
    request = {"day": "2024-05-11", "act": "request_review", "to": "gov", "received": "same_day"}
    # 10 April + 30 days = 10 May, a Friday.
    (late,) = of(report("2024-06-20", *acts, request), "review.request")
    assert (late.kind.label, late.days_late) == ("期限已过", 1)
    assert "最后一日为2024年5月10日；于2024年5月11日行使，超过期限1日。" in late.text
    (never,) = of(report("2024-06-20", *acts), "review.request")
    assert "没有行使的记载，期限已过" in never.text


def test_between_which_days_it_was_late_is_told_where_the_last_day_is_uncertain() -> None:
    acts = (
        {**SUBMIT, "day": "2024-01-02"},
        {"day": "2024-01-05", "act": "accept", "by": "a"},
        {"day": "2024-03-05", "act": "approve_extension", "by": "a", "days": 30},
        {"day": "2024-04-08", **OPINION, "received": "2024-04-10"},
    )
    data: dict[str, Any] = {"dossier": "d", "organs": ORGANS, "claims": {"c1": CLAIM}, "acts": list(acts)}
    found = examine(data, as_of=date(2024, 6, 20), ask=True)
    (late,) = of(found, "handling.conclude")
    # 5 January + 60 days = 5 March, to 8 April 34 days; with 30 days more 4 April, to 8 April 4 days.
    assert (late.days_late, late.late_at_least, late.late_at_most) == (None, 4, 34)
    assert "逾期4日至34日；最后一日有待查明：情况复杂。" in late.text
    assert "petition.complicated" in [question.fact for question in found.questions]
    # What is no ground for an extension that was not approved decides nothing.
    del data["acts"][2]
    data["complete_to"] = "2024-06-20"
    assert "petition.complicated" not in [q.fact for q in examine(data, as_of=date(2024, 6, 20), ask=True).questions]


def test_between_which_days_it_was_late_is_told_where_no_day_is_certain() -> None:
    found = report(
        "2024-08-01",
        {**SUBMIT, "day": {"not_before": "2024-02-28", "not_after": "2024-03-02"}},
        {"day": {"not_before": "2024-03-05", "not_after": "2024-03-10"}, "act": "accept", "by": "a"},
        {"day": {"not_before": "2024-05-10", "not_after": "2024-05-12"}, **OPINION},
    )
    (late,) = of(found, "handling.conclude")
    # 5 March + 60 days = 4 May, 10 March + 60 days = 9 May: 9 to 10 May is one day, 4 to 12 May are eight.
    assert (late.late_at_least, late.late_at_most) == (1, 8)
    assert "已履行，逾期1日至8日" in late.text


def test_a_deadline_that_ran_out_is_a_change_though_it_may_not_apply() -> None:
    acts = (SUBMIT, {"day": "2024-03-05", "act": "accept", "by": "a"})
    data = {"dossier": "d", "complete_to": "2024-07-01", "organs": ORGANS, "claims": {"c1": {"competent": "a"}}}
    before, after = (examine({**data, "acts": acts}, as_of=day) for day in (date(2024, 5, 1), date(2024, 7, 1)))
    # 5 March + 60 days = 4 May.
    (change,) = [c for c in report_changes(before, after) if c.what.endswith("60日内办结")]
    assert change.before == "不能确定：不适用、或者待履行（未逾期）（2024-05-04）"
    assert change.after == "不能确定：不适用、或者逾期未履行（2024-05-04）"


def test_answers_of_which_fewer_are_left_are_a_change() -> None:
    acts = (SUBMIT, {"day": "2024-03-05", "act": "accept", "by": "a"})
    data = {"dossier": "d", "complete_to": "2024-03-08", "organs": ORGANS, "acts": acts}
    open_, known = (
        examine({**data, "claims": {"c1": {"competent": "a", **claim}}}, as_of=date(2024, 3, 8))
        for claim in ({}, {"category": "suggestion"})
    )
    (change,) = [c for c in report_changes(open_, known) if c.what == "县甲局，按什么程序办理"]
    assert change.before is not None
    assert "仍有可能" in change.before


def test_what_was_presumed_and_is_stated_now_is_one_change() -> None:
    opinion = {"day": "2024-05-20", **OPINION, "received": "same_day"}
    acts = (SUBMIT, {"day": "2024-03-05", "act": "accept", "by": "a"}, opinion)
    data = {"dossier": "d", "complete_to": "2024-07-01", "organs": ORGANS, "acts": acts}
    presumed = examine(
        {**data, "claims": {"c1": {"competent": "a"}}}, as_of=date(2024, 7, 1), presume=["ordinary", "as_classified"]
    )
    stated = examine({**data, "claims": {"c1": CLAIM}}, as_of=date(2024, 7, 1), presume="ordinary")
    (change,) = [c for c in report_changes(presumed, stated) if c.what.endswith("60日内办结")]
    assert (change.before, change.after) == ("逾期履行（推定）（2024-05-20）", "逾期履行（2024-05-20）")
    # What is late only by presumptions is no defect until they are found to be so.
    (finding,) = of(presumed, "handling.conclude")
    assert (finding.kind, finding.would_be, finding.presumed) == (FindingKind.PRESUMED, FindingKind.LATE, True)
    assert finding not in presumed.amiss()
    assert finding in presumed.amiss(presumed=True)
    assert {entry.presumed for entry in presumed.timeline if "60日内办结" in entry.text} == {True}
    (finding,) = of(stated, "handling.conclude")
    assert (finding.kind, finding.would_be, finding.presumed) == (FindingKind.LATE, None, False)
    assert finding in stated.amiss()


BOTH = (
    {**SUBMIT, "to": "a"},
    {"day": "2024-03-06", "act": "forward", "by": "a", "to": "b", "received": "2024-03-07"},
    {"day": "2024-03-10", "act": "accept", "by": "a"},
    {"day": "2024-03-11", "act": "accept", "by": "b"},
    {"day": "2024-05-11", **OPINION, "received": "2024-05-12"},
)
SHARED = {"c1": {**CLAIM, "competent": ["a", "b"]}}


def test_whoever_accepted_a_claim_is_bound_from_then_on() -> None:
    found = report("2024-06-01", *BOTH, claims=SHARED)
    # 10 March + 60 days = 9 May, 11 March + 60 days = 10 May.
    assert [(f.who, f.kind.value, str(f.due), f.days_late) for f in of(found, "handling.conclude")] == [
        ("b", "missing", "2024-05-10", 22),
        ("a", "late", "2024-05-09", 2),
    ]
    # The right to review is against the opinion of a: there is none of b.
    (window,) = of(found, "review.request")
    assert window.parts == ("p1/a/c1",)
    # The record is complete and shows no agreement: who is to accept is to be settled first.
    answers = {part.organ: {a.question: a.answer for a in part.answers} for part in found.parts}
    assert {answers[organ]["disposition"] for organ in "ab"} == {"settle_jurisdiction"}


def test_what_is_sought_against_one_opinion_is_not_about_the_other_handler() -> None:
    sought = (
        {"day": "2024-05-20", "act": "request_review", "to": "gov", "received": "same_day"},
        {"day": "2024-05-30", "act": "decide_review", "by": "gov", "outcome": "redo", "received": "same_day"},
    )
    found = report("2024-06-01", *BOTH, *sought, claims=SHARED)
    assert [part.name for part in found.parts] == ["p1/a/c1", "p1/a/c1/round2", "p1/b/c1"]
    assert [part.refused for part in found.parts] == ["", "", ""]
    assert {f.parts for f in of(found, "review.decide")} == {("p1/a/c1",)}


def test_once_it_is_settled_who_is_to_go_on_the_other_is_bound_no_longer() -> None:
    settled = {"day": "2024-03-15", "act": "settle", "by": "gov", "to": "a"}
    found = report("2024-06-01", *BOTH[:4], settled, BOTH[4], claims=SHARED)
    assert {f.who for f in of(found, "handling.conclude")} == {"a"}


def test_whoever_it_was_settled_on_handles_it_though_it_accepted_nothing() -> None:
    settled = {"day": "2024-03-15", "act": "settle", "by": "gov", "to": "b"}
    opinion = {**OPINION, "day": "2024-05-11", "by": "b", "received": "2024-05-12"}
    found = report("2024-06-01", *BOTH[:3], settled, opinion, claims=SHARED)
    assert {part.organ: part.role for part in found.parts} == {"a": "receiver", "b": "handler"}
    assert [f.who for f in of(found, "handling.conclude")] == ["b"]
    assert "issued-by-another" not in {f.of for f in found.amiss()}


def test_a_document_of_another_kind_is_not_the_duty_performed() -> None:
    found = report(
        "2024-07-01",
        SUBMIT,
        {"day": "2024-03-04", "act": "notify", "by": "a", "kind": "not_accept"},
        {"day": "2024-06-25", "act": "accept", "by": "a"},
        {"day": "2024-06-25", "act": "notify", "by": "a", "kind": "receipt"},
        {"day": "2024-06-28", "act": "issue", "by": "a", "kind": "reply", "received": "same_day"},
    )
    # 1 March + 15 days = 16 March; to 25 June 15 + 30 + 31 + 25 = 101 days.
    (notice,) = of(found, "notice.direct")
    assert (notice.kind, notice.due, notice.days_late) == (FindingKind.LATE, date(2024, 3, 16), 101)
    # A reply is no opinion: the period of 60 days goes on, and no window of review opens.
    assert [f.kind for f in of(found, "handling.opinion")] == [FindingKind.UNDONE]
    # 25 June + 60 days = 24 August.
    assert [(f.kind, f.due) for f in of(found, "handling.conclude")] == [(FindingKind.RUNNING, date(2024, 8, 24))]
    assert of(found, "review.request") == []
    assert {"other-document", "refused-without-ground"} <= {f.of for f in found.amiss()}


def test_of_a_notice_that_does_not_tell_its_kind_nothing_is_sure() -> None:
    found = report("2024-07-01", SUBMIT, {"day": "2024-03-04", "act": "notify", "by": "a"})
    (notice,) = of(found, "notice.direct")
    assert notice.kind is FindingKind.UNTOLD


def test_to_refuse_what_is_to_be_refused_is_the_notice_that_is_due() -> None:
    pending = {"c1": {**CLAIM, "facts": {"history": {"same_matter_pending": False, "reexamination_concluded": True,
                                                     "same_facts_and_grounds": True}}}}  # fmt: skip
    acts = ({**SUBMIT, "first": False}, {"day": "2024-03-04", "act": "notify", "by": "a", "kind": "no_longer_accept"})
    found = report("2024-07-01", *acts, claims=pending)
    assert [a.answer for a in found.parts[0].answers if a.question == "disposition"] == ["no_longer_accept"]
    (notice,) = of(found, "notice.direct")
    assert (notice.kind, notice.done_on) == (FindingKind.KEPT, date(2024, 3, 4))


def test_a_complete_record_without_an_opinion_shows_that_it_states_nothing() -> None:
    accept = {"day": "2024-03-05", "act": "accept", "by": "a"}
    (contents,) = of(report("2024-07-01", SUBMIT, accept), "opinion.contents")
    assert contents.kind is FindingKind.UNDONE
    # What the opinion states, only the opinion itself shows.
    issued = {"day": "2024-04-10", **OPINION, "received": "same_day"}
    (contents,) = of(report("2024-07-01", SUBMIT, accept, issued), "opinion.contents")
    assert contents.kind is FindingKind.UNTOLD


# By whose the matter is, the kind of notice that 23.1 and 23.3 want.
WANTED = {"a": "receipt", "below": "destination", "b": "redirect"}


@pytest.mark.parametrize("whose", WANTED)
@pytest.mark.parametrize("kind", ["receipt", "destination", "redirect", "not_accept", "no_longer_accept"])
def test_only_the_notice_that_the_article_wants_is_the_notice(whose: str, kind: str) -> None:
    organs = {**ORGANS, "below": {"kind": "other", "level": "town", "superior": "a"}}
    told = {"day": "2024-03-04", "act": "notify", "by": "a", "kind": kind}
    found = report("2024-04-01", SUBMIT, told, claims={"c1": {**CLAIM, "competent": whose}}, organs=organs)
    kept = kind == WANTED[whose]
    # 1 March + 15 days = 16 March.
    (notice,) = of(found, "notice.direct")
    assert (notice.kind, notice.due) == (FindingKind.KEPT if kept else FindingKind.MISSING, date(2024, 3, 16))
    # 23.1 says besides what is to be told, and sets no day for it.
    duty = {"a": "organ.inform-acceptance", "below": "organ.inform-destination", "b": "organ.redirect"}[whose]
    presumed = examine(
        {"dossier": "d", "complete_to": "2024-04-01", "organs": organs, "claims": {"c1": {**CLAIM, "competent": whose}},
         "acts": [SUBMIT, told]}, as_of=date(2024, 4, 1), presume="ordinary",
    )  # fmt: skip
    (said,) = of(presumed, duty)
    assert said.shown is (FindingKind.KEPT if kept else FindingKind.UNDONE)


REVIEWED: list[dict[str, Any]] = [
    SUBMIT,
    {"day": "2024-03-04", "act": "accept", "by": "a"},
    {"day": "2024-04-01", "act": "issue", "by": "a", "kind": "petition_opinion", "received": "same_day"},
    {"day": "2024-04-10", "act": "request_review", "to": "gov", "received": "same_day"},
    {"day": "2024-04-30", "act": "decide_review", "by": "gov", "outcome": "uphold", "received": "same_day"},
    {"day": "2024-05-10", "act": "request_reexamination", "to": "city", "received": "same_day"},
]


@pytest.mark.parametrize(
    ("last", "rule", "who", "earliest", "asked"),
    [
        # From 10 April 30 days: 20 of April, 10 of May. From 10 May: 21 of May, 9 of June.
        (4, "review.decide", "gov", date(2024, 5, 10), "复查机关是否已经收到复查请求，哪一天收到？"),
        (6, "reexamination.decide", "city", date(2024, 6, 9), "复核机关是否已经收到复核请求，哪一天收到？"),
    ],
)
@pytest.mark.parametrize("complete", [True, False])
def test_a_request_of_which_nobody_says_when_it_arrived_leaves_its_reviewer_bound(
    last: int, rule: str, who: str, earliest: date, asked: str, complete: bool
) -> None:
    request = {key: told for key, told in REVIEWED[last - 1].items() if key != "received"}
    data = {
        "dossier": "d", "organs": ORGANS, "claims": {"c1": {"title": "诉求一", **CLAIM}},
        "acts": [*REVIEWED[: last - 1], request], **({"complete_to": "2024-08-01"} if complete else {}),
    }  # fmt: skip
    said = examine(data, as_of=date(2024, 8, 1), ask=True)
    (finding,) = of(said, rule)
    assert (finding.kind, finding.who, finding.due_earliest) == (FindingKind.UNTOLD, who, earliest)
    assert finding.due_latest is None
    assert any("收到" in day and "请求日期" in day for day in finding.unknown_days)
    assert asked in [question.question for question in said.questions]


def test_a_request_had_arrived_when_its_reviewer_went_on_with_it() -> None:
    request = {key: told for key, told in REVIEWED[3].items() if key != "received"}
    other = {"day": "2024-04-12", "act": "register", "by": "gov"}  # whatever that was about
    answer = {"day": "2024-04-15", "act": "answer_review", "by": "gov", "outcome": "accepted"}
    said = report("2024-08-01", *REVIEWED[:3], request, other, answer)
    (finding,) = of(said, "review.decide")
    # Between 10 and 15 April; 15 of April and 15 of May make 30 days. Late by 16 + 30 + 31 + 1.
    assert (finding.kind, finding.due_earliest, finding.due_latest, finding.late_at_least) == (
        FindingKind.MISSING, date(2024, 5, 10), date(2024, 5, 15), 78,
    )  # fmt: skip
    decided = report("2024-08-01", *REVIEWED[:3], request, REVIEWED[4])
    assert [found.kind for found in of(decided, "review.decide")] == [FindingKind.KEPT]
    assert not of(decided, "record")


def test_what_is_done_about_one_claim_does_not_tell_when_another_arrived() -> None:
    claims = {name: {"title": name, **CLAIM} for name in ("c1", "c2")}
    ways = [{"act": "forward", "by": "a", "to": "b", "claims": claim} for claim in ("c1", "c2")]
    acts = [{"day": day, **way} for day, way in zip(("2024-03-04", "2024-03-05"), ways, strict=True)]
    said = report(
        "2024-05-01", SUBMIT, *acts, {"day": "2024-04-01", "act": "register", "by": "b", "claims": "c2"}, claims=claims
    )
    told = {entry.text for entry in said.timeline if entry.kind == "act"}
    assert "转送（县乙局），2024年3月5日至2024年4月1日之间收到，诉求：c2" in told
    assert "转送（县乙局），不早于2024年3月4日（是否发生未知）收到，诉求：c1" in told
