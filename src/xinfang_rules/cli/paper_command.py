"""`xinfang paper`: draws up the documents that a case calls for."""

from datetime import date
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import report
from xinfang_rules.cli.options import chosen_rulebook, evaluation_options, only_day
from xinfang_rules.cli.output import echo
from xinfang_rules.cli.paper_file import check_paper_file, write_paper

if TYPE_CHECKING:
    from xinfang_rules.errors import Language


@click.command("paper", short_help="Draw up a notice, a letter, an opinion.")
@click.argument("case")
@click.argument("document", required=False)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(),
    help="Where it is written: .docx or .html. Otherwise its words are shown.",
)
@click.option("--draft", is_flag=True, help="Draw it up although something is not known, which is then marked.")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(),
    help="An office's own Word template, with --out FILE.docx; it has to have every element that the law wants.",
)
@evaluation_options
def command(
    case: str,
    document: str | None,
    out: str | None,
    template: str | None,
    as_of: date | str | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
    language: "Language",
    *,
    draft: bool,
) -> int:
    """Draws up a document for a case, with every element that the law wants, its provisions and last days.

    CASE is a YAML or JSON file; - is standard input. Without DOCUMENT (such as acceptance-notice), the documents are
    listed that the case calls for. What the library never holds, such as names, is a marked blank. A document of which
    something is not known that it has to say is refused, with the list of what is missing, and the exit code is 1.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.errors import XinfangError
    from xinfang_rules.evaluation.case_reading import read_case
    from xinfang_rules.evaluation.evaluate import evaluate
    from xinfang_rules.facts.plain_case import CASE_LIMIT
    from xinfang_rules.papers import PaperError, documents_for, draw_up, load_documents
    from xinfang_rules.rulebook.load import load
    from xinfang_rules.sources.reader import read_text

    check_paper_file(out, template, language)
    book = chosen_rulebook(rulebook, overlays)
    day = only_day(as_of, "--as-of", language) or today_in_china()
    try:
        read = read_case(read_text(case, limit=CASE_LIMIT), rulebook=book)
        result = evaluate(read, as_of=day, rulebook=book, engine=engine, presume=presume)
    except XinfangError as error:
        return report(error.text(language))
    if document is None:
        for spec in documents_for(read, result, book):
            echo(f"{spec.name}  {spec.title}")
        return 0
    try:
        paper = draw_up(document, read, result, rulebook=book, draft=draft)
        if out is None:
            echo("\n".join([paper.title, "", *(line.text for line in paper.lines)]))
            for note in paper.notes:
                echo(f"  {note}")
            return 0
        spec = load_documents(book or load(result.provenance.rulebook.id))[document]
        return write_paper(paper, out, language, spec=spec, template=template)
    except PaperError as error:
        report(error.text(language))
        return 1
