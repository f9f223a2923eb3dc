"""A dossier as a form that a person fills in: lists in place of mappings, days as they are typed; and back.

Nothing that stands in a dossier is lost on the way, whether it can be read or not: what is no day stays as it was
typed, what no cell can show stays as JSON, and a key that does not belong there stays until somebody takes it out.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from re import compile as pattern
from typing import Any, Final, NamedTuple, TypeAlias

from xinfang_rules.days import day_at
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.facts.day_bounds import BoundsError, bounds_stated
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.sources.day_text import DayError, Ordinals, day_of_text

Path: TypeAlias = tuple[str | int, ...]

UNPLACED: Final = "unplaced"
"""The key of a row under which stands what was pasted and found no cell; it is no part of a dossier."""

SAME_DAY: Final = "same_day"
PERHAPS: Final = "（是否发生不详）"
_UNKNOWN_WORDS: Final = frozenset({UNKNOWN, "不详", "不明", "未知", "不知道", "何日不详"})
_SAME_DAY_WORDS: Final = frozenset({SAME_DAY, "当日", "当天", "同日"})
_BETWEEN: Final = pattern(r"\s*(?:～|~|至|到|—+)\s*")
_WAYS: Final = "可以写 2024-01-05、2024/1/5、2024年1月5日；范围写 2024-01-05～2024-01-20；发生过而不知何日的写“不详”"
_LISTED: Final = frozenset({"superior", "competent", "claims", "piece"})
_PARTS: Final = ("organs", "claims")


class Unread(NamedTuple):
    """A text that is no day: where it stands in the dossier, and why it is none, in Chinese."""

    path: Path
    reason: str


class FilledDossier(NamedTuple):
    """A form as the data of a dossier.

    Attributes:
        data: The data, as a file has them.
        unread: The texts that are no days; they stand in the data as they were typed.
        rows: For each act of the data, the row of the form; empty rows are no acts.
    """

    data: dict[str, Any]
    unread: tuple[Unread, ...]
    rows: tuple[int, ...]


def day_typed(text: str, *, arrival: bool = False) -> Any:
    """Reads a day as a person types it.

    Args:
        text: The text: a day, bounds of one, or that it is unknown.
        arrival: Whether it may be said that something arrived on the day on which it was done.

    Returns:
        What a file has: `2024-01-05`, `unknown`, `same_day`, or bounds.

    Raises:
        DayError: If it is none; the message says why, in Chinese.
    """
    plain = text.strip()
    if plain in _UNKNOWN_WORDS:
        return UNKNOWN
    if arrival and plain in _SAME_DAY_WORDS:
        return SAME_DAY
    core = plain.removesuffix(PERHAPS)
    sides = _BETWEEN.split(core)
    if len(sides) == 1 and core == plain:
        first, last = day_of_text(core)
        bounds: dict[str, Any] = {"not_before": _iso(first), "not_after": _iso(last)}
        return bounds["not_before"] if first == last else bounds
    if len(sides) == 1:
        sides = sides * 2
    if len(sides) != 2:
        raise DayError("不是日期")
    first_side, last_side = (day_of_text(side) if side else None for side in sides)
    return _bounds(first_side, last_side, happened=core == plain)


def _bounds(first: Ordinals | None, last: Ordinals | None, *, happened: bool) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if first is not None:
        told["not_before"] = _iso(first[0])
    if last is not None:
        told["not_after"] = _iso(last[1])
    if last is None or not happened:
        told["happened"] = happened or UNKNOWN
    return told


def _iso(ordinal: int) -> str:
    return day_at(ordinal).isoformat()


def day_shown(stated: Any) -> Any:
    """Writes a day of a file as a person types it; what is none stays as it is."""
    if isinstance(stated, date):
        return stated.isoformat()
    if stated == UNKNOWN:
        return "不详"
    if stated == SAME_DAY:
        return "当日"
    if type(stated) in (int, float):
        return str(stated)
    if not isinstance(stated, Mapping):
        return stated
    try:
        bounds = bounds_stated(stated)
    except BoundsError:
        return dict(stated)
    if isinstance(bounds, date):
        return bounds.isoformat()
    told = "～".join("" if day is None else day.isoformat() for day in (bounds.not_before, bounds.not_after))
    return told + ("" if bounds.happened is True else PERHAPS)


def day_keys(table: ActsTable) -> frozenset[str]:
    """Returns the keys of acts that are days."""
    fields = (field for entry in table.file.acts.values() for field in entry.fields.items())
    return frozenset({"day", "received", *(name for name, field in fields if field.of == "day")})


def form_of(data: Any, days: frozenset[str]) -> dict[str, Any] | None:
    """Returns the data of a dossier file as a form; None if they have not the shape of one. See `day_keys`."""
    if not isinstance(data, Mapping):
        return None
    parts = {name: data.get(name) or {} for name in _PARTS}
    acts = data.get("acts") or []
    entries = (entry for part in parts.values() if isinstance(part, Mapping) for entry in part.values())
    if not all(isinstance(part, Mapping) for part in parts.values()) or not isinstance(acts, (list, tuple)):
        return None
    if not all(isinstance(entry, Mapping) for entry in (*entries, *acts)):
        return None
    form = {key: _plain(value) for key, value in data.items()}
    for name, part in parts.items():
        form[name] = [{"label": label, **_entry(entry, frozenset())} for label, entry in part.items()]
    return {**form, "acts": [_entry(act, days) for act in acts]}


def _entry(stated: Mapping[str, Any], days: frozenset[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in stated.items():
        if key in days:
            shown[key] = day_shown(value)
        elif key in _LISTED and isinstance(value, str):
            shown[key] = [value]
        else:
            shown[key] = _plain(value)
    return shown


def _plain(value: Any) -> Any:
    """Returns a value as JSON has it."""
    return json.loads(json.dumps(value, default=str))


def dossier_of(form: Mapping[str, Any], days: frozenset[str]) -> FilledDossier:
    """Returns a form as the data of a dossier; what is empty is left out. See `day_keys`."""
    unread: list[Unread] = []
    data: dict[str, Any] = {key: value for key, value in form.items() if not _empty(value)}
    if "complete_to" in data:
        data["complete_to"] = _read(data["complete_to"], ("complete_to",), unread, single=True)
    for name in _PARTS:
        part: dict[str, Any] = {}
        for number, entry in enumerate(form.get(name) or ()):
            label = str(entry.get("label") or f"{name[0]}{number + 1}")
            stated = {key: value for key, value in entry.items() if key != "label" and not _empty(value)}
            if "complete_to" in stated:
                path = (name, label, "complete_to")
                stated["complete_to"] = _read(stated["complete_to"], path, unread, single=True)
            part[label] = stated
        data[name] = part
    acts: list[dict[str, Any]] = []
    rows: list[int] = []
    for number, row in enumerate(form.get("acts") or ()):
        act = {key: value for key, value in row.items() if key != UNPLACED and not _empty(value)}
        if not act:
            continue
        for key in days & act.keys():
            act[key] = _read(act[key], ("acts", len(acts), key), unread, arrival=key == "received")
        acts.append({**({"day": act["day"]} if "day" in act else {}), **act})
        rows.append(number)
    data["acts"] = acts
    return FilledDossier(data, tuple(unread), tuple(rows))


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _read(typed: Any, path: Path, unread: list[Unread], *, arrival: bool = False, single: bool = False) -> Any:
    if not isinstance(typed, str):
        return typed
    try:
        read = day_typed(typed, arrival=arrival)
        if single and not isinstance(read, str):
            raise DayError("须写明是哪一天")
    except DayError as error:
        unread.append(Unread(path, f"“{typed[:40]}”{error}。{_WAYS}"))
        return typed
    return read


def places(filled: FilledDossier) -> Callable[[Path], tuple[str, int | None, str]]:
    """Returns what finds the place in the form of a path in the data: part, row (from 0) and key."""
    labels = {name: {label: number for number, label in enumerate(filled.data[name])} for name in _PARTS}

    def place(path: Path) -> tuple[str, int | None, str]:
        part = str(path[0]) if path else ""
        key = str(path[2]) if len(path) > 2 else ""
        if part == "acts" and len(path) > 1 and isinstance(path[1], int):
            return part, filled.rows[path[1]], key
        if part in labels and len(path) > 1:
            return part, labels[part].get(str(path[1])), key
        return part, None, str(path[1]) if len(path) > 1 else ""

    return place


def first_days(filled: FilledDossier) -> Iterator[str | None]:
    """Yields for each act the first day that it can have been done on, as a text that sorts; None if none is known."""
    for act in filled.data["acts"]:
        day = act.get("day")
        if isinstance(day, Mapping):
            day = day.get("not_before") or day.get("not_after")
        yield day if isinstance(day, str) and day[:1].isdigit() else None
