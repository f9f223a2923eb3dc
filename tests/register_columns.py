"""Registers as columns, drawn: acts, organs, days, kinds and gaps as mappings give them; and what is said of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa

from xinfang_rules.dossier import Finding, examine, load_acts
from xinfang_rules.dossier.dossier_model import DossierClaim, DossierOrgan
from xinfang_rules.errors import CaseError
from xinfang_rules.registers.act_columns import ActColumns, CodedColumn, DayColumn, SlotColumns
from xinfang_rules.registers.register_evaluation import RegisterEvaluation

ORGANS: Final[Mapping[str, Mapping[str, Any]]] = {
    "office": {"kind": "petition_office", "level": "county", "local": True, "superior": "city_office"},
    "city_office": {"kind": "petition_office", "level": "city", "local": False},
    "unit": {"kind": "other", "level": "county", "superior": "county_gov"},
    "town": {"kind": "other", "level": "town", "superior": ["county_gov"]},
    "county_gov": {"kind": "other", "level": "county", "superior": "city"},
    "court": {"kind": "political_legal", "level": "county"},
    "city": {"kind": "other", "level": "city"},
}
_FACTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "petition.major_urgent": (True, False, "unknown"),
    "remedy.litigation_rights": (True, False),
    "accusation.discipline_jurisdiction": (True, False),
    "history.opinion_issued": (True, False),
    "handling.extension_days": (10, 30, 0),
    "petition.competence": ("own", "lower", "unknown"),
}
_FIRST: Final = date(2024, 1, 2).toordinal()


def columns_of(random: Random, rows: int, *, wild: float = 0.15) -> ActColumns:
    """Draws a register.

    Args:
        random: The source of chance.
        rows: How many rows it has.
        wild: How many of its days are anything: the others follow one another.
    """
    day = np.array([_FIRST + random.randrange(400) for _ in range(rows)], np.int64)
    slots: list[SlotColumns] = []
    for number, (act, stated) in enumerate(_acts(random)):
        day = day + np.array([random.choice((0, 0, 1, 3, 10, 16, 31, 62)) for _ in range(rows)])
        first = number == 0
        some = np.array([_FIRST + random.randrange(500) if random.random() < wild else 0 for _ in range(rows)])
        slots.append(_slot(random, f"s{number}", act, stated, np.where((some > 0) & ~first, some, day), always=first))
    acts = {slot.act for slot in slots}
    records = [act for act in (*acts, "issue.received", "notify") if random.random() < 0.85]
    facts = {name: _coded(random, values, rows) for name, values in _FACTS.items() if random.random() < 0.3}
    if random.random() < 0.2:
        facts["timeline.closed_on"] = _days(random, day + 3)  # type: ignore[assignment]
    competent = random.choice((("unit",), (), ("unit", "town"), "office"))
    claim: dict[str, Any] = {"competent": competent} if competent else {}
    if random.random() < 0.7:
        claim["category"] = random.choice(("grievance", "accusation", "suggestion"))
    if random.random() < 0.5:
        claim["remedy"] = random.choice(("none", {"litigation_rights": False}))
    organs = {name: dict(organ) for name, organ in ORGANS.items()}
    if random.random() < 0.3:
        organs["unit"]["complete_to"] = date.fromordinal(_FIRST + random.randrange(500))
    return ActColumns(
        lines=np.arange(2, rows + 2, dtype=np.int32),
        organs={name: DossierOrgan.model_validate(organ) for name, organ in organs.items()},
        claim=DossierClaim.model_validate(claim),
        matter={"petition": {"major_urgent": False}} if random.random() < 0.3 else {},
        records=tuple(records),
        slots=tuple(slots),
        competent=_coded(random, ("unit", "office", "town", "court"), rows) if random.random() < 0.5 else None,
        category=_coded(random, ("grievance", "accusation"), rows) if random.random() < 0.3 else None,
        remedy=_coded(random, ("none",), rows) if random.random() < 0.3 else None,
        facts=facts,
        refused=np.zeros(rows, np.bool_),
        barred={"first_time": np.array([random.random() < 0.2 for _ in range(rows)])} if random.random() < 0.5 else {},
        complete=random.random() < 0.6,
    )


def _acts(random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Draws acts in an order in which they may come."""
    arrived = random.choice(("office", "unit", None))
    yield "submit", {"to": arrived}
    handlers = ("unit", "unit", "town", None)
    for act, share in (
        ("register", 0.8),
        ("enter", 0.4),
        ("forward", 0.6),
        ("assign", 0.2),
        ("object", 0.1),
        ("answer_objection", 0.1),
        ("register", 0.3),
        ("notify", 0.8),
        ("dispute", 0.1),
        ("accept", 0.8),
        ("accept", 0.15),
        ("settle", 0.15),
        ("notify", 0.2),
        ("approve_extension", 0.4),
        ("notify_extension", 0.3),
        ("hear", 0.1),
        ("issue", 0.8),
        ("issue", 0.15),
        ("agree", 0.1),
        ("submit_report", 0.2),
        ("request_review", 0.5),
        ("answer_review", 0.2),
        ("decide_review", 0.4),
        ("issue", 0.15),
        ("request_reexamination", 0.2),
        ("decide_reexamination", 0.2),
        ("execute", 0.15),
        ("propose", 0.1),
        ("feed_back", 0.1),
    ):
        if random.random() >= share:
            continue
        entry = load_acts().file.acts[act]
        stated: dict[str, Any] = {}
        if entry.by == "organ":
            senders = (arrived or "office", arrived or "office", "city_office")
            mine = random.choice(senders if act in ("forward", "assign", "enter") else handlers)
            stated["by"] = "county_gov" if "decide" in act or act == "answer_review" else mine
        if entry.to:
            stated["to"] = random.choice(
                ("county_gov", "city", "unit") if "request" in act else ("unit", "town", "office")
            )
        yield act, stated


