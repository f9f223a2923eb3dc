"""Proofs: every seeded defect is found with a case that shows it, and the shipped pack has none."""

from datetime import date
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import z3
from click.testing import CliRunner
from hypothesis import given, settings

from xinfang_rules import Case, Result, load
from xinfang_rules.analysis.proof import PROOF_CODES, Finding, prove
from xinfang_rules.analysis.proof.days import DayFunctions, shared_calendar
from xinfang_rules.analysis.proof.fairness import PROTECTED, reading_paths
from xinfang_rules.analysis.proof.kleene import Logic, measure
from xinfang_rules.analysis.proof.norms import NormEncoding
from xinfang_rules.analysis.proof.prover import Prover, new_solver
from xinfang_rules.calendar import roll_on
from xinfang_rules.cli.cases import Evaluation
from xinfang_rules.cli.main import main
from xinfang_rules.evaluation import deadlines
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.conditions import Compared, Condition, DateOrder, Happened, InSequence
from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.truth import FALSE, NEVER, TRUE
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.rulebook.model import Extend, Rulebook, Span
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.strategies import complete_cases
from xinfang_rules.vocabulary.outputs import DecisionStatus

SHIPPED = load("xinfang-2022")
AS_OF = date(2024, 9, 20)

HEAD = """\
# 测试证明用的虚构文件，不是任何真实的规定。
instrument: {id: tiny-rules, title: 微型办法, issuer: 示范机关, promulgated: 2020-01-01, in_force_from: 2020-03-01}
articles:
  - {article: 1, chapter: 总则, title: 全部, paragraphs: [{gist: 如何处理。, coverage: encoded}]}
settings:
  counting: {interpretive: 开始的当日不计入。}
  governed_by: {day: timeline.received_on, interpretive: 以收到之日为准。}
  roll_on: {bearers: [petitioner], interpretive: 只有权利顺延。}
parameters:
"""
NUMBERS = {
    "days.ten": ("day", 10),
    "days.fifteen": ("day", 15),
    "days.five": ("working_day", 5),
    "days.six": ("working_day", 6),
}
PARAMETERS = "".join(
    f'  - {{parameter: {name}, title: 数, unit: {unit}, cite: {{at: "1", quote: 处理}}, '
    f"values: [{{from: 2020-03-01, value: {value}}}]}}\n"
    for name, (unit, value) in NUMBERS.items()
)
OUTCOME = """\
questions:
  - {question: outcome, title: 如何处理, answers: {take: 受理, leave: 不予受理, pass_on: 转送}PRECEDENCE}
"""
URGENT = "{petition.major_urgent: true}"
CALM = "{petition.major_urgent: false}"
NOTICE = (
    "{bearer: handling_organ, action: notify_in_writing, done: timeline.notified_on, "
    "period: {from: timeline.received_on, within: days.fifteen}}"
)

LONGER = (
    "extend: {by: handling.extension_days, at_most: days.ten, granted_on: timeline.extension_approved_on, "
    "when: {petition.complicated: true}}"
)
FEWER = "exclude: {days: handling.hearing_days, when: {petition.joint: true}}"
FIRST = (
    "{first: [{when: {petition.joint: true}, from: timeline.received_on, same_day: true}, "
    "{from: timeline.received_on, within: days.six}]}"
)


def rule(name: str, **parts: str) -> str:
    said = "".join(f"    {key}: {value}\n" for key, value in parts.items())
    return f'  - id: {name}\n    title: 试\n    cite: {{at: "1", quote: 处理}}\n{said}'


def decide(answer: str, when: str | None = None, name: str | None = None, **parts: str) -> str:
    condition = {} if when is None else {"when": when}
    return rule(name or f"rule.{answer.replace('_', '-')}", decides=f"{{outcome: {answer}}}", **condition, **parts)


TWO = decide("take", URGENT) + decide("leave", CALM)


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    def make(rules: str, *, precedence: str = "", before: str = "", constraints: str = "") -> Rulebook:
        directory = tmp_path / "pack"
        directory.mkdir(exist_ok=True)
        order = f", precedence: {precedence}" if precedence else ""
        text = HEAD + PARAMETERS + OUTCOME.replace("PRECEDENCE", order) + before + "rules:\n" + rules + constraints
        (directory / "instrument.yaml").write_text(text, encoding="utf-8")
        return load(directory)

    return make


