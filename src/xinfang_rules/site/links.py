"""Where everything stands in the documentation, and links to it from any page."""

import html
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xinfang_rules.explain.phrases import Marking
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.site.markdown import escape

if TYPE_CHECKING:
    from xinfang_rules.site.site_context import SiteContext

ARTICLES = "articles"
PROCESS = "process"
ARTICLE_INDEX = f"{ARTICLES}/index.md"
RULES = "rules.md"
FACTS = "facts.md"
SCENARIOS = "scenarios"
SCENARIO_INDEX = f"{SCENARIOS}/index.md"
EXAMPLES = "examples"
EXAMPLE_INDEX = f"{EXAMPLES}/index.md"
PERIODS = "periods.md"
DEADLINES = "deadlines.md"
CHECK = "check.md"
PROPOSALS = "proposals.md"
SUPERVISION = "supervision.md"
PETITIONERS = "petitioners.md"
SUPERIORS = "superiors.md"
GAPS = "gaps.md"
PRESUMPTIONS = "presumptions.md"
INDICATORS = "indicators.md"
COMPARED = "compare.md"
COVERAGE = "coverage.md"
CHANGES = "changes.md"
DOWNLOADS = "downloads.md"
PRINT = "print.md"


GENERAL = "general"
"""The anchor on the index of articles that tells what a general demand is."""

READING = "解释"
"""What a reading is called that fills in what the text leaves open, and that nobody is known to read otherwise."""

DISPUTED = "解释（有争议）"
"""What one is called that chooses between views that can both be held."""

OTHER_INSTRUMENTS = 0
"""Stands where the number of an article would: for what cites other instruments alone."""

_NO_MARKUP = str.maketrans({character: f"&#{ord(character)};" for character in "()[]*_`{}|\\"})


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
    """One page of a site, and links from it, relative as MkDocs checks them.

    Attributes:
        origin: The path of the page.
        book: What the site is generated from.
    """

    origin: str
    book: "SiteContext"

    @property
    def edition(self) -> Edition:
        """The edition that the pages describe, whose names are linked."""
        return self.book.edition

    @property
    def marking(self) -> Marking:
        """How texts are written on the page: as Markdown, with names linked to where they are defined."""
        return Marking(lambda name, label: self.named(name, escape(label)), escape, lambda text: f"**{text}**")

    def named(self, name: str, label: str) -> str:
        """Writes a link, labelled with Markdown, to where a fact, a concept, a question or a norm is defined."""
        base = name.partition("[")[0]
        if any(question.name == base for question in self.edition.questions):
            return self.question(base, label)
        if (rule_id := norm_named(base)) is not None:
            return self.rule(self.edition.rule(rule_id), label)
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

    def article_of_any(self, instrument: str, article: int, label: str) -> str:
        """Writes a link to an article of this instrument, or of another one whose pages stand on this site."""
        prefix = {self.book.rulebook.instrument.id: "", **self.book.beside}.get(instrument)
        return label if prefix is None else self.to(f"{prefix}{article_path(article)}", label)

    def titled_article(self, article: int) -> str:
        """Writes a link to an article, with its number and title."""
        return self.article(article, self.book.article_name(article))

    def rule(self, rule: Rule, label: str | None = None) -> str:
        """Writes a link to a rule, by its title if no label is given, on the page of the article it cites first."""
        return self.to(article_path(self.book.article_of(rule)), label or escape(rule.title), anchor(rule.id))

    def marked(self, rule: Rule, label: str | None = None) -> str:
        """Writes a link to a rule, with the mark of a reading where it takes one."""
        return self.rule(rule, label) + self.mark(rule)

    def level(self, name: str) -> str:
        """Says of which of the two levels a reading is, by what takes it."""
        return DISPUTED if name in self.book.disputed else READING

    def mark(self, rule: Rule) -> str:
        """Marks a rule that takes a reading: a small tag, linked to where the reading stands; empty for any other rule.

        A liability, or a right that can lapse, that may rest on the readings of others alone is marked as such.
        """
        if rule.interpretive is None:
            return f" {self.rule(rule, '可能依解释')}{{ .xf-reading }}" if self.book.may_rest.get(rule.id) else ""
        kind = " .xf-disputed" if rule.id in self.book.disputed else ""
        link = self.rule(rule, self.level(rule.id))
        if article_path(self.book.article_of(rule)) != self.origin:  # on the page itself it stands in full
            told = html.escape(" ".join(rule.interpretive.split())).translate(_NO_MARKUP)
            link = f'{link[:-1]} "{told}")'
        return f" {link}{{ .xf-reading{kind} }}"

    def readings(self, names: Iterable[str]) -> str:
        """Names what takes readings, each linked to where its reading stands, one in a line."""
        rules = {rule.id: rule for rule in self.edition.rules}
        titles = {question.name: question.title for question in self.edition.questions}
        titles |= {constraint.id: constraint.title for constraint in self.edition.constraints}
        return "<br>".join(
            self.rule(rules[name])
            if name in rules
            else self.to(GAPS, escape(titles.get(name, "最后一日的顺延")), "general")
            for name in names
        )

    def cited(self, citations: Iterable[Cited | Citation]) -> str:
        """Writes provisions, each once and linked to its article."""
        written: dict[str, str] = {}
        for citation in citations:
            label = escape(self.book.short_label(citation))
            known = citation.instrument == self.book.rulebook.instrument.id
            place = article_path(citation.article)
            written[label] = self.to(place, label, f"p{citation.paragraph}") if known else label
        return f'<span class="xf-cite">{"、".join(written.values())}</span>' if written else ""

    def fact(self, name: str, label: str) -> str:
        """Writes a link to the definition of a fact."""
        return self.to(FACTS, label, anchor(name))

    def scenario(self, scenario: Scenario) -> str:
        """Writes a link to a scenario, by its title, on the page of its file."""
        page = scenario_path(self.book.scenario_pages[scenario.position.source])
        return self.to(page, escape(scenario.title), anchor(scenario.title))

    def question(self, name: str, label: str) -> str:
        """Writes a link to the page of a question."""
        return self.to(question_path(name), label)
