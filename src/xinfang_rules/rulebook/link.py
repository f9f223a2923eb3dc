"""From entries to an edition: names resolved, conditions parsed, order settled, every finding reported."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.errors import did_you_mean
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.logic.conditions import ALWAYS, Condition, Not, conjunction
from xinfang_rules.logic.parse import Path, Report, parse_condition
from xinfang_rules.logic.scope import Layout
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.amounts import with_amounts
from xinfang_rules.rulebook.citing import Provisions
from xinfang_rules.rulebook.constraints import link_constraint
from xinfang_rules.rulebook.entries import CiteEntry, GraveEntry, ParameterEntry, QuestionEntry, RuleEntry
from xinfang_rules.rulebook.model import (
    Concept,
    Edition,
    NormSpec,
    Parameter,
    Question,
    Rule,
    RulebookId,
    Stratum,
)
from xinfang_rules.rulebook.names import DUE, STATUS, build_scope, norm_of
from xinfang_rules.rulebook.norms import NormLinker
from xinfang_rules.rulebook.order import displacers, question_lines
from xinfang_rules.rulebook.pack import Pack, Placed
from xinfang_rules.rulebook.readings import NEVER
from xinfang_rules.rulebook.strata import CycleError, Levels, days_read, renumbered

_ACTS = ("decides", "defines", "obliges", "permits", "forbids", "note")


class EditionLinker:
    """Links what of a pack is in force on one day.

    Args:
        pack: The pack.
        provisions: The instruments that can be cited.
        identity: What results say of the rulebook.
        calendar: What working days are told by.
        day: The first day of the edition.
    """

    def __init__(
        self,
        pack: Pack,
        provisions: Mapping[str, Provisions],
        identity: RulebookId,
        calendar: CalendarData,
        day: date,
    ) -> None:
        self._calendar = calendar
        self._pack = pack
        self._provisions = provisions
        self._identity = identity
        self._day = day
        in_force = [rule for rule in pack.rules.values() if _in_force(rule.entry, day)]
        self._entries = sorted(in_force, key=_provision)
        self._scope = build_scope(pack, self._entries)
        self._units: list[Condition] = []
        self._parameters: dict[str, Parameter] = {}
        self._needs: dict[str, list[int]] = {}
        settings = pack.settings
        self._rolls_on = frozenset(settings.entry.roll_on.bearers if settings is not None else ())
        self._grave = GraveEntry() if settings is None else settings.entry.grave
        self._roll_on_reading = None if settings is None else settings.entry.roll_on.interpretive

    def link(self) -> Edition | None:
        """Returns the edition, or None if its order cannot be settled; everything wrong is reported."""
        for parameter in self._pack.parameters.values():
            self._link_parameter(parameter)
        rules = [self._rule(index, placed) for index, placed in enumerate(self._entries)]
        rules = displacers(rules, self._entries)
        layout = Layout(self._scope)
        questions = [self._question(placed, rules, layout) for placed in self._pack.questions.values()]
        concepts = [
            Concept(
                name=entry.entry.concept,
                title=entry.entry.title,
                rules=tuple(rule.index for rule in rules if rule.concept == entry.entry.concept),
                slot=layout.get(entry.entry.concept, 0),  # it has none after a name-clash
            )
            for entry in self._pack.concepts.values()
        ]
        constraints = []
        for placed in self._pack.constraints.values():
            citations = self._cites(placed.entry.cite, ("cite",), placed.report, placed.instrument)
            constraint = link_constraint(placed, self._scope, self._value, citations)
            if constraint is not None:
                constraints.append(constraint)
        levels = self._levels(rules, questions, concepts)
        if levels is None:
            return None
        # Numbered by stratum, so that the truths of a stratum lie together.
        order = sorted(range(len(self._units)), key=levels.stratum)
        places = {old: new for new, old in enumerate(order)}
        rules = [renumbered(rule, places) for rule in rules]
        questions = [q if q.arises is None else q._replace(arises=places[q.arises]) for q in questions]
        strata = _strata([levels.stratum(unit) for unit in order], levels, rules, questions, concepts)
        return Edition(
            rulebook=self._identity,
            since=self._day,
            scope=self._scope,
            layout=layout,
            parameters=FrozenDict(self._parameters),
            rules=tuple(rules),
            questions=tuple(question for stratum in strata for question in stratum.questions),
            concepts=tuple(concepts),
            constraints=tuple(constraints),
            units=tuple(self._units[unit] for unit in order),
            strata=strata,
            calendar=self._calendar,
            roll_on_reading=self._roll_on_reading,
        )

    # Parameters

    def _link_parameter(self, placed: Placed[ParameterEntry]) -> None:
        entry = placed.entry
        values = [value for value in entry.values if value.since <= self._day]
        citations = self._cites(entry.cite or [], ("cite",), placed.report, placed.instrument)
        if values and entry.title is not None and entry.unit is not None:
            value = max(values, key=lambda v: v.since).value
            parameter = Parameter(entry.parameter, entry.title, entry.unit, value, citations)
            self._parameters[entry.parameter] = parameter

    def _parameter(self, name: str, report: Report, path: Path) -> Parameter | None:
        if name in self._parameters:
            return self._parameters[name]
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

    def _cites(self, entries: Iterable[CiteEntry], path: Path, report: Report, home: str) -> tuple[Citation, ...]:
        found: list[Citation] = []
        for index, entry in enumerate(entries):
            provisions = self._provisions.get(entry.within or home)
            at = (*path, index)
            if provisions is None:
                hint = did_you_mean(entry.within or home, self._provisions)
                report((*at, "in"), "unknown-instrument", f"{entry.within or home} is no instrument of this pack{hint}")
                continue
            citation = provisions.resolve(entry, at, report)
            if citation is not None:
                found.append(citation)
        return tuple(found)

    def _unit(self, data: object, path: Path, report: Report) -> int | None:
        condition = self._condition(data, path, report)
        if condition is None:
            return None
        self._units.append(condition)
        return len(self._units) - 1

    def _condition(self, data: object, path: Path, report: Report) -> Condition | None:
        return parse_condition(data, path, self._scope, lambda name, at: self._value(name, report, at), report)

    def _rule(self, index: int, placed: Placed[RuleEntry]) -> Rule:
        entry, report = placed.entry, placed.report
        acts = [act for act in _ACTS if getattr(entry, act) is not None]
        if len(acts) != 1:
            report(("id",), "rule-kind", f"a rule does one of {', '.join(_ACTS)}; this one does {len(acts)}")
        when = ALWAYS if entry.when is None else self._condition(entry.when, ("when",), report)
        unless = None if entry.unless is None else self._condition(entry.unless, ("unless",), report)
        condition = conjunction(when or ALWAYS, None if unless is None else Not(unless))
        self._units.append(condition)
        unit = len(self._units) - 1
        question, answer = self._decides(placed)
        if entry.defines is not None and entry.defines not in self._pack.concepts:
            hint = did_you_mean(entry.defines, self._pack.concepts)
            report(("defines",), "unknown-concept", f"{entry.defines} is no concept of this pack{hint}")
        if entry.otherwise and entry.decides is None:
            report(("otherwise",), "otherwise", "only a rule that decides can be the remainder", key=True)
        citations = self._cites(entry.cite, ("cite",), report, placed.instrument)
        norm = self._norm(placed)
        return Rule(
            id=entry.id,
            index=index,
            title=self._text(entry.title, ("title",), report),
            citations=citations,
            condition=condition,
            unless=unless,
            unit=unit,
            displaced_by=(),
            exception_to=tuple(entry.exception_to),
            question=question,
            answer=answer,
            otherwise=entry.otherwise,
            concept=entry.defines,
            norm=norm,
            note=None if entry.note is None else self._text(entry.note, ("note",), report),
            interpretive=(
                None if entry.interpretive is None else self._text(entry.interpretive, ("interpretive",), report)
            ),
            reading_when=self._reading_when(placed),
            grave=norm is not None and self._gives_liability(citations),
            not_modelled=entry.not_modelled,
            general=entry.general,
            position=placed.position(),
        )

    def _reading_when(self, placed: Placed[RuleEntry]) -> Condition | None:
        data = placed.entry.interpretive_when
        if data is None:
            return None
        if placed.entry.interpretive is None:
            message = "interpretive_when says where a reading counts, and there is no interpretive"
            placed.report(("interpretive_when",), "missing-key", message, key=True)
        return NEVER if data is False else self._condition(data, ("interpretive_when",), placed.report)

    def _gives_liability(self, citations: Iterable[Citation]) -> bool:
        articles = self._grave.articles
        return any(citation.instrument == self._identity.id and citation.article in articles for citation in citations)

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
        linker = NormLinker(
            placed,
            self._scope,
            lambda data, path: self._unit(data, path, report),
            lambda name, path: self._parameter(name, report, path),
            self._rolls_on,
        )
        before = len(self._units)
        norm = linker.link(kind, entry, (key,))
        self._needs[STATUS + placed.entry.id] = list(range(before, len(self._units)))
        return norm

    # Questions

    def _question(self, placed: Placed[QuestionEntry], rules: list[Rule], layout: Layout) -> Question:
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
            citations=self._cites(entry.cite, ("cite",), placed.report, placed.instrument),
            lines=question_lines(placed, rules),
            exhaustive=entry.exhaustive,
            slot=layout[entry.question],
            interpretive=entry.interpretive,
            grave=tuple(self._grave.answers.get(entry.question, ())),
        )

    # Order

    def _levels(self, rules: list[Rule], questions: list[Question], concepts: list[Concept]) -> Levels | None:
        """Settles the order of everything; None if there is none, which is reported."""

        def own(rule: Rule) -> list[int]:
            return [rule.unit, *(rules[other].unit for other in rule.displaced_by)]

        owner: dict[str, str] = {}
        needs = self._needs
        days: dict[str, tuple[str, ...]] = {}
        for concept in concepts:
            owner[concept.name] = concept.name
            needs[concept.name] = [unit for index in concept.rules for unit in own(rules[index])]
        for question in questions:
            owner[question.name] = question.name
            units = [unit for line in question.lines for index in line for unit in own(rules[index])]
            needs[question.name] = units if question.arises is None else [*units, question.arises]
        for rule in rules:
            if rule.norm is not None:
                node = STATUS + rule.id
                owner[node] = owner[DUE + rule.id] = node
                needs[node] = [*own(rule), *needs[node]]
                days[node] = days_read(rule.norm)
        levels = Levels(self._units, needs, days, owner)
        try:
            for unit in range(len(self._units)):
                levels.stratum(unit)
            for node in dict.fromkeys(owner.values()):
                levels.level(node)
        except CycleError as error:
            self._report_cycle(error)
            return None
        return levels

    def _report_cycle(self, error: CycleError) -> None:
        first = error.path[0].removeprefix(STATUS)
        message = f"these depend on each other in a circle: {' -> '.join(error.path)}"
        for entries in (self._pack.rules, self._pack.questions, self._pack.concepts):
            if first in entries:
                entries[first].report((), "cycle", message)
                return


def _strata(
    depths: Sequence[int],
    levels: Levels,
    rules: Sequence[Rule],
    questions: Sequence[Question],
    concepts: Sequence[Concept],
) -> tuple[Stratum, ...]:
    """Puts together what can be settled together; `depths` is the stratum of each unit, in order."""
    settled = [*(c.name for c in concepts), *(q.name for q in questions)]
    settled.extend(STATUS + rule.id for rule in rules if rule.norm is not None)
    count = max([1 + max(depths, default=0), *map(levels.level, settled)])
    return tuple(
        Stratum(
            units=tuple(range(bisect_left(depths, depth), bisect_right(depths, depth))),
            concepts=tuple(c for c in concepts if levels.level(c.name) == depth + 1),
            questions=tuple(q for q in questions if levels.level(q.name) == depth + 1),
            norms=tuple(r for r in rules if r.norm is not None and levels.level(STATUS + r.id) == depth + 1),
        )
        for depth in range(count)
    )


def _provision(rule: Placed[RuleEntry]) -> tuple[int, ...]:
    """Orders rules as the law does: by the first provision they cite."""
    return tuple(int(number) for number in rule.entry.cite[0].at.split("."))


def _in_force(entry: RuleEntry, day: date) -> bool:
    started = entry.in_force_from is None or entry.in_force_from <= day
    return started and (entry.in_force_until is None or day <= entry.in_force_until)
