"""Results, cases and rulebooks as copies, as pickles, and in other processes."""

import copy
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import Case, Result, Rulebook, XinfangError, evaluate, load
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.scenarios.scenario import read_all, scenario_files
from xinfang_rules.testing import differing, sample_cases

AS_OF = date(2024, 4, 25)

CASE = {
    "case_id": "2024-17",
    "petition": {"category": "grievance", "competence": "own"},
    "remedy": NO_OTHER_WAY,
    "timeline": {"received_on": "2024-03-01", "accepted_on": "2024-03-04"},
    "order": {"prohibited_acts": ["dangerous_items"]},
}

OVERLAY = """\
overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试}]}
parameters:
  - parameter: handling.days
    values: [{from: 2022-05-01, value: %d}]
"""

WAYS: dict[str, Callable[[Result], Result]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "model_copy": lambda result: result.model_copy(deep=True),
    **{
        f"pickle {protocol}": lambda result, protocol=protocol: pickle.loads(pickle.dumps(result, protocol))  # type: ignore[misc]
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
    "pickled twice": lambda result: pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(result)))),
}


def fresh(book: Rulebook | None = None) -> Result:
    return evaluate(CASE, as_of=AS_OF, rulebook=book)


def told(result: Result) -> tuple[str, str]:
    return result.model_dump_json(), result.explain()


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_of_a_result_tells_the_same(way: str) -> None:
    result = fresh()
    again = WAYS[way](result)
    assert again is not result
    assert again == result
    assert again.model_fields_set == result.model_fields_set
    assert [norm.model_fields_set for norm in again.norms] == [norm.model_fields_set for norm in result.norms]
    assert told(again) == told(result)
    assert hash(again.norms[0]) == hash(result.norms[0])


def test_every_scenario_has_a_result_that_can_be_pickled() -> None:
    book = load()
    results = [
        evaluate(scenario.case, as_of=scenario.as_of, rulebook=book)
        for scenario in read_all(scenario_files(packs_directory() / "xinfang-2022"), book)
        if not scenario.expect.refused and book.edition_on(scenario.as_of)
    ]
    assert len(results) > 400
    again = [pickle.loads(pickle.dumps(result)) for result in results]
    assert [result.model_dump_json(exclude={"needs"}) for result in again] == [
        result.model_dump_json(exclude={"needs"}) for result in results
    ]
    assert again == results
    assert [type(norm) for result in again for norm in result.norms] == [
        type(norm) for result in results for norm in result.norms
    ]


def test_pickling_works_out_no_needs() -> None:
    result = fresh()
    pickle.dumps(result)
    copy.deepcopy(result)
    assert "needs" not in vars(result)
    assert "needs" not in vars(pickle.loads(pickle.dumps(result)))
    needs = result.needs
    assert needs
    assert vars(pickle.loads(pickle.dumps(result)))["needs"] == needs


def test_norms_changed_in_a_copy_are_changed_in_its_pickle() -> None:
    result = fresh()
    first = result.norms[0].model_copy(update={"label": "另行标注"})
    changed = result.model_copy(update={"norms": (first, *result.norms[1:])})
    pickle.dumps(result)
    assert pickle.loads(pickle.dumps(changed)) == changed
    assert pickle.loads(pickle.dumps(result)) == result != changed


def test_a_result_read_back_from_json_can_be_pickled_and_copied() -> None:
    stored = Result.model_validate_json(fresh().model_dump_json())
    for way in WAYS.values():
        again = way(stored)
        assert again == stored
        assert again.needs == stored.needs
        with pytest.raises(XinfangError, match="evaluate the case again"):
            again.explain()


def test_needs_that_were_left_out_are_not_taken_for_none() -> None:
    stored = Result.model_validate_json(fresh().model_dump_json(exclude={"needs"}))
    assert stored == fresh()
    with pytest.raises(XinfangError, match="stored without its needs; evaluate the case again"):
        _ = stored.needs
    with pytest.raises(XinfangError, match="stored without its needs"):
        _ = pickle.loads(pickle.dumps(stored)).needs
    assert Result.model_validate_json(stored.model_dump_json(exclude={"needs"})) == stored


