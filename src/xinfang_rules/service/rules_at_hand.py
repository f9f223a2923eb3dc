"""The rules that a service offers: by name alone, so that no request reaches a file that it was not started with."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

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

    Args:
        settings: What the service is started with.

    Raises:
        RulebookError: If its rulebook or its overlays cannot be read.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._kept: dict[object, object] = {}
        own = settings.rulebook
        self._packs = {name: name for name in shipped_packs()}
        if own is not None and own not in self._packs:
            self._packs[load(own).identity.id] = own
        self._overlays = {name: name for name in shipped_overlays()}
        laid = load(self.default_pack, overlays=settings.overlays).identity.laid if settings.overlays else ()
        self._laid = tuple(each.id for each in laid)
        self._overlays |= dict(zip(self._laid, map(str, settings.overlays), strict=True))

    @cached_property
    def default_pack(self) -> str:
        """The rulebook over which overlays are laid where a request chooses none."""
        own = self._settings.rulebook
        return DEFAULT_PACK if own is None else own

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the rulebooks."""
        return tuple(self._packs)

    @property
    def overlays(self) -> tuple[str, ...]:
        """The names of the overlays."""
        return tuple(self._overlays)

    def place(self, asked: str | None, rulebook: str | None, overlays: tuple[str, ...] | None) -> str | None:
        """Returns the place that counts: that of the request, or else that of the service if nothing was chosen."""
        if asked is None and rulebook is None and overlays is None:
            return self._settings.place
        return asked

    def rulebook(self, name: str | None, overlays: tuple[str, ...] | None, place: str | None = None) -> Rulebook | None:
        """Returns the rulebook that a request chooses; None if the day of the petition, and its place, decide.

        Raises:
            ServiceError: If there is none of that name.
            RulebookError: If the overlays cannot be laid over it.
        """
        laid = overlays
        if laid is None:
            laid = self._laid if place is None else ()
        own = self._settings.rulebook
        if name is None and not laid and (own is None or place is not None):
            return None
        return self.chosen(name, laid)

    def chosen(self, name: str | None, overlays: Iterable[str] = ()) -> Rulebook:
        """Returns a rulebook by its name, with overlays by theirs; see `rulebook`."""
        base, layers = self._base(name), self._layers(overlays)
        return self._once(("book", base, layers), lambda: load(base, overlays=layers))

    def acts(self, name: str | None, overlays: tuple[str, ...] | None) -> ActsTable | None:
        """Returns the table of acts of the rulebook that a request chooses; None if the days of the pieces decide."""
        book = self.rulebook(name, overlays)
        if book is None:
            return None
        base, layers = self._base(name), self._layers(self._laid if overlays is None else overlays)
        return self._once(("acts", base, layers), lambda: load_acts(base, overlays=layers))

    def guide(self, name: str, overlays: tuple[str, ...] | None) -> InterviewGuide:
        """Returns what interviews by a rulebook are led by."""
        base, layers = self._base(name), self._layers(self._laid if overlays is None else overlays)
        return self._once(("guide", base, layers), lambda: load_interview(base, overlays=layers))

    def _once(self, key: object, make: Callable[[], _Made]) -> _Made:
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            found = self._kept[key] = make()
        return found  # type: ignore[return-value]  # what is kept under a key is of one kind

    def _base(self, name: str | None) -> str:
        if name is None:
            return self.default_pack
        if name not in self._packs:
            raise unknown_name("/rulebook", "rulebook", "规则书", name, self.packs)
        return self._packs[name]

    def _layers(self, names: Iterable[str]) -> tuple[str, ...]:
        layers = tuple(names)
        for number, name in enumerate(layers):
            if name not in self._overlays:
                raise unknown_name(f"/overlays/{number}", "overlay", "补充规则", name, self.overlays)
        return tuple(self._overlays[name] for name in layers)
