"""Whatever the pages say of the law comes from the rules: the strings of the modules say nothing of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import xinfang_rules
from xinfang_rules import FACTS
from xinfang_rules.rulebook.load import packs_directory

PACKAGE = Path(xinfang_rules.__file__).parent
PARTS = (PACKAGE / "explain", PACKAGE / "site")
MODULES = sorted(str(path.relative_to(PACKAGE)) for part in PARTS for path in part.rglob("*.py"))
LIKE_RULES = frozenset(
    {
        "explain/norm_words.py",  # 顺延至下一个工作日: what the rule language calls `roll_on`
        "explain/why.py",  # the same
        "site/pages/facts_page.py",  # 按尚未发生处理: what a day left out means in any case
        "site/pages/petitioners_page.py",  # 信访人的权利与义务: its title
        "site/pages/wizard_page.py",  # 收到一件信访事项: its title, and of the roles that ask
    }
)
"""Modules whose own words are in a remark of the rules too."""
LONGEST_IN_COMMON = 6
"""How many Chinese characters in a row a string may have in common with the rules: terms, but no clause."""

_NUMBERS = "0-9０-９〇零一二两三四五六七八九十百"
_OF_THE_LAW = re.compile(
    f"(?!一个?(工作)?[日天])[{_NUMBERS}]+个?(工作)?[日天]"  # 最后一日, 哪一天, 下一个工作日 count nothing
    f"|[{_NUMBERS}]+个?[月年人]|第[{_NUMBERS}]+[条款项章]|民法典|条例"
)
_CHINESE = re.compile("[\u4e00-\u9fff]+")


def strings(module: Path) -> Iterator[tuple[int, str]]:
    """Yields the strings of a module, what is said to its reader aside."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks:
            yield node.lineno, node.value


def texts(data: Any) -> Iterator[str]:
    """Yields every text of a rule file."""
    if isinstance(data, str):
        yield "".join(data.split())
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts(part)


@pytest.fixture(scope="module")
def clauses() -> frozenset[str]:
    """Every run of Chinese characters in the shipped rules that is one longer than may be shared."""
    size = LONGEST_IN_COMMON + 1
    found: set[str] = set()
    for file in packs_directory().rglob("*.yaml"):
        if "scenarios" in file.parts or file.name == "examples.yaml":
            continue  # what happened in a case is no law
        for text in texts(yaml.safe_load(file.read_text(encoding="utf-8"))):
            for run in _CHINESE.findall(text):
                found.update(run[start : start + size] for start in range(len(run) - size + 1))
    return frozenset(found)


def quoted(text: str, clauses: frozenset[str]) -> list[str]:
    size = LONGEST_IN_COMMON + 1
    return [
        text[start : start + size] for start in range(len(text) - size + 1) if text[start : start + size] in clauses
    ]


@pytest.mark.parametrize("module", sorted({*MODULES} - LIKE_RULES))
def test_no_string_of_the_pages_has_a_clause_of_the_rules(module: str, clauses: frozenset[str]) -> None:
    assert [(line, text) for line, text in strings(PACKAGE / module) if quoted(text, clauses)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_string_of_the_pages_names_a_fact_or_a_group_of_facts(module: str) -> None:
    named = {*FACTS, *(f"{spec.group}." for spec in FACTS.values())}
    assert [(line, text) for line, text in strings(PACKAGE / module) if text in named] == []


@pytest.mark.parametrize("module", MODULES)
def test_that_the_text_is_silent_is_said_in_one_wording(module: str) -> None:
    silent = re.compile("条文(没有写明|未写明|没有规定|没有明确)(?!日数)")
    assert [(line, text) for line, text in strings(PACKAGE / module) if silent.search(text)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_string_of_the_pages_has_a_number_or_a_reference_of_the_law(module: str) -> None:
    found = [(line, text) for line, text in strings(PACKAGE / module) if _OF_THE_LAW.search(text)]
    assert found == []


def test_a_clause_or_a_number_would_be_noticed(tmp_path: Path, clauses: frozenset[str]) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""第一条"""\na = f"应当自受理之日起{1}日内"\nb = "60日内办结"\nc = "依第三十四条"\nd = "最后一日"\n'
    )
    found = list(strings(module))
    assert [text for _, text in found if _OF_THE_LAW.search(text)] == ["60日内办结", "依第三十四条"]
    assert [text for _, text in found if quoted(text, clauses)] == ["应当自受理之日起"]
