"""What goes to standard error: one line a finding, `place: code: message`."""

from contextlib import suppress

import click

from xinfang_rules.cli.output import echo
from xinfang_rules.errors import (
    CalendarError,
    DiagnosedError,
    Diagnostic,
    EngineDisagreement,
    EngineError,
    InstrumentError,
    Language,
    Position,
    XinfangError,
)
from xinfang_rules.sources.document import in_order

LANGUAGE = "xinfang_rules.language"
"""Under this name the context of a command keeps the language that was asked for."""

FAILED = 1
BAD_INPUT = 2

_CODES: tuple[tuple[type[XinfangError], str], ...] = (
    (InstrumentError, "instrument"),
    (CalendarError, "calendar"),
    (EngineError, "engine"),
    (XinfangError, "error"),
)


def report(text: str) -> int:
    """Writes findings to standard error.

    Returns:
        The exit code of bad input.
    """
    with suppress(BrokenPipeError):  # whoever reads no findings still gets the exit code
        echo(text, err=True)
    return BAD_INPUT


def exit_code(error: XinfangError) -> int:
    """Returns what an error means for the process: a check that failed, or bad input."""
    return FAILED if isinstance(error, EngineDisagreement) else BAD_INPUT


def language() -> Language:
    """Returns the language that was asked for of the command that runs."""
    context = click.get_current_context(silent=True)
    asked: Language = "zh" if context is None else context.meta[LANGUAGE]
    return asked


def located(error: XinfangError, place: Position) -> str:
    """Returns the lines of an error in the order of its file; one that does not say where it is gets a place."""
    if isinstance(error, DiagnosedError):
        return "\n".join(found.line(language()) for found in in_order(error.diagnostics))
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    return str(Diagnostic(place, code, " ".join(error.text(language()).split())))


class ChineseUsageError(click.UsageError):
    """An argument that concerns a case is wrong, and its message is in Chinese."""


def wrong_argument(message: str, chinese: str) -> click.UsageError:
    """Returns the refusal of an argument that concerns a case."""
    return ChineseUsageError(chinese) if language() == "zh" else click.UsageError(message)


def usage_line(error: click.ClickException) -> str:
    """Returns wrong usage in one line."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = "xinfang" if context is None else context.command_path
    said = " ".join(error.format_message().split()).rstrip(".")
    see = "；见 " if isinstance(error, ChineseUsageError) else "; see "
    return f"{command}: usage: {said}{see}{command} --help"
