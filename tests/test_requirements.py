"""What is locked is what pyproject.toml asks for; what a machine cannot give is skipped in one line."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_statute_text import committed

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[Any]] = PROJECT["dependency-groups"]
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
_PIN = re.compile(r"[a-z0-9-]+(?:\[[a-z,-]+\])?==[^\s;]+(?: ; [^\\]+)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def asked(lock: str) -> Iterable[Requirement]:
    """Yields what pyproject.toml asks of a lock."""
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    run = [*project["dependencies"], *PROJECT["build-system"]["requires"], *GROUPS["build"]]
    dev = [text for text in GROUPS["dev"] if isinstance(text, str)]
    of = {
        "run": run,
        "dev": [*run, *dev, *(text for name in extras if name != "durable" for text in extras[name])],
        "durable": [*GROUPS["durable"], *extras["durable"]],
        "external": GROUPS["external"],
        "service": [*project["dependencies"], *extras["service"], *extras["papers"]],
    }
    own = f"{project['name']}["  # an extra that takes in another
    return map(Requirement, (text for text in of[lock] if not text.startswith(own)))


def pins(lock: str) -> list[Requirement]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return [Requirement(line.removesuffix(" \\")) for line in text.splitlines() if _PIN.fullmatch(line)]


def versions(lock: str, python: str) -> list[tuple[str, str]]:
    """Lists what is installed on one Python: names and versions."""
    place = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    apply = [pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate(place)]
    return [(canonicalize_name(pin.name), str(pin.specifier).removeprefix("==")) for pin in apply]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", ["run", "dev", "durable", "external", "service"])
def test_all_that_is_asked_for_is_locked_once_on_every_python(lock: str, python: str) -> None:
    found = versions(lock, python)
    assert len(dict(found)) == len(found)
    for requirement in asked(lock):
        version = dict(found)[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement}: {version} is locked; run `make lock`"


@pytest.mark.parametrize("python", PYTHONS)
def test_tests_run_on_the_releases_that_the_library_runs_on(python: str) -> None:
    assert set(versions("run", python)) <= set(versions("dev", python))


@pytest.mark.parametrize("lock", ["run", "dev", "durable"])
def test_a_lock_holds_pins_and_hashes_and_nothing_of_a_machine(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    others = [line for line in lines if not (_PIN.fullmatch(line) or _HASH.fullmatch(line))]
    assert [line for line in others if not re.fullmatch(r" *#(?! *https?:)[^:]*:?[a-z]*\)?", line)] == []
    hashed = {lines[number - 1] for number, line in enumerate(lines) if _HASH.fullmatch(line)}
    assert [line for line in lines if _PIN.fullmatch(line) and line not in hashed] == []


def test_an_upper_bound_says_what_would_break() -> None:
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if re.search(r'"[A-Za-z][\w.\[\]-]*[^"#]*(<|~=|==)[^"]*"', line):
            assert " # " in line or line.lstrip().startswith("#"), line


def test_all_that_is_committed_is_in_the_source_distribution(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.iterdir()
    with tarfile.open(archive) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    assert {path.relative_to(ROOT).as_posix() for path in committed()} - held == set()


# Runs a few tests as where the library in C cannot be imported.
WITHOUT = "import sys, pytest; sys.modules['durable_rules_engine'] = None; sys.exit(pytest.main(sys.argv[1:]))"
FEW = ["tests/site/browser/test_search.py", "tests/site/browser/test_accessibility.py", "tests/test_durable_safety.py"]


@pytest.mark.parametrize("required", [False, True])
def test_without_a_browser_and_a_compiler_two_lines_say_what_is_skipped(tmp_path: Path, required: bool) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}
    nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    options = ["-q", "-p", "no:cacheprovider", "-n", "0", *(["--no-skips"] if required else [])]
    command = [sys.executable, "-c", WITHOUT, *FEW, *options]
    done = subprocess.run(
        command, cwd=ROOT, env=variables | nowhere, capture_output=True, text=True, encoding="utf-8", check=False
    )
    said = [line for line in done.stdout.splitlines() if line.startswith(("SKIPPED", "FAILED", "ERROR"))]
    if required:
        assert done.returncode == 1, done.stdout
        assert len(said) > 10
        assert not any(line.startswith("SKIPPED") for line in said), said
        return
    assert done.returncode == 0, done.stdout
    assert [re.sub(r"\[\d+\] |:\d+", "", line) for line in said] == [
        "SKIPPED tests/conftest.py: there is no browser here; install Chromium, or try `make browser`",
        "SKIPPED tests/conftest.py: durable-rules is not installed here; install a C compiler, then `make durable`",
    ]
