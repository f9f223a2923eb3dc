"""What a property is held against, and how it says that it is broken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from random import Random
from typing import Any

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.errors import EngineError, InstrumentError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import TRUE
from xinfang_rules.result import Citation, Result
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.testing.case_generator import CaseGenerator, sensible_day, tape_length
from xinfang_rules.testing.rulebook_generator import random_rulebook


@dataclass(frozen=True)
class Example:
    """One case, decided by one rulebook and one engine on one day.

    Attributes:
        rulebook: The rulebook.
        case: The case; it is admissible.
        as_of: The day of evaluation.
        engine: The engine.
        seed: From which a property draws what else it needs.
    """

    rulebook: Rulebook
    case: Case
    as_of: date
    engine: str = "compiled"
    seed: int = 0
    _generators: dict[tuple[int, int], CaseGenerator] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def result(self) -> Result:
        """The result."""
        return self.decide(self.case)

    @cached_property
    def edition(self) -> Edition:
        """The edition that governs the case."""
        return governing_edition(self.case, self.as_of, self.rulebook)[0]

    def governs(self, case: Case, as_of: date) -> bool:
        """Tells whether the same edition governs another case, on some day."""
        try:
            return governing_edition(case, as_of, self.rulebook)[0] is self.edition
        except InstrumentError:
            return False

    @cached_property
    def state(self) -> Outcome:
        """The evaluation before it is put into words."""
        return self.evaluated_by(self.engine)

    def evaluated_by(self, engine: str) -> Outcome:
        """Returns the evaluation by some engine, before it is put into words."""
        return evaluator_for(self.edition, engine).state(self.case, self.as_of)

    def decide(self, case: Case | Mapping[str, Any], as_of: date | None = None, presume: Iterable[str] = ()) -> Result:
        """Decides another case by the same rulebook and engine, on the same day unless another is given."""
        day = as_of or self.as_of
        return evaluate(case, as_of=day, rulebook=self.rulebook, engine=self.engine, presume=presume)

    def of(self, case: Case, as_of: date | None = None) -> "Example":
        """Returns the example of another case."""
        return replace(self, case=case, as_of=as_of or self.as_of)

    def random(self, purpose: str) -> Random:
        """Returns what a property draws from; the same every time."""
        return Random(f"{self.seed} {purpose}")

    @property
    def generator(self) -> CaseGenerator:
        """What makes admissible cases for the same edition and day."""
        key = id(self.edition), self.as_of.toordinal()
        if key not in self._generators:
            self._generators.clear()
            self._generators[key] = CaseGenerator(self.edition, self.as_of)
        return self._generators[key]

    def completed(self, random: Random, case: Case | None = None) -> Case | None:
        """Returns the case, or another, with every fact known; None if the constraints leave some fact no value."""
        facts = list(self.edition.facts)
        random.shuffle(facts)
        return self.generator.fill(self.case if case is None else case, facts, random)

    def drafted(self, random: Random) -> Case:
        """Returns some other admissible case."""
        case = self.generator.case(random.randbytes(tape_length(self.edition)))
        assert case is not None, "only a complete case may be impossible"
        return case


class PropertyViolation(AssertionError):  # noqa: N818  # what it is called in the field; it is a failed assertion
    """A property does not hold for a case.

    Attributes:
        detail: What was found, in one line or a few.
        citations: The provisions concerned, as the law is cited.
        about: The question or rule whose explanation tells more; empty if there is none.
    """

    def __init__(self, detail: str, citations: Iterable[Citation | Cited] = (), about: str = "") -> None:
        self.detail = detail
        self.citations = tuple(dict.fromkeys(citation.label for citation in citations))
        self.about = about
        super().__init__(detail)


@dataclass(frozen=True)
class Property:
    """Something that holds for every case, whatever the rules say. Call it with an example.

    Attributes:
        name: Its name.
        says: What it says, in one sentence.
        check: Raises `PropertyViolation` for an example that breaks it.
        costly: Whether it evaluates many cases for one example.
        proved: Whether it holds only for rulebooks of which it is proved that there is no gap, no conflict and no
            weight given to persons, as `xinfang check --prove` does; any other property holds for every rulebook.
    """

    name: str
    says: str
    check: Callable[[Example], None] = field(repr=False)
    costly: bool = False
    proved: bool = False

    def __call__(self, example: Example) -> None:
        """Holds an example against the property.

        Raises:
            PropertyViolation: If it breaks it.
        """
        self.check(example)

    def __str__(self) -> str:
        return f"{self.name}: {self.says}"


def holds_always(*, costly: bool = False, proved: bool = False) -> Callable[[Callable[[Example], None]], Property]:
    """Makes a function a property of its name; the first sentence of its docstring is what the property says."""

    def made(check: Callable[[Example], None]) -> Property:
        says = " ".join((check.__doc__ or "").split("\n\n")[0].split())
        return Property(check.__name__, says, check, costly=costly, proved=proved)

    return made


def contradicts(state: Outcome) -> bool:
    """Tells whether rules that surely hold answer a question differently: what reads it is then open."""
    for question in state.edition.questions:
        holding = (state.edition.rules[index] for index in question.rules if state.holds[index] == TRUE)
        if len({rule.answer for rule in holding}) > 1:
            return True
    return False


@cache
def engines_at_hand() -> tuple[str, ...]:
    """Returns the engines that are installed here: those that decide a case by the simplest rulebook there is."""
    simplest = random_rulebook(b"")
    found: list[str] = []
    for name in ENGINES:
        try:
            evaluate({}, as_of=sensible_day(simplest), rulebook=simplest, engine=name)
        except EngineError:
            continue
        found.append(name)
    return tuple(found)
