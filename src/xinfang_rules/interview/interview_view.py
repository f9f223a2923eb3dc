"""What an interview has found so far, and what is still open of what it is to find."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from xinfang_rules.evaluation.evaluate import decided
from xinfang_rules.evaluation.governing import deciding_day, governing_edition
from xinfang_rules.interview.interview_case import case_of, presumed_by
from xinfang_rules.interview.interview_guide import InterviewGuide
from xinfang_rules.interview.interview_state import Interview
from xinfang_rules.program.reach import base, behind
from xinfang_rules.result import Need, Norm, Result
from xinfang_rules.result.presumed import PresumedFact, shown_result
from xinfang_rules.result.status_enums import DecisionStatus, NormKind, NormStatus
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.reads import period_names

_UNDONE: Final = (NormStatus.OVERDUE, NormStatus.PENDING, NormStatus.OPEN)
_TO_DO: Final = frozenset({*_UNDONE, NormStatus.OWED})


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What follows from the answers.

    Attributes:
        result: The result.
        presume: The sets of presumptions it was evaluated under.
        answers: The questions that were to be answered.
        undecided: Those that are not.
        first: The norm whose last day comes first, as it is shown; None if none has one that is certain.
        contenders: The rules of norms whose last day may come earlier, or of which it must be known if they were done.
        ruled_out: The rules of norms whose last day would have to be watched if they did not fall to a presumption.
        steps: What the role must not, must or may do, as it is shown, what is late or due first first.
        edition: The edition that governs.
    """

    result: Result
    presume: tuple[str, ...]
    answers: tuple[str, ...]
    undecided: tuple[str, ...]
    first: Norm | None
    contenders: tuple[str, ...]
    ruled_out: tuple[str, ...]
    steps: tuple[Norm, ...]
    edition: Edition

    def useful(self) -> tuple[Need, ...]:
        """Returns the facts that would settle more of what is open, the most decisive first.

        Facts that do no more than bound others are left out where the open questions themselves read any that help. Of
        a norm, that something was done is of no use before its last day has passed.
        """
        if not self.undecided and not self.contenders:
            return ()
        norms = {norm.rule: norm for norm in shown_result(self.result).norms}
        read = set(map(base, behind(self.edition, self.undecided).facts))
        for rule in self.contenders:
            read |= self._read(norms[rule])
        needs = [
            need
            for need in self.result.needs_about((*self.undecided, *self.contenders))
            if need.fact is not None and need.presumed is None
        ]
        return tuple(need for need in needs if need.fact in read) or tuple(need for need in needs if need.decides)

    def _read(self, norm: Norm) -> frozenset[str]:
        """Names the facts on which it hangs when the last day of a norm is, and, if that has passed, if it was kept."""
        if norm.due is not None and norm.due < self.result.as_of:
            return frozenset(map(base, behind(self.edition, [STATUS + norm.rule]).facts))
        rule = self.edition.rule(norm.rule)
        days = frozenset(() if rule.norm is None else period_names(rule.norm))
        if norm.applies == "yes":
            return days
        units = (rule.condition_id, *(self.edition.rules[other].condition_id for other in rule.defeated_by))
        return days.union(map(base, behind(self.edition, units=units).facts))

    def resting(self) -> tuple[PresumedFact, ...]:
        """Returns the presumed facts on which the answers, the first last day and the steps rest."""
        presumed = self.result.presumed
        if presumed is None:
            return ()
        grounds = presumed.grounds
        rules = [*([] if self.first is None else [self.first.rule]), *(step.rule for step in self.steps)]
        facts = [grounds.decisions.get(name, ()) for name in self.answers]
        rules += [*self.contenders, *self.ruled_out]
        facts += [some.get(rule, ()) for rule in rules for some in (grounds.norms, grounds.days)]
        return presumed.named(fact for some in facts for fact in some)


