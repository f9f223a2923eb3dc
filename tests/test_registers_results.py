"""What comes of a register: profile, what is late, tables that are safe to open; and the command."""

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from tests.cli_helpers import run
from tests.register_files import MAPPING, write_book, write_csv, written
from tests.register_rows import rows
from xinfang_rules import ArgumentError
from xinfang_rules.dossier import FindingKind, examine
from xinfang_rules.registers import (
    Register,
    RegisterResults,
    evaluate_register,
    load_mapping,
    profile_register,
    propose_mappings,
    read_register,
    write_results,
)
from xinfang_rules.registers.result_tables import ABOUT, AHEAD, DEFECTS, LATE, OPEN, OWN_DAYS, OWN_PAST, PARTS, REFUSED

AS_OF = date(2024, 9, 20)
OURS = """\
register: ours
title: 本局台账
source: 本局
complete: true
organs:
  bureau: {title: 县住建局, kind: other, level: county, superior: county_gov}
  county_gov: {kind: other, level: county}
claim: {competent: bureau, category: grievance, remedy: none}
acts:
  submit: {act: submit, to: bureau}
  notify: {act: notify, by: bureau, kind: receipt}
  accept: {act: accept, by: bureau}
  extend: {act: approve_extension, by: bureau}
  issue: {act: issue, by: bureau, kind: petition_opinion}
columns:
  编号: {use: reference}
  科室: {use: keep}
  信访人: {use: personal}
  初重: {gives: [{set: submit.first, words: {初: true, 重: false}}, {bars: first_time, words: {初: false, 重: true}}]}
  匿名: {gives: {set: submit.anonymous, words: {是: true, 否: false}}}
  收到日期: {gives: {set: submit.day}}
  告知日期: {gives: {set: notify.day}}
  受理日期: {gives: {set: accept.day}}
  批准延期: {gives: {set: extend.day}}
  延期天数: {gives: {set: extend.days}}
  限办日期: {gives: {check: handling.conclude}}
  办结日期: {gives: {set: issue.day}}
"""
HEADS = [
    "编号", "科室", "信访人", "初重", "匿名", "收到日期",
    "告知日期", "受理日期", "批准延期", "延期天数", "限办日期", "办结日期",
]  # fmt: skip
ROWS: list[list[Any]] = [
    # Accepted on 13 May: 18 of May, 30 of June, 12 of July is the 60th day. Issued on the 9th.
    ["1", "执法科", "甲", "初", "否", "2024/5/6", "2024/5/13", "2024/5/13", "", "", "2024/7/12", "2024/7/9"],
    # Accepted on 14 May, due on 13 July; issued on the 30th, 17 days late.
    ["2", "执法科", "乙", "初", "否", "2024/5/7", "2024/5/14", "2024/5/14", "", "", "2024/7/13", "2024/7/30"],
    # Accepted on 16 May, due on 15 July; not issued. By 20 September 67 days late: 16 + 31 + 20.
    ["3", "执法科", "丙", "初", "否", "2024/5/9", "2024/5/16", "2024/5/16", "", "", "2024/7/15", ""],
    # A repeat, of which nobody can say by these columns whether it is to be accepted.
    ["4", "执法科", "丁", "重", "否", "2024/7/1", "", "", "", "", "", ""],
    # Accepted on 2 September: 28 of September, 31 of October, 1 November.
    ["5", "=1+1", "戊", "初", "否", "2024/8/26", "2024/9/2", "2024/9/2", "", "", "2024/11/2", ""],
    # Accepted before it was received.
    ["+6", "@x", "己", "初", "否", "2024/9/2", "", "2024/9/1", "", "", "", ""],
    # Nobody was told. Received on 1 July, due on the 16th at the latest; by 20 September 66 days late: 15 + 31 + 20.
    ["7", "执法科", "庚", "初", "否", "2024/7/1", "", "", "", "", "", ""],
]  # fmt: skip


@pytest.fixture
def ours(tmp_path: Path) -> Register:
    return read_register(file_of(tmp_path), mapping_of(tmp_path))


