"""From what an evaluation found to the result that goes out."""

from datetime import date
from typing import Literal

from xinfang_rules.evaluation.state import Due, State
from xinfang_rules.evaluation.statuses import (
    LAPSED,
    MET_LATE,
    NOT_APPLICABLE,
    OPEN,
    OVERDUE,
    PENDING,
    done_bounds,
)
from xinfang_rules.logic.truth import EARLIEST, FALSE, NEVER, TRUE
from xinfang_rules.result import Citation, Decision, InstrumentRef, Norm, Note, Result
from xinfang_rules.rulebook.model import STATUSES, Question, Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.vocabulary.outputs import DecisionStatus, NormKind, NormStatus

_STATUS = {status.value: status for status in NormStatus}


def build_result(state: State, as_of: date, case_id: str | None, extra_notes: tuple[Note, ...]) -> Result:
    """Puts a finished evaluation into a result."""
    edition = state.edition
    norms = [norm for rule in edition.rules if (norm := build_norm(rule, state)) is not None]
    notes = [
        Note.model_construct(rule=rule.id, text=rule.note, citations=rule.citations)
        for rule in edition.rules
        if rule.note is not None and state.truths[rule.unit] == TRUE
    ]
    provisional = any(not due.sure for due in state.dues.values())
    return Result.model_construct(
        as_of=as_of,
        case_id=case_id,
        instrument=InstrumentRef(
            id=edition.rulebook.id, title=edition.rulebook.title, overlays=edition.rulebook.overlays
        ),
        decisions={question.name: build_decision(question, state) for question in edition.questions},
        norms=tuple(norms),
        notes=(*extra_notes, *notes),
        calendar="provisional" if provisional else "official",
    )


# Decisions


def build_decision(question: Question, state: State) -> Decision:
    """Puts the answer to one question into words and citations."""
    mask = state.values[question.slot]
    answers = list(question.answers)
    arises = TRUE if question.arises is None else state.truths[question.arises]
    if not arises & TRUE:
        return Decision.model_construct(status=DecisionStatus.NOT_APPLICABLE, citations=question.citations)
    candidates = tuple(answer for bit, answer in enumerate(answers) if mask >> bit & 1)
    certain = _certain_rules(question, state)
    if arises == TRUE and len({rule.answer for rule in certain}) > 1:
        return Decision.model_construct(
            status=DecisionStatus.CONFLICT,
            candidates=candidates,
            citations=_citations(certain),
            rules=tuple(rule.id for rule in certain),
        )
    decided = arises == TRUE and len(candidates) == 1 and mask & (mask - 1) == 0
    if decided:
        giving = certain or [rule for rule in _rules(question, state) if state.holds[rule.index] & TRUE]
        return Decision.model_construct(
            status=DecisionStatus.DECIDED,
            answer=candidates[0],
            label=question.answers[candidates[0]],
            candidates=candidates,
            alternatives=_alternatives(question, candidates[0], state),
            citations=_citations(giving),
            rules=tuple(rule.id for rule in giving),
            interpretive=tuple(rule.interpretive for rule in giving if rule.interpretive is not None),
        )
    if not candidates and arises == TRUE:
        return Decision.model_construct(status=DecisionStatus.NO_RULE)
    return Decision.model_construct(status=DecisionStatus.UNDETERMINED, candidates=candidates)


def _rules(question: Question, state: State) -> list[Rule]:
    return [state.edition.rules[index] for line in question.lines for index in line]


def _certain_rules(question: Question, state: State) -> list[Rule]:
    return [rule for rule in _rules(question, state) if state.holds[rule.index] == TRUE]


def _alternatives(question: Question, answer: str, state: State) -> tuple[str, ...]:
    """Lists the answers whose own conditions hold although they are displaced; a remainder is none."""
    holding = {
        rule.answer
        for rule in _rules(question, state)
        if state.truths[rule.unit] == TRUE and not rule.otherwise and rule.answer != answer
    }
    return tuple(other for other in question.answers if other in holding)


def _citations(rules: list[Rule]) -> tuple[Citation, ...]:
    found: dict[Citation, None] = {}
    for rule in rules:
        found.update(dict.fromkeys(rule.citations))
    return tuple(found)


# Norms


def build_norm(rule: Rule, state: State) -> Norm | None:
    """Puts a norm into words, or returns None if it does not apply."""
    spec = rule.norm
    if spec is None or not state.holds[rule.index] & TRUE:
        return None
    mask = state.values[state.edition.layout[STATUS + rule.id]]
    possible = tuple(_STATUS[status] for bit, status in enumerate(STATUSES[spec.kind]) if mask >> bit & 1)
    single = len(possible) == 1
    due = state.dues.get(rule.index)
    low, high = done_bounds(spec, state)
    done = low if low == high and low < NEVER else None
    exact, earliest, latest = _days(due)
    return Norm.model_construct(
        rule=rule.id,
        kind=spec.kind,
        bearer=spec.bearer,
        action=spec.action,
        label=rule.title,
        applies="unknown" if state.holds[rule.index] & FALSE else "yes",
        promptly=spec.promptly,
        due=_date(exact),
        due_earliest=_date(earliest),
        due_latest=_date(latest),
        status=possible[0] if single else NormStatus.UNKNOWN,
        candidates=() if single else possible,
        days_left=_days_left(spec.kind, mask, exact, state.today),
        days_late=_days_late(spec.kind, mask, exact, done, state.today),
        done_on=_date(done),
        calendar=_calendar(due),
        citations=rule.citations,
        interpretive=rule.interpretive,
    )


def _days(due: Due | None) -> tuple[int | None, int | None, int | None]:
    """Returns the last day if it is certain, else the earliest and the latest as far as there are any."""
    if due is None or not due.may_run:
        return None, None, None
    if due.low == due.high and not due.may_wait:
        return due.low, None, None
    earliest = due.low if due.low > EARLIEST else None
    return None, earliest, due.high if due.high < NEVER and not due.may_wait else None


def _date(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _calendar(due: Due | None) -> Literal["official", "provisional"]:
    return "official" if due is None or due.sure else "provisional"


def _days_left(kind: NormKind, mask: int, due: int | None, today: int) -> int | None:
    waiting = {NormKind.OBLIGATION: PENDING, NormKind.PERMISSION: OPEN}.get(kind, 0)
    return due - today if due is not None and waiting and mask & ~NOT_APPLICABLE == waiting else None


def _days_late(kind: NormKind, mask: int, due: int | None, done: int | None, today: int) -> int | None:
    only = mask & ~NOT_APPLICABLE
    if due is None or kind is NormKind.PROHIBITION:
        return None
    if done is not None and done > due and only == (MET_LATE if kind is NormKind.OBLIGATION else LAPSED):
        return done - due
    return today - due if kind is NormKind.OBLIGATION and only == OVERDUE else None
