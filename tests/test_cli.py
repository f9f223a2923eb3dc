import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from xinfang_rules import __version__
from xinfang_rules.case import FACTS
from xinfang_rules.cli import options
from xinfang_rules.cli.folding import fold
from xinfang_rules.cli.main import COMMANDS, main
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.result import Result as Evaluated
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.rulebook.statutes import ENVIRONMENT_VARIABLE

PACK = Path(__file__).parent / "cli_pack"
FINDING = re.compile(r"^(?P<place>.+?(:\d+:\d+)?): (?P<code>[a-z-]+): .+$")

# Received on 1 March; fifteen days later is 1 + 15 = 16 March, so on 20 March the notice is 20 - 16 = 4 days late.
LATE = """\
case_id: XF-2024-7
petition:
  competence: own
timeline:
  received_on: 2024-03-01
  registered_on: 2024-03-04
"""

# Every character of this page was read: who owes what, by when, and under which provision.
LATE_PAGE = """\
案件 XF-2024-7　late.yaml
适用《示范办法》，截至 2024-03-20

如何处理：受理
    第二条第一款第一项：“予以受理”
    * 解释：职权是否属于自己，以收到之日的规定为准。

缓急：事实不足，尚无结论
    仍有可能：加紧办理；照常办理

已经确定适用的义务、权利和禁止：2项，其中逾期或者违反1项
谁，做什么                            最后一日      状态            条款
────────────────────────────────────────────────────────────────────────────────
收到信访事项的机关、单位
  收到的，登记                                      已履行          第二条第二款
                                                    2024-03-04
  受理的，限期告知信访人接收情况以及  2024-03-16    【逾期4日】     第二条第二款
  处理途径和程序 *                                  未履行
* 条例没有明文，按照所作的解释适用；加 --all 列出解释。

三项建议（党委和政府信访部门）
  没有按期告知的，提出改进工作的建议（第三条第二款）。

事实查明之前，还有1项义务、权利和禁止可能适用，都还没有期限；加 --all 列出全部。

说明
  告知逾期不影响受理的效力。（第三条第二款）

还需查明（越靠前越能决定结论）
  1. 这件事属于重大、紧急情况吗？ petition.major_urgent
"""


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", ENVIRONMENT_VARIABLE):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def findings(result: Result) -> list[str]:
    lines = result.stderr.splitlines()
    assert lines, "nothing on standard error"
    assert all(FINDING.match(line) for line in lines), result.stderr
    assert "Traceback" not in result.output
    return lines


def refused(result: Result) -> list[str]:
    assert result.exit_code == 2
    return findings(result)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from xinfang_rules.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60, **options)


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
    for day, words in (("2024-03-16", "当日到期"), ("2024-03-12", "还剩4日"), ("2024-03-17", "【逾期1日】")):
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


def test_without_a_time_zone_database_china_is_eight_hours_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError

    monkeypatch.setattr("zoneinfo.ZoneInfo", missing)
    eight_ahead = timezone(timedelta(hours=8))
    before = datetime.now(eight_ahead).date()
    assert before <= options.today_in_china() <= datetime.now(eight_ahead).date()


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
history: {same_matter_pending: false, reexamination_concluded: false}
timeline: {received_on: 2024-01-02, registered_on: 2024-01-02, accepted_on: 2024-01-05, notified_on: 2024-01-05}
"""
    text = run("evaluate", write("case.yaml", case), "--as-of", "2024-05-01").stdout
    assert re.search(r"办结 \*  2024-03-05    【逾期57日】    第三十四条\n", text)


def test_a_last_day_without_a_holiday_notice_is_marked() -> None:
    # No notice of the holidays of 2090 is at hand. 1 March 2090 is a Wednesday, so the fifth working day by the week
    # alone is Wednesday 8 March.
    case = """\
organ: {kind: other}
petition: {request: new, intake: forwarded, forwarded_by: petition_office, competence: elsewhere}
timeline: {received_on: 2090-03-01}
"""
    text = run("evaluate", write("case.yaml", case), "--as-of", "2090-03-02").stdout
    assert re.search(r" 2090-03-08 .*\n.* （暂定）", text)
    assert "暂定：所涉年份的放假安排尚未公布，最后一日可能变动。" in text


# Evaluate: JSON


def test_json_of_one_case_is_a_result_that_can_be_read_back() -> None:
    result = run("evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", PACK, "--format", "json")
    read = Evaluated.model_validate_json(result.stdout)
    assert read.decisions["outcome"].label == "受理"
    assert [need.fact for need in read.needs] == ["petition.major_urgent"]
    assert "受理" in result.stdout, "Chinese stays readable"


TWO_CASES = """\
- case_id: first
  timeline: {received_on: 2024-03-01}
