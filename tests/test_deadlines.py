"""The last days of a result: which there are, in which order, what they rest on, and when something changes."""

import pickle
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import (
    CaseError,
    Deadline,
    DeadlineKind,
    Deadlines,
    InstrumentError,
    Norm,
    Result,
    evaluate,
    read_case,
)

EXAMPLES = Path(__file__).parents[1] / "examples"

# The days of evaluation of examples/README.md.
AS_OF = {
    "01-land-dispute-2024": "2024-06-24",
    "02-late-notice-2024": "2024-06-03",
    "03-two-opinions-2024": "2024-09-09",
    "04-no-review-2024": "2024-02-05",
    "04-turned-away": "2026-09-30",
    "05-anonymous-smell-2024": "2024-07-23",
    "06-unpaid-wages": "2024-03-08",
    "06-unpaid-wages-2024": "2024-03-08",
    "07-final-judgment": "2024-03-08",
    "08-contracted-farmland": "2024-03-08",
    "09-asked-again-above": "2024-03-08",
}


def example(name: str, as_of: str | None = None) -> Result:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    return evaluate(read_case(text, name=name), as_of=date.fromisoformat(as_of or AS_OF[name]))


def told(deadlines: Deadlines) -> list[tuple[str, str, str]]:
    return [(item.rule, item.kind, item.applies) for item in deadlines.items]


# An ordinary case: 12 March 2024, a grievance handled by the petition procedure, accepted on Monday 4 March.

HANDLED: dict[str, Any] = {
    "organ": {"kind": "other"},
    "petition": {
        "category": "grievance",
        "channel": "letter",
        "intake": "direct",
        "request": "new",
        "competence": "own",
        "competence_disputed": False,
        "major_urgent": False,
        "petitioner_identified": True,
        "can_notify_on_spot": False,
        "complicated": False,
    },
    "remedy": {
        "litigation_rights": False,
        "arbitration": "none",
        "party": "none",
        "administrative": "none",
        "duty": "none",
    },
    "history": {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False},
    "handling": {"extension_approved": False, "hearing_days": 0},
    "timeline": {"received_on": "2024-03-01", "registered_on": "2024-03-01", "accepted_on": "2024-03-04"},
}


def handled(as_of: str, **timeline: str) -> Deadlines:
    case = {**HANDLED, "timeline": {**HANDLED["timeline"], **timeline}}
    return evaluate(case, as_of=date.fromisoformat(as_of)).deadlines()


def one(deadlines: Deadlines, rule: str) -> Deadline:
    (found,) = (item for item in deadlines.items if item.rule == rule)
    return found


def test_what_lies_ahead_stands_by_day_with_the_calendar_days_left() -> None:
    deadlines = handled("2024-03-12")
    # Article 23.2: 15 days from 1 March, 16 March. Article 34: 60 days from 4 March: 27 in March, 30 in April, 3 May.
    assert [(item.rule, item.due, item.days_left) for item in deadlines.items] == [
        ("notice.direct", date(2024, 3, 16), 4),
        ("handling.conclude", date(2024, 5, 3), 52),
    ]
    assert {item.kind for item in deadlines.items} == {DeadlineKind.CERTAIN}
    notice = deadlines.items[0]
    assert (notice.bearer, notice.bearer_label) == ("receiving_organ", "收到信访事项的机关、单位")
    assert (notice.action_label, notice.norm, notice.status) == ("书面告知信访人", "obligation", "pending")
    assert notice.citations[0].label == "《信访工作条例》第二十三条第二款"
    assert notice.hangs_on == {}
    # On 16 March it is still in time, on the 17th overdue; nothing changes before.
    assert notice.next_change == deadlines.next_change == date(2024, 3, 17)
    assert deadlines.items[1].next_change == date(2024, 5, 4)


def test_on_the_last_day_no_day_is_left_and_the_day_after_it_is_a_day_late() -> None:
    assert one(handled("2024-03-16"), "notice.direct").days_left == 0
    late = handled("2024-03-17")
    assert told(late)[0] == ("notice.direct", "passed", "yes")
    assert (late.items[0].days_left, late.items[0].days_late) == (None, 1)


def test_what_is_done_late_stands_last_and_what_is_done_in_time_is_left_out() -> None:
    assert told(handled("2024-03-20", notified_on="2024-03-18")) == [
        ("handling.conclude", "certain", "yes"),
        ("notice.direct", "passed", "yes"),
    ]
    done = one(handled("2024-03-20", notified_on="2024-03-18"), "notice.direct")
    assert (done.status, done.days_late, done.done_on) == ("met_late", 2, date(2024, 3, 18))
    assert told(handled("2024-03-20", notified_on="2024-03-16")) == [("handling.conclude", "certain", "yes")]


