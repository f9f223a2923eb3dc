"""What comes of a register as tables for people: in Chinese, with the row of the sheet and the number of the case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules._version import __version__
from xinfang_rules.dossier.acts_table import checks_of
from xinfang_rules.dossier.recorded_act import PETITIONER
from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.registers.act_columns import DID_NOT
from xinfang_rules.registers.open_duties import read_by_duties, to_find_out
from xinfang_rules.registers.register import Register
from xinfang_rules.registers.register_evaluation import RegisterEvaluation, evaluate_register
from xinfang_rules.registers.register_tables import FINDINGS_SCHEMA
from xinfang_rules.registers.result_readings import reading_texts, readings_of
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import NOT_APPLICABLE, Rulebook
from xinfang_rules.rulebook.presumptions import Presumption
from xinfang_rules.tables.column_reading import EPOCH
from xinfang_rules.tables.output_columns import JOINED
from xinfang_rules.tables.presumed_columns import PRESUMED, SETS

PARTS: Final = "各件"
LATE: Final = "逾期"
AHEAD: Final = "期限之内"
OWN_DAYS: Final = "限办不符"
OWN_PAST: Final = "限办已过"
DEFECTS: Final = "程序瑕疵"
OPEN: Final = "不能确定"
REFUSED: Final = "未能读取"
ABOUT: Final = "说明"

_LATE: Final = (FindingKind.MISSING.value, FindingKind.LATE.value)
_AHEAD: Final = (FindingKind.RUNNING.value,)
_DEFECTS: Final = (FindingKind.BREACHED.value, FindingKind.DEFECT.value)
_OPEN: Final = (FindingKind.UNTOLD.value, FindingKind.UNDONE.value, FindingKind.OWED.value)
_BOTH: Final = (NormStatus.OVERDUE.value, NormStatus.MET_LATE.value)
_SURELY_LATE: Final = (JOINED.join(_BOTH), JOINED.join(reversed(_BOTH)))
_TOLD: Final = pa.schema([field for field in FINDINGS_SCHEMA if field.name not in ("parts", "late_at_most")])
"""The columns of findings of which tables tell."""
_FEW: Final = 3
"""So many answers are told one by one where it is open which."""
_MARK: Final = "（推定）"
LATER: Final = "截至之日以后收到，不在其内"
_NO_ACT: Final = "没有登记任何信访活动"


@dataclass(frozen=True, slots=True)
class OwnDays:
    """How the register's own last days compare with those that are computed, for one norm.

    Attributes:
        agree: In how many rows it can be the computed one, and no other can.
        differ: In how many it cannot be.
        open: In how many that cannot be told, or the norm does not bind.
    """

    agree: int
    differ: int
    open: int


class RegisterResults:
    """What came of a register on a day.

    Attributes:
        parts: The parts, as `evaluate_register` tells them; a row that has none stands with the reason as `refused`.
        findings: Of its findings what is late, ahead, amiss or open; what is open for petitioners is left out.
        untold: Of how many duties it cannot be told whether they are late.
        sizes: How many rows each of the tables has that were made.

    Args:
        register: The register.
        as_of: The day.
        presume: Presumptions, see `evaluate`.
        rulebook: The rulebook; that of the mapping's table of acts if None.

    Raises:
        ArgumentError: If there are no presumptions of a name.
    """

    def __init__(
        self, register: Register, *, as_of: date, presume: Sequence[str] = (), rulebook: Rulebook | None = None
    ) -> None:
        self.register = register
        self.as_of = as_of
        self._presume = tuple(presume)
        self._book = rulebook or register.mapping.table.rulebook
        self._table = register.mapping.table
        read = read_by_duties(self._book.latest)
        self._known = {name: np.ones(len(register), np.bool_) for name in read}
        evaluation = evaluate_register(
            register, as_of=as_of, rulebook=self._book, acts=self._table, presume=presume, keep=read
        )
        self._refused: list[tuple[int, str]] = []
        self.untold = 0
        self.sizes: dict[str, int] = {}
        self.parts, self.findings = self._all(evaluation)

    def _all(self, evaluation: RegisterEvaluation) -> tuple[pa.Table, pa.Table]:
        """Keeps what the tables tell of: all parts, and the findings that some table lists."""
        parts, findings = list[pa.RecordBatch](), list[pa.RecordBatch]()
        schema = evaluation.parts_schema
        left_out = {"part", *self._known}
        kept = pa.schema([one for one in schema if one.name not in left_out and not one.name.endswith(SETS)])
        for block in evaluation.blocks():
            parts.append(block.parts.select(kept.names))
            rows = block.parts["row"].to_numpy()
            for name, known in self._known.items():
                known[rows[np.asarray(block.parts[name].is_null())]] = False
            found = block.findings
            untold = pc.and_(_is_open(found), _shown(found, _OPEN[:1]))
            self.untold += int(pc.sum(untold).as_py() or 0)
            told = pc.or_(pc.or_(_is_late(found), _shown(found, (*_AHEAD, *_DEFECTS))), _is_open(found))
            compared = _among(found["of"], tuple(self.register.columns.own_days))
            findings.append(found.filter(pc.or_(told, compared)).select(_TOLD.names))
            self._refused.extend(block.refused)
        whole = pa.Table.from_batches(parts, kept)
        whole = pa.concat_tables([whole, self._without(whole, evaluation.later)]).unify_dictionaries()
        return (
            whole.take(np.argsort(whole["row"].to_numpy(), kind="stable")),
            pa.Table.from_batches(findings, _TOLD).unify_dictionaries(),
        )

    def _without(self, parts: pa.Table, later: Any) -> pa.Table:
        """Returns a line for each row that has no part, though it could be read."""
        refused = np.flatnonzero(self.register.columns.refused)
        told = [parts["row"].to_numpy(), refused, [row for row, _ in self._refused]]
        rows = np.setdiff1d(np.arange(len(self.register)), np.concatenate(told).astype(np.int64)).tolist()
        after = set(later.tolist())
        lines = [{"row": row, "refused": LATER if row in after else _NO_ACT} for row in rows]
        return pa.Table.from_pylist(lines, schema=parts.schema)

    def tables(self) -> dict[str, pa.Table]:
        """Returns the tables, by what they are called."""
        return dict(self.each())

    def each(self) -> Iterator[tuple[str, pa.Table]]:
        """Yields the tables, each with what it is called, as they are made: all together they need much memory."""
        found = self.findings
        made: dict[str, Callable[[], pa.Table]] = {
            PARTS: self._parts,
            LATE: lambda: self._duties(found.filter(_is_late(found))),
            AHEAD: lambda: self._duties(found.filter(_shown(found, _AHEAD)).sort_by("due_latest")),
            OWN_DAYS: self._own_days_table,
            OWN_PAST: self._own_past,
            DEFECTS: lambda: self._defects(found.filter(_shown(found, _DEFECTS))),
            OPEN: lambda: self._open(found.filter(_is_open(found))),
            REFUSED: self._refused_table,
            ABOUT: self._about,
        }
        for name, make in made.items():
            table = make()
            self.sizes[name] = len(table)
            yield name, table
            del table

    def presumed(self) -> list[Presumption]:
        """Returns the sets of presumptions that were asked for, but those that this register does not bear."""
        never = self.register.mapping.file.never_presume
        return [one for one in self._book.latest.presumptions.named(self._presume) if one.name not in never]

    def late_by_duty(self) -> list[tuple[str, int, int]]:
        """Lists what was done late or not at all: what, how often surely, how often if presumed facts are so."""
        return self._counted(_is_late(self.findings))

    def defects(self) -> list[tuple[str, int, int]]:
        """Lists what is amiss and no matter of days: what, how often surely, how often if presumed facts are so."""
        return self._counted(_shown(self.findings, _DEFECTS))

    def _counted(self, some: Any) -> list[tuple[str, int, int]]:
        found: dict[str, list[int]] = {}
        for one in self.findings.filter(some).group_by(["of", "kind"]).aggregate([("row", "count")]).to_pylist():
            counts = found.setdefault(self._titles[one["of"]], [0, 0])
            counts[one["kind"] == FindingKind.PRESUMED.value] += one["row_count"]
        listed = [(title, sure, supposed) for title, (sure, supposed) in found.items()]
        return sorted(listed, key=lambda one: (-one[1], -one[2]))

    def own_days(self) -> dict[str, OwnDays]:
        """Compares the register's own last days with the computed ones, by the norm."""
        found = {}
        for rule in self.register.columns.own_days:
            told, agree, differ = self._compared(rule)
            found[rule] = OwnDays(int(agree.sum()), int(differ.sum()), int((told & ~agree & ~differ).sum()))
        return found

    def _compared(self, rule: str) -> tuple[Any, Any, Any]:
        """Returns where the register tells a last day, where it surely is the computed one, and where it cannot be."""
        column = self.register.columns.own_days[rule]
        low, high = self._last_days(rule)
        told = column.last > 0
        known = told & (high > 0)
        agree = known & (low == high) & (column.first == low) & (column.last == low)
        return told, agree, known & ((column.last < low) | (column.first > high))

    def _last_days(self, rule: str) -> tuple[Any, Any]:
        """Returns between which days the last day of a norm lies in each row; 0 where none is computed."""
        found = self.findings.filter(_among(self.findings["of"], (rule,)))
        low, high = (np.zeros(len(self.register), np.int64) for _ in range(2))
        for name, days in (("due_earliest", low), ("due_latest", high)):
            dated = found.filter(pc.is_valid(found[name]))
            days[dated["row"].to_numpy()] = dated[name].cast(pa.int32()).to_numpy() + EPOCH
        return low, high

    # Tables

    def _parts(self) -> pa.Table:
        parts = self.parts
        columns = self._places(parts["row"])
        columns["机关、单位"] = self._labelled(parts["organ"], self._organs)
        roles: dict[str, str] = {name: role.title for name, role in self._table.file.roles.items()}
        columns["角色"] = self._labelled(parts["role"], roles)
        columns["轮次"] = parts["round"]
        for question in self._book.questions.values():
            labels = {NOT_APPLICABLE: "不适用", **question.answers}
            for name, mark in ((question.name, ""), (question.name + PRESUMED, _MARK)):
                if name in parts.schema.names:
                    columns[question.title + mark] = self._labelled(parts[name], labels)
        columns["没有评估的原因"] = parts["refused"]
        return pa.table(columns)

    def _duties(self, found: pa.Table) -> pa.Table:
        columns = self._of_duties(found)
        columns["逾期日数"] = found["days_late"]
        columns["逾期至少日数"], columns["还有日数"] = found["late_at_least"], found["days_left"]
        columns["情况"] = self._kinds(found, {FindingKind.UNTOLD.value: "逾期，后来是否履行不详"})
        columns["是否推定"] = _presumed(found)
        columns["依据"] = self._labelled(found["of"], self._cited)
        columns["依解释"] = readings_of(found, self._book.latest)
        return pa.table(columns)

    def _of_duties(self, found: pa.Table) -> dict[str, Any]:
        columns = self._places(found["row"])
        columns["谁"] = self._labelled(found["who"], self._organs)
        columns["义务"] = self._labelled(found["of"], self._titles)
        columns["最后一日不早于"], columns["最后一日不晚于"] = found["due_earliest"], found["due_latest"]
        columns["履行日期"] = found["done_on"]
        return columns

    def _own_days_table(self) -> pa.Table:
        tables = []
        for rule, column in self.register.columns.own_days.items():
            _, _, differ = self._compared(rule)
            rows = pa.array(np.flatnonzero(differ))
            low, high = self._last_days(rule)
            columns = self._places(pa.chunked_array([rows]))
            columns["期限"] = pa.array([self._titles[rule]] * len(rows), pa.string())
            for name, days in (("登记表所填", column.first), ("算出的不早于", low), ("算出的不晚于", high)):
                columns[name] = pa.array((days[differ] - EPOCH).astype(np.int32), pa.int32()).cast(pa.date32())
            # Later than computed: whether it is the day that the other reading of a last day leaves.
            over = np.maximum(column.first[differ] - high[differ], 0)
            columns["依解释"] = reading_texts(
                (np.zeros(len(rows), np.int32), [rule]), low[differ], high[differ], over, self._book.latest
            )
            tables.append(pa.table(columns))
        return pa.concat_tables(tables) if tables else pa.table(self._places(pa.chunked_array([], pa.int64())))

    def _own_past(self) -> pa.Table:
        """Lists where the register's own last day is past, and it has no opinion or reply: what it says of itself."""
        columns, today, tables = self.register.columns, self.as_of.toordinal(), []
        closing = [slot for slot in columns.slots if slot.act == self._table.file.structure.opinion]
        nothing = np.all([slot.happened == DID_NOT for slot in closing], axis=0) if closing else np.False_
        for rule, own in columns.own_days.items():
            (rows,) = np.nonzero(nothing & ~columns.refused & (own.last > 0) & (own.last < today))
            told = self._places(pa.chunked_array([pa.array(rows, pa.int64())]))
            told["期限"] = pa.array([self._titles[rule]] * len(rows), pa.string())
            told["登记表所填"] = pa.array((own.last[rows] - EPOCH).astype(np.int32), pa.int32()).cast(pa.date32())
            told["已过日数"] = pa.array(today - own.last[rows], pa.int32())
            tables.append(pa.table(told))
        return pa.concat_tables(tables) if tables else pa.table(self._places(pa.chunked_array([], pa.int64())))

    def _defects(self, found: pa.Table) -> pa.Table:
        columns = self._places(found["row"])
        columns["谁"] = self._labelled(found["who"], self._organs)
        columns["事项"] = found["title"]
        columns["情况"] = self._kinds(found)
        columns["是否推定"] = _presumed(found)
        columns["依据"] = self._labelled(found["of"], self._cited)
        columns["依解释"] = self._labelled(found["of"], self._readings)
        return pa.table(columns)

    def _open(self, found: pa.Table) -> pa.Table:
        """Lists the duties of which it is open whether they are kept, and what is to be found out."""
        columns = self._of_duties(found)
        columns["情况"] = self._kinds(found)
        columns["要查明的"] = to_find_out(found, self._known, self._book.latest)
        columns["依据"] = self._labelled(found["of"], self._cited)
        return pa.table(columns)

    def _kinds(self, found: pa.Table, other: Mapping[str, str] = MappingProxyType({})) -> pa.ChunkedArray:
        shown = pc.coalesce(found["would_be"].cast(pa.string()), found["kind"].cast(pa.string()))
        return self._labelled(shown, {**{kind.value: kind.label for kind in FindingKind}, **other})

    def _refused_table(self) -> pa.Table:
        columns = self.register.columns
        cells = [
            (cell.line, cell.column, cell.cell, cell.value, cell.code, cell.reason) for cell in columns.refused_cells
        ]
        rows = [(int(columns.lines[row]), "", "", "", "dossier", reason) for row, reason in self._refused]
        names = ("行", "栏目", "单元格", "内容", "代码", "原因")
        both = list(zip(*sorted([*cells, *rows]), strict=True)) or [()] * len(names)
        kinds = (pa.int32(), *[pa.string()] * 5)
        return pa.table({name: pa.array(one, kind) for name, one, kind in zip(names, both, kinds, strict=True)})

    def _about(self) -> pa.Table:
        """Tells by what the tables were worked out, and what must be said of presumptions wherever they are used."""
        register, identity = self.register, self._book.identity
        text, until = register.text, register.complete_until(self.as_of)
        told = [
            ("登记表", text.path.name + (f"，工作表“{text.sheet}”" if text.sheet else "")),
            ("对应表", f"{register.mapping.name}：{register.mapping.file.title}"),
            ("对应表摘要", register.mapping.digest),
            ("截至", self.as_of.isoformat()),
            ("登记完整到", "没有写明" if until is None else until.isoformat()),
            ("规则", f"{identity.id}：{identity.title}"),
            ("规则摘要", identity.digest),
            ("行为表摘要", self._table.digest),
            ("程序版本", __version__),
        ]
        for one in self.presumed():
            limit = f"限制：{one.limit}" if one.limit else ""
            told += [(f"推定 {one.name}", f"{one.title}。理由：{one.because}{limit}")]
        names, words = zip(*told, strict=True)
        return pa.table({"项目": pa.array(names, pa.string()), "内容": pa.array(words, pa.string())})

    def _places(self, rows: pa.ChunkedArray) -> dict[str, Any]:
        """Returns the columns that say which row of the sheet it is, and which case."""
        places = rows.to_numpy()
        columns: dict[str, Any] = {"行": pa.array(self.register.columns.lines[places], pa.int32())}
        for use in ("reference", "keep"):
            for name, column, texts in self.register.words(use):
                words = pa.array(texts, pa.string())
                columns[name] = pa.DictionaryArray.from_arrays(pa.array(column.codes[places]), words)
        return columns

    def _labelled(self, array: pa.ChunkedArray, labels: Mapping[str, str]) -> pa.ChunkedArray:
        """Puts labels in the place of values; of several that are possible, each if they are few."""
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        whole = array.unify_dictionaries().combine_chunks() if array.num_chunks != 1 else array.chunk(0)
        told = ([labels.get(each, each) for each in str(text).split(JOINED)] for text in whole.dictionary.to_pylist())
        words = [_open_words(each) if len(each) > 1 else each[0] for each in told]
        return pa.chunked_array([pa.DictionaryArray.from_arrays(whole.indices, pa.array(words, pa.string()))])

    @cached_property
    def _organs(self) -> dict[str, str]:
        organs = {label: organ.title or label for label, organ in self.register.columns.organs.items()}
        return {"petitioner": "信访人", **{bearer.value: bearer.label for bearer in self._book.bearers}, **organs}

    @cached_property
    def _titles(self) -> dict[str, str]:
        rules = {rule.id: rule.title for edition in self._book.editions for rule in edition.rules}
        checks = {name: check.title.rstrip("。") for name, check, _ in checks_of(self._table)}
        return {**rules, **checks, "record": "登记不可能完整"}

    @cached_property
    def _readings(self) -> dict[str, str]:
        """The readings that count wherever a rule or a check holds."""
        rules = (rule for edition in self._book.editions for rule in edition.rules)
        own = {rule.id: (rule.interpretive if rule.reading_when is None else None) or "" for rule in rules}
        return {**own, "record": "", **{name: check.interpretive or "" for name, check, _ in checks_of(self._table)}}

    @cached_property
    def _cited(self) -> dict[str, str]:
        rules = (rule for edition in self._book.editions for rule in edition.rules)
        labels = {rule.id: [one.label for one in rule.citations] for rule in rules}
        labels |= {name: [one.label for one in cited] for name, _, cited in checks_of(self._table)}
        return {"record": "", **{name: "、".join(dict.fromkeys(told)) for name, told in labels.items()}}


