"""What a result says it was worked out with, and whether a stored one comes out again."""

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import chinese_calendar
import pytest

from tests.cli_helpers import run
from xinfang_rules import (
    ArgumentError,
    Provenance,
    Result,
    Rulebook,
    XinfangError,
    __version__,
    evaluate,
    load,
    read_case,
    read_result,
    replay,
)
from xinfang_rules.rulebook.load import packs_directory

STORED = Path(__file__).parent / "stored"
PACK, OVERLAY = STORED / "pack", STORED / "pack-overlay.yaml"
CASE = read_case((STORED / "pack-case.yaml").read_bytes(), format="yaml")

# Received on Thursday 26 September 2024. Worked then: Friday the 27th, Sunday the 29th (in exchange for the National
# Day holiday), Monday the 30th; 1 to 7 October are off. So the third working day, as the overlay wants, is
# 30 September, and on 8 October the notice is 8 days late; the fifth, as the pack has it, is 9 October.
AS_OF = date(2024, 10, 8)


def stored() -> Result:
    """Returns the result that was stored of the case, by the pack with the overlay; all four are files here."""
    return read_result((STORED / "pack-result-1.0.json").read_bytes())


def under(*overlays: Path, pack: Path = PACK) -> Rulebook:
    return load(pack, overlays=overlays)


def due(result: Result) -> date | None:
    return result.norms[0].due


# What it says


def test_a_result_says_what_it_was_worked_out_with() -> None:
    said = evaluate(CASE, as_of=AS_OF, rulebook=under(OVERLAY)).provenance
    # As `sha256sum` gives it: the digest of each file, its name; then of these lines.
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (PACK / "rules.yaml", OVERLAY)]
    rules, overlay = (sha256(line.encode()).hexdigest() for line in lines)
    assert said.schema_version == "1.3"
    assert said.library == __version__
    assert (said.rulebook.id, said.rulebook.digest) == ("stored-rules", rules)
    facts, outputs = (packs_directory() / name for name in ("facts.yaml", "outputs.yaml"))
    assert said.rulebook.vocabulary == sha256(facts.read_bytes() + outputs.read_bytes()).hexdigest()
    assert said.rulebook.edition == date(2020, 3, 1)
    assert [(each.id, each.title, each.digest) for each in said.overlays] == [("quick", "快办试点", overlay)]
    assert said.calendar.package == f"chinesecalendar {chinese_calendar.__version__}"
    assert re.fullmatch(r"[0-9a-f]{64}", said.calendar.digest)
    assert (said.calendar.notices_through or 0) >= 2026
    assert said.calendar.added == ("国办发明电〔2005〕35号",)
    assert (said.engine, said.confirmed_by) == ("compiled", None)


def test_the_calendar_is_told_where_no_day_was_counted() -> None:
    counted = evaluate(CASE, as_of=AS_OF, rulebook=under())
    passed_on = evaluate(CASE.with_facts({"petition.competence": "lower"}), as_of=AS_OF, rulebook=under())
    assert (counted.calendar is None, passed_on.calendar is None) == (False, True)
    assert passed_on.provenance.calendar == counted.provenance.calendar


def test_an_added_notice_is_told(tmp_path: Path) -> None:
    notice = tmp_path / "2031.yaml"
    notice.write_text(
        "notices: [{year: 2031, document: 某通知, only_these_days: true, worked: [2031-02-01]}]\n", "utf-8"
    )
    said = evaluate(CASE, as_of=AS_OF, rulebook=under(notice)).provenance
    assert said.calendar.added == ("国办发明电〔2005〕35号", "某通知")
    digest = sha256(f"{sha256(notice.read_bytes()).hexdigest()}  2031.yaml\n".encode()).hexdigest()
    assert digest in {overlay.digest for overlay in said.overlays}


def test_nothing_is_said_twice() -> None:
    result = json.loads(evaluate(CASE, as_of=AS_OF, rulebook=under(OVERLAY)).model_dump_json())
    assert result["instrument"] == {"id": "stored-rules", "title": "存档办法"}
    assert result["calendar"].keys() == {"festivals", "missing_notices"}


# Engines


def test_which_engine_did_the_work_makes_no_result_another() -> None:
    compiled, interpreted = (evaluate(CASE, as_of=AS_OF, engine=engine) for engine in ("compiled", "interpreter"))
    assert [each.provenance.engine for each in (compiled, interpreted)] == ["compiled", "interpreter"]
    assert compiled == interpreted
    assert compiled.provenance == interpreted.provenance
    assert hash(compiled.provenance) == hash(interpreted.provenance)
    (told,) = compiled.provenance.differences(interpreted.provenance)
    assert (told.part, told.text) == ("engine", "计算引擎：存档是 compiled，现在是 interpreter")


@pytest.mark.durable
def test_a_result_that_was_confirmed_says_by_which_engine() -> None:
    confirmed = evaluate(CASE, as_of=AS_OF, confirm=True)
    assert (confirmed.provenance.engine, confirmed.provenance.confirmed_by) == ("compiled", "durable")
    assert confirmed == evaluate(CASE, as_of=AS_OF)
    assert confirmed.explain() == evaluate(CASE, as_of=AS_OF).explain()


