"""Trying a question in a real browser: the same answers as Python's, a form that changes them, nothing that leaves."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.site.browser.serving import Served
from tests.site.try_it_helpers import LOCAL_FACTS, Dated, generated, localised, python_answers, scenarios
from xinfang_rules.evaluation.case_reading import case_from_document
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.facts.case import Case
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.site.site_context import SiteContext, read_book
from xinfang_rules.site.try_it import SCRIPT
from xinfang_rules.site.try_it.case_rows import case_row
from xinfang_rules.sources.yaml_source import parse_yaml
from xinfang_rules.testing import sample_cases, sample_near_deadlines
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

# What Material does when it replaces a page without loading it anew: it tells those who subscribed.
INSTANT = """globalThis.document$ = {
  told: [], subscribe(f) { this.told.push(f); f(); }, next() { this.told.forEach((f) => f()); } }"""

EVALUATE = """
async ([script, told, asked]) => {
  const cases = JSON.parse(told);
  const at = (name) => import(new URL(name, new URL(script, location)).href);
  const [widget, reading, periods, needs, readings] =
    await Promise.all(["widget.js", "case.js", "periods.js", "needs.js", "readings.js"].map(at));
  const book = await (await fetch(new URL("data.json", new URL(script, location)))).json();
  const named = (question, bits) => bits.map((bit) => question.answers[bit][0]);
  const answer = (row, on) => {
    let found;
    try {
      found = widget.evaluated(book, reading.factsOf(row), on);
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
    const { edition, state } = widget.evaluated(book, reading.factsOf(row), on);
    return Object.fromEntries(edition.questions.map((question) =>
      [question.name, needs.needsOf(question, state).map((fact) => book.facts[fact].name).sort()]));
  };
  const hanging = (row, on) => {
    const { edition, state } = widget.evaluated(book, reading.factsOf(row), on);
    return Object.fromEntries([...needs.normNeedsOf(state)].map(([index, facts]) =>
      [edition.rules[index].id, facts.map((fact) => book.facts[fact].name).sort()]));
  };
  const each = { answers: answer, files: file, needs: open, norms: hanging }[asked];
  return JSON.stringify(cases.map(([row, on]) => each(row, on)));
}
"""


@pytest.fixture(scope="module")
def shipped() -> Iterator[Served]:
    served = Served(read_book())
    yield served
    served.close()


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert errors == []


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(".xinfang-try[data-try=ready]")
    return page


def rows(cases: list[Dated]) -> list[Any]:
    return [[case_row(case), as_of.toordinal()] for case, as_of in cases]


def browser_answers(page: Page, served: Served, cases: list[Dated], asked: str = "answers") -> list[Any]:
    opened(page, served.page(served.book.edition.questions[0].name))
    # As text, because the browser's driver takes long over large structures.
    answers: list[Any] = json.loads(page.evaluate(EVALUATE, [f"/{SCRIPT}", json.dumps(rows(cases)), asked]))
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


@pytest.mark.parametrize("seed", range(6))
def test_random_rulebooks_have_the_same_outcome_as_in_python(page: Page, seed: int) -> None:
    random = Random(seed)
    made = (random_rulebook(random.randbytes(PACK_LENGTH)) for _ in range(20))
    rulebook = next(each for each in made if each.latest.questions)  # a page is about one
    served = Served(SiteContext(cast("Any", None), rulebook, (), None))  # no page is written from its pack
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
    read = [case_row(case_from_document(parse_yaml(text, "copied"))) for text in written]
    assert read == [case_row(case) for case, _ in cases]


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


# The form

NO_LONGER = "对复核意见不服又向并非上级的其他机关提出，同样不再受理"


def choose(page: Page, scenario: str) -> None:
    page.get_by_label("从哪个情形开始").select_option(label=scenario)


def fact(page: Page, title: str) -> Any:
    group = page.get_by_role("group", name=title, exact=True, include_hidden=True)
    group.evaluate("(place) => place.closest('details').open = true")
    return group


def outcome(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_a_changed_fact_changes_the_answer_and_its_citation(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)
    assert outcome(page) == "已有结论：不再受理"
    reasons = page.locator(".xt-reasons")
    cited = reasons.get_by_role("link", name="《信访工作条例》第三十六条第三款").first
    assert cited.get_attribute("href") == f"{shipped.root}/articles/36/#p3"
    # With new facts or grounds article 36, paragraph 3 does not apply. No court has to do with the matter, and no other
    # organ: it is this organ's own, and by article 23, paragraph 1 the organ accepts it.
    for title in (
        "仍然以同一事实和理由提出投诉请求",
        "涉及诉讼权利救济",
        "受理有争议",
        "处理机关、单位分立、合并、撤销",
    ):
        fact(page, title).get_by_label("否").check()
    fact(page, "涉及的机关、单位数").get_by_role("spinbutton").fill("1")
    assert outcome(page) == "已有结论：受理"
    assert reasons.get_by_role("link", name="《信访工作条例》第二十三条第一款").count() > 0
    # Taken back, the first answer is there again.
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("是").check()
    assert outcome(page) == "已有结论：不再受理"


def test_what_is_forgotten_is_asked_for_and_leads_to_its_control(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("未知").check()
    assert outcome(page).startswith("事实不足，尚无结论。仍有可能：“不再受理”")
    page.get_by_role("button", name="信访人提出的事实和理由与复核时相同吗？").click()
    # The keyboard is at the control, and an arrow key answers.
    page.keyboard.press("ArrowLeft")
    assert fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("否").is_checked()
    assert "不再受理" not in outcome(page)


def test_a_norm_whose_last_day_hangs_on_a_fact_asks_for_it(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)  # brought by the petitioner, received on 3 June 2024, no written notice yet
    fact(page, "能够当场告知").get_by_label("未知").check()
    norms = page.locator("details[data-part=norms]")
    norms.evaluate("(part) => part.open = true")
    notice = norms.get_by_role("listitem").filter(has_text="当场或者在15日内书面告知")
    asked = notice.locator(".xt-asked")
    assert asked.inner_text() == "还需查明：信访人在场时，能否当场书面告知？"
    asked.get_by_role("button").click()
    assert fact(page, "能够当场告知").get_by_label("未知").is_checked()
    fact(page, "能够当场告知").get_by_label("否").check()
    assert norms.locator(".xt-asked").count() == 0


def test_facts_that_contradict_are_refused_with_the_reason(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)  # received on 3 June 2024
    page.get_by_label("从哪个情形开始").focus()
    registered = fact(page, "登记日期")
    registered.get_by_role("combobox").select_option(label="有日期")
    registered.get_by_label("登记日期：日期").fill("2024-06-02")
    assert outcome(page) == "所填事实不能同时成立，请改正后再看结论。"
    reasons = page.locator(".xt-reasons").inner_text()
    assert "登记不早于收到" in reasons
    assert "登记日期：2024-06-02" in reasons
    assert "收到日期：2024-06-03" in reasons
    # The same fields as a finding of the library has.
    finding = page.locator(".xt-reasons [data-code=contradiction]")
    assert finding.get_attribute("data-constraint") == "order.receipt"
    assert finding.get_attribute("data-facts") == "timeline.registered_on timeline.received_on"
    registered.get_by_label("登记日期：日期").fill("2024-06-03")
    assert outcome(page) == "已有结论：不再受理"


def test_the_day_of_evaluation_decides_whether_a_period_has_passed(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("remedy_stage"))
    choose(page, "请求复查的第三十日还可以请求")
    assert outcome(page) == "已有结论：可以请求复查"
    # The day after the thirtieth.
    day = page.get_by_label("判断基准日")
    day.fill((date.fromisoformat(day.input_value()) + timedelta(days=1)).isoformat())
    assert outcome(page) == "已有结论：请求复查的期限已过"


def test_reasons_are_statements_in_the_words_of_the_articles(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("track"))
    kind = fact(page, "信访事项类别")
    kind.get_by_role("combobox").select_option(label="申诉求决类")
    fact(page, "涉及诉讼权利救济").get_by_label("否").check()
    fact(page, "应当通过的仲裁").get_by_role("combobox").select_option(label="劳动争议仲裁")
    assert outcome(page) == "已有结论：仲裁"
    reasons = page.locator(".xt-reasons > .xt-lines").first.inner_text()
    assert re.search(r"具备\s+应当通过劳动争议仲裁解决$", reasons, re.MULTILINE)  # 31.2
    assert "案件：" not in reasons


def test_a_day_before_the_regulation_came_into_force_is_told(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    page.get_by_label("判断基准日").fill("2022-04-30")  # article 50: in force from 1 May 2022
    assert outcome(page) == "判断基准日早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断。"
    received = fact(page, "收到日期")
    received.get_by_role("combobox").select_option(label="有日期")
    received.get_by_label("收到日期：日期").fill("2022-04-29")
    assert outcome(page) == "收到日期早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断。"


def test_nothing_is_sent_and_nothing_is_kept(page: Page, shipped: Served) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    opened(page, shipped.page("disposition"))
    loaded = len(asked)
    choose(page, NO_LONGER)
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("否").check()
    assert len(asked) == loaded
    assert {request.method for request in asked} == {"GET"}
    assert all(request.url.startswith((shipped.root, "data:")) for request in asked)
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


def test_a_reader_is_told_when_the_data_cannot_be_fetched(browser: Browser, shipped: Served) -> None:
    page = browser.new_page()
    page.route("**/data.json", lambda route: route.abort())
    page.goto(shipped.page("track"))
    page.wait_for_selector(".xinfang-try[data-try=failed]")
    assert page.locator(".xinfang-try").inner_text().startswith("试算没有载入")
    page.close()


def test_every_control_has_a_name_and_the_page_fits_a_narrow_screen(page: Page, shipped: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for question in shipped.book.edition.questions:
        opened(page, shipped.page(question.name))
        page.evaluate("document.querySelectorAll('.xt details').forEach((part) => { part.open = true; })")
        nameless = page.evaluate(
            """[...document.querySelectorAll('.xt :is(input, select, button, fieldset)')].filter((control) =>
              !control.getAttribute('aria-label') && !control.labels?.length && !control.textContent.trim()).length"""
        )
        legends = page.evaluate(
            "[...document.querySelectorAll('.xt fieldset')].filter((set) => !set.firstChild.matches('legend')).length"
        )
        assert (nameless, legends) == (0, 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_that_replaces_another_without_loading_is_opened_too(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition", INSTANT))
    assert page.get_by_role("region", name="试算：收到后如何处置").count() == 1
    page.evaluate(
        """() => {
          document.querySelector("main").innerHTML = '<div class="xinfang-try" data-question="track"></div>';
          globalThis.document$.next();
        }"""
    )
    page.wait_for_selector(".xinfang-try[data-try=ready]")
    assert page.get_by_role("region", name="试算：按什么程序办理").count() == 1
