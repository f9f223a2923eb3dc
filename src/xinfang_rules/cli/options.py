"""The options that several commands share."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xinfang_rules.cli.failures import LANGUAGE, wrong_argument
from xinfang_rules.cli.table_input import FORMS
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.errors import Language
from xinfang_rules.sources.document import quoted, shown

if TYPE_CHECKING:
    from pathlib import Path

    from xinfang_rules.rulebook.model import Rulebook

DEFAULT_PACK = "xinfang-2022"

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

F = TypeVar("F", bound=Callable[..., Any])


def read_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Reads the value of an option as a day of the calendar, YYYY-MM-DD."""
    return only_day(read_day_or_column(context, parameter, value), parameter.opts[0], context.params["language"])


def only_day(value: date | str | None, name: str, language: Language) -> date | None:
    """Refuses what is no day where only a day has a meaning.

    Raises:
        UsageError: If it is a text.
    """
    if not isinstance(value, str):
        return value
    message = f"{shown(value)} is no day; write it as YYYY-MM-DD"
    chinese = f"{quoted(value)}不是日期，请写作 YYYY-MM-DD"
    raise wrong_argument(f"{name}: {message}", f"{name}：{chinese}", language)


def read_day_or_column(context: click.Context, parameter: click.Parameter, value: str | None) -> date | str | None:
    """Reads the value of an option as a day of the calendar, YYYY-MM-DD; whatever looks like none names a column."""
    if value is None or not _ISO_DATE.fullmatch(value):
        return value
    name, language = parameter.opts[0], context.params["language"]
    try:
        return date.fromisoformat(value)
    except ValueError:
        message, chinese = f"{value} is no day of the calendar", f"日历上没有 {value} 这一天"
        raise wrong_argument(f"{name}: {message}", f"{name}：{chinese}", language) from None


def evaluation_options(command: F) -> F:
    """Adds what every command that evaluates cases takes."""
    for option in (
        presume_option,
        engine_option,
        overlay_option,
        rulebook_option,
        click.option(
            "--as-of",
            metavar="YYYY-MM-DD",
            callback=read_day_or_column,
            help="The day for which statuses are wanted; of a table also the column that has it. Otherwise today in "
            "China.",
        ),
        language_option,
    ):
        command = option(command)
    return command


rulebook_option = click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A shipped rulebook by its name, or a directory of rule files. Otherwise the shipped one that was in "
    f"force when the petition was received; with --overlay, {DEFAULT_PACK}.",
)


def _remember(context: click.Context, parameter: click.Parameter, value: Language) -> Language:
    context.meta[LANGUAGE] = value
    return value


language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    is_eager=True,  # what is wrong with other options is said in it
    callback=_remember,
    help="The language in which is said what is wrong with a case: Chinese or English.",
)

engine_option = click.option(
    "--engine",
    type=click.Choice([*ENGINES]),
    default=next(iter(ENGINES)),
    show_default=True,
    help="How conditions are computed; the results are the same. durable needs the extra of that name.",
)

from_option = click.option(
    "--from",
    "source_form",
    type=click.Choice(FORMS),
    help="The format of a table, where the name of the file does not say it, as of standard input.",
)

presume_option = click.option(
    "--presume",
    metavar="NAME",
    multiple=True,
    help="Presume, where the case leaves it open, what a set of presumptions of the rulebook says, such as ordinary; "
    "may be given several times. What follows only then is marked, with what it rests on.",
)

confirm_option = click.option(
    "--confirm",
    is_flag=True,
    help="Evaluate by a second, independent engine too; if the two differ, there is no result.",
)

overlay_option = click.option(
    "--overlay",
    "overlays",
    metavar="PATH",
    type=click.Path(exists=True),
    multiple=True,
    help="A directory or a file of rules to lay over the rulebook; may be given several times, in order.",
)


def chosen_rulebook(name: str | None, overlays: tuple[str, ...]) -> "Rulebook | None":
    """Loads the rulebook that was asked for; None where the day of the petition decides.

    Raises:
        RulebookError: If it cannot be read.
    """
    from xinfang_rules.rulebook.load import load

    if name is None and not overlays:
        return None
    return load(DEFAULT_PACK if name is None else name, overlays=overlays)


def packs_to_look_at(name: str | None, overlays: tuple[str, ...]) -> list[str]:
    """Lists the packs that `check` and `test` work on: the one that was named, otherwise every shipped one."""
    from xinfang_rules.rulebook.load import shipped_packs

    if name is not None:
        return [name]
    return [DEFAULT_PACK] if overlays else list(shipped_packs())


def pack_directory(name: str) -> "Path":
    """Returns where a pack lies.

    Raises:
        BadParameter: If there is no such pack.
    """
    from pathlib import Path

    from xinfang_rules.errors import did_you_mean
    from xinfang_rules.rulebook.load import packs_directory, shipped_packs

    shipped = shipped_packs()
    if name in shipped:
        return packs_directory() / name
    if not Path(name).exists():
        known = ", ".join(shipped)
        hint = did_you_mean(name, shipped)
        raise click.BadParameter(f"{name!r} is neither a shipped pack ({known}) nor a directory{hint}")
    return Path(name)
