"""Trying a question in a real browser: the same answers, and the same needs, as Python's."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from tests.site.browser.serving import Served, opened
from tests.site.try_it_helpers import LOCAL_FACTS, Dated, generated, localised, python_answers, scenarios
from xinfang_rules.errors import CalendarError, CaseError, InstrumentError
from xinfang_rules.evaluation.case_reading import case_from_document
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.facts.case import Case
from xinfang_rules.rulebook.load import shipped_overlays
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.overlay_running import run_overlay
from xinfang_rules.site.site_context import SiteContext, read_book
from xinfang_rules.site.try_it.case_rows import case_row
from xinfang_rules.sources.yaml_source import parse_yaml
from xinfang_rules.testing import sample_cases, sample_near_deadlines
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

EVALUATE = """
async ([told, asked]) => {
  const cases = JSON.parse(told);
  const need = await xinfangRules.load("try"), book = xinfangRules.data("try");
  const [evaluating, reading, periods, needs, readings, presuming] =
    ["evaluated", "case", "periods", "needs", "readings", "presuming"].map((name) => need(`try/${name}.js`));
  const named = (question, bits) => bits.map((bit) => question.answers[bit][0]);
  const answer = (row, on) => {
    let found;
    try {
      found = evaluating.evaluated(book, reading.factsOf(row), on);
    } catch (error) {
      if (error instanceof periods.CalendarError) return "cannot be counted";
      throw error;
    }
    if (!found) return "not in force";
    const { edition, state, violations } = found;
    if (violations.length) {
      const facts = (slots) => [...new Set(slots.map((slot) => state.engine.names.get(slot).fact))];
      return { refused: violations.map(({ constraint, slots }) => [constraint.id, facts(slots)]) };
    }
    const decisions = edition.questions.map((question) => {
      const { status, candidates, alternatives, rules } = state.decision(question);
      const ids = rules.map((rule) => rule.id);
      return [question.name, [status, named(question, candidates), named(question, alternatives), ids]];
    });
    const norms = edition.rules.flatMap((rule, index) => rule.norm && state.held(index) !== 2
      ? [[rule.id, [state.held(index), state.values[rule.norm.status]]]] : []);
    const dues = Object.entries(state.dues).map(([index, due]) =>
      [edition.rules[index].id, [due.low, due.high, due.mayRun, due.mayWait, due.waits]]);
    const trace = new readings.Trace(state);
    const rests = [
      ...edition.questions.map((question) => [question.name, readings.answerRestsOn(question, trace).slice().sort()]),
      ...edition.rules.map((rule) => [rule.id, rule.norm ? readings.restsOn(rule, trace).slice().sort() : []]),
    ].filter(([, ids]) => ids.length);
    return {
      since: edition.since, rests: Object.fromEntries(rests),
      decisions: Object.fromEntries(decisions), norms: Object.fromEntries(norms),
      dues: Object.fromEntries(dues),
    };
  };
  const file = (row, on) => reading.caseFile(book, reading.factsOf(row), on);
  const open = (row, on) => {
    const { edition, state } = evaluating.evaluated(book, reading.factsOf(row), on);
    return Object.fromEntries(edition.questions.map((question) =>
      [question.name, needs.needsOf(question, state).map((fact) => book.facts[fact].name).sort()]));
  };
  const hanging = (row, on) => {
    const { edition, state } = evaluating.evaluated(book, reading.factsOf(row), on);
    return Object.fromEntries([...needs.normNeedsOf(state)].map(([index, facts]) =>
      [edition.rules[index].id, facts.map((fact) => book.facts[fact].name).sort()]));
  };
  const presumed = (row, on) => {
    let found;
    try {
      found = evaluating.evaluated(book, reading.factsOf(row), on);
      if (!found || found.violations.length) return null;
      const [bundle] = found.edition.presumptions;
      const supposed = new presuming.Presumed(found.state, reading.factsOf(row), bundle.facts);
      const named = (facts) => facts.map(({ fact }) => book.facts[fact].name);
      const decisions = found.edition.questions.flatMap((question) => {
        const decision = supposed.decision(question);
        if (!decision) return [];
        const { presumed, status } = decision;
        const candidates = decision.candidates.map((bit) => question.answers[bit][0]);
        return [[question.name, [presumed, status, candidates, named(supposed.grounds(question)).sort()]]];
      });
      const [facts, left] = [named(supposed.facts), named(supposed.left).sort()];
      return { facts, left, decisions: Object.fromEntries(decisions) };
    } catch (error) {
      if (error instanceof periods.CalendarError) return null;
      throw error;
    }
  };
  const each = { answers: answer, files: file, needs: open, norms: hanging, presumed }[asked];
  return JSON.stringify(cases.map(([row, on]) => each(row, on)));
}
"""


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A rulebook whose numbers change in 2024, so that it has two editions."""
    overlay = tmp_path_factory.mktemp("amended") / "amended.yaml"
    overlay.write_text(
        "overlay: {id: amended, title: 修改, changes: [{sets: handling.days, because: 试}]}\n"
        "parameters:\n"
        "  - parameter: handling.days\n"
        "    values: [{from: 2022-05-01, value: 60}, {from: 2024-01-01, value: 45}]\n",
        encoding="utf-8",
    )
    served = Served(read_book(overlays=[overlay]))
    yield served
    served.close()


