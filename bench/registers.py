"""Registers as columns beside `examine` row by row: `python -m bench.registers`.

Both are timed in turns within one run; what counts is the ratio. With `--commands` instead: what `xinfang register`
and `xinfang report` take of a register of 36 columns, from CSV to tables and to a report, each in a process of its own.
Needs the extras `registers` and `reports`.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from bench.cases import AS_OF
from bench.table import one
from bench.whole_tables import in_turns
from xinfang_rules.dossier import examine
from xinfang_rules.dossier.dossier_model import DossierClaim, DossierOrgan
from xinfang_rules.registers import ActColumns, CodedColumn, DayColumn, SlotColumns, evaluate_register

LOOP: Final = 100
"""Rows that are examined one by one."""
ORGANS: Final = {
    "office": {"kind": "petition_office", "level": "county", "superior": "city"},
    "unit": {"kind": "other", "level": "county", "superior": "city"},
    "city": {"kind": "other", "level": "city"},
}
_PLAIN: Final[Mapping[str, Any]] = MappingProxyType({})


def drawn(rows: int) -> ActColumns:
    """Draws a register: what comes to an office goes to a unit, which accepts and answers it; a step may be missing."""
    random = np.random.default_rng(1)
    day = random.integers(date(2023, 1, 1).toordinal(), date(2024, 9, 1).toordinal(), rows)
    slots: list[SlotColumns] = []

    def slot(
        act: str, by: str | None, to: str | None, later: int, share: float, given: Mapping[str, Any] = _PLAIN
    ) -> None:
        nonlocal day
        day = day + random.integers(0, later + 1, rows)
        days = day.astype(np.int32)
        channel = CodedColumn(("letter", "visit", "online"), random.integers(0, 3, rows).astype(np.int32))
        slots.append(SlotColumns(
            f"s{len(slots)}", act, None, by, to, False, given, (random.random(rows) < share).astype(np.int8),
            DayColumn(days, days), told={"channel": channel} if act == "submit" else {},
        ))  # fmt: skip

    slot("submit", None, "office", 0, 1)
    slot("register", "office", None, 3, 0.9)
    slot("forward", "office", "unit", 20, 0.8)
    slot("notify", "unit", None, 18, 0.8, {"kind": "receipt"})
    slot("accept", "unit", None, 5, 0.8)
    slot("issue", "unit", None, 70, 0.7, {"kind": "petition_opinion"})
    slot("request_review", None, "city", 35, 0.1)
    return ActColumns(
        lines=np.arange(rows, dtype=np.int32),
        organs={name: DossierOrgan.model_validate(organ) for name, organ in ORGANS.items()},
        claim=DossierClaim.model_validate({"competent": "unit", "category": "grievance"}),
        matter={},
        records=tuple({slot.act for slot in slots}),
        slots=tuple(slots),
        refused=np.zeros(rows, np.bool_),
    )


_MEASURED: Final = """
import sys, time

class NoPandas:  # PyArrow imports it wherever it is installed, and it weighs 40 MB
    def find_spec(self, name, *_):
        if name == "pandas":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NoPandas())
from bench.memory import most_resident
from xinfang_rules.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    if end.code:
        raise
print(time.process_time(), most_resident(), sep="\\n")
"""


def commands(rows: int) -> Iterator[tuple[str, float, int]]:
    """Yields commands, each with the seconds of processor time and the most bytes that it takes of so many rows."""
    from tests.register_files import MAPPING, write_csv, written

    with tempfile.TemporaryDirectory() as place:
        file = write_csv(Path(place) / "register.csv", (row for row, _ in written(rows)))
        how = [str(file), "--mapping", str(MAPPING), "--as-of", "2025-01-10", "--out"]
        for name, command in (
            ("register to Parquet", ["register", *how, f"{place}/tables.parquet"]),
            ("the same, presumed", ["register", *how, f"{place}/presumed.parquet", "--presume", "ordinary"]),
            ("report to a folder", ["report", *how, f"{place}/report", "--period", "2024"]),
        ):
            argv = [sys.executable, "-c", _MEASURED, *command]
            done = subprocess.run(argv, capture_output=True, check=True, encoding="utf-8")
            seconds, most = done.stdout.split()[-2:]
            yield name, float(seconds), int(most)


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.registers", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commands", action="store_true", help="measure the commands")
    chosen = parser.parse_args()
    if chosen.commands:
        for name, seconds, most in commands(chosen.rows):
            print(f"{name:20}{seconds:6.1f} s of processor time, {most / 2**20:5.0f} MB at most")
        return
    columns = drawn(chosen.rows)

    def whole() -> None:
        for _ in evaluate_register(columns, as_of=AS_OF, presume="ordinary").blocks():
            pass

    def loop() -> None:
        for row in range(LOOP):
            examine(columns.row_dossier(row, AS_OF), as_of=AS_OF, presume="ordinary")

    taken = in_turns({"columns": (whole, chosen.rows), "examine": (loop, LOOP)}, chosen.rounds)
    for name, timed in taken.items():
        ratio = taken["examine"].ratio(timed).median
        print(f"{name:10}{one(timed.seconds.median):>10} a row, {ratio:6.1f} × as fast as examine row by row")


if __name__ == "__main__":
    main()
