"""Writes the lock files beside it from pyproject.toml: one resolution for every supported Python and system.

- `run.txt`: what the library runs on, and what builds it;
- `dev.txt`: besides, what tests, checks and documents it;
- `durable.txt`: durable-rules alone, which is compiled, so that its installation may fail;
- `external.txt`: what a few tests need besides: PySpark, what tries the service, a client of PostgreSQL;
- `service.txt`: what the service runs on, for its image.

`make lock` keeps the releases that are locked as far as pyproject.toml lets it; `make upgrade` takes the newest.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = "3.11"
# Each lock with what it is resolved from; each keeps to the one before.
LOCKS = {
    "run": ["pyproject.toml", "--group", "build"],
    "dev": ["pyproject.toml", "--group", "dev", "--constraints", "requirements/run.txt"],
    "durable": ["--group", "durable", "--no-deps"],
    "external": ["--group", "external", "--constraints", "requirements/dev.txt"],
    "service": ["pyproject.toml", "--extra", "service", "--extra", "papers", "--constraints", "requirements/dev.txt"],
}
# No setting of this machine has a say in them.
RESOLVE = ["--no-config", "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST, "--generate-hashes"]
ABOUT = ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make upgrade"]


def main(options: list[str]) -> None:
    """Resolves with the newest uv, in an environment that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        bin_ = Path(place) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([bin_ / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name, sources in LOCKS.items():
            output = ["--output-file", f"requirements/{name}.txt"]
            subprocess.run([bin_ / "uv", *RESOLVE, *ABOUT, *options, *sources, *output], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
