"""One bad pack beside the shipped ones: the others decide where it cannot govern; where it may, that is told."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xinfang_rules import InstrumentError, Result, RulebookError, evaluate, shipped_packs
from xinfang_rules.cli.main import main
from xinfang_rules.facts import vocabulary_files
from xinfang_rules.rulebook import load as loading, shipped as shipping

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
SHIPPED = loading.packs_directory()
OLDER = "older-rules"
NOW, BEFORE = {"timeline": {"received_on": "2024-03-01"}}, {"timeline": {"received_on": "2021-06-01"}}
AS_OF = date(2024, 4, 25)


def forget() -> None:
    """Makes the next case find the shipped packs as another process would."""
    loading.packs_directory.cache_clear()
    loading.shipped_packs.cache_clear()
    loading._load.cache_clear()
    shipping._kept.clear()


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory of shipped packs: that of 2022, and an older one in force until the day before it."""

    place = tmp_path / "rules"
    shutil.copytree(SHIPPED, place, ignore=shutil.ignore_patterns("scenarios", "xinfang-2005"))
    older = shutil.copytree(BASE, place / OLDER)
    text = (older / "instrument.yaml").read_text(encoding="utf-8")
    ended = text.replace("in_force_from: 2020-03-01\n", "in_force_from: 2020-03-01\n  in_force_until: 2022-04-30\n")
    (older / "instrument.yaml").write_text(ended, encoding="utf-8")
    monkeypatch.setattr(vocabulary_files, "_INSTALLED", place)
    forget()
    yield place
    monkeypatch.undo()
    forget()


def spoilt(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "nothing: [\n", encoding="utf-8")


def decided(case: dict[str, Any]) -> Result:
    return evaluate(case, as_of=AS_OF)


def doubts(result: Result) -> list[str]:
    return [note.text for note in result.notes if OLDER in note.text]


def test_each_pack_governs_its_own_time_while_all_are_good(packs: Path) -> None:
    assert shipped_packs() == (OLDER, "xinfang-2022")
    assert decided(NOW).instrument.id == "xinfang-2022"
    assert decided(BEFORE).instrument.id == "model-rules"
    assert shipping._kept


def test_a_pack_that_cannot_govern_the_case_may_be_broken(packs: Path) -> None:
    expected = decided(NOW)
    forget()
    spoilt(packs / OLDER / "rules.yaml")
    assert decided(NOW) == expected
    assert decided(NOW).notes == expected.notes


def test_a_pack_that_governs_the_case_and_is_broken_is_told_with_its_fault(packs: Path) -> None:
    spoilt(packs / OLDER / "rules.yaml")
    with pytest.raises(InstrumentError) as caught:
        decided(BEFORE)
    assert "older-rules is the one in force on 2021-06-01" in str(caught.value)
    assert f"{OLDER}/rules.yaml" in str(caught.value)
    assert "2021年6月1日施行的内置规则书 older-rules 有错误" in caught.value.text()
    assert isinstance(caught.value.__cause__, RulebookError)


def test_a_pack_of_which_nobody_knows_when_it_governs_is_told_with_the_result(packs: Path) -> None:
    expected = decided(NOW)
    forget()
    spoilt(packs / OLDER / "instrument.yaml")
    result = decided(NOW)
    assert result.decisions == expected.decisions
    (told,) = doubts(result)
    assert "不能排除本案应当适用的是它" in told
    with pytest.raises(InstrumentError, match="older-rules may be the one in force on 2021-06-01"):
        decided(BEFORE)


def test_a_case_without_a_day_goes_by_the_day_of_evaluation(packs: Path) -> None:
    spoilt(packs / OLDER / "rules.yaml")
    assert evaluate({}, as_of=AS_OF).instrument.id == "xinfang-2022"
    with pytest.raises(InstrumentError, match="older-rules is the one in force on 2022-04-30"):
        evaluate({}, as_of=date(2022, 4, 30))


