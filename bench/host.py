"""What surrounds the conditions, the same for every engine: questions, concepts, last days and statuses.

An engine, ours or another, says which conditions hold; between two strata the library settles what follows. Whoever
uses another engine would have to write this part; here all share it, and its time counts for all. For decisions nobody
is asked for a condition on which no decision rests.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.adapters.peer import Make, Peer
from bench.cases import AS_OF
from bench.lowering import Reading, Value, forms
from xinfang_rules import Case
from xinfang_rules.engines.python.functions import narrow_of
from xinfang_rules.engines.reference.run import Plan
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.edition_parts import decisive_part
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from xinfang_rules.engines.outcome import Outcome
    from xinfang_rules.engines.protocol import Engine

TODAY = AS_OF.toordinal()


@dataclass(frozen=True, slots=True)
class Known:
    """A case as engines see it, and what came out of it.

    Attributes:
        text: The case as JSON.
        start: What is known of the facts, completed by the constraints.
        settled: The same with everything that the strata settle.
        truths: The truth of each unit.
        answers: The mask of each question.
    """

    text: str
    start: Values
    settled: Values
    truths: tuple[int, ...]
    answers: tuple[int, ...]


class Host:
    """The library without the words of a result: decisions, and what they rest on.

    Attributes:
        part: What decisions rest on, as an edition.
    """

    def __init__(self, edition: Edition) -> None:
        self.part = decisive_part(edition)
        self._encoder = Encoder(edition)
        self._admissibility = Admissibility(edition, narrow_of(edition))
        self._norms = {rule.id for stratum in self.part.strata for rule in stratum.norms}
        self._plan = Plan(self.part, deadlines_of(edition.calendar), self._norms)
        self._slots = [question.slot for question in edition.questions]

    def start(self, case: Case) -> Values:
        """Reads a case: what it says, completed by the constraints."""
        values = self._encoder.encode(case, TODAY)
        self._admissibility.complete(values, TODAY)
        return values

    def engine(self, name: str) -> "Engine":
        """Makes one of the library's engines for what decisions rest on."""
        return make_engine(name, self.part, self._norms)

    def decide(self, engine: "Engine | PeerEngine", start: Values) -> tuple[int, ...]:
        """Evaluates, from what is known of the facts to decisions; the engine is made for `part`."""
        if isinstance(engine, PeerEngine):
            return self.answers(self._plan.run(engine.stratum, start.copy(), TODAY))
        return self.answers(engine.run(start.copy(), TODAY))

    def answers(self, outcome: "Outcome") -> tuple[int, ...]:
        """Returns the mask of each question."""
        return tuple([outcome.values[slot] for slot in self._slots])


class Expecting:
    """Evaluates cases by the library's default engine, for the others to be held against."""

    def __init__(self, edition: Edition) -> None:
        self._host = Host(edition)
        self._engine = make_engine("compiled", edition)

    def known(self, case: Case) -> Known:
        """Evaluates one case."""
        start = self._host.start(case)
        outcome = self._engine.run(start.copy(), TODAY)
        answers = self._host.answers(outcome)
        return Known(case.model_dump_json(), start, outcome.values, tuple(outcome.truths), answers)


class PeerEngine:
    """Another engine in the place of ours. `facts` must be set to those of the case before each evaluation."""

    def __init__(self, name: str, edition: Edition, make: Make, *, complete: bool) -> None:
        self.name = name
        self._units = [stratum.condition_ids for stratum in edition.strata]
        self._forms = forms(edition, complete=complete)
        self._peer: Peer = make(self._forms)
        self.facts: Sequence[object] = ()

    def prepare(self, start: Values) -> list[object]:
        """Puts the facts of a case into the form that the engine wants, stratum by stratum; this is not timed."""
        return [self._peer.facts(number, _given(form.facts, start)) for number, form in enumerate(self._forms)]

    def stratum(self, index: int, values: Values, truths: list[int]) -> None:
        """Evaluates one stratum; see `Conditions`."""
        form = self._forms[index]
        found = form.truths(self._peer.ask(index, self.facts[index], _given(form.derived, values)))
        for unit, truth in zip(self._units[index], found, strict=True):
            truths[unit] = truth

    def truths(self, case: Known) -> tuple[int, ...]:
        """Returns the truth of all conditions of a case, all that they read being there already."""
        asked = zip(self._forms, self.conditions(case)(), strict=True)
        return tuple(truth for form, found in asked for truth in form.truths(found))

    def conditions(self, case: Known) -> Callable[[], list[Sequence[object]]]:
        """Makes what asks for all conditions of a case at once, all that they read being there already."""
        facts, peer = self.prepare(case.start), self._peer
        derived = [_given(form.derived, case.settled) for form in self._forms]
        numbers = range(len(self._forms))

        def ask() -> list[Sequence[object]]:
            return [peer.ask(number, facts[number], derived[number]) for number in numbers]

        return ask


def _given(readings: Sequence[Reading], values: Values) -> dict[str, Value]:
    return {reading.key: reading.read(values) for reading in readings}
