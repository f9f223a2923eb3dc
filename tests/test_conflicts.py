"""Nothing that cannot stand together with what governs is applied: the classes of local rules, and a law over cases.

Class X22 is contrary to the Regulation of 2022, X05 to that of 2005 already. What is written here is worked out from
the texts, article by article, apart from what the rule files say.
"""

from datetime import date
from functools import cache
from typing import Final

import pytest
from hypothesis import given, settings, strategies as st

from xinfang_rules import Case, Result, Rulebook, evaluate, load
from xinfang_rules.rulebook.linker import link
from xinfang_rules.rulebook.load import load_pack, shipped_packs
from xinfang_rules.testing.case_generator import CaseGenerator, tape_length

X22: Final = {
    # 35.1.1 returned, 22: objection (23.3); 36.2 refusal, 22: other ways (31).
    "shanghai": {"shanghai.return-materials", "shanghai.refuse-channel"},
    # 20.1.1 refusal (31).
    "zhejiang": {"zhejiang.refuse-channel"},
}
X05: Final = {
    # 27.2: accepted by whoever received first, 05 (24) and 22 (24.1): negotiated; 42.1.2 a refusal, where either asks
    # for a re-examination (35.3, 36.3); 35.2 no notice where the contact is unclear, and of forwarded matters (21.2,
    # 22.2); 38.1 no opinion (32.1).
    "shanghai": {
        "shanghai.lead",
        "shanghai.verified-final",
        "shanghai.untold-forwarded",
        "shanghai.untold-direct",
        "shanghai.opinion-unissued",
    },
    # 15.2 fewer representatives (18.2, 20.3); 20.1.3, 20.1.5 refusals (22.1, 16, 35.3; 23.1, 19.3, 36.3); 21.2
    # approving organ (25, 24.2); 25.1.1, 25.1.2 closed without re-examination (35.3, 36.3); 23.1 an extension of 60
    # days (33: 30); 34.1 dissuasion of who comes again (47.1).
    "zhejiang": {
        "zhejiang.few-representatives",
        "zhejiang.refuse-same-level",
        "zhejiang.refuse-pending",
        "zhejiang.refuse-closed",
        "zhejiang.approving-organ",
        "zhejiang.closed-agreement",
        "zhejiang.closed-no-review",
        "zhejiang.extend-long",
        "zhejiang.dissuade-closed",
    },
}
BASES: Final = {"xinfang-2005": date(2021, 6, 1), "xinfang-2022": date(2024, 6, 3)}
"""Each base with a day on which it governs."""

LAID: Final = [(name, base) for name in sorted(X22) for base in BASES if base in shipped_packs()]
IDS: Final = ["-".join(laid) for laid in LAID]


def contrary(name: str, base: str) -> set[str]:
    return X05[name] | (X22[name] if base == "xinfang-2022" else set())


@cache
def book(name: str, base: str) -> Rulebook:
    return load(base, overlays=[name])


@cache
def without(name: str, base: str) -> Rulebook:
    """Returns the rulebook without the rules that are in conflict with its base."""
    pack, _ = load_pack(base, overlays=[name])
    pack.rules = {rule_id: rule for rule_id, rule in pack.rules.items() if not rule.entry.conflicts}
    pack.vouched = set()  # whose paragraphs these rules alone cite
    return link(pack, dict)


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
def test_the_rules_in_conflict_are_those_of_the_classes(name: str, base: str) -> None:
    assert {rule.id for rule in book(name, base).latest.rules if rule.conflict} == contrary(name, base)


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
def test_a_rule_in_conflict_gives_nothing_and_displaces_nothing(name: str, base: str) -> None:
    editions = book(name, base).editions
    assert any(rule.conflict for rule in editions[-1].rules)
    for edition in editions:
        told = {rule.index for rule in edition.rules if rule.conflict}
        for rule in edition.rules:
            assert not told & set(rule.defeated_by), rule.id
            if rule.conflict:
                assert (rule.norm, rule.question, rule.concept, rule.exception_to) == (None, None, None, ())
                assert {citation.instrument for citation in rule.citations} == {f"{name}-regulations", base}


def stands(result: Result) -> tuple[object, ...]:
    """Returns everything of a result but what it says of conflicts, and what it was worked out with."""
    said = "，与《信访工作条例》不一致的规定没有适用"  # in the remark that nobody has verified the overlay
    notes = [(note.rule, note.text.replace(said, ""), note.citations) for note in result.notes if not note.kind]
    return result.decisions, result.norms, notes, result.calendar, result.needs


@cache
def generator(name: str, base: str) -> CaseGenerator:
    return CaseGenerator(book(name, base).latest, BASES[base])


@st.composite
def cases_in_conflict(draw: st.DrawFn, name: str, base: str) -> Case:
    """Generates cases in which some rule in conflict mostly holds."""
    drafter = generator(name, base)
    aim = draw(st.sampled_from([rule for rule in drafter.edition.rules if rule.id in contrary(name, base)]))
    size = tape_length(drafter.edition)
    case = drafter.case(draw(st.binary(min_size=size, max_size=size)), aim=aim)
    assert case is not None
    return case


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
@settings(max_examples=30)
@given(data=st.data())
def test_nothing_but_the_remarks_rests_on_a_rule_in_conflict(name: str, base: str, data: st.DataObject) -> None:
    laid, cut = book(name, base), without(name, base)
    as_of = BASES[base]
    case = data.draw(cases_in_conflict(name, base))
    result, other = (evaluate(case, as_of=as_of, rulebook=each) for each in (laid, cut))
    assert stands(result) == stands(other)
    named = {norm.rule for norm in result.norms} | {rule for each in result.decisions.values() for rule in each.rules}
    assert not named & contrary(name, base)
    for note in result.notes:
        if note.kind == "conflict":
            assert {f"{name}-regulations", base} == {citation.instrument for citation in note.citations}
            assert "没有适用" in note.text


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
def test_what_nobody_has_verified_is_said_of_every_case_from_2022_on(name: str, base: str) -> None:
    result = evaluate({}, as_of=BASES[base], rulebook=book(name, base))
    said = [note.text for note in result.notes if note.rule is None and f"（{name}）" in note.text]
    assert len(said) == (1 if base == "xinfang-2022" else 0)
