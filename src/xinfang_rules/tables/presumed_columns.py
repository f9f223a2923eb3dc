"""Columns for what would be if presumed facts were so: beside what is stated, and told apart by their names.

What would be of `disposition` stands in `disposition__presumed`, null in every row in which the presumptions make no
difference; `disposition__presumed__sets` names the sets of presumptions that can have made it. How a norm would stand
is told as a whole: where its `status__presumed` is null, its last days and how late it is are as stated.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from xinfang_rules.engines.table.arrays import Flags, Numbers
from xinfang_rules.engines.table.runner import TableOutcome
from xinfang_rules.engines.table.table_program import Wanted
from xinfang_rules.evaluation.presuming import check_presumed, offers_of
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.tables.fact_columns import SEPARATOR, column_name
from xinfang_rules.tables.output_columns import Kept, Output, last_day
from xinfang_rules.tables.presumed_row_grounds import decision_key, grounds_of_rows, told
from xinfang_rules.tables.presumed_rows import Presuming, Supplied, late_rules

GROUNDS: Final = "grounds"
"""Wants the presumed facts on which each conclusion rests."""

PRESUMED: Final = SEPARATOR + "presumed"
SETS: Final = PRESUMED + SEPARATOR + "sets"
RESTING: Final = PRESUMED + SEPARATOR + GROUNDS

_WOULD_BE: Final = {"presumed": "what would be if the presumed facts were so; null where that makes no difference"}
_SETS: Final = {"presumed": "the sets of presumptions that can have made the difference, all of those named"}
_RESTING: Final = {"presumed": "the presumed facts on which it rests, none of which can be left out"}


@dataclass(eq=False)
class Conclusion:
    """Something of which it is told what it would be.

    Attributes:
        of: Its name in the scope; of a norm, that of its status.
        outputs: The columns that say what it would be.
        sets: The column that names the sets of presumptions.
        grounds: The column that names the facts on which it rests, if that is wanted.
    """

    of: str
    outputs: list[Output]
    sets: Output
    grounds: Output | None

    @property
    def columns(self) -> list[Output]:
        """All its columns."""
        return [*self.outputs, self.sets, *(() if self.grounds is None else (self.grounds,))]


def conclusions_of(
    outputs: Iterable[Output], editions: Sequence[Edition], names: Sequence[str], *, grounds: bool
) -> list[Conclusion]:
    """Lays out what would be of some columns.

    Args:
        outputs: The columns, as stated.
        editions: The editions that may govern a row.
        names: The sets of presumptions that are asked for, or bundles of them.
        grounds: Whether the presumed facts are wanted on which each conclusion rests.

    Raises:
        ArgumentError: If an edition has no presumptions of a name.
    """
    for edition in editions:
        check_presumed(edition, names)
    sets = tuple(dict.fromkeys(one.name for edition in editions for one in edition.presumptions.named(names)))
    found: dict[str, Conclusion] = {}
    for output in outputs:
        rule = output.of.removeprefix(DUE)
        of = STATUS + rule if output.of.startswith(DUE) else output.of
        if of not in found:
            value = output if output.of == of else _status(of, editions)
            resting = Output(value.name + RESTING, of, "texts", notes=_RESTING) if grounds else None
            of_sets = Output(value.name + SETS, of, "values", sets, _SETS)
            found[of] = Conclusion(of, [_would_be(value)], of_sets, resting)
        if output.of != of:
            found[of].outputs.append(_would_be(output))
    return list(found.values())


def _status(of: str, editions: Sequence[Edition]) -> Output:
    edition = next(one for one in editions if of in one.layout)
    name = column_name(of.removeprefix(STATUS)) + SEPARATOR + "status"
    return Output(name, of, "values", edition.scope[of].values)


def _would_be(output: Output) -> Output:
    return replace(output, name=output.name + PRESUMED, notes=_WOULD_BE)


def with_presumed(wanted: Wanted, edition: Edition, conclusions: Iterable[Conclusion], sets: Sequence[str]) -> Wanted:
    """Returns what has to be worked out besides, for presuming and to tell what would be."""
    rules = [one.of.removeprefix(STATUS) for one in conclusions if one.of.startswith(STATUS)]
    offers = [offers_of(edition)[one.name] for one in edition.presumptions.named(sets)]
    names = [STATUS + rule for rule in (*rules, *late_rules(offers)) if STATUS + rule in edition.layout]
    dues = [rule for rule in rules if DUE + rule in edition.layout]
    facts = [name for offer in offers for fact in offer.facts for name in fact.names]
    days = [day for offer in offers for day, _ in offer.days]
    parts = ((*wanted.names, *names), (*wanted.dues, *dues), (*wanted.facts, *facts, *days))
    return Wanted(*(tuple(dict.fromkeys(part)) for part in parts))


def presumed_arrays(
    conclusions: Iterable[Conclusion],
    presuming: Presuming,
    stated: TableOutcome,
    supplied: Supplied | None,
    today: Numbers,
    kept: Kept,
) -> list[pa.Array]:
    """Returns what would be in the rows of a block that are kept, a column after the other."""
    edition, rows = presuming.edition, len(kept.rows)
    if supplied is None:
        return [pa.nulls(rows, column.field.type) for one in conclusions for column in one.columns]
    places = supplied.part.places
    would = stated.replaced(places, supplied.found)
    differs = {
        one.of: kept.rows & differs_in(edition, one.of, stated, would)
        for one in conclusions
        if one.of in edition.layout
    }
    wanted = {one.of: differs[one.of][places] for one in conclusions if one.of in differs and one.grounds is not None}
    conclusive = {name: tuple(some[places] for some in told(edition, name, would)) for name in wanted}
    resting = grounds_of_rows(presuming, supplied, conclusive, wanted) if wanted else {}
    arrays: list[pa.Array] = []
    for one in conclusions:
        if one.of not in differs:
            arrays.extend(pa.nulls(rows, column.field.type) for column in one.columns)
            continue
        other = Kept(differs[one.of])
        arrays.extend(output.array(edition, would, today, other) for output in one.outputs)
        sets = presuming.sets_of(one.of, supplied)
        masks = np.zeros(rows, sets.dtype)
        masks[places] = sets
        arrays.append(one.sets.of_masks(presuming.sets, masks, other))
        if one.grounds is not None:
            facts = np.full(rows, None, object)
            some = resting[one.of]
            facts[places[list(some)]] = list(some.values())
            arrays.append(pa.array(facts, pa.string()).dictionary_encode())
    return arrays


def differs_in(edition: Edition, name: str, stated: TableOutcome, would: TableOutcome) -> Flags:
    """Tells where a result would say something else, of which the parts are those of `Result.presumed`."""
    one, other = stated.masks[name], would.masks[name]
    if not name.startswith(STATUS):
        differs: Flags = decision_key(edition, name, one) != decision_key(edition, name, other)
        return differs
    found: Flags = one != other
    rule = name.removeprefix(STATUS)
    if rule in would.dues:
        for latest in (False, True):
            days, known = last_day(stated.dues[rule], latest=latest)
            others, other_known = last_day(would.dues[rule], latest=latest)
            found |= (known != other_known) | (known & (days != others))
    return found


def told_sets(editions: Iterable[Edition], names: Sequence[str]) -> str:
    """Writes, for the metadata of a schema, what the sets of presumptions say and where they must not be used."""
    found = {one.name: one for edition in editions for one in edition.presumptions.named(names)}
    told = [
        {"set": one.name, "title": one.title, "because": one.because, "limit": one.limit, "not_for": [*one.not_for]}
        for one in found.values()
    ]
    return json.dumps(told, ensure_ascii=False)
