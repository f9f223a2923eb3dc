"""A changed number changes due dates and what follows from them; nothing else."""

from datetime import date

import pytest
from hypothesis import given

from xinfang_rules import Case, Result, Rulebook, evaluate, load
from xinfang_rules.testing.strategies import cases

AS_OF = date(2024, 9, 20)
BASE = load("xinfang-2022")

OVERLAY = """
overlay: {id: trial, title: 试点}
parameters:
  - parameter: handling.days
    values: [{from: 2022-05-01, value: 45}]
"""

# What reads the last day of article 34, directly or through a status: the norm itself, the power to extend, the
# concept of a missed deadline, what article 40 orders then, and the superior's duties under article 45.
FOLLOWS = (
    "handling.conclude",
    "handling.may-extend",
    "supervision.urge-late",
    "supervision.improve-late",
    "liability.",
)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    path = tmp_path_factory.mktemp("trial") / "trial.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    return load("xinfang-2022", overlays=[path])


def test_sixty_days_become_forty_five(trial: Rulebook) -> None:
    case = {
        "petition": {"category": "grievance"},
        "remedy": {
            "litigation_rights": False,
            "arbitration": "none",
            "party": "none",
            "administrative": "none",
            "duty": "none",
        },
        "timeline": {"accepted_on": "2024-03-01"},
    }
    # Accepted 1 March, that day not counted: 30 days are left of March, so 60 days end on 30 April and 45 on 15 April.
    before = due(evaluate(case, as_of=date(2024, 4, 20), rulebook=BASE), "handling.conclude")
    after = due(evaluate(case, as_of=date(2024, 4, 20), rulebook=trial), "handling.conclude")
    assert (before, after) == (date(2024, 4, 30), date(2024, 4, 15))


def due(result: Result, rule: str) -> date | None:
    return next(norm.due for norm in result.norms if norm.rule == rule)


@given(case=cases(BASE.latest, AS_OF))
def test_nothing_else_changes(trial: Rulebook, case: Case) -> None:
    before = evaluate(case, as_of=AS_OF, rulebook=BASE)
    after = evaluate(case, as_of=AS_OF, rulebook=trial)
    assert after.decisions == before.decisions
    assert after.notes == before.notes
    ours = [norm for norm in before.norms if not norm.rule.startswith(FOLLOWS)]
    theirs = [norm for norm in after.norms if not norm.rule.startswith(FOLLOWS)]
    assert theirs == ours