def rows(served: Served, cases: list[Dated]) -> list[Any]:
    return [[case_row(case, served.book.rulebook.facts), as_of.toordinal()] for case, as_of in cases]


def browser_answers(page: Page, served: Served, cases: list[Dated], asked: str = "answers") -> list[Any]:
    opened(page, served.page(served.book.edition.questions[0].name))
    # As text, because the browser's driver takes long over large structures.
    answers: list[Any] = json.loads(page.evaluate(EVALUATE, [json.dumps(rows(served, cases)), asked]))
    return answers


def differences(cases: list[Dated], rulebook: Rulebook, answers: list[Any]) -> list[Any]:
    expected = python_answers(cases, rulebook)
    return [
        (case.model_dump(), as_of, wanted, came)
        for (case, as_of), wanted, came in zip(cases, expected, answers, strict=True)
        if wanted != came
    ]


def test_every_scenario_has_the_same_outcome_as_in_python(page: Page, shipped: Served) -> None:
    cases = scenarios(shipped.book)
    answers = browser_answers(page, shipped, cases)
    assert differences(cases, shipped.book.rulebook, answers) == []
    # Nothing of what is compared is missing: some are refused, decided, left open, and have last days.
    refused = [answer for answer in answers if "refused" in answer]
    assert len(refused) == sum(bool(outcome.scenario.expect.refused) for outcome in shipped.book.outcomes) > 0
    statuses = {decision[0] for answer in answers if answer not in refused for decision in answer["decisions"].values()}
    assert statuses == {"decided", "undetermined", "not_applicable"}
    assert any(answer["dues"] for answer in answers if answer not in refused)


def test_generated_cases_have_the_same_outcome_as_in_python(page: Page, shipped: Served) -> None:
    cases = list(generated(scenarios(shipped.book), 400))
    answers = browser_answers(page, shipped, cases)
    assert differences(cases, shipped.book.rulebook, answers) == []
    kinds = {answer if isinstance(answer, str) else next(iter(answer)) for answer in answers}
    assert kinds == {"since", "refused", "not in force"}


def test_a_changed_number_governs_in_the_browser_from_the_day_on_which_it_holds(page: Page, amended: Served) -> None:
    cases = list(generated(scenarios(amended.book), 200))
    answers = browser_answers(page, amended, cases)
    assert differences(cases, amended.book.rulebook, answers) == []
    since = {answer["since"] for answer in answers if "since" in answer}
    assert since == {edition.since.toordinal() for edition in amended.book.rulebook.editions}
    assert len(since) == 2


