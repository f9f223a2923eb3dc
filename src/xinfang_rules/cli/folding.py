"""Breaking Chinese text into lines: a Chinese character is two columns wide, and punctuation keeps its side."""

import re

from rich.cells import cell_len

_OPENING = "（【《「『“‘〔(["
_CLOSING = "、，。；：？！）】》」』”’〕"
# What stays together: an opening mark, then a character or a whole word (a date, a name of a fact), then closing marks.
_PIECE = re.compile(rf" +|[{re.escape(_OPENING)}]*(?:[!-~]+|.)[{_CLOSING}]*|.")


def fold(text: str, width: int) -> list[str]:
    """Breaks a text into lines of at most `width` columns.

    Args:
        text: The text, without line breaks.
        width: The width; a piece that is wider than it is cut anywhere.

    Returns:
        The lines; a single empty one for an empty text.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _PIECE.findall(text):
        wide = cell_len(piece)
        if used + wide > width and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            if piece.isspace():
                continue
        while wide > width:
            cut = _fitting(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
            wide = cell_len(piece)
        line, used = line + piece, used + wide
    return [*lines, line.rstrip(" ")] if line.strip(" ") or not lines else lines


def _fitting(text: str, width: int) -> int:
    """Returns how many characters fit; at least one."""
    count, used = 0, 0
    for char in text:
        used += cell_len(char)
        if used > width:
            break
        count += 1
    return max(count, 1)
