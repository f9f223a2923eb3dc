"""`xinfang check`: is a rulebook well-formed, and does it quote what the law says?"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import FAILED, report
from xinfang_rules.cli.options import format_option, overlay_option, pack_directory, targets
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xinfang_rules.analysis.gaps import Gap
    from xinfang_rules.rulebook.model import Edition, Instrument, Rulebook
    from xinfang_rules.rulebook.pack import Pack

_COVERAGES = ("encoded", "definition", "organisational", "not_decidable", "open")
_DAYS_LISTED = 8
"""How many first days of editions are told; of more, the first and the last ones."""


@click.command("check", short_help="Check a rulebook.")
@click.argument("pack", required=False, metavar="[NAME|DIR]")
@overlay_option
@click.option(
    "--statutes",
    type=click.Path(exists=True, file_okay=False),
    envvar="XINFANG_STATUTES",
    show_envvar=True,
    help="The official texts, one <instrument>.json each, against which quotes and numbering are checked. Otherwise "
    "those beside the checkout that holds the rulebooks, if there are any.",
)
@click.option("--list", "listing", is_flag=True, help="List the paragraphs of the instrument that are still open.")
@click.option("--strict", is_flag=True, help="Let the check fail on warnings too.")
@click.option("--gaps", is_flag=True, help="List the readings taken where the text is silent, and nothing else.")
@format_option("How --gaps are listed.")
@click.option(
    "--prove",
    is_flag=True,
    help="Prove, too, over all admissible complete cases: every question has one answer, every rule and exception "
    "matters, last days keep their order, and decisions are fair. What fails is shown by a smallest case. Needs "
    "z3-solver, a wheel: pip install 'xinfang-rules[prove]'.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="With --prove: how long it may take, 300 seconds if not given. What is not proved by then is named, and the "
    "check fails.",
)
@click.option(
    "--kleene",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --prove: on N generated partial cases, count what evaluation leaves open that logic decides. Needs "
    "hypothesis.",
)
def command(
    pack: str | None,
    overlays: tuple[str, ...],
    statutes: str | None,
    listing: bool,
    strict: bool,
    gaps: bool,
    form: str,
    prove: bool,
    time_limit: int | None,
    kleene: int | None,
) -> int:
    """Checks a rulebook: its form, its logic, its quotes, and that every paragraph of the law is accounted for.

    Without NAME or DIR, every shipped rulebook is checked; a shipped overlay that is named, over each of its bases.
    Findings go to standard error, one per line. The exit code is 1 if a rulebook cannot be used, or has a finding that
    is an error, or with --strict a warning, or with --prove something that is not proved.
    """
    from xinfang_rules.cli.lint_page import changes_of, gaps_of, linted, write_gaps
    from xinfang_rules.cli.proof_page import lacking, proved
    from xinfang_rules.errors import DiagnosedError
    from xinfang_rules.rulebook.load import load_pack, packs_directory
    from xinfang_rules.rulebook.statutes import statutes_directory

    if form != "text" and not gaps:
        raise click.UsageError("--format is for --gaps")
    if prove and gaps:
        raise click.UsageError("--prove and --gaps are asked for one at a time")
    if time_limit is not None and not prove:
        raise click.UsageError("--time-limit is for --prove")
    if kleene is not None and not prove:
        raise click.UsageError("--kleene is for --prove")
    if prove and (missing := lacking(kleene=kleene is not None)) is not None:
        return report(missing)
    limit = None
    if prove:
        from xinfang_rules.analysis.proof import SECONDS, TimeLimit

        limit = TimeLimit(time_limit or SECONDS)
    texts = Path(statutes) if statutes is not None else statutes_directory(packs_directory().parent)
    code = 0
    found: list[tuple[Rulebook, Sequence[Gap]]] = []
    for target in targets(pack, overlays):
        try:
            read, book = load_pack(target.pack, overlays=target.overlays, statutes=texts)
            if gaps:
                found.append((book, gaps_of(target.directory, read, book, own=bool(target.overlay))))
        except DiagnosedError as error:
            report(str(error))
            code = FAILED
            continue
        said, told, failed = linted(read, book, strict=strict)
        code = FAILED if failed else code
        if gaps:
            continue
        for line in (*_summary(read, book, texts, said), *changes_of(read)):
            echo(line)
        try:
            echo(_acts(pack_directory(target.pack), texts) + _indicators(book, texts), nl=False)
        except DiagnosedError as error:
            report(str(error))
            code = FAILED
        for finding in told:
            echo(f"  {finding.code}: {finding.message}")
        if listing:
            _list_open(book.instrument)
        if limit is not None and not proved(book, kleene, limit):
            code = FAILED
    if gaps:
        write_gaps(found, form)
    return code


def _summary(pack: "Pack", book: "Rulebook", texts: Path | None, findings: str) -> list[str]:
    edition, instrument = book.latest, book.instrument
    overlays = "".join(f" + {overlay}" for overlay in book.identity.overlays)
    covered = Counter(paragraph.coverage for paragraph in instrument.paragraphs)
    coverage = ", ".join(f"{covered[name]} {name.replace('_', ' ')}" for name in _COVERAGES)
    lines = {
        "rules": f"{len(edition.rules)}: {_kinds(edition)}",
        "questions": f"{len(edition.questions)}: {', '.join(question.name for question in edition.questions)}",
        "parameters": str(len(edition.parameters)),
        "concepts": str(len(edition.concepts)),
        "constraints": str(len(edition.constraints)),
        "presumptions": _presumptions(edition),
        "editions": f"{len(book.editions)}: {_days(book.editions.days)}",
        "paragraphs": f"{len(instrument.paragraphs)}: {coverage}",
        "quotes": _held(list(pack.instruments), texts),
    }
    head = f"{instrument.id}{overlays} 《{instrument.title}》: {findings}"
    return [head, *(f"  {name:<12}{said}" for name, said in lines.items() if said)]


def _acts(pack: Path, texts: Path | None) -> str:
    """Counts the acts and checks of the table of acts of a pack; empty if it has none.

    Raises:
        RulebookError: If anything is wrong with the table.
    """
    from xinfang_rules.dossier.acts_table import has_acts, load_acts

    if not has_acts(pack):
        return ""
    file = load_acts(pack, statutes=texts).file
    return f"  {'acts':<12}{len(file.acts)}: {len(file.checks)} checks of the whole file\n"


def _indicators(book: "Rulebook", texts: Path | None) -> str:
    """Counts the shipped indicators, which have to find in a rulebook what they read; empty if of another.

    Raises:
        RulebookError: If an overlay has taken away what they read.
    """
    from xinfang_rules.indicators.indicator_set import OtherInstrumentError, load_indicators

    try:
        known = load_indicators(rulebook=book, statutes=texts)
    except OtherInstrumentError:
        return ""
    return f"  {'indicators':<12}{len(known.names)}: {len(known.variants)} ways to count them\n"


def _presumptions(edition: "Edition") -> str:
    """Names the sets of presumptions, and how many facts are never presumed; empty if there are neither."""
    sets, never = edition.presumptions
    return f" {len(sets)}: {', '.join(one.name for one in sets)}; {len(never)} facts never presumed" if sets else ""


def _held(instruments: list[str], texts: Path | None) -> str:
    """Tells which instruments were held against an official text; a single one is not named."""
    files = {name: None if texts is None else texts / f"{name}.json" for name in instruments}
    said = {
        name: "not checked: no official text is at hand (see --statutes)"
        if file is None or not file.is_file()
        else f"the same as in the official text, {file}"
        for name, file in files.items()
    }
    return "; ".join(text if len(said) == 1 else f"{name} {text}" for name, text in said.items())


def _days(days: "Sequence[date]") -> str:
    written = [day.isoformat() for day in days]
    if len(written) > _DAYS_LISTED:
        written[_DAYS_LISTED // 2 : -_DAYS_LISTED // 2] = ["…"]
    return ", ".join(written)


def _kinds(edition: "Edition") -> str:
    counts = {"decide": 0, "define": 0, "oblige": 0, "permit": 0, "forbid": 0, "note": 0}
    norms = {"obligation": "oblige", "permission": "permit", "prohibition": "forbid"}
    for rule in edition.rules:
        if rule.norm is not None:
            counts[norms[rule.norm.kind]] += 1
        elif rule.question is not None:
            counts["decide"] += 1
        else:
            counts["define" if rule.concept is not None else "note"] += 1
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _list_open(instrument: "Instrument") -> None:
    from xinfang_rules.cli.text_page import GAP, TextPage
    from xinfang_rules.rulebook.citations import Provisions

    provisions = Provisions(instrument)
    page = TextPage()
    rows = [
        [[(provisions.label(p.article, p.paragraph, None).removeprefix(f"《{instrument.title}》"), "")], [(p.gist, "")]]
        for p in instrument.paragraphs
        if p.coverage == "open"
    ]
    page.gap()
    page.table(("条款", "大意"), (18, page.width - 18 - GAP), rows)
    page.write()
