"""The code on hand-written pages runs, and prints what the page shows."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs_helpers import DOCS, ROOT, Block, agrees, blocks, commands, pages, runnable
from xinfang_rules.cli.main import main

# What a page may tell a reader to type without a test typing it: it installs, serves, or builds.
ONLY_SHOWN = re.compile(
    r"(pip install|git|cd|export|curl|mkdocs|python|xinfang test --mutate|xinfang check --prove|xinfang serve|"
    r"\.venv-bench)\b"
)
INCLUDED = "--8<--"  # a file of the project, shown whole
NEEDS_DURABLE = "guide/durable-engine.md"
RUN_ELSEWHERE = {"ask.md", "validate-policy-change.md"}  # test_guide_ask.py, test_guide_policy_change.py
CODE = {"python", "console", "yaml", "json", "text", "toml", "ini", "html", "bash", "bat", "jsx", "js", "sql", ""}


def page_names() -> list[object]:
    names = [page.relative_to(DOCS).as_posix() for page in pages() if page.name not in RUN_ELSEWHERE]
    return [pytest.param(name, marks=pytest.mark.durable) if name == NEEDS_DURABLE else name for name in names]


class Reader:
    """Follows one page: writes its files, runs its code and commands, and compares what comes out."""

    def __init__(self, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.page = page
        self.capsys = capsys
        self.namespace: dict[str, Any] = {"__name__": "__page__"}
        self.printed: list[str] | None = None

    def follow(self) -> None:
        for block in blocks(self.page.read_text(encoding="utf-8")):
            assert block.language in CODE, f"{self.at(block)}: what language is {block.language}?"
            if block.language != "text":
                self.nothing_unshown(block)
            if block.title is not None:
                self.write(block)
            if block.code.startswith(INCLUDED):
                assert (ROOT / block.code.removeprefix(INCLUDED).strip().strip('"')).is_file(), self.at(block)
            elif block.language == "python":
                self.run(block)
            elif block.language == "console":
                self.type(block)
            elif block.language == "text" and self.printed is not None:
                self.compare(block, block.code.rstrip("\n").split("\n"), self.printed)
                self.printed = None
            elif block.language == "json" and block.title is None:
                json.loads(block.code)
            elif block.language == "yaml" and block.title is None:
                yaml.safe_load(block.code)
        assert not self.printed, f"{self.page.name}: the last example prints what the page does not show"

    def at(self, block: Block) -> str:
        return f"{self.page.relative_to(ROOT)}:{block.line}"

    def write(self, block: Block) -> None:
        assert block.title is not None
        place = Path(block.title)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(block.code, encoding="utf-8")

    def run(self, block: Block) -> None:
        self.capsys.readouterr()
        # Blank lines before it make a traceback name the line of the page.
        code = "\n" * block.line + block.code
        exec(compile(code, str(self.page), "exec"), self.namespace)
        self.printed = self.output().splitlines() or None

    def type(self, block: Block) -> None:
        for command, shown in commands(block.code):
            if ONLY_SHOWN.match(command):
                continue
            if command.startswith("make "):
                assert f"\n{command.removeprefix('make ')}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), command
                continue
            program, *arguments = shlex.split(command)
            assert program == "xinfang", f"{self.at(block)}: nothing here runs {program}"
            self.capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            if not shown:
                assert ended.value.code in (0, None), f"{self.at(block)}: {command} fails:\n{self.output()}"
                continue
            self.compare(block, shown, [line.rstrip() for line in self.output().splitlines()])

    def output(self) -> str:
        said = self.capsys.readouterr()
        return said.out + said.err

    def compare(self, block: Block, shown: list[str], printed: list[str]) -> None:
        assert agrees(shown, printed), f"{self.at(block)}: what is printed:\n" + "\n".join(printed)

    def nothing_unshown(self, block: Block) -> None:
        assert not self.printed, f"{self.at(block)}: the example before it prints what the page does not show"


@pytest.mark.usefixtures("in_an_empty_directory")
@pytest.mark.parametrize("name", page_names())
def test_the_code_on_a_page_runs_and_prints_what_the_page_shows(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "examples", "examples", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "examples" / "06-unpaid-wages-2024.yaml", "case.yaml")  # where a page shows none of its own
    Reader(DOCS / name, capsys).follow()


def test_most_guides_have_code_to_run() -> None:
    assert sum(1 for page in pages() if runnable(page)) >= 6


def test_lines_left_out_may_be_any_but_shown_ones_stand_in_order() -> None:
    assert agrees(["a", "…", "d"], ["a", "b", "c", "d"])
    assert agrees(["…", "d", "…"], ["d"])
    assert not agrees(["a", "…", "c", "b"], ["a", "b", "c"])
    assert not agrees(["a"], ["a", "b"])
