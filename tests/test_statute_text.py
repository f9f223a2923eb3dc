"""No full sentence of a statute is committed anywhere: quotes are short, and with the text at hand nothing runs on."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from xinfang_rules.rulebook.statutes import statutes_directory

ROOT = Path(__file__).resolve().parent.parent
LONGEST_QUOTE = 40
NOT_OURS = {"build", "dist", "site", "htmlcov"}  # at the top

# How a quote is marked: the key of a rule file, Chinese and corner quotation marks, a block quote of Markdown.
_KEY = re.compile(r"""\bquote"?:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\n,}"']+))""")
_MARKS = re.compile(r"[“「『]([^“”「」『』]*)[”」』]")
_SENTENCE = re.compile(r"[\u4e00-\u9fff]")


def committed() -> list[Path]:
    """Lists what is, or would be, committed."""
    git = shutil.which("git")
    if git is not None and (ROOT / ".git").exists():
        command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout.split("\0")
        return sorted(path for name in names if name and (path := ROOT / name).is_file())
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and _may_be_ours(path))


def _may_be_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") or part in ("__pycache__", "_linked") for part in parts)
    return not hidden and parts[0] not in NOT_OURS


@cache
def texts() -> dict[str, str]:
    """Reads every text file; what is not UTF-8 is no text."""
    found = {}
    for path in committed():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def quotes(text: str) -> list[str]:
    by_key = ["".join(groups) for groups in _KEY.findall(text)]
    return [quote.strip() for quote in (*by_key, *_MARKS.findall(text)) if _SENTENCE.search(quote)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def runs(text: str, size: int) -> set[str]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def test_everything_that_could_hold_a_statute_is_looked_at() -> None:
    wanted = {"README.md", "README.zh-CN.md", "docs/index.md", "mkdocs.yml", "rules/xinfang-2022/instrument.yaml"}
    assert wanted <= set(texts())
    assert any(name.startswith("src/xinfang_rules/site/assets/") for name in texts())


@pytest.mark.parametrize("written", ["quote: {}", 'quote: "{}"', "“{}”", "「{}」", '{{"quote": "{}"}}'])
def test_a_quote_is_seen_however_it_is_marked(written: str) -> None:
    assert quotes(written.format("应" * 41)) == ["应" * 41]


def test_no_quote_is_longer_than_a_fragment() -> None:
    too_long = {
        (name, quote)
        for name, text in texts().items()
        for quote in quotes(text)
        if len(squeezed(quote)) > LONGEST_QUOTE and not name.startswith("tests/bad_rules/quote-too-long")
    }
    assert too_long == set()


def test_nothing_committed_runs_on_as_the_official_texts_do() -> None:
    directory = statutes_directory(ROOT)
    if directory is None:
        pytest.skip("no official text is at hand; name its directory in XINFANG_STATUTES")
    files = sorted(path for path in directory.rglob("*") if path.suffix in {".txt", ".md"})
    assert files, f"{directory} holds no official text (*.txt, *.md)"
    official: set[str] = set()
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            official |= runs(squeezed(line), LONGEST_QUOTE + 1)
    assert len(official) > 1000
    copied = {name: sorted(found)[0] for name, text in texts().items() if (found := _copied(text, official))}
    assert copied == {}


def _copied(text: str, official: set[str]) -> set[str]:
    return runs(squeezed(text), LONGEST_QUOTE + 1) & official
