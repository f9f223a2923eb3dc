"""From what a person types to an answer."""

import re
from datetime import date, timedelta
from typing import Final
from unicodedata import normalize

from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN
from xinfang_rules.interview.interview_guide import ORDINARY
from xinfang_rules.interview.interview_state import AnswerError, AskedQuestion, Value

_UNKNOWN: Final = frozenset({"0", "不知道", "不清楚", "不详", "未知", "unknown"})
_YES: Final = frozenset({"y", "yes", "是", "对", "有", "都是", "true"})
_NO: Final = frozenset({"n", "no", "否", "不是", "没有", "无", "不", "false"})
_NOT_YET: Final = frozenset({"尚未", "没有", "还没有", "未", "无", "尚未发生", "没有发生", "n", "no"})
_HAPPENED: Final = frozenset({"已经", "已经发生", "有", "已", "y", "yes"})
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_OF_YEAR: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_RANGE: Final = re.compile(r"[到至~]|\.\.")
_NOT_BEFORE: Final = re.compile(r"(?:不早于|晚于或者等于|>=)(.+)|(.+)(?:以后|之后|起)")
_NOT_AFTER: Final = re.compile(r"(?:不晚于|早于或者等于|<=)(.+)|(.+)(?:以前|之前|止)")
_RELATIVE: Final = {"今天": 0, "今日": 0, "昨天": 1, "前天": 2}
_LIST: Final = re.compile(r"[\s,，、;；]+")


def read_answer(question: AskedQuestion, text: str, *, today: date) -> Value:
    """Reads a typed answer.

    Understood are the number, the label and the name of a choice, several numbers where several can be chosen, 是 and
    否; days as 2024-03-01, 2024年3月1日, 20240301, 今天, 昨天, 3月1日 for the last one there was, two of them with 至,
    one with 以前 or 以后, 尚未, and 已经 for a day that is not known. To any question 不知道, and 0 where it is no
    number.

    Args:
        question: The question.
        text: What was typed.
        today: The day that 今天 means.

    Raises:
        AnswerError: If it is none of these.
    """
    typed = normalize("NFKC", text).strip()
    is_zero = question.kind == "count" and typed == "0" and not question.least
    if question.name != ORDINARY and typed.lower() in _UNKNOWN and not is_zero:
        return UNKNOWN
    match question.kind:
        case "date":
            return _day_answer(question, typed, today)
        case "count":
            return _count(question, typed)
        case "set":
            if typed in _NO:
                return []
            return [str(_chosen(question, part)) for part in _LIST.split(typed) if part]
        case "bool" if typed.lower() in _YES | _NO:
            return typed.lower() in _YES
    return _chosen(question, typed)


def _chosen(question: AskedQuestion, typed: str) -> Value:
    if re.fullmatch(r"\d{1,3}", typed, re.ASCII) and 0 < int(typed) <= len(question.choices):
        return question.choices[int(typed) - 1].value
    for choice in question.choices:
        if typed in (choice.label, normalize("NFKC", choice.label), choice.value):
            return choice.value
    begun = [choice for choice in question.choices if typed and choice.label.startswith(typed)]
    if len(begun) == 1:
        return begun[0].value
    if question.choices and question.kind != "bool":
        raise AnswerError(f"choose 1 to {len(question.choices)}", f"请输入 1 至 {len(question.choices)} 的编号")
    raise AnswerError("answer yes or no", "请答是（y）或者否（n）")


def _count(question: AskedQuestion, typed: str) -> int:
    least = question.least or 0
    if re.fullmatch(r"\d{1,9}", typed, re.ASCII) and least <= int(typed) <= LARGEST_COUNT:
        return int(typed)
    raise AnswerError(f"write a number from {least}", f"请输入数目，不小于 {least}")


def _day_answer(question: AskedQuestion, typed: str, today: date) -> Value:
    if typed.lower() in _NOT_YET:
        if question.may_lack:
            return None
        raise AnswerError("this day has come", "这一天必已到来；不知道是哪一天的，请答不知道")
    if typed.lower() in _HAPPENED:
        return {"happened": True}
    ends = [part for part in _RANGE.split(typed) if part.strip()]
    if len(ends) == 2:  # the first and the last day
        return {"not_before": _day(ends[0], today), "not_after": _day(ends[1], today)}
    if found := _NOT_BEFORE.fullmatch(typed):
        return {"not_before": _day(found[1] or found[2], today), "happened": True}
    if found := _NOT_AFTER.fullmatch(typed):
        return {"not_after": _day(found[1] or found[2], today)}
    return _day(typed, today)


def _day(text: str, today: date) -> str:
    typed = text.strip()
    if typed in _RELATIVE:
        return (today - timedelta(_RELATIVE[typed])).isoformat()
    try:
        if found := _DAY.fullmatch(typed):
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day).isoformat()
        if found := _DAY_OF_YEAR.fullmatch(typed):
            told = date(today.year, int(found[1]), int(found[2]))
            return (told if told <= today else told.replace(year=today.year - 1)).isoformat()
    except ValueError:
        raise AnswerError(f"{typed} is no day of the calendar", f"日历上没有 {typed} 这一天") from None
    raise AnswerError(
        "write a day as YYYY-MM-DD", "请输入日期，例如 2024-03-01；只知道范围的，写作 2024-03-01至2024-03-10"
    )
