"""Results under presumptions: a case is evaluated as stated, and once more with what is presumed, told apart."""

from collections.abc import Collection, Iterator
from typing import Any

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator
from xinfang_rules.evaluation.fact_questions import fact_need
from xinfang_rules.evaluation.presumed_grounds import grounds_of
from xinfang_rules.evaluation.presuming import LATE, Supply, check_presumed, supplied, with_presumed
from xinfang_rules.evaluation.result_details import EvaluationDetails, RepeatedDetails
from xinfang_rules.explain.presumed_text import confirm_words, explain_presumed
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.truth import Values
from xinfang_rules.renaming import Renamed
from xinfang_rules.result import Changes, Need, Result, bind
from xinfang_rules.result.presumed import (
    MARK,
    Grounds,
    Presumed,
    PresumedDecision,
    PresumedNorm,
    grounds_words,
    presumed_decision,
    presumed_norm,
    shown_result,
)
from xinfang_rules.result.result_parts import PartT


def presumed_result(evaluator: Evaluator, done: Evaluated, names: tuple[str, ...]) -> tuple[Result, EvaluationDetails]:
    """Returns the result of a case under presumptions.

    Args:
        evaluator: The evaluator.
        done: The evaluation of what is stated.
        names: The sets of presumptions that are asked for, or bundles of them.

    Returns:
        The result, and what works out the rest of it.

    Raises:
        ArgumentError: If there are no presumptions of a name.
        CalendarError: If a last day lies outside what can be counted.
    """
    check_presumed(evaluator.edition, names)
    stated, state = done.result, done.state
    known = state.values, state.today, evaluator.admissibility
    supply = supplied(evaluator.edition, names, done.stated, *known, late_norms(stated))
    extra = tuple(note.text for note in stated.notes if note.rule is None)
    full = evaluator.repeated(with_presumed(done.stated, supply.facts), state.today, None, None, extra)
    full.state.presumed = frozenset(name for fact in supply.facts for name in fact.names)
    presumed = _presumed(stated, full.result, supply)
    details = PresumedDetails(evaluator, done, full, supply, presumed, names)
    presumed.__dict__["work_out"] = details.grounds
    decisions = {name: _marked(found, presumed.decisions.get(name)) for name, found in stated.decisions.items()}
    found = {
        "decisions": FrozenDict(decisions),
        "norms": tuple(_marked(norm, presumed.norms.get(norm.rule)) for norm in stated.norms),
        "calendar": stated.calendar or full.result.calendar,
        "provenance": stated.provenance.model_copy(update={"presume": names}),
        "presumed": presumed,
    }
    return stated.model_copy(update=found), details


def late_norms(stated: Result) -> dict[str, str]:
    """Returns the rules, with their titles, of norms that were not, or may not have been, kept in time."""
    return {norm.rule: norm.label for norm in stated.norms if LATE & {norm.status, *norm.candidates}}


def _marked(part: PartT, presumed: PresumedDecision | PresumedNorm | None) -> PartT:
    """Gives a decision or a norm the status that says that presumptions make a difference to it, if they do."""
    return part if presumed is None else part.model_copy(update={"status": presumed.status})


def _presumed(stated: Result, full: Result, supply: Supply) -> Presumed:
    """Tells the conclusions in which two results differ."""
    decisions = {name: presumed_decision(stated.decisions[name], found) for name, found in full.decisions.items()}
    standing = {norm.rule: norm for norm in full.norms}
    norms = {norm.rule: presumed_norm(norm, standing.get(norm.rule)) for norm in stated.norms}
    known = {note.rule for note in stated.notes}
    return Presumed(
        sets=supply.sets,
        facts=tuple(fact.told for fact in supply.facts),
        not_presumed=supply.left,
        decisions={name: found for name, found in decisions.items() if found is not None},
        norms={rule: found for rule, found in norms.items() if found is not None},
        notes=tuple(
            note.model_copy(update={"text": note.text + MARK})
            for note in full.notes
            if note.rule is not None and note.rule not in known
        ),
    )


