import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bench.adapters import PEERS
from bench.cases import AS_OF, complete, generated, half_known
from bench.dossiers import AS_OF as EXAMINED, BESIDE as PART_BY_PART, JOBS, PARTS, five_parts
from bench.host import Expecting
from bench.lowering import Both, Constant, Either, Flag, Form, OneOf, Order, Tree, Value, forms
from bench.packs import write_pack
from bench.pages import chinese
from bench.pages_en import english
from bench.storing import BESIDE
from bench.table import one
from bench.table_conditions import contestants
from bench.verify import disagreements
from bench.whole_tables import table_of

from xinfang_rules import evaluate, load
from xinfang_rules.dossier import examine
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tables import evaluate_table

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load().latest


def test_the_hand_written_peer_of_the_benchmark_equals_the_library(edition: Edition) -> None:
    assert disagreements(edition, complete(edition, 30, variants=4)) == []


@pytest.mark.parametrize("knowledge", ["complete", "partial"])
def test_what_other_engines_are_given_means_what_the_rules_mean(edition: Edition, knowledge: str) -> None:
    cases = complete(edition, 15, variants=4)
    if knowledge == "partial":
        cases = half_known(cases)
    lowered = forms(edition, complete=knowledge == "complete")
    evaluator = evaluator_for(edition)
    met: set[int] = set()
    for case in cases:
        state = evaluator.state(case, AS_OF)
        for form, stratum in zip(lowered, edition.strata, strict=True):
            given = {reading.key: reading.read(state.values) for reading in form.readings}
            truths = form.truths([_holds(tree, given) for tree in form.trees])
            assert truths == [state.truths[unit] for unit in stratum.condition_ids]
            met.update(truths)
    assert met == ({TRUE, FALSE} if knowledge == "complete" else {TRUE, FALSE, EITHER})


def _holds(tree: Tree, given: dict[str, Value]) -> bool:
    match tree:
        case Constant(true):
            return true
        case Flag(key, wanted):
            return given[key] is wanted
        case OneOf(key, numbers):
            return given[key] in numbers
        case Order(key, sign, other):
            right = given[other] if isinstance(other, str) else other
            low, high = given[key], right
            return {"<": low < high, "<=": low <= high, "==": low == high, ">=": low >= high, ">": low > high}[sign]
        case Both(parts):
            return all(_holds(part, given) for part in parts)
        case Either(parts):
            return any(_holds(part, given) for part in parts)


def test_facts_and_what_strata_settle_are_told_apart(edition: Edition) -> None:
    lowered = forms(edition, complete=True)
    assert lowered[0].derived == ()
    assert all(form.derived for form in lowered[1:])


def test_what_is_expected_of_engines_is_what_evaluation_gives(edition: Edition) -> None:
    expecting = Expecting(edition)
    for case in complete(edition, 5, variants=2):
        state = evaluator_for(edition).state(case, AS_OF)
        known = expecting.known(case)
        assert known.truths == tuple(state.truths)
        assert known.answers == tuple(state.values[question.slot] for question in edition.questions)


@pytest.mark.parametrize("size", [20, 100])
def test_generated_rulebooks_load_and_have_the_size_asked_for(tmp_path: Path, size: int) -> None:
    write_pack(tmp_path, size)
    first = (tmp_path / "pack.yaml").read_text(encoding="utf-8")
    assert len(load(tmp_path).latest.rules) == size
    write_pack(tmp_path, size)
    assert (tmp_path / "pack.yaml").read_text(encoding="utf-8") == first


def test_the_tables_of_the_benchmark_say_what_their_cases_say(edition: Edition) -> None:
    cases = generated(edition, 30)
    done = evaluate_table(table_of(cases, edition, 90), as_of=AS_OF, want=["disposition"])
    answers = set(done.rows()["disposition"].to_pylist())
    decisions = [evaluate(case, as_of=AS_OF).decisions["disposition"] for case in cases]
    assert done.refused.num_rows == 0
    assert {one for one in answers if "|" not in one} <= {one.answer or str(one.status) for one in decisions}
    assert len(answers) > 3


