"""The contest: a process for each contestant, answers compared first, then rounds in which they take turns."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.adapters import Knowledge
from bench.timing import Timed

Say = Callable[[str], object]


class WorkerError(Exception):
    """A contestant cannot take part; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one contestant did.

    Attributes:
        name: The contestant.
        reason: Why it did not take part; None if it did.
        compared: On how many cases its answers were compared.
        wrong: What came out otherwise; nothing is timed then.
        counts: For each task, how many cases it had in a turn.
        timed: For each task, the seconds for one case in each round.
    """

    name: str
    reason: str | None = None
    compared: int = 0
    wrong: tuple[str, ...] = ()
    counts: Mapping[str, int] | None = None
    timed: Mapping[str, Timed] | None = None


class Worker:
    """One contestant's process."""

    def __init__(self, name: str, python: str, knowledge: Knowledge, pack: Path | None = None) -> None:
        self.name = name
        self.at_once = False
        command = [python, "-m", "bench.worker", name, knowledge]
        if pack is not None:
            command += ["--pack", str(pack)]
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # open as long as the process
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=Path(__file__).parents[1],
        )

    def tasks(self) -> tuple[str, ...]:
        """Waits until the contestant is made, and returns what can be timed.

        Raises:
            WorkerError: If it could not be made.
        """
        answered = self._hear()
        if "failed" in answered:
            raise WorkerError(answered["failed"])
        self.at_once = bool(answered["at_once"])
        return tuple(answered["tasks"])

    def read(self, file: Path) -> None:
        """Gives it the cases."""
        self._ask(do="read", file=str(file))

    def verify(self, count: int) -> tuple[str, ...]:
        """Compares its answers on the first cases; returns what is wrong."""
        return tuple(self._ask(do="verify", count=count)["wrong"])

    def time(self, task: str, first: int, count: int) -> float:
        """Lets it take a turn; returns the seconds for one case."""
        seconds: float = self._ask(do="time", task=task, first=first, count=count)["seconds"]
        return seconds

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        self._errors.close()

    def _ask(self, **what: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            last = self._errors.read().strip().splitlines()[-1:]
            raise WorkerError(f"its process ended: {' '.join(last)}"[:300])
        answered: dict[str, Any] = json.loads(line)
        return answered


def contest(
    workers: Sequence[Worker],
    files: Path,
    total: int,
    rounds: int,
    say: Say,
    *,
    turn: float = 0.25,
    check: float = 25.0,
    wanted: Container[str] | None = None,
) -> list[Outcome]:
    """Holds one contest; the workers have been started, and are closed at the end.

    Args:
        workers: The contestants.
        files: The file of cases.
        total: How many cases it holds.
        rounds: How many rounds count; one more is played first.
        say: Is told what is going on.
        turn: The seconds that one turn should take; who is slow gets fewer cases in a turn, other ones in each.
        check: The seconds that comparing the answers should take; who is slow is compared on fewer cases.
        wanted: The tasks that are timed; all of them if None.
    """
    left_out: dict[str, Outcome] = {}
    ready: list[tuple[Worker, tuple[str, ...]]] = []
    for worker in workers:
        try:
            tasks = tuple(task for task in worker.tasks() if wanted is None or task in wanted)
            worker.read(files)
            ready.append((worker, tasks))
        except WorkerError as error:
            left_out[worker.name] = Outcome(worker.name, reason=str(error))
    sizes = [(worker, *_sizes(worker, tasks, total, turn, check)) for worker, tasks in ready]
    say("  compares the answers")
    with ThreadPoolExecutor(2) as pool:  # nothing is timed here, so the processes may run beside each other
        verdicts = list(pool.map(lambda sized: _verdict(sized[0], sized[1]), sizes))
    playing: list[tuple[Worker, int, dict[str, int]]] = []
    for (worker, compared, counts), verdict in zip(sizes, verdicts, strict=True):
        if verdict is None:
            playing.append((worker, compared, counts))
        else:
            left_out[worker.name] = verdict
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        say(f"  round {number} of {rounds}")
        for worker, _, counts in playing:
            for task, count in counts.items():
                seconds = worker.time(task, number * count, count)
                if number:
                    taken.setdefault((worker.name, task), []).append(seconds)
    found = left_out | {
        worker.name: Outcome(
            worker.name,
            compared=compared,
            counts=counts,
            timed={task: Timed(tuple(taken[worker.name, task])) for task in counts},
        )
        for worker, compared, counts in playing
    }
    for worker in workers:
        worker.close()
    return [found[worker.name] for worker in workers]


def _verdict(worker: Worker, count: int) -> Outcome | None:
    try:
        wrong = worker.verify(count)
    except WorkerError as error:
        return Outcome(worker.name, reason=str(error))
    return Outcome(worker.name, compared=count, wrong=wrong) if wrong else None


def _sizes(worker: Worker, tasks: Sequence[str], total: int, turn: float, check: float) -> tuple[int, dict[str, int]]:
    """Decides on how many cases a contestant is compared, and how many it gets in a turn."""
    if worker.at_once:
        return total, dict.fromkeys(tasks, total)
    counts: dict[str, int] = {}
    slowest = 0.0
    for task in tasks:
        seconds = worker.time(task, 0, 1)
        if seconds >= 0.1:  # it may have made first what it needs
            seconds = worker.time(task, 0, 1)
        if seconds < 0.1:
            worker.time(task, 1, 20)
            seconds = worker.time(task, 21, 20)
        seconds = max(seconds, 1e-7)  # a coarse clock may have seen nothing
        slowest = max(slowest, seconds)
        counts[task] = max(1, min(total, int(turn / seconds)))
    return max(1, min(total, int(check / slowest))), counts


def python_of(environment: Path) -> str:
    """Returns the interpreter of a virtual environment."""
    return str(environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
