"""From the text of a register to columns of acts, by a mapping."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np

from xinfang_rules.registers.act_columns import (
    DID_NOT,
    HAPPENED,
    PERHAPS,
    ActColumns,
    CodedColumn,
    DayColumn,
    Flags,
    Int8s,
    RefusedCell,
    SlotColumns,
    known,
    no_days,
)
from xinfang_rules.registers.cell_words import BLANK, TOLD, UNTOLD, CellReader, ReadColumn
from xinfang_rules.registers.mapping import RegisterMapping
from xinfang_rules.registers.mapping_file import CLAIM_KEYS, GiveEntry, SlotEntry
from xinfang_rules.registers.personal import hidden
from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.register_text import RegisterText

_FAR: Final = np.iinfo(np.int32).max


def compile_columns(text: RegisterText, mapping: RegisterMapping) -> ActColumns:
    """Compiles a register: what each column says, put together to acts and facts."""
    return _Compiler(text, mapping).compile()


class _Compiler:
    def __init__(self, text: RegisterText, mapping: RegisterMapping) -> None:
        self._text = text
        self._file = mapping.file
        self._mapping = mapping
        self._acts = mapping.table.file.acts
        self._rows = len(text.lines)
        self._refused: dict[tuple[int, int, str], RefusedCell] = {}
        self._broken = np.zeros(self._rows, np.bool_)
        self._reader = CellReader(text, mapping.file, self._refuse)
        # What columns say of each target: where several do, the first that tells.
        self._told: dict[str, ReadColumn] = {}
        self._facts: dict[str, ReadColumn] = {}
        self._own_days: dict[str, DayColumn] = {}
        self._barred = {name: np.ones(self._rows, np.bool_) for name in mapping.file.never_presume}

    def compile(self) -> ActColumns:
        for name, column in self._file.columns.items():
            if name in self._text.columns:
                for give in column.gives:
                    self._give(name, give)
        told = tuple(self._slots())
        slots = self._raised_first(tuple(self._arrived(slot, told) for slot in told))
        claim = {key: self._coded(f"claim.{key}") for key in CLAIM_KEYS}
        facts = {name: told.days or told.coded for name, told in self._facts.items()}
        acts = [slot.act for slot in slots]
        received = [f"{slot.act}.received" for slot in slots if slot.received is not None or slot.same_day]
        return ActColumns(
            lines=self._text.lines,
            organs=self._file.organs,
            claim=self._file.claim,
            matter=self._file.matter,
            records=tuple(dict.fromkeys((*acts, *received))),
            slots=slots,
            facts={name: column for name, column in facts.items() if column is not None},
            refused_cells=tuple(sorted(self._refused.values())),
            refused=self._broken,
            barred=self._barred,
            own_days=self._own_days,
            complete=self._file.complete,
            **claim,
        )

    def _refuse(self, where: Flags, name: str, code: str, reason: str) -> None:
        column = self._text.columns[name]
        for row in np.flatnonzero(where).tolist():
            line = int(self._text.lines[row])
            value = hidden(column.texts[column.codes[row]])
            cell = f"{column_letters(column.place)}{line}"
            self._refused.setdefault((row, column.place, code), RefusedCell(row, line, name, cell, value, code, reason))

    def _give(self, name: str, give: GiveEntry) -> None:
        words = self._mapping.words_of(give)
        if give.check is not None:
            self._own_days[give.check] = self._days_in(self._reader.days(name))
        elif give.bars is not None:
            read = self._reader.words(name, give, words)
            told = (read.state == UNTOLD) | _is_value(read.coded, True)
            self._barred[give.bars] = self._barred.get(give.bars, np.zeros(self._rows, np.bool_)) | told
        else:
            read = self._reader.days(name) if self._is_day(give) else self._reader.words(name, give, words)
            if give.fact is not None:
                self._tell(self._facts, give.fact, read)
            elif give.set is not None:
                self._tell(self._told, give.set, read)

    def _is_day(self, give: GiveEntry) -> bool:
        if give.fact is not None:
            return self._mapping.table.rulebook.facts[give.fact].kind == "date"
        owner, _, key = str(give.set).partition(".")
        if owner == "claim" or key in ("day", "received"):
            return owner != "claim"
        fields = self._acts[self._file.acts[owner].act].fields
        return key in fields and fields[key].of == "day"

    def _tell(self, among: dict[str, ReadColumn], target: str, read: ReadColumn) -> None:
        first = among.setdefault(target, read)
        if first is read:
            return
        both = (first.state == TOLD) & (read.state == TOLD)
        fills = (first.state != TOLD) & (read.state == TOLD) | (first.state == BLANK)
        if first.days is not None and read.days is not None:
            differ = both & ((first.days.first != read.days.first) | (first.days.last != read.days.last))
            days = DayColumn(*(np.where(fills, new, old) for new, old in (
                (read.days.first, first.days.first), (read.days.last, first.days.last),
            )))  # fmt: skip
            merged = replace(first, days=days)
        else:
            assert first.coded is not None
            assert read.coded is not None
            values = (*first.coded.values, *read.coded.values)
            codes = np.where(read.coded.codes < 0, -1, read.coded.codes + len(first.coded.values)).astype(np.int32)
            same = [(type(value), value) for value in values]
            canonical = np.array([same.index(each) for each in same] or [0], np.int32)
            codes = np.where(codes < 0, -1, canonical[codes]).astype(np.int32)
            differ = both & (first.coded.codes != codes)
            coded = CodedColumn(values, np.where(fills, codes, first.coded.codes).astype(np.int32))
            merged = replace(first, coded=coded)
        self._refuse(differ, read.name, "contradiction", f"与“{first.name}”一栏不一致")
        among[target] = replace(merged, state=np.where(fills, read.state, first.state))

    def _slots(self) -> Iterator[SlotColumns]:
        raises = self._mapping.table.file.structure.raises
        for name, entry in self._file.acts.items():
            always = entry.act == raises
            day, done = self._told.get(f"{name}.day"), self._told.get(f"{name}.done")
            if day is None and done is None and not always:
                continue
            happened = self._happened(day, done, always=always)
            self._where(entry, happened)
            self._named(name, entry, happened)
            found = self._days_in(day) if day is not None else no_days(self._rows)
            gone = happened == DID_NOT
            days = DayColumn(np.where(gone, 0, found.first), np.where(gone, 0, found.last))
            fields = self._acts[entry.act].fields
            keys = ("by", "to", "kind", "outcome", *fields)
            told = {key: column for key in keys if (column := self._coded(f"{name}.{key}")) is not None}
            due = {
                key: each.days for key in fields
                if (each := self._told.get(f"{name}.{key}")) is not None and each.days is not None
            }  # fmt: skip
            received = self._told.get(f"{name}.received")
            given: dict[str, Any] = {"kind": entry.kind, "outcome": entry.outcome, **entry.fields}
            slot = SlotColumns(
                name, entry.act, entry.piece, entry.by, entry.to, entry.same_day,
                {key: value for key, value in given.items() if value is not None},
                happened, days, None if received is None else self._days_in(received), told, due,
            )  # fmt: skip
            if received is not None and slot.received is not None:
                early = (slot.received.last > 0) & (slot.received.last < days.first)
                self._break(early, received.name, "早于作出之日")
            yield slot

    def _happened(self, day: ReadColumn | None, done: ReadColumn | None, *, always: bool) -> Int8s:
        nothing = np.full(self._rows, BLANK, np.int8)
        dated = nothing if day is None else day.state
        happened = np.select([dated == TOLD, dated == UNTOLD], [HAPPENED, PERHAPS], DID_NOT).astype(np.int8)
        if done is not None:
            yes, no = _is_value(done.coded, True), _is_value(done.coded, False)
            happened[yes] = HAPPENED
            happened[no & (dated != TOLD)] = DID_NOT
            silent = (done.state == UNTOLD) | ((done.state == BLANK) & (day is None))
            happened[silent & (dated == BLANK)] = PERHAPS
            against = no & (dated == TOLD)
            happened[against] = PERHAPS
            self._refuse(against, done.name, "contradiction", "填的是没有，却另有日期")
        if always:
            happened[:] = HAPPENED
        return happened

    def _where(self, entry: SlotEntry, happened: Int8s) -> None:
        """Takes an act from the rows in which there is none; where nobody can tell, it may have happened."""
        if entry.when is None:
            return
        if entry.when.column not in self._text.columns:
            happened[happened == HAPPENED] = PERHAPS
            return
        read = self._reader.chosen(entry.when.column, entry.when.is_)
        happened[_is_value(read.coded, False)] = DID_NOT
        happened[(read.state != TOLD) & (happened == HAPPENED)] = PERHAPS

    def _named(self, name: str, entry: SlotEntry, happened: Int8s) -> None:
        """Breaks rows that do not tell by which organ, or to which, an act was done."""
        act = self._acts[entry.act]
        wanted = [("by", act.by == "organ" and entry.by is None), ("to", act.to and entry.to is None)]
        for key in (key for key, by_columns in wanted if by_columns):
            target = f"{name}.{key}"
            told = self._told.get(target)
            if told is None:
                named = "、".join(
                    column for column, one in self._file.columns.items() if target in {give.set for give in one.gives}
                )
                raise refusal(
                    self._text.path,
                    "headings",
                    f"the column {named} is missing, which says of which organ an act is",
                    f"没有“{named}”这一栏，看不出是哪个机关、单位的行为",
                )
            unnamed = (happened != DID_NOT) & (told.state != TOLD)
            self._break(unnamed, told.name, "看不出是哪个机关、单位", "value")

    def _arrived(self, slot: SlotColumns, slots: tuple[SlotColumns, ...]) -> SlotColumns:
        """Has a piece arrive, on some day, where its addressee went on with it and the row tells no day."""
        structure = self._mapping.table.file.structure
        if slot.act not in structure.moves or slot.to is None or self._file.acts[slot.name].when is not None:
            return slot
        went_on, came = (np.zeros(self._rows, np.bool_) for _ in range(2))
        for other in slots:
            went_on |= (other.by == slot.to) & (other.happened == HAPPENED)
            if other.act in structure.arriving:
                came |= (other.to in (slot.to, None)) & (other.happened != DID_NOT)
        arrived = went_on & ~came
        told = self._told.get(f"{slot.name}.day")
        if told is not None:
            self._refuse(arrived, told.name, "missing", "没有填写，而收到的机关、单位已经办理：按何日不详认定")
        return replace(slot, happened=np.where(arrived, HAPPENED, slot.happened).astype(np.int8))

    def _raised_first(self, slots: tuple[SlotColumns, ...]) -> tuple[SlotColumns, ...]:
        """Breaks rows in which something was done before the matter was raised, or that do not tell how it was."""
        raises = self._mapping.table.file.structure.raises
        raising = [slot for slot in slots if slot.act == raises]
        others = [slot for slot in slots if slot.act != raises]
        surely = np.zeros(self._rows, np.bool_)
        first = np.full(self._rows, _FAR, np.int32)
        for slot in raising:
            surely |= slot.happened == HAPPENED
            first = np.where(
                (slot.happened == HAPPENED) & (slot.day.first > 0), np.minimum(first, slot.day.first), first
            )
        when = next((self._file.acts[slot.name].when for slot in raising), None)
        if when is not None and when.column in self._text.columns:
            self._break(~surely, when.column, "看不出这一件是怎样提出的")
        first[first == _FAR] = 0
        earliest = np.full(self._rows, _FAR, np.int32)
        for slot in others:
            dated = (slot.happened != DID_NOT) & (slot.day.last > 0)
            told = self._told.get(f"{slot.name}.day")
            if told is not None:
                self._break(dated & (slot.day.last < first), told.name, "早于提出（信访、接件）之日")
            earliest = np.where(dated, np.minimum(earliest, slot.day.last), earliest)
        if len(raising) != 1:
            return slots
        (raised,) = raising
        within = (raised.day.last > earliest) & (raised.day.first <= earliest) & known(raised.day)
        np.copyto(raised.day.last, earliest, where=within)  # what follows it shows that it was raised by then
        return slots

    def _break(self, where: Flags, column: str, reason: str, code: str = "contradiction") -> None:
        self._refuse(where, column, code, reason)
        self._broken |= where

    def _coded(self, target: str) -> CodedColumn | None:
        told = self._told.get(target)
        return None if told is None else told.coded

    def _days_in(self, read: ReadColumn) -> DayColumn:
        assert read.days is not None, "the mapping was checked: this is a day"
        return read.days


def _is_value(column: CodedColumn | None, value: object) -> Flags:
    assert column is not None
    places = [place for place, each in enumerate(column.values) if each is value]
    return np.isin(column.codes, places)


def column_letters(place: int) -> str:
    """Returns what a spreadsheet calls a column, from 0: A, B, ... AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
