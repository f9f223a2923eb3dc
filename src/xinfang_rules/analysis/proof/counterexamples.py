"""Counterexamples: what a solver found becomes a case file, replayed by evaluation and minimised."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from random import Random
from typing import Any, NamedTuple, TypeAlias

import yaml
import z3

from xinfang_rules.engines.solver.limit import TimeLimit
from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import Evaluated, evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.language.scope import member_name
from xinfang_rules.language.truth import NEVER
from xinfang_rules.minimal_subset import minimal_subset
from xinfang_rules.rulebook.model import Edition, Rulebook

_Key: TypeAlias = tuple[str, str | None]
StatedFacts: TypeAlias = dict[_Key, Any]
"""What a case states: by fact, and by member for a set. A day left out has not come; all else left out is unknown."""

Shows: TypeAlias = Callable[[Evaluated], bool]
"""Whether an evaluation shows what a case was made to show."""

_SHUFFLES = 6
"""In how many further orders facts are left out, to find the smallest case."""


class CaseReplay:
    """Evaluates cases as `xinfang evaluate` does, by the edition that a proof is about."""

    def __init__(self, book: Rulebook, edition: Edition, limit: TimeLimit) -> None:
        self._book = book
        self._edition = edition
        self._limit = limit
        self._evaluator = evaluator_for(edition)

    def run(self, stated: StatedFacts, as_of: date) -> Evaluated | None:
        """Evaluates a case; None if it is refused, or governed by another edition."""
        case = self._edition.case_model.model_validate(case_data(stated))
        try:
            edition, notes = governing_edition(case, as_of, self._book)
            return self._evaluator.evaluate(case, as_of, notes) if edition is self._edition else None
        except (InadmissibleError, XinfangError):
            return None

    def shown(self, stated: StatedFacts, as_of: date, shows: Shows) -> bool:
        """Tells whether a case is accepted and shows what is wanted."""
        done = self.run(stated, as_of)
        return done is not None and shows(done)

    def minimize(self, stated: StatedFacts, as_of: date, shows: Shows) -> StatedFacts:
        """Leaves out every fact that can be left out while the case still shows the same.

        Facts are left out in several orders; the shortest case that comes of it is returned, with its facts in the
        order of the case model. None of them can be left out alone.
        """
        return minimize(stated, lambda fewer: self.shown(fewer, as_of, shows), self._limit)


def minimize(stated: StatedFacts, good: Callable[[StatedFacts], bool], limit: TimeLimit) -> StatedFacts:
    """Leaves out every entry that can be left out while what is left is still good, as far as the time allows."""
    keys = list(stated)
    random = Random(0)
    orders = [keys, keys[::-1], *(random.sample(keys, len(keys)) for _ in range(_SHUFFLES))]

    def only(kept: Collection[_Key]) -> StatedFacts:
        return {key: stated[key] for key in keys if key in kept}

    found = (minimal_subset(order, lambda kept: good(only(kept)), lambda: limit.passed) for order in orders)
    return only(min(found, key=len))


def read_model(model: Any, facts: Mapping[str, Any], as_of: date, edition: Edition) -> StatedFacts:
    """Reads the facts of a complete case off a model."""
    stated: StatedFacts = {}
    for spec in edition.facts.values():
        if spec.kind == "set":
            for member in spec.members:
                stated[spec.name, member] = _true(model, facts[member_name(spec.name, member)][0])
        elif spec.kind == "bool":
            stated[spec.name, None] = _true(model, facts[spec.name][0])
        elif spec.kind == "enum":
            bits = zip(spec.members, facts[spec.name], strict=True)
            stated[spec.name, None] = next(member for member, bit in bits if _true(model, bit))
        else:
            number = model.eval(facts[spec.name], model_completion=True).as_long()
            if spec.kind == "count":
                stated[spec.name, None] = number
            elif number < NEVER:
                stated[spec.name, None] = date.fromordinal(number)
            elif spec.origin:  # left out it would be unknown; a day still to come says that it has not come
                stated[spec.name, None] = max(date.fromordinal(as_of.toordinal() + 1), edition.since)
    return stated


def _true(model: Any, formula: Any) -> bool:
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


def case_data(stated: StatedFacts) -> dict[str, Any]:
    """Writes what is stated as the mapping that a case file holds."""
    data: dict[str, dict[str, Any]] = {}
    for (name, member), value in stated.items():
        group, _, key = name.partition(".")
        held = data.setdefault(group, {})
        if member is None:
            held[key] = value.stated() if isinstance(value, DayBounds) else value
        else:
            held.setdefault(key, {})[member] = value
    return data


class Witness(NamedTuple):
    """A concrete case that shows what a finding says.

    Attributes:
        as_of: The day of evaluation.
        cases: The case; two of them where the finding is about a difference.
        reproduced: Whether evaluation shows the same.
    """

    as_of: date
    cases: tuple[dict[str, Any], ...]
    reproduced: bool

    def __str__(self) -> str:
        """Writes a case file that `xinfang evaluate` accepts."""
        comment = f"# xinfang evaluate <this file> --as-of {self.as_of}"
        if not self.reproduced:
            comment += (
                "\n# not reproduced: working days are only bounded in the proof, and here the bounds are too wide"
            )
        data = self.cases[0] if len(self.cases) == 1 else list(self.cases)
        written = yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, default_flow_style=False)
        return f"{comment}\n{written}"


def _plain(data: Any) -> Any:
    """Makes texts of the terms of the case model."""
    if isinstance(data, Mapping):
        return {_plain(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return str(data) if isinstance(data, str) else data


def literals(stated: StatedFacts, facts: Mapping[str, Any], edition: Edition) -> Iterable[Any]:
    """Yields the formulas that say the same as a case does of truth values, enumerations and members of sets."""
    for (name, member), value in stated.items():
        spec = edition.facts[name]
        if member is not None:
            yield facts[member_name(name, member)][0 if value else 1]
        elif spec.kind == "bool":
            yield facts[name][0 if value else 1]
        elif spec.kind == "enum":
            yield facts[name][spec.members.index(value)]
