"""Tells on a terminal how far something is that takes long."""

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Final, TypeVar

PATIENCE: Final = 2.0
"""How many seconds pass before anything is told."""


T = TypeVar("T", bound=Sized)


def watched(blocks: Iterable[T], rows: int | None) -> Iterator[T]:
    """Yields blocks of rows, and shows on standard error how far they are: only where that is a terminal.

    Args:
        blocks: The blocks, as long as they have rows.
        rows: How many rows there are in all, if that is known.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from blocks
        return
    start, done = time.monotonic(), 0
    blocks = iter(blocks)
    for block in blocks:
        yield block
        done += len(block)
        if time.monotonic() - start > PATIENCE:
            break
    else:
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("评估"), BarColumn(), MofNCompleteColumn(), TextColumn("件"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=rows, completed=done)
        for block in blocks:
            yield block
            shown.advance(task, len(block))
