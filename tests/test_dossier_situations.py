"""Real situations as dossiers: what the file says comes out as the articles want, with every day worked out by hand."""

from datetime import date

import pytest

from tests.dossier_helpers import DOSSIERS, answer, dossier, examined, found, of_kind
from xinfang_rules import Result
from xinfang_rules.dossier import FindingKind, examine, part_cases
from xinfang_rules.dossier.report import AMISS

DAYS = {
    "01-land-dispute-2024": "2024-06-24",
    "02-late-notice-2024": "2024-06-10",
    "03-two-opinions-2024": "2024-09-10",
    "04-no-review-2024": "2025-10-10",
    "05-anonymous-smell-2024": "2024-07-23",
    "06-unpaid-wages-2024": "2024-03-08",
    "07-final-judgment": "2024-03-20",
    "08-contracted-farmland": "2024-03-20",
    "09-asked-again-above": "2024-04-12",
    "again-after-opinion": "2024-05-08",
    "again-at-the-same-organ": "2024-04-30",
    "joint-letters": "2024-05-20",
    "new-claim-at-review": "2024-06-01",
    "opinion-of-another-organ": "2024-05-20",
    "reconsideration-of-an-opinion": "2025-04-21",
    "redone": "2024-05-01",
    "reply-within-bounds": "2025-03-28",
    "two-claims": "2024-04-20",
}


def test_every_file_has_a_day() -> None:
    assert {path.stem for path in DOSSIERS.glob("*.yaml")} == set(DAYS)


@pytest.mark.parametrize("name", DAYS)
def test_no_part_is_refused_and_every_finding_cites(name: str) -> None:
    report = examined(name, DAYS[name])
    assert [part.refused for part in report.parts if part.refused] == []
    assert all(finding.citations and finding.text.endswith(("。", "）")) for finding in report.findings)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("engine", ["interpreter", pytest.param("durable", marks=pytest.mark.durable)])
def test_engines_agree_on_every_part(name: str, engine: str) -> None:
    day = date.fromisoformat(DAYS[name])
    compiled, other = (examine(dossier(name), as_of=day, engine=by) for by in ("compiled", engine))
    for one, two in zip(compiled.parts, other.parts, strict=True):
        assert isinstance(one.result, Result)
        assert isinstance(two.result, Result)
        assert one.result.same_outcome(two.result)
    assert compiled.findings == other.findings


def test_a_land_dispute_runs_on_its_own_track_and_the_days_in_between_stay_open() -> None:
    report = examined("01-land-dispute-2024", "2024-06-24")
    assert answer(report, "p1/land/ownership", "track") == "administrative"
    # 15 days from 24 February 2024: 5 days of February, so 10 March; forwarded some day until 24 June, in time or not.
    assert found(report, "office.dispatch")[:2] == ("untold", "2024-03-10")
    # 15 days from the day of arrival: from 24 February 10 March, from 24 June 9 July.
    assert found(report, "notice.forwarded")[:2] == ("untold", "2024-03-10～2024-07-09")


def test_a_notice_half_a_year_late_is_late_by_128_days_and_is_urged_and_corrected() -> None:
    report = examined("02-late-notice-2024", "2024-06-10")
    # 12 + 15 = 27 January. To 3 June: 4 days of January, 29, 31, 30, 31, and 3 of June: 128.
    assert found(report, "notice.direct") == ("late", "2024-01-27", 128)
    # 60 days from 3 June: 27 of June, 31 of July, 2 August, a Friday.
    assert found(report, "handling.conclude")[:2] == ("running", "2024-08-02")
    (notice,) = [f for f in report.findings if f.of == "notice.direct"]
    assert [follow.by for follow in notice.follows if "责令改正" in follow.title] == ["区政府"]
    assert [follow.by for follow in notice.follows if "督办" in follow.title] == ["党委和政府信访部门"]
    assert notice.text.startswith("区建设委员会：")
    assert "逾期128日" in notice.text
    assert "第二十三条第二款" in notice.text


def test_two_opinions_have_a_window_each_and_the_day_of_the_request_is_what_is_missing() -> None:
    report = examined("03-two-opinions-2024", "2024-09-10")
    # From 26 May: 5 days of May, the 30th is 25 June, a Tuesday. From 3 June: 27 of June, the 30th is 3 July.
    assert found(report, "review.request", part="p1/justice/c1")[:2] == ("lapsed", "2024-06-25")
    assert found(report, "review.request", part="p1/justice/c1/round2")[:2] == ("untold", "2024-07-03")
    (second,) = [f for f in report.findings if f.of == "review.request" and f.kind is FindingKind.UNTOLD]
    assert second.unknown_days == ("请求复查日期（2024年5月26日至2024年9月9日之间）",)