def file_of(place: Path) -> Path:
    path = place / "台账.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADS, *ROWS])
    return path


def mapping_of(place: Path) -> Path:
    path = place / "ours.yaml"
    path.write_text(OURS, "utf-8")
    return path


def lines(results: RegisterResults, name: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in results.tables()[name].to_pylist()]


def test_what_is_late_is_told_with_the_days_worked_out_by_hand(ours: Register) -> None:
    results = RegisterResults(ours, as_of=AS_OF)
    days = ("最后一日不早于", "最后一日不晚于", "逾期日数", "逾期至少日数")
    stated = [
        (3, "2", "县住建局", date(2024, 7, 13), date(2024, 7, 13), 17, None, "逾期履行", ""),
        (4, "3", "县住建局", date(2024, 7, 15), date(2024, 7, 15), 67, None, "逾期未履行", ""),
        (8, "7", "县住建局", date(2024, 7, 1), date(2024, 7, 16), None, 66, "逾期未履行", ""),
    ]
    assert lines(results, LATE, "行", "编号", "谁", *days, "情况", "是否推定") == stated
    presumed = RegisterResults(ours, as_of=AS_OF, presume=["not_on_spot"])
    assert lines(presumed, LATE, "行", "编号", "谁", *days, "情况", "是否推定") == [
        *stated[:2],
        (8, "7", "县住建局", date(2024, 7, 16), date(2024, 7, 16), 66, None, "逾期未履行", "只有日数是推定"),
    ]  # overdue without the presumption, too: that it is late rests on nothing presumed
    assert lines(presumed, LATE, "义务", "依据")[2] == (
        "对信访人直接提出的事项，当场或者在15日内书面告知",
        "《信访工作条例》第二十三条第二款",
    )
    assert ("5", date(2024, 11, 1)) in lines(results, AHEAD, "编号", "最后一日不晚于")


def test_the_register_s_own_last_days_are_compared(ours: Register) -> None:
    results = RegisterResults(ours, as_of=AS_OF)
    # 1, 2 and 3 agree; 5 is due on 1 November. The others were not accepted, and the register tells no last day.
    compared = results.own_days()["handling.conclude"]
    assert (compared.agree, compared.differ, compared.open) == (3, 1, 0)
    assert lines(results, OWN_DAYS, "编号", "登记表所填", "算出的不早于", "算出的不晚于") == [
        ("5", date(2024, 11, 2), date(2024, 11, 1), date(2024, 11, 1)),
    ]


def test_no_row_is_lost(ours: Register) -> None:
    tables = RegisterResults(ours, as_of=AS_OF).tables()
    assert tables[PARTS]["行"].to_pylist() == [2, 3, 4, 5, 6, 8]
    (refused,) = tables[REFUSED].to_pylist()
    assert refused == {
        "行": 7, "栏目": "受理日期", "单元格": "H7", "内容": "2024/9/1", "代码": "contradiction",
        "原因": "早于提出（信访、接件）之日",
    }  # fmt: skip


def test_a_row_received_after_the_day_is_named_and_counted(ours: Register, tmp_path: Path) -> None:
    # By 31 July: number 5 came on 26 August; number +6, of 2 September, is not read. The rest came before.
    day = date(2024, 7, 31)
    results = RegisterResults(ours, as_of=day)
    reasons = lines(results, PARTS, "行", "编号", "科室", "没有评估的原因")
    assert [line for line in reasons if line[3]] == [(6, "5", "=1+1", "截至之日以后收到，不在其内")]
    assert [line[0] for line in reasons] == [2, 3, 4, 5, 6, 8]
    assert profile_register(ours, as_of=day).later_rows == 1
    # On 30 April, before the first of them, nothing is there: each row stands all the same, the one not read aside.
    early = lines(RegisterResults(ours, as_of=date(2024, 4, 30)), PARTS, "行", "没有评估的原因")
    assert early == [(line, "截至之日以后收到，不在其内") for line in (2, 3, 4, 5, 6, 8)]
    assert evaluate_register(ours, as_of=day).later.tolist() == [4]
    page = run("register", str(ours.text.path), "--mapping", str(mapping_of(tmp_path)), "--as-of", "2024-07-31").stdout
    assert "有1件在2024年7月31日以后才收到，不在其内" in "".join(page.split())