def test_the_same_from_other_sources_is_another_result_with_the_same_outcome(tmp_path: Path) -> None:
    other = tmp_path / "rules.yaml"
    other.write_text((PACK / "rules.yaml").read_text("utf-8") + "# 另一行\n", encoding="utf-8")
    mine, theirs = (evaluate(CASE, as_of=AS_OF, rulebook=under(OVERLAY, pack=pack)) for pack in (PACK, tmp_path))
    assert mine != theirs
    assert mine.provenance != theirs.provenance
    assert mine.same_outcome(theirs)
    assert mine.outcome_differences(theirs) == ()


def test_another_outcome_is_told_field_by_field() -> None:
    mine, theirs = (evaluate(CASE, as_of=AS_OF, rulebook=book) for book in (under(OVERLAY), under()))
    assert not mine.same_outcome(theirs)
    told = {(each.about, each.field): (each.before, each.after) for each in mine.outcome_differences(theirs)}
    assert told == {
        ("notice.give", "due"): ("2024-09-30", "2024-10-09"),
        ("notice.give", "status"): ("逾期未履行", "待履行（未逾期）"),
        ("notice.give", "days_left"): ("", "1"),
        ("notice.give", "days_late"): ("8", ""),
    }
    asked = evaluate(CASE.with_facts({"petition.competence": "lower"}), as_of=AS_OF, rulebook=under(OVERLAY))
    said = [each.text for each in mine.outcome_differences(asked)]
    assert "如何处理：结论：受理 → 转送" in said
    assert "受理的，在3个工作日内告知：逾期未履行，最后一日2024-09-30 → 无" in said


# Reproduction


def test_a_stored_result_comes_out_again() -> None:
    before = stored()
    assert (due(before), before.norms[0].days_late) == (date(2024, 9, 30), 8)
    again = replay(before, CASE, rulebook=under(OVERLAY))
    # A later version of the library and a later calendar may stand here; neither changes days of 2024.
    assert {each.part for each in again.sources} <= {"library", "calendar", "schema_version"}
    assert again.same_outcome
    assert again.text().startswith("结论相同。")
    assert due(again.result) == date(2024, 9, 30)


def test_an_overlay_of_the_same_id_with_other_rules_is_told_apart(tmp_path: Path) -> None:
    # One file further, to the same effect; then another number: the fourth working day is 8 October.
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    text = OVERLAY.read_text("utf-8")
    same.write_text(text + "# 只改了注释\n", encoding="utf-8")
    other.write_text(text.replace("value: 3", "value: 4"), encoding="utf-8")
    for overlay, outcome in ((same, True), (other, False)):
        again = replay(stored(), CASE, rulebook=under(overlay))
        (told,) = (each for each in again.sources if each.part == "overlays")
        assert "叠加的快办试点（quick）编号相同，规则文件：存档是 " in told.text
        assert "overlay quick, under the same id: its rule files" in told.text_en
        assert again.same_outcome is outcome
    assert due(again.result) == date(2024, 10, 8)
    assert "结论有" in again.text()
    assert "最后一日：2024-09-30 → 2024-10-08" in again.text()
    assert "under the same id" in again.text("en")


def differing_parts(rulebook: Rulebook, result: Result | None = None) -> list[str]:
    return [each.text for each in replay(result or stored(), CASE, rulebook=rulebook).sources]


def test_each_source_that_differs_is_named(tmp_path: Path) -> None:
    assert "存档时叠加了快办试点（quick），现在没有叠加" in differing_parts(under())
    more = tmp_path / "more.yaml"
    more.write_text(
        OVERLAY.read_text("utf-8").replace("id: quick, title: 快办试点", "id: more, title: 再一个"), "utf-8"
    )
    assert "现在叠加了再一个（more），存档时没有叠加" in differing_parts(under(OVERLAY, more))
    two = evaluate(CASE, as_of=AS_OF, rulebook=under(OVERLAY, more))
    assert "叠加的先后：存档是 quick、more，现在是 more、quick" in differing_parts(under(more, OVERLAY), two)
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "rules.yaml").write_text((PACK / "rules.yaml").read_text("utf-8") + "# 另一行\n", encoding="utf-8")
    assert any(
        told.startswith("stored-rules的规则文件：存档是 ") for told in differing_parts(under(OVERLAY, pack=pack))
    )
    assert "规则库：存档是 stored-rules，现在是 xinfang-2022" in differing_parts(load())
    facts = evaluate(CASE, as_of=AS_OF, rulebook=under()).model_dump(mode="json")
    facts["provenance"]["rulebook"]["vocabulary"] = "0" * 64
    (about_facts,) = differing_parts(under(), Result.model_validate(facts))
    assert about_facts.startswith("共用的事实、主体和行为的文件：存档是 000000000000…，现在是 ")
    (pack / "rules.yaml").write_text(
        (PACK / "rules.yaml")
        .read_text("utf-8")
        .replace("value: 5}", "value: 5}\n      - {from: 2024-01-01, value: 5}"),
        encoding="utf-8",
    )
    assert "版本的起始日：存档是 2020-03-01，现在是 2024-01-01" in differing_parts(under(pack=pack))
    data = json.loads((STORED / "pack-result-1.0.json").read_bytes())
    data["provenance"]["library"] = "0.0.9"
    data["provenance"]["calendar"].update(package="chinesecalendar 1.10.0", digest="0" * 64, added=[])
    told = differing_parts(under(OVERLAY), Result.model_validate(data))
    assert f"本库的版本：存档是 0.0.9，现在是 {__version__}" in told
    assert (
        f"放假安排的数据：存档是 chinesecalendar 1.10.0，现在是 chinesecalendar {chinese_calendar.__version__}" in told
    )
    assert any(each.startswith("节假日和工作日的规则文件：存档是 000000000000…，现在是 ") for each in told)
    assert "另外补充的放假通知：存档是 （无），现在是 国办发明电〔2005〕35号" in told


