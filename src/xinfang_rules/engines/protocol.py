"""What every engine does."""

from collections.abc import Sequence
from typing import Protocol

from xinfang_rules.logic.truth import Values


class Engine(Protocol):
    """Computes the truth of conditions, stratum by stratum. Made for one edition; safe to share between threads."""

    @property
    def name(self) -> str:
        """The engine's name."""

    def stratum(self, index: int, values: Values) -> Sequence[int]:
        """Evaluates one stratum.

        Args:
            index: The stratum, from 0.
            values: What is known, with everything filled in that earlier strata settle.

        Returns:
            One truth value for each unit of the stratum, in the order of `Stratum.units`.
        """
