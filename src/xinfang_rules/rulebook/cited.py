"""What a rulebook tells results of where they come from: the provisions that are cited, the overlays that are laid."""

from typing import TYPE_CHECKING, NamedTuple

from xinfang_rules.language.scope import Named

if TYPE_CHECKING:
    from xinfang_rules.result import ChangeKind


class Cited(NamedTuple):
    """A provision that a rule cites; results tell it as a `Citation`, which has the same attributes."""

    instrument: Named
    article: int
    paragraph: int
    item: int | None
    label: str
    quote: str


class LaidChange(NamedTuple):
    """What an overlay changes of what stands underneath it; results tell it as a `Change`."""

    kind: "ChangeKind"
    what: Named
    by: tuple[Named, ...]
    text: str
    because: str | None


class Laid(NamedTuple):
    """An overlay that is laid over a rulebook; results tell it as an `OverlayRef`."""

    id: Named
    title: str
    digest: str
    changes: tuple[LaidChange, ...]
