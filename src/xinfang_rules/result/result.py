"""The outcome of one evaluation as a whole."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, computed_field, model_validator
from pydantic_core import CoreSchema

from xinfang_rules.arguments import names_of
from xinfang_rules.errors import XinfangError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import MAKING
from xinfang_rules.result.conclusions import Decision, Need, Norm
from xinfang_rules.result.deadline_list import Changes, Deadlines, deadlines_of
from xinfang_rules.result.labels import Labels, labels_of, name_foreign
from xinfang_rules.result.outcome_differences import OutcomeDifference, outcome_differences
from xinfang_rules.result.presumed import Presumed, check_presuming
from xinfang_rules.result.provenance import Provenance, before_forms_had_numbers
from xinfang_rules.result.references import CalendarRef, InstrumentRef
from xinfang_rules.result.result_parts import Citation, Day, Note, PartT, ResultPart, assembled, reading_back

if TYPE_CHECKING:
    from xinfang_rules.result.compact import CompactResult

_NORM_FIELDS = set(Norm.model_fields)


@lru_cache(maxsize=8_192)
def _read(part: type[PartT], written: bytes) -> PartT:
    """Reads a part from its JSON; what many results have in common is read once."""
    read = part.model_validate_json(written)
    return assembled(part, read.__dict__, set(part.model_fields))  # what is a default is not written


def unpacked(part: type[PartT], packed: Any) -> Any:
    """Returns a part, which a pickle may hold as JSON."""
    return _read(part, packed) if isinstance(packed, bytes) else packed


def unpacked_norm(packed: Norm | bytes | dict[str, Any]) -> Any:
    """Returns a norm, which a pickle may hold as JSON, or as a row of values with its citations as JSON."""
    if isinstance(packed, dict):
        citations = tuple([_read(Citation, each) for each in packed["citations"]])
        return assembled(Norm, {**packed, "citations": citations}, _NORM_FIELDS)
    return unpacked(Norm, packed)


_NEEDS = (
    "What can still change an answer or a last day: facts, most decisive first, then missing notices of holidays. "
    "Worked out when first asked for."
)

_LABELS = "What the values of the closed lists are called in Chinese, as far as they occur in the result."


class ResultDetails(Protocol):
    """What is worked out of a result only when asked for, by the evaluation it came from."""

    def needs(self, about: Collection[str] | None = None) -> tuple[Need, ...]:
        """Returns what can still change an answer or a last day: facts, most decisive first, then missing notices.

        Args:
            about: The questions and rules of norms that are looked at; all if None.
        """

    def changes(self) -> Changes:
        """Returns the days on which something changes though the facts do not."""

    def explain(self, result: "Result", about: str | None, why_not: str | None) -> str:
        """Returns the explanation of the result as text."""

    def packed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values of the result for a pickle; parts may be JSON, and norms rows of values."""


