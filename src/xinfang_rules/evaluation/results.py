"""From what an evaluation found to the result that goes out."""

from typing import TYPE_CHECKING, Any

from xinfang_rules.bounded_cache import keep
from xinfang_rules.days import day_at
from xinfang_rules.engines.outcome import ALL_STATUSES, Due, Outcome, unpack_rule
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.reference.statuses import (
    LAPSED,
    NOT_APPLICABLE,
    OPEN,
    PENDING,
    done_bounds,
)
from xinfang_rules.evaluation.conclusion_readings import Readings, Trace
from xinfang_rules.evaluation.decisions import outcomes_of
from xinfang_rules.evaluation.making import Making
from xinfang_rules.evaluation.notices import WorkingDaysTold
from xinfang_rules.evaluation.origin import provenance_of
from xinfang_rules.evaluation.standing import LATE_UNTIL
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.truth import EARLIEST, NEVER, TRUE
from xinfang_rules.result.status_enums import NormKind, NormStatus
from xinfang_rules.rulebook.model import STATUSES, Edition, Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.readings import is_followed, may_lapse

if TYPE_CHECKING:
    from xinfang_rules.result import Decision, Norm, Note, Reading, Result

_REMEMBERED = 512
"""Norms that are kept of each rule, by the day on which they were done."""

_LABELLED = {status.value: status for status in NormStatus}


def _possible(kind: NormKind, mask: int) -> tuple[NormStatus, ...]:
    return tuple(_LABELLED[status] for bit, status in enumerate(STATUSES[kind]) if mask >> bit & 1)


_POSSIBLE = {kind: [_possible(kind, mask) for mask in range(1 << len(names))] for kind, names in STATUSES.items()}


class ResultBuilder:
    """Puts finished evaluations of one edition into results."""

    def __init__(
        self, edition: Edition, deadlines: DeadlineCounter, days: WorkingDaysTold, engine: str, making: Making
    ) -> None:
        identity = edition.rulebook
        self._instrument = making.part("InstrumentRef")({"id": identity.id, "title": identity.title})
        self._provenance = provenance_of(edition, engine, making) if making.sources else None
        self._note, self._decided, self._result = map(making.part, ("Note", "Decision", "Result"))
        self._outcomes = outcomes_of(making, edition)
        self._notes = [
            (
                rule.condition_id,
                self._note(
                    {
                        "rule": rule.id,
                        "text": rule.note,
                        "citations": making.citations(rule.citations),
                        "kind": "conflict" if rule.conflict else None,
                    }
                ),
            )
            for rule in edition.rules
            if rule.note is not None
        ]
        self._days = days
        self._readings = Readings(edition, deadlines, making)
        self._edition = edition
        self._making = making
        self._norms: dict[int, _NormBuilder] = {}  # made when first wanted: most cases bring about few norms
        self._refusing = tuple(question for question in edition.questions if question.grave)
        self._remembered: dict[int, Norm] = {}  # those that look the same in every case, by `pack_status`

    def build(self, state: Outcome, case_id: str | None, remarks: tuple[str, ...]) -> "Result":
        """Puts a finished evaluation into a result, with remarks of no rule besides."""
        remembered, build, trace = self._remembered.get, self._build, Trace(self._readings, state)
        norms = [remembered(found) or build(found, state, trace) for found in sorted(state.active)]
        notes = [note for unit, note in self._notes if state.told[unit] == TRUE]
        values = {
            "as_of": day_at(state.today),
            "case_id": case_id,
            "instrument": self._instrument,
            "decisions": FrozenDict(self._decisions(state, trace)),
            "norms": tuple(norms),
            "notes": (*map(self._remark, remarks), *notes),
            "calendar": None if self._days.counts_none(state) else self._days.reference(state),
            "provenance": self._provenance,
            "presumed": None,
        }
        made: Result = self._result(values)
        return made

    def _remark(self, text: str) -> "Note":
        made: Note = self._note({"rule": None, "text": text, "citations": (), "kind": None})
        return made

    def _decisions(self, state: Outcome, trace: Trace) -> "dict[str, Decision]":
        decisions = {one.name: one.decision(state) for one in self._outcomes}
        for question in self._refusing:
            decision = decisions[question.name]
            if decision.answer in question.grave and (rests_on := trace.readings(question.name)):
                decisions[question.name] = self._decided({**decision.__dict__, "rests_on": rests_on})
        return decisions

    def _build(self, found: int, state: Outcome, trace: Trace) -> "Norm":
        index = unpack_rule(found)
        builder = self._norms.get(index)
        if builder is None:
            rule = self._edition.rules[index]
            builder = self._norms[index] = _NormBuilder(rule, self._edition, self._days, self._readings, self._making)
        norm, same = builder.build(found & ALL_STATUSES, state, trace)
        if same:
            self._remembered[found] = norm
        return norm


