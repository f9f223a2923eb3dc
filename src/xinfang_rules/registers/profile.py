"""The profile of a register: what was understood of it, what was not, and how much can be decided from it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow.compute as pc

from xinfang_rules.dossier.examine import examine, part_cases
from xinfang_rules.errors import nearest
from xinfang_rules.registers.act_columns import ActColumns
from xinfang_rules.registers.mapping import RegisterMapping
from xinfang_rules.registers.register import Register
from xinfang_rules.registers.register_evaluation import evaluate_register
from xinfang_rules.rulebook.model import NOT_APPLICABLE
from xinfang_rules.tables.output_columns import JOINED
from xinfang_rules.tables.presumed_columns import PRESUMED

SAMPLE: Final = 1_000
"""Of so many rows, taken at even distances, it is counted what can be decided."""
_ASKED: Final = 12
"""Of so many rows it is worked out what is still to be found out."""
_EXAMPLES: Final = 3
_OF_ACT: Final = {
    "day": "日期",
    "received": "到达日期",
    "done": "有没有",
    "by": "由谁",
    "to": "对谁",
    "kind": "种类",
    "outcome": "结果",
}


class ColumnProfile(NamedTuple):
    """What stands in a column.

    Attributes:
        name: The column, by its name in the mapping.
        gives: What it says, in Chinese.
        filled: In how many rows there is anything.
        refused: How many of these could not be used.
    """

    name: str
    gives: tuple[str, ...]
    filled: int
    refused: int


class RefusedProfile(NamedTuple):
    """Cells of a column that could not be used for one reason.

    Attributes:
        column: The column.
        reason: Why, in Chinese.
        many: How many.
        examples: The first ones, each with its address and what stands there.
    """

    column: str
    reason: str
    many: int
    examples: tuple[tuple[str, str], ...]


class Decided(NamedTuple):
    """How many questions can be decided with some presumptions.

    Attributes:
        presumed: The sets of presumptions; none is what the register states alone.
        questions: For each question in how many parts it arises, and in how many it is decided.
    """

    presumed: tuple[str, ...]
    questions: dict[str, tuple[int, int]]


class Missing(NamedTuple):
    """Something to find out that no column gives, or none in these rows.

    Attributes:
        question: What to find out, in Chinese.
        rows: For how many of the rows that were asked it would help.
        column: Whether some column can give it.
    """

    question: str
    rows: int
    column: bool


@dataclass(frozen=True, eq=False)
class Profile:
    """What a register is good for.

    Attributes:
        register: The register.
        as_of: The day.
        columns: The columns that are used.
        refused: The cells that could not be used, the most frequent reason first.
        unfound: Columns of the mapping that the file has not.
        unmapped: Headings of the file that the mapping has not, each with the column that may be meant.
        personal: Columns that are kept though they look personal, each with what they look like, in Chinese.
        repeated: The references that several rows have: the column, the text, and the rows of the sheet.
        later_rows: How many rows were received after `as_of`: they are not among what was decided.
        later: How many days lie after `as_of`: they count as not yet come.
        sampled: How many rows it was counted of what can be decided.
        decided: What can be decided: by what is stated, then with one set of presumptions more each time.
        not_presumed: The sets that must not be presumed of this register, each with the reason.
        asked: Of how many rows it was worked out what is missing.
        missing: What is still to be found out, what helps most rows first.
    """

    register: Register
    as_of: date
    columns: tuple[ColumnProfile, ...]
    refused: tuple[RefusedProfile, ...]
    unfound: tuple[str, ...]
    unmapped: tuple[tuple[str, str | None], ...]
    personal: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str, list[int]], ...]
    later_rows: int
    later: int
    sampled: int
    decided: tuple[Decided, ...]
    not_presumed: tuple[tuple[str, str], ...]
    asked: int
    missing: tuple[Missing, ...]


def profile_register(register: Register, *, as_of: date, sample: int = SAMPLE) -> Profile:
    """Profiles a register.

    Args:
        register: The register.
        as_of: The day on which it is looked at.
        sample: Of how many rows, taken at even distances, it is counted what can be decided.
    """
    columns, file, text = register.columns, register.mapping.file, register.text
    later = columns.later_than(as_of) & ~columns.refused
    usable = np.flatnonzero(~columns.refused & ~later)
    some = usable[np.linspace(0, len(usable) - 1, min(sample, len(usable))).astype(np.intp)]
    sets = register.mapping.table.rulebook.latest.presumptions.named(("ordinary",))
    steps = [one.name for one in sets if one.name not in file.never_presume]
    used = set(text.headings.places)
    unfound = [name for name in file.columns if name not in used]
    asked, missing = _missing(register, some, as_of, steps)
    return Profile(
        register,
        as_of,
        tuple(_columns(register)),
        tuple(_refused(columns)),
        tuple(name for name in unfound if file.columns[name].gives or file.columns[name].choose),
        tuple((title, nearest(title, unfound)) for title in text.headings.others),
        tuple(register.personal()),
        tuple(register.repeated()),
        int(later.sum()),
        sum(int((slot.day.first > as_of.toordinal()).sum()) for slot in columns.slots),
        len(some),
        tuple(_decided(register, some, as_of, steps)),
        tuple((one.title, file.never_presume[one.name]) for one in sets if one.name in file.never_presume),
        asked,
        missing,
    )


def _columns(register: Register) -> Iterator[ColumnProfile]:
    refused = Counter(cell.column for cell in register.columns.refused_cells)
    for name, column in register.text.columns.items():
        entry = register.mapping.file.columns[name]
        if entry.gives or entry.choose:
            filled = int((column.codes != 0).sum())
            yield ColumnProfile(name, tuple(gives_words(register.mapping, name)), filled, refused[name])


def gives_words(mapping: RegisterMapping, name: str) -> Iterator[str]:
    """Says what a column gives, in Chinese."""
    book, acts = mapping.table.rulebook, mapping.table.file.acts
    titles = {rule.id: rule.title for edition in book.editions for rule in edition.rules}
    claim = {"competent": "有权处理的机关、单位", "category": "信访事项类别", "remedy": "法定途径"}
    entry = mapping.file.columns[name]
    for give in entry.gives:
        if give.fact is not None:
            yield book.facts[give.fact].title
        elif give.check is not None:
            yield f"核对最后一日：{titles[give.check]}"
        elif give.bars is not None:
            yield f"不采用推定 {give.bars} 的情形"
        else:
            owner, _, key = str(give.set).partition(".")
            if owner == "claim":
                yield claim[key]
            else:
                act = acts[mapping.file.acts[owner].act]
                yield f"{act.title}：{_OF_ACT.get(key) or act.fields[key].title}"
    for slot in mapping.file.acts.values():
        if slot.when is not None and slot.when.column == name:
            yield f"有没有{acts[slot.act].title}"


def _refused(columns: ActColumns) -> Iterator[RefusedProfile]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for cell in columns.refused_cells:
        found.setdefault((cell.column, cell.reason), []).append((cell.cell, cell.value))
    for (column, reason), cells in sorted(found.items(), key=lambda one: -len(one[1])):
        yield RefusedProfile(column, reason, len(cells), tuple(cells[:_EXAMPLES]))


def _decided(register: Register, rows: Any, as_of: date, steps: Sequence[str]) -> Iterator[Decided]:
    sample = Register(register.mapping, register.text, register.columns.taken(rows), register.complete_to)
    for many in range(len(steps) + 1):
        presumed = tuple(steps[:many])
        evaluation = evaluate_register(
            sample,
            as_of=as_of,
            acts=register.mapping.table,
            rulebook=register.mapping.table.rulebook,
            presume=presumed,
            findings=False,
        )
        parts, _ = evaluation.tables()
        questions = register.mapping.table.rulebook.questions
        yield Decided(presumed, {name: decided_of(parts, name) for name in questions})


def decided_of(parts: Any, question: str) -> tuple[int, int]:
    """Counts in how many parts a question arises, and in how many it is decided, presumed facts included."""
    stated = pc.fill_null(parts[question].cast("string"), NOT_APPLICABLE)
    arises = pc.not_equal(stated, NOT_APPLICABLE)
    decided = pc.invert(pc.match_substring(stated, JOINED))
    if question + PRESUMED in parts.schema.names:
        would = pc.fill_null(parts[question + PRESUMED].cast("string"), JOINED)
        decided = pc.or_(decided, pc.invert(pc.match_substring(would, JOINED)))
    return int(pc.sum(arises).as_py() or 0), int(pc.sum(pc.and_(arises, decided)).as_py() or 0)


def _missing(register: Register, rows: Any, as_of: date, steps: Sequence[str]) -> tuple[int, tuple[Missing, ...]]:
    table = register.mapping.table
    facts = table.rulebook.facts
    asked = rows[np.linspace(0, len(rows) - 1, min(_ASKED, len(rows))).astype(np.intp)].tolist()
    stated, wanted = set[str](), Counter[str]()
    for row in asked:
        dossier = register.dossier(row, as_of=as_of)
        report = examine(dossier, as_of=as_of, acts=table, rulebook=table.rulebook, presume=steps, ask=True)
        for case in part_cases(dossier, as_of=as_of, acts=table, rulebook=table.rulebook).values():
            stated.update(
                f"{group}.{key}" for group, facts in case.items() for key, value in facts.items() if value != "unknown"
            )
        for question in report.questions:
            if question.fact is not None and question.decides:
                wanted[question.fact] += 1
    return len(asked), tuple(Missing(facts[fact].ask, many, fact in stated) for fact, many in wanted.most_common())
