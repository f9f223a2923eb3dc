"""`--engine durable` and `--confirm` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from xinfang_rules.cli.main import main
from xinfang_rules.engines.durable.driver import Durable
from xinfang_rules.errors import EngineError

CASE = str(Path(__file__).parents[1] / "examples" / "06-unpaid-wages-2024.yaml")
DAY = ["--as-of", "2024-03-08"]


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["evaluate", CASE, *DAY, *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.durable
@pytest.mark.parametrize("options", [["--engine", "durable"], ["--confirm"], ["--engine", "durable", "--confirm"]])
def test_a_second_opinion_prints_the_same(options: list[str]) -> None:
    assert run(*options) == run()
    assert run()[0] == 0


@pytest.mark.durable
@pytest.mark.parametrize(
    ("options", "engine", "second"),
    [
        (["--engine", "durable"], "durable", None),
        (["--confirm"], "compiled", "durable"),
        (["--engine", "durable", "--confirm"], "durable", "compiled"),
    ],
)
def test_in_json_only_the_provenance_tells_who_was_asked(options: list[str], engine: str, second: str | None) -> None:
    asked, alone = (json.loads(run("--format", "json", *given)[1]) for given in (options, []))
    assert (alone["provenance"]["engine"], alone["provenance"]["confirmed_by"]) == ("compiled", None)
    assert (asked["provenance"].pop("engine"), asked["provenance"].pop("confirmed_by")) == (engine, second)
    del alone["provenance"]["engine"], alone["provenance"]["confirmed_by"]
    assert asked == alone


@pytest.mark.durable
def test_a_disagreement_is_one_line_with_the_place_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_true(self: Durable, index: int, values: list[int], truths: list[int]) -> None:
        truths[:] = [1] * len(truths)

    monkeypatch.setattr(Durable, "conditions", all_true)
    code, out, err = run("--confirm")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert err.startswith(CASE)
    assert "engine: engines disagree: " in err


def test_an_engine_that_is_missing_is_one_line_for_many_cases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(self: object, edition: object) -> None:
        raise EngineError("engine durable needs durable-rules")

    monkeypatch.setattr("xinfang_rules.evaluation.evaluate.evaluator_for", missing)
    many = tmp_path / "many.yaml"
    many.write_text("- {}\n- {}\n- {}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["evaluate", str(many), *DAY, "--confirm"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "engine durable needs durable-rules\n"
