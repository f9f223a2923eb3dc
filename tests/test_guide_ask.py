"""The guide to interviews: every transcript on it is what comes out when its answers are typed."""

import io
import shlex
import sys

import pytest

from tests.docs_helpers import DOCS, Block, commands
from tests.test_docs_code import Reader
from xinfang_rules.cli.main import main

PROMPT = ">"


class Interviewed(Reader):
    """Follows the page, and types what stands after each prompt of an interview."""

    met = 0

    def type(self, block: Block) -> None:
        (command, shown), *more = commands(block.code)
        if more or not command.startswith("xinfang ask"):
            # Where a page only shows the command, nothing is answered.
            sys.stdin = io.StringIO()
            super().type(block)
            return
        typed = [line.removeprefix(PROMPT).strip() for line in shown if line.startswith(PROMPT)]
        sys.stdin = io.StringIO("".join(f"{line}\n" for line in typed))
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(command)[1:])
        assert ended.value.code == 0
        self.compare(block, shown, [line.rstrip() for line in self.output().rstrip("\n").split("\n")])
        self.met += 1


@pytest.mark.usefixtures("in_an_empty_directory")
def test_the_transcripts_are_what_comes_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    reader = Interviewed(DOCS / "guide" / "ask.md", capsys)
    reader.follow()
    assert reader.met == 2
