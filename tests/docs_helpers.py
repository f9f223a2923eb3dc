"""Reads the code blocks of a page and runs them as a reader would, in the order of the page, in one directory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[a-z]*)(?P<rest>[^\n`]*)\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(r'title="([^"]+)"')
_PROMPT = "$ "
ELLIPSIS = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the name of the file that it shows, its lines, and the line it starts on."""

    language: str
    title: str | None
    code: str
    line: int


def pages() -> list[Path]:
    return sorted(DOCS.rglob("*.md"))


def blocks(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        title = _TITLE.search(found["rest"])
        indent = found["indent"]
        code = "".join(line.removeprefix(indent) for line in found["code"].splitlines(keepends=True))
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found["language"], title[1] if title else None, code, line)


def runnable(page: Path) -> int:
    """Counts the blocks of a page that are run."""
    return sum(block.language in ("python", "console") for block in blocks(page.read_text(encoding="utf-8")))


def commands(code: str) -> list[tuple[str, list[str]]]:
    """Splits a console block into commands, each with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for line in code.rstrip("\n").split("\n"):
        if line.startswith(_PROMPT):
            found.append((line.removeprefix(_PROMPT).partition("  #")[0].strip(), []))
        else:
            found[-1][1].append(line.rstrip())
    return found


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Tells whether lines are as shown; a line of `…` stands for any lines, none included."""
    if not shown:
        return not printed
    first, *rest = shown
    if first.strip() == ELLIPSIS:
        return any(agrees(rest, printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and printed[0] == first and agrees(rest, printed[1:])
