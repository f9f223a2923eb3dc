"""Profiles of the property tests (`ci` is small and repeatable, `deep` is for a long run by hand); a shared fixture."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from xinfang_rules.evaluation import evaluator
from xinfang_rules.rulebook import cache
from xinfang_rules.rulebook.statutes import ENVIRONMENT_VARIABLE

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("XINFANG_PROFILE", "ci"))


# Set before anything is loaded, for the processes that tests start as well: what a test reads is what it wrote.
os.environ[cache.ENVIRONMENT_VARIABLE] = "off"


# The first cases are decided as all others are: by generated code.
evaluator.PATIENCE = 0


@pytest.fixture
def in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the command line where no file and no setting of its user is in the way, on a page of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", ENVIRONMENT_VARIABLE):
        monkeypatch.delenv(name, raising=False)
