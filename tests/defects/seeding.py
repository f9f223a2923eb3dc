"""Seeding a defect: the text of a module of the library is changed, and the change put into the functions in use."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from xinfang_rules.calendar import working_days
from xinfang_rules.engines.python import linked_functions
from xinfang_rules.rulebook import load as loading
from xinfang_rules.testing import Property, engines_at_hand
from xinfang_rules.testing.properties import changed_numbers as changes


@dataclass(frozen=True)
class Defect:
    """A bug to be seeded.

    Attributes:
        title: What is wrong.
        module: The module, below `xinfang_rules`.
        right: The text that is right; it stands there once.
        wrong: What is put in its place.
        law: The law that catches it.
        on: `cases`, `soon` (cases just after the Regulation came into force), `edges` (situations at the edge of a time
            limit) or `rulebooks` (random ones).
    """

    title: str
    module: str
    right: str
    wrong: str
    prop: Property
    on: str = "cases"

    def __str__(self) -> str:
        return self.title


@contextmanager
def seeded(defect: Defect) -> Iterator[None]:
    """Seeds a defect, for everything that is made while it is there."""
    engines_at_hand()  # found out before a defect makes one fail
    module = import_module(f"xinfang_rules.{defect.module}")
    source = inspect.getsource(module)
    times = source.count(defect.right)
    assert times == 1, f"the text to be changed stands {times} times in {defect.module}: {defect.right!r}"
    changed = dict(_functions(_executed(source.replace(defect.right, defect.wrong), module)))
    with pytest.MonkeyPatch.context() as patch, _fresh():
        touched = 0
        for name, function in _functions(vars(module)):
            code = changed[name].__code__
            if _differs(code, function.__code__):
                patch.setattr(function, "__code__", code)
                touched += 1
        assert touched, "the change is in no function"
        yield


def _executed(source: str, module: ModuleType) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(source, module.__file__ or "", "exec", dont_inherit=True), namespace)
    return namespace


def _functions(namespace: dict[str, Any]) -> Iterator[tuple[str, FunctionType]]:
    """Yields every function that a module defines, those of its classes too, by its qualified name."""
    home = namespace["__name__"]
    for value in list(namespace.values()):
        if getattr(value, "__module__", None) != home:
            continue
        members = list(vars(value).values()) if inspect.isclass(value) else [value]
        for member in members:
            function = _plain(member)
            if function is not None and function.__module__ == home:
                yield function.__qualname__, function


def _plain(member: object) -> FunctionType | None:
    match member:
        case property():
            member = member.fget
        case cached_property():
            member = member.func
        case staticmethod() | classmethod():
            member = member.__func__
    member = inspect.unwrap(member) if callable(member) else member
    return member if isinstance(member, FunctionType) else None


def _differs(one: CodeType, other: CodeType) -> bool:
    """Tells whether two codes do different things; where they stand in the file is no difference."""
    if (one.co_code, one.co_names, len(one.co_consts)) != (other.co_code, other.co_names, len(other.co_consts)):
        return True
    pairs = zip(one.co_consts, other.co_consts, strict=True)
    return any(_differs(a, b) if isinstance(a, CodeType) else a != b for a, b in pairs)


@contextmanager
def _fresh() -> Iterator[None]:
    """Makes all that is made once be made anew, before and after; what was made at build time is not used."""
    _forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "linked_rulebook", lambda pack, home: None)
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for cached in (working_days.working_calendar, linked_functions._day_after, loading._load):
        cached.cache_clear()
    changes._CHANGED.clear()
