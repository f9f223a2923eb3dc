"""What `xinfang test --mutate` says: which changes of the law no scenario notices."""

import sys
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import FAILED, report
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xinfang_rules.analysis.mutation.mutation_run import MutationReport
    from xinfang_rules.cli.options import Target


def run_mutants(targets: "Sequence[Target]", *, limit: int | None, seed: int, jobs: int | None) -> int:
    """Runs the mutants of a pack, or of an overlay over its bases, and writes the report to standard output.

    Returns:
        The exit code.
    """
    from xinfang_rules.analysis.mutation.mutation_run import mutate_overlay, mutate_pack
    from xinfang_rules.errors import DiagnosedError
    from xinfang_rules.rulebook.load import load_pack, packs_directory
    from xinfang_rules.rulebook.statutes import official_texts, statutes_directory

    target = targets[0]
    name = target.overlay or target.pack
    try:
        home = statutes_directory(packs_directory().parent)
        packs = [load_pack(each.pack, overlays=each.overlays)[0] for each in reversed(targets)]
        laid = [(pack, official_texts(home, pack.instruments)) for pack in packs]
        tell = _progress()
        if target.overlay:
            found = mutate_overlay(target.directory, laid, limit=limit, seed=seed, jobs=jobs, progress=tell)
        else:
            found = mutate_pack(target.directory, *laid[0], limit=limit, seed=seed, jobs=jobs, progress=tell)
    except DiagnosedError as error:
        report(str(error))
        return FAILED
    texts = laid[0][1]
    for line in _lines(found, name, official=bool(texts)):
        echo(line)
    for finding in found.stale:
        echo(str(finding), err=True)
    return FAILED if found.survivors or found.stale else 0


def _progress() -> "Callable[[int, int], None] | None":
    if not sys.stderr.isatty():
        return None

    def tell(done: int, of: int) -> None:
        click.echo(f"\r{done} of {of}" + ("\n" if done == of else ""), nl=False, err=True)

    return tell


def _lines(found: "MutationReport", name: str, *, official: bool) -> "Iterator[str]":
    for verdict in found.survivors:
        yield f"{verdict.mutant.position}: survived: {verdict.mutant.id}"
    if found.survivors:
        yield ""
    yield f"{'operator':<18}{'mutants':>8}{'loader':>8}{'scenario':>10}{'survived':>10}{'killed':>9}"
    for row in found.tallies:
        killed = _percentage(row.total - row.survived, row.total)
        yield f"{row.operator:<18}{row.total:>8}{row.loader:>8}{row.scenario:>10}{row.survived:>10}{killed:>9}"
    total = len(found.verdicts)
    yield (
        f"{name}: {found.killed} of {total} mutants killed ({_percentage(found.killed, total)}); "
        f"{len(found.survivors)} survived, {len(found.explained)} more are explained in mutants.yaml"
    )
    if not official:
        yield "no official text is at hand: moved citations were held against scenarios only"
    if total < found.all_mutants:
        minutes = found.seconds_for_all / 60
        yield f"a sample, in {found.seconds:.0f} s; all {found.all_mutants} would take about {minutes:.0f} minutes"


def _percentage(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
