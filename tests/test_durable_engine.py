"""The durable engine finds what the others find, whoever calls it, in whatever process."""

import gc
import subprocess
import sys
import textwrap
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.durable_helpers import watch_the_border
from xinfang_rules import EngineDisagreement, EngineError, evaluate, load
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.durable.driver import Durable
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import Evaluator, evaluator_for
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.scenarios.scenario import Scenario, read_all, scenario_files

pytestmark = pytest.mark.durable

ROOT = Path(__file__).parents[1]
UNPAID_WAGES = yaml.safe_load((ROOT / "examples" / "06-unpaid-wages-2024.yaml").read_text(encoding="utf-8"))
DAY = date(2024, 3, 8)


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, ...]:
    return read_all(scenario_files(ROOT / "rules" / "xinfang-2022"))


def test_every_scenario_comes_out_the_same(scenarios: tuple[Scenario, ...]) -> None:
    edition = load().latest
    interpreter, durable = evaluator_for(edition, "interpreter"), evaluator_for(edition, "durable")
    compared = 0
    for scenario in scenarios:
        try:
            expected = interpreter.state(scenario.case, scenario.as_of)
        except InadmissibleError:
            continue
        found = durable.state(scenario.case, scenario.as_of)
        assert (found.truths, found.values, found.holds) == (expected.truths, expected.values, expected.holds)
        compared += 1
    assert compared > 500


def test_evaluate_takes_the_engine_by_name() -> None:
    # Written comparison of whole results: every decision, norm and date.
    durable = evaluate(UNPAID_WAGES, as_of=DAY, engine="durable")
    compiled = evaluate(UNPAID_WAGES, as_of=DAY)
    assert durable == compiled
    assert durable.needs == compiled.needs
    assert (durable.provenance.engine, compiled.provenance.engine) == ("durable", "compiled")
    assert durable.decisions["track"].answer == "arbitration"


# Confirming


def test_confirming_gives_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    assert evaluate(UNPAID_WAGES, as_of=DAY, confirm=True) == evaluate(UNPAID_WAGES, as_of=DAY)
    assert evaluate(UNPAID_WAGES, as_of=DAY, engine="durable", confirm=True).decisions["track"].answer == "arbitration"


def fault(monkeypatch: pytest.MonkeyPatch, rule_id: str) -> None:
    """Makes the durable engine wrong about one rule."""
    edition = load().latest
    unit = edition.rule(rule_id).condition_id
    honest = Durable.conditions

    def wrong(self: Durable, index: int, values: list[int], truths: list[int]) -> None:
        honest(self, index, values, truths)
        if unit in edition.strata[index].condition_ids:
            truths[unit] = {TRUE: FALSE, FALSE: TRUE, EITHER: TRUE}[truths[unit]]

    monkeypatch.setattr(Durable, "conditions", wrong)


@pytest.mark.parametrize(("first", "second"), [("compiled", "durable"), ("durable", "compiled")])
def test_a_disagreement_names_the_rules_and_the_facts(first: str, second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch, "track.arbitration")
    with pytest.raises(EngineDisagreement) as caught:
        evaluate(UNPAID_WAGES, as_of=DAY, engine=first, confirm=True)
    error = caught.value
    assert error.engines == (first, second)
    assert error.rules == ("track.arbitration",)
    assert "remedy.arbitration" in error.facts
    says = {"compiled": "true", "durable": "false"}
    expected = f"engines disagree: track.arbitration: {first} says {says[first]}, {second} says {says[second]} (reads "
    assert str(error).startswith(expected)
    assert "\n" not in str(error)


def test_without_confirming_a_fault_goes_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch, "track.arbitration")
    assert evaluate(UNPAID_WAGES, as_of=DAY, engine="durable").decisions["track"].answer != "arbitration"


# Not installed


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_module(name: str) -> Any:
        if name == "durable_rules_engine":
            raise ModuleNotFoundError(name)
        return import_module(name)

    monkeypatch.setattr("xinfang_rules.engines.durable.driver.import_module", no_such_module)
    with pytest.raises(EngineError) as caught:
        Evaluator(load().latest, "durable")
    message = str(caught.value)
    assert "pip install 'xinfang-rules[durable]'" in message
    assert "Python 3.13 and later set CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in message
    assert "\n" not in message


# A network that fails


