"""Remarks: a text that several entries share stands once, and reads everywhere as if it were written there."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.overlay_helpers import overlay_of
from xinfang_rules import Case, RulebookError, evaluate, load
from xinfang_rules.analysis.mutation.mutants import mutants, mutated
from xinfang_rules.rulebook.load import load_pack, packs_directory

BASE = Path(__file__).parent / "bad_rules" / "_base"
DAY = date(2024, 5, 6)

REMARKS = """
remarks:
  - remark: notice.whose
    text: 条文没有写明由谁告知，{notice.days}从收到起算。
"""
NOTE = """
  - id: note.{name}
    title: 试
    cite: {{at: "2.2", quote: 十五日内告知}}
    note: 试
    interpretive: {interpretive}
    not_modelled: {not_modelled}
"""


def laid(tmp_path: Path, *texts: str) -> list[Path]:
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_text(overlay_of(text, name=f"trial-{number}"), encoding="utf-8")
    return files


def note(name: str, interpretive: str, not_modelled: str = "试") -> str:
    return NOTE.format(name=name, interpretive=interpretive, not_modelled=not_modelled)


def test_a_remark_reads_as_if_it_were_written_there(tmp_path: Path) -> None:
    rules = "rules:" + note("named", "[甲；, {remark: notice.whose}, 乙。]", "{remark: notice.whose}")
    rules += note("written", "甲；条文没有写明由谁告知，{notice.days}从收到起算。乙。")
    book = load(BASE, overlays=laid(tmp_path, REMARKS + rules))
    named, written = (book.latest.rule(f"note.{name}") for name in ("named", "written"))
    # The number of the law stands where its name is written, in a reading and nowhere else.
    assert named.interpretive == written.interpretive == "甲；条文没有写明由谁告知，15日从收到起算。乙。"
    assert named.not_modelled == "条文没有写明由谁告知，{notice.days}从收到起算。"


def test_an_overlay_refers_to_remarks_of_its_own_and_of_what_stands_underneath(tmp_path: Path) -> None:
    own = "remarks: [{remark: notice.of_my_own, text: 本市另有规定。}]\nrules:"
    own += note("upper", "[{remark: notice.of_my_own}, {remark: notice.whose}]")
    lower = REMARKS + "rules:" + note("lower", "{remark: notice.whose}")
    book = load(BASE, overlays=laid(tmp_path, lower, own))
    assert book.latest.rule("note.upper").interpretive == "本市另有规定。条文没有写明由谁告知，15日从收到起算。"


def test_questions_and_constraints_may_refer_to_remarks_too(tmp_path: Path) -> None:
    text = """
remarks: [{remark: order.silent, text: 条文没有写明。}]
questions:
  - {question: stage, title: 走到哪一步, answers: {open: 未办}, interpretive: {remark: order.silent}}
constraints:
  - constraint: order.trial
    title: 试
    because: 试
    never: {timeline.registered_on: {before: timeline.received_on}}
    interpretive: {remark: order.silent}
"""
    (tmp_path / "0.yaml").write_text(overlay_of(text, "constrains: order.trial"), encoding="utf-8")
    edition = load(BASE, overlays=tmp_path / "0.yaml").latest
    assert {question.name: question.interpretive for question in edition.questions}["stage"] == "条文没有写明。"
    assert edition.constraints[-1].interpretive == "条文没有写明。"


@pytest.mark.parametrize("times", [1, 2])
def test_a_name_is_given_once(tmp_path: Path, times: int) -> None:
    files = laid(tmp_path, REMARKS, "remarks: [{remark: notice.whose, text: 另一说明。}]")[:times]
    if times == 1:
        files[0].write_text(overlay_of("remarks: [{remark: a.b, text: 甲}, {remark: a.b, text: 乙}]"), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load(BASE, overlays=files)
    assert [finding.code for finding in refused.value.diagnostics] == ["duplicate-id"]


def test_a_remark_without_its_text_is_told_where_it_stands(tmp_path: Path) -> None:
    rules = "rules:" + note("named", "{remark: notice.whose}")
    with pytest.raises(RulebookError) as refused:
        load(BASE, overlays=laid(tmp_path, f"remarks: [{{remark: notice.whose}}]\n{rules}"))
    assert [finding.code for finding in refused.value.diagnostics] == ["missing-key"]


def test_results_say_the_whole_text() -> None:
    # Article 42: what made people petition, with serious consequences; it does not say who punishes.
    case = Case.model_validate({"organ_conduct": {"cause_inaction": True, "serious_consequences": True}})
    (norm,) = (each for each in evaluate(case, as_of=DAY).norms if each.rule == "liability.cause-inaction")
    assert norm.interpretive == "本条没有写明由谁处理，记在上级机关、单位名下，不排除其他有管理权限的机关、单位。"


def test_rules_that_refer_to_remarks_are_changed_by_mutation(tmp_path: Path) -> None:
    rule = note("named", "{remark: notice.whose}") + "    when: {petition.joint: true}\n"
    pack, _ = load_pack(BASE, overlays=laid(tmp_path, REMARKS + "rules:" + rule))
    own = [mutant for mutant in mutants(pack) if mutant.entry == "note.named"]
    assert own
    assert all(mutated(pack, mutant) is not None for mutant in own)


def test_no_text_of_the_shipped_rules_is_copied() -> None:
    files = [yaml.safe_load(file.read_text("utf-8")) for file in packs_directory().glob("xinfang-2022/*.yaml")]
    entries = [entry for file in files for section in ("rules", "questions") for entry in file.get(section, ())]
    texts = [entry[key] for entry in entries for key in ("interpretive", "not_modelled") if key in entry]
    written = [text for text in texts if isinstance(text, str)]
    assert len(written) > 100
    assert [text for text, times in Counter(written).items() if times > 1] == []
