"""Which rulebook, and which edition of it, governs a case; and how it is refused that cannot be true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from xinfang_rules.days import day_words
from xinfang_rules.errors import CaseError, Diagnostic, InstrumentError, Position, RulebookError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import shown
from xinfang_rules.explain.naming import titled
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.renaming import Renamed
from xinfang_rules.rulebook.load import load, rulebook_of
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.shipped import Head, head_of, shipped, shipped_heads

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case
    from xinfang_rules.result import OverlayRef

Locate = Callable[[str], Position]
"""Says where a fact stands in the source of a case."""

_ENDED = {"superseded": "被取代", "repealed": "废止"}


def governing_edition(
    case: "Case", as_of: date, rulebook: Rulebook | None = None, *, chosen: bool = False, place: str | None = None
) -> tuple[Edition, tuple[str, ...]]:
    """Chooses the edition that governs a case, with the remarks that the result has to make about the choice.

    Args:
        case: The facts.
        as_of: The day that decides where the case does not tell the day that should.
        rulebook: The rulebook; if None, the shipped instrument in force on the day that decides.
        chosen: Whether the rulebook governs by what is known beside the case: of its editions the nearest, then.
        place: Where the petition was received, if overlays of that place are to be laid over the shipped instrument.

    Raises:
        InstrumentError: If no instrument at hand was in force on the day that decides.
        ArgumentError: If `rulebook` is none.
    """
    book, doubts = _governing(case, as_of, place) if rulebook is None else (rulebook_of(rulebook), ())
    edition, notes = _edition(book, case, as_of, chosen=chosen)
    laid = edition.rulebook.laid and _laid_remarks(edition, _deciding_days(book.governed_by, case)[1] or as_of)
    return edition, (*notes, *doubts, *_not_read(case, edition, as_of), *laid)


def model_at(place: str | None, data: Any, as_of: date) -> "type[Case]":
    """Returns the model of a case at a place: local rules may have facts of their own, which such a case may state.

    Args:
        place: The place; None for none.
        data: The data of the case, of which the day that decides what governs is read, if it can be.
        as_of: The day that decides otherwise.
    """
    from xinfang_rules.evaluation.case_reading import case_from_data
    from xinfang_rules.facts.case import Case

    if place is None:
        return Case
    group, _, key = deciding_fact(None).partition(".")
    told = data.get(group) if isinstance(data, Mapping) else None
    day = {group: {key: told[key]}} if isinstance(told, Mapping) and key in told else {}
    with suppress(CaseError, InstrumentError):  # these are told where the case is read, and where it is governed
        return _governing(case_from_data(day, Case), as_of, place)[0].case_model
    return Case


def renamed_in(rulebook: Rulebook | None) -> Renamed:
    """Returns the names that were changed in a rulebook; if None, in the shipped ones."""
    if rulebook is not None:
        return rulebook_of(rulebook).renamed
    return Renamed(rename for book in shipped() for rename in book.renamed.renames)


def _governing(case: "Case", as_of: date, place: str | None) -> tuple[Rulebook, tuple[str, ...]]:
    """Chooses among the shipped instruments by the day that decides; notes which others it might be.

    Raises:
        InstrumentError: If none was in force, or the rulebook of the one that was cannot be used.
        RulebookError: If no rulebook can be used.
    """
    heads = shipped_heads()
    doubtful = [head for head in heads if head.error is not None]
    for head in heads:
        first, last = _deciding_days(head.governed_by, case)
        day = last or as_of
        if head.governs(day):
            overlays, remarks = ((), ()) if place is None else _local(head, first, day, place)
            try:
                book = load(head.name, overlays=overlays) if overlays else load(head.name)
            except RulebookError as error:
                raise _unusable(head, error, day) from error
            return book, (*(_doubt(other) for other in doubtful), *remarks)
    fact = deciding_fact(None)
    stated = _deciding_days(fact, case)[1]
    for head in doubtful:
        assert head.error is not None
        if len(doubtful) == len(heads):
            raise head.error
        raise _unusable(head, head.error, stated or as_of) from head.error
    raise _not_in_force(heads, shared_vocabulary().facts[fact].title, stated, as_of)


def _local(head: Head, first: date | None, day: date, place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the overlays of a place that are in force on a day, and what is to be told of the others."""
    from xinfang_rules.evaluation.choosing import local_overlays  # seldom wanted

    found = local_overlays(head, day, place)
    remarks = [f"《{each.title}》没有适用：{each.because}。" for each in found if each.status != "governs"]
    if not found:
        remarks.append(f"没有收录“{place}”的地方规定；本结果只适用《{head.title}》。")
    laid = tuple(each.id for each in found if each.status == "governs")
    if first is not None and head.governs(first):
        then = tuple(each.id for each in local_overlays(head, first, place) if each.status == "governs")
        if then != laid:
            days = f"{day_words(first)}至{day_words(day)}"
            remarks.append(f"收到的日期在{days}之间，其间适用的地方规定不同；本结果按{day_words(day)}收到评估。")
    return laid, tuple(remarks)


