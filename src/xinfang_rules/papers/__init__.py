"""Documents: notices, letters, opinions and proposals, drawn up from a result with every element that the law wants."""

from xinfang_rules.papers.composing import documents_for, draw_up
from xinfang_rules.papers.documents import DocumentSpec, load_documents
from xinfang_rules.papers.documents_schema import documents_schema
from xinfang_rules.papers.html_document import html_document
from xinfang_rules.papers.paper import MissingElement, Paper, PaperError, PaperLine
from xinfang_rules.papers.procedure_review import review_paper
from xinfang_rules.papers.word_document import word_document

__all__ = [
    "DocumentSpec",
    "MissingElement",
    "Paper",
    "PaperError",
    "PaperLine",
    "documents_for",
    "documents_schema",
    "draw_up",
    "html_document",
    "load_documents",
    "review_paper",
    "word_document",
]
