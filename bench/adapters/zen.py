"""zen-engine (GoRules, Rust): the conditions of a stratum as one list expression.

Where the version offers `compile_expression`, the list is compiled once and evaluated with the facts as JSON bytes,
which its type stubs allow beside a dictionary and which is about a quarter faster; what earlier strata settled is
appended to the bytes. Measured slower: a dictionary, a precompiled decision with an expression node (2.5 times), and
an expression compiled at each call.

Where it does not (0.37.1), a decision with one expression node is created once and evaluated with a dictionary:
there `evaluate_expression` would parse the text again at each call, and JSON text is not taken.
"""

import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.adapters.infix import WORDS
from bench.adapters.peer import Given, Peer
from bench.lowering import Form


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to zen-engine."""
    zen = import_module("zen")
    lists = [WORDS.as_list(form.trees) for form in strata]
    return _Compiled(zen, lists) if hasattr(zen, "compile_expression") else _Decisions(zen, lists)


class _Compiled:
    def __init__(self, zen: Any, lists: Sequence[str]) -> None:
        self._evaluate = [zen.compile_expression(text).evaluate for text in lists]

    def facts(self, stratum: int, given: Given) -> bytes:
        return json.dumps(given).encode()

    def ask(self, stratum: int, facts: bytes, derived: Given) -> Sequence[object]:
        if derived:
            settled = json.dumps(derived).encode()
            facts = settled if facts == b"{}" else facts[:-1] + b"," + settled[1:]
        found: Sequence[object] = self._evaluate[stratum](facts)
        return found


class _Decisions:
    def __init__(self, zen: Any, lists: Sequence[str]) -> None:
        engine = zen.ZenEngine()
        self._decisions = [engine.create_decision(json.dumps(_graph(text))) for text in lists]

    def facts(self, stratum: int, given: Given) -> dict[str, object]:
        return dict(given)

    def ask(self, stratum: int, facts: dict[str, object], derived: Given) -> Sequence[object]:
        found: Sequence[object] = self._decisions[stratum].evaluate({**facts, **derived})["result"]["found"]
        return found


def _graph(text: str) -> dict[str, object]:
    place = {"x": 0, "y": 0}
    expressions = [{"id": "found", "key": "found", "value": text}]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": place},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "position": place,
                "content": {"expressions": expressions, "passThrough": False},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
