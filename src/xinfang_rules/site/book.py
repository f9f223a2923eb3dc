"""Everything that the pages are written from: a rulebook, its scenarios with their outcomes, the official text."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.rulebook.model import Edition, Rule, Rulebook
from xinfang_rules.rulebook.pack import Pack
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.testing.running import Outcome, run_scenario
from xinfang_rules.testing.scenarios import read_all, scenario_files


@dataclass(frozen=True)
class Book:
    """What a site is generated from.

    Attributes:
        pack: The entries as the rule files write them.
        rulebook: The rulebook linked from them.
        outcomes: Every scenario with what came of it.
        text: The reader's own copy of the official text; None where there is none.
    """

    pack: Pack
    rulebook: Rulebook
    outcomes: tuple[Outcome, ...]
    text: OfficialText | None

    @property
    def edition(self) -> Edition:
        """The newest edition: what the pages describe."""
        return self.rulebook.latest

    def article_of(self, rule: Rule) -> int:
        """Returns the article on whose page a rule stands: the first one of the instrument that it cites."""
        own = self.rulebook.instrument.id
        return next((c.article for c in rule.citations if c.instrument == own), rule.citations[0].article)


def read_book(pack: str | Path = "xinfang-2022", overlays: Iterable[Path] = (), statutes: Path | None = None) -> Book:
    """Reads a pack with its overlays and runs their scenarios.

    Args:
        pack: The name of a shipped pack, or a directory.
        overlays: Directories or files laid over it.
        statutes: The directory of official texts, if the reader has one.

    Raises:
        RulebookError: If anything is wrong with the pack.
        ScenarioError: If anything is wrong with a scenario file.
    """
    layers = tuple(overlays)
    read, rulebook = load_pack(pack, overlays=layers, statutes=statutes)
    files = [file for place in (pack_place(pack), *layers) if place.is_dir() for file in scenario_files(place)]
    scenarios = read_all(files, rulebook)
    outcomes = tuple(run_scenario(scenario, rulebook) for scenario in scenarios)
    return Book(read, rulebook, outcomes, official_text(statutes, rulebook.instrument.id))
