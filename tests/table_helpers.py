"""The table engine held against the scalar one: the same rows to both, and everything that comes out compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Numbers, pack, padded, unpack, words_for
from xinfang_rules.engines.table.block import Block, bounded, domains
from xinfang_rules.engines.table.runner import TableOutcome, TableRunner
from xinfang_rules.engines.table.table_program import Wanted, prepared
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import Evaluator, evaluator_for
from xinfang_rules.evaluation.presumed_results import late_norms
from xinfang_rules.evaluation.presuming import supplied, with_presumed
from xinfang_rules.language.truth import NEVER, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.tables.presumed_rows import Presuming
from xinfang_rules.tables.row_needs import RowNeeds
from xinfang_rules.testing import DatedCase


@dataclass
class Rows:
    """Cases as values, each with its day."""

    edition: Edition
    values: list[Values]
    today: list[int]

    def block(self) -> Block:
        return block_of(self.edition, self.values, self.today)


def block_of(edition: Edition, values: Sequence[Values], today: Sequence[int]) -> Block:
    """Makes a block of the values of some cases.

    Args:
        edition: The edition for which they are laid out.
        values: What is known of each case.
        today: The ordinal of the day of evaluation of each.
    """
    table = np.array(values, np.int64).reshape(len(values), edition.layout.width)
    words = words_for(len(table))
    inputs: dict[Key, Bits | Numbers] = {}
    known: Flags = np.ones(len(table), np.bool_)
    for slot, many in domains(edition).items():
        held = table[:, slot]
        known &= held & (held - 1) == 0
        for value in range(many):
            inputs[slot, value] = pack(held >> value & 1 != 0)
    for slot in bounded(edition):
        known &= table[:, slot] == table[:, slot + 1]
        for bound in (slot, slot + 1):
            inputs[bound, BOUND] = padded(table[:, bound].astype(np.int32), words * WORD)
    return Block(len(table), inputs, padded(np.array(today, np.int32), words * WORD), pack(known))


def stated(edition: Edition, cases: Sequence[DatedCase]) -> Rows:
    """Encodes cases."""
    encoder = Encoder(edition)
    days = [as_of.toordinal() for _, as_of in cases]
    return Rows(edition, [encoder.encode(case, day) for (case, _), day in zip(cases, days, strict=True)], days)


def mixed(rows: Rows, number: int, seed: int, *, whole_groups: bool = True) -> Rows:
    """Puts rows together of the facts of others, or of their groups of facts: many of them contradict themselves."""
    edition, random = rows.edition, np.random.default_rng(seed)
    table, today = np.array(rows.values, np.int64), np.array(rows.today, np.int64)
    own = random.integers(0, len(table), number)
    made, days = table[own], today[own]
    for slots in _swapped_together(edition, whole_groups=whole_groups):
        source = random.integers(0, len(table), number)
        swapped = random.random(number) < 0.3
        for slot in slots:
            made[swapped, slot] = table[source[swapped], slot]
    for name in edition.layout.events:
        for slot in (edition.layout[name], edition.layout[name] + 1):
            made[:, slot] = np.where((made[:, slot] > days) & (made[:, slot] < NEVER), NEVER, made[:, slot])
    return Rows(edition, made.tolist(), days.tolist())


def _swapped_together(edition: Edition, *, whole_groups: bool) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    for name, slot in edition.layout.items():
        spec = edition.facts.get(name.partition("[")[0])
        if spec is not None:
            some = found.setdefault(spec.group if whole_groups else spec.name, [])
            some.extend([slot, slot + 1] if spec.kind in ("count", "date") else [slot])
    return list(found.values())


def everything(edition: Edition) -> Wanted:
    """Wants all that is ever settled, and the facts as they are completed."""
    names = tuple(edition.layout)
    return Wanted(names, tuple(name.removeprefix(DUE) for name in names if name.startswith(DUE)))


def scalar(evaluator: Evaluator, values: Values, today: int) -> Outcome | str:
    """Evaluates one row by the scalar engine: what comes out, or why it is refused."""
    try:
        return evaluator._finish(values.copy(), today)
    except InadmissibleError:
        return "broken"
    except CalendarError:
        return "uncountable"


def found(rows: Rows) -> TableOutcome:
    """Evaluates rows by the table engine."""
    return TableRunner(prepared(everything(rows.edition), rows.edition)).run(rows.block())


def differences(rows: Rows, came: TableOutcome | None = None) -> list[str]:
    """Lists in what the two engines differ."""
    edition, evaluator = rows.edition, evaluator_for(rows.edition)
    came = found(rows) if came is None else came
    told: list[str] = []
    for row, (values, today) in enumerate(zip(rows.values, rows.today, strict=True)):
        theirs = "broken" if came.broken[row] else "uncountable" if came.uncountable[row] else ""
        ours = scalar(evaluator, values, today)
        if isinstance(ours, str) or theirs:
            if ours != theirs:
                told.append(f"row {row}: {ours if isinstance(ours, str) else 'admitted'} by one, {theirs} by the other")
            continue
        told.extend(f"row {row}: {one}" for one in _row(edition, ours, came, row))
    return told


def _row(edition: Edition, ours: Outcome, came: TableOutcome, row: int) -> Iterator[str]:
    for name, slot in edition.layout.items():
        one: Any = ours.values[slot]
        other: Any = None
        if name in came.masks:
            other = int(came.masks[name][row])
        else:
            one, other = (one, ours.values[slot + 1]), tuple(int(bound[row]) for bound in came.bounds[name])
        if one != other:
            yield f"{name} is {one} by one, {other} by the other"
    for rule, days in came.dues.items():
        due = ours.dues.get(edition.rule(rule).index)
        runs = due is not None and due.may_run
        if runs != bool(days.may_run[row]):
            yield f"the period of {rule} may run by one alone"
        elif due is not None and runs and tuple(map(int, due)) != tuple(int(held[row]) for held in days[:5]):
            yield f"the last days of {rule} are {due} by one, {[held[row] for held in days]} by the other"


def presumed_differences(rows: Rows, names: Sequence[str]) -> tuple[list[str], int]:
    """Lists in what the two differ of what is presumed and follows; and counts the rows where anything is presumed."""
    edition, evaluator = rows.edition, evaluator_for(rows.edition)
    program = prepared(everything(edition), edition)
    came, part = TableRunner(program).run_apart(rows.block())
    presuming = None if part is None else Presuming(program, names).run(came, part)
    if part is None or presuming is None:
        return [], 0
    held = {fact.fact: unpack(bits) for fact, bits in presuming.facts}
    told: list[str] = []
    presumed = 0
    for place, row in enumerate(part.places):
        values, today = rows.values[row], rows.today[row]
        state = scalar(evaluator, values, today)
        if isinstance(state, str):
            continue
        late = late_norms(evaluator.repeated(values, today, None).result)
        known = state.values, state.today, evaluator.admissibility
        supply = supplied(evaluator.edition, names, values, *known, late)
        ours, theirs = [fact.fact for fact in supply.facts], [name for name, bits in held.items() if bits[place]]
        presumed += bool(ours)
        if ours != theirs:
            told.append(f"row {row}: {set(ours) ^ set(theirs)} is presumed by one alone")
            continue
        full = scalar(evaluator, with_presumed(values, supply.facts), today)
        if isinstance(full, str):
            told.extend([f"row {row}: {full} by one alone"] * (not presuming.found.uncountable[place]))
        else:
            told.extend(f"row {row}: {one}" for one in _row(edition, full, presuming.found, place))
    return told, presumed


def needs_differences(rows: Rows) -> tuple[list[str], int]:
    """Lists in what the two differ of what is most decisive where an answer is open; and counts these rows."""
    edition, evaluator = rows.edition, evaluator_for(rows.edition)
    told: list[str] = []
    asked = 0
    for row, theirs in enumerate(RowNeeds(edition).find(rows.block())):
        values, today = rows.values[row], rows.today[row]
        state = scalar(evaluator, values, today)
        ours = None
        if not isinstance(state, str) and any(state.values[q.slot].bit_count() > 1 for q in edition.questions):
            asked += 1
            needs = evaluator.needs(values, state)
            ours = next(((need.fact, need.decides) for need in needs if need.fact is not None), None)
        if ours != theirs:
            told.append(f"row {row}: {ours} is asked for by one, {theirs} by the other")
    return told, asked
