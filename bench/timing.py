"""Taking times on a machine that others use too: processor time, rounds that take turns, ratios within a round."""

import resource
import subprocess
from collections.abc import Mapping, Sequence
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


def take_turns_in_processes(
    commands: Mapping[str, Sequence[str]], rounds: int = ROUNDS, surroundings: Mapping[str, str] | None = None
) -> dict[str, Timed]:
    """Times whole processes, the system's share included; the first round, which fills caches, does not count."""
    measured: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = _used_by_children()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=surroundings)
            if number:
                measured[name].append(_used_by_children() - start)
    return {name: Timed(tuple(taken)) for name, taken in measured.items()}


def reported_by_processes(command: Sequence[str], surroundings: Sequence[Mapping[str, str]]) -> Timed:
    """Collects the seconds that fresh processes measure of themselves and print, one in each of some environments.

    The first does not count.
    """
    printed = [
        subprocess.run(command, check=True, capture_output=True, text=True, env=around).stdout
        for around in surroundings
    ]
    return Timed(tuple(float(seconds) for seconds in printed[1:]))


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
