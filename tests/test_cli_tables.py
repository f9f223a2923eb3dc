"""`xinfang evaluate` over tables: columns in, columns out, rows that are no case set aside; and lines of cases."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pa_parquet
import pytest
import xlsxwriter

from tests.cli_helpers import LATE, findings, process, refused, run, write
from tests.register_files import MAPPING, write_csv
from tests.register_rows import rows
from xinfang_rules import FACTS, Case, evaluate
from xinfang_rules.cli import progress
from xinfang_rules.cli.main import main

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")

# 34: 60 days. 14 May + 60 days: 17 to 31 May, 30 in June, 13 in July; on 1 August it is 18 + 1 = 19 days late.
LEDGER = """\
case_id,organ__kind,petition__category,handling__extension_approved,timeline__received_on,timeline__accepted_on,timeline__concluded_on
2024-001,other,grievance,false,2024-05-06,2024-05-13,2024-06-28
2024-002,other,grievance,false,2024-05-07,2024-05-14,9999-12-31
2024-003,other,suggestion,,2024-05-08,,
2024-004,other,grievence,false,2024-05-09,,
"""
LATE_ONES = ("--as-of", "2024-08-01", "--want", "late.handling.conclude")
ROWS = [("2024-001", None), ("2024-002", 19), ("2024-003", None), ("2024-004", None)]


def lines(text: str) -> list[tuple[str, int | None]]:
    read = [json.loads(line) for line in text.splitlines()]
    return [(row["case_id"], row["handling__conclude__days_late"]) for row in read]


def test_a_table_comes_out_as_a_table_and_refused_rows_are_summed_up() -> None:
    result = run("evaluate", write("ledger.csv", LEDGER), *LATE_ONES)
    assert result.stdout == (
        '"case_id","handling__conclude__days_late"\n"2024-001",\n"2024-002",19\n"2024-003",\n"2024-004",\n'
    )
    kind, summary = refused(result)
    assert kind == (
        "ledger.csv:5: value: petition__category：grievence不是“信访事项类别”可取的值："
        "suggestion, accusation, grievance, unknown（是否为 grievance？）（case_id 2024-004）"
    )
    assert summary == "ledger.csv: refused: 4行中有1行不能评估，没有结果；逐行的原因用 --refused 文件 写出"
    english = run("evaluate", "ledger.csv", *LATE_ONES, "--lang", "en").stderr
    assert english.isascii()
    assert "1 of 4 rows are no case" in english


def test_refused_rows_go_to_a_file_with_their_case_id_and_then_nothing_failed() -> None:
    result = run("evaluate", write("ledger.csv", LEDGER), *LATE_ONES, "--out", "out.jsonl", "--refused", "no.jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert findings(result) == ["ledger.csv: refused: 4行中有1行不能评估，已写入 no.jsonl"]
    assert lines(Path("out.jsonl").read_text(encoding="utf-8")) == ROWS
    (row,) = [json.loads(line) for line in Path("no.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (row["case_id"], row["row"], row["column"], row["code"]) == ("2024-004", 3, "petition__category", "value")


@pytest.mark.parametrize("ending", ["parquet", "arrow", "csv", "jsonl"])
def test_what_was_written_goes_in_again(ending: str) -> None:
    columns = ["--want", "track"]
    for column in LEDGER.partition("\n")[0].split(","):
        columns += ["--keep", column]
    write("ledger.csv", LEDGER)
    run("evaluate", "ledger.csv", "--as-of", "2024-08-01", *columns, "--out", f"again.{ending}", "--refused", "r.csv")
    again = run("evaluate", f"again.{ending}", *LATE_ONES, "--format", "jsonl")
    assert lines(again.stdout) == ROWS
    assert again.exit_code == 2


def test_the_day_of_evaluation_may_be_a_column() -> None:
    head, *rows = LEDGER.splitlines()[:-1]
    table = "\n".join([f"{head},today", *(f"{row},2024-07-{14 + number}" for number, row in enumerate(rows))])
    late = ["--want", "late.handling.conclude", "--format", "jsonl"]
    result = run("evaluate", write("ledger.csv", table), "--as-of", "today", *late)
    # Due on 13 July; the second row is of 15 July.
    assert lines(result.stdout) == [("2024-001", None), ("2024-002", 2), ("2024-003", None)]
    assert (
        "the table has no column toady (did you mean today?)"
        in run("evaluate", "ledger.csv", "--as-of", "toady", "--lang", "en").stderr
    )


def test_standard_input_is_a_table_where_its_format_is_said() -> None:
    for form in ("csv", "jsonl"):
        text = LEDGER if form == "csv" else run("evaluate", write("l.csv", LEDGER), "--format", "jsonl").stdout
        wanted = LATE_ONES if form == "csv" else ("--as-of", "2024-08-01", "--keep", "case_id")
        result = run("evaluate", "-", "--from", form, *wanted, "--lang", "en", stdin=text)
        if form == "csv":
            assert result.stdout.count("\n") == 5
            assert refused(result)[-1].startswith("<stdin>: refused: 1 of 4 rows")
        else:
            assert "no column of the table states a fact" in result.stderr


def test_lines_of_cases_are_cases_and_come_out_compact() -> None:
    cases = [
        {"case_id": "a", "petition": {"category": "grievance"}, "timeline": {"received_on": "2024-05-06"}},
        {"case_id": "b", "petition": {"category": "grievence"}},
        {"case_id": "c", "timeline": {"received_on": "2024-05-08", "registered_on": "2024-05-07"}},
        {"case_id": "d", "timeline": {"received_on": {"not_before": "2024-05-08", "not_after": "2024-05-09"}}},
    ]
    text = "\n\n".join(json.dumps(case) for case in cases) + "\n{\n"
    result = run("evaluate", write("cases.jsonl", text), "--as-of", "2024-08-01", "--format", "jsonl")
    came = [json.loads(line) for line in result.stdout.splitlines()]
    assert [None if one is None else one["case_id"] for one in came] == ["a", None, None, "d", None]
    places = [line.partition(": ")[0] for line in refused(result)]
    assert places == ["cases.jsonl:3:43", "cases.jsonl:5:77", "cases.jsonl:8:2"]
    single = run("evaluate", write("a.json", json.dumps(cases[0])), "--as-of", "2024-08-01", "--format", "json")
    whole = run("evaluate", "cases.jsonl", "--as-of", "2024-08-01", "--format", "jsonl", "--full")
    first = json.loads(whole.stdout.splitlines()[0])
    assert {**first, "provenance": None} == {**json.loads(single.stdout), "provenance": None}
    assert len(json.dumps(came[0])) < len(json.dumps(first)) / 3
    assert "第1行" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--all",), "--all is for cases"),
        (("--compact",), "--compact is for cases"),
        (("--full",), "--compact is for cases"),
        (("--case-ids",), "--case-ids is for cases"),
        (("--confirm",), "--confirm is for cases"),
        (("--engine", "interpreter"), "--engine is for cases"),
        (("--format", "json"), "--format json is for cases"),
        (("--format", "ics"), "--format ics is for cases"),
        (("late.yaml",), "a table is evaluated by itself"),
        (("--out", "ledger.csv"), "are to be different files"),
        (("--out", "a.csv", "--refused", "./a.csv"), "are to be different files"),
        (("--out", "a.docx"), "says no format that is written"),
        (("--want", "dispositon"), "did you mean disposition?"),
        (("--keep", "case"), "did you mean case_id?"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_what_has_no_meaning_for_a_table_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], told: str
) -> None:
    write("late.yaml", LATE)
    write("ledger.csv", LEDGER)
    result = run("evaluate", "ledger.csv", "--as-of", "2024-08-01", "--lang", "en", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(path.name for path in Path().iterdir()) == ["late.yaml", "ledger.csv"]
    assert Path("ledger.csv").read_text(encoding="utf-8") == LEDGER


@pytest.mark.parametrize("option", ["--want", "--keep", "--out", "--refused"])
def test_what_has_no_meaning_for_cases_is_refused(option: str) -> None:
    result = run("evaluate", write("late.yaml", LATE), option, "x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{option} 只用于表；" in result.stderr
    assert "--format csv is for tables" in run("evaluate", "late.yaml", "--format", "csv", "--lang", "en").stderr
    assert "--as-of：“day”不是日期" in run("evaluate", "late.yaml", "--as-of", "day").stderr


def test_a_table_without_rows_gives_one_without_rows() -> None:
    result = run("evaluate", write("ledger.csv", LEDGER.partition("\n")[0]), *LATE_ONES)
    assert (result.exit_code, result.stdout, result.stderr) == (0, '"case_id","handling__conclude__days_late"\n', "")


def test_what_is_no_table_is_one_line() -> None:
    write("ledger.csv", LEDGER)
    Path("place.csv").mkdir()
    write("junk.parquet", bytes(range(256)) * 9)
    told = {"gone.csv": ": not-found: 没有", "place.csv": ": is-directory: 这是", "junk.parquet": "不能作为表格读取："}
    for file, expected in told.items():
        (line,) = run("evaluate", file).stderr.splitlines()
        assert line.startswith(file + expected)


def test_without_the_extra_one_line_says_which() -> None:
    write("ledger.csv", LEDGER)
    with xlsxwriter.Workbook("ledger.xlsx") as book:
        book.add_worksheet().write_row(0, 0, LEDGER.partition("\n")[0].split(","))
    code = "import sys\nsys.modules['{}'] = None\nfrom xinfang_rules.cli.process import run\nrun()"
    for module, file, extra in (("pyarrow", "ledger.csv", "tables"), ("python_calamine", "ledger.xlsx", "registers")):
        command = [sys.executable, "-c", code.format(module), "evaluate", file]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert f"pip install 'xinfang-rules[{extra}]'" in line


class Terminal:
    encoding = "utf-8"

    def __init__(self) -> None:
        self.written: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("command", ["register", "report", "report of a table"])
def test_registers_and_reports_tell_how_far_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    register, table = write_csv(tmp_path / "r.csv", rows()[:9]), tmp_path / "t.csv"
    table.write_text("petition__channel,register__day\nletter,2024-05-06\nvisit,2024-05-07\n", "utf-8")
    given = {
        "register": ["register", str(register), "--mapping", str(MAPPING), "--out", str(tmp_path / "o.csv")],
        "report": [
            "report",
            str(register),
            "--mapping",
            str(MAPPING),
            "--period",
            "2024",
            "--out",
            str(tmp_path / "o.md"),
        ],
        "report of a table": ["report", str(table), "--period", "2024", "--out", str(tmp_path / "o.md")],
    }[command]
    for patience, shown in ((3600, False), (0, True)):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(progress, "PATIENCE", patience)
        monkeypatch.setenv("TERM", "xterm")
        with pytest.raises(SystemExit) as end:
            main([*given, "--as-of", "2024-12-31"])
        assert end.value.code == 0, terminal.written
        assert ("评估" in "".join(terminal.written)) is shown


def test_how_far_it_is_stands_on_a_terminal_only_and_only_where_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [range(3)] * 5
    assert list(progress.watched(iter(blocks), 15)) == blocks
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress.watched(iter(blocks), 15)) == blocks
    assert terminal.written == []
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress.watched(iter(blocks), 15)) == blocks
    assert "/15" in "".join(terminal.written)


posix = pytest.mark.skipif(os.name == "nt", reason="pipes, signals and devices of POSIX")


@posix
def test_a_reader_of_a_table_that_stops_early_is_no_failure() -> None:
    head, row, *_ = LEDGER.splitlines()
    write("long.csv", "\n".join([head, *[row] * 70_000]))
    command = '"$0" -c "from xinfang_rules.cli.process import run; run()" evaluate long.csv'
    script = f"{{ {command}; echo $? >code; }} | head -n 1"
    done = subprocess.run(["sh", "-c", script, sys.executable], capture_output=True, encoding="utf-8", check=False)
    assert (Path("code").read_text(encoding="utf-8"), done.stderr) == ("0\n", "")
    assert done.stdout == '"case_id","track","disposition","opinion","remedy_stage","acceptance"\n'


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110  # it is no file
def test_a_full_disk_is_one_line_and_no_file_is_left() -> None:
    write("ledger.csv", LEDGER)
    script = '"$0" -c "from xinfang_rules.cli.process import run; run()" evaluate ledger.csv > /dev/full'
    done = subprocess.run(["sh", "-c", script, sys.executable], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    Path("full.csv").symlink_to("/dev/full")
    (line,) = run("evaluate", "ledger.csv", "--out", "full.csv", "--refused", "r.csv").stderr.splitlines()
    assert line == "full.csv不能写入：No space left on device"
    assert [path.name for path in Path().iterdir() if "part" in path.name] == []


@posix
def test_interrupted_it_leaves_no_unfinished_file() -> None:
    os.mkfifo("pipe.csv")
    write("ledger.csv", LEDGER)
    # Its rows never end: the pipe stays open. So it is stopped while it reads, and while it writes.
    command = [sys.executable, "-c", "from xinfang_rules.cli.process import run; run()", "evaluate"]
    with subprocess.Popen([*command, "pipe.csv", "--out", "out.csv"], stderr=subprocess.PIPE) as running:
        with Path("pipe.csv").open("w", encoding="utf-8") as pipe:
            pipe.write(LEDGER)
            pipe.flush()
            time.sleep(0.5)
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == 130
        assert running.stderr is not None
        assert b"Traceback" not in running.stderr.read()
    assert sorted(path.name for path in Path().iterdir()) == ["ledger.csv", "pipe.csv"]


@posix
def test_a_pipe_is_read_as_a_file_is() -> None:
    script = (
        'cat ledger.csv | "$0" -c "from xinfang_rules.cli.process import run; run()" evaluate /dev/stdin --from csv'
    )
    write("ledger.csv", LEDGER)
    done = subprocess.run(["sh", "-c", script, sys.executable], capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.count("\n") == 5
    assert done.stderr.splitlines()[-1].startswith("/dev/stdin: refused: 4")


@posix
def test_a_million_rows_need_no_more_room_than_a_few() -> None:
    # 40 times as many rows in 40 row groups; on top of what NumPy and PyArrow take, it is one block that is held.
    write("ledger.csv", LEDGER.partition("2024-004")[0])
    columns = [argument for name in LEDGER.partition("\n")[0].split(",") for argument in ("--keep", name)]
    columns += ["--want", "track"]
    run("evaluate", "ledger.csv", "--as-of", "2024-08-01", *columns, "--out", "three.parquet")
    table = pa_parquet.read_table("three.parquet").select(range(7))
    whole = table.take([number % 3 for number in range(25_000)])
    for name, many in (("few.parquet", 1), ("many.parquet", 40)):
        with pa_parquet.ParquetWriter(name, whole.schema) as writer:
            for _ in range(many):
                writer.write_table(whole)
    code = (
        "import resource, sys\nfrom xinfang_rules.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit as end: assert not end.code\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    most = []
    for name in ("few", "many"):
        command = [sys.executable, "-c", code, "evaluate", f"{name}.parquet", "--out", f"{name}.out.csv"]
        most.append(int(subprocess.run(command, capture_output=True, check=True, timeout=300).stdout))
    assert most[1] < 1.5 * most[0]
    assert len(Path("many.out.csv").read_bytes().splitlines()) == 1_000_001


def test_a_process_of_its_own_writes_what_the_command_does() -> None:
    write("ledger.csv", LEDGER)
    done = process("evaluate", "ledger.csv", *LATE_ONES)
    assert done.returncode == 2
    assert done.stdout == run("evaluate", "ledger.csv", *LATE_ONES).stdout


def test_a_row_is_explained_as_its_case() -> None:
    write("ledger.csv", LEDGER)
    # The second row as a case: what has no column is unknown, a conclusion has not come.
    case: dict[str, dict[str, Any]] = {
        "organ": {"kind": "other"},
        "petition": {"category": "grievance"},
        "handling": {"extension_approved": False},
        "timeline": dict.fromkeys(
            (name.partition(".")[2] for name in FACTS.dates if name.startswith("timeline.")), "unknown"
        ),
    }
    case["timeline"] |= {"received_on": "2024-05-07", "accepted_on": "2024-05-14"}
    del case["timeline"]["concluded_on"]
    others = {name: "unknown" for name in FACTS.dates if not name.startswith("timeline.")}
    result = evaluate(Case.model_validate(case).with_facts(others), as_of=date(2024, 8, 1))
    for which in (("--line", "3"), ("--case-id", "2024-002")):
        for about in ("handling.conclude", "disposition"):
            came = run("explain", "ledger.csv", about, "--as-of", "2024-08-01", *which)
            assert (came.exit_code, came.stdout) == (0, result.explain(about) + "\n"), came.stderr
    assert (
        "2024-07-13" in run("explain", "ledger.csv", "handling.conclude", "--as-of", "2024-08-01", "--line", "3").stdout
    )
    refusals: dict[tuple[str, ...], str] = {
        ("--line", "5"): "ledger.csv:5: error: grievence不是“信访事项类别”可取的值",
        ("--line", "6"): "ledger.csv:6: error: 表里没有这一行，共4行",
        ("--line", "1"): "ledger.csv:1: error: 表里没有这一行，共4行",
        ("--case-id", "x"): "ledger.csv: error: 没有一行的 case_id 是 x",
        (): "表要用 --line 或者 --case-id 指明一行",
    }
    for wrong, told in refusals.items():
        (line,) = refused(run("explain", "ledger.csv", "--as-of", "2024-08-01", *wrong))
        assert told in line


def test_a_workbook_of_columns_is_a_table() -> None:
    with xlsxwriter.Workbook("ledger.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(LEDGER.splitlines()):
            sheet.write_row(number, 0, row.split(","))
    result = run("evaluate", "ledger.xlsx", *LATE_ONES, "--format", "jsonl")
    assert lines(result.stdout) == ROWS
    assert refused(result)[0].startswith("ledger.xlsx:5: value: petition__category：grievence")
    write("broken.xlsx", Path("ledger.xlsx").read_bytes()[:-200])
    (line,) = refused(run("evaluate", "broken.xlsx"))
    assert line.startswith("broken.xlsx: damaged: ")


def test_what_is_presumed_stands_in_columns_of_its_own() -> None:
    # Whether it is the first time, and raised to one organ, is not told: 18.2 and 20 may stand against accepting it.
    given = ["--as-of", "2024-08-01", "--want", "disposition", "--presume", "ordinary", "--format", "jsonl"]
    first = json.loads(run("evaluate", write("l.csv", LEDGER), *given).stdout.splitlines()[0])
    assert "join" in first["disposition"].split("|")
    assert "join" not in first["disposition__presumed"].split("|")
    assert "one_organ" in first["disposition__presumed__sets"].split("|")
    (line,) = run("evaluate", "l.csv", "--presume", "ordinry").stderr.splitlines()
    assert "ordinary" in line
