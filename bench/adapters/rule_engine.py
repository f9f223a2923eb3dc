"""rule-engine (pure Python, an AST of its own): one parsed rule for each stratum, an array of all conditions.

`Rule(text)` parses once; `evaluate` walks its tree with the facts as a dictionary, the default resolver. One rule for
each condition and `matches` is a little slower, and so is a context that declares types.
"""

from collections.abc import Sequence
from importlib import import_module

from bench.adapters.infix import WORDS
from bench.adapters.peer import Given, Peer
from bench.lowering import Form


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to rule-engine."""
    return _Rules(strata)


class _Rules:
    def __init__(self, strata: Sequence[Form]) -> None:
        rule = import_module("rule_engine").Rule
        self._evaluate = [rule(WORDS.as_list(form.trees)).evaluate for form in strata]

    def facts(self, stratum: int, given: Given) -> dict[str, object]:
        return dict(given)

    def ask(self, stratum: int, facts: dict[str, object], derived: Given) -> Sequence[object]:
        found: Sequence[object] = self._evaluate[stratum]({**facts, **derived} if derived else facts)
        return found
