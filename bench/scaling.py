"""How cost grows: with the number of rules, with what is known of a case, with threads and processes."""

import pickle
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.adapters import PEERS, Knowledge
from bench.cases import generated
from bench.host import Expecting
from bench.match import Outcome, Say, Worker, contest, python_of
from bench.packs import SIZES, write_pack
from bench.prepare import environment
from bench.timing import Spread
from xinfang_rules import Case, load
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.testing.strategies import forgetting

SHARES = (0, 25, 50, 75, 100)
THREADS = (1, 2, 3, 4)
PROCESSES = (1, 2)

_PEERS = ("zen-engine", "CEL (Rust)", "CEL (C++)", "clipspy")
_CASES = 300
_TURN = 0.06
_CHECK = 1.5
_WANTED = ("decisions", "result")


def by_rules(edition: Edition, place: Path, rounds: int, peers: bool, say: Say) -> dict[int, list[Outcome]]:
    """Evaluates the same cases by generated rulebooks of several sizes."""
    cases = generated(edition, _CASES)
    chosen = ["xinfang-rules, compiled", "xinfang-rules, interpreter", *(_PEERS if peers else ())]
    found: dict[int, list[Outcome]] = {}
    for size in SIZES:
        say(f"{size} rules")
        pack = place / f"rules-{size}"
        write_pack(pack, size)
        file = _write(load(pack).latest, cases, place / f"rules-{size}.pickle")
        workers = [Worker(name, _python(name), "complete", pack) for name in chosen]
        wanted = (*_WANTED, "conditions")
        found[size] = contest(workers, file, len(cases), rounds, say, turn=_TURN, check=_CHECK, wanted=wanted)
    return found


def by_knowledge(edition: Edition, place: Path, rounds: int, peers: bool, say: Say) -> dict[int, list[Outcome]]:
    """Evaluates cases of which more and more is known by the shipped rulebook."""
    cases = generated(edition, _CASES)
    chosen = ["xinfang-rules, compiled", "evaluate()", *(_PEERS[:2] if peers else ())]
    found: dict[int, list[Outcome]] = {}
    for share in SHARES:
        say(f"{share} % of the facts known")
        file = _write(edition, [_knowing(case, share) for case in cases], place / f"known-{share}.pickle")
        knowledge: Knowledge = "partial"
        workers = [Worker(name, _python(name), knowledge) for name in chosen]
        found[share] = contest(workers, file, len(cases), rounds, say, turn=_TURN, check=_CHECK, wanted=_WANTED)
    return found


def in_parallel(rounds: int, times: int, say: Say) -> dict[str, dict[int, Spread]]:
    """Returns how many evaluations a second some threads and some processes do."""
    found: dict[str, dict[int, Spread]] = {}
    for kind, numbers in (("threads", THREADS), ("processes", PROCESSES)):
        found[kind] = {}
        for many in numbers:
            say(f"{many} {kind}")
            command = [sys.executable, "-m", "bench.parallel", kind, str(many), str(rounds), str(times)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            found[kind][many] = Spread.of([float(rate) for rate in printed])
    return found


def _knowing(case: Case, share: int) -> Case:
    names = [name for name in load("xinfang-2022").facts if name != "timeline.received_on"]
    forgotten = random.Random(share).sample(names, len(names) - len(names) * share // 100)
    return forgetting(case, forgotten) if forgotten else case


def _write(edition: Edition, cases: Sequence[Case], file: Path) -> Path:
    expecting = Expecting(edition)
    file.write_bytes(pickle.dumps([expecting.known(case) for case in cases]))
    return file


def _python(name: str) -> str:
    entry = next((entry for entry in PEERS if entry.name == name), None)
    return sys.executable if entry is None or not entry.apart else python_of(environment(entry.name))
