"""Who is the organ one level above: what is quoted stands in the texts, and older rules are named as such."""

import re
from pathlib import Path

import pytest

from tests.site.law_helpers import plain, shipped, shipped_pages
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.statutes import statutes_directory
from xinfang_rules.site.pages import superiors_page
from xinfang_rules.site.reading.superiors import SuperiorsFile, read_superiors

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT.parent / "shared/statutes/regional"


def superiors() -> SuperiorsFile:
    found = read_superiors(shipped().place)
    assert found is not None
    return found


def page() -> str:
    (written,) = superiors_page.pages(shipped())
    return plain(re.sub("<[^>]+>", "", written.body))


def article(text: str, number: int) -> str:
    """Returns an article of a local text, with its paragraphs."""
    start = text.index(f"\n第{chinese_number(number)}条 ")
    end = text.find(f"\n第{chinese_number(number + 1)}条 ", start)
    return text[start : end if end > 0 else None]


def test_the_regulations_own_words_are_quoted_from_its_text() -> None:
    home = statutes_directory(ROOT)
    if home is None or not (home / "xinfang-2022.txt").is_file():
        pytest.skip("needs the official text in ../shared/statutes or XINFANG_STATUTES")
    text = (home / "xinfang-2022.txt").read_text(encoding="utf-8")
    for each in superiors().text:
        assert each.quote in article(text, int(each.at.partition(".")[0]))


@pytest.mark.skipif(not LOCAL.is_dir(), reason="needs the local texts in ../shared/statutes/regional")
def test_every_fragment_of_an_older_local_rule_stands_in_the_article_cited() -> None:
    seen = 0
    for each in superiors().older:
        text = (LOCAL / each.source).read_text(encoding="utf-8")
        for row in each.rows:
            number, *rest = map(int, row.at.split("."))
            whole = article(text, number)
            paragraphs = [line for line in whole.split("\n") if line.strip() and not line.startswith(("#", "（"))]
            part = whole if len(rest) != 1 else paragraphs[rest[0] - 1]  # items are lines of their own
            assert row.quote in part, (each.title, row.at)
            seen += 1
    assert seen >= 9


def test_older_rules_are_said_to_be_older_and_no_ground() -> None:
    told = page()
    before = told.index("旧的地方性法规怎样写")
    assert "不能作为本条例的依据" in told[before:]
    assert "没有查到确认的文件" in told[before:]
    assert all(each.adopted < shipped().rulebook.instrument.in_force_from for each in superiors().older)
    assert told.index("北京市信访条例") > before
    assert "没有写明政府工作部门的上一级" in told[:before]


def test_articles_35_and_36_lead_to_it_and_no_other_article_does() -> None:
    leading = {path for path, each in shipped_pages().items() if "(../superiors.md)" in each.body}
    assert leading == {"articles/35.md", "articles/36.md"}
