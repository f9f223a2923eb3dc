"""Tests that share what is costly run in one process, however many there are."""

from pathlib import Path

import pytest

from tests.conftest import NEEDED
from tests.distribution import BUILT, TOGETHER, scope_of

ROOT = Path(__file__).parents[1]
RAN: list[int] = []


@pytest.mark.parametrize("number", range(4))
def test_the_tests_of_a_file_run_in_one_process(number: int, request: pytest.FixtureRequest) -> None:
    RAN.append(number)
    chosen = [
        item.callspec.params["number"]
        for item in request.session.items
        if hasattr(item, "callspec") and item.path == request.path
    ]
    worker = getattr(request.config, "workerinput", None)
    if worker is None or "loadfile" in worker["mainargv"]:
        assert chosen[: len(RAN)] == RAN


def test_files_that_share_something_go_together_and_scenarios_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BUILT, raising=False)
    site = "tests/site/test_try_it.py::test_a", "tests/site/browser/wizard/test_wizard.py::test_b[1]"
    assert scope_of(site[0]) == scope_of(site[1])
    monkeypatch.setenv(BUILT, "site")
    assert scope_of(site[0]) != scope_of(site[1])
    assert scope_of("tests/test_load.py::test_a[x::y]") == scope_of("tests/test_load.py::test_b")
    assert scope_of("tests/test_load.py::test_a") != scope_of("tests/test_lint.py::test_a")
    assert scope_of("rules/channels/scenarios/duty.yaml::一") != scope_of("rules/channels/scenarios/duty.yaml::二")


def test_every_file_that_is_named_is_there() -> None:
    assert [place for places in TOGETHER.values() for place in places if not (ROOT / place).exists()] == []


def test_every_place_of_what_needs_something_is_there() -> None:
    places = [place for needed in NEEDED.values() for place in needed.places]
    assert [place for place in places if not (ROOT / "tests" / place).exists()] == []
