"""Nothing that a case or a rule file wrote reaches the C library: only integers do, under keys made up here.

The library has been seen to crash on, or to mistake, quotes, nulls, long strings, and keys that it uses itself.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from tests.durable_helpers import Border, watch_the_border
from xinfang_rules import Case, CaseError, Rulebook, RulebookError, evaluate
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.rulebook.load import load_pack

pytestmark = pytest.mark.durable

PACK = Path(__file__).parent / "cli_pack"
DAY = date(2024, 3, 8)
CASE: dict[str, Any] = {
    "petition": {"competence": "own", "joint": True, "representatives": 7},
    "timeline": {"received_on": date(2024, 3, 1)},
}
HOSTILE = [
    '"',
    "'}]",
    '{"k":1}',
    '","sid":"1',
    "\\",
    "\x00",
    "\x1b[2J\r\n\t",
    "\ud800",
    "\U0001f600",
    "sid",
    "id",
    "$s",
    "$m",
    "k",
    "end",
    "a0",
    "r0",
    "null",
    "1e999",
    "%s%n",
    "信" * 1_000,
    "x" * 2**20,
]
hostile = st.sampled_from([text for text in HOSTILE if len(text) < 5_000]) | st.text(st.characters(), max_size=30)

WARM_UP = '{"k":1}'
_HARMLESS = re.compile(r'\{("[a-z]\w*":\d{1,10},?)+\}')


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_pack(PACK)[1]


@pytest.fixture(scope="module")
def border(book: Rulebook) -> Iterator[Border]:
    """Watches the one engine of the rulebook, which is made once and stays."""
    with pytest.MonkeyPatch.context() as patch:
        watched = watch_the_border(patch)
        evaluator_for(book.latest, "durable")
        yield watched


def messages(case: object, book: Rulebook, border: Border) -> list[str]:
    """Returns what reaches the library for a case; a case that is refused must send nothing."""
    border.messages.clear()
    try:
        evaluate(case, as_of=DAY, rulebook=book, engine="durable")  # type: ignore[arg-type]  # anything comes in here
    except CaseError:
        assert not border.messages
    assert all(_HARMLESS.fullmatch(message) for message in border.messages)
    return [message for message in border.messages if message != WARM_UP]


def rulesets(book: Rulebook) -> list[str]:
    """Returns the rulesets that reach the library for a rulebook that was just loaded."""
    with pytest.MonkeyPatch.context() as patch:
        border = watch_the_border(patch)
        evaluate(CASE, as_of=DAY, rulebook=book, engine="durable")
    return border.rulesets


@pytest.fixture(scope="module")
def sent(book: Rulebook, border: Border) -> list[str]:
    return messages(CASE, book, border)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_a_hostile_name_of_a_case_is_not_in_its_messages(
    text: str, book: Rulebook, border: Border, sent: list[str]
) -> None:
    assert len(sent) > 2
    assert messages({**CASE, "case_id": text}, book, border) in (sent, [])


@given(st.recursive(hostile | st.integers() | st.none() | st.floats(), lambda v: st.dictionaries(hostile, v)))
def test_a_hostile_value_is_refused_before_it_gets_there(book: Rulebook, border: Border, value: object) -> None:
    for group, fact in (("petition", "competence"), ("petition", "representatives"), ("timeline", "received_on")):
        case = {**CASE, group: {**CASE[group], fact: value}}
        messages(case, book, border)  # whatever it sends is harmless, or it sends nothing


@given(st.sampled_from(["sid", "id", "$s", "k", "m", "$and", "end", "a0"]), hostile)
def test_a_hostile_key_is_refused_before_it_gets_there(book: Rulebook, border: Border, key: str, value: str) -> None:
    for case in ({**CASE, key: value}, {**CASE, "petition": {**CASE["petition"], key: value}}):
        assert messages(case, book, border) == []


def test_a_case_made_around_its_own_validation_sends_nothing_either(book: Rulebook, border: Border) -> None:
    case = Case.model_validate(CASE)
    case.petition.__dict__["representatives"] = '7,"sid":"1"'
    border.messages.clear()
    with pytest.raises((TypeError, ValueError)):
        evaluate(case, as_of=DAY, rulebook=book, engine="durable")
    assert all(_HARMLESS.fullmatch(message) for message in border.messages)


# Packs


def rewritten(directory: Path, text: str, *, names: bool) -> Path:
    """Writes the pack anew with a text in every place for people; with `names`, also where names can be chosen."""
    rules = yaml.safe_load((PACK / "rules.yaml").read_text(encoding="utf-8"))
    if len(text) > 100_000:  # once is enough
        rules["rules"][0]["title"], text = text, text[:1]
    for rule in rules["rules"][1:]:
        rule["title"] = text
        rule["interpretive"] = text
        if "note" in rule:
            rule["note"] = text
    for question in rules["questions"]:
        question["title"] = text
        question["answers"] = dict.fromkeys(question["answers"], text)
    for concept in rules["concepts"]:
        concept["title"] = text
    instrument = (PACK / "instrument.yaml").read_text(encoding="utf-8")
    written = yaml.safe_dump(rules, allow_unicode=False, width=2**30)
    if names:
        written = re.sub(r"\bnotice\.late\b", f"{text}.{text}", re.sub(r"\btake\b", text, written))
    (directory / "instrument.yaml").write_text(instrument, encoding="utf-8")
    (directory / "rules.yaml").write_text(written, encoding="utf-8")
    return directory


def assert_the_same_integers(pack: Path, expected: list[str]) -> bool:
    """Tells whether the pack was loaded; if it was, it must have become the same rulesets."""
    try:
        book = load_pack(pack)[1]
    except RulebookError:
        return False
    assert rulesets(book) == expected
    return True


@pytest.fixture(scope="module")
def expected() -> list[str]:
    return rulesets(load_pack(PACK)[1])


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_texts_of_a_pack_are_not_in_its_rulesets(text: str, expected: list[str], tmp_path: Path) -> None:
    assert_the_same_integers(rewritten(tmp_path, text, names=False), expected)


def test_harmless_looking_texts_do_load_and_are_not_in_its_rulesets(expected: list[str], tmp_path: Path) -> None:
    for number, text in enumerate(("sid", "end", '{"k":1}', '","sid":"1', "信" * 1_000)):
        directory = tmp_path / str(number)
        directory.mkdir()
        assert assert_the_same_integers(rewritten(directory, text, names=False), expected), text


@settings(max_examples=20)
@given(st.text(st.characters(), min_size=1, max_size=30))
def test_any_text_of_a_pack_is_not_in_its_rulesets(
    tmp_path_factory: pytest.TempPathFactory, expected: list[str], text: str
) -> None:
    assert_the_same_integers(rewritten(tmp_path_factory.mktemp("pack"), text, names=False), expected)


@pytest.mark.parametrize("name", ["sid", "id", "k", "m", "end", "pri", "all", "any", "count", "a0", "r0"])
def test_names_that_the_library_uses_itself_change_nothing(name: str, expected: list[str], tmp_path: Path) -> None:
    assert assert_the_same_integers(rewritten(tmp_path, name, names=True), expected)


def test_the_recorder_records(book: Rulebook, border: Border) -> None:
    """What the other tests look at is really what the library gets: the case's own number is seen to pass."""
    sent = messages({**CASE, "petition": {**CASE["petition"], "representatives": 4_711}}, book, border)
    assert any(":4711" in message for message in sent)