def test_a_pack_that_was_mended_is_used_again(packs: Path) -> None:
    rules = packs / OLDER / "rules.yaml"
    good = rules.read_text(encoding="utf-8")
    spoilt(rules)
    with pytest.raises(InstrumentError):
        decided(BEFORE)
    rules.write_text(good, encoding="utf-8")
    assert decided(BEFORE).instrument.id == "model-rules"


def test_a_directory_that_nobody_may_look_into_is_one_of_which_nobody_knows(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(method: Any) -> Any:
        def look(path: Path, *arguments: Any, **more: Any) -> Any:
            if OLDER in path.parts:
                raise PermissionError(13, "Permission denied", str(path))
            return method(path, *arguments, **more)

        return look

    shutil.rmtree(packs / OLDER)
    (packs / OLDER).mkdir()
    monkeypatch.setattr(Path, "is_file", closed(Path.is_file))
    loading.shipped_packs.cache_clear()
    assert OLDER in shipped_packs()
    assert len(doubts(decided(NOW))) == 1
    with pytest.raises(InstrumentError, match="may be"):
        decided(BEFORE)


@pytest.mark.parametrize("what", ["a file", "an empty directory", "a directory of other files", "a hidden copy"])
def test_what_is_no_pack_is_none(packs: Path, what: str) -> None:
    shutil.rmtree(packs / OLDER)
    match what:
        case "a file":
            (packs / OLDER).write_text("instrument: {}\n", encoding="utf-8")
        case "an empty directory":
            (packs / OLDER).mkdir()
        case "a directory of other files":
            (packs / OLDER).mkdir()
            (packs / OLDER / "notes.txt").write_text("x", encoding="utf-8")
        case _:
            shutil.copytree(packs / "xinfang-2022", packs / ".xinfang-2022")
    loading.shipped_packs.cache_clear()
    assert shipped_packs() == ("xinfang-2022",)
    assert doubts(decided(NOW)) == []


def test_where_no_pack_can_be_used_the_fault_of_the_one_that_governs_is_told(packs: Path) -> None:
    spoilt(packs / OLDER / "rules.yaml")
    spoilt(packs / "xinfang-2022" / "handling.yaml")
    with pytest.raises(InstrumentError, match=r"xinfang-2022 is the one in force on 2024-03-01.*handling\.yaml"):
        decided(NOW)


def test_where_of_no_pack_it_can_be_read_when_it_governs_the_fault_is_told(packs: Path) -> None:
    for name in (OLDER, "xinfang-2022"):
        spoilt(packs / name / "instrument.yaml")
    with pytest.raises(RulebookError, match=r"instrument\.yaml"):
        decided(NOW)


def test_a_directory_of_packs_that_is_not_there_is_told(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(packs)
    monkeypatch.setattr(vocabulary_files, "_CHECKOUT", packs)
    loading.packs_directory.cache_clear()
    with pytest.raises(RulebookError, match="the directory of the shipped rulebooks cannot be read"):
        decided(NOW)


def test_the_command_goes_on_says_the_doubt_and_refuses_where_the_broken_pack_governs(
    packs: Path, tmp_path: Path
) -> None:
    files = {}
    for name, received in (("now", "2024-03-01"), ("before", "2021-06-01")):
        files[name] = tmp_path / f"{name}.yaml"
        files[name].write_text(f"timeline: {{received_on: {received}}}\n", encoding="utf-8")

    def run(name: str) -> Any:
        return CliRunner().invoke(main, ["evaluate", str(files[name]), "--as-of", "2024-04-25"])

    spoilt(packs / OLDER / "rules.yaml")
    assert run("now").exit_code == 0
    assert OLDER not in run("now").stdout
    assert run("before").exit_code == 2
    assert "施行的内置规则书 older-rules 有错误" in run("before").stderr
    spoilt(packs / OLDER / "instrument.yaml")
    forget()
    assert run("now").exit_code == 0
    assert "不能排除本案应当适用的是它" in run("now").stdout.replace("\n", "").replace(" ", "")
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 1
    assert f"{OLDER}/instrument.yaml" in checked.stderr
    assert "xinfang-2022 《信访工作条例》" in checked.stdout
