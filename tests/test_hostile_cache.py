"""A kept rulebook that somebody else has written, with the right checksum: nothing in it is run or believed unseen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from xinfang_rules import evaluate
from xinfang_rules.engines.generate import conditions_source
from xinfang_rules.engines.python.printed import SYNTAX
from xinfang_rules.language.conditions import Among, Condition, CountBetween
from xinfang_rules.program.condition_lowering import Reading
from xinfang_rules.program.writer import Writer
from xinfang_rules.renaming import Rename
from xinfang_rules.result import Change, OverlayRef
from xinfang_rules.rulebook import cache, load as loading
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.serialize import _FORMS, Plain, from_plain, to_plain

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
DAY = date(2024, 5, 1)

# From a literal to every class there is, and from one of them to a function that leaves a mark.
ATTACK = (
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]"
    ".__init__.__globals__['mkdir']({place!r})"
)
ANYWHERE: dict[str, Any] = {
    "negative": -(2**40),
    "huge": 10**4000,
    "fraction": 1.5,
    "list": [[1], {}],
    "mapping": {"__class__": "os"},
    "order of letters": "审\u202e查",
    "escape sequence": "\x1b[2J",
}
"""What no leaf of a rulebook can be, whatever the field."""


Target: TypeAlias = tuple[Plain, int, int]
"""A table, a line of it, and which part of that line."""

Targets: TypeAlias = dict[str, Target]
"""By the field: its form and its number."""


@pytest.fixture(scope="module")
def targets() -> Targets:
    """One place of each field of each form: in a small rulebook as it is kept, or else in the shipped one."""
    found: Targets = {}
    for book in (with_an_overlay(load(BASE)), load()):
        plain = json.loads(json.dumps(to_plain(book)))
        assert not refused(plain)
        for name, line, part in places(plain):
            found.setdefault(name, (plain, line, part))
    return found


def with_an_overlay(book: Rulebook) -> Rulebook:
    """Returns a rulebook that says of an overlay everything that can be said of one."""
    change = Change(kind="sets", what="reply.days", by=("trial.reply",), text="十日", because="试行")
    laid = OverlayRef(id="trial", title="试行", digest="0" * 64, changes=(change,))
    renamed = (Rename("answer", "old", "new", "9.0.0", "question"),)
    editions = book.editions.changed(lambda edition: replace(edition, renamed=renamed))
    return replace(book, identity=book.identity._replace(overlays=("trial",), laid=(laid,)), editions=editions)


def refused(plain: Any) -> bool:
    try:
        from_plain(plain)
    except Exception:  # `kept_rulebook` passes over whatever it is
        return True
    return False


def places(plain: Plain) -> Iterator[tuple[str, int, int]]:
    """Yields one place of each field of each form: its name, the line, and which part of it."""
    told: set[tuple[str, int]] = set()
    for line, (form, *parts) in enumerate(plain[1]):
        kind = _FORMS[form].kind.__name__
        for part in range(len(parts)):
            # The parts of a sequence are alike; of a mapping, keys and values are.
            field = part % 2 if kind == "FrozenDict" else 0 if kind in ("tuple", "frozenset", "Scope") else part
            if (kind, field) not in told:
                told.add((kind, field))
                yield f"{kind}.{field}", line, part


def spoilt(target: Target, value: Any) -> Plain:
    """Returns a table with another leaf in one place, and nowhere else."""
    (leaves, lines), line, part = target
    count = len(leaves)
    rows = [[form, *(number if number < count else number + 1 for number in parts)] for form, *parts in lines]
    rows[line][part + 1] = count
    return [*leaves, value], rows


def test_every_form_is_there_to_be_spoilt(targets: Targets) -> None:
    assert {name.partition(".")[0] for name in targets} == {form.kind.__name__ for form in _FORMS}


@pytest.mark.parametrize("value", ANYWHERE.values(), ids=ANYWHERE)
def test_what_no_leaf_can_be_is_refused_in_every_field(value: Any, targets: Targets) -> None:
    assert [name for name, target in targets.items() if not refused(spoilt(target, value))] == []


TEXTS = {
    *("Citation.0", "Citation.4", "Citation.5", "Concept.1", "Constraint.1", "Constraint.2", "Constraint.7"),
    *("Instrument.1", "Instrument.2", "Paragraph.2", "Paragraph.3", "Paragraph.4", "Parameter.1", "Position.0"),
    *("Question.1", "Question.9", "Rule.2", "Rule.14", "Rule.15", "Rule.18", "RulebookId.1", "Edition.11"),
    *("Around.0", "CalendarData.4", "DayOfYear.3", "Exchange.4", "Festival.0", "Festival.1", "Forecast.2", "Joined.1"),
    *("Notice.1", "Run.0", "Source.0", "Source.1", "Source.3"),
    *(
        "Change.1",
        "Change.3",
        "Change.4",
        "OverlayRef.0",
        "OverlayRef.1",
        "OverlayRef.2",
        "Rename.1",
        "Rename.2",
        "Rename.3",
        "Rename.4",
        "RulebookId.3",
        "RulebookId.4",
    ),
    *("FrozenDict.1", "tuple.0"),  # where what holds them says what they are
}
"""The fields that are words for people, digests, or the words for a festival: code there is a text like any other."""


def test_code_can_stand_in_no_field_but_words_for_people_and_is_not_run_there(targets: Targets, tmp_path: Path) -> None:
    place = tmp_path / "run"
    attack = ATTACK.format(place=str(place))
    eval(attack)  # it does bite
    place.rmdir()
    for name, target in targets.items():
        for code in (attack, f"1 or {attack}", f"0\n    {attack}"):
            plain = spoilt(target, code)
            if refused(plain):
                continue
            assert name in TEXTS, name
            if code is attack:
                put_to_use(from_plain(plain))
            assert not place.exists()


def put_to_use(book: Rulebook) -> None:
    """Has code made of a rulebook, and runs it."""
    evaluate({"petition": {"category": "grievance"}}, as_of=DAY, rulebook=book).explain()


def poisonings(plain: Plain, attack: str) -> Iterator[Plain]:
    """Yields a table for each leaf: this leaf is another wherever it stands."""
    leaves, lines = plain
    for number, leaf in enumerate(leaves):
        text = f"{leaf}\u202e" if isinstance(leaf, str) else attack  # in place of a text, code is only another text
        for value in (text, -(2**40), 10**30, [leaf]):
            yield [*leaves[:number], value, *leaves[number + 1 :]], lines


def test_a_poisoned_leaf_is_noticed_and_the_rule_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(tmp_path / "kept"))
    loading._load.cache_clear()
    book = load(BASE)
    (file,) = (tmp_path / "kept").iterdir()
    good = file.read_bytes()
    plain = json.loads(good.partition(b"\n")[2])
    attack = ATTACK.format(place=str(tmp_path / "run"))
    count = 0
    for poisoned in poisonings(plain, attack):
        content = json.dumps(poisoned).encode()
        checksum = cache._digest(file.stem.encode() + content)
        file.write_bytes(checksum.encode() + b"\n" + content)
        assert cache.kept_rulebook(file.stem) is None, [new for new in poisoned[0] if new not in plain[0]]
        count += 1
    assert count == 4 * len(plain[0]) > 1_000
    loading._load.cache_clear()
    assert load(BASE).latest.rules == book.latest.rules
    assert file.read_bytes() == good
    put_to_use(load(BASE))
    assert not (tmp_path / "run").exists()


def printed(condition: Condition, slot: Any) -> str:
    reading = Reading({"a": slot}, two_valued=False)
    writer = Writer(reading.graph, SYNTAX, ())
    return "".join(map(writer.test, reading.condition(condition)))


@pytest.mark.parametrize("number", ["1 or x()", None, 1.5])
def test_nothing_but_integers_reaches_generated_code(number: Any) -> None:
    conditions: list[Condition] = [
        Among("a", number, 3, ("true",)),
        Among("a", 1, number, ("true",)),
        CountBetween("a", number, 5),
        CountBetween("a", 0, number),
    ]
    for condition in conditions:
        with pytest.raises((TypeError, ValueError)):
            conditions_source({0: condition}, {"a": 0}, "f")
        with pytest.raises((TypeError, ValueError, KeyError)):
            printed(condition, 0)
    for condition in (Among("a", 1, 3, ("true",)), CountBetween("a", 1, 2)):
        with pytest.raises((TypeError, ValueError)):
            conditions_source({number: condition}, {"a": 0}, "f")
        with pytest.raises((TypeError, ValueError)):
            conditions_source({0: condition}, {"a": number}, "f")
        with pytest.raises((TypeError, ValueError)):
            printed(condition, number)
