"""Everything that the pages are written from: a rulebook, its scenarios with their outcomes, the official text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from xinfang_rules.analysis.gaps import find_gaps
from xinfang_rules.arguments import StrPath, paths_of
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.instrument_entries import PublishedEntry
from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.rulebook.model import Edition, Paragraph, Rule, Rulebook
from xinfang_rules.rulebook.pack import Pack
from xinfang_rules.rulebook.readings import resting
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.scenarios.checking import check_names
from xinfang_rules.scenarios.running import ScenarioOutcome, run_scenario
from xinfang_rules.scenarios.scenario import Scenario, read_all, scenario_files
from xinfang_rules.site.examples_file import Example, read_examples
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import anchor, article_label, article_of
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.relations import foundations, readers

ELSEWHERE = "其他规定"
"""What stands for the chapter of a rule that cites no article of the instrument."""


@dataclass(frozen=True)
class SiteContext:
    """What a site is generated from.

    Attributes:
        pack: The entries as the rule files write them.
        rulebook: The rulebook linked from them.
        outcomes: Every scenario with what came of it.
        text: The reader's own copy of the official text; None where there is none.
        base: What lies under the overlays; None where there are none.
        unusable: Scenarios of the base that speak of rules which the overlays have removed.
        examples: What its documentation tells as examples, in their order.
        place: Where the files of the pack lie.
        beside: What stands before the paths of the pages of other instruments of the site, by instrument.
        further: Whether its pages stand beside those of another rulebook, whose functions the site serves.
    """

    pack: Pack
    rulebook: Rulebook
    outcomes: tuple[ScenarioOutcome, ...]
    text: OfficialText | None
    base: Pack | None = None
    unusable: tuple[Scenario, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Path | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    further: bool = False

    @property
    def edition(self) -> Edition:
        """The newest edition: what the pages describe."""
        return self.rulebook.latest

    @property
    def published(self) -> PublishedEntry | None:
        """Where the official text is published, as far as the pack says."""
        return self.pack.instruments[self.rulebook.instrument.id].entry.published

    def article_of(self, rule: Rule) -> int:
        """Returns the article on whose page a rule stands; see `article_of`."""
        return article_of(rule, self.rulebook.instrument.id)

    def article_name(self, article: int) -> str:
        """Returns an article's number and title, as Markdown; the number alone where it has none."""
        title = self.rulebook.instrument.article_titles.get(article)
        return article_label(article) if title is None else f"{article_label(article)}　{escape(title)}"

    @cached_property
    def chapters(self) -> Mapping[str, tuple[int, ...]]:
        """The articles of each chapter, in the order in which the articles name them."""
        return grouped((chapter, article) for article, chapter in self.rulebook.instrument.chapters.items())

    def chapter_name(self, chapter: str) -> str:
        """Returns a chapter's number and title, as Markdown."""
        return f"第{chinese_number(list(self.chapters).index(chapter) + 1)}章　{escape(chapter)}"

    def chapter_of(self, rule: Rule) -> str:
        """Returns the chapter in which a rule stands; `ELSEWHERE` if it cites no article of the instrument."""
        return self.rulebook.instrument.chapters.get(self.article_of(rule), ELSEWHERE)

    def by_chapter(self, rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
        """Groups rules by the chapter in which they stand, in the order of the articles."""
        return grouped((self.chapter_of(rule), rule) for rule in self.in_order(rules))

    def paragraph_name(self, paragraph: Paragraph) -> str:
        """Returns a paragraph as the law is cited; an article of a single paragraph is cited without it."""
        article = article_label(paragraph.article)
        several = len(self.paragraphs[paragraph.article]) > 1
        return f"{article}第{chinese_number(paragraph.paragraph)}款" if several else article

    def short_label(self, citation: Cited | Citation) -> str:
        """Returns a provision in words; the instrument that the pages are about is not named again."""
        return citation.label.removeprefix(f"《{self.rulebook.instrument.title}》")

    def in_order(self, rules: Iterable[Rule]) -> list[Rule]:
        """Puts rules into the order of the articles on whose pages they stand."""
        return sorted(rules, key=lambda rule: (self.article_of(rule), rule.index))

    def paragraph_of(self, rule: Rule) -> int:
        """Returns the paragraph of that article under which a rule stands."""
        own = self.rulebook.instrument.id
        return next((c.paragraph for c in rule.citations if c.instrument == own), 1)

    @cached_property
    def paragraphs(self) -> Mapping[int, tuple[Paragraph, ...]]:
        """The paragraphs of each article."""
        return grouped((paragraph.article, paragraph) for paragraph in self.rulebook.instrument.paragraphs)

    @cached_property
    def standing(self) -> Mapping[tuple[int, int], tuple[Rule, ...]]:
        """The rules that stand under each paragraph, written out in full."""
        return grouped(((self.article_of(rule), self.paragraph_of(rule)), rule) for rule in self.edition.rules)

    def rules_of(self, article: int) -> list[Rule]:
        """Returns the rules that stand under the paragraphs of an article, in their order."""
        return [rule for each in self.paragraphs[article] for rule in self.standing.get((article, each.paragraph), ())]

    @cached_property
    def citing(self) -> Mapping[tuple[int, int], tuple[Rule, ...]]:
        """The rules that cite each paragraph."""
        own = self.rulebook.instrument.id
        return grouped(
            dict.fromkeys(
                ((citation.article, citation.paragraph), rule)
                for rule in self.edition.rules
                for citation in rule.citations
                if citation.instrument == own
            )
        )

    @cached_property
    def readers(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that read each name."""
        return readers(self.edition)

    @cached_property
    def foundations(self) -> Mapping[str, tuple[Rule, ...]]:
        """The other rules on which each rule rests, by its identifier."""
        return foundations(self.edition)

    @cached_property
    def may_rest(self) -> Mapping[str, tuple[str, ...]]:
        """For each rule that gives a liability, a refusal, or what can lapse: the readings it may rest on, if any."""
        return resting(self.edition)

    @cached_property
    def disputed(self) -> frozenset[str]:
        """The rules, questions and settings whose readings choose between views that can both be held."""
        return frozenset(gap.id for gap in find_gaps(self.pack, self.rulebook, {}) if gap.disputed)

    @cached_property
    def dependents(self) -> Mapping[str, tuple[Rule, ...]]:
        """The other rules that rest on each rule, by its identifier."""
        return grouped((other.id, rule) for rule in self.edition.rules for other in self.foundations[rule.id])

    @cached_property
    def shown(self) -> Mapping[str, tuple[ScenarioOutcome, ...]]:
        """The scenarios that show each rule to hold."""
        return grouped((rule, outcome) for outcome in self.outcomes for rule in outcome.held)

    @cached_property
    def shown_not(self) -> Mapping[str, tuple[ScenarioOutcome, ...]]:
        """The scenarios that show each rule not to hold."""
        return grouped((rule, outcome) for outcome in self.outcomes for rule in outcome.not_held)

    @cached_property
    def scenario_pages(self) -> Mapping[str, str]:
        """The name of the page of each scenario file, by the file; no two pages have one name."""
        names: dict[str, str] = {}
        for outcome in self.outcomes:
            source = outcome.scenario.position.source
            if source not in names:
                stem, number = anchor(Path(source).stem), 1
                name = "scenarios" if stem == "index" else stem
                while name in names.values():
                    number += 1
                    name = f"{stem}-{number}"
                names[source] = name
        return names


@dataclass(frozen=True)
class Surroundings:
    """What else the site of a rulebook has.

    Attributes:
        further: Other rulebooks, by the folders of their pages.
        offered: Overlays by name whose periods the deadline calculator tells beside.
        directory_urls: Whether a page's address ends with a slash (`use_directory_urls` of MkDocs).
        address: The address of the site, as far as it is known.
    """

    further: Mapping[str, SiteContext] = field(default_factory=dict)
    offered: Sequence[str] = ()
    directory_urls: bool = True
    address: str = ""


ALONE = Surroundings()
"""Of a site that has nothing else."""


def read_book(
    pack: StrPath = "xinfang-2022", overlays: StrPath | Iterable[StrPath] = (), statutes: Path | None = None
) -> SiteContext:
    """Reads a pack with its overlays and runs their scenarios.

    Args:
        pack: The name of a shipped pack, or a directory.
        overlays: Directories or files laid over it.
        statutes: The directory of official texts, if the reader has one.

    Raises:
        RulebookError: If anything is wrong with the pack.
        ScenarioError: If anything is wrong with a scenario file.
    """
    layers = paths_of(overlays, "overlays")
    read, rulebook = load_pack(pack, overlays=layers, statutes=statutes)
    base, own = load_pack(pack, statutes=statutes) if layers else (None, rulebook)
    place = pack_place(pack)
    # Scenarios of the base are held against the base, because an overlay may remove rules that they speak of.
    scenarios = read_all(scenario_files(place) if place.is_dir() else [], own)
    unusable = () if base is None else tuple(s for s in scenarios if check_names(s, rulebook))
    usable = [scenario for scenario in scenarios if scenario not in unusable]
    laid = read_all([file for layer in layers if layer.is_dir() for file in scenario_files(layer)], rulebook)
    outcomes = tuple(run_scenario(scenario, rulebook) for scenario in (*usable, *laid))
    text = official_text(statutes, rulebook.instrument.id)
    examples = read_examples(place, {scenario.title for scenario in scenarios if not scenario.expect.refused})
    return SiteContext(read, rulebook, outcomes, text, base, unusable, examples=examples, place=place)