def test_facts_of_an_overlay_decide_in_the_browser_too(page: Page, tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(LOCAL_FACTS, encoding="utf-8")
    served = Served(read_book(overlays=[tmp_path / "local.yaml"]))
    cases = list(localised(scenarios(served.book)[::2], served.book.rulebook))
    answers = browser_answers(page, served, cases)
    served.close()
    assert differences(cases, served.book.rulebook, answers) == []
    held = [answer["norms"]["local.call"][0] for answer in answers if "local.call" in answer.get("norms", ())]
    assert {1, 3} == set(held)  # it surely applies to some, and may apply to others


def test_the_channels_have_the_same_outcome_as_in_python(page: Page) -> None:
    served = Served(read_book(overlays=[shipped_overlays()["channels"]]))
    book = served.book.rulebook
    outcomes = run_overlay("channels").outcomes
    case_of = book.case_model
    cases = [
        (case_of.model_validate(outcome.scenario.case.model_dump(exclude_unset=True)), outcome.scenario.as_of)
        for outcome in outcomes
        if type(outcome.scenario.case) is case_of
    ]
    assert len(cases) > 100
    answers = browser_answers(page, served, cases)
    served.close()
    assert differences(cases, book, answers) == []
    due = {rule for answer in answers for rule in answer.get("dues", ())}
    assert {"reconsideration.apply", "litigation.direct", "labour.apply", "civil.sue"} <= due


@pytest.mark.parametrize("seed", range(6))
def test_random_rulebooks_have_the_same_outcome_as_in_python(page: Page, seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    made = (random_rulebook(random.randbytes(PACK_LENGTH)) for _ in range(20))
    rulebook = next(each for each in made if each.latest.questions)  # a page is about one
    pack = SimpleNamespace(place=tmp_path, settings=None)  # no page is written
    book = SiteContext(cast("Any", pack), rulebook, (), None)
    vars(book)["disputed"] = frozenset()  # which only the files of a pack tell
    served = Served(book)
    cases = [
        *((each.case, each.as_of) for each in sample_cases(15, rulebook=rulebook, seed=seed)),
        *((each.case, each.as_of) for each in sample_near_deadlines(15, rulebook=rulebook, seed=seed)),
    ]
    answers = browser_answers(page, served, cases)
    served.close()
    assert differences(cases, rulebook, answers) == []
    assert any(answer["norms"] for answer in answers)


def test_the_case_file_says_what_the_form_says(page: Page, shipped: Served) -> None:
    cases = scenarios(shipped.book)
    written = browser_answers(page, shipped, cases, "files")
    facts = shipped.book.rulebook.facts
    read = [case_row(case_from_document(parse_yaml(text, "copied")), facts) for text in written]
    assert read == [case_row(case, facts) for case, _ in cases]


def test_the_same_facts_are_still_needed_as_in_python(page: Page, shipped: Served) -> None:
    admissible = [outcome.scenario for outcome in shipped.book.outcomes if not outcome.scenario.expect.refused]
    cases = [(scenario.case, scenario.as_of) for scenario in admissible[::4]]
    expected = []
    for case, as_of in cases:
        result = evaluate(case, as_of=as_of, rulebook=shipped.book.rulebook)
        expected.append(
            {
                name: sorted(n.fact for n in result.needs if n.fact is not None and name in n.decides)
                for name in result.decisions
            }
        )
    assert browser_answers(page, shipped, cases, "needs") == expected
    assert any(facts for needs in expected for facts in needs.values())


def test_the_same_facts_are_needed_for_a_norm_as_in_python(page: Page, shipped: Served) -> None:
    admissible = [outcome.scenario for outcome in shipped.book.outcomes if not outcome.scenario.expect.refused]
    on_the_spot = {"organ": {"kind": "other"}, "petition": {"intake": "direct", "request": "new"}}
    received = {"timeline": {"received_on": "2024-03-01"}}
    hanging = Case.model_validate({**on_the_spot, **received}), date(2024, 3, 8)
    cases = [hanging, *((scenario.case, scenario.as_of) for scenario in admissible[1::4])]
    asked = browser_answers(page, shipped, cases, "norms")
    for (case, as_of), found in zip(cases, asked, strict=True):
        result = evaluate(case, as_of=as_of, rulebook=shipped.book.rulebook)
        applying = {norm.rule for norm in result.norms if norm.applies == "yes"}
        expected: dict[str, list[str]] = {}
        for need in result.needs:
            for rule in applying.intersection(need.norms if need.fact else ()):
                expected[rule] = sorted([*expected.get(rule, []), str(need.fact)])
        assert {rule: facts for rule, facts in found.items() if facts} == expected
    assert any(facts for found in asked for facts in found.values())


def test_a_refusal_names_the_days_that_leave_none_between_them(page: Page, shipped: Served) -> None:
    # Asked for on 5 March at the earliest, when the reply came, and on 1 March at the latest, when the request did.
    # That it was on the 5th or later follows first, so that it is the second order that is broken.
    days = {"reply_received_on": "2024-03-05", "review_requested_on": "unknown"}
    received = {"received_on": "2024-01-02", "accepted_on": "2024-01-03", "concluded_on": "2024-03-04"}
    case = Case.model_validate({"timeline": {**received, **days, "review_request_received_on": "2024-03-01"}})
    cases = [(case, date(2024, 6, 3))]
    facts = ["timeline.review_request_received_on", "timeline.review_requested_on"]
    assert browser_answers(page, shipped, cases) == [{"refused": [["order.remedies", facts]]}]
    assert differences(cases, shipped.book.rulebook, browser_answers(page, shipped, cases)) == []


def test_a_day_too_late_to_count_from_is_told(page: Page, shipped: Served) -> None:
    # Fifteen days after 30 December 9999 there is no day to write.
    organ, petition = {"kind": "petition_office"}, {"request": "new"}
    case = Case.model_validate({"organ": organ, "petition": petition, "timeline": {"received_on": "9999-12-30"}})
    cases = [(case, date(9999, 12, 31))]
    assert browser_answers(page, shipped, cases) == ["cannot be counted"]
    assert python_answers(cases, shipped.book.rulebook) == ["cannot be counted"]


def python_presumed(cases: list[Dated], rulebook: Rulebook) -> list[Any]:
    told: list[Any] = []
    for case, as_of in cases:
        try:
            presumed = evaluate(case, as_of=as_of, rulebook=rulebook, presume="ordinary").presumed
        except (CalendarError, CaseError, InstrumentError):
            told.append(None)
            continue
        assert presumed is not None
        told.append(
            {
                "facts": [fact.fact for fact in presumed.facts],
                "left": sorted(left.fact or left.presumption for left in presumed.not_presumed),
                "decisions": {
                    name: [
                        found.status == "presumed",
                        str(found.would_be),
                        [found.answer] if found.answer is not None else list(found.candidates),
                        sorted(presumed.grounds.decisions[name]),
                    ]
                    for name, found in presumed.decisions.items()
                },
            }
        )
    return told


def test_what_is_presumed_and_what_follows_is_the_same_as_in_python(page: Page, shipped: Served) -> None:
    some = scenarios(shipped.book)
    cases = [*some, *generated(some, 300)]
    came = browser_answers(page, shipped, cases, "presumed")
    expected = python_presumed(cases, shipped.book.rulebook)
    both = zip(cases, came, expected, strict=True)
    assert [(case.model_dump(), found, wanted) for (case, _), found, wanted in both if found != wanted] == []
    told = [found for found in came if found]
    assert any(found["left"] for found in told)
    decisions = [decision for found in told for decision in found["decisions"].values()]
    assert {True, False} == {presumed for presumed, *_ in decisions}
    assert any(len(grounds) > 1 for *_, grounds in decisions)
