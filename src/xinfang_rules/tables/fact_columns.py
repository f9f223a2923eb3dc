"""Columns for facts: what each is called, and what its values may be.

A fact `petition.category` is the column `petition__category`; of a set, each member is a column of its own, such as
`order__prohibited_acts__dangerous_items`. Null is unknown. The day 9999-12-31 says that something has not happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from xinfang_rules.days import day_at
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.scope import BOOLEAN_VALUES, member_name
from xinfang_rules.program.graph import LAST_DAY

SEPARATOR: Final = "__"
NOT_HAPPENED: Final = day_at(LAST_DAY)
"""The day that stands for what has not happened."""

NOTES: Final = {"null": "unknown", NOT_HAPPENED.isoformat(): "has not happened"}
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
    """

    name: str
    spec: FactSpec
    place: str
    kind: Literal["bool", "enum", "count", "date"]
    values: tuple[str, ...]


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


def stated_columns(names: Iterable[str], columns: Mapping[str, FactColumn]) -> list[FactColumn]:
    """Picks the columns of a table that state facts; others are left alone.

    Raises:
        ArgumentError: If none does, if there are two of a name, or if one looks like a fact and is none.
    """
    names = list(names)
    groups = {name.partition(SEPARATOR)[0] for name in columns}
    for name in names:
        if name not in columns and SEPARATOR in name and name.partition(SEPARATOR)[0] in groups:
            raise ArgumentError(f"there is no fact for the column {name}{did_you_mean(name, columns)}")
        if names.count(name) > 1:
            raise ArgumentError(f"the table has two columns named {name}")
    found = [columns[name] for name in names if name in columns]
    if not found:
        nearest = next((hint for name in names if (hint := did_you_mean(name, columns))), "")
        raise ArgumentError(f"no column of the table states a fact, such as {next(iter(columns))}{nearest}")
    return found
