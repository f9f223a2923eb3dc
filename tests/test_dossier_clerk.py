"""A dossier as a clerk writes it who sees YAML for the first time: each mistake is told where it stands, in Chinese."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli_helpers import run
from xinfang_rules import CaseError
from xinfang_rules.dossier import examine, read_dossier

FLOW = """\
dossier: file-1
organs:
  town: {title: 某镇, kind: other, level: town, superior: county}
  county: {kind: other, level: county}
claims: {c1: {title: 宅基地, category: grievance, competent: town}}
acts:
  - {day: 2024-01-02, act: submit, to: town, channel: letter}
  - {day: 2024-01-05, act: accept, by: town}
  - {day: 2024-02-10, act: issue, by: town, kind: petition_opinion, outcome: support}
"""
BLOCK = """\
dossier: file-1
organs:
  town:
    kind: other
    level: town
claims:
  c1:
    competent: town
acts:
  - day: 2024-01-02
    act: submit
    to: town
  - day: 2024-01-05
    act: accept
    by: town
"""

# In which text, what is written instead of what, where the finding stands, what it says.
MISTAKES: dict[str, tuple[str, str, str, str, str]] = {
    "one space too few": (BLOCK, "    act: accept", "   act: accept", "14:4", "本行的缩进对不上自第10行起的列表"),
    "one space too many": (BLOCK, "    level: town", "      level: town", "5:12", "此处不能有键；请检查缩进"),
    "an item not in its column": (BLOCK, "  - day: 2024-01-05", " - day: 2024-01-05", "13:2", "本行的缩进对不上"),
    "no space after -": (BLOCK, "  - day: 2024-01-05", "  -day: 2024-01-05", "13:3", "- 后要有空格"),
    "a tab": (BLOCK, "    act: accept", "\tact: accept", "14:1", "只能用空格缩进"),
    "a wide colon": (BLOCK, "    act: accept", "    act：accept", "14:8", "此处是全角冒号；键后用半角冒号 : 加空格"),
    "a wide colon in the first line": (BLOCK, "dossier: file", "dossier：file", "1:8", "此处是全角冒号"),
    "a wide colon in braces": (FLOW, "day: 2024-01-05", "day：2024-01-05", "8:6", "不用全角冒号，可用的有 day"),
    "a wide comma": (FLOW, "2024-01-05, act", "2024-01-05，act", "8:25", "各项之间用半角逗号加空格；不用全角逗号"),
    "no space after the colon": (BLOCK, "    act: accept", "    act:accept", "14:5", "冒号后没有空格"),
    "a quotation not closed": (FLOW, "title: 某镇", 'title: "某镇', "3:17", "没有右引号"),
    "slashes": (FLOW, "2024-01-05", "2024/1/5", "8:11", "不是“2024/1/5”（是否为 2024-01-05？）"),
    "a day in Chinese": (FLOW, "2024-01-05", "2024年1月5日", "8:11", "（是否为 2024-01-05？）"),
    "full-width digits": (FLOW, "2024-01-05", "２０２４-０１-０５", "8:11", "（是否为 2024-01-05？）"),
    # 2024-01-05 is the 45,296th day of a spreadsheet: 124 years of 365 days, 31 leap days (1900 counted as one by the
    # spreadsheet), and 5.
    "the number of a spreadsheet": (FLOW, "2024-01-05", "45296", "8:11", "（是否为 2024-01-05？）"),
    "with the time": (FLOW, "2024-01-05", "2024-01-05 09:30", "8:11", "（是否为 2024-01-05？）"),
    "from day to day": (FLOW, "2024-01-05", "2024-01-05至2024-01-08", "8:11",
                        "（是否为 {not_before: 2024-01-05, not_after: 2024-01-08}？）"),
    "a month": (FLOW, "2024-01-05", "2024年1月", "8:11",
                "（是否为 {not_before: 2024-01-01, not_after: 2024-01-31}？）"),
    "no day at all": (FLOW, "2024-01-05", "", "8:11", "日期（day）没有填写：不知道何日的填 unknown"),
    "no such day": (FLOW, "2024-02-10", "2024-02-30", "9:11", "日历上没有“2024-02-30”这一天"),
    "an act in Chinese": (FLOW, "act: accept", "act: 受理", "8:28", "“受理”这一选项（是否为 accept？），可填 submit（"),
    "a kind of organ in Chinese": (FLOW, "kind: other, level: town", "kind: 信访部门, level: town", "3:27",
                                   "（是否为 petition_office？）"),
    "a level in Chinese": (FLOW, "level: town", "level: 乡镇", "3:41", "（是否为 town？），可填 town（乡镇）、"),
    "a document in Chinese": (FLOW, "petition_opinion", "信访处理意见书", "9:51", "（是否为 petition_opinion？）"),
    "an outcome in Chinese": (FLOW, "outcome: support", "outcome: 予以支持", "9:78", "（是否为 support？）"),
    "a category in Chinese": (FLOW, "grievance", "申诉求决", "5:37", "（是否为 grievance？）"),
    "a key in Chinese": (FLOW, "{day: 2024-01-05", "{日期: 2024-01-05", "8:6", "没有“日期”这一项（是否为 day？）"),
    "an organ by its name": (FLOW, "accept, by: town", "accept, by: 某镇", "8:40", "应为代号，以英文字母开头"),
    "yes in Chinese": (FLOW, "channel: letter", "channel: letter, first: 是", "7:70", "（是否为 true？）"),
    "a key twice": (FLOW, "accept, by: town", "accept, by: town, by: county", "8:46", "键“by”在第8行已经出现"),
    "nobody did it": (FLOW, "accept, by: town", "accept", "8:5", "“受理”须写明由哪个机关作出（by）"),
    "acts without -": (FLOW, "  - {day: 2024-01-02, act: submit", "  first: {act: submit", "8:3", "本行的缩进对不上"),
    "no kind of organ": (FLOW, "county: {kind: other, ", "county: {", "4:11", "缺少 kind（机关类别），可填 petition"),
    "no acts": (FLOW, FLOW[FLOW.index("acts:") :], "", "1:1", "此处缺少 acts（行为）"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_it_stands(mistake: str) -> None:
    text, old, new, place, said = MISTAKES[mistake]
    assert text.count(old) == 1
    read_dossier(text)
    with pytest.raises(CaseError) as refused:
        read_dossier(text.replace(old, new), name="file.yaml")
    lines = refused.value.text("zh").splitlines()
    assert any(line.startswith(f"file.yaml:{place}: ") and said in line for line in lines), lines


def test_who_names_an_organ_by_its_title_is_told_its_label() -> None:
    with pytest.raises(CaseError) as refused:
        read_dossier(FLOW.replace("by: town", "by: 某镇"), name="f")
    assert refused.value.text("zh").count("，不是“某镇”（是否为 town？）") == 2


def test_what_is_no_text_file_is_told_what_it_seems_to_be(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    for content, at, said in (
        (FLOW.encode("gbk"), "3:18", "看来是 GBK（ANSI）编码；请另存为 UTF-8"),
        (FLOW.encode("utf-16"), "1:1", "看来是 UTF-16 编码"),
        (b"PK\x03\x04\x14\0", "1:6", "看来是 Word、Excel 一类的文档"),
    ):
        file.write_bytes(content)
        done = run("examine", str(file), "--as-of", "2024-03-01")
        assert done.exit_code == 2
        assert f"file.yaml:{at}: not-text: " in done.stderr
        assert said in done.stderr
    file.write_bytes(b"\xef\xbb\xbf" + FLOW.encode())  # a byte order mark is no mistake
    assert run("examine", str(file), "--as-of", "2024-03-01").exit_code == 0


def test_empty_files_json_and_very_large_ones(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    dossier = json.loads(read_dossier(FLOW).model_dump_json(exclude_defaults=True))
    dossier["acts"][1]["act"] = "acept"
    for text, at, said in (
        ("", "", "其中没有内容"),
        (json.dumps(dossier, indent=1)[:-2] + ",\n}", "", "最后一项之后没有逗号"),
        (json.dumps(dossier), ":1:", "（是否为 accept？）"),
        (" " * (17 * 2**20), "", "最多读取16 MB"),
    ):
        file.write_text(text, encoding="utf-8")
        done = run("examine", str(file), "--as-of", "2024-03-01")
        assert done.exit_code == 2
        assert said in done.stderr
        assert f"file.json{at}" in done.stderr


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = (
        FLOW.replace("2024-01-05", "2024/1/5")  # what the model refuses
        .replace("kind: other, level: county", "level: county")
        .replace("act: issue", "act: isue")  # what the table of acts refuses
        .replace("to: town", "to: twon")
        .replace("level: town", "level: villag")
        .replace("grievance", "complaint")
    )
    with pytest.raises(CaseError) as refused:
        read_dossier(text, name="f")
    lines = refused.value.text("zh").splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "f:3:41:", "f:4:11:", "f:5:37:", "f:7:40:", "f:8:11:", "f:9:28:",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: other, level: town", "level: town"),  # the organ is there, though its kind is not told
        ("town: {title: 某镇, kind: other, level: town, superior: county}", "town: 某镇"),
        ("act: submit, to: town, channel: letter", "act: 5, to: town"),  # it may be meant to raise the piece
        ("act: submit, to: town", "act: submitt, to: town"),
        ("accept, by: town", "accept, by: 某"),
        ("submit, to: town", "submit, to: 某"),
        (FLOW[FLOW.index("organs:") : FLOW.index("claims:")], ""),
        (FLOW[FLOW.index("claims:") : FLOW.index("acts:")], ""),
        ("dossier: file-1", "dossier: 卷一"),
        ("2024-02-10", "2024.2.10"),
    ],
)
def test_one_mistake_is_one_finding(old: str, new: str) -> None:
    assert FLOW.count(old) == 1
    with pytest.raises(CaseError) as refused:
        read_dossier(FLOW.replace(old, new))
    assert len(refused.value.diagnostics) == 1, refused.value


def test_of_very_many_findings_some_are_listed() -> None:
    many = FLOW + "".join(f"  - {{day: 2024/3/{day % 28 + 1}, act: heer, by: town}}\n" for day in range(200))
    with pytest.raises(CaseError) as refused:
        read_dossier(many)
    assert len(refused.value.diagnostics) == 51
    assert refused.value.diagnostics[-1].message == "and 350 more"  # 2 times 200, less the 50 that are listed


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("file-1", "'13800138000'", "手机号码"),
        ("file-1", "11010519491231002X", "公民身份号码"),
        ("file-1", "'110105491231002'", "公民身份号码"),
        ("某镇", "某镇138-0013-8000", "手机号码"),
        ("宅基地", "张某 １１０１０５１９４９１２３１００２Ｘ", "公民身份号码"),
        ("c1:", "c13800138000:", "手机号码"),
        ("town", "t11010519491231002X", "公民身份号码"),
        ("channel: letter", "channel: letter, petitioner: a13800138000", "手机号码"),
        ("channel: letter", "channel: letter, piece: p13800138000", "手机号码"),
        ("by: town, kind", "by: t13800138000, kind", ""),
        ("kind: petition_opinion", "kind: '13800138000'", ""),
        ("channel: letter", "channel: '13800138000'", "手机号码"),
        ("channel: letter", "channel: letter, tel: '13800138000'", "手机号码"),
        ("day: 2024-01-05", "day: '13800138000'", "手机号码"),
    ],
)
def test_no_number_of_a_person_stands_anywhere_and_no_message_repeats_it(old: str, new: str, what: str) -> None:
    with pytest.raises(CaseError) as refused:
        read_dossier(FLOW.replace(old, new))
    told = refused.value.text("zh") + str(refused.value)
    assert not what or f"像是{what}" in told
    assert "1380013" not in told.replace("-", "")
    assert "19491231" not in told
    assert "491231002" not in told


def test_a_dossier_that_a_program_hands_over_is_refused_alike() -> None:
    data = read_dossier(FLOW).model_dump(exclude_defaults=True)
    data["acts"] = [*data["acts"], {"day": "2024/3/1", "act": "heer"}]
    with pytest.raises(CaseError) as refused:
        examine(data, as_of=date(2024, 3, 1))
    assert [str(found.position) for found in refused.value.diagnostics] == ["acts.3.act", "acts.3.day"]
