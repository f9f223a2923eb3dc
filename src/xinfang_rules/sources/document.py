"""Plain data with places, and how what is wrong with a source is collected and told."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn, TypeAlias

from xinfang_rules.errors import DiagnosedError, Diagnostic, Position
from xinfang_rules.frozen_record import Record
from xinfang_rules.personal_numbers import without_personal_numbers

SOURCE_CODES: Mapping[str, str] = MappingProxyType(
    {
        "not-found": "the file does not exist",
        "is-directory": "a directory stands where a file is needed",
        "not-read": "a name looks like a file of a pack, but no file of such a name is read",
        "linked": "a link to a directory, out of the pack, or to nothing",
        "too-many-files": "a directory with more names below it than a pack can have",
        "special-file": "a pipe, a socket or a device stands where a file of a pack is needed",
        "unreadable": "the operating system does not let the file be read",
        "too-large": "the file is larger than is read",
        "empty": "the source holds no data: nothing, white space or comments only",
        "not-text": "the bytes are not UTF-8 text",
        "syntax": "the text is not well-formed YAML or JSON",
        "tab": "a tab indents a line of YAML",
        "duplicate-key": "a key stands twice in one mapping",
        "anchor": "a YAML anchor or alias",
        "tag": "a YAML tag",
        "key-type": "a key that is no text",
        "several-documents": "more than one YAML document in one file",
        "too-deep": "lists and mappings nested too deeply",
        "too-many-nodes": "more values than are read from one file",
        "number": "a number that is not finite or has too many digits",
        "control-character": "a control or invisible character that must be written as an escape",
        "directive": "a YAML directive other than %YAML 1.2",
        "surrogate": "half of a surrogate pair, which is no character",
        "more": "further findings that are not listed",
    }
)
"""Every code that a SourceError can carry, with what it means."""

MAX_FINDINGS = 50

Place: TypeAlias = "int | tuple[int, dict[str, tuple[int, Place]] | list[Place]]"
"""Where a value starts, as an offset in the text; with the places of its parts if it has parts.

