"""Where everything stands in the documentation, and links to it from any page."""

import posixpath
from dataclasses import dataclass

from xinfang_rules.explain.phrases import Marking
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.site.markdown import escape

ARTICLES = "articles"
PROCESS = "process"
ARTICLE_INDEX = f"{ARTICLES}/index.md"
RULES = "rules.md"
FACTS = "facts.md"
SCENARIOS = "scenarios"
SCENARIO_INDEX = f"{SCENARIOS}/index.md"
PERIODS = "periods.md"
PROPOSALS = "proposals.md"
SUPERVISION = "supervision.md"
PETITIONERS = "petitioners.md"
GAPS = "gaps.md"
COVERAGE = "coverage.md"
CHANGES = "changes.md"
DOWNLOADS = "downloads.md"
PRINT = "print.md"


GENERAL = "general"
"""The anchor on the index of articles that tells what a general demand is."""

OTHER_INSTRUMENTS = 0
"""Stands where the number of an article would: for what cites other instruments alone."""


def article_path(article: int) -> str:
    """Returns the page of an article."""
    if article == OTHER_INSTRUMENTS:
        return f"{ARTICLES}/other.md"
    return f"{ARTICLES}/{article}.md"


def question_path(question: str) -> str:
    """Returns the page of a question."""
    return f"{PROCESS}/{question}.md"


def article_label(article: int) -> str:
    """Returns an article's number as the law is cited."""
    if article == OTHER_INSTRUMENTS:
        return "其他规定"
    return f"第{chinese_number(article)}条"


def scenario_path(file: str) -> str:
    """Returns the page of a scenario file, by the file's name without its ending."""
    return f"{SCENARIOS}/{file}.md"


def anchor(name: str) -> str:
    """Returns the anchor of a rule, fact or scenario: what its name becomes in an address."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def article_of(rule: Rule, instrument: str) -> int:
    """Returns the article on whose page a rule stands: the first one of the instrument that it cites.

    A rule that cites other instruments alone stands on the page of `OTHER_INSTRUMENTS`.
    """
    return next((c.article for c in rule.citations if c.instrument == instrument), OTHER_INSTRUMENTS)


@dataclass(frozen=True, slots=True)
class Links:
    """Links from one page, relative as MkDocs checks them.

    Attributes:
        origin: The path of the page that links.
        instrument: The identifier of the instrument whose articles have pages.
        edition: The edition whose names are linked.
    """

    origin: str
    instrument: str
    edition: Edition

    @property
    def marking(self) -> Marking:
        """How texts are written on the page: as Markdown, with names linked to where they are defined."""
        return Marking(lambda name, label: self.named(name, escape(label)), escape, lambda text: f"**{text}**")

    def named(self, name: str, label: str) -> str:
        """Writes a link to where a name is defined: a fact or concept, a question, the rule of a norm.

        Args:
            name: A name of the edition, a member of a set included.
            label: The label, as Markdown.
        """
        base = name.partition("[")[0]
        if any(question.name == base for question in self.edition.questions):
            return self.question(base, label)
        if (rule_id := norm_named(base)) is not None:
            return self.rule(rule_id, article_of(self.edition.rule(rule_id), self.instrument), label)
        return self.fact(base, label)

    def to(self, path: str, label: str, fragment: str = "") -> str:
        """Writes a link to a page."""
        target = posixpath.relpath(path, posixpath.dirname(self.origin) or ".")
        if path == self.origin and fragment:
            target = ""
        return f"[{label}]({target}{'#' + fragment if fragment else ''})"

    def article(self, article: int, label: str | None = None) -> str:
        """Writes a link to an article."""
        return self.to(article_path(article), label or article_label(article))

    def rule(self, rule_id: str, article: int, label: str) -> str:
        """Writes a link to a rule, which stands on the page of the article that it cites first."""
        return self.to(article_path(article), label, anchor(rule_id))

    def fact(self, name: str, label: str) -> str:
        """Writes a link to the definition of a fact."""
        return self.to(FACTS, label, anchor(name))

    def scenario(self, file: str, title: str, label: str) -> str:
        """Writes a link to a scenario, which stands on the page of its file."""
        return self.to(scenario_path(file), label, anchor(title))

    def question(self, name: str, label: str) -> str:
        """Writes a link to the page of a question."""
        return self.to(question_path(name), label)