- case_id: second
  timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}
- case_id: third
  timeline: {received_on: 2024-03-02}
"""


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_refused_case_of_a_list_leaves_the_others_and_their_places(form: str) -> None:
    result = run(
        "evaluate", write("list.yaml", TWO_CASES), "--as-of", "2024-03-20", "--rulebook", PACK, "--format", form
    )
    (line,) = refused(result)
    assert line.startswith("list.yaml:4:54: contradiction: timeline.registered_on (2024-03-04)")
    assert "timeline.received_on (2024-03-05)" in line
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


def test_the_names_written_out_are_those_of_the_library() -> None:
    assert options.DEFAULT_PACK in shipped_packs()
    assert tuple(ENGINES) == options.ENGINES


def test_engines_give_the_same() -> None:
    late = write("late.yaml", LATE)
    outputs = {run("evaluate", late, "--engine", engine, "--format", "json").stdout for engine in options.ENGINES}
    assert len(outputs) == 1


# Bad input: one line each, with its place


BAD_CASES: dict[str, tuple[str | bytes, str, str]] = {
    "unknown-key": ("petition: {chanel: visit}\n", "1:12", "(did you mean channel?)"),
    "value-type": ("petition: {complicated: maybe}\n", "1:25", "true, false or unknown, not 'maybe'"),
    "unknown-value": (
        "petition:\n  channel: visits\n",
        "2:12",
        "'visits' is none of online, letter, phone, fax, visit, other, unknown (did you mean visit?)",
    ),
    "impossible-date": ("timeline: {received_on: 2024-02-30}\n", "1:25", "'2024-02-30' is no day of the calendar"),
    "contradiction": (
        "timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}\n",
        "1:52",
        "timeline.registered_on (2024-03-04) and timeline.received_on (2024-03-05) cannot be true together",
    ),
    "duplicate-key": ("organ: {kind: other}\norgan: {local: true}\n", "2:1", "stands in line 1 already"),
    "tab": ("petition:\n\tchannel: visit\n", "2:1", "a tab indents this line"),
    "not-text": (b"\x89PNG\r\n\x1a\n\x00\x00", "", "is not UTF-8"),
    "empty": ("# nothing yet\n", "", "nothing in it"),
    "null": ("petition:\n  channel:\n", "2:11", "null is not a value"),
    "syntax": ("petition: {channel: visit\n", "2:1", ""),
    "instrument": ("timeline: {received_on: 2022-04-30}\n", "1:25", "in force on 2022-04-30"),
    "calendar": (
        "organ: {kind: other}\npetition: {intake: direct, request: new}\ntimeline: {received_on: 9999-12-30}\n",
        "3:25",
        "year 9999",
    ),
}


@pytest.mark.parametrize("code", BAD_CASES)
def test_bad_input_is_one_line_that_names_the_place(code: str) -> None:
    content, place, words = BAD_CASES[code]
    as_of = "9999-12-31" if code == "calendar" else "2024-05-01"
    result = run("evaluate", write("bad.yaml", content), "--as-of", as_of)
    (line,) = refused(result)
    assert line.startswith(f"bad.yaml:{place}: {code}: " if place else f"bad.yaml: {code}: ")
    assert words in line
    assert result.stdout == ""


def test_every_finding_of_a_case_has_a_line() -> None:
    result = run("evaluate", write("bad.yaml", "petition: {channel: 5, joint: 1}\norgan: {size: 3}\n"))
    assert [line.split(": ")[0] for line in refused(result)] == ["bad.yaml:1:21", "bad.yaml:1:31", "bad.yaml:2:9"]


def test_anchors_that_would_explode_are_not_followed() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    lines = refused(run("evaluate", write("bomb.yaml", "\n".join(rows))))
    assert lines[0].startswith("bomb.yaml:1:5: anchor: ")
    assert len(lines) == 51, "fifty findings, and how many more there are"


def test_a_file_of_a_hundred_megabytes_is_not_read() -> None:
    with Path("large.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    (line,) = refused(run("evaluate", "large.yaml"))
    assert line == "large.yaml: too-large: the file has 100 MB; at most 16 MB are read"


def test_a_file_of_five_megabytes_is_read() -> None:
    write("large.yaml", "# a long remark\n" * (5 * 2**16) + LATE)
    assert run("evaluate", "large.yaml", "--rulebook", PACK).exit_code == 0


def test_missing_files_and_directories() -> None:
    (missing,) = refused(run("evaluate", "gone.yaml"))
    assert missing == "gone.yaml: not-found: there is no such file"
    (directory,) = refused(run("evaluate", "."))
    assert directory == ".: is-directory: this is a directory; a file is needed"


@pytest.mark.parametrize("content", ["5", '"text"', "null", "[5]", "true"])
def test_what_is_no_mapping_is_no_case(content: str) -> None:
    (line,) = refused(run("evaluate", "-", stdin=content))
    assert ": value-type: a case is a mapping of groups of facts" in line


def test_json_has_no_nan() -> None:
    (line,) = refused(run("evaluate", write("bad.json", '{"petition": {"representatives": NaN}}')))
    assert line == "bad.json:1:34: number: NaN is no number of JSON"


def test_the_first_day_in_force_is_in_force() -> None:
    case = write("case.yaml", "timeline: {received_on: 2022-05-01}\n")
    assert run("evaluate", case, "--as-of", "2022-05-01").exit_code == 0


USAGE = {
    ("evaluate",): "Missing argument 'CASE...'",
    ("evaluate", "late.yaml", "--as-of", "2024-02-30"): "2024-02-30 is no day of the calendar",
    ("evaluate", "late.yaml", "--as-of", "1/5/2024"): "write it as YYYY-MM-DD",
    ("evaluate", "late.yaml", "--engine", "rete"): "'rete' is not one of 'compiled', 'interpreter'",
    ("evaluate", "late.yaml", "--overlay", "gone"): "Path 'gone' does not exist",
    ("evaluate", "late.yaml", "--formt", "json"): "--format",
    ("explain", "late.yaml", "dispositio"): "did you mean disposition?",
    ("explain", "late.yaml", "disposition", "--why-not", "accep"): "did you mean accept?",
    ("explain", "late.yaml", "--why-not", "accept"): "why_not needs a question",
    ("check", "xinfang-2002"): "did you mean xinfang-2022?",
    ("test", "gone"): "neither a shipped pack",
    ("schema", "cases"): "is not one of 'case', 'result', 'rules'",
    ("schema", "case", "--output", "gone/x.json"): "gone/x.json cannot be written",
    ("evalute",): "No such command 'evalute'",
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...]) -> None:
    write("late.yaml", LATE)
    (line,) = refused(run(*arguments))
    assert ": usage: " in line
    assert line.endswith("--help")
    assert USAGE[arguments] in line


def test_a_rulebook_that_cannot_be_read_is_bad_input() -> None:
    write("late.yaml", LATE)
    for arguments in (["evaluate", "late.yaml"], ["explain", "late.yaml"]):
        (line,) = refused(run(*arguments, "--rulebook", "xinfang-2002"))
        assert line.startswith("xinfang-2002: empty-pack: ")
        assert line.endswith("(did you mean xinfang-2022?)")


def test_without_a_command_there_is_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert all(f"\n  {name} " in result.stderr for name in COMMANDS)
    assert run("--help").exit_code == 0
    assert run("--version").stdout == f"xinfang {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: xinfang {command} ")


# Explain


def test_explain_says_why_and_why_not() -> None:
    late = write("late.yaml", LATE)
    options_ = ["--as-of", "2024-03-20", "--rulebook", str(PACK)]
    assert run("explain", late, *options_).stdout.startswith("《示范办法》，截至2024-03-20\n")
    assert run("explain", late, "outcome", *options_).stdout.startswith("如何处理：受理。\n")
    assert "最后一日：2024-03-16。" in run("explain", late, "notice.give", *options_).stdout
    why_not = run("explain", late, "outcome", "--why-not", "pass_on", *options_)
    assert "为什么不是“转送”" in why_not.stdout


def test_explain_of_a_list_explains_every_case() -> None:
    result = run("explain", write("list.yaml", TWO_CASES), "outcome", "--as-of", "2024-03-20", "--rulebook", PACK)
    assert len(refused(result)) == 1
    assert re.findall(r"^【.*", result.stdout, re.MULTILINE) == ["【第1件】first", "【第3件】third"]


# Check and test


def copied_pack() -> Path:
    return Path(shutil.copytree(PACK, "pack"))


def test_check_counts_and_accounts_for_every_paragraph() -> None:
    result = run("check", PACK, "--list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "model-rules 《示范办法》: no findings"
    # Four rules give answers, one defines, three oblige, one forbids, one is a note: ten.
    assert "  rules       10: 4 decide, 1 define, 3 oblige, 0 permit, 1 forbid, 1 note" in lines
    assert "  paragraphs  6: 4 encoded, 0 definition, 1 organisational, 0 not decidable, 1 open" in lines
    assert "  quotes      not checked: no official text is at hand (see --statutes)" in lines
    assert lines[-1].split() == ["第二条第三款", "紧急的，加紧办理。"]


def statutes(directory: str, notice: str) -> str:
    """Writes an official text of the pack's instrument, of which paragraph 2.2 is given."""
    texts = {1: ["为了测试。"], 2: ["按照下列方式处理：", notice, "应当加紧办理。"]}
    texts[3] = ["代表不超过五人。", "没有按期告知的，提出改进工作的建议。"]
    items = {(2, 1): ["属于自己职权的，予以受理；", "属于下级职权的，予以转送。"]}
    articles = [
        {
            "article": article,
            "paragraphs": [
                {
                    "paragraph": number,
                    "text": text,
                    "items": [{"item": n, "text": t} for n, t in enumerate(items.get((article, number), []), 1)],
                }
                for number, text in enumerate(paragraphs, 1)
            ],
        }
        for article, paragraphs in texts.items()
    ]
    Path(directory).mkdir()
    write(f"{directory}/model-rules.json", json.dumps({"articles": articles}))
    return directory


