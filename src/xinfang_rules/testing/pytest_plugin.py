"""The pytest plugin: scenario files become tests, one for each scenario, named by its title.

It is imported whenever pytest starts, in every project of an environment in which this package is installed. So it
imports nothing until a scenario file is found.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_DIRECTORY = "scenarios"
_SECTION = re.compile(rb"(\xef\xbb\xbf)?scenarios[ \t]*:")


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Declares the settings of the plugin."""
    rulebook = "rulebook for scenarios: a shipped pack, or a directory relative to rootdir (default: the pack around)"
    parser.addini("xinfang_rulebook", rulebook, default="")
    parser.addini("xinfang_overlays", "overlays laid over the rulebook for scenarios", type="paths", default=[])


def pytest_collect_file(file_path: "Path", parent: "pytest.Collector") -> "pytest.Collector | None":
    """Collects scenario files: YAML under a directory `scenarios`, with a section `scenarios`."""
    if file_path.suffix not in (".yaml", ".yml") or _DIRECTORY not in file_path.parts[:-1] or not _is_ours(file_path):
        return None
    from xinfang_rules.testing.pytest_items import ScenarioModule

    return ScenarioModule.from_parent(parent, path=file_path)


def _is_ours(path: "Path") -> bool:
    try:
        with path.open("rb") as file:
            return any(_SECTION.match(line) for line in file)
    except OSError:  # whoever put it there, it cannot be known to be a scenario file
        return False
