"""The periods of a rulebook, one by one: who, what, how long, from when, what changes their last day."""

from dataclasses import dataclass

from xinfang_rules.explain.norm_words import ROLLS_ON, VERBS, limits, runs, timed_deed
from xinfang_rules.explain.phrases import PLAIN, Marking
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter, Period
from xinfang_rules.site.site_context import SiteContext


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period.

    Attributes:
        rule: The rule that gives it.
        norm: Its norm.
        chapter: The chapter in which it stands.
        lengths: How long it is, once for each way in which it can run.
        starts: From when each of these runs.
        changes: What lengthens it, is not counted, or moves its last day.
    """

    rule: Rule
    norm: NormSpec
    chapter: str
    lengths: tuple[str, ...]
    starts: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def nature(self) -> str:
        """Whether it is a duty or a right, as the law says it."""
        return VERBS[self.norm.kind]


def period_rows(book: SiteContext, marking: Marking = PLAIN) -> tuple[PeriodRow, ...]:
    """Lists the periods, in the order of the articles.

    Args:
        book: What they belong to.
        marking: How names and text are written; as plain text if not given.
    """
    rules = book.in_order(book.edition.rules)
    return tuple(
        _period_row(rule, rule.norm, rule.norm.period, book, marking)
        for rule in rules
        if rule.norm and rule.norm.period
    )


def _period_row(rule: Rule, norm: NormSpec, period: Period, book: SiteContext, marking: Marking) -> PeriodRow:
    chapter = book.chapter_of(rule)
    if period.set_day is not None:
        whose = book.edition.facts[period.set_day].title
        return PeriodRow(rule, norm, chapter, (f"至{whose}",), ("由指定的日期确定",), ())
    found = runs(period, book.edition, marking)
    deed = timed_deed(norm, book.edition)
    lengths = tuple(f"{f'{run.case}，' if run.case else ''}{_length(run.length, deed)}" for run in found)
    changes = [change.text for run in found for change in run.changes]
    changes.extend([ROLLS_ON] if period.rolls_on else [])
    changes.extend(map(marking.text, limits(norm, book.edition)))
    return PeriodRow(rule, norm, chapter, lengths, tuple(dict.fromkeys(run.start for run in found)), tuple(changes))


def _length(length: Parameter | None, deed: str) -> str:
    if length is None:
        return "当日"
    return f"{deed}须在{amount(length)}内" if deed else amount(length)