class PresumedDetails(EvaluationDetails):
    """Works out the rest of a result under presumptions."""

    def __init__(
        self,
        evaluator: Evaluator,
        done: Evaluated,
        full: Evaluated,
        supply: Supply,
        presumed: Presumed,
        names: tuple[str, ...],
    ) -> None:
        super().__init__(evaluator, done)
        self._full = full
        self._supply = supply
        self._presumed = presumed
        self._names = names

    @property
    def evaluated(self) -> tuple[tuple[Outcome, Values], ...]:
        """The evaluations, each with the facts that went in."""
        return (*super().evaluated, (self._full.state, self._full.stated))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles what the evaluation can be repeated from, and what was presumed."""
        return RepeatedPresuming, (self._names, *super().__reduce__()[1])

    def needs(self, about: Collection[str] | None = None) -> tuple[Need, ...]:
        """Returns what is left to find out if the presumed facts are so, and then which of these to confirm."""
        left = self._evaluator.needs(self._full.stated, self._full.state, self._case, about)
        return (*left, *self._confirmed(about))

    def _confirmed(self, about: Collection[str] | None) -> Iterator[Need]:
        grounds, today = self._presumed.grounds, self._state.today
        for fact in self._presumed.facts:
            decides, norms = (
                tuple(name for name, on in resting.items() if fact.fact in on and (about is None or name in about))
                for resting in (grounds.decisions, grounds.norms)
            )
            if decides or norms:
                need = fact_need(self._evaluator.edition.facts[fact.fact], decides, norms, today)
                yield need.model_copy(update={"question": confirm_words(fact), "presumed": fact.value})

    def changes(self) -> Changes:
        """Returns the days on which something changes, if the presumed facts are so, though the facts do not."""
        return self._evaluator.changes(self._full.stated, self._full.state, self._case, self._supply.facts)

    def grounds(self) -> Grounds:
        """Returns the presumed facts on which each conclusion rests."""
        today, stated = self._state.today, self._stated
        return grounds_of(
            self._presumed,
            self._supply.facts,
            self._full.state,
            lambda facts: self._evaluator.under(with_presumed(stated, facts), today),
        )

    def explain(self, result: Result, about: str | None, why_not: str | None) -> str:
        """Returns the explanation as text; see `Result.explain`."""
        presumed, edition = self._presumed, self._evaluator.edition
        shown = bind(shown_result(result), self)
        if about is None and why_not is None:
            return explain_presumed(result, shown, edition, lambda question: self.explain(result, question, None))
        name = Renamed(edition.renamed).name(about, "question", "rule")
        if name not in presumed.decisions and name not in presumed.norms:
            return super().explain(result, about, why_not)
        told = EvaluationDetails(self._evaluator, self._full).explain(shown, about, why_not)
        resting = presumed.grounds.decisions.get(name) or presumed.grounds.norms.get(name, ())
        return f"{told}\n{grounds_words(presumed.named(resting))}"


class RepeatedPresuming(RepeatedDetails):
    """Does as `RepeatedDetails` for a result under presumptions."""

    def __init__(self, names: tuple[str, ...], *known: Any) -> None:
        super().__init__(*known)
        self._names = names

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles what the evaluation can be repeated from, and what was presumed."""
        repeat, known = super().__reduce__()
        return repeat, (self._names, *known)

    def grounds(self) -> Grounds:
        """Returns the presumed facts on which each conclusion rests.

        Raises:
            XinfangError: If the rulebook is not at hand.
        """
        again = self._again()
        assert isinstance(again, PresumedDetails)
        return again.grounds()

    def _details(self, evaluator: Evaluator, done: Evaluated) -> EvaluationDetails:
        return presumed_result(evaluator, done, self._names)[1]
