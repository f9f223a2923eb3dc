"""What is generated is what was asked for: admissible, as `where` says, at the edge, and made smaller when it fails."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings, strategies as st

from xinfang_rules import FACTS, Case, Rulebook, evaluate, load
from xinfang_rules.calendar import working_calendar
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines, sensible_day
from xinfang_rules.testing.case_generator import CaseGenerator, tape_length
from xinfang_rules.testing.rulebook_generator import rulebook_yaml
from xinfang_rules.testing.strategies import cases, cases_of, complete_cases, near_deadlines, rulebooks, timelines

BOOK = load("xinfang-2022")
READ = BOOK.latest.facts
AS_OF = date(2024, 9, 20)
WHERE = {
    "petition.category": "grievance",
    "remedy.litigation_rights": False,
    "organ.kind": ["other", "discipline"],
    "timeline.accepted_on": date(2024, 3, 1),
    "timeline.concluded_on": None,
    "handling.extension_days": "unknown",
    "order.prohibited_acts": ["dangerous_items"],
}


def stated(case: Case) -> set[str]:
    """The facts of the Regulation that a case states, and any that only another instrument reads."""
    generator = CaseGenerator(BOOK.latest, AS_OF)
    unread = {name for name in FACTS.keys() - READ.keys() if of(case, FACTS[name]) not in (None, "unknown")}
    return {name for name, spec in READ.items() if not generator.is_open(case, spec)} | unread


def of(case: Case, spec: FactSpec) -> Any:
    return getattr(getattr(case, spec.group), spec.key)


@given(cases(BOOK, AS_OF, where=WHERE))
def test_where_says_what_certain_facts_are(case: Case) -> None:
    evaluate(case, as_of=AS_OF, rulebook=BOOK)
    assert case.petition.category == "grievance"
    assert case.remedy.litigation_rights is False
    assert case.organ.kind in ("other", "discipline")
    assert case.timeline.accepted_on == date(2024, 3, 1)
    assert case.timeline.concluded_on is None
    assert case.handling.extension_days == "unknown"
    held = [act for act, done in case.order.model_dump()["prohibited_acts"].items() if done]
    assert held == ["dangerous_items"]


@given(cases(BOOK, AS_OF, known=["organ.kind", "petition.joint"]))
def test_only_the_facts_that_may_be_known_are_stated(case: Case) -> None:
    assert stated(case) <= {"organ.kind", "petition.joint"}


@given(complete_cases(BOOK, AS_OF))
def test_a_complete_case_leaves_no_fact_open(case: Case) -> None:
    assert stated(case) == set(READ)


@given(timelines(BOOK, AS_OF, where={"petition.category": "grievance"}))
def test_a_timeline_tells_every_day_and_nothing_else(case: Case) -> None:
    evaluate(case, as_of=AS_OF, rulebook=BOOK)
    assert stated(case) == {name for name, spec in READ.items() if spec.group == "timeline"} | {"petition.category"}


@given(near_deadlines(BOOK))
def test_a_situation_can_be_evaluated_on_its_day(situation: DatedCase) -> None:
    evaluate(situation.case, as_of=situation.as_of, rulebook=BOOK)


def test_most_situations_have_a_last_day_at_hand_and_all_kinds_of_edges_occur() -> None:
    calendar = working_calendar(BOOK.latest.calendar)
    near, met = 0, Counter[str]()
    situations = list(sample_near_deadlines(300, rulebook=BOOK))
    for case, as_of in situations:
        norms = evaluate(case, as_of=as_of, rulebook=BOOK).norms
        dues = [norm.due for norm in norms if norm.due is not None and abs(norm.due - as_of) <= timedelta(days=1)]
        near += bool(dues)
        truths = [(due.isoweekday() < 6, calendar.truth(due.toordinal())) for due in dues]
        met.update("holiday" for weekday, truth in truths if weekday and truth == FALSE)
        met.update("make-up workday" for weekday, truth in truths if not weekday and truth == TRUE)
        met.update("open day" for _, truth in truths if truth == EITHER)
        met.update("29 February" for due in dues if (due.month, due.day) == (2, 29))
        met.update(norm.status for norm in norms if norm.due in dues)
    assert near > len(situations) / 2
    assert min(met[edge] for edge in ("holiday", "make-up workday", "open day", "29 February")) > 0
    assert min(met[status] for status in ("pending", "overdue", "met", "met_late", "open", "exercised", "lapsed")) > 0


def test_cases_that_are_led_towards_a_rule_reach_it() -> None:
    generator, random = CaseGenerator(BOOK.latest, AS_OF), Random(1)
    missed = [rule.id for rule in BOOK.latest.rules if not any(holds(rule, generator, random) for _ in range(10))]
    assert len(missed) < len(BOOK.latest.rules) / 20, missed


def holds(rule: Rule, generator: CaseGenerator, random: Random) -> bool:
    case = generator.case(random.randbytes(tape_length(generator.edition)), aim=rule, complete=True)
    assert case is not None
    return evaluator_for(BOOK.latest).state(case, AS_OF).holds[rule.index] == TRUE


def test_a_failing_case_is_made_smaller() -> None:
    def on_the_procedure(case: Case) -> bool:
        return evaluate(case, as_of=AS_OF, rulebook=BOOK).decisions["track"].answer == "petition_procedure"

    quick = settings(max_examples=200, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    least = find(cases(BOOK, AS_OF), on_the_procedure, settings=quick)
    # Article 31.1 turns on six facts here; a drawn case states about sixty.
    assert len(stated(least)) <= 12


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"petition.categry": "grievance"}, "did you mean petition.category"),
        ({"petition.category": "complaint"}, "where: "),
        ({"organ.kind": []}, "no values at all"),
        ({"organ.kind": ["county"]}, "county is no value of organ.kind"),
        ({"petition.joint": None}, "write unknown"),
        ({"petition.category": "suggestion", "remedy.litigation_rights": True}, "no admissible case"),
    ],
)
def test_what_cannot_be_is_said_at_once(where: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        cases(BOOK, AS_OF, where=where)


def test_the_same_seed_gives_the_same_cases() -> None:
    first, second, other = (list(sample_cases(5, rulebook=BOOK, seed=seed)) for seed in (3, 3, 4))
    assert first == second != other


@settings(max_examples=25)
@given(rulebooks(), st.data())
def test_random_rulebooks_are_read_like_any_other(book: Rulebook, data: st.DataObject) -> None:
    assert rulebook_yaml(book)
    day = sensible_day(book)
    case = data.draw(cases_of(book, day))
    for decision in evaluate(case, as_of=day, rulebook=book).decisions.values():
        assert decision.status in DecisionStatus
