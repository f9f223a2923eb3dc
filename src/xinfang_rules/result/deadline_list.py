"""The last days of a result, as whoever watches them wants them: by day, with what each rests on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pydantic import Field

from xinfang_rules.arguments import wrong
from xinfang_rules.days import Date
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import MAKING
from xinfang_rules.result.closed_lists import AnyAction, AnyBearer, AnyKind, AnyStatus
from xinfang_rules.result.conclusions import ExpectedDays, Norm
from xinfang_rules.result.presumed import PresumedNorm, shown_norm
from xinfang_rules.result.result_parts import Citation, Labelled, Reading, ResultPart
from xinfang_rules.result.status_enums import DeadlineKind, NormKind, NormStatus

if TYPE_CHECKING:
    from datetime import date

    from xinfang_rules.result.result import Result

_AHEAD: Final = frozenset({NormStatus.PENDING, NormStatus.OPEN})
_LATE: Final = frozenset({NormStatus.OVERDUE, NormStatus.MET_LATE, NormStatus.LAPSED})
_UNDONE: Final = frozenset({NormStatus.OVERDUE, *_AHEAD})


class Changes(NamedTuple):
    """The days on which something changes though the facts do not.

    Attributes:
        first: The first day on which any decision or norm does; None if none ever does.
        norms: The first day on which a norm does, by its rule; none of a norm that stays as it is.
    """

    first: "date | None"
    norms: "Mapping[str, date]"


class Deadline(ResultPart):
    """The last day of one norm that is not surely done in time.

    Attributes:
        rule: The rule that gives the norm.
        kind: Whether the last day is certain and not past (`certain`), not certain (`possible`), surely past
            (`passed`), or how the norm stands rests on presumptions (`presumed`).
        norm: The kind of the norm: an obligation, or a permission, which may be a right.
        bearer: Who is bound or entitled.
        bearer_label: The bearer in Chinese.
        action: What is to be done or may be done.
        action_label: The action in Chinese.
        label: The rule's title, in Chinese.
        applies: `yes`, or `unknown` if it only may apply.
        status: The status on the day of evaluation; `unknown` while several are possible.
        candidates: The statuses still possible, if the status is unknown.
        due: The last day, if it is certain. The last day itself is in time.
        earliest: The earliest last day still possible, where it is not certain.
        latest: The latest.
        expected: The last day as it is expected, where it waits for a notice of holidays; a forecast.
        days_left: Calendar days from the day of evaluation to the last day, 0 on the last day itself, while it may
            still be kept; to the earliest one where it is not certain. None once that is past, or if it is not known.
        days_late: Calendar days by which the last day was missed, if it surely was; at least so many where the last day
            is not certain. None of a right: one that has lapsed is not late.
        done_on: The day on which it was done, if known.
        next_change: The first day after the day of evaluation on which, with the facts unchanged, it applies otherwise
            or has another status, or other statuses are possible. None if there is none; see `Deadlines.changes_known`.
        missing_notices: The years whose notices of holidays would make the last day certain.
        hangs_on: The facts that would leave less open of it, fewer statuses or other bounds of the last day, with the
            Chinese term of each; empty if nothing is open. None if the result was stored without its needs.
        citations: The provisions on which it rests.
        interpretive: The reading that its rule takes where the text is silent.
        rests_on: Of a right or permission that has lapsed: the readings without which it would not have.
        presumed: How the norm would stand if presumed facts were so, its last day included, where that rests on them.
            All else is told as it follows from what is stated; the label is marked.
    """

    rule: str
    kind: DeadlineKind
    norm: AnyKind
    bearer: AnyBearer
    bearer_label: str
    action: AnyAction
    action_label: str
    label: str
    applies: Literal["yes", "unknown"]
    status: AnyStatus
    candidates: tuple[AnyStatus, ...] = ()
    due: Date | None = None
    earliest: Date | None = None
    latest: Date | None = None
    expected: ExpectedDays | None = None
    days_left: int | None = None
    days_late: int | None = None
    done_on: Date | None = None
    next_change: Date | None = None
    missing_notices: tuple[int, ...] = ()
    hangs_on: Labelled | None = Field(default_factory=FrozenDict)
    citations: tuple[Citation, ...]
    interpretive: str | None = None
    rests_on: tuple[Reading, ...] = ()
    presumed: PresumedNorm | None = None

    @property
    def statuses(self) -> frozenset[NormStatus]:
        """The statuses still possible where it applies; a single one if it is settled."""
        return frozenset(self.candidates or (self.status,)) - {NormStatus.NOT_APPLICABLE}


_AS_THE_NORM: Final = Norm.model_fields.keys() & Deadline.model_fields.keys() - {
    "kind",
    "label",
    "days_left",
    "days_late",
}
"""What a last day tells as its norm does."""


class Deadlines(ResultPart):
    """The last days of one case.

    Attributes:
        as_of: The day of evaluation.
        case_id: The case's own reference, if it has one.
        items: First what is past and may not be done, the longest past first; then what lies ahead by the day that may
            be the last; at the end what was done late, and rights that have lapsed.
        next_change: The first day after the day of evaluation on which, with the facts unchanged, any decision differs
            (apart from the readings that it rests on), or whether any norm applies, or its status. None if there is
            none. The edition stays the one that governs now, even where that hangs on the day of evaluation.
        changes_known: Whether the days of the next change are known. They take the evaluation: of a result that was
            read back from JSON, or whose rulebook is not at hand, all of them are None.
        ruled_out: The rules of the norms that would be listed, were it not for what is presumed.
    """

    as_of: Date
    case_id: str | None = None
    items: tuple[Deadline, ...] = ()
    next_change: Date | None = None
    changes_known: bool = Field(default=False)
    ruled_out: tuple[str, ...] = ()

    def of_kind(self, kind: DeadlineKind) -> tuple[Deadline, ...]:
        """Returns those that are certain, possible or passed."""
        return tuple(item for item in self.items if item.kind == kind)

    def to_ical(self, *, key: str | None = None, case_id: bool = False) -> bytes:
        """Writes them as a calendar file; see `xinfang_rules.to_ical`, which takes many cases.

        Args:
            key: What tells the case from all others in the calendar; its own reference (`case_id`) if None. Only a
                digest of it stands in the file.
            case_id: Whether titles name the case's own reference.

        Raises:
            ArgumentError: If there is neither: events of two cases would be taken for one.
            XinfangError: If icalendar is not installed.
        """
        key = key or self.case_id
        if key is None:
            raise ArgumentError(
                "a case without case_id needs a key, as in to_ical(key='2024-17'), that tells it from others",
                "案件没有 case_id 的，写日历文件要给出 key，例如 to_ical(key='2024-17')，以便与别的案件相区别",
            )
        return to_ical({key: self}, case_ids=case_id)

    def by_bearer(self) -> Mapping[str, tuple[Deadline, ...]]:
        """Returns them by who is bound or entitled, in the same order; the bearers by their first one."""
        found: dict[str, list[Deadline]] = {}
        for item in self.items:
            found.setdefault(item.bearer, []).append(item)
        return FrozenDict({bearer: tuple(items) for bearer, items in found.items()})


def to_ical(cases: Mapping[str, Deadlines], *, case_ids: bool = False) -> bytes:
    """Writes the last days of cases as one calendar file.

    Every last day is an event of whole days, which keeps no time busy: confirmed on the day where it is certain, or
    past, and the norm applies; tentative, and from the earliest to the latest day, where it is not certain; tentative
    where the norm only may apply. Where no latest day is known it stands on the earliest, where no earliest is known
    from the day of evaluation to the latest, and where neither is, on the day of evaluation.

    The same last days give the same file. The identifier of an event (UID) stays the same from day to day, so that what
    is read in again takes the place of what was there; what was done in time since is no longer in the file and stays
    in a calendar that had it, unless the calendar subscribes to the file.

    Args:
        cases: The last days of each case, by what tells the case from all others in the calendar, such as its number.
            Of that only a digest stands in the file; whoever knows the number can work it out.
        case_ids: Whether titles name each case's own reference (`case_id`).

    Raises:
        ArgumentError: If it is no such mapping.
        XinfangError: If icalendar is not installed.
    """
    if not isinstance(cases, Mapping) or not all(
        isinstance(key, str) and isinstance(each, Deadlines) for key, each in cases.items()
    ):
        raise wrong("cases", "the last days of each case by its key", cases, 'to_ical({"2024-17": result.deadlines()})')
    with MAKING:
        from xinfang_rules.result.ical import calendar_file  # seldom wanted

    return calendar_file(cases, case_ids=case_ids)


def deadlines_of(result: "Result", changes: Changes | None) -> Deadlines:
    """Lists the last days of a result.

    Args:
        result: The result.
        changes: The days on which something changes; None if they are not known.
    """
    presumed = {} if result.presumed is None else result.presumed.norms
    views = [(norm, shown_norm(norm, presumed.get(norm.rule))) for norm in result.norms]
    listed = [(norm, view) for norm, view in views if view is not None and _is_listed(view)]
    hanging = _hanging(result) if any(_is_open(view) or view is not norm for norm, view in listed) else {}
    days: Mapping[str, date] = {} if changes is None else changes.norms
    # Where a norm stands in the list, and what is shown of it, is how it would stand.
    items = [
        (
            _order(_deadline(view, result.as_of, hanging, None), result.as_of),
            _deadline(norm, result.as_of, hanging, days.get(norm.rule), presumed.get(norm.rule)),
        )
        for norm, view in listed
    ]
    kept = {norm.rule for norm, _ in listed}
    return Deadlines(
        as_of=result.as_of,
        case_id=result.case_id,
        items=tuple(item for _, item in sorted(items, key=lambda one: one[0])),
        next_change=None if changes is None else changes.first,
        changes_known=changes is not None,
        ruled_out=tuple(norm.rule for norm, _ in views if norm.rule not in kept and _is_listed(norm)),
    )


def _statuses(norm: Norm) -> frozenset[NormStatus]:
    return frozenset(norm.candidates or (norm.status,)) - {NormStatus.NOT_APPLICABLE}


def _is_listed(norm: Norm) -> bool:
    """Says whether a norm has, or may have, a last day, and is not surely done in time."""
    statuses = _statuses(norm)
    dated = norm.due or norm.due_earliest or norm.due_latest or statuses & _LATE
    return bool(dated) and bool(statuses & (_AHEAD | _LATE))


def _is_open(norm: Norm) -> bool:
    return norm.due is None or norm.applies == "unknown" or norm.status is NormStatus.UNKNOWN


def _hanging(result: "Result") -> Mapping[str, Mapping[str, str]] | None:
    """Returns the facts on which each norm hangs, by its rule; None if they are not told."""
    try:
        needs = result.needs
    except XinfangError:
        return None
    found: dict[str, dict[str, str]] = {}
    for need in needs:
        for rule in need.norms if need.fact is not None else ():
            found.setdefault(rule, {})[str(need.fact)] = need.title
    return found


def _deadline(
    norm: Norm,
    today: "date",
    hanging: Mapping[str, Mapping[str, str]] | None,
    next_change: "date | None",
    presumed: PresumedNorm | None = None,
) -> Deadline:
    first, last = norm.due or norm.due_earliest, norm.due or norm.due_latest
    kind = DeadlineKind.POSSIBLE if norm.due is None else DeadlineKind.CERTAIN
    if last is not None and last < today:
        kind = DeadlineKind.PASSED
    if presumed is not None:
        kind = DeadlineKind.PRESUMED
    days_late = norm.days_late
    if days_late is None and norm.due is None and last is not None and norm.status == NormStatus.OVERDUE:
        days_late = (today - last).days
    ahead = first is not None and first >= today and bool(_statuses(norm) & _AHEAD)
    return Deadline(
        **{name: getattr(norm, name) for name in _AS_THE_NORM},
        kind=kind,
        norm=norm.kind,
        bearer_label=norm.bearer.label,
        action_label=norm.action.label,
        label=norm.label if presumed is None else presumed.label,
        earliest=norm.due_earliest,
        latest=norm.due_latest,
        expected=norm.due_expected,
        days_left=(first - today).days if ahead and first is not None else None,
        days_late=days_late,
        next_change=next_change,
        hangs_on=None if hanging is None else hanging.get(norm.rule, {}),
        presumed=presumed,
    )


def _order(item: Deadline, today: "date") -> tuple[int, "date", bool, bool, bool]:
    """Sorts as `Deadlines.items` says; of equal days what is certain, what applies, and duties stand first."""
    if item.kind is not DeadlineKind.PASSED:
        group, day = 1, item.due or item.earliest or today
        day = max(day, today)
    else:
        group, day = (0 if item.statuses & _UNDONE else 2), item.due or item.latest or today
    return (
        group,
        day,
        item.kind is DeadlineKind.POSSIBLE,
        item.applies == "unknown",
        item.norm != NormKind.OBLIGATION,
    )
