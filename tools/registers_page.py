"""What the page on registers shows of the shipped mappings, worked out from the mappings themselves.

A hook of MkDocs, see `mkdocs.yml`: the mark `MARK` in a line of its own is replaced.
"""

from collections.abc import Iterator
from typing import Any, Final

from xinfang_rules.registers import RegisterMapping, load_mapping, shipped_mappings
from xinfang_rules.registers.profile import gives_words

MARK: Final = "<!-- shipped mappings -->"
_USES: Final = {"reference": "编号", "keep": "照录", "personal": "不读（个人信息）", "ignored": "不用"}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts the shipped mappings where the page asks for them."""
    return markdown.replace(MARK, mappings()) if MARK in markdown else markdown


def mappings() -> str:
    """Returns all shipped mappings, each with its columns and with what it assumes."""
    return "\n\n".join("\n".join(_section(load_mapping(name))) for name in shipped_mappings())


def _section(mapping: RegisterMapping) -> Iterator[str]:
    file = mapping.file
    yield f"### `{file.register_}`　{file.title} {{ #{file.register_} }}"
    yield ""
    yield f"来源：{file.source}"
    yield ""
    assumed = [*file.assumed, *(slot.assumed for slot in file.acts.values() if slot.assumed)]
    if assumed:
        yield f"所作的认定：{'；'.join(assumed)}。"
        yield ""
    yield "| 栏目 | 说的是 | 所作的认定 |"
    yield "|---|---|---|"
    for name, column in file.columns.items():
        gives = "；".join(gives_words(mapping, name)) or _USES[column.use or "ignored"]
        also = f"（{'、'.join(column.also)}）" if column.also else ""
        yield f"| {_cell(name + also)} | {_cell(gives)} | {_cell(column.assumed or '')} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("_", "\\_")
