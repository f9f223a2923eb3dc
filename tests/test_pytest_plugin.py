"""The pytest plugin, in suites of other people."""

import os
from pathlib import Path
from shutil import copytree

import pytest
import yaml  # noqa: F401  # an inner run forgets what it was the first to import, but the C part cannot be imported twice

import pytest_xinfang_rules
from xinfang_rules.scenarios import pytest_items

pytest_plugins = ["pytester"]

PACK = Path(__file__).resolve().parent / "scenario_pack"

GOOD = """\
scenarios:
  - scenario: 属于自己职权的，受理
    as_of: 2024-03-10
    case:
      organ: {kind: other}
      petition: {request: new, competence: own}
    expect:
      needs: [petition.category]

  - scenario: 首次提出的，有如何处理的问题
    as_of: 2024-03-10
    case:
      petition: {request: review}
    expect:
      decisions: {disposition: not_applicable}
"""

NOTICE = """\
scenarios:
  - scenario: 受理的，限期告知
    as_of: 2024-03-10
    case:
      petition: {request: new, competence: own}
      timeline: {received_on: 2024-03-01}
    expect:
      norms:
        notice.give: {status: pending, due: %s}
"""

OVERLAY = """\
overlay: {id: model-province, title: 示范省的规定, changes: [{sets: notice.days, because: 试}]}
parameters:
  - parameter: notice.days
    values:
      - {from: 2020-03-01, value: 20}
"""


def write(pytester: pytest.Pytester, **files: str) -> None:
    """Writes files; in their names, `__` stands for a slash and the suffix is .yaml."""
    for name, text in files.items():
        path = pytester.path / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_every_scenario_is_a_test_named_by_its_title(pytester: pytest.Pytester) -> None:
    write(pytester, law__scenarios__deeper__first=GOOD)
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "law/scenarios/deeper/first.yaml::属于自己职权的，受理 PASSED*",
            "law/scenarios/deeper/first.yaml::首次提出的，有如何处理的问题 PASSED*",
        ]
    )
    pytester.runpytest("-k", "受理").assert_outcomes(passed=1, deselected=1)


def test_a_failure_is_told_without_a_traceback(pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__first=GOOD.replace("disposition: not_applicable", "disposition: accept"))
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*首次提出的，有如何处理的问题*",
            "scenarios/first.yaml:15:19: decisions.disposition",
            "  expected: accept",
            "  came:     not_applicable",
            "  citation: 《信访工作条例》*",
            "  why:",
        ]
    )
    result.stdout.no_fnmatch_line("*Error*")
    result.stdout.no_fnmatch_line("*runtest*")


def test_a_bad_file_is_an_error_of_collection_in_one_line_a_finding(pytester: pytest.Pytester) -> None:
    write(
        pytester, scenarios__bad=GOOD.replace("petition.category", "petition.categry").replace("decisions", "decision")
    )
    write(pytester, scenarios__worse=GOOD.replace("petition.category", "petition.categry"))
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.assert_outcomes(errors=2)
    lines = result.stdout.lines
    at = lines.index(next(line for line in lines if "ERROR collecting scenarios/bad.yaml" in line))
    assert lines[at + 1].startswith("scenarios/bad.yaml:15:7: unknown-key: 'decision' is no key")
    assert "ERROR collecting scenarios/worse.yaml" in lines[at + 2]
    assert lines[at + 3] == (
        "scenarios/worse.yaml:8:15: unknown-fact: there is no fact petition.categry (did you mean petition.category?)"
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_title_stands_once_in_a_directory_of_scenarios(pytester: pytest.Pytester) -> None:
    write(pytester, one__scenarios__first=GOOD, one__scenarios__more__second=GOOD, other__scenarios__first=GOOD)
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "one/scenarios/more/second.yaml:2:15: duplicate-title: *already given at one/scenarios/first.yaml:2:5",
            "one/scenarios/more/second.yaml:10:15: duplicate-title: *already given at one/scenarios/first.yaml:10:5",
        ]
    )


def test_other_files_are_left_alone(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        elsewhere__scenarios="scenarios: 5",  # not under a directory of that name
        scenarios__other="name: something else\nsteps:\n  scenarios: []\n",
        scenarios__broken="{",
    )
    (pytester.path / "scenarios" / "notes.txt").write_text("scenarios: 5", encoding="utf-8")
    (pytester.path / "scenarios" / "missing.yaml").symlink_to("nowhere.yaml")
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


