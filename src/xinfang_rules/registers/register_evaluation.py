"""Evaluating registers: what `examine` says of the dossier of each row, over all rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from xinfang_rules.arguments import day_of, names_of, no_such
from xinfang_rules.dossier.acts_table import ActsTable, table_of
from xinfang_rules.registers.act_columns import ActColumns
from xinfang_rules.registers.block_acts import Places, read_block
from xinfang_rules.registers.block_evaluation import PartsEvaluator, wanted_of
from xinfang_rules.registers.block_examination import BlockExamination, Examined
from xinfang_rules.registers.block_facts import StatedValues
from xinfang_rules.registers.register import Register, Watch
from xinfang_rules.registers.register_tables import FINDINGS_SCHEMA, parts_schema
from xinfang_rules.registers.rows_alone import RefusedRow, rows_alone
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.tables.fact_columns import fact_columns
from xinfang_rules.tables.output_columns import GROUPS, outputs_of, wanted
from xinfang_rules.tables.presumed_columns import GROUNDS, conclusions_of

BLOCK_ROWS: Final = 5_056
"""Rows of a register that are evaluated at a time: each has a few parts."""


class RegisterBlock(NamedTuple):
    """What was found of some rows of a register, in the order of the rows.

    Attributes:
        parts: The parts of the rows.
        findings: The findings.
        refused: Rows that are no dossier, besides those that reading the register refused.
        alone: How many rows were examined one by one: no pass over columns reads what their dossiers say.
    """

    parts: pa.RecordBatch
    findings: pa.RecordBatch
    refused: list[RefusedRow]
    alone: int


@dataclass(frozen=True, eq=False)
class RegisterEvaluation:
    """What comes of a register: made by `evaluate_register`, worked out when it is asked for, a block at a time.

    The parts: the `row` (its place in the register, from 0), the `part`, its `organ`, `role` and `round`, why its case
    was `refused`, and what was wanted and kept, as in `evaluate_table`. The findings: the `row`, the `parts` that have
    it, joined by `|`, and what is told under the names of `xinfang_rules.dossier.Finding`; of a last day that is
    certain, `due_earliest` and `due_latest` are the same. A finding stands once, as in the report on the dossier.
    """

    _how: Examined = field(repr=False)
    _watch: Watch | None = field(default=None, repr=False)

    @property
    def parts_schema(self) -> pa.Schema:
        """The columns of parts."""
        return parts_schema(self._how.out)

    @property
    def findings_schema(self) -> pa.Schema:
        """The columns of findings."""
        return FINDINGS_SCHEMA

    @property
    def later(self) -> Places:
        """The rows that have no parts because nothing of them was there by the day: they were received after it."""
        columns = self._how.columns
        found = columns.later_than(self._how.as_of)
        return np.flatnonzero(found & ~columns.refused if len(columns.refused) else found)

    def blocks(self) -> Iterator[RegisterBlock]:
        """Examines block by block; a block is forgotten when the next one is asked for."""
        columns = self._how.columns
        usable = np.flatnonzero(~columns.refused) if len(columns.refused) else np.arange(len(columns))
        blocks = (usable[start : start + BLOCK_ROWS] for start in range(0, len(usable), BLOCK_ROWS))
        for rows in blocks if self._watch is None else self._watch(blocks, len(usable)):
            yield self._block(rows)

    def _block(self, rows: Places) -> RegisterBlock:
        how = self._how
        complete_to = 0 if how.complete_to is None else how.complete_to.toordinal()
        block = read_block(how.columns, rows, how.table, how.as_of.toordinal(), complete_to)
        parts, findings = BlockExamination(how, block).done()
        if not block.unusual.any():
            return RegisterBlock(parts, findings, [], 0)
        alone = rows[block.unusual].tolist()
        more, found, refused = rows_alone(how, alone)
        return RegisterBlock(_by_row(parts, more), _by_row(findings, found), refused, len(alone))

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Returns all parts and all findings."""
        blocks = list(self.blocks())
        parts = pa.Table.from_batches([block.parts for block in blocks], self.parts_schema)
        findings = pa.Table.from_batches([block.findings for block in blocks], FINDINGS_SCHEMA)
        return parts.unify_dictionaries(), findings.unify_dictionaries()


def _by_row(one: pa.RecordBatch, other: pa.RecordBatch) -> pa.RecordBatch:
    """Puts what was found of some rows and of others together, in the order of the rows."""
    joined = pa.Table.from_batches([one, other]).unify_dictionaries().combine_chunks()
    order = np.argsort(joined["row"].to_numpy(), kind="stable")
    (found,) = joined.take(order).combine_chunks().to_batches() or [one]
    return found


def evaluate_register(
    register: Register | ActColumns,
    *,
    as_of: date,
    rulebook: Rulebook | None = None,
    acts: ActsTable | None = None,
    presume: str | Iterable[str] = (),
    want: Sequence[str] = GROUPS[:1],
    keep: Sequence[str] = (),
    findings: bool = True,
) -> RegisterEvaluation:
    """Evaluates the rows of a register: each is a dossier, and what comes out is what `examine` says of it.

    Args:
        register: The register: as it was read, or its columns of acts.
        as_of: The day. What is dated after it has not happened yet.
        rulebook: The rulebook; if None, the one that goes with the table of acts.
        acts: The table of acts; that of the rulebook's pack if None.
        presume: Presumptions, see `evaluate`; in rows that bar one it is not made.
        want: What is to come out of each part; see `evaluate_table`.
        keep: Facts of the parts that come out beside, by the names of their columns, such as `timeline__accepted_on`.
        findings: Whether findings are wanted, too; without them, it takes about half the time.

    Raises:
        ArgumentError: If an argument is none of these.
        RulebookError: If the rulebook's pack has no table of acts.
    """
    as_of, table = day_of(as_of), table_of(rulebook, acts)
    book = rulebook or table.rulebook
    names = names_of(presume, "presume", "ordinary") if presume else ()
    named = names_of(want, "want", GROUPS[0])
    outputs = outputs_of(book.editions, [name for name in named if name != GROUNDS])
    conclusions = conclusions_of(outputs, book.editions, names, grounds=GROUNDS in named) if names else []
    facts = fact_columns(book.facts)
    kept = names_of(keep, "keep", "timeline__accepted_on")
    for name in kept:
        if name not in facts:
            english = f"keep: there is no fact for the column {name}"
            raise no_such(english, f"keep：没有与 {name} 这一列对应的事实", name, facts)
    needed = {edition: wanted_of(edition, wanted(edition, outputs), findings=findings) for edition in book.editions}
    columns = register.columns if isinstance(register, Register) else register
    if isinstance(register, Register):
        complete_to = register.complete_until(as_of)
    else:
        complete_to = as_of if columns.complete else None
    evaluator = PartsEvaluator(book, needed, conclusions, [facts[name] for name in kept], as_of.toordinal())
    return RegisterEvaluation(
        Examined(
            columns,
            as_of,
            complete_to,
            table,
            names,
            tuple(outputs),
            tuple(conclusions),
            evaluator,
            StatedValues(table),
            findings,
        ),
        register.watch if isinstance(register, Register) else None,
    )
