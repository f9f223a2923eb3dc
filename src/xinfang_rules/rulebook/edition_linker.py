"""From entries to an edition: names resolved, conditions parsed, order settled, every finding reported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.errors import RulebookError, did_you_mean
from xinfang_rules.facts.specs import Facts
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.conditions import ALWAYS, Condition, Not, conjunction
from xinfang_rules.language.parse import Path, Report, parse_condition
from xinfang_rules.rulebook.amounts import with_amounts
from xinfang_rules.rulebook.attribution import attributed
from xinfang_rules.rulebook.citations import Provisions, cited_by
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.conduct_limits import check_conduct, direct_reads
from xinfang_rules.rulebook.conflicts import provision, remark
from xinfang_rules.rulebook.constraints import link_constraint
from xinfang_rules.rulebook.drafts import Draft, Drafts, WatchedReads
from xinfang_rules.rulebook.entries import ConstraintEntry, ParameterEntry, QuestionEntry, RuleEntry
from xinfang_rules.rulebook.instrument_entries import SettingsEntry
from xinfang_rules.rulebook.model import Concept, Constraint, Counting, Edition, Question, Rule, RulebookId
from xinfang_rules.rulebook.names import STATUS, build_scope, norm_of
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter
from xinfang_rules.rulebook.norms import NormLinker
from xinfang_rules.rulebook.order import displacers, question_lines
from xinfang_rules.rulebook.pack import EntryT, Pack, Placed
from xinfang_rules.rulebook.presumptions import Presumptions
from xinfang_rules.rulebook.readings import NEVER
from xinfang_rules.rulebook.renames import renamed_in
from xinfang_rules.rulebook.strata import CycleError, Levels, renumbered, settled_levels, strata_of
from xinfang_rules.rulebook.vocabulary import terms_of

if TYPE_CHECKING:
    from xinfang_rules.language.scope import Name

_ACTS = ("decides", "defines", "obliges", "permits", "forbids", "note")

T = TypeVar("T")


class _Order(NamedTuple):
    """The rules with what displaces them, the questions with their lines, and in which order all is settled."""

    rules: list[Rule]
    questions: list[Question]
    concepts: list[Concept]
    levels: Levels


@dataclass
class Linker:
    """Links the editions of a pack, which does not change any more.

    Attributes:
        pack: The pack.
        settings: Its settings.
        provisions: The instruments that can be cited.
        identity: What results say of the rulebook.
        calendar: What working days are told by.
        facts: The facts that a case may state, of whatever day.
        presumptions: What may be presumed of the facts.
        drafts: What was linked for one of the editions, and may serve others.
    """

    pack: Pack
    settings: SettingsEntry
    provisions: Mapping[str, Provisions]
    identity: RulebookId
    calendar: CalendarData
    facts: Facts
    presumptions: Presumptions
    drafts: Drafts = field(default_factory=Drafts)

    def __call__(self, day: date) -> Edition:
        """Links the edition that starts on a day; it has been checked."""
        edition = EditionLinker(self, day).link()
        if edition is None:
            raise RulebookError(attributed(self.pack, self.pack.problems.found))
        return edition

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles without what was linked."""
        return {**self.__dict__, "drafts": Drafts()}


