"""The findings of the norms of many parts, of the kinds that `xinfang_rules.dossier.duty_findings` has for them."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple, get_args

import numpy as np

from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.duty_findings import WITH_DELAY, kind_of
from xinfang_rules.dossier.parts import Role
from xinfang_rules.dossier.recorded_act import PETITIONER
from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE
from xinfang_rules.engines.table.runner import LastDays, TableOutcome
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.registers.block_acts import Days, Flags, Numbers, Places
from xinfang_rules.registers.block_evaluation import Evaluated
from xinfang_rules.registers.block_parts import BlockPart
from xinfang_rules.registers.finding_columns import KINDS, NOTHING, FindingColumns, Names, columns
from xinfang_rules.result import Norm
from xinfang_rules.result.presumed import MARK
from xinfang_rules.result.status_enums import NormKind, NormStatus
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import STATUSES, Edition, Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec
from xinfang_rules.tables.output_columns import days_late, last_day
from xinfang_rules.tables.presumed_columns import differs_in

ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""What a part may be to its organ."""

_NO_LINE: Final = -1
_WAITING: Final = {NormKind.OBLIGATION: NormStatus.PENDING, NormKind.PERMISSION: NormStatus.OPEN}
_PRESUMED: Final = KINDS.index(FindingKind.PRESUMED)
_STATUSES: Final = {status.value: status for status in NormStatus}


class Bearing(NamedTuple):
    """The parts of a block, one after the other.

    Attributes:
        row: The row of each.
        part: The place of its name.
        order: Which comes first in its row.
        roles: What each is to its organ: a place among `ROLES`.
        who: By the bearer of norms, whose they are: a place among names.
    """

    row: Numbers
    part: Numbers
    order: Numbers
    roles: Numbers
    who: Mapping[str, Numbers]


def of_norms(
    done: Evaluated, parts: Bearing, table: ActsTable, days: Mapping[str, tuple[Flags, Days]], today: int, names: Names
) -> Iterator[tuple[str, FindingColumns]]:
    """Yields the findings of the norms of parts, rule by rule.

    `days` says by the fact where a day is told and which, of all parts of the block; `today` is an ordinal.
    """
    file, would = table.file, done.would()
    follows = frozenset(file.follows)
    row, part, order, roles = (one[done.places] for one in (parts.row, parts.part, parts.order, parts.roles))
    for rule in done.edition.rules:
        norm = rule.norm
        if norm is None or rule.general or norm.action in follows:
            continue
        asked = np.array([norm.bearer.value in file.roles[role].bearers for role in ROLES])
        masks = would.masks[STATUS + rule.id]
        where = done.kept & (masks & ~masks.dtype.type(NOT_APPLICABLE) != 0) & asked[roles]
        if not where.any():
            continue
        (some,) = np.nonzero(where)
        kinds = _Norms(rule, norm, done, would, some).kinds()
        line = kinds != _NO_LINE
        if not line.any():
            continue
        some, kinds = some[line], kinds[line]
        told = _Norms(rule, norm, done, would, some)
        places = done.places[some]
        raw = None
        if norm.done is not None:
            stated, on = days[norm.done.day]
            raw = stated[places], on.taken(places)
        yield rule.id, told.columns(kinds, row[some], part[some], order[some],
            parts.who[norm.bearer.value][places], raw, today, names)  # fmt: skip


