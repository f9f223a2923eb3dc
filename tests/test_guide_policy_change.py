"""The guide page "validate a policy change": every block of it is carried out, and what it shows is what comes out."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "docs" / "guide" / "validate-policy-change.md", ROOT / "docs" / "en" / "validate-policy-change.md"]

BLOCK = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
INSTALLED = re.compile(r"\S*/(?=xinfang-2022/scenarios/)")
SECONDS = re.compile(r"in [0-9.]+s\b")


def run(command: str, place: Path) -> str:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONPATH": "", "PYTHONUTF8": "1"}
    environment["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    for name in ("NO_COLOR", "FORCE_COLOR", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    done = subprocess.run(
        command, shell=True, cwd=place, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.stderr, done.stderr
    return plain(done.stdout)


def plain(output: str) -> str:
    """Takes out what differs from one machine to the next: where the package lies, and how long it took."""
    lines = INSTALLED.sub("", SECONDS.sub("in some time", output)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def commands(text: str) -> list[tuple[str, str]]:
    """Reads a console block: each command with what comes after it."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert parts[0] == ""
    return list(zip(parts[1::2], parts[2::2], strict=True))


CHINESE = {block["text"] for block in BLOCK.finditer(PAGES[0].read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("page", "done_before", "expected"), [(PAGES[0], set(), 12), (PAGES[1], CHINESE, 2)], ids=("zh", "en")
)
def test_the_page_can_be_followed(page: Path, done_before: set[str], expected: int, tmp_path: Path) -> None:
    """What stands on the English page word for word as on the Chinese one is carried out for the one alone."""
    assert Path(sysconfig.get_path("scripts")).parent == Path(sys.prefix)
    carried_out = 0
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, title, text = block["language"], block["title"], block["text"]
        if language == "console":
            for command, shown in () if text in done_before else commands(text):
                assert run(command, tmp_path) == plain(shown), command
                carried_out += 1
        else:
            assert title, f"this block has no file to be written to:\n{text}"
            file = tmp_path / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    assert carried_out == expected


def test_both_pages_do_the_same() -> None:
    chinese, english = (
        [block.groups() for block in BLOCK.finditer(page.read_text(encoding="utf-8"))] for page in PAGES
    )
    pairs = list(zip(chinese, english, strict=True))
    # Two programs print words, in the language of their page; each is followed by the command that runs it.
    assert [ours[:2] for ours, theirs in pairs if ours != theirs] == [
        ("python", "compare.py"),
        ("console", None),
        ("python", "properties.py"),
        ("console", None),
    ]
    for (language, title, ours), (other_language, other_title, theirs) in pairs:
        assert (language, title) == (other_language, other_title)
        if language == "console":
            assert [command for command, _ in commands(ours)] == [command for command, _ in commands(theirs)]
