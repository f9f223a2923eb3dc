"""Builds plain data and the places of its parts from a stream of events, without recursion."""

import re
from collections.abc import Callable
from typing import Any

from xinfang_rules.characters import UNSEEN, code_point
from xinfang_rules.sources.document import MAX_FINDINGS, Document, Findings, Lines, Place, one_line, quoted, shown

MAX_DEPTH = 64
MAX_NODES = 200_000
MAX_DIGITS = 18

_NO_KEY = object()  # the next text in the mapping is a key
_LOST_KEY = object()  # the key was refused: its value is read for findings only


class Builder:
    """Takes keys, values, starts and ends in the order of the text; refuses what any format must not hold.

    Args:
        text: The text.
        source: The name to show in messages.
        seen: Whether characters that cannot be seen are refused, in the text as well as written as escapes.
        first_line: What the first line of the text is called.
    """

    __slots__ = ("_container", "_key", "_key_at", "_nodes", "_places", "_root", "_seen", "_stack", "findings", "text")

    def __init__(self, text: str, source: str, *, seen: bool = False, first_line: int = 1) -> None:
        self.text = text
        self._seen = seen
        self.findings = Findings(one_line(source), Lines(text, first_line))
        self._root: tuple[object, Place] = (None, 0)
        self._container: dict[object, object] | list[object] | None = None
        self._places: Any = None  # of the same kind as the container
        self._key: object = _NO_KEY
        self._key_at = 0
        self._stack: list[tuple[dict[object, object] | list[object] | None, Any, object]] = []
        self._nodes = 0

    def wants_key(self) -> bool:
        """Tells whether the next text is the key of a mapping."""
        return self._key is _NO_KEY and type(self._container) is dict

    def key(self, name: str, at: int) -> None:
        """Takes the key of the next value."""
        self._check(name, at)
        first = self._places.get(name)
        if first is not None:
            line = self.findings.lines.line(first[0])
            message = f"the key {shown(name)} stands in line {line} already"
            self.findings.add("duplicate-key", at, message, f"键{quoted(name)}在第{line}行已经出现")
            self._key = _LOST_KEY
        else:
            self._key = name
        self._key_at = at

    def lose_key(self) -> None:
        """Takes note that the key of the next value was refused."""
        self._key = _LOST_KEY

    def value(self, value: object, at: int) -> None:
        """Takes a value without parts."""
        if type(value) is str:
            self._check(value, at)
        self._attach(value, at, at)

    def open(self, container: dict[object, object] | list[object], at: int) -> None:
        """Takes the start of a mapping or a list, given as an empty one."""
        if len(self._stack) >= MAX_DEPTH:
            self.findings.stop("too-deep", at, f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过{MAX_DEPTH}层")
        places: Any = {} if type(container) is dict else []
        if self.wants_key():
            message = "a key must be a text, not a list or a mapping"
            self.findings.add("key-type", at, message, "键应当是文字，不能是列表或者一组键值")
            self._stack.append((self._container, self._places, _LOST_KEY))
        else:
            self._attach(container, at, (at, places))
            self._stack.append((self._container, self._places, _NO_KEY))
        self._container, self._places, self._key = container, places, _NO_KEY

    def close(self) -> None:
        """Takes the end of the mapping or list that was opened last."""
        self._container, self._places, self._key = self._stack.pop()

    def document(self) -> Document:
        """Returns what was built, or raises what was found."""
        self.findings.raise_if_any()
        data, place = self._root
        return Document(self.findings.source, data, self.text, self.findings.lines, place)

    def check_text(self) -> None:
        """Refuses characters that cannot be seen wherever they stand in the text, comments among it."""
        if self._seen:
            self.refuse_each(UNSEEN, self._unseen)

    def refuse_each(self, pattern: re.Pattern[str], tell: Callable[[str, int], None]) -> None:
        """Refuses whatever in the text a pattern matches; `tell` notes a match by its first character and its place."""
        for number, found in enumerate(pattern.finditer(self.text)):
            if number == MAX_FINDINGS:  # only counted: a file of nothing else would take long to list
                self.findings.add_unlisted(len(pattern.findall(self.text, found.start())))
                break
            tell(found[0][0], found.start())
        self.findings.raise_if_any()

    def _check(self, text: str, at: int) -> None:
        if self._seen:  # some of them are printable to Python
            for character in dict.fromkeys(UNSEEN.findall(text)):
                if not "\ud800" <= character <= "\udfff":  # the readers tell of these
                    self._unseen(character, at)

    def _unseen(self, character: str, at: int) -> None:
        name = code_point(character)
        message = f"the character {name} cannot be seen; rule files and scenarios do without such, also as an escape"
        chinese = f"字符 {name} 不可见；规则文件和场景文件不能有这样的字符，写成转义也不行"
        self.findings.add("control-character", at, message, chinese)

    def _attach(self, value: object, at: int, place: Place) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} values in one file"
            self.findings.stop("too-many-nodes", at, message, f"一个文件的值超过{MAX_NODES}个")
        container = self._container
        if container is None:
            self._root = (value, place)
        elif isinstance(container, list):
            container.append(value)
            self._places.append(place)
        else:
            container[self._key] = value
            self._places[self._key] = (self._key_at, place)
            self._key = _NO_KEY


def small_int(digits: str, base: int = 10) -> int | None:
    """Returns the integer, or None if it has more than MAX_DIGITS decimal digits."""
    significant = digits.lstrip("+-0")
    # Measured before it is converted: converting millions of digits takes long, and Python refuses it.
    if len(significant) > (MAX_DIGITS if base == 10 else 2 * MAX_DIGITS):
        return None
    number = int(significant or "0", base)
    if number >= 10**MAX_DIGITS:
        return None
    return -number if digits.startswith("-") else number


def small_float(digits: str) -> float | None:
    """Returns the number, or None if it is not finite."""
    number = float(digits)
    return number if abs(number) != float("inf") else None
