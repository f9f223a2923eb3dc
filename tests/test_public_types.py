"""Typed programs can name every type they meet, by public names alone."""

import inspect
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

import xinfang_rules
import xinfang_rules.scenarios
import xinfang_rules.testing

SOURCES = Path(xinfang_rules.__file__).parent.parent

SAMPLE = '''
"""What an integrator writes who is held to `mypy --strict`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from xinfang_rules import (
    FACTS, UNKNOWN, Action, Bearer, Case, CaseError, Category, CompactNorm, CompactResult, Decision, DecisionStatus,
    Diagnostic, Edition, FactGroup, FactKind, FactSpec, Instrument, Intake, Language, Locate, Need, Norm, NormKind,
    NormStatus, OpinionContent, Organ, OrganKind, OrganLevel,
    OutcomeDifference, Petition, Position, Provenance, Reading, Replay,
    Result, Rulebook, SourceDifference, Term, Timeline, Unknown, evaluate, load, read_case, read_result, replay,
)
from xinfang_rules.testing import Cases, Invariant, Example, assert_invariant, assert_same


def petition(category: Category | Unknown) -> Petition:
    return Petition(category=category, intake=Intake.DIRECT)


def new_case(received: date) -> Case:
    timeline = Timeline(received_on=received, notified_on=UNKNOWN)
    return Case(organ=Organ(kind=OrganKind.OTHER), petition=petition(Category.GRIEVANCE), timeline=timeline)


def changed(case: Case, facts: Mapping[str, object]) -> Case:
    return case.with_facts(facts)


def overdue(result: Result, bearer: Bearer, *, kind: NormKind = NormKind.OBLIGATION) -> list[Norm]:
    late: frozenset[NormStatus] = frozenset({NormStatus.OVERDUE, NormStatus.MET_LATE})
    return [norm for norm in result.norms if norm.bearer is bearer and norm.kind is kind and norm.status in late]


def days(norms: Iterable[Norm]) -> dict[Action, date | None]:
    return {norm.action: norm.due for norm in norms}


def in_short(result: Result) -> list[tuple[CompactNorm, str]]:
    compact: CompactResult = result.compact()
    return [(norm, compact.labels.bearer[norm.bearer]) for norm in compact.norms if norm.days_left is not None]


def laid(result: Result) -> dict[str, str]:
    source: Provenance = result.provenance
    return {overlay.id: overlay.digest for overlay in source.overlays}


def stands(stored: str, case: Case) -> tuple[bool, list[OutcomeDifference], list[SourceDifference]]:
    again: Replay = replay(read_result(stored), case)
    return again.same_outcome, list(again.outcome), list(again.sources)


def offered(need: Need) -> dict[bool | str, str]:
    return {choice.value: choice.label for choice in need.choices}


def misnamed() -> Reading:
    return Reading(of="rule", text="", txt="")  # type: ignore[call-arg]  # were it taken, this would be an error


def answer(decision: Decision) -> str:
    return decision.label or "" if decision.status is DecisionStatus.DECIDED else "、".join(decision.candidates)


def states_claim(case: Case) -> bool | Unknown | None:
    stated = case.handling.opinion_states
    if stated is None or stated == UNKNOWN:
        return None
    return stated.get(OpinionContent.CLAIM)


def told(error: CaseError, language: Language) -> list[tuple[str, tuple[str, ...], str | None, str]]:
    findings: tuple[Diagnostic, ...] = error.diagnostics
    return [(found.code, found.facts, found.constraint, found.text(language)) for found in findings]


def at_line(numbers: Mapping[str, int]) -> Locate:
    def locate(fact: str) -> Position:
        return Position("form", numbers[fact], 1)

    return locate


def label(term: Term) -> str:
    return term.label


def in_force(book: Rulebook, day: date) -> tuple[Instrument, Edition | None]:
    return book.instrument, book.edition_on(day)


def asked(kind: FactKind) -> list[str]:
    specs: Iterable[FactSpec] = FACTS.values()
    return [spec.ask for spec in specs if spec.kind == kind]


def dumped(group: FactGroup) -> dict[str, object]:
    return group.model_dump()


def never_wrong(trial: Example) -> bool:
    return bool(trial.result.decisions)


def checked(book: Rulebook, cases: Cases, law: Invariant = never_wrong) -> None:
    assert_invariant(law, rulebook=book, cases=cases)
    assert_same(book, load(overlays="dir/"), cases=cases)


result: Result = evaluate(read_case("{}", format="json"), as_of=datetime.now(), locate=at_line({}))
'''


