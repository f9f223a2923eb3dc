"""The nightly run of a case register on PostgreSQL: what each case comes to, and every last day, into tables.

    python nightly.py setup                    # the tables; again at any time
    python nightly.py run [--day 2026-11-29]   # after midnight; again at any time
    python nightly.py list overdue             # or: due, organs, refused [--organ NAME] [--days 3]

The database is named as libpq has it: PGHOST, PGDATABASE, PGUSER … or --database "postgresql://…".

A run works out the cases that have not been worked out for the day, or whose facts, or the rules, have changed since:
run again it finds nothing to do, broken off it is taken up where it was. Each batch is one transaction.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pyarrow as pa
from psycopg.rows import namedtuple_row

from xinfang_rules import FACTS, __version__, evaluate, load
from xinfang_rules.arguments import today_in_china
from xinfang_rules.tables import column_name, evaluate_table, fact_schema

HERE = Path(__file__).parent
BOOKS = ("xinfang-2022", "xinfang-2005")
ANSWERS = ("disposition", "track", "remedy_stage")
LATE = frozenset({"overdue", "met_late", "lapsed"})
WATCHED = LATE | {"pending", "open"}
BATCH = 5_000
LOCK = 20220501  # two runs at once would do everything twice

CHOSEN = """
select c.id, c.revision, c.facts
from petition_case c left join petition_result r on r.case_id = c.id
where c.id > %(after)s
  and (r.case_id is null or r.revision <> c.revision or r.made_with <> %(made_with)s or r.as_of <> %(day)s)
order by c.id limit %(batch)s
"""

STORED = """
insert into petition_result (case_id, result_id, revision, as_of, made_with, refused, disposition, track, remedy_stage)
values (%(case_id)s, %(result_id)s, %(revision)s, %(day)s, %(made_with)s, %(refused)s, %(disposition)s, %(track)s,
        %(remedy_stage)s)
on conflict (case_id) do update set
    result_id = excluded.result_id, revision = excluded.revision, as_of = excluded.as_of,
    made_with = excluded.made_with, refused = excluded.refused, disposition = excluded.disposition,
    track = excluded.track, remedy_stage = excluded.remedy_stage
"""

GONE = """
delete from petition_last_day d where case_id = any(%(cases)s) and not exists (
    select from unnest(%(case_ids)s::bigint[], %(rules)s::text[]) as kept (case_id, rule)
    where kept.case_id = d.case_id and kept.rule = d.rule
)
"""

LAST_DAY = """
insert into petition_last_day (case_id, rule, label, bearer, applies, status, earliest, latest, citations)
values (%(case_id)s, %(rule)s, %(label)s, %(bearer)s, %(applies)s, %(status)s, %(earliest)s, %(latest)s, %(citations)s)
on conflict (case_id, rule) do update set
    label = excluded.label, bearer = excluded.bearer, applies = excluded.applies, status = excluded.status,
    earliest = excluded.earliest, latest = excluded.latest, citations = excluded.citations
