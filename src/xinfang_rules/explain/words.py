"""Conditions and what is known of them, in Chinese. The words of the law come from rules and facts; these join them."""

from datetime import date

from xinfang_rules.case import FACTS
from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.conditions import (
    AllOf,
    Among,
    AnyOf,
    Atom,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
)
from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.scope import Kind
from xinfang_rules.logic.truth import EARLIEST, FALSE, NEVER, TRUE, UNBOUNDED
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.model import NO_RULE, NOT_APPLICABLE, Edition
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named
from xinfang_rules.vocabulary.outputs import NormStatus

_YES_NO = {"true": "是", "false": "否"}
_ORDERS = {
    DateOrder.BEFORE: "早于",
    DateOrder.ON_OR_BEFORE: "不晚于",
    DateOrder.AFTER: "晚于",
    DateOrder.ON_OR_AFTER: "不早于",
}
_STATUS_LABELS = {status.value: status.label for status in NormStatus}
_TRUTHS = {TRUE: "具备", FALSE: "不具备", TRUE | FALSE: "未知"}

INDENT = "　"
"""One full-width space: what a line of Chinese is indented by."""


def cited(citations: tuple[Citation, ...]) -> str:
    """Writes citations as the law is cited, each with its quote."""
    return "；".join([f"{citation.label}（“{citation.quote}”）" for citation in citations])


def titled(name: str, edition: Edition) -> str:
    """Returns the Chinese title of a name: a fact, a concept, a question, a norm's last day or status."""
    titles: dict[str, str] = edition.made.setdefault("titles", {})
    if name not in titles:
        titles[name] = _title(name, edition)
    return titles[name]


def _title(name: str, edition: Edition) -> str:
    base, _, member = name.partition("[")
    if base in FACTS:
        spec = FACTS[base]
        return f"{spec.title}包括“{spec.member_labels[member[:-1]]}”" if member else spec.title
    for question in edition.questions:
        if question.name == name:
            return question.title
    for concept in edition.concepts:
        if concept.name == name:
            return concept.title
    rule = edition.rule(norm_named(name) or name)
    return f"“{rule.title}”的最后一日" if name.startswith(DUE) else f"“{rule.title}”"


def value_label(name: str, value: str, edition: Edition) -> str:
    """Returns the Chinese label of one value of a name."""
    labels: dict[tuple[str, str], str] = edition.made.setdefault("labels", {})
    if (name, value) not in labels:
        labels[name, value] = _label(name, value, edition)
    return labels[name, value]


def _label(name: str, value: str, edition: Edition) -> str:
    base = name.partition("[")[0]
    if value in _YES_NO and (base != name or edition.scope[base].boolean):
        return _YES_NO[value]
    if base in FACTS:
        return FACTS[base].member_labels[value]
    if name.startswith(STATUS):
        return _STATUS_LABELS[value]
    for question in edition.questions:
        if question.name == name:
            return {**question.answers, NOT_APPLICABLE: "不涉及此问题", NO_RULE: "没有可适用的规则"}[value]
    return value


def atom_words(atom: Atom, edition: Edition, *, wanted: bool) -> str:
    """Writes a leaf as the requirement it is; negated where `wanted` is false."""
    if denied := _denied(atom, wanted=wanted):
        return denied
    match atom:
        case Among(name, allowed, domain, chosen):
            if wanted:
                labels = [value_label(name, value, edition) for value in chosen]
                return f"{titled(name, edition)}：{'或者'.join(labels)}"
            values = ("true", "false") if "[" in name else edition.scope[name].values
            rest = [value for bit, value in enumerate(values) if (domain ^ allowed) >> bit & 1]
            if len(rest) == 1:
                return f"{titled(name, edition)}：{value_label(name, rest[0], edition)}"
            labels = [value_label(name, value, edition) for value in chosen]
            return f"{titled(name, edition)}：不是{'、'.join(labels)}"
        case CountBetween(name, least, most):
            bounds = [f"不少于{least}"] if least else []
            bounds += [f"不超过{most}"] if most < UNBOUNDED else []
            text = f"{titled(name, edition)}{'、'.join(bounds)}"
            return text if wanted else f"不符合“{text}”"
        case Happened(name):
            return f"{titled(name, edition)}：{'已有' if wanted else '尚无'}"
        case Compared(name, order, other):
            text = f"{titled(name, edition)}{_ORDERS[order]}{titled(other, edition)}"
            return text if wanted else f"不符合“{text}”"
        case InSequence(earlier, later):
            text = f"{titled(later, edition)}以{titled(earlier, edition)}为前提，且不早于它"
            return text if wanted else f"不符合“{text}”"


