"""What is wrong is said in the language that was asked for, one line a mistake, with the file."""

from pathlib import Path

import pytest

from tests.cli_helpers import run

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")

NO_FACTS = "number\n1\n"
FACTS = "number,petition__channel\n1,letter\n"

WRONG = [
    (("compare", "t.csv"), "没有可比较的：", "there is nothing to compare"),
    (("compare", "t.csv", "--new", "p", "--out", "t.csv"), "t.csv 就是所读取的表", "t.csv is the table that is read"),
    (("compare", "c.yaml", "--overlay", "o.yaml"), "c.yaml 不是表；", "c.yaml is no table:"),
    (("compare", "t.csv", "--overlay", "o.yaml", "--by", "nope"), "t.csv: error: 表里没有 nope 这一列",
     "t.csv: error: the table has no column nope"),
    (("compare", "n.csv", "--overlay", "o.yaml"), "n.csv: error: 表里没有一列说明事实（例如 ",
     "n.csv: error: no column of the table states a fact, such as "),
    (("evaluate", "n.csv"), "n.csv: error: 表里没有一列说明事实（例如 ",
     "n.csv: error: no column of the table states a fact, such as "),
    (("evaluate", "t.csv", "--keep", "numbre"), "t.csv: error: 表里没有 numbre 这一列（是否为 number？）",
     "t.csv: error: the table has no column numbre (did you mean number?)"),
    (("evaluate", "t.csv", "--want", "trak"), "没有叫 trak 的结果可要", "nothing that can be wanted is named trak"),
    (("report", "n.csv", "--period", "2024", "--out", "o.md"), "n.csv 没有一列以事实命名", "no column of n.csv is"),
    (("report", "t.csv"), "做报告要写明登记表、--period", "a report takes TABLE, --period and --out"),
    (("report", "t.csv", "--check", "f.yaml"), "--check 核对的是公布的数字", "--check takes figures, and no table"),
    (("report", "t.csv", "--mapping", "m.yaml", "--period", "2024", "--out", "o.md", "--case-id", "x"),
     "--case-id 用于列名为事实的表", "--case-id is for a table"),
    (("report", "t.csv", "--mapping", "leger15", "--period", "2024", "--out", "o.md"),
     "没有随附“leger15”这一对应表", "no mapping of this name is shipped"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("arguments", "chinese", "english"), WRONG, ids=[" ".join(told) for told, _, _ in WRONG])
def test_a_mistake_is_one_line_in_the_language_asked_for(
    arguments: tuple[str, ...], chinese: str, english: str, language: str
) -> None:
    Path("t.csv").write_text(FACTS, "utf-8")
    Path("n.csv").write_text(NO_FACTS, "utf-8")
    Path("c.yaml").write_text("{}", "utf-8")
    Path("o.yaml").write_text("overlay: {id: nothing, title: 无}\n", "utf-8")
    done = run(*arguments, *(("--lang", "en") if language == "en" else ()))
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert (chinese if language == "zh" else english) in line
    assert (english if language == "zh" else chinese) not in line
