"""`xinfang examine`: the report for each reader, what changed, JSON, and what is said of bad input."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dossier_helpers import DOSSIERS
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import DossierReport

LATE = str(DOSSIERS / "02-late-notice-2024.yaml")

# Every character of this page was read. 12 + 15 = 27 January; to 3 June 128 days; 3 June + 60 = 2 August, 53 days after
# 10 June.
PAGE = """\
卷宗 late-notice-2024　核查报告（供督查、复查人员）
适用《信访工作条例》，截至2024年6月10日
卷宗写明记录完整到2024年6月10日：此前没有记载的行为，认为没有发生。

程序瑕疵
  1. 【逾期履行】区建设委员会：对信访人直接提出的事项，当场或者在15日内书面告
     知；最后一日为2024年1月27日；于2024年6月3日履行，逾期128日。依据：《信访工
     作条例》第二十三条第二款。（条文没有明文，依所作的解释）
"""


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["examine", *arguments], input=stdin, env={"COLUMNS": "80"})


def test_the_page_of_a_supervisor_begins_with_what_is_amiss() -> None:
    done = run(LATE, "--as-of", "2024-06-10")
    assert done.exit_code == 0
    assert done.stdout.startswith(PAGE)
    assert "区政府：对直接提出的事项没有按期书面告知信访人的，上级机关、单位责令改正" in done.stdout.replace(
        "\n     ", ""
    )
    assert done.stdout.rstrip().endswith("供工作人员参考，不代替有权机关的认定。")


def test_each_reader_is_told_what_is_theirs() -> None:
    pages = {reader: run(LATE, "--as-of", "2024-06-10", "--for", reader).stdout for reader in ("handler", "petitioner")}
    assert pages["handler"].index("尚未届满和可能的最后一日") < pages["handler"].index("程序瑕疵")
    assert "还需查明" in pages["handler"]
    assert "后果：" not in pages["handler"]
    assert "还需查明" not in pages["petitioner"]
    assert "后果：" not in pages["petitioner"]
    assert "逾期128日" in pages["petitioner"]


def test_json_can_be_read_back() -> None:
    done = run(LATE, "--as-of", "2024-06-10", "--format", "json")
    report = DossierReport.model_validate_json(done.stdout)
    assert [finding.of for finding in report.amiss()] == ["notice.direct"]
    assert report.questions
    assert len(done.stdout) < 40_000
    assert report.model_dump_json(indent=2) == done.stdout.rstrip("\n")


def test_what_changed_between_two_days_is_told() -> None:
    done = run(LATE, "--as-of", "2024-06-10", "--since", "2024-01-27")
    assert (
        "区建设委员会，对信访人直接提出的事项，当场或者在15日内书面告知：期限之内（2024-01-27）→ 逾期履行（2024-06-03）"
        in (done.stdout.replace("\n     ", "").replace(" →", "→"))
    )
    assert "没有变化" in run(LATE, "--as-of", "2024-06-10", "--since", "2024-06-10").stdout


def test_what_changed_between_two_versions_is_told(tmp_path: Path) -> None:
    before = tmp_path / "before.yaml"
    text = Path(LATE).read_text(encoding="utf-8")
    before.write_text("".join(line for line in text.splitlines(True) if "act: notify" not in line), encoding="utf-8")
    done = run(LATE, "--as-of", "2024-06-10", "--before", str(before), "--format", "json")
    changes = {change["what"].partition("，")[2]: change["after"] for change in json.loads(done.stdout)}
    assert changes["对信访人直接提出的事项，当场或者在15日内书面告知"] == "逾期履行（2024-06-03）"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((LATE, "--for", "supervisors"), "是否为 supervisor"),
        ((LATE, "--as-of", "2024-02-30"), "日历上没有"),
        (("nowhere.yaml",), "nowhere.yaml"),
        (("-", "--lang", "en"), "dossier is missing here"),
        ((LATE, "--rulebook", "nowhere"), "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments, stdin="organs: {}\nclaims: {}\nacts: []\n")
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    later = run(LATE, "--as-of", "2024-06-10", "--since", "2024-06-11")
    assert (later.exit_code, later.stdout) == (2, "")
    assert "--since：2024-06-11 晚于报告所截至的 2024-06-10" in later.stderr
    other = tmp_path / "other.yaml"
    text = Path(LATE).read_text(encoding="utf-8").replace("dossier: late-notice-2024", "dossier: another")
    other.write_text(text, encoding="utf-8")
    differs = run(LATE, "--as-of", "2024-06-10", "--before", str(other))
    assert (differs.exit_code, differs.stdout) == (2, "")
    assert "是卷宗 another，不是 late-notice-2024" in differs.stderr


def test_a_record_that_is_complete_for_longer_than_the_report_looks_says_until_when_that_matters() -> None:
    page = run(LATE, "--as-of", "2024-05-01").stdout
    assert "卷宗写明记录完整到2024年6月10日：截至2024年5月1日没有记载的行为，认为没有发生。" in page.replace("\n", "")