WRONG = """
from datetime import date

from xinfang_rules import Action, Bearer, Case, Category, Organ, OrganKind, Petition, Timeline, load

Petition(category=Category.GRIEVANCE, intake="unknown")
Petition(category=Category.GREIVANCE)  # wrong: no such member
Petition(joint="yes")  # wrong: a truth value
Timeline(received_on="2024-03-01")  # wrong: a day
Organ(kind=Category.GRIEVANCE)  # wrong: another enumeration
Case(petition=Organ())  # wrong: another group
Case().petition.colour  # wrong: no such fact
Case().timeline.received_on.year  # wrong: it may be unknown, or absent
Action.DANCE  # wrong: no such action
label: int = Bearer.PETITIONER.label  # wrong: a text
days: int = Case().handling.extension_days  # wrong: it may be unknown, or absent
load().case_model().organ.kind is OrganKind.OTHER
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What mypy says of both, once: the whole library is read for it."""
    place = tmp_path_factory.mktemp("typed")
    (place / "sample.py").write_text(SAMPLE, encoding="utf-8")
    (place / "wrong.py").write_text(WRONG, encoding="utf-8")
    # As for a guest: without the settings of this project, and without pydantic's plugin.
    options = ["--strict", "--config-file=", f"--cache-dir={place}", "--no-error-summary"]
    command = [sys.executable, "-m", "mypy", *options, "sample.py", "wrong.py"]
    environment = {**os.environ, "MYPYPATH": str(SOURCES)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=place)
    assert (done.returncode, done.stderr) == (1, ""), done.stdout + done.stderr  # WRONG is
    return done.stdout.splitlines()


def test_a_typed_program_uses_public_names_alone(said: list[str]) -> None:
    assert [line for line in said if not line.startswith("wrong.py:")] == []


def test_a_type_checker_refuses_what_is_wrong_about_facts_and_nothing_else(said: list[str]) -> None:
    told = {int(line.split(":")[1]) for line in said if line.startswith("wrong.py:")}
    assert told == {number for number, line in enumerate(WRONG.splitlines(), 1) if "# wrong" in line}, said


def named(hint: Any) -> Iterator[type]:
    """Yields the classes of this library that a type names."""
    if isinstance(hint, type) and hint.__module__.startswith("xinfang_rules"):
        yield hint
    parts = get_args(hint)
    for part in parts[:1] if get_origin(hint) is Annotated else parts:
        yield from named(part)


def told(thing: Any) -> dict[str, Any]:
    """Returns the types that something names; what its module imports at first use only, it can name publicly alone."""
    return get_type_hints(thing, localns={name: getattr(xinfang_rules, name) for name in xinfang_rules.__all__})


def hints(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yields what typed code meets of a public thing: parameters and results, fields, methods and properties."""
    if not inspect.isclass(thing):
        yield from told(thing).items() if inspect.isfunction(thing) else ()
        return
    if issubclass(thing, BaseModel):
        yield from ((name, field.annotation) for name, field in thing.model_fields.items())
    else:
        yield from told(thing).items()
    for name, member in list(vars(thing).items()):
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(function) and not name.startswith("_"):
            yield from ((f"{name}: {part}", hint) for part, hint in told(function).items())


# What stands in an edition is the rules as they are linked: it changes with the rule language, and is not public.
NOT_LOOKED_INTO = {"Edition"}


@pytest.mark.parametrize("name", sorted(set(xinfang_rules.__all__) - NOT_LOOKED_INTO))
def test_what_a_public_thing_names_is_public(name: str) -> None:
    public = {id(getattr(xinfang_rules, each)) for each in xinfang_rules.__all__}
    missing = {
        f"{part}: {each.__name__}"
        for part, hint in hints(getattr(xinfang_rules, name))
        for each in named(hint)
        if id(each) not in public
    }
    assert missing == set()


@pytest.mark.parametrize("package", [xinfang_rules, xinfang_rules.scenarios, xinfang_rules.testing])
def test_no_module_takes_the_place_of_a_public_name(package: ModuleType) -> None:
    # Importing a module puts it into its package under its own name.
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert modules & set(package.__all__) == set()
