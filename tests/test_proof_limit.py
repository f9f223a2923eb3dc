"""A proof ends in time, names what it did not finish, and never calls that proved."""

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import z3
from click.testing import CliRunner

from tests.proof_helpers import NOTICE, TWO, URGENT, decide, pack_in, rule
from xinfang_rules import load
from xinfang_rules.analysis.proof import TimeLimit, Unfinished, prove
from xinfang_rules.analysis.proof.precision import day_of, measure
from xinfang_rules.cli.main import main
from xinfang_rules.engines.solver.limit import Unsettled

HOLES = 9
FACTS = load("xinfang-2022").facts
"""The shared facts but those of the Regulation of 2005 alone."""


class Steps(TimeLimit):
    """A limit that counts how often it is asked, and what the solver does, not seconds: alike on every machine."""

    def __init__(self, steps: int = 10**9, effort: int = 0) -> None:
        super().__init__(0)
        self._left, self._effort = steps, effort

    @property
    def passed(self) -> bool:
        self._left -= 1
        return self._left < 0

    def ask(self, solver: Any, *assumptions: Any) -> Any:
        self.check()
        solver.set("rlimit", self._effort)  # 0 is none
        answer = solver.check(*assumptions)
        if answer == z3.unknown:
            raise Unsettled
        return solver.model() if answer == z3.sat else None


EFFORT = 200_000
"""What settles the tiny packs here a hundred times over, and no pigeons."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Has the command count steps in place of seconds."""
    return lambda number: monkeypatch.setattr("xinfang_rules.analysis.proof.TimeLimit", lambda _: Steps(number, EFFORT))


def pigeons() -> str:
    """Writes constraints that ten pigeons sit in nine holes, one in each: impossible, and no solver sees it soon."""
    truths = [name for name, spec in FACTS.items() if spec.kind == "bool" and name != "petition.major_urgent"]
    members = [(name, member) for name, spec in FACTS.items() if spec.kind == "set" for member in spec.members]
    seats = [f"{{{name}: true}}" for name in truths]
    seats += [f"{{{name}: {{includes: {member}}}}}" for name, member in members]
    assert len(seats) >= HOLES * (HOLES + 1)
    sits = [seats[pigeon * HOLES : (pigeon + 1) * HOLES] for pigeon in range(HOLES + 1)]
    lines = [f"never: {{not: {{any: [{', '.join(holes)}]}}}}" for holes in sits]
    lines += [
        f"never: {{all: [{sits[one][hole]}, {sits[other][hole]}]}}"
        for hole in range(HOLES)
        for one, other in combinations(range(HOLES + 1), 2)
    ]
    entries = "".join(
        f"  - {{constraint: seat.n{number}, title: 试, because: 试, {line}}}\n" for number, line in enumerate(lines)
    )
    return f"constraints:\n{entries}"


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    return pack_in(tmp_path / "pack")


def test_what_no_solver_finds_out_is_named_and_not_called_proved(pack: Any) -> None:
    unless = "{petition.competence: own}"
    book = pack(TWO + rule("notice.give", obliges=NOTICE, when=URGENT, unless=unless), constraints=pigeons())
    proof = prove(book, book.latest, Steps(effort=EFFORT))
    assert proof.findings == ()
    assert set(proof.unfinished) >= {
        Unfinished("admissible", "some case"),
        Unfinished("can hold", "rule.take"),
        Unfinished("can hold", "rule.leave"),
        Unfinished("can hold", "notice.give"),
        Unfinished("unless", "notice.give"),
    }
    said = {proved.name: proved.statement for proved in proof.proved}
    for name, of in (("can hold", 3), ("not hidden", 3), ("unless", 1)):
        assert said[name].startswith(f"0 of {of} "), said[name]


def test_the_solver_is_stopped_when_the_time_is_up() -> None:
    """Eleven pigeons in ten holes: however fast the machine, or busy, that is not found out in a second."""
    solver = z3.Solver()
    for pigeon in range(11):
        solver.add(z3.Or([z3.Bool(f"{pigeon}-{hole}") for hole in range(10)]))
    for hole in range(10):
        for one, other in combinations(range(11), 2):
            solver.add(z3.Not(z3.And(z3.Bool(f"{one}-{hole}"), z3.Bool(f"{other}-{hole}"))))
    with pytest.raises(Unsettled):
        TimeLimit(1).ask(solver)


