"""Reading registers: headings, forms of days, words, and what becomes of a cell that says nothing."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st

from tests.register_files import MAPPING, in_form, write_book, write_csv, written
from xinfang_rules import RegisterError
from xinfang_rules.dossier import examine, read_dossier
from xinfang_rules.registers import Register, load_mapping, read_register
from xinfang_rules.registers.workbook import text_of
from xinfang_rules.sources.day_text import DayError, day_of_text

HEADS = [
    "编号", "责任科室", "信访方式", "标题", "接件时间", "举报类型", "类型", "乡镇", "转办时间",
    "应结办日期", "办理情况", "办结时间", "接件人", "科室接办人", "办理人",
]  # fmt: skip
AS_OF = date(2024, 6, 10)


def ledger(**told: Any) -> list[Any]:
    """A row of the ledger of 15 columns."""
    row = {"编号": 1, "信访方式": "来信", "接件时间": "2024/3/4", "类型": "投诉", "办理情况": "否", **told}
    return [row.get(head, "") for head in HEADS]


def read(path: Path, grid: list[list[Any]], mapping: str = "ledger15") -> Register:
    return read_register(write_book(path / "register.xlsx", grid), mapping)


def acts(register: Register, row: int = 0) -> list[tuple[str, Any]]:
    return [(act.act, act.day) for act in register.dossier(row, as_of=AS_OF).acts]


def cells(register: Register) -> list[tuple[str, str, str]]:
    return [(cell.cell, cell.value, cell.code) for cell in register.columns.refused_cells]


@pytest.mark.parametrize("form", range(4))
@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_in_each_form(form: int, day: date) -> None:
    assert day_of_text(in_form(day.isoformat(), form)) == (day.toordinal(),) * 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024.3.5", (2024, 3, 5)),
        ("20240305", (2024, 3, 5)),
        ("2024年03月05日 9时12分", (2024, 3, 5)),
        ("２０２４年３月５日", (2024, 3, 5)),
        ("2024 年 3 月 5 日", (2024, 3, 5)),
        ("2024-03-05T09:12:00.000Z", (2024, 3, 5)),
        ("2024/3/5 星期二", (2024, 3, 5)),
        ("45356", (2024, 3, 5)),  # 45292 is 1 January 2024; 31 + 29 + 4 = 64
        ("45356.38", (2024, 3, 5)),
        ("二〇二四年十二月二十一日", (2024, 12, 21)),
        ("二零二四年三月十日", (2024, 3, 10)),
        ("25/3/2024", (2024, 3, 25)),
        ("3/25/2024", (2024, 3, 25)),
    ],
)
def test_a_form_of_a_day(text: str, day: tuple[int, int, int]) -> None:
    assert day_of_text(text) == (date(*day).toordinal(),) * 2


def test_a_month_alone_is_bounds() -> None:
    assert day_of_text("2024年2月") == (date(2024, 2, 1).toordinal(), date(2024, 2, 29).toordinal())
    assert day_of_text("2024-12") == (date(2024, 12, 1).toordinal(), date(2024, 12, 31).toordinal())


@pytest.mark.parametrize(
    "text", ["3/5/2024", "24.3.5", "2024-02-30", "2024/13/1", "待定", "3月5日", "99999", "12", "2024", "2024.1", "五月"]
)
def test_what_may_be_two_days_or_none_is_none(text: str) -> None:
    with pytest.raises(DayError):
        day_of_text(text)


def test_the_order_of_month_and_day_is_as_the_mapping_says() -> None:
    assert day_of_text("3/5/2024", order="mdy") == (date(2024, 3, 5).toordinal(),) * 2
    assert day_of_text("3/5/2024", order="dmy") == (date(2024, 5, 3).toordinal(),) * 2


@pytest.mark.parametrize("base", [1900, 1904])
def test_a_workbook_says_from_which_year_its_days_count(tmp_path: Path, base: int) -> None:
    # A day with a format is written by the writer, a bare number by us: 45356 from 1900, 1,462 less from 1904.
    number = 45356 if base == 1900 else 43894
    grid = [HEADS, ledger(接件时间=datetime(2024, 3, 4)), ledger(接件时间=number)]  # noqa: DTZ001  # as cells have it
    found = read_register(write_book(tmp_path / "x.xlsx", grid, date_1904=base == 1904), "ledger15")
    assert [acts(found, row)[0] for row in (0, 1)] == [("submit", date(2024, 3, 4)), ("submit", date(2024, 3, 5))]


@given(
    st.one_of(
        st.integers(0, 10**9).map(lambda number: (float(number), str(number))),
        st.booleans().map(lambda truth: (truth, str(truth).upper())),
        st.text().map(lambda text: (text, text)),
        st.dates().map(lambda day: (day, day.isoformat())),
        st.dates().map(lambda day: (datetime(day.year, day.month, day.day), day.isoformat())),  # noqa: DTZ001
    )
)
def test_a_cell_is_the_text_that_is_seen(told: tuple[object, str]) -> None:
    assert text_of(told[0]) == told[1]


def test_a_row_is_a_file_of_acts(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADS, ledger(办理情况="是", 办结时间="2024年5月20日", 应结办日期=45415)])
    assert acts(found) == [
        ("submit", date(2024, 3, 4)),
        ("register", date(2024, 3, 4)),
        ("issue", date(2024, 5, 20)),
    ]
    dossier = found.dossier(0, as_of=AS_OF)
    assert dossier.records == ("submit", "register", "issue")
    assert dossier.complete_to == AS_OF
    assert dossier.claims["c1"].category == "grievance"
    assert dossier.acts[0].model_extra == {"channel": "letter"}
    assert found.columns.own_days["handling.conclude"].first.tolist() == [date(2024, 5, 3).toordinal()]
    assert not found.columns.refused_cells
    # What it makes is a dossier that can be written and read again.
    again = read_dossier(dossier.model_dump_json(exclude_none=True))
    assert examine(again, as_of=AS_OF) == examine(dossier, as_of=AS_OF)


TITLE = ["信访台账", *[""] * 14]


@pytest.mark.parametrize("above", [0, 1, 2, 3])
def test_headings_are_found_below_titles(tmp_path: Path, above: int) -> None:
    found = read(tmp_path, [*[TITLE] * above, HEADS, ledger()])
    assert (found.text.headings.first, found.text.lines.tolist()) == (above, [above + 2])


def test_headings_of_two_lines_are_told_apart_by_what_stands_above(tmp_path: Path) -> None:
    upper = ["编号", "来件", "", "", "办理", "", "经办人", ""]
    lower = ["", "信访方式", "接件\n时间", "类型", "办理情况", "办结 时间", "接件人", "办理人"]
    row = [1, "来访", "2024/3/4", "投诉", "是", "2024/5/20", "x", "y"]
    found = read(tmp_path, [TITLE[:8], upper, lower, row])
    assert found.text.lines.tolist() == [4]
    assert [act for act, _ in acts(found)] == ["submit", "register", "issue"]
    assert found.text.headings.titles[1:3] == ("来件/信访方式", "来件/接件 时间")


def test_a_merged_export_starts_at_its_fourth_row(tmp_path: Path) -> None:
    # The export 信访办结表: the title over A1:I3, the headings in rows 4 and 5, merged downwards.
    heads = ["序号", "标题", "信访方式", "责任科室", "信访日期", "要求办结时间", "举报类型", "乡镇", "办理人"]
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("信访办结表")
        page.merge_range("A1:I3", "信访办结表")
        for place, head in enumerate(heads):
            page.merge_range(3, place, 4, place, head)
        page.write_row(5, 0, [1, "x", "来信", "执法科", "2024-03-04", "2024-05-03", "", "y", "z"])
    found = read_register(path, "ledger15-export")
    assert acts(found) == [("submit", date(2024, 3, 4))]
    assert not found.columns.refused_cells


def test_repeated_headings_empty_rows_and_sums_are_passed_over_and_counted(tmp_path: Path) -> None:
    total = ["合计", *[""] * 13, 2]
    found = read(tmp_path, [HEADS, ledger(), [""] * 15, HEADS, ledger(编号=2), total])
    text = found.text
    assert (text.lines.tolist(), text.blank_lines, text.repeated, text.sums) == ([2, 5], 1, 1, 1)


def test_a_heading_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="more than one column is 接件时间"):
        read(tmp_path, [[*HEADS[:9], "接件时间", *HEADS[10:]], ledger()])


def test_headings_of_what_is_not_read_may_stand_twice(tmp_path: Path) -> None:
    found = read(tmp_path, [[*HEADS[:3], "接件人", *HEADS[4:]], ledger(接件人="x")])
    assert len(found) == 1


def test_a_column_that_is_missing_says_nothing_not_that_nothing_happened(tmp_path: Path) -> None:
    place = HEADS.index("办结时间")
    grid = [[*line[:place], *line[place + 1 :]] for line in (HEADS, ledger(办理情况=""))]
    without = [[text for at, text in enumerate(line) if at != HEADS.index("办理情况")] for line in grid]
    found = read(tmp_path, without)
    assert found.dossier(0, as_of=AS_OF).records == ("submit", "register")


@pytest.mark.parametrize(
    ("told", "refused", "happened"),
    [
        # What stands there is no day: something may have happened, some day.
        ({"办理情况": "", "办结时间": "待定"}, [("L2", "待定", "value")], -1),
        ({"办理情况": "是", "办结时间": "待定"}, [("L2", "待定", "value")], 1),
        ({"办理情况": "是", "办结时间": ""}, [], 1),
        ({"办理情况": "否", "办结时间": ""}, [], 0),
        ({"办理情况": "", "办结时间": ""}, [], 0),
        ({"办理情况": "大概", "办结时间": ""}, [("K2", "大概", "value")], -1),
        ({"办理情况": "大概", "办结时间": "2024/5/20"}, [("K2", "大概", "value")], 1),
        ({"办理情况": "否", "办结时间": "2024/5/20"}, [("K2", "否", "contradiction")], -1),
        ({"办理情况": "是", "办结时间": "=TODAY()"}, [("L2", "", "formula")], 1),
        ({"办理情况": "", "办结时间": "=TODAY()"}, [("L2", "", "formula")], -1),
    ],
)
def test_whether_something_happened(
    tmp_path: Path, told: dict[str, Any], refused: list[tuple[str, str, str]], happened: int
) -> None:
    found = read(tmp_path, [HEADS, ledger(**told)])
    issue = next(slot for slot in found.columns.slots if slot.name == "issue")
    assert (cells(found), issue.happened.tolist()) == (refused, [happened])
    shown = [act.sure for act in found.dossier(0, as_of=AS_OF).acts if act.act == "issue"]
    assert shown == {1: [True], 0: [], -1: [False]}[happened]


def test_an_error_in_a_cell_is_not_an_empty_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_row(1, 0, ledger(办理情况=""))
        page.write_formula("L2", "=1/0", None, "#DIV/0!")
        page.write_row(2, 0, ledger(办理情况=""))
        page.write_formula("L3", '="2024/5/20"', None, "2024/5/20")
    found = read_register(tmp_path / "x.xlsx", "ledger15")
    assert (cells(found), found.text.formulas) == ([("L2", "", "formula")], 2)
    assert acts(found, 1)[-1] == ("issue", date(2024, 5, 20))


def test_what_a_merged_cell_covers_is_not_empty(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        for line in (1, 2, 3):
            page.write_row(line, 0, ledger(办理情况=""))
        page.merge_range("L2:L4", "2024/5/20")
    found = read_register(tmp_path / "x.xlsx", "ledger15")
    assert cells(found) == [("L3", "", "merged"), ("L4", "", "merged")]
    issue = next(slot for slot in found.columns.slots if slot.name == "issue")
    assert issue.happened.tolist() == [1, -1, -1]


def test_what_came_before_the_matter_was_raised_breaks_the_row_and_no_other(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADS, ledger(办理情况="是", 办结时间="2024/3/1"), ledger(编号=2)])
    assert cells(found) == [("L2", "2024/3/1", "contradiction")]
    assert found.columns.refused.tolist() == [True, False]


def test_a_month_in_which_the_matter_was_raised_ends_with_what_followed(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADS, ledger(接件时间="2024年5月", 办理情况="是", 办结时间="2024/5/20")])
    first = found.dossier(0, as_of=AS_OF).acts[0]
    assert (first.act, str(first.day)) == ("submit", "2024年5月1日至2024年5月20日之间")


NINGBO = ["信访件编号", "信访日期", "登记时间", "转交责任单位日期", "作出受理意见日期", "作出处理意见日期"]


def test_a_piece_with_which_its_addressee_went_on_has_arrived(tmp_path: Path) -> None:
    row = [1, "2024-03-01", "2024-03-01", "", "2024-03-20", ""]
    found = read(tmp_path, [NINGBO, row], "ningbo")
    assert [(act.act, act.day) for act in found.dossier(0, as_of=AS_OF).acts] == [
        ("submit", date(2024, 3, 1)),
        ("register", date(2024, 3, 1)),
        ("forward", "unknown"),
        ("accept", date(2024, 3, 20)),
        ("notify", date(2024, 3, 20)),
    ]
    assert cells(found) == [("D2", "", "missing")]
    report = examine(found.dossier(0, as_of=AS_OF), as_of=AS_OF)
    assert [part.name for part in report.parts] == ["p1/office/c1", "p1/unit/c1"]


def test_headings_are_found_by_their_other_names(tmp_path: Path) -> None:
    heads = ["XFJBH", "XFRQ", "DJSJ", "ZJZRDWRQ", "ZCSLYJRQ", "ZCCLYJRQ"]
    row = [1, "2024-03-01", "2024-03-01", "2024-03-05", "2024-03-20", ""]
    one, other = (read(tmp_path, [names, row], "ningbo") for names in (NINGBO, heads))
    assert one.dossier(0, as_of=AS_OF) == other.dossier(0, as_of=AS_OF)


def test_codes_may_be_inverted(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["投诉来源", "办理情况反馈", "答复方式", "是否重复"], [0, 0, 1, 0], [1, 1, 1, 1]],
        "industry-complaints",
    )
    first = [found.dossier(row, as_of=AS_OF).acts[0].model_extra for row in (0, 1)]
    assert first == [{"channel": "visit", "first": False}, {"channel": "letter", "first": True}]
    assert found.columns.barred["first_time"].tolist() == [True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_any_encoding_is_one_register(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([HEADS, ledger(标题='第一行\n"第二行"'), ledger(编号=2)])
    found = read_register(path, "ledger15")
    assert [acts(found, row)[0] for row in (0, 1)] == [("submit", date(2024, 3, 4))] * 2


def test_personal_columns_are_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADS, ledger(接件人="张三", 办理人="李四", 责任科室="执法科")])
    assert not {"接件人", "科室接办人", "办理人", "标题"} & set(found.text.columns)
    assert dict(found.shown("keep")) == {"责任科室": ["执法科"], "乡镇": [""]}
    assert dict(found.shown("reference")) == {"编号": ["1"]}


def test_a_personal_number_in_a_wrong_cell_is_not_shown(tmp_path: Path) -> None:
    found = read(tmp_path, [HEADS, ledger(办结时间="13812345678"), ledger(办结时间="11010519491231002X")])
    assert {cell.value for cell in found.columns.refused_cells} == {"（像是个人的号码，不显示）"}


def test_every_cell_of_rubbish_is_refused_and_no_other(tmp_path: Path) -> None:
    mapping = load_mapping(MAPPING)
    rows = list(written(600))
    found = read_register(write_csv(tmp_path / "x.csv", [row for row, _ in rows]), mapping)
    assert len(found) == 600
    refused = {(cell.row, cell.column) for cell in found.columns.refused_cells if cell.code == "value"}
    assert refused == {(number, name) for number, (_, spoilt) in enumerate(rows) for name in spoilt}


def test_rubbish_only_takes_knowledge_away(tmp_path: Path) -> None:
    """What is said of a row with rubbish in it is never contrary to what is said of it without."""
    mapping = load_mapping(MAPPING)
    clean, spoilt = [], []
    for row, where in written(240, seed=11):
        if where - {"限办时间", "信访日期"}:
            spoilt.append(row)
            clean.append({**row, **{name: _undone(row, name) for name in where}})
    told = [
        read_register(write_csv(tmp_path / name, rows), mapping) for name, rows in (("a.csv", clean), ("b.csv", spoilt))
    ]
    for number in range(len(clean)):
        whole, less = (
            {part.name: part for part in examine(one.dossier(number, as_of=AS_OF), as_of=AS_OF).parts} for one in told
        )
        for name, part in less.items():
            for answer in part.answers if name in whole else ():
                if answer.answer is None:
                    continue
                # A question that does not arise has no answer: it would be missing here.
                found = {each.question: each.answer for each in whole[name].answers}
                assert found[answer.question] == answer.answer


def _undone(row: dict[str, str], name: str) -> str:
    """The day that a spoilt cell may stand for: none, or that of the petition for what cannot be left out."""
    return row["信访日期"] if name == "登记时间" else ""


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["来信", "来访", "飞鸽", "", "网上", "其他"]), min_size=1, max_size=8))
def test_a_word_means_the_same_in_every_row(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    path = tmp_path_factory.mktemp("words") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *(ledger(信访方式=word) for word in words)])
    found = read_register(path, "ledger15")
    meant = {"来信": "letter", "来访": "visit", "网上": "online"}
    got = [found.dossier(row, as_of=AS_OF).acts[0].model_extra for row in range(len(words))]
    assert got == [{"channel": meant[word]} if word in meant else {} for word in words]
    assert [cell.row for cell in found.columns.refused_cells] == [at for at, word in enumerate(words) if word == "飞鸽"]


def test_a_register_that_does_not_tell_whose_acts_they_are_is_refused(tmp_path: Path) -> None:
    mapping, (row, _) = load_mapping(MAPPING), next(written(1))
    lines = [list(row), list(row.values())]
    place = lines[0].index("登记机构类别")
    assert len(read_register(write_book(tmp_path / "x.xlsx", lines), mapping)) == 1
    without = [[text for at, text in enumerate(line) if at != place] for line in lines]
    with pytest.raises(RegisterError, match="the column 登记机构类别 is missing"):
        read_register(write_book(tmp_path / "y.xlsx", without), mapping)
    lines[1][place] = ""
    found = read_register(write_book(tmp_path / "z.xlsx", lines), mapping)
    assert found.columns.refused.tolist() == [True]
    assert ("B2", "", "value") in cells(found)


OFFICE = MAPPING.with_name("office_register.yaml")
OFFICE_HEADS = [
    *("来访日期", "代表人数", "办理方式", "转出日期", "反馈期限", "告知"),
    *("办结日期", "结案日期", "送达日期", "文书", "结果", "重大"),
]


def office(tmp_path: Path, **told: Any) -> Register:
    row = [told.get(head, "") for head in OFFICE_HEADS]
    return read_register(write_book(tmp_path / "x.xlsx", [["x"], ["x"], OFFICE_HEADS, row]), load_mapping(OFFICE))


def done(register: Register) -> dict[str, dict[str, Any]]:
    """The acts of the only row, by their kinds, with what is told of each besides by whom and to whom."""
    given = register.dossier(0, as_of=AS_OF).model_dump(exclude_none=True)["acts"]
    left = ("act", "by", "to", "claims")
    return {act["act"]: {key: value for key, value in act.items() if key not in left} for act in given}


def test_which_act_it_was_may_depend_on_a_word(tmp_path: Path) -> None:
    day = date(2024, 3, 5)
    told = {"来访日期": "1/3/2024", "转出日期": "5/3/2024", "反馈期限": "2024/6/1"}
    surely, perhaps = {"day": day, "sure": True}, {"day": day, "sure": False}
    both = {"submit", "forward", "assign"}
    assert done(office(tmp_path, **told, 办理方式="转送"))["forward"] == surely
    assert "assign" not in done(office(tmp_path, **told, 办理方式="转送"))
    for word in ("交办", "交办并督办"):
        found = done(office(tmp_path, **told, 办理方式=word))
        assert found["assign"] == {**surely, "received": "same_day", "due": date(2024, 6, 1)}
        assert "forward" not in found
    assert set(done(office(tmp_path, **told, 办理方式="自办"))) == {"submit"}
    # What nobody can tell may have been either.
    for word, refused in (("", []), ("转交", [("C4", "转交", "value")])):
        register = office(tmp_path, **told, 办理方式=word)
        assert set(done(register)) == both
        assert done(register)["forward"] == perhaps
        assert cells(register) == refused
    assert office(tmp_path, **told).columns.records == (
        "submit",
        "forward",
        "assign",
        "notify",
        "issue",
        "assign.received",
        "issue.received",
    )


def test_what_a_blank_and_any_other_word_mean(tmp_path: Path) -> None:
    start = {"来访日期": "2024/3/1", "办理方式": "自办"}
    unknown = {"day": "unknown", "sure": True}
    assert "notify" not in done(office(tmp_path, **start))
    assert done(office(tmp_path, **start, 告知="去向"))["notify"] == {**unknown, "kind": "destination"}
    assert done(office(tmp_path, **start, 告知="已告知"))["notify"] == unknown
    words = ("是", "", "无", "不好说")
    urgent = [office(tmp_path, **start, 重大=word).dossier(0, as_of=AS_OF).matter for word in words]
    assert urgent == [
        {"petition": {"major_urgent": True}}, {"petition": {"major_urgent": False}},
        {"petition": {"major_urgent": False}}, {},
    ]  # fmt: skip


def test_several_columns_may_tell_one_thing(tmp_path: Path) -> None:
    start = {"来访日期": "2024/3/1", "办理方式": "转送", "转出日期": "2024/3/4"}
    for told, refused, day in (
        ({"办结日期": "2024/5/6"}, [], date(2024, 5, 6)),
        ({"结案日期": "2024/5/6"}, [], date(2024, 5, 6)),
        ({"办结日期": "2024/5/6", "结案日期": "6/5/2024"}, [], date(2024, 5, 6)),
        ({"办结日期": "2024/5/6", "结案日期": "2024/5/7"}, [("H4", "2024/5/7", "contradiction")], date(2024, 5, 6)),
        ({"办结日期": "待定", "结案日期": "2024/5/7"}, [("G4", "待定", "value")], date(2024, 5, 7)),
    ):
        register = office(tmp_path, **start, **told, 文书="意见书", 结果="不支持", 送达日期="2024/5/9")
        assert cells(register) == refused
        assert done(register)["issue"] == {
            "day": day, "sure": True, "kind": "petition_opinion", "outcome": "not_support",
            "received": date(2024, 5, 9),
        }  # fmt: skip
    early = office(tmp_path, **start, 办结日期="2024/5/6", 送达日期="2024/5/5")
    assert (cells(early), early.columns.refused.tolist()) == ([("I4", "2024/5/5", "contradiction")], [True])


def test_numbers_are_read_with_their_unit(tmp_path: Path) -> None:
    for text, number in ((3, 3), ("5人", 5), ("05", 5)):
        assert done(office(tmp_path, 来访日期="2024/3/1", 代表人数=text))["submit"]["representatives"] == number
    assert cells(office(tmp_path, 来访日期="2024/3/1", 代表人数="若干")) == [("B4", "若干", "value")]


def test_headings_stand_where_the_mapping_says(tmp_path: Path) -> None:
    path = write_book(tmp_path / "x.xlsx", [OFFICE_HEADS, ["2024/3/1"]])
    with pytest.raises(RegisterError, match="no row has the headings of office"):
        read_register(path, load_mapping(OFFICE))
