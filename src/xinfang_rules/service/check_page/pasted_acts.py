"""Rows pasted from a spreadsheet as acts of a form: by the heads of their columns, else by what stands in the cells."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from re import split
from typing import Any, Final
from unicodedata import normalize

from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.service.check_page.dossier_form import UNPLACED, day_typed
from xinfang_rules.sources.day_text import DayError
from xinfang_rules.sources.reader import read_document

_ORGANS: Final = ("by", "to")
_HEADS: Final = 2
"""A row with as many words for columns is a row of heads."""


def pasted_acts(text: str, form: Mapping[str, Any], table: ActsTable) -> dict[str, Any]:
    """Reads pasted rows.

    Args:
        text: What was pasted: cells apart by tabs, rows by line breaks.
        form: The form into which it is pasted: its organs and claims.
        table: The table of acts.

    Returns:
        `acts`, a row for each that holds anything, and `organs`, those that have to be added. A cell that cannot be
        read stands where it belongs as it was typed; one that belongs nowhere is listed in its row under `unplaced`.
    """
    return _Reader(form, table).read(_rows(text))


def _rows(text: str) -> list[list[str]]:
    if "\t" in text:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter="\t"))
    else:
        rows = [split(r"[,，;；]|\s+", line.strip()) for line in text.splitlines()]
    return [cells for cells in ([cell.strip() for cell in row] for row in rows) if any(cells)]


class _Reader:
    def __init__(self, form: Mapping[str, Any], table: ActsTable) -> None:
        self._acts = table.file.acts
        self._organs = _labels(form.get("organs") or ())
        self._claims = _labels(form.get("claims") or ())
        self._first = next(iter(self._organs.values()), None)
        self._added: list[dict[str, Any]] = []
        words = _words()
        self._columns = {plain(word): name for name, known in words["columns"].items() for word in (name, *known)}
        self._fields = {
            plain(field.title): name for entry in self._acts.values() for name, field in entry.fields.items()
        }
        self._meant: dict[str, dict[str, Any]] = {}
        for act, entry in self._acts.items():
            named: list[tuple[str, dict[str, str]]] = [
                (act, {}),
                (entry.title, {}),
                *((word, {}) for word in words["acts"].get(act, ())),
            ]
            kinds = words["kinds"].get(act, {})
            named += [(word, {"kind": kind}) for kind in entry.kind for word in kinds.get(kind, ())]
            for word, more in named:
                self._meant.setdefault(plain(word), {"act": act, **more})

    def read(self, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Reads rows, of which the first may be heads."""
        heads: list[str] | None = None
        if rows:
            found = [self._columns.get(plain(cell)) or self._fields.get(plain(cell), "") for cell in rows[0]]
            if sum(map(bool, found)) >= _HEADS:
                heads, rows = found, rows[1:]
        acts = [self._act(cells, heads) for cells in rows]
        return {"acts": acts, "organs": self._added}

    def _act(self, cells: Sequence[str], heads: Sequence[str] | None) -> dict[str, Any]:
        act: dict[str, Any] = {}
        left: list[str] = []
        placed = [(heads[place] if heads and place < len(heads) else "", cell) for place, cell in enumerate(cells)]
        for column, cell in sorted((each for each in placed if each[1]), key=lambda each: each[0] != "act"):
            if column == "act":
                act |= self._meant.get(plain(cell), {"act": cell})
            elif column:
                act[column] = self._value(column, cell, act)
            else:
                left.append(cell)
        left = [cell for cell in left if not self._placed(cell, act)]
        entry = self._acts.get(act.get("act", ""))
        if entry is not None and self._first is not None:
            wanted = [*(["by"] if entry.by == "organ" else []), *(["to"] if entry.to and entry.by != "organ" else [])]
            act |= {key: self._first for key in wanted if key not in act}
        return {**act, **({UNPLACED: left} if left else {})}

    def _placed(self, cell: str, act: dict[str, Any]) -> bool:
        """Puts a cell that has no head where it fits, and tells whether it does."""
        word = plain(cell)
        if "act" not in act and word in self._meant:
            act |= self._meant[word]
            return True
        day = next((key for key in ("day", "received") if key not in act), None)
        if day is not None and _is_day(cell):
            act[day] = cell
            return True
        entry = self._acts.get(act.get("act", ""))
        if word in self._organs:
            wanted = [
                key for key in _ORGANS if key not in act and (entry is None or key == "to" or entry.by == "organ")
            ]
            act |= dict.fromkeys(wanted[:1], self._organs[word])
            return bool(wanted)
        for key in ("kind", "outcome") if entry is not None else ():
            known = {plain(title): name for name, title in getattr(entry, key).items()}
            if key not in act and word in known:
                act[key] = known[word]
                return True
        return False

    def _value(self, column: str, cell: str, act: Mapping[str, Any]) -> Any:
        if column in _ORGANS:
            return self._organ(cell)
        if column == "claims":
            return [self._claims.get(plain(each), each) for each in split("[、,，；;]", cell) if each.strip()]
        if column == "piece":
            return [each.strip() for each in split("[、,，；;]", cell) if each.strip()]
        entry = self._acts.get(act.get("act", ""))
        if entry is None:
            return cell
        if column in ("kind", "outcome"):
            return {plain(title): name for name, title in getattr(entry, column).items()}.get(plain(cell), cell)
        field = entry.fields.get(column)
        if field is not None and field.of == "count" and normalize("NFKC", cell).rstrip("天日人").isdecimal():
            return int(normalize("NFKC", cell).rstrip("天日人"))
        if field is not None and field.of == "bool":
            return {"是": True, "否": False}.get(cell, cell)
        return cell

    def _organ(self, cell: str) -> str:
        known = self._organs.get(plain(cell))
        if known is None:
            taken = {*self._organs.values()}
            known = next(name for name in (f"o{number}" for number in range(1, len(taken) + 2)) if name not in taken)
            self._organs[plain(cell)] = known
            self._added.append({"label": known, "title": cell})
        return known


def _is_day(cell: str) -> bool:
    try:
        day_typed(cell)
    except DayError:
        return False
    return True


def _labels(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    named = ((entry, key) for entry in entries for key in ("title", "label") if entry.get(key))
    return {plain(str(entry[key])): str(entry["label"]) for entry, key in named}


def plain(text: str) -> str:
    """Returns a word as it is compared: characters of one width, without spaces."""
    return "".join(normalize("NFKC", text).split()).lower()


@cache
def _words() -> dict[str, Any]:
    data: Any = read_document(Path(__file__).with_name("words.yaml")).data
    return dict(data)
