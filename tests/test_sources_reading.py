"""Reading files and standard input: names, formats, sizes and encodings."""

import os
import sys
from pathlib import Path

import pytest

from tests.sources_helpers import checked, standard_input
from xinfang_rules.errors import Position
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_document, read_text
from xinfang_rules.sources.yaml_source import parse_yaml


def read_refused(path: Path | str, *, limit: int = 1000, at: tuple[int, int] = (0, 0)) -> str:
    with pytest.raises(SourceError) as caught:
        read_document(path, limit=limit)
    (diagnostic,) = caught.value.diagnostics
    assert checked(caught.value) == [(*at, diagnostic.code)]
    return f"{diagnostic.code}: {diagnostic.message}"


@pytest.mark.parametrize(
    ("name", "text", "data"),
    [
        ("a.json", '{"a": true}', {"a": True}),
        ("a.JSON", "[1]", [1]),
        ("a.yaml", "{a: no}", {"a": "no"}),
        ("a.yml", "a: 1", {"a": 1}),
        ("a", ' \n{"a": 1}', {"a": 1}),
        ("a.txt", "[1]", [1]),
        ("a.case", "a: 1", {"a": 1}),
    ],
)
def test_the_suffix_or_the_text_decides_the_format(tmp_path: Path, name: str, text: str, data: object) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    document = read_document(tmp_path / name)
    assert document.data == data
    assert document.source == str(tmp_path / name)
    assert read_document(str(tmp_path / name)).data == data


def test_a_suffix_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("a: 1", encoding="utf-8")
    assert read_refused_with_place(tmp_path / "a.json") == (1, 1, "syntax")


def read_refused_with_place(path: Path | str) -> tuple[int, int, str]:
    with pytest.raises(SourceError) as caught:
        read_document(path)
    (finding,) = checked(caught.value)
    return finding


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(tmp_path / "a.yaml", limit=10) == "a: 1"
    assert read_document(tmp_path / "a.yaml").data == {"a": 1}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("a: 1", encoding="utf-8")
    assert read_refused(tmp_path / "none.yaml") == "not-found: there is no such file"
    assert read_refused(tmp_path / "plain" / "below").startswith("not-found: ")
    assert read_refused("a\0b") == "not-found: no file can have this name"
    assert read_refused(tmp_path) == "is-directory: this is a directory; a file is needed"
    assert read_refused("").startswith("is-directory: ")
    assert read_refused("x" * 5000).startswith("unreadable: ")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.yaml"
    path.write_text("a: 1", encoding="utf-8")
    monkeypatch.setattr(Path, "open", forbid)
    assert read_refused(path) == "unreadable: the file cannot be read: Permission denied"
    assert read_refused(tmp_path).startswith("is-directory: "), "as Windows has it"


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names there")
def test_a_strange_name_makes_no_second_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[0m\udcff.yaml"
    assert read_refused(path).startswith("not-found: ")
    assert parse_yaml("a: 1", "a\nb信").position(()) == Position("a\\nb信", 1, 1)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(4 * 2**20 + 1)

    def forbid(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("xinfang_rules.sources.reader._read", forbid)
    assert read_refused(path, limit=4 * 2**20) == "too-large: the file has 4.01 MB; at most 4 MB are read"
    with path.open("wb") as file:
        file.truncate(11)
    assert read_refused(path, limit=10) == "too-large: the file has 11 bytes; at most 10 bytes are read"


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("0123456789", encoding="utf-8")
    assert read_text(tmp_path / "a.yaml", limit=10) == "0123456789"


@pytest.mark.parametrize(
    ("content", "at", "text"),
    [
        (b"ab\0c", (1, 3), "at byte 3 stands a NUL byte"),
        (b"\xff\xfea\0", (1, 1), "at byte 1 stands the byte 0xFF, which is not UTF-8; it seems to be UTF-16, which "
         "Notepad calls Unicode"),
        ("a: 1\nb: 信访".encode("gb18030"), (2, 4), "at byte 9 stands the byte 0xD0, which is not UTF-8; it seems to "
         "be GBK (ANSI)"),
        ("a: é".encode("latin-1"), (1, 4), "at byte 4 stands the byte 0xE9, which is not UTF-8"),
        (b"PK\x03\x04\0", (1, 5), "at byte 5 stands a NUL byte; it seems to be a document of an office program"),
        (b"a\0\xff", (1, 2), "at byte 2 stands a NUL byte"),
        (b"\xed\xa0\x80", (1, 1), "at byte 1 stands the byte 0xED, which is not UTF-8"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes, at: tuple[int, int], text: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    assert read_refused(tmp_path / "a.yaml", at=at) == f"not-text: {text}; save the file as UTF-8 text"


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(" \n", encoding="utf-8")
    assert read_refused(tmp_path / name).startswith("empty: ")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, "a: 信".encode())
    document = read_document("-")
    assert document.data == {"a": "信"}
    assert document.position(("a",)) == Position("<stdin>", 1, 4)
    standard_input(monkeypatch, b'{"a": 1}')
    assert read_document(Path("-")).data == {"a": 1}
    standard_input(monkeypatch, b"{a: 1}")
    assert read_refused_with_place("-") == (1, 2, "syntax"), "text that starts with { is JSON"


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, b"x" * 20)
    assert read_refused("-", limit=10) == "too-large: there are more than 10 bytes; at most 10 bytes are read"
    sys.stdin.close()
    assert read_refused("-") == "unreadable: standard input cannot be read: ValueError"
    monkeypatch.setattr(sys, "stdin", None)
    assert read_refused("-") == "unreadable: there is no standard input"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_source_without_a_size_is_still_limited() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no /dev/zero there")
    assert read_refused("/dev/zero", limit=10).startswith("too-large: there are more than 10 bytes")
