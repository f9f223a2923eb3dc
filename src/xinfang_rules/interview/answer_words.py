"""Answers in Chinese, as whoever gave them reads them again."""

from collections.abc import Mapping
from typing import Any

from xinfang_rules.facts.day_bounds import bounds_stated
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.interview.interview_guide import ORDINARY, InterviewGuide
from xinfang_rules.interview.interview_state import Answer, Value

_UNKNOWN = "不知道"


def title_of(guide: InterviewGuide, question: str) -> str:
    """Returns what a question is about."""
    if question == ORDINARY:
        return "其余各项"
    return guide.questions[question].title if question in guide.questions else guide.rulebook.facts[question].title


def answer_words(guide: InterviewGuide, answer: Answer) -> str:
    """Returns what was answered."""
    value, question = answer.value, answer.question
    if question == ORDINARY:
        return "按通常情形" if value else "逐项回答"
    if question in guide.questions:
        titles = {option.option: option.title for option in guide.questions[question].options}
        return titles.get(str(value), _UNKNOWN)
    spec = guide.rulebook.facts[question]
    return _value_words(value, spec.kind, spec.member_labels)


def _value_words(value: Value, kind: str, labels: Mapping[str, str]) -> str:
    told: Any = value
    if value == UNKNOWN:
        return _UNKNOWN
    if kind == "date":
        return "尚未发生" if value is None else str(bounds_stated(told)) if isinstance(value, dict) else str(value)
    if kind == "bool":
        return "是" if value else "否"
    if isinstance(value, dict):
        chosen = [labels[name] for name, held in value.items() if held is True]
    else:
        chosen = [labels.get(str(name), str(name)) for name in (value if isinstance(value, list | tuple) else [value])]
    return "、".join(chosen) or "没有"
