"""Remarks: texts of several entries that are written once, under a name, and referred to as `{remark: NAME}`.

They are put into the data of a file before its entries are read, so that everything else sees the text itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from xinfang_rules.errors import did_you_mean
from xinfang_rules.language.parse import Path
from xinfang_rules.rulebook.placed import Pack
from xinfang_rules.sources.document import Document

REMARKS: Final = "remarks"
"""The section of a rule file in which remarks stand."""

_SECTIONS: Final = ("rules", "questions", "constraints", "counting")
_KEYS: Final = ("interpretive", "not_modelled")
_WANTED: Final = "a text, {remark: NAME}, or a list of these should stand here"

Where: TypeAlias = tuple[Document, Path]


def with_remarks(documents: Sequence[Document], pack: Pack) -> list[Document]:
    """Puts the texts of remarks where the files of a layer refer to them; a reference to none is reported.

    The pack has the remarks of the layers underneath; which are referred to is noted there.
    """
    known = {name: placed.entry.text for name, placed in pack.remarks.items()}
    for document in documents:
        known.update(_remarks_of(document.data))
    return [replace(document, data=_written(document, known, pack)) for document in documents]


def _remarks_of(data: object) -> Iterator[tuple[str, str]]:
    """Yields the remarks of a file; what is wrong with one is reported where the entries are read."""
    listed = data.get(REMARKS) if isinstance(data, Mapping) else None
    for entry in listed if isinstance(listed, list) else ():
        match entry:
            case {"remark": str(name)}:
                text = entry.get("text")
                yield name, text if isinstance(text, str) else name


def _written(document: Document, known: Mapping[str, str], pack: Pack) -> Any:
    data = document.data
    if not isinstance(data, Mapping):
        return data
    sections: dict[Any, Any] = dict(data)
    for section in _SECTIONS:
        entries = data.get(section)
        if isinstance(entries, list):
            sections[section] = [
                _entry(entry, (document, (section, index)), known, pack) for index, entry in enumerate(entries)
            ]
    return sections


def _entry(entry: Any, where: Where, known: Mapping[str, str], pack: Pack) -> Any:
    if not isinstance(entry, Mapping) or not any(isinstance(entry.get(key), (Mapping, list)) for key in _KEYS):
        return entry
    document, path = where
    return {
        key: _text(value, (document, (*path, key)), known, pack)
        if key in _KEYS and isinstance(value, (Mapping, list))
        else value
        for key, value in entry.items()
    }


def _text(value: Any, where: Where, known: Mapping[str, str], pack: Pack) -> str:
    """Returns the text that is meant; of what is none, which is reported, something to go on with."""
    document, path = where
    match value:
        case {"remark": str(name)} if len(value) == 1:
            pack.remarks_read.add(name)
            if name not in known and not pack.problems.unread:  # it may stand in what could not be read
                message = f"{name} is no remark of this pack{did_you_mean(name, known)}"
                pack.problems.at(document.position((*path, "remark")), "unknown-remark", message)
            return known.get(name, name)
        case [_, *_] if not any(isinstance(part, list) for part in value):
            for index, part in enumerate(value):
                if part in value[:index]:
                    pack.problems.at(document.position((*path, index)), "repeated-value", "this is said here already")
            parts = [
                part if isinstance(part, str) else _text(part, (document, (*path, index)), known, pack)
                for index, part in enumerate(value)
            ]
            return "".join(parts)
        case [*parts]:  # nothing, or a list within the list
            path = (*path, *[index for index, part in enumerate(parts) if isinstance(part, list)][:1])
    pack.problems.at(document.position(path), "value-type", _WANTED)
    return _WANTED
