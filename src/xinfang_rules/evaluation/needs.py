"""What is still worth finding out: facts of which some value would narrow an answer or a norm, and missing notices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from xinfang_rules.calendar import WorkingCalendar, working_calendar
from xinfang_rules.case import FACTS
from xinfang_rules.engines.protocol import Engine
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.asking import fact_need
from xinfang_rules.evaluation.behind import decisive_part, facts_behind, facts_read, names_behind, units_of
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.notices import WorkingDaysTold
from xinfang_rules.evaluation.run import Plan
from xinfang_rules.evaluation.standing import Standing, Watched, ever_open, open_norms, read_norms, standing, waits
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE
from xinfang_rules.evaluation.trials import BOUNDS, Trials
from xinfang_rules.logic.truth import EITHER, Values
from xinfang_rules.once import once
from xinfang_rules.result import Need
from xinfang_rules.rulebook.model import Edition, Question, Rule
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named

Masks = dict[str, int]
"""The mask of each question."""


Standings = tuple[Standing, ...]
"""What is possible for each norm that is open."""


class _Part(NamedTuple):
    """A part of an edition, made ready to be evaluated again and again.

    Attributes:
        edition: The part.
        trials: Knows the values that facts are tried with.
        engine: Computes the conditions of the part.
        plan: Settles it, but for the norms that nothing reads.
    """

    edition: Edition
    trials: Trials
    engine: Engine
    plan: Plan


class _Found(NamedTuple):
    """What an evaluation leaves possible."""

    masks: Masks
    standings: Standings


class _Open(NamedTuple):
    """What is open in a case: questions, and rules whose norms are."""

    questions: list[Question]
    norms: tuple[Rule, ...]


class _Does(NamedTuple):
    """What a fact does: the questions that it narrows, and the rules whose norms it does."""

    decides: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()

    def also(self, decides: tuple[str, ...] = (), norms: tuple[str, ...] = ()) -> "_Does":
        return _Does((*self.decides, *decides), (*self.norms, *norms))


_NOTHING = _Does()


class NeedsFinder:
    """Finds the facts worth finding out, by evaluating anew with each value that they may have.

    Args:
        edition: The edition.
        engine: The name of the engine.
        admissibility: The constraints of the edition.
        deadlines: Counts last days.
        days: Says which notices are missing.
    """

    def __init__(
        self,
        edition: Edition,
        engine: str,
        admissibility: Admissibility,
        deadlines: Deadlines,
        days: WorkingDaysTold,
    ) -> None:
        self._days = days
        self._edition = edition
        self._admissibility = admissibility
        self._deadlines = deadlines
        self._engine = engine
        self._behind: dict[str, frozenset[str]] = {}
        self._reading: dict[str, frozenset[str]] = {}
        self._watching: dict[str, Watched] = {}

    def find(self, stated: Values, state: State) -> tuple[Need, ...]:
        """Returns what is worth finding out, facts before notices, the most decisive fact first.

        A fact is worth it if some value that it may have, the others being as they are known, would leave

        - fewer answers of some undecided question: it is among those that `decides` names; or
        - fewer statuses of some open norm (see `open_norms`), one of which is that it does not apply; or a certain last
          day, or one between other days if the norm rests on the fact itself, not only on a day before or after it: its
          rule is among `norms`.

        No fact is left out that does any of this. The more its values leave decided on average, the earlier it stands:
        questions before norms. Where no single fact does anything for any question, the open facts of the first rule
        that is still open are returned too: there two facts or more decide together. So are those of the first open
        condition of a norm for which no single fact does anything.

        Args:
            stated: The facts as stated.
            state: What evaluation found.
        """
        edition = self._edition
        norms = open_norms(state)
        now = _Found(_masks(edition, state), tuple(standing(rule, state) for rule in norms))
        open_ = _Open([q for q in edition.questions if now.masks[q.name] & (now.masks[q.name] - 1)], norms)
        missing = {
            year: waiting
            for year, rules in self._days.missing_by_year(state).items()
            if (waiting := tuple(rule for rule in rules if self._waits(rule, state)))
        }
        if not open_.questions and not norms and not missing:
            return ()
        facts = stated.copy()
        self._admissibility.complete(facts, state.today)
        notices = self._notices(facts, now.masks, open_.questions, missing, state)
        found = self._decisive(facts, now, open_, state.today) if open_.questions or norms else {}
        alone = any(does.decides for does in found.values())
        decided = {name for need in notices for name in need.decides}
        for question in () if alone else open_.questions:
            if question.name not in decided:
                for name in self._open_facts(facts, state.truths, _rules_of(question, edition)):
                    found[name] = found.get(name, _NOTHING).also(decides=(question.name,))
        settled = {rule for does in found.values() for rule in does.norms}
        for rule in norms:
            if rule.id not in settled:
                for name in self._open_facts(facts, state.truths, units_of(STATUS + rule.id, edition)):
                    found[name] = found.get(name, _NOTHING).also(norms=(rule.id,))
        return (*(fact_need(name, *does, state.today) for name, does in found.items()), *notices)

    def _notices(
        self,
        facts: Values,
        now: Masks,
        questions: list[Question],
        missing: Mapping[int, tuple[str, ...]],
        state: State,
    ) -> tuple[Need, ...]:
        """Lists the notices that are missing, and what they would decide: what is decided by the first or last day."""
        if not missing:
            return ()
        decides: set[str] = set()
        for plan in self._pinned if questions else ():
            try:
                values = facts.copy()
                masks = _masks(self._edition, plan.run(self._decisive_part.engine, values, state.today, state.derived))
            except CalendarError:
                continue
            decides.update(q.name for q in questions if masks[q.name] & now[q.name] != now[q.name])
        ask = self._edition.calendar.ask
        return tuple(
            Need(
                fact=None,
                question=ask.format(year=year),
                decides=tuple(q.name for q in questions if q.name in decides and self._reads(q, norms)),
                notice=year,
                norms=norms,
            )
            for year, norms in missing.items()
        )

    def _waits(self, rule: str, state: State) -> bool:
        """Says whether a norm's status is open, or its last day still ahead: what is done or missed needs no notice."""
        mask = state.values[self._edition.layout[STATUS + rule]] & ~NOT_APPLICABLE
        return mask & (mask - 1) != 0 or waits(mask)

    def _reads(self, question: Question, norms: tuple[str, ...]) -> bool:
        """Says whether a question rests on the last day or the status of some norm."""
        read = names_behind(self._edition, question.name)
        return any(prefix + rule in read for rule in norms for prefix in (DUE, STATUS))

    @once
    def _decisive_part(self) -> _Part:
        """What questions rest on. It is small: most cases that leave a question open leave no norm open."""
        return self._made(())

    @once
    def _near_part(self) -> _Part:
        """What questions rest on, and the norms that may be open and rest on no other norm than questions do."""
        return self._made(self._near)

    @once
    def _wider_part(self) -> _Part:
        """What questions rest on, and all norms that may be open."""
        return self._made(ever_open(self._edition))

    @once
    def _near(self) -> tuple[Rule, ...]:
        known = read_norms(self._decisive_part.edition)
        return tuple(rule for rule in ever_open(self._edition) if self._norms_behind(rule) <= known)

    def _norms_behind(self, rule: Rule) -> frozenset[str]:
        own = {STATUS + rule.id, DUE + rule.id}
        behind = names_behind(self._edition, STATUS + rule.id) - own
        return frozenset(other for name in behind if (other := norm_named(name)) is not None)

    def _part_for(self, norms: tuple[Rule, ...]) -> _Part:
        if not norms:
            return self._decisive_part
        return self._near_part if set(norms) <= set(self._near) else self._wider_part

    def _made(self, norms: tuple[Rule, ...]) -> _Part:
        part = decisive_part(self._edition, norms)
        engine = make_engine(self._engine, part)
        return _Part(
            part,
            Trials(self._edition, part, self._deadlines),
            engine,
            Plan(part, self._deadlines, read_norms(part), plainly=engine.plain),
        )

    @once
    def _pinned(self) -> tuple[Plan, Plan]:
        """Evaluates as if every last day that hangs on a notice were the first, and the last, that it may be."""
        calendar, part = working_calendar(self._edition.calendar), self._decisive_part
        first, last = (Deadlines(partial(_Pinned, calendar, which)) for which in (0, 1))
        plainly = part.engine.plain
        return Plan(part.edition, first, plainly=plainly), Plan(part.edition, last, plainly=plainly)

    def _decisive(self, facts: Values, now: _Found, open_: _Open, today: int) -> dict[str, _Does]:
        """Returns the facts that do something each for itself, the most decisive first."""
        part = self._part_for(open_.norms)
        named = [*(q.name for q in open_.questions), *(STATUS + rule.id for rule in open_.norms)]
        relevant = frozenset[str]().union(*map(self._facts_behind, named))
        asked = frozenset[str]().union(*(self._facts_read(question.name) for question in open_.questions))
        turns = part.trials.turns(facts, today)
        watched = [self._watched(rule) for rule in open_.norms]
        stood: dict[tuple[object, ...], Standing] = {}

        def given(values: Values, changed: str) -> _Found | None:
            """Evaluates with one fact changed; returns None if that is inadmissible or cannot be counted."""
            try:
                derived = self._admissibility.complete(values, today, (changed,))
                state = part.plan.run(part.engine, values, today, derived)
                return _Found(_masks(self._edition, state), tuple([norm.standing(state, stood) for norm in watched]))
            except (InadmissibleError, CalendarError):
                return None

        scored: list[tuple[float, float, int, str, _Does]] = []
        for order, spec in enumerate(FACTS.values()):
            if spec.name not in relevant:
                continue
            tried: list[_Found] = []
            decides, narrows = set[str](), set[str]()
            reading = {norm.rule.id for norm in watched if spec.name in norm.reads}
            for number, (changed, values) in enumerate(part.trials.of(facts, spec.name, today, turns)):
                if spec.kind == "date" and number >= BOUNDS and spec.name not in asked and reading <= narrows:
                    break
                found = given(values, changed)
                if found is None:
                    continue
                tried.append(found)
                decides.update(name for name, mask in now.masks.items() if found.masks[name] & mask != mask)
                for norm, after, before in zip(watched, found.standings, now.standings, strict=True):
                    if norm.rule.id not in narrows and after.narrows(before, bounds=norm.rule.id in reading):
                        narrows.add(norm.rule.id)
            if decides or narrows:
                does = _Does(
                    tuple(question.name for question in open_.questions if question.name in decides),
                    tuple(rule.id for rule in open_.norms if rule.id in narrows),
                )
                scored.append((*_left_open(tried, now, open_), order, spec.name, does))
        scored.sort(key=lambda entry: entry[:3])
        return {name: does for *_, name, does in scored}

    def _watched(self, rule: Rule) -> Watched:
        if rule.id not in self._watching and rule.norm is not None:
            self._watching[rule.id] = Watched(rule, rule.norm, self._edition, self._deadlines)
        return self._watching[rule.id]

    def _facts_read(self, name: str) -> frozenset[str]:
        if name not in self._reading:
            self._reading[name] = frozenset(read.partition("[")[0] for read in facts_read(self._edition, names=[name]))
        return self._reading[name]

    def _facts_behind(self, name: str) -> frozenset[str]:
        if name not in self._behind:
            self._behind[name] = facts_behind(self._edition, names=[name])
        return self._behind[name]

    def _open_facts(self, facts: Values, truths: list[int], units: Iterable[int]) -> Iterator[str]:
        """Names the open facts behind the first of some conditions that is open, in the order of the model."""
        first = next((unit for unit in units if truths[unit] == EITHER), None)
        if first is None:
            return iter(())
        reached = facts_behind(self._edition, [first])
        trials = self._decisive_part.trials
        return (name for name in FACTS if name in reached and trials.is_open(facts, name))


class _Pinned(NamedTuple):
    """Counts working days as if the first, or the last, of the days still possible were certain."""

    calendar: WorkingCalendar
    which: int

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        day = self.calendar.nth_after(start, number)[self.which]
        return day, day


def _masks(edition: Edition, state: State) -> Masks:
    return {question.name: state.values[question.slot] for question in edition.questions}


def _left_open(tried: Sequence[_Found], now: _Found, open_: _Open) -> tuple[float, float]:
    """Returns how much the values of a fact leave open on average: of the questions, and of the norms."""
    answers = standings = 0.0
    for masks, found in tried:
        for question in open_.questions:
            mask = now.masks[question.name]
            answers += (masks[question.name] & mask).bit_count() / mask.bit_count()
        standings += sum(after.open / before.open for after, before in zip(found, now.standings, strict=True))
    return answers / len(tried), standings / len(tried)


def _rules_of(question: Question, edition: Edition) -> list[int]:
    """Lists the conditions of the rules of a question, in order of precedence."""
    return [edition.rules[index].unit for line in question.lines for index in line]
