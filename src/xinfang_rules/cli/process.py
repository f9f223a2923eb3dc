"""`xinfang` as a process of its own: set up before anything is imported, and ended as soon as its output is written."""

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Runs the command line as a process of its own, which ends as soon as its output is written.

    Freeing every object by itself, just before the system takes back their memory at once, would take longer than
    deciding the case. Whoever needs what Python does at its end, as coverage and profilers do, starts
    `python -m xinfang_rules`.
    """
    start_fast()
    from xinfang_rules.cli.main import main

    try:
        main()
    except SystemExit as end:
        # The exit code says already what could not be written; a stream that was closed is None.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, AttributeError):
                stream.flush()
        os._exit(int(end.code or 0))


def start_fast() -> None:
    """Leaves out what takes long when a process starts and is of no use to this one."""
    # Nearly all that is made at the start stays to the end; looking through it for garbage finds none.
    gc.set_threshold(100_000)
    # pydantic would search every installed distribution for plugins; none has a part in reading a case.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
