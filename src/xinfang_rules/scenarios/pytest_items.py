"""What pytest collects from a scenario file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from xinfang_rules.errors import Diagnostic, Position, XinfangError
from xinfang_rules.rulebook.files import SCENARIOS, scenario_files
from xinfang_rules.rulebook.load import load, overlay_place, shipped_overlays, shipped_packs
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.shipped_overlays import bases_of
from xinfang_rules.scenarios.running import ScenarioOutcome, run_scenario
from xinfang_rules.scenarios.scenario import Scenario, read_scenarios
from xinfang_rules.sources.document import one_line

_SHIPPED = "xinfang-2022"
_TITLES = pytest.StashKey[dict[tuple[Path, str], Position]]()

_Named: TypeAlias = tuple[list[str], Scenario]
"""A scenario, with what is left of the steps that its title leads through."""


class ScenarioFailedError(Exception):
    """Expectations of a scenario are not met."""

    def __init__(self, outcome: ScenarioOutcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.scenario.title)


class ScenarioModule(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Reads the file; what is wrong with it, or with the rulebook, is told in one line a finding."""
        unread = _unread(self.path)
        if unread:
            raise self.CollectError("\n".join(map(str, unread)))
        try:
            over = self._rulebooks()
            read = [(base, rulebook, read_scenarios(_as_shown(self.path), rulebook)) for base, rulebook in over]
        except XinfangError as error:
            raise self.CollectError(str(error)) from None
        repeated = [finding for *_, scenarios in read[:1] for each in scenarios for finding in self._repeated(each)]
        if repeated:
            raise self.CollectError("\n".join(repeated))
        for base, rulebook, scenarios in read:
            steps = [([*([base] if len(read) > 1 else []), *_steps(each.title)], each) for each in scenarios]
            yield from _collected(self, steps, rulebook)

    def _rulebooks(self) -> list[tuple[str, Rulebook]]:
        """Returns the rulebooks by which the scenarios are decided: of a shipped overlay, over each of its bases."""
        place = _scenarios_of(self.path).parent.resolve()
        name = next((name for name, home in shipped_overlays().items() if home.resolve() == place), None)
        if name is None:
            return [("", self._rulebook())]
        return [(base, load(base, overlays=[name])) for base in bases_of(name)]

    def _rulebook(self) -> Rulebook:
        root = self.config.rootpath
        paths: list[Path] = self.config.getini("xinfang_overlays")
        overlays = [path if path.exists() else overlay_place(path.name) or path for path in paths]
        named: str = self.config.getini("xinfang_rulebook")
        if named in shipped_packs() or (named and not (root / named).is_dir()):
            return load(named, overlays=overlays)
        return load(root / named if named else _around(self.path) or _SHIPPED, overlays=overlays)

    def _repeated(self, scenario: Scenario) -> Iterator[str]:
        """Yields a finding if another file of the pack has a scenario of the same title."""
        titles = self.config.stash.setdefault(_TITLES, {})
        first = titles.setdefault((_scenarios_of(self.path), scenario.title), scenario.position)
        if first != scenario.position:
            place = scenario.place("scenario")
            yield f"{place}: duplicate-title: this title is already given at {first}"


class ScenarioGroup(pytest.Collector):
    """The scenarios whose titles are alike up to `::`, at which pytest takes a name on the command line apart."""

    def __init__(self, *, scenarios: Sequence[_Named], rulebook: Rulebook, **named: Any) -> None:
        super().__init__(**named)
        self._scenarios = scenarios
        self._rulebook = rulebook

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Passes on the scenarios."""
        return _collected(self, self._scenarios, self._rulebook)


class ScenarioItem(pytest.Item):
    """A scenario."""

    def __init__(self, *, scenario: Scenario, rulebook: Rulebook, **named: Any) -> None:
        super().__init__(**named)
        self.scenario = scenario
        self.rulebook = rulebook

    def runtest(self) -> None:
        """Runs the scenario."""
        outcome = run_scenario(self.scenario, self.rulebook)
        if not outcome.passed:
            raise ScenarioFailedError(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tells what was expected, what came and why, in place of a traceback."""
        if isinstance(excinfo.value, ScenarioFailedError):
            return str(excinfo.value.outcome)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Says where the scenario stands; pytest counts lines from 0."""
        return self.path, self.scenario.position.line - 1, self.scenario.title


def is_scenario_file(path: Path) -> bool:
    """Tells whether a file holds scenarios; or looks as if it did, and is not read, which is told when collected."""
    return path in scenario_files(_scenarios_of(path)).files or bool(_unread(path))


def _unread(path: Path) -> list[Diagnostic]:
    """Returns why a file of scenarios, or a directory in which it lies, is not read."""
    shown = one_line(str(path))
    return [found for found in scenario_files(_scenarios_of(path)).problems if shown.startswith(found.position.source)]


def _collected(
    parent: pytest.Collector, scenarios: Sequence[_Named], rulebook: Rulebook
) -> Iterator[pytest.Item | pytest.Collector]:
    groups: dict[str, list[_Named]] = {}
    for steps, scenario in scenarios:
        groups.setdefault(steps[0], []).append((steps[1:], scenario))
    for name, below in groups.items():
        for steps, scenario in below:
            if not steps:
                yield ScenarioItem.from_parent(parent, name=name, scenario=scenario, rulebook=rulebook)
        if deeper := [(steps, scenario) for steps, scenario in below if steps]:
            yield ScenarioGroup.from_parent(parent, name=name, scenarios=deeper, rulebook=rulebook)


def _steps(title: str) -> list[str]:
    """Takes a title apart as pytest does the name of a test: at each `::` before the first bracket."""
    name, bracket, rest = title.partition("[")
    *before, last = name.split("::")
    return [*before, last + bracket + rest]


def _as_shown(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _scenarios_of(path: Path) -> Path:
    """Returns the directory of scenarios in which a file lies."""
    return next(parent for parent in path.parents if parent.name == SCENARIOS)


def _around(path: Path) -> Path | None:
    """Returns the pack in whose directory of scenarios a file lies, if it is one."""
    packs = (parent.parent for parent in path.parents if parent.name == SCENARIOS)
    return next((pack for pack in packs if (pack / "instrument.yaml").is_file()), None)