def more_rows(place: Path, *more: list[Any]) -> Register:
    """Reads the register with further rows, below the ninth line of the sheet."""
    path = place / "更多.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *ROWS, *more])
    return read_register(path, mapping_of(place))


def test_what_is_late_only_by_a_reading_says_by_which(tmp_path: Path) -> None:
    day = date(2025, 1, 10)
    # Accepted on 2 August: 29 of August, 30 of September, 1 October 2024 is the 60th day, a holiday; 8 October is the
    # first working day after it. Done on the 8th it is in time if last days of organs are taken to run on.
    row = ["8", "执法科", "辛", "初", "否", "2024/8/1", "2024/8/2", "2024/8/2", "", "", "2024/10/8", "2024/10/8"]
    register = more_rows(tmp_path, row, ["9", *row[1:-2], "2024/10/1", "2024/10/9"])
    results = RegisterResults(register, as_of=day)
    readings = {line: text for line, what, text in lines(results, LATE, "行", "义务", "依解释") if "办结" in what}
    (rolls,) = {edition.roll_on_reading for edition in register.mapping.table.rulebook.editions}
    assert rolls is not None
    # 2: due on a Saturday, done on the 30th; 3: a Monday; 5: 1 November is a Friday; 9: done after the 8th.
    assert readings == {3: "", 4: "", 6: "", 9: rolls, 10: ""}
    # The office's own day is the one that the other reading leaves; number 5 tells a Saturday after a Friday.
    assert lines(results, OWN_DAYS, "行", "依解释") == [(6, ""), (9, rolls)]
    ahead = RegisterResults(register, as_of=date(2024, 9, 20))
    told = dict(lines(ahead, AHEAD, "行", "依解释"))
    assert (told[6], told[9], told[10]) == ("", rolls, rolls)


def test_what_is_amiss_besides_lateness_has_a_table(tmp_path: Path) -> None:
    # Extended by 45 days, where article 34 allows 30.
    row = ["8", "执法科", "辛", "初", "否", "2024/6/3", "2024/6/4", "2024/6/4", "2024/7/1", "45", "", "2024/9/10"]
    results = RegisterResults(more_rows(tmp_path, row), as_of=AS_OF)
    assert lines(results, DEFECTS, "行", "编号", "谁", "事项", "情况", "依据") == [
        (9, "8", "县住建局", "延长办理期限不得超过30日", "违反", "《信访工作条例》第三十四条"),
    ]
    assert lines(results, DEFECTS, "依解释") == [("",)]
    assert results.defects() == [("延长办理期限不得超过30日", 1, 0)]
    out = str(tmp_path / "结果.xlsx")
    page = run("register", str(tmp_path / "更多.csv"), "--mapping", str(mapping_of(tmp_path)), "--out", out).stdout
    assert "延长办理期限不得超过30日：1件" in page


def test_no_duty_of_which_the_keeping_is_open_is_dropped(ours: Register) -> None:
    results = RegisterResults(ours, as_of=AS_OF)
    told = {(line, what): rest for line, what, *rest in lines(results, OPEN, "行", "义务", "情况", "要查明的")}
    titles = {rule.id: rule.title for rule in ours.mapping.table.rulebook.latest.rules}
    open_kinds = {FindingKind.UNTOLD, FindingKind.UNDONE, FindingKind.OWED}
    wanted = {
        (int(ours.columns.lines[row]), titles[found.of])
        for row in range(len(ours))
        if not ours.columns.refused[row]
        for found in examine(ours.dossier(row, as_of=AS_OF), as_of=AS_OF).findings
        if found.kind in open_kinds and found.who != "petitioner"
    }
    assert set(told) == wanted
    kind, find_out = told[3, "在信访处理意见书中载明投诉请求、事实和理由、处理意见及其法律法规依据"]
    assert (kind, find_out) == ("不能确定", "是否做到（处理意见书载明的内容）")
    # Number 4, received on 1 July: whether it could be told on the spot no column says, and so not by which day it was.
    assert told[5, "对信访人直接提出的事项，当场或者在15日内书面告知"][1].endswith("最后一日是哪一日（能够当场告知）")
    assert results.untold == sum(kind == "不能确定" for kind, _ in told.values())


