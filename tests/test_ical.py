"""Last days as a calendar file: read back by the library that reads calendars, and by hand where its form matters."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli_helpers import run, write
from tests.test_deadlines import HANDLED, example, handled
from xinfang_rules import ArgumentError, Deadlines, evaluate, to_ical

NUMBER = "XF-2024-17"


def events(written: bytes) -> list[Any]:
    return list(Calendar.from_ical(written).walk("VEVENT"))


def of(as_of: str, **petition: Any) -> Deadlines:
    case = {**HANDLED, "case_id": NUMBER, "petition": {**HANDLED["petition"], **petition}}
    return evaluate(case, as_of=date.fromisoformat(as_of)).deadlines()


def test_a_certain_last_day_is_a_whole_day_that_keeps_no_time_busy() -> None:
    first, second = events(of("2024-03-12").to_ical())
    # Article 23.2: 15 days from 1 March is 16 March. The end of an event of whole days is the day after.
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2024, 3, 16), date(2024, 3, 17))
    assert (first["status"], first["transp"]) == ("CONFIRMED", "TRANSPARENT")
    assert first["summary"] == "最后一日：对信访人直接提出的事项，当场或者在15日内书面告知（收到信访事项的机关、单位）"
    assert "依据：《信访工作条例》第二十三条第二款" in first["description"].splitlines()
    assert second["dtstart"].dt == date(2024, 5, 3)


def test_a_last_day_that_is_not_certain_is_tentative_and_spans_the_days_it_may_be() -> None:
    first, _ = events(of("2024-03-08", channel="visit", can_notify_on_spot="unknown").to_ical())
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2024, 3, 1), date(2024, 3, 17))
    assert first["status"] == "TENTATIVE"
    assert first["summary"].startswith("最后一日未定：")
    said = first["description"].splitlines()
    assert "最后一日：不早于2024-03-01，不晚于2024-03-16" in said
    assert "取决于尚未查明的事实：能够当场告知" in said


def test_what_only_may_apply_is_tentative_and_says_so() -> None:
    written = events(example("02-late-notice-2024").deadlines().to_ical())
    conclude, _, late = written
    assert conclude["status"] == "TENTATIVE"
    assert conclude["summary"].startswith("最后一日（可能适用）：")
    assert late["status"] == "CONFIRMED"
    assert late["summary"].startswith("逾期办理：")


def test_no_deadline_is_lost_where_no_day_is_known() -> None:
    for name in ("03-two-opinions-2024", "04-turned-away", "05-anonymous-smell-2024"):
        deadlines = example(name).deadlines()
        written = events(deadlines.to_ical())
        assert len(written) == len(deadlines.items)
        for event, item in zip(written, deadlines.items, strict=True):
            assert event["dtstart"].dt == (item.due or item.earliest or min(deadlines.as_of, item.latest or date.max))
            assert event["dtend"].dt > event["dtstart"].dt


def test_the_same_result_gives_the_same_file_and_a_later_one_the_same_events() -> None:
    before, again, later = of("2024-03-12"), of("2024-03-12"), of("2024-03-15")
    assert before.to_ical() == again.to_ical()
    old, new = events(before.to_ical()), events(later.to_ical())
    assert [event["uid"] for event in old] == [event["uid"] for event in new]
    # What takes the place of the other is what was worked out later.
    assert all(late["sequence"] > early["sequence"] for early, late in zip(old, new, strict=True))
    assert old[0]["dtstamp"].dt == datetime(2024, 3, 12, tzinfo=UTC)
    assert len({event["uid"] for event in old}) == len(old)


def test_the_reference_of_a_case_stands_in_the_file_only_if_wanted() -> None:
    deadlines = of("2024-03-12")
    assert NUMBER not in str(Calendar.from_ical(deadlines.to_ical()))
    assert "17" not in "".join(event["uid"].partition("@")[2] for event in events(deadlines.to_ical()))
    named = events(deadlines.to_ical(case_id=True))
    assert all(event["summary"].startswith(f"【{NUMBER}】") for event in named)
    assert [event["uid"] for event in named] == [event["uid"] for event in events(deadlines.to_ical())]


def test_cases_are_told_apart_by_their_key() -> None:
    deadlines = handled("2024-03-12")
    with pytest.raises(ArgumentError, match="needs a key"):
        deadlines.to_ical()
    one, other = (events(deadlines.to_ical(key=key)) for key in ("1", "2"))
    assert {event["uid"] for event in one}.isdisjoint(event["uid"] for event in other)
    both = events(to_ical({"1": deadlines, "2": deadlines}))
    assert [event["uid"] for event in both] == [event["uid"] for event in (*one, *other)]


@pytest.mark.parametrize("given", [None, [], "x", {"1": None}, {1: handled("2024-03-12")}, handled("2024-03-12")])
def test_what_is_no_mapping_of_last_days_is_refused(given: Any) -> None:
    with pytest.raises(ArgumentError, match="cases is the last days of each case by its key"):
        to_ical(given)


def test_lines_are_folded_by_bytes_and_marks_are_escaped() -> None:
    deadlines = of("2024-03-12")
    label = "甲,乙;丙\\丁：" * 9
    marked = deadlines.model_copy(update={"items": (deadlines.items[0].model_copy(update={"label": label}),)})
    written = marked.to_ical()
    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character of three bytes is torn
    assert "甲\\,乙\\;丙\\\\丁".encode() in written.replace(b"\r\n ", b"")
    assert events(written)[0]["summary"] == f"最后一日：{label}（收到信访事项的机关、单位）"


def test_nothing_is_imported_unasked_and_without_the_library_it_says_what_to_install() -> None:
    code = (
        "import sys\n"
        "from datetime import date\n"
        "from xinfang_rules import XinfangError, evaluate\n"
        "found = evaluate({'case_id': '1'}, as_of=date(2024, 3, 1)).deadlines()\n"
        "assert 'icalendar' not in sys.modules\n"
        "sys.modules['icalendar'] = None\n"
        "try:\n"
        "    found.to_ical()\n"
        "except XinfangError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == ("calendar files need icalendar, which is pure Python: pip install 'xinfang-rules[ical]'\n")


# The command

CASES = """\
- case_id: first
  organ: {kind: petition_office}
  timeline: {received_on: 2024-03-01}
