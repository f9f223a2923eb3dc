"""`xinfang compare`: the page, the files, and what cannot be compared."""

import json
from pathlib import Path

import pyarrow.parquet as pa_parquet
import pytest

from tests.cli_helpers import run, write
from xinfang_rules import load
from xinfang_rules.scenarios import read_scenarios, run_scenario

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")

SHORTER = """\
overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试点}]}
parameters:
  - {parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}
"""
KNOWN = "grievance,false,none,none,none,none,false,false"
# 34: 60 days from 3 June end on 2 August (27 in June, 31, 2), 45 days on 18 July (27, 18): late on 25 July.
LEDGER = f"""\
case_id,petition__category,remedy__litigation_rights,remedy__arbitration,remedy__party,remedy__administrative,remedy__duty,history__opinion_issued,handling__extension_approved,organ__kind,timeline__received_on,timeline__accepted_on,timeline__concluded_on
a,{KNOWN},other,2024-06-03,2024-06-03,9999-12-31
b,{KNOWN},petition_office,2024-06-03,2024-06-03,9999-12-31
c,{KNOWN},other,2024-13-03,2024-06-03,9999-12-31
d,{KNOWN},other,2024-03-04,2024-03-04,2024-03-20
"""
GIVEN = ("compare", "ledger.csv", "--overlay", "trial.yaml", "--as-of", "2024-07-25")


@pytest.fixture(autouse=True)
def files(in_an_empty_directory: None) -> None:
    write("ledger.csv", LEDGER)
    write("trial.yaml", SHORTER)


def test_the_page_says_what_changes_for_whom_and_when_and_shows_the_smallest_case() -> None:
    result = run(*GIVEN)
    assert (result.exit_code, result.stderr) == (0, "")
    head, *changes = result.stdout.split("\n\n")
    assert head.splitlines() == [
        "比较 ledger.csv，4行，截至 2024-07-25",
        "原来：《信访工作条例》",
        "现在：《信访工作条例》（叠加 trial）",
        "双方都不能评估的有1行，不在其内。",
        "有不同的3行：",
    ]
    (status,) = [change for change in changes if "handling.conclude 的状态" in change]
    assert status.splitlines() == [
        "按照信访程序办理的，自受理之日起45日内办结（《信访工作条例》第三十四条）",
        "handling.conclude 的状态改变：2行",
        "  待履行（未逾期） → 逾期未履行：2行",
        "  月份：2024-06 2行",
        "  机关类别：其他机关、单位 1行，党委和政府信访部门 1行",
        "  最小的例子（截至 2024-07-25）：",
        "    petition: {category: grievance}",
        "    remedy: {litigation_rights: false, arbitration: none, party: none, administrative: none, duty: none}",
        "    history: {opinion_issued: false}",
        "    timeline: {accepted_on: '2024-06-03'}",
    ]
    (days,) = [change for change in changes if "handling.conclude 的最后一日" in change]
    assert "  确定的一日，提前15日：3行" in days.splitlines()


def test_the_same_in_json_in_a_table_of_counts_and_row_by_row() -> None:
    result = run(*GIVEN, "--format", "json", "--counts", "counts.parquet", "--out", "rows.jsonl", "--by", "case_id")
    told = json.loads(result.stdout)
    assert (told["rows"], told["refused"], told["changed"]) == (4, 1, 3)
    assert told["new"]["overlays"] == ["trial"]
    (status,) = [one for one in told["changes"] if (one["about"], one["what"]) == ("handling.conclude", "status")]
    assert status["turns"] == [{"before": "pending", "after": "overdue", "days": None, "rows": 2}]
    assert status["smallest"]["case"]["timeline"] == {"accepted_on": "2024-06-03"}
    counts = pa_parquet.read_table("counts.parquet").to_pylist()
    assert counts == told["counts"]
    assert [row["case_id"] for row in counts if (row["about"], row["what"]) == ("handling.conclude", "status")] == [
        "a",
        "b",
    ]
    rows = [json.loads(line) for line in Path("rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == sum(change["rows"] for change in told["changes"])
    assert {row["case_id"] for row in rows} == {"a", "b", "d"}


def test_the_smallest_examples_are_scenarios_for_the_new_rulebook() -> None:
    run(*GIVEN, "--scenarios", "changes.yaml")
    found = read_scenarios("changes.yaml")
    assert len(found) >= 4
    for book, held in ((load(overlays=["trial.yaml"]), True), (load(), False)):
        assert {run_scenario(scenario, book).failures == () for scenario in found} == {held}


def test_where_nothing_changes_it_says_so() -> None:
    write("nothing.yaml", "overlay: {id: nothing, title: 无}\n")
    result = run("compare", "ledger.csv", "--overlay", "nothing.yaml", "--as-of", "2024-07-25")
    assert result.stdout.splitlines()[-1] == "没有不同。"
    empty = write("empty.csv", LEDGER.partition("\n")[0])
    assert run("compare", empty, *GIVEN[2:]).stdout.splitlines()[-1] == "没有不同。"


WRONG = {
    ("compare", "ledger.csv"): "there is nothing to compare",
    ("compare", "ledger.csv", "--new", "xinfang-2022"): "there is nothing to compare",
    ("compare", "trial.yaml", "--overlay", "trial.yaml"): "trial.yaml is no table",
    (*GIVEN, "--out", "ledger.csv"): "ledger.csv is the table that is read",
    (*GIVEN, "--by", "organ"): "the table has no column organ",
    (*GIVEN, "--out", "x.docx"): "no format that is written",
    (*GIVEN, "--counts", "gone/x.csv"): "gone/x.csv",
    (*GIVEN, "--scenarios", "gone/x.yaml"): "gone/x.yaml cannot be written",
    ("compare", "gone.csv", *GIVEN[2:]): "gone.csv: not-found",
}


@pytest.mark.parametrize("arguments", WRONG, ids=lambda arguments: " ".join(arguments[1:]))
def test_what_cannot_be_compared_is_one_line(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert WRONG[arguments] in line
    assert Path("ledger.csv").read_text(encoding="utf-8") == LEDGER