def test_who_is_bound_finds_his_own() -> None:
    by_bearer = handled("2024-03-12").by_bearer()
    assert {bearer: [item.rule for item in items] for bearer, items in by_bearer.items()} == {
        "receiving_organ": ["notice.direct"],
        "handling_organ": ["handling.conclude"],
    }
    assert handled("2024-03-12").of_kind(DeadlineKind.PASSED) == ()


def test_a_last_day_that_is_not_certain_says_between_which_days_and_on_what_it_hangs() -> None:
    case = {**HANDLED, "petition": {**HANDLED["petition"], "channel": "visit", "can_notify_on_spot": "unknown"}}
    notice = one(evaluate(case, as_of=date(2024, 3, 1)).deadlines(), "notice.direct")
    assert (notice.kind, notice.due, notice.earliest, notice.latest) == (
        DeadlineKind.POSSIBLE,
        None,
        date(2024, 3, 1),
        date(2024, 3, 16),
    )
    assert (notice.days_left, notice.hangs_on) == (0, {"petition.can_notify_on_spot": "能够当场告知"})
    assert notice.next_change == date(2024, 3, 2)  # from then on it may be overdue
    later = one(evaluate(case, as_of=date(2024, 3, 8)).deadlines(), "notice.direct")
    assert (later.days_left, later.next_change) == (None, date(2024, 3, 17))


def test_what_only_may_apply_says_so() -> None:
    deadlines = example("02-late-notice-2024").deadlines()
    # Accepted on 3 June: 27 days in June, 31 in July, 2 August.
    conclude = one(deadlines, "handling.conclude")
    assert (conclude.kind, conclude.applies, conclude.due, conclude.days_left) == (
        DeadlineKind.CERTAIN,
        "unknown",
        date(2024, 8, 2),
        60,
    )
    assert conclude.hangs_on is not None
    assert "remedy.judicial" in conclude.hangs_on
    assert deadlines.next_change == date(2024, 8, 3)
    assert (deadlines.items[-1].rule, deadlines.items[-1].days_late) == ("notice.direct", 128)


def test_a_right_that_has_lapsed_is_not_late() -> None:
    # Two opinions: received the reply on 3 June 2024; article 35 gives 30 days, to 3 July.
    request = one(example("03-two-opinions-2024").deadlines(), "review.request")
    assert (request.norm, request.kind, request.due, request.days_late) == (
        "permission",
        DeadlineKind.PASSED,
        date(2024, 7, 3),
        None,
    )


def test_a_notice_of_holidays_that_is_missing_is_named_with_what_is_expected() -> None:
    # From tests/test_missing_notices.py: 2 December 2037 + 30 days is 1 January 2038; the notice for 2038 is missing.
    timeline = {
        "received_on": "2037-09-01",
        "accepted_on": "2037-09-07",
        "concluded_on": "2037-11-02",
        "reply_received_on": "2037-12-02",
    }
    case = {
        "petition": {"category": "grievance", "request": "new"},
        "remedy": HANDLED["remedy"],
        "handling": {"has_superior": True},
        "timeline": timeline,
    }
    request = one(evaluate(case, as_of=date(2037, 12, 20)).deadlines(), "review.request")
    assert (request.kind, request.earliest, request.latest) == (
        DeadlineKind.POSSIBLE,
        date(2038, 1, 4),
        date(2038, 1, 6),
    )
    assert request.missing_notices == (2038,)
    assert request.expected is not None
    assert request.expected.earliest == date(2038, 1, 4)
    assert request.days_left == 15  # 11 days in December, 4 in January


# Against the old recipe of the guide


def by_the_old_recipe(norm: Norm) -> bool:
    return norm.applies == "yes" and norm.status == "pending" and norm.days_left is not None


def why_left_out(item: Deadline) -> str:
    if item.kind is DeadlineKind.PASSED:
        return "past" if item.applies == "yes" else "past, may apply"
    return f"{item.kind}, {'a right or permission' if item.norm == 'permission' else 'may apply'}"


