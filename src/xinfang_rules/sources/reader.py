"""Reads a file or standard input into plain data; whatever can be wrong with it is a SourceError."""

import math
import os
import stat
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.once import MAKING
from xinfang_rules.sources.document import Document, SourceError, failure, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

_MEGABYTE = 2**20
DEFAULT_LIMIT = 4 * _MEGABYTE

_KEPT = _MEGABYTE // 4
"""Up to how many bytes of a file what it holds is kept; the shipped ones have less than half of that."""

_STANDARD_INPUT = "-"
_FORMS: "Mapping[str, Literal['json', 'yaml']]" = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def read_document(path: Path | str, *, limit: int = DEFAULT_LIMIT) -> Document:
    """Reads a file as JSON or YAML.

    A suffix `.json`, `.yaml` or `.yml` decides which it is. Without one of them, and from standard input, text
    that starts with `{` or `[` is JSON and any other is YAML.

    Args:
        path: the file; `-` for standard input.
        limit: the largest number of bytes to read.

    Raises:
        SourceError: the file cannot be read, or is not well-formed.
    """
    text = read_text(path, limit=limit)
    return parse(text, _name(path), form=_form(path))


def read_pack_document(path: Path) -> Document:
    """Reads a file of a pack or an overlay, which is more strictly judged than a case.

    It must be a regular file, and may hold no character that cannot be seen, not in a comment and not as an escape.
    What it holds is parsed once, and must not be changed: with each overlay, the same base is read again.

    Raises:
        SourceError: the file cannot be read, is no regular file, holds such characters, or is not well-formed.
    """
    content = read_regular(path)
    return (_parsed if len(content) <= _KEPT else _parsed.__wrapped__)(content, str(path))


@lru_cache(maxsize=128)
def _parsed(content: bytes, path: str) -> Document:
    return parse(content, path, form=_form(path), seen=True)


def read_regular(path: Path, *, limit: int = DEFAULT_LIMIT) -> bytes:
    """Reads a regular file; whatever else stands there is refused at once, without waiting for it.

    Raises:
        SourceError: there is no such file, it is no regular file, it cannot be read, or it is too large.
    """
    return _read_file(path, str(path), limit, regular=True)


def _form(path: Path | str) -> "Literal['json', 'yaml'] | None":
    return None if str(path) == _STANDARD_INPUT else _FORMS.get(Path(path).suffix.lower())


def parse(
    text: str | bytes,
    source: str,
    *,
    form: Literal["json", "yaml"] | None = None,
    limit: int | None = None,
    seen: bool = False,
    first_line: int = 1,
) -> Document:
    """Reads text as JSON or YAML.

    Args:
        text: the text, or its bytes in UTF-8; a byte order mark at its start is dropped.
        source: the name to show in messages.
        form: what it is; if None, text that starts with `{` or `[` is JSON and any other is YAML.
        limit: the largest number of bytes, or of characters, to read.
        seen: whether characters that cannot be seen are refused.
        first_line: what the first line is called, of JSON that is a line of a longer text.

    Raises:
        SourceError: it is too large, not text, or not well-formed.
    """
    if limit is not None and len(text) > limit:
        most = _amount(limit, math.floor)
        _refuse_size(source, limit, f"there are more than {most}", f"内容超过{most}")
    if not isinstance(text, str):
        text = _decoded(bytes(text), source)
    if form == "json" or (form is None and text.lstrip("\ufeff \t\r\n").startswith(("{", "["))):
        with MAKING:
            from xinfang_rules.sources.json_source import parse_json  # each form does without the other's

        return parse_json(text, source, seen=seen, first_line=first_line)
    with MAKING:
        from xinfang_rules.sources.yaml_source import parse_yaml

    return parse_yaml(text, source, seen=seen)


def read_text(path: Path | str, *, limit: int) -> str:
    """Reads a file as UTF-8 text; a byte order mark at its start is dropped.

    Args:
        path: the file; `-` for standard input.
        limit: the largest number of bytes to read. A larger file is refused without reading it.

    Raises:
        SourceError: there is no such file, it cannot be read, it is too large, or it is not text.
    """
    source = _name(path)
    content = _read_standard_input(source, limit) if str(path) == _STANDARD_INPUT else _read_file(path, source, limit)
    return _decoded(content, source)


def _name(path: Path | str) -> str:
    return "<stdin>" if str(path) == _STANDARD_INPUT else str(path)


