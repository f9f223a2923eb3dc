"""The body of a request: JSON, read as strictly as every source, with the place of what is wrong."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final, NoReturn

from xinfang_rules.errors import Position
from xinfang_rules.personal_numbers import personal_number
from xinfang_rules.service.service_errors import ServiceError, finding, pointer
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import parse

Path = tuple[str | int, ...]

_NAME: Final = "body"

_ID: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")


class RequestText:
    """The body of a request.

    Args:
        text: Its bytes.
        line: What its first line is called, where it is a line of a batch.
    """

    def __init__(self, text: bytes, line: int = 1) -> None:
        self._text = text
        self._line = line

    @cached_property
    def document(self) -> Document:
        """What is in it, with the places of all parts.

        Raises:
            ServiceError: If it is no JSON.
        """
        try:
            return parse(self._text, _NAME, form="json", first_line=self._line)
        except SourceError as error:
            first = error.diagnostics[0]
            findings = [finding(found) for found in error.diagnostics]
            status = HTTPStatus.BAD_REQUEST
            raise ServiceError(status, "json", first.line("en"), first.line("zh"), findings) from None

    def data(self, *, strictly: bool = True) -> dict[str, Any]:
        """Returns what is in it.

        Args:
            strictly: Whether all is refused that `document` refuses. Otherwise what is nested deeply, and halves of
                surrogate pairs, are let through, which no case can hold; that is much faster.

        Raises:
            ServiceError: If it is no JSON, or not a mapping.
        """
        data: object = None
        if not strictly:
            with suppress(ValueError, RecursionError):
                data = read_quickly(self._text)
        if type(data) is not dict:
            data = self.document.data
        if type(data) is not dict:
            message, chinese = "a request is a mapping in braces", "请求应当是写在花括号内的一组键值"
            raise ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, "request", message, chinese)
        return data

    def place(self, *before: str) -> Callable[[Path, bool], Position]:
        """Returns what says where something stands in a part: its path as a JSON Pointer, with line and column."""

        def place(path: Path, key: bool) -> Position:
            whole = (*before, *path)
            return self.document.position(whole, key=key)._replace(source=pointer(whole) or "/")

        return place


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


_READER: Final[Callable[[str], Any]] = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_number).decode


def read_quickly(text: bytes) -> object:
    """Reads what is surely well-formed; what it refuses is to be read again by what says why.

    Raises:
        ValueError: If it is no JSON, or if a key stands twice.
        RecursionError: If it is nested too deeply.
    """
    return _READER(text.decode())


def given_name(name: object) -> str | None:
    """Returns the identifier that a caller gives an answer; None if it gives none.

    Raises:
        ServiceError: If it is none.
    """
    if name is None:
        return None
    if isinstance(name, str) and _ID.fullmatch(name) and personal_number(name, opaque=True) is None:
        return name
    message = "an identifier has at most 64 letters, digits and . _ : / -, and is no number of a person"
    chinese = "编号至多64个字符，只用英文字母、数字和 . _ : / -，不得是身份证号、手机号"
    raise ServiceError(HTTPStatus.BAD_REQUEST, "id", message, chinese)


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(data: Mapping[str, Any]) -> bytes:
    """Returns data as JSON in the one form of which digests are made: keys in order, no space."""
    return _CANONICAL(data).encode()