where petition_last_day.* is distinct from excluded.*
"""


class Done(NamedTuple):
    """What a run did: how many cases it worked out, and how many of them could not be evaluated."""

    cases: int
    refused: int


def setup(database: psycopg.Connection[Any]) -> None:
    """Makes the tables where there are none."""
    with database.transaction():
        database.execute((HERE / "schema.sql").read_text(encoding="utf-8"))


def run(database: psycopg.Connection[Any], day: date, *, batch: int = BATCH) -> Done:
    """Works out what has not been worked out for a day.

    Args:
        database: The database.
        day: The day for which results and last days are wanted.
        batch: How many cases are worked out, and written, at once.

    Raises:
        RuntimeError: If another run is under way.
    """
    locked = database.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    if locked is None or not locked[0]:
        raise RuntimeError("另一次运行还没有结束")
    try:
        done, chosen = Done(0, 0), {"after": 0, "made_with": made_with(), "day": day, "batch": batch}
        while True:
            with database.transaction(), database.cursor(row_factory=namedtuple_row) as cursor:
                cases = cursor.execute(CHOSEN, chosen).fetchall()
                if not cases:
                    return done
                results, last_days = worked_out(cases, day)
                for result in results:
                    result.update(day=day, made_with=chosen["made_with"])
                    told = (json.dumps(result.pop("facts"), sort_keys=True), day.isoformat(), result["made_with"])
                    result["result_id"] = sha256("\n".join(told).encode()).hexdigest()
                cursor.executemany(STORED, results)
                kept = {"case_ids": [row["case_id"] for row in last_days], "rules": [row["rule"] for row in last_days]}
                cursor.execute(GONE, {"cases": [case.id for case in cases], **kept})
                cursor.executemany(LAST_DAY, last_days)
            chosen["after"] = cases[-1].id
            refused = sum(result["refused"] is not None for result in results)
            done = Done(done.cases + len(cases), done.refused + refused)
    finally:
        database.execute("select pg_advisory_unlock(%s)", [LOCK])


def worked_out(cases: Sequence[Any], day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Evaluates cases, each with `id`, `revision` and `facts`.

    Returns:
        A row for the result of each, what is wrong with it included, and the rows of all last days.
    """
    wrong: dict[int, list[str]] = {}
    rows = []
    for case in cases:
        columns, strange = row_of(case.facts)
        rows.append({**columns, "case_id": case.id})
        if strange:
            wrong[case.id] = [f"没有这些事实：{'、'.join(strange)}"]
    names = [*fact_schema(FACTS).names, *sorted({name for row in rows for name in row} - {*fact_schema(FACTS).names})]
    schema = pa.schema([pa.field(name, pa.int64() if name == "case_id" else pa.string()) for name in names])
    want = [*ANSWERS, "statuses", "due_days"]
    done = evaluate_table(pa.Table.from_pylist(rows, schema), as_of=day, want=want, keep=["case_id"])
    by_case = {row["case_id"]: row for row in done.rows().to_pylist()}
    for each in done.refused.to_pylist():
        wrong.setdefault(each["case_id"], []).append(each["reason_zh"] or each["reason"])
    results, last_days = [], []
    for case in cases:
        row = {} if case.id in wrong else by_case[case.id]
        told = {"case_id": case.id, "revision": case.revision, "facts": case.facts}
        told["refused"] = "；".join(wrong[case.id]) if case.id in wrong else None
        results.append({**told, **{name: row.get(name) for name in ANSWERS}})
        if row:
            last_days += ({"case_id": case.id, **each} for each in watched(row, rules_for(case.facts)))
    return results, last_days


def row_of(facts: Mapping[str, Any]) -> tuple[dict[str, str | None], list[str]]:
    """Writes a case as the columns of `evaluate_table`, all of them texts.

    Returns:
        The columns, and the names in the case that are no facts.
    """
    groups = {group: told for group, told in facts.items() if isinstance(told, Mapping)}
    stated = {f"{group}.{key}": value for group, told in groups.items() for key, value in told.items()}
    row: dict[str, str | None] = {}
    for name, spec in FACTS.items():
        value, column = stated.pop(name, None), column_name(name)
        if spec.kind == "set":
            known = isinstance(value, list)
            members = {*map(str, value)} if known else set()
            row |= {f"{column}__{each}": str(each in members).lower() if known else None for each in spec.members}
            stated |= {f"{name}.{each}": None for each in members - {*spec.members}}
        elif spec.kind == "date" and isinstance(value, Mapping):
            row |= {f"{column}__{bound}": text(day) for bound, day in value.items()}
        elif spec.kind == "date" and value is None and not spec.origin:
            row[column] = date.max.isoformat()  # a case states what has happened
        else:
            row[column] = text(value)
    strange = (group for group in facts if group not in groups or group not in FACTS.groups)
    return row, [*stated, *(group for group in strange if group != "case_id")]


