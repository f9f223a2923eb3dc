"""`xinfang ask`: an interview about one case."""

from datetime import date
from pathlib import Path
from typing import TextIO

import click

from xinfang_rules.cli.options import (
    DEFAULT_PACK,
    day_option,
    format_option,
    language_option,
    overlay_option,
    rulebook_option,
)
from xinfang_rules.cli.output import echo


@click.command("ask", short_help="Decide a case by an interview, one question at a time.")
@click.option("--role", metavar="NAME", help="From whose side the case is looked at; asked first if not given.")
@day_option("--as-of", "The day for which statuses are wanted. Otherwise today in China.")
@day_option(
    "--received",
    "The day on which the petition was received: the regulation in force then leads the interview. Otherwise the "
    "one in force on the day of --as-of.",
)
@click.option("--save", metavar="FILE", help="Write the case to a new YAML file, as `xinfang evaluate` reads it.")
@format_option("How the end is told: text for people, or JSON; the questions then go to standard error.")
@rulebook_option
@overlay_option
@language_option
def command(
    role: str | None,
    as_of: date | None,
    received: date | None,
    save: str | None,
    form: str,
    rulebook: str | None,
    overlays: tuple[str, ...],
) -> int:
    """Decides a case by an interview: one question at a time, the most decisive first, until it is settled.

    It starts from the role, and ends with the answer, the first last day, what is to be done next, and what all of it
    rests on. Any question may be answered by 不知道; the rest may be taken as ordinary, which is told apart. Answers
    are read line by line, from a terminal or not; where they end, the interview ends with what is known so far.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.ask_talk import Talk
    from xinfang_rules.cli.failures import wrong_argument
    from xinfang_rules.interview import AnswerError, load_interview, start
    from xinfang_rules.rulebook.shipped import pack_governing

    day = as_of or today_in_china()
    if received is not None and rulebook is not None:
        raise click.UsageError("--received chooses the regulation: give it, or --rulebook")
    guide = load_interview(rulebook or pack_governing(received or day) or DEFAULT_PACK, overlays=overlays)
    try:
        state = None if role is None else start(guide, role, as_of=day)
    except AnswerError as error:
        raise wrong_argument(f"--role: {error}", f"--role：{error.text()}") from None
    file = None if save is None else _new_file(save)
    talk = Talk(guide, day, state, err=form == "json")
    interrupted = talk.lead()
    talk.end(form)
    if file is not None and save is not None:
        case = talk.case_file()
        with file:
            file.write(case)
        if case:
            echo(f"案件已经写入 {save}", err=True)
        else:
            Path(save).unlink()
    return 130 if interrupted else 0


def _new_file(name: str) -> TextIO:
    """Opens a file that is not there yet, before anything is asked, so that nothing told is lost.

    Raises:
        UsageError: If it cannot be made.
    """
    try:
        return Path(name).open("x", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"--save: {name}: {error.strerror or error}; name a new file") from None
