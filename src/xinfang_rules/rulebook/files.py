"""Which files of a pack or an overlay are read: one rule, for rules and scenarios, and for whatever walks them.

- Read are the regular files below the directory whose names end with `.yaml` or `.yml`, in capitals or not: as
  scenarios those below a directory `scenarios`, as rules the others. `acts.yaml`, `compare.yaml`, `examples.yaml`,
  `interview.yaml`, `mutants.yaml`, `search.yaml` and `superiors.yaml`, directly in the directory, are neither.
- Passed over are hidden names, which begin with a dot, directories of such a name with all that is in them, and the
  copies that editors and merges leave (`x.yaml~`, `#x.yaml#`, `x.yaml.bak`).
- A link is followed to a regular file in the same directory or below it, which is read once, by whatever names. So a
  ConfigMap that Kubernetes mounts (`x.yaml` -> `..data/x.yaml` -> `..2026_11_29/x.yaml`) is read as what it holds.
- What looks as if it was meant to be read, and is not, is a finding: `review.json`, `x.yaml.txt`, a linked directory, a
  link that leads elsewhere, a pipe named `x.yaml`. Part of the law would be missing, and nobody would know.
- Everything else is left alone: `README.md`, `offices.csv`.

A single file that is given by its path is read if it is a regular one, whatever its name, linked or not.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import normalize

from xinfang_rules.characters import UNSEEN
from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.sources.document import one_line

SCENARIOS: Final = "scenarios"
"""The directory of a pack whose files are scenarios, not rules."""

MUTANTS: Final = "mutants.yaml"
"""The file of a pack that lists changes to its rules which no scenario can notice; it holds no rules."""

SEARCH: Final = "search.yaml"
"""The file of a pack or an overlay with the words by which readers search its documentation; it holds no rules."""

ACTS: Final = "acts.yaml"
"""The file of a pack that says how the record of a dossier becomes facts; it holds no rules."""

INTERVIEW: Final = "interview.yaml"
"""The file of a pack that says from which roles an interview starts; it holds no rules."""

COMPARE: Final = "compare.yaml"
"""The file of a pack that says which provisions of a later instrument correspond to its own; it holds no rules."""

EXAMPLES: Final = "examples.yaml"
"""The file of a pack that chooses what its documentation tells as examples; it holds no rules."""

SUPERIORS: Final = "superiors.yaml"
"""The file of a pack with what is written on who is the organ one level above; it holds no rules."""

MOST_ENTRIES: Final = 10_000
"""How many names are looked at below a directory; a larger one was not made for rules."""

_OTHERS: Final = (ACTS, COMPARE, EXAMPLES, INTERVIEW, MUTANTS, SEARCH, SUPERIORS)
# Compiled where names are looked at: most processes read what was linked before.
_READ: Final = r"(?is).+\.ya?ml"
_COPY: Final = r"(?is).*~|#.*#|.*\.(?:bak|old|orig|rej|save|sw[a-z]|tmp)"
# A further ending, letters in another order, JSON, the full stop of a Chinese keyboard.
_LIKE: Final = r"(?is).+[.。](?:ya?ml.*|y[aml]{1,4}|json[c5]?)"

_NOT_READ: Final = (
    "this looks like a file of the pack, but is not read: only names ending with .yaml or .yml are; rename it"
)
_NOT_HERE: Final = f"{', '.join(_OTHERS)} lie in the directory of the pack itself, under these very names; rename it"
_LINKED_DIRECTORY: Final = (
    "a linked directory is not looked into; put the files here, or give it as an overlay of its own"
)
_LEADS_OUT: Final = "this link leads out of the directory, and is not followed; put the file itself here"
_LEADS_NOWHERE: Final = "this link leads to no file"
_UNSEEN_NAME: Final = "the name holds a character that cannot be seen; rename it"
_SPECIAL: Final = "this is no regular file, but a pipe, a socket or a device; it is not read"


class FilesFound(NamedTuple):
    """The files that are read, in a fixed order; and a finding for each that only looks as if it was."""

    files: tuple[Path, ...]
    problems: tuple[Diagnostic, ...]


def rule_files(place: Path) -> FilesFound:
    """Finds the rule files of a pack or an overlay. A place that is no directory is the one file itself."""
    return _found(place, scenarios=False)


def scenario_files(place: Path) -> FilesFound:
    """Finds the scenario files of a pack, or of its directory of scenarios. The place may be one itself."""
    return _found(place, scenarios=True)


def file_of(place: Path, name: str) -> FilesFound:
    """Finds a file of a pack or an overlay that stands apart, if it has one; a single file has none."""
    path = place / name
    if not (place.is_dir() and os.path.lexists(path)):
        return FilesFound((), ())
    problem = _problem(path, place.resolve())
    return FilesFound((path,), ()) if problem is None else FilesFound((), (problem,))


def _found(place: Path, *, scenarios: bool) -> FilesFound:
    if not place.is_dir():
        return FilesFound((place,), ())
    whole = place.resolve()
    all_of_them = scenarios and place.name == SCENARIOS
    files: dict[Path, Path] = {}
    problems: list[Diagnostic] = []
    for path in _names_below(place, problems):
        if not all_of_them and (SCENARIOS in path.relative_to(place).parts) is not scenarios:
            continue
        if not scenarios and path.parent == place and path.name in _OTHERS:
            continue
        if path.is_symlink() and path.is_dir():
            problems.append(_finding(path, "linked", _LINKED_DIRECTORY))
        elif re.fullmatch(_READ, path.name) or re.fullmatch(_LIKE, _as_read(path.name)):
            problem = _problem(path, whole)
            if not _name_is_seen(path.relative_to(place)):
                problems.append(_finding(path, "control-character", _UNSEEN_NAME))
            elif problem is not None:
                problems.append(problem)
            elif not scenarios and Path(path.name.casefold()).with_suffix(".yaml").name in _OTHERS:
                problems.append(_finding(path, "not-read", _NOT_HERE))
            else:
                # The same file by two names is read by that which is no link.
                linked = path.is_symlink()
                real = path.resolve() if linked else whole / path.relative_to(place)
                files[real] = files.get(real, path) if linked else path
    too_many = [found for found in problems if found.code == "too-many-files"]
    if too_many:
        return FilesFound((), tuple(too_many))
    return FilesFound(tuple(sorted(files.values())), tuple(sorted(problems)))


def _as_read(name: str) -> str:
    """Returns a name as a person reads it, who does not see every character, nor how wide each is."""
    return normalize("NFKC", UNSEEN.sub("", name))


def _name_is_seen(path: Path) -> bool:
    name = str(path)
    return UNSEEN.search(name) is None and "\n" not in name and "\t" not in name


def _problem(path: Path, whole: Path) -> Diagnostic | None:
    """Returns why a file that was meant to be read is not; without opening it."""
    linked = path.is_symlink()
    try:
        if linked and not path.resolve(strict=True).is_relative_to(whole):
            return _finding(path, "linked", _LEADS_OUT)
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: a circle of links
        if linked:
            return _finding(path, "linked", _LEADS_NOWHERE)
        return _finding(path, "unreadable", f"the file cannot be read: {getattr(error, 'strerror', error)}")
    if not stat.S_ISREG(mode):
        return _finding(path, "special-file", _SPECIAL)
    return None if re.fullmatch(_READ, path.name) else _finding(path, "not-read", _NOT_READ)


def _names_below(place: Path, problems: list[Diagnostic]) -> Iterator[Path]:
    """Yields everything below a directory but directories, hidden names and copies."""
    waiting, seen = [place], 0
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MOST_ENTRIES:
                        message = (
                            f"more than {MOST_ENTRIES} names lie below this directory, which was not made for rules"
                        )
                        problems.append(_finding(place, "too-many-files", message))
                        return
                    if entry.name.startswith(".") or re.fullmatch(_COPY, entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        yield Path(entry.path)
        except OSError as error:
            problems.append(_finding(directory, "unreadable", f"the directory cannot be read: {error.strerror}"))


def _finding(path: Path, code: str, message: str) -> Diagnostic:
    return Diagnostic(Position(one_line(str(path))), code, message)