def findings(book: Rulebook) -> list[Finding]:
    found = list(prove(book, book.latest).findings)
    assert all(finding.diagnostic.code in PROOF_CODES for finding in found)
    return found


def only(book: Rulebook, code: str) -> Finding:
    (finding,) = findings(book)
    assert finding.diagnostic.code == code, str(finding)
    return finding


def replayed(finding: Finding, book: Rulebook, tmp_path: Path) -> list[Result]:
    """Evaluates the case of a finding as `xinfang evaluate` does, from a file."""
    witness = finding.witness
    assert witness is not None
    assert witness.reproduced
    file = tmp_path / "case.yaml"
    file.write_text(str(witness), encoding="utf-8")
    complaints: list[str] = []
    _, outcomes = Evaluation(witness.as_of, book, "compiled").of_file(str(file), complaints.append)
    results = [outcome.result for outcome in outcomes]
    assert complaints == []
    return [result for result in results if result is not None]


def facts(finding: Finding) -> set[str]:
    assert finding.witness is not None
    return {f"{group}.{key}" for case in finding.witness.cases for group, stated in case.items() for key in stated}


def truths(finding: Finding, book: Rulebook) -> dict[str, tuple[int, int]]:
    """Returns, for every rule, the truth of its own condition and whether it holds."""
    assert finding.witness is not None
    state = evaluator_for(book.latest).state(Case.model_validate(finding.witness.cases[0]), finding.witness.as_of)
    return {rule.id: (state.truths[rule.unit], state.holds[rule.index]) for rule in book.latest.rules}


# Seeded defects


def test_a_sound_pack_has_no_finding(pack: Any) -> None:
    assert findings(pack(TWO + rule("n.give", obliges=NOTICE))) == []


def test_a_gap_is_shown_by_a_case_without_an_answer(pack: Any, tmp_path: Path) -> None:
    book = pack(decide("take", URGENT) + decide("leave", "{petition.major_urgent: false, petition.joint: true}"))
    finding = only(book, "gap")
    assert facts(finding) == {"petition.major_urgent", "petition.joint"}
    (result,) = replayed(finding, book, tmp_path)
    assert result.decisions["outcome"].status is DecisionStatus.NO_RULE


def test_every_family_of_gaps_is_shown_once(pack: Any, tmp_path: Path) -> None:
    book = pack(decide("take", "{petition.form: written, petition.competence: [own, lower]}"))
    found = findings(book)
    assert {finding.diagnostic.code for finding in found} == {"gap"}
    assert sorted(sorted(facts(finding)) for finding in found) == [
        ["petition.competence"],
        ["petition.competence"],
        ["petition.form"],
    ]
    for finding in found:
        (result,) = replayed(finding, book, tmp_path)
        assert result.decisions["outcome"].status is DecisionStatus.NO_RULE


def test_an_overlap_is_shown_for_each_pair_of_rules(pack: Any, tmp_path: Path) -> None:
    book = pack(TWO + decide("pass_on", "{petition.joint: true}"))
    found = findings(book)
    assert [finding.diagnostic.code for finding in found] == ["overlap", "overlap"]
    for finding in found:
        assert facts(finding) == {"petition.major_urgent", "petition.joint"}
        (result,) = replayed(finding, book, tmp_path)
        assert result.decisions["outcome"].status is DecisionStatus.CONFLICT
    assert "rule.pass-on" in str(found[0])
    assert (
        findings(pack(TWO + decide("pass_on", "{petition.joint: true}"), precedence="[[pass_on], [take, leave]]")) == []
    )


def test_a_dead_rule_is_told_with_what_excludes_it_and_the_nearest_case(pack: Any, tmp_path: Path) -> None:
    constraint = (
        "constraints:\n  - constraint: calm.alone\n    title: 试\n    because: 试。\n"
        "    never: {petition.joint: true, petition.major_urgent: false}\n"
    )
    dead = rule("n.dead", when="{petition.joint: true, petition.major_urgent: false}", obliges=NOTICE)
    finding = only(book := pack(TWO + dead, constraints=constraint), "dead-rule")
    assert "n.dead" in str(finding)
    assert "petition.joint and petition.major_urgent cannot be met together because of constraint calm.alone" in str(
        finding
    )
    (result,) = replayed(finding, book, tmp_path)
    assert [norm.rule for norm in result.norms] == []
    assert facts(finding) == {"petition.joint"}


