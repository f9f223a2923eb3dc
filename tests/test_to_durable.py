"""What `to_durable` writes can be run by durable-rules alone, by nothing but what it says itself."""

import json
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import InstrumentError, load
from xinfang_rules.engines.durable import to_durable
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.scenarios.scenario import read_all, scenario_files

ROOT = Path(__file__).parents[1]
FIRST_DAY = date(2022, 5, 1)


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(to_durable(load()))
    return loaded


def test_it_says_what_it_is(written: dict[str, Any]) -> None:
    assert (written["rulebook"], written["overlays"], written["since"]) == ("xinfang-2022", [], "2022-05-01")
    rules = {rule.id for rule in load().latest.rules}
    assert rules <= {name for owners in written["conditions"].values() for name in owners}


def test_every_rule_is_settled_both_ways_or_always(written: dict[str, Any]) -> None:
    settled: dict[str, set[bool]] = {}
    for ruleset in all_rulesets(written):
        assert set(ruleset["rules"]) == {*ruleset["settles"], "end"}
        for settles in ruleset["settles"].values():
            for condition, outcome in settles.items():
                settled.setdefault(condition, set()).add(outcome)
    assert set(settled) == set(written["conditions"])


def test_every_key_is_explained(written: dict[str, Any]) -> None:
    scope = load().latest.scope
    for symbol in written["symbols"].values():
        name = symbol["name"].partition("[")[0]
        assert name in scope
        if "values" in symbol:
            known = ("true", "false") if "[" in symbol["name"] else scope[name].values
            assert set(symbol["values"]) <= set(known)
    used = {key for ruleset in all_rulesets(written) for rule in ruleset["rules"].values() for key in keys_of(rule)}
    assert used - {"k"} == set(written["symbols"])


def test_no_text_of_the_rules_is_in_the_rulesets(written: dict[str, Any]) -> None:
    text = json.dumps([ruleset["rules"] for ruleset in all_rulesets(written)])
    assert text.isascii()
    assert "track" not in text


def test_an_edition_is_chosen_by_its_day() -> None:
    book = load()
    assert to_durable(book, FIRST_DAY) == to_durable(book)
    with pytest.raises(InstrumentError, match="was not in force on 2022-04-30"):
        to_durable(book, date(2022, 4, 30))


def test_the_method_of_before_warns_and_writes_the_same() -> None:
    book = load()
    with pytest.warns(DeprecationWarning, match=r"engines\.durable\.to_durable\(rulebook, on\) now"):
        assert book.to_durable(FIRST_DAY) == to_durable(book)


def all_rulesets(written: dict[str, Any]) -> list[dict[str, Any]]:
    return [ruleset for stratum in written["strata"] for some in stratum["passes"] for ruleset in some]


def keys_of(rule: dict[str, Any]) -> list[str]:
    parts = rule["all"][0]["m"]["$and"]
    return [key for part in parts for key in (part if "$" not in next(iter(part)) else next(iter(part.values())))]


# Run by the letter of the file


def message(written: dict[str, Any], ruleset: dict[str, Any], state: Outcome) -> dict[str, int]:
    """Builds a message from the symbol table alone."""
    found = {written["marker"]: 1}
    for key in {key for rule in ruleset["rules"].values() for key in keys_of(rule)} - {written["marker"]}:
        number = reading(written["symbols"][key], state)
        if number is not None:
            found[key] = number
    return found


def reading(symbol: dict[str, Any], state: Outcome) -> int | None:
    name = symbol["name"]
    if "values" in symbol:
        return 1 if not set(symbol["values"]) & possible(name, state) else None
    if "than" not in symbol:
        return bound(name, symbol["holds"], state)
    first, second = bound(name, symbol["side"], state), bound(symbol["than"], symbol["than_side"], state)
    return (first > second) + (first >= second)


def possible(name: str, state: Outcome) -> set[str]:
    scope, mask = state.edition.scope, state.values[state.edition.layout[name]]
    values = ("true", "false") if "[" in name else scope[name].values
    return {value for bit, value in enumerate(values) if mask >> bit & 1}


def bound(name: str, side: str, state: Outcome) -> int:
    assert state.edition.scope[name].kind in (Kind.COUNT, Kind.DATE)
    return state.values[state.edition.layout[name] + (side in ("most", "latest"))]


def fired(ruleset: dict[str, Any], sent: dict[str, int]) -> set[str]:
    library = import_module("durable_rules_engine")
    handle = library.create_ruleset("test", json.dumps(ruleset["rules"]))
    try:
        _, place = library.assert_fact(handle, json.dumps(sent))
        action = library.start_action_for_state(handle, place)[1]
        found = set()
        while action:
            found |= set(json.loads(action))
            action = library.complete_and_start_action(handle, place)
        library.delete_state(handle, "0")
    finally:
        library.delete_ruleset(handle)
    return found


@pytest.mark.durable
def test_run_by_the_letter_it_finds_what_the_compiled_engine_finds(written: dict[str, Any]) -> None:
    edition = load().latest
    evaluator = evaluator_for(edition)
    scenarios = [s for s in read_all(scenario_files(ROOT / "rules" / "xinfang-2022")) if not s.expect.refused]
    for scenario in scenarios[::40]:
        try:
            state = evaluator.state(scenario.case, scenario.as_of)
        except InadmissibleError:
            continue
        settled: dict[str, bool] = {}
        for stratum in written["strata"]:
            for some in stratum["passes"]:
                for ruleset in some:
                    for rule in fired(ruleset, message(written, ruleset, state)) - {"end"}:
                        settled |= ruleset["settles"][rule]
        for unit, truth in enumerate(state.truths):
            assert settled.get(f"c{unit}") == {TRUE: True, FALSE: False}.get(truth), edition.conditions[unit]
