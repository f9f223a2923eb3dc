"""Linking presumptions: what they name is looked up, and what nobody may presume is refused."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from xinfang_rules.errors import RulebookError, did_you_mean
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.apart import document_apart
from xinfang_rules.rulebook.citations import Provisions, cited_by
from xinfang_rules.rulebook.files import ACTS
from xinfang_rules.rulebook.placed import Pack, Placed
from xinfang_rules.rulebook.presumptions import NeverPresumed, Presumption, Presumptions, Value

_WHOLE_GROUP: Final = ".*"


def link_presumptions(pack: Pack, provisions: Mapping[str, Provisions], facts: Facts) -> Presumptions:
    """Returns the presumptions of a pack; what is wrong with any is reported."""
    never = tuple(_never(placed, provisions, facts) for placed in pack.never_presumed.values())
    refused = {each.fact: each.because for each in never}
    bundles = {bundle for placed in pack.presumptions.values() for bundle in placed.entry.bundles}
    readers = _readers(pack)
    sets: list[Presumption] = []
    for name, placed in pack.presumptions.items():
        entry = placed.entry
        if name in bundles:
            placed.report(("presumption",), "name-clash", f"{name} is what several sets together are called already")
        for place, day in enumerate(entry.only_if_dated):
            if day not in facts.dates:
                message = f"{day} is no date of the case model{did_you_mean(day, facts.dates)}"
                placed.report(("only_if_dated", place), "unknown-date", message)
        for place, reader in enumerate(entry.not_for if readers is not None else ()):
            if reader not in (readers or ()):
                message = f"{ACTS} of the pack names no reader {reader}{did_you_mean(reader, readers or ())}"
                placed.report(("not_for", place), "unknown-name", message)
        presumed: dict[str, Value] = {}
        for written, value in entry.facts.items():
            for fact in _facts(written, placed, facts):
                if fact in refused:
                    message = f"{fact} is never presumed: {refused[fact]}"
                    placed.report(("facts", written), "presumption", message, key=True)
                elif fact in presumed:
                    placed.report(("facts", written), "repeated-value", f"{fact} is presumed already", key=True)
                else:
                    _check_value(facts[fact], value, placed, written)
                    presumed[fact] = tuple(value) if isinstance(value, list) else value
        for fact, rules in entry.unless_late.items():
            if fact not in presumed:
                message = f"{fact} is not presumed here{did_you_mean(fact, presumed)}"
                placed.report(("unless_late", fact), "unknown-name", message, key=True)
            for place, rule in enumerate(rules):
                if rule not in pack.rules:
                    message = f"there is no rule {rule}{did_you_mean(rule, pack.rules)}"
                    placed.report(("unless_late", fact, place), "unknown-name", message)
        sets.append(
            Presumption(
                name,
                entry.title,
                entry.because,
                cited_by(placed, "cite", entry.cite, provisions),
                FrozenDict(presumed),
                tuple(entry.only_if_dated),
                tuple(entry.bundles),
                entry.limit,
                tuple(entry.not_for),
                entry.says,
                FrozenDict({fact: tuple(rules) for fact, rules in entry.unless_late.items()}),
            )
        )
    return Presumptions(tuple(sets), never)


def _readers(pack: Pack) -> tuple[str, ...] | None:
    """Names the readers of dossiers of a pack; None if nothing refers to one, or what names them cannot be read."""
    if not any(placed.entry.not_for for placed in pack.presumptions.values()):
        return None
    try:
        document = document_apart(pack.place, ACTS)
    except RulebookError:  # whoever loads the table of acts is told
        return None
    data = None if document is None else document.data
    audiences = data.get("audiences") if isinstance(data, Mapping) else None
    return tuple(audiences) if isinstance(audiences, Mapping) else ()


def _never(placed: Placed[Any], provisions: Mapping[str, Provisions], facts: Facts) -> NeverPresumed:
    entry = placed.entry
    if entry.fact not in facts:
        message = f"{entry.fact} is no fact of the case model{did_you_mean(entry.fact, facts)}"
        placed.report(("fact",), "unknown-name", message)
    return NeverPresumed(entry.fact, entry.because, cited_by(placed, "cite", entry.cite, provisions))


def _facts(written: str, placed: Placed[Any], facts: Facts) -> Iterator[str]:
    """Yields the facts that a key stands for: one, or the truth values of a group."""
    if written.endswith(_WHOLE_GROUP):
        group = written.removesuffix(_WHOLE_GROUP)
        if group not in facts.groups:
            message = f"{group} is no group of facts{did_you_mean(group, facts.groups)}"
            placed.report(("facts", written), "unknown-name", message, key=True)
            return
        yield from (spec.name for spec in facts.groups[group] if spec.kind == "bool")
    elif written in facts:
        yield written
    else:
        message = f"{written} is no fact of the case model{did_you_mean(written, facts)}"
        placed.report(("facts", written), "unknown-name", message, key=True)


def _check_value(spec: FactSpec, value: object, placed: Placed[Any], written: str) -> None:
    """Reports a value that a fact cannot have; and a day, of which nobody can presume when it was."""
    path = ("facts", written)
    match spec.kind:
        case "date":
            placed.report(path, "presumption", f"{spec.name} is a day, and no day is presumed", key=True)
        case "bool" if not isinstance(value, bool):
            placed.report(path, "unknown-value", f"{spec.name} is true or false")
        case "count" if isinstance(value, bool) or not isinstance(value, int):
            placed.report(path, "unknown-value", f"{spec.name} is a number")
        case "count" if not spec.least <= value <= LARGEST_COUNT:  # type: ignore[operator]  # the case before took all others
            placed.report(path, "unknown-value", f"{spec.name} is a number from {spec.least} to {LARGEST_COUNT}")
        case "enum" | "set":
            listed = value if isinstance(value, list) else [value]
            if isinstance(value, list) is (spec.kind == "enum"):
                form = "one of" if spec.kind == "enum" else "a list of"
                placed.report(path, "unknown-value", f"{spec.name} is {form} {', '.join(spec.members)}")
                return
            for each in listed:
                if each not in spec.members:
                    hint = did_you_mean(str(each), spec.members)
                    placed.report(path, "unknown-value", f"{each} is no value of {spec.name}{hint}")
