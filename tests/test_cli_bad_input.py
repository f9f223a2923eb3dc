"""Bad input on the command line: one line for each finding, with its place."""

from pathlib import Path

import pytest

from tests.cli_helpers import LATE, PACK, refused, run, write
from xinfang_rules.facts.case_errors import CASE_CODES

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


BAD_CASES: dict[str, tuple[str | bytes, str, str, str]] = {
    "unknown-key": (
        "petition: {chanel: visit}\n",
        "1:12",
        "信访事项（petition）中没有“chanel”这一项，可用的有35项（是否为 channel？）",
        "petition has no key 'chanel': 35 facts are known here (did you mean channel?)",
    ),
    "value-type": (
        "petition: {complicated: maybe}\n",
        "1:25",
        "情况复杂（petition.complicated）应为 true（是）、false（否）或者 unknown（未知），不是“maybe”",
        "petition.complicated is true, false or unknown, not 'maybe'",
    ),
    "unknown-value": (
        "petition:\n  category: grievence\n",
        "2:13",
        "信访事项类别（petition.category）没有“grievence”这个选项，可填 suggestion（建议意见类）、"
        "accusation（检举控告类）、grievance（申诉求决类）、unknown（未知）（是否为 grievance？）",
        "petition.category: 'grievence' is none of suggestion, accusation, grievance, unknown "
        "(did you mean grievance?)",
    ),
    "impossible-date": (
        "timeline: {received_on: 2024-02-30}\n",
        "1:25",
        "收到日期（timeline.received_on）：日历上没有“2024-02-30”这一天",
        "timeline.received_on: '2024-02-30' is no day of the calendar",
    ),
    "contradiction": (
        "timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}\n",
        "1:52",
        "登记日期（timeline.registered_on，2024-03-04）、收到日期（timeline.received_on，2024-03-05）不能同时成立："
        "登记不早于收到",
        "timeline.registered_on (2024-03-04) and timeline.received_on (2024-03-05) cannot be true together: "
        "登记不早于收到",
    ),
    "duplicate-key": (
        "organ: {kind: other}\norgan: {local: true}\n",
        "2:1",
        "键“organ”在第1行已经出现",
        "the key 'organ' stands in line 1 already",
    ),
    "tab": (
        "petition:\n\tchannel: visit\n",
        "2:1",
        "本行用制表符缩进；YAML 只能用空格缩进",
        "a tab indents this line; only spaces indent in YAML",
    ),
    "not-text": (
        b"\x89PNG\r\n\x1a\n\x00\x00",
        "1:1",
        "第1个字节是 0x89，不是 UTF-8 文字；请另存为 UTF-8 编码的文本文件",
        "at byte 1 stands the byte 0x89, which is not UTF-8; save the file as UTF-8 text",
    ),
    "empty": (
        "# nothing yet\n",
        "",
        "其中只有空白或者注释",
        "there is nothing in it but white space or comments",
    ),
    "null": (
        "petition:\n  channel:\n",
        "2:11",
        "信访形式（petition.channel）不能为空（null）：不知道的填 unknown，没有的删去这一项",
        "petition.channel: null is not a value: leave the key out, or write unknown",
    ),
    "bad-form": (
        "case_id: 张三\n",
        "1:10",
        "案件编号（case_id）应为不超过64个字符的编号，只用英文字母、数字和 . _ : / -，不是“张三”",
        "case_id is an opaque reference of at most 64 ASCII letters, digits and . _ : / -, not '张三'",
    ),
    "personal-number": (
        "case_id: a-11010519491231002X\n",
        "1:10",
        "案件编号（case_id）像是公民身份号码，不得填写；确是文件编号的，请在数字中间加连字符",
        "case_id looks like an identity number of a person: leave it out; a number of the file that merely looks like "
        "one takes a hyphen",
    ),
    "key-type": (
        "petition: {5: visit}\n",
        "1:12",
        "键 5 不是文字，请加引号",
        "the key 5 is not a text; put it in quotes",
    ),
    "syntax": (
        "petition: {channel: visit\n",
        "2:1",
        "此处应为半角逗号或者 }（自第1行的 { 起）；各项之间用半角逗号加空格",
        "did not find expected ',' or '}', while parsing a flow mapping from line 1; parts stand between commas, "
        "a comma and a space after each",
    ),
    "instrument": (
        "timeline: {received_on: 2005-04-30}\n",
        "1:25",
        "收到日期（2005-04-30）早于2005年5月1日，《信访条例》尚未施行；"
        "早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断",
        "no instrument at hand was in force on 2005-04-30, the day that decides which governs: "
        "《信访条例》 from 2005-05-01; 《信访工作条例》 from 2022-05-01",
    ),
    "calendar": (
        "organ: {kind: other}\npetition: {intake: direct, request: new}\ntimeline: {received_on: 9999-12-30}\n",
        "3:25",
        "所填日期太早或者太晚，期限无法计算（算到了公元9999年以后）；请核对日期和天数",
        "the day lies after year 9999 and cannot be counted; check the date and the number of days",
    ),
}


