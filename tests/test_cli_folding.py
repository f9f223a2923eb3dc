"""Lines of Chinese text are folded to the width of the page."""

import sys

import pytest
from rich.cells import cell_len as measured

from xinfang_rules.cli.text_page import cell_len, fold


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("受理后告知。", 10, ["受理后告", "知。"]),  # the full stop does not begin a line, so 知 goes with it
        ("自2024-03-16起算", 12, ["自2024-03-16", "起算"]),  # 2 + 10 = 12 columns
        ("见（第二条）", 4, ["见", "（第", "二", "条）"]),  # the bracket does not end a line
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("告知 notice", 6, ["告知", "notice"]),
    ],
)
def test_folding_keeps_punctuation_on_its_side(text: str, width: int, lines: list[str]) -> None:
    assert fold(text, width) == lines


def test_every_character_is_as_wide_as_rich_says() -> None:
    texts = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF]
    assert [text for text in texts if cell_len(text) != measured(text)] == []


@pytest.mark.parametrize("text", ["", "自2024-03-16起算", "“第二条”—见…", "e\u0301", "\u26a0\ufe0f注意", "한국어，ｶﾅ"])
def test_texts_are_as_wide_as_rich_says(text: str) -> None:
    assert cell_len(text) == measured(text)
