"""What-if evaluation: one case, evaluated anew with other values of its open facts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from math import lcm
from typing import Any, NamedTuple

from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.engines.python.moving_day import Course, MovingDay, Reckoning
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.candidate_values import BOUNDS
from xinfang_rules.evaluation.edition_parts import Part
from xinfang_rules.evaluation.standing import Standing, Watched, standing, standing_of
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Question
from xinfang_rules.rulebook.names import STATUS

_MOST_PAIRED = 8
"""Values of each of two facts that are tried together; many days make no difference."""


_MOST_TRIED = 1_000
"""Values of two facts that are tried together for one norm: so many take as long as all that is tried for one fact."""


class Tried(NamedTuple):
    """What an evaluation leaves possible, as far as it differs from what was known before.

    Attributes:
        masks: The masks of open questions, by place.
        standings: How open norms stand, by place.
    """

    masks: Mapping[int, int]
    standings: Mapping[int, Standing]


_NOTHING = Tried({}, {})


class Does(NamedTuple):
    """What a fact does.

    Attributes:
        decides: The questions that it narrows.
        norms: The rules whose norms it narrows.
    """

    decides: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()


class Trying:
    """Tries the facts of one case on one day."""

    def __init__(
        self,
        part: Part,
        admissibility: Admissibility,
        questions: Sequence[Question],
        norms: Sequence[Watched],
        facts: Values,
        state: Outcome,
    ) -> None:
        self._part = part
        self._admissibility = admissibility
        self._questions = questions
        self._norms = norms
        self._facts = facts if part.incremental is None else state.values
        self._state = state
        incremental, self._slots = part.incremental, part.edition.layout
        self._open_slots = (*(one.slot for one in questions), *(self._slots[STATUS + one.rule.id] for one in norms))
        self._wanted = self._open_cells = 0
        if incremental is not None:
            self._wanted = incremental.behind(self._open_slots)
            self._place_of = {incremental.cell(slot): place for place, slot in enumerate(self._open_slots)}
            self._open_cells = sum(self._place_of)
        self._today = state.today
        self._reckoning = Reckoning()
        self._turns = part.trials.turns(facts, state.today)
        self._masks = [state.values[question.slot] for question in questions]
        self._standings = [standing(norm.rule, state) for norm in norms]
        self._shares = lcm(*(mask.bit_count() for mask in self._masks)), lcm(*(one.open for one in self._standings))

    def single(self, name: str, *, asked: bool) -> tuple[Does, tuple[float, float]] | None:
        """Tries one fact by itself.

        Args:
            name: The fact.
            asked: Whether an open question rests on the fact itself, not only on one that it bounds.

        Returns:
            What it does, and how much its values leave open on average, of questions and of norms, in shares that are
            only to be compared; None if nothing.
        """
        if not self._part.trials.is_open(self._facts, name):
            return None
        masks, standings = self._masks, self._standings
        decides, narrows = set[int](), set[int]()
        reading = {number for number, norm in enumerate(self._norms) if name in norm.reads}
        enough = BOUNDS if self._part.edition.facts[name].kind == "date" and not asked else None
        tried = left = left_of_norms = 0
        for number, (changed, values, course) in enumerate(self._values(name)):
            if enough is not None and number >= enough and reading <= narrows:
                break
            found = self._given(values, changed)
            if found is None:
                continue
            for place, mask in found.masks.items():
                if mask & masks[place] != masks[place]:
                    decides.add(place)
            for place, after in found.standings.items():
                if place not in narrows and after.narrows(standings[place], bounds=place in reading):
                    narrows.add(place)
            more, more_of_norms = self._more_open(found)
            last = enough is not None and reading <= narrows  # as no other day is tried then
            times = 1 if course is None or last else course.length
            tried += times
            left += times * more
            left_of_norms += times * more_of_norms
        if not decides and not narrows:
            return None
        does = Does(
            tuple(self._questions[place].name for place in sorted(decides)),
            tuple(self._norms[place].rule.id for place in sorted(narrows)),
        )
        whole = self._shares
        return does, (
            (tried * len(masks) * whole[0] + left) / tried,
            (tried * len(standings) * whole[1] + left_of_norms) / tried,
        )

    def _values(self, name: str) -> Iterator[tuple[str, Values, Course | None]]:
        """Yields the facts with one set to each of its values; with a course of days all those for which it stands."""
        trials, facts, today = self._part.trials, self._facts, self._today
        if self._part.incremental is None or self._part.edition.facts[name].kind != "date":
            for changed, values in trials.of(facts, name, today, self._turns):
                yield changed, values, None
            return
        slot = self._slots[name]

        def put(day: Any) -> Values:
            values = facts.copy()
            values[slot] = values[slot + 1] = day
            return values

        for day in trials.outer_days(facts, name, today):
            yield name, put(day), None
        days, start = trials.inner_days(facts, name, today, self._turns), 0
        while start < len(days):
            course = Course(days, start)
            yield name, put(MovingDay(course, self._reckoning)), course
            start += course.length

    def open_facts(self, norm: Watched) -> tuple[str, ...]:
        """Names the open facts that keep a norm open: behind its conditions, days and numbers that are not settled."""
        reached = norm.kept_open_by(self._state)
        return tuple(
            name
            for name in self._part.edition.facts
            if name in reached and self._part.trials.is_open(self._facts, name)
        )

    def pair(self, norm: Watched) -> tuple[str, ...]:
        """Names two facts that together leave less possible for a norm; nothing if none are found before long."""
        place = self._norms.index(norm)
        pairs = combinations(self.open_facts(norm), 2)
        tried = ((pair, found) for pair in pairs for found in self._paired(*pair))
        for pair, found in islice(tried, _MOST_TRIED):
            after = found.standings.get(place)
            if after is not None and after.narrows(self._standings[place], bounds=True):
                return pair
        return ()

    def _paired(self, one: str, other: str) -> Iterator[Tried]:
        trials, today = self._part.trials, self._today
        for changed, values in islice(trials.of(self._facts, one, today, self._turns), _MOST_PAIRED):
            slots = self._narrowed(values, changed)
            if slots is None:
                continue
            for also, both in islice(trials.of(values, other, today, self._turns), _MOST_PAIRED):
                found = self._given(both, also, slots)
                if found is not None:
                    yield found

    def _given(self, values: Values, changed: str, before: Sequence[int] = ()) -> Tried | None:
        """Evaluates facts of which one has changed; returns None if they are inadmissible or cannot be counted."""
        engine, incremental = self._part.engine, self._part.incremental
        slots = self._narrowed(values, changed)
        if slots is None:
            return None
        try:
            if incremental is not None:
                slots.extend(before)
                dues, cells = incremental.run(self._state, values, slots, self._wanted)
                return self._changed(values, dues, cells & self._open_cells)
            return None if engine is None else self._found(engine.run(values, self._today))
        except CalendarError:
            return None

    def _narrowed(self, values: Values, changed: str) -> list[int] | None:
        """Narrows facts of which one has changed; returns the slots of all that have, None if they are inadmissible."""
        incremental, slot = self._part.incremental, self._slots[changed]
        if incremental is not None:
            return incremental.narrow(values, self._today, slot)
        try:
            self._admissibility.complete(values, self._today, (changed,))
        except InadmissibleError:
            return None
        return [slot]

    def _found(self, state: Outcome) -> Tried:
        masks = (state.values[question.slot] for question in self._questions)
        standings = (standing(norm.rule, state) for norm in self._norms)
        return Tried(
            {place: mask for place, mask in enumerate(masks) if mask != self._masks[place]},
            {place: one for place, one in enumerate(standings) if one != self._standings[place]},
        )

    def _changed(self, values: Values, dues: Mapping[int, Due | None], cells: int) -> Tried:
        """Does as `_found` where all but some cells are as they were."""
        if not cells:
            return _NOTHING
        masks, standings, questions = dict[int, int](), dict[int, Standing](), len(self._masks)
        while cells:
            lowest = cells & -cells
            cells ^= lowest
            place = self._place_of[lowest]
            mask = values[self._open_slots[place]]
            if place < questions:
                masks[place] = mask
            else:
                place -= questions
                standings[place] = standing_of(mask, dues.get(self._norms[place].rule.index))
        return Tried(masks, standings)

    def _more_open(self, found: Tried) -> tuple[int, int]:
        """Returns by how much more is open than before, of questions and of norms; less is a number below 0."""
        # Shares are counted in parts so small that each is a whole number of them: equal sums are equal then.
        whole = self._shares
        answers = standings = 0
        for place, mask in found.masks.items():
            before = self._masks[place]
            answers += ((mask & before).bit_count() - before.bit_count()) * (whole[0] // before.bit_count())
        for place, after in found.standings.items():
            open_before = self._standings[place].open
            standings += (after.open - open_before) * (whole[1] // open_before)
        return answers, standings
