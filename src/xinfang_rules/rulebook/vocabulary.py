"""The vocabulary of a pack: the shared facts, bearers and actions, or those of its own; and what its layers add."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel

from xinfang_rules.errors import Position, did_you_mean
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.specs import FRAMES, Facts, FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.facts.vocabulary_entries import (
    ActionEntry,
    BearerEntry,
    FactEntry,
    SharedFactEntry,
    odd_parts,
    told,
)
from xinfang_rules.facts.vocabulary_files import TermSpec, fact_spec
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.placed import LOCAL, Pack, Placed

_LOCAL_TITLE: Final = "本地规定的事实"

TermT = TypeVar("TermT", bound=Term)


class Terms(NamedTuple):
    """Who can be bound or entitled, and what can be to be done, where a layer is read."""

    bearers: Mapping[str, Bearer]
    actions: Mapping[str, Action]


def terms_of(pack: Pack, files: Iterable[object] = ()) -> Terms:
    """Returns the terms of a pack, and those that the files of a further layer declare, of which these are the data.

    Whether they declare terms rightly, is seen when they are read.
    """
    data = [file for file in files if isinstance(file, dict)]
    own = pack.case is not None or (not pack.instruments and any("case" in file for file in data))
    laid: list[dict[str, Any]] = [
        {
            section: [placed.entry.model_dump() for placed in getattr(pack, section).values()]
            for section in ("bearers", "actions", "shared_bearers", "shared_actions")
        }
    ]
    named = (file["instrument"].get("id") for file in data if isinstance(file.get("instrument"), dict))
    every, base = [*laid, *data], pack.base or next(named, "")  # a pack has none until its files have been read

    def terms(section: str, model: type[BaseModel], kind: type[TermT]) -> dict[str, TermT]:
        shared = {} if own else _shared(every, section, kind, base)
        return {**shared, **_declared(every, section, model, kind)}

    return Terms(terms("bearers", BearerEntry, Bearer), terms("actions", ActionEntry, Action))


def _shared(data: Iterable[Mapping[str, Any]], section: str, kind: type[TermT], base: str) -> dict[str, TermT]:
    """Returns the shared terms that an instrument may use, as it calls them."""
    called: dict[object, object] = {}
    for file in data:
        entries = file.get(f"shared_{section}")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("title"), str):
                called[entry.get(section[:-1])] = entry["title"]
    specs: tuple[TermSpec, ...] = getattr(shared_vocabulary(), section)
    meant = {spec.name: spec for spec in specs if spec.within in ("", base)}
    worded = {name: kind.foreign(name, str(called[name]), spec.marks) for name, spec in meant.items() if name in called}
    return {**{term.value: term for term in kind if term.value in meant}, **worded}


def _declared(
    data: Iterable[Mapping[str, Any]], section: str, model: type[BaseModel], kind: type[TermT]
) -> dict[str, TermT]:
    marks = [name for name, field in model.model_fields.items() if field.default is False]
    found: dict[str, TermT] = {}
    for file in data:
        entries = file.get(section)
        for entry in entries if isinstance(entries, list) else ():
            name, title = (entry.get(section[:-1]), entry.get("title")) if isinstance(entry, dict) else (None, None)
            if isinstance(name, str) and isinstance(title, str):
                found[name] = kind.foreign(name, title, (mark for mark in marks if entry.get(mark) is True))
    return found


def link_facts(pack: Pack, provisions: Mapping[str, Provisions]) -> Facts:
    """Returns every fact that a case may state, of whatever day; what is wrong with any is reported."""
    shared = shared_vocabulary()
    specs: dict[str, FactSpec] = {}
    beside: Iterable[FactSpec] = ()
    if pack.case is None:
        _check_shared(pack, provisions[pack.base])
        specs, beside = _shared_facts(pack, provisions)
    groups = {spec.group: spec.group_title for spec in (*specs.values(), *beside)}
    groups.update({name: placed.entry.title for name, placed in pack.groups.items()})
    for name, placed in pack.groups.items():
        _check_key(placed, ("group",), name)
    for fact in pack.facts.values():
        spec = _spec(fact, groups, provisions)
        if spec is not None:
            _check_type(fact, spec, specs)
            specs[spec.name] = spec
    for section in (pack.bearers, pack.actions, pack.shared_bearers, pack.shared_actions):
        for term in section.values():
            _check_provisions(term, provisions, whole=True)
            for path, said in odd_parts(term.entry):
                term.report(path, "fact-form", said)
    if not specs:
        pack.problems.about(pack.place, "instrument", "a pack with facts of its own has some; there are none")
    if not (pack.facts or pack.shared_facts or pack.added_facts or pack.case):
        return shared.own
    title = shared.facts.title if pack.case is None else pack.case.entry.title
    return Facts.of(specs.values(), title, beside)


def _shared_facts(pack: Pack, provisions: Mapping[str, Provisions]) -> tuple[dict[str, FactSpec], tuple[FactSpec, ...]]:
    """Returns the shared facts that a pack reads, as it words them, and the others."""
    shared, said = shared_vocabulary(), pack.shared_facts
    own = dict(shared.own)
    if said:
        own = {
            name: _worded(said[name], spec, provisions) if name in said else spec
            for name, spec in shared.facts.items()
            if name in said or spec.instrument == pack.base
        }
    added = {name: placed for name, placed in pack.added_facts.items() if name not in own}
    own.update({name: _worded(placed, shared.facts[name], provisions) for name, placed in added.items()})
    return own, tuple(spec for name, spec in shared.facts.items() if name not in own)


def _worded(placed: Placed[SharedFactEntry], spec: FactSpec, provisions: Mapping[str, Provisions]) -> FactSpec:
    """Returns a shared fact as a layer words it, for the provisions of its own instrument."""
    entry = placed.entry
    _check_provisions(placed, provisions)
    for value in entry.values or ():
        if value not in spec.members:
            message = f"{value} is no value of {spec.name}{did_you_mean(value, spec.members)}"
            placed.report(("values", value), "unknown-value", message, key=True)
    told = entry.model_dump(exclude_none=True, exclude={"fact", "at", "values", "within"})
    title = told.get("title", spec.title)
    for name, frame in zip(("says", "negated"), FRAMES.get(spec.kind, ()), strict=False):
        if getattr(spec, name) == frame.format(spec.title, "{}"):
            told.setdefault(name, frame.format(title, "{}"))
    labels = {member: (entry.values or {}).get(member, label) for member, label in spec.member_labels.items()}
    home = entry.within or placed.instrument
    worded = replace(spec, **told, at=tuple(entry.at), instrument=home, member_labels=labels)
    for path, message in odd_parts(_as_entry(worded)):
        placed.report(path, "fact-form", message)
    return worded


def _as_entry(spec: FactSpec) -> FactEntry:
    """Returns a fact as a file would give it, for what is checked of any."""
    told: dict[str, Any] = {name: getattr(spec, name) or None for name in FactEntry.model_fields if hasattr(spec, name)}
    told.update(fact=spec.name, values=spec.member_labels or None, at=[*spec.at])
    return FactEntry.model_construct(**told)


def _spec(placed: Placed[FactEntry], groups: dict[str, str], provisions: Mapping[str, Provisions]) -> FactSpec | None:
    entry = placed.entry
    for path, said in odd_parts(entry):
        placed.report(path, "fact-form", said)
    group, _, key = entry.fact.partition(".")
    if group not in groups and group != LOCAL:
        message = f"{group} is no group of facts{did_you_mean(group, groups)}"
        placed.report(("fact",), "unknown-group", message)
        return None
    if not _check_key(placed, ("fact",), key) or any(True for _ in odd_parts(entry)):
        return None
    _check_provisions(placed, provisions)
    return fact_spec(
        entry.fact,
        {LOCAL: _LOCAL_TITLE, **groups},
        entry.within or placed.instrument,
        days=(entry.in_force_from, entry.in_force_until),
        **told(entry),
    )


def _check_key(placed: Placed[Any], path: tuple[str, ...], key: str) -> bool:
    taken = hasattr(BaseCase, key) or key in BaseCase.model_fields or key.startswith("model_")
    if taken:
        placed.report(path, "name-clash", f"{key} means something else in every case; choose another name")
    return not taken


def _check_type(placed: Placed[FactEntry], spec: FactSpec, before: Mapping[str, FactSpec]) -> None:
    """Checks that the values of a fact have a class of their own; those of the facts before it are given."""
    for other in before.values():
        if spec.members and other.members and spec.type == other.type and spec.name != other.name:
            message = f"the values of {other.name} are called {spec.type} too: say type, and another name"
            placed.report(("type",) if placed.entry.type else ("fact",), "duplicate-id", message)


def _check_provisions(
    placed: Placed[Any],
    provisions: Mapping[str, Provisions],
    *,
    whole: bool = False,
) -> None:
    home = getattr(placed.entry, "within", None) or placed.instrument
    if home not in provisions:
        message = f"{home} is no instrument of this pack{did_you_mean(home, provisions)}"
        placed.report(("in",), "unknown-instrument", message)
        return
    for index, at in enumerate(placed.entry.at):
        provisions[home].check(at, ("at", index), placed.report, whole=whole)


def _check_shared(pack: Pack, provisions: Provisions) -> None:
    """Checks that the provisions exist which the shared vocabulary names; its files are not read for that."""
    shared = shared_vocabulary()
    facts = [spec for spec in shared.facts.values() if spec.instrument == pack.base]
    terms = [term for term in (*shared.bearers, *shared.actions) if (term.within or shared.instrument) == pack.base]
    named = [(spec.name, at, False) for spec in facts for at in spec.at]
    named += [(term.name, at, True) for term in terms for at in term.at]
    for name, at, whole in named:

        def report(path: Any, code: str, message: str, *, key: bool = False, name: str = name) -> None:
            pack.problems.at(Position("facts.yaml, outputs.yaml"), code, f"{name}: {message}")

        provisions.check(at, ("at",), report, whole=whole)
