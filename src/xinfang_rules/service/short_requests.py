"""Short requests: where no worker is idle, they are answered where they arrive, as to wait would take longer.

Only what is surely done within a few milliseconds, so that no other request waits for it: a small case by the usual
rules, without anything that is searched for. Whatever is wrong with a request, a worker tells.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.service.service_settings import ServiceSettings

if TYPE_CHECKING:
    from xinfang_rules.service.answer_records import Reply
    from xinfang_rules.service.rules_at_hand import RulesAtHand

_TOLD: Final = frozenset({"case", "as_of", "record"})
"""What such a request may say."""


class ShortRequests:
    """Answers short requests."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        # Local rules are read when a case first needs them, which takes longer.
        self._most = settings.short if settings.workers and settings.place is None else 0

    def start(self) -> None:
        """Reads and links all that is needed, before somebody waits for it."""
        if self._most:
            from xinfang_rules.rulebook.shipped import shipped_heads
            from xinfang_rules.service.request_text import canonical

            for day in {head.since for head in shipped_heads() if head.since is not None}:
                self._answer({"case": {}, "as_of": day.isoformat()}, b"", None)
            self._answer({"case": {}}, canonical({"case": {}}), None)

    def answer(self, endpoint: str, body: bytes, name: str | None) -> "Reply | None":
        """Answers a request, by the name that the caller gave it; None if it is not short, or anything is wrong."""
        if endpoint != "evaluate" or len(body) > self._most:
            return None
        from xinfang_rules.service.request_text import read_quickly

        try:
            data = read_quickly(body)
            return self._answer(data, body, name) if type(data) is dict and data.keys() <= _TOLD else None
        except Exception:  # a worker tells what it was, or breaks likewise
            return None

    def _answer(self, data: dict[str, Any], body: bytes, name: str | None) -> "Reply":
        from xinfang_rules.service.asked import Asked
        from xinfang_rules.service.case_operations import evaluated_plainly
        from xinfang_rules.service.request_text import RequestText

        return evaluated_plainly(Asked(self._rules, "evaluate", data, RequestText(body), {})).reply(name)

    @cached_property
    def _rules(self) -> "RulesAtHand":
        from xinfang_rules.service.rules_at_hand import RulesAtHand

        return RulesAtHand(self._settings)
