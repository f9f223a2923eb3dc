"""`xinfang test`: do the worked cases of a rulebook come out as they say?"""

from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import FAILED, report
from xinfang_rules.cli.options import Target, overlay_option, targets
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from xinfang_rules.scenarios.running import ScenarioReport


@click.command("test", short_help="Run the scenarios of a rulebook.")
@click.argument("pack", required=False, metavar="[NAME|DIR]")
@overlay_option
@click.option(
    "--mutate",
    is_flag=True,
    help="Change the rules one place at a time, and tell which changes no scenario notices.",
)
@click.option("--limit", type=click.IntRange(min=1), help="With --mutate: try a sample of so many changes.")
@click.option("--seed", type=int, default=0, show_default=True, help="With --limit: which sample.")
@click.option("--jobs", type=click.IntRange(min=1), help="With --mutate: how many processes; otherwise one a core.")
def command(
    pack: str | None, overlays: tuple[str, ...], mutate: bool, limit: int | None, seed: int, jobs: int | None
) -> int:
    """Runs the scenarios of a rulebook.

    Without NAME or DIR, those of every shipped rulebook; of a shipped overlay that is named, over each of its bases.
    The exit code is 1 if a scenario fails, or if the rules or the scenarios cannot be read; with --mutate, if a change
    goes unnoticed that mutants.yaml does not explain.
    """
    from xinfang_rules.cli.mutation_page import run_mutants

    if not mutate and (limit is not None or jobs is not None):
        raise click.UsageError("--limit and --jobs are for --mutate")
    looked_at = targets(pack, overlays)
    if mutate:
        together = [looked_at] if looked_at[0].overlay else [[target] for target in looked_at]
        return max(run_mutants(each, limit=limit, seed=seed, jobs=jobs) for each in together)
    if looked_at and looked_at[0].overlay and not overlays:  # what it shows is counted over all bases together
        looked_at = [Target("", (), looked_at[0].directory, looked_at[0].overlay)]
    return max(map(_run, looked_at), default=0)


def _run(target: Target) -> int:
    from xinfang_rules.errors import DiagnosedError
    from xinfang_rules.rulebook.load import load
    from xinfang_rules.scenarios.overlay_running import run_overlay
    from xinfang_rules.scenarios.running import run_pack

    try:
        if target.pack:
            outcome = run_pack(target.directory, load(target.pack, overlays=target.overlays))
        else:
            outcome = run_overlay(target.overlay)
    except DiagnosedError as error:
        report(str(error))
        return FAILED
    for failed in outcome.failed:
        echo(f"FAILED {failed}\n")
    gaps = outcome.coverage.gaps
    if gaps:
        echo("Not shown by any scenario:")
        for gap in gaps:
            echo(f"  {gap}")
    echo(f"{target.label}: {_summary(outcome)}")
    return FAILED if outcome.failed else 0


def _summary(outcome: "ScenarioReport") -> str:
    rules = outcome.coverage.rules
    both = sum(1 for rule in rules if rule.held and (rule.not_held or rule.always))
    constraints = outcome.coverage.constraints
    refusing = sum(1 for constraint in constraints if constraint.refused)
    return (
        f"{len(outcome.outcomes)} scenarios, {len(outcome.failed)} failed; "
        f"{both} of {len(rules)} rules shown both to hold and not to hold, "
        f"{refusing} of {len(constraints)} constraints shown to refuse"
    )
