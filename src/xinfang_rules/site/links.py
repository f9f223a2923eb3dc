"""Where everything stands in the documentation, and links to it from any page."""

import posixpath
from dataclasses import dataclass

from xinfang_rules.result import Citation

ARTICLES = "articles"
PROCESS = "process"
RULES = "rules.md"
FACTS = "facts.md"
SCENARIOS = "scenarios"
PERIODS = "periods.md"
PROPOSALS = "proposals.md"
SUPERVISION = "supervision.md"
PETITIONERS = "petitioners.md"
GAPS = "gaps.md"
COVERAGE = "coverage.md"
CHANGES = "changes.md"
DOWNLOADS = "downloads.md"


def article_path(article: int) -> str:
    """Returns the page of an article."""
    return f"{ARTICLES}/{article}.md"


def question_path(question: str) -> str:
    """Returns the page of a question."""
    return f"{PROCESS}/{question}.md"


def anchor(name: str) -> str:
    """Returns the anchor of a rule, fact or scenario: what its name becomes in an address."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


@dataclass(frozen=True, slots=True)
class Links:
    """Links from one page, relative as MkDocs checks them.

    Attributes:
        origin: The path of the page that links.
        instrument: The identifier of the instrument whose articles have pages.
    """

    origin: str
    instrument: str

    def to(self, path: str, label: str, fragment: str = "") -> str:
        """Writes a link to a page."""
        target = posixpath.relpath(path, posixpath.dirname(self.origin) or ".")
        if path == self.origin and fragment:
            target = ""
        return f"[{label}]({target}{'#' + fragment if fragment else ''})"

    def article(self, article: int, label: str | None = None) -> str:
        """Writes a link to an article."""
        return self.to(article_path(article), label or f"第{article}条")

    def citation(self, citation: Citation) -> str:
        """Writes a citation, linked where its instrument has pages."""
        if citation.instrument != self.instrument:
            return citation.label
        return self.to(article_path(citation.article), citation.label, f"p{citation.paragraph or 1}")

    def rule(self, rule_id: str, article: int, label: str) -> str:
        """Writes a link to a rule, which stands on the page of the article that it cites first."""
        return self.to(article_path(article), label, anchor(rule_id))

    def fact(self, name: str, label: str) -> str:
        """Writes a link to the definition of a fact."""
        return self.to(FACTS, label, anchor(name))

    def question(self, name: str, label: str) -> str:
        """Writes a link to the page of a question."""
        return self.to(question_path(name), label)
