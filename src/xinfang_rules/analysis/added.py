"""What overlays add to the pack underneath, apart from what they change of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from xinfang_rules.facts.outputs import Bearer
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.entries import NormEntry, RuleEntry
from xinfang_rules.rulebook.names import norm_of
from xinfang_rules.rulebook.pack import Pack, Placed

KEYS: Final = {NormKind.OBLIGATION: "obliges", NormKind.PERMISSION: "permits", NormKind.PROHIBITION: "forbids"}
"""The key under which a rule gives a norm of each kind."""


class PlacedNorm(NamedTuple):
    """A norm, with the rule that gives it."""

    rule: Placed[RuleEntry]
    kind: NormKind
    norm: NormEntry


def added(pack: Pack) -> dict[str, list[Placed[Any]]]:
    """Returns the entries that overlays add, by what they are. What a change is declared for is no addition."""
    changed = {
        change.what
        for laid in pack.overlays
        for change in laid.reference.changes
        if change.kind in ("sets", "replaces", "constrains")
    }
    rules = {rule.entry.id: rule for rule in reversed(pack.every_rule())}
    others = ("question", "concept", "parameter", "fact", "bearer", "action", "instrument")
    sections: dict[str, Mapping[str, Placed[Any]]] = {
        "rule": rules,
        **{what: getattr(pack, f"{what}s") for what in others},
    }
    found = {
        what: [placed for name, placed in entries.items() if _of_overlay(placed, pack) and name not in changed]
        for what, entries in sections.items()
    }
    return {what: entries for what, entries in found.items() if entries}


def added_norms(pack: Pack) -> list[PlacedNorm]:
    """Lists the norms of the rules that overlays add."""
    return _norms(added(pack).get("rule", ()))


def _norms(rules: Iterable[Placed[RuleEntry]]) -> list[PlacedNorm]:
    found = ((rule, norm_of(rule.entry)) for rule in rules)
    return [PlacedNorm(rule, *norm) for rule, norm in found if norm is not None]


def contradictions(pack: Pack) -> Iterator[tuple[PlacedNorm, PlacedNorm]]:
    """Yields the added norms that forbid what the pack underneath obliges or permits, or the other way about.

    Each comes with the norm underneath. What the pack underneath forbids and obliges both, as it limits how it is done,
    an overlay may limit too.
    """
    below = _norms(rule for rule in pack.every_rule() if not _of_overlay(rule, pack))
    for one in added_norms(pack):
        of_same = [other for other in below if other.norm.action is one.norm.action]
        of_same = [other for other in of_same if _share(other.norm.bearer, one.norm.bearer)]
        forbids = one.kind is NormKind.PROHIBITION
        opposed = [other for other in of_same if (other.kind is NormKind.PROHIBITION) is not forbids]
        if opposed and len(opposed) == len(of_same):
            yield one, opposed[0]


def _of_overlay(placed: Placed[Any], pack: Pack) -> bool:
    return placed.document.source in pack.sources


def _share(one: Bearer, other: Bearer) -> bool:
    """Tells whether somebody can be both."""
    either = one.marks | other.marks
    return one == other or "anyone" in either or ("organs" in either and "petitioner" not in either)
