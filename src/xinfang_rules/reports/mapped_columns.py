"""The columns of indicators, out of a register that was read by a mapping: what is kept, and what the mapping uses."""

from collections.abc import Iterator
from typing import Final

from xinfang_rules.days import day_at
from xinfang_rules.indicators.indicator_file import ColumnEntry
from xinfang_rules.indicators.indicator_set import IndicatorSet
from xinfang_rules.registers import Register
from xinfang_rules.registers.cell_words import CellReader, plain_word
from xinfang_rules.registers.headings import plain_heading

_TRUTHS: Final = {"是": "true", "否": "false"}

Texts = list[str | None]
"""What a column says in each row; None where it says nothing."""


def mapped_columns(known: IndicatorSet, register: Register) -> dict[str, Texts]:
    """Returns the columns that a register has, by the names that indicators have for them; values as facts have them.

    A column is known by its heading if the mapping keeps it; else by what the mapping says that it tells.
    """
    kept = dict(register.shown("keep"))
    found: dict[str, Texts] = {}
    for name, entry in known.entries.items():
        heading = next((heading for heading in entry.headings if heading in kept), None)
        told = _told_by(entry, register) if heading is None else _kept(name, kept[heading], known, register)
        if told is not None:
            found[name] = told
    for name, entry in known.entries.items():
        value = entry.told_by.get("is")
        if value is not None and name not in found and (of := entry.told_by.get("value_of")) in found:
            blank = known.entries[of].blank
            values = known.columns[of].members
            found[name] = [value if text in values and text != blank else None for text in found[of]]
    return found


def unused_columns(known: IndicatorSet, name: str, register: Register) -> list[str]:
    """Lists the headings of a register that are a column of indicators, but that its mapping does not use so."""
    names = {plain_heading(heading) for heading in known.entries[name].headings} if name in known.entries else set()
    return [title for title in register.text.headings.titles if plain_heading(title.rpartition("/")[2]) in names]


def _kept(name: str, texts: list[str], known: IndicatorSet, register: Register) -> Texts:
    spec, entry, file = known.columns.get(name), known.entries[name], register.mapping.file
    words = {} if spec is None else {title: value for value, title in spec.member_labels.items()}
    if spec is not None and spec.kind == "bool":
        words = _TRUTHS
    empty = {plain_word(word) for word in ("", *file.empty)}
    blank = entry.blank if file.complete else None
    said = {text: blank if plain_word(text) in empty else words.get(text, text) for text in set(texts)}
    return [said[text] for text in texts]


def _told_by(entry: ColumnEntry, register: Register) -> Texts | None:
    if (rule := entry.told_by.get("check")) in register.columns.own_days:
        column = register.columns.own_days[str(rule)]
        days = zip(column.first.tolist(), column.last.tolist(), strict=True)
        return [str(day_at(first)) if first and first == last else None for first, last in days]
    named = [plain_heading(heading) for heading in entry.headings]
    told = sorted(_truths(entry, register), key=lambda one: plain_heading(one[0]) not in named)
    return told[0][1] if told else None


def _truths(entry: ColumnEntry, register: Register) -> Iterator[tuple[str, Texts]]:
    """Yields the columns by which a mapping tells a truth, and what they say; a blank cell says nothing."""
    file, reader = register.mapping.file, CellReader(register.text, register.mapping.file, lambda *_: None)
    for heading in register.text.columns:
        for give in file.columns[heading].gives:
            owner, _, key = (give.set or "").partition(".")
            of = f"{file.acts[owner].act}.{key}" if owner in file.acts else None
            if (give.bars, of) == (None, None) or (give.bars or of) not in entry.told_by.values():
                continue
            read = reader.words(heading, give, register.mapping.words_of(give)).coded
            if read is not None:
                values = [{True: "true", False: "false"}.get(value) for value in read.values] + [None]
                yield heading, [values[code] for code in read.codes.tolist()]
