"""Sets up the environments of the benchmark; run by `make bench`, by any Python, before anything is installed.

The other engines are installed without a compiler; if one cannot be had, each is tried by itself, so that it does not
keep out the rest, and what pip says of it stands in the table.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.adapters import PEERS  # noqa: E402  # the checkout is not installed yet

MAIN = ROOT / ".venv-bench"
OUTCOME = MAIN / "peers.json"


def environment(name: str | None) -> Path:
    """Returns where an environment lies: the common one, or that of a peer that needs its own."""
    return MAIN if name is None else ROOT / f".venv-bench-{name.replace(' ', '-')}"


def main() -> int:
    """Makes the environments and writes down which engine could not be installed, and why."""
    _make(MAIN, "--editable", f"{ROOT}[testing,tables]", "matplotlib>=3.10")
    failed: dict[str, str] = {}
    for package in ("durable-rules>=2.0.28,<2.1",):  # built from source: needs a C compiler
        reason = _install(MAIN, package, wheels=False)
        if reason:
            failed[package] = reason
    together = tuple(dict.fromkeys(entry.package for entry in PEERS if not entry.apart))
    if _install(MAIN, *together):
        for package in together:
            reason = _install(MAIN, package)
            if reason:
                failed[package] = reason
    for entry in PEERS:
        if entry.apart:
            place = environment(entry.name)
            _make(place, "--editable", f"{ROOT}[testing]")
            reason = _install(place, entry.package)
            if reason:
                failed[entry.package] = reason
    OUTCOME.write_text(json.dumps(failed, indent=2) + "\n", encoding="utf-8")
    for package, reason in failed.items():
        print(f"{package} cannot be installed here: {reason}", file=sys.stderr)
    return 0


def _make(place: Path, *packages: str) -> None:
    print(f"{place.name}: {' '.join(packages)}", file=sys.stderr)
    venv.create(place, with_pip=True)
    reason = _install(place, *packages, wheels=False)
    if reason:
        raise SystemExit(f"{place.name}: {reason}")


def _install(place: Path, *packages: str, wheels: bool = True) -> str | None:
    """Installs packages; returns the last line of what pip says if it cannot."""
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # durable-rules calls a function by a name that Python 3.13 no longer has.
    flags = f"{os.environ.get('CPPFLAGS', '')} -DPyEval_CallObject=PyObject_CallObject"
    done = subprocess.run(
        [*command, *(["--only-binary", ":all:"] if wheels else []), *packages],
        capture_output=True,
        text=True,
        env=os.environ | {"CPPFLAGS": flags},
    )
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return (said or [f"pip ended with {done.returncode}"])[0][:300] if done.returncode else None


if __name__ == "__main__":
    sys.exit(main())
