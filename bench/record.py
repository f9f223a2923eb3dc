"""What one run of the benchmark found, as plain data: kept in `record.json`, from which the pages are written."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeAlias

from bench.adapters import PEERS
from bench.match import Outcome
from bench.timing import Spread, Timed

RECORD = Path(__file__).parent / "record.json"

HAND = "by hand"
OURS = "xinfang-rules, compiled"

Plain: TypeAlias = dict[str, Any]

_LIBRARIES = ("xinfang-rules", "pydantic", "pydantic_core", "durable-rules", "hypothesis", "matplotlib")


def environment(apart: Mapping[str, str]) -> Plain:
    """Describes what the figures were taken on.

    Args:
        apart: The versions of the engines that have an environment of their own, by their name here.
    """
    versions = {name: _version(name) for name in _LIBRARIES}
    versions |= {entry.distribution: _version(entry.distribution) for entry in PEERS if not entry.apart}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.system(),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load": ", ".join(f"{number:.2f}" for number in os.getloadavg()),
        "versions": versions | dict(apart),
    }


def plain_outcomes(outcomes: Sequence[Outcome]) -> list[Plain]:
    """Sums up a contest: times, and ratios within a round to the hand-written function and to this library."""
    timed = {outcome.name: outcome.timed for outcome in outcomes if outcome.timed is not None}
    hand = timed.get(HAND, {}).get("decisions")
    ours = timed.get(OURS, {})
    return [
        {
            "name": outcome.name,
            "reason": outcome.reason,
            "compared": outcome.compared,
            "wrong": list(outcome.wrong),
            "tasks": {
                task: {
                    "count": (outcome.counts or {})[task],
                    "seconds": asdict(taken.seconds),
                    "by_hand": _ratio(taken, hand),
                    "ours": _ratio(taken, ours.get(task)),
                }
                for task, taken in (outcome.timed or {}).items()
            },
        }
        for outcome in outcomes
    ]


def plain_spread(spread: Spread | None) -> Plain | None:
    """Turns a spread into plain data."""
    return None if spread is None else asdict(spread)


def write_record(found: Plain) -> None:
    """Keeps what a run found."""
    RECORD.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_record() -> Plain:
    """Returns what the last kept run found."""
    found: Plain = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def _ratio(taken: Timed, base: Timed | None) -> Plain | None:
    return None if base is None else asdict(taken.ratio(base))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _commit() -> str:
    git = ["git", "-C", str(Path(__file__).parent)]
    try:
        head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        changed = subprocess.run([*git, "status", "--porcelain", "--", "../src", "../rules"], capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return "-"
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
