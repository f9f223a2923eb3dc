"""Which facts are still worth finding out: those of which some value would narrow an answer."""

from collections.abc import Iterator

from xinfang_rules.case import FACTS
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.behind import decisive_part, facts_behind, facts_read, units_of
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.facts import EVENTS
from xinfang_rules.evaluation.picking import picker
from xinfang_rules.evaluation.run import Plan
from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.scope import Kind, member_name
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.result import Need
from xinfang_rules.rulebook.model import Edition, Question, Unit

_LONG_SINCE = 21
"""Days past a last day by which no run of holidays moves it."""

Masks = dict[str, int]
"""The mask of each question."""


class NeedsFinder:
    """Finds the facts worth finding out, by evaluating anew with each value that they may have.

    Args:
        edition: The edition.
        engine: The name of the engine.
        admissibility: The constraints of the edition.
        deadlines: Counts last days.
    """

    def __init__(self, edition: Edition, engine: str, admissibility: Admissibility, deadlines: Deadlines) -> None:
        self._edition = edition
        self._admissibility = admissibility
        part = decisive_part(edition)
        self._engine = make_engine(engine, part)
        self._plan = Plan(part, deadlines, plainly=self._engine.plain)
        self._behind = {q.name: facts_behind(edition, units_of(q, edition)) for q in edition.questions}
        read = facts_read(edition, [unit for stratum in part.strata for unit in stratum.units])
        self._read = picker(slot for name in sorted(read) for slot in _slots(edition, name))

    def find(self, stated: Values, state: State) -> tuple[Need, ...]:
        """Returns the facts worth finding out, most decisive first.

        A fact is worth it if some value that it may have would leave fewer answers of some undecided question. The
        more answers its values rule out on average, the earlier it stands. Where no single fact does anything, the
        open facts of the first rule that is still open are returned: there two facts decide together.

        Args:
            stated: The facts as stated.
            state: What evaluation found.
        """
        edition = self._edition
        now = _masks(edition, state)
        open_questions = [q for q in edition.questions if now[q.name] & (now[q.name] - 1)]
        if not open_questions:
            return ()
        facts = stated.copy()
        self._admissibility.complete(facts, state.today)
        found = self._decisive(facts, now, open_questions, state.today)
        if found:
            return found
        return tuple(
            Need(fact=name, question=FACTS[name].ask, decides=(question.name,))
            for question in open_questions
            for name in _open_facts(edition, facts, state.truths, question)
        )

    def _decisive(self, facts: Values, now: Masks, questions: list[Question], today: int) -> tuple[Need, ...]:
        relevant = frozenset[str]().union(*(self._behind[question.name] for question in questions))
        met: dict[tuple[int, ...], Masks] = {}
        scored: list[tuple[float, int, Need]] = []
        for order, spec in enumerate(FACTS.values()):
            if spec.name not in relevant:
                continue
            left: dict[str, float] = dict.fromkeys((q.name for q in questions), 0.0)
            decides: set[str] = set()
            tried = 0
            for changed, values in _with_each_value(self._edition, facts, spec.name, today):
                masks = self._masks_given(values, changed, today, met)
                if masks is None:
                    continue
                tried += 1
                for question in questions:
                    remaining = masks[question.name] & now[question.name]
                    left[question.name] += remaining.bit_count() / now[question.name].bit_count()
                    if remaining != now[question.name]:
                        decides.add(question.name)
            if decides:
                named = tuple(q.name for q in questions if q.name in decides)
                scored.append(
                    (sum(left.values()) / tried, order, Need(fact=spec.name, question=spec.ask, decides=named))
                )
        scored.sort(key=lambda entry: entry[:2])
        return tuple(need for _, _, need in scored)

    def _masks_given(self, values: Values, changed: str, today: int, met: dict[tuple[int, ...], Masks]) -> Masks | None:
        """Evaluates facts of which one has changed; returns None if no admissible case has these facts.

        Many of them come to the same in what the answers rest on: `met` remembers those.
        """
        try:
            derived = self._admissibility.complete(values, today, (changed,))
        except InadmissibleError:
            return None
        read = self._read(values)
        if read not in met:
            state = self._plan.run(self._engine, values, today, derived)
            met[read] = _masks(self._edition, state)
        return met[read]


def _masks(edition: Edition, state: State) -> Masks:
    return {question.name: state.values[question.slot] for question in edition.questions}


def _slots(edition: Edition, name: str) -> range:
    slot = edition.layout[name]
    ranged = edition.scope[name.partition("[")[0]].kind in (Kind.COUNT, Kind.DATE)
    return range(slot, slot + (2 if ranged else 1))


def _open_facts(edition: Edition, facts: Values, truths: list[int], question: Question) -> tuple[str, ...]:
    """Names the open facts behind the first rule of a question that is still open, in the order of the case model."""
    for line in question.lines:
        for index in line:
            if truths[edition.rules[index].unit] == EITHER:
                reached = facts_behind(edition, [edition.rules[index].unit])
                return tuple(name for name in FACTS if name in reached and _is_open(edition, facts, name))
    return ()


def _is_open(edition: Edition, facts: Values, name: str) -> bool:
    return next(iter(_with_each_value(edition, facts, name, 0)), None) is not None


def _with_each_value(edition: Edition, facts: Values, name: str, today: int) -> Iterator[tuple[str, Values]]:
    """Yields the facts with one open fact set to each of its values in turn; nothing if it is settled.

    With each goes what was set: the fact, or the member of a set.
    """
    entry, layout = edition.scope[name], edition.layout
    match entry.kind:
        case Kind.CHOICE:
            mask = facts[layout[name]]
            if mask & (mask - 1):
                for bit in range(len(entry.values)):
                    if mask >> bit & 1:
                        yield name, _set(facts, layout[name], 1 << bit)
        case Kind.MEMBERS:
            for member in entry.values:
                held = member_name(name, member)
                if facts[layout[held]] == EITHER:
                    yield held, _set(facts, layout[held], TRUE)
                    yield held, _set(facts, layout[held], FALSE)
        case _:
            slot = layout[name]
            low, high = facts[slot], facts[slot + 1]
            if low < high:
                for number in _telling(edition, facts, low, high, today, dates=entry.kind is Kind.DATE, name=name):
                    yield name, _set(facts, slot, number, number)


def _set(facts: Values, slot: int, *numbers: int) -> Values:
    changed = facts.copy()
    changed[slot : slot + len(numbers)] = numbers
    return changed


def _telling(edition: Edition, facts: Values, low: int, high: int, today: int, *, dates: bool, name: str) -> list[int]:
    """Lists the numbers at which an outcome may change: around every parameter, from today and from known days."""
    if not dates:
        bounds = {parameter.value for parameter in edition.parameters.values()}
        numbers = {low, 0, 1, *bounds, *(bound + 1 for bound in bounds)}
        return sorted(number for number in numbers if low <= number <= high)
    spans = {p.value for p in edition.parameters.values() if p.unit in (Unit.DAY, Unit.WORKING_DAY)}
    layout = edition.layout
    known = {facts[layout[event]] for event in EVENTS if facts[layout[event]] == facts[layout[event] + 1] < NEVER}
    days = {low, high, NEVER, today}
    # A period that started so long ago has just ended, or ended long since; one from a known day has just ended.
    days.update(today - span - more for span in spans for more in (0, 1, _LONG_SINCE))
    days.update(day + span + more for day in known for span in (0, *spans) for more in (0, 1, _LONG_SINCE))
    latest = today if name in EVENTS else NEVER
    return sorted(day for day in days if low <= day <= high and (day <= latest or day == NEVER))
