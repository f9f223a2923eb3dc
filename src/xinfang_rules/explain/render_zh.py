"""Traces of conditions in Chinese, each requirement with what is known of it."""

from datetime import date
from typing import TYPE_CHECKING

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.explain.concepts import DEEPEST, stands_for
from xinfang_rules.explain.naming import titled, value_label
from xinfang_rules.explain.phrases import phrase, value_words
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Atom,
    Condition,
    Not,
    names,
)
from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import EARLIEST, FALSE, NEVER, TRUE
from xinfang_rules.rulebook.model import NO_RULE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xinfang_rules.result import Citation
    from xinfang_rules.rulebook.cited import Cited

_TRUTHS = {TRUE: "具备", FALSE: "不具备", TRUE | FALSE: "未知"}

_NEVER = "尚无"

INDENT = "　"
"""One full-width space: what a line of Chinese is indented by."""


def cited(citations: "Iterable[Citation | Cited]") -> str:
    """Writes citations as the law is cited, each with its quote."""
    return "；".join([f"{citation.label}（“{citation.quote}”）" for citation in citations])


def known_words(name: str, state: Outcome) -> str:
    """Writes what is known of a name."""
    edition, values = state.edition, state.values
    slot = edition.layout[name]
    base = name.partition("[")[0]
    kind = edition.scope[base].kind
    if kind is Kind.COUNT:
        return str(values[slot]) if values[slot] == values[slot + 1] else "未知"
    if kind is Kind.DATE:
        return day_words(values[slot], values[slot + 1])
    possible = ("true", "false") if "[" in name else edition.scope[name].values
    left = [value for bit, value in enumerate(possible) if values[slot] >> bit & 1]
    if len(left) == 1:
        return value_label(name, left[0], edition)
    if len(left) == len(possible):
        return "未知"
    return "或者".join(value_label(name, value, edition) for value in left if value != NO_RULE)


def day_words(low: int, high: int) -> str:
    """Writes what is known of a day."""
    if low == NEVER:
        return _NEVER
    if low == high:
        return date.fromordinal(low).isoformat()
    bounds = [f"不早于{date.fromordinal(low).isoformat()}"] if low > EARLIEST else []
    bounds += [f"不晚于{date.fromordinal(high).isoformat()}"] if high < NEVER else ["或者尚无"]
    return "未知（" + "，".join(bounds) + "）"


def trace(
    condition: Condition, state: Outcome, *, wanted: bool = True, depth: int = 1, base: int = 1, inside: int = 0
) -> list[str]:
    """Writes a condition line by line, each leaf with what the case says of it, each concept with what it stands for.

    Only what bears on the outcome is shown: of alternatives the ones that hold, where one does; of requirements the
    ones that fail, where one does.
    """
    match condition:
        case Not(part):
            return trace(part, state, wanted=not wanted, depth=depth, base=base, inside=inside)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(condition, AllOf) is wanted
            return _trace_joined(parts, state, every, wanted=wanted, depth=depth, base=base, inside=inside)
        case _:
            lines = [INDENT * depth + _leaf(condition, state, wanted=wanted)]
            meant = stands_for(condition, state.edition) if inside < DEEPEST else None
            if meant is not None:
                lines.extend(trace(meant, state, wanted=wanted, depth=depth + 1, base=depth + 1, inside=inside + 1))
            return lines


def _leaf(atom: Atom, state: Outcome, *, wanted: bool) -> str:
    held = truth(atom, state.values, state.edition.layout)
    if not wanted:
        held = {TRUE: FALSE, FALSE: TRUE}.get(held, held)
    text = phrase(atom, state.edition, wanted=wanted)
    read = names(atom)
    if len(read) > 1:
        told = "；".join(f"{titled(name, state.edition)}{known_words(name, state)}" for name in read)
    else:
        said = _value_said(atom, state) if held == TRUE else ""
        told = "" if said else _told(read[0], state, settled=held != TRUE | FALSE)
        text = said or text
    inferred = "由其他事实推知" if any(name in state.derived for name in read) else ""
    if not state.presumed.isdisjoint(read):
        inferred = "依推定"
    remark = "，".join(part for part in (f"案件：{told}" if told else "", inferred) if part)
    return f"{_TRUTHS[held]}　{text}" + (f"（{remark}）" if remark else "")


def _value_said(atom: Atom, state: Outcome) -> str:
    """Returns the one value of a fact as a statement, which says more than what was required; else nothing."""
    spec = state.edition.facts.get(atom.name) if isinstance(atom, Among) else None
    if spec is None or spec.kind != "enum":
        return ""
    mask = state.values[state.edition.layout[spec.name]]
    left = [value for bit, value in enumerate(spec.members) if mask >> bit & 1]
    return value_words(spec, left[0]) if len(left) == 1 else ""


def _told(name: str, state: Outcome, *, settled: bool) -> str:
    """Says what the case says, unless the requirement and whether it is met say so already."""
    known = known_words(name, state)
    if known in ("未知", _NEVER):
        return ""
    plain = "[" in name or state.edition.scope[name].boolean
    return "" if settled and plain else known


def _trace_joined(
    parts: tuple[Condition, ...], state: Outcome, every: bool, *, wanted: bool, depth: int, base: int, inside: int
) -> list[str]:
    """Writes a conjunction (`every`) or a disjunction of what is wanted of each part."""
    yes = TRUE if wanted else FALSE
    seen = [(part, truth(part, state.values, state.edition.layout)) for part in parts]
    if every:
        failing = [part for part, held in seen if not held & yes]
        shown = failing or parts
        heading = "" if failing or depth == base else "同时具备："
    else:
        holding = [part for part, held in seen if held == yes]
        possible = [part for part, held in seen if held & yes]
        shown = holding[:1] or possible or parts
        heading = "" if len(shown) == 1 else "具备下列之一："
    deeper = depth + (1 if heading else 0)
    lines = [INDENT * depth + heading] if heading else []
    for part in shown:
        lines.extend(trace(part, state, wanted=wanted, depth=deeper, base=base, inside=inside))
    return lines
