"""Examining a block of rows: the parts of their dossiers are evaluated, as `xinfang_rules.dossier.examine` does it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from xinfang_rules.dossier.acts_table import ActsTable, dated_rules
from xinfang_rules.dossier.file_checks import gap_title
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import END, PETITIONER
from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE
from xinfang_rules.registers.act_columns import CLAIM, ActColumns
from xinfang_rules.registers.block_acts import ActBlock, Days, Flags, Places
from xinfang_rules.registers.block_evaluation import Evaluated, PartsEvaluator, joined, stated_days
from xinfang_rules.registers.block_facts import BlockFacts, StatedValues, facts_of, hangs_on_answers
from xinfang_rules.registers.block_parts import BlockPart, parts_of
from xinfang_rules.registers.block_record import Answers, BlockContext, Roles
from xinfang_rules.registers.check_findings import of_checks
from xinfang_rules.registers.finding_columns import KINDS, FindingColumns, Names, columns, once, together
from xinfang_rules.registers.norm_findings import ROLES, Bearing, of_norms, whose
from xinfang_rules.registers.register_tables import FINDINGS_SCHEMA, findings_batch, parts_batch
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.tables.block_work import scattered
from xinfang_rules.tables.fact_columns import fact_schema
from xinfang_rules.tables.output_columns import Kept, Output, last_day
from xinfang_rules.tables.presumed_columns import Conclusion, presumed_arrays
from xinfang_rules.tables.refusals import Refusal


class Examined(NamedTuple):
    """How a register is examined.

    Attributes:
        columns: The register.
        as_of: The day.
        complete_to: Until when it is complete; None if that is open.
        table: The table of acts.
        presume: The sets of presumptions that are asked for, or bundles of them.
        outputs: What is to come out of each part.
        conclusions: Of what of it is told what it would be.
        evaluator: Evaluates parts.
        values: What values of facts are as numbers.
        findings: Whether findings are wanted.
    """

    columns: ActColumns
    as_of: date
    complete_to: date | None
    table: ActsTable
    presume: tuple[str, ...]
    outputs: tuple[Output, ...]
    conclusions: tuple[Conclusion, ...]
    evaluator: PartsEvaluator
    values: StatedValues
    findings: bool

    @property
    def out(self) -> list[pa.Field]:
        """The columns that come out: what is wanted, what of it would be, and facts."""
        told = [*self.outputs, *(column for one in self.conclusions for column in one.columns)]
        facts = fact_schema(self.evaluator.rulebook.facts)
        return [*(output.field for output in told), *(facts.field(column.name) for column in self.evaluator.facts)]

    def presumable(self, row: Places) -> list[tuple[tuple[str, ...], Places]]:
        """Returns the sets of presumptions that may be used, each with the places of the rows where they may."""
        sets = [one.name for one in self.evaluator.rulebook.latest.presumptions.named(self.presume)]
        barred = {name: flags[row] for name in sets if (flags := self.columns.barred.get(name)) is not None}
        if not any(flags.any() for flags in barred.values()):
            return [(self.presume, np.arange(len(row)))]
        codes = sum(flags.astype(np.int64) << place for place, flags in enumerate(barred.values()))
        found = []
        for code in np.unique(codes):
            out = {name for place, name in enumerate(barred) if code >> place & 1}
            found.append((tuple(name for name in sets if name not in out), np.flatnonzero(codes == code)))
        return found

    def arrays(self, unit: Evaluated) -> list[pa.Array]:
        """Returns what comes out of some parts."""
        kept = Kept(unit.kept)
        today = np.full(len(unit.kept), self.as_of.toordinal(), np.int32)
        arrays = [output.array(unit.edition, unit.found, today, kept) for output in self.outputs]
        if unit.presuming is not None:
            arrays += presumed_arrays(self.conclusions, unit.presuming, unit.found, unit.supplied, today, kept)
        else:
            columns = (column for one in self.conclusions for column in one.columns)
            arrays += [pa.nulls(len(kept.rows), column.field.type) for column in columns]
        return arrays + unit.facts

    def put_together(self, units: Sequence[Evaluated], many: int) -> list[pa.Array]:
        """Returns what comes out of all parts."""
        found = [(unit.places, self.arrays(unit)) for unit in units]
        return [
            scattered(field.type, [(places, arrays[place]) for places, arrays in found], many)
            for place, field in enumerate(self.out)
        ]


_MANY = 1 << 8
"""More than a row has acts, or rounds."""


class _Part(NamedTuple):
    """Rows of a part that are evaluated together.

    Attributes:
        part: The part.
        places: Which of all parts of the block they are.
        closed: Whether what is not recorded has not happened, as far as the record is complete.
    """

    part: BlockPart
    places: Places
    closed: bool


class BlockExamination:
    """The examination of one block: of its rows that are not unusual."""

    def __init__(self, of: Examined, block: ActBlock) -> None:
        self._of = of
        self._block = block
        self._parts = list(parts_of(block))
        ends = np.cumsum([0, *(len(part.rows) for part in self._parts)])
        self._places = [np.arange(start, end) for start, end in pairwise(ends)]
        self._many = int(ends[-1])
        self._units: list[Evaluated] = []
        self._refused: dict[int, str] = {}
        self._gaps: dict[int, str] = {}
        self._names, self._part_names = Names(), Names()
        self._days: dict[str, Any] = {}

    def done(self) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """Returns the parts, evaluated, and the findings, both in the order of the rows."""
        self._evaluate()
        bearing = self._bearing()
        order = pa.array(np.lexsort((bearing.order, bearing.row)))
        parts = self._parts_batch(bearing).take(order)
        if not self._of.findings:
            return parts, pa.RecordBatch.from_pylist([], schema=FINDINGS_SCHEMA)
        return parts, self._findings_batch(bearing)

    # Evaluating

    def _evaluate(self) -> None:
        """Evaluates the parts as `examine` does, some once more: with their answers, or as of a partial record."""
        table, everything = self._of.table, zip(self._parts, self._places, strict=True)
        kept = self._pass([_Part(part, places, True) for part, places in everything])
        hangs = self._rows(hangs_on_answers(part, table) for part in self._parts)
        if (hangs & kept).any():
            answers = self._answers()
            some = list(self._some(hangs & kept, answers, closed=True))
            kept &= ~hangs
            kept |= self._pass(some)
        broken = ~kept
        if not broken.any():
            return
        why = dict(self._refused)
        kept = self._pass(list(self._some(broken, None, closed=False)))
        self._gaps = {place: reason for place, reason in why.items() if kept[place]}
        self._refused = {place: why.get(place, reason) for place, reason in self._refused.items()}

    def _some(self, wanted_places: Flags, answers: Mapping[str, Answers] | None, *, closed: bool) -> Iterator[_Part]:
        for part, places in zip(self._parts, self._places, strict=True):
            (local,) = np.nonzero(wanted_places[places])
            if len(local):
                own = _answers_of(answers, places[local])
                yield _Part(
                    part._replace(rows=part.rows[local], context=part.context.taken(local, own)), places[local], closed
                )

    def _pass(self, some: list[_Part]) -> Flags:
        """Evaluates some parts; returns which were no refused cases."""
        kept = np.zeros(self._many, np.bool_)
        if not some:
            return kept
        facts = [facts_of(one.part, self._of.values, closed=one.closed) for one in some]
        places = np.concatenate([one.places for one in some])
        rows = np.concatenate([self._block.rows[one.part.rows] for one in some])
        refused = list[Refusal]()
        # What was found of these before no longer counts.
        before = np.ones(self._many, np.bool_)
        before[places] = False
        self._units = [unit._replace(kept=unit.kept & before[unit.places]) for unit in self._units]
        for unit in self._of.evaluator.run(facts, self._of.presumable(rows), refused):
            own = unit._replace(places=places[unit.places])
            self._units.append(own)
            kept[own.places[own.kept]] = True
        reasons: dict[int, dict[str, None]] = {}
        for one, own_facts in zip(some, facts, strict=True):
            for place, why in own_facts.reasons():
                reasons.setdefault(int(one.places[place]), {})[why] = None
        for refusal in refused:
            reasons.setdefault(int(places[refusal.row]), {})[refusal.reason_zh] = None
        self._refused = {place: why for place, why in self._refused.items() if before[place]}
        self._refused.update({place: "；".join(told) for place, told in reasons.items()})
        self._note_days(facts, places)
        return kept

    def _note_days(self, facts: Sequence[BlockFacts], places: Places) -> None:
        """Keeps the days as stated by which norms are done."""
        sizes = [len(one.wrong) for one in facts]
        for day in self._of.evaluator.days_done if self._of.findings else ():
            told, days = stated_days(day, facts, sizes)
            if day not in self._days:
                nothing = np.zeros(self._many, np.bool_)
                zeros = np.zeros(self._many, np.int32)
                self._days[day] = nothing, Days(zeros, zeros.copy(), nothing.copy())
            held, before = self._days[day]
            held[places] = told
            for whole, part in zip(before, days, strict=True):
                whole[places] = part

    def _answers(self) -> dict[str, Answers]:
        """Returns the answers that each part may have by what is stated."""
        found: dict[str, Answers] = {}
        for unit in self._units:
            for question in unit.edition.questions:
                names = tuple(question.answers)
                masks = unit.found.masks[question.name].astype(np.int64) & (1 << len(names)) - 1
                held = found.setdefault(question.name, Answers(names, np.zeros(self._many, np.int64)))
                held.masks[unit.places[unit.kept]] = masks[unit.kept]
        return found

    def _last_days(self) -> dict[str, tuple[Any, Any]]:
        """Returns between which days the last days lie that checks read; 0 where none is known."""
        found: dict[str, tuple[Any, Any]] = {}
        for rule in dated_rules(self._of.table):
            first, last = (np.zeros(self._many, np.int32) for _ in range(2))
            for unit in self._units:
                due, masks = unit.found.dues.get(rule), unit.found.masks.get(STATUS + rule)
                if due is None or masks is None:
                    continue
                applies = unit.kept & (masks & masks.dtype.type(NOT_APPLICABLE) == 0)
                for latest, held in ((False, first), (True, last)):
                    told, known = last_day(due, latest=latest)
                    known = known & applies
                    held[unit.places[known]] = told[known]
            found[rule] = first, last
        return found

    # Putting together

    def _rows(self, values: Iterable[Any]) -> Any:
        """Puts values of parts one after the other."""
        return joined(values, [len(some) for some in self._places]) if self._parts else np.zeros(0, np.int32)

    def _parts_batch(self, bearing: Bearing) -> pa.RecordBatch:
        organ = self._rows(self._names.place(part.context.organ) for part in self._parts)
        return parts_batch(
            self._block.rows[bearing.row],
            (bearing.part, self._listed_parts()),
            (organ, list(self._names.places)),
            bearing.roles,
            self._rows(part.round for part in self._parts),
            [self._refused.get(place) for place in range(self._many)],
            self._of.out,
            self._of.put_together(self._units, self._many),
        )

    def _listed_parts(self) -> list[str]:
        return ["|".join(names) for names in self._part_names.places]

    def _findings_batch(self, bearing: Bearing) -> pa.RecordBatch:
        table, today = self._of.table, self._of.as_of.toordinal()
        hits: dict[str, list[FindingColumns]] = {}
        for unit in self._units:
            for rule, found in of_norms(unit, bearing, table, self._days, today, self._names):
                hits.setdefault(rule, []).append(found)
        for check, found in self._of_checks(bearing):
            hits.setdefault(check, []).append(found)
        if self._gaps:
            hits["record"] = [self._of_gaps(bearing)]
        each = [once(together(found), self._part_names) for found in hits.values()]
        return findings_batch(together(each), self._block.rows, list(self._names.places), self._listed_parts(), today)

    def _bearing(self) -> Bearing:
        theirs = [whose(part, self._of.table, self._names) for part in self._parts if self._of.findings]
        bearers = theirs[0] if theirs else {}
        return Bearing(
            self._rows(part.rows for part in self._parts).astype(np.int32),
            self._rows(self._part_names.place((part.name,)) for part in self._parts).astype(np.int32),
            self._rows((part.came * _MANY + part.round) * _MANY for part in self._parts).astype(np.int32),
            self._rows(ROLES.index(part.role) for part in self._parts).astype(np.int32),
            {bearer: self._rows(one[bearer] for one in theirs) for bearer in bearers},
        )

    def _of_checks(self, bearing: Bearing) -> Iterator[tuple[str, FindingColumns]]:
        """Yields what checks find: in every part, and in a piece of which no part could be evaluated."""
        if self._block.unusual.all():
            return
        kept = np.zeros(self._many, np.bool_)
        for unit in self._units:
            kept[unit.places[unit.kept]] = True
        answers, table, record = self._answers(), self._of.table, self._record()
        days = self._last_days()
        seen = np.zeros(len(self._block), np.bool_)
        seen[bearing.row[kept]] = True
        for part, places in zip(self._parts, self._places, strict=True):
            (local,) = np.nonzero(kept[places])
            if not len(local):
                continue
            own = _answers_of(answers, places[local])
            whole = len(local) == len(places)
            context = replace(part.context, answers=own) if whole else part.context.taken(local, own)
            due = {rule: (first[places[local]], last[places[local]]) for rule, (first, last) in days.items()}
            context = replace(context, last_days=due)
            some, name = places[local], self._part_names.place((part.name,))
            yield from of_checks(context, bearing.row[some], name, bearing.order[some], record, self._names)
        for arrival in self._block.of(table.file.structure.raises):
            (rows,) = np.nonzero(arrival.there & ~seen & ~self._block.unusual)
            if len(rows) and arrival.to is not None:
                block = self._block.taken(rows)
                came = arrival.taken(rows)
                codes = block.competent.codes
                roles: Roles = {
                    "self": [((arrival.to,), np.True_)],
                    "petitioner": [((PETITIONER,), np.True_)],
                    "competent": [(tuple(block.competent.values[code]), codes == code) for code in np.unique(codes)],
                }
                end = np.full(len(rows), END, np.int32)
                context = BlockContext(block, arrival.to, came, came.rank, end, roles, came.day.high)
                name = self._part_names.place((f"{block.piece}/{CLAIM}",))
                yield from of_checks(context, rows.astype(np.int32), name, came.rank, record, self._names)

    def _record(self) -> Record:
        """Returns the record of a row of which there is one, by which acts are put into words."""
        usual = self._block.rows[~self._block.unusual]
        return Record(self._of.columns.row_dossier(int(usual[0])), self._of.table, self._of.as_of)

    def _of_gaps(self, bearing: Bearing) -> FindingColumns:
        """Returns where a record is said to be complete and shows itself that it is not."""
        organ = self._rows(self._names.place(part.context.organ) for part in self._parts)
        again = list(self._gaps)
        titles = [self._names.place(gap_title(reason)) for reason in self._gaps.values()]
        return columns(
            bearing.row[again], part=bearing.part[again], order=bearing.order[again],
            of=self._names.place("record"), kind=KINDS.index(FindingKind.DEFECT), who=organ[again],
            presumed=0, title=titles,
        )  # fmt: skip


def _answers_of(answers: Mapping[str, Answers] | None, places: Places) -> dict[str, Answers] | None:
    return None if answers is None else {name: Answers(one.names, one.masks[places]) for name, one in answers.items()}