A part of a mapping has two offsets: that of its key, then its own.
"""

_CHUNK = 4096
_QUOTED = 100
"""How much of a text is looked at that messages quote 40 characters of."""

_KINDS: Mapping[type, tuple[str, str]] = {
    list: ("a list", "列表"),
    tuple: ("a tuple", "元组"),
    set: ("a set", "集合"),
    dict: ("a mapping", "一组键值"),
    bytes: ("bytes", "字节串"),
}


class SourceError(DiagnosedError):
    """A source cannot be read as plain data; the codes of the findings are those of SOURCE_CODES."""


class Lines:
    """Finds line and column of an offset without a table of all lines.

    Args:
        text: The text.
        first: What its first line is called, where it is a part of a longer text.
    """

    __slots__ = ("_counts", "_text")

    def __init__(self, text: str, first: int = 1) -> None:
        # Each break becomes one "\n" without moving an offset, so that str.count and str.rfind do all the work.
        self._text = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
        self._counts = [first - 1]

    def line(self, offset: int) -> int:
        """Returns the line of an offset, counted from 1."""
        chunk = offset // _CHUNK
        counts = self._counts
        if len(counts) <= chunk:
            counts = counts.copy()  # another thread may look for a place at the same time
            while len(counts) <= chunk:
                start = (len(counts) - 1) * _CHUNK
                counts.append(counts[-1] + self._text.count("\n", start, start + _CHUNK))
            self._counts = counts
        return counts[chunk] + self._text.count("\n", chunk * _CHUNK, offset) + 1

    def start_of_line(self, offset: int) -> int:
        """Returns the offset at which the line of an offset starts."""
        return self._text.rfind("\n", 0, offset) + 1

    def place(self, offset: int) -> tuple[int, int]:
        """Returns line and column of an offset, both counted from 1."""
        return self.line(offset), offset - self.start_of_line(offset) + 1


class Document(Record):
    """Plain data, the text it was read from, and where each part of it stands."""

    source: str
    data: object
    text: str
    _lines: Lines
    _place: Place

    def position(self, path: tuple[str | int, ...], *, key: bool = False) -> Position:
        """Returns where the value at a path stands, or the nearest part around it if there is none.

        Args:
            path: the keys and the indexes (from 0) that lead to the value; empty for the whole.
            key: the place of the value's key instead; a value without a key gives its own place.
        """
        place = self._place
        key_at: int | None = None
        for step in path:
            if isinstance(place, int):
                break
            parts = place[1]
            if isinstance(parts, dict):
                # An index is no key of a mapping, although the types of a path cannot say so.
                if not isinstance(step, str) or step not in parts:
                    break
                key_at, place = parts[step]
            else:
                if not isinstance(step, int) or not 0 <= step < len(parts):
                    break
                key_at, place = None, parts[step]
        at = place if isinstance(place, int) else place[0]
        line, column = self._lines.place(key_at if key and key_at is not None else at)
        return Position(self.source, line, column)


class Findings:
    """What is wrong with a source, collected while it is read."""

    __slots__ = ("_count", "_found", "lines", "source")

    def __init__(self, source: str, lines: Lines) -> None:
        self.source = source
        self.lines = lines
        self._found: list[tuple[int | None, str, str, str]] = []
        self._count = 0

    def add(self, code: str, at: int | None, message: str, chinese: str) -> None:
        """Notes a finding at an offset, or at the whole source if there is none."""
        self._count += 1
        if self._count <= MAX_FINDINGS:
            self._found.append((at, code, message, chinese))

    def add_unlisted(self, count: int) -> None:
        """Counts further findings after as many as are listed."""
        self._count += count

    def stop(self, code: str, at: int | None, message: str, chinese: str) -> NoReturn:
        """Notes the finding after which nothing more can be read, and raises them all."""
        if self._count >= MAX_FINDINGS:
            # The finding that ended the reading explains why others may be missing: it is always listed.
            self._found.pop()
        self._found.append((at, code, message, chinese))
        self._count += 1
        raise SourceError(self._diagnostics())

    def raise_if_any(self) -> None:
        """Raises what was found, if anything was."""
        if self._found:
            raise SourceError(self._diagnostics())

    def _diagnostics(self) -> list[Diagnostic]:
        listed = sorted(Diagnostic(self._position(at), code, said, chinese) for at, code, said, chinese in self._found)
        left = self._count - len(listed)
        return [*listed, more(left, self.source)] if left else listed

    def _position(self, at: int | None) -> Position:
        return Position(self.source) if at is None else Position(self.source, *self.lines.place(at))


def failure(source: str, code: str, message: str, chinese: str) -> SourceError:
    """Returns the error of a source of which no single place is wrong."""
    return SourceError([Diagnostic(Position(one_line(source)), code, message, chinese)])


def more(count: int, source: str) -> Diagnostic:
    """Returns the finding that there are so many more that are not listed."""
    return Diagnostic(Position(source), "more", f"and {count} more", f"另有{count}处未列出")


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorts findings by place; that there are more comes last."""
    return sorted(found, key=lambda finding: (finding.code == "more", finding))


def shown(text: str) -> str:
    """Returns a text quoted for a message: short, on one line, without control characters or numbers of a person."""
    text = without_personal_numbers(text[:_QUOTED])
    return repr(text) if len(text) <= 40 else repr(text[:40]) + "…"


def quoted(text: str) -> str:
    """Returns a text in Chinese quotation marks, as `shown` does in others."""
    text = without_personal_numbers(text[:_QUOTED])
    return f"“{one_line(text[:40])}”" + ("" if len(text) <= 40 else "…")


def described(value: Any) -> tuple[str, str]:
    """Describes any value for a message, in English and Chinese, in a few words and without running code of its own."""
    kind = type(value)
    if value is None or kind is bool:
        word = {None: "null", True: "true", False: "false"}[value]
        return word, word
    if issubclass(kind, str):
        return shown(str.__str__(value)), quoted(str.__str__(value))
    if kind is float or (kind is int and abs(value) < 10**18):
        number = without_personal_numbers(repr(value))
        return number, number
    if kind is int:  # Python writes out no integer of 5,000 digits
        return "an integer of more than 18 digits", "超过18位的整数"
    name = one_line(type.__dict__["__name__"].__get__(kind))  # not what its own class may say it is
    return _KINDS.get(kind) or (f"a value of type {name}", f"{name} 类型的值")


def is_not(given: str) -> str:
    """Says in Chinese that something is not what was given, described in Chinese."""
    return f"不是 {given}" if given[0].isascii() and given[0].isalpha() else f"不是{given}"


def one_line(name: str) -> str:
    """Returns the name of a source with everything escaped that could break or disguise a line."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)
