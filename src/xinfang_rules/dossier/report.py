"""The report on a dossier: what was done, what is due, what was late, missing or wrong, and what is to be found out."""

from collections.abc import Sequence
from itertools import chain
from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from xinfang_rules.errors import XinfangError
from xinfang_rules.facts.values import Term
from xinfang_rules.result import Citation, InstrumentRef, Provenance, Result
from xinfang_rules.result.closed_lists import AnyDecisionStatus
from xinfang_rules.result.presumed import MARK, NotPresumed, PresumedFact
from xinfang_rules.result.result_parts import Bounds, Day, ResultPart, changed, maker


class FindingKind(Term):
    """What was found of a duty, a right or the record, 核查结果.

    Source: derived from the statuses of norms; not a term of the Regulation.
    """

    MISSING = "missing", "逾期未履行"
    LATE = "late", "逾期履行"
    BREACHED = "breached", "违反"
    DEFECT = "defect", "记录反映的问题"
    UNTOLD = "untold", "不能确定"
    RUNNING = "running", "期限之内"
    OPEN = "open", "可以行使"
    LAPSED = "lapsed", "期限已过"
    PRESUMED = "presumed", "只是依推定而定"
    UNDONE = "undone", "没有履行的记载，条文没有写明期限"
    OWED = "owed", "应当履行，不记录是否已经履行"
    KEPT = "kept", "按期履行"
    EXERCISED = "exercised", "已经行使"


AMISS = frozenset({FindingKind.MISSING, FindingKind.LATE, FindingKind.BREACHED, FindingKind.DEFECT})
"""The findings that are defects of procedure, 程序瑕疵."""

AHEAD = frozenset({FindingKind.RUNNING, FindingKind.OPEN, FindingKind.UNTOLD})
"""The findings of which the last day is still ahead, or may be."""


class Follow(ResultPart):
    """What follows from a defect: urging, a proposal, an order to correct, liability.

    Attributes:
        rule: The rule that gives it; None where a check of the record says so.
        title: What it is, in Chinese.
        by: Who is to do it, in Chinese; empty where a check says so.
        certain: Whether it surely applies.
        citations: The provisions on which it rests.
        rests_on: The readings without which it would not follow.
    """

    rule: str | None = None
    title: str
    by: str = ""
    certain: bool = True
    citations: tuple[Citation, ...] = ()
    rests_on: tuple[str, ...] = ()


class Finding(ResultPart):
    """One line for a duty, a right, or something that the record shows.

    Attributes:
        kind: What was found; `presumed` where that is so only if presumed facts are.
        would_be: What it would be if these were so; None of every other kind.
        of: The rule of the norm, or the name of the check.
        who: Whose it is: the label of an organ, `petitioner`, or a bearer of norms whose organ is not in the dossier.
        who_title: The same in Chinese.
        title: What was to be done, or what is wrong, in Chinese.
        parts: The parts in which it was found.
        where: Which pieces, claims and rounds these are about, in Chinese, where the dossier has several.
        due: The last day, if it is certain.
        due_earliest: The earliest last day possible, where it is not certain.
        due_latest: The latest.
        since: The day from which it is missing.
        done_on: The day on which it was done, if known.
        days_left: Calendar days that are left.
        days_late: Calendar days by which it is, or was, late.
        late_at_least: The fewest that these can be, where they are not certain.
        late_at_most: The most.
        unknown_facts: The facts other than days on which the last day hangs; empty unless it was asked for.
        unknown_days: The days on which it hangs that are unknown, in Chinese, with the bounds that are known.
        possible: What it may be, in Chinese, where that cannot be told.
        citations: The provisions.
        interpretive: The reading that it rests on, where the text is silent.
        rests_on: Readings without which it would not follow.
        follows: What follows from it.
        presumed: Whether it is what it is, or may be, only if presumed facts are so.
        days_presumed: Whether only its last day and the days by which it is late are so.
        presumes: Which these are, in Chinese, none of which can be left out; empty unless it was asked for.
        text: All of it in one sentence, in Chinese, to be copied.
    """

    kind: FindingKind
    would_be: FindingKind | None = None
    of: str
    who: str
    who_title: str
    bearer: str = ""
    title: str
    parts: tuple[str, ...]
    where: str = ""
    due: Day | None = None
    due_earliest: Day | None = None
    due_latest: Day | None = None
    since: Day | None = None
    done_on: Day | None = None
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    late_at_least: StrictInt | None = None
    late_at_most: StrictInt | None = None
    unknown_facts: tuple[str, ...] = ()
    unknown_days: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    citations: tuple[Citation, ...]
    interpretive: str | None = None
    rests_on: tuple[str, ...] = ()
    follows: tuple[Follow, ...] = ()
    presumed: StrictBool = False
    days_presumed: StrictBool = False
    presumes: tuple[str, ...] = ()
    text: str = ""

    @property
    def shown(self) -> FindingKind:
        """What was found, or would be."""
        return self.would_be or self.kind

    @property
    def label(self) -> str:
        """The same in Chinese, marked if it is only presumed; of what has no last day not that it was kept in time."""
        dated = self.due or self.due_earliest or self.due_latest
        said = "已经履行" if self.shown is FindingKind.KEPT and dated is None else self.shown.label
        return said + (MARK if self.would_be else "")

    @property
    def whose(self) -> str:
        """Whose it is and where, in Chinese."""
        return whose(self.who_title, self.where)


