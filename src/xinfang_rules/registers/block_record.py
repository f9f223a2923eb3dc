"""What the expressions of `acts.yaml` come to in many rows at once: Kleene's three truth values, one for each row.

The counterpart of `xinfang_rules.dossier.record`, which reads the same expressions in one dossier.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from xinfang_rules.dossier.acts_file import DecidedTest, DueTest, Selection, Test
from xinfang_rules.dossier.recorded_act import PETITIONER, Truth
from xinfang_rules.registers import truth_columns as kleene
from xinfang_rules.registers.block_acts import ActBlock, BlockAct, Flags, Numbers, Places
from xinfang_rules.registers.truth_columns import Truths

Named: TypeAlias = tuple[str, ...] | None
"""Whom a role names; None where nobody knows."""

Roles: TypeAlias = Mapping[str, list[tuple[Named, Any]]]
"""Whom each role may name, with the rows in which it does; a role that stands not here names nobody that is known."""

_NOBODY: Final[list[tuple[Named, Any]]] = [(None, np.True_)]


class Answers(NamedTuple):
    """The answers that a question may have, for each row as a mask.

    Attributes:
        names: The answers, in mask order.
        masks: Which are possible; 0 where it is not asked.
    """

    names: tuple[str, ...]
    masks: Any


class Chosen(NamedTuple):
    """An act of a selection.

    Attributes:
        act: The act.
        may: Where it may be one.
        sure: Where it surely is.
    """

    act: BlockAct
    may: Flags
    sure: Flags


@dataclass(frozen=True, eq=False)
class BlockContext:
    """Where expressions are read: in a part of each row of a block, and by an act that is spoken of.

    Attributes:
        block: The rows.
        organ: The organ of the part.
        arrival: The act that brought the piece here.
        start: The place after which the round begins.
        end: The place before which it ends.
        roles: Whom each role names.
        arrived_by: The last day that the place of the arrival can be.
        others: Where which organs besides handle the claim.
        it: The act that is spoken of.
        answers: The answers that the part may have; None before they are known.
        last_days: Between which days the last day of each duty lies: 0 where none is known.
    """

    block: ActBlock
    organ: str
    arrival: BlockAct
    start: Numbers
    end: Numbers
    roles: Roles
    arrived_by: Numbers
    others: Mapping[str, Flags] = field(default_factory=dict)
    it: BlockAct | None = None
    answers: Mapping[str, Answers] | None = None
    last_days: Mapping[str, tuple[Numbers, Numbers]] = field(default_factory=dict)

    def by(self, it: BlockAct) -> "BlockContext":
        """Returns the same by an act that is spoken of."""
        return replace(self, it=it)

    def taken(self, rows: Places, answers: Mapping[str, Answers] | None = None) -> "BlockContext":
        """Returns the same of some rows."""
        block = self.block.taken(rows)
        return replace(
            self,
            block=block,
            arrival=self.arrival.taken(rows),
            arrived_by=self.arrived_by[rows],
            start=self.start[rows],
            end=self.end[rows],
            roles={
                role: [(names, where[rows] if np.ndim(where) else where) for names, where in some]
                for role, some in self.roles.items()
            },
            others={organ: where[rows] for organ, where in self.others.items()},
            answers=answers,
            last_days={},
        )

    # Organs

    def who(self, role: str) -> list[tuple[Named, Any]]:
        """Returns whom a role may name, with the rows in which it does."""
        if role in ("it.by", "it.to"):
            assert self.it is not None, "the table was checked: `it` stands only where there is one"
            named = self.it.by if role == "it.by" else self.it.to
            return [(() if named is None else (named,), np.True_)]
        return self.roles.get(role, _NOBODY)

    def named(self, roles: Iterable[str], told: Callable[..., Truth]) -> Truths:
        """Returns what something is of whom some roles name."""
        ways = list(product(*map(self.who, roles)))
        if len(ways) == 1:
            return kleene.of(told(*(names for names, _ in ways[0])))
        yes = no = np.zeros(len(self.block), np.bool_)
        for way in ways:
            truth = told(*(names for names, _ in way))
            if truth is not None:
                where = np.logical_and.reduce([np.broadcast_to(one, yes.shape) for _, one in way])
                yes, no = (yes | where, no) if truth else (yes, no | where)
        return Truths(yes, no)

    def shown_to(self, keepers: Iterable[tuple[Named, Any]], acts: Iterable[str], day: Any) -> Any:
        """Returns where the record would show acts of some keepers, up to a day."""
        acts, found = tuple(acts), np.zeros(len(self.block), np.bool_)
        for names, where in keepers:
            until = self.block.shown_until(names, acts)
            found |= where & (until > 0) & (until >= day)
        return found

    # Acts

    def chosen(self, selection: Selection) -> Iterator[Chosen]:
        """Yields the acts of a selection that some row may have."""
        if selection.piece == "earlier":  # a row has one piece
            return
        for act in self.block.of(*selection.act):
            within = act.there & self._in_time(selection, act)
            if selection.piece == "this" and self.others:
                within &= ~is_about(self.block, act, self.others)
            if not within.any():
                continue
            truth = self._fits(selection, act)
            may = within & ~truth.no
            if may.any():
                yield Chosen(act, may, within & truth.yes)

    def _fits(self, selection: Selection, act: BlockAct) -> Truths:
        truths = [Truths(~act.perhaps, np.False_)]
        for role, wanted, who in (
            (selection.by, True, act.by), (selection.not_by, False, act.by), (selection.to, True, act.to),
        ):  # fmt: skip
            if role is not None:
                truths.append(self.named([role], _includes(who, wanted)))
        for allowed, name in ((selection.kind, "kind"), (selection.outcome, "outcome")):
            if allowed is not None:
                truths.append(_among(act, name, allowed))
        if selection.kind_if:
            truths.append(self._kind_if(selection, act))
        if selection.when is not None:
            truths.append(self.by(act).truth(selection.when))
        return kleene.all_of(truths)

    def _kind_if(self, selection: Selection, act: BlockAct) -> Truths:
        kind = act.told.get("kind")
        if kind is None:
            return kleene.UNKNOWN
        yes, no = kind.codes >= 0, np.zeros(len(self.block), np.bool_)
        for code, value in enumerate(kind.values):
            if (counts := selection.kind_if.get(value)) is not None:
                truth, where = self.by(act).truth(counts), kind.codes == code
                yes, no = yes & (~where | truth.yes), no | (where & truth.no)
        return Truths(yes, no)

    def _in_time(self, selection: Selection, act: BlockAct) -> Any:
        it, rank = self.it, act.rank
        match selection.time:
            case "round":
                return (self.start < rank) & (rank < self.end)
            case "arrival":
                return rank > self.arrival.rank
            case "before_arrival":
                return (rank < self.arrival.rank) & (np.True_ if it is None else rank > it.rank)
            case "after_it":
                return np.False_ if it is None else rank > it.rank
            case "before_it":
                return np.False_ if it is None else rank < it.rank
            case _:
                return np.True_

    def there_is(self, selection: Selection) -> Truths:
        """Tells whether there is an act of a selection."""
        if selection.piece == "earlier":
            return Truths(np.False_, self._first())
        none = np.zeros(len(self.block), np.bool_)
        yes, may = none, none
        for _, possible, sure in self.chosen(selection):
            yes, may = yes | sure, may | possible
        shown = self.shown_to(self.keepers(selection), selection.act, self._asked_until(selection))
        return Truths(yes, ~may & shown)

    def _first(self) -> Flags:
        """Tells where the piece is said to be the first about the matter."""
        structure, found = self.block.table.file.structure, np.zeros(len(self.block), np.bool_)
        for act in self.block.of(structure.raises):
            found |= act.there & _among(act, "first", (True,)).yes
        return found

    def _asked_until(self, selection: Selection) -> Any:
        """Returns the last day on which an act of a selection can have been done."""
        today = np.int32(self.block.today)
        if selection.time == "before_arrival":
            return np.minimum(self.arrived_by, today)
        return np.minimum(self.it.day.high, today) if selection.time == "before_it" and self.it is not None else today

    def keepers(self, selection: Selection) -> list[tuple[Named, Any]]:
        """Returns whose record would show an act of a selection."""
        if selection.by is not None and selection.by != PETITIONER:
            return self.who(selection.by)
        return [((self.organ,), np.True_)] if selection.to is None else self.who(selection.to)

    # Tests

    def truth(self, test: Test) -> Truths:
        """Returns what a test comes to."""
        if test.all_ is not None:
            return kleene.all_of(self.truth(part) for part in test.all_)
        if test.any_ is not None:
            return kleene.any_of(self.truth(part) for part in test.any_)
        if test.not_ is not None:
            return kleene.negated(self.truth(test.not_))
        if test.there_is is not None:
            return self.there_is(test.there_is)
        if test.is_there_no is not None:
            return kleene.negated(self.there_is(test.is_there_no))
        if test.organ is not None:
            tested, relations = test.organ, self.block.relations
            others = (tested.is_, tested.over, tested.directly_over, tested.of)
            roles = [tested.organ, *(one for one in others if one is not None), "self"]
            return self.named(
                roles, lambda *names: relations.truth(tested, dict(zip(roles, names, strict=True)).__getitem__)
            )
        if test.told is not None:
            return self.named([test.told], lambda names: bool(names) or None)
        if test.reached is not None:
            return self._reached()
        if test.falls_due is not None:
            return self._falls_due(test.falls_due)
        assert test.decided is not None
        return self._decided(test.decided)

    def _reached(self) -> Truths:
        act, today = self.it, self.block.today
        assert act is not None, "the table was checked: `it` stands only where there is one"
        low, high, _ = act.received
        dated = act.recorded & (low == high) & ~act.perhaps
        shown = self.shown_to([((act.by,), np.True_)], (f"{act.act}.received",), today)
        return Truths(dated & (low <= today), (dated & (low > today)) | (~act.recorded & shown))

    def _falls_due(self, test: DueTest) -> Truths:
        """Tells whether a duty of the part has the last day that an act tells, or one before it, as far as is known."""
        it, day = self.it, None
        if it is not None:
            day = it.day if test.on is None else it.due.get(test.on)
        if it is None or day is None or test.rule not in self.last_days:
            return kleene.UNKNOWN
        first, last = self.last_days[test.rule]
        if test.on is None:
            surely = ~it.perhaps
            return Truths(surely & (last > 0) & (day.low > last), surely & (first > 0) & (day.high <= first))
        exact = day.low == day.high
        outside = ((first > 0) & (day.high < first)) | ((last > 0) & (day.low > last))
        return Truths(exact & ~outside & (first > 0) & (first == last), outside)

    def _decided(self, test: DecidedTest) -> Truths:
        """Tells whether the part has an answer, as far as that is known."""
        answers = None if self.answers is None else self.answers.get(test.question)
        if answers is None:
            return kleene.UNKNOWN
        wanted = test.is_ or test.is_not or ()
        mask = sum(1 << place for place, name in enumerate(answers.names) if name in wanted)
        within, without = answers.masks & mask != 0, answers.masks & ~np.array(mask, answers.masks.dtype) != 0
        truth = Truths(within & ~without, without & ~within)
        return kleene.negated(truth) if test.is_ is None else truth


def is_about(block: ActBlock, act: BlockAct, organs: Mapping[str, Flags]) -> Any:
    """Tells where an act is about an opinion of some organs: it is theirs, or was sought or decided after it."""
    structure = block.table.file.structure
    if act.act == structure.opinion:
        return organs.get(act.by, np.False_)
    found = np.zeros(len(block), np.bool_)
    if act.act not in structure.remedies:
        return found
    nearest = np.full(len(block), -1, np.int32)
    for opinion in block.of(structure.opinion):
        nearer = opinion.there & (opinion.rank < act.rank) & (opinion.rank > nearest)
        nearest = np.where(nearer, opinion.rank, nearest)
        found = np.where(nearer, organs.get(opinion.by, np.False_), found)
    return found


def _among(act: BlockAct, name: str, allowed: Iterable[Any]) -> Truths:
    column = act.told.get(name)
    if column is None:
        return kleene.UNKNOWN
    known, allowed = column.codes >= 0, tuple(allowed)
    within = np.array([*(value in allowed for value in column.values), False])[column.codes]
    return Truths(known & within, known & ~within)


def _includes(who: str | None, wanted: bool) -> Callable[[Named], Truth]:
    return lambda names: None if names is None else (who in names) is wanted
