"""Whether this checkout can be released: every step of a release that can be checked, each with ok or not ok and why.

`python -m tools.release` checks, and ends with 1 if a step is not ok. `python -m tools.release --record` writes down
the names and the form of results of the version that is released (`tools/released.json`): the next release is held
against them.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from tools.names import gone, names_of_now
from xinfang_rules import __version__, shipped_packs
from xinfang_rules.arguments import today_in_china
from xinfang_rules.renaming import number_of
from xinfang_rules.result.schema_version import SCHEMA_VERSION
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.rulebook.schemas import schema_of

ROOT: Final = Path(__file__).resolve().parents[1]
RECORD: Final = ROOT / "tools" / "released.json"

Problems: TypeAlias = Iterable[str]
"""Why a step is not ok; none if it is."""

_HEAD: Final = re.compile(r"^## (\d+\.\d+\.\d+) \((.+)\)$", re.MULTILINE)


# The version


def version_problems(version: str, project: str) -> Iterator[str]:
    """Looks for a second place that says the version, in the text of pyproject.toml, and for a version that is none."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield f"{version} is not three numbers"
    if re.search(r"^version\s*=", project, re.MULTILINE) or 'dynamic = ["version"]' not in project:
        yield "pyproject.toml says a version itself; it stands in src/xinfang_rules/_version.py alone"


def changelog_problems(text: str, version: str, today: date) -> Iterator[str]:
    """Looks at the newest section of the changelog: of this version, with the day of its release."""
    found = _HEAD.search(text)
    if found is None or found[1] != version:
        yield f"the newest section is of {'no version' if found is None else found[1]}, not of {version}"
        return
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        yield f"{version} is marked {found[2]}; a release has its day there"
        return
    if day > today:
        yield f"{day} is still to come"


# What is written twice


def twin_problems(first: str, second: str) -> Iterator[str]:
    """Looks for what stands in one README and not in the other: sections, and what is shown to be run."""
    for what, pattern in (("sections", r"^#{2,3} "), ("blocks of code", r"^```\w")):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (first, second)]
        if counts[0] != counts[1]:
            yield f"README.md has {counts[0]} {what}, README.zh-CN.md {counts[1]}"


def supported_problems(text: str, version: str) -> Iterator[str]:
    """Looks whether SECURITY.md names the line of versions that is released."""
    line = ".".join(version.split(".")[:2])
    if f"{line}.x" not in text:
        yield f"SECURITY.md does not say that {line}.x is supported"


# What was released before


