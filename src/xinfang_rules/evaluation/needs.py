"""Which facts are still worth finding out: those of which some value would narrow an answer."""

from collections.abc import Callable, Iterator

from xinfang_rules.case import FACTS
from xinfang_rules.evaluation.facts import EVENTS
from xinfang_rules.logic.conditions import names
from xinfang_rules.logic.scope import Kind, member_name
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.result import Need
from xinfang_rules.rulebook.model import Edition, Question, Unit
from xinfang_rules.rulebook.names import DUE, STATUS

_LONG_SINCE = 21
"""Days past a last day by which no run of holidays moves it."""

Masks = dict[str, int]
"""The mask of each question."""

Ask = Callable[[Values], Masks | None]
"""Evaluates given facts anew: the masks of the questions, or None if no admissible case has these facts."""


def find_needs(edition: Edition, facts: Values, now: Masks, today: int, ask: Ask) -> tuple[Need, ...]:
    """Returns the facts worth finding out, most decisive first.

    A fact is worth it if some value that it may have would leave fewer answers of some undecided question. The more
    answers its values rule out on average, the earlier it stands. Where no single fact does anything, the open facts
    of the first rule that is still open are returned: there two facts decide together.

    Args:
        edition: The edition.
        facts: What is known of the facts, completed by the constraints.
        now: The present masks of the questions.
        today: The ordinal of the day of evaluation.
        ask: Evaluates facts anew.
    """
    open_questions = [q for q in edition.questions if now[q.name] & (now[q.name] - 1)]
    if not open_questions:
        return ()
    relevant = _read_by(edition, open_questions)
    scored: list[tuple[float, int, Need]] = []
    for order, spec in enumerate(FACTS.values()):
        if spec.name not in relevant:
            continue
        left: dict[str, float] = dict.fromkeys((q.name for q in open_questions), 0.0)
        decides: set[str] = set()
        tried = 0
        for values in _with_each_value(edition, facts, spec.name, today):
            masks = ask(values)
            if masks is None:
                continue
            tried += 1
            for question in open_questions:
                remaining = masks[question.name] & now[question.name]
                left[question.name] += remaining.bit_count() / now[question.name].bit_count()
                if remaining != now[question.name]:
                    decides.add(question.name)
        if decides:
            named = tuple(q.name for q in open_questions if q.name in decides)
            scored.append((sum(left.values()) / tried, order, Need(fact=spec.name, question=spec.ask, decides=named)))
    scored.sort(key=lambda entry: entry[:2])
    return tuple(need for _, _, need in scored)


def norms_behind(edition: Edition) -> frozenset[str]:
    """Names the rules whose norms the questions of an edition rest on, by their due dates or statuses."""
    reached: set[str] = set()
    waiting = [unit for question in edition.questions for unit in _units_of(edition, question.name)]
    while waiting:
        for name in names(edition.units[waiting.pop()]):
            if name not in reached and name.partition("[")[0] not in FACTS:
                reached.add(name)
                waiting.extend(_units_of(edition, name))
    return frozenset(name.removeprefix(STATUS).removeprefix(DUE) for name in reached)


def open_facts(edition: Edition, facts: Values, truths: list[int], question: Question) -> tuple[str, ...]:
    """Names the open facts behind the first rule of a question that is still open, in the order of the case model."""
    for line in question.lines:
        for index in line:
            if truths[edition.rules[index].unit] == EITHER:
                reached = _facts_behind(edition, [edition.rules[index].unit])
                return tuple(name for name in FACTS if name in reached and _is_open(edition, facts, name))
    return ()


def _read_by(edition: Edition, questions: list[Question]) -> set[str]:
    units: list[int] = []
    for question in questions:
        units.extend(_units_of(edition, question.name))
    return _facts_behind(edition, units)