def test_check_holds_quotes_against_the_official_text(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("check", PACK, "--statutes", statutes("right", "收到的，予以登记，十五日内告知。"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  quotes      the same as in the official text, right" in result.stdout
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, statutes("wrong", "收到的，予以登记，十日内告知。"))
    result = run("check", PACK)
    assert result.exit_code == 1
    # The parameter and the duty both quote the fifteen days.
    assert [line.split(": ")[1] for line in findings(result)] == ["quote-mismatch", "quote-mismatch"]
    assert result.stdout == ""


def test_check_lists_every_finding_and_fails() -> None:
    rules = copied_pack() / "rules.yaml"
    text = rules.read_text(encoding="utf-8").replace("petition.joint:", "petition.jiont:")
    rules.write_text(text.replace("bearer: petition_office", "bearer: office"), encoding="utf-8")
    result = run("check", "pack")
    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in findings(result)] == ["unknown-value"], "form comes before names"
    for command in ("check", "test"):
        rules.write_text(text, encoding="utf-8")
        result = run(command, "pack")
        assert result.exit_code == 1
        (line,) = findings(result)
        assert "unknown-name" in line
        assert "did you mean petition.joint?" in line


def test_the_shipped_rulebooks_pass_the_check() -> None:
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("xinfang-2022 《信访工作条例》: no findings\n")
    assert "  paragraphs  98: " in result.stdout


def test_test_runs_the_scenarios_and_says_what_none_shows() -> None:
    result = run("test", PACK)
    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert "  order.receipt: never asserted to refuse (登记不早于收到)" in lines
    # notice.give is shown to apply and to be absent; of no other rule are both asserted.
    assert lines[-1].startswith(f"{PACK}: 2 scenarios, 0 failed; 1 of 10 rules shown both to hold and not to hold, ")


def test_test_shows_what_failed() -> None:
    scenario = copied_pack() / "scenarios" / "notice.yaml"
    # 16 March is right, so 17 March must fail.
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("2024-03-16", "2024-03-17"), encoding="utf-8")
    result = run("test", "pack")
    assert result.exit_code == 1
    assert "FAILED 受理而没有按期告知的，逾期并提出建议\n" in result.stdout
    assert "pack: 2 scenarios, 1 failed; " in result.stdout
    scenario.write_text("scenarios: 5\n", encoding="utf-8")
    result = run("test", "pack")
    assert result.exit_code == 1
    assert len(findings(result)) == 1


