"""Small rulebooks made at random, written as a rule file and read by the real loader.

They say nothing about any property: they are there to be read, linked and evaluated, by every engine to the same end.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.language.parse import DATE_TESTS, Operand
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.rulebook.model import NOT_APPLICABLE, STATUSES, Rulebook
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.choice_sequence import ChoiceSequence

GeneratedEntry: TypeAlias = dict[str, Any]

FACTS: Final = shared_vocabulary().own
"""The shared facts that a pack has which says nothing of them."""

PACK_LENGTH: Final = 1_200
"""How many bytes a rulebook is made from."""

_CITE: Final = {"at": "1.1", "quote": "示范"}
_CITE_ITEM: Final = {"at": "1.2.1", "quote": "示范"}
_BEARERS: Final = ("receiving_organ", "handling_organ", "petitioner")
_VERBS: Final = {
    NormKind.OBLIGATION: ("obliges", "register"),
    NormKind.PERMISSION: ("permits", "request_review"),
    NormKind.PROHIBITION: ("forbids", "refrain"),
}
_UNITS: Final = (("day", 31), ("working_day", 31), ("day", 31), ("person", 31), ("month", 15), ("year", 4))
"""What the numbers count, and below what each is."""
_WORKING: Final = "number.p1"
_PERIODS: Final = ("number.p0", _WORKING, "number.p4", "number.p5")
_WRITTEN_DAYS: Final = ("2024-03-01", "2025-10-09")
_MOST: Final = {"bool": 5, "enum": 3, "set": 2, "count": 3}


_WRITTEN: Final[WeakKeyDictionary[Rulebook, str]] = WeakKeyDictionary()


def random_rulebook(choices: bytes) -> Rulebook:
    """Makes a rulebook from bytes, and reads it as any pack is read."""
    text = json.dumps(_Pack(ChoiceSequence(choices)).data(), ensure_ascii=False, indent=1)
    with TemporaryDirectory() as place:
        path = Path(place) / "pack.yaml"
        path.write_text(text, encoding="utf-8")
        _, rulebook = load_pack(place)
    _WRITTEN[rulebook] = text
    return rulebook


def rulebook_yaml(rulebook: Rulebook) -> str:
    """Returns the rule file of a rulebook that was made here; an empty text for any other."""
    return _WRITTEN.get(rulebook, "")


class _Pack:
    def __init__(self, choices: ChoiceSequence) -> None:
        self._sequence = choices
        # No answer may rest on the others, and no rulebook that has one that does is read.
        free = {name: spec for name, spec in FACTS.items() if name not in FACTS.protected}
        kinds = {kind: [n for n, spec in free.items() if spec.kind == kind][:most] for kind, most in _MOST.items()}
        self._truths: list[str] = kinds["bool"]
        self._choices: dict[str, list[str]] = {name: list(FACTS[name].members) for name in kinds["enum"]}
        self._sets: list[str] = kinds["set"]
        self._counts: list[str] = kinds["count"]
        # A few dates: the first ones, and every one that somebody sets.
        self._events = list(dict.fromkeys([*FACTS.dates[:5], *(name for name in FACTS.dates if FACTS[name].set_day)]))
        self._days = [*self._events]
        self._done = [name for name in self._events if not FACTS[name].set_day]
        self._parameters: list[GeneratedEntry] = []
        self._rules: list[GeneratedEntry] = []
        self._concepts: list[GeneratedEntry] = []
        self._questions: list[GeneratedEntry] = []

    def data(self) -> GeneratedEntry:
        self._number_parameters()
        constraints = [self._constraint(number) for number in range(self._sequence.choose(4))]
        for stage in range(1 + self._sequence.choose(3)):
            self._stage(stage)
        return {
            "instrument": {
                "id": "made-rules",
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
                    "paragraphs": [
                        {"gist": "示范。", "coverage": "open"},
                        {"gist": "示范。", "coverage": "open", "items": ["示范。"]},
                    ],
                }
            ],
            "settings": {
                "counting": {"interpretive": "开始的当日不计入。"},
                "governed_by": {"day": self._events[0], "interpretive": "示范。"},
                "roll_on": {"bearers": ["petitioner"], "interpretive": "示范。"},
                "grave": {"articles": [1]},
            },
            "parameters": self._parameters,
            "concepts": self._concepts,
            "questions": self._questions,
            "rules": self._rules,
            "constraints": constraints,
            "counting": self._counting(),
            "presumptions": self._presumptions(),  # drawn last, so that all else is as it is without them
        }

    def _counting(self) -> list[GeneratedEntry]:
        if self._sequence.chance(0.6):
            return []
        roll_on = "all" if self._sequence.chance(0.5) else [self._of(list(_BEARERS))]
        by = {"interpretive": "示范。"} if self._sequence.chance(0.5) else {"cite": _CITE}
        return [{"for": "made-rules", "roll_on": roll_on, **by}]

    def _number_parameters(self) -> None:
        for number, (unit, most) in enumerate(_UNITS):
            values = [{"from": "2020-03-01", "value": self._sequence.choose(most)}]
            if self._sequence.chance(0.1):
                values.append({"from": "2021-03-01", "value": self._sequence.choose(most)})
            name = f"number.p{number}"
            self._parameters.append({"parameter": name, "title": "示范", "unit": unit, "cite": _CITE, "values": values})

    def _constraint(self, number: int) -> GeneratedEntry:
        entry: GeneratedEntry = {"constraint": f"made.k{number}", "title": "示范", "because": "示范。"}
        match self._sequence.choose(3):
            case 0:
                first = self._sequence.choose(len(self._events) - 2)
                return {**entry, "sequence": self._events[first : first + 2 + self._sequence.choose(2)]}
            case 1:
                given, then = self._of(self._truths), self._of(list(self._choices))
                values = self._choices[then][: 1 + self._sequence.choose(len(self._choices[then]) - 1)]
                return {**entry, "given": {given: self._yes()}, "then": {then: values}}
            case _:
                first = self._sequence.choose(len(self._truths) - 1)
                return {**entry, "never": dict.fromkeys(self._truths[first : first + 2], True)}

    def _presumptions(self) -> list[GeneratedEntry]:
        """Presumes one truth, one choice or one set, and a count, in two sets that share a name."""
        # Beside facts, what conditions read are concepts and questions.
        truths, choices = ([name for name in names if name in FACTS] for names in (self._truths, self._choices))
        number = FACTS[counted := self._of(self._counts)].least + self._sequence.choose(3)
        kept, chosen = self._of(self._sets), self._of(choices)
        facts = (
            {self._of(truths): self._yes(), chosen: self._of(list(FACTS[chosen].members))},
            {counted: number, kept: list(FACTS[kept].members[: self._sequence.choose(3)])},
        )
        dated = [self._of(self._events)] if self._sequence.chance(0.3) else []
        return [
            {
                "presumption": f"made_{number}",
                "title": "示范",
                "because": "示范。",
                "facts": each,
                "only_if_dated": dated,
                "bundles": ["made"],
            }
            for number, each in enumerate(facts)
        ]

    # Stages: what stands in one reads facts and what stands in earlier ones.

    def _stage(self, stage: int) -> None:
        concepts = [self._concept(f"{stage}{n}") for n in range(self._sequence.choose(3))]
        questions = [self._question(f"{stage}{n}") for n in range(self._sequence.choose(2 if stage else 3))]
        norms = self._norms(str(stage))
        if self._sequence.chance(0.2):
            self._rules.append(self._rule(f"made.note{stage}", note="示范。"))
        self._truths += concepts
        for name, answers in questions:
            self._choices[name] = [*answers, NOT_APPLICABLE]
        for name, kind, has_day in norms:
            self._choices[STATUS + name] = list(STATUSES[kind])
            if has_day:
                self._days.append(DUE + name)

    def _rule(self, name: str, **act: Any) -> GeneratedEntry:
        rule: GeneratedEntry = {"id": name, "title": f"规则{len(self._rules)}", "cite": self._cite(), **act}
        if len(self._rules) % 3 == 1:
            rule["interpretive"] = "示范。"
        if not self._sequence.chance(0.1):
            rule["when"] = self._condition(3)
        if self._sequence.chance(0.2):
            rule["unless"] = self._condition(1)
        return rule

    def _cite(self) -> Any:
        return [_CITE, _CITE_ITEM] if self._sequence.chance(0.2) else _CITE

    def _concept(self, suffix: str) -> str:
        name = f"made.c{suffix}"
        self._concepts.append({"concept": name, "title": "示范"})
        rules = [self._rule(f"{name}.r{n}", defines=name) for n in range(1 + self._sequence.choose(3))]
        self._excepted(rules)
        return name

    def _excepted(self, rules: list[GeneratedEntry]) -> None:
        """Makes some rules exceptions to earlier ones of their kind, and adds them all."""
        for index, rule in enumerate(rules):
            if index and self._sequence.chance(0.4):
                rule["exception_to"] = rules[self._sequence.choose(index)]["id"]
        self._rules += rules

    def _question(self, suffix: str) -> tuple[str, list[str]]:
        name = f"q{suffix}"
        answers = [f"a{n}" for n in range(2 + self._sequence.choose(3))]
        entry: GeneratedEntry = {
            "question": name,
            "title": "示范",
            "answers": dict.fromkeys(answers, "示范"),
            "cite": _CITE,
        }
        if self._sequence.chance(0.4):
            entry["arises_when"] = self._condition(1)
        line_of = {answer: self._sequence.choose(len(answers)) for answer in answers}
        ordered = self._sequence.chance(0.7)
        if ordered:
            lines = [[a for a in answers if line_of[a] == line] for line in range(len(answers))]
            entry["precedence"] = [line for line in lines if line]
        rules: list[GeneratedEntry] = []
        for number in range(1 + self._sequence.choose(4)):
            answer = self._of(answers)
            rule = self._rule(f"{name}.r{number}", decides={name: answer})
            if rules and self._sequence.chance(0.3):
                other = rules[self._sequence.choose(len(rules))]
                if not ordered or line_of[answer] <= line_of[other["decides"][name]]:
                    rule["exception_to"] = other["id"]
            rules.append(rule)
        if self._sequence.chance(0.5):
            rest = {"id": f"{name}.rest", "title": "其余", "cite": _CITE, "otherwise": True}
            rules.append({**rest, "decides": {name: self._of(answers)}})
            entry["exhaustive"] = True
        self._rules += rules
        self._questions.append(entry)
        return name, answers

    def _norms(self, suffix: str) -> list[tuple[str, NormKind, bool]]:
        rules: list[GeneratedEntry] = []
        made: list[tuple[str, NormKind, bool]] = []
        for number in range(1 + self._sequence.choose(3)):
            kind = list(_VERBS)[self._sequence.choose(3)]
            verb, action = _VERBS[kind]
            norm = {"bearer": self._of(list(_BEARERS)), "action": action, **self._demands(kind)}
            name = f"made.n{suffix}{number}"
            rules.append(self._rule(name, **{verb: norm}))
            made.append((name, kind, "period" in norm))
        self._excepted(rules)
        return made

    def _demands(self, kind: NormKind) -> GeneratedEntry:
        if kind is NormKind.PROHIBITION:
            return {"breached_when": self._condition(1)} if self._sequence.chance(0.6) else {}
        demands: GeneratedEntry = {}
        if self._sequence.chance(0.7):
            demands["period"] = self._period()
        elif kind is NormKind.OBLIGATION and self._sequence.chance(0.4):
            return {"met_when": self._condition(1)}
        if self._sequence.chance(0.7):
            day = self._of(self._done)
            demands["done"] = {"on": day, "when": self._condition(1)} if self._sequence.chance(0.2) else day
        return demands

    def _period(self) -> GeneratedEntry:
        match self._sequence.choose(5):
            case 0:
                return {"due": self._of(self._days)}
            case 1:
                period: GeneratedEntry = {"first": [{**self._span(), "when": self._condition(1)}, self._span()]}
            case _:
                period = self._span()
        if self._sequence.chance(0.2):
            period["no_later_than"] = [self._limit() for _ in range(1 + self._sequence.choose(2))]
        return period

    def _limit(self) -> GeneratedEntry:
        limit = {"from": self._starts(), "within": self._of(list(_PERIODS))}
        return {**limit, "when": self._condition(1)} if self._sequence.chance(0.5) else limit

    def _starts(self) -> str | list[str]:
        several = list(dict.fromkeys(self._of(self._days) for _ in range(1 + self._sequence.choose(3))))
        return several if self._sequence.chance(0.2) else several[0]

    def _span(self) -> GeneratedEntry:
        span: GeneratedEntry = {"from": self._starts()}
        if self._sequence.chance(0.1):
            return {**span, "same_day": True}
        span["within"] = self._of(list(_PERIODS))
        if self._sequence.chance(0.3):
            extend = {"by": self._of(self._counts), "at_most": "number.p2", "when": self._condition(1)}
            span["extend"] = {**extend, "granted_on": self._of(self._days)} if self._sequence.chance(0.5) else extend
        if self._sequence.chance(0.2):
            span["exclude"] = {"days": self._of(self._counts), "when": self._condition(1)}
        if span["within"] != _WORKING and self._sequence.chance(0.2):
            pause = {"from": self._of(self._done), "until": self._of(self._done)}
            span["pause"] = {**pause, "when": self._condition(1)} if self._sequence.chance(0.3) else pause
        return span

    # Conditions

    def _condition(self, depth: int) -> GeneratedEntry:
        kind = self._sequence.choose(8) if depth else 0
        if kind < 4:
            return self._test()
        if kind == 4:
            return {"not": self._condition(depth - 1)}
        if kind == 5:
            return {**self._test(), **self._test()}
        joined = [self._condition(depth - 1) for _ in range(1 + self._sequence.choose(3))]
        return {"all" if kind == 6 else "any": joined}

    def _test(self) -> GeneratedEntry:
        match self._sequence.choose(6):
            case 0:
                return {self._of(self._truths): self._yes()}
            case 1 | 2:
                name = self._of(list(self._choices))
                return {name: self._some(self._choices[name])}
            case 3:
                name = self._of(self._sets)
                test = self._of(["includes", "includes_all", "empty"])
                return {name: {test: self._yes() if test == "empty" else self._some(list(FACTS[name].members))}}
            case 4:
                test = self._of(["at_least", "at_most", "more_than", "none"])
                return {self._of(self._counts): {test: self._yes() if test == "none" else "number.p3"}}
            case _:
                test = self._of(list(DATE_TESTS))
                named = DATE_TESTS[test] is Operand.NAMED
                return {self._of(self._days): {test: self._of([*self._days, *_WRITTEN_DAYS]) if named else self._yes()}}

    def _some(self, values: list[str]) -> list[str]:
        first = self._sequence.choose(len(values))
        return values[first : first + 1 + self._sequence.choose(2)]

    def _of(self, values: list[str]) -> str:
        return values[self._sequence.choose(len(values))]

    def _yes(self) -> bool:
        return self._sequence.choose(2) == 0
