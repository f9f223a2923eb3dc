"""The rules that a service offers: by name alone, so that no request reaches a file that it was not started with."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.interview.interview_guide import InterviewGuide, load_interview
from xinfang_rules.rulebook.load import load, shipped_overlays, shipped_packs
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.service.service_errors import unknown_name
from xinfang_rules.service.service_settings import ServiceSettings

DEFAULT_PACK = "xinfang-2022"

_KEPT = 32
"""Rulebooks with overlays that are kept: every order of every choice is one."""

_Made = TypeVar("_Made")


class RulesAtHand:
    """What requests can choose from.

    Attributes:
        packs: Where the rulebooks lie, by name.
        overlays: Where the overlays lie, by name.
        usual: What is taken for a request that chooses nothing.

    Raises:
        RulebookError: If its rulebook or its overlays cannot be read.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._kept: dict[object, object] = {}
        self.packs = {name: name for name in shipped_packs()}
        self.overlays = {name: name for name in shipped_overlays()}
        self.usual: dict[str, Any] = {}
        if settings.place is not None:
            self.usual = {"place": settings.place}
        elif settings.rulebook is not None or settings.overlays:
            own = settings.rulebook or DEFAULT_PACK
            identity = load(own, overlays=settings.overlays).identity
            laid = tuple(each.id for each in identity.laid)
            self.packs.setdefault(identity.id, own)
            self.overlays = dict(zip(laid, settings.overlays, strict=True)) | self.overlays
            self.usual = {"rulebook": identity.id, "overlays": laid}

    def rulebook(self, name: str | None, overlays: Iterable[str] | None) -> Rulebook | None:
        """Returns the rulebook that a request chooses; None if the day of the petition, and its place, decide.

        Raises:
            ServiceError: If there is none of that name.
            RulebookError: If the overlays cannot be laid over it.
        """
        if name is None and not overlays:
            return None
        return self._loaded(load, name, overlays)

    def acts(self, name: str | None, overlays: Iterable[str] | None) -> ActsTable | None:
        """Returns the table of acts of a rulebook, see `rulebook`; None if the days of the pieces decide."""
        if name is None and not overlays:
            return None
        return self._loaded(load_acts, name, overlays)

    def usual_acts(self) -> ActsTable | None:
        """Returns the table of acts for a request that chooses nothing; None if the days of the pieces decide."""
        return self.acts(self.usual.get("rulebook"), self.usual.get("overlays"))

    def guide(self, name: str | None, overlays: Iterable[str] | None) -> InterviewGuide:
        """Returns what interviews by a rulebook are led by, see `rulebook`; by the newest Regulation if it is None."""
        return self._loaded(load_interview, name, overlays)

    def _loaded(self, how: Callable[..., _Made], name: str | None, overlays: Iterable[str] | None) -> _Made:
        if name is not None and name not in self.packs:
            raise unknown_name("/rulebook", "rulebook", "规则书", name, tuple(self.packs))
        layers = tuple(overlays or ())
        for number, layer in enumerate(layers):
            if layer not in self.overlays:
                raise unknown_name(f"/overlays/{number}", "overlay", "补充规则", layer, tuple(self.overlays))
        key = how, name, layers
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            base = self.packs[name or DEFAULT_PACK]
            found = self._kept[key] = how(base, overlays=tuple(self.overlays[layer] for layer in layers))
        return found  # type: ignore[return-value]  # what is kept under a key is what that makes
