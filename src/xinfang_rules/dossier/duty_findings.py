"""Findings of norms: duties and rights of the parts of a dossier, of what kind each is, and what follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import PETITIONER, first_day, last_day
from xinfang_rules.dossier.report import AMISS, Finding, FindingKind, Follow, make_finding, make_follow
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.program.reach import behind
from xinfang_rules.result import Norm, Result
from xinfang_rules.result.presumed import MARK, shown_norm
from xinfang_rules.result.result_parts import completed
from xinfang_rules.result.status_enums import DecisionStatus, NormKind, NormStatus
from xinfang_rules.rulebook.edition_cache import per_edition, remembered
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.reads import norm_units

Evaluated: TypeAlias = tuple[Part, Result, Mapping[str, Any]]
"""A part, the result of its case, and the facts of it by their names."""

Trying: TypeAlias = Callable[[Mapping[str, Any]], Result | None]
"""Evaluates facts by their names; None if they cannot be true together."""

_KINDS: Final[Mapping[NormStatus, FindingKind]] = {
    NormStatus.MET: FindingKind.KEPT,
    NormStatus.MET_LATE: FindingKind.LATE,
    NormStatus.OVERDUE: FindingKind.MISSING,
    NormStatus.PENDING: FindingKind.RUNNING,
    NormStatus.OWED: FindingKind.OWED,
    NormStatus.OPEN: FindingKind.OPEN,
    NormStatus.LAPSED: FindingKind.LAPSED,
    NormStatus.EXERCISED: FindingKind.EXERCISED,
    NormStatus.BREACHED: FindingKind.BREACHED,
}


_HARMLESS: Final = frozenset({NormStatus.NOT_APPLICABLE, NormStatus.MET, NormStatus.EXERCISED})
"""Where nothing else is possible, nothing is amiss, whether it applies or not."""


def of_norms(told: Iterable["Told"], record: Record, trying: Trying | None) -> Iterator[Finding]:
    """Yields the findings of norms, part by part; see `merged_findings.findings_of`."""
    for part, result, facts, edition, norms in told:
        presumed = {} if result.presumed is None else result.presumed.norms
        for stated in norms:
            norm = shown_norm(stated, presumed.get(stated.rule)) if presumed else stated
            kind = None if norm is None else kind_of(norm)
            if norm is None or kind is None:
                continue
            finding = _of_norm(record, (part, result, facts), norm, kind, edition)
            if trying is not None and finding.late_at_least is not None and norm.due is None:
                hangs_on = tuple(_hanging_on(norm, facts, edition, trying))
                finding = completed(finding, unknown_facts=hangs_on)
            if norm.rule in presumed:
                grounds = tuple(_grounds(result, norm.rule)) if trying is not None else ()
                finding = _marked(finding, stated, norm, presumes=grounds)
                if presumed[norm.rule].status is NormStatus.PRESUMED:
                    finding = completed(finding, kind=FindingKind.PRESUMED, would_be=kind)
            yield finding


class Told(NamedTuple):
    """A part, its result and facts, and the norms of the result that are told one by one."""

    part: Part
    result: Result
    facts: Mapping[str, Any]
    edition: Edition
    norms: Sequence[Norm]


def told_of(record: Record, evaluated: Evaluated) -> Told:
    """Picks out the norms of a part that are looked at."""
    part, result, facts = evaluated
    book, file = record.table.rulebook, record.table.file
    edition = book.edition_on(result.as_of) or book.latest
    mine = _told_one_by_one(file.roles[part.role].bearers, file.follows, edition)
    return Told(part, result, facts, edition, [norm for norm in result.norms if norm.rule in mine])


def _marked(finding: Finding, stated: Norm, shown: Norm, presumes: tuple[str, ...]) -> Finding:
    """Says what of a finding is presumed: what it is, or may be, by what is stated, it is whatever is presumed."""
    days = (stated.status, stated.candidates) == (shown.status, shown.candidates)
    title = shown.label.removesuffix(MARK) if days else shown.label
    return completed(finding, title=title, presumed=not days, days_presumed=days, presumes=presumes)


@remembered
def _told_one_by_one(bearers: tuple[str, ...], follows: tuple[str, ...], edition: Edition) -> frozenset[str]:
    """Returns the rules of whose norms some bearers are told one by one, if anything: permissions by their last day."""
    return frozenset(
        rule.id
        for rule in edition.rules
        if (norm := rule.norm) is not None
        and not (rule.general or norm.action in follows or (norm.kind is NormKind.PERMISSION and norm.period is None))
        and norm.bearer in bearers
    )


def _grounds(result: Result, rule: str) -> Iterator[str]:
    """Yields the presumed facts on which a norm and its last day rest, in Chinese."""
    if result.presumed is not None:
        grounds = result.presumed.grounds
        names = (*grounds.norms.get(rule, ()), *grounds.days.get(rule, ()))
        yield from (fact.text for fact in result.presumed.named(names))


def kind_of(norm: Norm) -> FindingKind | None:
    """Returns what kind of finding a norm is; None of one that is not worth a line."""
    dated = norm.due or norm.due_earliest or norm.due_latest
    if norm.applies == "yes" and norm.status is not NormStatus.UNKNOWN:
        if norm.kind is NormKind.PERMISSION and (not dated or (norm.status is NormStatus.LAPSED and _may(norm))):
            return None
        return FindingKind.UNDONE if norm.status is NormStatus.PENDING and not dated else _KINDS.get(norm.status)
    due = dated or (norm.applies == "yes" and norm.kind is NormKind.OBLIGATION)
    return FindingKind.UNTOLD if due and not _may(norm) and not _HARMLESS.issuperset(norm.candidates) else None


def _may(norm: Norm) -> bool:
    """Tells whether a norm permits something to somebody else than the petitioner, whose rights are always told."""
    return norm.kind is NormKind.PERMISSION and "petitioner" not in norm.bearer.marks


def _of_norm(record: Record, evaluated: Evaluated, norm: Norm, kind: FindingKind, edition: Edition) -> Finding:
    part, result, facts = evaluated
    who, who_title = _who(record, part, norm)
    least, most = _late_between(norm, kind, facts, edition, record.as_of)
    return make_finding(
        kind=kind,
        of=norm.rule,
        who=who,
        who_title=who_title,
        bearer=norm.bearer.value,
        title=norm.label,
        parts=(part.name,),
        due=norm.due,
        due_earliest=norm.due_earliest,
        due_latest=norm.due_latest,
        since=norm.due + timedelta(days=1) if kind is FindingKind.MISSING and norm.due is not None else None,
        done_on=norm.done_on,
        days_left=norm.days_left,
        days_late=norm.days_late,
        late_at_least=least,
        late_at_most=most,
        unknown_days=tuple(_unknown_days(norm, facts, edition)) if kind is FindingKind.UNTOLD else (),
        possible=tuple(status.label for status in norm.candidates),
        citations=norm.citations,
        interpretive=norm.interpretive,
        rests_on=tuple(reading.text for reading in norm.rests_on),
        follows=tuple(_follows(record, part, result, norm.rule, edition)) if kind in AMISS else (),
    )


def _follows(record: Record, part: Part, result: Result, rule: str, edition: Edition) -> Iterator[Follow]:
    by = _following(record.table.file.follows, rule, edition)
    presumed = {} if result.presumed is None else result.presumed.norms
    for stated in [norm for norm in result.norms if norm.rule in by]:
        norm = shown_norm(stated, presumed.get(stated.rule))
        if norm is not None and norm.applies == "yes":
            yield follow_of(record, part, norm)


@remembered
def _following(follows: tuple[str, ...], rule: str, edition: Edition) -> frozenset[str]:
    """Returns the rules by which one of some actions follows from how the norm of a rule stands."""
    resting = _resting(edition)
    return frozenset(
        other.id
        for other in edition.rules
        if other.norm is not None and other.norm.action in follows and STATUS + rule in resting[other.id]
    )


def follow_of(record: Record, part: Part, norm: Norm) -> Follow:
    """Tells of a norm that it follows from something."""
    return make_follow(
        rule=norm.rule,
        title=norm.label,
        by=_who(record, part, norm)[1],
        citations=norm.citations,
        rests_on=tuple(reading.text for reading in norm.rests_on),
    )


@per_edition
def _resting(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Returns all that the status of each norm rests on."""
    return {rule.id: behind(edition, [STATUS + rule.id]).names for rule in edition.rules if rule.norm is not None}


