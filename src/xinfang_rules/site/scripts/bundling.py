"""Prints ES modules as one classic script: browsers load neither modules nor JSON from `file://`, but plain scripts.

Each module becomes a function that is handed to `xinfangRules.define` (`assets/load.js`), takes the names that it
imports from `need`, and returns what it exports. What the printer does not know it refuses: it knows named imports, and
`export` before the declaration of one name.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_REMARK: Final = re.compile(r"^ *(/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n+", re.DOTALL | re.MULTILINE)
"""A remark that has lines of its own: it is for those who read the source, not for those who wait for the page."""

_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "(\.\.?/[\w./-]+\.js)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async function|function\*?|class|const) *(\w+))", re.MULTILINE)
_STRICT: Final = re.compile(r'^"use strict";\n', re.MULTILINE)
_LEFT: Final = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*", re.MULTILINE)


def bundled(names: Iterable[str], modules: Mapping[str, str]) -> str:
    """Prints modules as one script.

    Args:
        names: Of those to print, such as `try/engine.js`.
        modules: The text of each by its name, and of those from which they import.

    Raises:
        ValueError: If a module imports or exports in another way, or imports what there is not.
    """
    return "".join(_function(name, modules) for name in names)


def reached(name: str, modules: Mapping[str, str]) -> dict[str, None]:
    """Lists a module and those that it imports, directly or not; what is imported stands first."""
    found: dict[str, None] = {}
    for other in imported(name, modules.get(name, "")):
        found |= reached(other, modules)
    return found | {name: None}


def imported(name: str, text: str) -> dict[str, set[str]]:
    """Lists what a module imports, by the names of the modules that it imports from."""
    return {
        _resolved(name, found[2]): {each.split()[0] for each in found[1].split(",") if each.strip()}
        for found in _IMPORT.finditer(text)
    }


def without_remarks(text: str) -> str:
    """Leaves out the remarks of a script."""
    return _REMARK.sub("", text)


def held(name: str, data: Any) -> str:
    """Writes data as a script that hands it over under a name."""
    return f"xinfangRules.hold({json.dumps(name)}, {json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n"


def _function(name: str, modules: Mapping[str, str]) -> str:
    text = without_remarks(modules[name])
    for other, names in imported(name, text).items():
        if missing := names.difference(_EXPORT.findall(modules.get(other, ""))):
            raise ValueError(f"{name}: {other} does not export {', '.join(sorted(missing))}")
    body = _STRICT.sub("", _EXPORT.sub("", _IMPORT.sub(lambda found: _taken(name, found), text)))
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: no script can be printed of {left[0].strip()[:80]!r}")
    exported = ", ".join(_EXPORT.findall(text))
    returned = f"return {{ {exported} }};\n" if exported else ""
    return f'xinfangRules.define("{name}", (need) => {{\n"use strict";\n{body.strip()}\n{returned}}});\n'


def _taken(name: str, found: re.Match[str]) -> str:
    names = ", ".join(each.strip().replace(" as ", ": ") for each in found[1].split(",") if each.strip())
    return f'const {{ {names} }} = need("{_resolved(name, found[2])}");\n'


def _resolved(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
