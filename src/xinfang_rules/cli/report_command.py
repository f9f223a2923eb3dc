"""`xinfang report`: the tables of the yearly report, out of a register; and checks of published figures."""

from dataclasses import replace
from datetime import date

import click

from xinfang_rules.cli.failures import wrong_argument
from xinfang_rules.cli.options import (
    chosen_rulebook,
    day_option,
    from_option,
    language_option,
    overlay_option,
    presume_option,
    rulebook_option,
)
from xinfang_rules.cli.output import echo

_BETWEEN = "__"
"""Stands in the name of every column that states a fact."""


@click.command("report", short_help="Report on a register, or check published figures.")
@click.argument("table", required=False, metavar="TABLE")
@click.option("--check", "figures", metavar="FIGURES", help="Check published figures: YAML, JSON or JSON Lines.")
@click.option("--period", metavar="YYYY|YYYYQn|YYYY-MM", help="The period: a year, a quarter or a month.")
@day_option("--as-of", "The day for which statuses are wanted. Otherwise today in China.")
@click.option("--out", metavar="FILE|DIR", help="A file .xlsx, .md or .html; or a folder for all of them.")
@click.option("--case-id", "case_id", metavar="COLUMN", help="The column with the number of the case.")
@click.option(
    "--indicators",
    "more",
    metavar="PATH",
    multiple=True,
    help="A file or a folder of indicators and parts of the report, besides the shipped ones.",
)
@click.option(
    "--mapping",
    metavar="NAME|FILE",
    help="How the columns of a register are to be read, a shipped mapping or a file; see `xinfang register`.",
)
@from_option
@presume_option
@rulebook_option
@overlay_option
@language_option
def command(
    table: str | None,
    figures: str | None,
    period: str | None,
    as_of: date | None,
    out: str | None,
    case_id: str | None,
    more: tuple[str, ...],
    mapping: str | None,
    source_form: str | None,
    presume: tuple[str, ...],
    rulebook: str | None,
    overlays: tuple[str, ...],
) -> int:
    """Writes the tables that the yearly report has to contain (article 41), with pictures, out of a register.

    TABLE is a register: with --mapping a workbook or CSV as the office keeps it; without, a table whose columns are
    facts and those of rules/indicators/register.yaml (Parquet, Arrow, CSV, XLSX).
    Under every rate stand the four counts that it rests on. What follows from presumptions has a column of its own.

    With --check, published figures are checked instead: sums, rates and how they were rounded, averages; and which
    denominator fits where a rate does not. The exit code is 1 if any of them does not fit.
    """
    if figures is not None:
        if table is not None:
            raise wrong_argument("--check takes figures, and no table", "--check 核对的是公布的数字，不能同时给登记表")
        from xinfang_rules.cli.figures_page import write_findings

        return write_findings(figures)
    if mapping is not None and case_id is not None:
        raise wrong_argument(
            "--case-id is for a table; a mapping says itself which column has the number",
            "--case-id 用于列名为事实的表；对应表自己写明哪一栏是编号（use: reference）",
        )
    if table is None or period is None or out is None:
        raise wrong_argument(
            "a report takes TABLE, --period and --out; to check figures, --check FIGURES",
            "做报告要写明登记表、--period（报告期）和 --out（写到哪里）；核对数字用 --check 文件",
        )
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.progress import watched
    from xinfang_rules.cli.table_input import FORMS, input_file
    from xinfang_rules.errors import XinfangError
    from xinfang_rules.indicators.indicator_set import load_indicators

    book = chosen_rulebook(rulebook, overlays)
    known = load_indicators(more, rulebook=book)
    try:
        from xinfang_rules.reports import write_report, yearly_report
    except ImportError as error:
        pip = "pip install 'xinfang-rules[reports]'"
        raise XinfangError(f"a report cannot be made without: {pip}", f"做报告需要：{pip}") from error
    day = as_of or today_in_china()
    with input_file(table, source_form) as file:
        if mapping is not None:
            from xinfang_rules.registers import read_register

            source: object = replace(read_register(table, mapping), watch=watched)
        elif file.holds_rows:
            opened = file.source()
            read, rows = opened.batches, opened.rows
            source = replace(opened, batches=lambda names, most: watched(read(names, most), rows))
            if not any(_BETWEEN in name for name in opened.schema.names):
                hint = "--mapping says how the columns of an office's own register are to be read"
                raise wrong_argument(
                    f"no column of {table} is named as a fact, such as petition__channel; {hint}",
                    f"{table} 没有一列以事实命名（例如 petition__channel）；自己的栏目怎样读，用 --mapping 指明对应表",
                )
        else:
            raise wrong_argument(
                f"{table} is no table; --from {'|'.join(FORMS)} says of which format it is",
                f"{table} 不是表；文件名看不出格式的，用 --from {'|'.join(FORMS)} 写明",
            )
        made = yearly_report(
            source, as_of=day, period=period, case_id=case_id, presume=presume, among=known, rulebook=book
        )
    del source  # a large register, of which nothing is needed to write the report
    for note in made.notes:
        echo(note)
    for path in write_report(made, out):
        echo(str(path))
    return 0
