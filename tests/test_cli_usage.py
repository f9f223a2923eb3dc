"""Wrong usage of the command line is one line, and every command has help."""

import pytest

from tests.cli_helpers import LATE, refused, run, write
from xinfang_rules import __version__
from xinfang_rules.cli.main import COMMANDS

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


USAGE = {
    ("evaluate",): "Missing argument 'CASE...'",
    ("evaluate", "late.yaml", "--engine", "rete"): "'rete' is not one of 'compiled', 'interpreter'",
    ("evaluate", "late.yaml", "--overlay", "gone"): "Path 'gone' does not exist",
    ("evaluate", "late.yaml", "--formt", "json"): "--format",
    ("check", "xinfang-2002"): "did you mean xinfang-2022?",
    ("test", "gone"): "neither a shipped pack",
    ("schema", "cases"): "is not one of 'case', 'dossier', 'result', 'compact', 'rules'",
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


ABOUT_A_CASE = {
    ("evaluate", "late.yaml", "--as-of", "2024-02-30"): (
        "--as-of：日历上没有 2024-02-30 这一天",
        "--as-of: 2024-02-30 is no day of the calendar",
    ),
    ("explain", "late.yaml", "--as-of", "1/5/2024"): (
        "--as-of：“1/5/2024”不是日期，请写作 YYYY-MM-DD",
        "--as-of: '1/5/2024' is no day; write it as YYYY-MM-DD",
    ),
    ("explain", "late.yaml", "dispositio"): ("“dispositio”既不是问题（", "did you mean disposition?"),
    ("explain", "late.yaml", "disposition", "--why-not", "accep"): ("（是否为 accept？）", "did you mean accept?"),
    ("explain", "late.yaml", "--why-not", "accept"): ("须先指明问题", "why_not needs a question"),
}


@pytest.mark.parametrize("arguments", ABOUT_A_CASE, ids=" ".join)
def test_a_wrong_argument_about_a_case_is_told_in_chinese_or_english(arguments: tuple[str, ...]) -> None:
    write("late.yaml", LATE)
    chinese, english = ABOUT_A_CASE[arguments]
    (line,) = refused(run(*arguments))
    assert line.startswith(f"xinfang {arguments[0]}: usage: ")
    assert line.endswith(f"；见 xinfang {arguments[0]} --help")
    assert chinese in line
    # The language counts wherever it stands on the line.
    for told in (run(*arguments, "--lang", "en"), run(arguments[0], "--lang", "en", *arguments[1:])):
        (line,) = refused(told)
        assert line.isascii()
        assert english in line


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
