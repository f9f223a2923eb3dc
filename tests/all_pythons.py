"""Runs `make test` on every supported Python that is installed here, each in an environment of its own."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
ROOT = Path(__file__).parent.parent


def interpreter(version: str) -> str | None:
    """Returns a Python of this version that starts, or None."""
    found = shutil.which(f"python{version}")
    candidates = [found] if found else []
    candidates += sorted(str(path) for path in Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for candidate in candidates:
        probe = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
        if probe.returncode == 0 and f" {version}." in probe.stdout:
            return candidate
    return None


def run(version: str, python: str) -> bool:
    """Runs the tests on one Python."""
    print(f"Python {version}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        command = ["make", "test", f"PYTHON={python}", f"VENV={place}/venv"]
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Returns 0 if the tests pass on every Python found."""
    outcomes = {version: run(version, python) for version in SUPPORTED if (python := interpreter(version))}
    for version in SUPPORTED:
        print(version, {True: "passed", False: "failed", None: "not installed here"}[outcomes.get(version)])
    return 0 if outcomes and all(outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
