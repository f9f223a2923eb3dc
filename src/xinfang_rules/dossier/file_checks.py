"""What only the whole record shows: the checks of `acts.yaml`, and where a record is not as complete as it says."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from xinfang_rules.dossier.acts_file import CheckEntry
from xinfang_rules.dossier.acts_table import ActsTable, checks_of
from xinfang_rules.dossier.duty_findings import Evaluated, Told, follow_of, last_days_of, possible_answers
from xinfang_rules.dossier.expressions import Choice, Reading, choice_of, reading_of
from xinfang_rules.dossier.order_of_events import organ_words, step_words
from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import END, PETITIONER, Context
from xinfang_rules.dossier.report import Finding, FindingKind, Follow, make_finding
from xinfang_rules.dossier.wording import stated_words
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.result import Citation, Result


class _Check(NamedTuple):
    name: str
    entry: CheckEntry
    citations: tuple[Citation, ...]
    when: Reading


@lru_cache(maxsize=8)
def _checks(table: ActsTable) -> Mapping[Choice, Sequence[_Check]]:
    """Returns the checks by the acts that they look at: several look at the same."""
    checks: dict[Choice, list[_Check]] = {}
    for name, check, citations in checks_of(table):
        checks.setdefault(choice_of(check.each), []).append(_Check(name, check, citations, reading_of(check.when)))
    return checks


def of_checks(told: Iterable[Told], record: Record, pieces: Container[str] | None) -> Iterator[Finding]:
    """Yields what the checks find; see `merged_findings.findings_of`."""
    checks = [(each, some) for each, some in _checks(record.table).items() if not record.acts.isdisjoint(each.act)]
    for where, context, part, result in _contexts(told, record, pieces) if checks else ():
        recorded = record.about(context.piece, context.claim).keys()
        chosen = [
            (step, some)
            for each, some in checks
            if each.of == "more" or not recorded.isdisjoint(each.act)
            for step, sure in record.chosen(each, context)
            if sure
        ]
        for step, some in chosen:
            for name, check, citations, when in some:
                if when(record, context, step) is not True:
                    continue
                who = (context.who(check.who, step) or (context.organ,))[0]
                yield make_finding(
                    kind=FindingKind.DEFECT,
                    of=name,
                    who=who,
                    who_title=organ_words(record, who),
                    title=check_title(check, step_words(record, step), context.last_days(check.last_day)),
                    parts=(where,),
                    citations=citations,
                    interpretive=check.interpretive,
                    follows=() if part is None else tuple(_by_rules(record, part, result, check.follows)),
                )


def check_title(check: CheckEntry, words: str, between: tuple[date | None, date | None]) -> str:
    """Says what a check found of an act, in Chinese.

    Args:
        check: The check.
        words: What was done.
        between: Between which days the last day lies that it tells.
    """
    first, last = between
    day = first if first == last else DayBounds(first, last)
    due = f"；算出的最后一日：{stated_words(day)}" if first or last else ""
    return f"{check.title}（{words}{due}）"


def gap_title(reasons: str) -> str:
    """Says that a record is not as complete as it says, and how it shows, in Chinese."""
    return f"记录写明完整，而依记载本身应当还有没有记载的行为；这一部分按记录不完整评估：{reasons}"


def _by_rules(record: Record, part: Part, result: Result | None, rules: Sequence[str]) -> Iterator[Follow]:
    for norm in result.norms if rules and result is not None else ():
        if norm.rule in rules and norm.applies == "yes":
            yield follow_of(record, part, norm)


def of_gaps(record: Record, evaluated: Iterable[Evaluated], gaps: Mapping[str, str]) -> Iterator[Finding]:
    """Yields where a record is said to be complete and shows itself that it is not."""
    for part, _, _ in evaluated:
        if part.name in gaps:
            organ = part.context.organ
            reasons = "；".join(line.partition(": ")[2].partition(": ")[2] for line in gaps[part.name].splitlines())
            yield make_finding(
                kind=FindingKind.DEFECT,
                of="record",
                who=organ,
                who_title=organ_words(record, organ),
                title=gap_title(reasons),
                parts=(part.name,),
                citations=(),
            )


def _contexts(
    told: Iterable[Told], record: Record, pieces: Container[str] | None
) -> Iterator[tuple[str, Context, Part | None, Result | None]]:
    """Yields where checks are read: in every part; and once for a claim of a piece that has come to no organ."""
    seen: set[tuple[str, str]] = set()
    for one in told:
        part, result = one.part, one.result
        seen.add((part.context.piece, part.context.claim))
        context = part.context.answering(partial(possible_answers, result), partial(last_days_of, result))
        yield part.name, context, part, result
    for step in record.steps:
        for claim in step.claims:
            raised = record.raised.get(step.piece)
            if (step.piece, claim) in seen or raised is None or raised.to is None:
                continue
            if pieces is not None and step.piece not in pieces:
                continue
            seen.add((step.piece, claim))
            roles = {
                "self": (raised.to,),
                PETITIONER: (PETITIONER,),
                "competent": record.dossier.claims[claim].competent,
            }
            context = Context(raised.to, step.piece, claim, raised.place, raised.place, END, roles)
            yield f"{step.piece}/{claim}", context, None, None
