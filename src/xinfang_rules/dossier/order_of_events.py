"""The timeline of a dossier: what was done, and the last days of duties and rights, in order."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import PETITIONER, Step, as_day, first_day, last_day
from xinfang_rules.dossier.report import AHEAD, AMISS, Finding, TimelineEntry, make_entry
from xinfang_rules.dossier.wording import stated_words
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.result.presumed import MARK

_TOLD: Final = AHEAD | AMISS


def timeline_of(record: Record, findings: Iterable[Finding]) -> tuple[TimelineEntry, ...]:
    """Returns acts in the order of the record, and between them last days by their day."""
    acts = deque(_acts(record))
    entries: list[TimelineEntry] = []
    for entry in sorted(_last_days(findings), key=lambda entry: entry.last or date.max):
        while acts and (acts[0].first is None or entry.last is None or acts[0].first <= entry.last):
            entries.append(acts.popleft())
        entries.append(entry)
    return (*entries, *acts)


def _acts(record: Record) -> Iterator[TimelineEntry]:
    # What is done for several pieces at once is told once.
    for (_, text), step in {(step.place, step_words(record, step)): step for step in record.steps}.items():
        yield make_entry(
            first=first_day(step.day),
            last=last_day(step.day),
            days=stated_words(step.day),
            kind="act",
            who=organ_words(record, step.by),
            text=text,
        )


def _last_days(findings: Iterable[Finding]) -> Iterator[TimelineEntry]:
    for finding in findings:
        last = finding.due or finding.due_latest
        if finding.shown in _TOLD and last is not None:
            first = finding.due or finding.due_earliest
            days = stated_words(finding.due or DayBounds(first, last) if first else DayBounds(None, last))
            mark = MARK if finding.days_presumed else ""
            yield make_entry(
                first=first,
                last=last,
                days=days + mark,
                kind="last_day",
                who=finding.whose,
                text=f"{finding.title}（{finding.shown.label}）",
                presumed=finding.presumed or finding.days_presumed,
            )


def organ_words(record: Record, organ: str) -> str:
    """Names an organ, or the petitioner, as reports do."""
    if organ == PETITIONER:
        return "信访人"
    return record.dossier.organs[organ].title or organ


def kind_question(record: Record, step: Step) -> str:
    """Asks what kind of document an organ issued."""
    entry = record.table.file.acts[step.act]
    said = [f"{organ_words(record, step.by)}{stated_words(step.day)}{entry.title}"]
    if len(step.claims) < len(record.dossier.claims):
        said.append(f"诉求：{'、'.join(record.dossier.claims[claim].title or claim for claim in step.claims)}")
    return f"{'，'.join(said)}，是哪一种：{'、'.join(entry.kind.values())}？"


def step_words(record: Record, step: Step) -> str:
    """Says what was done, to whom, and with which outcome."""
    entry = record.table.file.acts[step.act]
    said = [entry.title + ("" if step.to is None else f"（{organ_words(record, step.to)}）")]
    for key, titles in (("kind", entry.kind), ("outcome", entry.outcome)):
        if step.told.get(key) in titles:
            said.append(titles[step.told[key]])
    days = ((told, step.told.get(name)) for name, told in entry.fields.items() if told.of == "day")
    said += (f"{told.title}{stated_words(as_day(day))}" for told, day in days if day is not None)
    if step.received is not None and step.received != step.day:
        said.append(f"{stated_words(step.received)}收到")
    if len(step.claims) < len(record.dossier.claims):
        claims = (record.dossier.claims[claim].title or claim for claim in step.claims)
        said.append(f"诉求：{'、'.join(claims)}")
    return "，".join(said) + ("（是否发生未知）" if step.perhaps else "")
