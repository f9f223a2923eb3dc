"""Examining a dossier: its parts are evaluated, and what they come to is merged into one report."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from xinfang_rules.arguments import day_of, names_of
from xinfang_rules.dossier.acts_file import RoleEntry
from xinfang_rules.dossier.acts_table import ActsTable, table_of
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.dossier.duty_findings import possible_answers
from xinfang_rules.dossier.expressions import Choice
from xinfang_rules.dossier.governing_tables import Governed, governing_tables
from xinfang_rules.dossier.merged_findings import findings_of, in_order
from xinfang_rules.dossier.open_questions import questions_of
from xinfang_rules.dossier.order_of_events import kind_question, timeline_of
from xinfang_rules.dossier.parts import Part, parts_of
from xinfang_rules.dossier.projection import Facts, Projection
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.report import (
    DossierPart,
    DossierReport,
    Finding,
    PartAnswer,
    Question,
    make_answer,
    make_part,
    spanning,
)
from xinfang_rules.errors import ArgumentError, CalendarError, CaseError, InstrumentError, did_you_mean
from xinfang_rules.evaluation.evaluate import decided
from xinfang_rules.evaluation.presuming import check_presumed
from xinfang_rules.result import Result
from xinfang_rules.result.presumed import NotPresumed, shown_decision
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.model import Rulebook


def examine(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    rulebook: Rulebook | None = None,
    acts: ActsTable | None = None,
    engine: str = "compiled",
    ask: bool = False,
    presume: str | Iterable[str] = (),
    reader: str | None = None,
) -> DossierReport:
    """Examines a dossier: what was done, what is due by whom until when, what was late, missing or wrong.

    What is dated after the day has not happened yet, so that the same dossier can be examined for any day.

    Args:
        dossier: The dossier; a plain mapping is validated first.
        as_of: The day.
        rulebook: The rulebook; if None, the one that goes with the table of acts, and without one, for each piece of
            the dossier the shipped instrument in force when it was received: the report is then a `SpanningReport` if
            there are several.
        acts: The table of acts; that of the rulebook's pack if None.
        engine: How conditions are computed; see `evaluate`.
        ask: Whether to work out what is still to be found out, and on which presumed facts each finding rests, which
            takes longer than all the rest.
        presume: Presumptions of the rulebook; see `evaluate`. What follows only by them is marked. Those that the
            dossier bars (`never_presume`) are not made, and the report tells so.
        reader: For whom the report is, as the table of acts names readers; what must not be presumed for them is
            refused. None if that is open: the report tells the limits of what was presumed.

    Raises:
        CaseError: If it is no dossier. Of a part whose facts cannot be true together the report says why.
        RulebookError: If the rulebook's pack has no table of acts.
        ArgumentError: If `as_of` is no day, `presume` names no presumptions, or such as are not for the reader.
        EngineError: If the engine is not installed.
    """
    as_of = day_of(as_of)
    table = table_of(rulebook, acts)
    names = names_of(presume, "presume", "ordinary") if presume else ()
    check_reader(table, rulebook or table.rulebook, names, reader)
    governed, examined = _examined(dossier, as_of, rulebook, acts, names, engine)
    reports = [each.report(ask=ask) for each in examined]
    if len(reports) == 1:
        return reports[0]
    findings = in_order((finding for report in reports for finding in report.findings), as_of)
    timeline = timeline_of(examined[-1].record, findings)
    return spanning(reports, [(one.words, one.unread) for one in governed], findings, timeline)


class _Examined:
    """The pieces of a dossier that an instrument governs, under the presumptions that the dossier lets be made."""

    def __init__(
        self,
        whole: Dossier,
        as_of: date,
        governed: Governed,
        rulebook: Rulebook | None,
        names: tuple[str, ...],
        engine: str,
    ) -> None:
        table = governed.table
        book = rulebook or table.rulebook
        self._left: tuple[NotPresumed, ...] = ()
        if whole.never_presume:
            for edition in book.editions:
                check_presumed(edition, names)
            asked = book.latest.presumptions.named(names)
            names = tuple(one.name for one in asked if one.name not in whole.never_presume)
            self._left = tuple(
                NotPresumed(presumption=one.name, text=f"{one.title}：记录写明不得采用（never_presume）")
                for one in asked if one.name in whole.never_presume
            )  # fmt: skip
        chosen = governed.pieces is not None
        evaluating = partial(decided, rulebook=book, engine=engine, presume=names, chosen=chosen)
        self.examination = _Examination(whole, as_of, table, evaluating, governed.pieces)
        self._whole, self._book, self._digest = whole, book, governed.digest
        self.record = self.examination.record

    def report(self, *, ask: bool) -> DossierReport:
        """Evaluates every part of these pieces, and merges what comes of it."""
        report = self.examination.report(ask=ask)
        if not self._left and report.acts_digest == self._digest:
            return report
        told = {"acts_digest": self._digest, "not_presumed": (*self._left, *report.not_presumed)}
        return report.model_copy(update=told)

    def parts(self) -> Iterator[tuple[str, "DecidedPart"]]:
        """Evaluates every part of these pieces, and yields each by its name."""
        organs = self._whole.organs
        for part in self.examination.parts:
            facts, result, why = self.examination.of_part(part)
            organ = organs[part.context.organ]
            above = [organs[label].title for label in organ.superior]
            known = {"organ": organ.title, "superior": "、".join(filter(None, above))}
            names = {which: title for which, title in known.items() if title}
            yield part.name, DecidedPart(nested(facts), result, "" if result else why, self._book, names)


def _examined(
    dossier: Dossier | Mapping[str, Any],
    as_of: date,
    rulebook: Rulebook | None,
    acts: ActsTable | None,
    names: tuple[str, ...],
    engine: str,
) -> tuple[tuple[Governed, ...], list[_Examined]]:
    if rulebook is None and acts is None:
        whole, governed = governing_tables(dossier, as_of)
    else:
        table = table_of(rulebook, acts)
        whole, governed = dossier_from_data(dossier, table), (Governed(table, table.digest),)
    examined = [_Examined(whole, as_of, one, rulebook, names, engine) for one in governed]
    for each in examined:
        each.examination.beside = tuple(one.examination for one in examined)
    return governed, examined


class DecidedPart(NamedTuple):
    """A part of a dossier as a case by itself, decided.

    Attributes:
        case: Its facts, as plain data.
        result: What was decided; None where its facts cannot be true together.
        refused: Why it was not decided, in Chinese; empty where it was.
        rulebook: What governs it.
        names: What its organ (`organ`) and the one above (`superior`) are called, as far as the dossier tells.
    """

    case: dict[str, Any]
    result: Result | None
    refused: str
    rulebook: Rulebook
    names: Mapping[str, str]


def decided_parts(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    acts: ActsTable | None = None,
    rulebook: Rulebook | None = None,
    engine: str = "compiled",
    presume: str | Iterable[str] = (),
) -> dict[str, DecidedPart]:
    """Decides every part of a dossier as a case by itself, by the name of the part.

    Args:
        dossier: The dossier.
        as_of: The day.
        acts: The table of acts; see `examine`.
        rulebook: The rulebook; see `examine`.
        engine: How conditions are computed; see `evaluate`.
        presume: Presumptions of the rulebook; see `examine`.

    Raises:
        CaseError: If it is no dossier.
        ArgumentError: If `as_of` is no day, or `presume` names no presumptions.
    """
    names = names_of(presume, "presume", "ordinary") if presume else ()
    _, examined = _examined(dossier, day_of(as_of), rulebook, acts, names, engine)
    return {name: part for each in examined for name, part in each.parts()}


def part_cases(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    acts: ActsTable | None = None,
    rulebook: Rulebook | None = None,
) -> dict[str, dict[str, Any]]:
    """Returns the case of every part of a dossier, as plain data, by the name of the part.

    Args:
        dossier: The dossier.
        as_of: The day.
        acts: The table of acts; that of the rulebook's pack, or of the shipped ones, if None; see `examine`.
        rulebook: The rulebook; if None, the one that goes with the table of acts.

    Raises:
        CaseError: If it is no dossier.
    """
    parts = decided_parts(dossier, as_of=as_of, acts=acts, rulebook=rulebook)
    return {name: part.case for name, part in parts.items()}


def nested(facts: Facts) -> dict[str, Any]:
    """Returns facts by their dotted names in groups, as a case has them."""
    case: dict[str, dict[str, Any]] = {}
    for name, value in facts.items():
        group, _, key = name.partition(".")
        case.setdefault(group, {})[key] = value
    return case


class _Examination:
    def __init__(
        self,
        dossier: Dossier,
        as_of: date,
        table: ActsTable,
        evaluating: Callable[..., Result],
        pieces: frozenset[str] | None = None,
    ) -> None:
        self._dossier = dossier
        self._pieces = pieces
        self._as_of = as_of
        self._table = table
        self._evaluating = evaluating
        self.record = Record(dossier, table, as_of)
        mine = (part for part in parts_of(self.record) if pieces is None or part.context.piece in pieces)
        self.parts = tuple(mine)
        self._projection = Projection(self.record, self._standing)
        self._known: dict[object, tuple[Result | None, str]] = {}
        self.beside: tuple[_Examination, ...] = ()

    def facts(self, part: Part) -> Facts:
        """Returns the facts of a part by their names."""
        return self._projection.facts(part)

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
        return DossierReport.model_construct(
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
        if result is not None and self._projection.hangs_on_answers(part):
            answers = {name: possible_answers(result, name) for name in result.decisions}
            facts = self.facts(part._replace(context=part.context._replace(answers=answers)))
            result, why = self._evaluated(facts, self._as_of)
        if result is not None:
            return facts, result, ""
        facts = self._projection.facts(part, closed=False)
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
                known = self._evaluating(nested(facts), as_of=as_of), ""
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
        then = _Examination(self._dossier, arrived, by._table, by._evaluating)
        for earlier in then.parts:
            context = earlier.context
            if (context.piece, context.organ, context.claim) == (act.piece, act.by, part.context.claim):
                result, _ = by._evaluated(then.facts(earlier), arrived)
                norms = () if result is None else result.norms
                return next((norm.status.value for norm in norms if norm.rule == rule), None)
        return None

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


def check_reader(table: ActsTable, rulebook: Rulebook, names: Iterable[str], reader: str | None) -> None:
    """Refuses a reader that there is none of, and presumptions that must not be used for one.

    Raises:
        ArgumentError: If there is one.
    """
    audiences = table.file.audiences
    if reader is None:
        return
    if reader not in audiences:
        raise ArgumentError(f"reader is none of {', '.join(audiences)}{did_you_mean(reader, audiences)}")
    for one in rulebook.latest.presumptions.named(names):
        if reader in one.not_for:
            others = ", ".join(name for name in audiences if name not in one.not_for)
            raise ArgumentError(
                f"presume: {one.name} must not be used for the reader {reader}, only for {others}: {one.limit}",
                f"供{audiences[reader].title}看的核查报告，不得采用推定“{one.name}”：{one.limit}",
            )
