"""A module is known by its name alone: in a traceback, in an editor's tab, in a search."""

from collections import Counter
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "src"


def test_no_two_modules_have_one_name() -> None:
    found = Counter(path.name for path in SOURCES.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
    assert [name for name, times in found.items() if times > 1] == []