def test_a_rule_that_contradicts_itself_is_dead(pack: Any) -> None:
    dead = rule("n.dead", when=f"{{all: [{URGENT}, {CALM}]}}", obliges=NOTICE)
    finding = only(book := pack(TWO + dead), "dead-rule")
    assert "constraint" not in str(finding)
    assert truths(finding, book)["n.dead"] == (FALSE, FALSE)


def test_a_rule_hidden_by_precedence_is_told_with_what_hides_it(pack: Any) -> None:
    hidden = decide("pass_on", "{petition.major_urgent: true, petition.joint: true}")
    finding = only(book := pack(TWO + hidden, precedence="[[take], [pass_on], [leave]]"), "hidden-rule")
    assert "rule.pass-on is wholly hidden by rule rule.take" in str(finding)
    assert truths(finding, book)["rule.pass-on"] == (TRUE, FALSE)


def test_a_rule_hidden_by_an_exception_is_told(pack: Any, tmp_path: Path) -> None:
    narrow = rule("n.narrow", when="{petition.major_urgent: true, petition.joint: true}", obliges=NOTICE)
    wide = rule("n.wide", when=URGENT, obliges=NOTICE, exception_to="n.narrow")
    finding = only(book := pack(TWO + narrow + wide), "hidden-rule")
    assert "rule n.wide" in str(finding)
    (result,) = replayed(finding, book, tmp_path)
    assert [norm.rule for norm in result.norms] == ["n.wide"]


def test_an_exception_that_never_meets_its_rule_is_idle(pack: Any) -> None:
    book = pack(
        TWO
        + rule("n.one", when=URGENT, obliges=NOTICE)
        + rule("n.two", when=CALM, obliges=NOTICE, exception_to="n.one")
    )
    finding = only(book, "idle-exception")
    assert "no case meets the conditions of both" in str(finding)
    assert truths(finding, book)["n.one"] == (TRUE, TRUE)
    assert truths(finding, book)["n.two"] == (FALSE, FALSE)


def test_an_exception_that_another_one_makes_needless_is_idle(pack: Any) -> None:
    base = rule("n.base", obliges=NOTICE)
    wide = rule("n.wide", when=URGENT, obliges=NOTICE, exception_to="n.base")
    both = "{petition.major_urgent: true, petition.joint: true}"
    narrow = rule("n.narrow", when=both, obliges=NOTICE, exception_to="n.base")
    finding = only(book := pack(TWO + base + wide + narrow), "idle-exception")
    assert "n.narrow to n.base" in str(finding)
    assert "another rule displaces it too" in str(finding)
    assert truths(finding, book)["n.base"] == (TRUE, FALSE)
    assert truths(finding, book)["n.narrow"] == (TRUE, TRUE)


def test_an_exception_to_a_rule_of_a_later_line_is_idle(pack: Any) -> None:
    joint = decide("pass_on", "{petition.joint: true}", exception_to="[rule.take, rule.leave]")
    found = findings(pack(TWO + joint, precedence="[[pass_on], [take, leave]]"))
    assert [finding.diagnostic.code for finding in found] == ["idle-exception", "idle-exception"]
    assert findings(pack(TWO + joint)) == []


def test_an_unless_that_never_meets_its_rule_is_idle(pack: Any) -> None:
    book = pack(TWO + rule("n.one", when=URGENT, unless=CALM, obliges=NOTICE))
    finding = only(book, "idle-unless")
    assert truths(finding, book)["n.one"] == (TRUE, TRUE)
    only(pack(TWO + rule("n.one", unless=f"{{all: [{URGENT}, {CALM}]}}", obliges=NOTICE)), "idle-unless")


def test_an_unfair_decision_is_shown_by_two_cases(pack: Any, tmp_path: Path) -> None:
    concept = "concepts:\n  - {concept: in.order, title: 有序}\n"
    orderly = rule("in.order", when="{order.prohibited_acts: {empty: true}}", defines="in.order")
    rules = decide("take", "{in.order: true}") + decide("leave", "{in.order: false}") + orderly
    finding = only(book := pack(rules, before=concept), "unfair")
    assert "order.prohibited_acts <- in.order <- outcome" in str(finding)
    one, other = replayed(finding, book, tmp_path)
    assert {one.decisions["outcome"].answer, other.decisions["outcome"].answer} == {"take", "leave"}
    assert facts(finding) == {"order.prohibited_acts"}