def test_the_command_names_what_is_not_finished_and_fails(
    pack: Any, tmp_path: Path, steps: Callable[[int], None]
) -> None:
    steps(500)
    pack(TWO, constraints=pigeons())
    done = CliRunner().invoke(main, ["check", str(tmp_path / "pack"), "--prove", "--time-limit", "1", "--kleene", "3"])
    assert done.exit_code == 1
    assert "proof, edition 2020-03-01: not finished: " in done.stdout
    assert "over all admissible" not in done.stdout
    assert "not finished  can hold: rule.take, rule.leave" in done.stdout
    # That no complete case is behind them is no contradiction.
    assert re.search(r"kleene +(none|[0-3]) ?.*partial cases", done.stdout) is not None, done.stdout
    assert "unsound" not in done.stdout


def test_editions_that_are_not_reached_are_told(tmp_path: Path, steps: Callable[[int], None]) -> None:
    steps(200)
    values = "".join(f"      - {{from: {year}-01-01, value: 15}}\n" for year in range(2021, 2031))
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: {id: many, title: 多次, changes: [{sets: days.ten, because: 试点}]}\n"
        "parameters:\n  - parameter: days.ten\n    values:\n"
        "      - {from: 2020-03-01, value: 10}\n" + values,
        encoding="utf-8",
    )
    pack_in(tmp_path / "pack")(TWO, constraints=pigeons())
    arguments = ["check", str(tmp_path / "pack"), "--overlay", str(overlay), "--prove", "--time-limit", "1"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    told = re.search(r"nothing is proved of (\d+) editions, those from (\d+)-01-01 to 2030-01-01\n", done.stdout)
    assert told is not None, done.stdout
    number, first = map(int, told.groups())
    # One edition starts on the first of January of every year.
    assert 11 > number == 2030 - first + 1 > 0
    assert done.stdout.count("proof, edition ") == 11 - number


def test_a_limit_that_has_passed_leaves_everything_open(pack: Any) -> None:
    book = pack(TWO)
    proof = prove(book, book.latest, TimeLimit(0))
    assert proof.unfinished == (Unfinished("everything", "edition 2020-03-01"),)
    assert (proof.proved, proof.findings) == ((), ())
    measured = measure(book.latest, 3, day_of(book.latest), TimeLimit(0))
    assert (measured.wanted, measured.cases) == (3, 0)


@pytest.mark.parametrize("number", [1, 3, 10, 20, 30, 40, 50, 70, 100, 200])
def test_whenever_the_time_is_up_every_statement_is_proved_refuted_or_named(pack: Any, number: int) -> None:
    # One question that has no answer for calm petitions, and one rule that can never hold.
    book = pack(decide("take", URGENT) + rule("notice.give", obliges=NOTICE, when=URGENT, unless=URGENT))
    whole, some = prove(book, book.latest, Steps()), prove(book, book.latest, Steps(number))
    assert {finding.diagnostic.code for finding in whole.findings} == {"gap", "dead-rule"}
    assert {finding.diagnostic.code for finding in some.findings} <= {"gap", "dead-rule", "hidden-rule"}
    assert whole.unfinished == ()
    left = {statement.about for statement in some.unfinished}
    if "everything" in left:
        return
    for before, after in zip(whole.proved, some.proved, strict=True):
        held, wanted = (int(proved.statement.split()[0]) for proved in (after, before))
        assert held <= wanted
        assert held == wanted or before.name.replace("not hidden", "can hold") in left


def test_a_long_chain_of_rules_is_proved(pack: Any) -> None:
    duty = "{bearer: handling_organ, action: register}"
    chain = [rule(f"step.r{n}", obliges=duty, when=f"{{status.step.r{n - 1}: not_applicable}}") for n in range(1, 400)]
    book = pack(TWO + "".join(chain[::-1]) + rule("step.r0", obliges=duty, when=URGENT))
    proof = prove(book, book.latest, Steps())
    assert (proof.findings, proof.unfinished) == ((), ())


def test_more_working_days_than_can_be_counted_are_not_counted(pack: Any, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: {id: long, title: 很久, changes: [{sets: days.five, because: 试点}]}\n"
        "parameters:\n  - parameter: days.five\n"
        "    values: [{from: 2020-03-01, value: 100000}]\n",
        encoding="utf-8",
    )
    within = NOTICE.replace("days.fifteen", "days.five")
    pack(TWO + rule("notice.give", obliges=within, when=URGENT))
    book = load(tmp_path / "pack", overlays=overlay)
    proof = prove(book, book.latest, Steps())
    assert proof.findings == ()
    assert Unfinished("last days", "notice.give") not in proof.unfinished


def test_a_limit_belongs_to_a_proof() -> None:
    for arguments in (["--time-limit", "5"], ["--prove", "--time-limit", "0"]):
        assert CliRunner().invoke(main, ["check", *arguments]).exit_code == 2
