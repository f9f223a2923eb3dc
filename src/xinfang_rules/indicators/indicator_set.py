"""Indicators as they are used: read from their files, and held against the rulebook whose names they use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

from xinfang_rules.arguments import StrPath, no_such, paths_of
from xinfang_rules.errors import Diagnostic, RulebookError, did_you_mean
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.indicator_file import (
    ColumnEntry,
    DayEntry,
    IndicatorFile,
    SectionEntry,
    SourceEntry,
)
from xinfang_rules.language.conditions import ALWAYS, Condition, CountBetween, atoms
from xinfang_rules.language.parse import Path as Steps, Report, parse_condition
from xinfang_rules.language.scope import Kind, Name, no_name
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import load, packs_directory, rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.names import fact_names
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import place_in, read_entries

AS_OF: Final = "as_of"
"""The day of evaluation, as a name that conditions read."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to count an indicator.

    Attributes:
        indicator: The indicator.
        name: The variant.
        title: The indicator's title.
        subtitle: What distinguishes the variant.
        meaning: What the indicator tells.
        is_count: Whether only the numerator is of interest.
        cohort: The day that has to lie in the period.
        denominator: Which cases count.
        numerator: Which of these are a success.
        left_out: Which do not count, and why.
        citations: The provisions.
        source: Who counts so, if it is not the law.
        interpretive: The reading that it is, if it is one.
    """

    indicator: str
    name: str
    title: str
    subtitle: str
    meaning: str
    is_count: bool
    cohort: str
    denominator: Condition
    numerator: Condition
    left_out: str
    citations: tuple[Cited, ...] = ()
    source: SourceEntry | None = None
    interpretive: str | None = None

    @property
    def key(self) -> str:
        """Its full name, `indicator.variant`."""
        return f"{self.indicator}.{self.name}"


@dataclass(frozen=True, eq=False)
class IndicatorSet:
    """Indicators, and what they are counted from.

    Attributes:
        variants: All of them by their full names, those of an indicator together, the one that is meant first.
        columns: The columns of registers that they read besides facts, each as a fact.
        texts: The titles of columns that are only grouped by.
        entries: For each column what its file says of it: what it is called in registers, and what tells it there.
        days: The days that are worked out.
        sections: The parts of the report.
        section_citations: The provision of each.
        scope: All names that their conditions may read.
        rulebook: The rulebook.
        digest: SHA-256 of the files.
    """

    variants: Mapping[str, Variant] = field(repr=False)
    columns: Mapping[str, FactSpec] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    entries: Mapping[str, ColumnEntry] = field(repr=False)
    days: Mapping[str, DayEntry] = field(repr=False)
    sections: tuple[SectionEntry, ...] = field(repr=False)
    section_citations: tuple[Cited, ...] = field(repr=False)
    scope: Mapping[str, Name] = field(repr=False)
    rulebook: Rulebook
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The indicators."""
        return tuple(dict.fromkeys(variant.indicator for variant in self.variants.values()))

    def chosen(self, names: Iterable[str] | None = None) -> tuple[Variant, ...]:
        """Returns variants by name: of an indicator its first, of `indicator.*` all; every indicator's first if None.

        Raises:
            ArgumentError: If there is none of a name.
        """
        first: dict[str, Variant] = {}
        for variant in self.variants.values():
            first.setdefault(variant.indicator, variant)
        found: dict[str, Variant] = {}
        for name in first if names is None else names:
            every = [one for one in self.variants.values() if name == f"{one.indicator}.*"]
            for one in every or filter(None, [first.get(name) or self.variants.get(name)]):
                found[one.key] = one
            if not every and name not in first and name not in self.variants:
                known = [*first, *self.variants]
                raise no_such(f"there is no indicator {name}", f"没有叫 {name} 的指标", name, known)
        return tuple(found.values())


class OtherInstrumentError(RulebookError):
    """The indicators are of another instrument than the rulebook."""


def load_indicators(
    more: StrPath | Iterable[StrPath] = (), *, rulebook: Rulebook | None = None, statutes: Path | None = None
) -> IndicatorSet:
    """Loads the shipped indicators, and those of other files besides.

    Args:
        more: Files or directories of an office's own indicators. A variant of a shipped indicator is added to it.
        rulebook: The rulebook whose names they use; the shipped one of the Regulation if None.
        statutes: A directory of official texts against which quotes are checked, if given.

    Raises:
        RulebookError: If anything is wrong with a file; it lists every finding.
        ArgumentError: If something is given that is no path or no rulebook.
    """
    places = (packs_directory() / "indicators", *paths_of(more, "more"))
    book = load() if rulebook is None else rulebook_of(rulebook)
    with MAKING:
        texts: list[tuple[Path, str]] = []
        found: list[Diagnostic] = []
        for place in places:
            files, problems = rule_files(place)
            found.extend(problems)
            for path in files:
                try:
                    texts.append((path, read_pack_document(path).text))
                except SourceError as error:
                    found.extend(error.diagnostics)
        if found:
            raise RulebookError(sorted(found))
        return _linked(tuple(texts), book, statutes)