FOREIGN = {
    "a table of requests": "scenarios:\n  - {name: login, case: happy path, expect: 200}\n",
    "artillery": """\
config:
  target: https://example.org
  phases: [{duration: 60, arrivalRate: 5}]
scenarios:
  - name: search and buy
    flow:
      - post: {url: /search, json: {kw: x}}
      - log: "scenario: done"
""",
    "artillery, flow": 'scenarios: [{flow: [{get: {url: "/"}}], name: "case"}]\n',
    "keys of ours further in": """\
scenarios:
- name: deep
  steps:
  - scenario: x
    as_of: y
    case: z
    expect: w
""",
    "k6": "scenarios:\n  open_model:\n    executor: constant-arrival-rate\n    case: x\n    expect: y\n",
    "json": '{"scenarios": [{"name": "load", "flow": []}]}\n',
    "molecule": "scenario:\n  test_sequence: [create, converge]\nplatforms:\n  - name: instance\n",
    "strings": "scenarios: [login, logout]\n",
    "number": "scenarios: 5\n",
    "empty": "scenarios:\n",
    "broken": "scenarios:\n  - name: [\n ]}: {{{\n\t- flow\n",
    "tags": "scenarios:\n  - !!python/object/apply:os.system ['exit 3']\n",
    "after another section": "scenarios:\n  - name: a\nother:\n  - scenario: x\n    case: y\n    expect: z\n",
    "several documents": "---\nscenarios:\n  - name: a\n---\nscenario: b\n",
}


@pytest.mark.parametrize("tool", FOREIGN)
def test_scenario_files_of_other_tools_are_left_alone(tool: str, pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__load=FOREIGN[tool])
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe" * 500, b"\xff\xfe" + b"\xd8" * 333, b"scenarios:\n" + b"\xc3\x28" * 9]
)
def test_what_is_no_text_is_left_alone(content: bytes, pytester: pytest.Pytester) -> None:
    place = pytester.path / "scenarios" / "dump.yaml"
    place.parent.mkdir()
    place.write_bytes(content)
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_of_a_huge_file_only_the_beginning_is_looked_at(pytester: pytest.Pytester) -> None:
    place = pytester.path / "scenarios" / "huge.yaml"
    place.parent.mkdir()
    with place.open("wb") as file:
        file.write(b"scenarios:\n  - name: load\n")
        file.truncate(2**36)  # a hole, which takes no room
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


ENTRY = "  - scenario: 甲\n    as_of: 2024-03-10\n    case: {petition: {request: new}}\n    expect: {needs: []}\n"

MISTAKEN = {
    "another section": "note: x\nscenarios:\n" + ENTRY,
    "title misspelt": "scenarios:\n" + ENTRY.replace("scenario:", "scenaro:"),
    "day misspelt": "scenarios:\n" + ENTRY.replace("as_of", "asof"),
    "title alone": "scenarios:\n  - scenario: 甲\n",
    "title last": "scenarios:\n  - case: {}\n    scenario: 甲\n",
    "no dash": "scenarios:\n    scenario: 甲\n    case: {}\n",
    "dash alone": "scenarios:\n  -\n    scenario: 甲\n",
    "second entry": "scenarios:\n- name: 乙\n- scenario: 甲\n",
    "not indented": "scenarios:\n" + ENTRY.replace("  - ", "- ").replace("    ", "  ").replace("new", "nw"),
    "in braces": "scenarios: [{scenario: 甲, case: {}}]\n",
    "one mapping in braces": "scenarios: {scenario: 甲}\n",
    "json": '{"scenarios": [{"scenario": "甲"}]}\n',
    "quoted keys": "\"scenarios\":\n  - 'scenario': 甲\n",
    "not well-formed": "scenarios:\n" + ENTRY + "   ]\n",
    "not well-formed before": "{\nscenarios:\n" + ENTRY,
    "a key twice": "scenarios:\n" + ENTRY + "scenarios: []\n",
    "windows": ("scenarios:\n" + ENTRY.replace("expect", "expects")).replace("\n", "\r\n"),
    "a long comment": "# 说明\n" * 9_000 + "scenarios:\n" + ENTRY.replace("case", "cases"),
}


@pytest.mark.parametrize("mistake", MISTAKEN)
def test_a_file_of_ours_with_a_mistake_is_never_passed_over(mistake: str, pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__ours=MISTAKEN[mistake])
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting scenarios/ours.yaml*", "scenarios/ours.yaml:*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_file_of_ours_in_another_encoding_is_reported(pytester: pytest.Pytester) -> None:
    place = pytester.path / "scenarios" / "ours.yaml"
    place.parent.mkdir()
    place.write_text(GOOD, encoding="utf-16")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["scenarios/ours.yaml:1:1: not-text: *UTF-16*"])


def test_whatever_lies_in_the_scenarios_of_a_pack_is_ours(pytester: pytest.Pytester) -> None:
    copytree(PACK, pytester.path / "small", ignore=lambda *_: ["scenarios"])
    write(pytester, small__scenarios__ours="scenario: 甲\ncase: {}\n", other__scenarios__load=FOREIGN["artillery"])
    (pytester.path / "other" / "instrument.yaml").write_text("instruments: [piano]\n", encoding="utf-8")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["small/scenarios/ours.yaml:1:1: unknown-key: *"])


