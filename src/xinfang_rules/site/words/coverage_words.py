"""How a provision is covered by rules, in Chinese."""

from collections.abc import Sequence
from typing import Final

from xinfang_rules.rulebook.model import Paragraph

COVERAGE: Final = {
    "encoded": "已写入规则",
    "definition": "定义和范围",
    "organisational": "组织和原则",
    "not_decidable": "不能据以判断",
    "open": "尚未写完",
}
"""The coverage of a paragraph, in the order in which an article of several is named after the first that occurs."""

MEANINGS: Final = {
    "encoded": "由规则写出，可以据以判断。",
    "definition": "界定规则所用的概念或者范围。",
    "organisational": "领导、机构、原则等面向全局的规定，其适用不取决于个案。",
    "not_decidable": "与个案有关，但缺少能够据以判断的事实。",
    "open": "因个案而适用，规则尚未写完。",
}
"""What each coverage means."""


def coverage_of(paragraphs: Sequence[Paragraph]) -> str:
    """Returns the coverage of an article: that of the paragraph that matters most for cases."""
    found = {paragraph.coverage for paragraph in paragraphs}
    order = ("open", *(name for name in COVERAGE if name != "open"))
    return next(name for name in order if name in found)


def badge(coverage: str) -> str:
    """Writes a coverage as a mark of its own colour, which says the same in words."""
    return f"**{COVERAGE[coverage]}**{{ .law-badge .law-{coverage.replace('_', '-')} }}"
