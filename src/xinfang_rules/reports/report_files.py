"""Writing a report: a workbook, Markdown with pictures, one page of HTML, or a folder with all of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.errors import ArgumentError
from xinfang_rules.reports.report_tables import YearlyReport
from xinfang_rules.tables.table_writing import unwritable, whole_file, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinfang_rules.reports.pictures import Picture

ENDINGS: Final = (".xlsx", ".md", ".html")


def write_report(report: YearlyReport, path: StrPath) -> list[Path]:
    """Writes a report.

    Args:
        report: The report.
        path: A file `.xlsx`, `.md` (its pictures beside it) or `.html` (one file); or a folder for all of them, with
            the cases and what is late as CSV, and the parts that are counted as Parquet, for a database.

    Returns:
        The files that were written.

    Raises:
        ArgumentError: If the ending of the name is none of these.
        XinfangError: If it cannot be written, or what is needed for it is not installed.
    """
    from xinfang_rules.reports.pictures import pictures_of

    place = path_of(path, "path")
    if place.suffix and place.suffix.lower() not in ENDINGS and not place.is_dir():
        raise ArgumentError(
            f"a report is {', '.join(ENDINGS)}, or a folder, not {place.name}",
            f"报告可以写成 {'、'.join(ENDINGS)}，或者一个文件夹，不能写成 {place.name}",
        )
    pictures = list(pictures_of(report))
    try:
        if place.suffix.lower() == ".xlsx":
            return _workbook(report, pictures, place)
        if place.suffix.lower() == ".html":
            return _html(report, pictures, place)
        if place.suffix.lower() == ".md":
            return _markdown(report, pictures, place)
        place.mkdir(parents=True, exist_ok=True)
        written = _workbook(report, pictures, place / "report.xlsx")
        written += _html(report, pictures, place / "report.html")
        written += _markdown(report, pictures, place / "report.md")
        tables = {"cases.csv": report.cases, "late.csv": report.late.table, "parts.parquet": report.table}
        for name, table in tables.items():
            write_table(place / name, table)
            written.append(place / name)
        return written
    except OSError as error:
        raise unwritable(place, error) from error


def _workbook(report: YearlyReport, pictures: "Sequence[Picture]", path: Path) -> list[Path]:
    from xinfang_rules.reports.workbook_report import write_workbook

    with whole_file(path) as sink:
        write_workbook(report, pictures, sink)
    return [path]


def _html(report: YearlyReport, pictures: "Sequence[Picture]", path: Path) -> list[Path]:
    from xinfang_rules.reports.markdown_report import html

    with whole_file(path) as sink:
        sink.write(html(report, pictures).encode())
    return [path]


def _markdown(report: YearlyReport, pictures: "Sequence[Picture]", path: Path) -> list[Path]:
    from xinfang_rules.reports.markdown_report import markdown

    folder = path.with_name(f"{path.stem}-pictures")
    if pictures:
        folder.mkdir(exist_ok=True)
    files = [folder / f"{picture.name}.png" for picture in pictures]
    for file, picture in zip(files, pictures, strict=True):
        file.write_bytes(picture.png)
    with whole_file(path) as sink:
        sink.write(markdown(report, pictures, f"{folder.name}/").encode())
    return [path, *files]