def test_notices_in_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    files = [tmp_path / folder / "2031.yaml" for folder in ("a", "b")]
    for number, file in enumerate(files, 1):
        file.parent.mkdir()
        notice = f"{{year: 2031, document: 通知{number}, only_these_days: true, worked: [2031-02-0{number}]}}"
        file.write_text(f"notices: [{notice}]\n", encoding="utf-8")
    both, one = (evaluate(CASE, as_of=AS_OF, rulebook=under(*laid)).provenance for laid in (files, files[:1]))
    assert len(both.overlays) == 2
    assert "存档时叠加了2031.yaml（2031.yaml#2），现在没有叠加" in [each.text for each in both.differences(one)]
    assert {each.part for each in one.differences(both)} == {"overlays", "calendar"}


def test_differences_are_the_same_seen_from_either_side() -> None:
    one, other = (evaluate(CASE, as_of=AS_OF, rulebook=book).provenance for book in (under(), under(OVERLAY)))
    assert {each.part for each in one.differences(other)} == {each.part for each in other.differences(one)}
    assert one.differences(one) == ()


def test_what_cannot_be_replayed_is_refused() -> None:
    with pytest.raises(XinfangError, match="another case than the one given: 2024-31, and 2024-32"):
        replay(stored(), {**CASE.model_dump(), "case_id": "2024-32"})
    with pytest.raises(ArgumentError, match="stored is a Result or its JSON"):
        replay({}, CASE)  # type: ignore[arg-type]


def test_a_provenance_alone_can_be_stored_and_compared() -> None:
    before = stored().provenance
    assert Provenance.model_validate_json(before.model_dump_json()) == before


# On the command line

REPLAY = ["replay", str(STORED / "pack-result-1.0.json"), str(STORED / "pack-case.yaml"), "--rulebook", str(PACK)]


def test_the_command_line_says_whether_the_same_comes_out() -> None:
    same = run(*REPLAY, "--overlay", str(OVERLAY))
    assert (same.exit_code, same.stdout.splitlines()[0]) == (0, "结论相同。")
    other = run(*REPLAY, "--lang", "en")
    assert (other.exit_code, other.stderr) == (1, "")
    assert "overlay quick was laid, and is not now" in other.stdout


def test_the_command_line_refuses_what_it_cannot_replay_in_lines(tmp_path: Path) -> None:
    data = json.loads((STORED / "pack-result-1.0.json").read_bytes())
    data["provenance"]["schema_version"] = "2.0"
    later = tmp_path / "later.json"
    later.write_text(json.dumps(data, indent=1), encoding="utf-8")
    told = run("replay", str(later), *REPLAY[2:])
    assert (told.exit_code, told.stdout) == (2, "")
    assert re.fullmatch(r".*later\.json:\d+:\d+: schema-version: 结果的存放格式是 2\.0，.*\n", told.stderr)
    other = tmp_path / "case.yaml"
    other.write_text("case_id: '1'\ntimeline: {received_on: 2024-09-26}\n", encoding="utf-8")
    told = run(*REPLAY[:2], str(other), *REPLAY[3:])
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"{other}: error: 存放的结果是另一案件的：编号是 2024-31，给出的案件是 1\n"
    missing = run("replay", "gone.json", *REPLAY[2:])
    assert (missing.exit_code, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)


def test_what_is_stored_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    data = json.loads((STORED / "pack-result-1.0.json").read_bytes())
    data["decisions"]["outcome"].update(title="\x1b[2J\n如何", answer="pass_on", label="x")
    data["provenance"]["overlays"][0].update(id="\x1b[31m", title="\u202e")
    text = replay(json.dumps(data), CASE, rulebook=under()).text()
    assert all(line.isprintable() for line in text.splitlines())
    assert "\\x1b[2J\\n如何：结论：pass_on → 受理" in text