@lru_cache(maxsize=8)
def _linked(texts: tuple[tuple[Path, str], ...], book: Rulebook, statutes: Path | None) -> IndicatorSet:
    linker = _Linker(book, official_text(statutes, book.identity.id))
    files = []
    for path, _ in texts:
        document = read_pack_document(path)
        file, found = read_entries(document, IndicatorFile, chinese=True)
        linker.found.extend(found)
        if file is not None:
            files.append((document, file))
    if not any(file.of == book.identity.id for _, file in files) and not linker.found:
        raise OtherInstrumentError(
            [Diagnostic(place_in(d, ("of",)), "unknown-instrument", *_other(book)) for d, _ in files]
        )
    for document, file in files:
        linker.declare(document, file)
    for document, file in files:
        linker.link(document, file)
    for document, file in files:
        linker.link_report(document, file)
    if linker.found:
        raise RulebookError(sorted(linker.found))
    digest = sha256("\0".join(text for _, text in texts).encode()).hexdigest()
    return linker.made(digest)


_CHINESE: Final = {"source": "来源", "indicator": "指标", "column": "栏目"}


class _Report(Report, Protocol):
    """Notes what is wrong at a path, also in Chinese."""

    def __call__(self, path: Steps, code: str, message: str, chinese: str = "", *, key: bool = False) -> None: ...


