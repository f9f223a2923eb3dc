"""Cross-checking: what two engines found for one case is compared."""

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.errors import EngineDisagreement
from xinfang_rules.language.conditions import names
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.program.reach import unit_owners
from xinfang_rules.rulebook.model import Edition

_WORDS = {TRUE: "true", FALSE: "false", TRUE | FALSE: "unknown"}


def confirm(state: Outcome, other: Outcome, engines: tuple[str, str]) -> None:
    """Makes sure that two engines found the same.

    Args:
        state: What the first engine led to.
        other: What the second one led to, for the same case on the same day.
        engines: Their names.

    Raises:
        EngineDisagreement: If anything differs. Named are the rules of the first stratum that differs, since later
            ones may differ only because of it.
    """
    edition = state.edition
    for stratum in edition.strata:
        units = [unit for unit in stratum.condition_ids if state.truths[unit] != other.truths[unit]]
        if units:
            raise _disagreement(edition, units, state, other, engines)
    if (state.values, state.holds) != (other.values, other.holds):
        raise EngineDisagreement(f"engines {' and '.join(engines)} lead to different values", engines, (), ())


def _disagreement(
    edition: Edition, units: list[int], state: Outcome, other: Outcome, engines: tuple[str, str]
) -> EngineDisagreement:
    owners = unit_owners(edition)
    told: list[str] = []
    rules: dict[str, None] = {}
    facts: dict[str, None] = {}
    for unit in units:
        read = names(edition.conditions[unit])
        found = (f"{name} says {_WORDS[each.truths[unit]]}" for name, each in zip(engines, (state, other), strict=True))
        told.append(f"{', '.join(owners[unit])}: {', '.join(found)} (reads {', '.join(read) or 'nothing'})")
        rules.update(dict.fromkeys(owners[unit]))
        facts.update(dict.fromkeys(name for name in read if name.partition("[")[0] in edition.facts))
    return EngineDisagreement(f"engines disagree: {'; '.join(told)}", engines, tuple(rules), tuple(facts))
