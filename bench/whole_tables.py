"""Whole tables beside the loop over single cases: `python -m bench.whole_tables`.

Everything is timed in turns within one run; what counts are the ratios. Needs the extra `tables`.
"""

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from bench.cases import AS_OF, generated, half_known
from bench.memory import most_resident
from bench.packs import write_pack
from bench.table import one
from bench.timing import Timed
from xinfang_rules import FACTS, Case, Rulebook, load
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.truth import NEVER
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tables import evaluate_table
from xinfang_rules.tables.column_reading import EPOCH
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, fact_columns, fact_schema

ANSWERS = ("answers",)
WHOLE = ("answers", "statuses", "due_days")
LOOP = 300
"""Cases of the loop."""
SIZES = (220, 5_000)
"""Rules of the generated rulebooks."""


def table_of(cases: Sequence[Case], edition: Edition, rows: int) -> pa.Table:
    """Makes a table of so many rows, drawn from cases; days known only within bounds become unknown."""
    encoder = Encoder(edition)
    stated = np.array([encoder.encode(case, AS_OF.toordinal()) for case in cases], np.int64)
    drawn = np.random.default_rng(1).integers(0, len(stated), rows)
    columns = [_column(column, stated, edition).take(pa.array(drawn)) for column in fact_columns(FACTS).values()]
    return pa.table(columns, schema=fact_schema(FACTS))


def _column(column: Any, stated: Any, edition: Edition) -> pa.Array:
    low = stated[:, edition.layout[column.place]]
    if not column.values:
        unknown = low != stated[:, edition.layout[column.place] + 1]
        if column.kind == "count":
            return pa.array(low.astype(np.int32), mask=unknown)
        days = np.where(low == NEVER, NOT_HAPPENED.toordinal(), low) - EPOCH
        return pa.array(days.astype(np.int32), mask=unknown).cast(pa.date32())
    unknown = low & (low - 1) != 0
    if column.kind == "bool":
        return pa.array(low == 1, mask=unknown)
    places = np.log2(np.where(unknown, 1, low)).astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=unknown), pa.array(column.values))


def in_turns(tasks: dict[str, tuple[Callable[[], object], int]], rounds: int) -> dict[str, Timed]:
    """Times tasks in turns, in processor seconds for one of the many rows that each takes; the first does not count."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, (task, many) in tasks.items():
            gc.collect()
            start = time.process_time()
            task()
            if number:
                taken[name].append((time.process_time() - start) / many)
    return {name: Timed(tuple(some)) for name, some in taken.items()}


def evaluated(source: object, want: Sequence[str], book: Rulebook) -> Callable[[], object]:
    """Returns what evaluates a table and keeps nothing."""
    done = evaluate_table(source, as_of=AS_OF, rulebook=book, want=want)
    return lambda: sum(batch.num_rows for batch in done.batches())


def scanned(path: Path) -> int:
    """Reads the columns of a file, as PyArrow does by itself."""
    with pa_parquet.ParquetFile(path) as held:
        return sum(batch.num_rows for batch in held.iter_batches(BLOCK))


def main() -> int:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.whole_tables", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", type=Path, metavar="FILE", help="only print the bytes that answers of a file take")
    chosen = parser.parse_args()
    if chosen.peak is not None:
        done = evaluate_table(chosen.peak, as_of=AS_OF, rulebook=load("xinfang-2022"))
        done.write(chosen.peak.with_suffix(".out.parquet"))
        print(most_resident())
        return 0
    book = load("xinfang-2022")
    edition, rows = book.latest, chosen.rows
    cases = generated(edition, 2_000)
    complete, partial = table_of(cases, edition, rows), table_of(half_known(cases), edition, rows)
    state = evaluator_for(edition).state
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.parquet"
        pa_parquet.write_table(complete, source, row_group_size=131_072)
        to_file = evaluate_table(source, as_of=AS_OF, rulebook=book)
        taken = in_turns(
            {
                "loop": (lambda: [state(case, AS_OF) for case in cases[:LOOP]], LOOP),
                "answers, complete rows": (evaluated(complete, ANSWERS, book), rows),
                "answers, statuses, last days": (evaluated(complete, WHOLE, book), rows),
                "answers, half known rows": (evaluated(partial, ANSWERS, book), rows),
                "a scan of Parquet": (lambda: scanned(source), rows),
                "answers, Parquet to Parquet": (lambda: to_file.write(Path(folder) / "out.parquet"), rows),
            },
            chosen.rounds,
        )
        for name, timed in taken.items():
            beside = "a scan of Parquet" if "Parquet to" in name else "loop"
            ratio = timed.ratio(taken[beside]).median if beside != "loop" else taken[beside].ratio(timed).median
            what = "× the scan" if beside != "loop" else "× as fast as the loop"
            speed = 1e-6 / timed.seconds.median
            print(f"{name:32}{one(timed.seconds.median):>10} a row, {speed:6.2f} M/s, {ratio:6.1f} {what}")
        for many in (1, 4):
            file = Path(folder) / f"{many}.parquet"
            with pa_parquet.ParquetWriter(file, complete.schema) as writer:
                for _ in range(many):
                    writer.write_table(complete, row_group_size=131_072)
            command = [sys.executable, "-m", "bench.whole_tables", "--peak", str(file)]
            held = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            print(f"{many * rows:10} rows from Parquet to Parquet: at most {int(held) / 1e6:.0f} MB")
        by_rules(Path(folder), complete.slice(0, BLOCK), chosen.rounds)
    return 0


def by_rules(folder: Path, table: pa.Table, rounds: int) -> None:
    """Prints what a rule costs in a small rulebook and in a large one, of which all columns fill a gigabyte a block."""
    tasks: dict[str, tuple[Callable[[], object], int]] = {}
    for size in SIZES:
        write_pack(folder / str(size), size)
        tasks[str(size)] = evaluated(table, WHOLE, load(folder / str(size))), table.num_rows * size
    taken = in_turns(tasks, rounds)
    small, large = (taken[str(size)] for size in SIZES)
    print(f"a rule among {SIZES[1]} costs {large.ratio(small).median:.2f} × what one among {SIZES[0]} does")


if __name__ == "__main__":
    sys.exit(main())