def _read_file(path: Path | str, source: str, limit: int, *, regular: bool = False) -> bytes:
    try:
        with os.fdopen(_opened_at_once(path), "rb") if regular else Path(path).open("rb") as file:  # Path has no opener
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                large = _amount(size, math.ceil)
                _refuse_size(source, limit, f"the file has {large}", f"文件有{large}")
            return _read(file, source, limit)
    except (FileNotFoundError, NotADirectoryError):
        raise failure(source, "not-found", "there is no such file", "没有这个文件") from None
    except _NoRegularFileError:
        message = "this is no regular file, but a pipe, a socket or a device; it is not read"
        raise failure(source, "special-file", message, "这不是普通文件，而是管道、套接字或者设备，不予读取") from None
    except OSError as error:
        # Windows calls a directory a file without permission.
        if isinstance(error, IsADirectoryError) or os.path.isdir(path):  # noqa: PTH112  # Path.is_dir can raise
            message = "this is a directory; a file is needed"
            raise failure(source, "is-directory", message, "这是一个目录，此处应为文件") from None
        reason = _reason(error)
        raise failure(source, "unreadable", f"the file cannot be read: {reason}", f"文件无法读取：{reason}") from None
    except ValueError:
        raise failure(source, "not-found", "no file can have this name", "文件不能有这样的名称") from None


_FLAGS = ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK")  # as far as the system has them


class _NoRegularFileError(OSError):
    """A pipe, a socket or a device."""


def _opened_at_once(path: Path | str) -> int:
    """Opens a regular file. A pipe would have to be waited for, and opening a device can already do something."""
    _require_regular(os.stat(path).st_mode)  # noqa: PTH116  # a path as `open` has it
    opened = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _FLAGS))
    try:
        _require_regular(os.fstat(opened).st_mode)  # it may be another one by now
    except BaseException:
        os.close(opened)
        raise
    return opened


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise _NoRegularFileError


def _read_standard_input(source: str, limit: int) -> bytes:
    binary: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    if binary is None:
        raise failure(source, "unreadable", "there is no standard input", "没有标准输入")
    try:
        return _read(binary, source, limit)
    except (OSError, ValueError) as error:  # ValueError: it was closed
        message = f"standard input cannot be read: {_reason(error)}"
        raise failure(source, "unreadable", message, f"标准输入无法读取：{_reason(error)}") from None


def _read(file: "BinaryIO", source: str, limit: int) -> bytes:
    # A pipe does not tell its size, and a file can grow after it was measured.
    content = file.read(limit + 1)
    if len(content) > limit:
        most = _amount(limit, math.floor)
        _refuse_size(source, limit, f"there are more than {most}", f"内容超过{most}")
    return content


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _refuse_size(source: str, limit: int, finding: str, chinese: str) -> NoReturn:
    most = _amount(limit, math.floor)
    raise failure(source, "too-large", f"{finding}; at most {most} are read", f"{chinese}，最多读取{most}")


def _decoded(content: bytes, source: str) -> str:
    nul = content.find(b"\0")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        bad = error.start if nul < 0 else min(nul, error.start)
    else:
        if nul < 0:
            return text.removeprefix("\ufeff")
        bad = nul
    what = "a NUL byte" if bad == nul else f"the byte 0x{content[bad]:02X}, which is not UTF-8"
    other = _other_form(content)
    message = f"at byte {bad + 1} stands {what}{other[0]}; save the file as UTF-8 text"
    chinese = f"第{bad + 1}个字节是 0x{content[bad]:02X}，不是 UTF-8 文字{other[1]}；请另存为 UTF-8 编码的文本文件"
    before = content[:bad].decode()
    place = Position(one_line(source), before.count("\n") + 1, len(before) - before.rfind("\n"))
    raise SourceError([Diagnostic(place, "not-text", message, chinese)])


_OTHER_FORMS = (
    (b"PK\x03\x04", "a document of an office program", " Word、Excel 一类的文档，不是文本文件"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program", " Word、Excel 一类的文档，不是文本文件"),
    (b"%PDF", "a PDF document", " PDF 文档，不是文本文件"),
    (b"\xff\xfe", "UTF-16, which Notepad calls Unicode", " UTF-16 编码，即记事本的“Unicode”"),
    (b"\xfe\xff", "UTF-16, which Notepad calls Unicode", " UTF-16 编码，即记事本的“Unicode”"),
)
"""How files start that people take for text."""


def _other_form(content: bytes) -> tuple[str, str]:
    """Says what a file that is no UTF-8 text seems to be, in English and in Chinese; empty if nothing is likely."""
    for start, english, chinese in _OTHER_FORMS:
        if content.startswith(start):
            return f"; it seems to be {english}", f"，看来是{chinese}"
    if b"\0" in content:
        return "", ""
    try:
        content.decode("gb2312")  # GBK would take nearly anything
    except ValueError:
        return "", ""
    return "; it seems to be GBK (ANSI)", "，看来是 GBK（ANSI）编码"


def _amount(size: int, rounded: "Callable[[float], int]") -> str:
    # Rounded away from the limit, so that no message says that 4 MB are more than 4 MB.
    if size < _MEGABYTE // 100:
        return f"{size} bytes"
    return f"{rounded(size * 100 / _MEGABYTE) / 100:g} MB"