# Schema


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


@pytest.mark.parametrize("what", ["case", "result", "rules"])
def test_a_schema_names_its_dialect_and_refers_to_nothing_that_is_missing(what: str) -> None:
    schema = json.loads(run("schema", what).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {ref.removeprefix("#/$defs/") for ref in references(schema)} <= schema["$defs"].keys()
    output = run("schema", what, "--output", "schema.json")
    assert (output.exit_code, output.output) == (0, "")
    assert json.loads(Path("schema.json").read_text(encoding="utf-8")) == schema


def test_the_schema_of_a_case_speaks_chinese() -> None:
    schema = json.loads(run("schema", "case").stdout)
    channel = schema["$defs"]["Petition"]["properties"]["channel"]
    assert channel["title"] == FACTS["petition.channel"].title
    channels = schema["$defs"]["Channel"]
    assert dict(zip(channels["enum"], channels["enumDescriptions"], strict=True))["visit"] == "走访"


def test_the_schema_of_rules_knows_conditions() -> None:
    schema = json.loads(run("schema", "rules").stdout)
    rule = schema["$defs"]["RuleEntry"]["properties"]
    assert rule["when"]["$ref"] == "#/$defs/Condition"
    assert {"$ref": "#/$defs/CiteEntry"} in rule["cite"]["anyOf"], "a single citation needs no list"
    assert "from" in schema["$defs"]["PeriodEntry"]["properties"], "keys as they are written"
    condition = schema["$defs"]["Condition"]["properties"]
    assert condition["all"]["items"] == {"$ref": "#/$defs/Condition"}
    assert condition["timeline.accepted_on"]["properties"].keys() >= {"happened", "before", "on_or_after"}
    assert condition.keys() == {"all", "any", "not", *FACTS}


# Whole processes


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys\nfrom xinfang_rules.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print(sorted({'pydantic', 'yaml', 'rich', 'zoneinfo'} & set(sys.modules)), file=sys.stderr)"
    )

    def imported(*arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60).stderr.strip()

    late = write("late.yaml", LATE)
    for arguments in (["--version"], ["--help"], ["evaluate", "--help"], ["check", "--help"]):
        assert imported(*arguments) == "[]"
    assert "rich" not in imported("evaluate", late, "--format", "json", "--as-of", "2024-03-20")


