"""What an entry has to do with others: over what it is laid, what it displaces, and where it belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xinfang_rules.language.parse import Path
from xinfang_rules.rulebook.entries import ParameterEntry, RuleEntry
from xinfang_rules.rulebook.placed import MOST_DISPLACERS, Placed


def within(rule: Placed[RuleEntry], since: date | None, until: date | None) -> Placed[RuleEntry]:
    """Returns a rule as it stands, for some of its days."""
    return replace(rule, entry=rule.entry.model_copy(update={"in_force_from": since, "in_force_until": until}))


def laid_over(before: Placed[ParameterEntry], changed: Placed[ParameterEntry]) -> Placed[ParameterEntry]:
    """Lays a parameter over another: its values over the other's by date, the rest as far as it is given."""
    old, new = (one.entry.model_dump(by_alias=True, exclude_none=True) for one in (before, changed))
    values = {value["from"]: value for value in (*old["values"], *new["values"])}
    merged = {**old, **new, "values": [values[day] for day in sorted(values)]}
    # A citation stays where it was written, so that what is wrong with it is shown there.
    home = before if changed.entry.cite is None else changed
    return replace(home, entry=ParameterEntry.model_validate(merged))


def reached(direct: Sequence[str], exceptions: Mapping[str, Sequence[str]]) -> list[str]:
    """Names the rules to which a rule is an exception, directly or through others, the nearest first.

    Further away than there may be rules that displace one, nobody looks: that is refused when they are linked.
    """
    found: dict[str, None] = {}
    nearest = list(direct)
    for _ in range(MOST_DISPLACERS + 1):
        new = [name for name in dict.fromkeys(nearest) if name in exceptions and name not in found]
        if not new:
            break
        found.update(dict.fromkeys(new))
        nearest = [other for name in new for other in exceptions[name]]
    return list(found)


def belongs_to(entry: RuleEntry) -> dict[str, Path]:
    """Names the question or the concept to which a rule belongs, with the key that says so."""
    if entry.decides is not None:
        return dict.fromkeys(entry.decides, ("decides",))
    return {} if entry.defines is None else {entry.defines: ("defines",)}
