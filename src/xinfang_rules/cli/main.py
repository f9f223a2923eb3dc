"""The entry point of `xinfang`: finds the command, keeps the streams in order, and turns failures into exit codes.

Exit codes: 0 done, 1 a check or a test failed, 2 bad input, wrong usage included.
"""

import os
import sys
import warnings
from importlib import import_module
from io import TextIOWrapper
from typing import Any, TextIO

import click

from xinfang_rules._version import __version__
from xinfang_rules.cli.failures import BAD_INPUT, LANGUAGE, report, usage_line
from xinfang_rules.cli.output import echo
from xinfang_rules.errors import XinfangError
from xinfang_rules.renaming import RenamedWarning

COMMANDS = (
    "evaluate",
    "compare",
    "ask",
    "explain",
    "examine",
    "register",
    "report",
    "which",
    "article",
    "replay",
    "check",
    "test",
    "paper",
    "schema",
    "serve",
    "statutes",
)


class CommandLine(click.Group):
    """A group whose commands are imported when they are asked for, and whose failures are lines, not tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Lists the commands in the order in which a reader meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"xinfang_rules.cli.{cmd_name}_command").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was asked for, until its output is written or nobody reads on."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough, as in `xinfang evaluate … | head`.
            _give_up(sys.stdout)
            return 0
        except XinfangError as error:
            return report(error.text(ctx.meta.get(LANGUAGE, "en")))
        return code

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command line and ends the process with its exit code."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # A file name can hold bytes that are no text; they are shown escaped instead of ending the program.
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        kwargs.update(standalone_mode=False, prog_name="xinfang")
        sys.exit(self._outcome(*args, **kwargs))

    def _outcome(self, *args: Any, **kwargs: Any) -> int:
        try:
            if sys.stdout is None:
                return report("xinfang: output: standard output is closed")
            with warnings.catch_warnings():
                warnings.simplefilter("default", RenamedWarning)
                warnings.showwarning = _show_warning
                code = super().main(*args, **kwargs)
        except click.Abort:
            return 130
        except click.ClickException as error:
            return report(usage_line(error))
        except XinfangError as error:
            return report(str(error))
        except OSError as error:
            _give_up(sys.stdout)
            return report(f"xinfang: output: {error.strerror or error}")
        return int(code or 0)


@click.group(cls=CommandLine, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Decides petitions by China's Regulations on Petition Work (《信访工作条例》).

    A case goes in as YAML or JSON; answers, duties with their last days, and citations come out. It advises; people
    decide.

    Exit codes: 0 done, 1 a check or a test failed, 2 bad input. Errors go to standard error, one per line, as
    file:line:column: code: message.
    """
    if context.invoked_subcommand is None:
        echo(context.get_help(), err=True)
        context.exit(BAD_INPUT)


_show_others = warnings.showwarning


def _show_warning(message: Warning | str, *where: Any, **more: Any) -> None:
    """Writes that an old name was used in one line, for whoever typed it; other warnings as Python does."""
    if isinstance(message, RenamedWarning):
        echo(f"xinfang: renamed: {message.chinese}", err=True)
    else:
        _show_others(message, *where, **more)


def _give_up(stream: TextIO) -> None:
    """Sends what is left in a stream nowhere, so that Python does not fail on it once more when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