class _NormBuilder:
    """Puts one norm into words: what does not depend on the case is laid out once."""

    def __init__(self, rule: Rule, edition: Edition, days: WorkingDaysTold, readings: Readings, making: Making) -> None:
        spec = rule.norm
        assert spec is not None  # what is active has one
        self._status = STATUS + rule.id
        self._norm = making.part("Norm")
        self._days = days
        own = readings.always(rule) if rule.grave else ()
        self._lapses = may_lapse(rule) and not rule.grave
        self._followed = is_followed(edition, rule)
        self._index = rule.index
        self._spec = spec
        self._done = done_bounds(spec, edition.layout)
        self._possible = _POSSIBLE[spec.kind]
        self._by_mask: dict[int, dict[str, Any]] = {}
        self._by_day: dict[tuple[int, int | None, int], Norm] = {}
        self._fixed: dict[str, Any] = {
            "rule": rule.id,
            "kind": spec.kind,
            "bearer": spec.bearer,
            "action": spec.action,
            "label": rule.title,
            "applies": "yes",
            "general": rule.general,
            "promptly": spec.promptly,
            "due": None,
            "due_earliest": None,
            "due_latest": None,
            "status": NormStatus.UNKNOWN,
            "candidates": (),
            "days_left": None,
            "days_late": None,
            "done_on": None,
            "missing_notices": (),
            "due_expected": None,
            "citations": making.citations(rule.citations),
            "interpretive": rule.interpretive,
            "rests_on": own,
        }

    def build(self, mask: int, state: Outcome, trace: Trace) -> "tuple[Norm, bool]":
        """Builds the norm; says whether it looks the same in every case in which it has these statuses."""
        low, high = self._done(state)
        done = low if low == high < NEVER else None
        rests_on = None
        if self._followed and (mask == LAPSED if self._lapses else not mask & NOT_APPLICABLE):
            rests_on = trace.readings(self._status)
        due = state.dues.get(self._index)
        if due is not None and (due.may_run or due.open_after < NEVER):
            return self._made(mask, done, due, state, rests_on), False
        # By identity: the norm that is kept keeps its readings, so that no others can take their place.
        place = mask, done, id(rests_on)
        norm = self._by_day.get(place)
        if norm is None:
            norm = keep(self._by_day, _REMEMBERED, place, self._made(mask, done, None, state, rests_on))
        return norm, rests_on is None and low == NEVER and self._spec.period is None

    def _made(
        self, mask: int, done: int | None, due: Due | None, state: Outcome, rests_on: "tuple[Reading, ...] | None"
    ) -> "Norm":
        values = (self._by_mask.get(mask) or self._lay_out(mask)).copy()
        if rests_on is not None:
            values["rests_on"] = rests_on
        if done is not None:
            values["done_on"] = day_at(done)
        if due is not None:
            self._fill_days(values, due, done, mask & ~NOT_APPLICABLE, state.today)
            if due.open_after < NEVER:
                values["missing_notices"] = self._days.missing(self._index, due)
                values["due_expected"] = self._days.expected(self._index, state)
        made: Norm = self._norm(values)
        return made

    def _lay_out(self, mask: int) -> dict[str, Any]:
        """Fills in what follows from the statuses, once for each mask of them."""
        values = self._fixed.copy()
        possible = self._possible[mask]
        if len(possible) == 1:
            values["status"] = possible[0]
        else:
            values["candidates"] = possible
        if mask & NOT_APPLICABLE:
            values["applies"] = "unknown"
            values["rests_on"] = ()
        self._by_mask[mask] = values
        return values

    def _fill_days(self, values: dict[str, Any], due: Due, done: int | None, status: int, today: int) -> None:
        if not due.may_run:
            return
        if due.low == due.high < NEVER and not due.may_wait:
            values["due"] = day_at(due.low)
            kind = self._spec.kind
            if status == (PENDING if kind is NormKind.OBLIGATION else OPEN):
                values["days_left"] = due.low - today
            until = LATE_UNTIL[kind].get(status)
            last = today if until == "today" else done
            if until is not None and last is not None and last > due.low:
                values["days_late"] = last - due.low
            return
        if EARLIEST < due.low < NEVER:
            values["due_earliest"] = day_at(due.low)
        if due.high < NEVER and not due.may_wait:
            values["due_latest"] = day_at(due.high)