def test_a_smoke_run_of_the_benchmark_compares_and_times(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    command = [sys.executable, "-m", "bench", "--quick", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(file.read_text(encoding="utf-8"))
    by_name = {outcome["name"]: outcome for outcome in found["complete"]}
    assert by_name["by hand"]["tasks"]["decisions"]["by_hand"]["median"] == 1
    assert by_name["by hand"]["compared"] == found["cases"] == 20
    assert by_name["xinfang-rules, interpreter"]["tasks"]["decisions"]["ours"]["median"] > 1
    assert {outcome["wrong"] == [] for kind in ("complete", "partial") for outcome in found[kind]} == {True}
    assert "by hand" not in {outcome["name"] for outcome in found["partial"]}
    assert [set(found["storing"][kind]) for kind in ("complete", "partial")] == [set(BESIDE)] * 2
    assert found["dossiers"][PART_BY_PART]["ratio"]["median"] == 1
    assert all(found["dossiers"][job]["ratio"]["median"] > 1 for job in JOBS)


def test_the_dossier_of_the_benchmark_has_as_many_parts_as_is_said() -> None:
    report = examine(five_parts(), as_of=EXAMINED)
    # Three claims at the petition office, one at each of the two organs to which it forwarded.
    assert [part.name for part in report.parts] == [
        "p1/office/c1", "p1/office/c2", "p1/office/c3", "p1/land/c1", "p1/civil/c2",
    ]  # fmt: skip
    assert len(report.parts) == PARTS
    assert {part.refused for part in report.parts} == {""}


def test_the_pages_on_speed_tell_of_dossiers_once_they_are_recorded() -> None:
    record = json.loads((ROOT / "bench" / "record.json").read_text(encoding="utf-8"))
    spread = {"median": 0.0025, "low": 0.002, "high": 0.003}
    times = {"median": 3.4, "low": 3.1, "high": 3.9}
    record["dossiers"] = {name: {"seconds": spread, "ratio": times} for name in (PART_BY_PART, *JOBS)}
    for page in (chinese(record), english(record)):
        said = "\n".join(page)
        assert "3.4" in said
        assert one(0.0025) in said


def test_every_adapter_says_how_its_engine_is_used() -> None:
    for entry in PEERS:
        text = (ROOT / "bench" / "adapters" / f"{entry.module}.py").read_text(encoding="utf-8")
        docstring = text.split('"""')[1]
        assert len(docstring.split()) > 25, entry.name


def test_the_page_on_speed_shows_the_recorded_figures() -> None:
    record = json.loads((ROOT / "bench" / "record.json").read_text(encoding="utf-8"))
    for page in ("guide/performance.md", "en/performance.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for outcome in record["complete"]:
            shown = [taken for task, taken in outcome["tasks"].items() if task in ("conditions", "decisions")]
            assert all(one(taken["seconds"]["median"]) in text for taken in shown), (page, outcome["name"])


def test_the_page_on_speed_shows_what_was_recorded_of_whole_tables() -> None:
    tables = json.loads((ROOT / "bench" / "record.json").read_text(encoding="utf-8"))["tables"]
    text = (ROOT / "docs" / "guide" / "performance.md").read_text(encoding="utf-8").partition("## 整表")[2]
    for taken in (*tables["tasks"].values(), *tables["conditions"].values()):
        assert one(taken["seconds"]["median"]) in text
    assert all(f"{peak / 1e6:.0f} MB" in text for peak in tables["peaks"].values())


def test_the_table_engine_is_timed_on_the_truths_of_the_reference(edition: Edition) -> None:
    expecting = Expecting(edition)
    known = [expecting.known(case) for case in complete(edition, 12, variants=2)]
    assert contestants(edition, known, 100)
    wrong = [replace(case, truths=tuple(TRUE + FALSE - truth for truth in case.truths)) for case in known]
    with pytest.raises(AssertionError, match="other truths"):
        contestants(edition, wrong, 100)


def test_the_page_says_plainly_who_is_faster() -> None:
    record = json.loads((ROOT / "bench" / "record.json").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "guide" / "performance.md").read_text(encoding="utf-8")
    names = {peer.name for peer in PEERS}
    for kind, when in (("complete", "事实全部已知时"), ("partial", "事实半数未知时")):
        ratios = [
            taken["ours"]["median"]
            for outcome in record[kind]
            if outcome["name"] in names
            for taken in outcome["tasks"].values()
        ]
        assert (f"{when}比本库快的" in text) is any(ratio < 1 for ratio in ratios)
        assert (f"{when}没有比本库快的引擎" in text) is all(ratio >= 1 for ratio in ratios)


def test_lowered_trees_are_made_once_for_each_condition(edition: Edition) -> None:
    whole: list[Form] = list(forms(edition, complete=False))
    assert sum(len(form.trees) for form in whole) == 2 * len(edition.conditions)
