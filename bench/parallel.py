"""How many evaluations a second some threads or processes do together: `python -m bench.parallel threads 4`.

Prints the evaluations a second by the clock on the wall, one line for each round.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from bench.cases import AS_OF, generated
from xinfang_rules import Case, evaluate, load


@lru_cache(maxsize=1)
def _cases() -> list[Case]:
    return generated(load().latest, 200)


def work(times: int) -> int:
    """Evaluates so many cases."""
    book, cases = load(), _cases()
    for number in range(times):
        evaluate(cases[number % len(cases)], as_of=AS_OF, rulebook=book)
    return times


def main() -> None:
    """Measures, as told on the command line: `threads` or `processes`, how many, rounds, evaluations for each."""
    kind, many, rounds, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    shares = [times // 4] * (4 * many)
    if kind == "threads":
        work(50)
        with ThreadPoolExecutor(many) as threads:
            _rounds(lambda: sum(threads.map(work, shares)), rounds)
        return
    context = get_context("spawn")
    together = context.Barrier(many + 1)
    with context.Pool(many, _ready, (together,)) as processes:
        together.wait()
        _rounds(lambda: sum(processes.map(work, shares, chunksize=1)), rounds)


def _ready(together: Barrier) -> None:
    """Makes a process ready, and waits for the others."""
    work(50)
    together.wait()


def _rounds(run: Callable[[], int], rounds: int) -> None:
    run()
    for _ in range(rounds):
        start = time.perf_counter()
        done = run()
        print(done / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
