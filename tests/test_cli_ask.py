"""`xinfang ask`, line by line: from a pipe, to its end, broken off, saved, as JSON."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from datetime import date
from pathlib import Path

import pytest

from tests.cli_helpers import run
from xinfang_rules import evaluate, read_case
from xinfang_rules.interview import Interview

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")

OFFICE = ("ask", "--as-of", "2024-03-10", "--role", "petition_office")
WAGES = "2\n1\n2024-03-01\n"
"""A demand that concerns no litigation rights, for a department of the same level, received on 1 March 2024."""


def test_it_starts_from_the_role_and_ends_with_answer_last_day_ground_and_next_step() -> None:
    result = run("ask", "--as-of", "2024-03-10", stdin=f"县\n1\n{WAGES}y\n\n")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "请输入 1 至 8 的编号。" in result.stdout
    end = result.stdout.partition("─" * 80)[2].splitlines()
    assert "收到后如何处置：转送（推定）" in end
    assert "    第二十二条第一款第一项：“对依照职责属于本级机关、单位或者其工作部门处理决定" in end
    # 15 days from 1 March, which does not count: 16 March, 6 days from 10 March.
    assert "最后一日：2024-03-16（没有办理的，还剩6日）" in end
    assert "    计算：自收到日期（2024-03-01）次日起算15日（信访部门区分情况处理的期限）。" in end
    assert "    · 信访部门收到信访事项，应当予以登记（第二十二条第一款）" in end
    assert "  3. 收到日期：2024-03-01" in end
    assert " 10. 情况不属于重大、紧急" in end


def test_every_question_says_what_it_is_for_and_more_when_asked() -> None:
    result = run(*OFFICE, stdin="?\n2\n1\n?\n")
    assert result.stdout.count("【第1问　信访事项的类别】\n信访人提出的是什么？\n  用来确定：收到后如何处置\n") == 2
    assert "  用来确定：“信访部门区分情况，在15日内转送、交办或者报请”的期限\n" in result.stdout
    assert "2024-03-10以前" in result.stdout


def test_the_rest_is_ordinary_can_be_said_at_any_time() -> None:
    late = run(*OFFICE, stdin=f"{WAGES}y\n")
    early = run(*OFFICE, stdin=f"2\no\n{WAGES[2:]}")
    assert "记下了" in early.stdout
    told = [text.partition("收到后如何处置：")[2].partition("结论所依据")[0] for text in (late.stdout, early.stdout)]
    assert told[0] == told[1] != ""


def test_what_is_presumed_is_corrected_by_its_number_before_and_after() -> None:
    before = run(*OFFICE, stdin=f"{WAGES}9\n6\nb\n6\n是\ny\n")
    assert "请输入 y、n，或者 1 至 7 的编号。" in before.stdout
    assert before.stdout.count("这件事属于重大、紧急情况吗？") == 2
    after = run(*OFFICE, stdin=f"{WAGES}y\n99\n10\n是\n\n")
    for result in (before, after):
        # Article 22.1.1: what is major and urgent is submitted to the committee and government.
        assert "收到后如何处置：报请本级党委和政府决定（推定）" in result.stdout
    # An answer is corrected in the same way.
    changed = run(*OFFICE, stdin=f"{WAGES}y\n1\n1\n\n")
    assert "  1. 信访事项的类别：反映情况，提出建议、意见\n" in changed.stdout


def test_what_must_not_be_done_stands_before_what_is_to_be_done() -> None:
    # An accusation, for a department of the same level; the material would reach the accused.
    result = run(*OFFICE, stdin="5\n1\n5\n2024-03-08\ny\n")
    end = result.stdout.partition("此外")[2]
    # Article 30.3: what is reported, as it would reach the accused, must not be passed on.
    assert "第三十条第三款" in result.stdout
    assert end.index("不得") < end.index("予以登记")


def test_going_back_keeps_every_answer() -> None:
    result = run(*OFFICE, stdin=f"b\n{WAGES}b\nb\n\ny\n")
    assert "这已经是第一问。" in result.stdout
    assert "  原来的回答：2024-03-01；回车不改\n" in result.stdout
    assert "  原来的回答：本级机关、单位或者其工作部门；回车不改\n" in result.stdout
    assert "最后一日：2024-03-16" in result.stdout


def test_an_answer_that_is_none_or_contradicts_is_asked_anew() -> None:
    result = run(*OFFICE, stdin="9\n2\n1\n2024-03-32\n2024-03-11\n尚未\n2024-03-01\ny\n")
    for said in (
        "请输入 1 至 7 的编号。",
        "日历上没有 2024-03-32 这一天。",
        "“收到日期”晚于2024-03-10，还没有到。",
        "这一天必已到来；不知道是哪一天的，请答不知道。",
        "最后一日：2024-03-16",
    ):
        assert said in result.stdout


@pytest.mark.parametrize("lines", ["", "2\n", "2\nq\n", f"{WAGES}", f"{WAGES}结束\n"])
def test_where_the_answers_end_so_does_it_with_what_is_known(lines: str) -> None:
    result = run(*OFFICE, "--save", "case.yaml", stdin=lines)
    assert result.exit_code == 0
    assert "收到后如何处置：事实不足，尚无结论" in result.stdout
    assert "还要查明" in result.stdout
    assert "推定" not in result.stdout.partition("─" * 80)[2]
    read_case(Path("case.yaml").read_text(encoding="utf-8"))


def test_without_a_role_there_is_nothing_to_tell() -> None:
    result = run("ask", "--save", "case.yaml", stdin="")
    assert (result.exit_code, result.stderr) == (0, "没有选定从哪一方来看，没有结论。\n")
    assert not Path("case.yaml").exists()


def test_the_case_is_saved_as_evaluate_reads_it() -> None:
    saved = run(*OFFICE, "--save", "case.yaml", stdin=f"{WAGES}y\n\n")
    assert saved.stderr == "案件已经写入 case.yaml\n"
    text = Path("case.yaml").read_text(encoding="utf-8")
    command = text.splitlines()[1].removeprefix("# xinfang ").replace("FILE", "case.yaml").split()
    assert command[:2] == ["evaluate", "case.yaml"]
    page = run(*command)
    assert page.exit_code == 0
    assert "收到后如何处置：转送（推定）" in page.stdout
    assert "2024-03-16" in page.stdout
    refused = run(*OFFICE, "--save", "case.yaml", stdin="")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert Path("case.yaml").read_text(encoding="utf-8") == text


def test_as_json_the_end_stands_alone_on_standard_output() -> None:
    result = run(*OFFICE, "--format", "json", stdin=f"{WAGES}y\n\n")
    told = json.loads(result.stdout)
    assert "信访人提出的是什么？" in result.stderr
    assert told["settled"]["complete"] is True
    assert told["settled"]["first"] == "office.dispatch"
    assert told["result"]["presumed"]["decisions"]["disposition"]["answer"] == "forward"
    assert [each["question"] for each in told["interview"]["answers"]] == [
        "matter",
        "office_competence",
        "timeline.received_on",
        "ordinary",
    ]
    Interview.model_validate(told["interview"], strict=False)
    again = evaluate(told["case"], as_of=date(2024, 3, 10), presume=told["settled"]["presume"])
    assert json.loads(again.compact().model_dump_json())["decisions"] == told["result"]["decisions"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "petitoner"), "没有“petitoner”这一角色"),
        (("--as-of", "2024-3-1"), "请写作 YYYY-MM-DD"),
        (("--save", "no/such/place.yaml"), "no/such/place.yaml"),
        (("--rulebook", "."), "has no interview.yaml"),
    ],
)
def test_wrong_use_is_one_line_before_anything_is_asked(arguments: tuple[str, ...], said: str) -> None:
    result = run("ask", *arguments, stdin="1\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_what_is_no_text_is_no_answer() -> None:
    result = run(*OFFICE, stdin=b"\xff\xfe\n2\n")
    assert result.exit_code == 0
    assert "请输入 1 至 7 的编号。" in result.stdout


def test_an_overlay_is_laid_over_what_is_asked() -> None:
    Path("local.yaml").write_text(
        "overlay:\n  id: local\n  title: 地方规定\n  changes: [{sets: dispatch.days, because: 试点}]\n"
        "parameters: [{parameter: dispatch.days, values: [{from: 2022-05-01, value: 10}]}]\n",
        encoding="utf-8",
    )
    result = run(*OFFICE, "--overlay", "local.yaml", stdin=f"{WAGES}y\n")
    # 10 days from 1 March.
    assert "最后一日：2024-03-11" in result.stdout, result.output


@pytest.mark.skipif(os.name != "posix", reason="there is no pseudo-terminal")
def test_in_a_terminal_ctrl_c_ends_it_with_what_is_known(tmp_path: Path) -> None:
    place = tmp_path / "case.yaml"
    master, slave = pty.openpty()
    arguments = [sys.executable, "-m", "xinfang_rules", *OFFICE, "--save", str(place)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        arguments, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True, preexec_fn=_take
    ) as process:
        try:
            os.close(slave)
            shown = _until(master, b"> ")
            os.write(master, b"2\n")
            shown += _until(master, b"> ")
            _wait_for_reading(process.pid)
            os.write(master, b"\x03")
            shown += _until(master, b"case.yaml\r\n")
            assert process.wait(timeout=300) == 130
        finally:
            process.kill()
    os.close(master)
    text = shown.decode()
    assert "这件事由谁处理？" in text
    assert "收到后如何处置：" in text
    assert "\x1b[1m" in text
    assert "Traceback" not in text
    assert read_case(place.read_text(encoding="utf-8")).petition.category == "grievance"


def _take() -> None:
    """Makes the terminal the one whose keys send signals to the process, also where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(terminal: int, end: bytes) -> bytes:
    seen, latest = b"", time.monotonic() + 300
    while not seen.endswith(end):
        assert time.monotonic() < latest, seen.decode()
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 65_536)
    return seen


def _wait_for_reading(pid: int) -> None:
    """Waits until the process sleeps: an interrupt just before it reads is noticed by Python with the next key only."""
    state, latest = Path(f"/proc/{pid}/stat"), time.monotonic() + 300
    while state.exists() and state.read_text(encoding="utf-8").rpartition(") ")[2][0] != "S":
        assert time.monotonic() < latest
        time.sleep(0.01)
    time.sleep(0 if state.exists() else 2)


def test_how_the_last_day_is_counted_tells_of_no_extension_where_there_is_none() -> None:
    lines = "9\n1\n2024-03-01\n{}\ny\n"
    role = ("ask", "--as-of", "2024-03-10", "--role", "handler")
    # Article 34: 60 days from 1 March, 30 of them in March: 30 April.
    none = run(*role, stdin=lines.format("尚未"))
    assert "最后一日：2024-04-30" in none.stdout
    assert "计算：自受理日期（2024-03-01）次日起算60日（办理期限）。\n" in none.stdout
    unknown = run(*role, stdin=lines.format("0\n不知道"))
    assert "最后一日：尚不能确定" in unknown.stdout
    assert "2024-04-30 至 2024-05-30 之间" in unknown.stdout