class EditionLinker:
    """Links what of a pack is in force on one day. Whatever is wrong with it apart from its order is reported at once.

    Args:
        linker: What it is linked from; what is linked for this edition is added to its drafts.
        day: The first day of the edition.
    """

    def __init__(self, linker: Linker, day: date) -> None:
        pack, facts = linker.pack, linker.facts
        self._linker = linker
        self._settings = linker.settings
        self._pack = pack
        self._facts = facts
        self._day = day
        self._entries = sorted(pack.rules_on(day).values(), key=_provision)
        self._unread = {
            name: f"{name} is a fact {spec.in_force_words()}, and no name on {day}, when this is in force"
            for name, spec in facts.not_on(day).items()
        }
        self._unread.update(
            (name, f"{name} is a shared fact, of which this pack does not say (shared_facts) what it serves here")
            for name in facts.beside
        )
        self.in_force = (*map(id, self._entries), *sorted(self._unread))
        """The rules in force, in their order, and the facts that are not. What is left to differ is numbers."""
        self._structure = linker.drafts.structure(self.in_force, lambda: build_scope(pack, self._entries, facts))
        self._scope: Mapping[str, Name] = self._structure.scope
        self._names: Mapping[str, Name] = self._structure.scope
        if self._unread:  # what was linked while they were in force is not what it comes to now
            self._names = {name: known for name, known in self._names.items() if name not in self._unread}
        self._units: list[Condition] = []
        self._parameters: dict[str, Parameter] = {}
        self._asked: dict[str, Parameter] = {}
        self._rolls_on = frozenset(self._settings.roll_on.bearers)
        for parameter in pack.parameters.values():
            self._link_parameter(parameter)
        self._counting = {
            name: Counting(self._drafted("counting", name, self._cited, placed).made, placed.entry.interpretive)
            for name, placed in pack.counting.items()
        }
        self._rules = [self._drafted("rule", placed.entry.id, self._rule, placed) for placed in self._entries]
        self._questions = [self._drafted("question", name, self._question, q) for name, q in pack.questions.items()]
        constraints = pack.constraints.items()
        self._constraints = [self._drafted("constraint", name, self._constraint, c).made for name, c in constraints]
        self._order: _Order | None = None

    def order(self) -> _Order | None:
        """Settles the order of everything; None if it cannot be, which is reported."""
        if self._order is None:
            self._order = self._ordered()
        return self._order

    def check_conduct(self) -> None:
        """Reports what rests on the petitioner's conduct and must not; the order has been settled."""
        if self._order is not None:
            rules, questions, _, _ = self._order
            constraints = [constraint for constraint in self._constraints if constraint is not None]
            reads = direct_reads(rules, questions, constraints, lambda rule: self._rules[rule.index].units)
            entries = {placed.entry.id: placed for placed in self._entries}
            check_conduct(self._pack, reads, rules, constraints, entries, self._facts)

    def link(self) -> Edition | None:
        """Returns the edition, or None if its order cannot be settled; everything wrong is reported."""
        ordered = self.order()
        if ordered is None:
            return None
        rules, questions, concepts, levels = ordered
        # Numbered by stratum, so that the truths of a stratum lie together.
        order = sorted(range(len(self._units)), key=levels.stratum)
        places = dict(zip(order, range(len(order)), strict=True))
        rules = [renumbered(rule, places, first) for rule, first in zip(rules, self._firsts, strict=True)]
        questions = [q if q.arises is None else q._replace(arises=places[q.arises]) for q in questions]
        strata = strata_of([levels.stratum(unit) for unit in order], levels, rules, questions, concepts)
        terms = terms_of(self._pack)
        return Edition(
            rulebook=self._linker.identity,
            since=self._day,
            scope=self._structure.scope,
            layout=self._structure.layout,
            parameters=FrozenDict(self._parameters),
            rules=tuple(rules),
            questions=tuple(question for stratum in strata for question in stratum.questions),
            concepts=tuple(concepts),
            constraints=tuple(constraint for constraint in self._constraints if constraint is not None),
            conditions=tuple(self._units[unit] for unit in order),
            strata=strata,
            calendar=self._linker.calendar,
            facts=self._facts,
            bearers=tuple(terms.bearers.values()),
            actions=tuple(terms.actions.values()),
            governed_by=self._settings.governed_by.day,
            roll_on_reading=self._settings.roll_on.interpretive,
            counting=FrozenDict(self._counting),
            renamed=renamed_in(self._pack).renames,
            presumptions=self._linker.presumptions,
        )

    def _drafted(
        self, section: str, name: str, make: Callable[[Placed[EntryT]], T], placed: Placed[EntryT]
    ) -> Draft[T]:
        """Returns what an entry comes to: as it was for another edition, or made anew."""
        key = section, name, id(placed)
        kept: Draft[T] | None = self._linker.drafts.find(key, self._names, self._parameters)
        if kept is not None:
            return kept
        found = len(self._pack.problems.found)
        self._scope = watched = WatchedReads(self._structure.scope, self._unread)
        self._units, self._asked = [], {}
        draft = Draft(make(placed), tuple(self._units), watched.seen, self._asked)
        if len(self._pack.problems.found) == found:  # what is wrong may be so for want of a name
            self._linker.drafts.keep(key, draft)
        return draft

    # Parameters

    def _link_parameter(self, placed: Placed[ParameterEntry]) -> None:
        entry = placed.entry
        values = [value for value in entry.values if value.since <= self._day]
        cited = self._drafted("parameter", entry.parameter, self._cited, placed)
        if values and entry.title is not None and entry.unit is not None:
            value = max(values, key=lambda v: v.since).value
            parameter = Parameter(entry.parameter, entry.title, entry.unit, value, cited.made)
            self._parameters[entry.parameter] = parameter

    def _cited(self, placed: Placed[Any]) -> tuple[Cited, ...]:
        return cited_by(placed, "cite", placed.entry.cite or [], self._linker.provisions)

    def _parameter(self, name: str, report: Report, path: Path) -> Parameter | None:
        if name in self._parameters:
            self._asked[name] = self._parameters[name]
            return self._asked[name]
        if name in self._pack.parameters:
            report(path, "parameter-gap", f"{name} has no value on {self._day}, when this is in force")
        else:
            hint = did_you_mean(name, self._pack.parameters)
            report(path, "unknown-parameter", f"{name} is no parameter of this pack{hint}")
        return None

    def _value(self, name: str, report: Report, path: Path) -> int | None:
        parameter = self._parameter(name, report, path)
        return None if parameter is None else parameter.value

    def _text(self, text: str, path: Path, report: Report) -> str:
        return with_amounts(text, lambda name: self._parameter(name, report, path))

    # Rules

    def _unit(self, data: object, path: Path, report: Report) -> int | None:
        condition = self._condition(data, path, report)
        if condition is None:
            return None
        self._units.append(condition)
        return len(self._units) - 1

    def _condition(self, data: object, path: Path, report: Report) -> Condition | None:
        return parse_condition(data, path, self._scope, lambda name, at: self._value(name, report, at), report)

    def _rule(self, placed: Placed[RuleEntry]) -> Rule:
        entry, report = placed.entry, placed.report
        acts = [act for act in _ACTS if getattr(entry, act) is not None]
        if len(acts) != 1:
            report(("id",), "rule-kind", f"a rule does one of {', '.join(_ACTS)}; this one does {len(acts)}")
        when = ALWAYS if entry.when is None else self._condition(entry.when, ("when",), report)
        unless = None if entry.unless is None else self._condition(entry.unless, ("unless",), report)
        condition = conjunction(when or ALWAYS, None if unless is None else Not(unless))
        self._units.append(condition)
        question, answer = self._decides(placed)
        if entry.defines is not None and entry.defines not in self._pack.concepts:
            hint = did_you_mean(entry.defines, self._pack.concepts)
            report(("defines",), "unknown-concept", f"{entry.defines} is no concept of this pack{hint}")
        if entry.otherwise and entry.decides is None:
            report(("otherwise",), "otherwise", "only a rule that decides can be the remainder", key=True)
        citations = self._cited(placed)
        against = cited_by(placed, "conflicts", map(provision, entry.conflicts), self._linker.provisions)
        norm = self._norm(placed)
        return Rule(
            id=entry.id,
            index=0,
            title=self._text(entry.title, ("title",), report),
            citations=(*citations, *against),
            condition=condition,
            unless=unless,
            condition_id=0,
            defeated_by=(),
            exception_to=tuple(entry.exception_to),
            question=question,
            answer=answer,
            default=entry.otherwise,
            concept=entry.defines,
            norm=norm,
            note=self._note(placed, citations, against),
            interpretive=(
                None if entry.interpretive is None else self._text(entry.interpretive, ("interpretive",), report)
            ),
            reading_when=self._reading_when(placed),
            grave=norm is not None and self._gives_liability(citations),
            not_modelled=entry.not_modelled,
            general=entry.general,
            position=placed.position(),
            conflict=bool(entry.conflicts),
        )

    def _note(self, placed: Placed[RuleEntry], own: tuple[Cited, ...], against: tuple[Cited, ...]) -> str | None:
        entry, report = placed.entry, placed.report
        if not entry.conflicts:
            return None if entry.note is None else self._text(entry.note, ("note",), report)
        reasons = [
            self._text(conflict.because, ("conflicts", index, "because"), report)
            for index, conflict in enumerate(entry.conflicts)
        ]
        if len(reasons) != len(against):  # a provision that there is not is reported
            return ""
        return remark(self._text(entry.title, ("title",), report), own, list(zip(against, reasons, strict=True)))

    def _reading_when(self, placed: Placed[RuleEntry]) -> Condition | None:
        data = placed.entry.interpretive_when
        if placed.entry.disputed and placed.entry.interpretive is None:
            placed.report(("disputed",), "missing-key", "disputed is said of a reading, and there is none", key=True)
        if data is None:
            return None
        if placed.entry.interpretive is None:
            message = "interpretive_when says where a reading counts, and there is no interpretive"
            placed.report(("interpretive_when",), "missing-key", message, key=True)
        return NEVER if data is False else self._condition(data, ("interpretive_when",), placed.report)

    def _gives_liability(self, citations: Iterable[Cited]) -> bool:
        instrument, articles = self._linker.identity.id, self._settings.grave.articles
        return any(citation.instrument == instrument and citation.article in articles for citation in citations)

    def _decides(self, placed: Placed[RuleEntry]) -> tuple[str | None, str | None]:
        if placed.entry.decides is None:
            return None, None
        question, answer = next(iter(placed.entry.decides.items()))
        declared = self._pack.questions.get(question)
        if declared is None:
            hint = did_you_mean(question, self._pack.questions)
            placed.report(("decides", question), "unknown-question", f"{question} is no question here{hint}", key=True)
            return None, None
        if answer not in declared.entry.answers:
            allowed = declared.entry.answers
            message = f"{answer} is no answer of {question}: {', '.join(allowed)}{did_you_mean(answer, allowed)}"
            placed.report(("decides", question), "unknown-value", message)
            return None, None
        return question, answer

    def _norm(self, placed: Placed[RuleEntry]) -> NormSpec | None:
        found = norm_of(placed.entry)
        if found is None:
            return None
        kind, entry = found
        key = {"obligation": "obliges", "permission": "permits", "prohibition": "forbids"}[kind]
        report = placed.report
        counting = self._pack.counting.get(placed.entry.cite[0].within or placed.instrument)
        rolls_on = self._rolls_on if counting is None else counting.entry.roll_on
        linker = NormLinker(
            placed,
            self._scope,
            lambda data, path: self._unit(data, path, report),
            lambda name, path: self._parameter(name, report, path),
            None if rolls_on == "all" else rolls_on,
            self._facts,
        )
        return linker.link(kind, entry, (key,))

    # Questions and constraints

    def _question(self, placed: Placed[QuestionEntry]) -> Question:
        entry = placed.entry
        arises = None
        if entry.arises_when is not None:
            arises = self._unit(entry.arises_when, ("arises_when",), placed.report)
            if not entry.cite:
                placed.report(("arises_when",), "missing-key", "when a question arises is cited: cite is missing here")
        return Question(
            name=entry.question,
            title=entry.title,
            answers=FrozenDict(dict(entry.answers)),
            arises=arises,
            condition=None if arises is None else self._units[arises],
            citations=self._cited(placed),
            tiers=(),
            exhaustive=entry.exhaustive,
            slot=0,
            interpretive=entry.interpretive,
            grave=tuple(self._settings.grave.answers.get(entry.question, ())),
        )

    def _constraint(self, placed: Placed[ConstraintEntry]) -> Constraint | None:
        return link_constraint(placed, self._scope, self._value, self._cited(placed), self._facts)

    # Order

    def _ordered(self) -> _Order | None:
        layout = self._structure.layout
        self._units = []
        self._firsts: list[int] = []
        for draft in self._rules:
            self._firsts.append(len(self._units))
            self._units.extend(draft.units)
        rules = [replace(draft.made, index=index) for index, draft in enumerate(self._rules)]
        rules = displacers(rules, self._entries)
        questions: list[Question] = []
        for (question, units, *_), placed in zip(self._questions, self._pack.questions.values(), strict=True):
            arises = None if question.arises is None else len(self._units)
            self._units.extend(units)
            lines = question_lines(placed, rules)
            questions.append(question._replace(arises=arises, tiers=lines, slot=layout[question.name]))
        concepts = [
            Concept(
                name=entry.entry.concept,
                title=entry.entry.title,
                rules=tuple(rule.index for rule in rules if rule.concept == entry.entry.concept),
                slot=layout.get(entry.entry.concept, 0),  # it has none after a name-clash
            )
            for entry in self._pack.concepts.values()
        ]
        own = [range(first, first + len(draft.units)) for first, draft in zip(self._firsts, self._rules, strict=True)]
        try:
            levels = settled_levels(self._units, own, rules, questions, concepts)
        except CycleError as error:
            self._report_cycle(error)
            return None
        return _Order(rules, questions, concepts, levels)

    def _report_cycle(self, error: CycleError) -> None:
        first = error.path[0].removeprefix(STATUS)
        message = f"these depend on each other in a circle: {' -> '.join(error.path)}"
        rules = {placed.entry.id: placed for placed in self._entries}
        for entries in (rules, self._pack.questions, self._pack.concepts):
            if first in entries:
                entries[first].report((), "cycle", message)
                return


def _provision(rule: Placed[RuleEntry]) -> tuple[int, ...]:
    """Orders rules as the law does: by the first provision they cite."""
    return tuple(int(number) for number in rule.entry.cite[0].at.split("."))
