"""The long run of the table engine: many generated rows, each held against the scalar engine, until something differs.

    python -m tests.properties.table_campaign --rows 1000000 --rulebooks 2000

Rows of the shipped rulebook, of overlays over it, and of random rulebooks; known in full and in part, on several days,
some of them put together of others, so that many contradict themselves. Everything is drawn from the seed.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.overlay_helpers import overlay_of
from tests.table_helpers import Rows, differences, found, mixed, needs_differences, presumed_differences, stated

from xinfang_rules import Rulebook, load
from xinfang_rules.program.reach import facts_read
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines, sensible_day
from xinfang_rules.testing.case_generator import edition_for
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

DAYS = (date(2022, 5, 2), date(2024, 9, 20), date(2025, 1, 27), date(2031, 3, 3))
POOL = 250
"""Cases drawn for each day, known in full, and as many known in part."""
AT_ONCE = 10_000
SETS = (("ordinary",), ("ordinary", "as_classified", "no_findings"), ("no_findings",))
"""Sets of presumptions, used in turn."""
NEEDS = 200
"""Rows of which it is compared what is most decisive."""
SHORTENED = "parameters:\n- {parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}\n"


def shipped(seed: int) -> Iterator[Rows]:
    """Yields rows of the shipped rulebook, and of an overlay over it, without end."""
    with TemporaryDirectory() as place:
        overlay = Path(place) / "trial.yaml"
        overlay.write_text(overlay_of(SHORTENED, "sets: handling.days"), encoding="utf-8")
        books = [load("xinfang-2022"), load("xinfang-2022", overlays=[overlay])]
    while True:
        for book in books:
            cases: list[DatedCase] = list(sample_near_deadlines(2 * POOL, rulebook=book, seed=seed))
            for day in DAYS:
                for complete in (True, False):
                    cases += sample_cases(POOL, rulebook=book, as_of=day, seed=seed, complete=complete)
            pool = stated(book.latest, cases)
            yield pool
            for number in range(8):
                yield mixed(pool, AT_ONCE, seed + number, whole_groups=number % 4 != 3)
            seed += 100


def of_rulebook(book: Rulebook, seed: int) -> Iterator[Rows]:
    """Yields rows of one random rulebook."""
    day = sensible_day(book)
    cases = list(sample_near_deadlines(8, rulebook=book, seed=seed))
    try:
        cases += sample_cases(8, rulebook=book, as_of=day, known=facts_read(edition_for(book, day)), seed=seed)
        cases += sample_cases(8, rulebook=book, as_of=day, complete=True, seed=seed)
    except ValueError:  # its constraints leave no case at all
        return
    pool = stated(book.latest, cases)
    yield pool
    yield mixed(pool, 40, seed, whole_groups=False)


def main() -> int:
    """Returns 0 if nothing differed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rulebooks", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started, totals = time.monotonic(), [0] * 5

    def hold(rows: Rows) -> bool:
        came = found(rows)
        told = differences(rows, came)
        for place, number in enumerate((len(rows.values), came.broken.sum(), came.uncountable.sum())):
            totals[place] += int(number)
        print(*told[:5], sep="\n", end="\n" if told else "", flush=True)
        return not told

    def presume(rows: Rows, number: int) -> bool:
        told, presumed = presumed_differences(rows, SETS[number % len(SETS)])
        totals[3] += presumed
        print(*told[:5], sep="\n", end="\n" if told else "", flush=True)
        return not told

    def need(rows: Rows, number: int) -> bool:
        start = 97 * number % len(rows.values)  # it takes long: some of them
        some = Rows(rows.edition, rows.values[start : start + NEEDS], rows.today[start : start + NEEDS])
        told, asked = needs_differences(some)
        totals[4] += asked
        print(*told[:5], sep="\n", end="\n" if told else "", flush=True)
        return not told

    def summed_up(of: str) -> None:
        rows, broken, uncountable, presumed, asked = totals
        taken = time.monotonic() - started
        counts = f"{rows} rows, {broken} broken, {uncountable} uncountable, {presumed} presumed, {asked} asked"
        print(f"{of}: {counts}, {taken:.0f} s", flush=True)
        totals[:] = [0] * 5

    random = Random(given.seed)
    for number in range(given.rulebooks):
        if not all(hold(rows) for rows in of_rulebook(random_rulebook(random.randbytes(PACK_LENGTH)), number)):
            print(f"rulebook {number} of seed {given.seed}")
            return 1
    summed_up(f"{given.rulebooks} random rulebooks")
    for number, rows in enumerate(shipped(given.seed) if given.rows else ()):
        if not hold(rows) or not presume(rows, number) or not need(rows, number):
            return 1
        if totals[0] >= given.rows:
            break
    summed_up("the shipped rulebook and an overlay")
    return 0


if __name__ == "__main__":
    sys.exit(main())