def _unknown_days(norm: Norm, facts: Mapping[str, Any], edition: Edition) -> Iterator[str]:
    """Names the days that a norm runs from, or by which it is done; those that are known only in part."""
    spec = edition.rule(norm.rule).norm
    if spec is None:
        return
    ways = () if spec.period is None else spec.period.ways
    days = dict.fromkeys(
        [*(name for way in ways for name in way.starts), *([spec.done.day] if spec.done is not None else [])]
    )
    for day in days:
        told = facts.get(day)
        if day in edition.facts and (told == UNKNOWN or isinstance(told, DayBounds)):
            known = isinstance(told, DayBounds) and (told.not_before or told.not_after)
            yield edition.facts[day].title + (f"（{told}）" if known else "")


def _hanging_on(norm: Norm, facts: Mapping[str, Any], edition: Edition, trying: Trying) -> Iterator[str]:
    """Names the facts that nobody stated, and of which some value would leave fewer last days."""
    spec = edition.rule(norm.rule).norm
    units = () if spec is None or spec.period is None else norm_units(spec._replace(met_when=None, breached_when=None))
    behind_it = behind(edition, units=units).facts
    for name, fact in edition.facts.items():
        choices = (True, False) if fact.kind == "bool" else tuple(fact.members) if fact.kind == "enum" else ()
        if name not in behind_it or facts.get(name, UNKNOWN) != UNKNOWN:
            continue
        for value in choices:
            result = trying({**facts, name: value})
            norms = () if result is None else result.norms
            left = next(((n.due or n.due_earliest, n.due or n.due_latest) for n in norms if n.rule == norm.rule), None)
            if left not in (None, (norm.due_earliest, norm.due_latest)):
                yield name
                break


