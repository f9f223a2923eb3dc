"""A rulebook as plain data, and back: for keeping it on disk in a form that can hold nothing but a rulebook.

The data is a table. Its leaves are numbers, texts, truth values and null; every other line names a form of the closed
list below and the earlier lines that it is made of. What stands in several places of a rulebook is one line.

What is read back is believed in nothing: each part must be of the type that its field is declared with, and each
condition must be one of its edition's names.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import chain
from types import NoneType
from typing import Any, Final, NamedTuple, TypeAlias

from xinfang_rules.calendar.data import RECORDS
from xinfang_rules.characters import UNSEEN
from xinfang_rules.days import day_at
from xinfang_rules.errors import Position
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
    atoms,
    names,
)
from xinfang_rules.language.scope import Kind, Layout, Name, Scope
from xinfang_rules.language.truth import EITHER
from xinfang_rules.renaming import Rename
from xinfang_rules.result import Change, Citation, OverlayRef, ResultPart
from xinfang_rules.result.statuses import NormKind
from xinfang_rules.rulebook.declared import fields_fit
from xinfang_rules.rulebook.editions import Editions
from xinfang_rules.rulebook.model import (
    Concept,
    Constraint,
    Done,
    Edition,
    Exclude,
    Extend,
    Instrument,
    NormSpec,
    Paragraph,
    Parameter,
    Period,
    Question,
    Rule,
    Rulebook,
    RulebookId,
    Span,
    Stratum,
    Undated,
    Unit,
)

Plain: TypeAlias = tuple[list[Any], list[list[int]]]
"""The leaves; then the other lines, each the number of its form followed by the lines that it is made of."""


class _Form(NamedTuple):
    """How values of a type are taken apart, and put together again.

    Attributes:
        kind: The type.
        split: Takes a value apart.
        join: Puts parts together that fit.
        fitting: Makes the test of the parts, which is the containing field's where there is none.
    """

    kind: type
    split: Callable[[Any], Iterable[Any]]
    join: Callable[[list[Any]], Any]
    fitting: Callable[[], Callable[[list[Any]], bool]] | None = None


def _record(kind: type, names: tuple[str, ...] = (), join: Callable[[list[Any]], Any] | None = None) -> _Form:
    names = names or getattr(kind, "_fields", None) or tuple(field.name for field in fields(kind) if field.init)
    return _Form(
        kind,
        lambda value: [getattr(value, name) for name in names],
        join or (lambda parts: kind(*parts)),
        lambda: fields_fit(kind, names, {"Editions": Editions}),
    )


def _model(kind: type[ResultPart]) -> _Form:
    names = tuple(kind.model_fields)
    return _record(kind, names, lambda parts: kind.model_validate(dict(zip(names, parts, strict=True))))


def _of(kind: type, split: Callable[[Any], Iterable[Any]], join: Callable[[Any], Any], part: type) -> _Form:
    """A form of one part, of a type that has to be told."""
    return _Form(kind, split, lambda parts: join(*parts), lambda: lambda parts: list(map(type, parts)) == [part])


def _term(kind: type) -> _Form:
    return _of(kind, lambda value: (value.value,), kind, str)


# A layout follows from its scope; an edition is made of everything else that it is declared with.
_EDITION = tuple(field.name for field in fields(Edition) if field.init and field.name != "layout")


def _edition(parts: list[Any]) -> Edition:
    given = dict(zip(_EDITION, parts, strict=True))
    edition = Edition(layout=Layout(given["scope"]), **given)
    _check_conditions(edition)
    return edition


def _check_conditions(edition: Edition) -> None:
    """Checks that the units are numbered through, and that every condition reads what the edition has.

    Raises:
        ValueError: If it is not so.
    """
    if [unit for stratum in edition.strata for unit in stratum.units] != list(range(len(edition.units))):
        raise ValueError("the units do not follow one another")
    conditions = [*edition.units, *(constraint.condition for constraint in edition.constraints)]
    conditions += [constraint.undated.given for constraint in edition.constraints if constraint.undated is not None]
    conditions += [part for rule in edition.rules for part in (rule.unless, rule.reading_when) if part is not None]
    conditions += [question.condition for question in edition.questions if question.condition is not None]
    kinds = {name: entry.kind for name, entry in edition.scope.items()}
    for condition in conditions:
        for atom in atoms(condition):
            if isinstance(atom, Among):
                domain = edition.scope[atom.name].domain if kinds.get(atom.name) is Kind.CHOICE else EITHER
                known = atom.name in edition.layout and atom.domain == domain and atom.allowed <= domain
            else:
                wanted = Kind.COUNT if isinstance(atom, CountBetween) else Kind.DATE
                known = all(kinds.get(name) is wanted for name in names(atom))
            if not known:
                raise ValueError("a condition reads what its edition does not have")


def _all_linked(editions: Editions) -> Iterable[Edition]:
    if not editions.all_linked:
        raise TypeError("editions that are linked when asked for have no plain form")
    return editions


_FORMS: Final = (
    _Form(tuple, iter, tuple),
    _Form(frozenset, sorted, frozenset),
    _Form(
        FrozenDict,
        lambda value: chain.from_iterable(value.items()),
        lambda parts: FrozenDict(dict(zip(parts[::2], parts[1::2], strict=True))),
    ),
    _of(type(day_at(1)), lambda value: (value.toordinal(),), day_at, int),
    _Form(Scope, lambda value: value.values(), Scope, lambda: lambda parts: set(map(type, parts)) <= {Name}),
    _model(Change),
    _model(Citation),
    _model(OverlayRef),
    _Form(Editions, _all_linked, Editions.of, lambda: lambda parts: set(map(type, parts)) == {Edition}),
    _record(Edition, _EDITION, _edition),
    *map(_term, (Action, Bearer, DateOrder, Kind, NormKind, Unit)),
    *map(_record, (AllOf, Among, AnyOf, Compared, CountBetween, Happened, InSequence, Not)),
    *map(_record, (Concept, Constraint, Done, Exclude, Extend, Instrument, Name, NormSpec, Paragraph, Parameter)),
    *map(_record, RECORDS),
    *map(_record, (Period, Position, Question, Rename, Rule, Rulebook, RulebookId, Span, Stratum, Undated)),
)
_LEAVES: Final = (str, int, bool, NoneType)


def to_plain(book: Rulebook | Edition, *, positions: bool = True) -> Plain:
    """Writes a rulebook, or one edition of it, as plain data.

    Args:
        book: What is written.
        positions: Whether it is written where in which file everything stands.

    Raises:
        TypeError: If something in it has none of the forms.
    """
    numbers = {form.kind: number for number, form in enumerate(_FORMS)}
    leaves: dict[tuple[type, Any], int] = {}
    lines: list[list[int]] = []
    places: dict[int, int] = {}  # by identity, so that what is one object stays one

    # Leaves are numbered downwards from -1 until all of them are known.
    def place(value: Any) -> int:
        kind = type(value)
        if kind in _LEAVES:
            return -1 - leaves.setdefault((kind, value), len(leaves))
        if id(value) in places:
            return places[id(value)]
        if kind not in numbers:
            raise TypeError(f"a {kind.__name__} has no plain form")
        parts = () if kind is Position and not positions else _FORMS[numbers[kind]].split(value)
        line = [numbers[kind], *map(place, parts)]
        places[id(value)] = len(lines)
        lines.append(line)
        return len(lines) - 1

    place(book)
    count = len(leaves)
    return [value for _, value in leaves], [
        [form, *(-1 - part if part < 0 else count + part for part in parts)] for form, *parts in lines
    ]


def from_plain(plain: Any) -> Rulebook:
    """Reads a rulebook from its plain data.

    Raises:
        Exception: Of any kind, if it is not what `to_plain` wrote.
    """
    leaves, lines = plain
    made: list[Any] = list(leaves)
    if not {type(leaf) for leaf in made} <= {*_LEAVES}:
        raise TypeError("a leaf is none")
    if UNSEEN.search("\n".join(leaf for leaf in made if type(leaf) is str)):
        raise ValueError("a text holds what cannot be seen")
    joins = [form.join for form in _FORMS]
    fitting = [None if form.fitting is None else form.fitting() for form in _FORMS]
    for form, *numbers in lines:
        if form < 0 or min(numbers, default=0) < 0:
            raise TypeError("a line is named from the end")
        parts = [made[number] for number in numbers]
        test = fitting[form]
        if test is not None and not test(parts):
            raise TypeError(f"the parts of a {_FORMS[form].kind.__name__} are of other types")
        made.append(joins[form](parts))
    book = made[-1]
    if not isinstance(book, Rulebook):
        raise TypeError(f"a {type(book).__name__} is no rulebook")
    return book