def whose(who: str, where: str) -> str:
    """Says whose something is and where, in Chinese; nothing of where there is but one place."""
    return who + (f"（{where}）" if where else "")


class PartAnswer(ResultPart):
    """An answer in a part.

    Attributes:
        question: The question.
        title: The question, in Chinese.
        status: Whether it is decided; `presumed` where it would be only if presumed facts are so.
        answer: The answer, if it is decided by what is stated.
        would_be: The answer if the presumed facts were so, where it is not the same without them.
        label: The answer in Chinese, marked if it is only presumed, or that it is open.
        candidates: In Chinese, what is still possible, if it is open.
        citations: The provisions on which it rests.
        presumed: Whether it, or what is still possible, is so only if presumed facts are.
        presumes: Which these are, in Chinese, none of which can be left out; empty unless it was asked for.
    """

    question: str
    title: str
    status: AnyDecisionStatus
    answer: str | None = None
    would_be: str | None = None
    label: str
    candidates: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    presumed: StrictBool = False
    presumes: tuple[str, ...] = ()


class DossierPart(ResultPart):
    """A part of a dossier: a piece at an organ, for one claim, in one round.

    Attributes:
        name: Piece, organ, claim, and the round if it is not the first.
        piece: The piece.
        organ: The organ.
        organ_title: The organ, as reports call it.
        claim: The claim.
        claim_title: The claim, as reports call it.
        round: Which opinion it is about, from 1.
        role: What it is to the organ: `receiver`, `handler`, `issuer` or `redo`.
        role_title: The same in Chinese.
        answers: The answers that matter to the role.
        result: The result of its case; None if the case was refused, and in a report that was stored.
        refused: Why, in Chinese; empty if it was not.
    """

    name: str
    piece: str
    organ: str
    organ_title: str
    claim: str
    claim_title: str
    round: StrictInt
    role: Literal["receiver", "handler", "issuer", "redo"]
    role_title: str
    answers: tuple[PartAnswer, ...] = ()
    result: Result | None = Field(default=None, exclude=True, repr=False)
    refused: str = ""


class TimelineEntry(ResultPart):
    """Something that was done, or the last day of something.

    Attributes:
        first: The day, or the first that it can be; None if that is unknown.
        last: The day, or the last that it can be; None if that is unknown.
        days: The day in Chinese.
        kind: `act`, or `last_day`.
        who: In Chinese.
        text: What, in Chinese.
        presumed: Whether it is a last day that is so only if presumed facts are.
    """

    first: Day | None = None
    last: Day | None = None
    days: str
    kind: Literal["act", "last_day"]
    who: str
    text: str
    presumed: StrictBool = False


class Question(ResultPart):
    """What is to be found out, for as many parts as hang on it.

    Attributes:
        fact: The fact; None if it is a notice of holidays, or what kind of document was issued.
        question: What to find out, in Chinese.
        decides: How many open answers and last days it would narrow.
        parts: The parts.
        known: Within which bounds the record has the day already; None if within none.
    """

    fact: str | None
    question: str
    decides: StrictInt
    parts: tuple[str, ...]
    known: Bounds | None = None


make_finding, make_follow = maker(Finding), maker(Follow)
make_answer, make_part, make_entry = maker(PartAnswer), maker(DossierPart), maker(TimelineEntry)


