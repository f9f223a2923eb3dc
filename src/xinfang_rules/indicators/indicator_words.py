"""How an indicator counts, in Chinese: its numerator, its denominator, and who says so."""

from collections.abc import Iterator
from typing import Final, assert_never

from xinfang_rules.explain.naming import titled, value_label
from xinfang_rules.indicators.indicator_set import AS_OF, IndicatorSet, Variant
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
)
from xinfang_rules.language.scope import BOOLEAN_VALUES

_ORDERS: Final = {
    DateOrder.BEFORE: "早于",
    DateOrder.ON_OR_BEFORE: "不晚于",
    DateOrder.AFTER: "晚于",
    DateOrder.ON_OR_AFTER: "不早于",
}
EVERYTHING: Final = "本期的各件"


def title_of(name: str, known: IndicatorSet) -> str:
    """Returns the Chinese title of a name that conditions read."""
    if name == AS_OF:
        return "统计之日"
    for own in (known.columns, known.days):
        if name in own:
            return own[name].title
    edition = known.rulebook.latest
    return known.texts[name] if name in known.texts else titled(name, edition)


def label_of(name: str, value: str, known: IndicatorSet) -> str:
    """Returns the Chinese label of a value."""
    if name in known.columns:
        return known.columns[name].member_labels.get(value, {"true": "是", "false": "否"}.get(value, value))
    return value_label(name, value, known.rulebook.latest)


def condition_words(condition: Condition, known: IndicatorSet) -> str:
    """Writes a condition: `“办结”已履行、逾期履行；并且…`."""
    match condition:
        case AllOf(()):
            return EVERYTHING
        case AllOf(parts):
            return "，并且".join(_part(part, known) for part in parts)
        case AnyOf(parts):
            return "，或者".join(_part(part, known) for part in parts)
        case Not(Happened(name)):
            return f"没有{title_of(name, known)}"
        case Not(part):
            return f"不是（{condition_words(part, known)}）"
        case Among(name, _, _, chosen):
            title = f"“{title_of(name, known).strip('“”')}”"
            labels = "、".join(label_of(name, value, known) for value in chosen)
            return title if chosen == BOOLEAN_VALUES[:1] else f"{title}为{labels}"
        case Happened(name):
            return f"已有{title_of(name, known)}"
        case Compared(name, order, other):
            return f"{title_of(name, known)}{_ORDERS[order]}{title_of(other, known)}"
        case CountBetween() | InSequence():
            raise AssertionError(condition)  # refused when an indicator is read
        case _:
            assert_never(condition)


def _part(condition: Condition, known: IndicatorSet) -> str:
    text = condition_words(condition, known)
    return f"（{text}）" if isinstance(condition, AllOf | AnyOf) and len(condition.parts) > 1 else text


def grounds_words(variant: Variant) -> str:
    """Says who counts so: the provisions, a source, or that it is a reading."""
    return "；".join(_grounds(variant))


def _grounds(variant: Variant) -> Iterator[str]:
    if variant.citations:
        yield "、".join(cited.label for cited in variant.citations)
    if variant.source is not None:
        yield variant.source.title
    if variant.interpretive is not None:
        yield f"解释：{variant.interpretive}"


def name_words(variant: Variant) -> str:
    """Names a variant: the title of the indicator, and what distinguishes it."""
    return variant.title if variant.is_count else f"{variant.title}：{variant.subtitle}"


def definition(variant: Variant, known: IndicatorSet) -> list[tuple[str, str]]:
    """Tells how a variant counts, point by point."""
    told = [
        ("分子", condition_words(variant.numerator, known)),
        ("分母", condition_words(variant.denominator, known)),
        ("按哪一日归期", title_of(variant.cohort, known)),
        ("不计在内的", variant.left_out),
    ]
    if variant.citations:
        told.append(("依据", "、".join(cited.label for cited in variant.citations)))
    if variant.source is not None:
        told.append(("来源", variant.source.title))
    if variant.interpretive is not None:
        told.append(("解释", variant.interpretive))
    return told