def _denied(atom: Atom, *, wanted: bool) -> str:
    """Returns what is so when the fact is false, where the leaf requires that and the fact has words for it."""
    if not isinstance(atom, Among) or atom.name not in FACTS or FACTS[atom.name].kind != "bool":
        return ""
    return FACTS[atom.name].negated if atom.chosen == (("false",) if wanted else ("true",)) else ""


def known_words(name: str, state: State) -> str:
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
        return "尚无"
    if low == high:
        return date.fromordinal(low).isoformat()
    bounds = [f"不早于{date.fromordinal(low).isoformat()}"] if low > EARLIEST else []
    bounds += [f"不晚于{date.fromordinal(high).isoformat()}"] if high < NEVER else ["或者尚无"]
    return "未知（" + "，".join(bounds) + "）"


def trace(condition: Condition, state: State, *, wanted: bool = True, depth: int = 1) -> list[str]:
    """Writes a condition line by line, each leaf with what the case says of it.

    Only what bears on the outcome is shown: of alternatives the ones that hold, where one does; of requirements the
    ones that fail, where one does.
    """
    match condition:
        case Not(part):
            return trace(part, state, wanted=not wanted, depth=depth)
        case AllOf(parts) | AnyOf(parts):
            return _trace_joined(parts, state, isinstance(condition, AllOf) is wanted, wanted=wanted, depth=depth)
        case _:
            return [INDENT * depth + _leaf(condition, state, wanted=wanted)]


def _leaf(atom: Atom, state: State, *, wanted: bool) -> str:
    names = (atom.name,) if isinstance(atom, (Among, CountBetween, Happened)) else _pair(atom)
    told = "；".join(
        f"{titled(name, state.edition)}{known_words(name, state)}" if len(names) > 1 else known_words(name, state)
        for name in names
    )
    if _denied(atom, wanted=wanted):
        # The case states the fact, not its denial: 是 or 否 alone would be read as an answer to the denial.
        told = f"“{titled(names[0], state.edition)}”：{told}"
    held = truth(atom, state.values, state.edition.layout.slots)
    if not wanted:
        held = {TRUE: FALSE, FALSE: TRUE}.get(held, held)
    inferred = "，由其他事实推知" if any(name in state.derived for name in names) else ""
    return f"{_TRUTHS[held]}　{atom_words(atom, state.edition, wanted=wanted)}（案件：{told}{inferred}）"


def _pair(atom: Compared | InSequence) -> tuple[str, str]:
    return (atom.name, atom.other) if isinstance(atom, Compared) else (atom.earlier, atom.later)


def _trace_joined(parts: tuple[Condition, ...], state: State, every: bool, *, wanted: bool, depth: int) -> list[str]:
    """Writes a conjunction (`every`) or a disjunction of what is wanted of each part."""
    yes = TRUE if wanted else FALSE
    seen = [(part, truth(part, state.values, state.edition.layout.slots)) for part in parts]
    if every:
        failing = [part for part, held in seen if not held & yes]
        shown = failing or parts
        heading = "" if failing or depth == 1 else "同时具备："
    else:
        holding = [part for part, held in seen if held == yes]
        possible = [part for part, held in seen if held & yes]
        shown = holding[:1] or possible or parts
        heading = "" if len(shown) == 1 else "具备下列之一："
    inner = depth + (1 if heading else 0)
    lines = [INDENT * depth + heading] if heading else []
    for part in shown:
        lines.extend(trace(part, state, wanted=wanted, depth=inner))
    return lines
