"""A recorder at the border to the C library: what goes in, word for word."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest


@dataclass
class Border:
    """Hands everything on to durable-rules, and keeps what it was given."""

    library: Any = field(default_factory=lambda: import_module("durable_rules_engine"))
    rulesets: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)

    def create_ruleset(self, name: str, text: str) -> int:
        assert name == "rules"
        self.rulesets.append(text)
        handle: int = self.library.create_ruleset(name, text)
        self.handles.append(handle)
        return handle

    def delete_ruleset(self, handle: int) -> None:
        self.deleted.append(handle)
        self.library.delete_ruleset(handle)

    def assert_fact(self, handle: int, text: str) -> Any:
        self.messages.append(text)
        return self.library.assert_fact(handle, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.library, name)


def watch_the_border(monkeypatch: pytest.MonkeyPatch) -> Border:
    """Puts a recorder between the engine and the C library for every engine made from now on."""
    border = Border()
    monkeypatch.setattr("xinfang_rules.engines.durable.driver._library", lambda: border)
    return border
