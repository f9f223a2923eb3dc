"""Writing a document to a file, as Word or as a page."""

from pathlib import Path
from typing import TYPE_CHECKING

from xinfang_rules.cli.failures import FAILED, language, report, wrong_argument

if TYPE_CHECKING:
    from xinfang_rules.papers import DocumentSpec, Paper


def check_paper_file(out: str | None, template: str | None) -> None:
    """Refuses a file of another form, and a template without a Word file."""
    suffix = None if out is None else Path(out).suffix.lower()
    if suffix not in (None, ".docx", ".html"):
        raise wrong_argument(f"--out: {out} is neither .docx nor .html", f"--out：{out} 应为 .docx 或者 .html")
    if template is not None and suffix != ".docx":
        raise wrong_argument("--template is for --out FILE.docx", "--template 只用于 --out 文件.docx")


def write_paper(paper: "Paper", out: str, *, spec: "DocumentSpec | None" = None, template: str | None = None) -> int:
    """Writes a document as its file is called, and returns the exit code.

    Raises:
        UsageError: If the file cannot be written.
    """
    from xinfang_rules.papers import PaperError, html_document, word_document

    try:
        html = out.lower().endswith(".html")
        content = html_document(paper).encode() if html else word_document(paper, spec, template=template)
    except PaperError as error:
        report(error.text(language()))
        return FAILED
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        reason = error.strerror
        message, chinese = f"--out: {out} cannot be written: {reason}", f"--out：{out} 不能写入：{reason}"
        raise wrong_argument(message, chinese) from None
    return 0
