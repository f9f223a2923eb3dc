"""Mutation of a shipped rulebook and of shipped overlays in one run, with the official texts that are at hand.

    python -m tests.mutation_campaign [--limit N] [--seed N] [--jobs N] [NAME…]

Without names: `xinfang-2005` and `channels`. A citation that was moved is noticed by its quote, so without the text of
an instrument nobody judges those of its citations; how many is said. Returns 1 if a change goes unnoticed that the
`mutants.yaml` of the rulebook or overlay does not explain.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import overlay_texts
from tests.statute_texts import SHARED, write_texts
from xinfang_rules.analysis.mutation.mutation_run import MutationReport, mutate_overlay, mutate_pack
from xinfang_rules.rulebook.load import load_pack, packs_directory, shipped_overlays, shipped_packs
from xinfang_rules.rulebook.shipped_overlays import bases_of
from xinfang_rules.rulebook.statutes import official_texts

NAMES = ("xinfang-2005", "channels")
MOVED = "move-citation"


@contextmanager
def texts_at_hand() -> Iterator[Path | None]:
    """Cuts the statutes at hand into a folder of official texts; None if there are none."""
    if not (SHARED / "channels/full").is_dir():
        yield None
        return
    with TemporaryDirectory() as place:
        write_texts(Path(place))
        overlay_texts.written(Path(place))
        yield Path(place)


def mutate(name: str, texts: Path | None, limit: int | None, seed: int, jobs: int | None) -> MutationReport:
    if name in shipped_packs():
        pack, _ = load_pack(name)
        found = official_texts(texts, pack.instruments)
        return mutate_pack(packs_directory() / name, pack, found, limit=limit, seed=seed, jobs=jobs)
    # The newest base first: most scenarios are over it.
    packs = [load_pack(base, overlays=[name])[0] for base in reversed(bases_of(name))]
    laid = [(pack, official_texts(texts, pack.instruments)) for pack in packs]
    return mutate_overlay(shipped_overlays()[name], laid, limit=limit, seed=seed, jobs=jobs)


def main() -> int:
    """Returns 0 if every change is noticed or explained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--limit", type=int, help="a sample of so many changes of each")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--jobs", type=int, help="how many processes; otherwise one a core")
    given = parser.parse_args()
    unnoticed = 0
    with texts_at_hand() as texts:
        for name in given.names or NAMES:
            report = mutate(name, texts, given.limit, given.seed, given.jobs)
            left = [one for one in report.survivors if texts is not None or one.mutant.operator != MOVED]
            unnoticed += len(left) + len(report.stale)
            print(
                f"{name}: {len(report.verdicts)} of {report.all_mutants} changes, {report.killed} noticed, "
                f"{len(report.explained)} explained, {len(left)} not; {len(report.survivors) - len(left)} moved "
                f"citations not judged; {report.seconds:.0f} s",
                flush=True,
            )
            for one in left:
                print(f"  {one.mutant.id}")
            for stale in report.stale:
                print(f"  {stale}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
