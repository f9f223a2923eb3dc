"""One generated page, before MkDocs renders it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page in Markdown.

    Attributes:
        path: Where it lies in the documentation, such as `articles/31.md`.
        title: Its title, in Chinese, as escaped Markdown without marks; the first heading is made of it.
        body: Its Markdown, without the first heading.
        boost: How much more a match on this page counts in searches than one elsewhere.
    """

    path: str
    title: str
    body: str
    boost: float = 1.0
