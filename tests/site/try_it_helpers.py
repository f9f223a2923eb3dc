"""Cases to hold the browser's answers against Python's, and Python's answers in the form in which they are compared."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from xinfang_rules.errors import CalendarError, InstrumentError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.decisions import decisions_of
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.truth import FALSE, NEVER
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.site.site_context import SiteContext

LOCAL_FACTS = """
overlay: {id: local, title: 地方}
facts:
  - {fact: local.hotline, title: 经热线转来, ask: 是经热线转来的吗？, at: ["20.1"]}
  - fact: local.street
    title: 街道类别
    kind: enum
    ask: 属于哪一类街道？
    at: ["20.1"]
    values: {old: 老街道, new: 新街道, none: 不属于街道}
  - {fact: local.visits, title: 回访次数, kind: count, ask: 回访了几次？, at: ["20.1"]}
  - {fact: local.called_on, title: 回访日期, kind: date, ask: 哪一天回访的？, whose: 本机关, at: ["20.1"]}
  - {fact: local.marks, title: 地方标记, kind: set, ask: 有哪些标记？, at: ["20.1"], values: {red: 红, blue: 蓝}}
rules:
  - id: local.call
    title: 新街道的热线事项，限期回访
    cite: {at: "21.2", quote: 应当及时将信访事项录入信访信息系统}
    when: {local.hotline: true, local.street: new, local.marks: {includes: red}}
    unless: {local.visits: {none: false}}
    obliges:
      bearer: receiving_organ
      action: enter_in_system
      period: {from: timeline.received_on, within: notice.direct_days}
      done: local.called_on
"""
"""An overlay that adds a fact of each kind, and a rule that reads them."""

Dated: TypeAlias = tuple[Case, date]


def script_of(served: Mapping[str, bytes], name: str) -> str:
    """Returns a script among the files of a site by its name, which says in the files what it holds, too."""
    (found,) = [text for path, text in served.items() if fnmatchcase(path, f"*assets/xinfang/{name}.??????????.js")]
    return found.decode()


def data_in(served: Mapping[str, bytes], widget: str = "try") -> Any:
    """Returns the data of a widget."""
    head, _, data = script_of(served, f"{widget}-{widget}").partition(", ")
    assert head == f'xinfangRules.hold("{widget}/{widget}"'
    return json.loads(data.removesuffix(");\n"))


def scenarios(book: SiteContext) -> list[Dated]:
    """Lists the cases of all scenarios, each with its day of evaluation."""
    return [(outcome.scenario.case, outcome.scenario.as_of) for outcome in book.outcomes]


def generated(cases: list[Dated], number: int) -> Iterator[Dated]:
    """Makes other cases out of given ones: some of the facts forgotten, two cases mixed, all days moved."""
    chance = random.Random(2022)
    for _ in range(number):
        case, as_of = chance.choice(cases)
        if chance.random() < 0.4:
            case = _said(_facts(case) | _facts(chance.choice(cases)[0]))
        forgotten = [name for name in _facts(case) if chance.random() < 0.3]
        case = _said(_facts(case) | dict.fromkeys(forgotten, UNKNOWN))
        # Days may move to before the instrument was in force, and beyond the last notice of holidays.
        moved = timedelta(days=chance.choice((0, 0, 0, 7, chance.randint(-1_200, 1_500))))
        yield _moved(case, moved), as_of + moved + timedelta(days=chance.choice((0, 0, chance.randint(-30, 90))))


def localised(cases: Iterable[Dated], rulebook: Rulebook) -> Iterator[Dated]:
    """States facts of `LOCAL_FACTS` besides, mostly such that its rule may hold."""
    chance = random.Random(21)
    for case, as_of in cases:
        facts = {
            "hotline": chance.choice([True, True, False, UNKNOWN]),
            "street": chance.choice(["new", "new", "old", UNKNOWN]),
            "visits": chance.choice([0, 0, 3, UNKNOWN]),
            "called_on": chance.choice([as_of.isoformat(), UNKNOWN]),
            "marks": chance.choice([["red"], ["blue"], {"red": True, "blue": UNKNOWN}]),
        }
        told = {name: value for name, value in facts.items() if chance.random() < 0.8}
        data = case.model_dump(mode="json", exclude_none=True)
        yield rulebook.case_model.model_validate({**data, "local": told}), as_of


def _facts(case: Case) -> dict[str, Any]:
    groups = case.model_dump(mode="json", exclude={"case_id"})
    return {f"{group}.{key}": value for group, facts in groups.items() for key, value in facts.items()}


def _said(facts: dict[str, Any]) -> Case:
    groups: dict[str, dict[str, Any]] = {}
    for name, value in facts.items():
        group, key = name.split(".")
        groups.setdefault(group, {})[key] = value
    return Case.model_validate(groups)


def _moved(case: Case, by: timedelta) -> Case:
    facts = _facts(case)
    for name, value in facts.items():
        if FACTS[name].kind == "date" and value != UNKNOWN:
            facts[name] = _moved_day(value, by)
    return _said(facts)


def _moved_day(stated: Any, by: timedelta) -> Any:
    if isinstance(stated, dict):
        return {key: value if key == "happened" else _moved_day(value, by) for key, value in stated.items()}
    return (date.fromisoformat(stated) + by).isoformat()


def python_answers(cases: Iterable[Dated], rulebook: Rulebook) -> list[Any]:
    """Evaluates cases as the library does."""
    return [_answer(case, as_of, rulebook) for case, as_of in cases]


def _answer(case: Case, as_of: date, rulebook: Rulebook) -> Any:
    try:
        edition, _ = governing_edition(case, as_of, rulebook)
        evaluated = evaluator_for(edition).evaluate(case, as_of)
        state, result = evaluated.state, evaluated.result
    except InstrumentError:
        return "not in force"
    except CalendarError:
        return "cannot be counted"
    except InadmissibleError as error:
        found = error.violations
        return {"refused": [[each.constraint.id, list(dict.fromkeys(map(_fact, each.facts)))] for each in found]}
    decisions = {
        name: [decision.status, list(decision.candidates), list(decision.alternatives), list(decision.rules)]
        for name, decision in decisions_of(state).items()
    }
    norms = {
        rule.id: [state.holds[rule.index], state.values[edition.layout[f"status.{rule.id}"]]]
        for rule in edition.rules
        if rule.norm is not None and state.holds[rule.index] != FALSE
    }
    dues = {edition.rules[index].id: [*due[:4], due.open_after < NEVER] for index, due in state.dues.items()}
    told = {name: decision.rests_on for name, decision in result.decisions.items()}
    told |= {norm.rule: norm.rests_on for norm in result.norms}
    rests = {name: sorted(reading.of for reading in readings) for name, readings in told.items() if readings}
    return {
        "since": edition.since.toordinal(),
        "rests": rests,
        "decisions": decisions,
        "norms": norms,
        "dues": dues,
    }


def _fact(name: str) -> str:
    return name.partition("[")[0]  # of a member of a set, the set
