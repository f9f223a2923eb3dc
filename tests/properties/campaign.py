"""The long run: every property on many generated cases and rulebooks, on all engines, until something breaks.

    python -m tests.properties.campaign --cases 50000 --rulebooks 5000 --pack xinfang-2022

Everything is drawn from the seed: the same numbers find the same cases, on any number of processes. What breaks a
property is shown by its smallest case, and belongs into `tests/properties/past/` once it is mended.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

from xinfang_rules import Rulebook, load
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.program.reach import facts_read
from xinfang_rules.testing import PROPERTIES, DatedCase, Example, sample_cases, sample_near_deadlines, sensible_day
from xinfang_rules.testing.asserting import broken_by, told
from xinfang_rules.testing.case_generator import edition_for
from xinfang_rules.testing.properties.agreement import engines_agree
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

AS_OF = {"xinfang-2005": date(2012, 9, 20), "xinfang-2022": date(2024, 9, 20)}
CASES_A_TASK = 250
RULEBOOKS_A_TASK = 25
ONE_IN = 5
COSTLY_ONE_IN = 50
"""Engines are compared on every case; any other property is held on one case in so many, a costly one in so many."""


class Task(NamedTuple):
    kind: str
    number: int
    seed: int
    pack: str


class Done(NamedTuple):
    counted: Counter[str]
    broken: str


@cache
def shipped(pack: str) -> Rulebook:
    return load(pack)


def cases(task: Task) -> Iterator[Example]:
    """Yields shipped trials: any part of the facts known, all of them known, and the edges of time limits."""
    book, as_of, third = shipped(task.pack), AS_OF[task.pack], task.number // 3
    drawn: list[DatedCase] = []
    drawn += sample_cases(third, rulebook=book, as_of=as_of, seed=task.seed)
    drawn += sample_cases(third, rulebook=book, as_of=as_of, seed=task.seed, complete=True)
    drawn += sample_near_deadlines(task.number - 2 * third, rulebook=book, seed=task.seed)
    for count, (case, as_of) in enumerate(drawn):
        yield Example(book, case, as_of, seed=count)


def rulebook_trials(task: Task) -> Iterator[Example]:
    """Yields trials of random rulebooks, four cases each."""
    random = Random(task.seed)
    for _ in range(task.number):
        book = random_rulebook(random.randbytes(PACK_LENGTH))
        day = sensible_day(book)
        try:
            drawn = list(sample_cases(2, rulebook=book, as_of=day, known=facts_read(edition_for(book, day))))
        except ValueError:  # its constraints leave no case at all
            continue
        drawn += sample_near_deadlines(2, rulebook=book, seed=task.seed)
        for count, (case, as_of) in enumerate(drawn):
            yield Example(book, case, as_of, seed=count)


def run(task: Task) -> Done:
    counted: Counter[str] = Counter()
    books = set()
    for number, example in enumerate(rulebook_trials(task) if task.kind == "rulebooks" else cases(task)):
        counted["cases"] += 1
        books.add(example.rulebook)
        for prop in PROPERTIES:
            if prop.proved and task.kind == "rulebooks":
                continue
            if prop is not engines_agree and number % (COSTLY_ONE_IN if prop.costly else ONE_IN):
                continue
            counted[prop.name] += 1
            broken = broken_by(prop, example)
            if broken is not None:
                return Done(counted, told(prop, example, broken))
    counted["rulebooks"] = len(books)
    return Done(counted, "")


def tasks(kind: str, number: int, size: int, seed: int, pack: str) -> Iterator[Task]:
    for start in range(0, number, size):
        yield Task(kind, min(size, number - start), seed * 1_000_000 + start, pack)


def main() -> int:
    """Returns 0 if no property was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--rulebooks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pack", choices=sorted(AS_OF), default="xinfang-2022")
    given = parser.parse_args()
    started = time.monotonic()
    waiting = [*tasks("cases", given.cases, CASES_A_TASK, given.seed, given.pack)]
    waiting += tasks("rulebooks", given.rulebooks, RULEBOOKS_A_TASK, given.seed, given.pack)
    totals: dict[str, Counter[str]] = {"cases": Counter(), "rulebooks": Counter()}
    print(f"engines {', '.join(ENGINES)}; seed {given.seed}; {len(PROPERTIES)} properties", flush=True)
    with ProcessPoolExecutor(given.jobs) as pool:
        running = {pool.submit(run, task): task for task in waiting}
        for finished, future in enumerate(as_completed(running), 1):
            done, task = future.result(), running[future]
            totals[task.kind] += done.counted
            if done.broken:
                pool.shutdown(cancel_futures=True)
                print(f"{task}\n{done.broken}")
                return 1
            if finished % 20 == 0:
                print(f"{finished} of {len(waiting)} tasks, {time.monotonic() - started:.0f} s", flush=True)
    print(f"no disagreement in {time.monotonic() - started:.0f} s")
    print(f"{given.pack}: {totals['cases']['cases']} cases")
    print(f"random rulebooks: {totals['rulebooks']['rulebooks']}, {totals['rulebooks']['cases']} cases")
    for prop in PROPERTIES:
        print(f"  {prop.name:40}{totals['cases'][prop.name]:8}{totals['rulebooks'][prop.name]:8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
