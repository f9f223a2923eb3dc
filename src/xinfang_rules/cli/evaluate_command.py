"""`xinfang evaluate`: decides cases."""

from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import located, report, wrong_argument
from xinfang_rules.cli.options import chosen_rulebook, confirm_option, evaluation_options, from_option, only_day
from xinfang_rules.cli.output import echo
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.errors import ArgumentError, Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from xinfang_rules.cli.case_files import CaseOutcome, Evaluation
    from xinfang_rules.cli.table_input import InputFile
    from xinfang_rules.result import Result


@click.command("evaluate", short_help="Decide cases, or a table of them.")
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@evaluation_options
@confirm_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv", "ics"]),
    help="Of cases: text for people (if nothing is said), JSON, JSON Lines, or the last days as a calendar file (needs "
    "the extra ical). Of a table: CSV (if nothing is said) or JSON Lines.",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="In text: list all that may apply while facts are unknown, and every reading where the law is silent.",
)
@click.option(
    "--compact/--full",
    "compact",
    default=None,
    help="In JSON and JSON Lines: only what the case brings about, in a few kilobytes, or all that may apply. If "
    "nothing is said, many cases come out compact, and a single one in full.",
)
@click.option(
    "--case-ids",
    "case_ids",
    is_flag=True,
    help="In a calendar file: name the case_id in titles. Without it only a digest of it is written.",
)
@click.option(
    "--place",
    metavar="NAME",
    help="Of cases: where they were received, such as 上海; the shipped local rules of that place that are in force on "
    "the day of receipt are laid over the regulation.",
)
@from_option
@click.option(
    "--want",
    metavar="NAME",
    multiple=True,
    help="Of a table, what comes out: answers (if nothing is said), concepts, statuses, due_days, days_late; a "
    "question, a concept, status.RULE, due.RULE or late.RULE; with --presume also grounds; may be given several times.",
)
@click.option(
    "--keep",
    metavar="COLUMN",
    multiple=True,
    help="Of a table, a column that comes out beside; may be given several times. If nothing is said, case_id.",
)
@click.option(
    "--out",
    metavar="FILE",
    help="Of a table, the file to write: .parquet, .arrow, .csv, .jsonl or .xlsx. It is there as soon as it is whole.",
)
@click.option(
    "--refused",
    metavar="FILE",
    help="Of a table, the file for rows that are no case, each with the reason and with what is kept. Without it they "
    "are summed up on standard error, and the exit code is 2.",
)
def command(
    cases: tuple[str, ...],
    as_of: "date | str | None",
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
    confirm: bool,
    form: str | None,
    whole: bool,
    compact: bool | None,
    case_ids: bool,
    place: str | None,
    source_form: str | None,
    want: tuple[str, ...],
    keep: tuple[str, ...],
    out: str | None,
    refused: str | None,
) -> int:
    """Decides cases: answers, duties, last days, each with its citation.

    CASE is a YAML or JSON file with one case or a list of cases, or JSON Lines with a case a line; - is standard
    input. Or it is a table, a case a row: CSV, JSON Lines of columns, a workbook (.xlsx, .xls), Parquet or Arrow.

    In JSON, one file with one case gives one result; a file with a list, or several files, give a list. JSON Lines
    writes each result in a line of its own, as soon as it is there. Both keep the order of the cases. A case that is
    refused stands there as null: its errors go to standard error, every other case is still decided, and the exit
    code is 2. For a single case that is refused, nothing is written. With --confirm, a case on which the engines
    disagree has no result either, and the exit code is 1. A calendar file holds the last days of all cases that are
    decided; each case needs a case_id of its own.

    Of a table comes out a table, row by row in its order: the columns that --keep names, and what --want names. A row
    that is no case has nothing in the latter. In CSV, a cell that a spreadsheet would take for a formula stands behind
    a single quote.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.case_files import Evaluation
    from xinfang_rules.cli.table_input import input_file

    book = chosen_rulebook(rulebook, overlays)
    of_tables = {"--want": want, "--keep": keep, "--out": out, "--refused": refused}
    of_cases = {
        "--all": whole,
        "--compact": compact is not None,
        "--case-ids": case_ids,
        "--confirm": confirm,
        "--place": place is not None,
        "--engine": engine != next(iter(ENGINES)),
        f"--format {form}": form not in (None, "csv", "jsonl"),
    }
    with ExitStack() as files:
        inputs = [files.enter_context(input_file(file, source_form)) for file in cases]
        tables = [each for each in inputs if each.holds_rows]
        misplaced = of_cases if tables else {**of_tables, "--format csv": form == "csv"}
        meant, chinese = ("cases", "案件") if tables else ("tables", "表")
        for option, given in misplaced.items():
            if given:
                raise wrong_argument(f"{option} is for {meant}", f"{option} 只用于{chinese}")
        if tables and len(cases) > 1:
            raise wrong_argument(
                "a table is evaluated by itself, without other files", "一次只评估一个表，不能同时给别的文件"
            )
        if tables:
            from xinfang_rules.cli.whole_tables import TableTask

            task = TableTask(as_of or today_in_china(), book, want, keep, presume, form or "csv", out, refused)
            try:
                return task.run(tables[0])
            except ArgumentError as error:
                return report(located(error, Position(tables[0].name)))
        if compact is not None and form not in ("json", "jsonl"):
            raise wrong_argument(
                "--compact is for --format json and --format jsonl", "--compact 只用于 --format json 和 jsonl"
            )
        if place is not None and book is not None:
            raise wrong_argument(
                "--place chooses what is laid over the regulation: give it, or --rulebook, --overlay",
                "--place 由地方选定所依据的规定，不能同时写 --rulebook、--overlay",
            )
        if case_ids and form != "ics":
            raise wrong_argument("--case-ids is for --format ics", "--case-ids 只用于 --format ics")
        day = only_day(as_of, "--as-of")
        evaluation = Evaluation(
            day or today_in_china(),
            book,
            engine,
            confirm,
            presume,
            for_page=form in (None, "text"),
            place=place,
        )
        return _evaluate(
            inputs, evaluation, form or "text", compact, today=as_of is None, whole=whole, case_ids=case_ids
        )


def _evaluate(
    inputs: "Sequence[InputFile]",
    evaluation: "Evaluation",
    form: str,
    compact: bool | None,
    *,
    today: bool,
    whole: bool,
    case_ids: bool,
) -> int:
    """Evaluates files of cases and writes the results; returns the exit code."""
    codes: list[int] = []

    def complain(text: str, code: int) -> None:
        report(text)
        codes.append(code)

    # Of a single file, only its content tells whether a list is wanted; of several files, it always is.
    is_list, outcomes = evaluation.of_input(inputs[0], complain)
    others = (evaluation.of_input(file, complain)[1] for file in inputs[1:])
    everything = chain(outcomes, chain.from_iterable(others))
    many = is_list or len(inputs) > 1
    compact = many if compact is None else compact
    if form == "text":
        _write_text(everything, today=today, whole=whole)
    elif form == "ics":
        from xinfang_rules.cli.calendar_file import write_calendar

        write_calendar(everything, complain, case_ids=case_ids)
    elif form == "jsonl":
        for outcome in everything:
            echo("null" if outcome.result is None else _json(outcome.result, compact=compact))
    elif many:
        _write_list(everything, compact=compact)
    else:
        for outcome in everything:
            if outcome.result is not None:
                echo(_json(outcome.result, compact=compact, indent=2))
    return max(codes, default=0)


def _write_list(outcomes: "Iterator[CaseOutcome]", *, compact: bool) -> None:
    """Writes each result as it comes, so that a long list needs no more room than its longest result."""
    before = "["
    for outcome in outcomes:
        text = "null" if outcome.result is None else _json(outcome.result, compact=compact, indent=2)
        # No text in JSON holds a line break of its own, so every line can be indented.
        echo(before + "\n  " + text.replace("\n", "\n  "), nl=False)
        before = ","
    echo("[]" if before == "[" else "\n]")


def _json(result: "Result", *, compact: bool, indent: int | None = None) -> str:
    if compact and indent is None:
        return result.compact_json()
    return (result.compact() if compact else result).model_dump_json(indent=indent)


def _write_text(outcomes: "Iterator[CaseOutcome]", *, today: bool, whole: bool) -> None:
    from xinfang_rules.cli.result_page import write_result

    seen = written = False
    for outcome in outcomes:
        if outcome.decided is not None:
            echo("\n\n" if written else "", nl=False)
            write_result(outcome, *outcome.decided, today=today, whole=whole)
            written = True
        seen = True
    if not seen:
        echo("没有案件。")
