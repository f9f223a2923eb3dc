"""What is timed."""

import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.cases import AS_OF, almost_unknown, half_known
from bench.facts import facts_of
from bench.handwritten import conditions
from bench.timing import Spread, Task, reported_by_processes, take_turns, take_turns_in_processes
from xinfang_rules import Case, Rulebook, evaluate, load
from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.evaluator import Evaluator, shared_deadlines
from xinfang_rules.evaluation.facts import Encoder
from xinfang_rules.evaluation.results import ResultBuilder
from xinfang_rules.evaluation.run import Plan
from xinfang_rules.logic.conditions import names
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS

T = TypeVar("T")

IMPORT_AIM, LOAD_AIM, EVALUATE_AIM = 0.150, 0.200, 150e-6
RATIO_AIM = 5.0

_FEW = {"complete": 60, "half known": 4, "almost unknown": 2}
"""How many cases stand for all where one takes long."""

_COLD_LOAD = (
    "import time; from xinfang_rules import load; t = time.process_time(); load(); print(time.process_time() - t)"
)
_COMMAND = "import sys; from xinfang_rules.cli.main import main; sys.exit(main())"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        section: The heading under which it stands.
        name: What was timed.
        seconds: How long it took.
        ratio: How many times as long as the first line of its section.
        most_seconds: What the median time should not exceed, if there is an aim for it.
        most_times: What the median ratio should not exceed, if there is an aim for it.
    """

    section: str
    name: str
    seconds: Spread
    ratio: Spread | None = None
    most_seconds: float | None = None
    most_times: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None if there is none."""
        if self.most_seconds is not None:
            return self.seconds.median <= self.most_seconds
        if self.most_times is not None and self.ratio is not None:
            return self.ratio.median <= self.most_times
        return None


def rows(book: Rulebook, cases: Sequence[Case]) -> Iterator[Row]:
    """Times everything, section by section."""
    partial, empty = half_known(list(cases)), almost_unknown(list(cases))
    gc.collect()
    gc.freeze()  # so that collecting garbage does not walk through what generating the cases left behind
    yield from _processes(partial[0])
    yield from _rulebook(book.latest)
    yield from _truth_values(book.latest, cases)
    yield from _evaluation(book, {"complete": cases, "half known": partial, "almost unknown": empty})
    yield from _stages(book.latest, cases)
    yield from _in_and_out(book, cases, partial)


def _processes(case: Case) -> Iterator[Row]:
    section = "whole processes, processor time"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_text(case.model_dump_json(), encoding="utf-8")
        python = [sys.executable, "-c"]
        timed = take_turns_in_processes(
            {
                "python -c pass": [*python, "pass"],
                "import pydantic, which the library needs": [*python, "from pydantic import BaseModel, TypeAdapter"],
                "import xinfang_rules": [*python, "import xinfang_rules"],
                "from xinfang_rules import evaluate, load": [*python, "from xinfang_rules import evaluate, load"],
                "xinfang evaluate, a half known case": [
                    *(*python, _COMMAND),
                    *("evaluate", str(file), "--as-of", AS_OF.isoformat()),
                ],
            }
        )
    base = timed["python -c pass"]
    for name, taken in timed.items():
        yield Row(section, name, taken.seconds, taken.ratio(base))
        if "xinfang_rules" in name:
            yield Row(section, "  less python -c pass", taken.minus(base).seconds, most_seconds=IMPORT_AIM)


def _rulebook(edition: Edition) -> Iterator[Row]:
    section = "the rulebook"
    cold = reported_by_processes([sys.executable, "-c", _COLD_LOAD])
    yield Row(section, "load(), first in a process", cold.seconds, most_seconds=LOAD_AIM)
    timed = take_turns(
        {
            "load(), again": Task(lambda: [load() for _ in range(1000)], 1000),
            "the evaluator made, compiled": Task(lambda: Evaluator(edition, "compiled")),
            "the evaluator made, interpreter": Task(lambda: Evaluator(edition, "interpreter")),
        }
    )
    for name, taken in timed.items():
        yield Row(section, name, taken.seconds)


def _truth_values(edition: Edition, cases: Sequence[Case]) -> Iterator[Row]:
    section = f"the truth of the conditions of {len(edition.rules)} rules, one complete case"
    today, calendar = AS_OF.toordinal(), WorkingCalendar()
    facts = [facts_of(case, today) for case in cases]
    evaluator = Evaluator(edition, "compiled")
    settled = [evaluator.state(case, AS_OF).values for case in cases]
    strata = range(len(edition.strata))
    compiled = make_engine("compiled", edition)
    timed = take_turns(
        {
            "by hand, from flat facts": _each(facts, lambda flat: conditions(flat, today, calendar)),
            "by hand, from a Case": _each(cases, lambda case: conditions(facts_of(case, today), today, calendar)),
            "compiled conditions alone": _each(settled, lambda v: [compiled.stratum(i, v) for i in strata]),
            "compiled, from a Case": _each(cases, _truths(edition, "compiled", today)),
            "interpreter, from a Case": _each(cases, _truths(edition, "interpreter", today)),
        }
    )
    base = timed["by hand, from flat facts"]
    for name, taken in timed.items():
        aim = RATIO_AIM if name == "compiled, from a Case" else None
        yield Row(section, name, taken.seconds, taken.ratio(base), most_times=aim)


