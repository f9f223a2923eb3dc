"""`xinfang check` and `xinfang test`: what they count, list and fail on."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli_helpers import PACK, findings, run, write
from xinfang_rules.rulebook.statutes import ENVIRONMENT_VARIABLE

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


def copied_pack() -> Path:
    return Path(shutil.copytree(PACK, "pack"))


def test_check_counts_and_accounts_for_every_paragraph() -> None:
    result = run("check", PACK, "--list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "model-rules 《示范办法》: no findings"
    # Four rules give answers, one defines, three oblige, one forbids, one is a note: ten.
    assert "  rules       10: 4 decide, 1 define, 3 oblige, 0 permit, 1 forbid, 1 note" in lines
    assert "  paragraphs  6: 4 encoded, 0 definition, 1 organisational, 0 not decidable, 1 open" in lines
    assert "  quotes      not checked: no official text is at hand (see --statutes)" in lines
    assert lines[-1].split() == ["第二条第三款", "紧急的，加紧办理。"]


def statutes(directory: str, notice: str) -> str:
    """Writes an official text of the pack's instrument, of which paragraph 2.2 is given."""
    texts = {1: ["为了测试。"], 2: ["按照下列方式处理：", notice, "应当加紧办理。"]}
    texts[3] = ["代表不超过五人。", "没有按期告知的，提出改进工作的建议。"]
    items = {(2, 1): ["属于自己职权的，予以受理；", "属于下级职权的，予以转送。"]}
    articles = [
        {
            "article": article,
            "paragraphs": [
                {
                    "paragraph": number,
                    "text": text,
                    "items": [{"item": n, "text": t} for n, t in enumerate(items.get((article, number), []), 1)],
                }
                for number, text in enumerate(paragraphs, 1)
            ],
        }
        for article, paragraphs in texts.items()
    ]
    Path(directory).mkdir()
    write(f"{directory}/model-rules.json", json.dumps({"articles": articles}))
    return directory


def test_check_holds_quotes_against_the_official_text(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("check", PACK, "--statutes", statutes("right", "收到的，予以登记，十五日内告知。"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  quotes      the same as in the official text, right" in result.stdout
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, statutes("wrong", "收到的，予以登记，十日内告知。"))
    result = run("check", PACK)
    assert result.exit_code == 1
    # The parameter and the duty both quote the fifteen days.
    assert [line.split(": ")[1] for line in findings(result)] == ["quote-mismatch", "quote-mismatch"]
    assert result.stdout == ""


def test_check_lists_every_finding_and_fails() -> None:
    rules = copied_pack() / "rules.yaml"
    text = rules.read_text(encoding="utf-8").replace("petition.joint:", "petition.jiont:")
    rules.write_text(text.replace("bearer: petition_office", "bearer: office"), encoding="utf-8")
    result = run("check", "pack")
    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in findings(result)] == ["unknown-value"], "form comes before names"
    for command in ("check", "test"):
        rules.write_text(text, encoding="utf-8")
        result = run(command, "pack")
        assert result.exit_code == 1
        (line,) = findings(result)
        assert "unknown-name" in line
        assert "did you mean petition.joint?" in line


def test_the_shipped_rulebooks_pass_the_check() -> None:
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert [line for line in result.stdout.splitlines() if line.endswith("no findings")][:2] == [
        "xinfang-2005 《信访条例》: no findings",
        "xinfang-2022 《信访工作条例》: no findings",
    ]
    assert "  paragraphs  77: " in result.stdout
    assert "  paragraphs  98: " in result.stdout


def test_test_runs_the_scenarios_and_says_what_none_shows() -> None:
    result = run("test", PACK)
    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert "  order.receipt: never asserted to refuse (登记不早于收到)" in lines
    # notice.give is shown to apply and to be absent; of no other rule are both asserted.
    assert lines[-1].startswith(f"{PACK}: 2 scenarios, 0 failed; 1 of 10 rules shown both to hold and not to hold, ")


def test_test_shows_what_failed() -> None:
    scenario = copied_pack() / "scenarios" / "notice.yaml"
    # 16 March is right, so 17 March must fail.
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("2024-03-16", "2024-03-17"), encoding="utf-8")
    result = run("test", "pack")
    assert result.exit_code == 1
    assert "FAILED 受理而没有按期告知的，逾期并提出建议\n" in result.stdout
    assert "pack: 2 scenarios, 1 failed; " in result.stdout
    scenario.write_text("scenarios: 5\n", encoding="utf-8")
    result = run("test", "pack")
    assert result.exit_code == 1
    assert len(findings(result)) == 1
