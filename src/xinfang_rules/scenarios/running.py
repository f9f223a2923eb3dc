"""Running scenarios: one, or all of a pack."""

from dataclasses import dataclass
from pathlib import Path

from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.case_reading import adopted
from xinfang_rules.evaluation.evaluate import presuming
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import contradiction, governing_edition
from xinfang_rules.result import bind
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.scenarios.checking import check_names
from xinfang_rules.scenarios.comparing import Failure, compare
from xinfang_rules.scenarios.coverage import Coverage, measure
from xinfang_rules.scenarios.scenario import Scenario, ScenarioError, read_all, scenario_files


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What came of a scenario. `str()` tells the failures, each with its place, its citation and its reason.

    Attributes:
        scenario: The scenario.
        failures: The expectations that were not met; empty if it passed.
        held: The rules that it shows to hold.
        not_held: The rules that it shows not to hold.
        refused: The constraints that it shows to refuse a case.
    """

    scenario: Scenario
    failures: tuple[Failure, ...] = ()
    held: frozenset[str] = frozenset()
    not_held: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures

    def __str__(self) -> str:
        return "\n".join([self.scenario.title, *map(str, self.failures)])


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """What came of the scenarios of a pack.

    Attributes:
        outcomes: One for each scenario, in the order of the files.
        coverage: Which rules and constraints they show at work.
    """

    outcomes: tuple[ScenarioOutcome, ...]
    coverage: Coverage

    @property
    def failed(self) -> tuple[ScenarioOutcome, ...]:
        """The outcomes of the scenarios that failed."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)


def run_pack(directory: Path | str, rulebook: Rulebook) -> ScenarioReport:
    """Runs the scenarios of a pack.

    Args:
        directory: The pack, its directory of scenarios, or one scenario file.
        rulebook: The rulebook to decide them by.

    Raises:
        ScenarioError: If anything is wrong with the files; it lists every finding.
    """
    scenarios = read_all(scenario_files(directory), rulebook)
    outcomes = tuple(run_scenario(scenario, rulebook) for scenario in scenarios)
    return ScenarioReport(outcomes, measure(rulebook.editions.distinct(), outcomes))


def run_scenario(
    scenario: Scenario, rulebook: Rulebook, *, engine: str = "compiled", why: bool = True
) -> ScenarioOutcome:
    """Runs one scenario.

    Args:
        scenario: The scenario.
        rulebook: The rulebook to decide it by.
        engine: The name of the engine. What is run a few times only is sooner interpreted than compiled.
        why: Whether each failure is explained, which takes longer than to find it.

    Raises:
        ScenarioError: If its expectations name what the rulebook does not have, or if the rulebook's instrument was
            not in force on the day that decides.
    """
    wrong = check_names(scenario, rulebook)
    if wrong:
        raise ScenarioError(wrong)
    edition, notes = governing_edition(scenario.case, scenario.as_of, rulebook)
    evaluator = evaluator_for(edition, engine)
    case = adopted(scenario.case, edition.case_model)
    try:
        done = evaluator.evaluate(case, scenario.as_of, notes)
    except InadmissibleError as error:
        return _refused(scenario, error, edition, why)
    except CalendarError as error:
        return _failed(scenario, ("expect",), "a result", str(error))
    expected = scenario.expect.refused
    if expected:
        return _failed(scenario, ("expect", "refused"), f"refused by {', '.join(expected)}", "the case is admissible")
    result = bind(*presuming(evaluator, done, scenario.presume))
    return ScenarioOutcome(scenario, *compare(scenario, result, done.state, why))


def _refused(scenario: Scenario, error: InadmissibleError, edition: Edition, why: bool) -> ScenarioOutcome:
    broken = frozenset(violation.constraint.id for violation in error.violations)
    expected = scenario.expect.refused
    if broken == set(expected):
        return ScenarioOutcome(scenario, refused=broken)
    wanted = f"refused by {', '.join(expected)}" if expected else "an admissible case"
    labels = [citation.label for violation in error.violations for citation in violation.constraint.citations]
    return _failed(
        scenario,
        ("expect", "refused") if expected else ("expect",),
        wanted,
        f"refused by {', '.join(sorted(broken))}",
        tuple(dict.fromkeys(labels)),
        str(contradiction(error, edition, scenario.place_of_fact, scenario.case)) if why else "",
    )


def _failed(
    scenario: Scenario,
    path: tuple[str, ...],
    expected: str,
    came: str,
    citations: tuple[str, ...] = (),
    why: str = "",
) -> ScenarioOutcome:
    failure = Failure(scenario.place(*path, key=True), path[-1], expected, came, citations, why)
    return ScenarioOutcome(scenario, (failure,))
