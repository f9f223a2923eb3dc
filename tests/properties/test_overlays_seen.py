"""Nothing that an overlay changes is unseen: what declares no change changes no answer and no norm of the law."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st
from tests.overlay_helpers import overlay_of

from xinfang_rules import Result, Rulebook, RulebookError, evaluate, load
from xinfang_rules.testing import sample_cases

BASE = load("xinfang-2022")
AS_OF = date(2024, 6, 20)
CASES = [(situation.case, situation.as_of) for situation in sample_cases(20, rulebook=BASE, as_of=AS_OF)]
CITE = '{at: "34", quote: 60日内办结}'

CONDITIONS = [
    "",
    "    when: {petition.joint: true}\n",
    "    when: {petition.category: grievance}\n",
    "    when: {status.handling.conclude: [overdue, met_late]}\n",
    "    when: {disposition: accept}\n",
]
DATES = [
    "",
    "    in_force_from: 2024-01-01\n",
    "    in_force_from: 2099-01-01\n",
    "    in_force_until: 2024-05-31\n",
    "    in_force_from: 2024-01-01\n    in_force_until: 2024-12-31\n",
]
FIRST = [
    "",
    "overlay: {id: first, title: 一, changes: [{removes: handling.hearing, from: 2024-06-01, because: 试}]}\n",
    "overlay: {id: first, title: 一, changes: [{removes: handling.hearing, from: 2099-01-01, because: 试}]}\n",
]
"""What may lie between the law and the overlay."""

DISPLACED = [
    "handling.hearing",
    "handling.conclude",
    "trial.r0",
    "review.request",
    "notice.written",
    "disposition.not-accept",
]
NORM = "    obliges: {bearer: handling_organ, action: explain_extension}\n"


@st.composite
def rules(draw: st.DrawFn, number: int) -> str:
    """Draws a rule of an overlay: what it does, when, and to what it is an exception."""
    known = [rule.id for rule in BASE.latest.rules]
    rule_id = draw(st.sampled_from([f"trial.r{number}"] * 6 + ["handling.hearing"]))
    does, exceptions = draw(
        st.sampled_from(
            [
                ("    note: 试\n", []),
                (NORM, ["", *(name for name in DISPLACED if name in (*known, "trial.r0"))]),
                ("    defines: trial.concept\n", []),
                ("    defines: matter.urgent\n" if "matter.urgent" in known else "    note: 试\n", []),
                ("    decides: {example: one}\n", []),
                ("    decides: {disposition: accept}\n", []),
                ("    decides: {remedy_stage: review_unavailable}\n", []),
            ]
        )
    )
    displaced = draw(st.sampled_from(exceptions)) if exceptions else ""
    exception = f"    exception_to: {displaced}\n" if displaced and displaced != rule_id else ""
    when, dated = draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from(DATES))
    return f"  - id: {rule_id}\n    title: 试\n    cite: {CITE}\n{when}{dated}{does}{exception}"


@st.composite
def overlays(draw: st.DrawFn) -> str:
    """Draws an overlay over the shipped rulebook; some are wrong in other ways too."""
    text = "concepts: [{concept: trial.concept, title: 试}]\n"
    text += "questions: [{question: trial, title: 试, answers: {one: 一}}]\n"
    if draw(st.booleans()):
        text += (
            f"parameters: [{{parameter: {draw(st.sampled_from(['handling.days', 'review.request_days']))}, values: ["
        )
        text += (
            f"{{from: {draw(st.sampled_from(['2022-05-01', '2024-01-01']))}, value: {draw(st.integers(1, 200))}}}]}}]\n"
        )
    if draw(st.integers(0, 3)) == 0:
        text += "settings:\n  roll_on: {bearers: [petitioner, handling_organ], interpretive: 试。}\n"
    if draw(st.integers(0, 3)) == 0:
        text += "constraints: [{constraint: trial.never, title: 试, because: 试, never: {petition.joint: true}}]\n"
    return text + "rules:\n" + "".join(draw(rules(number)) for number in range(draw(st.integers(1, 3))))


def laid(text: str, *changes: str, first: str = "") -> Rulebook:
    with TemporaryDirectory() as place:
        below, path = Path(place) / "first.yaml", Path(place) / "trial.yaml"
        below.write_text(first, encoding="utf-8")
        path.write_text(overlay_of(text, *changes), encoding="utf-8")
        return load(overlays=[below, path] if first else [path])


def of_the_property(result: Result) -> Iterator[object]:
    """Yields what a result says by the law's own questions and rules, wherever it was worked out."""
    for name, decision in result.decisions.items():
        if name in {question.name for question in BASE.latest.questions}:
            yield decision
    known = {rule.id for rule in BASE.latest.rules}
    yield from (norm for norm in result.norms if norm.rule in known)


def outcomes(book: Rulebook) -> list[list[object]]:
    return [list(of_the_property(evaluate(case, as_of=as_of, rulebook=book))) for case, as_of in CASES]


@cache
def before(first: str) -> list[list[object]]:
    with TemporaryDirectory() as place:
        path = Path(place) / "first.yaml"
        path.write_text(first, encoding="utf-8")
        return outcomes(load(overlays=[path]) if first else BASE)


@settings(max_examples=60)
@given(overlays(), st.sampled_from(FIRST))
def test_what_is_not_declared_is_not_changed(text: str, first: str) -> None:
    try:
        book = laid(text, first=first)
    except RulebookError as error:
        declared = [
            f"{found[1]}: {found[2]}"
            for diagnostic in error.diagnostics
            if (found := re.search(r"\{(\w+): (\S+), because: …\}", diagnostic.message)) is not None
        ]
        if not declared:
            return  # it is wrong in another way
        try:
            book = laid(text, *dict.fromkeys(declared), first=first)
        except RulebookError as other:
            if {diagnostic.code for diagnostic in other.diagnostics} & {"undeclared-change", "idle-change"}:
                raise
            return
        overlay = book.identity.laid[-1]
        assert {f"{change.kind}: {change.what}" for change in overlay.changes} == set(declared)
    else:
        assert book.identity.laid[-1].changes == ()
        assert outcomes(book) == before(first)


@pytest.mark.parametrize(
    "text",
    [
        f"rules:\n  - {{id: trial.r0, title: 试, cite: {CITE}, exception_to: handling.conclude, obliges: "
        "{bearer: handling_organ, action: explain_extension}}\n",
        "parameters: [{parameter: handling.days, values: [{from: 2022-05-01, value: 9}]}]\n",
    ],
)
def test_the_property_above_can_fail(text: str) -> None:
    """The cases show such changes, so that one that went unseen would be noticed."""
    with pytest.raises(RulebookError) as caught:
        laid(text)
    found = re.search(r"\{(\w+: \S+), because", str(caught.value))
    assert found is not None
    assert outcomes(laid(text, found[1])) != before("")
