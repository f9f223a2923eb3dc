"""What every adapter is: a way to ask another engine which trees of a stratum are true."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from bench.lowering import Form, Value

Given: TypeAlias = Mapping[str, Value]
"""Variables with their values."""


class Peer(Protocol):
    """Another engine, holding the rules of one edition."""

    def facts(self, stratum: int, given: Given) -> object:
        """Puts the facts into the form that the engine takes fastest. This is not timed."""

    def ask(self, stratum: int, facts: Any, derived: Given) -> Sequence[object]:
        """Evaluates one stratum. This is timed.

        Args:
            stratum: The stratum, from 0.
            facts: What `facts` returned for this case and stratum.
            derived: What earlier strata settled and this one reads.

        Returns:
            Something truthy for each tree that is true, in order.
        """


Make: TypeAlias = Callable[[Sequence[Form]], Peer]