def view_of(guide: InterviewGuide, state: Interview, *, tentatively: bool = False) -> View:
    """Evaluates what an interview states.

    Args:
        guide: The guide.
        state: The interview.
        tentatively: Whether the rest counts as ordinary while that has not been asked.

    Raises:
        CaseError: If an answer is no value of its fact, or the answers cannot be true together.
        InstrumentError: If the rulebook was not in force on the day that decides.
        CalendarError: If a last day cannot be counted.
    """
    role, case = guide.roles[state.role], case_of(guide, state)
    presume = presumed_by(guide, state, tentatively=tentatively)
    book = guide.rulebook
    until = book.instrument.in_force_until
    # Who is led by a regulation that has ended has said that the petition was received under it; when is still asked.
    chosen = until is not None and state.as_of > until and deciding_day(case, book.governed_by) is None
    edition, _ = governing_edition(case, state.as_of, book, chosen=chosen)
    result = decided(case, as_of=state.as_of, rulebook=book, presume=presume, chosen=chosen)
    shown = shown_result(result)
    norms = [norm for norm in shown.norms if norm.bearer.value in role.bearers]
    timed = [norm for norm in norms if _has_last_day(norm, edition)]
    presumed = {} if result.presumed is None else result.presumed.norms
    gone = {norm.rule for norm in result.norms if norm.rule in presumed and presumed[norm.rule].applies == "no"}
    first, contenders = _first(timed, state.as_of)
    return View(
        result,
        presume,
        role.answers,
        tuple(name for name in role.answers if shown.decisions[name].status is DecisionStatus.UNDETERMINED),
        first,
        contenders,
        tuple(
            norm.rule
            for norm in result.norms
            if norm.rule in gone and norm.bearer.value in role.bearers and _has_last_day(norm, edition)
        ),
        tuple(sorted(_steps(norms), key=_order)),
        edition,
    )


def _has_last_day(norm: Norm, edition: Edition) -> bool:
    """Says whether a last day of a norm is one to watch: of a duty, or of a right of the petitioner."""
    spec = edition.rule(norm.rule).norm
    counts = norm.kind is not NormKind.PERMISSION or "petitioner" in norm.bearer.marks
    return counts and spec is not None and spec.period is not None


def _first(timed: list[Norm], today: date) -> tuple[Norm | None, tuple[str, ...]]:
    """Returns the norm whose last day comes first, and those of which more must be known to tell."""
    certain: list[tuple[bool, date, Norm]] = []
    unsure: list[Norm] = []
    for norm in timed:
        statuses = _statuses(norm)
        if not statuses & {*_UNDONE, NormStatus.LAPSED, NormStatus.UNKNOWN}:
            continue  # it was done, or its period does not run
        sure = False
        if norm.applies == "yes" and norm.due is not None:
            certain.append((norm.status is NormStatus.LAPSED, norm.due, norm))
            sure = norm.due >= today or len(statuses) == 1
        if not sure:
            unsure.append(norm)
    first = min(certain, key=lambda one: one[:2])[2] if certain else None
    before = None if first is None or first.status is NormStatus.LAPSED else first.due
    return first, tuple(
        norm.rule
        for norm in unsure
        if before is None or norm is first or (norm.due_earliest or norm.due or date.min) < before
    )


def _steps(norms: list[Norm]) -> Iterator[Norm]:
    for norm in norms:
        must_not = norm.kind is NormKind.PROHIBITION
        if norm.applies == "yes" and not norm.general and (must_not or _statuses(norm) & _TO_DO):
            yield norm


def _order(norm: Norm) -> tuple[bool, bool, date, bool]:
    """Sorts what must not be done before what is to be done, and that by its last day."""
    day = norm.due or norm.due_earliest or norm.due_latest
    return norm.kind is not NormKind.PROHIBITION, day is None, day or date.max, not norm.promptly


def _statuses(norm: Norm) -> frozenset[NormStatus]:
    return frozenset(norm.candidates or (norm.status,)) - {NormStatus.NOT_APPLICABLE}
