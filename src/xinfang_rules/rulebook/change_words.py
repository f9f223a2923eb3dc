"""What an overlay changes, in Chinese."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from xinfang_rules.days import day_words
from xinfang_rules.result import ChangeKind
from xinfang_rules.rulebook.amounts import UNIT_WORDS, with_amounts
from xinfang_rules.rulebook.calendar_entries import NoticeEntry
from xinfang_rules.rulebook.entries import (
    ConceptEntry,
    ConstraintEntry,
    ParameterEntry,
    QuestionEntry,
    RuleEntry,
    SettingsEntry,
    ValueEntry,
)
from xinfang_rules.rulebook.model import Parameter
from xinfang_rules.rulebook.placed import Pack

KINDS: Final[Mapping[ChangeKind, str]] = MappingProxyType(
    {
        "sets": "设定",
        "replaces": "替换",
        "removes": "删去",
        "displaces": "排除适用",
        "extends": "增加情形",
        "constrains": "限定案件",
    }
)
"""What each kind of change is called."""

_FIELDS: Final = {
    "title": "标题",
    "cite": "依据",
    "unit": "单位",
    "because": "理由",
    "when": "条件",
    "unless": "例外情形",
    "otherwise": "是否为其余情形",
    "decides": "结论",
    "defines": "所定义的概念",
    "obliges": "义务",
    "permits": "权利、职权",
    "forbids": "禁止",
    "note": "说明",
    "exception_to": "属于哪些规则的例外",
    "interpretive": "解释",
    "interpretive_when": "解释何时起作用",
    "not_modelled": "未编入的部分",
    "general": "是否普遍适用",
    "in_force_from": "施行日期",
    "in_force_until": "失效日期",
    "answers": "可能的结论",
    "arises_when": "何时产生",
    "precedence": "结论的先后次序",
    "exhaustive": "是否穷尽",
    "never": "条件",
    "given": "条件",
    "then": "后果",
    "sequence": "日期的先后",
    "dates_left_out": "日期缺漏时的处理",
}

_SETTINGS: Final = {
    "counting": "期限怎样计算",
    "governed_by": "以哪一日确定适用的规定",
    "roll_on": "谁的期限遇休假日顺延",
    "grave": "哪些结论须写明所依据的解释",
}


def set_setting(key: str, before: SettingsEntry, after: SettingsEntry) -> str:
    """Tells a setting that is set."""
    old, new = getattr(before, key), getattr(after, key)
    what = _SETTINGS[key]
    if key == "roll_on" and old.bearers != new.bearers:
        return f"{what}：{_listed(b.label for b in old.bearers)}改为{_listed(b.label for b in new.bearers)}"
    if key == "governed_by" and old.day != new.day:
        return f"{what}：{old.day}改为{new.day}"
    return f"{what}：有改动"


def set_number(before: ParameterEntry, after: ParameterEntry) -> str:
    """Tells a number that is set: each day from which it is another, then what else is different about it."""
    parts = [_value(before, after, value) for value in after.values if value not in before.values]
    if before.unit is not after.unit and before.unit is not None and after.unit is not None:
        parts.append(f"单位由{UNIT_WORDS[before.unit]}改为{UNIT_WORDS[after.unit]}")
    parts.extend(
        f"{_FIELDS[name]}有改动" for name in ("title", "cite") if getattr(before, name) != getattr(after, name)
    )
    return "；".join(parts) or "没有改动"


def _value(before: ParameterEntry, after: ParameterEntry, value: ValueEntry) -> str:
    earlier = [old for old in before.values if old.since <= value.since]
    now = f"{value.value}{UNIT_WORDS[after.unit] if after.unit else ''}"
    if not earlier:
        return f"自{day_words(value.since)}起{now}"
    was = max(earlier, key=lambda old: old.since).value
    return f"自{day_words(value.since)}起，{was}{UNIT_WORDS[before.unit] if before.unit else ''}改为{now}"


def replaced(before: BaseModel, after: BaseModel) -> str:
    """Tells what is different in an entry that replaces another."""
    different = [name for name in type(before).model_fields if getattr(before, name) != getattr(after, name)]
    since = after.in_force_from if isinstance(after, RuleEntry) else None
    said = f"改动：{_listed(dict.fromkeys(_FIELDS[name] for name in different))}" if different else "没有改动"
    return said if since is None else f"自{day_words(since)}起，{said}"


def removed(entry: RuleEntry, since: date | None, pack: Pack) -> str:
    """Tells a rule that is removed."""
    title = titled(entry.title, pack)
    return f"删去“{title}”" if since is None else f"自{day_words(since)}起删去“{title}”"


def displaced(entry: RuleEntry, by: list[RuleEntry], pack: Pack) -> str:
    """Tells a rule that others displace."""
    over = _listed(f"“{titled(other.title, pack)}”" for other in by)
    return f"“{titled(entry.title, pack)}”遇{over}成立时不适用"


def extended(entry: QuestionEntry | ConceptEntry, by: list[RuleEntry], pack: Pack) -> str:
    """Tells a question or a concept to which rules are added."""
    added = _listed(f"“{titled(other.title, pack)}”" for other in by)
    return f"“{entry.title}”增加规则{added}"


def constrained(entry: ConstraintEntry) -> str:
    """Tells a constraint that is added."""
    return f"不符合“{entry.title}”的案件，不再视为可能"


def noticed(entry: NoticeEntry) -> str:
    """Tells a notice of holidays."""
    return f"{entry.year}年{'所列各日' if entry.only_these_days else '全年'}的放假安排按{entry.document}"


def titled(title: str, pack: Pack) -> str:
    """Writes a title with the numbers that it names, as they are last."""

    def last(name: str) -> Parameter | None:
        placed = pack.parameters.get(name)
        if placed is None or placed.entry.title is None or placed.entry.unit is None:
            return None
        value = max(placed.entry.values, key=lambda v: v.since).value
        return Parameter(name, placed.entry.title, placed.entry.unit, value, ())

    return with_amounts(title, last)


def _listed(parts: Iterable[str]) -> str:
    return "、".join(parts)
