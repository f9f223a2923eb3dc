"""`xinfang statutes`: the official texts that this user has, against which quotes are checked."""

from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import language, report
from xinfang_rules.cli.options import language_option
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from xinfang_rules.texts import ImportedText

_LINES_TOLD = 3
"""How many of the lines that are no part of the text are told."""


@click.group("statutes", short_help="Keep official texts.")
def command() -> None:
    """Keeps the official texts of the instruments that the rules quote: read from your copies, checked, and stored.

    They are no part of this project. `xinfang check` and the documentation use them; XINFANG_STATUTES, where it is
    set, names another directory.
    """


@command.command("import", short_help="Read official texts, check them, keep them.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option("--as", "instrument", metavar="ID", help="Which instrument it is, if the text does not say; one file.")
@language_option
def import_command(files: tuple[str, ...], instrument: str | None) -> int:
    """Reads the text of an instrument as you have it: a page saved from an official site, .docx, Markdown, or text.

    It is cut into articles, paragraphs and items; their numbers and every quotation of the rules are held against it.
    A text that is not what the rules quote is not kept, and the exit code is 2.
    """
    from xinfang_rules.errors import TextError
    from xinfang_rules.texts import import_text

    if instrument is not None and len(files) > 1:
        raise click.UsageError("--as is for a single file")
    code = 0
    for file in files:
        try:
            done = import_text(file, instrument=instrument)
        except TextError as error:
            code = report(error.text(language()))
            continue
        for line in _told(done):
            echo(line)
    return code


def _told(done: "ImportedText") -> list[str]:
    left, more = done.left_out[:_LINES_TOLD], len(done.left_out) - _LINES_TOLD
    if language() == "en":
        lines = [
            f"{done.instrument} 《{done.title}》: {done.articles} articles, {done.paragraphs} paragraphs, {done.items} "
            f"items, numbered as the rules have them; all {done.quotes} quotations found",
            f"  kept in {done.stored}",
        ]
        rest = f"  left out after the last article: {'; '.join(left)}" + (f"; {more} lines more" if more > 0 else "")
    else:
        lines = [
            f"《{done.title}》（{done.instrument}）：{done.articles} 条、{done.paragraphs} 款、{done.items} 项，"
            f"编号与规则一致；规则所引的 {done.quotes} 处原文全部相符",
            f"  存放在 {done.stored}",
        ]
        rest = f"  最后一条以后不属于条文、没有收入的：{'；'.join(left)}" + (f"；另有 {more} 行" if more > 0 else "")
    return [*lines, rest] if left else lines


@command.command("list", short_help="List the texts that are kept.")
@language_option
def list_command() -> int:
    """Lists the instruments that the rules quote, and where the official text of each is kept, if it is."""
    from xinfang_rules.texts import stored_texts

    for title, name, place in [(one.title, one.id, place) for one, place in stored_texts()]:
        missing = "没有官方文本" if language() == "zh" else "no official text is kept"
        echo(f"{name}  《{title}》  {place or missing}")
    return 0
