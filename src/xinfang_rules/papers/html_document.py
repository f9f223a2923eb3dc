"""A document as a page of HTML: for the screen, and for printing where no Word is at hand."""

from html import escape
from typing import Final

from xinfang_rules.papers.page_layout import page_layout
from xinfang_rules.papers.paper import CLOSE, OPEN, Paper

_STYLE: Final = """
@page {{ size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm; }}
body {{ max-width: {text_width}mm; margin: 2em auto; font: {size}pt/{pitch}pt {font}, FangSong, serif; }}
h1 {{ font: {title}pt {title_font}, SimSun, serif; text-align: center; }}
.body, .notes p {{ text-indent: 2em; }}
.signature {{ text-align: right; }}
p {{ margin: 0; }}
mark {{ background: none; border-bottom: 1px solid; }}
.notes {{ break-before: page; margin-top: 3em; }}
"""


def html_document(paper: Paper) -> str:
    """Writes a document as a page of HTML that needs nothing else; what has to be filled in is marked."""
    page, fonts = page_layout().page, page_layout().fonts
    style = _STYLE.format(
        **page.model_dump(),
        right=page.width - page.left - page.text_width,
        bottom=page.height - page.top - page.text_height,
        size=fonts.body.size,
        font=fonts.body.name,
        pitch=page_layout().line_pitch / 20,
        title=fonts.title.size,
        title_font=fonts.title.name,
    )
    lines = "\n".join(f'<p class="{line.kind}">{_marked(line.text)}</p>' for line in paper.lines)
    notes = [*paper.notes, *(one.text() for one in paper.missing)]
    notes.append(f"样式，不是官方格式；{OPEN}{CLOSE}内的须填写，须经有权机关、单位审核。{paper.origin}")
    told = "\n".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f"<style>{style}</style></head>\n<body>\n<h1>{escape(paper.title)}</h1>\n{lines}\n"
        f'<section class="notes"><h2>附注（不随文书送达）</h2>\n{told}</section>\n</body></html>\n'
    )


def _marked(text: str) -> str:
    return escape(text).replace(OPEN, f"<mark>{OPEN}").replace(CLOSE, f"{CLOSE}</mark>")
