"""What is proved of the channels without a solver, which takes too long for the whole proof of so many rules.

    python -m tests.channels_proof [--deadlines SECONDS]

Over each base: every rule of the overlay holds in some admissible complete case, and each of its exceptions and each of
its `unless` decides in one; the cases are those of its scenarios, completed. No question of it reads conduct,
nationality or the number of representatives. With `--deadlines`, the solver looks besides for a last day that lies
before the day it counts from, or an extension beyond its limit, and tells what it did not settle in that time.

`tests/test_channels.py` proves with the solver that each question has exactly one answer in every case.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from xinfang_rules import load
from xinfang_rules.analysis.proof.fairness_proofs import reading_paths
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.conditions import AllOf, Not
from xinfang_rules.language.truth import TRUE
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.rulebook.model import Edition, Rule, Rulebook
from xinfang_rules.scenarios.overlay_running import run_overlay
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.testing.case_generator import CaseGenerator, tape_length

OVERLAY = "channels"
OWN_GROUPS = ("channel", "remedy")
"""What of a scenario over another base is taken over: the facts on which the channels turn, the same under either."""
DRAWN = 3
"""How many completions of each scenario are tried."""


def stated(scenario: Scenario, edition: Edition, groups: tuple[str, ...] | None) -> dict[str, Any]:
    """Returns the facts of a scenario by name; the days of the channel that it leaves out have not come."""
    data: Mapping[str, Any] = scenario.case.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    held = {
        f"{group}.{fact}": value
        for group, facts in data.items()
        if isinstance(facts, dict) and (groups is None or group in groups)
        for fact, value in facts.items()
    }
    days = {name: None for name in edition.facts.dates if name.startswith(f"{OWN_GROUPS[0]}.")}
    return days | {name: value for name, value in held.items() if name in edition.facts and not isinstance(value, dict)}


def outcomes(book: Rulebook, scenarios: list[Scenario]) -> Iterator[Outcome]:
    """Yields what comes of admissible complete cases that complete those of the scenarios."""
    edition, random = book.latest, Random(0)
    evaluator = evaluator_for(edition)
    for scenario in scenarios:
        same = type(scenario.case) is book.case_model
        try:
            generator = CaseGenerator(
                edition, scenario.as_of, where=stated(scenario, edition, None if same else OWN_GROUPS)
            )
        except ValueError:  # the other base knows no such value
            continue
        for _ in range(DRAWN):
            case = generator.case(random.randbytes(tape_length(edition)), complete=True)
            if case is not None:
                yield evaluator.evaluate(case, scenario.as_of, ()).state


def rules_of(book: Rulebook) -> list[Rule]:
    return [rule for rule in book.latest.rules if OVERLAY in Path(rule.position.source).parts]


def unless_decides(rule: Rule, state: Outcome) -> bool:
    """Tells whether the `unless` of a rule alone keeps it from applying."""
    assert rule.unless is not None
    parts = rule.condition.parts if isinstance(rule.condition, AllOf) else ()
    rest = [part for part in parts if part != Not(rule.unless)]
    layout = state.edition.layout
    return all(truth(part, state.values, layout) == TRUE for part in (*rest, rule.unless))


def unshown(book: Rulebook, scenarios: list[Scenario]) -> list[str]:
    """Returns what no case shows of the rules of the overlay."""
    rules = rules_of(book)
    named = {rule.id: rule for rule in book.latest.rules}
    holding = {rule.id: rule for rule in rules}
    excepting = {(rule.id, other): rule for rule in rules for other in rule.exception_to}
    guarded = {rule.id: rule for rule in rules if rule.unless is not None}
    for state in outcomes(book, scenarios):
        for name in [name for name, rule in holding.items() if state.holds[rule.index] == TRUE]:
            del holding[name]
        for pair in list(excepting):
            if all(state.truths[named[name].condition_id] == TRUE for name in pair):
                del excepting[pair]
        for name in [name for name, rule in guarded.items() if unless_decides(rule, state)]:
            del guarded[name]
    return [
        *(f"{name} holds in no case" for name in holding),
        *(f"exception {one} to {other} never meets it" for one, other in excepting),
        *(f"the unless of {name} never decides" for name in guarded),
    ]


def unfair(book: Rulebook) -> list[str]:
    """Returns the questions that read a protected fact, however indirectly."""
    return [question.name for question in book.latest.questions if reading_paths(book.latest, question)]


def deadlines(book: Rulebook, seconds: float) -> tuple[list[str], list[str]]:
    """Looks for wrong last days; returns those that evaluation bears out, and what was not settled."""
    from xinfang_rules.analysis.proof import TimeLimit
    from xinfang_rules.analysis.proof.deadline_proofs import prove_deadlines
    from xinfang_rules.analysis.proof.prover import Prover

    prover = Prover(book, book.latest, TimeLimit(seconds))
    _, findings = prove_deadlines(prover)
    open_ones = [f"{one.about} of {one.of}" for one in prover.unfinished]
    open_ones += [str(one) for one in findings if one.witness is None or not one.witness.reproduced]
    return [str(one) for one in findings if one.witness is not None and one.witness.reproduced], open_ones


def main() -> int:
    """Returns 0 if everything holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--deadlines", type=float, metavar="SECONDS", help="how long the solver may take over each base"
    )
    given = parser.parse_args()
    scenarios = [one.scenario for one in run_overlay(OVERLAY).outcomes]
    wrong: list[str] = []
    for base in shipped_packs():
        book = load(base, overlays=[OVERLAY])
        found = [*unshown(book, scenarios), *(f"{name} is not fair to all" for name in unfair(book))]
        print(f"{base} + {OVERLAY}: {len(rules_of(book))} rules, {len(found)} statements do not hold", flush=True)
        if given.deadlines is not None:
            early, unsettled = deadlines(book, given.deadlines)
            found += early
            told = ", ".join(unsettled) or "-"
            print(f"  deadlines: {len(early)} wrong; not settled in {given.deadlines:g} s: {told}")
        for one in found:
            print(f"  {one}")
        wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
