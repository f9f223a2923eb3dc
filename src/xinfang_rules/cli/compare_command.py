"""`xinfang compare`: what two rulebooks decide differently of a table."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import located, report, wrong_argument
from xinfang_rules.cli.options import (
    DEFAULT_PACK,
    Overlay,
    format_option,
    from_option,
    language_option,
    overlay_option,
    read_day_or_column,
)
from xinfang_rules.cli.output import echo
from xinfang_rules.errors import ArgumentError, Position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xinfang_rules.tables import TableChange


@click.command("compare", short_help="Tell what a change of rules changes for a table of cases.")
@click.argument("table")
@click.option("--old", metavar="NAME|DIR", default=DEFAULT_PACK, show_default=True, help="The rulebook as it is.")
@click.option("--new", metavar="NAME|DIR", help="The rulebook as it may become. If nothing is said, that of --old.")
@overlay_option
@click.option(
    "--old-overlay",
    "old_overlays",
    metavar="NAME|PATH",
    type=Overlay(exists=True),
    multiple=True,
    help="An overlay of the old rulebook; may be given several times. If nothing is said, it has none.",
)
@click.option(
    "--as-of",
    metavar="YYYY-MM-DD|COLUMN",
    callback=read_day_or_column,
    help="The day for which statuses are wanted, or the column that has it. Otherwise today in China.",
)
@click.option(
    "--by",
    metavar="COLUMN",
    multiple=True,
    help="Count by this column too; may be given several times. If nothing is said, by the kind of the organ.",
)
@click.option("--out", metavar="FILE", help="Write each single difference: .parquet, .arrow, .csv, .jsonl or .xlsx.")
@click.option(
    "--keep",
    metavar="COLUMN",
    multiple=True,
    help="A column that stands in --out beside; may be given several times. If nothing is said, case_id.",
)
@click.option("--counts", metavar="FILE", help="Write how often what differs, by month and columns, likewise.")
@click.option("--scenarios", metavar="FILE", help="Write the smallest example of each kind as a scenario file (YAML).")
@format_option("Text for people, or JSON.")
@from_option
@language_option
def command(
    table: str,
    old: str,
    new: str | None,
    overlays: tuple[str, ...],
    old_overlays: tuple[str, ...],
    as_of: "date | str | None",
    by: tuple[str, ...],
    out: str | None,
    keep: tuple[str, ...],
    counts: str | None,
    scenarios: str | None,
    form: str,
    source_form: str | None,
) -> int:
    """Tells what two rulebooks decide differently of the cases of a table.

    TABLE is a table as `xinfang evaluate` takes it. --overlay is laid over the new rulebook, --old-overlay over the
    old one. For answers, the statuses of norms and last days it is told in how many rows they differ: in which nothing
    that was possible still is (changed), in which one of several possible ones is certain now (decided) or the other
    way round (undecided), and in which others are possible; with the smallest example of each. Rows that only one of
    the two refuses are a kind of their own.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.progress import watched
    from xinfang_rules.cli.table_input import input_file
    from xinfang_rules.rulebook.load import load

    if new in (None, old) and overlays == old_overlays:
        raise wrong_argument(
            "there is nothing to compare: name --new or --overlay",
            "没有可比较的：请用 --new 或者 --overlay 指明另一规则",
        )
    for place in filter(None, (out, counts, scenarios)):
        if Path(place).resolve() == Path(table).resolve():
            raise wrong_argument(f"{place} is the table that is read", f"{place} 就是所读取的表，不能写入")
    books = load(old, overlays=old_overlays), load(new or old, overlays=overlays)
    day = as_of or today_in_china()
    with input_file(table, source_form) as file:
        if not file.holds_rows:
            forms = ".csv、.xlsx、.xls、.parquet、.arrow，或者一行一件、各列在同一层的 .jsonl"
            raise wrong_argument(
                f"{table} is no table: .csv, .jsonl with columns, .xlsx, .xls, .parquet or .arrow",
                f"{table} 不是表；可用的有 {forms}",
            )
        try:
            source = file.source()
            from xinfang_rules.tables import compare_tables
            from xinfang_rules.tables.table_writing import table_file

            read = source.batches
            kept = keep or tuple(name for name in source.schema.names if name == "case_id" and out)
            rows = source.rows
            source = replace(source, batches=lambda names, most: watched(read(names, most), rows))
            done = compare_tables(source, *books, as_of=day, by=by or None, keep=kept, out=out)
            if counts is not None:
                with table_file(Path(counts), done.counts.schema) as put:
                    for batch in done.counts.to_batches():
                        put(batch)
        except ArgumentError as error:
            return report(located(error, Position(file.name)))
    if scenarios is not None:
        _write_scenarios(Path(scenarios), done.changes)
    from xinfang_rules.cli.comparison_page import comparison_json, write_comparison

    if form == "json":
        echo(comparison_json(done, day, books))
    else:
        write_comparison(done, file.name, day, books)
    return 0


def _write_scenarios(path: Path, changes: "Sequence[TableChange]") -> None:
    import yaml

    listed = [change.scenario() for change in changes]
    text = yaml.safe_dump(
        {"scenarios": listed}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message, chinese = f"{path} cannot be written: {error.strerror}", f"{path} 无法写入：{error.strerror}"
        raise wrong_argument(message, chinese) from None
