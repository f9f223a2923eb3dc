"""What overlays change of the law underneath on some days only: numbers, rules replaced, rules removed."""

from datetime import date

import pytest

from tests.overlay_helpers import CASE, CONCLUDE, PILOT, SUSPENDED, Lay, changes, due, overlay_of, places, refused
from xinfang_rules import Rulebook, evaluate


def test_values_are_laid_over_those_of_the_law_by_date(lay: Lay) -> None:
    later = "parameters: [{parameter: handling.days, values: [{from: 2025-01-01, value: 45}]}]\n"
    book = lay(overlay_of(later, "sets: handling.days"))
    days = {since: book.edition_on(since) for since in (date(2024, 12, 31), date(2025, 1, 1))}
    assert [edition and edition.parameters["handling.days"].value for edition in days.values()] == [60, 45]
    assert [change.text for change in changes(book)] == ["自2025年1月1日起，60日改为45日"]


def test_a_rule_is_replaced_from_its_day_on_and_stands_until_then(lay: Lay) -> None:
    later = f"""\
rules:
  - id: handling.conclude
    title: 自受理之日起办结
    cite: {CONCLUDE}
    when: {{track: petition_procedure}}
    in_force_from: 2025-01-01
    obliges:
      bearer: handling_organ
      action: conclude
      period: {{from: timeline.accepted_on, within: review.decision_days}}
      done: timeline.concluded_on
"""
    book = lay(overlay_of(later, "replaces: handling.conclude"))
    assert [edition.since for edition in book.editions] == [date(2022, 5, 1), date(2025, 1, 1)]
    assert [edition.rule("handling.conclude").title for edition in book.editions] == [
        "按照信访程序办理的，自受理之日起60日内办结",
        "自受理之日起办结",
    ]
    # Accepted on 31 December 2024: 60 days end on 1 March 2025 (31 in January, 28 in February, 1). Accepted on
    # 1 January 2025: the 30 days of review end on 31 January.
    for received, last in (("2024-12-31", date(2025, 3, 1)), ("2025-01-01", date(2025, 1, 31))):
        timeline = {"received_on": received, "accepted_on": received}
        result = evaluate({**CASE, "timeline": timeline}, as_of=date.fromisoformat(received), rulebook=book)
        assert due(result, "handling.conclude") == last
    assert changes(book)[0].text.startswith("自2025年1月1日起，改动：标题、")


def titles(book: Rulebook, *days: str) -> list[str | None]:
    """Returns the title of the rule on hearings on each of these days; None where there is none."""
    editions = [book.edition_on(date.fromisoformat(day)) for day in days]
    return [
        next((rule.title for rule in edition.rules if rule.id == "handling.hearing"), None) if edition else None
        for edition in editions
    ]


OURS = "重大、复杂、疑难的，可以举行听证"


def test_a_dated_replacement_is_two_runs_of_rules(lay: Lay) -> None:
    pilot = overlay_of(PILOT % ("试点", "in_force_from: 2025-01-01"), "replaces: handling.hearing")
    assert [edition.since for edition in lay(pilot).editions.distinct()] == [date(2022, 5, 1), date(2025, 1, 1)]


def test_what_is_displaced_already_through_others_is_not_displaced_anew(lay: Lay) -> None:
    one = SUSPENDED.replace("trial.suspended", "trial.one")
    two = SUSPENDED.replace("trial.suspended", "trial.two").replace("handling.conclude", "trial.one")
    first = overlay_of(one + two.removeprefix("rules:\n"), "displaces: handling.conclude", name="first")
    again = overlay_of(two.replace("试点期间", "试点的时候"), "replaces: trial.two", name="second")
    assert [(change.kind, change.what) for change in lay(first, again).identity.laid[1].changes] == [
        ("replaces", "trial.two")
    ]


def test_a_constraint_is_not_called_as_a_rule_that_stands_until_a_day(lay: Lay) -> None:
    text = "constraints: [{constraint: handling.hearing, title: 试, because: 试, never: {petition.joint: true}}]\n"
    dated = overlay_of(text, "removes: handling.hearing").replace(
        "hearing, because", "hearing, from: 2099-01-01, because"
    )
    assert "duplicate-id" in {f.code for f in refused(lay, dated)}


