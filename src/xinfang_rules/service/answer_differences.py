"""What two answers say differently, place by place."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

_KEYS: Final = ("rule", "fact", "name", "question", "document", "id", "part")
"""By the first of these that they have, the members of a list are told apart, wherever they stand."""

_WORDS: Final = frozenset(
    {"title", "label", "labels", "text", "ask", "meaning", "because", "readings", "notes", "origin", "candidates_label"}
)
"""What is worded, and says nothing that is not said elsewhere."""


class AnswerDifference(NamedTuple):
    """One thing in which two answers differ.

    Attributes:
        at: Where, as a path; members of lists are named by what tells them apart.
        stored: What the stored one says; None if it has no such part.
        now: What the present one says.
    """

    at: str
    stored: Any
    now: Any

    @property
    def worded(self) -> bool:
        """Whether it is one of words alone."""
        return not _WORDS.isdisjoint(self.at.split("/"))


def differences(stored: Any, now: Any, at: str = "") -> Iterator[AnswerDifference]:
    """Yields what differs between two answers as JSON has them."""
    if isinstance(stored, list) and isinstance(now, list):
        stored, now = _by_name(stored), _by_name(now)
    if not (isinstance(stored, Mapping) and isinstance(now, Mapping)):
        if stored != now:
            yield AnswerDifference(at or "/", stored, now)
        return
    for key in dict.fromkeys((*stored, *now)):
        here = f"{at}/{key}"
        if key in stored and key in now:
            yield from differences(stored[key], now[key], here)
        else:
            yield AnswerDifference(here, stored.get(key), now.get(key))


def _by_name(members: list[Any]) -> Mapping[str, Any]:
    """Returns the members of a list by what tells them apart; by their places where nothing does."""
    if all(isinstance(member, Mapping) for member in members):
        for key in _KEYS:
            names = [member.get(key) for member in members]
            if all(isinstance(name, str) for name in names) and len({*names}) == len(names):
                return dict(zip(names, members, strict=True))
    elif all(isinstance(member, str) for member in members) and len({*members}) == len(members):
        return {member: member for member in members}
    return {str(place): member for place, member in enumerate(members)}
