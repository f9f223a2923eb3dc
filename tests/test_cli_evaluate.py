"""`xinfang evaluate`: the page it prints, and its JSON."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from tests.cli_helpers import LATE, LATE_PAGE, PACK, TWO_CASES, refused, run, write
from xinfang_rules.cli import options
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.result import Result as Evaluated
from xinfang_rules.rulebook.load import shipped_packs

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


# Evaluate: text


def test_a_small_evaluation_reads_as_it_should() -> None:
    result = run("evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", PACK)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == LATE_PAGE


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_page(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    late = write("late.yaml", LATE)
    for arguments in (["--rulebook", str(PACK)], []):
        text = run("evaluate", late, "--as-of", "2024-03-20", "--all", *arguments).stdout
        assert max(map(cell_len, text.splitlines())) <= min(columns, 120)
        assert not any(line[:1] in "、，。；：）”" for line in text.split("\n") if line)


def test_a_wide_page_needs_no_second_line_for_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    text = run("evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", PACK).stdout
    assert re.search(r"处理途径和程序 \* +2024-03-16 +【逾期4日】未履行 +第二条第二款\n", text)
    assert re.search(r"收到的，登记 +已履行，2024-03-04 +第二条第二款\n", text)


def test_the_last_day_is_in_time_and_the_days_left_are_told() -> None:
    late = write("late.yaml", LATE)
    # 16 March is the last day; on 12 March 16 - 12 = 4 days are left.
    for day, words in (("2024-03-16", "今日到期"), ("2024-03-12", "还剩4日"), ("2024-03-17", "【逾期1日】")):
        assert words in run("evaluate", late, "--as-of", day, "--rulebook", PACK).stdout


def test_what_was_done_late_and_what_was_breached_strike_the_eye() -> None:
    # Told on 18 March, 18 - 16 = 2 days late; six representatives where five are the limit.
    case = "petition: {competence: own, joint: true, representatives: 6}\n"
    case += "timeline: {received_on: 2024-03-01, notified_on: 2024-03-18}\n"
    text = run("evaluate", write("case.yaml", case), "--as-of", "2024-03-20", "--rulebook", PACK).stdout
    assert "其中逾期或者违反2项" in text
    assert "【逾期2日】" in text
    assert "【已违反】" in text


def test_of_what_may_apply_the_status_is_told_as_if_it_does() -> None:
    # Whether the organ takes the matter is unknown; if it does, the notice is 20 - 16 = 4 days late.
    case = write("case.yaml", "timeline: {received_on: 2024-03-01}\n")
    text = run("evaluate", case, "--as-of", "2024-03-20", "--rulebook", PACK).stdout
    assert "其中1项有期限，列在下面" in text
    assert re.search(r"受理的，限期告知信访人接收情况以及  2024-03-16    若适用\s", text)
    assert "【逾期4日】" in text


def test_all_lists_what_may_apply_and_every_reading() -> None:
    text = run("evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", PACK, "--all").stdout
    assert "代表不得超过限额" in text
    assert "自收到之日的次日起算。（notice.give）" in text


def test_without_a_day_it_is_today_in_china_and_the_page_says_so() -> None:
    before = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    text = run("evaluate", write("late.yaml", LATE), "--rulebook", PACK).stdout
    after = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert text.splitlines()[1] in {f"适用《示范办法》，截至 {day}（今天）" for day in (before, after)}


def test_an_overlay_is_named_and_laid_over_the_default_rulebook() -> None:
    write("longer.yaml", "overlay: {id: longer, title: 加长}\n")
    case = write("case.yaml", "timeline: {received_on: 2024-03-01}\n")
    text = run("evaluate", case, "--as-of", "2024-03-20", "--overlay", "longer.yaml").stdout
    assert text.splitlines()[1] == "适用《信访工作条例》（叠加 longer），截至 2024-03-20"


def test_the_shipped_rulebook_counts_sixty_days_from_acceptance() -> None:
    # 5 January + 60 days: 26 days to 31 January, 29 in February 2024, 5 in March. On 1 May it is
    # 26 days of March + 30 of April + 1 = 57 days late.
    case = """\
organ: {kind: other}
petition: {request: new, category: grievance, channel: letter, competence: own, intake: direct,
  jurisdiction_settled: true, complicated: false}
