"""One act for several pieces, or with another outcome for each claim: what it says of each is what it says of all."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from xinfang_rules import CaseError
from xinfang_rules.dossier import Dossier, DossierAct, DossierReport, Finding, examine, load_acts
from xinfang_rules.dossier.pieces import pieces_of
from xinfang_rules.testing import DatedDossier, dossiers

ORGANS = {
    "town": {"title": "镇政府", "kind": "other", "level": "town", "superior": "county"},
    "county": {"title": "县政府", "kind": "other", "level": "county", "superior": "city"},
    "city": {"title": "市政府", "kind": "other", "level": "city"},
}
CLAIM = {"category": "grievance", "remedy": "none", "competent": "town"}
LETTER = {"act": "submit", "to": "town", "channel": "letter", "anonymous": False, "first": True}


def report(day: str, *acts: dict[str, Any], claims: tuple[str, ...] = ("c1",)) -> DossierReport:
    data = {"dossier": "d", "complete_to": day, "organs": ORGANS, "claims": dict.fromkeys(claims, CLAIM), "acts": acts}
    return examine(data, as_of=date.fromisoformat(day))


def of(found: DossierReport, rule: str) -> dict[tuple[str, ...], tuple[str, str]]:
    return {f.parts: (f.kind.value, str(f.due)) for f in found.findings if f.of == rule}


def apart(dossier: Dossier) -> Iterator[DossierAct]:
    """Yields the acts, each for one piece and with one outcome and kind."""
    structure = load_acts().file.structure
    for act, pieces in zip(dossier.acts, pieces_of(dossier, structure), strict=True):
        for piece in pieces:
            if not isinstance(act.outcome, dict):
                yield act.model_copy(update={"piece": (piece,)})
                continue
            for claim in act.claims or dossier.claims:
                told = {"piece": (piece,), "claims": (claim,), "outcome": act.outcome.get(claim)}
                yield act.model_copy(update=told)


def told(finding: Finding, part: str) -> tuple[object, ...]:
    return part, finding.kind, finding.of, finding.who, finding.due, finding.days_late, finding.done_on


@given(dossiers())
def test_an_act_that_says_several_things_is_several_acts(dated: DatedDossier) -> None:
    one = examine(dated.dossier, as_of=dated.as_of)
    other = examine(dated.dossier.model_copy(update={"acts": tuple(apart(dated.dossier))}), as_of=dated.as_of)
    assert [(part.name, part.role, part.answers) for part in one.parts] == [
        (part.name, part.role, part.answers) for part in other.parts
    ]
    assert {told(f, p) for f in one.findings for p in f.parts} == {told(f, p) for f in other.findings for p in f.parts}


def test_one_opinion_answers_each_claim_in_its_own_way() -> None:
    found = report(
        "2024-05-20",
        {"day": "2024-03-01", **LETTER},
        {"day": "2024-03-04", "act": "accept", "by": "town"},
        {"day": "2024-05-10", "act": "issue", "by": "town", "kind": "petition_opinion", "received": "2024-05-13",
         "outcome": {"road": "support", "rent": "not_support"}},
        claims=("road", "rent", "wall"),
    )  # fmt: skip
    # What supports is to be executed, what does not is to be explained to the petitioner (32.2); of the third nothing
    # is said, so that neither can be told.
    assert set(of(found, "opinion.see-executed")) == {("p1/town/road",)}
    assert set(of(found, "opinion.counsel")) == {("p1/town/rent",)}
    # The period and the window are the same for all: 4 March + 60 days = 3 May; 13 May + 30 days = 12 June.
    every = ("p1/town/road", "p1/town/rent", "p1/town/wall")
    assert of(found, "handling.conclude") == {every: ("late", "2024-05-03")}
    assert of(found, "review.request") == {every: ("open", "2024-06-12")}
    lines = [entry.text for entry in found.timeline if "出具文书" in entry.text]
    assert lines == [
        "出具文书，信访处理意见书，予以支持，2024年5月13日收到，诉求：road",
        "出具文书，信访处理意见书，不予支持，2024年5月13日收到，诉求：rent",
        "出具文书，信访处理意见书，2024年5月13日收到，诉求：wall",
    ]


def test_one_notice_tells_of_each_claim_whether_it_is_accepted() -> None:
    found = report(
        "2024-04-01",
        {"day": "2024-03-01", **LETTER},
        {"day": "2024-03-11", "act": "notify", "by": "town", "kind": {"road": "receipt", "rent": "not_accept"}},
        claims=("road", "rent"),
    )
    # 1 March + 15 days = 16 March. Nothing is a ground to refuse the rent (19.3, 36.3).
    assert of(found, "notice.direct") == {
        ("p1/town/road",): ("kept", "2024-03-16"),
        ("p1/town/rent",): ("missing", "2024-03-16"),
    }
    assert set(of(found, "refused-without-ground")) == {("p1/town/rent",)}


TWO = (
    {"day": "2024-03-01", **LETTER, "petitioner": "a"},
    {"day": "2024-03-05", **LETTER, "petitioner": "b"},
    {"day": "2024-03-11", "act": "accept", "by": "town", "piece": ["p1", "p2"]},
    {"day": "2024-03-11", "act": "notify", "by": "town", "piece": ["p1", "p2"], "kind": "receipt"},
    {"day": "2024-04-10", "act": "issue", "by": "town", "piece": ["p1", "p2"], "kind": "petition_opinion",
     "outcome": "not_support", "received": "2024-04-12"},
)  # fmt: skip


def test_one_handling_for_the_letters_of_two_leaves_each_its_own_rights() -> None:
    review = {"day": "2024-05-06", "act": "request_review", "to": "county", "received": "same_day", "piece": "p1"}
    found = report("2024-05-20", *TWO, review)
    assert [part.name for part in found.parts] == ["p1/town/c1", "p2/town/c1"]
    # 1 and 5 March + 15 days = 16 and 20 March; 11 March + 60 days = 10 May.
    assert of(found, "notice.direct") == {
        ("p1/town/c1",): ("kept", "2024-03-16"),
        ("p2/town/c1",): ("kept", "2024-03-20"),
    }
    assert of(found, "handling.conclude") == {("p1/town/c1", "p2/town/c1"): ("kept", "2024-05-10")}
    # 12 April + 30 days = 12 May, a Sunday that is followed by a working day: 13 May. Only a asked for review.
    assert of(found, "review.request") == {
        ("p1/town/c1",): ("exercised", "2024-05-13"),
        ("p2/town/c1",): ("lapsed", "2024-05-13"),
    }
    assert set(of(found, "review.decide")) == {("p1/town/c1",)}
    # What was done at once stands once in the timeline.
    assert [entry.text for entry in found.timeline if entry.text.startswith("受理")] == ["受理"]


def test_whose_review_is_asked_for_is_to_be_said_where_the_opinion_was_for_several() -> None:
    with pytest.raises(CaseError, match="p1, p2 are of several petitioners") as refused:
        report("2024-05-20", *TWO, {"day": "2024-05-06", "act": "request_review", "to": "county"})
    assert "由不同的信访人提出" in refused.value.text("zh")


def test_an_opinion_is_about_what_was_accepted_though_the_same_was_raised_again_since() -> None:
    found = report(
        "2024-05-20",
        {"day": "2024-03-01", **LETTER},
        {"day": "2024-03-04", "act": "accept", "by": "town"},
        {"day": "2024-03-04", "act": "notify", "by": "town", "kind": "receipt"},
        {"day": "2024-04-08", **LETTER, "first": False, "same_facts": True},
        {"day": "2024-04-08", "act": "register", "by": "town"},
        {"day": "2024-04-25", "act": "issue", "by": "town", "kind": "petition_opinion", "received": "2024-04-26"},
    )
    # 4 March + 60 days = 3 May. The second letter is joined: no second period, no second notice.
    assert of(found, "handling.conclude") == {("p1/town/c1",): ("kept", "2024-05-03")}
    assert [a.answer for a in found.part("p2/town/c1").answers if a.question == "disposition"] == ["join"]
    assert [finding.of for finding in found.amiss()] == []


@pytest.mark.parametrize(
    ("act", "english"),
    [
        ({"act": "submit", "to": "town", "piece": ["p2", "p3"]}, "each piece is raised by an act of its own"),
        ({"act": "accept", "by": "town", "piece": ["p1", "p9"]}, "'p9' is none of p1"),
        ({"act": "issue", "by": "town", "outcome": {"c2": "support"}}, "'c2' is none of c1"),
        ({"act": "issue", "by": "town", "outcome": {"c1": "suport"}}, "did you mean support?"),
    ],
)
def test_what_names_no_piece_claim_or_outcome_is_refused(act: dict[str, Any], english: str) -> None:
    with pytest.raises(CaseError) as refused:
        report("2024-05-20", {"day": "2024-03-01", **LETTER}, {"day": "2024-03-11", **act})
    assert english in str(refused.value)
