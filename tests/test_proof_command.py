"""`xinfang check --prove` and `--kleene`: what they print, and what they refuse."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.proof_helpers import TWO, URGENT, decide, pack_in
from xinfang_rules.cli.main import main


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    return pack_in(tmp_path / "pack")


def test_check_proves_and_fails_on_findings(pack: Any, tmp_path: Path) -> None:
    pack(TWO)
    sound = CliRunner().invoke(main, ["check", str(tmp_path / "pack"), "--prove", "--kleene", "4"])
    assert sound.exit_code == 0, sound.output
    assert "no findings, over all admissible complete cases" in sound.stdout
    assert "kleene        4 partial cases, 4 answers" in sound.stdout
    pack(decide("take", URGENT))
    unsound = CliRunner().invoke(main, ["check", str(tmp_path / "pack"), "--prove"])
    assert unsound.exit_code == 1
    assert "gap: outcome arises, and no rule answers it" in unsound.stderr
    assert "petition:\n  major_urgent: false\n" in unsound.stdout


def test_check_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(missing: str) -> list[str]:
        monkeypatch.setattr(
            "xinfang_rules.cli.proof_page.find_spec", lambda name: None if name == missing else find_spec(name)
        )
        done = CliRunner().invoke(main, ["check", "--prove", "--kleene", "3"])
        assert done.exit_code == 2
        return done.stderr.splitlines()

    assert without("z3") == ["xinfang check: --prove needs z3-solver, a wheel: pip install 'xinfang-rules[prove]'"]
    assert without("hypothesis") == ["xinfang check: --kleene needs hypothesis, a wheel: pip install hypothesis"]


@pytest.mark.parametrize("options", [["--kleene", "3"], ["--prove", "--gaps"], ["--prove", "--kleene", "0"]])
def test_check_refuses_options_that_do_not_go_together(options: list[str]) -> None:
    assert CliRunner().invoke(main, ["check", *options]).exit_code == 2
