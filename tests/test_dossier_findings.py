"""A finding is copied into a review opinion: it says about what it is, by how much it was late, and what is open."""

from datetime import date
from typing import Any

from xinfang_rules.dossier import DossierReport, Finding, examine

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
