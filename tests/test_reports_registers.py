"""Reports of registers as offices keep them: by hand, row by row."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from xinfang_rules.registers import read_register
from xinfang_rules.reports import Line, YearlyReport, write_report, yearly_report

MAPPING = """\
register: bureau
title: 台账
source: 试
complete: true
organs:
  bureau: {title: 县住建局, kind: other, level: county, superior: county_gov}
  county_gov: {title: 县政府, kind: other, level: county}
claim: {competent: bureau, category: grievance, remedy: none}
acts:
  submit: {act: submit, to: bureau, fields: {anonymous: false}}
  register: {act: register, by: bureau}
  notify: {act: notify, by: bureau, kind: receipt}
  accept: {act: accept, by: bureau}
  extend: {act: approve_extension, by: bureau}
  issue: {act: issue, by: bureau, kind: petition_opinion}
columns:
  编号: {use: reference}
  信访形式: {gives: {set: submit.channel, words: {来信: letter, 来访: visit, 来电: phone, 网上: online}}}
  收到日期: {gives: [{set: submit.day}, {set: register.day}]}
  初/重: {gives: [{set: submit.first, words: {初: true, 重: false}}, {bars: first_time, words: {初: false, 重: true}}]}
  紧急: {gives: {fact: petition.major_urgent, words: {是: true, 否: false}}}
  告知日期: {gives: {set: notify.day}}
  受理日期: {gives: {set: accept.day}}
  限办日期: {gives: {check: handling.conclude}}
  办结日期: {gives: {set: issue.day}}
  延期批准: {gives: {set: extend.day}}
  承办单位: {use: keep}
  是否满意: {use: keep}
