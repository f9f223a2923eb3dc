"""What the tests of sources share: a rule file, and the findings of a text that is refused."""

import io
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xinfang_rules.sources.document import MAX_FINDINGS, SOURCE_CODES, Document, SourceError

Parse = Callable[[str, str], Document]

RULE = """\
# 第三十四条
rules:
  - id: handling.conclude
    cite: {at: "34", quote: 应当自受理之日起60日内办结}
    when:
      all:
        - petition.accepted: true
  - id: "second"
"""


def refused(parse: Parse, text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SourceError) as caught:
        parse(text, "f")
    return checked(caught.value)


def checked(error: SourceError) -> list[tuple[int, int, str]]:
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.code in SOURCE_CODES
        assert str(diagnostic).isprintable(), "one line without control characters"
    assert list(error.diagnostics[:-1]) == sorted(error.diagnostics[:-1])
    assert len(error.diagnostics) <= MAX_FINDINGS + 1
    return [(d.position.line, d.position.column, d.code) for d in error.diagnostics]


def message(parse: Parse, text: str) -> str:
    with pytest.raises(SourceError) as caught:
        parse(text, "f")
    return str(caught.value)


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listener(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path has at most some hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")
