"""Lowering an edition: its rules, exceptions, precedence, concepts, questions and norms, as nodes and cells.

A *cell* is something that is settled and then read by name: a concept, a question, or a norm's status and last day.
What reads one reads the slot in which it is written (`Op.IN`, `Op.LOW`, `Op.HIGH`, as of a fact) and not what it is
made of, so that conditions stay small however many rules stand behind them. The cells of a program come in an order in
which each is written before it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.condition_lowering import Lowering, May
from xinfang_rules.program.graph import Graph, Op
from xinfang_rules.program.norm_lowering import statuses
from xinfang_rules.program.period_lowering import DueNodes, last_days
from xinfang_rules.rulebook.model import Concept, Edition, Question, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec

NOT_APPLICABLE = 1
"""The mask of a norm that surely does not apply: the first status."""


class DueCell(NamedTuple):
    """The last day of a norm, as it is settled.

    Attributes:
        nodes: What is known of it where the norm may apply.
        slot: Where it is written; the latest day stands in the next slot.
        low: What is written where the norm may apply: `NEVER` while no period may run.
        high: The same for the latest day: `NEVER` where it may be that none runs.
    """

    nodes: DueNodes
    slot: int
    low: int
    high: int


class Cell(NamedTuple):
    """Something that is settled.

    Attributes:
        name: The concept, the question, or `status.` and the rule.
        slot: Where its mask is written.
        guard: The node that is true where it may be anything else than `otherwise`.
        bits: For each bit of the mask the node that is true when that value is possible, provided the guard is.
        otherwise: The mask where the guard is false.
        rule: For a norm the index of its rule, else None. It is listed among those that may apply where the guard is
            true.
        due: For a norm with a period its last day, provided the guard is true; otherwise both slots hold `NEVER`.
        tiers: Of a question the tiers of precedence, in order: for each, whether some condition of it is true. On those
            after one that is surely true, no bit hangs.
    """

    name: str
    slot: int
    guard: int
    bits: tuple[int, ...]
    otherwise: int = 0
    rule: int | None = None
    due: DueCell | None = None
    tiers: tuple[May, ...] = ()


def cell_roots(cell: Cell) -> list[int]:
    """Lists the nodes that are read when a cell is written where its guard is true."""
    return [*cell.bits, *(() if cell.due is None else (*cell.due.nodes, cell.due.low, cell.due.high))]


def value_node(graph: Graph, cell: Cell, place: int, guard: int, bit: int) -> int:
    """Returns the node that is true where a cell may have a value, by the nodes of its guard and of the value's bit."""
    if cell.otherwise >> place & 1:
        return graph.disjunction(graph.negation(guard), bit)
    return graph.conjunction(guard, bit)


def cell_reads(graph: Graph, cell: Cell) -> frozenset[int]:
    """Returns the slots that a cell reads; of a count or a day, the first."""
    below = graph.reached([cell.guard, *cell_roots(cell)])
    return frozenset(graph[number].data[0] for number in below if graph[number].op in (Op.IN, Op.LOW, Op.HIGH))


@dataclass(frozen=True, eq=False)
class Program:
    """An edition, lowered.

    Attributes:
        edition: The edition.
        lowering: What it was lowered with; lower further conditions with it, such as constraints, if you need them.
        conditions: The conditions that its strata hold, by index in `Edition.conditions`.
        holds: The rules whose conditions are among these, by index: whether each holds after its exceptions and what
            stands before it in precedence.
        cells: What is settled, in order.
        strata: For each stratum of the edition, where its cells begin and end.
    """

    edition: Edition
    lowering: Lowering
    conditions: Mapping[int, May]
    holds: Mapping[int, May]
    cells: tuple[Cell, ...]
    strata: tuple[slice, ...]

    @property
    def graph(self) -> Graph:
        """The nodes."""
        return self.lowering.graph


def lower(edition: Edition, *, two_valued: bool = False) -> Program:
    """Lowers an edition.

    Args:
        edition: The edition.
        two_valued: Whether everything is known; otherwise the program computes what is possible, see
            `condition_lowering`.
    """
    lowering = Lowering(edition.layout, edition.layout.events, two_valued)
    cells: list[Cell] = []
    strata: list[slice] = []
    holds: dict[int, May] = {}
    for stratum in edition.strata:
        first = len(cells)
        for unit in stratum.condition_ids:
            lowering.conditions[unit] = lowering.condition(edition.conditions[unit])
        cells.extend(_concept(lowering, concept, edition.rules) for concept in stratum.concepts)
        cells.extend(_question(lowering, question, edition.rules, holds) for question in stratum.questions)
        cells.extend(_norm(lowering, rule, rule.norm, edition.rules) for rule in stratum.norms if rule.norm is not None)
        strata.append(slice(first, len(cells)))
    for rule in edition.rules:
        read = {rule.condition_id, *(edition.rules[index].condition_id for index in rule.defeated_by)}
        if rule.index not in holds and read <= lowering.conditions.keys():
            holds[rule.index] = undefeated(lowering, rule, edition.rules)
    return Program(edition, lowering, lowering.conditions, holds, tuple(cells), tuple(strata))


