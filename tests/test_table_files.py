"""Tables in files: what is read of them, what becomes of rows that cannot be read, and what is written."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, strategies as st

from xinfang_rules import XinfangError
from xinfang_rules.cells import cell
from xinfang_rules.cli import table_input
from xinfang_rules.registers.plain_sheet import plain_sheet
from xinfang_rules.tables import evaluate_table, table_files
from xinfang_rules.tables.table_files import ENDINGS, file_source
from xinfang_rules.tables.table_writing import table_file, table_stream

AS_OF = date(2024, 8, 1)
LEDGER = """\
编号,organ__kind,petition__category,timeline__received_on
甲,other,grievance,2024-05-06
乙,other,suggestion,2024-05-07
"""


def rows(path: Path) -> list[dict[str, Any]]:
    source = plain_sheet(path) if path.suffix == ".xlsx" else file_source(path)
    return [row for batch in source.batches(source.schema.names, 1_000) for row in batch.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_in_the_encodings_in_which_it_is_saved(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(LEDGER.replace("\n", end).encode(encoding))
    assert [row["编号"] for row in rows(path)] == ["甲", "乙"]
    assert list(rows(path)[0]) == LEDGER.partition("\n")[0].split(",")


def test_a_row_of_another_length_is_refused_in_its_place_and_no_other(tmp_path: Path) -> None:
    # Rows 1, 4 and 5 have too few cells or too many; an empty line is no row, and a cell may have two lines.
    path = tmp_path / "t.csv"
    path.write_text(
        'no,petition__category\n0,grievance\n1\n2,suggestion\n\n"3\nthree",grievance\n4,a,b\n5,x,y,z\n',
        encoding="utf-8",
    )
    done = evaluate_table(path, as_of=AS_OF, keep=["no"])
    came = done.rows().to_pylist()
    assert [row["no"] for row in came] == ["0", None, "2", "3\nthree", None, None]
    assert [row["track"] is None for row in came] == [False, True, False, False, True, True]
    assert [(one["row"], one["value"], one["reason"]) for one in done.refused.to_pylist()] == [
        (1, "1", "the row has 1 cells, the first row has 2"),
        (4, "4,a,b", "the row has 3 cells, the first row has 2"),
        (5, "5,x,y,z", "the row has 4 cells, the first row has 2"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_quote_that_is_not_closed_swallows_no_rows(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    head, *rest = LEDGER.splitlines(keepends=True)
    path.write_text(head + '"' + rest[0] + rest[1], encoding=encoding)
    with pytest.raises(XinfangError, match="the value in quotes that begins in line 2 is not closed"):
        file_source(path)
    # Within a value a quote is one like any other character.
    path.write_text(head + rest[0].replace("甲", '5"') + rest[1], encoding=encoding)
    assert [row["编号"] for row in rows(path)] == ['5"', "乙"]


def test_rows_that_are_refused_keep_their_numbers_over_many_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "_CHUNK", 64)
    path = tmp_path / "t.csv"
    bad = {0, 1, 7, 8, 9, 30, 198, 199}
    lines = [f"{number},extra,cells" if number in bad else f"{number},grievance" for number in range(200)]
    path.write_text("\n".join(["no,petition__category", *lines]), encoding="utf-8")
    source = file_source(path)
    numbers: list[str | None] = []
    for batch in source.batches(["no"], 50):
        numbers += batch.column("no").to_pylist()
    assert numbers == [None if number in bad else str(number) for number in range(200)]
    assert {fault.row for fault in source.faults_before(200)} == bad


def test_lines_of_json_are_rows_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        '\ufeff{"petition.category": "grievance", "编号": 7, "handling__extension_approved": true}\n'
        "\n"
        "[1]\n"
        '{"petition.category": "grievance", "petition__category": "suggestion"}\n'
        "{no json}\n"
        '{"timeline__received_on": "2024-05-06", "handling__extension_approved": null}\n',
        encoding="utf-8",
    )
    done = evaluate_table(path, as_of=AS_OF, want=["due.handling.conclude", "track"], keep=["编号"])
    came = done.rows().to_pylist()
    assert [row["编号"] for row in came] == ["7", None, None, None, None]
    assert [row["track"] is None for row in came] == [False, True, True, True, False]
    assert [(one["row"], one["reason"]) for one in done.refused.to_pylist()] == [
        (1, "the row is no object"),
        (2, "the row has petition__category twice"),
        (3, "the row is no JSON"),
    ]


def test_the_first_sheet_of_a_workbook_that_has_rows_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        book.add_worksheet()
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "timeline__received_on", "", "handling__extension_approved", "remark"])
        sheet.write_row(1, 0, [17, "", "a remark", True])
        sheet.write_datetime(1, 1, date(2024, 5, 6), day)
        sheet.write_string(2, 0, "=not computed")
        sheet.write_formula(3, 0, "=1+1", value=2)
        sheet.write_row(4, 0, ["", "2024-05-07"])
        sheet.write_formula(4, 0, "=1+1", value="")
    assert plain_sheet(path).first_line == 2
    assert rows(path)[0] == {
        "编号": "17",
        "timeline__received_on": "2024-05-06",
        "handling__extension_approved": "true",
        "remark": None,
    }
    assert [row["编号"] for row in rows(path)] == ["17", "=not computed", "2", None]
    done = evaluate_table(plain_sheet(path), as_of=AS_OF, want=["track"])
    assert [row["track"] is None for row in done.rows().to_pylist()] == [False, False, False, True]
    (refused,) = done.refused.to_pylist()
    assert (refused["row"], refused["reason_zh"]) == (3, "这一行有公式没有保存计算结果")


ODD = {
    "empty.csv": b"",
    "head.csv": b"a,petition__category",
    "head-line.csv": b"a,petition__category\n",
    "nulls.csv": b"\0\0\0\0\n\0",
    "junk.csv": bytes(range(256)) * 40,
    "quote.csv": b'a,petition__category\n"1,2\n3,4\n' * 3,
    "junk.parquet": bytes(range(256)) * 40,
    "junk.arrow": bytes(range(256)) * 40,
    "junk.jsonl": bytes(range(256)) * 40,
    "deep.jsonl": b'{"a":' + b"[" * 100_000,
    "empty.jsonl": b"",
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_a_file_holds_is_a_table_or_one_line_of_refusal(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ODD[name])
    if name in ("head.csv", "head-line.csv"):
        done = evaluate_table(path, as_of=AS_OF)
        came = done.rows()
        assert all(row["track"] is None for row in came.to_pylist())
        assert came.num_rows == len({row["row"] for row in done.refused.to_pylist()})
        return
    with pytest.raises(XinfangError, match=r"cannot be read|states a fact|encoded neither|is not closed") as caught:
        evaluate_table(path, as_of=AS_OF).rows()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_directory_is_no_table(tmp_path: Path) -> None:
    for ending in ENDINGS:
        place = tmp_path / f"d{ending}"
        place.mkdir()
        with pytest.raises(XinfangError, match="cannot be read as a table"):
            evaluate_table(place, as_of=AS_OF)


def test_the_command_line_knows_the_endings_of_tables() -> None:
    assert frozenset(ENDINGS) | table_input.WORKBOOKS == table_input.ENDINGS
    assert frozenset(table_input.FORMS) == {*ENDINGS.values(), "xlsx"}


# What is written.

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    " =1",
    "\t1",
    "\r1",
    "\n1",
    "＝1",
    "　=1",
    "\u2003-1",
    "a=1",
    "",
    "1",
    "'=1",
    "信访",
]


@pytest.mark.parametrize("dictionary", [False, True])
def test_in_csv_no_cell_is_a_formula(tmp_path: Path, dictionary: bool) -> None:
    column = pa.array([*DANGEROUS, None], pa.string())
    table = pa.table({"=head": column.dictionary_encode() if dictionary else column, "n": [-1] * len(column)})
    path = tmp_path / "t.csv"
    with table_file(path, table.schema) as put:
        for batch in table.to_batches(max_chunksize=3):
            put(batch)
    # A number is no formula.
    read = pl.read_csv(path, infer_schema=False)
    assert read.columns == ["'=head", "n"]
    assert read["'=head"].to_list() == [*map(cell, DANGEROUS), None]
    assert set(read["n"]) == {"-1"}


@given(st.lists(st.text(max_size=4), min_size=1, max_size=5))
def test_columns_and_single_cells_are_guarded_alike(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    for text in texts:
        written = _Sink()
        table = pa.table({"a": [text]})
        with table_stream(written, table.schema, "csv") as put:  # type: ignore[arg-type]  # it writes
            put(table.to_batches()[0])
        assert written.data.decode() == '"a"\n"' + cell(text).replace('"', '""') + '"\n'


class _Sink:
    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".csv", ".jsonl"])
def test_a_file_that_does_not_become_whole_is_not_there_and_what_was_there_stays(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    table = pa.table({"petition__category": ["grievance"] * 10})

    def interrupted() -> Iterator[pa.RecordBatch]:
        yield table.to_batches()[0]
        raise KeyboardInterrupt

    for before in (None, b"before"):
        if before is not None:
            path.write_bytes(before)
        reader = pa.RecordBatchReader.from_batches(table.schema, interrupted())
        with pytest.raises(KeyboardInterrupt):
            evaluate_table(reader, as_of=AS_OF).write(path)
        assert [one.name for one in tmp_path.iterdir()] == ([] if before is None else [path.name])
        assert before is None or path.read_bytes() == before
    assert evaluate_table(table, as_of=AS_OF).write(path) == 10
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110  # it is no file
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "full.csv").symlink_to("/dev/full")
    table = pa.table({"petition__category": ["grievance"] * 10})
    with pytest.raises(XinfangError, match="cannot be written: No space left on device"):
        evaluate_table(table, as_of=AS_OF).write(tmp_path / "full.csv")
    with pytest.raises(XinfangError, match="cannot be written: No such file or directory"):
        evaluate_table(table, as_of=AS_OF).write(tmp_path / "gone" / "t.csv")
    with pytest.raises(XinfangError, match="no format that is written"):
        evaluate_table(table, as_of=AS_OF).write(tmp_path / "t.ods")


def test_rows_that_are_refused_go_to_a_file_of_their_own_with_what_is_kept(tmp_path: Path) -> None:
    table = pa.table({"petition__category": ["grievance", "x", "y"], "no": [1, 2, 3]})
    done = evaluate_table(table, as_of=AS_OF, want=["track"], keep=["no"])
    assert done.write(tmp_path / "t.jsonl", refused=tmp_path / "r.jsonl") == 3
    assert done.refused.num_rows == 0, "they stand in the file"
    lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["row"], line["value"], line["no"]) for line in lines] == [(1, "x", 2), (2, "y", 3)]
    came = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["no"], line["track"] is None) for line in came] == [(1, False), (2, True), (3, True)]


def test_a_workbook_comes_out_as_it_went_in(tmp_path: Path) -> None:
    days = [date(2024, 5, 6), None]
    table = pa.table({"number": ["=1+1", "乙"], "petition__category": ["grievance", "suggestion"], "day": days})
    done = evaluate_table(table, as_of=AS_OF, want=["track"], keep=["number", "day"])
    done.write(tmp_path / "t.xlsx")
    first, second = pa.table(done.rows()).to_pylist()
    assert rows(tmp_path / "t.xlsx") == [
        {"number": "=1+1", "day": "2024-05-06", "track": first["track"]},
        {"number": "乙", "day": None, "track": second["track"]},
    ]
