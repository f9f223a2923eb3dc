"""The shipped layout of a Word file, as a template: its page, its fonts, and the places of the lines of a document."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from xinfang_rules.papers.page_layout import FontEntry, page_layout

_APART = (
    "line.kind != 'number' and (loop.first or loop.previtem.kind == 'number')"
    " or line.kind == 'signature' and loop.previtem.kind != 'signature'"
)
"""Whether an empty line comes before a line: after the title and the number, and before the signature."""
_SIGNED_NEXT = "(loop.nextitem is defined and loop.nextitem.kind == 'signature')"
"""Whether the signature follows, which is never alone on a page."""


def shipped_template() -> bytes:
    """Makes the template of the shipped layout."""
    document = Document()
    _lay_out(document)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, "{{ title }}", aligned=centre, font=page_layout().fonts.title)
    _paragraph(document, "{%p for line in lines %}")
    _paragraph(document, f"{{%p if {_APART} %}}")
    _paragraph(document, "", kept=True)
    _paragraph(document, "{%p endif %}")
    _line(document, "line.kind == 'number'", aligned=centre)
    _line(document, "line.kind == 'addressee'")
    _line(document, f"line.kind == 'body' and not {_SIGNED_NEXT}", first=2)
    _line(document, f"line.kind == 'body' and {_SIGNED_NEXT}", first=2, kept=True)
    _line(document, f"line.kind == 'signature' and {_SIGNED_NEXT}", right=4, kept=True)
    _line(document, f"line.kind == 'signature' and not {_SIGNED_NEXT}", right=4)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "附注（不随文书送达）", aligned=centre).paragraph_format.page_break_before = True
    _paragraph(document, "{%p for note in notes %}")
    _paragraph(document, "{{ note }}", first=2)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "样式，不是官方格式；【】内的须填写，须经有权机关、单位审核。{{ origin }}", first=2)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _line(document: WordDocument, condition: str, **form: Any) -> None:
    """Adds the paragraph of those lines for which a condition holds."""
    _paragraph(document, f"{{%p if {condition} %}}")
    _paragraph(document, "{{ line.text }}", **form)
    _paragraph(document, "{%p endif %}")


def _paragraph(
    document: WordDocument,
    text: str,
    *,
    aligned: Any = None,
    font: FontEntry | None = None,
    first: int = 0,
    right: int | None = None,
    kept: bool = False,
) -> Any:
    """Adds a paragraph, `first` characters in; or at the right, `right` characters from the edge.

    One that is `kept` stands on the page of the next.
    """
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = kept or None
    paragraph.alignment = aligned if right is None else WD_ALIGN_PARAGRAPH.RIGHT
    if first:
        paragraph.paragraph_format.first_line_indent = Twips(page_layout().characters(first))
    if right:
        paragraph.paragraph_format.right_indent = Twips(page_layout().characters(right))
        paragraph.paragraph_format.keep_together = True
    _in_font(paragraph.add_run(text), font or page_layout().fonts.body)
    return paragraph


def _in_font(run: Any, font: FontEntry) -> None:
    run.font.size = Pt(font.size)
    run.font.name = font.name
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font.name)  # python-docx has no other way


def _lay_out(document: WordDocument) -> None:
    layout = page_layout()
    page, section = layout.page, document.sections[0]
    below = page.height - page.top - page.text_height
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.left_margin = Mm(page.top), Mm(page.left)
    section.right_margin = Mm(page.width - page.left - page.text_width)
    section.bottom_margin = Mm(below)
    section.footer_distance = Mm(below - page.number_gap) - Pt(layout.fonts.page_number.size)
    for grid in section._sectPr.findall(qn("w:docGrid")):  # python-docx does not know the grid
        section._sectPr.remove(grid)
    _set_apart(document.styles["Normal"])
    document.settings.odd_and_even_pages_header_footer = True
    _numbered(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _numbered(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _set_apart(style: Any) -> None:
    """Gives a style the font of the body, its lines and its characters as far apart as the page wants."""
    layout, form = page_layout(), style.paragraph_format
    style.font.name, style.font.size = layout.fonts.body.name, Pt(layout.fonts.body.size)
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), layout.fonts.body.name)
    space = OxmlElement("w:spacing")
    space.set(qn("w:val"), str(layout.character_space))
    properties.insert_element_before(space, "w:sz")
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Twips(layout.line_pitch)
    form.widow_control = False


def _numbered(footer: Any, side: Any) -> None:
    """Puts the number of the page between dashes into a footer, a character from the edge of the text."""
    layout, paragraph = page_layout(), footer.paragraphs[0]
    form = paragraph.paragraph_format
    paragraph.alignment = side
    form.left_indent = form.right_indent = Twips(layout.characters(1))
    _in_font(paragraph.add_run("— "), layout.fonts.page_number)
    field = paragraph.add_run()
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            part.text = "PAGE"
        else:
            part.set(qn("w:fldCharType"), kind)
        field._element.append(part)  # python-docx does not know fields
    _in_font(field, layout.fonts.page_number)
    _in_font(paragraph.add_run(" —"), layout.fonts.page_number)
