"""`xinfang schema`: the JSON Schema of what goes in and what comes out."""

import json
from pathlib import Path

import click

from xinfang_rules.cli.options import chosen_rulebook, overlay_option
from xinfang_rules.cli.output import echo


@click.command("schema", short_help="Write a JSON Schema.")
@click.argument("what", type=click.Choice(["case", "result", "compact", "rules"]))
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False), help="Where to write it.")
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="The rulebook whose facts, bearers and actions are meant, a shipped one or not.",
)
@overlay_option
def command(what: str, output: str | None, rulebook: str | None, overlays: tuple[str, ...]) -> None:
    """Writes a JSON Schema (2020-12): of a case, of a result, of a compact result, or of a rule file."""
    from xinfang_rules.rulebook.schemas import schema_of

    text = json.dumps(schema_of(what, chosen_rulebook(rulebook, overlays)), ensure_ascii=False, indent=2)
    if output is None:
        echo(text)
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None
