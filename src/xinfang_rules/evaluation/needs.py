"""What is still worth finding out: facts of which some value would narrow an answer or a norm, and missing notices."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.protocol import Engine
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.edition_parts import Parts
from xinfang_rules.evaluation.fact_questions import NOTICE, fact_need
from xinfang_rules.evaluation.making import Making
from xinfang_rules.evaluation.notices import WorkingDaysTold
from xinfang_rules.evaluation.standing import Watched, open_norms, waits
from xinfang_rules.evaluation.trying import Does, Trying
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.language.truth import EITHER, Values
from xinfang_rules.program.reach import base, behind, bound_facts, names_behind
from xinfang_rules.rulebook.model import Edition, Question, Rule
from xinfang_rules.rulebook.names import DUE, STATUS

if TYPE_CHECKING:
    from xinfang_rules.result import Need

Masks = dict[str, int]
"""The mask of each question."""


class NeedsFinder:
    """Finds the facts worth finding out, by evaluating anew with each value that they may have.

    Attributes:
        parts: The parts of the edition that are evaluated anew.
    """

    def __init__(
        self,
        edition: Edition,
        engine: str,
        own: Engine,
        admissibility: Admissibility,
        deadlines: DeadlineCounter,
        days: WorkingDaysTold,
        making: Making,
    ) -> None:
        self._making = making
        self._days = days
        self._edition = edition
        self._admissibility = admissibility
        self._deadlines = deadlines
        self.parts = Parts(edition, engine, own, deadlines)
        self._behind: dict[str, frozenset[str]] = {}
        self._reading: dict[str, frozenset[str]] = {}
        self._watching: dict[str, Watched] = {}

    def find(
        self, stated: Values, state: Outcome, known: Mapping[str, DayBounds], about: Collection[str] | None
    ) -> "tuple[Need, ...]":
        """Returns what is worth finding out, facts before notices, the most decisive fact first.

        A fact is worth it if some value that it may have, the others being as they are known, would leave

        - fewer answers of some undecided question: it is among those that `decides` names; or
        - fewer statuses of some open norm (see `open_norms`), one of which is that it does not apply; or a certain last
          day, or one between other days if the norm rests on the fact itself, not only on a day before or after it: its
          rule is among `norms`.

        No fact is left out that does any of this. The more its values leave decided on average, the earlier it stands:
        questions before norms. Where no single fact does anything for any question, the open facts of the first rule
        that is still open are returned too, or of whether the question arises: there two facts or more decide together.
        Where none does anything for a
        norm, two that do together are returned; if none are found, all that keep it open, unless it waits for a notice
        of holidays.

        Args:
            stated: The facts as stated.
            state: What evaluation found.
            known: The days of which the case knows only bounds.
            about: The questions and rules of norms that are looked at; all if None.
        """
        edition = self._edition

        def wanted(name: str) -> bool:
            return about is None or name in about

        norms = tuple(rule for rule in open_norms(state) if wanted(rule.id))
        now = _masks(edition, state)
        questions = [one for one in edition.questions if now[one.name] & (now[one.name] - 1) and wanted(one.name)]
        missing = {
            year: waiting
            for year, rules in self._days.missing_by_year(state).items()
            if (waiting := tuple(rule for rule in rules if self._waits(rule, state) and wanted(rule)))
        }
        if not questions and not norms and not missing:
            return ()
        facts = stated.copy()
        self._admissibility.complete(facts, state.today)
        notices = self._notices(facts, now, questions, missing, state)
        found = self._found(facts, questions, norms, notices, state) if questions or norms else {}
        asked = (
            fact_need(edition.facts[name], *does, state.today, self._making, known.get(name))
            for name, does in found.items()
        )
        return (*asked, *notices)

    def _found(
        self,
        facts: Values,
        questions: list[Question],
        norms: tuple[Rule, ...],
        notices: "tuple[Need, ...]",
        state: Outcome,
    ) -> dict[str, Does]:
        """Returns what facts do, the most decisive first. What notices do, needs no facts together."""
        watched = [self.watched(rule) for rule in norms]
        part = self.parts.holding(norms)
        trying = Trying(part, self._admissibility, questions, watched, facts, state)
        named = [*(question.name for question in questions), *(STATUS + rule.id for rule in norms)]
        relevant = frozenset[str]().union(*map(self.facts_behind, named))
        asked = frozenset[str]().union(*(self.facts_read(question.name) for question in questions))
        scored = sorted(
            (*left, order, name, does)
            for order, name in enumerate(self._edition.facts)
            if name in relevant and (told := trying.single(name, asked=name in asked)) is not None
            for does, left in (told,)
        )
        found = {name: does for *_, name, does in scored}
        decided = {name for need in notices for name in need.decides}
        if not any(does.decides for does in found.values()):
            for question in questions:
                for name in () if question.name in decided else self._open_facts(facts, state.told, question):
                    does = found.get(name, Does())
                    found[name] = does._replace(decides=(*does.decides, question.name))
        settled = {rule for does in found.values() for rule in does.norms}
        waiting = {rule for need in notices for rule in need.norms}
        for norm in watched:
            if norm.rule.id in settled:
                continue
            together = trying.pair(norm) or (() if norm.rule.id in waiting else trying.open_facts(norm))
            for name in together:
                does = found.get(name, Does())
                found[name] = does._replace(norms=(*does.norms, norm.rule.id))
        return dict(sorted(found.items(), key=lambda entry: not entry[1].decides))

    def _notices(
        self,
        facts: Values,
        now: Masks,
        questions: list[Question],
        missing: Mapping[int, tuple[str, ...]],
        state: Outcome,
    ) -> "tuple[Need, ...]":
        """Lists the notices that are missing, and what they would decide: what is decided by the first or last day."""
        if not missing:
            return ()
        decides: set[str] = set()
        for engine in self.parts.pinned if questions else ():
            try:
                masks = _masks(self._edition, engine.run(facts.copy(), state.today))
            except CalendarError:
                continue
            decides.update(q.name for q in questions if masks[q.name] & now[q.name] != now[q.name])
        ask = self._edition.calendar.ask
        need = self._making.part("Need")
        return tuple(
            need(
                {
                    "fact": None,
                    "question": ask.format(year=year),
                    "decides": tuple(q.name for q in questions if q.name in decides and self._reads(q, norms)),
                    "notice": year,
                    "norms": norms,
                    **NOTICE,
                }
            )
            for year, norms in missing.items()
        )

    def _waits(self, rule: str, state: Outcome) -> bool:
        """Says whether a norm's status is open, or its last day still ahead: what is done or missed needs no notice."""
        mask = state.values[self._edition.layout[STATUS + rule]] & ~NOT_APPLICABLE
        return mask & (mask - 1) != 0 or waits(mask)

    def _reads(self, question: Question, norms: tuple[str, ...]) -> bool:
        """Says whether a question rests on the last day or the status of some norm."""
        read = names_behind(self._edition, question.name)
        return any(prefix + rule in read for rule in norms for prefix in (DUE, STATUS))

    def watched(self, rule: Rule) -> Watched:
        """Returns the norm of a rule, as it is asked how it stands when some fact is another."""
        if rule.id not in self._watching and rule.norm is not None:
            self._watching[rule.id] = Watched(rule, rule.norm, self._edition)
        return self._watching[rule.id]

    def facts_read(self, name: str) -> frozenset[str]:
        """Returns the facts on which something rests."""
        if name not in self._reading:
            self._reading[name] = frozenset(map(base, behind(self._edition, [name]).facts))
        return self._reading[name]

    def facts_behind(self, name: str) -> frozenset[str]:
        """Returns the facts that can make a difference to something."""
        if name not in self._behind:
            self._behind[name] = bound_facts(self._edition, behind(self._edition, [name]).facts)
        return self._behind[name]

    def _open_facts(self, facts: Values, truths: Sequence[int], question: Question) -> Iterator[str]:
        """Names the open facts behind the first rule of a question that is still open, in the order of the model.

        Where none is, those behind whether the question arises.
        """
        units = [self._edition.rules[index].condition_id for index in question.rules]
        first = next((u for u in (*units, question.arises) if u is not None and truths[u] == EITHER), None)
        if first is None:
            return iter(())
        reached = bound_facts(self._edition, behind(self._edition, units=[first]).facts)
        trials = self.parts.decisive.trials
        return (name for name in self._edition.facts if name in reached and trials.is_open(facts, name))


def _masks(edition: Edition, state: Outcome) -> Masks:
    return {question.name: state.values[question.slot] for question in edition.questions}
