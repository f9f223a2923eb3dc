"""Mappings: what is wrong with one is told with its place; the shipped ones say what they assume."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.register_files import MAPPING
from xinfang_rules import RegisterError
from xinfang_rules.dossier import Dossier, load_acts
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.registers import load_mapping, mapping_schema, shipped_mappings

SHIPPED = Path(__file__).parent.parent / "rules" / "registers"
GOOD = """\
register: mine
title: 本局台账
source: 本局
organs:
  bureau: {kind: other}
claim: {competent: bureau}
acts:
  submit: {act: submit, to: bureau}
  accept: {act: accept, by: bureau, when: {column: 办理方式, is: [受理]}}
columns:
  编号: {use: reference}
  收到日期: {gives: {set: submit.day}}
  形式: {gives: {set: submit.channel, words: {来信: letter}}}
  办理方式: {choose: [受理, 转送]}
  受理日期: {gives: {set: accept.day}}
  限期: {gives: {check: handling.conclude}}
"""


def found(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    try:
        load_mapping(path)
    except RegisterError as error:
        return [str(one).removeprefix(f"{path}:") for one in error.diagnostics]
    return []


def test_a_good_one_is_read(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == []


# What is changed, into what; at which text the finding stands; and what it says.
WRONG = [
    ("title: 本局台账", "titel: 本局台账", "titel", "unknown-key: 'titel' is no key of this section"),
    ("kind: other}", "kind: others}", "others", "unknown-value: 'others' (did you mean other?) is none of"),
    ("competent: bureau", "competent: buro", "buro", "unknown-value: 'buro' (did you mean bureau?) is none"),
    ("act: submit,", "act: submitt,", "submitt", "unknown-name: there is no act submitt (did you mean submit?)"),
    ("by: bureau,", "by: unit,", "unit", "unknown-value: 'unit' is none of bureau"),
    (", by: bureau", "", "{act: accept", "bad-form: accept says by which organ: by"),
    ("column: 办理方式", "column: 方式", "方式, is", "unknown-name: there is no column 方式"),
    ("is: [受理]", "is: [接受]", "接受", "unknown-name: there is no word to choose 接受: 受理, 转送"),
    ("set: submit.day", "set: submit.date", "submit.date", "unknown-name: there is no property of submit date: day,"),
    ("set: submit.day", "set: sbumit.day", "sbumit", "unknown-name: there is no act sbumit: submit, accept, claim"),
    ("set: submit.day", "sets: submit.day", "sets", "unknown-key: 'sets' is no key of this section: set, fact"),
    ("set: submit.day", "blank: true", "{blank", "bad-form: give one of set, fact, check, bars"),
    ("来信: letter", "来信: lettre", "lettre", "unknown-value: 'lettre' is none of online, letter"),
    (", words: {来信: letter}", "", "{set: submit.channel", "missing-key: words are missing here"),
    ("words: {来信: letter}", "words: forms", "forms", "unknown-name: there is no list of words forms"),
    (
        "set: accept.day",
        "set: accept.day, words: {有: true}",
        "{set: accept.day",
        "unknown-key: what is a day has no words",
    ),
    ("  受理日期: {gives: {set: accept.day}}\n", "", "{act: accept", "missing-key: no column tells of accept"),
    ("check: handling.conclude", "check: handling.conclud", "handling.conclud", "(did you mean handling.conclude?)"),
    ("check: handling.conclude", "fact: petition.urgent", "petition.urgent", "(did you mean petition.major_urgent?)"),
    ("check: handling.conclude", "bars: first_times, words: {是: true}", "first_times", "(did you mean first_time?)"),
    (
        "use: reference",
        "use: personal, choose: [是]",
        "personal",
        "contradiction: a column that is personal gives nothing",
    ),
    (
        "check: handling.conclude",
        "set: accept.day, alternative: false",
        "{set: accept.day, alternative",
        "contradiction: 受理日期 tells accept.day too, in line 15, column 17; if a row has it in the one or",
    ),
    (
        "  限期: {gives: {check: handling.conclude}}",
        "  期限: {gives: {check: handling.conclude}}\n  限期: {gives: {check: handling.conclude}, also: 限}",
        "{check: handling.conclude}, also",
        "contradiction: 期限 tells handling.conclude too, in line 16, column 15",
    ),
    (
        "check: handling.conclude",
        "set: submit.received, alternative: true",
        "true}}",
        "contradiction: no column before tells submit.received",
    ),
    ("register: mine", "register: 我的", "我的", "bad-form: "),
    ("is: [受理]", "is: []", "[]", "bad-form: "),
    ("gives: {set: accept.day}", "gives: []", "[]", "bad-form: "),
]


@pytest.mark.parametrize(("old", "new", "at", "told"), WRONG, ids=[f"{new or old} {at}" for old, new, at, _ in WRONG])
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, at: str, told: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    number, line = next((number, line) for number, line in enumerate(text.splitlines(), 1) if at in line)
    place = f"{number}:{line.index(at) + 1}: "
    lines = found(tmp_path, text)
    assert any(one.startswith(place) and told in one for one in lines), (place, lines)
    with pytest.raises(RegisterError) as refused:  # whoever keeps a register reads it in Chinese
        load_mapping(tmp_path / "mine.yaml")
    assert all(re.search("[一-鿿]", one.chinese) for one in refused.value.diagnostics), refused.value.text("zh")


def test_columns_of_which_the_one_or_the_other_tells_say_so(tmp_path: Path) -> None:
    text = GOOD.replace("check: handling.conclude", "set: accept.day, alternative: true")
    assert found(tmp_path, text) == []
    path = tmp_path / "twice.yaml"
    path.write_text(text.replace(", alternative: true", ""), "utf-8")
    with pytest.raises(RegisterError) as refused:
        load_mapping(path)
    (line,) = refused.value.text("zh").splitlines()
    assert line.startswith(f"{path}:16:15: contradiction: 第15行第17列的“受理日期”也说明 accept.day；")


def test_a_name_that_is_not_shipped() -> None:
    with pytest.raises(RegisterError) as refused:
        load_mapping("ledger-15")
    assert "是否为 ledger15？" in refused.value.text("zh")


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_shipped_mapping_is_named_as_its_file_and_drops_personal_columns(name: str) -> None:
    mapping = load_mapping(name)
    assert mapping.name == name
    for heading, column in mapping.file.columns.items():
        if any(word in heading for word in ("姓名", "身份证", "证件号", "电话", "手机", "住址", "地址")):
            assert column.use == "personal", heading
    assert mapping.file.assumed or any(column.assumed for column in mapping.file.columns.values())


# What the source itself says of the words of a column; all other words are assumptions, and said to be.
SAID = {
    ("ledger15", "办理情况"), ("registration-form", "信访类型"), ("registration-form", "信访性质"),
    ("industry-complaints", "是否重复"), ("land-system", "信访形式"), ("land-system", "信访目的"), ("court", "初/重"),
    ("provincial", "去向机构"),
}  # fmt: skip


@pytest.mark.parametrize("name", shipped_mappings())
def test_words_that_the_source_does_not_give_are_said_to_be_assumed(name: str) -> None:
    for heading, column in load_mapping(name).file.columns.items():
        if any(give.words or give.others != "refused" for give in column.gives) and (name, heading) not in SAID:
            assert column.assumed, heading


@cache
def schema() -> jsonschema.Draft202012Validator:
    made = mapping_schema()
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@pytest.mark.parametrize("path", [*SHIPPED.glob("*.yaml"), MAPPING], ids=lambda path: path.stem)
def test_every_mapping_fits_the_schema(path: Path) -> None:
    schema().validate(_plain(yaml.safe_load(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("titel",), "x"),
        (("acts", "submit", "act"), "submitt"),
        (("organs", "bureau", "kind"), "others"),
        (("columns", "收到日期", "use"), "secret"),
        (("columns", "收到日期", "gives"), {"fact": "petition.urgent"}),
        (("columns", "收到日期", "gives"), {"words": {"x": True}}),
        (("header",), {"row": 0}),
    ],
)
def test_what_is_wrong_does_not_fit_the_schema(path: tuple[str, ...], value: Any) -> None:
    data = yaml.safe_load(GOOD)
    part = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        schema().validate(_plain(data))


def _plain(data: Any) -> Any:
    """The data as JSON has them."""
    return json.loads(json.dumps(data, default=str))


def test_what_a_mapping_holds_is_checked_as_a_dossier_is() -> None:
    file = load_mapping(MAPPING).file
    dossier = Dossier(dossier="x", organs=file.organs, claims={"c1": file.claim}, acts=())
    assert dossier_from_data(dossier, load_acts()) is dossier
