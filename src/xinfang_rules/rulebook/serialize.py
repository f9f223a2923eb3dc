"""Serialization: a rulebook as plain data, and back.

The data is a table. Its leaves are numbers, texts, truth values and null; every other line names a form of the closed
list below and the earlier lines that it is made of. What stands in several places of a rulebook is one line.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import chain
from pathlib import Path
from types import NoneType
from typing import Any, Final, NamedTuple, TypeAlias, get_args

from xinfang_rules.calendar.data import RECORDS
from xinfang_rules.days import day_at
from xinfang_rules.errors import Position
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.conditions import Condition, DateOrder
from xinfang_rules.language.scope import Kind, Layout, Name, Scope
from xinfang_rules.renaming import Rename
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.editions import Editions
from xinfang_rules.rulebook.model import (
    Concept,
    Constraint,
    Counting,
    Edition,
    Instrument,
    Paragraph,
    Question,
    Rule,
    Rulebook,
    RulebookId,
    Stratum,
    Undated,
)
from xinfang_rules.rulebook.norm_spec import Done, Exclude, Extend, NormSpec, Parameter, Pause, Period, Span, Unit
from xinfang_rules.rulebook.presumptions import NeverPresumed, Presumption, Presumptions

Plain: TypeAlias = tuple[list[Any], list[list[int]]]
"""The leaves; then the other lines, each the number of its form followed by the lines that it is made of."""


class _Form(NamedTuple):
    """How values of a type are taken apart, and put together again."""

    kind: type
    split: Callable[[Any], Iterable[Any]]
    join: Callable[[list[Any]], Any]


def _record(kind: type, names: tuple[str, ...] = (), join: Callable[[list[Any]], Any] | None = None) -> _Form:
    names = names or getattr(kind, "_fields", None) or tuple(field.name for field in fields(kind) if field.init)
    join = join or getattr(kind, "_make", None) or (lambda parts: kind(*parts))
    return _Form(kind, lambda value: [getattr(value, name) for name in names], join)


def _of(kind: type, split: Callable[[Any], Iterable[Any]], join: Callable[[Any], Any]) -> _Form:
    """A form of one part."""
    return _Form(kind, split, lambda parts: join(*parts))


def _term(kind: type) -> _Form:
    return _of(kind, lambda value: (value.value,), kind)


def _open_term(kind: type[Term]) -> _Form:
    """A form of a shared term, or of one that the rulebook has besides."""

    def join(parts: list[Any]) -> Term:
        name, label, *marks = parts
        known = shared.get(name)
        return known if known is not None and known.label == label else kind.foreign(name, label, marks)

    shared = {term.value: term for term in kind}
    return _Form(
        kind,
        lambda term: (term.value, term.label, *sorted(term.marks)),
        join,
    )


def _facts_parts(facts: Facts) -> Iterable[Any]:
    return () if facts == shared_vocabulary().own else (facts.title, tuple(facts.beside), *facts.values())


def _facts(parts: list[Any]) -> Facts:
    shared = shared_vocabulary()
    return Facts.of(parts[2:], parts[0], (shared.facts[name] for name in parts[1])) if parts else shared.own


# A layout follows from its scope; an edition is made of everything else that it is declared with.
_EDITION = tuple(field.name for field in fields(Edition) if field.init and field.name != "layout")


def _edition(parts: list[Any]) -> Edition:
    given = dict(zip(_EDITION, parts, strict=True))
    return Edition(layout=Layout(given["scope"]), **given)


def _all_linked(editions: Editions) -> Iterable[Edition]:
    if not editions.all_linked:
        raise TypeError("editions that are linked when asked for have no plain form")
    return editions


def _identity_parts(identity: RulebookId) -> Iterable[Any]:
    return (*identity[:-1], tuple(overlay.model_dump_json() for overlay in identity.laid))


def _identity(parts: list[Any]) -> RulebookId:
    *names, laid = parts
    if laid:
        from xinfang_rules.result import OverlayRef  # its model is long to import, and no shipped pack has overlays

        laid = tuple(map(OverlayRef.model_validate_json, laid))
    return RulebookId._make((*names, laid))


_FORMS: Final = (
    _Form(tuple, iter, tuple),
    _Form(frozenset, sorted, frozenset),
    _Form(
        FrozenDict,
        lambda value: chain.from_iterable(value.items()),
        lambda parts: FrozenDict(zip(parts[::2], parts[1::2], strict=True)),
    ),
    _of(type(day_at(1)), lambda value: (value.toordinal(),), day_at),
    _Form(Scope, lambda value: value.values(), Scope),
    _Form(Editions, _all_linked, Editions.of),
    _record(Edition, _EDITION, _edition),
    *map(_term, (DateOrder, Kind, NormKind, Unit)),
    *map(_open_term, (Action, Bearer)),
    _Form(Facts, _facts_parts, _facts),
    _record(FactSpec),
    *map(_record, get_args(Condition)),
    _Form(RulebookId, _identity_parts, _identity),
    *map(
        _record,
        (Cited, Concept, Constraint, Counting, Done, Exclude, Extend, Instrument, Name, NormSpec, Paragraph, Parameter),
    ),
    *map(_record, RECORDS),
    *map(
        _record,
        (
            NeverPresumed,
            Period,
            Position,
            Presumption,
            Presumptions,
            Question,
            Rename,
            Rule,
            Rulebook,
            Pause,
            Span,
            Stratum,
            Undated,
        ),
    ),
)
_LEAVES: Final = (str, int, bool, NoneType)


def to_plain(book: Rulebook | Edition, home: Path | None = None) -> Plain:
    """Writes a rulebook, or one edition of it, as plain data.

    Args:
        book: What is written.
        home: The directory from which it is told where in which file everything stands; None leaves that out.

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
        parts = _FORMS[numbers[kind]].split(value)
        if kind is Position:
            parts = () if home is None else (Path(value.source).relative_to(home).as_posix(), *value[1:])
        line = [numbers[kind], *map(place, parts)]
        places[id(value)] = len(lines)
        lines.append(line)
        return len(lines) - 1

    place(book)
    count = len(leaves)
    return [value for _, value in leaves], [
        [form, *(-1 - part if part < 0 else count + part for part in parts)] for form, *parts in lines
    ]


def from_plain(plain: Plain, home: Path) -> Rulebook:
    """Reads a rulebook from the plain data that `to_plain` wrote, with its files in another directory."""
    files: dict[str, str] = {}

    def position(parts: list[Any]) -> Position:
        name, line, column = parts
        if name not in files:
            files[name] = str(home / name)
        return Position(files[name], line, column)

    leaves, lines = plain
    made: list[Any] = list(leaves)
    joins = [position if form.kind is Position else form.join for form in _FORMS]
    at = made.__getitem__
    for form, *numbers in lines:
        made.append(joins[form](list(map(at, numbers))))
    book: Rulebook = made[-1]
    return book
