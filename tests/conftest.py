"""Profiles of the property tests (`ci` is small and repeatable, `deep` for a long run by hand), and what is skipped."""

import gc
import os
import sys
from collections.abc import Callable, Generator, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres
from tests.browser import browser
from tests.overlay_helpers import Lay
from xinfang_rules import Rulebook, load
from xinfang_rules.rulebook.statutes import ENVIRONMENT_VARIABLE

HERE = Path(__file__).parent

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("XINFANG_PROFILE", "ci"))

# Rulebooks stay to the end; looking through all of them again and again takes an eighth of the time.
gc.set_threshold(50_000, 20, 20)


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


class Needed(NamedTuple):
    """Something that tests need and not every machine has.

    Attributes:
        at_hand: Finds it.
        missing: What is said where it is not found.
        places: Where such tests stand, below `tests`: `--needing` collects nothing else.
    """

    at_hand: Callable[[], object]
    missing: str
    places: tuple[str, ...]


NEEDED = {
    "browser": Needed(browser, "there is no browser here; install Chromium, or try `make browser`", ("site/browser",)),
    "durable": Needed(
        lambda: find_spec("durable_rules_engine"),
        "durable-rules is not installed here; install a C compiler, then `make durable`",
        (
            "defects/test_defects.py",
            "properties/test_laws.py",
            "test_chained_periods.py",
            "test_cli_confirm.py",
            "test_cli_evaluate.py",
            "test_day_bounds.py",
            "test_docs_code.py",
            "test_dossier_situations.py",
            "test_durable_engine.py",
            "test_durable_safety.py",
            "test_provenance.py",
            "test_requirements.py",
            "test_to_durable.py",
        ),
    ),
    "external": Needed(
        lambda: find_spec("pyspark") and which("java"),
        "PySpark is not installed here, or there is no Java; install Java 17, then `make external`",
        ("test_spark.py",),
    ),
    "office": Needed(
        lambda: which("soffice") and which("pdftotext"),
        "there is no LibreOffice or no pdftotext here; install libreoffice-writer-nogui and poppler-utils",
        ("test_paper_pages.py",),
    ),
    "described": Needed(
        lambda: find_spec("schemathesis") and find_spec("openapi_python_client"),
        "what tries the service is not installed here; install it by `make external`",
        ("test_service_described.py",),
    ),
    "registry": Needed(
        lambda: which("npm"),
        "there is no npm here; install Node.js, and have a network",
        ("test_example_form.py", "test_offices.py"),
    ),
    "postgresql": Needed(
        postgres.at_hand,
        "there is no PostgreSQL server here, or no psycopg; install Debian's `postgresql`, then `make external`",
        ("test_register_postgresql.py",),
    ),
    "image": Needed(
        lambda: which("hadolint", path=str(Path(sys.executable).parent)), "see `make external`", ("test_dockerfile.py",)
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="count a test that is skipped as failed")
    parser.addoption(
        "--needing",
        type=lambda names: names.split(","),
        metavar="NAME,...",
        help=f"run the tests alone that need one of these: {', '.join(NEEDED)}",
    )


def pytest_configure(config: pytest.Config) -> None:
    needing = config.getoption("--needing")
    if needing is None:
        return
    if unknown := [name for name in needing if name not in NEEDED]:
        raise pytest.UsageError(f"--needing: there is no {', '.join(unknown)}")
    config.option.markexpr = " or ".join(needing)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getoption("dist") != "loadfile":
        return None
    from tests.distribution import Distribution

    return Distribution(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Passes over what `--needing` needs not: of ten thousand tests, collecting takes half a minute."""
    needing = config.getoption("--needing")
    if needing is None or collection_path.is_dir():
        return None
    return not any(_stands_in(collection_path, NEEDED[name].places) for name in needing) or None


def _stands_in(path: Path, places: Sequence[str]) -> bool:
    return any(path.is_relative_to(HERE / place) for place in places)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "durable" in getattr(getattr(item, "callspec", None), "params", {}).values():
            item.add_marker(pytest.mark.durable)
        for name, needed in NEEDED.items():
            if item.get_closest_marker(name) is not None and not _stands_in(item.path, needed.places):
                raise pytest.UsageError(f"{item.nodeid} needs {name}: tests/conftest.py does not name its file there")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, needed in NEEDED.items():
        if item.get_closest_marker(name) is not None and not needed.at_hand():
            pytest.skip(needed.missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome, report.longrepr = "failed", f"skipped, and --no-skips was given: {report.longrepr}"
    return report
