"""A changed number changes last days and statuses, and what reads them; nothing else."""

from datetime import date
from pathlib import Path

import pytest
from tests.facts_helpers import NO_OTHER_WAY

from xinfang_rules import Result, Rulebook, evaluate, load
from xinfang_rules.program.reach import PARAMETER, affected
from xinfang_rules.testing import hold_to_numbers, sample_cases, sample_near_deadlines

BASE = load("xinfang-2022")
AS_OF = date(2024, 9, 20)

OVERLAY = """
overlay: {id: trial, title: 试点, changes: [{sets: %s, because: 试}]}
parameters:
  - parameter: %s
    values: [{from: 2022-05-01, value: %d}]
"""

# Numbers of days; the others are compared with in conditions, and decide what these say.
NUMBERS = sorted(name for name, parameter in BASE.latest.parameters.items() if parameter.unit.value.endswith("day"))


def with_number(place: Path, name: str, value: int) -> Rulebook:
    path = place / "trial.yaml"
    path.write_text(OVERLAY % (name, name, value), encoding="utf-8")
    return load("xinfang-2022", overlays=[path])


def due(result: Result, rule: str) -> date | None:
    return next(norm.due for norm in result.norms if norm.rule == rule)


def test_sixty_days_become_forty_five(tmp_path: Path) -> None:
    case = {
        "petition": {"category": "grievance"},
        "remedy": NO_OTHER_WAY,
        "timeline": {"accepted_on": "2024-03-01"},
    }
    example = with_number(tmp_path, "handling.days", 45)
    # Accepted 1 March, that day not counted: 30 days are left of March, so 60 days end on 30 April and 45 on 15 April.
    before = due(evaluate(case, as_of=date(2024, 4, 20), rulebook=BASE), "handling.conclude")
    after = due(evaluate(case, as_of=date(2024, 4, 20), rulebook=example), "handling.conclude")
    assert (before, after) == (date(2024, 4, 30), date(2024, 4, 15))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_changed_number_moves_only_what_reads_it(name: str, tmp_path: Path) -> None:
    example = with_number(tmp_path, name, BASE.latest.parameters[name].value + 7)
    for case, as_of in [*sample_cases(15, rulebook=BASE, as_of=AS_OF), *sample_near_deadlines(15, rulebook=BASE)]:
        hold_to_numbers(BASE, example, case, as_of)


def test_the_period_for_handling_decides_nothing() -> None:
    """What reads the last day of article 34: the norm, the power to extend, and what follows when it is missed."""
    free = affected(BASE.latest, [PARAMETER + "handling.days"])
    assert not free & {question.name for question in BASE.latest.questions}
    rules = {name.removeprefix("status.") for name in free if name.startswith("status.")}
    follows = ("handling.conclude", "handling.may-extend", "supervision.urge-late", "supervision.improve-late")
    assert set(follows) <= rules
    assert all(rule in follows or rule.startswith("liability.") for rule in rules)
