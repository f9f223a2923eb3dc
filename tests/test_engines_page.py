"""The page on engines: what it shows is so, and what an engine cannot do is shown as missing."""

import pytest
from tools import engines_page

from xinfang_rules.program.graph import Op
from xinfang_rules.program.writer import Writer

HOLE = engines_page.HOLE


def rows(table: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {row[0]: row[1:] for row in cells}


def test_every_engine_says_what_it_reads() -> None:
    found = rows(engines_page.engines())
    folders = engines_page.ROOT / "src" / "xinfang_rules" / "engines"
    assert {f"`engines.{place.name}`" for place in folders.iterdir() if (place / "__init__.py").is_file()} <= set(found)
    assert found["`engines.reference`"][1] == "规则书"  # it may not read the program: that is what keeps it apart
    assert found["`engines.durable`"][1] == "规则书，并用 `reference`"
    assert all(found[f"`engines.{name}`"][1].startswith("程序") for name in ("javascript", "python", "solver", "table"))


def test_every_operation_is_told_and_only_upper_bounds_are_missing_where_all_is_known() -> None:
    found = rows(engines_page.operations())
    assert set(engines_page.NODES) == set(Op)
    missing = {title: row for title, row in found.items() if HOLE in row}
    assert missing == {"数量、日期的上限": ["`high`", "有", "有", HOLE, "有"]}


def test_what_a_printer_cannot_print_is_shown_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Writer.number

    def forgetful(self: Writer, number: int) -> str:
        assert self.graph[number].op is not Op.MAX
        return honest(self, number)

    monkeypatch.setattr(Writer, "number", forgetful)
    assert rows(engines_page.operations())["较大的"] == ["`max`", HOLE, HOLE, "有", "有"]


def test_the_picture_of_the_layers_has_every_module() -> None:
    picture = engines_page.layers()
    package = engines_page.ROOT / "src" / "xinfang_rules"
    modules = {place.stem for place in package.iterdir() if place.suffix == ".py" or (place / "__init__.py").is_file()}
    drawn = {part.partition("</text>")[0].rpartition(">")[2] for part in picture.split("<text")[1:]}
    assert drawn == modules - {"__init__", "__main__"}
