"""One run of the whole benchmark."""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from bench.adapters import PEERS, Entry, Knowledge
from bench.cases import generated, half_known
from bench.contestants import library_names
from bench.dossiers import dossiers
from bench.host import Expecting
from bench.match import Outcome, Say, Worker, contest, python_of
from bench.prepare import OUTCOME, environment
from bench.record import HAND, Plain, environment as surroundings, plain_outcomes, plain_spread
from bench.scaling import by_knowledge, by_rules, in_parallel
from bench.stages import stages
from bench.startup import starts
from bench.storing import storing
from bench.verify import one_sided
from xinfang_rules import Case, load
from xinfang_rules.rulebook.model import Edition

_KEPT = 100_000
"""How many results are kept to see what one weighs."""


class Extent:
    """How much is measured.

    Args:
        quick: Whether it is a smoke run: few cases, one round, no other engines, nothing that takes long.
        peers: Whether other engines take part.
    """

    def __init__(self, *, quick: bool, peers: bool) -> None:
        self.quick = quick
        self.peers = peers and not quick
        self.cases = 20 if quick else 10_000
        self.rounds = 1 if quick else 9
        # Many short turns: a machine that others use too is slow for seconds at a time.
        self.contest_rounds = 1 if quick else 25
        self.turn = 0.01 if quick else 0.1
        self.check = 0.5 if quick else 5.0


def run(extent: Extent, place: Path, say: Say) -> Plain:
    """Measures everything.

    Args:
        extent: How much.
        place: A directory for files that workers read.
        say: Is told what is going on.
    """
    edition = load().latest
    started = [] if extent.quick else _starts(edition, extent, say)  # while nothing else runs
    entered = _enter("complete", extent)  # before the cases, since some take long to get ready
    say(f"{extent.cases} cases are generated")
    cases = generated(edition, extent.cases)
    found: Plain = {
        "environment": surroundings(_versions_apart() if extent.peers else {}),
        "cases": len(cases),
        "rounds": extent.contest_rounds,
        "rules": len(edition.rules),
        "conditions": len(edition.conditions),
        "one_sided": one_sided(edition, cases[: 1_000 if extent.quick else len(cases)]),
        "complete": plain_outcomes(_contest(edition, cases, entered, extent, place, say)),
    }
    entered = _enter("partial", extent)
    found["partial"] = plain_outcomes(_contest(edition, half_known(cases), entered, extent, place, say))
    say("storing results")
    found["storing"] = {
        kind: {name: {"seconds": plain_spread(each[0]), "ratio": plain_spread(each[1])} for name, each in taken.items()}
        for kind, taken in storing(load(), cases[:300], extent.rounds).items()
    }
    say("dossiers")
    found["dossiers"] = {
        name: {"seconds": plain_spread(each[0]), "ratio": plain_spread(each[1])}
        for name, each in dossiers(extent.rounds).items()
    }
    if extent.quick:
        return found
    found["starts"] = started
    say("the stages of a result")
    found["stages"] = {
        name: plain_spread(taken) for name, taken in stages(load(), cases[:2_000], extent.rounds).items()
    }
    rules = by_rules(edition, place, extent.rounds, extent.peers, say)
    known = by_knowledge(edition, place, extent.rounds, extent.peers, say)
    found["by_rules"] = {str(size): plain_outcomes(outcomes) for size, outcomes in rules.items()}
    found["by_knowledge"] = {str(share): plain_outcomes(outcomes) for share, outcomes in known.items()}
    found["parallel"] = {
        kind: {str(many): asdict(rate) for many, rate in rates.items()}
        for kind, rates in in_parallel(extent.rounds, 300, say).items()
    }
    say("memory")
    found["memory"] = {
        "peak_complete": _bytes("peak", "full"),
        "peak_half": _bytes("peak", "half"),
        "kept": _KEPT,
        "retained": _bytes("retained", str(_KEPT)),
    }
    return found


def _starts(edition: Edition, extent: Extent, say: Say) -> list[Plain]:
    say("start-up")
    return [
        {"name": start.name, "seconds": plain_spread(start.seconds), "ratio": plain_spread(start.ratio)}
        for start in starts(edition, extent.rounds)
    ]


class _Entered(NamedTuple):
    workers: list[Worker]
    absent: dict[str, Outcome]


def _enter(knowledge: Knowledge, extent: Extent) -> _Entered:
    """Starts everybody who takes part; says of the others why they do not."""
    names = [name for name in library_names() if knowledge == "complete" or name != HAND]
    if extent.quick:  # what takes long to get ready is left to a whole run
        names = [name for name in names if not name.endswith("durable")]
    workers = [Worker(name, sys.executable, knowledge) for name in names]
    absent: dict[str, Outcome] = {}
    missing = json.loads(OUTCOME.read_text(encoding="utf-8")) if extent.peers and OUTCOME.is_file() else {}
    for entry in PEERS if extent.peers else ():
        if knowledge not in entry.knowledge:
            absent[entry.name] = Outcome(entry.name, reason=entry.why_not)
        elif entry.package in missing:
            absent[entry.name] = Outcome(entry.name, reason=missing[entry.package])
        else:
            workers.append(Worker(entry.name, _python(entry), knowledge))
    return _Entered(workers, absent)


def _contest(
    edition: Edition, cases: Sequence[Case], entered: _Entered, extent: Extent, place: Path, say: Say
) -> list[Outcome]:
    expecting = Expecting(edition)
    file = place / "cases.pickle"
    file.write_bytes(pickle.dumps([expecting.known(case) for case in cases]))
    say("the contest")
    rounds = extent.contest_rounds
    outcomes = contest(entered.workers, file, len(cases), rounds, say, turn=extent.turn, check=extent.check)
    played = {outcome.name: outcome for outcome in outcomes} | entered.absent
    order = [*library_names(), *(entry.name for entry in PEERS)]
    return [played[name] for name in order if name in played]


def _python(entry: Entry) -> str:
    return python_of(environment(entry.name)) if entry.apart else sys.executable


def _versions_apart() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in PEERS:
        if entry.apart:
            ask = f"from importlib.metadata import version; print(version({entry.distribution!r}))"
            done = subprocess.run([_python(entry), "-c", ask], capture_output=True, text=True)
            found[entry.name] = done.stdout.strip() or "-"
    return found


def _bytes(*what: str) -> float:
    command = [sys.executable, "-m", "bench.memory", *what]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
