"""`interview.yaml` is held against its rulebook when it is read."""

import shutil
from pathlib import Path

import pytest

from xinfang_rules import RulebookError
from xinfang_rules.interview import load_interview
from xinfang_rules.rulebook.load import packs_directory

PACK = packs_directory() / "xinfang-2022"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ordinary: ordinary", "ordinary: ordinry", "there is no set of presumptions ordinry (did you mean ordinary?)"),
        ("answers: [track]", "answers: [trak]", "there is no answer trak (did you mean track?)"),
        ("bearers: [review_organ]", "bearers: [review_orgn]", "there is no bearer review_orgn"),
        ("first: route", "first: rout", "there is no first rout (did you mean route?)"),
        ("questions: [review]", "questions: [reviw]", "there is no question reviw (did you mean review?)"),
        ("{organ.kind: other, petition.request", "{organ.knd: other, petition.request", "did you mean organ.kind?"),
        ("petition.category: suggestion", "petition.category: sugestion", "sugestion"),
        ("timeline.reply_received_on: not_yet", "timeline.reply_received_on: never", "not_yet, happened, sometime"),
        ("- role: reviewer", "- role: handler", "handler stands twice"),
        ("- question: route", "- question: ordinary", "ordinary stands twice"),
        ("option: labour", "option: judicial", "judicial stands twice"),
        ("    goal: 按", "    gaol: 按", "gaol"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    place = tmp_path / "pack"
    shutil.copytree(PACK, place, ignore=shutil.ignore_patterns("scenarios"))
    text = (place / "interview.yaml").read_text(encoding="utf-8")
    assert old in text
    (place / "interview.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load_interview(place)
    assert told in str(refused.value)
    assert all(found.position.source.endswith("interview.yaml") for found in refused.value.diagnostics)
    assert all(found.position.line > 1 for found in refused.value.diagnostics if found.code != "unknown-name")


def test_a_pack_without_roles_says_so() -> None:
    with pytest.raises(RulebookError, match=r"has no interview\.yaml"):
        load_interview(Path(__file__).parent / "cli_pack")


def test_every_fact_of_an_option_is_one_that_its_question_can_be_asked_for() -> None:
    guide = load_interview()
    for entry in guide.questions.values():
        # Two options that state the same could not be told apart.
        assert len({tuple(sorted(option.states.items(), key=str)) for option in entry.options}) == len(entry.options)
    used = {name for role in guide.roles.values() for name in role.questions}
    assert used == {*guide.questions}