def test_answers_that_are_open_are_said_to_be_open_and_listed_if_few(ours: Register) -> None:
    results = RegisterResults(ours, as_of=AS_OF)
    decide = dict(lines(results, PARTS, "行", "应当作出什么处理意见"))
    assert decide[2] == "不能确定：予以支持、或者不予支持、或者作出解释说明"
    stage = {text for (text,) in lines(results, PARTS, "救济走到哪一步")}
    assert any(text.startswith("不能确定（有") for text in stage)
    assert not any(text.count("、或者") > 2 for text in stage)


def test_numbers_of_persons_are_written_nowhere(tmp_path: Path) -> None:
    row = ["13812345678", "执法科 联系１３８12345678", "辛", "初", "否", "2024/9/3", "", "", "", "", "", ""]
    register = more_rows(tmp_path, row, [*row])
    results = RegisterResults(register, as_of=AS_OF)
    for name, table in results.tables().items():
        assert "12345678" not in str(table.to_pylist()), name
    assert lines(results, PARTS, "行", "编号", "科室")[-1] == (10, "*" * 11, "执法科 联系" + "*" * 11)
    assert "12345678" not in str([*register.shown("keep"), *register.shown("reference")])
    assert "12345678" not in str(profile_register(register, as_of=AS_OF).repeated)


def test_a_column_about_persons_that_is_kept_is_warned_of(tmp_path: Path) -> None:
    path = mapping_of(tmp_path)
    path.write_text(OURS.replace("信访人: {use: personal}", "信访人: {use: reference}"), "utf-8")
    profile = profile_register(read_register(file_of(tmp_path), path), as_of=AS_OF)
    assert profile.personal == (("信访人", "个人信息"),)


def test_a_reference_of_several_rows_is_told(tmp_path: Path) -> None:
    again = ["1", "执法科", "辛", "初", "否", "2024/9/3", "", "", "", "", "", ""]
    register = more_rows(tmp_path, again)
    assert profile_register(register, as_of=AS_OF).repeated == (("编号", "1", [2, 9]),)
    page = run("register", str(register.text.path), "--mapping", str(mapping_of(tmp_path)), "--as-of", "2024-09-20")
    assert "编号与别的行相同的有1个：1（第2、9行）" in "".join(page.stdout.split())


def test_the_register_s_own_last_day_is_told_as_its_own_statement(ours: Register, tmp_path: Path) -> None:
    # Only number 3 has a last day that is past, 15 July, and no opinion: 16 + 31 + 20 days.
    table = RegisterResults(ours, as_of=AS_OF)
    told = lines(table, OWN_PAST, "行", "编号", "登记表所填", "已过日数")
    assert told == [(4, "3", date(2024, 7, 15), 67)]
    out = str(tmp_path / "结果.xlsx")
    args = ["register", str(file_of(tmp_path)), "--mapping", str(mapping_of(tmp_path)), "--as-of", "2024-09-20"]
    page = "".join(run(*args, "--out", out).stdout.split())
    assert "登记表自己的限办日期已过、没有登记办结的1件" in page