@pytest.mark.parametrize(
    "title", ["甲::乙", "甲::乙::丙", "::甲", "甲::", "甲[1::2]", "甲::乙[1]::丙", "甲::::乙", "甲: :乙"]
)
def test_a_title_with_colons_can_be_selected(title: str, pytester: pytest.Pytester) -> None:
    others = ("甲::丁", "戊", "甲")
    titled = [GOOD.partition("\n\n")[0].replace("属于自己职权的，受理", f"'{each}'") for each in (title, *others)]
    write(pytester, scenarios__first="\n".join([titled[0], *(text.partition("\n")[2] for text in titled[1:])]))
    pytester.runpytest().assert_outcomes(passed=4)
    result = pytester.runpytest("-v", f"scenarios/first.yaml::{title}")
    result.assert_outcomes(passed=1)
    assert f"scenarios/first.yaml::{title} PASSED" in result.stdout.str()
    assert pytester.runpytest(f"scenarios/first.yaml::{others[0]}").parseoutcomes() == {"passed": 1}


def test_a_failure_is_headed_by_its_whole_title(pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__first=GOOD.replace("首次", "首次::再次").replace("not_applicable", "accept"))
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(["*_ 首次::再次提出的，有如何处理的问题 _*", "scenarios/first.yaml:15:19: *"])


def test_a_file_that_cannot_be_read_is_nobodys(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert pytest_xinfang_rules.pytest_collect_file(tmp_path / "scenarios" / "gone.yaml", request.session) is None


def test_a_mark_at_the_start_of_a_file_hides_nothing(pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__first="\ufeff" + GOOD)
    pytester.runpytest().assert_outcomes(passed=2)


def test_the_pack_around_the_scenarios_is_the_rulebook(pytester: pytest.Pytester) -> None:
    copytree(PACK, pytester.path / "packs" / "small")
    write(pytester, packs__small__scenarios__more__notice=NOTICE % "2024-03-16")
    pytester.runpytest().assert_outcomes(passed=6)


def test_a_foreign_suite_names_its_rulebook_and_overlays(pytester: pytest.Pytester) -> None:
    copytree(PACK, pytester.path / "law" / "small", ignore=lambda *_: ["scenarios"])
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nxinfang_rulebook = "law/small"\nxinfang_overlays = ["law/province.yaml"]\n'
    )
    write(pytester, law__province=OVERLAY, checks__scenarios__notice=NOTICE % "2024-03-21")
    pytester.runpytest("checks").assert_outcomes(passed=1)
    result = pytester.runpytest("-o", "xinfang_overlays=")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  expected: due 2024-03-21", "  came:     due 2024-03-16"])


def test_an_overlay_over_the_shipped_rulebook(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nxinfang_rulebook = xinfang-2022\nxinfang_overlays = province.yaml\n")
    overlay = (
        "overlay:\n  id: model-province\n  title: 示范\n  changes: [{removes: handling.conclude-%s, because: 试}]\n"
    )
    write(pytester, province=overlay % "nothing", scenarios__first=GOOD)
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*province.yaml:4:23: unknown-rule: there is no rule handling.conclude-nothing*"])


def test_a_rulebook_that_is_not_there_is_an_error_of_collection(pytester: pytest.Pytester) -> None:
    write(pytester, scenarios__first=GOOD)
    result = pytester.runpytest("-o", "xinfang_rulebook=xinfang-2002")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["xinfang-2002: empty-pack: *(did you mean xinfang-2022?)"])


def test_what_is_no_failed_expectation_keeps_its_traceback(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(pytest_items, "run_scenario", broken)
    write(pytester, scenarios__first=GOOD)
    result = pytester.runpytest()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*def runtest*", "*RuntimeError: a defect"])


def test_which_files_hold_scenarios_is_told_by_the_rule_of_packs(pytester: pytest.Pytester) -> None:
    copytree(PACK, pytester.path / "pack")
    scenarios = pytester.path / "pack" / "scenarios"
    (worked,) = scenarios.iterdir()
    text = worked.read_text(encoding="utf-8")
    worked.rename(scenarios / "WORKED.YML")
    for name in (".hidden.yaml", "copy.yaml~", ".ipynb_checkpoints/copy.yaml", "README.md"):
        (scenarios / name).parent.mkdir(exist_ok=True)
        (scenarios / name).write_text(text, encoding="utf-8")
    assert pytester.runpytest("-q").parseoutcomes() == {"passed": text.count("- scenario:")}
    (scenarios / "more.json").write_text("{}", encoding="utf-8")
    (scenarios / "outside.yaml").symlink_to(pytester.path / "outside.yaml")
    (pytester.path / "outside.yaml").write_text(text, encoding="utf-8")
    result = pytester.runpytest("-q")
    assert result.parseoutcomes() == {"errors": 2}
    result.stdout.fnmatch_lines(["*more.json: not-read: *", "*outside.yaml: linked: *"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert pytest_xinfang_rules._beginning(tmp_path / "a.yaml") == ""
