"""One solver for one edition, asked again and again."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import z3

from xinfang_rules.analysis.proof.counterexamples import CaseReplay, Shows, StatedFacts, Witness, case_data, read_model
from xinfang_rules.analysis.proof.findings import Unfinished
from xinfang_rules.engines.solver.limit import TimeLimit, Unsettled
from xinfang_rules.engines.solver.printer import FIRST_DAY, LAST_DAY, Formulas, World, conjunction
from xinfang_rules.engines.solver.working_day_bounds import DayFunctions
from xinfang_rules.language.truth import NEVER
from xinfang_rules.minimal_subset import minimal_subset
from xinfang_rules.program.lower import lower
from xinfang_rules.rulebook.model import Edition, Rulebook

_ROUNDS = 240
"""How often a case that evaluation does not bear out is made more exact before it is given up."""

_WHILE = timedelta(days=731)
"""How long after an edition came into force its smallest cases are looked for first."""


class Prover:
    """Asks what can be, over all admissible complete cases that one edition governs, on any day.

    Attributes:
        unfinished: The statements that were neither proved nor refuted in time.

    Raises:
        Unsettled: If the time is up before anything can be asked.
    """

    def __init__(self, book: Rulebook, edition: Edition, limit: TimeLimit) -> None:
        self.edition = edition
        self.limit = limit
        self.unfinished: list[Unfinished] = []
        self.formulas = Formulas(lower(edition, two_valued=True), new_world(edition, limit))
        self.solver, self.today, self.days, _ = self.formulas.world
        self.replay = CaseReplay(book, edition, limit)
        self.first, self.last = edition.since, _last_day(book, edition)
        self.solver.add(*(formula for _, formula in self.formulas.admissible()))
        self._governed = self.formulas.define("governed", self._governs(book.governed_by))
        self._tracked: tuple[Formulas, dict[str, Any]] | None = None

    @contextmanager
    def trying(self, about: str, of: str) -> Iterator[None]:
        """Notes a statement as unfinished if it is not found out in time whether it holds."""
        try:
            yield
        except Unsettled:
            self.unfinished.append(Unfinished(about, of))

    def left(self, about: str) -> int:
        """Returns how many statements of a family are unfinished."""
        return sum(statement.about == about for statement in self.unfinished)

    def _governs(self, fact: str) -> Any:
        """Says that a case is governed by this edition: by the day that decides, or by today where that is unknown."""
        day, first, last = self.formulas.day(fact), self.first.toordinal(), self.last.toordinal()
        if self.edition.facts[fact].origin:
            not_come: Any = self.today < last  # it can still come while this edition is in force
        else:
            not_come = z3.And(self.today >= first, self.today <= last)
        return z3.If(day < NEVER, z3.And(day >= first, day <= last), not_come)

    def possible(self, *formulas: Any) -> Any:
        """Returns a model in which the formulas hold, or None if there is no such case.

        Raises:
            Unsettled: If it is not found out in time.
        """
        return self._check([self._governed, *formulas])

    def _check(self, formulas: Iterable[Any]) -> Any:
        self.solver.push()
        try:
            self.solver.add(*formulas)
            return self.limit.ask(self.solver)
        finally:
            self.solver.pop()

    def find(self, shows: Shows, *formulas: Any) -> tuple[Witness, StatedFacts] | None:
        """Looks for a case in which the formulas hold, and makes it small.

        Returns:
            The case, or None if there is none. One that evaluation does not bear out is marked as not reproduced.

        Raises:
            Unsettled: If it is not found out in time whether there is one.
        """
        model = self.possible(*formulas)
        if model is None:
            return None
        try:
            for wishes in (self._plain(formulas), ()):
                found = self._shown(shows, [self._governed, *formulas, *wishes])
                if found is not None:
                    as_of, stated = found
                    stated = self.replay.minimize(stated, as_of, shows)
                    return Witness(as_of, (case_data(stated),), reproduced=True), stated
        except Unsettled:  # there is a case; what is found of it so far is told
            pass
        as_of, stated = self.read(model)
        return Witness(as_of, (case_data(stated),), reproduced=self.replay.shown(stated, as_of, shows)), stated

    def example(self, shows: Shows, formulas: Callable[[], Iterable[Any]]) -> Witness | None:
        """Looks for a case as `find` does; None, too, if none is found in time: what it would show is known already."""
        try:
            found = self.find(shows, *formulas())
        except Unsettled:
            return None
        return None if found is None else found[0]

    def _shown(self, shows: Shows, formulas: Sequence[Any]) -> tuple[date, StatedFacts] | None:
        for _ in range(_ROUNDS):
            model = self._check(formulas)
            if model is None:
                return None
            as_of, stated = self.read(model)
            if self.replay.shown(stated, as_of, shows):
                return as_of, stated
            if not self.days.refine(model, LAST_DAY):
                return None
        return None

    def read(self, model: Any, formulas: Formulas | None = None) -> tuple[date, StatedFacts]:
        """Reads the day of evaluation and the case off a model."""
        as_of = date.fromordinal(model.eval(self.today, model_completion=True).as_long())
        facts = (formulas or self.formulas).facts
        return as_of, read_model(model, facts, as_of, self.edition)

    def _plain(self, formulas: Sequence[Any]) -> list[Any]:
        """Chooses wishes that can be granted: a day not long after the edition's first, and as few days as can be."""
        wishes: list[Any] = []
        day = min(self.first + _WHILE, self.last).toordinal()
        dates = [self.formulas.facts[name] for name in self.edition.facts.dates]
        recent = conjunction(given >= self.first.toordinal() for given in dates)
        self.solver.push()
        try:
            self.solver.add(self._governed, *formulas)
            for wish in (self.today == day, recent, *(given == NEVER for given in dates)):
                self.solver.push()
                self.solver.add(wish)
                if self.limit.ask(self.solver) is None:
                    self.solver.pop()
                else:
                    wishes.append(wish)
        finally:
            self.solver.pop(self.solver.num_scopes())
        return wishes

    def reasons(self, parts: Callable[[Formulas], Mapping[str, Any]]) -> list[str]:
        """Returns a smallest set of parts and constraints that cannot hold together, parts first.

        Returns:
            The names; constraints as `constraint <id>`. More than the smallest set, or none, if the time is up.
        """
        try:
            formulas, constraints = self._with_tracks()
            named = {**parts(formulas), **constraints}
        except Unsettled:
            return []
        switches = {name: z3.Bool(f"because {name}") for name in named}
        solver = formulas.world.solver
        solver.push()
        try:
            solver.add(*(z3.Implies(switches[name], formula) for name, formula in named.items()))

            def impossible(names: Collection[str]) -> bool:
                with suppress(Unsettled):
                    return self.limit.ask(solver, *(switches[name] for name in names)) is None
                return False

            return minimal_subset(list(named), impossible)
        finally:
            solver.pop()

    def _with_tracks(self) -> tuple[Formulas, dict[str, Any]]:
        if self._tracked is None:
            formulas = Formulas(self.formulas.program, new_world(self.edition, self.limit))
            self._tracked = formulas, {f"constraint {name}": formula for name, formula in formulas.admissible()}
        return self._tracked


def new_world(edition: Edition, limit: TimeLimit, as_of: date | None = None) -> World:
    """Makes a solver that finds the same every time, for one day of evaluation; for any day if None."""
    solver = z3.Solver()
    solver.set("random_seed", 0)
    today = z3.Int("today") if as_of is None else z3.IntVal(as_of.toordinal())
    if as_of is None:
        solver.add(today >= FIRST_DAY, today <= LAST_DAY)
    return World(solver, today, DayFunctions(solver, edition.calendar, limit), limit)


def _last_day(book: Rulebook, edition: Edition) -> date:
    later = [day for day in book.editions.days if day > edition.since]
    ends = [min(later) - timedelta(days=1)] if later else []
    if book.instrument.in_force_until is not None:
        ends.append(book.instrument.in_force_until)
    return min([*ends, date.fromordinal(LAST_DAY)])