def test_reading_a_protected_fact_without_effect_is_told_too(pack: Any) -> None:
    foreign = "{any: [{petition.foreign_petitioner: true}, {petition.foreign_petitioner: false}]}"
    finding = only(pack(TWO.replace(URGENT, f"{{all: [{URGENT}, {foreign}]}}")), "unfair")
    assert finding.witness is None
    assert "although no case is decided otherwise" in str(finding)


def test_dependency_runs_through_norms(pack: Any) -> None:
    late = "{status.n.give: overdue}"
    notice = rule("n.give", when="{petition.representatives: {none: false}}", obliges=NOTICE)
    book = pack(decide("take", late) + decide("leave", f"{{not: {late}}}") + notice)
    (path,) = reading_paths(book.latest, book.latest.questions[0])
    assert path == ("outcome", "status.n.give", "petition.representatives")
    assert path[-1] in PROTECTED
    assert [finding.diagnostic.code for finding in findings(book)] == ["unfair"]


def test_a_conclusion_due_before_the_notice_is_shown(pack: Any, tmp_path: Path) -> None:
    soon = (
        "{bearer: handling_organ, action: conclude, done: timeline.concluded_on, "
        "period: {from: timeline.accepted_on, within: days.ten}}"
    )
    finding = only(book := pack(TWO + rule("n.give", obliges=NOTICE) + rule("n.conclude", obliges=soon)), "early-due")
    (result,) = replayed(finding, book, tmp_path)
    due = {norm.rule: norm.due for norm in result.norms}
    assert due["n.conclude"] is not None
    assert due["n.give"] is not None
    assert due["n.conclude"] < due["n.give"]


