"""How text goes out: what cannot be seen is shown as an escape, so that no text tells the terminal what to do."""

import sys
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from xinfang_rules.characters import visible

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Writes a text to standard output or standard error."""
    click.echo(visible(text), err=err, nl=nl)


class _Terminal:
    """Takes bytes of text for a terminal."""

    def write(self, data: "ReadableBuffer") -> int:
        """Writes whole lines."""
        echo(bytes(data).decode(), nl=False)
        return len(bytes(data))


def binary_output() -> BinaryIO:
    """Returns standard output for bytes of text, as they are unless it is a terminal."""
    return cast("BinaryIO", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer
