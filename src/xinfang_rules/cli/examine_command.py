"""`xinfang examine`: examines a dossier."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from xinfang_rules.cli.options import (
    DEFAULT_PACK,
    day_option,
    engine_option,
    format_option,
    language_option,
    overlay_option,
    presume_option,
)
from xinfang_rules.cli.output import echo
from xinfang_rules.cli.paper_file import check_paper_file, write_paper

if TYPE_CHECKING:
    from xinfang_rules.dossier import DossierReport


@click.command("examine", short_help="Examine a dossier: what was late, missing or wrong.")
@click.argument("dossier", metavar="DOSSIER")
@day_option("--as-of", "The day for which the report is wanted; any day, past ones too. Otherwise today in China.")
@click.option(
    "--for",
    "audience",
    metavar="handler|supervisor|petitioner",
    default="supervisor",
    show_default=True,
    help="For whom: which sections are told, in which order, and of whose duties.",
)
@day_option("--since", "Tell what changed since another day, of the same file.")
@click.option("--before", metavar="DOSSIER", help="Tell what changed since another version of the file.")
@format_option("Text to print and file, or JSON.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(),
    help="Write what was amiss and what follows as a document, .docx or .html, to be signed and filed.",
)
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="A rulebook with a table of acts. Otherwise, for each piece the shipped one that was in force when it was "
    "received.",
)
@overlay_option
@presume_option
@engine_option
@language_option
def command(
    dossier: str,
    as_of: date | None,
    audience: str,
    since: date | None,
    before: str | None,
    form: str,
    out: str | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    presume: tuple[str, ...],
    engine: str,
) -> int:
    """Examines a dossier: what was done, what is due by whom until when, what was late, missing or wrong, what follows.

    DOSSIER is a YAML or JSON file; - is standard input. It tells the acts of a file in their order; what is dated after
    the day of the report has not happened yet.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.dossier_page import write_changes, write_report
    from xinfang_rules.cli.failures import wrong_argument
    from xinfang_rules.dossier import examine, load_acts, report_changes
    from xinfang_rules.dossier.governing_tables import governing_tables
    from xinfang_rules.dossier.reading import dossier_from_data
    from xinfang_rules.errors import Position, nearest, suggestion
    from xinfang_rules.facts.plain_case import CASE_LIMIT
    from xinfang_rules.sources.document import quoted, shown
    from xinfang_rules.sources.reader import read_document

    check_paper_file(out, None)
    if overlays and rulebook is None:
        rulebook = DEFAULT_PACK
    table = load_acts(rulebook or DEFAULT_PACK, overlays=overlays)
    audiences = table.file.audiences
    if audience not in audiences:
        near, named = nearest(audience, audiences), ", ".join(audiences)
        raise wrong_argument(
            f"--for: {shown(audience)} is none of {named}{suggestion(near, 'en')}",
            f"--for：没有{quoted(audience)}这一项，可填 {named}{suggestion(near, 'zh')}",
        )
    day = as_of or today_in_china()
    if since is not None and since > day:
        raise wrong_argument(
            f"--since: {since} lies after {day}, the day of the report",
            f"--since：{since} 晚于报告所截至的 {day}",
        )

    def examined(file: str, on: date) -> "DossierReport":
        document = read_document(file, limit=CASE_LIMIT)

        def place(path: tuple[str | int, ...], key: bool) -> Position:
            return document.position(path, key=key)

        data: Any = document.data
        read = governing_tables(data, on, place)[0] if chosen is None else dossier_from_data(data, chosen, place)
        return examine(
            read,
            as_of=on,
            rulebook=None if chosen is None else chosen.rulebook,
            acts=chosen,
            engine=engine,
            ask=asking,
            presume=presume,
            reader=audience,
        )

    chosen = None if rulebook is None else table
    asking = since is None and before is None
    found = examined(dossier, day)
    earlier = None if asking else examined(before or dossier, since or day)
    if earlier is not None and earlier.dossier != found.dossier:
        raise wrong_argument(
            f"--before: {before} is the dossier {earlier.dossier}, not {found.dossier}",
            f"--before：{before} 是卷宗 {earlier.dossier}，不是 {found.dossier}",
        )
    if earlier is not None:
        changes = report_changes(earlier, found)
        if form == "json":
            echo(f"[{', '.join(change.model_dump_json() for change in changes)}]")
        else:
            write_changes(earlier, found, changes)
    elif out is not None:
        from xinfang_rules.papers import review_paper

        return write_paper(review_paper(found), out)
    elif form == "json":
        echo(found.model_dump_json(indent=2))
    else:
        write_report(found, audiences[audience])
    return 0
