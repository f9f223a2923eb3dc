"""Columns for facts: what each is called, and what its values may be.

A fact `petition.category` is the column `petition__category`; of a set, each member is a column of its own, such as
`order__prohibited_acts__dangerous_items`. Null is unknown. The day 9999-12-31 says that something has not happened.
Of a day `timeline.accepted_on` that is known within bounds, these stand in `timeline__accepted_on__not_before`,
`…__not_after` and `…__happened`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

import pyarrow as pa

from xinfang_rules.arguments import no_such
from xinfang_rules.days import day_at
from xinfang_rules.errors import ArgumentError, suggestion
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.scope import BOOLEAN_VALUES, member_name
from xinfang_rules.program.graph import LAST_DAY
from xinfang_rules.renaming import Rename, Renamed

SEPARATOR: Final = "__"
NOT_HAPPENED: Final = day_at(LAST_DAY)
"""The day that stands for what has not happened."""

NOT_BEFORE: Final = "not_before"
NOT_AFTER: Final = "not_after"
HAPPENED: Final = "happened"
BOUNDS: Final = (NOT_BEFORE, NOT_AFTER, HAPPENED)
"""What stands behind the name of the column of a day in those of its bounds."""

NOTES: Final = {
    "null": "unknown",
    NOT_HAPPENED.isoformat(): "has not happened",
    "bounds": "a day known within bounds stands in its column's name and __not_before, __not_after, __happened",
}
"""What the metadata of a schema tells of values."""

_TYPES: Final = {
    "bool": pa.bool_(),
    "enum": pa.dictionary(pa.int8(), pa.string()),
    "count": pa.int32(),
    "date": pa.date32(),
}


@dataclass(frozen=True)
class FactColumn:
    """A column that states a fact.

    Attributes:
        name: What it is called.
        spec: The fact.
        place: The name of the scope whose value it is: the fact, or a member of a set.
        kind: What its values are.
        values: For a truth value or an enumeration its values, in mask order.
        old_values: Those that were renamed.
    """

    name: str
    spec: FactSpec
    place: str
    kind: Literal["bool", "enum", "count", "date"]
    values: tuple[str, ...]
    old_values: Mapping[str, Rename] = FrozenDict()


class Stated(NamedTuple):
    """The columns of a table that state facts.

    Attributes:
        columns: Those of facts, by what the table calls them.
        bounds: For each day of which bounds are stated, their columns, by what each is, see `BOUNDS`.
    """

    columns: list[FactColumn]
    bounds: Mapping[str, Mapping[str, FactColumn]]

    @property
    def names(self) -> list[str]:
        """What all of them are called."""
        bounds = [column.name for some in self.bounds.values() for column in some.values()]
        return [*(column.name for column in self.columns), *bounds]


def column_name(name: str) -> str:
    """Returns what the column for a name of the scope is called."""
    return name.replace(".", SEPARATOR).replace("[", SEPARATOR).replace("]", "")


def fact_columns(facts: Facts) -> Mapping[str, FactColumn]:
    """Returns the column of each fact, by what it is called."""
    found: list[FactColumn] = []
    for spec in facts.values():
        if spec.kind == "set":
            for member in spec.members:
                place = member_name(spec.name, member)
                found.append(FactColumn(column_name(place), spec, place, "bool", BOOLEAN_VALUES))
        else:
            values = BOOLEAN_VALUES if spec.kind == "bool" else spec.members
            found.append(FactColumn(column_name(spec.name), spec, spec.name, spec.kind, values))
    return FrozenDict({column.name: column for column in found})


def fact_schema(facts: Facts) -> pa.Schema:
    """Returns the Arrow schema of a table that states facts, with the Chinese title of each."""
    fields = [
        pa.field(column.name, _TYPES[column.kind], metadata={"fact": column.place, "title": column.spec.title})
        for column in fact_columns(facts).values()
    ]
    return pa.schema(fields, metadata=NOTES)


def stated_columns(names: Sequence[str], columns: Mapping[str, FactColumn], renamed: Renamed) -> Stated:
    """Picks the columns of a table that state facts; others are left alone.

    Args:
        names: The columns that the table has.
        columns: Those that facts have.
        renamed: What was renamed: columns by old names are read as those of now.

    Raises:
        ArgumentError: If none does, if there are two of a name or for a fact, or if one looks like a fact and is none.
    """
    olds = dict(_old_columns(columns, renamed))
    days = {
        f"{name}{SEPARATOR}{bound}": (name, bound)
        for name, column in (*columns.items(), *((old, column) for old, (column, _) in olds.items()))
        if column.kind == "date"
        for bound in BOUNDS
    }
    groups = {name.partition(SEPARATOR)[0] for name in (*columns, *olds)}
    stated: dict[str, FactColumn] = {}
    bounds: dict[str, dict[str, FactColumn]] = {}
    for name in names:
        own, bound = days.get(name, (name, ""))
        column, rename = olds.get(own) or (columns.get(own), None)
        if column is None:
            if SEPARATOR in name and name.partition(SEPARATOR)[0] in groups:
                english = f"there is no fact for the column {name}"
                raise no_such(english, f"没有与 {name} 这一列对应的事实", name, columns)
            continue
        if rename is not None:
            renamed.name(rename.old, rename.kind, of=rename.of)
        taken = bounds.setdefault(column.place, {}) if bound else stated
        key = bound or column.place
        if key in taken:
            other = taken[key].name
            two = f"columns named {name}" if other == name else f"columns for one fact, {other} and {name}: keep one"
            zh = f"有两列都叫 {name}" if other == name else f"{other} 和 {name} 两列说的是同一事实，只能保留一列"
            raise ArgumentError(f"the table has two {two}", f"表里{zh}")
        taken[key] = replace(column, name=name)
    if not stated and not bounds:
        written = {
            form: name
            for name in [*columns][::-1]
            for form in (name.partition(SEPARATOR)[2], name.replace(SEPARATOR, "_"), name.replace(SEPARATOR, "."))
        }
        near = next((written[name] for name in names if name in written), None)
        one = next(iter(columns))
        raise ArgumentError(
            f"no column of the table states a fact, such as {one}{suggestion(near, 'en')}",
            f"表里没有一列说明事实（例如 {one}）{suggestion(near, 'zh')}",
        )
    return Stated([_with_old_values(column, renamed) for column in stated.values()], bounds)


def _old_columns(
    columns: Mapping[str, FactColumn], renamed: Renamed
) -> Iterator[tuple[str, tuple[FactColumn, Rename]]]:
    """Yields columns by the old names of facts and of members of sets."""
    for rename in renamed.renames:
        for column in columns.values():
            fact, _, member = column.place.partition("[")
            if rename.kind == "fact" and rename.new == fact:
                yield column_name(column.place.replace(fact, rename.old, 1)), (column, rename)
            elif rename.kind == "value" and (rename.of, rename.new) == (fact, member.removesuffix("]")):
                yield column_name(member_name(fact, rename.old)), (column, rename)


def _with_old_values(column: FactColumn, renamed: Renamed) -> FactColumn:
    olds = {
        rename.old: rename
        for rename in renamed.renames
        if rename.kind == "value" and rename.of == column.place and rename.new in column.values
    }
    return replace(column, old_values=FrozenDict(olds)) if olds else column
