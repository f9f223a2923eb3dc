"""Generated rulebooks of any size, the same at every run: to see how cost grows with the number of rules.

Of every twenty rules three answer a question, two define concepts, and fifteen give norms, six of these with a
period. Conditions are made of three facts on average, some nested; one norm in four reads a concept or an answer.
"""

import json
from pathlib import Path
from random import Random
from typing import Any

from xinfang_rules import load

SIZES = (20, 100, 300, 1_000)

_CITE = {"at": "1.1", "quote": "示范"}
_ANSWERS = ("one", "two", "three")
_FACTS = load("xinfang-2022").facts
"""The shared facts but those of the Regulation of 2005 alone."""


def write_pack(place: Path, rules: int) -> None:
    """Writes a rulebook of so many rules into a directory."""
    place.mkdir(parents=True, exist_ok=True)
    # Every JSON document is YAML, too, so that nothing need be installed to write one.
    text = json.dumps(_data(rules), ensure_ascii=False, indent=1)
    (place / "pack.yaml").write_text(text, encoding="utf-8")


def _data(count: int) -> dict[str, Any]:
    random = Random(count)
    rules: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    concepts: list[dict[str, Any]] = []
    for block in range(count // 20):
        question = f"question_{block}"
        questions.append(
            {
                "question": question,
                "title": "示范",
                "answers": dict.fromkeys(_ANSWERS, "示范"),
                "precedence": [[answer] for answer in _ANSWERS],
            }
        )
        rules += [
            _rule(f"b{block}.answer-{answer}", _condition(random), decides={question: answer}) for answer in _ANSWERS
        ]
        for number in range(2):
            concept = f"b{block}.concept{number}"
            concepts.append({"concept": concept, "title": "示范"})
            rules.append(_rule(f"b{block}.define{number}", _condition(random), defines=concept))
        for number in range(15):
            when: object = _condition(random)
            if number % 4 == 0:
                read: object = {question: random.choice(_ANSWERS)} if number % 8 else {f"b{block}.concept0": True}
                when = {"all": [read, when]}
            rules.append(_rule(f"b{block}.norm{number}", when, obliges=_norm(random, number)))
    return _frame() | {"questions": questions, "concepts": concepts, "rules": rules}


def _rule(name: str, when: object, **does: object) -> dict[str, Any]:
    return {"id": name, "title": "示范", "cite": _CITE, "when": when, **does}


def _norm(random: Random, number: int) -> dict[str, Any]:
    norm: dict[str, Any] = {"bearer": "handling_organ", "action": "register"}
    if number < 6:
        start = random.choice(["timeline.received_on", "timeline.accepted_on", "timeline.reply_received_on"])
        norm |= {"period": {"from": start, "within": "made.days"}, "done": "timeline.concluded_on"}
    return norm


def _condition(random: Random) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [_atom(random) for _ in range(random.randint(1, 4))]
    if random.random() < 0.3:
        parts.append({"any": [_atom(random), _atom(random)]})
    if random.random() < 0.2:
        parts.append({"not": _atom(random)})
    return {random.choice(["all", "all", "any"]): parts} if len(parts) > 1 else parts[0]


def _atom(random: Random) -> dict[str, Any]:
    free = {name: spec.kind for name, spec in _FACTS.items() if name not in _FACTS.protected}
    truths = [name for name, kind in free.items() if kind == "bool"]
    choices = [name for name, kind in free.items() if kind == "enum"]
    if random.random() < 0.6:
        return {random.choice(truths): random.random() < 0.7}
    name = random.choice(choices)
    members = list(_FACTS[name].members)
    return {name: random.sample(members, random.randint(1, max(1, len(members) // 2)))}


def _frame() -> dict[str, Any]:
    return {
        "instrument": {
            "id": "generated-rules",
            "title": "示范办法",
            "issuer": "示范机关",
            "promulgated": "2020-01-01",
            "in_force_from": "2020-03-01",
        },
        "articles": [
            {
                "article": 1,
                "chapter": "示范",
                "title": "示范",
                "paragraphs": [{"gist": "示范。", "coverage": "open"}],
            }
        ],
        "settings": {
            "counting": {"interpretive": "示范。"},
            "governed_by": {"day": "timeline.received_on", "interpretive": "示范。"},
            "roll_on": {"bearers": ["petitioner"], "interpretive": "示范。"},
        },
        "parameters": [
            {
                "parameter": "made.days",
                "title": "示范",
                "unit": "day",
                "cite": _CITE,
                "values": [{"from": "2020-03-01", "value": 15}],
            }
        ],
    }