class _Norms:
    """The norm of one rule in some parts, as readers see it: how it would stand where that is another thing."""

    def __init__(self, rule: Rule, norm: NormSpec, done: Evaluated, would: TableOutcome, some: Places) -> None:
        self._rule, self._norm, self._found, self._would, self._some = rule, norm, done.found, would, some
        self._edition = done.edition
        name = STATUS + rule.id
        self._masks, self._stated = would.masks[name][some], done.found.masks[name][some]
        self._nowhere = np.zeros(len(some), np.bool_)
        presumed = done.supplied is not None
        self.differs = differs_in(done.edition, name, done.found, would)[some] if presumed else self._nowhere
        self._due = would.dues.get(rule.id)
        self.earliest, self.latest = (self._last_day(latest=latest) for latest in (False, True))

    def _last_day(self, *, latest: bool) -> tuple[Flags, Numbers]:
        if self._due is None:
            return self._nowhere, np.zeros(len(self._some), np.int32)
        days, known = last_day(self._due, latest=latest)
        return known[self._some], days[self._some]

    def kinds(self) -> Numbers:
        """Returns the place of the kind of finding each is; `_NO_LINE` of one that is not worth a line."""
        dated = self.earliest[0] | self.latest[0]
        keys = self._masks.astype(np.int32) << 1 | dated
        table = np.full(int(keys.max()) + 1, _NO_LINE, np.int32)
        for key in np.flatnonzero(np.bincount(keys)).tolist():
            table[key] = _kind_number(self._rule.index, key >> 1, bool(key & 1), self._edition)
        found: Numbers = table[keys]
        return found

    def columns(
        self, kinds: Numbers, row: Numbers, part: Numbers, order: Numbers, who: Numbers,
        raw: tuple[Flags, Days] | None, today: int, names: Names,
    ) -> FindingColumns:  # fmt: skip
        """Returns what is told of each."""
        norm, masks = self._norm, self._masks
        alone = masks & ~masks.dtype.type(NOT_APPLICABLE)
        done_known, done = self._done(alone)
        late_known, late = self._nowhere, np.zeros(len(masks), np.int32)
        left_known, left = late_known, late
        if self._due is not None:
            due = LastDays(*map(itemgetter(self._some), self._due))
            late, late_known = days_late(norm.kind, masks, due, np.full(len(masks), today, np.int32))
            certain = self.earliest[0] & self.latest[0] & (self.earliest[1] == self.latest[1])
            waiting = _WAITING.get(norm.kind)
            if waiting is not None:
                left_known = certain & (alone == 1 << STATUSES[norm.kind].index(waiting))
                left = self.earliest[1] - np.int32(today)
        least, most = self._late_between(kinds, late_known, done_known, done, raw, today)
        # What it is, or may be, by what is stated, it is whatever is presumed: then only its days are.
        marked = self.differs & (self._stated != masks)
        # Presuming leaves fewer statuses: what is another one than stated was open.
        presumed = marked & (masks & (masks - masks.dtype.type(1)) == 0)
        possible = np.where(masks & (masks - masks.dtype.type(1)) != 0, masks, 0)
        texts = np.full(int(possible.max()) + 1, NOTHING, np.int32)
        for mask in np.flatnonzero(np.bincount(possible)):
            if mask:
                held = (name for place, name in enumerate(STATUSES[norm.kind]) if mask >> place & 1)
                texts[mask] = names.place("|".join(held))
        return columns(
            row,
            part=part,
            order=order,
            of=names.place(self._rule.id),
            title=np.where(marked, names.place(self._rule.title + MARK), names.place(self._rule.title)),
            kind=np.where(presumed, _PRESUMED, kinds),
            would_be=np.where(presumed, kinds, NOTHING),
            who=who,
            due_earliest=np.where(self.earliest[0], self.earliest[1], NOTHING),
            due_latest=np.where(self.latest[0], self.latest[1], NOTHING),
            done_on=np.where(done_known, done, NOTHING),
            days_left=np.where(left_known, left, NOTHING),
            days_late=np.where(late_known, late, NOTHING),
            late_at_least=least,
            late_at_most=most,
            possible=texts[possible],
            presumed=marked,
            days_presumed=self.differs & ~marked,
        )

    def _done(self, alone: Any) -> tuple[Flags, Numbers]:
        """Returns where the day is known on which it was done, and the day."""
        rule, done = self._rule.id, self._norm.done
        if self._due is not None:
            stated, would = self._found.dues[rule], self._would.dues[rule]
            low, high = self._shown(stated.done_low, would.done_low), self._shown(stated.done_high, would.done_high)
            return (low == high) & (low < NEVER), low
        if done is None:
            return self._nowhere, np.zeros(len(self._some), np.int32)
        low, high = map(self._shown, self._found.bounds[done.day], self._would.bounds[done.day])
        # Without a period, it was surely done where that is its only status, and on the day that the fact tells.
        names = STATUSES[self._norm.kind]
        counted = 1 << next(place for place, name in enumerate(names) if name in _DONE)
        return (low == high) & (low < NEVER) & (alone == counted), low

    def _shown(self, stated: Numbers, would: Numbers) -> Any:
        """Returns what is found with what is presumed where that makes a difference, and as stated elsewhere."""
        own = stated[self._some]
        return np.where(self.differs, would[self._some], own) if self.differs.any() else own

    def _late_between(
        self, kinds: Numbers, known: Flags, done_known: Flags, done: Numbers, raw: tuple[Flags, Days] | None, today: int
    ) -> tuple[Numbers, Numbers]:
        """Returns the fewest and the most days by which each is late, where only bounds of its days are known."""
        late = _LATE[kinds] & ~known
        missing = kinds == KINDS.index(FindingKind.MISSING)
        told, first, last = done_known, done, done
        first_known, last_known = told, told
        if raw is not None:
            stated, (low, high, sure) = raw
            bounded = (low > EARLIEST) | (high < NEVER)
            told = done_known | (stated & (sure | ~bounded))
            first, last = np.where(done_known, done, low), np.where(done_known, done, high)
            first_known = done_known | (low > EARLIEST)
            last_known = done_known | (high < NEVER)
        late &= missing | told
        first, first_known = np.where(missing, today, first), missing | first_known
        last = np.where(missing | ~last_known, today, last)
        (some_earliest, earliest), (some_latest, latest) = self.earliest, self.latest
        least = np.maximum(np.where(first_known & some_latest, first - latest, 1), 1)
        most = np.minimum(last, today) - earliest
        return np.where(late, least, NOTHING), np.where(late & some_earliest, most, NOTHING)