"""

LEDGER = """\
县住建局台账,,,,,,,,,,
编号,信访形式,收到日期,初/重,紧急,告知日期,受理日期,限办日期,办结日期,承办单位,是否满意,延期批准
001,来信,2024-01-05,初,否,2024-01-12,2024-01-12,2024-03-12,2024-03-12,甲科,满意,
002,来访,2024-01-09,初,否,2024-01-25,2024-01-25,2024-03-25,2024-03-26,甲科,不满意,
003,网上,2024-08-01,初,否,2024-08-02,2024-08-02,2024-10-01,2024-10-08,乙科,基本满意,
004,来信,2024-04-01,初,否,2024-03-01,2024-03-01,,,乙科,,
005,来信,2022-04-20,初,否,2022-04-25,2022-04-25,,,乙科,,
006,飞鸽,2024-09-02,重,否,,,,,乙科,,
007,来信,2025-01-03,初,否,,,,,乙科,,
"""


def read(folder: Path, mapping: str = MAPPING, ledger: str = LEDGER, as_of: date = date(2024, 12, 31)) -> YearlyReport:
    (folder / "m.yaml").write_text(mapping, encoding="utf-8")
    (folder / "t.csv").write_text(ledger, encoding="utf-8")
    return yearly_report(read_register(folder / "t.csv", folder / "m.yaml"), as_of=as_of, period="2024")


def lines(report: YearlyReport, title: str) -> list[Line]:
    return [
        line for section in report.sections for table in section.tables if table.title == title for line in table.lines
    ]


def counts(report: YearlyReport, key: str) -> tuple[int, int, int, int]:
    (line,) = (line for line in lines(report, "各项指标") if line.variant.key == key)
    told = line.counts
    return told.met, told.not_met, told.not_applicable, told.cannot_tell


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> YearlyReport:
    return read(tmp_path_factory.mktemp("ledger"))


def test_a_row_that_is_no_case_keeps_what_it_states(report: YearlyReport) -> None:
    told = {line.group: line.value() for line in lines(report, "登记件数（按信访形式）") if line.variant.is_count}
    # Letters of 2024: 001, and 004, which was accepted before it was received; 005 is of 2022, 007 of 2025.
    assert told == {"书信": "2", "走访": "1", "信息网络": "1", "（未填，或者未能读取）": "1", "合计": "5"}
    months = {line.group: line.value() for line in lines(report, "登记件数（按月）")}
    assert months["2024-04"] == "1"
    assert any(note.startswith("登记表有2行（第6、7行）不能评估") for note in report.notes)


def test_a_row_received_after_the_day_does_not_count(report: YearlyReport) -> None:
    assert any(note.startswith("登记表有1行（第9行）在统计之日以后收到，不在其内") for note in report.notes)
    assert report.rows == 7
    (row,) = [row for row in report.cases.to_pylist() if row["编号"] == "007"]
    assert {value for name, value in row.items() if name not in ("编号", "行")} == {"不适用"}


def test_what_a_mapping_uses_otherwise_is_read_too(report: YearlyReport) -> None:
    assert not any("限办时间" in note or "初次信访" in note for note in report.notes)
    # Set by the office: 001 on the day, 002 a day late, 003 a week; 004, 005, 006 have none. 007 is not yet there.
    assert counts(report, "on_time_reply.set_day") == (1, 2, 1, 3)
    # 006 is marked 重; of 2024 are 001, 002, 003, 004 besides.
    assert counts(report, "repeat_petitions.marked") == (1, 4, 2, 0)
    # 满意, 不满意, 基本满意; whoever said nothing, in a register that is complete, did not say it.
    assert counts(report, "satisfaction.unit_stated") == (2, 1, 4, 0)
    assert counts(report, "participation.unit")[:2] == (3, 0)


def test_a_column_that_is_not_there_and_one_that_is_not_used_are_told_apart(tmp_path: Path) -> None:
    ignoring = read(tmp_path, MAPPING.replace("是否满意: {use: keep}", "是否满意: {use: ignored}"))
    (unused,) = [note for note in ignoring.notes if note.startswith("登记表有这些栏目，对应表没有这样用")]
    assert "对责任单位的评价（是否满意）" in unused
    (lacking,) = [note for note in ignoring.notes if note.startswith("登记表没有这些栏目")]
    assert "对责任单位的评价、" not in lacking
    assert "已经督办" in lacking


def test_without_a_day_of_registration_it_is_said_what_to_add(tmp_path: Path) -> None:
    bare = MAPPING.replace("  register: {act: register, by: bureau}\n", "").replace(", {set: register.day}", "")
    (note,) = [note for note in read(tmp_path, bare).notes if note.startswith("没有登记日期一栏")]
    assert "register: {act: register, by: bureau}" in note
    assert "submit.day" in note
    assert "“登记件数”" in note


def test_a_number_of_cases_is_open_only_where_a_case_may_be_one(report: YearlyReport) -> None:
    for line in lines(report, "转送、交办、督办"):
        if line.variant.is_count and line.value() == "0":
            assert line.counts.cannot_tell == 0
    assert [line.value() for line in lines(report, "转送、交办、督办")][:2] == ["0～2", "0～2"]  # 004 and 005


def test_shipped_mappings_keep_how_satisfied_somebody_was(tmp_path: Path) -> None:
    heads = "信访编号,登记日期,信访类型,信访性质,办理状态,承办单位,是否满意"
    rows = (
        "1,2024-03-01,来信,求决,已办结,甲局,满意\n"
        "2,2024-03-02,来访,申诉,办理中,乙局,不满意\n3,2024-03-05,来访,申诉,待受理,乙局,\n"
    )
    (tmp_path / "t.csv").write_text(f"{heads}\n{rows}", encoding="utf-8")
    made = yearly_report(
        read_register(tmp_path / "t.csv", "registration-form"), as_of=date(2024, 12, 31), period="2024"
    )
    assert counts(made, "satisfaction.unit_stated") == (1, 1, 1, 0)


def test_what_is_late_names_case_organ_grounds_and_reading(report: YearlyReport) -> None:
    late = {(row["行"], row["最后一日不晚于"]): row for row in report.late.table.to_pylist()}
    third = late[5, date(2024, 10, 1)]  # 60 days from 2 August: 1 October, a holiday until the 7th
    assert (third["编号"], third["谁"], third["逾期日数"]) == ("003", "县住建局", 7)
    assert third["依据"] == "《信访工作条例》第三十四条"
    assert "顺延" in third["依解释"]  # done on the first working day
    told = late[4, date(2024, 1, 24)]  # 15 days from 9 January, or on the spot
    assert (told["逾期日数"], told["逾期至少日数"], told["依解释"]) == (None, 1, "")


def test_numbers_of_persons_are_hidden(tmp_path: Path) -> None:
    ledger = LEDGER.replace("002,", "330102199001011234,").replace("2024-03-12,甲科", "2024-03-12,甲科13800001111")
    made = read(tmp_path, ledger=ledger)
    shown = f"{made.cases.to_pylist()}{made.late.table.to_pylist()}{made.sections}{made.notes}"
    assert "13800001111" not in shown
    assert "330102199001011234" not in shown
    assert sum("像是" in note and "use: personal" in note for note in made.notes) == 2


def test_a_folder_holds_the_table_that_is_counted(report: YearlyReport, tmp_path: Path) -> None:
    places = {place.name: place for place in write_report(report, tmp_path / "out")}
    parts = duckdb.from_parquet(str(places["parts.parquet"]))
    found = parts.project("编号, handling__conclude__due_latest, handling__conclude__days_late, row")
    # Sixty days from acceptance: 12 January, 19 days left of it, and 29 of February: 12 March. 25 January: 6 + 29, so
    # 25 March, and one day late. 2 August: 29 + 30, so 1 October, and seven days late. 004 contradicts itself, 005 came
    # before the Regulation, 007 after the day; 006 was accepted on no day that is known.
    assert found.filter("handling__conclude__due_latest is not null").order("编号").fetchall() == [
        ("001", date(2024, 3, 12), None, 0), ("002", date(2024, 3, 25), 1, 1), ("003", date(2024, 10, 1), 7, 2)
    ]  # fmt: skip
    assert len(parts) == 7