@pytest.mark.parametrize("code", BAD_CASES)
def test_bad_input_is_one_line_in_chinese_that_names_the_place(code: str) -> None:
    content, place, chinese, _ = BAD_CASES[code]
    as_of = "9999-12-31" if code == "calendar" else "2024-05-01"
    result = run("evaluate", write("bad.yaml", content), "--as-of", as_of)
    (line,) = refused(result)
    assert line == (f"bad.yaml:{place}: {code}: {chinese}" if place else f"bad.yaml: {code}: {chinese}")
    assert result.stdout == ""


@pytest.mark.parametrize("code", BAD_CASES)
def test_bad_input_is_told_in_english_on_request(code: str) -> None:
    content, place, _, english = BAD_CASES[code]
    as_of = "9999-12-31" if code == "calendar" else "2024-05-01"
    for command in ("evaluate", "explain"):
        (line,) = refused(run(command, write("bad.yaml", content), "--as-of", as_of, "--lang", "en"))
        assert line == (f"bad.yaml:{place}: {code}: {english}" if place else f"bad.yaml: {code}: {english}")


def test_every_code_of_a_case_is_shown() -> None:
    # Copies without validation come from programs, never from files; what is not listed is counted in the next test.
    assert set(CASE_CODES) - set(BAD_CASES) == {"unvalidated", "more"}


def test_at_most_fifty_findings_of_a_case_are_listed() -> None:
    facts = ", ".join(f"fact_{number}: true" for number in range(60))
    lines = refused(run("evaluate", write("bad.yaml", f"petition: {{{facts}}}\n")))
    assert len(lines) == 51
    assert lines[-1] == "bad.yaml: more: 另有10处未列出"


def test_rule_files_are_spoken_of_in_english() -> None:
    write("rules.yaml", "overlay: {id: mine, title: 试}\nrules: 5\n")
    (line,) = refused(run("evaluate", write("late.yaml", LATE), "--overlay", "rules.yaml", "--lang", "zh"))
    assert line.isascii()


def test_every_finding_of_a_case_has_a_line() -> None:
    result = run("evaluate", write("bad.yaml", "petition: {channel: 5, joint: 1}\norgan: {size: 3}\n"))
    assert [line.split(": ")[0] for line in refused(result)] == ["bad.yaml:1:21", "bad.yaml:1:31", "bad.yaml:2:9"]


def test_anchors_that_would_explode_are_not_followed() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    lines = refused(run("evaluate", write("bomb.yaml", "\n".join(rows))))
    assert lines[0].startswith("bomb.yaml:1:5: anchor: ")
    assert len(lines) == 51, "fifty findings, and how many more there are"


def test_a_file_of_a_hundred_megabytes_is_not_read() -> None:
    with Path("large.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    (line,) = refused(run("evaluate", "large.yaml"))
    assert line == "large.yaml: too-large: 文件有100 MB，最多读取16 MB"


def test_a_file_of_five_megabytes_is_read() -> None:
    write("large.yaml", "# a long remark\n" * (5 * 2**16) + LATE)
    assert run("evaluate", "large.yaml", "--rulebook", PACK).exit_code == 0


def test_missing_files_and_directories() -> None:
    (missing,) = refused(run("evaluate", "gone.yaml"))
    assert missing == "gone.yaml: not-found: 没有这个文件"
    (directory,) = refused(run("evaluate", "."))
    assert directory == ".: is-directory: 这是一个目录，此处应为文件"


@pytest.mark.parametrize("content", ["5", '"text"', "null", "[5]", "true"])
def test_what_is_no_mapping_is_no_case(content: str) -> None:
    (line,) = refused(run("evaluate", "-", stdin=content))
    assert ": value-type: 案件应为若干组事实，例如 petition（信访事项），不是" in line


def test_json_has_no_nan() -> None:
    (line,) = refused(run("evaluate", write("bad.json", '{"petition": {"representatives": NaN}}')))
    assert line == "bad.json:1:34: number: NaN 不是 JSON 的数字"


def test_the_first_day_in_force_is_in_force() -> None:
    case = write("case.yaml", "timeline: {received_on: 2022-05-01}\n")
    assert run("evaluate", case, "--as-of", "2022-05-01").exit_code == 0
