"""Attacks by overlays that are well-formed: conduct, borrowed names, cut quotes, forged lines, contradictions, sizes.

Each of them was taken once. They are laid over the shipped rulebook, as a province would lay its own rules.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.overlay_helpers import overlay_of
from xinfang_rules import Rulebook, RulebookError, load
from xinfang_rules.errors import Diagnostic

Lay = Callable[..., Rulebook]

CONCLUDE = '{at: "34", quote: 应当自受理之日起60日内办结}'
DISORDER = "{order.prohibited_acts: {empty: false}}"


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lays an overlay over the shipped rulebook, without the official text."""

    def laid(overlay: str) -> Rulebook:
        path = tmp_path / "overlay.yaml"
        path.write_text(overlay, encoding="utf-8")
        return load(overlays=[path], statutes=tmp_path)

    return laid


def refused(lay: Lay, overlay: str) -> list[Diagnostic]:
    with pytest.raises(RulebookError) as caught:
        lay(overlay)
    return list(caught.value.diagnostics)


def places(found: list[Diagnostic]) -> set[tuple[str, int, str]]:
    """Returns the file's name, the line and the code of each finding."""
    return {(Path(f.position.source).name, f.position.line, f.code) for f in found}


# The petitioner's conduct (26, 47)


def rule(norm: str, when: str = DISORDER, more: str = "") -> str:
    return f"""\
rules:
  - id: trial.rule
    title: 扰乱秩序的，另行规定
    cite: {CONCLUDE}
    when: {when}
    {norm}
{more}"""


DISPLACED = ("handling.no-delay", "handling.no-shirking", "handling.no-perfunctoriness", "petitioner.no-retaliation")


@pytest.mark.parametrize("norm", DISPLACED)
def test_what_binds_organs_does_not_end_for_conduct_by_an_exception_of_an_allowed_action(lay: Lay, norm: str) -> None:
    """To refrain is asked of petitioners by article 26, and of organs by articles 18 and 28, whatever conduct."""
    exception = rule("forbids: {bearer: petitioner, action: refrain}", more=f"    exception_to: {norm}\n")
    found = refused(lay, overlay_of(exception, f"displaces: {norm}"))
    assert {f.code for f in found} == {"conduct"}
    assert any(f"status.{norm}" in f.message for f in found)
    assert lay(overlay_of(exception.replace(DISORDER, "{petition.joint: true}"), f"displaces: {norm}"))


@pytest.mark.parametrize(
    "norm",
    [
        "permits: {bearer: organs_and_staff, action: refrain}",
        "permits: {bearer: handling_organ, action: public_order_penalty}",
        "forbids: {bearer: staff, action: dissuade_educate}",
        # Article 26 forbids acts; nothing forbids the petitioner anything because of them.
        "forbids: {bearer: petitioner, action: refrain}",
    ],
)
def test_no_other_bearer_and_no_other_kind_of_norm_follows_from_conduct(lay: Lay, norm: str) -> None:
    (found,) = refused(lay, overlay_of(rule(norm)))
    assert places([found]) == {("overlay.yaml", 3, "conduct")}


@pytest.mark.parametrize(
    ("norm", "when"),
    [
        ("obliges: {bearer: staff, action: dissuade_educate}", DISORDER),
        ("obliges: {bearer: public_security, action: public_order_measures}", DISORDER),
        (f"forbids: {{bearer: petitioner, action: refrain, breached_when: {DISORDER}}}", "{petition.joint: true}"),
    ],
)
def test_what_the_articles_have_follow_from_conduct_may_follow_in_an_overlay(lay: Lay, norm: str, when: str) -> None:
    assert any(each.id == "trial.rule" for each in lay(overlay_of(rule(norm, when))).latest.rules)


@pytest.mark.parametrize(
    "constraint",
    [
        f"constraint: trial.shut, title: 试, because: 试, never: {DISORDER}",
        "constraint: trial.shut, title: 试, because: 试, never: {order.public_order_finding: true}",
        f"constraint: trial.shut, title: 试, because: 试, given: {DISORDER}, then: {{petition.joint: true}}",
        f"constraint: fabrication.found, title: 试, because: 试, never: {DISORDER}",
    ],
)
def test_nobody_is_shut_out_for_conduct(lay: Lay, constraint: str) -> None:
    name = constraint.split()[1].rstrip(",")
    change = f"{'replaces' if name == 'fabrication.found' else 'constrains'}: {name}"
    found = refused(lay, overlay_of(f"constraints:\n  - {{{constraint}}}\n", change))
    assert ("overlay.yaml", 3, "conduct") in places(found)
    assert {f.code for f in found} == {"conduct"}
