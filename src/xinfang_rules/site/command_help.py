"""The help of the command line, put into a page wherever `<!-- xinfang … --help -->` stands in a line of its own."""

import re

import click

_MARK = re.compile(r"^<!-- (xinfang(?: [a-z-]+)?) --help -->$", re.MULTILINE)
_WIDTH = 100


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
        name: The command as it is typed: `xinfang`, or `xinfang evaluate`.

    Raises:
        LookupError: If there is no such command.
    """
    from xinfang_rules.cli.main import main

    program, _, wanted = name.partition(" ")
    context = click.Context(main, info_name=program, max_content_width=_WIDTH, terminal_width=_WIDTH)
    if not wanted:
        return main.get_help(context)
    command = main.get_command(context, wanted)
    if command is None:
        raise LookupError(f"there is no command {name}")
    inner = click.Context(command, info_name=wanted, parent=context, max_content_width=_WIDTH, terminal_width=_WIDTH)
    return command.get_help(inner)
