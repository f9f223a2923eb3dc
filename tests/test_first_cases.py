"""The first cases of an edition are read plainly, the later ones decided by generated code: nobody can tell."""

from datetime import date
from pathlib import Path

import pytest

from xinfang_rules import EngineDisagreement, evaluate
from xinfang_rules.engines import generate
from xinfang_rules.engines.compiled import Compiled
from xinfang_rules.evaluation import evaluator
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.truth import TRUE
from xinfang_rules.rulebook.load import load_pack

PACK = Path(__file__).parent / "cli_pack"
CASE = {"petition": {"competence": "own"}, "timeline": {"received_on": "2024-03-01"}}


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lists the generated functions, as they are compiled."""
    compiled: list[str] = []

    def compiling(source: str, file: str, mode: str) -> object:
        compiled.append(file)
        return compile(source, file, mode)

    monkeypatch.setattr(generate, "compile", compiling, raising=False)
    return compiled


def test_tests_are_about_generated_code_unless_they_say_otherwise() -> None:
    assert evaluator.PATIENCE == 0


def test_code_is_generated_after_some_cases_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = watched(monkeypatch)
    monkeypatch.setattr(evaluator, "PATIENCE", 3)
    book = load_pack(PACK)[1]
    found, made = [], []
    for _ in range(5):
        found.append(evaluate(CASE, as_of=date(2024, 3, 8), rulebook=book).model_dump_json(exclude={"needs"}))
        made.append(sorted(set(compiled)))
    everything = made[-1]
    assert "<xinfang_rules settle>" in everything
    assert "<xinfang_rules stratum_0>" in everything
    assert made == [[]] * 3 + [everything] * 2
    assert len(set(found)) == 1


def test_who_is_in_a_hurry_need_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = watched(monkeypatch)
    monkeypatch.setattr(evaluator, "PATIENCE", 3)
    unhurried = evaluator_for(load_pack(PACK)[1].latest)
    assert "<xinfang_rules settle>" not in compiled
    unhurried.hurry()
    assert "<xinfang_rules settle>" in compiled


@pytest.mark.durable
def test_what_is_confirmed_is_the_generated_code_from_the_first_case_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_true(self: Compiled, index: int, values: list[int], truths: list[int]) -> None:
        truths[:] = [TRUE] * len(truths)

    monkeypatch.setattr(evaluator, "PATIENCE", 8)
    monkeypatch.setattr(Compiled, "conditions", all_true)
    for engine in ("compiled", "durable"):
        with pytest.raises(EngineDisagreement):
            evaluate(CASE, as_of=date(2024, 3, 8), rulebook=load_pack(PACK)[1], engine=engine, confirm=True)
