"""Taking times on a machine that others use too: processor time, rounds that take turns, ratios within a round."""

import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 9


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, with the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, measured: Sequence[float]) -> "Spread":
        """Sums up the rounds."""
        return cls(median(measured), min(measured), max(measured))


@dataclass(frozen=True)
class Timed:
    """The seconds that one thing took in each round."""

    rounds: tuple[float, ...]

    @property
    def seconds(self) -> Spread:
        """The times."""
        return Spread.of(self.rounds)

    def ratio(self, base: "Timed") -> Spread:
        """Compares with something measured in the same rounds."""
        return Spread.of([mine / other for mine, other in zip(self.rounds, base.rounds, strict=True)])

    def minus(self, base: "Timed") -> "Timed":
        """Takes off, round by round, what something measured in the same rounds took."""
        return Timed(tuple(mine - other for mine, other in zip(self.rounds, base.rounds, strict=True)))


@dataclass(frozen=True)
class Task:
    """Something to time: `run` does it `times` times."""

    run: Callable[[], object]
    times: int = 1


def take_turns(tasks: Mapping[str, Task], rounds: int = ROUNDS) -> dict[str, Timed]:
    """Times each task once in every round; the first round, which warms up, does not count."""
    measured: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            start = time.process_time()
            task.run()
            taken = time.process_time() - start
            if number:
                measured[name].append(taken / task.times)
    return {name: Timed(tuple(taken)) for name, taken in measured.items()}


def take_turns_in_processes(commands: Mapping[str, Sequence[str]], rounds: int = ROUNDS) -> dict[str, Timed]:
    """Times whole processes, the system's share included; the first round, which fills caches, does not count."""
    measured: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = _used_by_children()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if number:
                measured[name].append(_used_by_children() - start)
    return {name: Timed(tuple(taken)) for name, taken in measured.items()}


def reported_by_processes(command: Sequence[str], rounds: int = ROUNDS) -> Timed:
    """Collects the seconds that fresh processes measure of themselves and print."""
    printed = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(rounds + 1)]
    return Timed(tuple(float(seconds) for seconds in printed[1:]))


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