class Result(ResultPart):
    """The outcome of one evaluation. Everything in it follows from the case, the rulebook and the day.

    Two results are equal if they say the same and come from the same sources; which engine worked them out makes no
    difference. `same_outcome` compares what is decided, wherever it comes from.

    Attributes:
        as_of: The day for which the statuses hold.
        case_id: The case's own reference, if it has one.
        instrument: What governs.
        decisions: The decision for each question, by the question's name.
        norms: What applies, and what may apply while facts are unknown, in the order of the rulebook.
        notes: Remarks.
        calendar: What the working days rest on, where some last day was counted by them; None if none was.
        provenance: What it was worked out with: the library, the rulebook, its overlays, the calendar, the engine.
        presumed: What follows only if presumed facts are so; None if none were to be presumed. Nothing else in the
            result rests on a presumption, but that the status `presumed` refers to it, and `needs` are those left then.
    """

    as_of: Day
    case_id: str | None = None
    instrument: InstrumentRef
    decisions: Annotated[Mapping[str, Decision], AfterValidator(FrozenDict)]
    norms: tuple[Norm, ...]
    notes: tuple[Note, ...] = ()
    calendar: CalendarRef | None = None
    provenance: Provenance = Field(default_factory=before_forms_had_numbers)
    presumed: Presumed | None = None

    @computed_field(description=_NEEDS, repr=False)  # type: ignore[prop-decorator]  # mypy knows no decorated property; pydantic documents this use
    @property
    def needs(self) -> tuple[Need, ...]:
        """What can still change an answer or a last day: facts, most decisive first, then missing notices of holidays.

        Worked out when first asked for.

        Raises:
            XinfangError: If the result was stored without them and the evaluation it came from is out of reach.
        """
        # Not a `cached_property`: in Python 3.11 that holds a lock, which a process forked meanwhile never gets.
        found: tuple[Need, ...] | None = self.__dict__.get("needs")
        if found is None:
            if self._details is None:
                raise _stored_without_needs()
            found = self.__dict__["needs"] = self._details.needs()
        return found

    def needs_about(self, names: Iterable[str]) -> tuple[Need, ...]:
        """Returns what can still change some answers and norms: as `needs`, with nothing else looked at.

        The order is by what these leave open, so that an interview can ask the first, evaluate again, and go on.

        Args:
            names: Questions such as `disposition`, and rules of norms.

        Raises:
            XinfangError: If there is no such question or norm, or if the evaluation it came from is out of reach.
            ArgumentError: If `names` are none.
        """
        about = names_of(names, "names", "disposition")
        if self._details is None:
            raise _stored_without_needs()
        return self._details.needs(about)

    @computed_field(description=_LABELS, repr=False)  # type: ignore[prop-decorator]  # as above
    @property
    def labels(self) -> Labels:
        """What the values of the closed lists are called in Chinese, as far as they occur in the result."""
        read: Labels | None = self.__dict__.get("labels")
        return labels_of(self) if read is None else read

    def same_outcome(self, other: "Result") -> bool:
        """Says whether another result decides the same, whatever it was worked out with.

        Compared are answers, norms, days, statuses, provisions, and the readings rested on; not how they are worded,
        what is still needed, or the provenance.
        """
        return next(outcome_differences(self, other), None) is None

    def outcome_differences(self, other: "Result") -> tuple[OutcomeDifference, ...]:
        """Says what another result decides differently; see `same_outcome`."""
        return tuple(outcome_differences(self, other))

    def compact(self) -> "CompactResult":
        """Returns what the case brings about, in a few kilobytes of JSON (`compact().model_dump_json()`).

        Told are all decisions; the norms that apply because of the case, and of all others those that have a day or may
        not have been kept; the readings on which a refusal, a liability, a lapse or a passed day rests; the first
        needs; and the provenance by its digests. Of what else may apply the rules are named.
        """
        with MAKING:
            from xinfang_rules.result.compacting import compact  # seldom wanted; it reads this module

        return compact(self)

    def compact_json(self) -> str:
        """Writes `compact().model_dump_json()`, several times as fast: for whoever only passes it on."""
        with MAKING:
            from xinfang_rules.result.compacting import compact_json  # as above

        return compact_json(self)

    @property
    def proposals(self) -> tuple[Norm, ...]:
        """The three proposals (三项建议) among the norms."""
        return tuple(norm for norm in self.norms if "proposal" in norm.action.marks)

    def deadlines(self) -> Deadlines:
        """Lists the last days: certain, possible and passed, by day, each with what it rests on.

        Left out is what has no last day, or was surely done in time. The days of the next change take the evaluation:
        see `Deadlines.changes_known`.
        """
        try:
            changes = None if self._details is None else self._details.changes()
        except XinfangError:  # the rulebook is not at hand where this was unpickled
            changes = None
        return deadlines_of(self, changes)

    def explain(self, about: str | None = None, *, why_not: str | None = None) -> str:
        """Says why, in Chinese: the answer, the citation, and the facts that made it so.

        Args:
            about: A question (`disposition`) or a norm's rule; None for the whole result.
            why_not: With a question, an answer that was not given: what stood against it, and what would have to be
                different.

        Raises:
            XinfangError: If there is no such question, rule or answer, or if the evaluation it came from is out of
                reach: the result was read back from JSON, or unpickled where its rulebook is not at hand.
        """
        details = self._details
        if details is None:
            raise XinfangError(
                "this result was read back from storage; evaluate the case again to explain it",
                "本结果是从存放处读回的；要说明理由，请重新评估案件",
            )
        return details.explain(self, about, why_not)

    @model_validator(mode="after")
    def _named(self) -> Self:
        labels: Labels | None = self.__dict__.get("labels")
        if labels is not None:
            name_foreign(self.norms, self.decisions.values(), labels)
        return self

    @model_validator(mode="after")
    def _presuming(self) -> Self:
        check_presuming(self.presumed, self.provenance.presume)
        return self

    # The evaluation stands beside the fields, so that it takes no part in equality and JSON.

    @property
    def _details(self) -> ResultDetails | None:
        return self.__dict__.get("details")

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Copies the result alone: nothing that it holds can be changed."""
        return self.__copy__()

    def __getstate__(self) -> dict[Any, Any]:
        """Pickles the needs only if they have been asked for, and otherwise what they can be worked out from."""
        state = super().__getstate__()
        values = state["__dict__"]
        return {**state, "__dict__": values if self._details is None else self._details.packed(values)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        values = state["__dict__"]
        parts = {
            "instrument": unpacked(InstrumentRef, values["instrument"]),
            "provenance": unpacked(Provenance, values["provenance"]),
            "decisions": FrozenDict({name: unpacked(Decision, part) for name, part in values["decisions"].items()}),
            "norms": tuple([unpacked_norm(part) for part in values["norms"]]),
        }
        super().__setstate__({**state, "__dict__": {**values, **parts}})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Has needs and labels read back, too, which are no fields, as they are worked out only when asked for."""
        return reading_back(handler(source), handler, {"needs": tuple[Need, ...], "labels": Labels})


def _stored_without_needs() -> XinfangError:
    return XinfangError(
        "this result was stored without its needs; evaluate the case again to learn them",
        "本结果存放时没有带上还需查明的事实（needs）；请重新评估案件",
    )


def bind(result: Result, details: ResultDetails) -> Result:
    """Gives a fresh result what works out the rest of it, and returns it."""
    result.__dict__["details"] = details
    return result
