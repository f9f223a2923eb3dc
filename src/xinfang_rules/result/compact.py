"""A result in a few kilobytes: what the case brings about, for lists, messages and other systems' records."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, ValidationInfo

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.closed_lists import AnyBearer, AnyDecisionStatus, AnyStatus
from xinfang_rules.result.compact_part import CompactPart
from xinfang_rules.result.compact_presumed import CompactPresumed
from xinfang_rules.result.conclusions import Choice
from xinfang_rules.result.presumed import check_presuming
from xinfang_rules.result.provenance import RulebookRef
from xinfang_rules.result.references import InstrumentRef
from xinfang_rules.result.result_parts import Bounds, Day, Labelled


class CompactDecision(CompactPart):
    """The answer to one question; see `Decision`.

    Attributes:
        title: The question's title, in Chinese.
        status: Whether it is decided.
        answer: The answer, if decided.
        label: The answer in Chinese, if decided.
        candidates: The answers still possible, each with its label, if it is not decided.
        alternatives: Answers whose own conditions hold too but which the decided answer displaces, with their labels.
        at: The provisions on which the answer rests; those of the governing instrument without its name.
        rests_on: Of a refusal: the readings without which it would not follow, by their keys in `readings`.
        interpretive: Whether a rule that gives it takes a reading where the text is silent.
    """

    title: str
    status: AnyDecisionStatus
    answer: str | None = None
    label: str | None = None
    candidates: Labelled = Field(default_factory=FrozenDict)
    alternatives: Labelled = Field(default_factory=FrozenDict)
    at: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    interpretive: StrictBool = False


class CompactNorm(CompactPart):
    """An obligation, permission or prohibition that the case brings about; see `Norm`.

    Attributes:
        rule: The identifier of the rule that gives it.
        label: The rule's title, in Chinese.
        bearer: Who is bound or entitled.
        may_apply: True while facts are unknown that decide whether it applies; it is here because it has a day.
        status: The status on the day of evaluation; left out while several are possible.
        candidates: The statuses still possible, if several are; `not_applicable` is not repeated where `may_apply`.
        promptly: Whether the law wants it promptly without a number of days.
        due: The last day, if it is certain.
        due_earliest: The earliest last day still possible, where it is not certain.
        due_latest: The latest last day still possible, where it is not certain.
        days_left: Calendar days to the last day, while pending or open.
        days_late: Calendar days by which the last day was missed.
        done_on: The day on which it was done, if known.
        missing_notices: The years whose notices of holidays would make the last day certain.
        at: The provisions on which it rests; those of the governing instrument without its name.
        rests_on: Of a liability, a lapse, and any other day that has passed: the readings, by their keys in `readings`.
        interpretive: Whether its own rule takes a reading where the text is silent that is not among these.
    """

    rule: str
    label: str
    bearer: AnyBearer
    may_apply: StrictBool = False
    status: AnyStatus | None = None
    candidates: tuple[AnyStatus, ...] = ()
    promptly: StrictBool = False
    due: Day | None = None
    due_earliest: Day | None = None
    due_latest: Day | None = None
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    done_on: Day | None = None
    missing_notices: tuple[StrictInt, ...] = ()
    at: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    interpretive: StrictBool = False


class CompactNeed(CompactPart):
    """What is to be found out; see `Need`.

    Attributes:
        fact: The fact's name in the case model; left out if it is a notice.
        notice: The year whose notice is missing; left out if it is a fact.
        question: What to find out, in Chinese.
        kind: What a case states of the fact: `bool`, `enum`, `set`, `count` or `date`.
        choices: The values to choose from.
        least: The smallest number, of a `count`.
        most: The largest.
        latest: The last day that can be stated as having happened, of a `date`.
        decides: The questions that it would narrow.
        norms: The rules of the norms of which less would be possible.
        presumed: Whether the fact is presumed, and only to be confirmed.
        known: Within which bounds the case knows the day already.
    """

    fact: str | None = None
    notice: StrictInt | None = None
    question: str
    kind: str | None = None
    choices: tuple[Choice, ...] = ()
    least: StrictInt | None = None
    most: StrictInt | None = None
    latest: Day | None = None
    decides: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    presumed: StrictBool = False
    known: Bounds | None = None


class CompactNote(CompactPart):
    """A remark; see `Note`.

    Attributes:
        rule: The identifier of the rule, if it is one's.
        text: The remark, in Chinese.
    """

    rule: str | None = None
    text: str


class CompactLabels(CompactPart):
    """What the values of the closed lists are called in Chinese; see `Labels`.

    Attributes:
        decision_status: Of the statuses of decisions.
        norm_status: Of the statuses of norms.
        bearer: Of those who are bound or entitled.
    """

    decision_status: Labelled = Field(default_factory=FrozenDict)
    norm_status: Labelled = Field(default_factory=FrozenDict)
    bearer: Labelled = Field(default_factory=FrozenDict)


class CompactOverlay(CompactPart):
    """An overlay, by its digest; see `OverlayRef`.

    Attributes:
        id: Its identifier.
        digest: SHA-256 of its rule files.
    """

    id: str
    digest: str


class CompactProvenance(CompactPart):
    """What the result was worked out with, by its digests; see `Provenance`.

    Attributes:
        schema_version: The form in which the result is stored.
        library: The version of xinfang-rules.
        rulebook: The rulebook, with its digest and the first day of the edition.
        overlays: What was laid over it, in order.
        calendar: The digest of the shipped files on festivals and working days.
        package: The package that holds the yearly notices, with its version.
        engine: The engine.
        confirmed_by: The second engine that found the same, if one was asked.
        presume: The presumptions that were asked for.
    """

    schema_version: str
    library: str = ""
    rulebook: RulebookRef
    overlays: tuple[CompactOverlay, ...] = ()
    calendar: str = ""
    package: str = ""
    engine: str = ""
    confirmed_by: str | None = None
    presume: tuple[str, ...] = ()


def _asked_for(presumed: CompactPresumed | None, told: ValidationInfo) -> CompactPresumed | None:
    if "provenance" in told.data:
        check_presuming(presumed, told.data["provenance"].presume)
    return presumed


class CompactResult(CompactPart):
    """What a case brings about; see `Result.compact`.

    Attributes:
        as_of: The day for which the statuses hold.
        case_id: The case's own reference, if it has one.
        instrument: What governs.
        decisions: The decision for each question, by the question's name.
        norms: What applies because of the case, in the order of the rulebook; besides, of what applies to petitions in
            general, what was or may not have been kept in time, and of what only may apply, what has a day.
        possible: The rules of all other norms that may apply while facts are unknown: of each what stands after its
            first dot, by what stands before it.
        general: How many norms that apply to petitions in general are left out.
        notes: Remarks.
        readings: The readings that `rests_on` names, in Chinese.
        needs: The most decisive of what is still to be found out; null if the result is told without its needs.
        more_needs: How many are left out.
        provenance: What the result was worked out with.
        labels: What the values of the closed lists are called in Chinese.
        presumed: What follows only if presumed facts are so; null if none were to be presumed.
    """

    as_of: Day
    case_id: str | None = None
    instrument: InstrumentRef
    decisions: Annotated[Mapping[str, CompactDecision], AfterValidator(FrozenDict)]
    norms: tuple[CompactNorm, ...]
    possible: Annotated[Mapping[str, tuple[str, ...]], AfterValidator(FrozenDict)]
    general: StrictInt = 0
    notes: tuple[CompactNote, ...] = ()
    readings: Labelled = Field(default_factory=FrozenDict)
    needs: tuple[CompactNeed, ...] | None
    more_needs: StrictInt = 0
    provenance: CompactProvenance
    labels: CompactLabels
    presumed: Annotated[CompactPresumed | None, AfterValidator(_asked_for), Field(validate_default=True)] = None
