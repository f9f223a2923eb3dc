"""Examining the pieces that one instrument governs: their parts are evaluated, and merged into one report."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from xinfang_rules.bounded_cache import keep
from xinfang_rules.dossier.acts_file import RoleEntry
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.dossier.duty_findings import possible_answers
from xinfang_rules.dossier.expressions import Choice
from xinfang_rules.dossier.merged_findings import findings_of
from xinfang_rules.dossier.open_questions import questions_of
from xinfang_rules.dossier.order_of_events import kind_question, timeline_of
from xinfang_rules.dossier.parts import Part, parts_of
from xinfang_rules.dossier.projection import Facts, Projection, hangs_on_answers
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.report import (
    DossierPart,
    DossierReport,
    Finding,
    PartAnswer,
    Question,
    make_answer,
    make_part,
    make_report,
)
from xinfang_rules.errors import CalendarError, CaseError, InstrumentError
from xinfang_rules.result import Norm, Result
from xinfang_rules.result.presumed import shown_decision
from xinfang_rules.result.status_enums import DecisionStatus


def nested(facts: Facts) -> dict[str, Any]:
    """Returns facts by their dotted names in groups, as a case has them."""
    case: dict[str, dict[str, Any]] = {}
    for name, value in facts.items():
        group, _, key = name.partition(".")
        case.setdefault(group, {})[key] = value
    return case


_REMEMBERED: Final = 8
"""Records of earlier days that are kept: pieces that come on the same day stand one after the other."""


class _Earlier(NamedTuple):
    """What was found of earlier days, by a table of acts (its `id`) and the day: of a chain of pieces each asks again.

    Attributes:
        records: The record.
        norms: The norms of a part, by its piece, organ and claim too.
    """

    records: dict[tuple[int, date], Record]
    norms: dict[tuple[int, date, str, str, str], tuple[Norm, ...]]


class Examination:
    """The pieces of a dossier that one instrument governs, on a day.

    Args:
        dossier: The dossier.
        as_of: The day.
        table: The table of acts.
        evaluating: Evaluates the facts of a part.
        pieces: The pieces; None for all.
        earlier: What was found of earlier days; None if nothing was.

    Attributes:
        record: The record.
        parts: The parts.
        beside: The examinations of the other pieces.
    """

    def __init__(
        self,
        dossier: Dossier,
        as_of: date,
        table: ActsTable,
        evaluating: Callable[..., Result],
        pieces: frozenset[str] | None = None,
        earlier: _Earlier | None = None,
    ) -> None:
        self._dossier = dossier
        self._pieces = pieces
        self._as_of = as_of
        self._table = table
        self._evaluating = evaluating
        self._earlier = _Earlier({}, {}) if earlier is None else earlier
        records, day = self._earlier.records, (id(table), as_of)
        self.record = records.get(day) or keep(records, _REMEMBERED, day, Record(dossier, table, as_of))
        self.parts = tuple(parts_of(self.record, pieces))
        self._known: dict[object, tuple[Result | None, str]] = {}
        self.beside: tuple[Examination, ...] = ()

    def facts(self, part: Part, *, closed: bool = True) -> Facts:
        """Returns the facts of a part by their names; see `Projection`."""
        return Projection(self.record, self._standing, closed=closed).facts(part)

    def report(self, *, ask: bool) -> DossierReport:
        """Evaluates every part, and merges what comes of it."""
        results = [(part, *self.of_part(part)) for part in self.parts]
        evaluated = [(part, result, facts) for part, facts, result, _ in results if result is not None]
        gaps = {part.name: why for part, _, result, why in results if result is not None and why}
        trying = self._tried if ask else None
        findings = findings_of(self.record, evaluated, gaps, trying=trying, pieces=self._pieces)
        first = next((result for _, result, _ in evaluated), None)
        parts = tuple(self._part(part, result, why, ask=ask) for part, _, result, why in results)
        supposed = [result.presumed for _, result, _ in evaluated if result.presumed is not None]
        presumed = tuple({fact.fact: fact for each in supposed for fact in each.facts}.values())
        return make_report(
            dossier=self._dossier.dossier,
            as_of=self._as_of,
            complete_to=self._dossier.complete_to,
            instrument=None if first is None else first.instrument,
            parts=parts,
            findings=findings,
            timeline=timeline_of(self.record, findings),
            provenance=None if first is None else first.provenance,
            acts_digest=self._table.digest,
            questions=tuple(self._questions(parts, findings)) if ask else (),
            presumed=tuple(fact.text for fact in presumed),
            presumed_facts=presumed,
            not_presumed=tuple(dict.fromkeys(left for each in supposed for left in each.not_presumed)),
        )

    def _questions(self, parts: Iterable[DossierPart], findings: Iterable[Finding]) -> Iterator[Question]:
        mine = (s for s in self.record.of_unknown_kind() if self._pieces is None or s.piece in self._pieces)
        for step in mine:
            about = tuple(p.name for p in parts if p.piece == step.piece and p.claim in step.claims)
            asked = kind_question(self.record, step)
            yield Question.model_construct(fact=None, question=asked, decides=len(about), parts=about, known=None)
        yield from questions_of(parts, findings, self._table.rulebook.facts)

    def of_part(self, part: Part) -> tuple[Facts, Result | None, str]:
        """Evaluates a part; where what is recorded shows that something is not, as if the record were partial."""
        facts = self.facts(part)
        result, why = self._evaluated(facts, self._as_of)
        if result is not None and hangs_on_answers(self.record, part):
            context = part.context.answering(partial(possible_answers, result))
            facts = self.facts(replace(part, context=context))
            result, why = self._evaluated(facts, self._as_of)
        if result is not None:
            return facts, result, ""
        facts = self.facts(part, closed=False)
        return facts, *((result, why) if (result := self._evaluated(facts, self._as_of)[0]) else (None, why))

    def _evaluated(self, facts: Facts, as_of: date) -> tuple[Result | None, str]:
        """Evaluates facts; parts of which all is the same, as several claims at one organ, have one result."""
        key: object = (as_of, *facts.items())
        try:
            known = self._known.get(key)
        except TypeError:  # a list among what is stated
            known = self._known.get(key := repr(key))
        if known is None:
            try:
                known = self._evaluating(facts, as_of=as_of), ""
            except (CaseError, InstrumentError, CalendarError) as error:
                known = None, error.text("zh")
            self._known[key] = known
        return known

    def _tried(self, facts: Mapping[str, Any]) -> Result | None:
        return self._evaluated(dict(facts), self._as_of)[0]

    def _standing(self, rule: str, choice: Choice, part: Part) -> str | None:
        """Returns how a norm stood in the part of the last act of a selection, on the day on which a piece came."""
        arrived = part.arrival.taken("received")
        found = self.record.chosen(choice, part.context)
        if not isinstance(arrived, date) or not found or not found[-1][1]:
            return None
        act = found[-1][0]
        # By what governs that piece, which may be an earlier instrument.
        by = next((one for one in self.beside if act.piece in (one._pieces or ())), self)
        asked = id(by._table), arrived, act.piece, act.by, part.context.claim
        if asked not in self._earlier.norms:
            piece = frozenset({act.piece})
            then = Examination(self._dossier, arrived, by._table, by._evaluating, piece, self._earlier)
            mine = (one for one in then.parts if (one.context.organ, one.context.claim) == (act.by, part.context.claim))
            earlier = next(mine, None)
            result = None if earlier is None else by._evaluated(then.facts(earlier), arrived)[0]
            self._earlier.norms[asked] = () if result is None else result.norms
        return next((norm.status.value for norm in self._earlier.norms[asked] if norm.rule == rule), None)

    def _part(self, part: Part, result: Result | None, refused: str, *, ask: bool) -> DossierPart:
        context, role = part.context, self._table.file.roles[part.role]
        return make_part(
            name=part.name,
            piece=context.piece,
            organ=context.organ,
            organ_title=self._dossier.organs[context.organ].title or context.organ,
            claim=context.claim,
            claim_title=self._dossier.claims[context.claim].title or context.claim,
            round=part.round,
            role=part.role,
            role_title=role.title,
            answers=() if result is None else tuple(_answers(role, result, ask=ask)),
            result=result,
            refused="" if result is not None else refused,
        )


def _answers(role: RoleEntry, result: Result, *, ask: bool) -> Iterable[PartAnswer]:
    for question in role.questions:
        stated = result.decisions.get(question)
        if stated is None:
            continue
        presumed = None if result.presumed is None else result.presumed.decisions.get(question)
        decision = shown_decision(stated, presumed)
        if decision.status is DecisionStatus.NOT_APPLICABLE:
            continue
        resting = result.presumed.grounds.decisions.get(question, ()) if ask and result.presumed is not None else ()
        yield make_answer(
            question=question,
            title=decision.title,
            status=stated.status,
            answer=stated.answer,
            would_be=decision.answer if decision.answer != stated.answer else None,
            label=decision.label or decision.status.label,
            candidates=()
            if decision.answer
            else tuple(decision.labels.get(name, name) for name in decision.candidates),
            citations=decision.citations,
            presumed=presumed is not None,
            presumes=tuple(fact.text for fact in result.presumed.named(resting)) if result.presumed is not None else (),
        )
