"""Which tests run in one process where `-n` has several: those of a file, and of files that share what is costly.

With pytest-xdist 3.8 and pytest 9.2, `--dist loadgroup` takes no notice of `xdist_group`, and says so nowhere
(https://github.com/pytest-dev/pytest-xdist/issues/1386). So the files are told here. Their order is that of collection:
the scenarios of `rules`, each short and by itself, come last, and no process waits long for the other.
"""

import os
from typing import Any

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

TOGETHER = {
    "the documentation as it is built": (
        "tests/site/browser/",
        "tests/site/test_hostile_texts.py",
        "tests/site/test_plugin.py",
        "tests/site/test_try_it.py",
    ),
    "the register": ("tests/test_register.py", "tests/test_table_needs.py", "tests/test_presumed_tables.py"),
}

BUILT = "XINFANG_SITE"
"""The environment variable that says where the documentation has been built: nothing costly is shared then."""


class Distribution(LoadFileScheduling):  # type: ignore[misc]
    """Gives each process one file after the other, or one group of files."""

    def __init__(self, config: Any, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def scope_of(nodeid: str) -> str:
    """Returns by what name a test goes to a process: all of one name go to one."""
    file = nodeid.partition("::")[0]
    if file.startswith("rules/"):
        return nodeid
    if BUILT in os.environ and file.startswith("tests/site/"):
        return file
    return next((name for name, places in TOGETHER.items() if file.startswith(places)), file)
