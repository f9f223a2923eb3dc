"""A document as a Word file: by the shipped layout, or by an office's own template.

A template is a Word file with places for Jinja: `{{ title }}`, and either `lines` (each with `text`, `kind` and
`element`) or each element by its name, such as `{{ destination }}`. One in which an element is missing that the law
wants would leave it out without a word, and is refused.
"""

from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.papers.documents import DocumentSpec
from xinfang_rules.papers.paper import Paper, PaperError
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_regular

_LARGEST = 16 * 2**20


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

    from xinfang_rules.papers.word_layout import shipped_template

    try:
        made = DocxTemplate(BytesIO(shipped_template() if template is None else _own(template)))
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
