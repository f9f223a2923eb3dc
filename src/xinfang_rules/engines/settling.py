"""What a stratum settles once its conditions are known, as Python source: one function for all of it.

It settles concepts, questions, and norms without a period, whose status follows from two truth values by a table. The
source is made of integers only. `plainly` settles the same by reading.
"""

from collections.abc import Iterable, Iterator, Sequence

from xinfang_rules.engines.generate import run_source
from xinfang_rules.engines.outcome import active
from xinfang_rules.engines.reference.run import Settling, Tested
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE, tested_statuses
from xinfang_rules.language.truth import EITHER, FALSE, NEVER, TRUE
from xinfang_rules.rulebook.model import Concept, Question, Rule, Stratum


def settling(stratum: Stratum, norms: Sequence[Tested], rules: Sequence[Rule]) -> Settling:
    """Makes the function that settles a stratum.

    Args:
        stratum: Whose concepts and questions are settled.
        norms: Which of its norms without a period are.
        rules: All rules.
    """
    lines = ["def settle(t, v, note):", *(_concept(concept, rules) for concept in stratum.concepts)]
    for question in stratum.questions:
        lines.extend(_question(question, rules))
    for norm in norms:
        lines.extend(_norm(norm))
    function: Settling = run_source("\n    ".join([*lines, "return"]), "settle")
    return function


def _concept(concept: Concept, rules: Sequence[Rule]) -> str:
    may = " or ".join(_may_hold(rules[index], rules) for index in concept.rules) or "0"
    must = " or ".join(_must_hold(rules[index], rules) for index in concept.rules) or "0"
    return f"v[{concept.slot}] = ({TRUE} if {must} else {EITHER}) if {may} else {FALSE}"


def _may_hold(rule: Rule, rules: Sequence[Rule]) -> str:
    return " and ".join([f"t[{rule.unit}] & {TRUE}", *(f"t[{unit}] & {FALSE}" for unit in _exceptions(rule, rules))])


def _must_hold(rule: Rule, rules: Sequence[Rule]) -> str:
    return " and ".join([f"t[{rule.unit}] == {TRUE}", *(f"t[{unit}] == {FALSE}" for unit in _exceptions(rule, rules))])


def _exceptions(rule: Rule, rules: Sequence[Rule]) -> Iterable[int]:
    return dict.fromkeys(rules[index].unit for index in rule.displaced_by)


def _question(question: Question, rules: Sequence[Rule]) -> Iterator[str]:
    """Goes down the lines of precedence until a rule surely holds: all later ones are displaced."""
    answers = tuple(question.answers)
    not_applicable = 1 << len(answers)
    no_rule = not_applicable << 1
    yield "may = must = before = 0"
    yield "while 1:"
    for line in question.lines:
        units = list(dict.fromkeys(rules[index].unit for index in line))
        yield f"    if {' or '.join(f't[{unit}] & {TRUE}' for unit in units)}:"
        for rule in (rules[index] for index in line):
            bit = 1 << answers.index(rule.answer or "")
            yield f"        if {_may_hold(rule, rules)}:"
            yield f"            may |= {bit}"
            yield f"            if not before and {_must_hold(rule, rules)}: must |= {bit}"
        yield f"        if {' or '.join(f't[{unit}] == {TRUE}' for unit in units)}: break"
        yield "        before = 1"
    yield "    break"
    nothing = f"({0 if question.exhaustive else no_rule} if may else {no_rule})"
    mask = f"must or may | {nothing}"
    if question.arises is not None:
        arises = f"t[{question.arises}]"
        may_not = f"({not_applicable} if {arises} & {FALSE} else 0)"
        mask = f"({mask}) | {may_not} if {arises} & {TRUE} else {not_applicable}"
    yield f"v[{question.slot}] = {mask}"


def _norm(norm: Tested) -> Iterator[str]:
    """Writes how one norm is settled. Most rules do not hold, and the values say already that theirs do not apply."""
    truths = (0, TRUE, FALSE, EITHER)
    yield f"if t[{norm.unit}] & {TRUE}:"
    if norm.test is None and norm.day is None:
        status = f"{tuple(_statuses(norm, held, TRUE) for held in truths)}[t[{norm.unit}]]"
    else:
        met = TRUE if norm.test is None else f"t[{norm.test}]"
        if norm.day is not None:
            yield f"    came = (v[{norm.day}] < {NEVER}) | (v[{norm.day + 1}] == {NEVER}) << 1"
            met = f"({met} & came & {TRUE} | ({met} | came) & {FALSE})"
        table = tuple(_statuses(norm, held, tested) for held in truths for tested in truths)
        status = f"{table}[t[{norm.unit}] << 2 | {met}]"
    yield f"    v[{norm.slot}] = status = {status}"
    yield f"    note({active(norm.rule, 0)} | status)"


def _statuses(norm: Tested, held: int, met: int) -> int:
    tested = norm.test is not None or norm.day is not None
    return tested_statuses(norm.kind, tested, met) | (NOT_APPLICABLE if held & FALSE else 0)
