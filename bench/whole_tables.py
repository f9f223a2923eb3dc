"""Whole tables beside the loop over single cases: `python -m bench.whole_tables`.

Everything is timed in turns within one run; what counts are the ratios. Needs the extra `tables`.
"""

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from bench.cases import AS_OF, generated, half_known
from bench.host import Expecting
from bench.memory import most_resident
from bench.packs import write_pack
from bench.record import Plain, environment, plain_spread, read_record, write_record
from bench.table import one
from bench.table_conditions import contestants
from bench.timing import Timed
from xinfang_rules import Case, Rulebook, load
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.truth import NEVER
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tables import compare_tables, evaluate_table
from xinfang_rules.tables.column_reading import EPOCH
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, fact_columns, fact_schema

ANSWERS = ("answers",)
WHOLE = ("answers", "statuses", "due_days")
LOOP = 300
"""Cases of the loop."""
KNOWN = 500
"""Cases of which rows are drawn whose conditions are worked out."""
UNREAD = 7_000
"""Columns that nothing reads."""
LOOPED, SCANNED, FILED = "the loop", "a scan of Parquet", "Parquet to Parquet"
COMPARED = "two rulebooks compared"
SHORTER = """\
overlay: {id: shorter, title: 试点, changes: [{sets: handling.days, because: 试点}]}
parameters: [{parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}]
"""
"""The other rulebook."""
SIZES = (220, 5_000)
"""Rules of the generated rulebooks."""


def table_of(cases: Sequence[Case], edition: Edition, rows: int) -> pa.Table:
    """Makes a table of so many rows, drawn from cases; days known only within bounds become unknown."""
    encoder = Encoder(edition)
    stated = np.array([encoder.encode(case, AS_OF.toordinal()) for case in cases], np.int64)
    drawn = np.random.default_rng(1).integers(0, len(stated), rows)
    columns = [
        _column(column, stated, edition).take(pa.array(drawn)) for column in fact_columns(edition.facts).values()
    ]
    return pa.table(columns, schema=fact_schema(edition.facts))


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


def evaluated(source: object, want: Sequence[str], book: Rulebook, presume: str = "") -> Callable[[], object]:
    """Returns what evaluates a table and keeps nothing."""
    done = evaluate_table(source, as_of=AS_OF, rulebook=book, want=want, presume=presume)
    return lambda: sum(batch.num_rows for batch in done.batches())


def scanned(path: Path) -> int:
    """Reads the columns of a file, as PyArrow does by itself."""
    with pa_parquet.ParquetFile(path) as held:
        return sum(batch.num_rows for batch in held.iter_batches(BLOCK))


def measured(rows: int, rounds: int, say: Callable[[str], None]) -> Plain:
    """Measures everything.

    Args:
        rows: How many rows the tables have.
        rounds: In how many rounds it is timed.
        say: Is told what is going on.
    """
    book = load("xinfang-2022")
    edition = book.latest
    cases = generated(edition, 2_000)
    complete, partial = table_of(cases, edition, rows), table_of(half_known(cases), edition, rows)
    found: Plain = {"environment": environment({}), "rows": rows, "rounds": rounds}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        say("tables beside the loop")
        found["tasks"] = _beside_the_loop(book, cases, complete, partial, folder, rounds)
        say("the same conditions")
        found["conditions"] = _conditions(edition, cases, rounds)
        say("many columns that nothing reads")
        found["wide"] = _wide(book, complete.slice(0, BLOCK), folder, rounds)
        say("rulebooks of many sizes")
        found["by_rules"] = _by_rules(folder, complete.slice(0, BLOCK), rounds)
        say("memory")
        found["peaks"] = {str(many * rows): _peak(complete, many, folder) for many in (1, 10)}
    return found


def _beside_the_loop(
    book: Rulebook, cases: Sequence[Case], complete: pa.Table, partial: pa.Table, folder: Path, rounds: int
) -> Plain:
    source, rows, state = folder / "cases.parquet", complete.num_rows, evaluator_for(book.latest).state
    pa_parquet.write_table(complete, source, row_group_size=131_072)
    to_file = evaluate_table(source, as_of=AS_OF, rulebook=book)
    (folder / "shorter.yaml").write_text(SHORTER, encoding="utf-8")
    shorter = load("xinfang-2022", overlays=[folder / "shorter.yaml"])
    tasks: dict[str, tuple[Callable[[], object], int]] = {
        LOOPED: (lambda: [state(case, AS_OF) for case in cases[:LOOP]], LOOP),
        "answers": (evaluated(complete, ANSWERS, book), rows),
        "everything": (evaluated(complete, WHOLE, book), rows),
        "half known": (evaluated(partial, ANSWERS, book), rows),
        "presumed": (evaluated(partial, ANSWERS, book, "ordinary"), rows),
        COMPARED: (lambda: compare_tables(source, book, shorter, as_of=AS_OF), rows),
        SCANNED: (lambda: scanned(source), rows),
        FILED: (lambda: to_file.write(folder / "out.parquet"), rows),
    }
    taken = in_turns(tasks, rounds)
    return {
        name: {
            "seconds": plain_spread(timed.seconds),
            "ratio": plain_spread(timed.ratio(taken[SCANNED]) if name == FILED else taken[LOOPED].ratio(timed)),
        }
        for name, timed in taken.items()
    }


