"""The pytest plugin of xinfang-rules: scenario files become tests, one for each scenario, named by its title.

It is imported whenever pytest starts, in every project of an environment in which xinfang-rules is installed. So it
stands outside the library, of which it imports nothing until a scenario file is found.
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

_DIRECTORY: Final = "scenarios"
_LOOKED_AT: Final = 2**20
"""How many bytes of a file are looked at."""

_INSTRUMENT: Final = re.compile(r"""^["']?instrument["']?[ \t]*:""", re.MULTILINE)
_SECTION: Final = re.compile(r"""^(?:\{\s*)?["']?scenarios["']?[ \t]*:""", re.MULTILINE)
_KEY: Final = re.compile(r"""( *)(?:-( +))?["']?(\w+)["']?[ \t]*:(?:\s|$)""")
_KEY_IN_BRACES: Final = re.compile(r"""[{,]\s*["']?(scenario|as_of|case|expect)["']?\s*:""")
_BESIDE_A_DAY: Final = {"case", "expect"}


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Declares the settings of the plugin."""
    rulebook = "rulebook for scenarios: a shipped pack, or a directory relative to rootdir (default: the pack around)"
    parser.addini("xinfang_rulebook", rulebook, default="")
    parser.addini("xinfang_overlays", "overlays laid over the rulebook for scenarios", type="paths", default=[])


def pytest_collect_file(file_path: "Path", parent: "pytest.Collector") -> "pytest.Collector | None":
    """Collects scenario files: YAML under a directory `scenarios` that lies in a pack or has entries like ours."""
    if _DIRECTORY not in file_path.parts[:-1]:
        return None
    if not _lies_in_a_pack(file_path):
        # Among the files of others, only what is certainly ours.
        hidden = file_path.name.startswith(".") or file_path.suffix.lower() not in (".yaml", ".yml")
        if hidden or not _looks_like_ours(_beginning(file_path)):
            return None
    from xinfang_rules.scenarios.pytest_items import ScenarioModule, is_scenario_file

    return ScenarioModule.from_parent(parent, path=file_path) if is_scenario_file(file_path) else None


def _beginning(path: "Path") -> str:
    """Reads the beginning of a file; nothing of one that cannot be read, which cannot be known to be ours."""
    if not path.is_file():  # a pipe would be waited for
        return ""
    try:
        with path.open("rb") as file:
            content = file.read(_LOOKED_AT)
    except OSError:
        return ""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(encoding, "replace")


def _lies_in_a_pack(path: "Path") -> bool:
    """Tells whether a file lies in the scenarios of a pack of rules; then it is ours, whatever is wrong with it."""
    around = (parent.parent / "instrument.yaml" for parent in path.parents if parent.name == _DIRECTORY)
    return any(_INSTRUMENT.search(_beginning(instrument)) for instrument in around)


def _looks_like_ours(text: str) -> bool:
    """Tells whether an entry of the section `scenarios` has a title as ours have, or the day and a key beside it.

    Other tools have a section of that name too, whose entries say `name`, `flow`, `steps`. The text is looked at, not
    read: whether it is well-formed is told later, and of our files only.
    """
    section = _SECTION.search(text)
    if section is None:
        return False
    rest = text[section.end() :]
    entries = set(_keys_of_entries(rest))
    if rest.lstrip().startswith(("[", "{")):
        entries.update(key[1] for key in _KEY_IN_BRACES.finditer(rest))
    return "scenario" in entries or ("as_of" in entries and bool(entries & _BESIDE_A_DAY))


def _keys_of_entries(section: str) -> "Iterator[str]":
    """Yields the keys of a list's entries, or of one entry in place of a list, up to the next section."""
    dash = column = -1
    for line in section.splitlines()[1:]:
        found = _KEY.match(line)
        if found is None:
            continue
        indent, gap, key = len(found[1]), found[2], found[3]
        if gap is None and indent == 0:
            return
        if (gap is not None and indent == dash) or column < 0:
            dash, column = (-1, indent) if gap is None else (indent, indent + 1 + len(gap))
            yield key
        elif gap is None and indent == column:
            yield key
