"""Which instruments govern a petition: by the day of receipt, by the place, and never one whose force is unverified."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xinfang_rules import (
    ArgumentError,
    CaseError,
    InstrumentError,
    evaluate,
    instruments_for,
    load,
    read_result,
    replay,
)
from xinfang_rules.cli.main import main
from xinfang_rules.facts import vocabulary_files
from xinfang_rules.rulebook import load as loading, shipped, shipped_overlays as described
from xinfang_rules.tables import evaluate_table

RULES = Path(__file__).resolve().parent.parent / "rules"
OVERLAY = """
overlay:
  id: north
  title: 北方信访规定
  bases: [xinfang-2022]
  place: 北方
  in_force: {from: 2023-01-01, until: 2024-12-31}
  status: unverified
  checked_on: 2026-11-29
facts:
  - {fact: north.kept, title: 留存, ask: 留存了吗？, at: ["22.1"], negated: 没有留存}
groups:
  - {group: north, title: 北方的事实}
rules:
  - id: north.keep
    title: 留存
    cite: {at: "22.1", quote: 予以登记}
    when: {north.kept: true}
    obliges: {bearer: petition_office, action: register}
"""


@pytest.fixture(scope="module")
def north(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Ships an overlay of a place besides, in force in 2023 and 2024, unverified after."""
    rules = tmp_path_factory.mktemp("north") / "rules"
    shutil.copytree(RULES, rules)
    (rules / "local" / "north").mkdir(parents=True)
    (rules / "local" / "north" / "overlay.yaml").write_text(OVERLAY, encoding="utf-8")

    def forget() -> None:
        for cached in (
            vocabulary_files.packs_directory,
            loading.shipped_packs,
            loading.shipped_overlays,
            described.described,
        ):
            cached.cache_clear()
        shipped._kept.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary_files, "_INSTALLED", rules)
        forget()
        yield
    forget()


def case(day: str) -> dict[str, Any]:
    return {"timeline": {"received_on": day}, "organ": {"kind": "petition_office"}}


def statuses(day: date, place: str | None = None) -> dict[str, str]:
    return {each.id: each.status for each in instruments_for(day, place=place)}


def test_the_regulation_in_force_on_the_day_of_receipt_governs() -> None:
    assert statuses(date(2022, 5, 1))["xinfang-2022"] == "governs"  # 50
    assert statuses(date(2022, 4, 30))["xinfang-2022"] == "not_in_force"
    assert "governs" not in statuses(date(2005, 4, 30)).values()
    (now,) = (each for each in instruments_for(date(2026, 1, 2)) if each.status == "governs")
    assert (now.title, now.edition, now.in_force_until) == ("信访工作条例", date(2022, 5, 1), None)


@pytest.mark.parametrize(
    ("first", "last", "governs", "told"),
    [
        ("2022-04-20", "2022-05-10", "xinfang-2022", True),  # the last day decides; the result says for which it is not
        ("2022-04-20", "2022-04-30", "xinfang-2005", False),
        ("2022-05-01", "2022-05-10", "xinfang-2022", False),
        ("2005-04-20", "2005-05-10", "xinfang-2005", True),
    ],
)
def test_bounds_over_the_change_of_law_are_never_settled_silently(
    first: str, last: str, governs: str, told: bool
) -> None:
    received = {"not_before": first, "not_after": last}
    result = evaluate({"timeline": {"received_on": received}}, as_of=date(2024, 3, 2))
    assert result.provenance.rulebook.id == governs
    title = result.instrument.title
    note = f"收到日期未知：按{last}施行的《{title}》评估；在其施行之前收到的，本结果不适用。"
    assert (note in {each.text for each in result.notes}) is told


