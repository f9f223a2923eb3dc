"""Two rulebooks over a table: what differs is what two evaluations of each row find, and nothing else."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings, strategies as st

from tests.overlay_helpers import PILOT, SUSPENDED, Lay, overlay_of
from tests.test_tables import row_of, table_of as table_of_rows
from xinfang_rules import Result, Rulebook, XinfangError, evaluate, load
from xinfang_rules.engines.table.arrays import distinct
from xinfang_rules.engines.table.differing import differing
from xinfang_rules.errors import ArgumentError
from xinfang_rules.scenarios import read_scenarios, run_scenario
from xinfang_rules.tables import TableComparison, compare_tables
from xinfang_rules.tables.compared_blocks import turn_of_values
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines

AS_OF = date(2024, 9, 20)
SHORTER = "parameters:\n  - {parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}\n"
LATER = SHORTER.replace("value: 45}", "value: 60}, {from: 2024-06-01, value: 45}")
STRICTER = """\
constraints:
  - constraint: trial.numbered
    title: 试点的信访事项都已登记
    because: 试点期间收到即登记。
    sequence: [timeline.received_on, timeline.registered_on, timeline.accepted_on]
"""
OVERLAYS = {
    "a number": overlay_of(SHORTER, "sets: handling.days"),
    "a number from a day on": overlay_of(LATER, "sets: handling.days"),
    "a norm displaced": overlay_of(SUSPENDED, "displaces: handling.conclude"),
    "a norm replaced": overlay_of(PILOT % ("试点", ""), "replaces: handling.hearing"),
    "a constraint": overlay_of(STRICTER, "constrains: trial.numbered"),
    "facts, rules and a question of its own": Path("tests/local_facts.yaml").read_text(encoding="utf-8"),
}


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load("xinfang-2022")


def table_of(law: Rulebook, cases: Sequence[DatedCase]) -> pa.Table:
    rows = [{**row_of(law, each), "day": each.as_of} for each in cases]
    return table_of_rows(rows, pa.field("day", pa.date32()))


def drawn(law: Rulebook, number: int, seed: int, *, complete: bool | None = None) -> list[DatedCase]:
    found: list[DatedCase] = []
    for whole in (True, False) if complete is None else (complete,):
        found += sample_cases(number, rulebook=law, as_of=AS_OF, seed=seed, complete=whole)
    if complete is None:
        found += sample_near_deadlines(number, rulebook=law, seed=seed)
    return found


def listed(table: Any, old: Rulebook, new: Rulebook, place: Path, **more: Any) -> tuple[TableComparison, list[Any]]:
    """Compares, and reads what was written of each row."""
    path = place / "rows.jsonl"
    done = compare_tables(table, old, new, out=path, **{"as_of": "day", **more})
    return done, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def told(case: DatedCase, book: Rulebook) -> Result | None:
    try:
        return evaluate(case.case, as_of=case.as_of, rulebook=book)
    except XinfangError:
        return None


def scalar(case: DatedCase, old: Rulebook, new: Rulebook) -> Iterator[tuple[str, str]]:
    """Yields what two evaluations of a case find different: about what, and what of it."""
    before, after = told(case, old), told(case, new)
    if before is None or after is None:
        if (before is None) != (after is None):
            yield "admission", "admission"
        return
    for name in {*before.decisions, *after.decisions}:
        ones = [result.decisions.get(name) for result in (before, after)]
        if len({None if one is None else (one.answer, one.status, frozenset(one.candidates)) for one in ones}) > 1:
            yield name, "answer"
    norms = [{norm.rule: norm for norm in result.norms} for result in (before, after)]
    for rule in {*norms[0], *norms[1]}:
        both = [some.get(rule) for some in norms]
        if len({one and (one.status, frozenset(one.candidates), one.applies) for one in both}) > 1:
            yield rule, "status"
        days = [one and (one.due or one.due_earliest, one.due or one.due_latest) for one in both]
        if len({one or (None, None) for one in days}) > 1:
            yield rule, "last_day"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_differs_is_what_two_evaluations_find(law: Rulebook, lay: Lay, overlay: str, tmp_path: Path) -> None:
    new = lay(OVERLAYS[overlay])
    cases = drawn(law, 30, 1)
    done, rows = listed(table_of(law, cases), law, new, tmp_path)
    ours = {(row["row"], row["about"], row["what"]) for row in rows}
    theirs = {(number, *found) for number, case in enumerate(cases) for found in scalar(case, law, new)}
    assert ours == theirs
    assert len(theirs) > 5
    assert done.changed == len({row for row, _, _ in ours})
    assert sum(change.rows for change in done.changes) == len(rows) == sum(done.counts["rows"].to_pylist())


def test_only_what_reads_a_number_can_differ(law: Rulebook, lay: Lay) -> None:
    # 34 (the period, and its extension), 40 (urging, and a proposal, where it is missed), 45 (liability for that).
    found = differing(law.latest, lay(OVERLAYS["a number"]).latest)
    assert set(found.names) == {
        "status.handling.conclude",
        "status.handling.may-extend",
        "status.supervision.urge-late",
        "status.supervision.improve-late",
        "status.liability.handle-late",
        "status.liability.handle-discipline",
    }
    assert set(found.dues) == {"handling.conclude", "handling.may-extend"}


@pytest.mark.parametrize(
    "same", [(), ("overlay: {id: nothing, title: 无}\n",)], ids=["itself", "an overlay of nothing"]
)
def test_between_rulebooks_that_say_the_same_nothing_differs(
    law: Rulebook, lay: Lay, same: tuple[str, ...], tmp_path: Path
) -> None:
    other = lay(*same) if same else law
    assert differing(law.latest, other.latest).names == ()
    done, rows = listed(table_of(law, drawn(law, 40, 2)), law, other, tmp_path)
    assert (done.changes, done.changed, rows, done.counts.num_rows) == ((), 0, [], 0)
    assert done.rows == 120


def test_turned_round_every_difference_is_turned_round(law: Rulebook, lay: Lay, tmp_path: Path) -> None:
    new = lay(OVERLAYS["a number"])
    table = table_of(law, drawn(law, 30, 3))
    _, there = listed(table, law, new, tmp_path)
    _, back = listed(table, new, law, tmp_path)
    other = {"decided": "undecided", "undecided": "decided"}
    assert sorted(json.dumps(row) for row in back) == sorted(
        json.dumps(
            {
                **row,
                "kind": other.get(row["kind"], row["kind"]),
                "before": row["after"],
                "after": row["before"],
                "days": None if row["days"] is None else -row["days"],
            }
        )
        for row in there
    )
    assert there


def test_what_becomes_certain_is_another_kind_than_what_changes() -> None:
    def kind(before: str, after: str) -> str | None:
        turn = turn_of_values("status.x", tuple(before.split()), tuple(after.split()))
        return None if turn is None else turn.kind

    assert kind("met", "met_late") == "changed"
    assert kind("met pending", "met_late overdue") == "changed"
    assert kind("met pending", "met") == "decided"
    assert kind("met pending", "overdue") == "changed"
    assert kind("met", "pending met") == "undecided"
    assert kind("met pending", "pending overdue") == "possible"
    assert kind("met pending", "pending met") is None


@pytest.fixture
def ledger() -> pa.Table:
    # 34: accepted on 6 May, 60 days end on 5 July (25 to 31 May, 30 in June, 5); 45 days on 20 June (25, 20).
    # Accepted on 3 June: 2 August (27, 31, 2), and 18 July (27, 18). Concluded on 1 July, and not at all.
    other_ways = {f"remedy__{way}": "none" for way in ("arbitration", "party", "administrative", "duty")}
    known = {"petition__category": "grievance", "remedy__litigation_rights": "false", **other_ways}
    known |= {"history__opinion_issued": "false", "handling__extension_approved": "false"}
    rows = [
        {"case_id": "甲", "accepted_on": "2024-05-06", "concluded_on": "2024-07-01", "organ__kind": "other"},
        {"case_id": "乙", "accepted_on": "2024-06-03", "concluded_on": "9999-12-31", "organ__kind": "petition_office"},
        {"case_id": "丙", "accepted_on": "2024-06-03", "concluded_on": "9999-12-31", "organ__kind": "other"},
        {"case_id": "丁", "accepted_on": "2024-13-01", "concluded_on": "9999-12-31", "organ__kind": "other"},
    ]
    for row in rows:
        days = {name: row.pop(name) for name in ("accepted_on", "concluded_on")}
        row |= known | {f"timeline__{name}": day for name, day in days.items()}
        row |= {"timeline__received_on": days["accepted_on"], "承办单位": "甲局" if row["case_id"] == "甲" else "乙局"}
    return pa.Table.from_pylist(rows)


def test_a_shorter_period_makes_late_what_was_in_time(
    ledger: pa.Table, law: Rulebook, lay: Lay, tmp_path: Path
) -> None:
    done, rows = listed(ledger, law, lay(OVERLAYS["a number"]), tmp_path, as_of=date(2024, 7, 25), keep=["case_id"])
    conclude = [row for row in rows if row["about"] == "handling.conclude"]
    statuses = [(row["case_id"], row["before"], row["after"]) for row in conclude if row["what"] == "status"]
    # On 25 July the second and the third are pending by the law, and overdue where 45 days count.
    assert statuses == [("甲", "met", "met_late"), ("乙", "pending", "overdue"), ("丙", "pending", "overdue")]
    assert [(row["case_id"], row["days"]) for row in conclude if row["what"] == "last_day"] == [
        ("甲", -15),
        ("乙", -15),
        ("丙", -15),
    ]
    assert (done.rows, done.refused, done.changed) == (4, 1, 3)
    (status,) = [change for change in done.changes if (change.about, change.what) == ("handling.conclude", "status")]
    assert (status.kind, status.rows, status.citations) == ("changed", 3, ("《信访工作条例》第三十四条",))
    assert [(turn.turn.before, turn.turn.after, turn.rows) for turn in status.turns] == [
        ("pending", "overdue", 2),
        ("met", "met_late", 1),
    ]
    counts = [
        (row["month"], row["organ__kind"], row["rows"])
        for row in done.counts.to_pylist()
        if (row["about"], row["what"]) == ("handling.conclude", "status")
    ]
    assert counts == [("2024-05", "other", 1), ("2024-06", "other", 1), ("2024-06", "petition_office", 1)]


def test_it_is_counted_by_the_columns_that_are_named(ledger: pa.Table, law: Rulebook, lay: Lay) -> None:
    done = compare_tables(ledger, law, lay(OVERLAYS["a number"]), as_of=date(2024, 7, 25), by=["承办单位"])
    counts = {
        (row["month"], row["承办单位"]): row["rows"]
        for row in done.counts.to_pylist()
        if (row["about"], row["what"]) == ("handling.conclude", "last_day")
    }
    assert counts == {("2024-05", "甲局"): 1, ("2024-06", "乙局"): 2}
    with pytest.raises(ArgumentError, match="no column 承办"):
        compare_tables(ledger, law, law, as_of=AS_OF, by=["承办"])


def test_a_row_that_only_one_rulebook_refuses_is_a_kind_of_its_own(law: Rulebook, lay: Lay, tmp_path: Path) -> None:
    new = lay(OVERLAYS["a constraint"])
    days = {"timeline__received_on": ["2024-05-06"] * 2, "timeline__accepted_on": ["2024-05-07"] * 2}
    table = pa.table({**days, "timeline__registered_on": ["2024-05-06", "2024-05-08"]})  # the second after acceptance
    for old, other, turn in ((law, new, ("decided", "refused")), (new, law, ("refused", "decided"))):
        done, rows = listed(table, old, other, tmp_path, as_of=AS_OF)
        assert [(row["row"], row["what"], row["before"], row["after"]) for row in rows if row["row"] == 1] == [
            (1, "admission", *turn)
        ]
        assert done.refused == 0
        (change,) = [change for change in done.changes if change.what == "admission"]
        case, _ = change.smallest()
        assert set(case.model_dump()) == {"timeline"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_smallest_examples_are_scenarios_that_pass(law: Rulebook, lay: Lay, overlay: str, tmp_path: Path) -> None:
    new = lay(OVERLAYS[overlay])
    done = compare_tables(table_of(law, drawn(law, 20, 4)), law, new, as_of="day")
    assert done.changes
    scenarios = [change.scenario() for change in done.changes[:5]]
    path = tmp_path / "changes.yaml"
    path.write_text(yaml.safe_dump({"scenarios": scenarios}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for scenario in read_scenarios(path, new):
        assert run_scenario(scenario, new).failures == ()
    # By the first rulebook they do not hold.
    assert all(run_scenario(scenario, law).failures for scenario in read_scenarios(path) if _is_of(law, scenario))


def _is_of(law: Rulebook, scenario: Any) -> bool:
    return (
        type(scenario.case) is law.case_model
        and not {*scenario.expect.decisions, *scenario.expect.norms}
        - {
            *(question.name for question in law.latest.questions),
            *(rule.id for rule in law.latest.rules),
        }
        and {*scenario.expect.refused} <= {constraint.id for constraint in law.latest.constraints}
    )


def test_the_smallest_example_says_only_what_makes_the_difference(ledger: pa.Table, law: Rulebook, lay: Lay) -> None:
    done = compare_tables(ledger, law, lay(OVERLAYS["a number"]), as_of=AS_OF)
    (last_day,) = [one for one in done.changes if (one.about, one.what) == ("handling.conclude", "last_day")]
    case, _ = last_day.smallest()
    assert set(case.model_dump()) == {"timeline"}
    assert set(case.model_dump()["timeline"]) == {"accepted_on"}  # 34: from the day of acceptance


@given(
    st.lists(
        st.tuples(st.integers(-(2**40), 2**40), st.integers(0, 3), st.integers(0, 2**63 - 1)), min_size=1, max_size=30
    )
)
@settings(max_examples=200)
def test_different_rows_are_found_however_far_apart_their_numbers_are(rows: list[tuple[int, int, int]]) -> None:
    import numpy as np

    for columns in ((0,), (1,), (0, 1), (1, 2)):
        some = [tuple(row[column] for column in columns) for row in rows]
        there, own = distinct((np.array(column) for column in zip(*some, strict=True)), len(some))
        assert [there[place] for place in own] == some
        assert len(there) == len(set(some))


def test_what_cannot_be_compared_is_told(ledger: pa.Table, law: Rulebook, tmp_path: Path) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "old is a Rulebook": {"old": "xinfang-2022"},
        "new is a Rulebook": {"new": None},
        "no column dya": {"as_of": "dya"},
        "no column x": {"keep": ["x"]},
        "says no format that is written": {"out": tmp_path / "x.docx"},
        "no column of the table states a fact": {"source": pa.table({"x": [1]})},
    }
    for told, more in wrong.items():
        arguments: dict[str, Any] = {"source": ledger, "old": law, "new": law, "as_of": AS_OF, **more}
        source, old, new = (arguments.pop(name) for name in ("source", "old", "new"))
        with pytest.raises(XinfangError, match=told):
            compare_tables(source, old, new, **arguments)
    assert list(tmp_path.iterdir()) == []
