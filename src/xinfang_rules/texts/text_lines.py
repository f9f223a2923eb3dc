"""A text in the form in which people have it, as lines: a saved page, a Word document, Markdown, or plain text."""

import codecs
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from xinfang_rules.sources.document import failure
from xinfang_rules.sources.reader import read_regular

_MOST_BYTES: Final = 16 * 2**20
_MOST_UNPACKED: Final = 128 * 2**20
"""How large the parts of a Word document may be together; a small file can unpack to very much."""

_REFUSED: Final = {
    b"%PDF": ("a PDF, whose lines are no paragraphs", "PDF 文件，其中的行不是款"),
    b"\xd0\xcf\x11\xe0": ("a document of Word before 2007 (.doc)", "Word 2007 以前的文件（.doc）"),
    b"MIME-Version": ("a web archive (.mht)", "网页归档文件（.mht）"),
}
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset=["']?([A-Za-z0-9_-]+)""", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<!--.*?-->|^\s*(?:#{1,6}|>)\s+|\*\*|__|\\(?=[^\w\s])", re.DOTALL)
"""What Markdown adds to a text."""


class TextLine(NamedTuple):
    """A line with something on it.

    Attributes:
        number: Where it stands, from 1: the line of a text or a page, the paragraph of a Word document.
        text: What it says, without blanks at its ends, and no two blanks in a row.
    """

    number: int
    text: str


def read_lines(path: Path) -> list[TextLine]:
    """Reads a file as the lines that a reader sees; what it is, its content tells, not its name.

    Raises:
        SourceError: If it cannot be read, is too large, or is of a form that is not read here.
    """
    content = read_regular(path, limit=_MOST_BYTES)
    for start, (what, chinese) in _REFUSED.items():
        if content.lstrip().startswith(start):
            message = f"this is {what}; save it as a page (HTML), as text, or as a Word document (.docx)"
            raise failure(
                str(path), "text-form", message, f"这是{chinese}；请另存为网页（HTML）、文本或者 Word 文件（.docx）"
            )
    lines: Iterable[tuple[int, str]]
    if content.startswith(b"PK\x03\x04"):
        lines = _word_lines(content, str(path))
    else:
        text = _decoded(content, str(path))
        page = re.match(r"\s*<(?:!doctype|html|head|body|div|p)\b", text, re.IGNORECASE)
        lines = _page_lines(text) if page else _plain_lines(text)
    return [TextLine(number, said) for number, text in lines if (said := " ".join(text.split()))]


def _decoded(content: bytes, source: str) -> str:
    declared = _CHARSET.search(content[:4096])
    names = ["utf-8-sig", "gb18030"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ["utf-16"]
    elif declared is not None and declared[1].lower().startswith(b"gb"):
        names.reverse()
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    message = "this is no text in UTF-8, UTF-16 or GB 18030"
    raise failure(source, "encoding", message, "不是 UTF-8、UTF-16 或者 GB 18030 编码的文本")


def _plain_lines(text: str) -> Iterator[tuple[int, str]]:
    kept = _MARKUP.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(kept.splitlines(), 1):
        yield number, _MARKUP.sub("", line)


class _Page(HTMLParser):
    """Collects what a page shows, one piece a block."""

    BLOCKS: Final = frozenset(
        {"address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4"}
        | {"h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "title", "tr", "ul"}
    )
    UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "textarea"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, str]] = []
        self._pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self.UNSEEN
        self.end_of_block(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN and self._unseen > 0
        self.end_of_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(data)

    def end_of_block(self, tag: str = "p") -> None:
        if tag in self.BLOCKS:
            self.lines.append((self.getpos()[0], "".join(self._pieces)))
            self._pieces.clear()


def _page_lines(text: str) -> list[tuple[int, str]]:
    page = _Page()
    page.feed(text)
    page.close()
    page.end_of_block()
    return page.lines


def _word_lines(content: bytes, source: str) -> Iterator[tuple[int, str]]:
    try:
        from docx import Document  # an extra; only for Word documents
    except ImportError:
        message = "Word documents are read by python-docx, which is not installed: pip install 'xinfang-rules[texts]'"
        chinese = "读取 Word 文件需要 python-docx：pip install 'xinfang-rules[texts]'；或者另存为文本"
        raise failure(source, "not-installed", message, chinese) from None
    try:
        with ZipFile(BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > _MOST_UNPACKED:
            raise ValueError  # what is too large is told as what is no document
        paragraphs = Document(BytesIO(content)).paragraphs
    except (BadZipFile, KeyError, ValueError, OSError, SyntaxError, NotImplementedError):
        raise failure(
            source, "text-form", "this is no Word document that can be read", "不是可以读取的 Word 文件"
        ) from None
    for number, paragraph in enumerate(paragraphs, 1):
        for line in paragraph.text.splitlines():
            yield number, line