def test_the_old_recipe_left_out_all_but_one_of_32_deadlines_of_the_examples() -> None:
    kept: list[str] = []
    left_out: Counter[str] = Counter()
    for name in AS_OF:
        result = example(name)
        recipe = {norm.rule for norm in result.norms if by_the_old_recipe(norm)}
        items = result.deadlines().items
        assert recipe <= {item.rule for item in items}
        kept.extend(recipe)
        left_out.update(why_left_out(item) for item in items if item.rule not in recipe)
    assert kept == ["office.dispatch"]
    assert left_out == {
        "past": 2,  # the written notice of example 2, given 128 days late; the right to a review of example 3
        "past, may apply": 9,
        "certain, may apply": 1,  # 60 days, if the matter is one for an opinion
        "certain, a right or permission": 1,  # to extend these
        "possible, may apply": 17,
        "possible, a right or permission": 1,
    }


def test_no_last_day_of_the_examples_is_left_out_but_what_is_done_in_time() -> None:
    for name in AS_OF:
        result = example(name)
        listed = {item.rule for item in result.deadlines().items}
        for norm in result.norms:
            possible = {norm.status, *norm.candidates} - {"unknown", "not_applicable"}
            if norm.due or norm.due_earliest or norm.due_latest:
                assert (norm.rule in listed) is not (possible <= {"met", "exercised"}), (name, norm.rule)


# The next change


def every_day_of_a_year(result: Result, case: Any) -> Iterator[tuple[date, Result]]:
    for days in range(1, 367):
        day = result.as_of + timedelta(days=days)
        yield day, evaluate(case, as_of=day)


@pytest.mark.parametrize(
    ("as_of", "changes"),
    [
        ("2024-03-02", "2024-03-04"),  # accepted on that day
        ("2024-03-04", "2024-03-17"),  # the notice of article 23.2 is overdue
        ("2024-03-17", "2024-05-04"),  # the 60 days of article 34 are over
        ("2024-05-04", None),
    ],
)
def test_nothing_changes_before_the_next_change_and_something_does_on_it(as_of: str, changes: str | None) -> None:
    result = evaluate(HANDLED, as_of=date.fromisoformat(as_of))
    expected = None if changes is None else date.fromisoformat(changes)
    assert result.deadlines().next_change == expected

    def outcome(result: Result) -> Any:
        return result.decisions, [(norm.rule, norm.applies, norm.status, norm.candidates) for norm in result.norms]

    first = next((day for day, then in every_day_of_a_year(result, HANDLED) if outcome(then) != outcome(result)), None)
    assert first == expected


def test_the_day_on_which_the_facts_can_no_longer_be_true_together_is_a_change() -> None:
    # Registered two days before it was received: on the day of registration that cannot be.
    case = {**HANDLED, "timeline": {"registered_on": "2024-02-28", "received_on": "2024-03-01"}}
    assert evaluate(case, as_of=date(2024, 2, 26)).deadlines().next_change == date(2024, 2, 28)
    with pytest.raises(CaseError):
        evaluate(case, as_of=date(2024, 2, 28))


# Stored, pickled


def test_of_a_stored_result_the_days_of_change_are_not_known() -> None:
    case = {**HANDLED, "petition": {**HANDLED["petition"], "channel": "visit", "can_notify_on_spot": "unknown"}}
    fresh = evaluate(case, as_of=date(2024, 3, 8))
    stored = Result.model_validate_json(fresh.model_dump_json())
    deadlines = stored.deadlines()
    assert not deadlines.changes_known
    assert deadlines.next_change is None
    unknown = {"next_change": None}
    assert deadlines.items == tuple(item.model_copy(update=unknown) for item in fresh.deadlines().items)
    without = Result.model_validate_json(fresh.model_dump_json(exclude={"needs"})).deadlines()
    assert {item.rule: item.hangs_on for item in without.items} == {"notice.direct": None, "handling.conclude": None}


@pytest.mark.parametrize("as_of", ["2024-03-02", "2024-03-12"])
def test_a_pickled_result_knows_them_even_while_something_is_told_that_lies_ahead(as_of: str) -> None:
    fresh = evaluate(HANDLED, as_of=date.fromisoformat(as_of))
    again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(fresh))))
    assert again.deadlines() == fresh.deadlines()
    assert again.deadlines().changes_known


def test_they_can_be_stored_as_json_themselves() -> None:
    deadlines = handled("2024-03-12")
    assert Deadlines.model_validate_json(deadlines.model_dump_json()) == deadlines


def test_a_case_from_before_the_regulations_has_none() -> None:
    with pytest.raises(InstrumentError):
        evaluate({"timeline": {"received_on": "2004-02-24"}}, as_of=date(2004, 6, 24))
