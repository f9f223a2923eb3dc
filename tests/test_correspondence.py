"""The comparison of two regulations: every paragraph of both has its place, and the page says it for readers."""

import json
from pathlib import Path

import pytest

from tests.site.law_helpers import shipped as shipped_site
from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook import correspondence as compared
from xinfang_rules.rulebook.correspondence import correspondences
from xinfang_rules.site.pages import correspondence_page

RULES = Path(__file__).resolve().parent.parent / "rules"


def test_every_paragraph_of_both_regulations_is_compared() -> None:
    (found,) = correspondences("xinfang-2022")
    assert correspondences("xinfang-2005") == [found]
    assert (found.here.id, found.there.id) == ("xinfang-2005", "xinfang-2022")
    assert found.missing() == []


def test_the_articles_that_say_the_same_stand_side_by_side() -> None:
    (found,) = correspondences("xinfang-2022")
    beside = {one.numbers: {other.numbers for other in pair.there} for pair in found.pairs for one in pair.here}
    assert beside[34,] == {(35,)}  # 复查
    assert beside[35, 1] == {(36, 1)}  # 复核
    assert beside[33,] == {(34,)}  # 办理期限
    assert beside[36, 2] == {(40, 4)}  # 书面反馈
    assert beside[22, 3] == set()  # 相互通报: only the earlier one
    only_new = {one.numbers for pair in found.pairs if not pair.here for one in pair.there}
    assert {(28, 2), (30, 2), (33,)} <= only_new  # 诉访分离, 通报, 调解


def test_the_page_shows_both_with_the_difference() -> None:
    (page,) = correspondence_page.pages(shipped_site())
    assert page.title == "与《信访条例》逐条对照"
    (row,) = (row for row in page.body.split("</tr>") if 'id="pair-34-35"' in row)
    assert "**第三十四条**" in row
    assert "**[第三十五条](articles/35.md)**" in row
    assert row.count("信访人可以请求复查：30日") == 2
    assert "**相同**" in row
    assert "## 《信访工作条例》新增的" in page.body
    assert "2005年5月1日起施行至2022年4月30日" in page.body


WRONG = {
    "no such provision": ('here: "34"', 'here: "52"', "unknown-provision"),
    "no such paragraph": ('there: "36.1"', 'there: "36.9"', "unknown-provision"),
    "no such pack": ("with: xinfang-2022", "with: xinfang-1995", "unknown-instrument"),
    "nothing said": ("says: 回避，相同", "say: 回避，相同", "unknown-key"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_its_place(wrong: str, tmp_path: Path) -> None:
    old, new, code = WRONG[wrong]
    place = tmp_path / "xinfang-2005"
    place.mkdir()
    text = (RULES / "xinfang-2005" / "compare.yaml").read_text(encoding="utf-8")
    assert old in text
    (place / "compare.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        compared._correspondence(place)
    found = next(found for found in refused.value.diagnostics if found.code == code)
    assert code in {found.code for found in refused.value.diagnostics}
    assert abs(found.position.line - (text.partition(old)[0].count("\n") + 1)) <= 1


def test_the_file_copies_no_long_stretch_of_either_text() -> None:
    folder = RULES.parent.parent / "shared" / "statutes"
    files = [folder / f"{name}.json" for name in ("xinfang-2005", "xinfang-2022")]
    if not all(file.is_file() for file in files):
        pytest.skip("the official texts are not here")
    texts = "".join(json.dumps(json.loads(file.read_text(encoding="utf-8")), ensure_ascii=False) for file in files)
    for line in (RULES / "xinfang-2005" / "compare.yaml").read_text(encoding="utf-8").splitlines():
        assert not any(line[start : start + 41] in texts for start in range(len(line) - 40)), line
