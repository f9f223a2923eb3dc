"""The options that several commands share."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

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
    return only_day(read_day_or_column(context, parameter, value), parameter.opts[0])


def only_day(value: date | str | None, name: str) -> date | None:
    """Refuses what is no day where only a day has a meaning.

    Raises:
        UsageError: If it is a text.
    """
    if not isinstance(value, str):
        return value
    message = f"{shown(value)} is no day; write it as YYYY-MM-DD"
    chinese = f"{quoted(value)}不是日期，请写作 YYYY-MM-DD"
    raise wrong_argument(f"{name}: {message}", f"{name}：{chinese}")


def read_day_or_column(context: click.Context, parameter: click.Parameter, value: str | None) -> date | str | None:
    """Reads the value of an option as a day of the calendar, YYYY-MM-DD; whatever looks like none names a column."""
    if value is None or not _ISO_DATE.fullmatch(value):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        name = parameter.opts[0]
        message, chinese = f"{value} is no day of the calendar", f"日历上没有 {value} 这一天"
        raise wrong_argument(f"{name}: {message}", f"{name}：{chinese}") from None


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


def day_option(name: str, text: str, *, required: bool = False) -> Callable[[F], F]:
    """Returns an option that takes a day of the calendar, with what its help says."""
    return click.option(name, metavar="YYYY-MM-DD", callback=read_day, required=required, help=text)


def format_option(text: str) -> Callable[[F], F]:
    """Returns the option by which output is text or JSON, with what its help says."""
    forms = click.Choice(["text", "json"])
    return click.option("--format", "form", type=forms, default="text", show_default=True, help=text)


rulebook_option = click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A shipped rulebook by its name, or a directory of rule files. Otherwise the shipped one that was in "
    f"force when the petition was received; with --overlay, {DEFAULT_PACK}.",
)


def _remember(context: click.Context, parameter: click.Parameter, value: Language) -> None:
    context.meta[LANGUAGE] = value


language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    is_eager=True,  # what is wrong with other options is said in it
    callback=_remember,
    expose_value=False,
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


class Overlay(click.Path):
    """A shipped overlay by name, whatever lies in the working directory; or a path, such as ./name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Returns the place of an overlay."""
        from xinfang_rules.errors import did_you_mean
        from xinfang_rules.rulebook.load import overlay_place, shipped_overlays

        if overlay_place(value) is not None:
            return value
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean(value, shipped_overlays()) if isinstance(value, str) else ""
            self.fail(f"{error.message.rstrip('.')}, nor is it a shipped overlay{hint}.", param, ctx)


overlay_option = click.option(
    "--overlay",
    "overlays",
    metavar="NAME|PATH",
    type=Overlay(exists=True),
    multiple=True,
    help="A shipped overlay by its name, or a directory or a file of rules (./name), to lay over the rulebook; may be "
    "given several times, in order.",
)


class Target(NamedTuple):
    """What `check` and `test` work on.

    Attributes:
        pack: The base pack.
        overlays: What is laid over it.
        directory: Where its scenarios lie.
        overlay: The shipped overlay that is meant, if it is one; empty otherwise.
    """

    pack: str
    overlays: tuple[str, ...]
    directory: "Path"
    overlay: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return " over ".join(filter(None, (self.overlay, self.pack)))


def chosen_rulebook(name: str | None, overlays: tuple[str, ...]) -> "Rulebook | None":
    """Loads the rulebook that was asked for; None where the day of the petition decides.

    Raises:
        RulebookError: If it cannot be read.
    """
    from xinfang_rules.rulebook.load import load

    if name is None and not overlays:
        return None
    return load(DEFAULT_PACK if name is None else name, overlays=overlays)


def targets(name: str | None, overlays: tuple[str, ...]) -> list[Target]:
    """Lists what `check` and `test` work on: what was named, otherwise every shipped pack.

    A shipped overlay is looked at over each base over which it may be laid.

    Raises:
        BadParameter: If there is no such pack.
        RulebookError: If a shipped overlay does not say over what it may be laid.
    """
    from xinfang_rules.rulebook.load import overlay_place, shipped_packs
    from xinfang_rules.rulebook.shipped_overlays import bases_of

    place = overlay_place(name)
    if name is not None and place is not None:
        found = [Target(base, (name, *overlays), place, name) for base in bases_of(name)]
        if not found:
            raise click.BadParameter(f"none of the packs over which {name} may be laid is shipped")
        return found
    if name is not None:
        return [Target(name, overlays, pack_directory(name))]
    packs = [DEFAULT_PACK] if overlays else shipped_packs()
    return [Target(pack, overlays, pack_directory(pack)) for pack in packs]


def pack_directory(name: str) -> "Path":
    """Returns where a pack lies.

    Raises:
        BadParameter: If there is no such pack.
    """
    from pathlib import Path

    from xinfang_rules.errors import did_you_mean
    from xinfang_rules.rulebook.load import packs_directory, shipped_overlays, shipped_packs

    shipped = shipped_packs()
    if name in shipped:
        return packs_directory() / name
    if not Path(name).exists():
        known = ", ".join(shipped)
        hint = did_you_mean(name, [*shipped, *shipped_overlays()])
        raise click.BadParameter(f"{name!r} is neither a shipped pack ({known}) nor a directory{hint}")
    return Path(name)
