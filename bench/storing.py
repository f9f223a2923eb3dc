"""What it costs to store a result and to read it back, beside evaluating the case or reading any JSON."""

import gc
import json
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.cases import AS_OF, half_known
from bench.timing import Spread, Timed
from xinfang_rules import Case, Result, evaluate
from xinfang_rules.rulebook.model import Rulebook

BESIDE: Mapping[str, str] = {
    "pickle.dumps": "evaluate",
    "pickle.loads": "evaluate",
    "model_dump_json": "evaluate",
    "model_validate_json": "json.loads",
}
"""What is measured, and what it is compared with."""


def storing(book: Rulebook, cases: list[Case], rounds: int) -> dict[str, dict[str, tuple[Spread, Spread]]]:
    """Measures, for cases of which everything or half is known, the seconds for one result and the ratios.

    Args:
        book: The rulebook.
        cases: Complete cases.
        rounds: How many rounds count; before them everything is done once.
    """
    return {"complete": _stored(book, cases, rounds), "partial": _stored(book, half_known(cases), rounds)}


def _stored(book: Rulebook, cases: Sequence[Case], rounds: int) -> dict[str, tuple[Spread, Spread]]:
    def decided(case: Case) -> Result:
        return evaluate(case, as_of=AS_OF, rulebook=book)

    results = [decided(case) for case in cases]
    pickles = [pickle.dumps(result) for result in results]  # before any needs are asked for
    texts = [result.model_copy().model_dump_json() for result in results]  # with their needs
    jobs: Mapping[str, tuple[Callable[[Any], object], Sequence[Any]]] = {
        "evaluate": (decided, cases),
        "json.loads": (json.loads, texts),
        "pickle.dumps": (pickle.dumps, results),
        "pickle.loads": (pickle.loads, pickles),
        "model_dump_json": (lambda result: result.model_dump_json(exclude={"needs"}), results),
        "model_validate_json": (Result.model_validate_json, texts),
    }
    measured: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, (do, each) in jobs.items():
            taken = _each(do, each)
            if number:  # the first round fills caches
                measured[name].append(taken)
    timed = {name: Timed(tuple(taken)) for name, taken in measured.items()}
    return {name: (timed[name].seconds, timed[name].ratio(timed[base])) for name, base in BESIDE.items()}


def _each(do: Callable[[Any], object], items: Sequence[Any]) -> float:
    gc.collect()
    start = time.process_time()
    for item in items:
        do(item)
    return (time.process_time() - start) / len(items)
