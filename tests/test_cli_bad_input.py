"""Bad input on the command line: one line for each finding, with its place."""

from pathlib import Path

import pytest

from tests.cli_helpers import LATE, PACK, refused, run, write

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


BAD_CASES: dict[str, tuple[str | bytes, str, str]] = {
    "unknown-key": ("petition: {chanel: visit}\n", "1:12", "(did you mean channel?)"),
    "value-type": ("petition: {complicated: maybe}\n", "1:25", "true, false or unknown, not 'maybe'"),
    "unknown-value": (
        "petition:\n  channel: visits\n",
        "2:12",
        "'visits' is none of online, letter, phone, fax, visit, other, unknown (did you mean visit?)",
    ),
    "impossible-date": ("timeline: {received_on: 2024-02-30}\n", "1:25", "'2024-02-30' is no day of the calendar"),
    "contradiction": (
        "timeline: {received_on: 2024-03-05, registered_on: 2024-03-04}\n",
        "1:52",
        "timeline.registered_on (2024-03-04) and timeline.received_on (2024-03-05) cannot be true together",
    ),
    "duplicate-key": ("organ: {kind: other}\norgan: {local: true}\n", "2:1", "stands in line 1 already"),
    "tab": ("petition:\n\tchannel: visit\n", "2:1", "a tab indents this line"),
    "not-text": (b"\x89PNG\r\n\x1a\n\x00\x00", "", "is not UTF-8"),
    "empty": ("# nothing yet\n", "", "nothing in it"),
    "null": ("petition:\n  channel:\n", "2:11", "null is not a value"),
    "syntax": ("petition: {channel: visit\n", "2:1", ""),
    "instrument": ("timeline: {received_on: 2022-04-30}\n", "1:25", "in force on 2022-04-30"),
    "calendar": (
        "organ: {kind: other}\npetition: {intake: direct, request: new}\ntimeline: {received_on: 9999-12-30}\n",
        "3:25",
        "year 9999",
    ),
}


@pytest.mark.parametrize("code", BAD_CASES)
def test_bad_input_is_one_line_that_names_the_place(code: str) -> None:
    content, place, words = BAD_CASES[code]
    as_of = "9999-12-31" if code == "calendar" else "2024-05-01"
    result = run("evaluate", write("bad.yaml", content), "--as-of", as_of)
    (line,) = refused(result)
    assert line.startswith(f"bad.yaml:{place}: {code}: " if place else f"bad.yaml: {code}: ")
    assert words in line
    assert result.stdout == ""


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
    assert line == "large.yaml: too-large: the file has 100 MB; at most 16 MB are read"


def test_a_file_of_five_megabytes_is_read() -> None:
    write("large.yaml", "# a long remark\n" * (5 * 2**16) + LATE)
    assert run("evaluate", "large.yaml", "--rulebook", PACK).exit_code == 0


def test_missing_files_and_directories() -> None:
    (missing,) = refused(run("evaluate", "gone.yaml"))
    assert missing == "gone.yaml: not-found: there is no such file"
    (directory,) = refused(run("evaluate", "."))
    assert directory == ".: is-directory: this is a directory; a file is needed"


@pytest.mark.parametrize("content", ["5", '"text"', "null", "[5]", "true"])
def test_what_is_no_mapping_is_no_case(content: str) -> None:
    (line,) = refused(run("evaluate", "-", stdin=content))
    assert ": value-type: a case is a mapping of groups of facts" in line


def test_json_has_no_nan() -> None:
    (line,) = refused(run("evaluate", write("bad.json", '{"petition": {"representatives": NaN}}')))
    assert line == "bad.json:1:34: number: NaN is no number of JSON"


def test_the_first_day_in_force_is_in_force() -> None:
    case = write("case.yaml", "timeline: {received_on: 2022-05-01}\n")
    assert run("evaluate", case, "--as-of", "2022-05-01").exit_code == 0