def _truths(edition: Edition, engine_name: str, today: int) -> Callable[[Case], object]:
    """Makes what the library does for truth values alone: no due dates or statuses but those that conditions read."""
    encoder, admissibility = Encoder(edition.scope, edition.layout), Admissibility(edition)
    engine, deadlines = make_engine(engine_name, edition), shared_deadlines()
    read = {name for unit in edition.units for name in names(unit) if name.startswith((STATUS, DUE))}
    plan = Plan(edition, {name.removeprefix(STATUS).removeprefix(DUE) for name in read})

    def truths(case: Case) -> object:
        values = encoder.encode(case, today)
        derived = admissibility.complete(values, today)
        return plan.run(engine, deadlines, values, today, derived).truths

    return truths


def _evaluation(book: Rulebook, kinds: dict[str, Sequence[Case]]) -> Iterator[Row]:
    section = "evaluate(), with everything in the result"
    tasks: dict[str, Task] = {}
    for kind, cases in kinds.items():
        tasks[f"{kind} case"] = _each(cases, lambda case: evaluate(case, as_of=AS_OF))
    plain = set(tasks)
    tasks["complete case, rulebook given"] = _each(
        kinds["complete"], lambda case: evaluate(case, as_of=AS_OF, rulebook=book)
    )
    for kind, cases in kinds.items():
        few = cases[-_FEW[kind] :]
        tasks[f"{kind} case, and its explanation"] = _each(few, lambda case: evaluate(case, as_of=AS_OF).explain())
        tasks[f"{kind} case, and its needs"] = _each(few, lambda case: evaluate(case, as_of=AS_OF).needs)
    timed = take_turns(tasks)
    base = timed["complete case"]
    for name, taken in timed.items():
        aim = EVALUATE_AIM if name in plain else None
        yield Row(section, name, taken.seconds, taken.ratio(base), most_seconds=aim)


def _stages(edition: Edition, cases: Sequence[Case]) -> Iterator[Row]:
    section = "where it goes, one complete case"
    today = AS_OF.toordinal()
    encoder, admissibility = Encoder(edition.scope, edition.layout), Admissibility(edition)
    engine, deadlines, plan = make_engine("compiled", edition), shared_deadlines(), Plan(edition)
    builder, evaluator = ResultBuilder(edition), Evaluator(edition, "compiled")
    stated = [encoder.encode(case, today) for case in cases]
    states = [evaluator.state(case, AS_OF) for case in cases]
    completed = [values.copy() for values in stated]
    for values in completed:
        admissibility.complete(values, today)
    timed = take_turns(
        {
            "all": _each(cases, lambda case: evaluator.evaluate(case, AS_OF)),
            "encode the facts": _each(cases, lambda case: encoder.encode(case, today)),
            "constraints": _each(stated, lambda values: admissibility.complete(values.copy(), today)),
            "conditions, decisions, last days, statuses": _each(
                completed, lambda values: plan.run(engine, deadlines, values.copy(), today, {})
            ),
            "build the result": _each(states, lambda state: builder.build(state, AS_OF, None, ())),
        }
    )
    for name, taken in timed.items():
        yield Row(section, name, taken.seconds, taken.ratio(timed["all"]))


def _in_and_out(book: Rulebook, cases: Sequence[Case], partial: Sequence[Case]) -> Iterator[Row]:
    section = "in and out"
    data = [case.model_dump() for case in cases]
    texts = [case.model_dump_json() for case in cases]
    results = [evaluate(case, as_of=AS_OF, rulebook=book) for case in partial[-_FEW["half known"] :]]
    for result in results:
        json.loads(result.model_dump_json())  # works the needs out, which are kept
    timed = take_turns(
        {
            "Case.model_validate, complete case": _each(data, Case.model_validate),
            "Case.model_validate_json, complete case": _each(texts, Case.model_validate_json),
            "Result.model_dump_json, half known case": _each(results, lambda result: result.model_dump_json()),
        }
    )
    for name, taken in timed.items():
        yield Row(section, name, taken.seconds)


def _each(inputs: Sequence[T], do: Callable[[T], object]) -> Task:
    def run() -> None:
        for given in inputs:
            do(given)

    return Task(run, len(inputs))