class _Linker:
    def __init__(self, book: Rulebook, official: OfficialText | None) -> None:
        self.found: list[Diagnostic] = []
        self._book = book
        self._sources: dict[str, SourceEntry] = {}
        self._columns: dict[str, FactSpec] = {}
        self._texts: dict[str, str] = {}
        self._entries: dict[str, ColumnEntry] = {}
        self._days: dict[str, DayEntry] = {}
        self._variants: dict[str, Variant] = {}
        self._sections: list[SectionEntry] = []
        self._cited: list[Cited] = []
        self._provisions = Provisions(book.instrument)
        self._official = official
        self._scope: dict[str, Name] = {}
        for edition in book.editions:
            self._scope.update(edition.scope)
        self._scope[AS_OF] = Name(AS_OF, Kind.DATE)

    def declare(self, document: Document, file: IndicatorFile) -> None:
        """Takes what conditions may read of a file, before any condition is read."""
        report = _reporter(document, self.found)
        if file.of != self._book.identity.id:
            report(("of",), "unknown-instrument", *_other(self._book))
        for index, source in enumerate(file.sources):
            self._once(source.source, self._sources, report, ("sources", index, "source"))
            self._sources[source.source] = source
        for index, column in enumerate(file.columns):
            self._once(column.column, {**self._scope, **self._texts}, report, ("columns", index, "column"))
            self._entries[column.column] = column
            if column.kind == "text":
                self._texts[column.column] = column.title
                continue
            spec = self._columns[column.column] = _as_fact(column)
            self._scope.update({name.name: name for name in fact_names(Facts({spec.name: spec}))})
        for index, day in enumerate(file.days):
            self._once(day.day, self._scope, report, ("days", index, "day"))
            self._known(day.source, self._sources, "source", report, ("days", index, "source"))
            self._date(day.from_, report, ("days", index, "from"))
            self._days[day.day] = day
            self._scope[day.day] = Name(day.day, Kind.DATE)

    def link(self, document: Document, file: IndicatorFile) -> None:
        """Takes the indicators of a file."""
        report = _reporter(document, self.found)
        for index, entry in enumerate(file.indicators):
            for place, variant in enumerate(entry.variants):
                path: Steps = ("indicators", index, "variants", place)
                key = f"{entry.indicator}.{variant.variant}"
                self._once(key, self._variants, report, (*path, "variant"))
                self._date(variant.cohort, report, (*path, "cohort"))
                if variant.source is not None:
                    self._known(variant.source, self._sources, "source", report, (*path, "source"))
                numerator = self._condition(variant.numerator, (*path, "numerator"), report)
                denominator: Condition | None = ALWAYS
                if variant.denominator is not None:
                    denominator = self._condition(variant.denominator, (*path, "denominator"), report)
                if numerator is None or denominator is None:
                    continue
                cited = (self._cited_by(cite, (*path, "cite", n), report) for n, cite in enumerate(variant.cite))
                self._variants[key] = Variant(
                    entry.indicator,
                    variant.variant,
                    entry.title,
                    variant.title,
                    entry.meaning,
                    entry.kind == "count",
                    variant.cohort,
                    denominator,
                    numerator,
                    variant.left_out,
                    tuple(filter(None, cited)),
                    self._sources.get(variant.source or ""),
                    variant.interpretive,
                )

    def link_report(self, document: Document, file: IndicatorFile) -> None:
        """Takes the parts of the report that a file lays out."""
        report = _reporter(document, self.found)
        indicators = {variant.indicator for variant in self._variants.values()}
        for index, section in enumerate(file.report):
            for place, table in enumerate(section.tables):
                path: Steps = ("report", index, "tables", place)
                for number, name in enumerate(table.show):
                    self._known(name, [*indicators, *self._variants], "indicator", report, (*path, "show", number))
                if table.by is not None and table.by != "month":
                    self._known(table.by, [*self._scope, *self._texts], "column", report, (*path, "by"))
            cited = self._cited_by(section.cite, ("report", index, "cite"), report)
            if cited is not None:
                self._sections.append(section)
                self._cited.append(cited)

    def made(self, digest: str) -> IndicatorSet:
        """Returns what was read; the variants of an indicator stand together, whichever file they come from."""
        order = list(dict.fromkeys(variant.indicator for variant in self._variants.values()))
        variants = sorted(self._variants.values(), key=lambda variant: order.index(variant.indicator))
        return IndicatorSet(
            FrozenDict({variant.key: variant for variant in variants}),
            FrozenDict(self._columns),
            FrozenDict(self._texts),
            FrozenDict(self._entries),
            FrozenDict(self._days),
            tuple(self._sections),
            tuple(self._cited),
            FrozenDict(self._scope),
            self._book,
            digest,
        )

    def _condition(self, data: object, path: Steps, report: _Report) -> Condition | None:
        def number(name: str, at: Steps) -> int | None:
            english = f"{name}: an indicator compares no numbers; the rule that does has a status"
            report(at, "number-in-rule", english, f"{name}：指标不比较数字；比较数字的是规则，请读规则的 status")
            return None

        condition = parse_condition(data, path, self._scope, number, report)
        if condition is not None and any(isinstance(atom, CountBetween) for atom in atoms(condition)):
            english = "a count cannot be read here; read the status or the concept of a rule"
            report(path, "condition-form", english, "此处不能读人数、次数，请读规则的 status 或者概念")
            return None
        return condition

    def _cited_by(self, entry: CiteEntry, path: Steps, report: _Report) -> Cited | None:
        cited = self._provisions.resolve(entry, path, report)
        official, place = self._official, cited and (cited.article, cited.paragraph, cited.item)
        if official is not None and place is not None and not official.has(entry.quote, *place):
            chinese = f"{entry.at} 没有这些字"
            report((*path, "quote"), "quote-mismatch", f"{entry.at} does not have these words", chinese)
        return cited

    def _date(self, name: str, report: _Report, path: Steps) -> None:
        if name not in self._scope or self._scope[name].kind is not Kind.DATE:
            dates = [known.name for known in self._scope.values() if known.kind is Kind.DATE]
            chinese = f"没有叫 {name} 的日期{did_you_mean(name, dates, 'zh')}"
            report(path, "unknown-date", no_name(name, "date", self._scope, dates), chinese)

    @staticmethod
    def _once(name: str, known: Iterable[str], report: _Report, path: Steps) -> None:
        if name in known:
            report(path, "name-clash", f"{name} is there already", f"{name} 已经有了")

    @staticmethod
    def _known(name: str, known: Iterable[str], what: str, report: _Report, path: Steps) -> None:
        if name not in known:
            chinese = f"没有叫 {name} 的{_CHINESE[what]}{did_you_mean(name, known, 'zh')}"
            report(path, "unknown-name", f"there is no {what} {name}{did_you_mean(name, known)}", chinese)


def _other(book: Rulebook) -> tuple[str, str]:
    return f"the rulebook is that of {book.identity.id}", f"规则是 {book.identity.id} 的"


def _reporter(document: Document, found: list[Diagnostic]) -> _Report:
    def report(path: Steps, code: str, message: str, chinese: str = "", *, key: bool = False) -> None:
        found.append(Diagnostic(place_in(document, path, key=key), code, message, chinese))

    return report


def _as_fact(column: ColumnEntry) -> FactSpec:
    """Returns a column of a register as a fact, which tables are read by."""
    group, _, key = column.column.partition(".")
    members = tuple(column.values)
    plain: dict[str, Any] = {"ask": "", "at": (), "whose": "", "least": 0, "group_title": "", "origin": True}
    return FactSpec(
        column.column,
        group,
        key,
        column.kind,  # type: ignore[arg-type]  # a text is none, see `declare`
        column.title,
        meaning=column.meaning or "",
        members=members,
        member_labels=column.values,
        set_day=column.set_day,
        **plain,
    )
