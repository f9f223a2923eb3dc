"""Constraint checking: a case is refused, or completed by what propagation of the constraints finds."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.propagate import Domains, ImpossibleError
from xinfang_rules.language.conditions import AllOf, AnyOf, Condition, Not, atoms, blamed
from xinfang_rules.language.truth import FALSE, TRUE, Values
from xinfang_rules.once import once
from xinfang_rules.rulebook.model import Constraint, Edition

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Narrow


class Violation(NamedTuple):
    """A constraint that a case breaks, and the facts that break it."""

    constraint: Constraint
    facts: tuple[str, ...]


class InadmissibleError(Exception):
    """A case breaks constraints.

    Args:
        edition: The edition whose constraints it breaks.
        values: What was known when it was refused.
        failed: The constraint that left nothing possible; None if some are plainly false.
        false: Those that are plainly false; found out if None.
    """

    def __init__(
        self, edition: Edition, values: Values, failed: Constraint | None, false: Sequence[Constraint] | None = None
    ) -> None:
        self.values = values
        self._edition = edition
        self._failed = failed
        self._false = false
        super().__init__()

    def __str__(self) -> str:
        return ", ".join(violation.constraint.id for violation in self.violations)

    @once
    def violations(self) -> tuple[Violation, ...]:
        """The constraints that are broken. Worked out when first asked for: whoever tries values does not ask."""
        layout, broken = self._edition.layout, self._false
        if broken is None:
            broken = [c for c in self._edition.constraints if truth(c.condition, self.values, layout) == FALSE]
        if not broken and self._failed is not None:
            return (Violation(self._failed, self._failed.facts),)
        return tuple(Violation(c, _culprits(c.condition, self.values, layout, wanted=True)) for c in broken)


class Admissibility:
    """The constraints of an edition, made ready.

    Args:
        edition: The edition.
        narrow: Propagates constraints in an engine's way, and says no more of a broken case than that it is; if None,
            they are read as they are written, which is slow, and says which one is broken.
    """

    def __init__(self, edition: Edition, narrow: "Narrow | None" = None) -> None:
        self._edition = edition
        self._narrow = narrow
        self._names = {slot: name for name, slot in edition.layout.items()}
        self._readers: dict[str, set[int]] = {}
        for index, constraint in enumerate(edition.constraints):
            for name in constraint.facts:
                self._readers.setdefault(name, set()).add(index)
        # Days in an order come to rest within as many rounds as there are names, and begin anew only where a leaf has
        # been decided; what goes on longer goes on for ever: days that must each lie before the other.
        leaves = sum(1 for constraint in edition.constraints for _ in atoms(constraint.condition))
        self._most_rounds = (leaves + 1) * len(self._readers)

    def complete(self, values: Values, today: int, changed: Iterable[str] | None = None) -> Mapping[str, str]:
        """Narrows the values, in place, to what the constraints leave possible.

        Args:
            values: What the case says.
            today: The ordinal of the day of evaluation.
            changed: The names that changed since the values were completed; None if they never were.

        Returns:
            The names whose values were narrowed, each with the constraint that did it last.

        Raises:
            InadmissibleError: If nothing is left possible.
        """
        if self._narrow is not None:
            by: dict[int, int] = {}
            if not self._narrow(values, today, by):
                constraints, names = self._edition.constraints, self._names
                return {names[slot]: constraints[index].id for slot, index in by.items()}
        return self._read(values, today, changed)

    def _read(self, values: Values, today: int, changed: Iterable[str] | None) -> Mapping[str, str]:
        """Narrows the values by the constraints as they are written, in rounds, until nothing more follows."""
        constraints, slots = self._edition.constraints, self._edition.layout
        domains = Domains(values, slots, today, self._edition.layout.events)
        derived: dict[str, str] = {}
        # What follows from a constraint stays the same until something that it reads changes.
        waiting: Set[int] = set(range(len(constraints))) if changed is None else self._reading(changed)
        rounds, last = 0, None
        while waiting:
            rounds += 1
            if rounds > self._most_rounds:
                raise InadmissibleError(self._edition, values, last)
            if any(truth(constraints[index].condition, values, slots) == FALSE for index in waiting):
                raise InadmissibleError(self._edition, values, None)
            touched: set[int] = set()
            for index, constraint in enumerate(constraints):
                if index not in waiting and index not in touched:
                    continue
                touched.discard(index)
                if truth(constraint.condition, values, slots) == TRUE:
                    continue
                try:
                    domains.require(constraint.condition, True)
                except ImpossibleError:
                    raise InadmissibleError(self._edition, values, constraint) from None
                if domains.changed:
                    last = constraint
                    derived.update(dict.fromkeys(domains.changed, last.id))
                    touched.update(self._reading(domains.changed))
                    domains.changed.clear()
            waiting = touched
        return derived

    def _reading(self, names: Iterable[str]) -> set[int]:
        """Finds the constraints that read some of the names."""
        return {index for name in names for index in self._readers.get(name, ())}


def _culprits(condition: Condition, values: Values, layout: Mapping[str, int], *, wanted: bool) -> tuple[str, ...]:
    """Names the facts that make a condition other than wanted."""
    match condition:
        case Not(part):
            return _culprits(part, values, layout, wanted=not wanted)
        case AllOf(parts) | AnyOf(parts):
            wrong = [p for p in parts if truth(p, values, layout) == (FALSE if wanted else TRUE)]
            if isinstance(condition, AllOf) is wanted:
                wrong = wrong[:1]  # one failing part is enough to break a conjunction
            found: dict[str, None] = {}
            for part in wrong:
                found.update(dict.fromkeys(_culprits(part, values, layout, wanted=wanted)))
            return tuple(found)
        case leaf:
            return blamed(leaf)
