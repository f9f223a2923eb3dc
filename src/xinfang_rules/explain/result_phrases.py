"""Small phrases of a result in Chinese: on how many readings it rests, what it waits for, how long is left."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xinfang_rules.result import Decision, Need, Norm

_NAMED = 2
"""Norms that are named where a fact concerns several."""


def rests_words(part: "Norm | Decision") -> str:
    """Says, of a conclusion that rests on readings, that it does, and on how many."""
    count = len(part.rests_on)
    return "" if not count else "（依解释）" if count == 1 else f"（依{count}处解释）"


def concerned_words(need: "Need", titles: Mapping[str, str]) -> str:
    """Says of which norms less would be possible, of what decides no question; empty for any other.

    Args:
        need: What is still to be found out.
        titles: The titles of norms by their rules; the others are not named.
    """
    named = [titles[rule] for rule in need.norms if rule in titles]
    if need.decides or not named:
        return ""
    more = f"等{len(named)}项" if len(named) > _NAMED else ""
    return f"【关系到：{'；'.join(named[:_NAMED])}{more}】"


def bounds_words(need: "Need") -> str:
    """Says within which bounds a day is known already; empty if within none."""
    return "" if need.known is None else f"（已知：{need.known}）"


def missing_words(norm: "Norm") -> str:
    """Writes which notices of holidays a last day waits for, and when it is expected to be; empty if for none."""
    if not norm.missing_notices:
        return ""
    waiting, expected = notice_words(norm.missing_notices), norm.due_expected
    if expected is None:
        return waiting
    days = expected.earliest.isoformat()
    if expected.latest != expected.earliest:
        days += f"至{expected.latest.isoformat()}"
    return f"{waiting}；{expected.basis}为{days}，以通知为准"


def notice_words(years: Iterable[int]) -> str:
    """Writes of which years the notices of holidays are missing."""
    return f"{'、'.join(f'{year}年' for year in years)}放假安排尚未公布"


def left_words(days: int) -> str:
    """Writes how many days are left until a last day."""
    return f"还剩{days}日" if days else "今日到期"
