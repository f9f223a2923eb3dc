"""What is timed: one function for each way to the same answers, each made ready for a batch of cases beforehand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar, cast

from bench.adapters import PEERS, Entry, Knowledge
from bench.adapters.openfisca import Table
from bench.cases import AS_OF
from bench.facts import Facts, facts_of
from bench.handwritten import decide
from bench.host import TODAY, Host, Known, PeerEngine
from bench.lowering import forms
from bench.rule_order import RULES
from bench.verify import QUESTIONS
from xinfang_rules import Case, evaluate
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.python.engine import Printed
from xinfang_rules.engines.registry import ENGINES, make_engine
from xinfang_rules.language.truth import FALSE, TRUE, Values
from xinfang_rules.rulebook.model import Edition, Rulebook

if TYPE_CHECKING:
    from bench.adapters.peer import Make
    from xinfang_rules.engines.reference.run import Conditions

T = TypeVar("T")

Run: TypeAlias = Callable[[], object]
"""What is timed: it goes through a batch of cases."""

Ready: TypeAlias = Callable[[Sequence[Known]], Run]
"""Makes a batch of cases ready; this is not timed."""


class Contestant(Protocol):
    """One way to the answers."""

    @property
    def tasks(self) -> Mapping[str, Ready]:
        """What can be timed: `conditions`, `decisions`, `case`, `result` or `explained`."""

    at_once: bool
    """Whether it takes all cases at once."""

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Says what comes out otherwise than expected; empty if nothing does."""


def library_names() -> tuple[str, ...]:
    """Returns the contestants that the library itself brings, and the hand-written peer."""
    return "by hand", *(f"xinfang-rules, {name}" for name in ENGINES), "evaluate()"


def make_contestant(name: str, book: Rulebook, knowledge: Knowledge) -> Contestant:
    """Makes a contestant by its name, for one kind of cases."""
    edition = book.latest
    if name == "by hand":
        return ByHand(edition)
    if name == "evaluate()":
        return Whole(book)
    if name.startswith("xinfang-rules, "):
        return Ours(edition, name.removeprefix("xinfang-rules, "))
    entry = next(entry for entry in PEERS if entry.name == name)
    return WholeTable(edition, knowledge) if entry.table else Other(edition, entry, knowledge)


class ByHand:
    """The hand-written function; for complete cases only."""

    at_once = False

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._calendar = working_calendar(edition.calendar)
        self.tasks: Mapping[str, Ready] = {"decisions": self._decisions, "case": self._case}

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Compares the answers and the truth of every rule; see `Contestant`."""
        units = {rule.id: rule.condition_id for rule in self._edition.rules}
        found: dict[str, None] = {}
        for case in cases:
            answers, truths = decide(_flat(case), TODAY, self._calendar)
            for rule, true in zip(RULES, truths, strict=True):
                if case.truths[units[rule]] != (TRUE if true else FALSE):
                    found[rule] = None
            for question, mask in zip(self._edition.questions, case.answers, strict=True):
                if 1 << question.values.index(answers[QUESTIONS.index(question.name)]) != mask:
                    found[question.name] = None
        return list(found)

    def _decisions(self, cases: Sequence[Known]) -> Run:
        calendar = self._calendar
        flat = [_flat(case) for case in cases]
        return _each(flat, lambda facts: decide(facts, TODAY, calendar))

    def _case(self, cases: Sequence[Known]) -> Run:
        calendar = self._calendar
        read = _read(cases)
        return _each(read, lambda case: decide(facts_of(case, TODAY), TODAY, calendar))


class Ours:
    """One of the library's engines."""

    at_once = False

    def __init__(self, edition: Edition, engine: str) -> None:
        self._host = Host(edition)
        self._engine = make_engine(engine, edition)
        self._deciding = self._host.engine(engine)
        self._strata = range(len(edition.strata))
        self._nothing_true = [FALSE] * len(edition.conditions)
        self.tasks: Mapping[str, Ready] = {
            "conditions": self._conditions,
            "decisions": self._decisions,
            "case": self._case,
        }

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Compares the answers and the truth of every condition; see `Contestant`."""
        truths = (tuple(self._engine.run(case.start.copy(), TODAY).truths) for case in cases)
        answers = (self._host.decide(self._deciding, case.start) for case in cases)
        return _differing(truths, answers, cases)

    def _conditions(self, cases: Sequence[Known]) -> Run:
        if isinstance(self._engine, Printed):
            return _each([self._engine.run(case.start.copy(), TODAY) for case in cases], self._engine.truths)
        stratum: Conditions = self._engine.conditions  # type: ignore[attr-defined]  # what these engines have besides
        strata, nothing_true = self._strata, self._nothing_true
        settled = [case.settled for case in cases]

        def ask(values: Values) -> None:
            truths = nothing_true.copy()
            for number in strata:
                stratum(number, values, truths)

        return _each(settled, ask)

    def _decisions(self, cases: Sequence[Known]) -> Run:
        decide, engine = self._host.decide, self._deciding
        starts = [case.start for case in cases]
        return _each(starts, lambda start: decide(engine, start))

    def _case(self, cases: Sequence[Known]) -> Run:
        decide, start, engine = self._host.decide, self._host.start, self._deciding
        read = _read(cases)
        return _each(read, lambda case: decide(engine, start(case)))


class Whole:
    """The public function, with and without the explanation in words."""

    at_once = False

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self.tasks: Mapping[str, Ready] = {"result": self._result, "explained": self._explained}

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Compares the answers; see `Contestant`."""
        found: dict[str, None] = {}
        for known, case in zip(cases, _read(cases), strict=True):
            result = evaluate(case, as_of=AS_OF, rulebook=self._book)
            for question, mask in zip(self._book.latest.questions, known.answers, strict=True):
                decision = result.decisions[question.name]
                if mask.bit_count() == 1 and (decision.answer or decision.status) != _name(question.values, mask):
                    found[question.name] = None
        return list(found)

    def _result(self, cases: Sequence[Known]) -> Run:
        book, read = self._book, _read(cases)
        return _each(read, lambda case: evaluate(case, as_of=AS_OF, rulebook=book))

    def _explained(self, cases: Sequence[Known]) -> Run:
        book, read = self._book, _read(cases)
        return _each(read, lambda case: evaluate(case, as_of=AS_OF, rulebook=book).explain())


