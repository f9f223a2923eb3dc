import sys
from datetime import date
from typing import Any

import pytest
from bench.guard import Jobs
from bench.instructions import executed

from xinfang_rules import Case
from xinfang_rules.dossier import examine
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator

RECORDED = {
    "decisions": 0.53,
    "result, all known": 4.99,
    "result, half known": 6.57,
    "explanation": 7.28,
    "pickle": 2.16,
    "needs": 15.80,
    "part of a dossier": 16.60,
}
"""Instructions for one case, as multiples of the hand-written function's: `python -m bench.guard` on 3.11."""

PYTHONS = {(3, 11): 1.0, (3, 12): 0.87, (3, 13): 0.79}
"""By how much the multiples differ in other versions, which compile to other instructions; later ones as the last."""

EXPECTED = {job: cost * PYTHONS.get(sys.version_info[:2], PYTHONS[3, 13]) for job, cost in RECORDED.items()}

SLOWER, FASTER = 1.5, 0.8
"""Twice anything in this range lies outside it."""


@pytest.fixture(scope="module")
def jobs() -> Jobs:
    return Jobs()


@pytest.mark.parametrize("job", RECORDED)
def test_nothing_takes_half_as_many_instructions_again_as_recorded(jobs: Jobs, job: str) -> None:
    cost = jobs.cost(job)
    limit = EXPECTED[job] * SLOWER
    assert cost < limit, f"{job}: {cost:.2f} times the hand-written function, expected {EXPECTED[job]:.2f}"


@pytest.mark.parametrize("job", RECORDED)
def test_what_has_become_much_faster_is_recorded_anew(jobs: Jobs, job: str) -> None:
    cost = jobs.cost(job)
    assert cost > EXPECTED[job] * FASTER, f"{job}: {cost:.2f}; record what `python -m bench.guard` prints"


def test_twice_anything_that_passes_does_not_pass() -> None:
    assert 2 * FASTER > SLOWER


def test_every_job_is_recorded(jobs: Jobs) -> None:
    assert set(jobs.names) == set(RECORDED)


def test_counting_twice_gives_the_same(jobs: Jobs) -> None:
    assert jobs.cost("result, all known") == pytest.approx(jobs.cost("result, all known"), rel=0.02)


def test_a_slow_down_of_two_times_is_noticed(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    before = jobs.cost("result, all known")
    once = Evaluator.evaluate

    def twice(self: Evaluator, case: Case, as_of: date, remarks: tuple[str, ...] = ()) -> Evaluated:
        once(self, case, as_of, remarks)
        return once(self, case, as_of, remarks)

    monkeypatch.setattr(Evaluator, "evaluate", twice)
    after = jobs.cost("result, all known")
    assert after == pytest.approx(2 * before, rel=0.1)
    assert after > EXPECTED["result, all known"] * SLOWER


def letters(many: int) -> dict[str, Any]:
    """A file of letters that are forwarded and accepted; every second is answered, the others are written once more."""
    organs = {"office": {"kind": "petition_office", "level": "county"}, "land": {"kind": "other", "level": "county"}}
    named = [{"piece": f"l{number}"} for number in range(many)]
    who = [{"petitioner": f"q{number}"} for number in range(many)]
    wrote = {"act": "submit", "to": "office", "channel": "letter", "anonymous": False}
    acts = [{"day": "2024-01-12", **wrote, **piece, **by} for piece, by in zip(named, who, strict=True)]
    acts += [{"day": "2024-01-15", "act": "forward", "by": "office", "to": "land", **piece} for piece in named]
    acts += [{"day": "2024-01-18", "act": "accept", "by": "land", **piece} for piece in named]
    issue = {"act": "issue", "by": "land", "kind": "petition_opinion", "outcome": "explain"}
    acts += [{"day": "2024-03-01", **issue, **piece} for piece in named[::2]]
    acts += [{"day": "2024-03-04", **wrote, **by} for by in who[1::2]]
    claims = {"c": {"category": "grievance", "remedy": "none", "competent": "land"}}
    return {"dossier": "long", "complete_to": "2024-06-10", "organs": organs, "claims": claims, "acts": acts}


def test_a_file_of_twice_as_many_letters_costs_twice_as_much() -> None:
    def cost(many: int) -> int:
        file = letters(many)
        return executed(lambda: examine(file, as_of=date(2024, 6, 10)))

    cost(1)
    assert cost(40) < 2.1 * cost(20)
