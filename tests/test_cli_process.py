"""The command line as a process of its own: imports, encodings, pipes and terminals."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_helpers import LATE, LATE_PAGE, PACK, process, write

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


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
    for form in ("json", "text"):
        assert "rich" not in imported("evaluate", late, "--format", form, "--as-of", "2024-03-20")


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
    command = [sys.executable, "-c", "from xinfang_rules.cli.process import run; run()", "evaluate", *[late] * 40]
    with subprocess.Popen([*command, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(1) == b"["
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0


@posix
def test_bad_input_is_an_exit_code_although_nobody_reads_the_errors() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", "from xinfang_rules.cli.process import run; run()", "evaluate", "nowhere.yaml"]
    try:
        assert subprocess.run(command, stderr=writer, check=False, timeout=60).returncode == 2
    finally:
        os.close(writer)


@posix
def test_output_that_cannot_be_written_is_one_line() -> None:
    late = write("late.yaml", LATE)
    script = 'exec "$0" -c "from xinfang_rules.cli.process import run; run()" evaluate "$1" '
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
    command = [sys.executable, "-c", "from xinfang_rules.cli.process import run; run()", *arguments]
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
    assert "\x1b" not in in_a_terminal(*arguments, TERM="dumb")
    assert "\x1b" not in process(*arguments).stdout
