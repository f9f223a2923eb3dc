"""What an edition remembers of earlier cases, texts and norms and decisions, never shows in a later one."""

import copy
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from time import sleep

from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import evaluate, load
from xinfang_rules.bounded_cache import keep
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.result_details import EvaluationDetails
from xinfang_rules.result import bind
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.scenarios.scenario import Scenario, read_all, scenario_files

BOOK = load("xinfang-2022")
SCENARIOS = tuple(read_all(scenario_files(packs_directory() / "xinfang-2022"), BOOK))


def told(edition: Edition, scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Writes each result and its explanation, by the place of its scenario."""
    evaluator = evaluator_for(edition)
    texts = {}
    for scenario in scenarios:
        try:
            done = evaluator.evaluate(scenario.case, scenario.as_of)
        except InadmissibleError:
            continue
        result = bind(done.result, EvaluationDetails(evaluator, done))
        texts[str(scenario.position)] = result.model_dump_json(exclude={"needs"}) + result.explain()
    return texts


def test_a_memory_stays_within_its_limit() -> None:
    memory: dict[int, int] = {}
    assert [keep(memory, 2, key, -key) for key in (1, 2)] == [-1, -2]
    assert memory == {1: -1, 2: -2}
    assert keep(memory, 2, 3, -3) == -3
    assert memory == {3: -3}


def test_it_does_not_matter_which_cases_came_before() -> None:
    forwards = told(copy.copy(BOOK.latest), SCENARIOS)
    backwards = told(copy.copy(BOOK.latest), reversed(SCENARIOS))
    assert len(forwards) > 500
    assert {place for place, text in forwards.items() if backwards[place] != text} == set()


def told_of_concluding(**timeline: str) -> str:
    """Returns what is said of the duty to conclude in time, on 3 June 2024, of a matter concluded on 30 April."""
    facts = {
        "petition": {"category": "grievance", "competence": "own", "complicated": False},
        "remedy": NO_OTHER_WAY,
        "history": {"opinion_issued": False},
        "timeline": {"received_on": "2024-03-01", "concluded_on": "2024-04-30", **timeline},
    }
    result = evaluate(facts, as_of=date(2024, 6, 3), rulebook=BOOK)
    (line,) = (text for text in result.explain().splitlines() if "自受理之日起60日内办结。" in text)
    return line


def test_a_last_day_is_told_after_a_case_that_has_none() -> None:
    # Accepted on 4 March: 27 days are left of March, 30 in April, so the sixtieth is 3 May.
    assert "最后一日" not in told_of_concluding()
    assert "。最后一日2024-05-03，已履行。" in told_of_concluding(accepted_on="2024-03-04")
    assert "最后一日" not in told_of_concluding()


def test_norms_that_were_taken_out_of_a_result_are_not_told() -> None:
    result = evaluate({"timeline": {"received_on": "2024-03-01"}}, as_of=date(2024, 3, 8), rulebook=BOOK)
    fewer = result.model_copy(update={"norms": result.norms[:1]})
    told_of = fewer.explain().partition("义务、权利和禁止：\n")[2].partition("\n\n")[0].splitlines()
    assert len(told_of) == 1
    assert result.norms[0].label in told_of[0]


def test_what_is_made_of_an_edition_is_made_once_whoever_asks_at_the_same_time() -> None:
    made: list[Edition] = []

    @per_edition
    def slowly(edition: Edition) -> object:
        made.append(edition)
        sleep(0.01)
        return object()

    edition, other = load().latest, replace(load().latest)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(slowly, [edition] * 4))
    assert len(found) == 1
    assert slowly(other) not in found
    assert made == [edition, other]