@pytest.mark.parametrize("presume", [(), ("ordinary",)])
def test_the_tables_tell_what_the_report_on_each_row_tells(tmp_path: Path, presume: tuple[str, ...]) -> None:
    mapping = load_mapping(MAPPING)
    register = read_register(write_csv(tmp_path / "x.csv", [row for row, _ in written(150)]), mapping)
    results = RegisterResults(register, as_of=AS_OF, presume=presume)
    titles = {label: organ.title for label, organ in register.columns.organs.items()}
    kinds = {FindingKind.MISSING, FindingKind.LATE}
    told, wanted = set(), set()
    told.update(lines(results, LATE, "行", "谁", "依据", "最后一日不早于", "最后一日不晚于", "逾期日数", "情况"))
    for number in np.flatnonzero(~register.columns.refused).tolist():
        barred = register.columns.barred["first_time"][number]
        sets = ("one_organ", "not_urgent", "has_superior", "not_on_spot") if presume and barred else presume
        for found in examine(register.dossier(number, as_of=AS_OF), as_of=AS_OF, presume=sets).findings:
            shown = found.would_be or found.kind
            surely = shown is FindingKind.UNTOLD and set(found.possible) == {"逾期履行", "逾期未履行"}
            if shown in kinds or surely:
                cited = "、".join(dict.fromkeys(citation.label for citation in found.citations))
                first, last = found.due or found.due_earliest, found.due or found.due_latest
                who = titles.get(found.who) or found.who_title
                line = int(register.columns.lines[number])
                wanted.add(
                    (
                        line,
                        who,
                        cited,
                        first,
                        last,
                        found.days_late,
                        "逾期，后来是否履行不详" if surely else shown.label,
                    )
                )
    assert told == wanted
    assert told or not presume


def test_as_many_dispositions_are_decided_as_the_guide_on_presumptions_says(tmp_path: Path) -> None:
    """docs/guide/presumptions.md: 89.7 % with `ordinary`; 73 % where repeats are not presumed to be the first."""
    register = read_register(write_csv(tmp_path / "x.csv", rows()), load_mapping(MAPPING))
    for columns, share in ((register.columns, 0.73), (replace(register.columns, barred={}), 0.897)):
        profile = profile_register(replace(register, columns=columns), as_of=date(2024, 12, 31), sample=1_500)
        assert profile.sampled == 1_500
        arises, decided = profile.decided[-1].questions["disposition"]
        assert decided / arises >= share
        assert profile.decided[0].questions["disposition"][1] == 0


def test_a_profile_tells_what_was_understood_and_what_was_not(ours: Register) -> None:
    profile = profile_register(ours, as_of=AS_OF)
    assert [(one.name, one.filled, one.refused) for one in profile.columns[:4]] == [
        ("初重", 7, 0), ("匿名", 7, 0), ("收到日期", 7, 0), ("告知日期", 4, 0),
    ]  # fmt: skip
    assert next(one.gives for one in profile.columns if one.name == "延期天数") == ("批准延长办理期限：延长的天数",)
    (refused,) = profile.refused
    assert refused == ("受理日期", "早于提出（信访、接件）之日", 1, (("H7", "2024/9/1"),))
    assert [one.presumed for one in profile.decided] == [
        (), ("one_organ",), ("one_organ", "first_time"), ("one_organ", "first_time", "not_urgent"),
        ("one_organ", "first_time", "not_urgent", "has_superior"),
        ("one_organ", "first_time", "not_urgent", "has_superior", "not_on_spot"),
    ]  # fmt: skip
    # The repeat of row 5 is open: whether it is pending or was dealt with, no column tells. The sixth row is refused.
    assert [one.questions["disposition"] for one in profile.decided] == [(6, 5)] * 6
    assert profile.asked == 6
    conclude = next(one for one in profile.missing if "登记" in one.question)
    assert not conclude.column
    assert profile.later == 0
    assert profile_register(ours, as_of=date(2024, 7, 1)).later > 0


def test_what_is_like_a_column_is_suggested_and_what_looks_personal_is_told(tmp_path: Path) -> None:
    heads = [*HEADS[:-1], "办结日"]
    named = zip(ROWS, ["张伟", "王芳", "李娜", "x", "刘洋", "陈静", "赵敏"], strict=True)
    grid = [heads, *([*row[:1], name, *row[2:]] for row, name in named)]
    register = read_register(write_book(tmp_path / "x.xlsx", grid), mapping_of(tmp_path))
    profile = profile_register(register, as_of=AS_OF)
    assert profile.unfound == ("办结日期",)
    assert profile.unmapped == (("办结日", "办结日期"),)
    assert profile.personal == (("科室", "姓名"),)
    grid[1][0] = "13812345678"
    again = read_register(write_book(tmp_path / "x.xlsx", grid), mapping_of(tmp_path))
    assert ("编号", "手机号码") in profile_register(again, as_of=AS_OF).personal


