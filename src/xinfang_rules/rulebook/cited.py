"""The provisions that rules cite, as a rulebook holds them: plainly, so that reading it takes no model."""

from typing import NamedTuple

from xinfang_rules.language.scope import Named


class Cited(NamedTuple):
    """A provision that a rule cites; results tell it as a `Citation`, which has the same attributes."""

    instrument: Named
    article: int
    paragraph: int
    item: int | None
    label: str
    quote: str