def deciding_fact(rulebook: Rulebook | None) -> str:
    """Returns the fact whose day decides what governs; if no rulebook is given, among the shipped ones."""
    if rulebook is not None:
        return rulebook.governed_by
    return next((head.governed_by for head in shipped_heads() if head.governed_by), "")


def _unusable(head: Head, error: RulebookError, day: date) -> InstrumentError:
    which, chinese = ("is", "施行的") if head.governs(day) else ("may be", "可能施行的")
    return InstrumentError(
        f"the shipped rulebook {head.name} {which} the one in force on {day}, the day that decides which governs, "
        f"and cannot be used: {error.diagnostics[0]}",
        f"{day_words(day)}{chinese}内置规则书 {head.name} 有错误，不能据以判断：{error.diagnostics[0]}",
    )


def _doubt(head: Head) -> str:
    return (
        f"内置规则书 {head.name} 读不出来，何时施行不得而知，不能排除本案应当适用的是它；本结果以不适用它为前提。"
        "读不出来的原因可用 xinfang check 查看。"
    )


def _edition(book: Rulebook, case: "Case", as_of: date, *, chosen: bool) -> tuple[Edition, tuple[str, ...]]:
    first, stated = _deciding_days(book.governed_by, case)
    day = stated or as_of
    edition = _edition_by(book, day, chosen=chosen)
    if edition is not None and chosen:
        return edition, ()
    if edition is None:
        raise _not_in_force([head_of(book)], book.facts[book.governed_by].title, stated, as_of)
    if first is not None and (first == day or book.edition_on(first) is edition):
        return edition, ()
    title = book.facts[book.governed_by].title
    text = f"{title}未知：按{day.isoformat()}施行的《{book.identity.title}》评估；在其施行之前收到的，本结果不适用。"
    return edition, (text,)


def surely_governing(book: Rulebook, decides: Any, *, chosen: bool) -> Edition | None:
    """Returns the edition of a rulebook that governs whatever the day that decides turns out to be; None if none does.

    Args:
        book: The rulebook.
        decides: The day, or bounds of it, as a case states it.
        chosen: See `governing_edition`.
    """
    first, last = _first_and_last(decides)
    edition = None if last is None else _edition_by(book, last, chosen=chosen)
    return edition if chosen or (first is not None and book.edition_on(first) is edition) else None


def _edition_by(book: Rulebook, day: date, *, chosen: bool) -> Edition | None:
    if chosen:
        instrument = book.instrument
        day = min(max(day, instrument.in_force_from), instrument.in_force_until or day)
    return book.edition_on(day) or (book.latest if chosen else None)


def _deciding_days(fact: str, case: "Case") -> tuple[date | None, date | None]:
    """Returns the first and the last day that the day can be which decides what governs; None where that is open."""
    return _first_and_last(_value(fact, case))


def _first_and_last(day: Any) -> tuple[date | None, date | None]:
    if isinstance(day, DayBounds):
        return day.not_before, day.not_after
    return (day, day) if isinstance(day, date) else (None, None)


def deciding_day(case: "Case", fact: str) -> date | None:
    """Returns the day that decides what governs a case, the last that it can be; None if the case leaves it open."""
    return _deciding_days(fact, case)[1]


def _value(fact: str, case: "Case | None") -> Any:
    group, _, key = fact.partition(".")
    return getattr(getattr(case, group, None), key, None)


def _not_read(case: "Case", edition: Edition, as_of: date) -> Iterator[str]:
    """Says which facts the case states although no rule of the edition may read them."""
    for name, spec in edition.facts.not_on(edition.since).items():
        if _value(name, case) not in (None, UNKNOWN):
            since, until = spec.in_force_from, spec.in_force_until
            bounds = (since and f"自{day_words(since)}起", until and f"至{day_words(until)}止")
            days = "".join(bound for bound in bounds if bound)
            day = day_words(_deciding_days(edition.governed_by, case)[1] or as_of)
            yield f"填写了“{spec.title}”（{name}），但这项事实{days}有效；本案适用{day}的规定，没有考虑它。"
    stated = [
        spec
        for spec in edition.facts.beside.values()
        if getattr(getattr(case, spec.group, None), spec.key, None) not in (None, UNKNOWN)
    ]
    if stated:
        listed = "、".join(f"“{spec.title}”（{spec.name}）" for spec in stated)
        which = "这些" if len(stated) > 1 else "这项"
        yield f"填写了{listed}，但本案适用的《{edition.rulebook.title}》不用{which}事实，没有考虑。"