def test_presumptions_that_the_columns_cannot_bear_are_refused() -> None:
    mapping = load_mapping("ledger15")
    mapping.check_presumed(["first_time", "ordinary"])
    with pytest.raises(ArgumentError, match="not_urgent must not be presumed"):
        mapping.check_presumed(["not_urgent"])
    with pytest.raises(ArgumentError, match="did you mean first_time"):
        mapping.check_presumed(["first_times"])


def test_where_a_mapping_bars_a_presumption_its_bundle_does_without_it(tmp_path: Path) -> None:
    register = read_register(file_of(tmp_path), mapping_of(tmp_path))
    barred = replace(register.columns, barred={"first_time": np.ones(len(register), np.bool_)})
    some = [
        RegisterResults(replace(register, columns=one), as_of=AS_OF, presume=["ordinary"])
        for one in (register.columns, barred)
    ]
    sets = [set(one.findings["presumed"].to_pylist()) for one in some]
    assert sets[0] >= sets[1]
    assert len(some[0].tables()[LATE]) >= len(some[1].tables()[LATE])


def test_the_tables_say_what_they_rest_on(ours: Register) -> None:
    told = dict(lines(RegisterResults(ours, as_of=AS_OF, presume=["first_time"]), ABOUT, "项目", "内容"))
    assert told["对应表摘要"] == ours.mapping.digest
    assert told["截至"] == told["登记完整到"] == "2024-09-20"
    # Where presumptions are used, their limit is told: a repeat must not be presumed to be the first.
    assert told["推定 first_time"].endswith("限制：登记中已经标明是重复件的，不得采用。")
    assert [name for name in told if name.startswith("推定")] == ["推定 first_time"]


# Writing


XML = '<r></is></c><c r="Z2"><f>HYPERLINK("https://x.test")</f></c><c r="Y2" t="inlineStr"><is></r>'
"""XlsxWriter writes what stands in these tags as it is: it takes it for rich text."""


def test_a_workbook_holds_texts_as_texts(ours: Register, tmp_path: Path) -> None:
    tables = RegisterResults(ours, as_of=AS_OF).tables()
    tables[PARTS] = tables[PARTS].append_column("x", [["=cmd|' /C calc'!A0", "https://x.test", "-1", "", None, XML]])
    path = tmp_path / "结果.xlsx"
    assert set(write_results(tables, path).values()) == {path}
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == [PARTS, LATE, AHEAD, OWN_DAYS, OWN_PAST, DEFECTS, OPEN, REFUSED, ABOUT]
    head, *found = book.get_sheet_by_name(PARTS).to_python()
    assert head == tables[PARTS].schema.names
    assert [row[-1] for row in found] == ["=cmd|' /C calc'!A0", "https://x.test", "-1", "", "", "'" + XML]
    assert found[4][2] == "=1+1"
    with ZipFile(path) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert b"hyperlink" not in parts.read(name)
    late = book.get_sheet_by_name(LATE).to_python()
    assert date(2024, 7, 13) in late[1]
    assert 17 in late[1]


def test_csv_is_guarded_and_parquet_is_as_it_is(ours: Register, tmp_path: Path) -> None:
    tables = RegisterResults(ours, as_of=AS_OF).tables()
    places = write_results(tables, tmp_path / "结果.csv")
    assert {path.name for path in places.values()} == {
        "结果.csv", "结果.逾期.csv", "结果.期限之内.csv", "结果.限办不符.csv", "结果.限办已过.csv",
        "结果.程序瑕疵.csv", "结果.不能确定.csv", "结果.未能读取.csv", "结果.说明.csv",
    }  # fmt: skip
    with places[PARTS].open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["科室"] for row in found] == [*["执法科"] * 4, "'=1+1", "执法科"]
    for path in places.values():
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert not any(text.startswith(("=", "+", "-", "@")) for text in row)
    places = write_results(tables, tmp_path / "结果.parquet")
    assert pq.read_table(places[PARTS])["科室"].to_pylist() == [*["执法科"] * 4, "=1+1", "执法科"]
    with pytest.raises(ArgumentError, match="says no format"):
        write_results(tables, tmp_path / "结果.doc")


