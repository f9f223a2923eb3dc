"""The examples give the answers that the articles give. Every expected day is counted by hand, in the comments."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import evaluate
from xinfang_rules.result import Norm, Result
from xinfang_rules.sources.reader import read_document

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

BEFORE_2022 = {
    "01-land-dispute": date(2014, 6, 24),
    "02-late-notice": date(2010, 6, 3),
    "03-two-opinions": date(2016, 9, 9),
    "04-no-review": date(2013, 2, 5),
    "05-anonymous-smell": date(2018, 7, 23),
}
SINCE_2022 = {
    "01-land-dispute-2024": date(2024, 6, 24),
    "02-late-notice-2024": date(2024, 6, 3),
    "03-two-opinions-2024": date(2024, 9, 9),
    "04-no-review-2024": date(2024, 2, 5),
    "04-turned-away": date(2026, 9, 30),
    "05-anonymous-smell-2024": date(2024, 7, 23),
    "06-unpaid-wages": date(2024, 3, 8),
    "06-unpaid-wages-2024": date(2024, 3, 8),
    "07-final-judgment": date(2024, 3, 8),
    "08-contracted-farmland": date(2024, 3, 8),
    "09-asked-again-above": date(2024, 3, 8),
}

# What a situation does not tell; a test that adds it says "had this been found out".
NEVER_BEFORE: dict[str, Any] = {
    "history.same_matter_pending": False,
    "history.opinion_issued": False,
    "history.reexamination_concluded": False,
}
ONE_COMPETENT_ORGAN: dict[str, Any] = {"petition.competence_disputed": False, "petition.handler_reorganised": False}
NO_OTHER_WAY: dict[str, Any] = {
    "remedy.litigation_rights": False,
    "remedy.arbitration": "none",
    "remedy.party": "none",
    "remedy.administrative": "none",
    "remedy.duty": "none",
}
PETITION_PROCEDURE: dict[str, Any] = {"petition.category": "grievance", **NO_OTHER_WAY, **NEVER_BEFORE}
SENT_BY_A_PETITION_OFFICE: dict[str, Any] = {
    "organ.kind": "other",
    "petition.intake": "forwarded",
    "petition.forwarded_by": "petition_office",
    "petition.competence": "own",
}
OWN_MATTER_RECEIVED: dict[str, Any] = {
    **NEVER_BEFORE,
    **ONE_COMPETENT_ORGAN,
    "petition.competence": "own",
    "petition.organs_involved": 1,
    "petition.petitioner_identified": True,
    "petition.can_notify_on_spot": False,
    "timeline.received_on": date(2024, 3, 1),
}


def told(name: str) -> dict[str, Any]:
    data: Any = read_document(EXAMPLES / f"{name}.yaml").data
    return dict(data)


def decided(name: str, found_out: dict[str, Any] | None = None, as_of: date | None = None) -> Result:
    case = deepcopy(told(name))
    for fact, value in (found_out or {}).items():
        group, _, key = fact.partition(".")
        case.setdefault(group, {})[key] = value
    return evaluate(case, as_of=as_of or {**BEFORE_2022, **SINCE_2022}[name])


def norm(result: Result, rule: str) -> Norm | None:
    return next((norm for norm in result.norms if norm.rule == rule), None)


def the(result: Result, rule: str) -> Norm:
    found = norm(result, rule)
    assert found is not None, f"{rule} does not apply"
    return found


def proposals(result: Result) -> set[str]:
    return {norm.action.value for norm in result.proposals if norm.applies == "yes"}


def test_every_example_is_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == {*BEFORE_2022, *SINCE_2022}


@pytest.mark.parametrize("name", [*BEFORE_2022, *SINCE_2022])
def test_each_example_says_first_what_it_is(name: str) -> None:
    head = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").split("\ncase_id:")[0]
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "来源：" in head
    assert "问：" in head


@pytest.mark.parametrize("name", [*BEFORE_2022, *SINCE_2022])
def test_each_example_is_decided_by_the_regulation_of_its_time(name: str) -> None:
    assert decided(name).instrument.id == ("xinfang-2005" if name in BEFORE_2022 else "xinfang-2022")


class TestLandDispute:
    def test_as_told(self) -> None:
        result = decided("01-land-dispute-2024")
        # An administrative procedure is open; only what stands before item 4 in article 31 can still come first.
        assert set(result.decisions["track"].candidates) == {"judicial", "arbitration", "party", "administrative"}
        assert result.decisions["disposition"].status == "undetermined"
        assert {"remedy.litigation_rights", "remedy.arbitration"} <= {need.fact for need in result.needs}
        # 24 February 2024: 5 days to the 29th (a leap year) and 10 of March.
        assert the(result, "office.dispatch").due == date(2024, 3, 10)
        assert norm(result, "handling.conclude") is None

    def test_had_the_rest_been_found_out(self) -> None:
        nothing_else = {"remedy.litigation_rights": False, "remedy.arbitration": "none", "remedy.party": "none"}
        ordinary = {"petition.major_urgent": False, "petition.feedback_required": False}
        known = {**nothing_else, **NEVER_BEFORE, **ONE_COMPETENT_ORGAN, **ordinary}
        result = decided("01-land-dispute-2024", known)
        assert result.decisions["disposition"].answer == "forward"
        assert result.decisions["track"].answer == "administrative"
        # When the office wrote to the bureau is not told: in time, late, or (as far as is told) not at all.
        dispatch = the(result, "office.dispatch")
        assert (dispatch.applies, dispatch.due) == ("yes", date(2024, 3, 10))
        assert set(dispatch.candidates) == {"met", "met_late", "overdue"}
        assert norm(result, "handling.conclude") is None


class TestLateNotice:
    def test_what_was_late(self) -> None:
        result = decided("02-late-notice-2024")
        notice = the(result, "notice.direct")
        # 12 January + 15 = 27 January. To 3 June: 4 of January, 29, 31, 30, 31, and 3 of June = 128.
        assert (notice.due, notice.status, notice.days_late) == (date(2024, 1, 27), "met_late", 128)
        assert proposals(result) == {"propose_improvement"}
        assert the(result, "supervision.urge-late").applies == "yes"

    def test_the_sixty_days_are_not_yet_certain(self) -> None:
        conclude = the(decided("02-late-notice-2024"), "handling.conclude")
        # Accepted 3 June: 27 of June, 31 of July, 2 of August.
        assert (conclude.applies, conclude.due) == ("unknown", date(2024, 8, 2))

    def test_had_it_been_a_matter_of_the_petition_procedure(self) -> None:
        known = {**PETITION_PROCEDURE, **ONE_COMPETENT_ORGAN, "petition.organs_involved": 1}
        result = decided("02-late-notice-2024", known)
        assert result.decisions["disposition"].answer == "accept"
        assert result.decisions["track"].answer == "petition_procedure"
        conclude = the(result, "handling.conclude")
        assert (conclude.applies, conclude.status, conclude.days_left) == ("yes", "pending", 60)


class TestTwoOpinions:
    def test_as_told(self) -> None:
        result = decided("03-two-opinions-2024")
        stage = result.decisions["remedy_stage"]
        assert stage.status == "undetermined"
        assert set(stage.candidates) == {"review_window_passed", "review_pending"}

    def test_the_day_of_the_request_is_what_is_missing(self) -> None:
        result = decided("03-two-opinions-2024", PETITION_PROCEDURE)
        assert set(result.decisions["remedy_stage"].candidates) == {"review_window_passed", "review_pending"}
        assert "timeline.review_requested_on" in {need.fact for need in result.needs}
        # 3 June: 27 of June and 3 of July, a Wednesday.
        assert the(result, "review.request").due == date(2024, 7, 3)

    @pytest.mark.parametrize(
        ("requested", "stage"),
        [(date(2024, 7, 3), "review_pending"), (date(2024, 7, 4), "review_window_passed")],
    )
    def test_once_it_is_known(self, requested: date, stage: str) -> None:
        known = {**PETITION_PROCEDURE, "handling.review_to_superior": True}
        result = decided("03-two-opinions-2024", {**known, "timeline.review_requested_on": requested})
        assert result.decisions["remedy_stage"].answer == stage
        # The refusal of 9 September takes the duty to review away neither from the one nor from the other.
        assert the(result, "review.decide").applies == "yes"

    def test_by_the_first_opinion(self) -> None:
        result = decided("03-two-opinions-2024", {"timeline.reply_received_on": date(2024, 5, 26)})
        # 26 May: 5 of May and 25 of June, a Tuesday.
        assert the(result, "review.request").due == date(2024, 6, 25)


class TestNoReview:
    def test_as_told(self) -> None:
        request = the(decided("04-no-review-2024"), "review.request")
        # 4 January: 27 of January and 3 of February, a Saturday; Sunday 4 February is worked for the Spring Festival.
        assert (request.applies, request.due, request.missing_notices) == ("unknown", date(2024, 2, 4), ())

    @pytest.mark.parametrize(
        ("day", "stage"), [(date(2024, 2, 4), "review_open"), (date(2024, 2, 5), "review_window_passed")]
    )
    def test_had_it_been_a_matter_of_the_petition_procedure(self, day: date, stage: str) -> None:
        known = {**NO_OTHER_WAY, **NEVER_BEFORE, "handling.has_superior": True}
        assert decided("04-no-review-2024", known, day).decisions["remedy_stage"].answer == stage

    def test_these_facts_alone_do_not_support_non_acceptance(self) -> None:
        disposition = decided("04-turned-away").decisions["disposition"]
        assert disposition.status == "undetermined"
        # 36.3 wants a re-examination, and there was not even a review; 19.3 wants a matter pending below.
        assert "no_longer_accept" not in disposition.candidates
        assert "not_accept" in disposition.candidates

    def test_had_nothing_been_pending(self) -> None:
        result = decided("04-turned-away", {"history.same_matter_pending": False})
        assert not {"no_longer_accept", "not_accept"} & set(result.decisions["disposition"].candidates)
        # Neither 19.3 nor 36.3 gives a ground, and no other paragraph speaks of not accepting.
        assert "notice.refusal-without-ground" in {note.rule for note in result.notes}


class TestAnonymousSmell:
    def test_no_notice_is_owed_to_a_nameless_writer(self) -> None:
        result = decided("05-anonymous-smell-2024")
        assert norm(result, "notice.direct") is None
        forwarded = the(result, "notice.forwarded")
        assert (forwarded.applies, forwarded.due) == ("unknown", None)

    def test_had_it_been_the_writers_own_letter_to_the_organ(self) -> None:
        result = decided("05-anonymous-smell-2024", {"organ.kind": "other", "petition.intake": "direct"})
        assert norm(result, "notice.direct") is None
        assert norm(result, "notice.forwarded") is None
        assert the(result, "organ.register").applies == "yes"

    @pytest.mark.parametrize(
        ("received", "due", "status", "late"),
        [
            # Received on the day of the letter: 2 of June and 13 of July; the 23rd is 10 days late.
            (date(2024, 6, 28), date(2024, 7, 13), "met_late", 10),
            (date(2024, 7, 7), date(2024, 7, 22), "met_late", 1),
            (date(2024, 7, 8), date(2024, 7, 23), "met", None),
        ],
    )
    def test_had_a_petition_office_forwarded_it(self, received: date, due: date, status: str, late: int | None) -> None:
        known = {**SENT_BY_A_PETITION_OFFICE, "timeline.received_on": received}
        notice = the(decided("05-anonymous-smell-2024", known), "notice.forwarded")
        assert (notice.due, notice.status, notice.days_late) == (due, status, late)


class TestUnpaidWages:
    def test_as_told(self) -> None:
        result = decided("06-unpaid-wages")
        assert set(result.decisions["track"].candidates) == {"judicial", "arbitration"}
        assert result.decisions["disposition"].status == "undetermined"
        assert the(result, "office.register").applies == "yes"
        assert {"petition.competence", "remedy.litigation_rights"} <= {need.fact for need in result.needs}
        assert norm(result, "handling.conclude") is None

    def test_with_the_rest_found_out(self) -> None:
        result = decided("06-unpaid-wages-2024")
        assert result.decisions["disposition"].answer == "forward"
        assert result.decisions["track"].answer == "arbitration"
        dispatch = the(result, "office.dispatch")
        # 1 March + 15 = 16 March, a Saturday: an organ's last day does not roll on. 8 days from the 8th.
        assert (dispatch.due, dispatch.days_left, dispatch.status) == (date(2024, 3, 16), 8, "pending")
        assert norm(result, "handling.conclude") is None


class TestFinalJudgment:
    def test_as_told(self) -> None:
        result = decided("07-final-judgment")
        assert result.decisions["track"].answer == "judicial"
        candidates = set(result.decisions["disposition"].candidates)
        assert candidates == {"no_longer_accept", "not_accept", "join", "separate_to_judicial"}

    @pytest.mark.parametrize("concluded", [True, False])
    def test_legally_concluded_or_not_it_is_separated(self, concluded: bool) -> None:
        known = {**NEVER_BEFORE, "remedy.legally_concluded": concluded, "timeline.received_on": date(2024, 3, 1)}
        result = decided("07-final-judgment", known)
        assert result.decisions["disposition"].answer == "separate_to_judicial"
        assert result.decisions["track"].answer == "judicial"
        assert the(result, "office.forward-judicial").applies == "yes"
        # 22.1 with 22.2: 1 March + 15 = 16 March.
        assert the(result, "office.dispatch").due == date(2024, 3, 16)
        # 31.1.1 covers only what is not legally concluded.
        assert (norm(result, "handling.judicial") is None) is concluded
        assert norm(result, "handling.conclude") is None


class TestContractedFarmland:
    def decided(self, **remedy: Any) -> Result:
        known = {f"remedy.{way}": value for way, value in remedy.items()}
        return decided("08-contracted-farmland", {**OWN_MATTER_RECEIVED, **known})

    def test_as_told(self) -> None:
        result = decided("08-contracted-farmland")
        assert result.decisions["track"].status == "undetermined"
        assert "suggestion" not in result.decisions["track"].candidates
        assert the(result, "organ.register").applies == "yes"

    def test_had_it_been_a_matter_for_arbitration(self) -> None:
        result = self.decided(litigation_rights=False, arbitration="rural_land")
        assert result.decisions["disposition"].answer == "accept"
        assert result.decisions["track"].answer == "arbitration"
        # 1 March + 15 = 16 March.
        assert the(result, "notice.direct").due == date(2024, 3, 16)

    def test_had_it_been_a_matter_of_litigation_rights(self) -> None:
        result = self.decided(litigation_rights=True)
        assert result.decisions["disposition"].answer == "separate_to_judicial"
        assert result.decisions["track"].answer == "judicial"


class TestAskedAgainAbove:
    def test_the_department_does_not_accept(self) -> None:
        result = decided("09-asked-again-above")
        disposition = result.decisions["disposition"]
        assert disposition.answer == "not_accept"
        assert [(c.article, c.paragraph) for c in disposition.citations] == [(19, 3)]
        # Not accepting lifts neither the registration nor, where it applies, the notice.
        assert the(result, "organ.register").applies == "yes"
        assert norm(result, "notice.direct") is not None

    def test_the_bureau_must_still_conclude(self) -> None:
        known = {**NO_OTHER_WAY, "timeline.accepted_on": date(2024, 2, 1), "petition.complicated": False}
        conclude = the(decided("09-asked-again-above", known), "handling.conclude")
        # 1 February: 28 to the 29th, 31 of March, 1 of April.
        assert (conclude.applies, conclude.due, conclude.status) == ("yes", date(2024, 4, 1), "pending")


# In their own years, under the Regulation of 2005. It has no tracks: other ways are a ground of refusal (21.1.1), and
# what is accepted is handled (33).

NO_CHANNEL_2005: dict[str, Any] = {
    "remedy.litigation_rights": False,
    "remedy.arbitration": "none",
    "remedy.channel_used": False,
    "petition.belongs_to_congress_or_court": False,
}
ORDINARY_2005: dict[str, Any] = {**NO_CHANNEL_2005, **NEVER_BEFORE, **ONE_COMPETENT_ORGAN}


class TestIn2014:
    def test_as_told(self) -> None:
        result = decided("01-land-dispute")
        assert {"not_accept", "forward"} <= set(result.decisions["disposition"].candidates)
        # 24 February 2014: 4 days to the 28th and 11 of March. Adjudication is no ground of refusal.
        assert the(result, "office.dispatch").due == date(2014, 3, 11)
        assert {"remedy.litigation_rights", "remedy.channel_used"} <= {need.fact for need in result.needs}

    def test_had_the_rest_been_found_out(self) -> None:
        known = {
            **ORDINARY_2005,
            "petition.major_urgent": False,
            "petition.feedback_required": False,
            "handling.period_by_other_law": False,
        }
        result = decided("01-land-dispute", known)
        assert result.decisions["disposition"].answer == "forward"
        assert set(the(result, "office.dispatch").candidates) == {"met", "met_late", "overdue"}
        # Under 33 the bureau that accepted it has 60 days, whatever the procedure: 6 of June, 31 of July, 23 of August.
        conclude = the(result, "handling.conclude")
        assert (conclude.applies, conclude.due, conclude.days_left) == ("yes", date(2014, 8, 23), 60)


class TestIn2010:
    def test_what_was_late(self) -> None:
        result = decided("02-late-notice")
        notice = the(result, "notice.direct")
        # 12 January + 15 = 27 January. To 3 June: 4 of January, 28, 31, 30, 31, and 3 of June = 127.
        assert (notice.due, notice.status, notice.days_late) == (date(2010, 1, 27), "met_late", 127)
        # 42.1.3 names this very lateness; 36.1 does so only by its last item.
        assert the(result, "liability.accept-notice-late").applies == "yes"
        assert proposals(result) == {"propose_improvement"}

    def test_had_it_been_a_demand_that_nothing_stands_against(self) -> None:
        known = {
            **ORDINARY_2005,
            "petition.category": "grievance",
            "petition.concerns_official_conduct": True,
            "petition.organs_involved": 1,
            "remedy.administrative": "none",
            "handling.period_by_other_law": False,
        }
        result = decided("02-late-notice", known)
        assert result.decisions["disposition"].answer == "accept"
        assert result.decisions["acceptance"].answer == "accept"
        # Accepted 3 June: 27 of June, 31 of July, 2 of August.
        conclude = the(result, "handling.conclude")
        assert (conclude.applies, conclude.due, conclude.days_left) == ("yes", date(2010, 8, 2), 60)


class TestIn2016:
    def test_as_told(self) -> None:
        result = decided("03-two-opinions")
        assert set(result.decisions["remedy_stage"].candidates) == {"review_window_passed", "review_pending"}
        # 3 June: 27 of June and 3 of July, a Sunday; the petitioner's last day runs on to Monday the 4th.
        assert the(result, "review.request").due == date(2016, 7, 4)

    @pytest.mark.parametrize(
        ("requested", "stage"),
        [(date(2016, 7, 4), "review_pending"), (date(2016, 7, 5), "review_window_passed")],
    )
    def test_once_the_day_of_the_request_is_known(self, requested: date, stage: str) -> None:
        known = {"handling.review_to_superior": True, "timeline.review_requested_on": requested}
        result = decided("03-two-opinions", known)
        assert result.decisions["remedy_stage"].answer == stage
        assert the(result, "review.decide").applies == "yes"

    def test_by_the_first_opinion(self) -> None:
        result = decided("03-two-opinions", {"timeline.reply_received_on": date(2016, 5, 26)})
        # 26 May: 5 of May and 25 of June, a Saturday; Monday is the 27th.
        assert the(result, "review.request").due == date(2016, 6, 27)


class TestIn2013:
    @pytest.mark.parametrize(
        ("day", "stage"), [(date(2013, 2, 4), "review_open"), (date(2013, 2, 5), "review_window_passed")]
    )
    def test_until_when_review_could_be_asked_for(self, day: date, stage: str) -> None:
        result = decided("04-no-review", {"handling.has_superior": True}, day)
        # 4 January: 27 of January and 3 of February, a Sunday; Monday is the 4th.
        assert the(result, "review.request").due == date(2013, 2, 4)
        assert result.decisions["remedy_stage"].answer == stage


class TestIn2018:
    def test_as_told_nothing_is_certain_of_the_notice(self) -> None:
        result = decided("05-anonymous-smell")
        assert norm(result, "notice.direct") is None
        assert the(result, "notice.forwarded").applies == "unknown"

    @pytest.mark.parametrize(
        ("received", "due", "status", "late"),
        [
            # Received on the day of the letter: 2 of June and 13 of July; the 23rd is 10 days late.
            (date(2018, 6, 28), date(2018, 7, 13), "met_late", 10),
            (date(2018, 7, 8), date(2018, 7, 23), "met", None),
        ],
    )
    def test_had_a_petition_office_forwarded_it(self, received: date, due: date, status: str, late: int | None) -> None:
        known = {**SENT_BY_A_PETITION_OFFICE, "timeline.received_on": received}
        notice = the(decided("05-anonymous-smell", known), "notice.forwarded")
        assert (notice.due, notice.status, notice.days_late) == (due, status, late)

    def test_had_it_belonged_to_a_court_the_refusal_had_a_ground(self) -> None:
        known = {
            **ORDINARY_2005,
            "organ.kind": "other",
            "petition.intake": "direct",
            "petition.category": "grievance",
            "petition.belongs_to_congress_or_court": True,
        }
        result = decided("05-anonymous-smell", known)
        assert result.decisions["disposition"].answer == "redirect"
        assert result.decisions["acceptance"].answer == "not_accept"
        assert "notice.refusal-without-ground" not in {note.rule for note in result.notes}