WITH_DELAY: Final = frozenset({FindingKind.LATE, FindingKind.MISSING, FindingKind.LAPSED})
"""The findings of which it is told how late something is."""


def _late_between(
    norm: Norm, kind: FindingKind, facts: Mapping[str, Any], edition: Edition, as_of: date
) -> tuple[int | None, int | None]:
    """Returns the fewest and the most days by which it is late, where only bounds of its days are known."""
    spec = edition.rule(norm.rule).norm
    if kind not in WITH_DELAY or norm.days_late is not None or spec is None:
        return None, None
    done = norm.done_on or (None if spec.done is None else facts.get(spec.done.day))
    first, last = first_day(done), last_day(done) or as_of
    if kind is FindingKind.MISSING:
        first = last = as_of
    elif done is None or (isinstance(done, DayBounds) and done.happened is not True):
        return None, None
    earliest, latest = norm.due or norm.due_earliest, norm.due or norm.due_latest
    least = (first - latest).days if first is not None and latest is not None else 1
    return max(least, 1), None if earliest is None else (min(last, as_of) - earliest).days


def _who(record: Record, part: Part, norm: Norm) -> tuple[str, str]:
    """Returns whose a norm is: an organ of the dossier, the petitioner, or whom the law names."""
    entry = record.table.file.bearers.get(norm.bearer.value)
    for role in () if entry is None else entry.who:
        for organ in part.context.who(role) or ():
            if organ == PETITIONER:
                return PETITIONER, norm.bearer.label
            known = record.dossier.organs[organ]
            if entry is not None and entry.kind in (None, known.kind):
                return organ, known.title or organ
    return norm.bearer.value, norm.bearer.label


def last_days_of(result: Result, rule: str | None) -> tuple[date | None, date | None]:
    """Returns between which days the last day of a norm lies, as far as is known; of one that may not apply nothing."""
    norm = next((norm for norm in result.norms if norm.rule == rule and norm.applies == "yes"), None)
    return (None, None) if norm is None else (norm.due or norm.due_earliest, norm.due or norm.due_latest)


def possible_answers(result: Result, question: str) -> tuple[str, ...]:
    """Returns the answers that a question may have by what is stated; none of a question that is not asked."""
    decision = result.decisions.get(question)
    if decision is None:
        return ()
    if decision.status is DecisionStatus.DECIDED and decision.answer is not None:
        return (decision.answer,)
    # What is presumed is open by what is stated, which is all that a check looks at.
    return decision.candidates if decision.status in (DecisionStatus.UNDETERMINED, DecisionStatus.PRESUMED) else ()
