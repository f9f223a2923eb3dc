"""Mutation testing: each mutant of a pack is linked and run against the scenarios, one of which should notice."""

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Final

from xinfang_rules.analysis.mutation.known_mutants import Known, read_known, stale
from xinfang_rules.analysis.mutation.mutants import OPERATORS, Mutant, mutants, mutated
from xinfang_rules.analysis.mutation.touched import Touched
from xinfang_rules.errors import DiagnosedError, Diagnostic, RulebookError
from xinfang_rules.once import once
from xinfang_rules.program.reach import parameter_readers
from xinfang_rules.rulebook.linker import link
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.pack import Pack
from xinfang_rules.rulebook.statutes import OfficialText
from xinfang_rules.scenarios.running import ScenarioOutcome, run_scenario
from xinfang_rules.scenarios.scenario import Scenario, ScenarioError, read_all, scenario_files

LOADER: Final = "loader"
SCENARIO: Final = "scenario"
SURVIVED: Final = "survived"

_CHUNK = 4

_ENGINE: Final = "interpreter"
"""Most mutants are noticed by the first scenarios: to compile them takes longer than to run these."""


class BaselineError(DiagnosedError):
    """Scenarios fail although nothing was changed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant.

    Attributes:
        mutant: The mutant.
        outcome: `loader`, `scenario` or `survived`.
        by: What killed it: the code of the loader's first finding, or the title of the scenario; empty if nothing did.
    """

    mutant: Mutant
    outcome: str
    by: str = ""

    @property
    def survived(self) -> bool:
        """Whether nothing noticed the change."""
        return self.outcome == SURVIVED


@dataclass(frozen=True, slots=True)
class Tally:
    """How the mutants of one operator fared."""

    operator: str
    total: int
    loader: int
    scenario: int
    survived: int


@dataclass(frozen=True, slots=True)
class MutationReport:
    """What a run showed.

    Attributes:
        verdicts: One for each mutant that was run, in the order of the pack.
        all_mutants: How many mutants the pack has.
        known: The known survivors, by the name of the mutant.
        stale: What is wrong with the list of known survivors.
        seconds: How long the run took.
    """

    verdicts: tuple[Verdict, ...]
    all_mutants: int
    known: Mapping[str, Known]
    stale: tuple[Diagnostic, ...]
    seconds: float

    @property
    def killed(self) -> int:
        """How many mutants were noticed."""
        return sum(not verdict.survived for verdict in self.verdicts)

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """The mutants that nothing noticed and that are not known to survive."""
        return tuple(v for v in self.verdicts if v.survived and v.mutant.id not in self.known)

    @property
    def explained(self) -> tuple[Verdict, ...]:
        """The mutants that nothing noticed and that are known to survive."""
        return tuple(v for v in self.verdicts if v.survived and v.mutant.id in self.known)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """How the mutants of each operator fared, for those operators that have any."""
        counts = Counter((verdict.mutant.operator, verdict.outcome) for verdict in self.verdicts)
        rows = [(name, counts[name, LOADER], counts[name, SCENARIO], counts[name, SURVIVED]) for name in OPERATORS]
        return tuple(Tally(name, sum(numbers), *numbers) for name, *numbers in rows if sum(numbers))

    @property
    def seconds_for_all(self) -> float:
        """How long a run of all mutants would take, judged by this one."""
        return self.seconds * self.all_mutants / max(1, len(self.verdicts))