@pytest.mark.parametrize(("day", "name"), [("2021-03-01", "xinfang-2005"), ("2024-03-01", "xinfang-2022")])
def test_only_the_rules_of_what_governs_are_read(day: str, name: str) -> None:
    script = (
        "from datetime import date\n"
        "from xinfang_rules.rulebook import load as loading\n"
        "read, real = [], loading._load\n"
        "loading._load = lambda base, *rest: read.append(base.name) or real(base, *rest)\n"
        "from xinfang_rules import evaluate\n"
        f"result = evaluate({case(day)!r}, as_of=date(2024, 3, 2))\n"
        "print(result.provenance.rulebook.id, sorted(set(read)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{name} ['{name}']"


def test_both_regulations_decide_the_cases_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    days = ["2005-04-30", "2005-05-01", "2022-04-30", "2022-05-01"]
    rows = [f"{day},other,direct,false" for day in days]
    head = "timeline__received_on,organ__kind,petition__intake,petition__belongs_to_congress_or_court"
    table.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    done = evaluate_table(table, as_of=date(2024, 1, 1), want=["status.notice.direct", "acceptance", "track"])
    came = done.rows().to_pylist()
    assert [row["notice__direct__status"] is None for row in came] == [True, False, False, False]
    assert [row["acceptance"] is None for row in came] == [True, False, False, True]  # 22 of 2005 alone
    assert [row["track"] is None for row in came] == [True, True, True, False]  # 31 of 2022 alone
    (refused,) = done.refused.to_pylist()
    assert (refused["row"], refused["code"]) == (0, "instrument")
    for number in (1, 2, 3):
        alone, day = done.case(number)
        told = {norm.rule: norm for norm in evaluate(alone, as_of=day).norms}
        possible = told["notice.direct"].candidates or (told["notice.direct"].status,)
        known = came[number]["notice__direct__status"].split("|")
        assert {status.value for status in possible} >= {one for one in known if one != "not_applicable"}


@pytest.mark.usefixtures("north")
def test_a_place_has_the_overlays_that_are_established_to_be_in_force() -> None:
    assert "north" not in statuses(date(2023, 1, 1))
    assert "north" not in statuses(date(2023, 1, 1), "南方")
    days = {date(2022, 12, 31): "not_in_force", date(2023, 1, 1): "governs", date(2024, 12, 31): "governs"}
    days[date(2025, 1, 1)] = "unverified"
    days[date(2005, 4, 30)] = "not_selected"
    assert {day: statuses(day, "北方省某市")["north"] for day in days} == days


@pytest.mark.usefixtures("north")
def test_a_case_is_decided_with_the_overlays_of_its_place_and_says_which_were_considered() -> None:
    stated = {**case("2023-03-01"), "north": {"kept": True}}
    result = evaluate(case("2023-03-01"), as_of=date(2023, 3, 2), place="北方")
    assert [overlay.id for overlay in result.provenance.overlays] == ["north"]
    assert "north.keep" in {norm.rule for norm in result.norms}
    considered = {each.id: each.status for each in result.provenance.considered}
    assert (considered["xinfang-2022"], considered["north"]) == ("governs", "governs")
    again = replay(result.model_dump_json(), case("2023-03-01"))
    assert again.same_sources
    assert again.same_outcome
    assert read_result(result.model_dump_json()) == result
    with pytest.raises(ArgumentError, match="give place or rulebook"):
        evaluate(stated, as_of=date(2023, 3, 2), place="北方", rulebook=load())
    with pytest.raises(ArgumentError, match="place"):
        evaluate(case("2023-03-01"), as_of=date(2023, 3, 2), place=" ")


@pytest.mark.usefixtures("north")
def test_what_is_unverified_is_never_laid_by_itself_and_it_is_said() -> None:
    result = evaluate(case("2025-03-01"), as_of=date(2025, 3, 2), place="北方")
    plain = evaluate(case("2025-03-01"), as_of=date(2025, 3, 2))
    assert result.provenance.overlays == ()
    assert (result.norms, result.decisions) == (plain.norms, plain.decisions)
    (note,) = (note.text for note in result.notes if note not in plain.notes)
    assert note == (
        "《北方信访规定》没有适用：2024年12月31日以后是否仍然有效，没有核实，没有适用；"
        "认为有效的，用 --overlay north 叠加。"
    )


@pytest.mark.usefixtures("north")
def test_a_day_known_within_bounds_over_which_local_rules_change_is_told() -> None:
    received = {"not_before": "2024-12-01", "not_after": "2025-01-31"}
    result = evaluate({"timeline": {"received_on": received}}, as_of=date(2025, 3, 2), place="北方")
    assert result.provenance.overlays == ()
    assert any("2024年12月1日至2025年1月31日之间，其间适用的地方规定不同" in note.text for note in result.notes)


def test_a_place_of_which_nothing_is_shipped_is_told() -> None:
    result = evaluate(case("2025-03-01"), as_of=date(2025, 3, 2), place="某地")
    assert "没有收录“某地”的地方规定；本结果只适用《信访工作条例》。" in {note.text for note in result.notes}
    assert evaluate(case("2025-03-01"), as_of=date(2025, 3, 2)).provenance.considered == ()


def test_the_day_on_which_nothing_was_in_force_is_refused() -> None:
    with pytest.raises(InstrumentError, match="《信访工作条例》 from 2022-05-01"):
        evaluate(case("2005-04-30"), as_of=date(2025, 3, 2))


@pytest.mark.usefixtures("north")
def test_the_command_lists_them_for_people_and_as_json(tmp_path: Path) -> None:
    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, [*arguments])

    told = run("which", "--received", "2025-03-01", "--place", "北方")
    assert told.exit_code == 0, told.output
    governs, _, others = told.output.partition("不适用，或者不自动适用")
    assert "《信访工作条例》（xinfang-2022）" in governs
    assert "《北方信访规定》（north）（2023-01-01起施行，至2024-12-31）" in others
    written = json.loads(run("which", "--received", "2025-03-01", "--place", "北方", "--json").output)
    assert {each["id"]: each["status"] for each in written}["north"] == "unverified"
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case("2023-03-01")), encoding="utf-8")
    decided = run("evaluate", str(path), "--as-of", "2023-03-02", "--place", "北方", "--format", "json")
    assert [overlay["id"] for overlay in json.loads(decided.output)["provenance"]["overlays"]] == ["north"]
    assert "--place" in run("evaluate", str(path), "--place", "北方", "--rulebook", "xinfang-2022").output
    assert run("which", "--received", "1.3.2021").exit_code == 2


