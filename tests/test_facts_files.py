"""The shared vocabulary: what is made of its files is in step with them, and what is wrong with them has its place."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tools.facts import written

from xinfang_rules import FACTS, Action, Bearer
from xinfang_rules.errors import RulebookError
from xinfang_rules.facts import vocabulary_files as files
from xinfang_rules.facts.linking import linked
from xinfang_rules.facts.shared import shared_vocabulary

RULES = Path(__file__).resolve().parent.parent / "rules"


@pytest.mark.parametrize("path", written(), ids=lambda path: path.name)
def test_what_is_made_of_the_files_is_in_step_with_them(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == written()[path], "run `make facts`"


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str], None]]:
    for name in files.FILES:
        shutil.copy(RULES / name, tmp_path)
    monkeypatch.setattr(files, "_INSTALLED", tmp_path)
    files.packs_directory.cache_clear()
    shared_vocabulary.cache_clear()

    def change(name: str, old: str, new: str) -> None:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    yield change
    files.packs_directory.cache_clear()
    shared_vocabulary.cache_clear()


def test_an_edited_file_is_read_in_place_of_what_was_made_of_it(edit: Callable[[str, str, str], None]) -> None:
    assert shared_vocabulary().facts == FACTS
    shared_vocabulary.cache_clear()
    edit("facts.yaml", "title: 信访形式", "title: 信访的形式")
    assert shared_vocabulary().facts["petition.channel"].title == "信访的形式"


def test_line_ends_make_no_difference(edit: Callable[[str, str, str], None]) -> None:
    path = files.packs_directory() / "facts.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert files.files_digest() == json.loads(files.LINKED.read_bytes())["digest"]


WRONG = {
    "an unknown key": ("facts.yaml", "    ask: 本机关是地方", "    asks: 本机关是地方", "unknown-key", "mean ask?"),
    "an unknown kind": ("facts.yaml", "kind: enum", "kind: enumm", "unknown-value", "mean enum?"),
    "an unknown group": ("facts.yaml", "fact: organ.local", "fact: orgam.local", "unknown-group", "mean organ?"),
    "a name twice": ("facts.yaml", "fact: organ.local", "fact: organ.kind", "duplicate-id", "organ.kind"),
    "values of a day": (
        "facts.yaml",
        "    kind: date\n",
        "    kind: date\n    values: {a: 甲}\n",
        "fact-form",
        "kind enum",
    ),
    "a choice without values": (
        "facts.yaml",
        "ask: 本机关是地方",
        "kind: enum\n    ask: 本机关是地方",
        "fact-form",
        "has values",
    ),
    "no place for the value": ("facts.yaml", '"本机关是{}"', "本机关是甲", "fact-form", "{} once"),
    "a provision twice": ("outputs.yaml", 'at: ["17.2"]', 'at: ["17.2", "17.2"]', "fact-form", "there already"),
    "two marks of a bearer": ("outputs.yaml", "anyone: true", "anyone: true, organs: true", "fact-form", "organs and"),
    "two values of one label": (
        "facts.yaml",
        "political_legal: 政法部门",
        "political_legal: 其他机关、单位",
        "fact-form",
        "label",
    ),
    "no such provision": ("facts.yaml", 'at: ["25.2"]', 'at: ["25.2.x"]', "bad-form", "pattern"),
    "a mark that there is not": ("outputs.yaml", "proposal: true", "proposals: true", "unknown-key", "mean proposal?"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_its_place(wrong: str, edit: Callable[[str, str, str], None]) -> None:
    name, old, new, code, said = WRONG[wrong]
    line = (RULES / name).read_text(encoding="utf-8").partition(old)[0].count("\n") + 1
    edit(name, old, new)
    with pytest.raises(RulebookError) as refused:
        linked()
    found, *_ = [found for found in refused.value.diagnostics if found.code == code]
    assert said in found.message
    assert found.position.source.endswith(name)
    assert abs(found.position.line - line) <= 6  # within the entry; the kind of a fact may be what is wrong with it


def test_marks_are_those_of_the_articles() -> None:
    assert {action for action in Action if "proposal" in action.marks} == {  # 40.1, 40.2, 40.3; 38 of 2005
        "propose_sanction",
        "propose_improvement",
        "propose_policy",
        "propose_accountability",
    }
    assert [bearer for bearer in Bearer if "petitioner" in bearer.marks] == ["petitioner"]
