"""`xinfang schema`: the JSON Schema of what goes in and what comes out."""

import json
from pathlib import Path
from typing import Any

import click

from xinfang_rules.cli.options import DEFAULT_PACK, chosen_rulebook, overlay_option
from xinfang_rules.cli.output import echo

_KINDS = ("case", "dossier", "result", "compact", "rules", "indicators", "mapping", "documents")


@click.command("schema", short_help="Write a JSON Schema.")
@click.argument("what", type=click.Choice(_KINDS))
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False), help="Where to write it.")
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="The rulebook whose facts, bearers and actions are meant, a shipped one or not.",
)
@overlay_option
def command(what: str, output: str | None, rulebook: str | None, overlays: tuple[str, ...]) -> None:
    """Writes a JSON Schema (2020-12).

    Of a case, a dossier, a result, a compact result, a rule file, a file of indicators, the mapping of a register, or a
    file of documents.
    """
    text = json.dumps(_schema(what, rulebook, overlays), ensure_ascii=False, indent=2)
    if output is None:
        echo(text)
        return
    try:
        Path(output).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None


def _schema(what: str, rulebook: str | None, overlays: tuple[str, ...]) -> dict[str, Any]:
    if what == "dossier":
        from xinfang_rules.dossier import dossier_schema, load_acts

        if overlays:
            raise click.UsageError("a dossier is as the table of acts of a pack says; overlays have none")
        return dossier_schema(load_acts(rulebook or DEFAULT_PACK))
    if what == "indicators":
        from xinfang_rules.indicators.indicator_file import IndicatorFile
        from xinfang_rules.rulebook.schemas import schema_of_file

        return schema_of_file(IndicatorFile, "指标文件")
    if what == "mapping":
        from xinfang_rules.dossier import load_acts
        from xinfang_rules.registers.mapping_schema import mapping_schema

        return mapping_schema(load_acts(rulebook or DEFAULT_PACK))
    if what == "documents":
        from xinfang_rules.papers.documents_schema import documents_schema

        return documents_schema(chosen_rulebook(rulebook, overlays))
    from xinfang_rules.rulebook.schemas import schema_of

    return schema_of(what, chosen_rulebook(rulebook, overlays))
