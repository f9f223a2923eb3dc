"""Reading scenario files: worked cases with what is expected of them, at once tests and documentation.

    scenarios:
      - scenario: 同一事项在办理期限内又向上级提出，上级不予受理
        as_of: 2024-05-01
        case: {petition: {request: new}, history: {same_matter_pending: true}}
        expect:
          decisions: {disposition: not_accept}
          cites: {disposition: ["19.3"]}

Facts that its cases have in common may stand once in a file, under `given`: see `xinfang_rules.scenarios.given`.
What can be expected is said by `xinfang_rules.scenarios.expectations.Expectations`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xinfang_rules.errors import CaseError, DiagnosedError, Diagnostic, Position
from xinfang_rules.evaluation.case_reading import case_from_data, case_from_document
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.case_errors import Place
from xinfang_rules.language.parse import Path as FactPath
from xinfang_rules.renaming import Renamed
from xinfang_rules.rulebook.files import SCENARIOS, scenario_files as files_below
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.overlay_entries import lies_over
from xinfang_rules.scenarios.checking import check_names
from xinfang_rules.scenarios.expectations import Expectations, ScenarioEntry, ScenarioFile
from xinfang_rules.scenarios.given import GIVEN, is_stated, with_given
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import place_in, read_entries

SCENARIO_CODES: Mapping[str, str] = MappingProxyType(
    {
        "missing-key": "a mapping lacks a key that it must have",
        "unknown-key": "a key that a scenario does not have",
        "value-type": "a value of the wrong type",
        "bad-form": "a text that is not of the form wanted here, or nothing expected",
        "unknown-value": "a value outside a closed list",
        "duplicate-title": "two scenarios of a pack with one title",
        "not-in-force": "a case on whose deciding day the instrument was not in force",
        "unknown-question": "a question that the rulebook does not have",
        "unknown-rule": "a rule that the rulebook does not have, or that does not do what is expected of it",
        "unknown-fact": "a fact that the case model does not have",
        "unknown-constraint": "a constraint that the rulebook does not have",
        "unknown-provision": "a provision that the instrument does not have",
        "unknown-presumption": "presumptions that the rulebook does not have",
    }
)
"""What can be wrong with a scenario file, besides what can be wrong with a case or with any source."""


class ScenarioError(DiagnosedError):
    """Scenario files cannot be used; every finding is listed."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A worked case.

    Attributes:
        title: What it shows, in one Chinese sentence.
        as_of: The day of evaluation.
        case: The facts; what is not told is unknown.
        expect: What is expected.
        position: Where it stands.
        presume: The presumptions under which it is decided, by name.
    """

    title: str
    as_of: date
    case: Case
    expect: Expectations
    position: Position
    _document: Document = field(repr=False, compare=False)
    _index: int = field(repr=False, compare=False)
    presume: tuple[str, ...] = ()

    def place(self, *path: str | int, key: bool = False) -> Position:
        """Returns where a part of the scenario stands, or of its key; the nearest part around it if there is none."""
        return place_in(self._document, (SCENARIOS, self._index, *path), key=key)

    @property
    def file_text(self) -> str:
        """The text of the file in which it stands."""
        return self._document.text

    def place_of_fact(self, name: str) -> Position:
        """Returns where a fact of the case stands: in the scenario, or among what its file gives."""
        return fact_place(self._document, self._index)(tuple(name.split(".")), True)


def scenario_files(directory: Path | str) -> list[Path]:
    """Lists the scenario files of a pack in a fixed order.

    Args:
        directory: The pack, its directory of scenarios, or one scenario file.

    Raises:
        ScenarioError: If something looks like a scenario file, and is not read.
    """
    files, unread = files_below(Path(directory))
    if unread:
        raise ScenarioError(unread)
    return list(files)


def read_scenarios(path: Path | str, rulebook: Rulebook | None = None) -> tuple[Scenario, ...]:
    """Reads one scenario file.

    Args:
        path: The file.
        rulebook: If given, cases may state its facts, and the names in the expectations are checked against it.

    Raises:
        ScenarioError: If anything is wrong with the file; it lists every finding.
    """
    return read_all([path], rulebook)


def read_all(paths: Iterable[Path | str], rulebook: Rulebook | None = None) -> tuple[Scenario, ...]:
    """Reads several scenario files, among which titles are unique. See `read_scenarios`."""
    findings: list[Diagnostic] = []
    scenarios: list[Scenario] = []
    for path in paths:
        scenarios.extend(_read(path, findings, rulebook))
    findings.extend(_repeated(scenarios))
    if rulebook is not None:
        for scenario in scenarios:
            findings.extend(check_names(scenario, rulebook))
    if findings:
        raise ScenarioError(sorted(set(findings)))  # what is wrong with a given fact is so in every scenario
    return tuple(scenarios)


def _read(path: Path | str, findings: list[Diagnostic], rulebook: Rulebook | None) -> list[Scenario]:
    try:
        document = read_pack_document(Path(path))
    except SourceError as error:
        findings.extend(error.diagnostics)
        return []
    model: type[Case] = Case if rulebook is None else rulebook.case_model
    if rulebook is not None and rulebook.renamed:
        document = replace(document, data=_with_names_of_now(document.data, rulebook.renamed))
    file, found = read_entries(document, ScenarioFile)
    findings.extend(found)
    scenarios: list[Scenario] = []
    if file is not None and rulebook is not None and not lies_over(file.over, rulebook.identity.id):
        return scenarios
    given = None if file is None else file.given
    if given is not None:
        try:
            case_from_document(document, model, (GIVEN,))
        except CaseError as error:
            findings.extend(error.diagnostics)
    for index, entry in enumerate(() if file is None else file.scenarios):
        try:
            scenarios.append(_scenario(document, index, entry, given, model))
        except CaseError as error:
            findings.extend(error.diagnostics)
    return scenarios


def _with_names_of_now(data: Any, renamed: Renamed) -> Any:
    listed = data.get(SCENARIOS) if isinstance(data, Mapping) else None
    if not isinstance(listed, list):
        return data
    scenarios = []
    for each in listed:
        now = dict(each) if isinstance(each, Mapping) else each
        for key, read in (("case", renamed.case), ("expect", renamed.expectations)):
            if isinstance(now, dict) and key in now:
                now[key] = read(now[key])
        scenarios.append(now)
    given = {GIVEN: renamed.case(data[GIVEN])} if GIVEN in data else {}
    return {**data, **given, SCENARIOS: scenarios}


def _scenario(
    document: Document, index: int, entry: ScenarioEntry, given: Mapping[str, Any] | None, model: type[Case]
) -> Scenario:
    common = {} if given is None or entry.given is False else given
    case = case_from_data(with_given(entry.case, common), model, place=fact_place(document, index))
    position = document.position((SCENARIOS, index))
    return Scenario(entry.scenario, entry.as_of, case, entry.expect, position, document, index, tuple(entry.presume))


def fact_place(document: Document, index: int) -> Place:
    """Returns what says where a fact of a scenario stands: in its own case, or else among what the file gives."""
    data: Any = document.data
    entry = data[SCENARIOS][index]
    given = {} if entry.get(GIVEN) is False else data.get(GIVEN, {})

    def place(at: FactPath, key: bool) -> Position:
        inherited = is_stated(given, at) and not is_stated(entry["case"], at)
        return document.position((GIVEN, *at) if inherited else (SCENARIOS, index, "case", *at), key=key)

    return place


def _repeated(scenarios: list[Scenario]) -> list[Diagnostic]:
    first: dict[str, Scenario] = {}
    return [
        Diagnostic(scenario.place("scenario"), "duplicate-title", f"this title is already given at {before.position}")
        for scenario in scenarios
        if (before := first.setdefault(scenario.title, scenario)) is not scenario
    ]
