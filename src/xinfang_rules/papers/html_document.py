"""A document as a page of HTML: for the screen, and for printing where no Word is at hand."""

from html import escape
from typing import Final

from xinfang_rules.papers.page_layout import page_layout
from xinfang_rules.papers.paper import CLOSE, OPEN, Paper

_STYLE: Final = """
@page {{ size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm; }}
body {{ max-width: {text_width}mm; margin: 0 auto; padding: 2em 1em; color: #000; background: #fff;
  font: {size}pt/{pitch}pt {font}, FangSong, STFangsong, serif; letter-spacing: {space}pt; }}
h1 {{ font: {title}pt/{pitch}pt {title_font}, SimSun, serif; text-align: center; margin: 0; }}
.number {{ text-align: center; }}
.body, .notes p {{ text-indent: 2em; }}
.signature {{ text-align: right; padding-right: 4em; }}
p {{ margin: 0; }}
h1 + p:not(.number), .number + p, .signature.first {{ margin-top: {pitch}pt; }}
mark {{ color: inherit; background: none; border-bottom: 1px solid; }}
.notes {{ margin-top: 3em; }}
h2 {{ font: inherit; text-align: center; margin: 0; }}
@media print {{ body {{ padding: 0; }} .notes {{ break-before: page; margin: 0; }} }}
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
        space=page_layout().character_space / 20,
        title=fonts.title.size,
        title_font=fonts.title.name,
    )
    before = (None, *(line.kind for line in paper.lines))
    lines = "\n".join(
        f'<p class="{line.kind}{" first" if line.kind != other else ""}">{_marked(line.text)}</p>'
        for line, other in zip(paper.lines, before, strict=False)
    )
    notes = [*paper.notes, *(one.text() for one in paper.missing)]
    notes.append(f"样式，不是官方格式；{OPEN}{CLOSE}内的须填写，须经有权机关、单位审核。{paper.origin}")
    told = "\n".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{style}</style></head>\n<body>\n<h1>{escape(paper.title)}</h1>\n{lines}\n"
        f'<section class="notes"><h2>附注（不随文书送达）</h2>\n{told}</section>\n</body></html>\n'
    )


def _marked(text: str) -> str:
    return escape(text).replace(OPEN, f"<mark>{OPEN}").replace(CLOSE, f"{CLOSE}</mark>")
