"""The names that other people's files and programs go by, and which of them are gone."""

from collections.abc import Iterator, Mapping

import xinfang_rules
from xinfang_rules import load, shipped_packs
from xinfang_rules.cli.main import COMMANDS
from xinfang_rules.facts.case import FACTS


def names_of_now() -> dict[str, list[str]]:
    """Returns the public names, sorted, by what they name; those of a rulebook are those of all that are shipped."""
    found: dict[str, set[str]] = {
        "fact": set(FACTS),
        "value": {f"{name} {member}" for name, spec in FACTS.items() for member in spec.members},
        "function or class": set(xinfang_rules.__all__),
        "command": set(COMMANDS),
    }
    for name in shipped_packs():
        edition = load(name).latest
        for kind, names in {
            "rule": [rule.id for rule in edition.rules],
            "parameter": list(edition.parameters),
            "question": [question.name for question in edition.questions],
            "answer": [f"{question.name} {answer}" for question in edition.questions for answer in question.answers],
            "concept": [concept.name for concept in edition.concepts],
            "constraint": [constraint.id for constraint in edition.constraints],
        }.items():
            found.setdefault(kind, set()).update(names)
    return {kind: sorted(names) for kind, names in found.items()}


def gone(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yields what was there before and is not now: what kind of name, and the name, without what it belongs to."""
    for kind, names in before.items():
        for name in names:
            if name not in now.get(kind, ()):
                yield kind, name.rpartition(" ")[2]
