"""`xinfang evaluate`: decides cases."""

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import report
from xinfang_rules.cli.options import chosen_rulebook, confirm_option, evaluation_options
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xinfang_rules.cli.case_files import CaseOutcome
    from xinfang_rules.errors import Language
    from xinfang_rules.result import Result


@click.command("evaluate", short_help="Decide cases.")
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@evaluation_options
@confirm_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "ics"]),
    default="text",
    show_default=True,
    help="Text for people, JSON, JSON Lines, or the last days as a calendar file (needs the extra ical).",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="In text: list all that may apply while facts are unknown, and every reading where the law is silent.",
)
@click.option(
    "--compact",
    "compact",
    is_flag=True,
    help="In JSON and JSON Lines: only what the case brings about, in a few kilobytes.",
)
@click.option(
    "--case-ids",
    "case_ids",
    is_flag=True,
    help="In a calendar file: name the case_id in titles. Without it only a digest of it is written.",
)
def command(
    cases: tuple[str, ...],
    as_of: date | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
    confirm: bool,
    form: str,
    whole: bool,
    compact: bool,
    case_ids: bool,
    language: "Language",
) -> int:
    """Decides cases: answers, duties, last days, each with its citation.

    CASE is a YAML or JSON file with one case or a list of cases; - is standard input.

    In JSON, one file with one case gives one result; a file with a list, or several files, give a list. JSON Lines
    writes each result in a line of its own, as soon as it is there. Both keep the order of the cases. A case that is
    refused stands there as null: its errors go to standard error, every other case is still decided, and the exit
    code is 2. For a single case that is refused, nothing is written. With --confirm, a case on which the engines
    disagree has no result either, and the exit code is 1. A calendar file holds the last days of all cases that are
    decided; each case needs a case_id of its own.
    """
    if compact and form not in ("json", "jsonl"):
        raise click.UsageError("--compact is for --format json and --format jsonl")
    if case_ids and form != "ics":
        raise click.UsageError("--case-ids is for --format ics")
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.case_files import Evaluation

    book = chosen_rulebook(rulebook, overlays)
    codes: list[int] = []

    def complain(text: str, code: int) -> None:
        report(text)
        codes.append(code)

    evaluation = Evaluation(
        as_of or today_in_china(), book, engine, confirm, language, presume, for_page=form == "text"
    )
    # Of a single file, only its content tells whether a list is wanted; of several files, it always is.
    is_list, outcomes = evaluation.of_file(cases[0], complain)
    others = (evaluation.of_file(file, complain)[1] for file in cases[1:])
    everything = chain(outcomes, chain.from_iterable(others))
    if form == "text":
        _write_text(everything, today=as_of is None, whole=whole)
    elif form == "ics":
        from xinfang_rules.cli.calendar_file import write_calendar

        write_calendar(everything, complain, language, case_ids=case_ids)
    elif form == "jsonl":
        _write_lines(everything, compact=compact)
    elif is_list or len(cases) > 1:
        _write_list(everything, compact=compact)
    else:
        for outcome in everything:
            if outcome.result is not None:
                echo(_json(outcome.result, compact=compact, indent=2))
    return max(codes, default=0)


def _write_lines(outcomes: "Iterator[CaseOutcome]", *, compact: bool) -> None:
    for outcome in outcomes:
        echo("null" if outcome.result is None else _json(outcome.result, compact=compact))


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
