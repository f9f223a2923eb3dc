"""Holding rulebooks against each other and against properties; what fails is shown by a minimised case."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias

from xinfang_rules.arguments import day_of, names_of
from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.minimizer import case_yaml, minimize
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.rulebook.load import load, rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.testing.case_generator import sensible_day
from xinfang_rules.testing.dated_cases import DatedCase
from xinfang_rules.testing.differences import Cases, Difference, differing
from xinfang_rules.testing.example import Example, Property, PropertyViolation
from xinfang_rules.testing.rulebook_generator import rulebook_yaml
from xinfang_rules.testing.sampling import sample_cases, sample_near_deadlines

Invariant: TypeAlias = Callable[[Example], object]
"""A property, or any function of an example that returns False or raises AssertionError where it does not hold."""

_NUMBER = 100
_COSTLY = 10
_SHOWN = 12


def assert_same(
    rulebook_a: Rulebook,
    rulebook_b: Rulebook,
    *,
    cases: Cases | None = None,
    as_of: date | None = None,
    number: int = _NUMBER,
    seed: int = 0,
    besides: str | Iterable[str] = (),
    engine: str = "compiled",
) -> None:
    """Checks that two rulebooks decide the same.

    Args:
        rulebook_a: The first rulebook.
        rulebook_b: The second.
        cases: The cases; generated ones if None, half of them at the edge of a time limit.
        as_of: The day of evaluation of cases that bring none.
        number: How many cases are generated.
        seed: What they are drawn from.
        besides: The questions, and the rules of norms, that may come out differently; a single text names one.
        engine: The engine.

    Raises:
        AssertionError: If they do not; it shows what differs for the smallest case found, with citations.
    """
    free = frozenset(names_of(besides, "besides", "disposition"))

    def found(case: Case, day: date) -> list[Difference]:
        compared = differing(rulebook_a, rulebook_b, [DatedCase(case, day)], engine=engine)
        return [difference for difference in compared if difference.about not in free]

    for case, day in _situations(rulebook_a, cases, as_of, number, seed):
        if found(case, day):
            about = found(case, day)[0].about

            def still(less: Case, day: date = day, about: str = about) -> bool:
                return any(difference.about == about for difference in found(less, day))

            least = minimize(case, still)
            lines = [str(difference) for difference in found(least, day)]
            more = [f"... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
            told = ["the rulebooks decide differently:", *_indented([*lines[:_SHOWN], *more])]
            raise AssertionError("\n".join([*told, *_shown(least, day)]))


def assert_invariant(
    invariant: Invariant,
    *,
    rulebook: Rulebook | None = None,
    cases: Cases | None = None,
    as_of: date | None = None,
    number: int | None = None,
    seed: int = 0,
    engine: str = "compiled",
) -> None:
    """Checks that something holds for every case.

    Args:
        invariant: A property, such as those in `PROPERTIES`, or any function of an `Example` that returns False or
            raises AssertionError where it does not hold.
        rulebook: The rulebook; the shipped one if None.
        cases: The cases; generated ones if None, half of them at the edge of a time limit.
        as_of: The day of evaluation of cases that bring none.
        number: How many cases are generated; fewer for a costly property if None.
        seed: What cases, and what a property needs besides, are drawn from.
        engine: The engine that decides.

    Raises:
        AssertionError: If it does not; it shows what was found for the smallest case, with citations and reasons.
    """
    book = load() if rulebook is None else rulebook_of(rulebook)
    if number is None:
        number = _COSTLY if isinstance(invariant, Property) and invariant.costly else _NUMBER
    for count, (case, day) in enumerate(_situations(book, cases, as_of, number, seed)):
        example = Example(book, case, day, engine, seed + count)
        broken = broken_by(invariant, example)
        if broken is not None:
            raise AssertionError(told(invariant, example, broken)) from None


def broken_by(invariant: Invariant, example: Example) -> AssertionError | None:
    """Returns how an example breaks an invariant, or None if it holds."""
    try:
        if invariant(example) is False:
            return AssertionError("it does not hold")
    except AssertionError as error:
        return error
    return None


def told(invariant: Invariant, example: Example, broken: AssertionError) -> str:
    """Tells how an invariant is broken, by the smallest case that breaks it."""

    def still(case: Case) -> bool:
        evaluate(case, as_of=example.as_of, rulebook=example.rulebook)
        found = broken_by(invariant, example.of(case))
        return found is not None and type(found) is type(broken)

    least = example.of(minimize(example.case, still))
    broken = broken_by(invariant, least) or broken
    title = str(invariant) if isinstance(invariant, Property) else getattr(invariant, "__name__", "the invariant")
    lines = [f"broken: {title}", *_indented(str(broken).splitlines())]
    if isinstance(broken, PropertyViolation):
        if broken.citations:
            lines.append(f"  citation: {'；'.join(broken.citations)}")
        lines.extend(_why(least, broken.about))
    else:
        lines.extend(_indented(_decided(least)))
    lines.extend(_shown(least.case, least.as_of))
    lines.append(f"engine {example.engine}, seed {example.seed}")
    pack = rulebook_yaml(example.rulebook)
    return "\n".join([*lines, "rulebook:", pack] if pack else lines)


def _why(example: Example, about: str) -> Iterator[str]:
    if not about:
        return
    try:
        reasons = example.result.explain(about).splitlines()
    except XinfangError:  # with this case there is nothing to explain
        return
    yield "  why:"
    yield from _indented(_indented(reasons[:_SHOWN]))


def _decided(example: Example) -> Iterator[str]:
    for name, decision in example.result.decisions.items():
        cited = "；".join(dict.fromkeys(citation.label for citation in decision.citations))
        yield f"{name}: {decision.answer or decision.status}" + (f"（{cited}）" if cited else "")


def _shown(case: Case, as_of: date) -> list[str]:
    facts = case_yaml(case).splitlines() if case.model_dump() else ["{}"]
    return [f"as of {as_of}, the smallest case found:", *_indented(facts)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _situations(
    rulebook: Rulebook, cases: Cases | None, as_of: date | None, number: int, seed: int
) -> Iterator[DatedCase]:
    if cases is None:
        yield from sample_cases(number - number // 2, rulebook=rulebook, as_of=as_of, seed=seed)
        if as_of is None:
            yield from sample_near_deadlines(number // 2, rulebook=rulebook, seed=seed)
        else:
            yield from sample_cases(number // 2, rulebook=rulebook, as_of=as_of, seed=seed + 1, complete=True)
        return
    day = sensible_day(rulebook) if as_of is None else day_of(as_of)
    for item in cases:
        made = DatedCase(item, day) if isinstance(item, BaseCase) else DatedCase(item.case, item.as_of)
        made.case.require_validated()
        yield made
