"""Which scenarios a changed condition can make a difference to: those in which it comes to something else.

What follows in a case follows from what each condition comes to. Where the changed conditions of a rule come to what
they came to before, each by what is known when all is settled, nothing else comes out than before, apart from what is
still needed and from what presumptions rest on: these are found by trying other facts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xinfang_rules.analysis.mutation.mutants import Mutant
from xinfang_rules.analysis.raw_conditions import Data, conditions, entry_data
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.case_reading import adopted
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.language.parse import Path, parse_condition
from xinfang_rules.language.truth import FALSE, TRUE, Values
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.pack import Pack
from xinfang_rules.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from xinfang_rules.language.conditions import Condition

_LEFT_OUT: Final[Mapping[Path, int]] = {("when",): TRUE, ("unless",): FALSE}
"""What the conditions of a rule come to that it need not have."""


class Settled(NamedTuple):
    """What a scenario comes to before anything is changed: by which edition, and all values."""

    edition: Edition
    values: Values


def settled(scenario: Scenario, book: Rulebook, engine: str) -> Settled | None:
    """Evaluates the case of a scenario; None if it is refused, which no rule can change."""
    edition, _ = governing_edition(scenario.case, scenario.as_of, book)
    case = adopted(scenario.case, edition.case_model)
    try:
        return Settled(edition, evaluator_for(edition, engine).state(case, scenario.as_of).values)
    except InadmissibleError:
        return None


class Touched:
    """Tells which of some scenarios, all of which pass, a mutant of a pack may touch.

    Raises:
        CalendarError: If a last day lies outside what can be counted.
    """

    def __init__(self, pack: Pack, book: Rulebook, scenarios: Sequence[Scenario], engine: str) -> None:
        self._pack = pack
        self._settled = [settled(scenario, book, engine) for scenario in scenarios]
        self._open = [bool(scenario.expect.needs or scenario.presume) for scenario in scenarios]

    def by(self, mutant: Mutant) -> list[bool] | None:
        """Returns of each scenario whether it may come out otherwise; None if nothing can be said, so any of them."""
        if mutant.section != "rules" or mutant.data is None:
            return None
        before = entry_data(self._pack.rules[mutant.entry].entry)
        if _apart(before) != _apart(mutant.data):
            return None
        old, new = dict(conditions(before)), dict(conditions(mutant.data))
        paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
        if any(path not in _LEFT_OUT and None in (old.get(path), new.get(path)) for path in paths):
            return None
        changes = [(_read(old.get(path), path), _read(new.get(path), path)) for path in paths]
        return [
            is_open or (found is not None and any(was(found) != now(found) for was, now in changes))
            for is_open, found in zip(self._open, self._settled, strict=True)
        ]


def _apart(data: Data) -> Any:
    """Returns an entry without what its conditions say."""
    return _without(data, frozenset(path for path, _ in conditions(data)), ())


def _without(data: Any, left_out: frozenset[Path], path: Path) -> Any:
    match data:
        case dict():
            inner = {key: (*path, key) for key in data}
            return {key: _without(data[key], left_out, at) for key, at in inner.items() if at not in left_out}
        case list():
            return [_without(part, left_out, (*path, index)) for index, part in enumerate(data)]
        case _:
            return data


def _read(data: Data | None, path: Path) -> Callable[[Settled], int]:
    """Returns what tells what a condition comes to; 0 where it names what is not in force."""
    read: dict[Edition, Condition | None] = {}

    def told(found: Settled) -> int:
        if data is None:
            return _LEFT_OUT[path]
        edition, values = found
        if edition not in read:
            numbers = {name: parameter.value for name, parameter in edition.parameters.items()}
            read[edition] = parse_condition(data, path, edition.scope, lambda name, _: numbers.get(name), _untold)
        condition = read[edition]
        return 0 if condition is None else truth(condition, values, edition.layout)

    return told


def _untold(path: Path, code: str, message: str, *, key: bool = False) -> None:
    """Takes findings of which nobody needs to know: the loader has none."""
