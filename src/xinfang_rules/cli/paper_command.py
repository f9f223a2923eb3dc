"""`xinfang paper`: draws up the documents that a case calls for."""

from datetime import date

import click

from xinfang_rules.cli.failures import FAILED, language, report, wrong_argument
from xinfang_rules.cli.options import chosen_rulebook, evaluation_options, only_day
from xinfang_rules.cli.output import echo
from xinfang_rules.cli.paper_file import check_paper_file, write_paper


@click.command("paper", short_help="Draw up a notice, a letter, an opinion.")
@click.argument("case")
@click.argument("document", required=False)
@click.option("--part", metavar="NAME", help="Of a dossier, the part for which it is, such as p1/bureau/c1.")
@click.option(
    "--documents",
    metavar="PATH",
    type=click.Path(exists=True),
    help="A file or a directory of an office's own documents, beside the shipped ones or in their place.",
)
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
    part: str | None,
    documents: str | None,
    out: str | None,
    template: str | None,
    as_of: date | str | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
    *,
    draft: bool,
) -> int:
    """Draws up a document for a case, with every element that the law wants, its provisions and last days.

    CASE is a YAML or JSON file with a case or a dossier; - is standard input. Without DOCUMENT (such as
    acceptance-notice), the documents are listed that the case, or each part of the dossier, calls for. What the library
    never holds, such as names of people, is a marked blank. A document of which something is not known that it has to
    say is refused, with the list of what is missing, and the exit code is 1.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.paper_source import paper_sources
    from xinfang_rules.papers import PaperError, documents_for, draw_up, load_documents

    check_paper_file(out, template)
    book = chosen_rulebook(rulebook, overlays)
    day = only_day(as_of, "--as-of") or today_in_china()
    sources = paper_sources(case, part, day, book, engine, presume)
    known = {name: load_documents(source.rulebook, own=documents) for name, source in sources.items()}
    called = {
        name: [spec.name for spec in documents_for(*source[:3], documents=known[name])]
        for name, source in sources.items()
    }
    if document is None:
        for name, listed in called.items():
            for each in listed:
                echo("  ".join(filter(None, (name, each, known[name][each].title))))
        return 0
    fitting = [name for name, listed in called.items() if document in listed] or [*sources]
    if len(fitting) > 1 and document in known[fitting[0]]:
        named = ", ".join(fitting)
        raise wrong_argument(f"say with --part for which: {named}", f"请用 --part 写明是哪一部分：{named}")
    source, specs = sources[fitting[0]], known[fitting[0]]
    try:
        paper = draw_up(document, *source[:3], documents=specs, names=source.names, draft=draft)
        if out is not None:
            return write_paper(paper, out, spec=specs[document], template=template)
    except PaperError as error:
        report(error.text(language()))
        return FAILED
    echo("\n".join([paper.title, "", *(line.text for line in paper.lines)]))
    for note in paper.notes:
        echo(f"  {note}")
    return 0
