"""A document as it is drawn up: its lines, what it rests on, and what is missing."""

from typing import Final, NamedTuple

from xinfang_rules.errors import XinfangError
from xinfang_rules.papers.document_file import LineKind

OPEN: Final = "【"
CLOSE: Final = "】"
"""Between these two stands what has to be filled in."""


class PaperLine(NamedTuple):
    """A line of a document.

    Attributes:
        element: The element that it is.
        kind: Where it stands: the number below the title, the addressee, the body, or the signature.
        text: Its words; what has to be filled in stands between 【 and 】.
    """

    element: str
    kind: LineKind
    text: str


class MissingElement(NamedTuple):
    """What a document wants and the case does not tell.

    Attributes:
        element: The element.
        title: What it is called, in Chinese.
        what: What is not known, in Chinese.
        ask: What to find out, in Chinese, most decisive first.
        mandatory: The provisions that want the element, as they are cited; empty if none does.
    """

    element: str
    title: str
    what: str
    ask: tuple[str, ...]
    mandatory: tuple[str, ...]

    def text(self) -> str:
        """Returns it as a sentence, in Chinese."""
        wanted = f"（{'、'.join(self.mandatory)}要求写明）" if self.mandatory else ""
        asked = "".join(self.ask)
        return f"{self.title}：{self.what}尚不能确定{wanted}。{asked}"


class Paper(NamedTuple):
    """A document that was drawn up.

    Attributes:
        name: The document.
        title: Its title, in Chinese.
        lines: Its lines, in order.
        notes: Each reading and presumption on which it rests, in Chinese; not part of what is sent.
        missing: What is not known; empty unless it is a draft.
        origin: What it was made with, in Chinese: version, rulebook with digest, day.
    """

    name: str
    title: str
    lines: tuple[PaperLine, ...]
    notes: tuple[str, ...]
    missing: tuple[MissingElement, ...]
    origin: str


class PaperError(XinfangError):
    """A document cannot be drawn up: it is not for this case, or what it has to say is not known.

    Attributes:
        missing: What is not known; empty where the document is not for the case.
    """

    def __init__(self, message: str, chinese: str, missing: tuple[MissingElement, ...] = ()) -> None:
        self.missing = missing
        super().__init__(message, chinese)