def _slot(random: Random, name: str, act: str, stated: dict[str, Any], day: Any, *, always: bool) -> SlotColumns:
    entry, rows = load_acts().file.acts[act], len(day)
    told: dict[str, CodedColumn] = {}
    given: dict[str, Any] = {}
    due: dict[str, DayColumn] = {}
    for role in ("by", "to"):
        if role in stated and stated[role] is None:
            told[role] = _coded(random, ("office", "unit", "town"), rows, missing=0.01)
    for key, titles in (("kind", entry.kind), ("outcome", entry.outcome)):
        if titles and random.random() < 0.5:
            given[key] = random.choice([*titles])
        if titles and random.random() < 0.6:
            told[key] = _coded(random, tuple(titles), rows)
    for key, field in entry.fields.items():
        if random.random() < 0.6:
            values = {
                "petition.channel": ("letter", "visit", "online"), "petition.form": ("written", "oral"),
                "bool": (True, False), "count": (1, 3, 10, 30), "label": ("a", "b"), "day": (),
            }[field.of]  # fmt: skip
            if field.of == "day":
                due[key] = _days(random, day + 20)
            else:
                told[key] = _coded(random, values, rows)
    happened = [1 if always or random.random() < 0.75 else random.choice((0, 0, -1)) for _ in range(rows)]
    return SlotColumns(
        name=name, act=act, piece=None, by=stated.get("by"), to=stated.get("to"), same_day=random.random() < 0.2,
        given=given, happened=np.array(happened, np.int8), day=_days(random, day, unknown=0.0 if always else 0.07),
        received=_days(random, day + 2, unknown=0.4) if random.random() < 0.4 else None, told=told, due=due,
    )  # fmt: skip


def _coded(random: Random, values: tuple[Any, ...], rows: int, missing: float = 0.15) -> CodedColumn:
    codes = [-1 if random.random() < missing else random.randrange(len(values)) for _ in range(rows)]
    return CodedColumn(values, np.array(codes, np.int32))


