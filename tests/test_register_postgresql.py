"""The register on PostgreSQL, on a real server: its tables hold what `evaluate` finds of each case, and no more is done
than has to be.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from xinfang_rules import CaseError, evaluate
from xinfang_rules.testing import sample_cases

HERE = Path(__file__).parents[1] / "examples" / "register_postgresql"
DAY = date(2024, 9, 20)

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def nightly() -> Iterator[Any]:
    """The module of the example, as a script finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        yield import_module("nightly")
    sys.modules.pop("nightly")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture
def database(address: str, nightly: Any) -> Iterator[Any]:
    """A database with empty tables."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as database:
        nightly.setup(database)
        nightly.setup(database)  # again at any time
        yield database
        database.execute("drop table petition_last_day, petition_result, petition_case")


def add(database: Any, reference: str, facts: dict[str, Any], organ: str = "县住建局") -> None:
    from psycopg.types.json import Jsonb

    query = "insert into petition_case (reference, organ, facts) values (%s, %s, %s)"
    database.execute(query, [reference, organ, Jsonb(facts)])


def of_case(database: Any, columns: str, reference: str, table: str = "petition_last_day") -> list[tuple[Any, ...]]:
    """Returns rows about a case."""
    query = f"select {columns} from {table} t join petition_case c on c.id = t.case_id where reference = %s order by 1"
    rows: list[tuple[Any, ...]] = database.execute(query, [reference]).fetchall()
    return rows


def facts(**days: str) -> dict[str, Any]:
    """A grievance that is to be handled by the ordinary procedure."""
    remedy: dict[str, Any] = dict.fromkeys(("judicial", "arbitration", "party", "administrative", "duty"), "none")
    return {
        "organ": {"kind": "other"},
        "petition": {"category": "grievance", "competence": "own", "intake": "direct", "request": "new"},
        "remedy": {**remedy, "litigation_rights": False},
        "history": {"opinion_issued": False, "reexamination_concluded": False},
        "handling": {"extension_approved": False, "period_by_other_law": False},
        "timeline": days,
    }


def test_every_last_day_is_what_evaluate_finds(database: Any, nightly: Any) -> None:
    cases = [each.case for each in sample_cases(60, as_of=DAY)]
    cases += [each.case for each in sample_cases(20, as_of=DAY, complete=True, seed=1)]
    for number, case in enumerate(cases):
        add(database, f"drawn-{number}", case.model_dump(mode="json", exclude_none=True))
    assert nightly.run(database, DAY, batch=32) == (len(cases), 0)
    columns = "rule, applies, status, earliest, latest, label, citations"
    compared = 0
    for number, case in enumerate(cases):
        stored = {row[0]: row[1:] for row in of_case(database, columns, f"drawn-{number}")}
        result = evaluate(case.model_dump(mode="json", exclude_none=True), as_of=DAY)
        listed = {item.rule: item for item in result.deadlines().items}
        assert listed.keys() <= stored.keys(), number
        for rule, item in listed.items():
            applies, status, earliest, latest, label, citations = stored[rule]
            assert (applies, {*status.split("|")}) == (item.applies, {str(one) for one in item.statuses})
            if item.status != "not_applicable" and item.due is not None:
                assert (earliest, latest) == (item.due, item.due)
            assert (label, citations) == (item.label, "、".join(dict.fromkeys(c.label for c in item.citations)))
            compared += 1
        answers = of_case(database, "disposition, track", f"drawn-{number}", "petition_result")
        for name, told in zip(("disposition", "track"), *answers, strict=True):
            decision = result.decisions[name]
            assert decision.answer is None or told == decision.answer
    assert compared > 100


def test_the_lists_of_a_day(database: Any, nightly: Any) -> None:
    # 60 days from acceptance: 22 July + 60 = 20 September; 1 July + 60 = 30 August, 21 days before 20 September.
    late = {"received_on": "2024-06-28", "accepted_on": "2024-07-01", "notified_on": "2024-07-01"}
    add(database, "today", facts(received_on="2024-07-20", accepted_on="2024-07-22", notified_on="2024-07-22"))
    add(database, "late", facts(**late), "县民政局")
    add(database, "done", facts(**late, concluded_on="2024-08-01"))
    add(database, "wrong", {"petition": {"category": "grievence"}, "petiton": {}}, "县民政局")
    assert nightly.run(database, DAY) == (4, 1)

    def told(name: str, **options: Any) -> list[tuple[Any, ...]]:
        rows = nightly.listed(database, name, DAY, **options)
        wanted = ("reference", "last_day", "days_late", "days_left")
        return [tuple(row[key] for key in wanted if key in row) for row in rows if "办结" in row.get("label", "办结")]

    assert told("overdue") == [("late", date(2024, 8, 30), 21)]
    assert told("overdue", organ="县住建局") == []
    assert told("due") == [("today", DAY, 0)]
    (refused,) = nightly.listed(database, "refused", DAY)
    assert refused["reference"] == "wrong"
    assert "grievence" in refused["refused"] and "petiton" in refused["refused"]  # noqa: PT018  # one text
    organs = {row["organ"]: row for row in nightly.listed(database, "organs", DAY)}
    assert (organs["县民政局"]["cases"], organs["县民政局"]["refused"]) == (2, 1)


def test_only_what_changed_is_worked_out_again(database: Any, nightly: Any) -> None:
    add(database, "a", facts(received_on="2024-07-01", accepted_on="2024-07-22"))
    add(database, "b", facts(received_on="2024-07-01", accepted_on="2024-07-22"))
    assert nightly.run(database, DAY).cases == 2
    before = of_case(database, "rule, t.xmin::text, t.status", "b")
    results = database.execute("select result_id from petition_result order by case_id").fetchall()
    assert len({*results}) == 1  # the same facts, day and rules
    assert nightly.run(database, DAY).cases == 0
    database.execute("update petition_case set organ = '县政府' where reference = 'a'")
    assert nightly.run(database, DAY).cases == 0
    done = facts(received_on="2024-07-01", accepted_on="2024-07-22", concluded_on="2024-09-02")
    from psycopg.types.json import Jsonb

    database.execute("update petition_case set facts = %s where reference = 'a'", [Jsonb(done)])
    assert nightly.run(database, DAY).cases == 1
    assert ("handling.conclude",) in of_case(database, "rule", "b")
    assert ("handling.conclude",) not in of_case(database, "rule", "a")  # it was done in time
    # On the next day everything is looked at, and the last day of b, 20 September, is past.
    assert nightly.run(database, DAY + timedelta(days=1)).cases == 2
    after = of_case(database, "rule, t.xmin::text, t.status", "b")
    assert ("handling.conclude", "overdue") in {(rule, status) for rule, _, status in after}
    changed = {rule for rule, *_ in {*after} - {*before}}  # of what stays as it is no row is written anew
    assert changed == {rule for rule, _, status in after if (rule, status) not in {(r, s) for r, _, s in before}}


def test_two_runs_do_not_meet(database: Any, nightly: Any, address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [nightly.LOCK])
        with pytest.raises(RuntimeError, match="还没有结束"):
            nightly.run(database, DAY)


def test_names_are_never_part_of_a_statement(database: Any, nightly: Any) -> None:
    attack = "'; drop table petition_case; --"
    add(database, "a", facts(received_on="2024-07-01", accepted_on="2024-07-02"), attack)
    nightly.run(database, DAY)
    assert [row["organ"] for row in nightly.listed(database, "overdue", DAY, organ=attack)][:1] == [attack]
    with pytest.raises(CaseError):
        evaluate({"petition": attack}, as_of=DAY)
    add(database, "b", {"petition": attack, attack: {}})
    assert nightly.run(database, DAY) == (1, 1)


def test_it_runs_from_a_command_line(address: str, database: Any, nightly: Any) -> None:
    late = {"received_on": "2024-06-28", "accepted_on": "2024-07-01", "notified_on": "2024-07-01"}
    add(database, "late", facts(**late))

    def typed(*arguments: str) -> str:
        command = [sys.executable, str(HERE / "nightly.py"), *arguments, "--database", address, "--day", "2024-09-20"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert typed("setup") == ""
    assert typed("run") == "截至2024-09-20：评估1件，其中不能评估0件。\n"
    assert "县住建局\tlate\t按照信访程序办理的，自受理之日起60日内办结" in typed(
        "list", "overdue", "--organ", "县住建局"
    )
