"""A document as a Word file: by the shipped layout, or by an office's own template.

A template is a Word file with places for Jinja: `{{ title }}`, and either `lines` (each with `text`, `kind` and
`element`) or each element by its name, such as `{{ destination }}`. One in which an element is missing that the law
wants would leave it out without a word, and is refused.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.papers.documents import DocumentSpec
from xinfang_rules.papers.page_layout import FontEntry, page_layout
from xinfang_rules.papers.paper import Paper, PaperError
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_regular

if TYPE_CHECKING:
    from docx.document import Document

_LARGEST = 16 * 2**20
_APART = (
    "line.kind != 'number' and (loop.first or loop.previtem.kind == 'number')"
    " or line.kind == 'signature' and loop.previtem.kind != 'signature'"
)
"""Whether an empty line comes before a line: after the title and the number, and before the signature."""
_SIGNED_NEXT = "(loop.nextitem is defined and loop.nextitem.kind == 'signature')"
"""Whether the signature follows, which is never alone on a page."""


def word_document(paper: Paper, spec: DocumentSpec | None = None, *, template: StrPath | None = None) -> bytes:
    """Writes a document as a Word file.

    Args:
        paper: The document.
        spec: The document, whose mandatory elements an own template must have; None for a review of procedure.
        template: An office's own template; if None, the shipped layout (GB/T 9704-2012 as far as it is at hand).

    Returns:
        The file.

    Raises:
        PaperError: If docxtpl is not installed, or the template cannot be read or lacks an element that the law wants.
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        message = "a Word file needs docxtpl and python-docx: pip install 'xinfang-rules[papers]'"
        chinese = "写 Word 文件需要 docxtpl、python-docx：pip install 'xinfang-rules[papers]'"
        raise PaperError(message, chinese) from None
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment  # a template comes from outside

    try:
        made = DocxTemplate(BytesIO(_shipped() if template is None else _own(template)))
        if template is not None and spec is not None:
            _check(made.get_undeclared_template_variables(), spec, str(template))
        made.render(_context(paper), jinja_env=SandboxedEnvironment(autoescape=True))
        written = BytesIO()
        made.save(written)
    except (TemplateError, BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
        message = f"{template} is no template that can be read: {error}"
        raise PaperError(message, f"{template} 不是可以读取的模板：{error}") from None
    return written.getvalue()


def _context(paper: Paper) -> dict[str, Any]:
    elements: dict[str, list[str]] = {}
    for line in paper.lines:
        elements.setdefault(line.element, []).append(line.text)
    return {
        **{element: "\n".join(texts) for element, texts in elements.items()},
        "title": paper.title,
        "lines": [line._asdict() for line in paper.lines],
        "notes": [*paper.notes, *(one.text() for one in paper.missing)],
        "origin": paper.origin,
    }


def _own(template: StrPath) -> bytes:
    path = path_of(template, "template")
    try:
        return read_regular(path, limit=_LARGEST)
    except SourceError as error:
        raise PaperError(str(error), error.text()) from None


def _check(used: set[str], spec: DocumentSpec, name: str) -> None:
    """Refuses a template that lacks an element."""
    mandatory = {element.entry.element: element.entry.title for element in spec.elements if element.mandatory}
    lacking = {} if "lines" in used else {each: title for each, title in mandatory.items() if each not in used}
    if lacking:
        places = ", ".join(f"{{{{ {each} }}}}" for each in lacking)
        named = "、".join(f"{title}（{{{{ {each} }}}}）" for each, title in lacking.items())
        message = f"{name} has no place for what the law wants in {spec.name}: {places}"
        raise PaperError(message, f"{name} 缺少{spec.title}应当写明的内容：{named}")


def _shipped() -> bytes:
    """Makes the template of the shipped layout."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

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


def _line(document: "Document", condition: str, **form: Any) -> None:
    """Adds the paragraph of those lines for which a condition holds."""
    _paragraph(document, f"{{%p if {condition} %}}")
    _paragraph(document, "{{ line.text }}", **form)
    _paragraph(document, "{%p endif %}")


def _paragraph(
    document: "Document",
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
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Twips

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
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.size = Pt(font.size)
    run.font.name = font.name
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font.name)  # python-docx has no other way


def _lay_out(document: "Document") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

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
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, Twips

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
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Twips

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
