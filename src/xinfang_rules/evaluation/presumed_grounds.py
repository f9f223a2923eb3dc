"""Grounds: which presumed facts each conclusion rests on. As knowledge is monotone, leaving out one by one is enough.

A conclusion that stands under some facts stands under more of them; so where no single fact of a set can be left out,
no several can, and what the set leaves out never turns the conclusion over, however it turns out.
"""

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter
from typing import TypeAlias

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.evaluation.decisions import decisions_of
from xinfang_rules.evaluation.presuming import Supposed
from xinfang_rules.evaluation.standing import standing_of
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.minimal_subset import minimal_subset
from xinfang_rules.program.reach import behind, bound_facts
from xinfang_rules.result.presumed import Grounds, Presumed
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS

Under: TypeAlias = Callable[[Sequence[Supposed]], Outcome]
"""Evaluates the stated facts together with presumed ones."""


def grounds_of(presumed: Presumed, facts: Sequence[Supposed], full: Outcome, under: Under) -> Grounds:
    """Finds the facts on which each conclusion rests that needs any.

    Args:
        presumed: The conclusions.
        facts: The facts that are presumed.
        full: The evaluation under all of them.
        under: Evaluates under some of them.
    """
    edition, layout = full.edition, full.edition.layout
    # What is asked for last was asked for by name more seldom: it is left out first.
    order = list(reversed(facts))
    known: dict[tuple[str, ...], Outcome] = {tuple(fact.fact for fact in order): full}

    def outcome(kept: Sequence[Supposed]) -> Outcome:
        key = tuple(fact.fact for fact in kept)
        if key not in known:
            known[key] = under(kept)
        return known[key]

    def least(name: str, units: Sequence[int], told: Callable[[Outcome], Hashable]) -> tuple[str, ...]:
        wanted = told(full)

        def good(kept: Sequence[Supposed]) -> bool:
            return told(outcome(kept)) == wanted

        near = _near(name, tuple(units), edition)
        likely = [fact for fact in order if fact.fact in near]
        left = {fact.fact for fact in minimal_subset(likely if good(likely) else order, good)}
        return tuple(fact.fact for fact in facts if fact.fact in left)

    def answer(question: str) -> Callable[[Outcome], Hashable]:
        told = attrgetter("status", "answer", "candidates")
        return lambda state: told(decisions_of(state)[question])

    def stands(rule: str) -> Callable[[Outcome], Hashable]:
        slot, index = layout[STATUS + rule], edition.rule(rule).index
        return lambda state: standing_of(state.values[slot], state.dues.get(index))

    def day(rule: str) -> Callable[[Outcome], Hashable]:
        return lambda state: stands(rule)(state)[1:]  # type: ignore[index]  # a `Standing` without its statuses

    def note(unit: int) -> Callable[[Outcome], Hashable]:
        return lambda state: state.truth(unit)

    bare = outcome(())
    dated = [
        rule for rule, norm in presumed.norms.items() if norm.applies != "no" and day(rule)(bare) != day(rule)(full)
    ]
    rules = {note.rule: edition.rule(note.rule).condition_id for note in presumed.notes if note.rule is not None}
    return Grounds(
        decisions=FrozenDict({name: least(name, (), answer(name)) for name in presumed.decisions}),
        norms=FrozenDict({rule: least(STATUS + rule, (), stands(rule)) for rule in presumed.norms}),
        days=FrozenDict({rule: least(STATUS + rule, (), day(rule)) for rule in dated}),
        notes=FrozenDict({rule: least("", (unit,), note(unit)) for rule, unit in rules.items()}),
    )


@remembered
def _near(name: str, units: tuple[int, ...], edition: Edition) -> frozenset[str]:
    """Returns the facts that can make a difference to what has a name, if one is given, or to conditions."""
    return bound_facts(edition, behind(edition, [name] if name else [], units).facts)
