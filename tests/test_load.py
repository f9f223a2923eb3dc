"""Loading: the shipped pack, overlays, editions, labels and the order in which an edition is evaluated."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.overlay_helpers import overlay_of
from xinfang_rules.errors import RulebookError
from xinfang_rules.language.conditions import names
from xinfang_rules.rulebook.citations import Provisions, chinese_number
from xinfang_rules.rulebook.load import load, shipped_packs
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.statutes import statutes_directory

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "bad_rules" / "_base"
CITED = '    title: 试\n    cite: {at: "2.2", quote: 十五日内告知}\n'

Write = Callable[..., Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Write:
    def write(text: str, *changes: str) -> Path:
        number = len(list(tmp_path.iterdir()))
        file = tmp_path / f"overlay{number}.yaml"
        file.write_text(overlay_of(text, *changes, name=f"trial{number}"), encoding="utf-8")
        return file

    return write


def findings(error: pytest.ExceptionInfo[RulebookError]) -> list[tuple[str, str]]:
    assert all(line.isprintable() for line in str(error.value).splitlines())
    assert len(str(error.value).splitlines()) == len(error.value.diagnostics)
    return [(diagnostic.code, diagnostic.message) for diagnostic in error.value.diagnostics]


def displacing(edition: Edition, rule_id: str) -> set[str]:
    return {edition.rules[index].id for index in edition.rule(rule_id).defeated_by}


def lines(edition: Edition) -> list[set[str]]:
    (question,) = edition.questions
    return [{edition.rules[index].id for index in line} for line in question.tiers]


# The shipped pack


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_pack_loads(pack: str) -> None:
    rulebook = load(pack)
    assert rulebook.identity.id == pack
    assert rulebook.identity.overlays == ()
    assert rulebook.editions
    assert rulebook.latest is rulebook.editions[-1]


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_pack_agrees_with_the_official_text(pack: str) -> None:
    directory = statutes_directory(beside=ROOT)
    if directory is None or not (directory / f"{pack}.json").is_file():
        pytest.skip("no official text at hand: neither XINFANG_STATUTES nor ../shared/statutes has it")
    load(pack, statutes=directory)


def test_a_pack_is_read_once() -> None:
    assert load() is load("xinfang-2022")
    assert load() is load("xinfang-2022", overlays=[])


def test_a_rulebook_refuses_change() -> None:
    edition = load().latest
    with pytest.raises(AttributeError):
        edition.rules = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        edition.parameters["x"] = None  # type: ignore[index]


@pytest.mark.parametrize("name", ["xinfang-2202", "xinfang2022"])
def test_an_unknown_name_of_a_pack_is_told_with_the_nearest(name: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load(name)
    ((code, message),) = findings(caught)
    assert code == "empty-pack"
    assert "(did you mean xinfang-2022?)" in message


@pytest.mark.parametrize(
    ("at", "label"),
    [
        ((19, 3, None), "《信访工作条例》第十九条第三款"),
        ((34, 1, None), "《信访工作条例》第三十四条"),
        ((31, 1, 6), "《信访工作条例》第三十一条第六项"),
        ((22, 1, 3), "《信访工作条例》第二十二条第一款第三项"),
        ((14, 1, 6), "《信访工作条例》第十四条第一款第六项"),
    ],
)
def test_provisions_are_cited_as_the_law_is(at: tuple[int, int, int | None], label: str) -> None:
    assert Provisions(load().instrument).label(*at) == label


def test_citations_carry_their_label_and_quote() -> None:
    (citation,) = load().latest.rule("handling.conclude").citations
    assert citation.label == "《信访工作条例》第三十四条"
    assert citation.quote == "应当自受理之日起60日内办结"


def test_numbers_in_chinese() -> None:
    written = {1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 34: "三十四", 99: "九十九"}
    written |= {100: "一百", 101: "一百零一", 109: "一百零九", 110: "一百一十", 111: "一百一十一", 120: "一百二十"}
    written |= {199: "一百九十九"}
    assert {number: chinese_number(number) for number in written} == written
    assert len({chinese_number(number) for number in range(1, 200)}) == 199


# Overlays


def test_a_changed_parameter_changes_nothing_else(overlay: Write) -> None:
    file = overlay(
        "parameters:\n  - parameter: handling.days\n    values: [{from: 2022-05-01, value: 45}]\n",
        "sets: handling.days",
    )
    before, rulebook = load().latest, load(overlays=[file])
    (after,) = rulebook.editions
    assert rulebook.identity.overlays == ("trial0",)
    old, new = before.parameters["handling.days"], after.parameters["handling.days"]
    assert (old.value, new.value) == (60, 45)
    assert (old.title, old.unit, old.citations) == (new.title, new.unit, new.citations)
    assert {name for name in after.parameters if after.parameters[name] != before.parameters[name]} == {old.name}
    assert list(after.parameters) == list(before.parameters)
    assert after.conditions == before.conditions
    assert after.constraints == before.constraints
    assert after.questions == before.questions
    assert after.layout == before.layout
    # 34: the title names the number, and follows it.
    was, now = (f"按照信访程序办理的，自受理之日起{days}日内办结" for days in (60, 45))
    assert repr(after.rules) == repr(before.rules).replace(repr(old), repr(new)).replace(was, now)
    assert {r.id for r, s in zip(after.rules, before.rules, strict=True) if r != s} >= {"handling.conclude"}


def test_an_overlay_replaces_and_removes_rules(overlay: Write) -> None:
    file = overlay(
        "rules:\n"
        f"  - id: outcome.take\n{CITED}    decides: {{outcome: pass_on}}\n"
        f"  - id: outcome.third\n{CITED}    decides: {{outcome: take}}\n",
        "replaces: outcome.take",
        "extends: outcome",
        "removes: representatives.limit",
    )
    edition = load(BASE, overlays=[file]).latest
    assert {r.id for r in edition.rules} == {
        "matter.urgent", "outcome.take", "outcome.pass-on", "notice.give", "outcome.third",
    }  # fmt: skip
    assert edition.rule("outcome.take").answer == "pass_on"
    assert edition.rule("outcome.take").position.source == str(file.resolve())
    with pytest.raises(KeyError):
        edition.rule("representatives.limit")
    assert STATUS + "representatives.limit" not in edition.scope
    assert lines(edition) == [{"outcome.third"}, {"outcome.take", "outcome.pass-on"}]
    assert load(BASE).latest.rule("outcome.take").answer == "take"


def test_later_overlays_lie_on_earlier_ones(overlay: Write) -> None:
    files = [
        overlay(
            f"parameters: [{{parameter: notice.days, values: [{{from: 2020-03-01, value: {n}}}]}}]\n",
            "sets: notice.days",
        )
        for n in (7, 9)
    ]
    assert load(BASE, overlays=files).latest.parameters["notice.days"].value == 9
    assert load(BASE, overlays=reversed(files)).latest.parameters["notice.days"].value == 7


def test_an_edited_overlay_is_read_again(overlay: Write) -> None:
    text = "parameters: [{parameter: notice.days, values: [{from: 2020-03-01, value: 7}]}]\n"
    file = overlay(text, "sets: notice.days")
    first = load(BASE, overlays=[file])
    assert load(BASE, overlays=[file]) is first
    file.write_text(file.read_text(encoding="utf-8").replace("value: 7", "value: 8"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    second = load(BASE, overlays=[file])
    assert first.latest.parameters["notice.days"].value == 7
    assert second.latest.parameters["notice.days"].value == 8


def test_an_overlay_may_be_a_directory(tmp_path: Path) -> None:
    (tmp_path / "province").mkdir()
    (tmp_path / "province" / "identity.yml").write_text(
        overlay_of("", "removes: notice.give", name="province"), encoding="utf-8"
    )
    rule = f"rules:\n  - id: note.trial\n{CITED}    note: 试\n"
    (tmp_path / "province" / "rules.yaml").write_text(rule, encoding="utf-8")
    (tmp_path / "province" / "scenarios").mkdir()
    (tmp_path / "province" / "scenarios" / "one.yaml").write_text("no: rule file\n", encoding="utf-8")
    rulebook = load(BASE, overlays=[tmp_path / "province"])
    assert rulebook.identity.overlays == ("province",)
    assert "notice.give" not in {rule.id for rule in rulebook.latest.rules}


# Editions


def test_a_dated_value_makes_an_edition(overlay: Write) -> None:
    values = "[{from: 2022-05-01, value: 60}, {from: 2025-01-01, value: 45}]"
    rulebook = load(
        overlays=[overlay(f"parameters: [{{parameter: handling.days, values: {values}}}]\n", "sets: handling.days")]
    )
    assert [edition.since for edition in rulebook.editions] == [date(2022, 5, 1), date(2025, 1, 1)]
    for day, value in [
        (date(2022, 5, 1), 60),
        (date(2024, 12, 31), 60),
        (date(2025, 1, 1), 45),
        (date(2025, 1, 2), 45),
    ]:
        edition = rulebook.edition_on(day)
        assert edition is not None
        assert edition.parameters["handling.days"].value == value
    assert rulebook.edition_on(date(2022, 4, 30)) is None


def test_a_dated_rule_makes_editions(overlay: Write) -> None:
    dated = "    in_force_from: 2021-01-01\n    in_force_until: 2021-06-30\n"
    rulebook = load(BASE, overlays=[overlay(f"rules:\n  - id: note.trial\n{CITED}    note: 试\n{dated}")])
    assert [edition.since for edition in rulebook.editions] == [date(2020, 3, 1), date(2021, 1, 1), date(2021, 7, 1)]

    def has(day: date) -> bool:
        edition = rulebook.edition_on(day)
        return edition is not None and any(rule.id == "note.trial" for rule in edition.rules)

    assert [has(date(2020, 12, 31)), has(date(2021, 1, 1)), has(date(2021, 6, 30)), has(date(2021, 7, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_rule_may_be_in_force_to_the_end_of_time(overlay: Write) -> None:
    text = f"rules:\n  - id: note.trial\n{CITED}    note: 试\n    in_force_until: 9999-12-31\n"
    assert len(load(BASE, overlays=[overlay(text)]).editions) == 1


def test_no_edition_after_the_instrument_ends(tmp_path: Path) -> None:
    for file in BASE.iterdir():
        text = file.read_text(encoding="utf-8")
        until = "  in_force_from: 2020-03-01\n  in_force_until: 2022-04-30\n"
        (tmp_path / file.name).write_text(text.replace("  in_force_from: 2020-03-01\n", until), encoding="utf-8")
    rulebook = load(tmp_path)
    assert rulebook.edition_on(date(2022, 4, 30)) is rulebook.latest
    assert rulebook.edition_on(date(2022, 5, 1)) is None


# Order


@pytest.mark.parametrize("pack", [BASE, *shipped_packs()], ids=lambda pack: Path(pack).name)
def test_what_a_stratum_reads_was_settled_before(pack: str | Path) -> None:
    for edition in load(pack).editions:
        assert sorted(unit for stratum in edition.strata for unit in stratum.condition_ids) == list(
            range(len(edition.conditions))
        )
        derived = {question.name for question in edition.questions} | {concept.name for concept in edition.concepts}
        derived |= {name for name in edition.scope if name.startswith((DUE, STATUS))}
        settled: set[str] = set()
        evaluated: set[int] = set()
        for stratum in edition.strata:
            evaluated |= set(stratum.condition_ids)
            for unit in stratum.condition_ids:
                assert set(names(edition.conditions[unit])) & derived <= settled
            for question in stratum.questions:
                assert question.arises is None or question.arises in evaluated
                assert all(_ready(edition, index, evaluated) for line in question.tiers for index in line)
                settled.add(question.name)
            for concept in stratum.concepts:
                assert all(_ready(edition, index, evaluated) for index in concept.rules)
                settled.add(concept.name)
            for rule in stratum.norms:
                assert rule.norm is not None
                assert _ready(edition, rule.index, evaluated)
                assert {rule.norm.met_when, rule.norm.breached_when} - {None} <= evaluated
                settled |= {STATUS + rule.id, DUE + rule.id}
        assert derived <= settled


def _ready(edition: Edition, index: int, evaluated: set[int]) -> bool:
    rule = edition.rules[index]
    return {rule.condition_id, *(edition.rules[other].condition_id for other in rule.defeated_by)} <= evaluated


@pytest.mark.parametrize("pack", [BASE, *shipped_packs()], ids=lambda pack: Path(pack).name)
def test_every_deciding_rule_stands_in_one_line(pack: str | Path) -> None:
    for edition in load(pack).editions:
        for question in edition.questions:
            placed = [index for line in question.tiers for index in line]
            assert sorted(placed) == [rule.index for rule in edition.rules if rule.question == question.name]
            assert all(question.tiers)


def test_precedence_of_the_disposition() -> None:
    edition = load().latest
    (question,) = (q for q in edition.questions if q.name == "disposition")
    line_of = {edition.rules[index].id: number for number, line in enumerate(question.tiers) for index in line}
    order = [
        "no-longer-accept",
        "pending-below",
        "accused-would-receive",
        "refer-discipline",
        "object",
        "accept-direct",
    ]
    numbers = [line_of[f"disposition.{name}"] for name in order]
    assert numbers == sorted(set(numbers))
    assert line_of["disposition.accept-direct"] == line_of["disposition.redirect-direct"]


def test_a_line_may_name_a_single_rule(overlay: Write) -> None:
    order = "[[outcome.urgent], [pass_on], [take]]"
    text = (
        "questions:\n  - {question: outcome, title: 试, answers: {take: 受理, pass_on: 转送}, precedence: "
        f"{order}}}\n"
        f"rules:\n  - id: outcome.urgent\n{CITED}    decides: {{outcome: take}}\n"
    )
    edition = load(BASE, overlays=[overlay(text, "replaces: outcome", "extends: outcome")]).latest
    assert lines(edition) == [{"outcome.urgent"}, {"outcome.pass-on"}, {"outcome.take"}]


def test_the_remainder_stands_last() -> None:
    edition = load().latest
    (question,) = (q for q in edition.questions if q.name == "track")
    assert [edition.rules[index].id for index in question.tiers[-1]] == ["track.petition-procedure"]
    assert edition.rule("track.petition-procedure").default


def test_without_an_order_all_rules_stand_in_one_line(overlay: Write) -> None:
    text = (
        "questions:\n  - {question: outcome, title: 试, answers: {take: 受理, pass_on: 转送}}\nrules:\n"
        f"  - id: outcome.rest\n{CITED}    decides: {{outcome: pass_on}}\n    otherwise: true\n"
    )
    edition = load(BASE, overlays=[overlay(text, "replaces: outcome", "extends: outcome")]).latest
    assert lines(edition) == [{"outcome.take", "outcome.pass-on"}, {"outcome.rest"}]


def test_exceptions_displace_through_others(overlay: Write) -> None:
    def rule(name: str, *exception_to: str) -> str:
        listed = ", ".join(exception_to)
        return f"  - id: chain.{name}\n{CITED}    decides: {{outcome: take}}\n    exception_to: [{listed}]\n"

    text = (
        "rules:\n" + rule("a", "outcome.take") + rule("b", "chain.a") + rule("c", "chain.b")
        + rule("left", "chain.c") + rule("right", "chain.c", "chain.a") + rule("top", "chain.left", "chain.right")
    )  # fmt: skip
    edition = load(BASE, overlays=[overlay(text, "extends: outcome", "displaces: outcome.take")]).latest
    assert displacing(edition, "chain.top") == set()
    assert displacing(edition, "chain.left") == {"chain.top"}
    assert displacing(edition, "chain.c") == {"chain.left", "chain.right", "chain.top"}
    assert displacing(edition, "chain.b") == displacing(edition, "chain.c") | {"chain.c"}
    assert displacing(edition, "chain.a") == displacing(edition, "chain.b") | {"chain.b"}
    assert displacing(edition, "outcome.take") == displacing(edition, "chain.a") | {"chain.a"}
    assert displacing(edition, "outcome.pass-on") == set()
    assert edition.rule("chain.right").exception_to == ("chain.c", "chain.a")


def test_a_long_chain_of_concepts_is_no_problem(overlay: Write) -> None:
    count = 400
    concepts = "".join(f"  - {{concept: chain.c{n}, title: 试}}\n" for n in range(count))
    rules = "".join(
        f"  - id: chain.c{n}\n{CITED}    defines: chain.c{n}\n    when: {{chain.c{n + 1}: true}}\n"
        for n in range(count - 1)
    )
    edition = load(BASE, overlays=[overlay(f"concepts:\n{concepts}rules:\n{rules}")]).latest
    assert len(edition.strata) == count
