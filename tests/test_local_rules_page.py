"""The page on local rules: what its tables say is what the classes of the rules are."""

import re

import pytest
from tools import local_rules_page

from tests.test_conflicts import X05, X22
from xinfang_rules import load
from xinfang_rules.rulebook.load import shipped_overlays, shipped_packs


@pytest.mark.parametrize("name", sorted(X22))
def test_each_rule_stands_there_with_its_class(name: str) -> None:
    shown = local_rules_page.classes(name)
    rows = [row.split(" | ") for row in shown.splitlines()[2:]]
    book = load("xinfang-2022", overlays=[name])
    wanted = {rule.title: "K" for rule in book.latest.rules if rule.id.startswith(f"{name}.") and rule.concept is None}
    for rules, what in ((X22[name], "X22"), (X05[name], "X05")):
        wanted.update({book.latest.rule(rule).title: what for rule in rules})
    assert {row[1]: row[2] for row in rows} == wanted


def test_a_conflict_shows_the_words_of_the_other_side() -> None:
    (row,) = [row for row in local_rules_page.classes("zhejiang").splitlines() if "不超过60日" in row]
    sides = ["《信访条例》第三十三条", "《信访工作条例》第三十四条"][-len(shipped_packs()) :]
    assert all(f"{side}“延长期限不得超过30日”" in row for side in sides)
    assert "《浙江省信访条例》第二十三条第一款" in row


def test_every_shipped_overlay_is_listed_with_its_days() -> None:
    rows = local_rules_page.overlays().splitlines()[2:]
    assert [re.findall(r"`([a-z0-9-]+)`", row)[0] for row in rows] == sorted(shipped_overlays())
    (row,) = [row for row in rows if "`zhejiang`" in row]
    assert "| 浙江 |" in row
    assert "2016-08-01至2022-04-30 | 没有查明" in row


def test_what_is_left_out_is_told() -> None:
    shown = local_rules_page.left_out()
    assert "《上海市信访条例》第四十六条第一款" in shown  # of the petitioner's health nothing is recorded
    assert "《上海市信访事项复查复核办法》第十条（文本不全）" in shown
