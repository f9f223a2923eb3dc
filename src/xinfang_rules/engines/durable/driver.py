"""A second opinion: the same conditions run by the Rete network of durable-rules, a library in C.

Its network is sound within the limits that `rulesets` keeps. This module drives it directly, without its host, whose
timer threads could take another evaluation's actions: for each ruleset of a stratum one message goes in, the rules
that fire come out, and a sentinel must fire last, or there is no answer.
"""

import os
import weakref
from collections.abc import Container
from importlib import import_module
from threading import Lock
from typing import Any, Final

from xinfang_rules.engines.durable.export import edition_rulesets
from xinfang_rules.engines.durable.rulesets import SENTINEL, Ruleset
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.protocol import MakeCounter
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.reference.run import Plan
from xinfang_rules.errors import EngineError
from xinfang_rules.language.truth import EITHER, Values
from xinfang_rules.rulebook.model import Edition

_SESSION: Final = "0"  # the network's own name for the session of a message that names none


class Durable:
    """Evaluates conditions by forward chaining. Threads take turns; a process that was forked builds its own.

    Raises:
        XinfangError: If durable-rules is not installed.
        EngineError: If it refuses a ruleset.
    """

    def __init__(self, edition: Edition, norms: Container[str] | None, counter: MakeCounter) -> None:
        self._plan = Plan(edition, DeadlineCounter(counter), norms)
        self._library = _library()
        self._strata, _ = edition_rulesets(edition)
        self._networks: dict[int, list[list[_Network]]] = {}
        self._lock = Lock()
        _ENGINES.add(self)

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates; see `Engine`."""
        return self._plan.run(self.conditions, values, today)

    def conditions(self, index: int, values: Values, truths: list[int]) -> None:
        """Computes the conditions of one stratum; see `Conditions`.

        Raises:
            EngineError: If durable-rules gives no answer.
        """
        parts, units = self._strata[index].parts, self._strata[index].stratum.condition_ids
        found = [EITHER] * (len(units) + parts)
        with self._lock:
            try:
                for networks in self._ready(index):
                    known = values + found[len(units) :] if parts else values
                    for network in networks:
                        for condition, outcome in network.settled(known):
                            found[condition] &= outcome
            except EngineError:
                self._networks.pop(index, None)  # a network that failed is not used again
                raise
        if 0 in found:
            raise EngineError("durable-rules found a condition both true and false")
        for unit, truth in zip(units, found, strict=False):  # behind the units stand the parts
            truths[unit] = truth

    def forget(self) -> None:
        """Drops every network without touching it, because it belongs to the process that this one was forked from."""
        for networks in self._networks.values():
            for network in (network for some in networks for network in some):
                network.finalizer.detach()
        self._networks = {}
        self._lock = Lock()

    def _ready(self, index: int) -> list[list["_Network"]]:
        if index not in self._networks:
            passes = self._strata[index].passes
            self._networks[index] = [[_Network(self._library, ruleset) for ruleset in some] for some in passes]
        return self._networks[index]


class _Network:
    """One ruleset inside durable-rules, deleted there when this is collected."""

    def __init__(self, library: Any, ruleset: Ruleset) -> None:
        self._library = library
        self._ruleset = ruleset
        self._handle = library.create_ruleset("rules", ruleset.text())
        self.finalizer = weakref.finalize(self, library.delete_ruleset, self._handle)
        self.finalizer.atexit = False
        self._fired('{"k":1}')  # the first message makes the network allocate what it keeps

    def settled(self, values: Values) -> list[tuple[int, int]]:
        """Returns the conditions that the values settle, each with its outcome."""
        meaning = self._ruleset.meaning
        return [meaning[rule] for rule in self._fired(self._ruleset.message(values))]

    def _fired(self, message: str) -> set[str]:
        """Returns the names of the rules that fire for a message, without the sentinel."""
        library, handle = self._library, self._handle
        fired: set[str] = set()
        try:
            code, state = library.assert_fact(handle, message)
            started = None if code else library.start_action_for_state(handle, state)
            if not started:  # without an action started, the library must not be asked to delete the state
                raise EngineError(f"durable-rules answered a message with code {code} and started nothing")
            action = started[1]
            while action:
                name = action[2 : action.index('"', 2)]
                if SENTINEL in fired:
                    raise EngineError("the network of durable-rules went on after its end")
                fired.add(name)
                action = library.complete_and_start_action(handle, state)
            library.delete_state(handle, _SESSION)
        except EngineError:
            raise
        except Exception as error:  # whatever the C library raises; it has no error class of its own
            raise EngineError(f"durable-rules failed: {error}") from None
        if SENTINEL not in fired:
            raise EngineError("the network of durable-rules did not come to its end")
        fired.discard(SENTINEL)
        return fired


def _library() -> Any:
    """Imports the network.

    Raises:
        EngineError: If it is not installed.
    """
    try:
        return import_module("durable_rules_engine")
    except ImportError:
        raise EngineError(
            "engine durable needs durable-rules: pip install 'xinfang-rules[durable]' (it is compiled at installation; "
            "on Python 3.13 and later set CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject)"
        ) from None


_ENGINES: "weakref.WeakSet[Durable]" = weakref.WeakSet()


def _after_fork() -> None:
    for engine in list(_ENGINES):
        engine.forget()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_after_fork)