def text(value: object) -> str | None:
    """Writes a value as a cell; what is unknown is an empty one."""
    return None if value in (None, "unknown") else json.dumps(value) if not isinstance(value, str) else value


def watched(row: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the last days of a row that lie ahead, or were not kept."""
    for rule, told in rules.items():
        name = column_name(rule)
        statuses = (row.get(f"{name}__status") or "").split("|")
        earliest, latest = row.get(f"{name}__due_earliest"), row.get(f"{name}__due_latest")
        possible = [status for status in statuses if status != "not_applicable"]
        if WATCHED.intersection(possible) and (earliest or latest or LATE.intersection(possible)):
            applies = "unknown" if "not_applicable" in statuses else "yes"
            days = {"earliest": earliest, "latest": latest}
            yield {"rule": rule, **told, "applies": applies, "status": "|".join(possible), **days}


def rules_for(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns what is told of the rules of the Regulation that was in force when a petition was received."""
    received = facts.get("timeline", {}).get("received_on") if isinstance(facts.get("timeline"), Mapping) else None
    newer = load(BOOKS[0]).instrument.in_force_from.isoformat()
    return _RULES[BOOKS[0] if not isinstance(received, str) or received >= newer else BOOKS[1]]


def _told(pack: str) -> dict[str, Any]:
    return {
        rule.id: {
            "label": rule.title,
            "bearer": rule.norm.bearer.label,
            "citations": "、".join(dict.fromkeys(citation.label for citation in rule.citations)),
        }
        for rule in load(pack).latest.rules if rule.norm is not None
    }  # fmt: skip


_RULES = {pack: _told(pack) for pack in BOOKS}


def made_with() -> str:
    """Returns what results are made with: the library, the rules and the days of work that are installed."""
    calendar = evaluate({}, as_of=today_in_china(), rulebook=load(BOOKS[0])).provenance.calendar.digest
    return " ".join((__version__, *(load(pack).identity.digest for pack in BOOKS), calendar))


def queries() -> dict[str, str]:
    """Returns the queries of `queries.sql` by their names."""
    parts = re.split(r"^-- name: (\w+)$", (HERE / "queries.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def listed(
    database: psycopg.Connection[Any], name: str, day: date, *, organ: str | None = None, days: int = 3
) -> Iterable[dict[str, Any]]:
    """Yields the rows of a query."""
    with database.cursor() as cursor:
        cursor.execute(queries()[name], {"today": day, "organ": organ, "days": days})
        heads = [column.name for column in cursor.description or ()]
        yield from (dict(zip(heads, row, strict=True)) for row in cursor)


def main() -> None:
    """Runs from a command line."""
    parser = argparse.ArgumentParser(description="A case register on PostgreSQL")
    parser.add_argument("what", choices=["setup", "run", "list"])
    parser.add_argument("query", nargs="?", choices=[*queries()])
    parser.add_argument("--database", default="", help="as libpq has it; otherwise PGHOST, PGDATABASE …")
    parser.add_argument("--day", type=date.fromisoformat, default=today_in_china())
    parser.add_argument("--organ")
    parser.add_argument("--days", type=int, default=3)
    asked = parser.parse_args()
    if asked.what == "list" and asked.query is None:
        parser.error("list 之后写明列什么：" + "、".join(queries()))
    with psycopg.connect(asked.database, autocommit=True) as database:
        if asked.what == "setup":
            setup(database)
        elif asked.what == "run":
            done = run(database, asked.day)
            print(f"截至{asked.day}：评估{done.cases}件，其中不能评估{done.refused}件。")
        else:
            for row in listed(database, asked.query, asked.day, organ=asked.organ, days=asked.days):
                print("\t".join("" if value is None else str(value) for value in row.values()))


if __name__ == "__main__":
    main()
