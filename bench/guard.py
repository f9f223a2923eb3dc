"""What the guard against slow-downs counts: instructions for one case, as multiples of the hand-written function's.

`python -m bench.guard` prints what `tests/test_speed_guard.py` records.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence

from bench.cases import AS_OF, generated, half_known
from bench.dossiers import AS_OF as EXAMINED, PARTS, five_parts
from bench.facts import facts_of
from bench.handwritten import decide
from bench.host import TODAY, Host
from bench.instructions import executed
from xinfang_rules import Case, Result, evaluate, load
from xinfang_rules.calendar import working_calendar
from xinfang_rules.dossier import examine
from xinfang_rules.testing.strategies import forgetting

_CASES = 30

_ASKED = ("petition.category", "petition.competence", "history.same_matter_pending", "remedy.litigation_rights")
"""The facts that are forgotten where needs are asked for."""


class Jobs:
    """A fixed set of cases, and what is done with them."""

    def __init__(self) -> None:
        self._book = load()
        edition = self._book.latest
        complete = generated(edition, _CASES)
        half = half_known(complete[:10])
        few = complete[:5]
        asking = [forgetting(case, _ASKED) for case in few]
        host = Host(edition)
        engine = host.engine("compiled")
        calendar = working_calendar(edition.calendar)
        stored = self._results(few)
        file = five_parts()
        flat = [facts_of(case, TODAY) for case in complete]
        starts = [host.start(case) for case in complete]
        unit = executed(lambda: [decide(facts, TODAY, calendar) for facts in flat])
        self._unit = unit / len(flat)
        self._jobs: Mapping[str, tuple[int, Callable[[], object]]] = {
            "decisions": (len(starts), lambda: [host.decide(engine, start) for start in starts]),
            "result, all known": (len(complete), lambda: self._results(complete)),
            "result, half known": (len(half), lambda: self._results(half)),
            "explanation": (len(few), lambda: [result.explain() for result in self._results(few)]),
            "pickle": (len(few), lambda: [pickle.dumps(result) for result in stored]),
            "needs": (len(asking), lambda: [result.needs for result in self._results(asking)]),
            "part of a dossier": (PARTS, lambda: examine(file, as_of=EXAMINED)),
        }
        self.names = tuple(self._jobs)

    def cost(self, job: str) -> float:
        """Returns how many times the instructions of the hand-written function a job takes for one case."""
        count, run = self._jobs[job]
        run()  # what is kept from the first time on is not what is guarded
        return executed(run) / count / self._unit

    def _results(self, cases: Sequence[Case]) -> list[Result]:
        return [evaluate(case, as_of=AS_OF, rulebook=self._book) for case in cases]


if __name__ == "__main__":
    counted = Jobs()
    for name in counted.names:
        print(f'    "{name}": {counted.cost(name):.2f},')
