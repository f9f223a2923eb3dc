"""The long run of registers as columns: many drawn rows, each held against `examine`, until something differs.

    python -m tests.properties.register_campaign --rows 5000 --drawn 400

Rows of the register of 36 columns, with rubbish in it, and registers in which anything may stand. Everything is drawn
from the seed.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.register_columns import columns_of, differences, drawn_day
from tests.register_files import MAPPING, write_csv, written

from xinfang_rules.registers import ActColumns, Register, RegisterEvaluation, evaluate_register, read_register

DAYS = (date(2023, 6, 1), date(2024, 3, 20), date(2025, 1, 10))
SETS = ((), ("ordinary",), ("ordinary", "as_classified"))
AT_ONCE = 40
"""Rows of a drawn register."""


def ordinary(rows: int, seed: int) -> Iterator[RegisterEvaluation]:
    """Yields the register of 36 columns, looked at on several days."""
    with TemporaryDirectory() as place:
        made = (row for row, _ in written(rows, seed=seed))
        register = read_register(write_csv(Path(place) / "register.csv", made), MAPPING)
    for day, sets in zip(DAYS, SETS, strict=True):
        yield evaluate_register(register, as_of=day, presume=sets)


def drawn(many: int, seed: int) -> Iterator[RegisterEvaluation]:
    """Yields drawn registers."""
    for number in range(many):
        random = Random(seed * 1_000_000 + number)
        columns: ActColumns | Register = columns_of(random, AT_ONCE, wild=random.choice((0.0, 0.1, 0.3)))
        yield evaluate_register(columns, as_of=drawn_day(random), presume=random.choice(SETS))


def main() -> int:
    """Returns 0 if nothing differed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--drawn", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name, runs in (("36 columns", ordinary(given.rows, given.seed)), ("drawn", drawn(given.drawn, given.seed))):
        started, parts, alone = time.monotonic(), 0, 0
        for number, done in enumerate(runs):
            told = next(differences(done), None)
            if told is not None:
                print(f"{name}, run {number} of seed {given.seed}: row {told[0]}", *told[1:], sep="\n")
                return 1
            blocks = list(done.blocks())
            parts, alone = parts + sum(b.parts.num_rows for b in blocks), alone + sum(b.alone for b in blocks)
        print(f"{name}: {parts} parts, {alone} rows by themselves, {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
