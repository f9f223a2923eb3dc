"""From the acts of many rows to the facts of their cases, row by row of `acts.yaml`.

The counterpart of `xinfang_rules.dossier.projection`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from xinfang_rules.dossier.acts_file import ClaimShorthand, Row
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.projection import mapped, named, rows_of, told_of_claim
from xinfang_rules.errors import CaseError
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.scope import member_name
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.registers.act_columns import CodedColumn, DayColumn
from xinfang_rules.registers.block_acts import BlockAct, Days, Flags, Numbers, days_of
from xinfang_rules.registers.block_parts import BlockPart
from xinfang_rules.registers.block_record import BlockContext, Chosen, Named

OPEN: Final = -1
"""Stands for a value that is not known."""


class StatedValues:
    """What values of facts are as numbers: the case model says what each is."""

    def __init__(self, table: ActsTable) -> None:
        self.facts = table.rulebook.facts
        self._model = table.rulebook.case_model
        self._met: dict[tuple[str, type, Any], Mapping[str, Any] | CaseError] = {}

    def of(self, fact: str, value: Any) -> Mapping[str, Any] | CaseError:
        """Returns the number of each choice and count, the bounds of a day, by its place; or why it is no value."""
        key = fact, type(value), str(value) if isinstance(value, (dict, list)) else value
        if key not in self._met:
            try:
                case = self._model.from_facts({fact: value})
            except CaseError as error:
                self._met[key] = error
            else:
                spec = self.facts[fact]
                self._met[key] = _numbers(spec, getattr(getattr(case, spec.group), spec.key))
        return self._met[key]


def _numbers(spec: FactSpec, value: Any) -> Mapping[str, Any]:
    if spec.kind == "set":
        held = value if isinstance(value, dict) else {}
        return {member_name(spec.name, member): _choice(held.get(member, UNKNOWN)) for member in spec.members}
    if spec.kind == "date":
        if value == UNKNOWN:
            return {spec.name: (EARLIEST, NEVER, False)}
        if isinstance(value, DayBounds):
            first, last = value.not_before, value.not_after
            bounds = EARLIEST if first is None else first.toordinal(), NEVER if last is None else last.toordinal()
            return {spec.name: (*bounds, value.happened is True)}
        return {spec.name: (value.toordinal(), value.toordinal(), True)}
    if value == UNKNOWN:
        return {spec.name: OPEN}
    if spec.kind == "count":
        return {spec.name: value}
    return {spec.name: _choice(value) if spec.kind == "bool" else spec.members.index(str(value))}


def _choice(truth: Any) -> int:
    return OPEN if truth == UNKNOWN else 0 if truth else 1


class BlockFacts:
    """The facts of a part, of some rows.

    Attributes:
        told: By the fact, the rows of which something was said, be it that it is unknown.
        numbers: By place: of a choice which value it is, of a count the number; `OPEN` where it is unknown.
        days: By the fact: the day.
        wrong: The rows in which a value is none that the fact can have.
    """

    def __init__(self, rows: int, values: StatedValues) -> None:
        self.told: dict[str, Flags] = {}
        self.numbers: dict[str, Numbers] = {}
        self.days: dict[str, Days] = {}
        self.wrong = np.zeros(rows, np.bool_)
        self._errors: list[tuple[Flags, CaseError]] = []
        self._values = values
        self._rows = rows

    def put(self, fact: str, where: Any, value: Any) -> None:
        """Says what a fact is in some rows, unless that was said already."""
        numbers = self._values.of(fact, value)
        new = self._new(fact, where)
        if isinstance(numbers, CaseError):
            self._refuse(new, numbers)
            return
        for place, number in numbers.items():
            if self._values.facts[fact].kind == "date":
                self._put_days(fact, new, Days(*(np.array(one) for one in number)))
            else:
                self._put_numbers(place, new, np.int32(number))

    def put_days(self, fact: str, where: Any, days: Days) -> None:
        """Says on which day it was in some rows, unless that was said already."""
        self._put_days(fact, self._new(fact, where), days)

    def put_told(
        self, fact: str, where: Any, column: CodedColumn, read: Callable[[Any], Any] = lambda told: told
    ) -> None:
        """Says in some rows what a column tells, read as a value of the fact (None says nothing), unless it was."""
        values = [read(value) for value in column.values]
        if self._values.facts[fact].kind in ("set", "date"):
            for code, value in enumerate(values):
                if value is not None:
                    self.put(fact, where & (column.codes == code), value)
            return
        numbers = np.full(len(values) + 1, OPEN, np.int32)
        says = np.array([*(value is not None for value in values), False])
        new = self._new(fact, where & says[column.codes])
        for code, value in enumerate(values):
            found = {fact: OPEN} if value is None else self._values.of(fact, value)
            if isinstance(found, CaseError):
                self._refuse(new & (column.codes == code), found)
            else:
                numbers[code] = found[fact]
        self._put_numbers(fact, new, numbers[column.codes])

    def reasons(self) -> Iterator[tuple[int, str]]:
        """Yields the rows in which a value is none, each with the reason, in Chinese."""
        for where, error in self._errors:
            yield from ((row, error.text("zh")) for row in np.flatnonzero(where).tolist())

    def _refuse(self, where: Flags, error: CaseError) -> None:
        if where.any():
            self.wrong |= where
            self._errors.append((where, error))

    def _new(self, fact: str, where: Any) -> Flags:
        before = self.told.get(fact)
        if before is None:
            self.told[fact] = new = np.array(np.broadcast_to(where, (self._rows,)))
            return new
        added: Flags = where & ~before
        self.told[fact] = before | added
        return added

    def _put_numbers(self, place: str, new: Flags, numbers: Any) -> None:
        self.numbers[place] = np.where(new, numbers, self.numbers.get(place, np.int32(OPEN)))

    def _put_days(self, fact: str, new: Flags, days: Days) -> None:
        before = self.days.get(fact) or Days(*map(np.array, (NEVER, NEVER, True)))
        self.days[fact] = Days(*(np.where(new, one, other) for one, other in zip(days, before, strict=True)))


def facts_of(part: BlockPart, values: StatedValues, *, closed: bool = True) -> BlockFacts:
    """Returns the facts of a part; `closed` if what is not recorded has not happened, as far as it would be."""
    return _Projection(part, values, closed=closed).facts()


def hangs_on_answers(part: BlockPart, table: ActsTable) -> Flags:
    """Tells of which rows an act shows a fact only where the part has an answer, and there is such an act."""
    found = np.zeros(len(part.rows), np.bool_)
    for _, row, _, _ in rows_of(table):
        if row.act is not None and row.act.kind_if:
            for chosen in part.context.chosen(row.act):
                found |= chosen.may & ~chosen.sure
    return found


class _Projection:
    def __init__(self, part: BlockPart, values: StatedValues, *, closed: bool) -> None:
        self._part = part
        self._context: BlockContext = part.context
        self._closed = closed
        self._file = part.context.block.table.file
        self._facts = BlockFacts(len(part.rows), values)

    def facts(self) -> BlockFacts:
        self._stated()
        receives = self._part.role == "receiver"
        for name, row, day, of_the_handling in rows_of(self._context.block.table):
            if not (receives and of_the_handling):
                self._value(name, row, day=day)
        return self._facts

    def _stated(self) -> None:
        """Puts what is stated of the claim, of the organ and of the matter: what comes first counts."""
        block, facts = self._context.block, self._facts
        columns, rows, everywhere = block.columns, block.rows, np.True_
        claim, organ = columns.claim, columns.organs[self._context.organ]
        for key, shorthand in reversed(self._file.claims.items()):
            column = getattr(columns, key, None)
            if column is not None:
                self._of_claim(key, shorthand, CodedColumn(column.values, column.codes[rows]))
            for fact, value in told_of_claim(shorthand, getattr(claim, key, None)).items():
                facts.put(fact, everywhere, value)
        for groups in (claim.facts, organ.facts):
            for fact, value in named(groups).items():
                facts.put(fact, everywhere, value)
        for fact, told in columns.facts.items():
            if isinstance(told, DayColumn):
                days = days_of(told, rows)
                facts.put_days(fact, (days.low > EARLIEST) | (days.high < NEVER), days)
            else:
                facts.put_told(fact, everywhere, CodedColumn(told.values, told.codes[rows]))
        for fact, value in named(columns.matter).items():
            facts.put(fact, everywhere, value)

    def _of_claim(self, key: str, shorthand: ClaimShorthand, column: CodedColumn) -> None:
        for code, told in enumerate(column.values):
            where = column.codes == code
            for fact, value in told_of_claim(shorthand, told).items():
                self._facts.put(fact, where, value)

    def _value(self, name: str, row: Row, *, day: bool) -> None:
        context, facts, everywhere = self._context, self._facts, np.True_
        structure = self._file.structure
        if row.direct and context.arrival.act != structure.raises:
            return
        if row.arrival is not None:
            self._taken(name, row, context.arrival, row.arrival, everywhere, day=day)
        elif row.piece is not None:
            for act in context.block.of(structure.raises):
                self._taken(name, row, act, row.piece, act.there, day=day)
        elif row.organ is not None:
            value = getattr(context.block.columns.organs[context.organ], row.organ)
            if value is not None:
                facts.put(name, everywhere, value)
        elif row.number_of is not None:
            for names, where in context.who(row.number_of):
                if names:
                    facts.put(name, where, len(names))
        elif row.first_of is not None:
            left = np.ones(len(self._part.rows), np.bool_)
            for branch in row.first_of:
                if branch.when is None:
                    facts.put(name, left, branch.value)
                    break
                truth = context.truth(branch.when)
                if (left & truth.yes).any():
                    facts.put(name, left & truth.yes, branch.value)
                left = left & truth.no
        elif row.act is not None:
            self._of_act(name, row, list(context.chosen(row.act)), day=day)

    def _taken(self, name: str, row: Row, act: BlockAct, key: str, where: Any, *, day: bool) -> None:
        """Puts what an act tells."""
        if day:
            recorded, days = act.taken_day(key)
            if (where & recorded).any():
                self._facts.put_days(name, where & recorded, days)
            return
        if key in ("act", "by", "to"):
            value = mapped(row.map, getattr(act, key))
            if value is not None:
                self._facts.put(name, where, value)
            return
        told = act.told.get(key)
        if told is not None:
            self._facts.put_told(name, where & ~act.perhaps, told, lambda value: mapped(row.map, value))

    def _of_act(self, name: str, row: Row, chosen: list[Chosen], *, day: bool) -> None:
        assert row.act is not None
        assert row.take is not None
        rows, facts = len(self._part.rows), self._facts
        acts, many, best = row.act.act, np.zeros(rows, np.int32), np.full(rows, NEVER, np.int32)
        sign = np.int32(1 if row.pick == "first" else -1)
        for one in chosen:
            many += one.may
            best = np.where(one.may, np.minimum(best, sign * one.act.rank), best)
        none = many == 0
        until = self._until(row, acts)
        complete = (until > 0) & (until >= self._context.block.today)
        if not day:
            for one in chosen:
                self._taken(name, row, one.act, row.take, one.sure & (sign * one.act.rank == best), day=False)
            if row.none is not None and (none & complete).any():
                facts.put(name, none & complete, row.none)
            return
        self._not_done(name, none & ~complete, until)
        for one in chosen:
            taken = one.may & (sign * one.act.rank == best)
            recorded, days = one.act.taken_day(row.take)
            several = taken & ~one.sure & (many > 1)
            left = taken & ~several
            unrecorded = left & ~recorded
            if unrecorded.any():
                shown = self._until(row, tuple(f"{act}.{row.take}" for act in acts))
                self._unknown(name, unrecorded & ~((shown > 0) & (shown >= self._context.block.today)))
            self._unknown(name, several)
            facts.put_days(name, left & recorded & one.sure, days)
            # If it is not this act, then it is what it would be without it.
            unsure = left & recorded & ~one.sure
            if unsure.any():
                facts.put_days(name, unsure & complete, days._replace(sure=np.zeros_like(days.sure)))
                self._unknown(name, unsure & ~complete)

    def _until(self, row: Row, acts: tuple[str, ...]) -> Numbers:
        """Returns until when the record would show acts, an ordinal; 0 where nobody knows."""
        found = np.zeros(len(self._part.rows), np.int32)
        if self._closed:
            for names, where in self._keepers(row):
                until = self._context.block.shown_until(names, acts)
                found = np.where(where, np.int32(until), found)
        return found

    def _keepers(self, row: Row) -> Iterable[tuple[Named, Any]]:
        context, own = self._context, (self._context.organ,)
        if row.record != "self":
            ((above, _),) = context.who("superior")
            return [(names or above or own, where) for names, where in context.who(row.record)]
        assert row.act is not None, "only what an act shows may be shown by a record"
        return [(names or own, where) for names, where in context.keepers(row.act)]

    def _not_done(self, name: str, where: Flags, until: Numbers) -> None:
        """Puts that something has not happened up to a day, and that nobody knows what came after."""
        if where.any():
            low = np.where(until > 0, until + np.int32(1), np.int32(EARLIEST))
            nobody = np.zeros(len(low), np.bool_)
            self._facts.put_days(name, where, Days(low, np.full(len(low), NEVER, np.int32), nobody))

    def _unknown(self, name: str, where: Flags) -> None:
        self._not_done(name, where, np.zeros(len(where), np.int32))
