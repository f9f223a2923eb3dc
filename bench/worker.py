"""A process that times one contestant, told over its standard input what to do next; one JSON line for each answer.

Contestants that need other versions of a package run under another Python; all time themselves by the same clock, the
processor time of their process, and keep no others' garbage alive.
"""

import argparse
import gc
import json
import os
import pickle
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from bench.contestants import Contestant, make_contestant
from bench.host import Known
from xinfang_rules import load


def main() -> None:
    """Makes the contestant, then does what it is told until its input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contestant")
    parser.add_argument("knowledge", choices=["complete", "partial"])
    parser.add_argument("--pack")
    chosen = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a package prints must not come between the answers
    try:
        book = load(Path(chosen.pack)) if chosen.pack else load()
        contestant = make_contestant(chosen.contestant, book, chosen.knowledge)
    except Exception as error:  # whatever another engine raises is the reason why it is left out
        _answer(answers, {"failed": f"{type(error).__name__}: {error}"[:300]})
        return
    _answer(answers, {"tasks": list(contestant.tasks), "at_once": contestant.at_once})
    cases: Sequence[Known] = ()
    for line in sys.stdin:
        told = json.loads(line)
        if told["do"] == "read":
            cases = pickle.loads(Path(told["file"]).read_bytes())
            gc.collect()
            gc.freeze()  # so that collecting garbage does not walk through the cases
            _answer(answers, {"cases": len(cases)})
        elif told["do"] == "verify":
            _answer(answers, {"wrong": contestant.wrong(cases[: told["count"]])})
        else:
            batch = list(_batch(cases, told["first"], told["count"]))
            _answer(answers, {"seconds": _timed(contestant, told["task"], batch)})


def _answer(answers: IO[str], what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def _batch(cases: Sequence[Known], first: int, count: int) -> Iterator[Known]:
    for number in range(first, first + count):
        yield cases[number % len(cases)]


def _timed(contestant: Contestant, task: str, batch: Sequence[Known]) -> float:
    """Returns the seconds that one case takes."""
    run = contestant.tasks[task](batch)
    gc.collect()
    start = time.process_time()
    run()
    return (time.process_time() - start) / len(batch)


if __name__ == "__main__":
    main()