def undefeated(lowering: Lowering, rule: Rule, rules: Sequence[Rule]) -> May:
    """Lowers a rule after its exceptions: its condition holds, and that of no rule displacing it does."""
    own = lowering.conditions[rule.condition_id]
    others = [lowering.conditions[rules[index].condition_id] for index in rule.defeated_by]
    graph = lowering.graph
    return lowering.both(
        graph.conjunction(own.true, *(other.false for other in others)),
        graph.disjunction(own.false, *(other.true for other in others)),
    )


def _some(lowering: Lowering, some: Sequence[May]) -> May:
    """Lowers that some of several are true."""
    graph = lowering.graph
    return lowering.both(
        graph.disjunction(*(one.true for one in some)), graph.conjunction(*(one.false for one in some))
    )


def _concept(lowering: Lowering, concept: Concept, rules: Sequence[Rule]) -> Cell:
    held = _some(lowering, [undefeated(lowering, rules[index], rules) for index in concept.rules])
    return Cell(concept.name, concept.slot, lowering.graph.true, held)


def _question(lowering: Lowering, question: Question, rules: Sequence[Rule], holds: dict[int, May]) -> Cell:
    """Goes down the tiers of precedence; a rule displaces all later tiers as soon as its own condition holds."""
    graph, answers = lowering.graph, tuple(question.answers)
    alive, defeated = graph.true, graph.false  # no earlier tier surely holds; some earlier tier may hold
    possible: list[list[int]] = [[] for _ in answers]
    unsure: list[int] = []
    tiers: list[May] = []
    for tier in question.tiers:
        held: dict[int, list[May]] = {}
        for index in tier:
            rule = rules[index]
            own = undefeated(lowering, rule, rules)
            true = graph.conjunction(alive, own.true)
            false = graph.disjunction(own.false, defeated, graph.negation(alive))
            holds[index] = lowering.both(true, false)
            held.setdefault(answers.index(rule.answer or ""), []).append(own)
        may = {place: _some(lowering, some) for place, some in held.items()}
        for place, one in may.items():
            # What is sure rules out what merely may hold beside it; but then nothing before it may hold.
            others = graph.conjunction(*(other.false for beside, other in may.items() if beside != place))
            left = graph.disjunction(others, graph.negation(one.false), defeated)
            possible[place].append(graph.conjunction(alive, one.true, left))
            unsure.append(graph.disjunction(one.false, defeated))
        any_of = _some(lowering, [lowering.conditions[rules[index].condition_id] for index in tier])
        tiers.append(any_of)
        alive = graph.conjunction(alive, any_of.false)
        defeated = graph.disjunction(defeated, any_of.true)
    bits = [graph.disjunction(*some) for some in possible]
    complete = question.exhaustive or lowering.two_valued
    no_rule = graph.negation(graph.disjunction(*bits)) if complete else graph.conjunction(*unsure)
    arises = lowering.when(question.arises)
    otherwise = 1 << len(answers) if question.arises is not None else 0
    all_bits = (*bits, arises.false, no_rule)
    return Cell(question.name, question.slot, arises.true, all_bits, otherwise, tiers=tuple(tiers))


def _norm(lowering: Lowering, rule: Rule, norm: NormSpec, rules: Sequence[Rule]) -> Cell:
    applies = undefeated(lowering, rule, rules)
    due = None if norm.period is None else last_days(lowering, norm.period)
    _, *bits = statuses(lowering, norm, due)
    slots, cell = lowering.slots, None
    if due is not None:
        graph, never = lowering.graph, lowering.graph.number(NEVER)
        low = graph.select(due.may_run, due.low, never)
        high = graph.select(graph.disjunction(due.may_wait, applies.false), never, due.high)
        cell = DueCell(due, slots[DUE + rule.id], low, low if lowering.two_valued else high)
    slot = slots[STATUS + rule.id]
    return Cell(STATUS + rule.id, slot, applies.true, (applies.false, *bits), NOT_APPLICABLE, rule.index, cell)