def test_an_interview_is_led_by_the_regulation_of_the_day_of_receipt() -> None:
    led = CliRunner().invoke(main, ["ask", "--received", "2021-03-01"], input="1\n2\n")
    assert led.exit_code == 0, led.output
    assert "县级以上人民政府信访工作机构，收到一件信访事项" in led.output
    assert "适用《信访条例》" in led.output.replace("\n", "")
    today = CliRunner().invoke(main, ["ask"], input="1\n")
    assert "适用《信访工作条例》" in today.output.replace("\n", "")
    both = CliRunner().invoke(main, ["ask", "--received", "2021-03-01", "--rulebook", "xinfang-2022"])
    assert both.exit_code == 2


def test_a_case_of_a_place_may_state_the_facts_of_its_local_rules() -> None:
    stated = {"timeline": {"received_on": "2021-03-01"}, "zhejiang": {"can_reply_on_spot": False}}
    result = evaluate(stated, as_of=date(2021, 3, 5), place="浙江")
    assert [overlay.id for overlay in result.provenance.overlays] == ["zhejiang"]
    with pytest.raises(CaseError, match="zhejiang"):
        evaluate(stated, as_of=date(2021, 3, 5), place="上海")
    with pytest.raises(CaseError, match="zhejiang"):  # after the days for which the local rules are established
        evaluate({**stated, "timeline": {"received_on": "2023-03-01"}}, as_of=date(2023, 3, 5), place="浙江")
    with pytest.raises(CaseError):
        evaluate({"timeline": "2021"}, as_of=date(2021, 3, 5), place="浙江")
