"""Last days as a calendar file (iCalendar, RFC 5545), for the calendars of those who keep them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from xinfang_rules._version import __version__
from xinfang_rules.errors import XinfangError
from xinfang_rules.result.status_enums import DeadlineKind, NormStatus

if TYPE_CHECKING:
    from icalendar import Event

    from xinfang_rules.result.deadline_list import Deadline, Deadlines

_KEPT: Final = 32
"""Hexadecimal digits of a digest, 128 bits: no two days of any calendar have the same by chance."""


def calendar_file(cases: "Mapping[str, Deadlines]", *, case_ids: bool) -> bytes:
    """Writes the last days of cases as one calendar file; see `to_ical`.

    Raises:
        XinfangError: If icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise XinfangError(
            "calendar files need icalendar, which is pure Python: pip install 'xinfang-rules[ical]'",
            "写日历文件需要 icalendar（纯 Python）：pip install 'xinfang-rules[ical]'",
        ) from None

    calendar = Calendar()
    calendar.add("prodid", f"-//xinfang-rules//{__version__}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key, deadlines in cases.items():
        for item in deadlines.items:
            calendar.add_component(_event(item, deadlines, key, case_ids=case_ids))
    written: bytes = calendar.to_ical()
    return written


def _event(item: "Deadline", deadlines: "Deadlines", key: str, *, case_ids: bool) -> "Event":
    from icalendar import Event

    today = deadlines.as_of
    first, last = _days(item, today)
    certain = item.applies == "yes" and item.kind in (DeadlineKind.CERTAIN, DeadlineKind.PASSED)
    event = Event()
    digest = sha256(f"{key}\0{item.rule}".encode(errors="surrogatepass")).hexdigest()[:_KEPT]
    event.add("uid", f"{digest}@xinfang-rules")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", today.toordinal())  # what was worked out later takes the place of what was before
    event.add("dtstart", first)
    if last < date.max:
        event.add("dtend", last + timedelta(days=1))  # the day after the last one, as the standard has it
    named = f"【{deadlines.case_id}】" if case_ids and deadlines.case_id else ""
    event.add("summary", f"{named}{_said(item)}{item.label}（{item.bearer_label}）")
    event.add("description", "\n".join(_lines(item)))
    event.add("status", "CONFIRMED" if certain else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["信访期限"])
    return event


def _days(item: "Deadline", today: date) -> tuple[date, date]:
    due, earliest, latest = item.due, item.earliest, item.latest
    if item.presumed is not None:
        due, earliest, latest = item.presumed.due, item.presumed.due_earliest, item.presumed.due_latest
    if due is not None:
        return due, due
    first = earliest or min(today, latest or today)
    return first, max(first, latest or first)


def _said(item: "Deadline") -> str:
    """Says in a word what the day is."""
    may = "（可能适用）" if item.applies == "unknown" else ""
    if item.presumed is not None:
        return "推定的最后一日："
    if item.kind is not DeadlineKind.PASSED:
        return f"{'最后一日' if item.kind is DeadlineKind.CERTAIN else '最后一日未定'}{may}："
    match item.status:
        case NormStatus.OVERDUE:
            return f"逾期未办{may}："
        case NormStatus.MET_LATE:
            return f"逾期办理{may}："
        case _:
            return f"期限已过{may}："


def _lines(item: "Deadline") -> Iterator[str]:
    yield f"{item.bearer_label}：{item.action_label}"
    yield f"截至判断基准日：{item.status.label}" + (
        f"（{'、'.join(status.label for status in item.candidates)}）" if item.candidates else ""
    )
    if item.presumed is not None:
        yield f"推定属实的：{item.presumed.would_be.label}；最后一日只是推定，如不符合，请说明"
    if item.due is None:
        earliest = f"不早于{item.earliest.isoformat()}" if item.earliest else ""
        latest = f"不晚于{item.latest.isoformat()}" if item.latest else ""
        yield f"最后一日：{'，'.join(filter(None, (earliest, latest))) or '尚不能计算'}"
    if item.missing_notices:
        yield f"等待放假安排：{'、'.join(f'{year}年' for year in item.missing_notices)}"
    if item.expected is not None:
        days = dict.fromkeys(day.isoformat() for day in (item.expected.earliest, item.expected.latest))
        yield f"{item.expected.basis}：{'至'.join(days)}，以通知为准"
    if item.hangs_on:
        yield f"取决于尚未查明的事实：{'、'.join(item.hangs_on.values())}"
    yield f"依据：{'、'.join(dict.fromkeys(citation.label for citation in item.citations))}"
    if item.interpretive or item.rests_on:
        yield f"解释（条文没有明文）：{'；'.join(filter(None, (item.interpretive, *(r.text for r in item.rests_on))))}"
