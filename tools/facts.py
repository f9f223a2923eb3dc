"""Writes anew what is made of `rules/facts.yaml` and `rules/outputs.yaml`: `linked.json`, and stubs for type checkers.

`python -m tools.facts`, or `make facts`. A test holds the files against what this writes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from xinfang_rules.facts.linking import linked
from xinfang_rules.facts.specs import FactSpec, class_name
from xinfang_rules.facts.vocabulary_files import LINKED, TermSpec, Vocabulary, from_json

_HEAD = '"""Made by `python -m tools.facts`."""'


def written() -> Mapping[Path, str]:
    """Returns what is to stand in each of the files."""
    data = linked()
    vocabulary = from_json(json.loads(json.dumps(data)))
    home = LINKED.parent
    return {
        LINKED: json.dumps(data, ensure_ascii=False, indent=0) + "\n",
        home / "case.pyi": "\n".join(_case(vocabulary)) + "\n",
        home / "outputs.pyi": "\n".join(_outputs(vocabulary)) + "\n",
    }


def _case(vocabulary: Vocabulary) -> Iterator[str]:
    facts = vocabulary.facts
    yield _HEAD
    yield ""
    yield "from collections.abc import Mapping"
    yield "from datetime import date"
    yield ""
    yield "from xinfang_rules.facts.day_bounds import DayBounds"
    yield "from xinfang_rules.facts.group import FactGroup"
    yield "from xinfang_rules.facts.models import BaseCase"
    yield "from xinfang_rules.facts.specs import Facts"
    yield "from xinfang_rules.facts.values import Term, Unknown"
    yield ""
    yield "FACTS: Facts"
    for spec in facts.values():
        if spec.members:
            yield from _terms(spec.type, spec.title, spec.member_labels.items())
    for group, specs in facts.groups.items():
        yield ""
        yield f"class {class_name(group)}(FactGroup):"
        yield f'    """{specs[0].group_title}."""'
        yield ""
        for spec in specs:
            yield f"    {spec.key}: {_type(spec)} = None"
            yield f'    """{spec.title}."""'
    yield ""
    yield "class Case(BaseCase):"
    yield f'    """{vocabulary.facts.title}."""'
    yield ""
    for group in facts.groups:
        yield f"    {group}: {class_name(group)} = {class_name(group)}()"


def _type(spec: FactSpec) -> str:
    if spec.kind == "set":
        return f"Mapping[{spec.type}, bool | Unknown] | Unknown | None"
    named = {"bool": "bool", "enum": spec.type, "count": "int", "date": "date | DayBounds"}
    return f"{named[spec.kind]} | Unknown | None"


def _outputs(vocabulary: Vocabulary) -> Iterator[str]:
    yield _HEAD
    yield ""
    yield "from xinfang_rules.facts.values import Term"
    yield from _terms("Bearer", "义务和权利的主体", _named(vocabulary.bearers))
    yield from _terms("Action", "行为", _named(vocabulary.actions))


def _named(specs: Iterable[TermSpec]) -> Iterator[tuple[str, str]]:
    return ((spec.name, spec.title) for spec in specs)


def _terms(name: str, title: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield f"class {name}(Term):"
    yield f'    """{title}."""'
    yield ""
    for value, label in values:
        yield f'    {value.upper()} = ("{value}", "{label}")'


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
