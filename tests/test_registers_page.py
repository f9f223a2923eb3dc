"""The page on registers shows every shipped mapping, with every column and every assumption."""

from tools import registers_page

from tests.docs_helpers import DOCS
from xinfang_rules.registers import load_mapping, shipped_mappings


def test_the_page_shows_every_mapping_with_its_columns_and_assumptions() -> None:
    shown = registers_page.on_page_markdown((DOCS / "guide" / "registers.md").read_text("utf-8"))
    assert registers_page.MARK not in shown
    sections = shown.split("\n### ")[1:]
    assert [section.partition("`")[2].partition("`")[0] for section in sections] == list(shipped_mappings())
    for section, name in zip(sections, shipped_mappings(), strict=True):
        file = load_mapping(name).file
        assert file.source in section
        assert section.count("\n| ") == len(file.columns) + 1
        of_columns = [one.assumed for one in file.columns.values() if one.assumed]
        assumed = [*file.assumed, *of_columns, *(one.assumed for one in file.acts.values() if one.assumed)]
        assert all(one.replace("_", "\\_") in section for one in assumed)


def test_other_pages_are_left_alone() -> None:
    assert registers_page.on_page_markdown("# x\n") == "# x\n"
