"""What every engine does."""

from typing import Protocol

from xinfang_rules.language.truth import Values


class Engine(Protocol):
    """Computes the truth of conditions, stratum by stratum. Made for one edition; safe to share between threads."""

    @property
    def name(self) -> str:
        """The engine's name."""

    @property
    def plain(self) -> bool:
        """Whether concepts, questions and norms without a period are read plainly too; the reference does so."""

    def stratum(self, index: int, values: Values, truths: list[int]) -> None:
        """Evaluates one stratum.

        Args:
            index: The stratum, from 0.
            values: What is known, with everything filled in that earlier strata settle.
            truths: One for each unit of the edition; those of this stratum, `FALSE` so far, are filled in.
        """