def test_a_window_that_has_passed_and_a_refusal_that_these_facts_alone_do_not_carry() -> None:
    report = examined("04-no-review-2024", "2025-10-10")
    # From 4 January 2023: 27 days of January, the 30th is 3 February, a Friday.
    assert found(report, "review.request")[:2] == ("lapsed", "2023-02-03")
    # 19.3 wants the matter pending, 36.3 a re-examination: by the record there was neither.
    assert answer(report, "p2/town/c1", "disposition") == "accept"
    assert ("town", "refused-without-ground") in of_kind(report, FindingKind.DEFECT, *AMISS)
    assert ("town", "no-acceptance") in of_kind(report, FindingKind.DEFECT)


def test_nothing_is_owed_for_certain_to_a_sender_without_a_name() -> None:
    report = examined("05-anonymous-smell-2024", "2024-07-23")
    assert report.amiss() == ()
    assert "notice.direct" not in {finding.of for finding in report.findings}


def test_a_petition_office_passes_on_a_demand_for_wages_within_fifteen_days() -> None:
    report = examined("06-unpaid-wages-2024", "2024-03-08")
    assert answer(report, "p1/office/wages", "track") == "arbitration"
    assert found(report, "office.dispatch")[:2] == ("running", "2024-03-16")  # 1 + 15


def test_a_silent_file_comes_out_late() -> None:
    report = examined("07-final-judgment", "2024-03-20")
    assert answer(report, "p1/office/judgment", "disposition") == "separate_to_judicial"
    assert found(report, "office.dispatch") == ("missing", "2024-03-16", 4)
    (finding,) = report.amiss()
    assert finding.since == date(2024, 3, 17)
    assert examined("07-final-judgment", "2024-03-16").amiss() == ()


def test_contracted_land_is_for_arbitration() -> None:
    report = examined("08-contracted-farmland", "2024-03-20")
    assert answer(report, "p1/township/land", "disposition") == "accept"
    assert answer(report, "p1/township/land", "track") == "arbitration"


def test_asked_again_above_within_the_period_is_not_accepted_and_the_period_below_runs_on() -> None:
    report = examined("09-asked-again-above", "2024-04-12")
    assert answer(report, "p2/department/c1", "disposition") == "not_accept"
    # 60 days from 1 March: 30 of March, 30 of April.
    assert found(report, "handling.conclude", "bureau")[:2] == ("running", "2024-04-30")
    # After the period has run out the department can no longer refuse for that.
    late = dossier("09-asked-again-above")
    acts = (*late.acts[:4], *(act.model_copy(update={"day": date(2024, 5, 6)}) for act in late.acts[4:]))
    moved = late.model_copy(update={"acts": acts, "complete_to": date(2024, 5, 8)})
    assert answer(examine(moved, as_of=date(2024, 5, 8)), "p2/department/c1", "disposition") != "not_accept"


def test_an_opinion_that_nobody_had_reviewed_does_not_make_the_matter_a_contradiction() -> None:
    report = examined("again-after-opinion", "2024-05-08")
    # From 22 March: 9 days of March, the 30th is 21 April, a Sunday, so Monday the 22nd.
    assert found(report, "review.request")[:2] == ("lapsed", "2024-04-22")
    assert found(report, "office.dispatch")[:2] == ("running", "2024-05-21")  # 6 + 15 May
    assert [f.who for f in report.findings if f.of == "handling.conclude"] == ["town"]
    # The record ends on 8 May, after the second visit: what came before that visit is known on every later day.
    later = date(2024, 5, 25)
    assert part_cases(dossier("again-after-opinion"), as_of=later)["p2/office/c1"]["history"] == {
        "same_facts_and_grounds": True,
        "same_matter_pending": False,
        "pending_here": False,
        "opinion_issued": True,
        "raised_to_superior": False,  # the office is over nobody in this file
        "reexamination_concluded": False,
    }
    # Whether a review was asked for since is not known: the right is not said to have been exercised.
    (asked,) = [f for f in examine(dossier("again-after-opinion"), as_of=later).findings if f.of == "review.request"]
    assert "期限已过" in asked.text
    assert "已行使" not in asked.text


def test_a_review_that_sends_back_gives_the_second_opinion_a_window_of_its_own() -> None:
    report = examined("redone", "2024-05-01")
    # From 22 April: 8 days of April, the 30th is 22 May.
    assert found(report, "review.request", part="p1/town/c1/round2")[:2] == ("open", "2024-05-22")
    assert found(report, "review.request", part="p1/town/c1")[0] == "exercised"
    assert [f.of for f in report.amiss()] == []
    # The same file on the days before: nothing is told of what comes later.
    before = examined("redone", "2024-03-01")
    assert [part.name for part in before.parts] == ["p1/town/c1"]
    assert found(before, "review.decide")[:2] == ("running", "2024-03-21")  # 20 February + 30
    ordered = examined("redone", "2024-04-01")
    assert [part.name for part in ordered.parts] == ["p1/town/c1", "p1/town/c1/round2"]