- organ: {kind: petition_office}
  timeline: {received_on: 2024-03-01}
- case_id: first
  organ: {kind: petition_office}
  timeline: {received_on: 2024-03-02}
- case_id: second
  timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}
- case_id: third
  organ: {kind: petition_office}
  timeline: {received_on: 2024-03-02}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_writes_one_calendar_and_refuses_what_cannot_be_told_apart(here: Path) -> None:
    done = run("evaluate", write("cases.yaml", CASES), "--as-of", "2024-03-08", "--format", "ics", "--case-ids")
    assert done.exit_code == 2
    found = [(event["summary"], event["dtend"].dt) for event in events(done.stdout_bytes)]
    # Article 22.1: 15 days from 1 and from 2 March are 16 and 17 March; an event ends the day after.
    dispatch = "最后一日（可能适用）：信访部门区分情况，在15日内转送、交办或者报请（党委和政府信访部门）"
    assert (f"【first】{dispatch}", date(2024, 3, 17)) in found
    assert (f"【third】{dispatch}", date(2024, 3, 18)) in found
    assert {summary.partition("】")[0] for summary, _ in found} == {"【first", "【third"}
    refused = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in refused] == ["cases.yaml", "cases.yaml", "cases.yaml:10:54"]
    assert "没有填写 case_id" in refused[0]
    assert "case_id 与本案相同" in refused[1]
    plain = run("evaluate", "cases.yaml", "--as-of", "2024-03-08", "--format", "ics")
    assert not any("first" in str(event["summary"]) for event in events(plain.stdout_bytes))


def test_options_of_other_forms_are_refused(here: Path) -> None:
    write("cases.yaml", CASES)
    for options in (["--case-ids"], ["--format", "json", "--case-ids"], ["--format", "ics", "--compact"]):
        assert run("evaluate", "cases.yaml", *options).exit_code == 2
