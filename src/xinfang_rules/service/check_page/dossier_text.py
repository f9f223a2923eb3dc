"""The data of a dossier as the text of a file: one line for each organ, claim and act, as the examples are written."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Literal

import yaml

from xinfang_rules.days import day_written
from xinfang_rules.facts.day_bounds import ISO_DATE

_DAYS: Final = frozenset({"day", "received", "complete_to", "not_before", "not_after", "due"})
_PARTS: Final = ("organs", "claims")


def dossier_text(data: Mapping[str, Any], form: Literal["yaml", "json"] = "yaml") -> str:
    """Writes the data of a dossier."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    lines: list[str] = []
    for key, value in data.items():
        if key in _PARTS and isinstance(value, Mapping) and value:
            lines += [f"{_flow(key)}:", *(f"  {_flow(label)}: {_flow(entry)}" for label, entry in value.items())]
        elif key == "acts" and value:
            lines += ["acts:", *(f"  - {_flow(act)}" for act in value)]
        else:
            lines.append(_flow({key: value})[1:-1])
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """Writes a value in one line."""
    dumped = yaml.safe_dump(
        _dated(value), default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return dumped.removesuffix("\n").removesuffix("\n...")


def _dated(value: Any, key: str = "") -> Any:
    """Returns a value with its days as such, so that no quotes stand around them."""
    if isinstance(value, Mapping):
        return {each: _dated(part, str(each)) for each, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_dated(part) for part in value]
    if key in _DAYS and isinstance(value, str) and ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return day_written(value)
    return value
