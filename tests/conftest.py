"""Profiles of the property tests (`ci` is small and repeatable, `deep` for a long run by hand), and what is skipped."""

import os
import sys
from collections.abc import Callable, Generator
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres
from tests.browser import browser
from tests.overlay_helpers import Lay
from xinfang_rules import Rulebook, load
from xinfang_rules.rulebook.statutes import ENVIRONMENT_VARIABLE

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("XINFANG_PROFILE", "ci"))


@pytest.fixture
def in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the command line where no file and no setting of its user is in the way, on a page of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", ENVIRONMENT_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lays overlays over the shipped rulebook; each is given as a text with what it declares."""

    def laid(*overlays: str) -> Rulebook:
        paths = [tmp_path / f"{number}.yaml" for number in range(len(overlays))]
        for path, text in zip(paths, overlays, strict=True):
            path.write_text(text, encoding="utf-8")
        return load(overlays=paths)

    return laid


# What no wheel brings. Every test that needs it is skipped from the same place, so that pytest tells it in one line.

NEEDED: dict[str, tuple[Callable[[], object], str]] = {
    "browser": (browser, "there is no browser here; install Chromium, or try `make browser`"),
    "durable": (
        lambda: find_spec("durable_rules_engine"),
        "durable-rules is not installed here; install a C compiler, then `make durable`",
    ),
    "external": (
        lambda: find_spec("pyspark") and which("java"),
        "PySpark is not installed here, or there is no Java; install Java 17, then `make external`",
    ),
    "office": (
        lambda: which("soffice") and which("pdftotext"),
        "there is no LibreOffice or no pdftotext here; install libreoffice-writer-nogui and poppler-utils",
    ),
    "described": (
        lambda: find_spec("schemathesis") and find_spec("openapi_python_client"),
        "what tries the service is not installed here; install it by `make external`",
    ),
    "registry": (lambda: which("npm"), "there is no npm here; install Node.js, and have a network"),
    "postgresql": (
        postgres.at_hand,
        "there is no PostgreSQL server here, or no psycopg; install Debian's `postgresql`, then `make external`",
    ),
    "image": (lambda: which("hadolint", path=str(Path(sys.executable).parent)), "see `make external`"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="count a test that is skipped as failed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "durable" in getattr(getattr(item, "callspec", None), "params", {}).values():
            item.add_marker(pytest.mark.durable)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, (at_hand, missing) in NEEDED.items():
        if item.get_closest_marker(name) is not None and not at_hand():
            pytest.skip(missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome, report.longrepr = "failed", f"skipped, and --no-skips was given: {report.longrepr}"
    return report
