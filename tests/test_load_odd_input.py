"""Whatever stands where a rule pack should: a clear error in one line a finding, never a traceback."""

from pathlib import Path

import pytest

from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import load

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"


CITES = (
    b"overlay: {id: trial, title: x}\n"
    b"instrument: {id: nobody, title: x, issuer: x, promulgated: 2020-01-01, in_force_from: 2020-01-01}\n"
    b'rules:\n  - {id: note.x, title: x, cite: {at: "%s", quote: "xx"}, note: x}\n'
)
"""A rule that cites, and an instrument without articles."""


def codes(error: pytest.ExceptionInfo[RulebookError]) -> list[str]:
    assert all(line.isprintable() for line in str(error.value).splitlines())
    assert len(str(error.value).splitlines()) == len(error.value.diagnostics)
    return [diagnostic.code for diagnostic in error.value.diagnostics]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "not-text"),
        (b"# nothing\n", "empty"),
        (b"just text", "value-type"),
        (b"- overlay: {id: x, title: y}\n", "value-type"),
        (b"3", "value-type"),
        (b"null", "value-type"),
        (b"rules: {a: b}\n", "value-type"),
        (CITES % ("9" * 5_000).encode(), "bad-form"),
        (CITES % b"99999", "bad-form"),
        (CITES % b"1\\n", "bad-form"),
        (CITES.replace(b"quote", b"in: nobody, quote") % b"1", "unknown-provision"),
        (b"1: x\n", "key-type"),
        (b"rules:\n  - [a]\n", "value-type"),
        (b"rules: &a [*a]\n", "anchor"),
        (b"rules: " + b"[" * 100_000, "too-deep"),
        (b"remove:\n" + b"  - x\n" * 250_000, "too-many-nodes"),
        (b"rules: [" + b" " * (5 * 2**20) + b"]", "too-large"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_odd_files_are_refused_in_one_line(tmp_path: Path, text: bytes, code: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(text)
    with pytest.raises(RulebookError) as caught:
        load(BASE, overlays=[file])
    assert code in codes(caught)


def test_a_message_is_short_however_long_a_name_is(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    rule = f'{{id: x, title: x, cite: {{at: "2.2", quote: xx}}, decides: {{outcome: {"x" * 100_000}}}}}'
    file.write_text(f"overlay: {{id: trial, title: x}}\nrules:\n  - {rule}\n", encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load(BASE, overlays=[file])
    assert codes(caught)
    assert max(map(len, str(caught.value).splitlines())) < 3_000


@pytest.mark.parametrize("place", ["absent", "absent/deeper", "a\0b", "a\nb", "a" * 5_000])
def test_a_place_that_is_not_there_is_refused(place: str, tmp_path: Path) -> None:
    for arguments in ({"pack": tmp_path / place}, {"overlays": [tmp_path / place]}, {"statutes": tmp_path / place}):
        with pytest.raises(RulebookError) as caught:
            load(**arguments)
        assert codes(caught) == ["not-found"]


@pytest.mark.parametrize("name", ["", "a\0b", "a\nb", "a" * 5_000])
def test_a_name_that_can_be_none_is_refused(name: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load(name)
    assert codes(caught) == ["empty-pack"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"articles": [{"article": 1}]}', '{"articles": 5}', "{"])
def test_an_official_text_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "model-rules.json").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load(BASE, statutes=tmp_path)
    assert codes(caught) == ["syntax"]


def test_conditions_may_be_as_deep_as_files(tmp_path: Path) -> None:
    deep = "{not: " * 58 + "{petition.joint: true}" + "}" * 58
    rule = f'{{id: note.deep, title: 试, cite: {{at: "2.2", quote: 十五日内告知}}, note: 试, when: {deep}}}'
    file = tmp_path / "deep.yaml"
    file.write_text(f"overlay: {{id: deep, title: 试}}\nrules:\n  - {rule}\n", encoding="utf-8")
    load(BASE, overlays=[file])