@pytest.mark.parametrize("data", [{}, {"needs": None}, {"needs": [{"fact": 1}]}, {"needs": "x"}, {"norms": 1}])
def test_what_is_no_result_is_refused(data: dict[str, object]) -> None:
    good = fresh().model_dump(mode="json")
    with pytest.raises(ValueError, match="validation error"):
        Result.model_validate({**good, **data} if data else {})


def test_a_result_by_a_rulebook_that_is_not_at_hand_says_so(tmp_path: Path) -> None:
    overlay = tmp_path / "trial.yaml"
    overlay.write_text(OVERLAY % 45, encoding="utf-8")
    pickled = tmp_path / "result.pickle"
    book = load(overlays=[overlay])
    result = fresh(book)
    pickled.write_bytes(pickle.dumps(result))
    assert told(pickle.loads(pickled.read_bytes())) == told(result)
    code = (
        "import pickle, sys\nfrom pathlib import Path\nfrom xinfang_rules import XinfangError, load\n"
        "result = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "print(result.decisions['track'].answer)\n"
        "def ask():\n"
        "    try:\n        print(len(result.needs) == len(pickle.loads(Path(sys.argv[1]).read_bytes()).needs))\n"
        "    except XinfangError as error:\n        print(error)\n"
        "ask()\noverlay = Path(sys.argv[2])\n"
        "text = overlay.read_text(encoding='utf-8')\n"
        "overlay.write_text(text.replace('45', '46'), encoding='utf-8')\nother = load(overlays=[overlay])\nask()\n"
        "overlay.write_text(text, encoding='utf-8')\nsame = load(overlays=[overlay])\nask()\n"
    )
    command = [sys.executable, "-c", code, str(pickled), str(overlay)]
    printed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()
    refusal = (
        "this result was evaluated by another state of xinfang-2022 with trial than is at hand here; "
        "load that rulebook first, or evaluate the case again"
    )
    assert printed == [result.decisions["track"].answer, refusal, refusal, "True"]


def test_a_rulebook_survives_a_pickle_and_copies() -> None:
    book = load()
    fresh(book)  # what it has made of itself is not taken along
    cases = list(sample_cases(40))
    for again in (pickle.loads(pickle.dumps(book)), copy.deepcopy(book), copy.copy(book)):
        assert again.identity == book.identity
        assert again.instrument == book.instrument
        assert list(differing(book, again, cases)) == []
        assert told(fresh(again)) == told(fresh(book))
    edition = pickle.loads(pickle.dumps(book.latest))
    assert edition.cache == {}
    assert edition.rules == book.latest.rules
    assert dict(edition.layout) == dict(book.latest.layout)


def test_a_case_survives_a_pickle_and_copies() -> None:
    ways: list[Callable[[Case], Case]] = [copy.copy, copy.deepcopy, lambda case: pickle.loads(pickle.dumps(case))]
    for case in [*(situation.case for situation in sample_cases(20)), Case.model_validate(CASE)]:
        for way in ways:
            again = way(case)
            assert again == case
            assert again.model_dump_json() == case.model_dump_json()
            assert again.model_fields_set == case.model_fields_set


# In other processes


def evaluated_there(case: Case, book: Rulebook | None) -> tuple[Result, Case, Rulebook | None]:
    return evaluate(case, as_of=AS_OF, rulebook=book), case, book


@pytest.mark.parametrize("named", [False, True], ids=["shipped", "given"])
def test_results_come_back_from_a_spawned_process(named: bool, tmp_path: Path) -> None:
    overlay = tmp_path / "trial.yaml"
    overlay.write_text(OVERLAY % 45, encoding="utf-8")
    book = load(overlays=[overlay]) if named else None
    case = Case.model_validate(CASE)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result, same, other = pool.apply(evaluated_there, (case, book))
    assert same == case
    assert told(result) == told(fresh(book))
    assert (other is None) is not named
    if other is not None:
        assert told(fresh(other)) == told(result)
    # Accepted on 4 March 2024: 27 days are left of March, 30 in April, so the 60th is 3 May and the 45th 18 April.
    dues = {norm.rule: norm.due for norm in result.norms}
    assert date(2024, 4, 18) in dues.values() if named else date(2024, 5, 3) in dues.values()
