"""What a full result is made of: the time of each stage, as the difference between one stage more and one less."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence

from bench.cases import AS_OF
from bench.host import TODAY
from bench.timing import Spread
from xinfang_rules import Case, evaluate
from xinfang_rules.engines.python.functions import narrow_of
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.rulebook.model import Rulebook

STAGES = (
    "reading",
    "constraints",
    "conditions and what follows",
    "the result's objects",
    "the public function",
    "words",
)
"""From the first to the last."""


def stages(book: Rulebook, cases: Sequence[Case], rounds: int) -> Mapping[str, Spread]:
    """Measures the stages of `evaluate()` and `explain()`, in seconds for one case.

    A stage can come out below nothing where the rounds of a busy machine differ by more than it takes.
    """
    edition = book.latest
    encoder, admissibility = Encoder(edition), Admissibility(edition, narrow_of(edition))
    engine = make_engine("compiled", edition)
    evaluator = evaluator_for(edition)

    def completed(case: Case) -> tuple[list[int], Mapping[str, str]]:
        values = encoder.encode(case, TODAY)
        return values, admissibility.complete(values, TODAY)

    def found(case: Case) -> object:
        return engine.run(completed(case)[0], TODAY)

    so_far: Sequence[Callable[[Case], object]] = (
        lambda case: encoder.encode(case, TODAY),
        completed,
        found,
        lambda case: evaluator.evaluate(case, AS_OF),
        lambda case: evaluate(case, as_of=AS_OF, rulebook=book),
        lambda case: evaluate(case, as_of=AS_OF, rulebook=book).explain(),
    )
    measured: dict[str, list[float]] = {name: [] for name in STAGES}
    for number in range(rounds + 1):
        before = 0.0
        for name, do in zip(STAGES, so_far, strict=True):
            taken = _each(do, cases)
            if number:  # the first round fills caches
                measured[name].append(taken - before)
            before = taken
    return {name: Spread.of(taken) for name, taken in measured.items()}


def _each(do: Callable[[Case], object], cases: Sequence[Case]) -> float:
    gc.collect()
    start = time.process_time()
    for case in cases:
        do(case)
    return (time.process_time() - start) / len(cases)
