"""Properties of reading: data comes back with its places, and any text is a document or an error."""

import json
import math
import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from tests.sources_helpers import Parse, checked, standard_input
from xinfang_rules.errors import Position
from xinfang_rules.sources import yaml_source
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.json_source import parse_json
from xinfang_rules.sources.reader import read_document
from xinfang_rules.sources.yaml_source import parse_yaml

Path_ = tuple[str | int, ...]

unhurried = settings(deadline=None)  # a slow machine is no failure

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
json_data = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


def same(left: object, right: object) -> bool:
    """Equal, with true unlike 1 and 1 unlike 1.0."""
    return repr(left) == repr(right)


def parts(data: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from parts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from parts(value, (*path, index))


def text_at(text: str, position: Position) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[position.line - 1][position.column - 1 :]


@unhurried
@given(
    data=json_data,
    ensure_ascii=st.booleans(),
    indent=st.sampled_from([None, 0, 2, "\t", " \t"]),
    colon=st.sampled_from([":", ": ", " \t: "]),
)
def test_json_comes_back_with_its_places(
    data: object, ensure_ascii: bool, indent: int | str | None, colon: str
) -> None:
    def dumped(part: object) -> str:
        return json.dumps(part, ensure_ascii=ensure_ascii)

    text = json.dumps(data, ensure_ascii=ensure_ascii, indent=indent, separators=(",", colon))
    document = parse_json(text, "f")
    assert same(document.data, data)
    for path, part in parts(data):
        start = part if not isinstance(part, dict | list) else None
        here = text_at(text, document.position(path))
        assert here.startswith("{" if isinstance(part, dict) else "[" if isinstance(part, list) else dumped(start))
        if path and isinstance(path[-1], str):
            assert text_at(text, document.position(path, key=True)).startswith(dumped(path[-1]) + colon)


def yaml_quoted(text: str) -> str:
    escaped = (c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return '"' + "".join(escaped) + '"'


def yaml_scalar(value: object) -> str:
    return yaml_quoted(value) if isinstance(value, str) else json.dumps(value)


def yaml_block(data: object, indent: str = "") -> str:
    """Writes YAML in block style, as a person would, with every text in quotes."""
    if isinstance(data, dict) and data:
        entries = [f"{yaml_quoted(key)}:{yaml_below(value, indent)}" for key, value in data.items()]
    elif isinstance(data, list) and data:
        entries = [f"-{yaml_below(value, indent)}" for value in data]
    else:
        return indent + (json.dumps(data) if isinstance(data, dict | list) else yaml_scalar(data)) + "\n"
    return "".join(indent + entry for entry in entries)


def yaml_below(value: object, indent: str) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + yaml_block(value, indent + "  ")
    return " " + yaml_block(value)


@unhurried
@given(data=json_data)
def test_yaml_comes_back_with_its_places(data: object) -> None:
    text = yaml_block(data)
    document = parse_yaml(text, "f")
    assert same(document.data, data)
    for path, part in parts(data):
        here = text_at(text, document.position(path))
        if isinstance(part, dict):
            assert here.startswith(yaml_quoted(next(iter(part))) if part else "{}")
        elif isinstance(part, list):
            assert here.startswith("-" if part else "[]")
        else:
            assert here.startswith(yaml_scalar(part))
        if path and isinstance(path[-1], str):
            assert text_at(text, document.position(path, key=True)).startswith(yaml_quoted(path[-1]) + ":")


@unhurried
@given(data=json_data)
def test_plain_json_is_the_same_in_yaml(data: object) -> None:
    text = json.dumps(data, ensure_ascii=False)
    try:
        read = parse_yaml(text, "f").data
    except SourceError as error:
        codes = {diagnostic.code for diagnostic in error.diagnostics}
    else:
        codes = set()
        assert same(read, data)
    assert codes <= {"control-character"}, "YAML wants escapes where JSON does not"


@unhurried
@given(text=st.text(alphabet="01234567890123456789+-.eExo_~nulNatrfsi"))
def test_a_plain_scalar_is_a_finite_number_or_what_is_written(text: str) -> None:
    try:
        value = yaml_source.resolve(text)
    except ValueError:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert math.isfinite(value)
        assert value == (
            int(text, 0) if text[:2] in ("0x", "0o") else float(text) if isinstance(value, float) else int(text)
        )
    elif isinstance(value, str):
        assert value == text


YAML_WORDS = (
    "\n  ¦\n- ¦: ¦- ¦? ¦&a ¦*a¦!t ¦---\n¦...\n¦%YAML 1.2\n¦%TAG ! x\n¦%X\n¦\\ud800¦\\U0000dfff¦\\x41¦\n\t¦|\n¦>-\n"
    "¦<<: ¦1e999¦.nan¦0x¦null¦true¦：¦\ufeff¦\x00¦\x85¦\u2028¦\ud800¦\udfff¦😀¦!%ED%A0%80 "
)
JSON_WORDS = '"a"¦"b":¦null¦NaN¦-Infinity¦\\u¦\\ud83d¦\\ude00'
yaml_pieces = st.lists(st.sampled_from([*"abc:-?[]{},#&*!|>'\"%@`~\t\n\r \\=<.", *YAML_WORDS.split("¦")])).map("".join)
json_pieces = st.lists(st.sampled_from([*"{}[]:,\"'\\ \t\n1-.eE/#+", *JSON_WORDS.split("¦")])).map("".join)
any_text = st.text() | st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF)) | yaml_pieces | json_pieces


def only_a_document_or_an_error(parse: Parse, text: str) -> None:
    try:
        document = parse(text, "f")
    except SourceError as error:
        checked(error)
        last = len(re.split(r"\r\n|\r|\n", text))
        for diagnostic in error.diagnostics:
            assert 0 <= diagnostic.position.line <= last + 1
    else:
        for path, _ in parts(document.data):
            assert text_at(text + "\n", document.position(path)) is not None


@unhurried
@given(text=any_text)
def test_any_text_is_a_document_or_an_error(text: str) -> None:
    only_a_document_or_an_error(parse_yaml, text)
    only_a_document_or_an_error(parse_json, text)


@unhurried
@given(text=any_text)
def test_any_text_is_a_document_or_an_error_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_Loader", yaml.SafeLoader)
        only_a_document_or_an_error(parse_yaml, text)


@unhurried
@given(text=json_pieces | st.text())
def test_what_is_read_as_json_is_what_the_standard_library_reads(text: str) -> None:
    try:
        data = parse_json(text, "f").data
    except SourceError as error:
        if {d.code for d in error.diagnostics} & {"syntax", "control-character", "empty"}:
            with pytest.raises(json.JSONDecodeError):
                json.loads(text.removeprefix("\ufeff"))
    else:
        assert same(data, json.loads(text.removeprefix("\ufeff")))


@unhurried
@given(content=st.binary())
def test_any_bytes_are_a_document_or_an_error(content: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        standard_input(patch, content)
        try:
            read_document("-", limit=50)
        except SourceError as error:
            checked(error)
