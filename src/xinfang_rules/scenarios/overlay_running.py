"""Running the scenarios of an overlay over each base over which it may be laid, and counting what they show of it."""

from dataclasses import replace

from xinfang_rules.rulebook.load import load, shipped_overlays
from xinfang_rules.rulebook.model import Rule, Rulebook
from xinfang_rules.rulebook.shipped_overlays import bases_of
from xinfang_rules.scenarios.coverage import ConstraintCoverage, Coverage, RuleCoverage, measure
from xinfang_rules.scenarios.running import ScenarioOutcome, ScenarioReport, run_pack


def run_overlay(name: str) -> ScenarioReport:
    """Runs the scenarios of a shipped overlay, each file over the bases that it names, or else over all.

    What is covered is told of the overlay's own rules and constraints, over all bases together; what a rule does over
    a base with which it cannot stand, where it is only told, is counted apart.

    Raises:
        ScenarioError: If anything is wrong with the files; it lists every finding.
        RulebookError: If there is no such overlay, or if it cannot be laid.
    """
    place = shipped_overlays()[name]
    rules: dict[str, RuleCoverage] = {}
    constraints: dict[str, ConstraintCoverage] = {}
    outcomes: list[ScenarioOutcome] = []
    for base in bases_of(name):
        book, below = load(base, overlays=[name]), load(base)
        run = run_pack(place, book)
        outcomes.extend(run.outcomes)
        shown = measure(book.editions.distinct(), run.outcomes)
        own, known = _rules(book), _rules(below)
        for each in shown.rules:
            if each.rule not in known or own[each.rule].position != known[each.rule].position:
                called = f"{each.rule} (told only)" if own[each.rule].conflict else each.rule
                so_far = rules.get(called, replace(each, rule=called, held=0, not_held=0))
                held, not_held = so_far.held + each.held, so_far.not_held + each.not_held
                rules[called] = replace(so_far, held=held, not_held=not_held)
        standing = {constraint.id for edition in below.editions.distinct() for constraint in edition.constraints}
        for one in shown.constraints:
            if one.constraint not in standing:
                before = constraints.get(one.constraint, replace(one, refused=0))
                constraints[one.constraint] = replace(before, refused=before.refused + one.refused)
    return ScenarioReport(tuple(outcomes), Coverage(tuple(rules.values()), tuple(constraints.values())))


def _rules(book: Rulebook) -> dict[str, Rule]:
    return {rule.id: rule for edition in book.editions.distinct() for rule in edition.rules}
