"""Characters that cannot be seen, and so can make a text read otherwise to a person than to a program.

They are the controls but tab and line breaks, what formats or orders text (bidirectional embeddings, zero-width
characters, tags), what chooses a variant of another character, fillers, breaks that only Unicode knows, private use
and halves of surrogate pairs. Spaces of other widths are no such characters: a person sees that there is something.
"""

import re
from typing import Final

UNSEEN: Final = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiner, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"  # zero width, directions, operators
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"  # halves of pairs, private use, no characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and music
    "]"
    "|\r(?!\n)"  # the line break of no system of today: where it is shown, it hides what stands before it
)
"""Matches one of them."""


def visible(text: str) -> str:
    r"""Returns a text in which each of them is an escape as JSON has it, such as `\u202e`, for a terminal to show."""
    return UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def code_point(character: str) -> str:
    """Returns the name of a character in ASCII, such as `U+202E`."""
    return f"U+{ord(character):04X}"
