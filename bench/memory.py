"""What results weigh: `python -m bench.memory peak|retained …` prints bytes."""

import resource
import sys
import tracemalloc
from pathlib import Path

from bench.cases import AS_OF, generated, half_known
from xinfang_rules import Result, evaluate, load


def peak(known: str) -> float:
    """Returns the most bytes that one evaluation takes at any time, its result included; the mean of some cases."""
    book = load()
    cases = generated(book.latest, 40)
    if known == "half":
        cases = half_known(cases)
    for case in cases:
        evaluate(case, as_of=AS_OF, rulebook=book)
    tracemalloc.start()
    taken = 0
    for case in cases:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        evaluate(case, as_of=AS_OF, rulebook=book)
        taken += tracemalloc.get_traced_memory()[1] - before
    return taken / len(cases)


def retained(count: int) -> float:
    """Returns the bytes by which the process grows for each result that is kept."""
    book = load()
    cases = generated(book.latest, 500)
    for case in cases:
        evaluate(case, as_of=AS_OF, rulebook=book)
    before = _resident()
    kept: list[Result] = [evaluate(cases[number % len(cases)], as_of=AS_OF, rulebook=book) for number in range(count)]
    return (_resident() - before) / len(kept)


def _resident() -> int:
    """Returns the bytes that the process holds; where only the most so far is known, that."""
    pages = Path("/proc/self/statm")
    if pages.is_file():
        return int(pages.read_text(encoding="utf-8").split()[1]) * resource.getpagesize()
    return most_resident()


def most_resident() -> int:
    """Returns the most bytes that the process has held so far; where that is not told, it or what started it."""
    told = Path("/proc/self/status")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(peak(sys.argv[2]) if sys.argv[1] == "peak" else retained(int(sys.argv[2])))