_LATE: Final = np.array([kind in WITH_DELAY for kind in KINDS])
_DONE: Final = frozenset({NormStatus.MET, NormStatus.EXERCISED, NormStatus.BREACHED})


@remembered
def _kind_number(index: int, mask: int, dated: bool, edition: Edition) -> int:
    """Returns which kind of finding a norm is, by its statuses and whether a last day is known of it."""
    rule = edition.rules[index]
    norm = rule.norm
    assert norm is not None
    possible = tuple(_STATUSES[name] for place, name in enumerate(STATUSES[norm.kind]) if mask >> place & 1)
    alone = len(possible) == 1
    told = Norm.model_construct(
        rule=rule.id,
        action=norm.action,
        label=rule.title,
        citations=(),
        kind=norm.kind,
        bearer=norm.bearer,
        applies="unknown" if mask & NOT_APPLICABLE else "yes",
        status=possible[0] if alone else NormStatus.UNKNOWN,
        candidates=() if alone else possible,
        due=None,
        due_earliest=date.min if dated else None,
        due_latest=None,
    )
    kind = kind_of(told)
    return _NO_LINE if kind is None else KINDS.index(kind)


def whose(part: BlockPart, table: ActsTable, names: Names) -> dict[str, Numbers]:
    """Returns whose the norms of each bearer are in the rows of a part: an organ, the petitioner, or the bearer."""
    organs, found = part.context.block.columns.organs, dict[str, Numbers]()
    for bearer in table.rulebook.bearers:
        place = names.place(bearer.value)
        who, left = np.full(len(part.rows), place, np.int32), np.ones(len(part.rows), np.bool_)
        entry = table.file.bearers.get(bearer.value)
        roles, kind = ((), None) if entry is None else (entry.who, entry.kind)
        for role in roles:
            for named, where in part.context.who(role):
                fits = (one for one in named or () if one == PETITIONER or kind in (None, organs[one].kind))
                one = next(fits, None)
                if one is not None:
                    who = np.where(left & where, np.int32(names.place(one)), who)
                    left = left & ~where
        found[bearer.value] = who
    return found
