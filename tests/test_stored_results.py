"""Results as other versions of this library stored them: read, shown, written again with nothing lost."""

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, ValidationError

from xinfang_rules import (
    ArgumentError,
    Bearer,
    NormStatus,
    Result,
    ResultError,
    evaluate,
    load,
    read_case,
    read_result,
    replay,
)
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.testing import sample_cases

STORED = Path(__file__).parent / "stored"
AS_OF = date(2024, 5, 6)

MORE = {"list": [1, {"x": None}], "text": "后来的版本写的"}
NAMED = {"decisions", "labels"}  # mappings from names, not objects of fixed keys


def fresh() -> Result:
    case = read_case((STORED / "case.yaml").read_bytes(), name="case.yaml", format="yaml")
    return evaluate(case, as_of=AS_OF, rulebook=load(overlays=STORED / "overlay.yaml"))


def stored() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(fresh().model_dump_json())
    return data


def objects(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yields every object at any depth with where it stands, but for mappings from names and from values to labels."""
    if isinstance(part, dict):
        if path != ("decisions",) and not (len(path) > 1 and "labels" in path):
            yield path, part
        for key, each in part.items():
            yield from objects(each, (*path, key))
    elif isinstance(part, list):
        for each in part:
            yield from objects(each, path)


def of_a_later_version() -> dict[str, Any]:
    """Returns a stored result with a key at every level that this version does not know."""
    data = stored()
    for _, part in list(objects(data)):
        part["of_a_later_version"] = copy.deepcopy(MORE)
    return data


READERS: dict[str, Callable[[dict[str, Any]], Result]] = {
    "as JSON": lambda data: Result.model_validate_json(json.dumps(data)),
    "as data": Result.model_validate,
}


@pytest.mark.parametrize("reader", READERS)
def test_keys_of_a_later_version_are_kept_at_every_level_and_written_again(reader: str) -> None:
    data = of_a_later_version()
    levels = {path for path, _ in objects(data)}
    assert {(), ("instrument",), ("norms",), ("norms", "citations"), ("needs", "choices"), ("labels",)} <= levels
    read = READERS[reader](data)
    for again in (read, pickle.loads(pickle.dumps(read)), copy.deepcopy(read), read.model_copy()):
        assert json.loads(again.model_dump_json()) == data
        assert again.model_dump(mode="json") == data
        assert again == read
    assert read.norms[0].model_extra == {"of_a_later_version": {"list": (1, {"x": None}), "text": MORE["text"]}}


def test_what_is_kept_cannot_be_changed() -> None:
    kept = (READERS["as JSON"](of_a_later_version()).norms[0].model_extra or {})["of_a_later_version"]
    with pytest.raises(TypeError, match="cannot be changed"):
        kept["text"] = "x"
    with pytest.raises(TypeError):
        kept["list"][0] = 2


@pytest.mark.parametrize("reader", READERS)
def test_bearers_actions_and_statuses_of_a_later_version_are_read_shown_and_written(reader: str) -> None:
    data = stored()
    new = {"bearer": "ombudsman", "action": "hear_anew", "kind": "power", "status": "suspended"}
    called = {"bearer": "督察专员", "action": "重新听取", "kind": "权力", "norm_status": "中止"}
    data["norms"][3].update(new, candidates=["suspended", "met"])
    data["decisions"]["track"]["status"] = "deferred"
    for group, label in called.items():
        data["labels"][group][new[group.removeprefix("norm_")]] = label
    need = {
        "fact": "petition.of_a_later_version",
        "question": "？",
        "decides": ["track"],
        "kind": "place",
        "unit": "km",
    }
    data["needs"].append(need)
    read = READERS[reader](data)
    norm = read.norms[3]
    assert (norm.bearer.label, norm.action.label, norm.kind.label, norm.status.label) == tuple(called.values())
    assert [status.label for status in norm.candidates] == ["中止", NormStatus.MET.label]
    assert (norm.bearer, norm.status) == ("ombudsman", "suspended")
    assert isinstance(norm.bearer, Bearer)
    assert norm.bearer not in list(Bearer)
    assert norm.candidates[1] is NormStatus.MET
    assert read.decisions["track"].status.label == "deferred"  # where nobody tells its label
    assert read.needs[-1].kind == "place"
    for again in (read, pickle.loads(pickle.dumps(read, 2)), copy.deepcopy(read)):
        full = json.loads(again.model_dump_json())
        assert full["needs"].pop().items() >= need.items()
        assert {**full, "needs": []} == {**data, "needs": []}
        assert again.norms[3].status.label == "中止"


def change(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    part: Any = data
    *before, last = path.split(".")
    for key in before:
        part = part[int(key) if key.isdecimal() else key]
    part[last] = value
    return data


WRONG: dict[str, object] = {
    "as_of": "2024-02-30",
    "calendar.missing_notices": ["2027"],
    "provenance.calendar.notices_through": 2026.0,
    "provenance.rulebook.edition": 0,  # seconds since 1970, for pydantic
    "norms.0.due_latest": "2024-05-06T00:00:00",
    "norms.0.general": "yes",
    "norms.0.promptly": 0,
    "norms.0.days_left": True,
    "case_id": 17,
    "norms": {},
    "decisions": [],
    "norms.0.due": "soon",
    "norms.0.bearer": 5,
    "norms.0.status": "\x1b[31m",
    "norms.0.applies": "perhaps",
    "norms.0.citations.0.article": "7",
    "decisions.track.candidates": "petition_procedure",
    "decisions.track.labels": {"petition_procedure": 1},
    "labels.bearer": ["x"],
    "needs.0.choices.0.value": None,
    "needs.0.fact": 1,
    "instrument": None,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_type_in_a_known_key_is_refused_by_its_name(path: str, reader: str) -> None:
    with pytest.raises(ValidationError) as refused:
        READERS[reader](change(stored(), path, WRONG[path]))
    places = {".".join(map(str, each["loc"])) for each in refused.value.errors()}
    assert any(place.startswith(path) for place in places), places


def parts(value: object) -> Iterator[BaseModel]:
    """Yields every part of a result at any depth."""
    if isinstance(value, BaseModel):
        yield value
        value = [*value.__dict__.values(), *(value.model_extra or {}).values()]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from parts(each)


def test_every_key_of_the_form_1_0_is_still_known() -> None:
    # Whoever renames or drops a key gives the form another major number.
    text = (STORED / "pack-result-1.0.json").read_text(encoding="utf-8")
    found = list(parts(read_result(text)))
    assert {type(part).__name__ for part in found} >= {"Decision", "Norm", "Citation", "OverlayRef", "Labels"}
    assert [part for part in found if part.model_extra] == []


def test_what_the_library_makes_holds_nothing_that_its_classes_do_not_declare() -> None:
    for situation in sample_cases(20):
        result = evaluate(situation.case, as_of=situation.as_of)
        found = [*parts(result), *parts(result.needs), *parts(result.labels)]
        assert len(found) > 30
        assert [part for part in found if part.model_extra] == []


# A result that version 0.1.0 stored before forms had numbers (`result-before-1.0.json`, of the case and the overlay
# beside it)


def early() -> str:
    return (STORED / "result-before-1.0.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("read", [Result.model_validate_json, read_result])
def test_a_result_stored_before_forms_had_numbers_is_read_whole(read: Callable[[str], Result]) -> None:
    result, data = read(early()), json.loads(early())
    norms = {norm.rule: norm for norm in result.norms}
    # Accepted on 4 March 2024: 27 days are left of March, so the 45th day is 18 April; concluded on the 22nd.
    conclude = norms["handling.conclude"]
    assert (conclude.due, conclude.days_late) == (date(2024, 4, 18), 4)
    assert conclude.status is NormStatus.MET_LATE
    assert (result.decisions["track"].answer, result.decisions["track"].title) == ("petition_procedure", "")
    source = result.provenance
    assert (source.schema_version, source.library, source.engine) == ("0.0", "", "")
    assert (source.rulebook.id, source.rulebook.digest, source.rulebook.edition) == ("xinfang-2022", "", None)
    assert [(overlay.id, overlay.digest) for overlay in source.overlays] == [("trial", "")]
    assert source.calendar.model_dump(exclude={"digest"}, mode="json") == {
        "package": "chinesecalendar 1.11.0",
        "notices_through": 2026,
        "added": ["国办发明电〔2005〕35号"],
    }
    assert [need.fact for need in result.needs] == [need["fact"] for need in data["needs"]]
    assert result.labels.bearer["petitioner"] == "信访人"


def test_nothing_of_it_is_lost_when_it_is_written_again() -> None:
    def kept(before: Any, after: Any) -> bool:
        if isinstance(before, dict):
            return before.keys() <= after.keys() and all(kept(value, after[key]) for key, value in before.items())
        if isinstance(before, list):
            return len(before) == len(after) and all(map(kept, before, after))
        return bool(before == after)

    result = Result.model_validate_json(early())
    written = result.model_dump_json()
    assert kept(json.loads(early()), json.loads(written))
    again = Result.model_validate_json(written)
    assert again == result
    assert again.model_dump_json() == written
    assert pickle.loads(pickle.dumps(result)) == result


def test_an_answer_that_the_articles_give_otherwise_now_is_read_as_stored_and_told_when_replayed() -> None:
    text = (STORED / "other-track-result-1.1.json").read_text(encoding="utf-8")
    case = read_case((STORED / "other-track-case.yaml").read_bytes(), name="other-track-case.yaml", format="yaml")
    stored = read_result(text)
    assert (stored.provenance.schema_version, stored.decisions["remedy_stage"].status) == ("1.1", "not_applicable")
    again = replay(text, case)
    assert {difference.about for difference in again.outcome} >= {"remedy_stage", "review.request"}
    stage = again.result.decisions["remedy_stage"]
    # Article 35 speaks of the opinion that was given; whether one had been given and re-examined before is not told.
    assert (stage.status, set(stage.candidates)) == ("undetermined", {"review_open", "final"})
    # Received 18 April 2024: 12 of April and 18 of May, a Saturday, so Monday 20 May.
    assert {norm.due for norm in again.result.norms if norm.rule == "review.request"} == {date(2024, 5, 20)}
    told = evaluate(case.with_facts({"history.opinion_issued": False}), as_of=stored.as_of)
    assert told.decisions["remedy_stage"].answer == "review_open"


@pytest.mark.parametrize("version", ["1.99", "1.0"])
def test_every_minor_version_of_the_form_is_read(version: str) -> None:
    data = change(of_a_later_version(), "provenance.schema_version", version)
    assert read_result(json.dumps(data)).provenance.schema_version == version


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("version", ["2.0", "10.3", "1", "one", "1.x", "", "١.0", 1.0, None])
def test_another_major_version_is_refused(version: object, reader: str) -> None:
    with pytest.raises(ValidationError, match="schema_version"):
        READERS[reader](change(stored(), "provenance.schema_version", version))


def test_another_major_version_is_refused_in_words_and_nothing_else_is_held_against_it() -> None:
    data = change(change(stored(), "provenance.schema_version", "2.1"), "norms", {"of": "another form"})
    text = json.dumps(data, indent=1)
    with pytest.raises(ResultError) as refused:
        read_result(text, name="存档.json")
    (finding,) = refused.value.diagnostics
    line = next(number for number, line in enumerate(text.splitlines(), 1) if '"schema_version"' in line)
    assert (finding.code, finding.position.source, finding.position.line) == ("schema-version", "存档.json", line)
    assert finding.text() == "结果的存放格式是 2.1，本版本读取 1.x；请用能读 2.x 的版本"
    assert "use one that reads 2.x" in finding.text("en")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{", "syntax", ""),
        ("[]", "wrong-value", "result："),
        ('{"as_of": "2024-05-06"}', "missing-key", "缺少 instrument 一项"),
        (json.dumps({"as_of": 1.5, "instrument": {}}), "wrong-value", "as_of：这里的值不是结果中会有的"),
    ],
)
def test_what_is_no_result_is_refused_at_its_place(text: str, code: str, said: str) -> None:
    with pytest.raises(ResultError) as refused:
        read_result(text)
    assert code in {finding.code for finding in refused.value.diagnostics}
    assert said in refused.value.text()


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ArgumentError, match="text is a text or its bytes, not a mapping"):
        read_result({})  # type: ignore[arg-type]


# JSON Schema


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_what_is_written_is_valid_by_the_schema_of_either_mode(mode: Any) -> None:
    validator = Draft202012Validator(Result.model_json_schema(mode=mode), format_checker=FormatChecker())
    assert list(validator.iter_errors(stored())) == []
    assert list(validator.iter_errors(of_a_later_version())) == []
    assert not validator.is_valid(change(stored(), "norms.0.citations.0.article", "x"))
    # What this version reads may name more than it writes itself.
    assert validator.is_valid(change(stored(), "norms.0.bearer", "ombudsman")) is (mode == "validation")


def test_the_schema_says_what_each_value_is_called() -> None:
    norm = schema_of("result")["$defs"]["Norm"]["properties"]
    assert {"const": "petitioner", "title": "信访人"} in norm["bearer"]["oneOf"]
    assert schema_of("result")["$defs"].keys() >= {"Labels", "Choice", "Need"}


# Damaged results

SOME_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1.0", "2.0", "2024-05-06"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, each in entries:
        yield from places(each, (*path, key))


SMALL = json.loads((STORED / "pack-result-1.0.json").read_bytes())
PLACES = list(places(SMALL))


@given(place=st.sampled_from(PLACES), value=SOME_JSON)
def test_whatever_is_damaged_a_result_is_read_whole_or_refused(place: tuple[str | int, ...], value: Any) -> None:
    data = copy.deepcopy(SMALL)
    part: Any = data
    for key in place[:-1]:
        part = part[key]
    if place:
        part[place[-1]] = value
    text = json.dumps(data if place else value)
    with suppress(ResultError):
        result = read_result(text)
        written = result.model_dump_json()
        assert read_result(written) == result
        assert read_result(written).model_dump_json() == written
        result.compact().model_dump_json()
        assert result.same_outcome(read_result(written))