def _open_words(possible: Sequence[str]) -> str:
    few = len(possible) <= _FEW
    return "不能确定：" + "、或者".join(possible) if few else f"不能确定（有{len(possible)}种可能）"


def _presumed(found: Any) -> Any:
    return pc.if_else(found["presumed"], "推定", pc.if_else(found["days_presumed"], "只有日数是推定", ""))


def _is_late(found: Any) -> Any:
    """Tells which findings are late, if only because of presumed facts; whether it was done since may be open."""
    possible = pc.fill_null(_among(found["possible"], _SURELY_LATE), False)
    return pc.or_(_shown(found, _LATE), pc.and_(_shown(found, (FindingKind.UNTOLD.value,)), possible))


def _is_open(found: Any) -> Any:
    """Tells of which duties of organs nobody can tell whether they are kept."""
    theirs = pc.not_equal(_texts(found["who"]), PETITIONER)
    return pc.and_not(pc.and_(_shown(found, _OPEN), theirs), _is_late(found))


def _shown(found: Any, kinds: Sequence[str]) -> Any:
    """Tells which findings are of some kinds, if only because of presumed facts."""
    return pc.or_(_among(found["kind"], kinds), pc.fill_null(_among(found["would_be"], kinds), False))


def _among(array: Any, values: Sequence[str]) -> Any:
    return pc.is_in(_texts(array), pa.array(values, pa.string()))


def _texts(array: Any) -> Any:
    return array.cast(pa.string())