def test_after_a_pilot_the_rule_of_the_law_stands_again(lay: Lay) -> None:
    pilot = PILOT % ("试点", "in_force_from: 2024-01-01\n    in_force_until: 2024-12-31")
    book = lay(overlay_of(pilot, "replaces: handling.hearing"))
    days = ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")
    assert titles(book, *days) == [OURS, "试点", "试点", OURS]
    assert changes(book)[0].text.startswith("自2024年1月1日起至2024年12月31日止，改动：标题、")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("in_force_from: 2024-01-01", [OURS, "二", "二"]),
        ("in_force_until: 2025-06-30", ["二", "二", "二"]),
        ("general: false", ["二", "二", "二"]),
    ],
)
def test_a_later_overlay_lies_over_every_version_of_an_earlier_one(
    lay: Lay, later: str, expected: list[str | None]
) -> None:
    first = overlay_of(PILOT % ("一", "in_force_from: 2025-01-01"), "replaces: handling.hearing", name="first")
    second = overlay_of(PILOT % ("二", later), "replaces: handling.hearing", name="second")
    assert titles(lay(first, second), "2023-12-31", "2024-06-01", "2025-01-01") == expected


def test_a_later_overlay_removes_what_an_earlier_one_dated(lay: Lay) -> None:
    first = overlay_of(PILOT % ("一", "in_force_from: 2025-01-01"), "replaces: handling.hearing", name="first")
    removed = overlay_of("", "removes: handling.hearing", name="second")
    days = ("2023-12-31", "2024-06-01", "2025-01-01")
    assert titles(lay(first, removed), *days) == [None, None, None]
    dated = removed.replace("{removes: handling.hearing, ", "{removes: handling.hearing, from: 2024-01-01, ")
    assert titles(lay(first, dated), *days) == [OURS, None, None]


def test_what_ended_earlier_can_be_replaced_and_removed_on_its_days_only(lay: Lay) -> None:
    ended = overlay_of("", "removes: handling.hearing", name="first").replace(
        "{removes: handling.hearing, ", "{removes: handling.hearing, from: 2025-01-01, "
    )
    again = PILOT % ("二", "in_force_until: 2024-12-31")
    assert [f.code for f in refused(lay, ended, overlay_of(again, name="second"))] == ["undeclared-change"]
    book = lay(ended, overlay_of(again, "replaces: handling.hearing", name="second"))
    assert titles(book, "2024-12-31", "2025-01-01") == ["二", None]
    late = overlay_of("", "removes: handling.hearing", name="second").replace(
        "{removes: handling.hearing, ", "{removes: handling.hearing, from: 2026-01-01, "
    )
    assert [f.code for f in refused(lay, ended, late)] == ["unknown-rule"]


def test_a_rule_is_removed_from_a_day_on(lay: Lay) -> None:
    book = lay(
        "overlay:\n  id: trial\n  title: 试点\n  changes:\n"
        "    - {removes: handling.hearing, from: 2025-01-01, because: 试点}\n"
    )
    has = [any(rule.id == "handling.hearing" for rule in edition.rules) for edition in book.editions]
    assert dict(zip((edition.since for edition in book.editions), has, strict=True)) == {
        date(2022, 5, 1): True,
        date(2025, 1, 1): False,
    }
    assert changes(book)[0].text.startswith("自2025年1月1日起删去“")


# Told where the overlay causes it


def test_what_still_reads_a_removed_rule_is_told_where_it_is_removed(lay: Lay) -> None:
    found = refused(lay, overlay_of("", "removes: handling.conclude"))
    assert places(found) == {("0.yaml", 1, 43, "unknown-name"), ("0.yaml", 1, 43, "unknown-date")} & places(found)
    assert found
    for finding in found:
        assert "rests on what is changed here" in finding.message
        assert "rules/xinfang-2022/" in finding.message.replace("\\", "/")
        assert "did you mean" not in finding.message


def test_what_still_reads_a_repealed_rule_is_told_where_it_is_repealed(lay: Lay) -> None:
    repealed = overlay_of("").replace(
        "changes: []", "changes: [{removes: handling.conclude, from: 2025-01-01, because: 试点}]"
    )
    found = refused(lay, repealed)
    assert {place[:2] for place in places(found)} == {("0.yaml", 1)}
    assert all("rests on what is changed here" in finding.message for finding in found)


def test_a_number_of_its_own_that_comes_too_late_is_told_where_it_is_read(lay: Lay) -> None:
    late = f"""\
parameters:
  - {{parameter: trial.days, title: 试点期限, unit: day, cite: {CONCLUDE}, values: [{{from: 2025-01-01, value: 5}}]}}
rules:
  - id: trial.fast
    title: 试点
    cite: {CONCLUDE}
    obliges: {{bearer: handling_organ, action: conclude, period: {{from: timeline.accepted_on, within: trial.days}}}}
"""
    assert places(refused(lay, overlay_of(late))) == {("0.yaml", 8, 102, "parameter-gap")}
