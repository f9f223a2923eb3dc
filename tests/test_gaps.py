"""Gaps of the text: every reading is listed with its provisions, and with the scenario that shows it if one does."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xinfang_rules.analysis.gaps import find_gaps
from xinfang_rules.cli.main import main
from xinfang_rules.rulebook.load import load_pack, shipped_packs

PACK = Path(__file__).resolve().parent / "mutation_pack"
SETTINGS = ["settings.counting", "settings.governed_by", "settings.roll_on"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], terminal_width=80)


def test_readings_of_the_whole_come_first_then_those_of_rules_in_the_order_of_the_law() -> None:
    gaps = find_gaps(*load_pack(PACK), {"notice.study": "三、生活困难"})
    assert [gap.id for gap in gaps] == [*SETTINGS, "notice.study"]
    rule = gaps[-1]
    assert (rule.title, rule.reading) == ("困难的、多人提出的，可以先行研究", "先行研究的，不必告知。")
    assert rule.provisions == ("《微示范办法》第二条",)
    assert rule.scenario == "三、生活困难"
    assert (Path(rule.position.source).name, rule.position.line, rule.position.column) == ("rules.yaml", 52, 19)
    whole = gaps[0]
    assert (whole.provisions, whole.scenario, whole.reading) == ((), None, "开始的当日不计入。")
    assert (Path(whole.position.source).name, whole.position.line) == ("instrument.yaml", 28)


def test_a_reading_that_no_scenario_shows_is_listed_without_one() -> None:
    assert find_gaps(*load_pack(PACK), {})[-1].scenario is None


def test_each_provision_is_named_once(tmp_path: Path) -> None:
    overlay = tmp_path / "more.yaml"
    overlay.write_text(
        """
overlay: {id: more, title: 更多}
rules:
  - id: note.first
    title: 一
    cite: [{at: "1.1", quote: 方式}, {at: "1.1", quote: 处理}, {at: "1.2", quote: 告知}]
    note: 试
    interpretive: 这样解读。
""",
        encoding="utf-8",
    )
    gaps = find_gaps(*load_pack(PACK, overlays=[overlay]), {})
    assert [gap.id for gap in gaps] == [*SETTINGS, "note.first", "notice.study"]
    assert gaps[-2].provisions == ("《微示范办法》第一条第一款", "《微示范办法》第一条第二款")


# Command line


def test_the_table_shows_the_first_scenario_in_which_the_rule_holds() -> None:
    result = run(PACK, "--gaps")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "tiny-rules 《微示范办法》: 4 readings where the text is silent"
    at = lines.index("notice.study 先行研究的，不必告知。")
    assert lines[at + 1] == "第二条 情形：三、生活困难"
    assert sum("情形：" in line for line in lines) == 1, "what concerns every case needs none to show it"


def test_the_table_says_where_no_scenario_shows_a_reading(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    shutil.rmtree(pack / "scenarios")
    assert "情形：（没有情形显示）" in run(pack, "--gaps").stdout


def test_json_holds_the_same() -> None:
    result = run(PACK, "--gaps", "--format", "json")
    assert result.exit_code == 0
    (pack,) = json.loads(result.stdout)
    assert pack["rulebook"] == "tiny-rules"
    assert [gap["id"] for gap in pack["gaps"]] == [*SETTINGS, "notice.study"]
    assert pack["gaps"][-1] == {
        "id": "notice.study",
        "title": "困难的、多人提出的，可以先行研究",
        "provisions": ["《微示范办法》第二条"],
        "reading": "先行研究的，不必告知。",
        "scenario": "三、生活困难",
        "position": f"{PACK / 'rules.yaml'}:52:19",
        "disputed": False,
    }


def test_scenarios_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    (pack / "scenarios" / "worked.yaml").write_text("scenarios: 5\n", encoding="utf-8")
    result = run(pack, "--gaps", "--format", "json")
    assert result.exit_code == 1
    assert ": value-type: " in result.stderr
    assert json.loads(result.stdout) == []


def test_the_format_is_for_gaps() -> None:
    assert run(PACK, "--format", "json").exit_code == 2


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_reading_of_a_shipped_pack_is_listed_with_its_provisions(pack: str) -> None:
    read, book = load_pack(pack)
    gaps = find_gaps(read, book, {})
    marked = [rule for rule, placed in read.rules.items() if placed.entry.interpretive is not None]
    marked += [name for name, placed in read.questions.items() if placed.entry.interpretive is not None]
    marked += [name for name, placed in read.constraints.items() if placed.entry.interpretive is not None]
    assert {gap.id for gap in gaps} == {*SETTINGS, *marked}
    assert all(gap.provisions for gap in gaps[len(SETTINGS) :])