def _laid_remarks(edition: Edition, day: date) -> tuple[str, ...]:
    """Says of each overlay that is not established to be in force on the day that governs, what was done with it."""
    return tuple(said for overlay in edition.rulebook.laid for said in _said(overlay, edition, day))


def _said(overlay: "OverlayRef", edition: Edition, day: date) -> Iterator[str]:
    since, until = overlay.in_force_from, overlay.in_force_until
    called = f"叠加的“{overlay.title}”（{overlay.id}）"
    if since is not None and day < since:
        yield f"{called}自{day_words(since)}起施行；本案适用{day_words(day)}的规定，没有适用它。"
    elif until is not None and day > until and overlay.checked_on is not None:
        checked = f"{day_words(overlay.checked_on)}核对时"
        if overlay.status in _ENDED:
            yield f"{called}自{day_words(until)}以后已经{_ENDED[overlay.status]}（{checked}所知），本案没有适用它。"
        else:
            mine = {instrument.id for instrument in overlay.instruments}
            told = any(rule.conflict and rule.citations[0].instrument in mine for rule in edition.rules)
            contrary = f"，与《{edition.rulebook.title}》不一致的规定没有适用" if told else ""
            yield (
                f"{called}在{day_words(until)}以后是否仍然有效，{checked}没有查明；"
                f"本结果以使用者主张它有效为前提{contrary}。"
            )


def _not_in_force(heads: Sequence[Head], title: str, stated: date | None, as_of: date) -> InstrumentError:
    day = stated or as_of
    known = "; ".join(f"《{head.title}》 from {head.since}" for head in heads)
    message = f"no instrument at hand was in force on {day}, the day that decides which governs: {known}"
    reasons: list[str] = []
    for head in heads:
        if head.since is not None and (head.until is None or day < head.since):
            reasons.append(f"早于{day_words(head.since)}，《{head.title}》尚未施行")
        elif head.until is not None:
            reasons.append(f"晚于{day_words(head.until)}，《{head.title}》已经失效")
    which = "判断基准日" if stated is None else title
    return InstrumentError(message, f"{which}（{day}）{'；'.join(reasons)}，不能据以判断")


def _bounds(fact: str, case: "Case | None") -> tuple[str, str] | None:
    """Says within which bounds a case states a day; None if it does not."""
    stated = _value(fact, case)
    if not isinstance(stated, DayBounds):
        return None
    named = {"not before": stated.not_before, "not after": stated.not_after}
    told = " and ".join(f"{bound} {day}" for bound, day in named.items() if day is not None)
    return told or "some day", str(stated)


def contradiction(
    error: InadmissibleError, edition: Edition, locate: Locate | None = None, case: "Case | None" = None
) -> CaseError:
    """Puts into words which facts of a case cannot be true together, one finding for each constraint broken.

    Args:
        error: The refusal.
        edition: The edition by which the case was refused.
        locate: Where each fact stands in the source of the case; without it, messages name the fact.
        case: The case, if it is at hand: of a day that it states within bounds, these are told.
    """
    locate = locate or Position
    findings: list[Diagnostic] = []
    for constraint, facts in error.violations:
        told = [(fact, *(_bounds(fact, case) or shown(fact, error.values, edition))) for fact in facts]
        message = f"{' and '.join(f'{fact} ({value})' for fact, value, _ in told)} cannot be true together"
        message += f": {constraint.title}"
        named = [f"{titled(fact, edition)}（{fact}，{value}）" for fact, _, value in told]
        chinese = f"{'、'.join(named)}不能同时成立：{constraint.title}"
        if any(value == "has not happened" for _, value, _ in told):
            message += " (a date left out has not happened; write unknown where it may have)"
            chinese += "（没有填写的日期表示尚未发生；可能已经发生而不知何日的，填 unknown）"
        concerned = tuple(dict.fromkeys(fact.partition("[")[0] for fact in facts))
        position = locate(concerned[0])
        findings.append(Diagnostic(position, "contradiction", message, chinese, concerned, constraint.id))
    return CaseError(findings)
