"""What the rules attach to a norm that is not kept, and to one that is done."""

from dataclasses import dataclass
from typing import Final

from xinfang_rules.explain.requirements import Leaf, leaves, normal
from xinfang_rules.language.conditions import AllOf, Among, Condition, Happened, conjunction
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.site.site_context import SiteContext

_NOT_KEPT: Final[frozenset[str]] = frozenset(
    {NormStatus.OVERDUE, NormStatus.MET_LATE, NormStatus.BREACHED, NormStatus.PENDING}
)
_OWED: Final[frozenset[str]] = frozenset({NormStatus.OWED, *_NOT_KEPT})


@dataclass(frozen=True, slots=True)
class Consequence:
    """A norm that follows from another one.

    Attributes:
        rule: The rule that gives it.
        further: Whether it follows from something that itself follows.
        also: What must be so besides; None if nothing.
    """

    rule: Rule
    further: bool
    also: Condition | None


def consequences(rule: Rule, book: SiteContext) -> tuple[Consequence, ...]:
    """Lists the norms that follow when the norm of a rule is not kept, nearest first."""
    found: dict[Rule, Consequence] = {}
    waiting: list[tuple[str, frozenset[str], bool]] = [(f"{STATUS}{rule.id}", _NOT_KEPT, False)]
    while waiting:
        name, values, further = waiting.pop(0)
        for reader in book.readers.get(name, ()):
            if not asks_for(reader.condition, name, values):
                continue
            if reader.concept is not None:
                waiting.append((reader.concept, frozenset({"true"}), further))
            elif reader.norm is not None and reader not in found and reader is not rule:
                found[reader] = Consequence(reader, further, _besides(reader.condition, name, values))
                waiting.append((f"{STATUS}{reader.id}", _OWED, True))
    return tuple(found.values())


def lapse(rule: Rule, book: SiteContext) -> tuple[Rule, ...]:
    """Lists the rules by which something is so once the right or permission of a rule has lapsed."""
    name, lapsed = f"{STATUS}{rule.id}", frozenset({NormStatus.LAPSED})
    told = [r for r in book.readers.get(name, ()) if r.question or r.note or r.norm]
    return tuple(r for r in told if asks_for(r.condition, name, lapsed))


def _besides(condition: Condition, name: str, values: frozenset[str]) -> Condition | None:
    """Returns what a condition wants besides what a name is wanted for."""
    parts = condition.parts if isinstance(condition, AllOf) else ()
    others = [part for part in parts if not asks_for(part, name, values)]
    return conjunction(*others) if others else None


def after_doing(rule: Rule, book: SiteContext) -> tuple[Rule, ...]:
    """Lists the norms that follow once the norm of a rule is done."""
    if rule.norm is None or rule.norm.done is None:
        return ()
    day = rule.norm.done.day
    wanted = [r for r in book.readers.get(day, ()) if r.norm and r is not rule]
    return tuple(r for r in wanted if Leaf(Happened(day), True) in leaves(normal(r.condition)))


def asks_for(condition: Condition, name: str, values: frozenset[str]) -> bool:
    """Tells whether a condition wants a name to have one of some values."""
    return any(
        leaf.wanted
        and isinstance(leaf.atom, Among)
        and leaf.atom.name == name
        and not values.isdisjoint(leaf.atom.chosen)
        for leaf in leaves(normal(condition))
    )
