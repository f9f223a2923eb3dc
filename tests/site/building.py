"""Builds a site as its users do, and keeps what is costly for all processes of one test run."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds that a process waits for another to have built the site


def mkdocs(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs MkDocs in a directory, without the official text: its pages are what the public sees."""
    environment = {name: value for name, value in os.environ.items() if name != "XINFANG_STATUTES"}
    environment |= {"PYTHONWARNINGS": "default"}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(
        command, cwd=directory, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


def build(directory: Path, target: Path) -> str:
    """Builds a site strictly.

    Returns:
        What MkDocs said.

    Raises:
        AssertionError: If it did not succeed.
    """
    done = mkdocs(directory, "build", "--strict", "--site-dir", str(target))
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stderr


def once(place: Path, make: Callable[[], Any]) -> Any:
    """Makes something the first time it is asked for, in whichever process; the others wait for it.

    Args:
        place: A path that belongs to this thing alone.
        make: Makes it; what it returns is kept as JSON.
    """
    kept, lock = place.with_suffix(".json"), place.with_suffix(".lock")
    try:
        lock.mkdir()
    except FileExistsError:
        return _waited_for(kept)
    answer: dict[str, Any] = {"failed": "the process that made this ended early"}
    try:
        answer = {"made": make()}
    except Exception as error:
        answer = {"failed": str(error)}
    finally:
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps(answer), encoding="utf-8")
        fresh.replace(kept)
    return _waited_for(kept)


def _waited_for(kept: Path) -> Any:
    until = time.monotonic() + PATIENCE
    while not kept.is_file():
        assert time.monotonic() < until, f"nothing has made {kept.name}"
        time.sleep(0.2)
    answer = json.loads(kept.read_text(encoding="utf-8"))
    assert "made" in answer, answer.get("failed")
    return answer["made"]
