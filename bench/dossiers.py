"""What examining a dossier costs, beside evaluating the cases of its parts one by one."""

import gc
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from bench.timing import Spread, Timed
from xinfang_rules import evaluate, load
from xinfang_rules.dossier import Dossier, examine, part_cases, read_dossier

AS_OF = date(2024, 6, 10)
PARTS = 5
BESIDE = "evaluate, part by part"
JOBS = ("examine", "examine, ask=True", 'examine, presume="ordinary"')
"""What is measured; each beside `BESIDE`."""

_TIMES = 20

_TEXT = """
dossier: five-parts
complete_to: 2024-06-10
organs:
  office: {kind: petition_office, level: county, superior: county}
  land: {kind: other, level: county, superior: county}
  civil: {kind: other, level: county, superior: county}
  town: {kind: other, level: town, superior: county}
  county: {kind: other, level: county}
claims:
  c1: {category: grievance, remedy: none, competent: land}
  c2: {category: grievance, remedy: none, competent: civil}
  c3: {category: grievance, remedy: none, competent: town}
acts:
  - {day: 2024-01-12, act: submit, to: office, channel: letter, anonymous: false, first: true}
  - {day: 2024-01-13, act: register, by: office}
  - {day: 2024-01-20, act: forward, by: office, to: land, claims: c1}
  - {day: 2024-01-20, act: forward, by: office, to: civil, claims: c2}
  - {day: 2024-01-25, act: accept, by: land, claims: c1}
  - {day: 2024-01-26, act: notify, by: land, kind: receipt, claims: c1}
  - {day: 2024-03-20, act: issue, by: land, kind: petition_opinion, outcome: explain, received: 2024-03-22, claims: c1}
  - {day: 2024-04-01, act: issue, by: civil, kind: petition_opinion, outcome: support, received: 2024-04-02, claims: c2}
"""


def five_parts() -> Dossier:
    """Returns a letter with three claims at a petition office, two of which it forwarded to two organs."""
    return read_dossier(_TEXT)


def dossiers(rounds: int) -> dict[str, tuple[Spread, Spread]]:
    """Measures the seconds for one dossier, and how many times that of evaluating its parts.

    It is done in a process of its own: what other measurements have left behind is looked through for garbage, too.

    Args:
        rounds: How many rounds count; before them everything is done once.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
        return own.submit(_dossiers, rounds).result()


def _dossiers(rounds: int) -> dict[str, tuple[Spread, Spread]]:
    file, book = five_parts(), load()
    cases = list(part_cases(file, as_of=AS_OF).values())
    jobs: Mapping[str, Callable[[], object]] = {
        BESIDE: lambda: [evaluate(case, as_of=AS_OF, rulebook=book) for case in cases],
        JOBS[0]: lambda: examine(file, as_of=AS_OF),
        JOBS[1]: lambda: examine(file, as_of=AS_OF, ask=True),
        JOBS[2]: lambda: examine(file, as_of=AS_OF, presume="ordinary"),
    }
    measured: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, do in jobs.items():
            taken = _seconds(do)
            if number:  # the first round fills caches
                measured[name].append(taken)
    timed = {name: Timed(tuple(taken)) for name, taken in measured.items()}
    return {name: (timed[name].seconds, timed[name].ratio(timed[BESIDE])) for name in (BESIDE, *JOBS)}


def _seconds(do: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    for _ in range(_TIMES):
        do()
    return (time.process_time() - start) / _TIMES