def _conditions(edition: Edition, cases: Sequence[Case], rounds: int) -> Plain:
    expecting = Expecting(edition)
    asked = contestants(edition, [expecting.known(case) for case in cases[:KNOWN]], BLOCK)
    taken = in_turns({name: (ask, BLOCK) for name, ask in asked.items()}, rounds)
    own = taken[next(iter(taken))]
    return {
        name: {"seconds": plain_spread(timed.seconds), "ratio": plain_spread(timed.ratio(own))}
        for name, timed in taken.items()
    }


def _wide(book: Rulebook, table: pa.Table, folder: Path, rounds: int) -> Plain | None:
    """Compares a file with many columns that nothing reads with one without them."""
    nothing = pa.array(np.zeros(table.num_rows, np.int8))
    more = {f"c{number}": nothing for number in range(UNREAD)}
    wide = pa.table({**{name: table[name] for name in table.column_names}, **more})
    tasks: dict[str, tuple[Callable[[], object], int]] = {}
    for name, some in (("plain", table), ("wide", wide)):
        path = folder / f"{name}.parquet"
        pa_parquet.write_table(some, path)
        tasks[name] = evaluated(path, ANSWERS, book), table.num_rows
        tasks[f"{name} in memory"] = evaluated(some, ANSWERS, book), table.num_rows
    taken = in_turns(tasks, rounds)
    return {
        "file": plain_spread(taken["wide"].ratio(taken["plain"])),
        "memory": plain_spread(taken["wide in memory"].ratio(taken["plain in memory"])),
    }


def _by_rules(folder: Path, table: pa.Table, rounds: int) -> Plain | None:
    """Returns what a rule costs in a large rulebook beside a small one, of whose columns a block fills a gigabyte."""
    tasks: dict[str, tuple[Callable[[], object], int]] = {}
    for size in SIZES:
        write_pack(folder / str(size), size)
        tasks[str(size)] = evaluated(table, WHOLE, load(folder / str(size))), table.num_rows * size
    small, large = (in_turns(tasks, rounds)[str(size)] for size in SIZES)
    return plain_spread(large.ratio(small))


def _peak(table: pa.Table, many: int, folder: Path) -> int:
    """Returns how many bytes answers take at most, from a file of a table so many times to another."""
    file = folder / f"{many}.parquet"
    with pa_parquet.ParquetWriter(file, table.schema) as writer:
        for _ in range(many):
            writer.write_table(table, row_group_size=131_072)
    command = [sys.executable, "-m", "bench.whole_tables", "--peak", str(file)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def lines(found: Plain) -> Iterator[str]:
    """Writes the figures as plain text."""
    for name, taken in found["tasks"].items():
        seconds, ratio = taken["seconds"]["median"], taken["ratio"]["median"]
        what = "× a scan of the file" if name == FILED else "× as fast as the loop"
        yield f"{name:24}{one(seconds):>10} a row, {1e-6 / seconds:6.2f} M/s, {ratio:6.1f} {what}"
    for name, taken in found["conditions"].items():
        yield f"all conditions, {name:18}{one(taken['seconds']['median']):>10} a row, {taken['ratio']['median']:.1f} ×"
    file, memory = (found["wide"][kind]["median"] for kind in ("file", "memory"))
    yield f"with {UNREAD} columns that nothing reads: {file:.2f} × from Parquet, {memory:.2f} × in memory"
    yield f"a rule among {SIZES[1]} costs {found['by_rules']['median']:.2f} × what one among {SIZES[0]} does"
    for rows, peak in found["peaks"].items():
        yield f"{int(rows):10} rows from Parquet to Parquet: at most {peak / 1e6:.0f} MB"


def main() -> int:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.whole_tables", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="keep the figures in bench/record.json beside others")
    parser.add_argument("--peak", type=Path, metavar="FILE", help="only print the bytes that answers of a file take")
    chosen = parser.parse_args()
    if chosen.peak is not None:
        done = evaluate_table(chosen.peak, as_of=AS_OF, rulebook=load("xinfang-2022"))
        done.write(chosen.peak.with_suffix(".out.parquet"))
        print(most_resident())
        return 0
    found = measured(chosen.rows, chosen.rounds, lambda said: print(said, file=sys.stderr, flush=True))
    print(*lines(found), sep="\n")
    if chosen.record:
        write_record({**read_record(), "tables": found})
    return 0


if __name__ == "__main__":
    sys.exit(main())
