"""The pytest plugin, in suites of other people."""

from pathlib import Path
from shutil import copytree

import pytest

# Each inner run forgets the modules it was the first to import, but the C part of PyYAML cannot be imported twice.
from xinfang_rules.testing import pytest_items, pytest_plugin

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
overlay: {id: model-province, title: 示范省的规定}
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


def test_a_file_that_cannot_be_read_is_nobodys(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert pytest_plugin.pytest_collect_file(tmp_path / "scenarios" / "gone.yaml", request.session) is None


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
    overlay = "overlay: {id: model-province, title: 示范省的规定}\nremove: [handling.conclude-%s]\n"
    write(pytester, province=overlay % "nothing", scenarios__first=GOOD)
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*province.yaml:2:10: unknown-rule: there is no rule handling.conclude-nothing*"])


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


def test_other_peoples_suites_pay_nothing_for_the_plugin(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import sys

        def pytest_sessionfinish():
            print("loaded:", *sorted(name for name in sys.modules if name.partition(".")[0] == "xinfang_rules"))
            print("heavy:", *sorted({"pydantic", "yaml", "chinese_calendar"} & set(sys.modules)))
        """
    )
    write(pytester, scenarios__other="name: something else", elsewhere__scenarios="scenarios: 5")
    result = pytester.runpytest_subprocess("-s")
    loaded = "xinfang_rules xinfang_rules._version xinfang_rules.testing xinfang_rules.testing.pytest_plugin"
    result.stdout.fnmatch_lines([f"*loaded: {loaded}", "heavy:"])