def recorded() -> dict[str, Any] | None:
    """Returns what was recorded of the last release; None before the first."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else None


def state_of_now() -> dict[str, Any]:
    """Returns what is recorded of a release: its names, and the form of its results."""
    text = json.dumps(schema_of("result"), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"version": __version__, "schema_version": SCHEMA_VERSION, "schema": digest, "names": names_of_now()}


def schema_problems(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Iterator[str]:
    """Looks whether the form of results has another number if it is another than in the last release."""
    same = before is None or before["schema"] == now["schema"]
    if before is not None and not same and before["schema_version"] == now["schema_version"]:
        number = before["schema_version"]
        yield f"the JSON Schema of results is another than in {before['version']}; SCHEMA_VERSION is {number} still"


def name_problems(
    before: Mapping[str, Any] | None, now: Mapping[str, Any], renamed: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """Looks for names of the last release that are gone, and not renamed, although the major version is the same."""
    if before is None or number_of(before["version"])[0] != number_of(now["version"])[0]:
        return
    known = set(renamed)
    for kind, name in gone(before["names"], now["names"]):
        if (kind, name) not in known:
            yield f"{kind} {name} was there in {before['version']}, and is neither there now nor under renamed"


def renamed_names() -> list[tuple[str, str, str]]:
    """Lists what the shipped rulebooks say was renamed: kind, old name, and the version that no longer reads it."""
    return [
        (placed.entry.kind, placed.entry.old, placed.entry.until)
        for name in shipped_packs()
        for placed in load_pack(name)[0].renamed
    ]


def past_problems(renamed: Iterable[tuple[str, str, str]], version: str) -> Iterator[str]:
    """Looks for old names that this version no longer reads, and that are listed still."""
    for kind, old, until in renamed:
        if number_of(until) <= number_of(version):
            yield f"{kind} {old} was read until {until}; take it out"


# What is handed out


def wheel_problems(names: Iterable[str], source: Iterable[str], rules: Iterable[str]) -> Iterator[str]:
    """Looks for files that are missing in the wheel, or should not be there.

    Args:
        names: What is in the wheel.
        source: The committed files below src/, from there.
        rules: The committed files below rules/, from there.
    """
    wanted = {*source, *(f"xinfang_rules/_rules/{name}" for name in rules)}
    for name in shipped_packs():  # what the build hook writes
        wanted |= {f"xinfang_rules/_linked/{name}.json", f"xinfang_rules/_linked/{name.replace('-', '_')}.py"}
    own = {name for name in names if ".dist-info/" not in name}
    yield from (f"{name} is not in the wheel" for name in sorted(wanted - own))
    yield from (f"{name} is in the wheel, and not committed" for name in sorted(own - wanted))


def sdist_problems(names: Iterable[str], committed: Iterable[str]) -> Iterator[str]:
    """Looks for files that are missing in the source distribution, or should not be there."""
    inside, wanted = {name for name in names if name != "PKG-INFO"}, set(committed)
    yield from (f"{name} is not in the source distribution" for name in sorted(wanted - inside))
    yield from (f"{name} is in the source distribution, and not committed" for name in sorted(inside - wanted))


# The steps


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True, text=True).stdout


def _committed(under: str = "") -> list[str]:
    files = _git("ls-files", "-z", "--", *([under] if under else [])).split("\0")
    return [name.removeprefix(under) for name in files if name]


def _run(*command: str | Path, **environment: str) -> Iterator[str]:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8", env={**os.environ, **environment}
    )
    if done.returncode:
        last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-1:]
        yield f"{' '.join(map(str, command[1:]))} ended with {done.returncode}: {''.join(last)}"


def _tested(*files: str) -> Iterator[str]:
    return _run(sys.executable, "-m", "pytest", "-q", "-n", "0", *files)


def _built() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place:
        yield from (failed := list(_run(sys.executable, "-m", "build", "--no-isolation", "--outdir", place)))
        if failed:
            return
        (wheel,), (sdist,) = Path(place).glob("*.whl"), Path(place).glob("*.tar.gz")
        for made in (wheel, sdist):
            if f"-{__version__}" not in made.name:
                yield f"{made.name} is not of version {__version__}"
        with zipfile.ZipFile(wheel) as opened:
            yield from wheel_problems(opened.namelist(), _committed("src/"), _committed("rules/"))
        with tarfile.open(sdist) as opened:
            inside = [member.name.partition("/")[2] for member in opened.getmembers() if member.isfile()]
            yield from sdist_problems(inside, _committed())


def _docs() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", place]
        yield from _run(*command)


def _clean() -> Iterator[str]:
    changed = _git("status", "--porcelain").splitlines()
    if changed:
        yield f"{len(changed)} files are not committed, {changed[0][3:]} among them"


def _untagged() -> Iterator[str]:
    if _git("tag", "--list", f"v{__version__}").strip():
        yield f"there is a tag v{__version__} already"


def _text(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def steps() -> Iterator[tuple[str, Callable[[], Problems]]]:
    """Yields every step: what it looks at, and how."""
    before, now = recorded(), state_of_now()
    renamed = renamed_names()
    yield "one version", lambda: version_problems(__version__, _text("pyproject.toml"))
    yield "changelog", lambda: changelog_problems(_text("CHANGELOG.md"), __version__, today_in_china())
    yield "committed", _clean
    yield "tag free", _untagged
    yield "locks", lambda: _tested("tests/test_requirements.py")
    yield "READMEs", lambda: twin_problems(_text("README.md"), _text("README.zh-CN.md"))
    yield "SECURITY.md", lambda: supported_problems(_text("SECURITY.md"), __version__)
    yield "form of results", lambda: schema_problems(before, now)
    yield "stored results", lambda: _tested("tests/test_stored_results.py")
    yield "names", lambda: name_problems(before, now, [(kind, old) for kind, old, _ in renamed])
    yield "old names", lambda: past_problems(renamed, __version__)
    yield "rules", lambda: _run(sys.executable, "-m", "xinfang_rules", "check", "--strict", "--prove")
    yield "scenarios", lambda: _run(sys.executable, "-m", "xinfang_rules", "test")
    yield "documentation", _docs
    yield "wheel and sdist", _built


def main(options: list[str]) -> int:
    """Checks, or records with `--record`; returns the exit code."""
    if options == ["--record"]:
        RECORD.write_text(json.dumps(state_of_now(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    failed = 0
    for name, look in steps():
        problems = list(look())
        failed += bool(problems)
        why = f": {'; '.join(problems[:5])}" if problems else ""
        print(f"{'not ok' if problems else 'ok':<8}{name}{why}", flush=True)
    print(f"{failed} steps are not ok: not to be released" if failed else f"{__version__} can be released")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
