"""The help of the command line, put into a page wherever `<!-- xinfang … --help -->` stands in a line of its own.

A hook of MkDocs, see `mkdocs.yml`.
"""

import re
from typing import Any

import click
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from xinfang_rules.cli.main import main

_MARK = re.compile(r"^<!-- (xinfang(?: [a-z-]+)*) --help -->$", re.MULTILINE)
_WIDTH = 100


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Puts the help of commands where a page asks for it."""
    try:
        return with_command_help(markdown)
    except LookupError as error:
        raise PluginError(f"{page.file.src_uri}: {error.args[0]}") from None


def with_command_help(markdown: str) -> str:
    """Replaces every mark by what the command says of itself.

    Raises:
        LookupError: If there is no such command.
    """
    return _MARK.sub(lambda found: _block(found.group(1)), markdown)


def _block(name: str) -> str:
    return f"```text\n$ {name} --help\n{command_help(name)}\n```"


def command_help(name: str) -> str:
    """Returns the help of a command.

    Args:
        name: The command as it is typed: `xinfang`, `xinfang evaluate`, or `xinfang statutes import`.

    Raises:
        LookupError: If there is no such command.
    """
    program, *words = name.split()
    command: click.Command = main
    context = _context(main, program)
    for word in words:
        below = command.get_command(context, word) if isinstance(command, click.Group) else None
        if below is None:
            raise LookupError(f"there is no command {name}")
        command, context = below, _context(below, word, context)
    return command.get_help(context)


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    # Made as for a call, with the settings of the command line itself: a command keeps the help option it gets first.
    return command.make_context(
        name, [], parent, resilient_parsing=True, max_content_width=_WIDTH, terminal_width=_WIDTH
    )
