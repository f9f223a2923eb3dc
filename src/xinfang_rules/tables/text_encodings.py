"""How a file of text is encoded: as UTF-8, or as GB18030, which older office programs write."""

import codecs
from pathlib import Path
from typing import Final

from xinfang_rules.errors import ArgumentError, XinfangError

_MARKED: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_TRIED: Final = ("utf-8", "gb18030")
_PIECE: Final = 1 << 20


def encoding_of(path: Path) -> str:
    """Finds how a file is encoded: by its mark, or as the first of some encodings in which all of it can be read.

    What is text in UTF-8 hardly ever is by chance. All of the file is read, as the first character that is not ASCII
    may stand at its end.

    Raises:
        OSError: If it cannot be read.
        XinfangError: If it is in none of them.
    """
    with path.open("rb") as held:
        start = held.read(3)
    for mark, encoding in _MARKED.items():
        if start.startswith(mark):
            return encoding
    for encoding in _TRIED:
        if _is_in(path, encoding):
            return encoding
    raise XinfangError(
        f'{path} is encoded neither in UTF-8 nor in GB18030; name its encoding, such as encoding="big5"',
        f'{path} 的编码既不是 UTF-8，也不是 GB18030；请写明编码，例如 encoding="big5"',
    )


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as held:
            while piece := held.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def known_encoding(name: str) -> str:
    """Returns an encoding by its usual name.

    Raises:
        ArgumentError: If there is none of a name.
    """
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, TypeError, ValueError):
        raise ArgumentError(
            f'encoding is the name of an encoding of text, not {name!r}; write encoding="gb18030"',
            f'encoding 应为文本编码的名称，不是 {name!r}；请写作 encoding="gb18030"',
        ) from None
    return "utf-8" if found == "utf-8-sig" else found