class DossierReport(ResultPart):
    """What came of examining a dossier.

    Attributes:
        dossier: The dossier's own reference.
        as_of: The day for which it holds.
        complete_to: Until when the record is complete, as it says itself; None if that is open.
        instrument: What governs; None if no part could be decided.
        parts: The parts.
        findings: The findings: what is amiss first.
        timeline: Acts and last days, in order.
        provenance: What it was worked out with; None if no part could be decided.
        acts_digest: SHA-256 of the table by which the record became facts.
        questions: What is to be found out, the most decisive first; empty unless it was asked for.
        presumed: The facts that were presumed in some part, in Chinese.
        presumed_facts: The same facts, each with its set, the reason, the provisions and the limits of that.
        not_presumed: What was to be presumed, and was not in some part.
    """

    dossier: str
    as_of: Day
    complete_to: Day | None = None
    instrument: InstrumentRef | None = None
    parts: tuple[DossierPart, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[TimelineEntry, ...]
    provenance: Provenance | None = None
    acts_digest: str
    questions: tuple[Question, ...] = ()
    presumed: tuple[str, ...] = ()
    presumed_facts: tuple[PresumedFact, ...] = ()
    not_presumed: tuple[NotPresumed, ...] = ()

    def amiss(self, *, presumed: bool = False) -> tuple[Finding, ...]:
        """Returns the defects of procedure, 程序瑕疵.

        Args:
            presumed: Whether to return those, too, that are some only if presumed facts are so.
        """
        return tuple(f for f in self.findings if (f.shown if presumed else f.kind) in AMISS)

    def part(self, name: str) -> DossierPart:
        """Returns a part by its name.

        Raises:
            XinfangError: If there is none.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise XinfangError(f"there is no part {name}: {', '.join(part.name for part in self.parts)}")


make_report = maker(DossierReport)


class GoverningPart(ResultPart):
    """An instrument that governs a part of a dossier.

    Attributes:
        instrument: The instrument; None if no part that it governs could be decided.
        pieces: The pieces that it governs, in Chinese.
        parts: The names of their parts.
        provenance: What they were worked out with; None if none could be decided.
        acts_digest: SHA-256 of the table by which their record became facts.
        not_considered: Acts of theirs that are none of this instrument's, in Chinese.
    """

    instrument: InstrumentRef | None = None
    pieces: tuple[str, ...]
    parts: tuple[str, ...]
    provenance: Provenance | None = None
    acts_digest: str
    not_considered: tuple[str, ...] = ()


class SpanningReport(DossierReport):
    """What came of examining a dossier of which several instruments govern parts.

    `instrument`, `provenance` and `acts_digest` are those of the newest of them.

    Attributes:
        governing: The instruments, oldest first, each with what it governs.
    """

    governing: tuple[GoverningPart, ...]


def spanning(
    reports: Sequence[DossierReport],
    pieces: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    findings: tuple[Finding, ...],
    timeline: tuple[TimelineEntry, ...],
) -> SpanningReport:
    """Merges reports on the pieces of one dossier.

    Args:
        reports: The reports, oldest instrument first.
        pieces: For each its pieces in Chinese, and those acts of theirs that are none of its instrument's.
        findings: All findings, in order.
        timeline: The acts and all last days, in order.
    """
    newest = reports[-1]
    together = {
        name: tuple(chain.from_iterable(getattr(report, name) for report in reports))
        for name in ("parts", "presumed_facts")
    }
    together |= {
        name: tuple(dict.fromkeys(chain.from_iterable(getattr(report, name) for report in reports)))
        for name in ("presumed", "not_presumed")
    }
    governing = tuple(
        GoverningPart(
            instrument=report.instrument,
            pieces=words,
            parts=tuple(part.name for part in report.parts),
            provenance=report.provenance,
            acts_digest=report.acts_digest,
            not_considered=left,
        )
        for report, (words, left) in zip(reports, pieces, strict=True)
    )
    asked: dict[tuple[str, object], Question] = {}
    for question in chain.from_iterable(report.questions for report in reports):
        key = question.question, question.known
        before = asked.get(key)
        if before is not None:
            parts = (*before.parts, *question.parts)
            question = changed(question, decides=before.decides + question.decides, parts=parts)
        asked[key] = question
    questions = tuple(sorted(asked.values(), key=lambda one: -one.decides))
    told = {**newest.__dict__, **together, "findings": findings, "timeline": timeline, "questions": questions}
    return SpanningReport.model_construct(**told, governing=governing)