@pytest.mark.parametrize(
    ("what", "gives", "message"),
    [
        ("assert_fact", (303, 1), "answered a message with code 303"),
        ("start_action_for_state", None, "started nothing"),
        ("start_action_for_state", ("", '{"end":{}}'), "went on after its end"),
        ("complete_and_start_action", None, "did not come to its end"),
        ("complete_and_start_action", RuntimeError("303"), "durable-rules failed: 303"),
    ],
)
def test_a_network_that_fails_gives_no_answer_and_is_not_used_again(
    what: str, gives: object, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    border = watch_the_border(monkeypatch)
    book = load_pack(ROOT / "tests" / "cli_pack")[1]
    case = {"petition": {"competence": "own"}}
    expected = evaluate(case, as_of=DAY, rulebook=book, engine="durable")

    def failing(*arguments: object) -> object:
        if isinstance(gives, Exception):
            raise gives
        return gives

    before = len(border.handles)
    with monkeypatch.context() as patch:
        patch.setattr(border, what, failing, raising=False)
        with pytest.raises(EngineError, match=message):
            evaluate(case, as_of=DAY, rulebook=book, engine="durable")
    assert evaluate(case, as_of=DAY, rulebook=book, engine="durable") == expected
    assert len(border.handles) > before, "built anew"


# Threads, processes, many rulebooks


def test_eight_threads_share_one_engine(scenarios: tuple[Scenario, ...]) -> None:
    edition = load().latest
    compiled, durable = evaluator_for(edition), evaluator_for(edition, "durable")
    admitted = [s for s in scenarios[:160] if not s.expect.refused]
    expected = [compiled.state(s.case, s.as_of).truths for s in admitted]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda s: durable.state(s.case, s.as_of).truths, [*admitted, *reversed(admitted)]))
    assert found == [*expected, *reversed(expected)]


def test_a_forked_process_builds_its_own_networks() -> None:
    script = """
        import os, sys, threading
        from datetime import date
        import yaml
        from xinfang_rules import evaluate

        case = yaml.safe_load(open("examples/06-unpaid-wages-2024.yaml", encoding="utf-8").read())

        def track():
            return evaluate(case, as_of=date(2024, 3, 8), engine="durable").decisions["track"].answer

        before = track()
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                os._exit(0 if [track() for _ in range(5)] == [before] * 5 else 1)
            children.append(child)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.exit(0 if codes == [0, 0, 0] and track() == before == "arbitration" else 1)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_many_engines_one_after_the_other_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    border = watch_the_border(monkeypatch)
    edition = load_pack(ROOT / "tests" / "cli_pack")[1].latest
    for _ in range(300):
        engine = Durable(edition, None, lambda: working_calendar(edition.calendar))
        engine.conditions(0, unknown(edition.layout.width), [FALSE] * len(edition.conditions))
        del engine
    gc.collect()
    assert len(border.handles) >= 300
    assert sorted(border.deleted) == sorted(border.handles)


def test_many_rulebooks_at_once(tmp_path: Path) -> None:
    books = [load_pack(ROOT / "tests" / "cli_pack")[1] for _ in range(60)]
    case = {"petition": {"competence": "own"}, "timeline": {"received_on": date(2024, 3, 1)}}
    for book in [*books, *reversed(books)]:
        result = evaluate(case, as_of=DAY, rulebook=book, engine="durable")
        assert result.decisions["outcome"].answer == "take"


def test_a_rulebook_that_is_dropped_takes_its_networks_along(monkeypatch: pytest.MonkeyPatch) -> None:
    border = watch_the_border(monkeypatch)
    book = load_pack(ROOT / "tests" / "cli_pack")[1]
    evaluate({}, as_of=DAY, rulebook=book, confirm=True)
    assert border.handles
    watched = weakref.ref(book.latest)
    del book
    gc.collect()
    assert watched() is None
    assert sorted(border.deleted) == sorted(border.handles)


def unknown(width: int) -> list[int]:
    """Values of which nothing is known, wide enough for masks, counts and days."""
    return [EITHER] * width


def test_memory_stays_flat_over_many_cases(scenarios: tuple[Scenario, ...]) -> None:
    durable = evaluator_for(load().latest, "durable")
    admitted = [s for s in scenarios if not s.expect.refused][:150]

    def all_of_them() -> None:
        for scenario in admitted:
            durable.state(scenario.case, scenario.as_of)

    for _ in range(2):
        all_of_them()
    before = resident_kilobytes()
    for _ in range(6):
        all_of_them()
    # 900 cases with 17 messages each: a message of 500 bytes that were kept would show as 7,000 kilobytes.
    assert resident_kilobytes() - before < 3_000


def resident_kilobytes() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("resident memory is read from /proc, which this system does not have")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])