def test_one_letter_with_two_claims_goes_to_two_organs() -> None:
    report = examined("two-claims", "2024-04-20")
    assert answer(report, "p1/land/land_price", "track") == "administrative"
    assert answer(report, "p1/civil/low_income", "track") == "petition_procedure"
    # 60 days from 15 March: 16 of March, 30 of April, 14 May.
    assert found(report, "handling.conclude", "civil")[:2] == ("running", "2024-05-14")
    # Not to accept a claim of its own without ground is no notice that 23.3 wants: 7 + 15 = 22 March.
    assert of_kind(report, *AMISS) == {("land", "refused-without-ground"), ("land", "notice.forwarded")}
    assert found(report, "notice.forwarded", "land") == ("missing", "2024-03-22", 29)
    # What the office did once is told once, for both claims.
    (once,) = [f for f in report.findings if f.of == "office.dispatch"]
    assert once.parts == ("p1/office/land_price", "p1/office/low_income")


def test_a_new_claim_at_review_is_told_and_the_late_opinion_is_late_by_ten_days() -> None:
    report = examined("new-claim-at-review", "2024-06-01")
    # 60 days from 1 March: 30 April; done on 10 May.
    assert found(report, "handling.conclude") == ("late", "2024-04-30", 10)
    assert ("petitioner", "new-claim") in of_kind(report, FindingKind.DEFECT)


def test_a_reply_known_only_within_bounds_has_a_window_that_surely_passed() -> None:
    report = examined("reply-within-bounds", "2025-03-28")
    (window,) = [f for f in report.findings if f.of == "review.request"]
    # 22 January + 30: 21 February; 6 February + 30: 8 March, a Saturday, so 10 March.
    assert (window.due_earliest, window.due_latest) == (date(2025, 2, 21), date(2025, 3, 10))
    assert set(window.possible) == {"不适用", "期限已过，未行使"}


def test_the_same_matter_again_at_the_organ_that_handles_it_leaves_one_period() -> None:
    report = examined("again-at-the-same-organ", "2024-04-30")
    # 60 days from 20 February: 9 of February, 31 of March, 20 April, a Saturday; the handling period does not roll on.
    assert found(report, "handling.conclude", part="p1/bureau/c1") == ("missing", "2024-04-20", 10)
    # What is raised again is joined: it is one matter, of which one notice is owed.
    assert answer(report, "p2/bureau/c1", "disposition") == "join"
    assert [f.parts for f in report.findings if f.of == "notice.direct"] == [("p1/bureau/c1",)]


def test_against_a_petition_opinion_review_is_the_way_until_the_last_day_it_can_be() -> None:
    report = examined("reconsideration-of-an-opinion", "2025-04-21")
    (window,) = [f for f in report.findings if f.of == "review.request"]
    # Received by 16 April: 14 days of April, the 30th is 16 May, a Friday.
    assert window.due_latest == date(2025, 5, 16)
    assert window.kind is FindingKind.UNTOLD


def test_one_opinion_on_the_letters_of_two_answers_each_claim_and_leaves_each_its_window() -> None:
    report = examined("joint-letters", "2024-05-20")
    assert [part.name for part in report.parts] == ["a/town/road", "a/town/rent", "b/town/road", "b/town/rent"]
    # From 12 April: 18 days of April, the 30th is 12 May, a Sunday before a working day, so 13 May.
    assert found(report, "review.request", part="a/town/road")[:2] == ("exercised", "2024-05-13")
    assert found(report, "review.request", part="a/town/rent")[:2] == ("lapsed", "2024-05-13")
    assert found(report, "review.request", part="b/town/road")[:2] == ("lapsed", "2024-05-13")
    assert {f.where for f in report.findings if f.of == "review.request" and f.kind is FindingKind.LAPSED} == {
        "第1件（2024年3月1日提出），青苗补偿；第2件（2024年3月5日提出），修路占地、青苗补偿"
    }
    # From 6 May: 25 days of May, the 30th is 5 June.
    assert found(report, "review.decide")[:2] == ("running", "2024-06-05")
    # 60 days from 11 March: 20 of March, 30 of April, 10 May. One opinion concludes all four.
    (concluded,) = [f for f in report.findings if f.of == "handling.conclude"]
    assert (concluded.kind, concluded.due, len(concluded.parts)) == (FindingKind.KEPT, date(2024, 5, 10), 4)
    assert report.amiss() == ()


def test_who_answers_what_another_accepted_is_told_so_and_whoever_accepted_is_bound_still() -> None:
    report = examined("opinion-of-another-organ", "2024-05-20")
    roles = {part.name: part.role for part in report.parts}
    assert roles == {"p1/town/c1": "handler", "p1/bureau/c1": "issuer"}
    # 60 days from 5 March: 26 of March, 30 of April, 4 May.
    assert found(report, "handling.conclude") == ("missing", "2024-05-04", 16)
    assert {of for who, of in of_kind(report, FindingKind.DEFECT) if who == "bureau"} == {
        "issued-by-another", "not-arrived", "wrong-organ",
    }  # fmt: skip
    # What was asked for before there was an opinion is no request of article 35; against that of the bureau it is open
    # until 13 May (12 April + 30 days = 12 May, a Sunday).
    assert ("petitioner", "review-without-opinion") in of_kind(report, FindingKind.DEFECT)
    assert found(report, "review.request")[:2] == ("lapsed", "2024-05-13")
