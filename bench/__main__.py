"""`python -m bench`: a table of what the library costs, beside a hand-written peer that is first shown to be equal."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from bench.cases import complete
from bench.measure import Row, rows
from bench.timing import ROUNDS, Spread
from bench.verify import disagreements, one_sided
from xinfang_rules import load

_DRAWN = 50
_LIBRARIES = ("xinfang-rules", "pydantic", "pydantic_core", "PyYAML", "chinesecalendar", "hypothesis")


def main() -> int:
    """Runs the benchmark; exit code 1 if the hand-written peer and the library differ."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    chosen = parser.parse_args()
    surroundings = environment()
    for name, value in surroundings.items():
        print(f"{name:14} {value}")
    book = load()
    cases = complete(book.latest, _DRAWN)
    differing = disagreements(book.latest, cases)
    if differing:
        print("The hand-written peer differs from the library:", *differing, sep="\n  ", file=sys.stderr)
        return 1
    print(f"\n{len(cases)} generated cases: the hand-written peer equals the library in all of them.")
    alike = one_sided(book.latest, cases)
    but = f", but for {', '.join(alike)}" if alike else ""
    print(f"Of {len(book.latest.rules)} rules each that has a condition holds in some of them and not in others{but}.")
    print(f"Processor time; median of {ROUNDS} rounds in turn [lowest–highest]; ratios are taken within a round.")
    written: list[Row] = []
    for row in rows(book, cases):
        if not written or written[-1].section != row.section:
            print(f"\n{row.section}")
        print(_line(row))
        written.append(row)
    if chosen.json is not None:
        figures = {"environment": surroundings, "cases": len(cases), "rounds": ROUNDS, "rows": _plain(written)}
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def environment() -> dict[str, str]:
    """Describes what the figures were taken on."""
    found = {
        "Python": f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load before": ", ".join(f"{number:.2f}" for number in os.getloadavg()),
    }
    return found | {name: version(name) for name in _LIBRARIES}


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _line(row: Row) -> str:
    line = f"  {row.name:46} {_seconds(row.seconds):34}"
    if row.ratio is not None:
        line += f" × {row.ratio.median:6.2f} [{row.ratio.low:.2f}–{row.ratio.high:.2f}]"
    if row.reached is not None:
        aim = f"× {row.most_times:g}" if row.most_seconds is None else _one(row.most_seconds)
        line += f"  {'reached' if row.reached else 'MISSED'}: at most {aim.strip()}"
    return line.rstrip()


def _seconds(spread: Spread) -> str:
    return f"{_one(spread.median)} [{_one(spread.low).strip()}–{_one(spread.high).strip()}]"


def _one(seconds: float) -> str:
    return f"{seconds * 1e3:8.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:8.1f} µs"


def _plain(written: Sequence[Row]) -> list[dict[str, object]]:
    return [asdict(row) | {"reached": row.reached} for row in written]


if __name__ == "__main__":
    sys.exit(main())
