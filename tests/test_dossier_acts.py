"""`acts.yaml`: it is held against its rulebook, and every check quotes the official text."""

import json
import os
import shutil
from pathlib import Path

import pytest

from xinfang_rules import RulebookError
from xinfang_rules.dossier import load_acts
from xinfang_rules.rulebook.load import packs_directory

PACK = packs_directory() / "xinfang-2022"
STATUTES = Path(os.environ.get("XINFANG_STATUTES", Path(__file__).parents[1] / ".." / "shared" / "statutes"))


def spoiled(tmp_path: Path, old: str, new: str) -> str:
    place = tmp_path / "pack"
    shutil.copytree(PACK, place, ignore=shutil.ignore_patterns("scenarios"))
    text = (place / "acts.yaml").read_text(encoding="utf-8")
    assert old in text
    (place / "acts.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load_acts(place)
    return str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("timeline.registered_on: {", "timeline.registerd_on: {", "did you mean timeline.registered_on?"),
        ("{act: register, by: self", "{act: registr, by: self", "there is no act registr (did you mean register?)"),
        ("map: {forward: false,", "map: {forward: no_way,", "'no_way' is no value of petition.feedback_required"),
        ("{arrival: received}", "{arrival: recieved}", "did you mean received?"),
        ("questions: [disposition, track]", "questions: [dispositon, track]", "did you mean disposition?"),
        ("is: [petition_procedure]", "is: [petition_proceedings]", "did you mean petition_procedure?"),
        ("bearers: [petition_office, r", "bearers: [petition_ofice, r", "did you mean petition_office?"),
        ("follows: [supervise,", "follows: [supervize,", "did you mean supervise?"),
        ("at: \"45.1.2\"", "at: \"45.1.9\"", "paragraph 45.1 has 4 items"),
        ("at: \"36.3\"", "at: \"36.9\"", "article 36 has 3 paragraphs"),
        ("follows: [liability.accept-refuse]", "follows: [liability.accept-refused]", "mean liability.accept-refuse?"),
        ("falls_due: {rule: handling.conclude", "falls_due: {rule: handling.conclud", "mean handling.conclude?"),
        ("on: due}", "on: days}", "there is no day that an act tells days"),
        ("last_day: handling.conclude", "last_day: handling.conclud", "did you mean handling.conclude?"),
        ("goes_on: [approve_extension", "goes_on: [approve_extensions", "did you mean approve_extension?"),
        ("no_longer_accept: {decided: {question: disposition", "no_longer_accept: {decided: {question: dispositon",
         "did you mean disposition?"),
        ("there_is: {act: answer_review, outcome: accepted", "there_is: {act: answer_review, outcome: acepted",
         "did you mean accepted?"),
        ("kind: [not_accept, no_longer", "kind: [not_acept, no_longer", "did you mean not_accept?"),
        ("rule: handling.conclude", "rule: handling.concluded", "did you mean handling.conclude?"),
        ("report_urgent, by: self", "report_urgent, by: it.by", "`it` stands"),
        ("answers: petition_opinion", "answers: petition_opinions", "did you mean petition_opinion?"),
        ("number_of: competent", "number_of: it.by", "`it` stands"),
        ("told: sender", "told: it.to", "`it` stands"),
        ("{organ: sender, kind: petition_office}", "{organ: it.by, kind: petition_office}", "`it` stands"),
        ("organ: {organ: sender, kind: petition_office}", "organ: {organ: sender, kind: petition_ofice}",
         "did you mean petition_office?"),
        ("organ: {organ: sender, kind: petition_office}", "organ: {organ: sender}", "a test of an organ has one of"),
        ("level: same, of: competent", "level: same", "a test of an organ has one of"),
        ("who: self, kind: political_legal", "who: self, kind: political_legall", "did you mean political_legal?"),
        ("pick: last}", "picks: last}", "is no key"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_table_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = spoiled(tmp_path, old, new)
    assert told in text
    assert "acts.yaml:" in text


def test_a_pack_without_a_table_says_so() -> None:
    with pytest.raises(RulebookError, match=r"has no acts\.yaml"):
        load_acts(Path(__file__).parent / "cli_pack")


def test_every_check_quotes_the_official_text() -> None:
    path = STATUTES / "xinfang-2022.json"
    if not path.is_file():
        pytest.skip("needs the official text in ../shared/statutes or XINFANG_STATUTES")
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    for check, citations in load_acts().citations.items():
        assert citations
        assert all(citation.quote in text for citation in citations), check
