"""A choice sequence: what is generated from a string of bytes can be repeated, and minimised by Hypothesis.

A zero is always the simplest choice, and what lies behind the end is zero.
"""


class ChoiceSequence:
    """Reads choices one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def number(self, width: int = 2) -> int:
        """Returns the next number of so many bytes."""
        start, self._place = self._place, self._place + width
        return int.from_bytes(self._data[start : start + width], "little")

    def choose(self, count: int) -> int:
        """Returns a choice among so many, from 0."""
        return self.number() % count if count > 1 else 0

    def chance(self, share: float) -> bool:
        """Tells, in about this share of all cases, yes; never at a zero."""
        return self.number() > (1 - share) * 0xFFFF
