"""How text goes out: what cannot be seen is shown as an escape, so that no text tells the terminal what to do."""

import click

from xinfang_rules.characters import visible


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Writes a text to standard output or standard error."""
    click.echo(visible(text), err=err, nl=nl)