def _days(random: Random, day: Any, unknown: float = 0.1) -> DayColumn:
    first, last = day.astype(np.int32).copy(), day.astype(np.int32).copy()
    for row in range(len(day)):
        chance = random.random()
        if chance < unknown:
            first[row] = last[row] = 0
        elif chance < unknown + 0.1:
            first[row] -= random.randrange(9)
            last[row] += random.randrange(9)
            if random.random() < 0.2:
                (first if random.random() < 0.5 else last)[row] = 0
    return DayColumn(first, last)


def drawn_day(random: Random) -> date:
    """Draws a day for which a register is examined: before, amid and after what happened in it."""
    return date.fromordinal(_FIRST + random.choice((50, 200, 400, 700, 900)))


# What is said of them


def told_of(finding: Finding) -> tuple[Any, ...]:
    """Returns what the columns of findings tell of one."""
    certain = finding.due
    title = finding.title if finding.of != "record" else ""  # it tells days within bounds as they are stated
    return (
        frozenset(finding.parts),
        finding.of,
        title,
        finding.kind.value,
        finding.would_be and finding.would_be.value,
        finding.who,
        certain or finding.due_earliest,
        certain or finding.due_latest,
        finding.done_on,
        finding.days_left,
        finding.days_late,
        finding.late_at_least,
        finding.late_at_most,
        finding.possible,
        finding.presumed,
        finding.days_presumed,
    )


def by_row(table: pa.Table, labels: Mapping[str, str]) -> dict[int, list[tuple[Any, ...]]]:
    """Returns what columns of findings tell, row by row."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for one in table.to_pylist():
        row = one.pop("row")
        one["title"] = one["title"] if one["of"] != "record" else ""
        possible = tuple(labels[name] for name in one["possible"].split("|")) if one["possible"] else ()
        told = {**one, "parts": frozenset(one["parts"].split("|")), "possible": possible}
        found.setdefault(row, []).append(tuple(told.values()))
    return found


def _single(said: str | None) -> str | None:
    """Returns the answer that a column says, if it is one."""
    return said if said and "|" not in said and said not in ("not_applicable", "no_rule") else None


def differences(evaluation: RegisterEvaluation) -> Iterator[tuple[int, str, Any, Any]]:
    """Yields where columns and `examine` say different things of a row."""
    from xinfang_rules.result.status_enums import NormStatus

    how = evaluation._how
    columns = how.columns
    parts, findings = evaluation.tables()
    told = by_row(findings, {status.value: status.label for status in NormStatus})
    refused = {one.row: one.reason for block in evaluation.blocks() for one in block.refused}
    by_part: dict[int, dict[str, Any]] = {}
    for one in parts.to_pylist():
        by_part.setdefault(one["row"], {})[one["part"]] = one

    for row in range(len(columns)):
        if columns.refused[row]:
            continue
        try:
            report = examine(
                columns.row_dossier(row, how.complete_to),
                as_of=how.as_of,
                rulebook=how.evaluator.rulebook,
                acts=how.table,
                presume=how.presume,
            )
        except CaseError as error:
            if refused.get(row) != error.text("zh"):
                yield row, "refused", error.text("zh"), refused.get(row)
            continue
        mine = by_part.get(row, {})
        wanted = {part.name: (part.organ, part.role, part.round, bool(part.refused)) for part in report.parts}
        got = {
            name: (one["organ"], one["role"], one["round"], one["refused"] is not None) for name, one in mine.items()
        }
        if wanted != got:
            yield row, "parts", wanted, got
            continue
        for part in report.parts:
            if part.result is not None:
                for question, decision in part.result.decisions.items():
                    answer = decision.answer if decision.answer and decision.status.value == "decided" else None
                    said = mine[part.name][question]
                    if answer != _single(said):
                        yield row, f"{part.name} {question}", decision, said
            for would in part.answers if how.presume else ():
                said = mine[part.name][f"{would.question}__presumed"]
                if would.would_be != _single(said):
                    yield row, f"{part.name} {would.question} presumed", would, said
        expected, got_findings = list(map(told_of, report.findings)), told.get(row, [])
        if expected != got_findings:
            missing = [one for one in expected if one not in got_findings]
            yield row, "findings", missing or expected, [one for one in got_findings if one not in expected]