def mutate_pack(
    directory: Path,
    pack: Pack,
    texts: Mapping[str, OfficialText],
    *,
    own: bool = False,
    without: Collection[str] = (),
    limit: int | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> MutationReport:
    """Runs the mutants of a pack against its scenarios.

    Args:
        directory: The pack's directory, in which its scenarios and its list of known survivors lie.
        pack: Its entries, without findings.
        texts: The official texts at hand, by instrument, to hold moved citations against.
        own: Whether only what overlays give is changed; a known survivor may then be one over another base.
        without: The names of mutants that need not be tried.
        limit: Run a sample of so many mutants; all of them if None.
        seed: Which sample.
        jobs: How many processes; one for each core if None. With one, everything runs in this process.
        progress: Told after each mutant how many are done, and how many there are to do.

    Raises:
        ScenarioError: If anything is wrong with the scenarios.
        MutantsError: If anything is wrong with the list of known survivors.
        BaselineError: If scenarios fail although nothing was changed.
    """
    known = read_known(directory)
    book = link(pack, lambda: texts)
    scenarios = read_all(scenario_files(directory), book)
    trial = Trial(pack, texts, tuple(zip(scenarios, _mentions(scenarios, book), strict=True)))
    found = tuple(mutant for mutant in mutants(pack, own=own) if mutant.id not in without)
    chosen: Sequence[Mutant] = found
    if limit is not None and limit < len(found):
        kept = sorted(random.Random(seed).sample(range(len(found)), limit))
        chosen = [found[index] for index in kept]
    readers = _readers(book)
    questions = {rule.id: rule.question for edition in book.editions.distinct() for rule in edition.rules}
    tasks = [(mutant, _affected(mutant, questions, readers)) for mutant in chosen]
    started = time.perf_counter()
    verdicts: list[Verdict] = []
    for verdict in _run(trial, tasks, min(jobs or os.cpu_count() or 1, len(tasks) // _CHUNK or 1)):
        verdicts.append(verdict)
        if progress is not None:
            progress(len(verdicts), len(tasks))
    seconds = time.perf_counter() - started
    killed = {v.mutant.id: v.by for v in verdicts if not v.survived}
    findings = () if own else stale(known, [mutant.id for mutant in found], killed)
    return MutationReport(tuple(verdicts), len(found), known, findings, seconds)


def mutate_overlay(
    directory: Path,
    packs: Sequence[tuple[Pack, Mapping[str, OfficialText]]],
    *,
    limit: int | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> MutationReport:
    """Runs the mutants of an overlay over each of its bases: one that is noticed over any of them is.

    Args:
        directory: Where its scenarios and its list of known survivors lie.
        packs: Each base with the overlay laid over it, and the official texts at hand.
        limit: Run a sample of so many mutants, the same over each base; all of them if None.
        seed: Which sample.
        jobs: See `mutate_pack`; so for what it raises.
        progress: See `mutate_pack`.
    """
    verdicts: dict[str, Verdict] = {}
    names = list(dict.fromkeys(mutant.id for pack, _ in packs for mutant in mutants(pack, own=True)))
    left_out = set(names) - set(names if limit is None else random.Random(seed).sample(names, min(limit, len(names))))
    seconds = 0.0
    for pack, texts in packs:
        noticed = {name for name, verdict in verdicts.items() if not verdict.survived}
        report = mutate_pack(directory, pack, texts, own=True, without=noticed | left_out, jobs=jobs, progress=progress)
        verdicts.update({verdict.mutant.id: verdict for verdict in report.verdicts})
        seconds += report.seconds
    known = read_known(directory)
    killed = {name: verdict.by for name, verdict in verdicts.items() if not verdict.survived}
    return MutationReport(tuple(verdicts.values()), len(names), known, stale(known, names, killed), seconds)


def _mentions(scenarios: Sequence[Scenario], book: Rulebook) -> tuple[frozenset[str], ...]:
    """Returns, for each scenario, the names of which it asserts something; all of them must pass."""
    outcomes = [run_scenario(scenario, book, engine=_ENGINE) for scenario in scenarios]
    failed = [outcome.failures[0] for outcome in outcomes if not outcome.passed]
    if failed:
        raise BaselineError(
            Diagnostic(f.position, "failed", f"fails already: expected {f.expected}, came {f.came}") for f in failed
        )
    return tuple(map(_named_by, outcomes))


def _named_by(outcome: ScenarioOutcome) -> frozenset[str]:
    expect = outcome.scenario.expect
    told = [*expect.decisions, *expect.cites, *expect.norms, *expect.applies, *expect.does_not_apply, *expect.notes]
    told += outcome.scenario.presume
    return outcome.held | outcome.not_held | outcome.refused | {*told, *expect.refused}


def _readers(book: Rulebook) -> dict[str, set[str]]:
    readers: dict[str, set[str]] = {}
    for edition in book.editions.distinct():
        for name, by in parameter_readers(edition).items():
            readers.setdefault(name, set()).update(by)
    return readers


def _affected(
    mutant: Mutant, questions: Mapping[str, str | None], readers: Mapping[str, set[str]]
) -> tuple[frozenset[str], ...]:
    """Returns the names that a mutant affects, nearest first: what is changed, then the question it answers."""
    first = readers.get(mutant.entry, set()) if mutant.section == "parameters" else {mutant.entry}
    second = {question for rule in first if (question := questions.get(rule)) is not None}
    return frozenset(first), frozenset(second)


_Task = tuple[Mutant, tuple[frozenset[str], ...]]


@dataclass(frozen=True)
class Trial:
    """Holds what every mutant is tried with. It is sent once to each process.

    Attributes:
        pack: The entries as they are.
        texts: The official texts at hand.
        scenarios: The scenarios, all of which pass, each with the names of which it asserts something.
    """

    pack: Pack
    texts: Mapping[str, OfficialText]
    scenarios: Sequence[tuple[Scenario, frozenset[str]]]

    def verdict(self, mutant: Mutant, affected: Sequence[frozenset[str]]) -> Verdict:
        """Links a mutant and runs the scenarios against it, those that speak of what it affects first."""
        changed = mutated(self.pack, mutant)
        if changed is None:
            return Verdict(mutant, LOADER, "form")
        try:
            book = link(changed, lambda: self.texts)
        except RulebookError as error:
            return Verdict(mutant, LOADER, error.diagnostics[0].code)
        touched = self._touched.by(mutant)
        for scenario in self._in_order(affected, touched):
            try:
                noticed = not run_scenario(scenario, book, engine=_ENGINE, why=False).passed
            except ScenarioError:  # it speaks of what is no longer there
                noticed = True
            if noticed:
                return Verdict(mutant, SCENARIO, scenario.title)
        return Verdict(mutant, SURVIVED)

    @once
    def _touched(self) -> Touched:
        book = link(self.pack, lambda: self.texts)
        return Touched(self.pack, book, [scenario for scenario, _ in self.scenarios], _ENGINE)

    def _in_order(self, affected: Sequence[frozenset[str]], touched: Sequence[bool] | None) -> Iterable[Scenario]:
        def key(item: tuple[Scenario, frozenset[str]]) -> tuple[int, bool]:
            scenario, mentioned = item
            near = next((distance for distance, names in enumerate(affected) if names & mentioned), len(affected))
            return near, bool(scenario.expect.needs)  # working out what is still needed takes longest

        among = self.scenarios if touched is None else compress(self.scenarios, touched)
        return (scenario for scenario, _ in sorted(among, key=key))


def _run(trial: Trial, tasks: Sequence[_Task], jobs: int) -> Iterator[Verdict]:
    if jobs <= 1:
        yield from (trial.verdict(*task) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_receive, initargs=(trial,)) as pool:
            yield from pool.map(_try, tasks, chunksize=_CHUNK)
    except BaseException:
        # Interrupted once more while it waited for them, this process would leave the others behind.
        for process in multiprocessing.active_children():
            process.terminate()
        raise


_received: list[Trial] = []
"""In a process of the pool: its trial."""


def _receive(trial: Trial) -> None:
    _received[:] = [trial]


def _try(task: _Task) -> Verdict:
    return _received[0].verdict(*task)
