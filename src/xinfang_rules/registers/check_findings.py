"""What checks find in many records at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from xinfang_rules.days import day_at
from xinfang_rules.dossier.acts_file import CheckEntry
from xinfang_rules.dossier.acts_table import checks_of
from xinfang_rules.dossier.file_checks import check_title
from xinfang_rules.dossier.order_of_events import step_words
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import Step
from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.registers.act_columns import CLAIM, CodedColumn
from xinfang_rules.registers.block_acts import Numbers, Places, stated_day
from xinfang_rules.registers.block_record import BlockContext
from xinfang_rules.registers.finding_columns import KINDS, FindingColumns, Names, columns


def of_checks(
    context: BlockContext, row: Numbers, part: int, order: Numbers, record: Record, names: Names
) -> Iterator[tuple[str, FindingColumns]]:
    """Yields what checks find in the rows of a part, check by check.

    The part is told by the place of its name, `order` which part comes first in its row; by the record, which may be
    that of any row, acts are put into words.
    """
    for name, check, _ in checks_of(record.table):
        for act, _, sure in context.chosen(check.each):
            if not sure.any():
                continue
            by_it = context.by(act)
            (some,) = np.nonzero(sure & by_it.truth(check.when).yes)
            if not len(some):
                continue
            who = np.full(len(row), names.place(context.organ), np.int32)
            for named, where in by_it.who(check.who):
                if named:
                    who = np.where(where, np.int32(names.place(named[0])), who)
            yield (
                name,
                columns(
                    row[some],
                    part=part,
                    order=order[some] + act.rank[some],
                    of=names.place(name),
                    kind=KINDS.index(FindingKind.DEFECT),
                    who=who[some],
                    presumed=0,
                    title=_titles(check, by_it, some, record, names),
                ),
            )


def _titles(check: CheckEntry, context: BlockContext, some: Places, record: Record, names: Names) -> Numbers:
    """Returns what a check says of the act that is spoken of in some rows: a place among names for each."""
    assert context.it is not None
    act, nothing = context.it.taken(some), np.zeros(len(some), np.int32)
    low, high, sure = act.received
    other_day = act.recorded & ~((low == act.day.low) & (high == act.day.high) & sure)
    kinds = [act.told.get(name) or CodedColumn((), nothing - 1) for name in ("kind", "outcome")]
    days = [np.where(other_day, one, 0) for one in (low, high, sure)]
    last_days = [one[some] for one in context.last_days.get(check.last_day or "", ())] or [nothing, nothing]
    fields = [one for due in act.due.values() for one in (due.low, due.high)]
    told = [other_day, *days, *last_days, *(one.codes for one in kinds), *fields]
    keys, inverse = np.unique(np.array(told), axis=1, return_inverse=True)
    found = []
    for other, first, last, surely, due, latest, kind, outcome, *dated in keys.T.tolist():
        told_codes = zip(("kind", "outcome"), kinds, (kind, outcome), strict=True)
        said: dict[str, Any] = {name: one.values[code] for name, one, code in told_codes if code >= 0}
        said |= {name: stated_day(low, high) for name, low, high in zip(act.due, dated[::2], dated[1::2], strict=True)
                 if low > EARLIEST or high < NEVER}  # fmt: skip
        received = stated_day(first, last, sure=bool(surely)) if other else None
        # The day on which it was done is not told, but whether it was received on another one.
        step = Step(0, act.act, act.by, act.to, date.min, received, (CLAIM,), "", said, perhaps=False)
        due_days = (day_at(due) if due else None, day_at(latest) if latest else None)
        found.append(names.place(check_title(check, step_words(record, step), due_days)))
    return np.array(found, np.int32)[inverse.reshape(-1)]
