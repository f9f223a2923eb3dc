"""An edition made ready for tables: the tapes that answer what is wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.table.block import bounded, domains
from xinfang_rules.engines.table.day_tables import DayTables
from xinfang_rules.engines.table.inlining import Inlined, inlined
from xinfang_rules.engines.table.rounds import one_round
from xinfang_rules.engines.table.tape import BOUND, Key, Tape, tape
from xinfang_rules.language.conditions import Condition
from xinfang_rules.once import once
from xinfang_rules.program.lower import Program, lower
from xinfang_rules.program.narrowing import narrowing
from xinfang_rules.rulebook.edition_cache import per_edition, remembered
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE


class Wanted(NamedTuple):
    """What is to be worked out of each row.

    Attributes:
        names: Names of the scope: facts, concepts, questions, `status.<rule>`, `due.<rule>`.
        dues: The rules whose norms' last days are wanted with all that is known of them.
        facts: Facts, and members of sets, that are laid out though nothing of that reads them.
    """

    names: tuple[str, ...] = ()
    dues: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TableProgram:
    """The tapes of an edition.

    Attributes:
        edition: The edition.
        wanted: What they work out.
        sizes: For each name that is wanted, how many roots it has: one for each value, or two for a count or a day.
        exact: For rows of which everything is known. The roots are those of the names, seven for each norm whose last
            days are wanted, then whether every constraint holds, whether some day cannot be counted, and whether the
            row is to be left to the other tapes all the same.
        possible: For all rows, after propagation. The roots are the same up to whether some day cannot be counted, and
            without the constraints.
        narrow: One round of propagation: what the inputs are after it, whether something changed, and whether nothing
            is left possible.
        narrowed: The inputs that it writes.
        most_rounds: How many rounds may change something; a row in which one more does is broken.
        admissible: For all rows, whether each constraint may hold, in their order.
    """

    edition: Edition
    wanted: Wanted
    sizes: tuple[int, ...]
    exact: Tape
    possible: Tape
    narrow: Tape
    narrowed: tuple[Key, ...]
    most_rounds: int
    admissible: Tape

    @once
    def reads(self) -> frozenset[int]:
        """The first slots of the facts that make a difference to what is wanted, or to whether a row is admitted."""
        return self._read(self.exact, self.possible, self.narrow)

    @once
    def lays(self) -> frozenset[int]:
        """The first slots of the facts that are to be laid out."""
        slots = self.edition.layout
        return self.reads | self._read(self.admissible) | {slots[name] for name in self.wanted.facts}

    def _read(self, *tapes: Tape) -> frozenset[int]:
        keys, lowest = {key for one in tapes for key in one.reads}, frozenset(bounded(self.edition))
        return frozenset(slot if value != BOUND or slot in lowest else slot - 1 for slot, value in keys)


@per_edition
def _day_tables(edition: Edition) -> DayTables:
    return DayTables(working_calendar(edition.calendar))


@remembered
def prepared(wanted: Wanted, edition: Edition) -> TableProgram:
    """Returns the tapes of an edition; made at first use, kept by the edition."""
    days, constraints = _day_tables(edition), edition.constraints
    certain, interval = lower(edition, two_valued=True), lower(edition)
    flat = inlined(certain)
    named = [_of_name(certain, flat, name) for name in wanted.names]
    roots = [*chain(*named), *_of_dues(edition, flat, wanted.dues)]
    hold = certain.graph.conjunction(*(certain.lowering.condition(one.condition).true for one in constraints))
    exact = tape(certain.graph, [*roots, hold, flat.uncountable, flat.unsettled], days)

    flat = inlined(interval)
    roots = [root for name in wanted.names for root in _of_name(interval, flat, name)]
    roots += _of_dues(edition, flat, wanted.dues)
    may_hold = [interval.lowering.condition(one.condition).true for one in constraints]

    following = narrowing(edition)
    after = one_round(following, domains(edition))
    return TableProgram(
        edition,
        wanted,
        tuple(map(len, named)),
        exact,
        tape(interval.graph, [*roots, flat.uncountable], days),
        tape(following.graph, [*after.after.values(), after.changed, after.broken], days),
        tuple(after.after),
        following.most_rounds,
        tape(interval.graph, may_hold, days),
    )


def surely(edition: Edition, conditions: Iterable[Condition]) -> Tape:
    """Returns the tape that tells of conditions on facts where each surely holds."""
    program = lower(edition)
    false = (program.lowering.condition(one).false for one in conditions)
    return tape(program.graph, [program.graph.negation(node) for node in false], _day_tables(edition))


def _of_name(program: Program, flat: Inlined, name: str) -> Sequence[int]:
    edition, graph = program.edition, program.graph
    slot = edition.layout[name]
    if slot in flat.bits:
        return flat.bits[slot]
    if slot in flat.days:
        return flat.days[slot]
    many = domains(edition).get(slot)
    if many is not None:
        return [graph.among(slot, 1 << value) for value in range(many)]
    return graph.low(slot), graph.high(slot)


def _of_dues(edition: Edition, flat: Inlined, rules: Iterable[str]) -> list[int]:
    slots = [edition.layout[DUE + rule] for rule in rules]
    return [node for slot in slots for node in (*flat.dues[slot], *flat.done[slot])]
