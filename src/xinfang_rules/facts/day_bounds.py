"""A day that is known only within bounds: what may be stated of it, and what is wrong with it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from re import ASCII, compile as pattern
from typing import Any, Final, Literal

from xinfang_rules.days import day_words, day_written, plain_day
from xinfang_rules.errors import nearest, suggestion
from xinfang_rules.frozen_record import Record
from xinfang_rules.sources.document import described, is_not, quoted, shown

ISO_DATE: Final = pattern(r"\d{4}-\d{2}-\d{2}", ASCII)
"""A day as case files write it."""

_TITLES: Final = {"not_before": "不早于", "not_after": "不晚于", "happened": "是否已经发生"}
_SURELY: Final = "已经发生"
_PERHAPS: Final = "是否发生未知"


class DayBounds(Record):
    """A day known only within bounds, in a case file `{not_before: 2025-01-22, not_after: 2025-02-06}`.

    As with a single day, what comes after the day of evaluation has not happened yet. Validation makes bounds of one
    day that day, so that both are stated alike.

    Attributes:
        not_before: The first day that it can be; None if none is known.
        not_after: The last one; None if none is known.
        happened: True if it is certain that the thing happened, `unknown` if these are the bounds in case it did.
    """

    not_before: date | None = None
    not_after: date | None = None
    happened: Literal[True, "unknown"] = True

    def stated(self) -> dict[str, Any]:
        """Returns what a case file writes; `happened` only where it is not said by `not_after` already."""
        told: dict[str, Any] = {"not_before": self.not_before, "not_after": self.not_after}
        if self.not_after is None or self.happened is not True:
            told["happened"] = self.happened
        return {key: value for key, value in told.items() if value is not None}

    def within(self, earliest: int, never: int, today: int | None) -> tuple[int, int]:
        """Returns the first and the last ordinal that are possible.

        Args:
            earliest: The first day there is.
            never: Stands for that it has not happened.
            today: The day of evaluation; None where the day may lie ahead of it.
        """
        low = earliest if self.not_before is None else self.not_before.toordinal()
        high = never if self.not_after is None else self.not_after.toordinal()
        if today is not None:
            if low > today:
                return never, never
            high = today if high == never else high if high <= today else never
        return low, high if self.happened is True else never

    def __str__(self) -> str:
        """Writes them as Chinese documents do."""
        if self.not_before is not None and self.not_after is not None:
            words = f"{day_words(self.not_before)}至{day_words(self.not_after)}之间"
        elif self.not_before is not None:
            words = f"不早于{day_words(self.not_before)}"
        elif self.not_after is not None:
            words = f"不晚于{day_words(self.not_after)}"
        else:
            words = "何日未知"
        if self.happened is not True:
            return f"{words}（{_PERHAPS}）"
        return f"{words}（{_SURELY}）" if self.not_after is None else words

    # What pydantic asks; it is imported where a model is made.

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Is made before pydantic sees it (`bounds_stated`), and written as a mapping."""
        from pydantic_core.core_schema import is_instance_schema, plain_serializer_function_ser_schema

        written = plain_serializer_function_ser_schema(_written, info_arg=True)
        return is_instance_schema(cls, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Describes the keys as editors and forms show them."""
        day: dict[str, Any] = {"type": "string", "format": "date"}
        happened = {"oneOf": [{"const": True, "title": _SURELY}, {"const": "unknown", "title": _PERHAPS}]}
        described: dict[str, dict[str, Any]] = {"not_before": day, "not_after": day, "happened": happened}
        return {
            "title": "只知道在一定范围之内",
            "type": "object",
            "properties": {key: {"title": title, **described[key]} for key, title in _TITLES.items()},
            "additionalProperties": False,
            "anyOf": [
                {"required": ["not_after"]},
                {"required": ["not_before", "happened"]},
                {"required": ["happened"], "properties": {"happened": {"const": True}}},
            ],
        }


def _written(bounds: DayBounds, info: Any) -> dict[str, Any]:
    told = bounds.stated()
    if info.mode == "json":
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}
    return told


class BoundsError(ValueError):
    """What is stated are no bounds of a day.

    Attributes:
        code: One of `CASE_CODES`.
        chinese: What is wrong, in Chinese.
        key: The key that is wrong; empty where it is the whole.
    """

    def __init__(self, code: str, message: str, chinese: str, key: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.chinese = chinese
        self.key = key


def bounds_stated(stated: "Mapping[Any, Any] | DayBounds") -> date | DayBounds:
    """Reads bounds; those of one day are that day.

    Raises:
        BoundsError: If they are none: a key that there is not, a day that is none, no day at all, the last before the
            first, or not said whether it happened.
    """
    told = stated.stated() if isinstance(stated, DayBounds) else dict(stated)
    for key in told:
        if not isinstance(key, str) or key not in _TITLES:
            raise _unknown_key(key)
    first, last = _day(told, "not_before"), _day(told, "not_after")
    happened = told.get("happened", True if last is not None else None)
    if "happened" in told and happened is not True and not (isinstance(happened, str) and happened == "unknown"):
        given, chinese = described(happened)
        raise BoundsError(
            "unknown-value",
            f"happened is true or unknown, not {given}; leave the day out if the thing has not happened",
            f"happened（是否已经发生）只能是 true 或者 unknown，不是 {chinese}；没有发生的，删去这一日期",
            "happened",
        )
    if first is None and last is None and happened is not True:
        raise BoundsError(
            "bad-form",
            "these are no bounds: give not_before or not_after, or write unknown in their place",
            "没有写明范围：请填 not_before（不早于）或者 not_after（不晚于），都不知道的，整项填 unknown",
        )
    if happened is None:
        raise BoundsError(
            "bad-form",
            "these bounds do not say whether it happened: add not_after, happened: true, or happened: unknown",
            "这一范围看不出是否已经发生：请加上 not_after（不晚于），或者 happened: true（已经发生）、"
            "happened: unknown（是否发生未知）",
        )
    if first is not None and last is not None and first > last:
        raise BoundsError(
            "contradiction",
            f"the bounds are inverted: not_before {first} lies after not_after {last}",
            f"范围颠倒：not_before（{first}）晚于 not_after（{last}）",
            "not_before",
        )
    if first is not None and first == last and happened is True:
        return first
    return DayBounds(first, last, happened)


def _unknown_key(key: Any) -> BoundsError:
    text = key if isinstance(key, str) else ""
    given, chinese = (shown(text), quoted(text)) if text else ("", "文字以外的")
    near = nearest(text, _TITLES)
    named = "、".join(f"{name}（{title}）" for name, title in _TITLES.items())
    return BoundsError(
        "unknown-key",
        f"bounds of a day have no key {given}: {', '.join(_TITLES)}{suggestion(near, 'en')}",
        f"日期的范围中没有{chinese}这一项，可用的有 {named}{suggestion(near, 'zh')}",
        text,
    )


def _day(told: Mapping[Any, Any], key: str) -> date | None:
    value = told.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return plain_day(value)
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return day_written(value)
        message, chinese = f"{key}: {value} is no day of the calendar", f"{key}：日历上没有“{value}”这一天"
        raise BoundsError("impossible-date", message, chinese, key)
    if key not in told:
        return None
    from xinfang_rules.facts.day_meant import day_meant  # most cases are right

    given, chinese = described(value)
    near = day_meant(value)
    message = f"{key} is a day as YYYY-MM-DD, not {given}{suggestion(near, 'en')}"
    said = f"{key}（{_TITLES[key]}）应为日期（写作 YYYY-MM-DD），{is_not(chinese)}{suggestion(near, 'zh')}"
    raise BoundsError("value-type", message, said, key)
