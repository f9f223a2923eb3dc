"""`xinfang serve`: the service over HTTP."""

import os
import sys
from typing import Any, Final

import click

from xinfang_rules.cli.failures import FAILED, report
from xinfang_rules.cli.options import F, chosen_rulebook, overlay_option
from xinfang_rules.cli.output import echo
from xinfang_rules.service.service_settings import ServiceSettings

_USUAL: Final = ServiceSettings()
_LIMITS: Final = (
    ("workers", 1, "How many processes evaluate; as many as there are cores, if left out."),
    ("short", 0, "How many bytes a plain request may have that does not wait for a process where all are busy."),
    ("seconds", 0.1, "How many seconds an answer may take to work out; then its process is ended."),
    ("waiting", 0, "How many requests may wait for a process; more are refused."),
    ("batches", 1, "How many batches may run at a time."),
    ("largest-body", 1, "How many bytes a request may have."),
    ("largest-line", 1, "How many bytes a line of a batch may have."),
    ("patience", 0.1, "How many seconds a client may take to send a request, or to read on."),
    ("connections", 1, "How many connections are kept; beyond, the longest silent one is closed."),
)


def _limit_options(command: F) -> F:
    for name, least, text in reversed(_LIMITS):
        usual = getattr(_USUAL, name.replace("-", "_"))
        kind = click.IntRange(min=int(least)) if isinstance(usual, int) else click.FloatRange(min=least)
        shown = name != "workers"
        command = click.option(f"--{name}", type=kind, default=usual, show_default=shown, help=text)(command)
    return command


@click.command("serve", short_help="Serve over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address on which to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="The port; 0 for any that is free."
)
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="The rulebook of requests that choose none. Otherwise the shipped one that was in force when the petition was "
    "received; with --overlay, xinfang-2022.",
)
@overlay_option
@click.option("--place", metavar="NAME", help="The place of requests that choose none of these, such as 上海.")
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The file to which a line of JSON is added for each answer; otherwise they go to standard output.",
)
@_limit_options
@click.option("--root-path", default="", metavar="PATH", help="Below which path a reverse proxy shows the service.")
def command(
    host: str,
    port: int,
    log: str | None,
    root_path: str,
    **settings: Any,
) -> int:
    """Serves the rules over HTTP: cases and dossiers in as JSON, answers out.

    It listens on this machine alone unless --host says otherwise, keeps nothing, and knows no users: a reverse proxy
    in front of it lets in whoever may ask. / lists the addresses, /v1/openapi.json describes them. Needs the extra
    `service`.
    """
    try:
        from xinfang_rules.service.server_process import listen, serve
    except ImportError:
        report("xinfang serve: this needs FastAPI and uvicorn: pip install 'xinfang-rules[service]'")
        return FAILED
    chosen = ServiceSettings(**settings)
    if chosen.place is not None and (chosen.rulebook is not None or chosen.overlays):
        raise click.UsageError("--place chooses what is laid over the instrument that governs: give it alone")
    chosen_rulebook(chosen.rulebook, chosen.overlays)  # what is wrong with it is told before anything starts
    try:
        descriptor = sys.stdout.fileno() if log is None else os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    except OSError as error:
        return report(f"xinfang serve: {log}: {error.strerror}")
    try:
        listening = listen(host, port)
    except OSError as error:
        return report(f"xinfang serve: {host}:{port}: {error.strerror}")
    shown = f"[{host}]" if ":" in host else host
    echo(f"xinfang serve: http://{shown}:{listening.getsockname()[1]}/", err=True)
    return serve(chosen, listening, descriptor, root_path=root_path)
