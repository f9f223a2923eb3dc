"""What an overlay changes, in Chinese."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from pydantic import BaseModel

from xinfang_rules.days import day_at, day_words
from xinfang_rules.result import ChangeKind
from xinfang_rules.rulebook.amounts import UNIT_WORDS, with_amounts
from xinfang_rules.rulebook.calendar_entries import NoticeEntry
from xinfang_rules.rulebook.entries import (
    ConceptEntry,
    ConstraintEntry,
    ParameterEntry,
    QuestionEntry,
    RuleEntry,
    ValueEntry,
)
from xinfang_rules.rulebook.instrument_entries import SettingsEntry
from xinfang_rules.rulebook.norm_spec import Parameter
from xinfang_rules.rulebook.placed import Placed

Numbers: TypeAlias = Mapping[str, Placed[ParameterEntry]]
"""The numbers that stand underneath an overlay, by name."""

_DATES: Final = ("in_force_from", "in_force_until")

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
    "disputed": "解释是否有争议",
    "not_modelled": "未编入的部分",
    "general": "是否普遍适用",
    "arises_when": "何时产生",
    "precedence": "结论的先后次序",
    "exhaustive": "是否穷尽",
    "never": "条件",
    "given": "条件",
    "then": "后果",
    "sequence": "日期的先后",
    "dates_left_out": "日期缺漏时的处理",
    "facts": "所推定的事实",
    "only_if_dated": "须有记载的日期",
    "unless_late": "逾期时不推定的事实",
    "limit": "不得采用的场合",
    "not_for": "不得采用的读者",
    "says": "推定的措辞",
    "bundles": "所属的一组",
}

_SETTINGS: Final = {
    "counting": "期限怎样计算",
    "governed_by": "以哪一日确定适用的规定",
    "roll_on": "谁的期限遇休假日顺延",
    "grave": "哪些结论须写明所依据的解释",
    "duties": "机关、单位的义务是为什么设的",
    "called": "合称",
}


def set_setting(key: str, before: SettingsEntry, after: SettingsEntry, titles: Mapping[str, str]) -> str:
    """Tells a setting that is set; facts go by their titles."""
    old, new = getattr(before, key), getattr(after, key)
    what = _SETTINGS[key]
    if key == "roll_on" and old.bearers != new.bearers:
        was, now = ("、".join(b.label for b in each.bearers) or "无（都不顺延）" for each in (old, new))
        return f"{what}：{was}改为{now}"
    if key == "governed_by" and old.day != new.day:
        was, now = (titles.get(each.day, each.day) for each in (old, new))
        return f"{what}：{was}改为{now}"
    return f"{what}：有改动"


def set_number(before: ParameterEntry, after: ParameterEntry) -> str:
    """Tells a number that is set: from when until when it is another, then what else is different about it."""
    days = sorted(value.since for value in after.values)
    parts = [_value(before, after, value, days) for value in after.values if value not in before.values]
    if before.unit is not after.unit and before.unit is not None and after.unit is not None:
        parts.append(f"单位由{UNIT_WORDS[before.unit]}改为{UNIT_WORDS[after.unit]}")
    if before.title != after.title:
        parts.append(f"名称由“{before.title}”改为“{after.title}”")
    parts.extend(["依据有改动"] if before.cite != after.cite else [])
    return "；".join(parts) or "没有改动"


def _value(before: ParameterEntry, after: ParameterEntry, value: ValueEntry, days: list[date]) -> str:
    later = [day for day in days if day > value.since]
    when = _span(value.since, day_at(later[0].toordinal() - 1) if later else None)
    now = f"{value.value}{UNIT_WORDS[after.unit] if after.unit else ''}"
    earlier = [old for old in before.values if old.since <= value.since]
    if not earlier:
        return f"{when}为{now}"
    was = max(earlier, key=lambda old: old.since).value
    return f"{when}，{was}{UNIT_WORDS[before.unit] if before.unit else ''}改为{now}"


def replaced(before: BaseModel, after: BaseModel) -> str:
    """Tells what is different in an entry that replaces another."""
    different = {
        _answers(before, after) if name == "answers" else _FIELDS[name]: None
        for name in type(before).model_fields
        if name not in _DATES and getattr(before, name) != getattr(after, name)
    }
    return f"改动：{'、'.join(different)}" if different else "内容没有改动"


def replaced_rule(before: Sequence[RuleEntry], after: RuleEntry) -> str:
    """Tells what is different in a rule for its days, on which those before stand underneath."""
    when = _span(after.in_force_from, after.in_force_until)
    if not before:
        return f"{when}施行，原来没有"
    said = "；".join(dict.fromkeys(replaced(each, after) for each in before))
    return f"{when}，{said}" if when else said


def _answers(before: BaseModel, after: BaseModel) -> str:
    old, new = (dict(getattr(each, "answers", {})) for each in (before, after))
    named = [
        f"{answer}由“{old[answer]}”改为“{new[answer]}”"
        for answer in old
        if answer in new and old[answer] != new[answer]
    ]
    named.extend(f"去掉“{old[answer]}”" for answer in old if answer not in new)
    named.extend(f"增加“{new[answer]}”" for answer in new if answer not in old)
    return f"可能的结论（{'，'.join(named) or '排列'}）"


def removed(entry: RuleEntry, since: date | None, numbers: Numbers) -> str:
    """Tells a rule that is removed."""
    return f"{_span(since, None)}删去“{titled(entry.title, numbers)}”"


def displaced(entry: RuleEntry, by: Sequence[RuleEntry], numbers: Numbers) -> str:
    """Tells a rule that others displace."""
    over = "、".join(_exception(other, numbers) for other in by)
    return f"“{titled(entry.title, numbers)}”遇{over}，不适用"


def _exception(rule: RuleEntry, numbers: Numbers) -> str:
    when = _span(rule.in_force_from, rule.in_force_until)
    always = rule.when is None and rule.unless is None and not rule.otherwise
    said = f"“{titled(rule.title, numbers)}”{'（没有条件，一律成立）' if always else '成立时'}"
    return f"{said}（{when}）" if when else said


def extended(entry: QuestionEntry | ConceptEntry, by: Sequence[RuleEntry], numbers: Numbers) -> str:
    """Tells a question or a concept to which rules are added."""
    added = []
    for rule in by:
        answer = next(iter(rule.decides.values())) if rule.decides else ""
        label = entry.answers.get(answer, answer) if isinstance(entry, QuestionEntry) else ""
        added.append(f"“{titled(rule.title, numbers)}”" + (f"（结论为“{label}”）" if label else ""))
    return f"“{entry.title}”增加规则{'、'.join(added)}"


def constrained(entry: ConstraintEntry) -> str:
    """Tells a constraint that is added."""
    return f"不符合“{entry.title}”的案件，不再视为可能"


def noticed(entry: NoticeEntry, *, known: bool) -> str:
    """Tells a notice of holidays, and whether there is one for the year already."""
    off, worked = (sum((run.last - run.first).days + 1 for run in runs) for runs in (entry.off, entry.worked))
    said = f"{entry.year}年{'所列各日' if entry.only_these_days else '全年'}的放假安排按{entry.document}"
    return f"{said}（放假{off}日，周末上班{worked}日）{'，取代已有的安排' if known else ''}"


def titled(title: str, numbers: Numbers) -> str:
    """Writes a title with the numbers that it names, as they are last."""

    def last(name: str) -> Parameter | None:
        placed = numbers.get(name)
        if placed is None or placed.entry.title is None or placed.entry.unit is None:
            return None
        value = max(placed.entry.values, key=lambda v: v.since).value
        return Parameter(name, placed.entry.title, placed.entry.unit, value, ())

    return with_amounts(title, last)


def _span(since: date | None, until: date | None) -> str:
    start = "" if since is None else f"自{day_words(since)}起"
    return start + ("" if until is None else f"至{day_words(until)}止")