remedy: {litigation_rights: false, judicial: none, arbitration: none, party: none, administrative: none, duty: none}
history: {same_matter_pending: false, opinion_issued: false}
timeline: {received_on: 2024-01-02, registered_on: 2024-01-02, accepted_on: 2024-01-05, notified_on: 2024-01-05}
"""
    text = run("evaluate", write("case.yaml", case), "--as-of", "2024-05-01").stdout
    assert re.search(r"自受理之日起60  2024-03-05    【逾期57日】    第三十四条\n +日内办结", text)


def test_a_last_day_that_hangs_on_a_holiday_notice_is_a_range_that_says_so() -> None:
    # No notice of the holidays of 2040 is at hand. 清明 is Wednesday 4 April 2040: Mondays to Fridays may be off from
    # 31 March to 8 April, weekend days worked from 27 March to 3 April and from 7 to 11 April. From Friday 30 March:
    # Sat 31 = 1, Sun 1 = 2, Mon 2, Tue 3 = 4, Thu 5 = 5 at the earliest; Mon 9 = 1 to Fri 13 = 5 at the latest.
    case = """\
organ: {kind: other}
petition: {request: new, intake: forwarded, forwarded_by: petition_office, competence: elsewhere}
timeline: {received_on: 2040-03-30}
"""
    text = run("evaluate", write("case.yaml", case), "--as-of", "2040-03-31").stdout
    assert re.search(r" 2040-04-05 †.*\n.* 至2040-04-13", text)
    # Expected: a Wednesday moves nothing, so Mon 2, Tue 3, Thu 5, Fri 6, Mon 9.
    assert "† 2040年放假安排尚未公布；按国办发明电〔2024〕12号所述做法预计为2040-04-09" in text


# Evaluate: JSON


def test_json_of_one_case_is_a_result_that_can_be_read_back() -> None:
    result = run("evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", PACK, "--format", "json")
    read = Evaluated.model_validate_json(result.stdout)
    assert read.decisions["outcome"].label == "受理"
    assert [need.fact for need in read.needs] == ["petition.major_urgent"]
    assert "受理" in result.stdout, "Chinese stays readable"


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_refused_case_of_a_list_leaves_the_others_and_their_places(form: str) -> None:
    result = run(
        "evaluate", write("list.yaml", TWO_CASES), "--as-of", "2024-03-20", "--rulebook", PACK, "--format", form
    )
    (line,) = refused(result)
    assert line.startswith("list.yaml:4:54: contradiction: 登记日期（timeline.registered_on，2024-03-04）")
    assert "收到日期（timeline.received_on，2024-03-05）" in line
    lines = result.stdout.splitlines()
    read = json.loads(result.stdout) if form == "json" else [json.loads(line) for line in lines]
    assert [None if one is None else one["case_id"] for one in read] == ["first", None, "third"]


def test_several_files_give_one_list_in_their_order() -> None:
    write("late.yaml", LATE)
    write("list.yaml", TWO_CASES)
    arguments = ["late.yaml", "gone.yaml", "list.yaml", "--as-of", "2024-03-20", "--rulebook", str(PACK)]
    result = run("evaluate", *arguments, "--format", "json")
    assert [line.partition(": ")[0] for line in refused(result)] == ["gone.yaml", "list.yaml:4:54"]
    read = json.loads(result.stdout)
    assert [None if one is None else one["case_id"] for one in read] == ["XF-2024-7", None, "first", None, "third"]
    text = run("evaluate", *arguments)
    assert re.findall(r"^案件.*", text.stdout, re.MULTILINE) == [
        "案件 XF-2024-7　late.yaml",
        "案件 first　list.yaml 第1件",
        "案件 third　list.yaml 第3件",
    ]


@pytest.mark.parametrize(("content", "form", "expected"), [("[]", "json", "[]\n"), ("[]", "text", "没有案件。\n")])
def test_a_list_without_cases(content: str, form: str, expected: str) -> None:
    result = run("evaluate", "-", "--format", form, stdin=content)
    assert (result.exit_code, result.stdout) == (0, expected)


def test_a_list_of_one_case_gives_a_list_and_a_refused_single_case_gives_nothing() -> None:
    listed = json.dumps([{"case_id": "a"}])
    assert len(json.loads(run("evaluate", "-", "--format", "json", stdin=listed).stdout)) == 1
    result = run("evaluate", "-", "--format", "json", stdin="{}x")
    assert (result.exit_code, result.stdout) == (2, "")


def test_the_name_written_out_is_that_of_a_shipped_pack() -> None:
    assert options.DEFAULT_PACK in shipped_packs()


@pytest.mark.durable
def test_engines_give_the_same() -> None:
    late = write("late.yaml", LATE)
    results = [json.loads(run("evaluate", late, "--engine", engine, "--format", "json").stdout) for engine in ENGINES]
    assert [result["provenance"].pop("engine") for result in results] == list(ENGINES)
    assert results == [results[0]] * len(results)