def test_standard_input_output_and_utf8_whatever_the_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("evaluate", "-", "--rulebook", str(PACK), "--as-of", "2024-03-20", input=LATE, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == LATE_PAGE.replace("late.yaml", "标准输入")


def test_a_bad_case_in_a_process_of_its_own() -> None:
    done = process("evaluate", "-", input="petition: {channel: visits}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("<stdin>:1:21: unknown-value: ")
    assert done.stderr.count("\n") == 1


posix = pytest.mark.skipif(os.name == "nt", reason="pipes, terminals and devices of POSIX")


@posix
def test_a_reader_that_stops_early_is_no_failure() -> None:
    late = write("late.yaml", LATE)
    command = [sys.executable, "-c", "from xinfang_rules.cli.main import main; main()", "evaluate", *[late] * 40]
    with subprocess.Popen([*command, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(1) == b"["
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0


@posix
def test_output_that_cannot_be_written_is_one_line() -> None:
    late = write("late.yaml", LATE)
    script = 'exec "$0" -c "from xinfang_rules.cli.main import main; main()" evaluate "$1" '
    for ending in (">&-", "> /dev/full"):
        if ending.endswith("full") and not Path("/dev/full").exists():
            continue
        done = subprocess.run(
            ["sh", "-c", script + ending, sys.executable, late],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert done.returncode == 2
        assert done.stderr.startswith("xinfang: output: ")
        assert done.stderr.count("\n") == 1


def in_a_terminal(*arguments: str, **environment: str) -> str:
    """Runs the command with a terminal for its output."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from xinfang_rules.cli.main import main; main()", *arguments]
    variables = {**os.environ, "TERM": "xterm-256color", **environment}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=variables) as running:
        os.close(theirs)
        read = b""
        try:
            while part := os.read(ours, 65536):
                read += part
        except OSError:  # Linux ends a terminal with an error
            pass
        finally:
            os.close(ours)
        assert running.wait(60) == 0
    return read.decode()


@posix
def test_colour_is_for_terminals_that_want_it() -> None:
    arguments = ["evaluate", write("late.yaml", LATE), "--as-of", "2024-03-20", "--rulebook", str(PACK)]
    red = re.compile(r"\x1b\[[0-9;]*\b31m")
    assert red.search(in_a_terminal(*arguments))
    assert not red.search(in_a_terminal(*arguments, NO_COLOR="1"))
    assert "\x1b" not in process(*arguments).stdout


# Folding


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("受理后告知。", 10, ["受理后告", "知。"]),  # the full stop does not begin a line, so 知 goes with it
        ("自2024-03-16起算", 12, ["自2024-03-16", "起算"]),  # 2 + 10 = 12 columns
        ("见（第二条）", 4, ["见", "（第", "二", "条）"]),  # the bracket does not end a line
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("告知 notice", 6, ["告知", "notice"]),
    ],
)
def test_folding_keeps_punctuation_on_its_side(text: str, width: int, lines: list[str]) -> None:
    assert fold(text, width) == lines