# The command


def test_the_command_profiles_and_writes(ours: Register, tmp_path: Path) -> None:
    file, mapping, out = file_of(tmp_path), mapping_of(tmp_path), tmp_path / "结果.xlsx"
    done = run("register", str(file), "--mapping", str(mapping), "--as-of", "2024-09-20", "--out", str(out))
    assert done.exit_code == 0
    assert "登记完整到2024年9月20日" in done.stdout
    assert "与算出的相符3件，不符1件，不能确定0件" in "".join(done.stdout.split())
    assert "按照信访程序办理的，自受理之日起60日内办结：2件" in done.stdout
    assert out.is_file()


def test_the_command_tells_a_profile_as_json(tmp_path: Path) -> None:
    file, mapping = file_of(tmp_path), mapping_of(tmp_path)
    done = run("register", str(file), "--mapping", str(mapping), "--as-of", "2024-09-20", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["rows"], told["refused_rows"], told["mapping"]) == (7, 1, "ours")
    assert told["decided"][0]["questions"]["disposition"] == {"arises": 6, "decided": 5}


def test_the_command_proposes_a_mapping(tmp_path: Path) -> None:
    heads = ["编号", "责任科室", "信访方式", "接件时间", "类型", "应结办日期", "办理情况", "办结时间"]
    path = write_book(tmp_path / "x.xlsx", [["台账"], heads, ["1", "", "来信", "2024/5/6"]])
    assert [one.name for one in propose_mappings(path)][:1] == ["ledger15"]
    done = run("register", str(path))
    assert "15栏中找到8栏" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("--mapping ledger15")
    assert "没有与随附的对应表相近的栏目" in "".join(run("register", str(file_of(tmp_path))).stdout.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.xlsx", "--mapping", "ledger15"], "none.xlsx: not-found: 没有这个文件"),
        (["台账.csv", "--mapping", "ledger15"], "台账.csv: headings: 没有找到对应表 ledger15 的栏目"),
        (["台账.csv", "--mapping", "ledger"], "没有随附“ledger”这一对应表"),
        (
            ["台账.csv", "--mapping", "ours.yaml", "--presume", "ordinery"],
            "没有叫 ordinery 的推定（是否为 ordinary",
        ),
        (["台账.csv", "--mapping", "ours.yaml", "--out", "x.doc"], "x.doc"),
        (["台账.csv", "--mapping", "ours.yaml", "--out", "no/x.csv"], "no/x.csv"),
        (["台账.csv", "--mapping", "ours.yaml", "--as-of", "2024-13-01"], "--as-of"),
        (["台账.csv"], None),
    ],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str | None
) -> None:
    file_of(tmp_path)
    mapping_of(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("register", *arguments)
    assert done.exit_code == (2 if told else 0)
    assert len(done.stderr.splitlines()) == (1 if told else 0)
    assert (told or "") in done.stderr


def test_a_day_up_to_which_a_register_is_complete(tmp_path: Path) -> None:
    file, mapping = file_of(tmp_path), mapping_of(tmp_path)
    until = AS_OF - timedelta(days=60)  # 22 July: whether 3 and 7 were answered since, the register cannot say
    register = read_register(file, mapping, complete_to=until)
    open_since = "逾期，后来是否履行不详"
    late = lines(RegisterResults(register, as_of=AS_OF), LATE, "编号", "情况")
    assert late == [("2", "逾期履行"), ("3", open_since), ("7", open_since)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much memory a process has had")
def test_a_register_five_times_as_large_takes_hardly_more_room() -> None:
    from bench.registers import commands  # it measures memory with what Windows has not

    # Rows are evaluated and written block by block: what grows are the texts and codes of the columns, and the tables.
    small, large = (max(most for _, _, most in commands(rows)) for rows in (3_000, 15_000))
    assert large < 1.3 * small
