"""The expressions of `acts.yaml` made ready to be read: selections as plain records, tests as functions of a record."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from xinfang_rules.dossier.acts_file import DecidedTest, DueTest, OrganTest, Selection, Test, Who
from xinfang_rules.dossier.recorded_act import END, Context, Step, Truth, as_day, first_day, last_day, negated
from xinfang_rules.facts.day_bounds import DayBounds

if TYPE_CHECKING:
    from xinfang_rules.dossier.record import Record

Reading: TypeAlias = Callable[["Record", Context, Step | None], Truth]
"""Returns what a test comes to in a part, by an act that is spoken of."""


Between: TypeAlias = Callable[[Context, Step | None], tuple[int, int]]
"""Returns the places between which acts stand."""


class Choice(NamedTuple):
    """A selection, ready to be read; see `Selection`.

    Attributes:
        of: Whether acts of this piece and about this claim are looked at, of that of the act spoken of, or others too.
        between: The places between which they stand.
        tests: What must hold of each act, which is spoken of there.
    """

    act: tuple[str, ...]
    of: Literal["this", "it", "more"]
    between: Between
    piece: Literal["this", "earlier", "it"]
    this_claim: bool
    by: str | None
    not_by: str | None
    to: str | None
    kind: tuple[str, ...] | None
    outcome: tuple[str, ...] | None
    tests: tuple[Reading, ...]


def choice_of(selection: Selection) -> Choice:
    """Makes a selection ready."""
    kinds = {kind: reading_of(test) for kind, test in selection.kind_if.items()}
    tests = ([_of_kind(kinds)] if kinds else []) + ([] if selection.when is None else [reading_of(selection.when)])
    this_claim, piece = selection.claim == "this", selection.piece
    of: Literal["this", "it", "more"] = piece if this_claim and piece != "earlier" else "more"
    return Choice(
        selection.act, of, BETWEEN[selection.time], piece, this_claim,
        selection.by, selection.not_by, selection.to, selection.kind, selection.outcome, tuple(tests),
    )  # fmt: skip


BETWEEN: Final[Mapping[str, Between]] = {
    "round": lambda context, _: (context.start, context.end),
    "arrival": lambda context, _: (context.arrival, END),
    "before_arrival": lambda context, it: (-1 if it is None else it.place, context.arrival),
    "after_it": lambda _, it: (END if it is None else it.place, END),
    "before_it": lambda _, it: (-1, -1 if it is None else it.place),
    "any": lambda _context, _it: (-1, END),
}
"""The places between which acts stand, by the time of a selection."""


def reading_of(test: Test) -> Reading:
    """Makes a test ready."""
    for selection, holds in ((test.there_is, True), (test.is_there_no, False)):
        if selection is not None:
            return _there_is(choice_of(selection), holds=holds)
    if test.organ is not None:
        return _organ(test.organ)
    for parts, stops in ((test.all_, False), (test.any_, True)):
        if parts is not None:
            return _several([reading_of(part) for part in parts], stops=stops)
    if test.not_ is not None:
        inner = reading_of(test.not_)
        return lambda record, context, it: negated(inner(record, context, it))
    if (told := test.told) is not None:
        return lambda record, context, it: bool(context.who(told, it)) or None
    if test.reached is not None:
        return _reached
    if (due := test.falls_due) is not None:
        return lambda record, context, it: _falls_due(due, context, it)
    decided = test.decided
    assert decided is not None, "the file was checked: a test has one key"
    return lambda record, context, it: _decided(decided, context)


def _of_kind(kinds: Mapping[str, Reading]) -> Reading:
    """Tells whether an act is of a kind that counts; unknown of one that does not tell its kind."""

    def read(record: "Record", context: Context, it: Step | None) -> Truth:
        told = None if it is None else it.told.get("kind")
        return None if told is None else kinds[told](record, context, it) if told in kinds else True

    return read


def _there_is(choice: Choice, *, holds: bool) -> Reading:
    if holds:
        return lambda record, context, it: record.there_is(choice, context, it)
    return lambda record, context, it: negated(record.there_is(choice, context, it))


def _several(parts: Iterable[Reading], *, stops: bool) -> Reading:
    """Kleene's or, if `stops`, and and, if not."""
    several = tuple(parts)

    def read(record: "Record", context: Context, it: Step | None) -> Truth:
        found: Truth = not stops
        for part in several:
            truth = part(record, context, it)
            if truth is stops:
                return stops
            if truth is None:
                found = None
        return found

    return read


def _organ(test: OrganTest) -> Reading:
    if test.is_ is not None:
        return _is(test.organ, test.is_)
    organ, other = test.organ, test.over or test.directly_over or test.of or "self"

    def read(record: "Record", context: Context, it: Step | None) -> Truth:
        key = id(test), context.who(organ, it), context.who(other, it)
        met = record.organs_met
        if key not in met:
            met[key] = record.organs.truth(test, lambda role: context.who(role, it))
        return met[key]

    return read


def _is(organ: Who, other: Who) -> Reading:
    """Tells whether some organ that one role names is one that another names, as `OrganRelations.truth` does."""

    def read(record: "Record", context: Context, it: Step | None) -> Truth:
        ones, others = context.who(organ, it), context.who(other, it)
        return any(one in others for one in ones) if ones and others else None

    return read


def _reached(record: "Record", context: Context, it: Step | None) -> Truth:
    assert it is not None, "the table was checked: `it` stands only where there is one"
    if isinstance(it.received, date) and not it.perhaps:
        return it.received <= record.as_of
    if it.received is not None:
        return None
    until = record.shown_until((it.by,), (f"{it.act}.received",))
    return False if until is not None and until >= record.as_of else None


def _falls_due(test: DueTest, context: Context, it: Step | None) -> Truth:
    """Tells whether a duty of the part has the last day that an act tells, or one before it, as far as is known."""
    first, last = context.last_days(test.rule)
    if test.on is None:
        done = None if it is None or it.perhaps else it.day
        earliest, latest = first_day(done), last_day(done)
        if last and earliest and earliest > last:
            return True
        return False if first and latest and latest <= first else None
    day = None if it is None else as_day(it.told.get(test.on))
    if isinstance(day, DayBounds) and day.happened is not True:
        return None
    earliest, latest = first_day(day), last_day(day)
    if (first and latest and latest < first) or (last and earliest and earliest > last):
        return False
    return True if isinstance(day, date) and first is not None and first == last else None


def _decided(test: DecidedTest, context: Context) -> Truth:
    """Tells whether the part has an answer, as far as that is known."""
    possible = None if context.answers is None else context.answers(test.question)
    if not possible:
        return None
    among = {answer in (test.is_ or test.is_not or ()) for answer in possible}
    truth = among.pop() if len(among) == 1 else None
    return negated(truth) if test.is_ is None else truth
