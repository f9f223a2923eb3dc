import sys
from datetime import date

import pytest
from bench.guard import Jobs

from xinfang_rules import Case
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator

pytestmark = pytest.mark.xdist_group("speed")  # what is counted is made ready once

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
