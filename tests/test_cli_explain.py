"""`xinfang explain`: why, and why not."""

import re

import pytest

from tests.cli_helpers import LATE, PACK, TWO_CASES, refused, run, write

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


def test_explain_says_why_and_why_not() -> None:
    late = write("late.yaml", LATE)
    options_ = ["--as-of", "2024-03-20", "--rulebook", str(PACK)]
    assert run("explain", late, *options_).stdout.startswith("《示范办法》，截至2024-03-20\n")
    assert run("explain", late, "outcome", *options_).stdout.startswith("如何处理：受理。\n")
    assert "最后一日：2024-03-16。" in run("explain", late, "notice.give", *options_).stdout
    why_not = run("explain", late, "outcome", "--why-not", "pass_on", *options_)
    assert "为什么不是“转送”" in why_not.stdout


def test_explain_of_a_list_explains_every_case() -> None:
    result = run("explain", write("list.yaml", TWO_CASES), "outcome", "--as-of", "2024-03-20", "--rulebook", PACK)
    assert len(refused(result)) == 1
    assert re.findall(r"^【.*", result.stdout, re.MULTILINE) == ["【第1件】first", "【第3件】third"]


OPINION = """
petition: {category: grievance}
remedy: {litigation_rights: false, arbitration: none, party: none, administrative: none, duty: none}
history: {opinion_issued: false}
handling: {facts_clear: FACTS, legal_basis: lacking, reasonable: true}
"""


@pytest.mark.parametrize(("stated", "said"), [("false", "具备　"), ("true", "不具备　"), ("unknown", "未知　")])
def test_a_fact_that_must_be_false_is_worded_as_the_article_words_it(stated: str, said: str) -> None:
    """Article 32.1.3 asks for a claim without a basis in fact; facts not yet clear are another matter."""
    case = write("case.yaml", OPINION.replace("FACTS", stated))
    asked = [] if stated == "false" else ["--why-not", "not_support"]
    told = run("explain", case, "opinion", "--as-of", "2024-03-08", *asked).stdout
    assert f"　{said}查明请求缺乏事实根据\n" in told
