"""The yearly report: what article 41 asks for is there, what stands in it is safe, no box stands for a letter."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import matplotlib as mpl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
import xlsxwriter
from matplotlib import font_manager
from matplotlib.image import imread
from python_calamine import CalamineWorkbook

from tests.cli_helpers import run
from tests.test_indicators import PETITION
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.indicators import load_indicators
from xinfang_rules.indicators.indicator_words import definition
from xinfang_rules.registers import read_register
from xinfang_rules.reports import Line, ReportTable, YearlyReport, write_report, yearly_report
from xinfang_rules.reports.pictures import FONTS, chinese_font, pictures_of

AS_OF: Final = date(2025, 1, 10)
DANGEROUS: Final = '=HYPERLINK("http://x")<script>|`*'
NEVER: Final = "9999-12-31"


def register(**columns: list[Any]) -> pa.Table:
    """Six grievances of one office, all registered in 2024, by three channels."""
    table: dict[str, list[Any]] = {name: [value] * 6 for name, value in PETITION.items()}
    table |= {
        "编号": ["a", "b", "c", "d", "e", "=1+1"],
        "petition__channel": ["letter", "letter", "online", "visit", "online", None],
        # 60 days: 2024-05-13 → 07-12, 05-14 → 07-13, 05-15 → 07-14, 09-02 → 11-01, 11-20 → 2025-01-19
        "timeline__received_on": ["2024-05-10"] * 3 + ["2024-08-30", "2024-11-19", "2024-05-10"],
        "timeline__registered_on": ["2024-05-10"] * 3 + ["2024-08-30", "2024-11-19", "2024-05-10"],
        "timeline__accepted_on": ["2024-05-13", "2024-05-14", "2024-05-15", "2024-09-02", "2024-11-20", None],
        "timeline__concluded_on": ["2024-07-12", "2024-07-15", NEVER, "2024-10-31", NEVER, "2024-07-01"],
        "register__organ": ["甲局", "甲局", "乙局", "乙局", DANGEROUS, None],
        "register__domain": ["城乡建设"] * 4 + [DANGEROUS, "教育"],
    }
    return pa.table({**table, **columns})


@pytest.fixture(scope="module")
def report() -> YearlyReport:
    return yearly_report(register(), as_of=AS_OF, period="2024", case_id="编号")


def table_of(report: YearlyReport, title: str) -> ReportTable:
    return next(table for section in report.sections for table in section.tables if table.title == title)


def lines(report: YearlyReport, title: str) -> dict[str, Line]:
    return {line.group: line for line in table_of(report, title).lines}


def test_the_parts_are_those_of_the_article(report: YearlyReport) -> None:
    assert [section.citation.label for section in report.sections] == [
        f"《信访工作条例》第四十一条第一款第{item}项" for item in "一二三四"
    ]
    assert all(section.tables for section in report.sections)


def test_counts_by_month_and_channel(report: YearlyReport) -> None:
    months = lines(report, "登记件数（按月）")
    assert {group: line.value() for group, line in months.items()} == {
        "2024-05": "4",
        "2024-08": "1",
        "2024-11": "1",
        "合计": "6",
    }
    channels = [
        line for line in table_of(report, "登记件数（按信访形式）").lines if line.variant.indicator == "received"
    ]
    told = {line.group: line.value() for line in channels}
    assert told == {"书信": "2", "信息网络": "2", "走访": "1", "（未填，或者未能读取）": "1", "合计": "6"}


def test_rates_with_their_counts(report: YearlyReport) -> None:
    months = lines(report, "按期办结（按月）")
    # July: a on the last day, b two days late, c not at all. November: d. The others: e is not due, f cannot be told.
    july, november, outside, total = (
        months[group] for group in ("2024-07", "2024-11", "（不在本期，或者日期不明）", "合计")
    )
    assert (july.counts.met, july.counts.not_met, july.value()) == (1, 2, "33.33%")
    assert (november.counts.met, november.counts.not_met, november.value()) == (1, 0, "100.00%")
    assert (outside.counts.not_applicable, outside.counts.cannot_tell) == (1, 1)
    assert total.counts.rows == 6
    # 2 of 4. The sixth, accepted after 10 May on an unknown day and concluded on 1 July, was no failure: 2/4, 3/5.
    assert total.value() == "50.00%～60.00%"


def test_the_highest_first_the_rest_together_and_the_total(report: YearlyReport) -> None:
    domains = table_of(report, "涉及领域").lines
    assert [(line.group, line.value()) for line in domains] == [
        ("城乡建设", "4"),
        (DANGEROUS, "1"),
        ("教育", "1"),
        ("合计", "6"),
    ]


def test_what_cannot_be_grouped_is_told(report: YearlyReport) -> None:
    assert table_of(report, "被反映较多的机关、单位").lacks == "登记表没有“被反映的机关、单位”一列，不能按此统计。"
    assert any("登记表没有这些栏目" in note and "重复信访" in note for note in report.notes)


def test_what_is_late_case_by_case(report: YearlyReport) -> None:
    (duty,) = [title for title in report.late.counts if "办结" in title]
    assert report.late.counts[duty] == (1, 1)
    rows = [row for row in report.late.table.to_pylist() if row["义务"] == duty]
    article = "《信访工作条例》第三十四条"
    assert {row.pop("依据") for row in rows} == {article}
    assert all(row.pop("最后一日不早于") == row["最后一日不晚于"] for row in rows)
    # 13 July was a Saturday: by the other reading of a last day, 15 July would have been in time.
    assert "顺延" in rows[0].pop("依解释")
    assert "顺延" not in rows[1].pop("依解释")
    sure = {"义务": duty, "逾期至少日数": None}
    assert rows == [
        {"编号": "b", "谁": "甲局", **sure, "最后一日不晚于": date(2024, 7, 13), "状态": "逾期履行", "逾期日数": 2},
        # 14 July to 10 January: 17 + 31 + 30 + 31 + 30 + 31 + 10 = 180 days
        {"编号": "c", "谁": "乙局", **sure, "最后一日不晚于": date(2024, 7, 14), "状态": "逾期未履行", "逾期日数": 180},
    ]


def test_behind_every_count_stand_its_cases(report: YearlyReport) -> None:
    told = report.cases.select(["编号", "按期办结率：按最后一日归期"]).to_pylist()
    assert [row["按期办结率：按最后一日归期"] for row in told] == [
        "达到",
        "未达到",
        "未达到",
        "达到",
        "不适用",
        "不能确定",
    ]
    totals = {
        line.variant.key: line for section in report.sections for t in section.tables if not t.by for line in t.lines
    }
    for line in totals.values():
        column = report.cases.column(f"{line.variant.title}：{line.variant.subtitle}").to_pylist()
        counts = [column.count(word) for word in ("达到", "未达到", "不适用", "不能确定")]
        assert counts == [line.counts.met, line.counts.not_met, line.counts.not_applicable, line.counts.cannot_tell]


def test_what_is_presumed_stands_beside_what_is_known() -> None:
    bare = register(
        handling__extension_approved=[None] * 6, **{name: [None] * 6 for name in PETITION if "remedy" in name}
    )
    known = yearly_report(bare, as_of=AS_OF, period="2024", case_id="编号")
    told = yearly_report(bare, as_of=AS_OF, period="2024", case_id="编号", presume=["ordinary", "as_classified"])
    stated = lines(known, "按期办结（按月）")["合计"]
    both = lines(told, "按期办结（按月）")["合计"]
    assert both.counts == stated.counts  # what is known stays what it is
    assert stated.counts.cannot_tell > 0
    assert both.presumed is not None
    assert both.presumed.cannot_tell < stated.counts.cannot_tell
    assert any(note.startswith("推定“") for note in told.notes)


def test_a_row_that_is_no_case_is_told() -> None:
    wrong = register(timeline__accepted_on=["May", "2024-05-14", "2024-05-15", "2024-09-02", "2024-11-20", None])
    report = yearly_report(wrong, as_of=AS_OF, period="2024", case_id="编号")
    assert any(note.startswith("有1行不是一件案件") and "第1行" in note for note in report.notes)
    assert report.rows == 6


# Registers as offices keep them

LEDGER: Final = """\
编号,责任科室,信访方式,标题,接件时间,举报类型,类型,乡镇,转办时间,应结办日期,办理情况,办结时间,接件人,科室接办人,办理人
1,一科,来信,,2024/5/6,,投诉,甲,,2024/7/5,是,2024/6/28,,,
2,一科,来访,,2024年5月7日,,投诉,甲,,2024/7/6,是,2024-07-15,,,
2,=二科,来电,,2024-05-08,,投诉,乙,,2024-07-07,否,,,,
4,=二科,网上,,5月,,建议,乙,,,否,,,,
"""


def test_a_register_read_by_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="gb18030")
    report = yearly_report(read_register(tmp_path / "台账.csv", "ledger15"), as_of=AS_OF, period="2024")
    assert report.rows == 4
    channels = {
        line.group: line.value() for line in table_of(report, "登记件数（按信访形式）").lines if line.variant.is_count
    }
    # Of the fourth the day cannot be read: it may have been registered in 2024, or not.
    assert channels == {"书信": "1", "走访": "1", "电话": "1", "信息网络": "0～1", "合计": "3～4"}
    organs = {line.group for line in table_of(report, "按期办结、按期受理（按承办单位）").lines}
    assert organs >= {"一科", "=二科"}
    assert report.cases.column("编号").to_pylist() == ["1", "2", "2", "4"]
    assert report.cases.column("行").to_pylist() == [2, 3, 4, 5]  # below the headings
    assert any(note.startswith("登记表有1行（第4行）的编号与前面的行相同") for note in report.notes)
    assert any(note.startswith("对应表的认定：") for note in report.notes)


def test_a_row_with_several_organs_is_one_case(tmp_path: Path) -> None:
    """An office forwards, a unit accepts and answers: two parts of each row, and two cases, not four."""
    # 15 days from 1 March is 16 March: the first is forwarded on 10 March, the second on 25 March, 9 days late.
    (tmp_path / "件.csv").write_text(
        "信访件编号,信访形式,信访日期,登记时间,转交责任单位日期,作出受理意见日期,作出处理意见日期,信访目的,流转单位,涉法涉诉标志,紧急标志,全国初次信访标志\n"
        "a1,100,2024-03-01,2024-03-02,2024-03-10,2024-03-20,2024-05-10,求决,甲局,0,0,1\n"
        "a2,200,2024-03-01,2024-03-02,2024-03-25,2024-04-01,2024-06-15,求决,乙局,0,0,1\n",
        encoding="utf-8",
    )
    report = yearly_report(read_register(tmp_path / "件.csv", "ningbo"), as_of=AS_OF, period="2024")
    assert lines(report, "登记件数（按月）")["合计"].value() == "2"
    told = {line.variant.key: line for line in table_of(report, "各项指标").lines}
    assert (told["timely_acceptance.office"].counts.rows, told["timely_acceptance.office"].value()) == (2, "50.00%")
    assert told["timely_acceptance.unit_forwarded"].counts.met == 2  # told within 15 days of 10 and of 25 March
    forwarded = [
        line
        for line in table_of(report, "转送、交办、督办（按承办单位）").lines
        if line.variant.indicator == "forwarded"
    ]
    assert {line.group: line.value() for line in forwarded} == {"甲局": "1", "乙局": "1", "合计": "2"}
    assert report.cases.column("信访件编号").to_pylist() == ["a1", "a2"]
    (late,) = [row for row in report.late.table.to_pylist() if row["最后一日不晚于"] == date(2024, 3, 16)]
    assert (late["行"], late["状态"], late["逾期日数"]) == (3, "逾期履行", 9)


@pytest.mark.usefixtures("in_an_empty_directory")
def test_the_command_reads_a_register_by_a_mapping() -> None:
    Path("台账.csv").write_text(LEDGER, encoding="utf-8")
    output = run(
        "report", "台账.csv", "--mapping", "ledger15", "--period", "2024", "--as-of", "2025-01-10", "--out", "x.html"
    )
    assert (output.exit_code, output.stdout.splitlines()[-1]) == (0, "x.html"), output.output
    output = run("report", "台账.csv", "--period", "2024", "--out", "x.html")
    assert output.exit_code == 2
    assert "用 --mapping 指明对应表" in output.stderr
    output = run("report", "台账.csv", "--mapping", "ledger16", "--period", "2024", "--out", "x.html")
    assert output.exit_code == 2
    assert "ledger15" in output.stderr


# Files


@pytest.fixture(scope="module")
def folder(report: YearlyReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "2024"
    write_report(report, place)
    return place


def test_all_forms_say_the_same(folder: Path) -> None:
    html = (folder / "report.html").read_text(encoding="utf-8")
    text = (folder / "report.md").read_text(encoding="utf-8")
    book = CalamineWorkbook.from_path(folder / "report.xlsx")
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(sheets) == ["说明", "表1", "表2", "表3", "表4", "逾期", "口径", "各件"]
    cells = [cell for row in sheets["表4"] for cell in row]
    for rate in ("50.00%～60.00%", "33.33%"):
        assert rate in html
        assert rate in text
        assert rate in cells
    assert len(sheets["各件"]) == 7
    assert [row[0] for row in sheets["各件"]] == ["编号", "a", "b", "c", "d", "e", "=1+1"]


def test_nothing_of_a_register_is_a_formula_or_markup(folder: Path) -> None:
    with ZipFile(folder / "report.xlsx") as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist() if name.endswith(".xml")}
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    assert not any(name.startswith("xl/externalLinks") for name in parts)
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r'(?:src|href)="(?!data:image/png)', html)  # it loads nothing
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<", text)
    assert r"\<script\>\|\`\*" in text
    for name in ("cases.csv", "late.csv"):
        assert '\n"=' not in (folder / name).read_text(encoding="utf-8-sig")


def test_pictures_are_there_and_whole(folder: Path, report: YearlyReport) -> None:
    text = (folder / "report.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((report-pictures/[^)]+)\)", text)
    assert sorted(named) == sorted(f"report-pictures/{path.name}" for path in (folder / "report-pictures").iterdir())
    assert len(named) == len(list(pictures_of(report))) >= 8
    for name in named:
        image = imread(folder / name)
        assert image.shape[1] > 600
        assert image.std() > 0.05  # something is drawn


def test_a_chinese_font_is_found_if_there_is_one(monkeypatch: pytest.MonkeyPatch, report: YearlyReport) -> None:
    plain = [entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    assert chinese_font() is None
    pictures = list(pictures_of(report))  # a letter that the font lacks would be a warning, which is an error here
    assert all(picture.key for picture in pictures)
    months = next(picture for picture in pictures if picture.title == "登记件数（按月）")
    assert months.key == (("[1]", "登记件数（按月）"),)
    other = font_manager.FontEntry(fname=plain[0].fname, name=FONTS[2], weight=400)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*plain, other])
    assert chinese_font() == plain[0].fname


def test_a_font_that_is_lacking_is_said(monkeypatch: pytest.MonkeyPatch, report: YearlyReport, tmp_path: Path) -> None:
    plain = [entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    write_report(report, tmp_path / "x.html")
    write_report(report, tmp_path / "x.md")
    for name in ("x.html", "x.md"):
        assert "没有找到中文字体" in (tmp_path / name).read_text(encoding="utf-8")


def test_where_a_report_cannot_be_written(report: YearlyReport, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"a report is \.xlsx, \.md, \.html, or a folder, not x\.docx"):
        write_report(report, tmp_path / "x.docx")
    with pytest.raises(XinfangError, match="cannot be written"):
        write_report(report, tmp_path / "nowhere" / "x.html")
    with pytest.raises(XinfangError, match="cannot be written"):
        write_report(report, tmp_path / "nowhere" / "x.xlsx")


def test_definitions_tell_the_reading_of_last_days() -> None:
    known = load_indicators()
    assert any("顺延" in text for _, text in definition(known.variants["on_time_conclusion.due"], known))
    assert not any("顺延" in text for _, text in definition(known.variants["received.registered"], known))


def test_the_indicators_say_how_they_count(folder: Path) -> None:
    text = (folder / "report.md").read_text(encoding="utf-8")
    part = text.partition("### 按期办结率：按最后一日归期")[2].partition("###")[0]
    assert "依据：《信访工作条例》第四十一条" not in part
    assert "- 依据：《信访工作条例》第三十四条" in part
    assert "- 其他口径：按登记之日归期；只看已经办结的，按办结之日归期" in part


@pytest.mark.usefixtures("in_an_empty_directory")
def test_the_command() -> None:
    pa_csv.write_csv(register(), "register.csv")
    command = ("report", "register.csv", "--period", "2024", "--as-of", "2025-01-10", "--case-id", "编号")
    output = run(*command, "--out", "报告.html")
    assert output.exit_code == 0, output.output
    assert output.stdout.splitlines()[-1] == "报告.html"
    assert "信访情况报告（2024年1月1日至2024年12月31日）" in Path("报告.html").read_text(encoding="utf-8")
    assert run(*command, "--out", "again", "--presume", "ordinary").exit_code == 0
    written = sorted(path.suffix for path in Path("again").iterdir())
    assert written == ["", ".csv", ".csv", ".html", ".md", ".parquet", ".xlsx"]
    with xlsxwriter.Workbook("register.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, register().schema.names)
        for row, values in enumerate(register().to_pylist(), 1):
            sheet.write_row(
                row, 0, [str(value).lower() if isinstance(value, bool) else value for value in values.values()]
            )
    output = run("report", "register.xlsx", *command[2:], "--out", "book.html")
    assert output.exit_code == 0, output.output
    assert Path("book.html").read_text(encoding="utf-8") == Path("报告.html").read_text(encoding="utf-8")
    for wrong, message in (
        (("--out", "x.html", "--period", "24"), "期间写年、季度、月份"),
        (("--out", "x.pdf"), "报告可以写成 .xlsx、.md、.html"),
        (("--out", "x.html", "--presume", "everything"), "everything"),
        ((), "做报告要写明登记表、--period"),
    ):
        output = run(*command, *wrong)
        assert output.exit_code == 2, wrong
        assert message in output.stderr
        assert "Traceback" not in output.stderr


@pytest.mark.usefixtures("in_an_empty_directory")
def test_what_is_missing_is_said_in_one_line() -> None:
    """Without matplotlib, and without XlsxWriter: which extra to install, and no traceback."""
    pa_csv.write_csv(register(), "register.csv")
    for module, extra in (("matplotlib", "reports"), ("xlsxwriter", "registers"), ("pyarrow", "reports")):
        program = (
            f"import sys; sys.modules[{module!r}] = None\n"
            "from xinfang_rules.cli.main import main\n"
            "main(['report', 'register.csv', '--period', '2024', '--out', 'x.xlsx'])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"pip install 'xinfang-rules[{extra}]'" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_report_changes_nothing_of_matplotlib(report: YearlyReport) -> None:
    before = dict(mpl.rcParams)
    list(pictures_of(report))
    assert dict(mpl.rcParams) == before


def test_every_table_of_the_report_is_of_what_there_is() -> None:
    known = load_indicators()
    assert {name.partition(".")[0] for section in known.sections for t in section.tables for name in t.show} <= {
        *known.names
    }