def test_an_extension_beyond_its_limit_is_shown(pack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No rule file can say so: evaluation and formulas are broken alike for the purpose.
    def unlimited(self: NormEncoding, span: Span) -> Any:
        return None if span.extend is None else self._encoding.facts[span.extend.days]

    def unlimited_too(extend: Extend, first: int, last: int, state: State) -> tuple[int, int]:
        slot = state.edition.layout[extend.days]
        return state.values[slot], state.values[slot + 1]

    monkeypatch.setattr(NormEncoding, "extension", unlimited)
    book = pack(
        TWO + rule("n.long", obliges=NOTICE.replace("days.ten", "days.fifteen").replace("}}", f", {LONGER}}}}}"))
    )
    assert not found_reproduced(book)
    monkeypatch.setattr(deadlines, "_extension", unlimited_too)
    assert found_reproduced(book)
    (result,) = replayed(only(book, "over-limit"), book, tmp_path)
    assert [norm.rule for norm in result.norms] == ["n.long"]


def found_reproduced(book: Rulebook) -> bool:
    witness = only(book, "over-limit").witness
    assert witness is not None
    return witness.reproduced


def test_constraints_that_leave_no_case_are_told(pack: Any) -> None:
    none = "".join(
        f"  - constraint: none.{name}\n    title: 试\n    because: 试。\n    never: {condition}\n"
        for name, condition in (("urgent", URGENT), ("calm", CALM))
    )
    finding = only(pack(TWO, constraints="constraints:\n" + none), "inadmissible")
    assert "constraint none.urgent and constraint none.calm" in str(finding)


# Working days


def test_a_gap_that_only_some_holidays_open_is_found(pack: Any, tmp_path: Path) -> None:
    # Five working days end after the tenth calendar day only around the long holidays.
    notice, objection = NOTICE.replace("fifteen", "ten"), NOTICE.replace("fifteen", "five")
    book = pack(
        decide("take", "{due.n.objection: {on_or_before: due.n.give}}")
        + decide("leave", "{due.n.give: {happened: false}}", name="rule.none")
        + rule("n.give", obliges=notice)
        + rule("n.objection", obliges=objection)
    )
    finding = next(f for f in findings(book) if f.diagnostic.code == "gap")
    (result,) = replayed(finding, book, tmp_path)
    due = {norm.rule: norm.due for norm in result.norms}
    assert due["n.objection"] is not None
    assert due["n.give"] is not None
    assert due["n.objection"] > due["n.give"]


def test_more_working_days_never_end_earlier(pack: Any) -> None:
    rules = decide("take", "{due.n.five: {happened: true, before: due.n.six}}")
    rules += decide("leave", "{due.n.five: {happened: false}}")
    rules += rule("n.five", obliges=NOTICE.replace("fifteen", "five"))
    rules += rule("n.six", obliges=NOTICE.replace("fifteen", "six"))
    assert findings(pack(rules)) == []


def test_the_bounds_of_working_days_are_those_of_the_calendar() -> None:
    solver = new_solver()
    start = z3.Int("start")
    days = DayFunctions(solver)
    rolled = days.rolled_on(start)
    assert days.rolled_on(rolled) is rolled
    eve = date(2024, 9, 30).toordinal() + 1  # 1 October, the first of seven days off
    solver.add(start == eve)
    assert solver.check(rolled < eve) == z3.unsat
    exact = roll_on(eve, shared_calendar()).ordinal
    assert date.fromordinal(exact) == date(2024, 10, 8)
    while solver.check() == z3.sat and days.refine(solver.model(), eve + 100):
        pass
    assert solver.model().eval(rolled).as_long() == exact
    assert solver.check(rolled != exact) == z3.unsat


def test_what_evaluation_does_not_bear_out_is_said_to_be_so(pack: Any) -> None:
    book = pack(TWO)
    found = Prover(book, book.latest).find(lambda done: False, z3.BoolVal(True))
    assert found is not None
    assert not found[0].reproduced
    assert "not reproduced" in str(found[0])


# The shipped packs


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_proves_clean(name: str) -> None:
    book = load(name)
    for edition in book.editions:
        assert [str(finding) for finding in prove(book, edition).findings] == []


class Agreement:
    """Holds the formulas of an edition against its evaluation."""

    def __init__(self, book: Rulebook, as_of: date) -> None:
        self._edition, self._as_of = book.latest, as_of
        self._logic = Logic(book.latest, as_of)
        encoding = self._logic.encoding
        norms = [rule for rule in book.latest.rules if rule.norm is not None]
        self._units = [encoding.unit(index) for index in range(len(book.latest.units))]
        self._holds = {rule.id: encoding.holds(rule) for rule in book.latest.rules if rule.note is None}
        self._statuses = {STATUS + rule.id: encoding.choice(STATUS + rule.id) for rule in norms}
        self._dues = {DUE + rule.id: encoding.day(DUE + rule.id) for rule in norms if rule.norm and rule.norm.period}

    def check(self, case: Case) -> None:
        edition = self._edition
        state = evaluator_for(edition).state(case, self._as_of)
        with self._logic.knowing(case):
            model = self._logic.model(z3.BoolVal(True))
            assert model is not None

        def mask(bits: Any) -> int:
            return sum(
                1 << place for place, bit in enumerate(bits) if z3.is_true(model.eval(bit, model_completion=True))
            )

        assert [mask([unit, z3.Not(unit)]) for unit in self._units] == state.truths
        for name, holds in self._holds.items():
            assert mask([holds, z3.Not(holds)]) == state.holds[edition.rule(name).index], name
        for question in edition.questions:
            assert mask(self._logic.encoding.answers(question)) == state.values[question.slot], question.name
        for name, bits in self._statuses.items():
            assert mask(bits) == state.values[edition.layout[name]], name
        for name, day in self._dues.items():
            slot = edition.layout[name]
            due = model.eval(day, model_completion=True).as_long()
            assert [due, due] == state.values[slot : slot + 2], name


AGREEMENT = Agreement(SHIPPED, AS_OF)


@settings(max_examples=settings().max_examples // 2)
@given(complete_cases(SHIPPED.latest, AS_OF))
def test_the_formulas_say_what_evaluation_says(case: Case) -> None:
    AGREEMENT.check(case)


def test_the_formulas_compare_days_as_evaluation_does() -> None:
    edition, names = SHIPPED.latest, ("timeline.received_on", "timeline.notified_on")
    logic = Logic(edition, AS_OF)
    one, other = (logic.encoding.day(name) for name in names)
    conditions: list[Condition] = [Compared(names[0], order, names[1]) for order in DateOrder]
    conditions += [Happened(names[0]), InSequence(*names)]
    values = evaluator_for(edition).state(Case(), AS_OF).values.copy()
    for first, second in product((700_000, 700_001, NEVER), repeat=2):
        for name, day in zip(names, (first, second), strict=True):
            slot = edition.layout[name]
            values[slot] = values[slot + 1] = day
        for condition in conditions:
            formula = z3.substitute(
                logic.encoding.condition(condition), (one, z3.IntVal(first)), (other, z3.IntVal(second))
            )
            held = z3.is_true(z3.simplify(formula))
            assert truth(condition, values, edition.layout) == (TRUE if held else FALSE), (condition, first, second)


def test_the_formulas_count_every_kind_of_period_as_evaluation_does(pack: Any) -> None:
    owed = "bearer: handling_organ, action: conclude, done: timeline.concluded_on, period: "
    may = "bearer: petitioner, action: request_review, done: {on: timeline.review_requested_on, when: CALM}, period: "
    book = pack(
        TWO
        + rule("n.longer", obliges=f"{{{owed}{{from: timeline.received_on, within: days.five, {LONGER}}}}}")
        + rule("n.shorter", obliges=f"{{{owed}{{from: timeline.received_on, within: days.ten, {FEWER}}}}}")
        + rule("n.set", obliges=f"{{{owed}{{due: timeline.assigned_due_on}}}}")
        + rule("n.first", permits=f"{{{may}{FIRST}}}".replace("CALM", CALM), exception_to="n.set", when=URGENT)
        + rule("n.rolled", permits=f"{{{may}{{from: timeline.received_on, within: days.ten}}}}".replace("CALM", CALM))
        + rule(
            "n.met",
            obliges=f"{{bearer: petitioner, action: register, met_when: {CALM}}}",
            when="{due.n.set: FAR}".replace("FAR", "{after: due.n.rolled}"),
        )
        + rule("n.never", forbids=f"{{bearer: staff, action: refrain, breached_when: {URGENT}}}")
        + rule("n.soon", obliges="{bearer: staff, action: supervise, promptly: true}")
    )
    compared = Agreement(book, AS_OF)

    @settings(max_examples=settings().max_examples // 2)
    @given(complete_cases(book.latest, AS_OF))
    def agree(case: Case) -> None:
        compared.check(case)

    agree()


# Kleene


def test_what_evaluation_leaves_open_and_logic_decides_is_counted(pack: Any) -> None:
    either = f"{{any: [{URGENT}, {CALM}]}}"
    book = pack(decide("take", either))
    measured = measure(book.latest, 12, AS_OF)
    assert (measured.cases, measured.asked) == (12, 12)
    (missed,) = measured.missed
    assert (missed.question, missed.answer, missed.candidates) == ("outcome", "take", ("take", "no_rule"))
    assert missed.times == measured.undecided > 0
    assert missed.witness.cases == ({},)
    assert measured.findings == ()
    assert str(measured).startswith("12 partial cases, 12 answers: ")


# Command line


def test_check_proves_and_fails_on_findings(pack: Any, tmp_path: Path) -> None:
    pack(TWO)
    sound = CliRunner().invoke(main, ["check", str(tmp_path / "pack"), "--prove", "--kleene", "4"])
    assert sound.exit_code == 0, sound.output
    assert "no findings, over all admissible complete cases" in sound.stdout
    assert "kleene        4 partial cases, 4 answers" in sound.stdout
    pack(decide("take", URGENT))
    unsound = CliRunner().invoke(main, ["check", str(tmp_path / "pack"), "--prove"])
    assert unsound.exit_code == 1
    assert "gap: outcome arises, and no rule answers it" in unsound.stderr
    assert "petition:\n  major_urgent: false\n" in unsound.stdout


def test_check_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(missing: str) -> list[str]:
        monkeypatch.setattr(
            "xinfang_rules.cli.proof_page.find_spec", lambda name: None if name == missing else find_spec(name)
        )
        done = CliRunner().invoke(main, ["check", "--prove", "--kleene", "3"])
        assert done.exit_code == 2
        return done.stderr.splitlines()

    assert without("z3") == ["xinfang check: --prove needs z3-solver, a wheel: pip install 'xinfang-rules[prove]'"]
    assert without("hypothesis") == ["xinfang check: --kleene needs hypothesis, a wheel: pip install hypothesis"]


@pytest.mark.parametrize("options", [["--kleene", "3"], ["--prove", "--gaps"], ["--prove", "--kleene", "0"]])
def test_check_refuses_options_that_do_not_go_together(options: list[str]) -> None:
    assert CliRunner().invoke(main, ["check", *options]).exit_code == 2
