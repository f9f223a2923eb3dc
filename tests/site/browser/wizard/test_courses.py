"""Interviews in a real browser: the same questions, refusals and ends as the library's."""

import json
import os
from datetime import date
from typing import Any

from playwright.sync_api import Page

from tests import test_interview_2005
from tests.interview_helpers import GUIDE
from tests.site.browser.serving import Served
from tests.site.wizard_helpers import Course, answered_at_random, answered_truly, differences

DEEP = os.environ.get("XINFANG_PROFILE") == "deep"

LEAD = """
async ([told, law]) => {
  const need = await xinfangRules.load("wizard");
  const [{ Led }, flow, { View }] = ["stated", "flow", "view"].map((name) => need(`wizard/${name}.js`));
  const other = law && (await xinfangRules.more("wizard", law));
  const led = other ? new Led({ ...other.book, programs: other.programs }, other.guide)
    : new Led(xinfangRules.data("try"), xinfangRules.data("wizard"));
  const named = (facts) => facts.map(({ fact }) => led.book.facts[fact].name);
  const lead = ({ role, on, given }) => {
    let interview = { role, on, answers: [], at: null };
    const refused = [], asked = [];
    const ask = () => {
      const found = flow.nextQuestion(led, interview);
      asked.push(found && [found.name, found.number, found.ask, found.purpose, named(found.presumed)]);
    };
    ask();
    for (const [question, value] of given) {
      const found = flow.answer(led, interview, question, value);
      refused.push("text" in found ? [...found.conflicts].sort() : null);
      if ("text" in found) continue;
      interview = found;
      ask();
    }
    const view = new View(led, interview), { rules } = view.state.edition;
    return { refused, asked, end: {
      complete: !view.undecided.length && !view.contenders.length, presume: view.presume,
      first: view.first && rules[view.first.index].id, steps: view.steps.map(({ index }) => rules[index].id),
      presumed: named(view.resting()), open: named(view.useful()),
    } };
  };
  return JSON.stringify(JSON.parse(told).map(lead));
}
"""


def led_in_browser(page: Page, address: str, courses: list[Course], law: str = "") -> list[Any]:
    page.goto(address)
    # As text, because the browser's driver takes long over large structures.
    led: list[Any] = json.loads(page.evaluate(LEAD, [json.dumps(courses), law]))
    return led


def test_interviews_answered_by_scenarios_take_the_same_course(page: Page, served: Served, address: str) -> None:
    every = 1 if DEEP else 16
    courses = list(answered_truly(served.book, GUIDE, every))
    assert differences(courses, led_in_browser(page, address, courses)) == []
    # Both ways of ending, and what is refused and presumed, are among them.
    assert {course["end"]["complete"] for course in courses} == {True, False}
    assert any(course["end"]["presumed"] for course in courses)
    assert any(course["end"]["first"] for course in courses)


def test_interviews_answered_at_random_take_the_same_course(page: Page, address: str) -> None:
    courses = list(answered_at_random(GUIDE, 600 if DEEP else 40))
    assert differences(courses, led_in_browser(page, address, courses)) == []
    assert {course["role"] for course in courses} == {*GUIDE.roles}
    conflicts = [conflicts for course in courses for *_, conflicts in course["given"]]
    assert any(conflicts)
    assert any(course["end"]["open"] for course in courses)


def test_interviews_by_the_regulation_of_2005_take_the_same_course(page: Page, address: str) -> None:
    guide = test_interview_2005.GUIDE
    # What was received is asked for on days after that Regulation has ended, too: then it is said to govern.
    days = date(2021, 6, 3), date(2024, 6, 3)
    courses = [course for day in days for course in answered_at_random(guide, 300 if DEEP else 10, day=day)]
    assert differences(courses, led_in_browser(page, address, courses, "xinfang-2005")) == []
    assert any(course["end"]["first"] for course in courses)
