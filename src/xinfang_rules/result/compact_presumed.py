"""What follows only from presumptions, in a few kilobytes; see `Presumed`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.closed_lists import AnyDecisionStatus, AnyStatus
from xinfang_rules.result.compact_part import CompactPart
from xinfang_rules.result.presumed import Presumed
from xinfang_rules.result.result_parts import Citation, Day, Labelled, Reading
from xinfang_rules.result.status_enums import NormStatus

_DAYS: Final = ("due", "due_earliest", "due_latest", "days_left", "days_late")


class CompactPresumedFact(CompactPart):
    """A presumed fact; see `PresumedFact`.

    Attributes:
        fact: Its name in the case model.
        value: What it is taken to be, as a case states it.
        text: The same as a sentence, in Chinese.
        presumption: The set of presumptions that it belongs to.
    """

    fact: str
    value: StrictBool | StrictInt | str | tuple[str, ...]
    text: str
    presumption: str


class CompactPresumedDecision(CompactPart):
    """What the answer to a question would be; see `PresumedDecision`.

    Attributes:
        would_be: The status that the decision would have.
        answer: The answer, if it would be decided.
        label: The answer in Chinese, marked as presumed.
        candidates: The answers that would still be possible, each with its label, if it would not be decided.
        at: The provisions on which the answer would rest.
        rests_on: Of a refusal: the readings on which it would rest, by their keys in `readings`.
        presuming: The presumed facts on which it rests.
    """

    would_be: AnyDecisionStatus
    answer: str | None = None
    label: str | None = None
    candidates: Labelled = Field(default_factory=FrozenDict)
    at: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    presuming: tuple[str, ...]


class CompactPresumedNorm(CompactPart):
    """How a norm would stand; see `PresumedNorm`.

    Attributes:
        would_be: The status that it would have; left out while several would be possible.
        may_apply: True while facts are unknown that decide whether it would apply.
        candidates: The statuses that would still be possible, if several are.
        due: The last day, if that would be certain.
        due_earliest: The earliest last day that would still be possible.
        due_latest: The latest.
        days_left: Calendar days to the last day, while it would be pending or open.
        days_late: Calendar days by which the last day would have been missed.
        rests_on: The readings on which it would rest, by their keys in `readings`.
        presuming: The presumed facts on which that rests.
    """

    would_be: AnyStatus | None = None
    may_apply: StrictBool = False
    candidates: tuple[AnyStatus, ...] = ()
    due: Day | None = None
    due_earliest: Day | None = None
    due_latest: Day | None = None
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    rests_on: tuple[str, ...] = ()
    presuming: tuple[str, ...]


class CompactPresumed(CompactPart):
    """What follows only if presumed facts are so; see `Presumed`.

    Attributes:
        sets: The sets of presumptions that were asked for.
        facts: The facts on which something that is told here rests, or because of which something is ruled out.
        not_presumed: What was asked for and is not presumed, in Chinese.
        decisions: What decisions would be, by the question.
        norms: How norms would stand, by the rule, as far as they are among `norms`.
        ruled_out: The rules of the norms that would not apply: of each what stands after its first dot, by what stands
            before it.
        notes: The remarks that there would be besides.
    """

    sets: tuple[str, ...]
    facts: tuple[CompactPresumedFact, ...] = ()
    not_presumed: tuple[str, ...] = ()
    decisions: Annotated[Mapping[str, CompactPresumedDecision], AfterValidator(FrozenDict)] = Field(
        default_factory=FrozenDict
    )
    norms: Annotated[Mapping[str, CompactPresumedNorm], AfterValidator(FrozenDict)] = Field(default_factory=FrozenDict)
    ruled_out: Annotated[Mapping[str, tuple[str, ...]], AfterValidator(FrozenDict)] = Field(default_factory=FrozenDict)
    notes: tuple[str, ...] = ()


def compact_presumed(
    presumed: Presumed,
    told: frozenset[str],
    grouped: Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]],
    at: Callable[[Iterable[Citation]], tuple[str, ...]],
    keys: Callable[[Iterable[Reading]], tuple[str, ...]],
) -> CompactPresumed:
    """Returns what follows only from presumptions.

    Args:
        presumed: The same in full.
        told: The rules of the norms that are told.
        grouped: Groups the names of rules.
        at: Writes provisions.
        keys: Returns the keys of readings.
    """
    grounds = presumed.grounds
    decisions = {
        name: CompactPresumedDecision(
            would_be=found.would_be,
            answer=found.answer,
            label=found.label,
            candidates={}
            if found.answer
            else {answer: found.labels.get(answer, answer) for answer in found.candidates},
            at=at(found.citations),
            rests_on=keys(found.rests_on),
            presuming=grounds.decisions.get(name, ()),
        )
        for name, found in presumed.decisions.items()
    }
    norms = {
        rule: CompactPresumedNorm(
            would_be=None if stands.candidates else stands.would_be,
            may_apply=stands.applies == "unknown",
            candidates=tuple(status for status in stands.candidates if status is not NormStatus.NOT_APPLICABLE),
            **{name: getattr(stands, name) for name in _DAYS},
            rests_on=keys(stands.rests_on),
            presuming=grounds.norms.get(rule, ()),
        )
        for rule, stands in presumed.norms.items()
        if rule in told
    }
    used = {fact for resting in (*grounds.decisions.values(), *grounds.norms.values()) for fact in resting}
    return CompactPresumed(
        sets=presumed.sets,
        facts=tuple(
            CompactPresumedFact(fact=each.fact, value=each.value, text=each.text, presumption=each.presumption)
            for each in presumed.facts
            if each.fact in used
        ),
        not_presumed=tuple(each.text for each in presumed.not_presumed),
        decisions=decisions,
        norms=norms,
        ruled_out=grouped(rule for rule, stands in presumed.norms.items() if stands.applies == "no"),
        notes=tuple(note.text for note in presumed.notes),
    )