def _units_of(edition: Edition, name: str) -> list[int]:
    """Lists the conditions that settle a question, a concept, or a norm's due date and status."""
    rules = edition.rules
    units: list[int] = []
    indices: list[int] = []
    for question in edition.questions:
        if question.name == name:
            units.extend([] if question.arises is None else [question.arises])
            indices.extend(index for line in question.lines for index in line)
    for concept in edition.concepts:
        if concept.name == name:
            indices.extend(concept.rules)
    rule_id = name.removeprefix(STATUS).removeprefix(DUE)
    indices.extend(rule.index for rule in rules if rule.id == rule_id and rule.norm is not None)
    for index in indices:
        units.append(rules[index].unit)
        units.extend(rules[other].unit for other in rules[index].displaced_by)
        units.extend(_norm_units(edition, index))
    return units


def _norm_units(edition: Edition, index: int) -> Iterator[int]:
    norm = edition.rules[index].norm
    if norm is None:
        return
    conditions: list[int | None] = [norm.met_when, norm.breached_when, norm.done.when if norm.done else None]
    for span in norm.period.spans if norm.period else ():
        conditions += [
            span.when,
            span.extend.when if span.extend else None,
            span.exclude.when if span.exclude else None,
        ]
    yield from (unit for unit in conditions if unit is not None)


def _norm_facts(edition: Edition, name: str) -> set[str]:
    """Names the dates and counts that a norm's due date and status read directly."""
    rule_id = name.removeprefix(STATUS).removeprefix(DUE)
    found: set[str] = set()
    for rule in edition.rules:
        norm = rule.norm
        if rule.id != rule_id or norm is None:
            continue
        if norm.done is not None:
            found.add(norm.done.day)
        if norm.period is not None:
            found.update({norm.period.set_day} - {None})  # type: ignore[arg-type]  # None is taken out
            for span in norm.period.spans:
                found.add(span.start)
                if span.extend is not None:
                    found.update({span.extend.days, span.extend.granted_on or span.start})
                if span.exclude is not None:
                    found.add(span.exclude.days)
    return found


def _facts_behind(edition: Edition, units: list[int]) -> set[str]:
    """Follows conditions down to the facts they rest on, and from there along the constraints."""
    facts: set[str] = set()
    seen: set[str] = set()
    waiting = list(units)
    while waiting:
        for name in names(edition.units[waiting.pop()]):
            base = name.partition("[")[0]
            if base in seen:
                continue
            seen.add(base)
            if base in FACTS:
                facts.add(base)
            else:
                waiting.extend(_units_of(edition, base))
                facts.update(_norm_facts(edition, base))
    grown = True
    while grown:
        grown = False
        for constraint in edition.constraints:
            bases = {name.partition("[")[0] for name in constraint.facts}
            if bases & facts and not bases <= facts:
                facts |= bases
                grown = True
    return facts


def _is_open(edition: Edition, facts: Values, name: str) -> bool:
    return next(iter(_with_each_value(edition, facts, name, 0)), None) is not None


def _with_each_value(edition: Edition, facts: Values, name: str, today: int) -> Iterator[Values]:
    """Yields the facts with one open fact set to each of its values in turn; nothing if it is settled."""
    entry, layout = edition.scope[name], edition.layout
    match entry.kind:
        case Kind.CHOICE:
            mask = facts[layout[name]]
            if mask & (mask - 1):
                for bit in range(len(entry.values)):
                    if mask >> bit & 1:
                        yield _set(facts, layout[name], 1 << bit)
        case Kind.MEMBERS:
            for member in entry.values:
                slot = layout[member_name(name, member)]
                if facts[slot] == EITHER:
                    yield _set(facts, slot, TRUE)
                    yield _set(facts, slot, FALSE)
        case _:
            slot = layout[name]
            low, high = facts[slot], facts[slot + 1]
            if low < high:
                for number in _telling(edition, facts, low, high, today, dates=entry.kind is Kind.DATE, name=name):
                    yield _set(facts, slot, number, number)


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
