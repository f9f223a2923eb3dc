"""Presuming: facts that a case leaves open take the values that named sets of presumptions give them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.making import MODELS
from xinfang_rules.explain.naming import titled
from xinfang_rules.explain.phrases import presumed_words
from xinfang_rules.language.scope import Kind, member_name
from xinfang_rules.language.truth import EARLIEST, FALSE, NEVER, TRUE, Values
from xinfang_rules.result.presumed import NotPresumed, PresumedFact
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.presumptions import Presumption, Value

LATE: Final = frozenset({NormStatus.OVERDUE, NormStatus.MET_LATE})
"""How a norm stands that was not kept in time."""


class Supposed(NamedTuple):
    """A fact with what it may be presumed to be.

    Attributes:
        fact: Its name.
        told: How results tell it.
        choices: Each slot of a choice, with the mask of the value.
        number: The first slot of a count, with the number; None of any other.
        names: The names whose slots they are.
    """

    fact: str
    told: PresumedFact
    choices: tuple[tuple[int, int], ...]
    number: tuple[int, int] | None
    names: tuple[str, ...]

    def put(self, values: Values) -> None:
        """Writes the value."""
        for slot, mask in self.choices:
            values[slot] = mask
        if self.number is not None:
            slot, held = self.number
            values[slot] = values[slot + 1] = held

    def is_open(self, values: Values) -> bool:
        """Says whether values leave open what it is."""
        if self.number is not None:
            return values[self.number[0]] != values[self.number[0] + 1]
        return any(values[slot] & (values[slot] - 1) for slot, _ in self.choices)

    def is_possible(self, values: Values) -> bool:
        """Says whether values leave it possible."""
        if self.number is not None:
            slot, held = self.number
            return values[slot] <= held <= values[slot + 1]
        return all(values[slot] & mask for slot, mask in self.choices)


class Offer(NamedTuple):
    """A set of presumptions, made ready.

    Attributes:
        name: The set.
        days: Each day without which it presumes nothing, with its slot.
        facts: The facts.
        unless_late: Of some facts the rules whose norms must not have been missed.
    """

    name: str
    days: tuple[tuple[str, int], ...]
    facts: tuple[Supposed, ...]
    unless_late: Mapping[str, tuple[str, ...]]


class Supply(NamedTuple):
    """What is presumed in one case.

    Attributes:
        sets: The sets that were asked for.
        facts: The facts that are presumed.
        left: What was asked for and is not presumed.
    """

    sets: tuple[str, ...]
    facts: tuple[Supposed, ...]
    left: tuple[NotPresumed, ...]


def check_presumed(edition: Edition, names: Iterable[str]) -> None:
    """Refuses names by which no presumptions can be asked for.

    Raises:
        ArgumentError: If there is one.
    """
    known = edition.presumptions.names
    for name in names:
        if name not in known:
            listed, title = ", ".join(known) or "none", edition.rulebook.title
            raise ArgumentError(
                f"{name} is no set of presumptions of {edition.rulebook.id}: {listed}{did_you_mean(name, known)}",
                f"《{title}》的规则没有名为“{name}”的推定，可用的有：{'、'.join(known) or '无'}"
                + did_you_mean(name, known, "zh"),
            )


def supplied(
    edition: Edition,
    names: Iterable[str],
    stated: Values,
    known: Values,
    today: int,
    admissibility: Admissibility,
    late: Mapping[str, str],
) -> Supply:
    """Finds what is presumed: facts that are open, take a value still possible, and contradict nothing.

    Args:
        edition: The edition.
        names: The sets that are asked for, or bundles of sets.
        stated: The facts as stated.
        known: What constraints made of them.
        today: The ordinal of the day of evaluation.
        admissibility: The constraints.
        late: The norms that were not, or may not have been, kept in time by what is stated: rules with their titles.
    """
    offers = [offers_of(edition)[one.name] for one in edition.presumptions.named(names)]
    left: list[NotPresumed] = []
    wanted: list[Supposed] = []
    for offer in offers:
        missing = [day for day, slot in offer.days if not EARLIEST < stated[slot] == stated[slot + 1] < NEVER]
        if missing:
            text = f"案件没有写明{'、'.join(titled(day, edition) for day in missing)}，不采用此项推定"
            left.append(NotPresumed(presumption=offer.name, text=text))
            continue
        for fact in offer.facts:
            if fact.is_open(known):
                missed = [late[rule] for rule in offer.unless_late.get(fact.fact, ()) if rule in late]
                if missed:
                    text = f"“{'”“'.join(missed)}”已经或者可能逾期，不推定{fact.told.text}"
                    left.append(NotPresumed(presumption=offer.name, fact=fact.fact, text=text))
                elif fact.is_possible(known):
                    wanted.append(fact)
                else:
                    left.append(_excluded(fact))
    found = _together(wanted, stated, today, admissibility)
    if found is None:
        found = []
        for fact in wanted:
            if _together([*found, fact], stated, today, admissibility) is None:
                left.append(_excluded(fact))
            else:
                found.append(fact)
    return Supply(tuple(offer.name for offer in offers), tuple(found), tuple(left))


def with_presumed(stated: Values, facts: Iterable[Supposed]) -> Values:
    """Returns facts as stated together with presumed ones."""
    values = stated.copy()
    for fact in facts:
        fact.put(values)
    return values


def _together(
    facts: Sequence[Supposed], stated: Values, today: int, admissibility: Admissibility
) -> list[Supposed] | None:
    """Returns facts if they can be so together with what is stated; else None."""
    try:
        admissibility.complete(with_presumed(stated, facts), today)
    except InadmissibleError:
        return None
    return list(facts)


def _excluded(fact: Supposed) -> NotPresumed:
    text = f"与已经写明的事实不能并存，不推定{fact.told.text}"
    return NotPresumed(presumption=fact.told.presumption, fact=fact.fact, text=text)


@per_edition
def offers_of(edition: Edition) -> dict[str, Offer]:
    """Returns the sets of presumptions of an edition, made ready, by their names."""
    layout = edition.layout
    return {
        one.name: Offer(
            one.name,
            tuple((day, layout[day]) for day in one.only_if_dated),
            tuple(_supposed(edition, one, fact, value) for fact, value in one.facts.items()),
            one.unless_late,
        )
        for one in edition.presumptions.sets
    }


def _supposed(edition: Edition, presumption: Presumption, fact: str, value: Value) -> Supposed:
    spec, entry, layout = edition.facts[fact], edition.scope[fact], edition.layout
    told = PresumedFact(
        fact=fact,
        value=value,
        text=presumed_words(presumption.says, spec, value),
        ask=spec.ask,
        presumption=presumption.name,
        because=presumption.because,
        limit=presumption.limit,
        citations=MODELS.citations(presumption.citations),
    )
    if entry.kind is Kind.COUNT:
        return Supposed(fact, told, (), (layout[fact], int(str(value))), (fact,))
    if entry.kind is Kind.MEMBERS:
        held = value if isinstance(value, tuple) else ()
        names = tuple(member_name(fact, member) for member in entry.values)
        choices = (TRUE if member in held else FALSE for member in entry.values)
        return Supposed(fact, told, tuple(zip(map(layout.__getitem__, names), choices, strict=True)), None, names)
    place = entry.values.index(str(value).lower() if isinstance(value, bool) else str(value))
    return Supposed(fact, told, ((layout[fact], 1 << place),), None, (fact,))
