"""What the cells of a column say: days, words or numbers; each text is read once, however many rows have it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

import numpy as np

from xinfang_rules.errors import did_you_mean
from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN
from xinfang_rules.registers.act_columns import CodedColumn, DayColumn, Flags, Int8s
from xinfang_rules.registers.mapping_file import REFUSED, GiveEntry, MappingFile, Word
from xinfang_rules.registers.register_text import RegisterText, TextColumn
from xinfang_rules.sources.day_text import DayError, Ordinals, day_of_text

BLANK: Final = 0
TOLD: Final = 1
UNTOLD: Final = 2
"""Something stands there that tells nothing: a word for unknown, or what was refused."""

_MERGED: Final = "被合并单元格盖住，看不出填了什么；请取消合并，逐行填写"
_UNSAVED: Final = "公式出错或者没有保存结果；请改为数值，或者用表格软件打开后重新保存"
_COUNT: Final = re.compile(r"(\d{1,9})(?:\.0+)?\s*(?:天|日|人|次|件|个工作日|工作日)?", re.ASCII)

Refuse = Callable[[Flags, str, str, str], None]
"""Takes cells that are of no use: their rows, the column, a code, and why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text is of no use."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ReadColumn:
    """What a column says.

    Attributes:
        name: The column.
        state: For each row `BLANK`, `TOLD` or `UNTOLD`.
        days: The days, if these are days.
        coded: The values, if they are none.
    """

    name: str
    state: Int8s
    days: DayColumn | None = None
    coded: CodedColumn | None = None


class CellReader:
    """Reads the columns of a register."""

    def __init__(self, text: RegisterText, file: MappingFile, refuse: Refuse) -> None:
        self._text = text
        self._file = file
        self._refuse = refuse
        self._empty = frozenset(plain_word(word) for word in ("", *file.empty))

    def days(self, name: str) -> ReadColumn:
        """Reads a column of days."""
        order = self._file.days.order

        def meant(text: str) -> Ordinals | Refused | None:
            try:
                return day_of_text(text, order=order, base=self._text.base)
            except DayError as error:
                return Refused(str(error))

        column, told, state = self._read(name, meant, None)
        bounds = np.array([each or (0, 0) for each in told], np.int32)[column.codes]
        bounds[state != TOLD] = 0
        return ReadColumn(name, state, DayColumn(bounds[:, 0].copy(), bounds[:, 1].copy()))

    def words(self, name: str, give: GiveEntry, words: Mapping[str, Word]) -> ReadColumn:
        """Reads a column of words, or of numbers if it has none."""
        known = {plain_word(word): value for word, value in words.items()}

        def meant(text: str) -> Any:
            plain = plain_word(text)
            if plain in known:
                return known[plain]
            if not known and (number := _COUNT.fullmatch(plain)) and int(number[1]) <= LARGEST_COUNT:
                return int(number[1])
            if give.others != REFUSED:
                return give.others
            if not known:
                return Refused("不是整数")
            listed = "、".join(words) if len(words) <= 12 else "、".join([*words][:12]) + "等"
            return Refused(f"对应表里没有这个词，有{listed}{did_you_mean(text, words, 'zh')}")

        return self._coded(name, meant, give.blank)

    def chosen(self, name: str, wanted: tuple[str, ...]) -> ReadColumn:
        """Reads whether a column that may be chosen from has one of some words."""
        allowed = self._file.columns[name].choose
        known = {plain_word(word): word in wanted for word in allowed}

        def meant(text: str) -> Any:
            found = known.get(plain_word(text))
            return Refused(f"对应表里没有这个词，有{'、'.join(allowed)}") if found is None else found

        return self._coded(name, meant, None)

    def _coded(self, name: str, meant: Callable[[str], Any], blank: Word | None) -> ReadColumn:
        column, told, state = self._read(name, meant, blank)
        values: dict[tuple[type, Any], int] = {}
        places = [-1 if each is None else values.setdefault((type(each), each), len(values)) for each in told]
        codes = np.array(places, np.int32)[column.codes]
        codes[state != TOLD] = -1
        return ReadColumn(name, state, coded=CodedColumn(tuple(value for _, value in values), codes))

    def _read(self, name: str, meant: Callable[[str], Any], blank: Word | None) -> tuple[TextColumn, list[Any], Int8s]:
        """Reads each text of a column once; refuses what is of no use, and returns None for what tells nothing."""
        column = self._text.columns[name]
        found = [blank if plain_word(text) in self._empty else meant(text) for text in column.texts]
        kinds = [
            BLANK if each is None else UNTOLD if isinstance(each, Refused) or each == UNKNOWN else TOLD
            for each in found
        ]
        state = np.array(kinds, np.int8)[column.codes]
        for code, each in enumerate(found):
            if isinstance(each, Refused):
                self._refuse(column.codes == code, name, "value", each.reason)
        for where, fault, reason in ((column.merged, "merged", _MERGED), (column.unsaved, "formula", _UNSAVED)):
            self._refuse(where, name, fault, reason)
            state[where] = UNTOLD
        return column, [each if kind == TOLD else None for each, kind in zip(found, kinds, strict=True)], state


def plain_word(text: str) -> str:
    """Returns a word as it is compared: characters of one width, no spaces."""
    return "".join(normalize("NFKC", text).split()).upper()
