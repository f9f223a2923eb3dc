"""A rulebook as engines see it: checked, linked, immutable.

A `Rulebook` is one instrument with its overlays. Its parameters and rules are dated, so it has *editions*: what is in
force from one day up to the next change. An `Edition` is what is evaluated.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from weakref import ref

from xinfang_rules.arguments import day_of
from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.errors import Position
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.specs import Facts
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.frozen_record import Record
from xinfang_rules.language.conditions import Condition
from xinfang_rules.language.scope import Layout, Named, Scope
from xinfang_rules.once import MAKING
from xinfang_rules.renaming import Rename, Renamed
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter
from xinfang_rules.rulebook.presumptions import NO_PRESUMPTIONS, Presumptions

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case
    from xinfang_rules.result import OverlayRef
    from xinfang_rules.rulebook.editions import Editions

STATUSES: Mapping[NormKind, tuple[str, ...]] = FrozenDict(
    {
        NormKind.OBLIGATION: ("not_applicable", "not_started", "pending", "met", "met_late", "overdue", "owed"),
        NormKind.PERMISSION: ("not_applicable", "not_open", "open", "exercised", "lapsed"),
        NormKind.PROHIBITION: ("not_applicable", "in_force", "breached"),
    }
)
"""The statuses of each kind of norm, in mask order."""

NOT_APPLICABLE = "not_applicable"
NO_RULE = "no_rule"


class Rule(Record):
    """One rule.

    Attributes:
        id: Its name.
        index: Its place in the rulebook.
        title: What it says, in Chinese, in one line.
        citations: The provisions it encodes.
        condition: When it holds, apart from what defeats it.
        unless: The part of the condition that the text words as an exception; already negated into `condition`.
        condition_id: The index of `condition` in `Edition.conditions`.
        defeated_by: Indices of the rules that are exceptions to it, directly or through others.
        exception_to: Identifiers of the rules to which it is itself a direct exception.
        question: The question it answers, if it decides.
        answer: Its answer.
        default: Whether it is the remainder of its question.
        concept: The concept it defines, if it does.
        norm: The norm it gives, if it does.
        note: The remark it makes, if it does.
        interpretive: The reading it takes where the text is silent.
        reading_when: Where that reading counts; None if it does wherever the rule holds.
        grave: Whether it gives a liability: what follows from it says on which readings it rests.
        not_modelled: What of the provision it leaves out, and why.
        general: Whether it holds for petitions in general, not because of anything in the case.
        position: Where it stands.
        conflict: Whether it is not applied because it cannot stand together with what governs: it only tells so.
    """

    id: Named
    index: int
    title: str
    citations: tuple[Cited, ...]
    condition: Condition
    unless: Condition | None
    condition_id: int
    defeated_by: tuple[int, ...]
    exception_to: tuple[Named, ...]
    question: Named | None
    answer: Named | None
    default: bool
    concept: Named | None
    norm: NormSpec | None
    note: str | None
    interpretive: str | None
    reading_when: Condition | None
    grave: bool
    not_modelled: str | None
    general: bool
    position: Position
    conflict: bool = False


class Question(NamedTuple):
    """A question that has one answer.

    Attributes:
        name: Its name.
        title: Its title, in Chinese.
        answers: The answers and their Chinese labels, in mask order; two more bits follow them in the mask:
            `not_applicable` and `no_rule`.
        arises: The condition, by index, that says whether it arises; None if it always does.
        condition: The same as a condition.
        citations: The provisions from which it follows when it arises.
        tiers: The rules (by index) in order of precedence: each tier defeats every later one.
        exhaustive: Whether every admissible complete case has an answer, so that the last one left is the answer.
        slot: Where its mask lies in the values.
        interpretive: The reading that is taken on when it arises.
        grave: The answers that are refusals: they say on which readings they rest.
    """

    name: Named
    title: str
    answers: Mapping[Named, str]
    arises: int | None
    condition: Condition | None
    citations: tuple[Cited, ...]
    tiers: tuple[tuple[int, ...], ...]
    exhaustive: bool
    slot: int
    interpretive: str | None = None
    grave: tuple[Named, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """All values of the mask, in order."""
        return (*self.answers, NOT_APPLICABLE, NO_RULE)

    @property
    def rules(self) -> tuple[int, ...]:
        """Its rules, in order of precedence."""
        return tuple(chain.from_iterable(self.tiers))

    def before(self, rule: int) -> tuple[int, ...]:
        """Returns the rules in the tiers before that of a rule."""
        return tuple(chain.from_iterable(takewhile(lambda tier: rule not in tier, self.tiers)))


class QuestionSpec(NamedTuple):
    """A question as whoever asks it needs to know it.

    Attributes:
        name: Its name.
        title: Its title, in Chinese.
        answers: Its answers, each with its Chinese label, in the order of precedence.
    """

    name: Named
    title: str
    answers: Mapping[Named, str]


class Concept(NamedTuple):
    """A name for a condition: true when one of its rules holds."""

    name: Named
    title: str
    rules: tuple[int, ...]
    slot: int


class Undated(NamedTuple):
    """Days that a case may leave out although what it states shows that they have come: they are unknown then."""

    given: Condition
    days: tuple[Named, ...]


class Constraint(NamedTuple):
    """What every admissible case satisfies."""

    id: Named
    title: str
    because: str
    condition: Condition
    facts: tuple[Named, ...]
    citations: tuple[Cited, ...]
    undated: Undated | None = None
    interpretive: str | None = None


class Counting(NamedTuple):
    """What says whether last days of periods that an instrument sets run on: provisions, or a reading, or both."""

    citations: tuple[Cited, ...]
    interpretive: str | None


class Stratum(NamedTuple):
    """Conditions that can be evaluated together, then what can be settled once they are.

    The conditions of the strata follow one another: they are numbered from 0 by stratum.
    """

    condition_ids: tuple[int, ...]
    concepts: tuple[Concept, ...]
    questions: tuple[Question, ...]
    norms: tuple[Rule, ...]


class Paragraph(NamedTuple):
    """A paragraph (款) of the instrument: its gist and how it is covered."""

    article: int
    paragraph: int
    gist: str
    coverage: str
    reason: str | None
    items: tuple[str, ...]


class Instrument(NamedTuple):
    """The instrument itself; `partial` says that not its whole text was at hand."""

    id: Named
    title: str
    issuer: str
    in_force_from: date
    in_force_until: date | None
    article_titles: Mapping[int, str]
    chapters: Mapping[int, str]
    paragraphs: tuple[Paragraph, ...]
    partial: bool = False


@dataclass(frozen=True, eq=False)
class Edition:
    """What is in force from one day on. Compared and hashed by identity.

    `facts` are all that a case may state, those of other days included; the day of `governed_by` decides whether it is
    this edition that governs a case.

    `cache` holds what is made of it once, see `edition_cache`.
    """

    rulebook: "RulebookId"
    since: date
    scope: Scope
    layout: Layout
    parameters: Mapping[Named, Parameter]
    rules: tuple[Rule, ...]
    questions: tuple[Question, ...]
    concepts: tuple[Concept, ...]
    constraints: tuple[Constraint, ...]
    conditions: tuple[Condition, ...]
    strata: tuple[Stratum, ...]
    calendar: CalendarData = field(repr=False)
    facts: Facts = field(repr=False)
    bearers: tuple[Bearer, ...] = field(repr=False)
    actions: tuple[Action, ...] = field(repr=False)
    governed_by: Named
    roll_on_reading: str | None = None
    counting: Mapping[Named, Counting] = FrozenDict({})
    renamed: tuple[Rename, ...] = ()
    presumptions: Presumptions = NO_PRESUMPTIONS
    cache: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        _LIVING.add(ref(self, _LIVING.discard))

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles without what was made of it."""
        return {**self.__dict__, "cache": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Is one more edition of this process."""
        self.__dict__.update(state)
        self.__post_init__()

    @property
    def case_model(self) -> "type[Case]":
        """The model of the cases that its rulebook decides."""
        return _case_model(self.facts)

    def rule(self, rule_id: str) -> Rule:
        """Returns a rule by its identifier.

        Raises:
            KeyError: If there is none in this edition.
        """
        return _rules_by_id(self)[rule_id]

    def question(self, name: str | None) -> Question | None:
        """Returns a question by its name; None if there is none."""
        return _questions_by_name(self).get(name)


@per_edition
def _rules_by_id(edition: Edition) -> Mapping[str, Rule]:
    return {rule.id: rule for rule in edition.rules}


@per_edition
def _questions_by_name(edition: Edition) -> Mapping[str | None, Question]:
    return {question.name: question for question in edition.questions}


def _case_model(facts: Facts) -> "type[Case]":
    model = vars(facts).get("model")  # where `model_of` keeps it
    if model is None:
        with MAKING:
            from xinfang_rules.facts.models import model_of  # who only reads a case takes no model

            model = model_of(facts)
    return cast("type[Case]", model)


_LIVING: set[ref[Edition]] = set()


def living_editions() -> list[Edition]:
    """Returns the editions of this process that are still in use."""
    return [edition for kept in _LIVING.copy() if (edition := kept()) is not None]


class RulebookId(NamedTuple):
    """What a result says of the rulebook it came from.

    Attributes:
        id: Its instrument's identifier.
        title: Its instrument's title.
        overlays: The identifiers of the overlays, in order.
        digest: SHA-256 of the pack's rule files, overlays apart; see `xinfang_rules.rulebook.digests`.
        vocabulary: SHA-256 of the shared facts, bearers and actions; empty where the pack has its own.
        calendar: SHA-256 of the shipped files on working days.
        laid: The overlays, in order, notices alone included.
    """

    id: Named
    title: str
    overlays: tuple[Named, ...]
    digest: str = ""
    vocabulary: str = ""
    calendar: str = ""
    laid: "tuple[OverlayRef, ...]" = ()


@dataclass(frozen=True, eq=False)
class Rulebook:
    """An instrument with its overlays, in all its editions.

    Attributes:
        identity: Its identifier, title and overlays.
        instrument: The instrument.
        governed_by: The fact whose day decides which instrument and which edition governs a case.
        facts: The facts that a case may state, of whatever day, by their dotted names.
        editions: The editions, oldest first; where there are many, each is linked when asked for.
        warnings: What the check of the pack found that does not stop it from being used.
    """

    identity: RulebookId
    instrument: Instrument
    governed_by: Named
    facts: Facts
    editions: "Editions"

    def __repr__(self) -> str:
        overlays = "".join(f" + {name}" for name in self.identity.overlays)
        return f"<Rulebook {self.identity.id}{overlays}, {self.identity.digest[:12]}>"

    def edition_on(self, day: date) -> Edition | None:
        """Returns the edition in force on a day, or None before the first and after the instrument's end.

        Raises:
            ArgumentError: If it is no day.
        """
        day = day_of(day, "day")
        until = self.instrument.in_force_until
        if until is not None and day > until:
            return None
        return self.editions.on(day)

    @property
    def case_model(self) -> "type[Case]":
        """The model of a case: `Case` where the facts are the shared ones, else a class like it, made of `facts`."""
        return _case_model(self.facts)

    @property
    def bearers(self) -> tuple[Bearer, ...]:
        """Whom norms may bind or entitle: the shared ones or the pack's own, then those that overlays add."""
        return self.latest.bearers

    @property
    def actions(self) -> tuple[Action, ...]:
        """What norms may be about; see `bearers`."""
        return self.latest.actions

    @property
    def questions(self) -> Mapping[str, QuestionSpec]:
        """The questions of the newest edition by name, each with its title and its answers."""
        questions = self.latest.questions
        return FrozenDict({each.name: QuestionSpec(each.name, each.title, each.answers) for each in questions})

    @property
    def renamed(self) -> Renamed:
        """The names that were changed and are still read by their old ones."""
        return Renamed(self.latest.renamed)

    @property
    def latest(self) -> Edition:
        """The newest edition."""
        return self.editions[-1]

    def to_durable(self, on: date | None = None) -> str:
        """Deprecated: use `xinfang_rules.engines.durable.to_durable`."""
        message = "Rulebook.to_durable(on) is xinfang_rules.engines.durable.to_durable(rulebook, on) now"
        warnings.warn(f"{message}; the old name goes with 0.2.0", DeprecationWarning, stacklevel=2)
        with MAKING:
            written: str = import_module("xinfang_rules.engines.durable.export").to_durable(self, on)
        return written
