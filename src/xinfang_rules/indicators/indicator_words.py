"""How an indicator counts, in Chinese: its numerator, its denominator, and who says so."""

from typing import Final, assert_never

from xinfang_rules.explain.naming import titled, value_label
from xinfang_rules.explain.phrases import ORDERS, PLAIN, Marking
from xinfang_rules.indicators.indicator_set import AS_OF, IndicatorSet, Variant
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    Happened,
    InSequence,
    Not,
    names,
)
from xinfang_rules.language.scope import BOOLEAN_VALUES
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.readings import own_readings, rolling_reading

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


def condition_words(condition: Condition, known: IndicatorSet, marking: Marking = PLAIN) -> str:
    """Writes a condition: `“办结”为已履行，并且…`; as plain text, or with names and other text marked."""
    text = marking.text

    def named(name: str) -> str:
        label = title_of(name, known)
        return marking.link(name, label) if name.partition("[")[0] in known.rulebook.latest.scope else text(label)

    match condition:
        case AllOf(()):
            return text(EVERYTHING)
        case AllOf(parts):
            return text("，并且").join(_part(part, known, marking) for part in parts)
        case AnyOf(parts):
            return text("，或者").join(_part(part, known, marking) for part in parts)
        case Not(Happened(name)):
            return text("没有") + named(name)
        case Not(part):
            return text("不是（") + condition_words(part, known, marking) + text("）")
        case Among(name, _, _, chosen):
            labels = "、".join(label_of(name, value, known) for value in chosen)
            quoted = named(name) if title_of(name, known).startswith("“") else text("“") + named(name) + text("”")
            return quoted if chosen == BOOLEAN_VALUES[:1] else quoted + text(f"为{labels}")
        case Happened(name):
            return text("已有") + named(name)
        case Compared(name, order, other):
            return named(name) + text(ORDERS[order]) + named(other)
        case CountBetween() | InSequence():
            raise AssertionError(condition)  # refused when an indicator is read
        case _:
            assert_never(condition)


def _part(condition: Condition, known: IndicatorSet, marking: Marking) -> str:
    written = condition_words(condition, known, marking)
    several = isinstance(condition, AllOf | AnyOf) and len(condition.parts) > 1
    return marking.text("（") + written + marking.text("）") if several else written


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
    if (reading := last_day_reading(variant, known)) is not None:
        told.append(("期限最后一日的解释", reading))
    return told


def last_day_reading(variant: Variant, known: IndicatorSet) -> str | None:
    """Returns the reading of last days that are no working days, where an indicator goes by one that it decides."""
    edition = known.rulebook.latest
    read = {*names(variant.denominator), *names(variant.numerator), variant.cohort}
    for rule in edition.rules:
        period = None if rule.norm is None else rule.norm.period
        if period is not None and not period.rolls_on and read & {STATUS + rule.id, DUE + rule.id}:
            return own_readings(edition).get(rolling_reading(edition, rule) or "")
    return None