class Other:
    """Another engine, asked for one case at a time."""

    at_once = False

    def __init__(self, edition: Edition, entry: Entry, knowledge: Knowledge) -> None:
        self._host = Host(edition)
        made = cast("Make", import_module(f"bench.adapters.{entry.module}").make)
        self._engine = PeerEngine(entry.name, edition, made, complete=knowledge == "complete")
        self._deciding = PeerEngine(entry.name, self._host.part, made, complete=knowledge == "complete")
        self.tasks: Mapping[str, Ready] = {"conditions": self._conditions, "decisions": self._decisions}

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Compares the answers and the truth of every condition; see `Contestant`."""
        answers = (self._decide(case.start, self._deciding.prepare(case.start)) for case in cases)
        return _differing(map(self._engine.truths, cases), answers, cases)

    def _decide(self, start: Values, facts: Sequence[object]) -> tuple[int, ...]:
        self._deciding.facts = facts
        return self._host.decide(self._deciding, start)

    def _conditions(self, cases: Sequence[Known]) -> Run:
        return _each([self._engine.conditions(case) for case in cases], lambda ask: ask())

    def _decisions(self, cases: Sequence[Known]) -> Run:
        decide = self._decide
        prepared = [(case.start, self._deciding.prepare(case.start)) for case in cases]
        return _each(prepared, lambda case: decide(*case))


class WholeTable:
    """OpenFisca, asked for all cases at once: the conditions alone, for which everything they read is given."""

    at_once = True

    def __init__(self, edition: Edition, knowledge: Knowledge) -> None:
        self._edition = edition
        self._forms = forms(edition, complete=knowledge == "complete")
        self._table = Table(self._forms)
        self._numpy = import_module("numpy")
        self.tasks: Mapping[str, Ready] = {"conditions": self._conditions}

    def wrong(self, cases: Sequence[Known]) -> list[str]:
        """Compares the truth of every condition; see `Contestant`."""
        found: dict[str, None] = {}
        columns = self._columns(cases)
        for number, (form, stratum) in enumerate(zip(self._forms, self._edition.strata, strict=True)):
            held = self._table.ask(number, columns[number], len(cases))
            for place, case in enumerate(cases):
                truths = form.truths([column[place] for column in held])
                if truths != [case.truths[unit] for unit in stratum.condition_ids]:
                    found[f"stratum {number}"] = None
        return list(found)

    def _conditions(self, cases: Sequence[Known]) -> Run:
        columns, table, count = self._columns(cases), self._table, len(cases)
        return lambda: [table.ask(number, given, count) for number, given in enumerate(columns)]

    def _columns(self, cases: Sequence[Known]) -> list[dict[str, object]]:
        return [
            {
                reading.key: self._numpy.array([reading.read(case.settled) for case in cases])
                for reading in form.readings
            }
            for form in self._forms
        ]


def _differing(
    truths: Iterable[tuple[int, ...]], answers: Iterable[tuple[int, ...]], cases: Sequence[Known]
) -> list[str]:
    found: dict[str, None] = {}
    for held, answered, case in zip(truths, answers, cases, strict=True):
        if held != case.truths:
            found["truths"] = None
        if answered != case.answers:
            found["answers"] = None
    return list(found)


def _each(inputs: Sequence[T], do: Callable[[T], object]) -> Run:
    def run() -> None:
        for given in inputs:
            do(given)

    return run


def _read(cases: Sequence[Known]) -> list[Case]:
    return [Case.model_validate_json(case.text) for case in cases]


def _flat(case: Known) -> Facts:
    return facts_of(Case.model_validate_json(case.text), TODAY)


def _name(values: Sequence[str], mask: int) -> str:
    return values[mask.bit_length() - 1]
