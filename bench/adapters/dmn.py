"""pyDMNrules (DMN decision tables in Excel, FEEL interpreted by pySFeel): a decision table for each stratum.

Each table has one rule, whose output columns are the conditions as FEEL expressions; `decideTables` runs the table of
the stratum alone. A condition is a tree of alternatives: as input entries of a table it would have to be multiplied
out into rows, one table for each condition, which takes longer still. The workbook is made in memory.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bench.adapters.infix import Dialect
from bench.adapters.peer import Given, Peer
from bench.lowering import Form

_FEEL = Dialect(" and ", " or ", "({} = false)", equal="{} = {}", one_of="{} in ({})", same="=", variable="Data.{}")


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to pyDMNrules.

    Raises:
        ValueError: If it refuses the workbook.
    """
    return _Dmn(strata)


class _Dmn:
    def __init__(self, strata: Sequence[Form]) -> None:
        self._engines: list[Any] = []
        self._outputs = [[f"held{place}" for place in range(len(form.trees))] for form in strata]
        for form, outputs in zip(strata, self._outputs, strict=True):
            engine = import_module("pyDMNrules").DMN()
            status = engine.use(_workbook(form, outputs))
            if status.get("errors"):
                raise ValueError(status["errors"][0])
            self._engines.append(engine)

    def facts(self, stratum: int, given: Given) -> dict[str, object]:
        return dict(given)

    def ask(self, stratum: int, facts: dict[str, object], derived: Given) -> Sequence[object]:
        status, decided = self._engines[stratum].decide({**facts, **derived})
        if status:
            raise ValueError(status["errors"][0])
        result = decided["Result"]
        return [result[name] for name in self._outputs[stratum]]


def _workbook(form: Form, outputs: Sequence[str]) -> Any:
    styles = import_module("openpyxl.styles")
    book = import_module("openpyxl").Workbook()
    keys = [reading.key for reading in form.readings]
    table = [["U", keys[0], *outputs], ["1", "-", *map(_FEEL.write, form.trees)]]
    _fill(book.active, "Conditions", table, styles, inputs=2)
    named = [[key, "Data", key] for key in keys] + [[name, "Out", name] for name in outputs]
    glossary = book.create_sheet("Glossary")
    _fill(glossary, "Glossary", [["Variable", "Business Concept", "Attribute"], *named], styles)
    first = 3 + len(keys)
    glossary.merge_cells(start_row=3, end_row=first - 1, start_column=2, end_column=2)
    glossary.merge_cells(start_row=first, end_row=first + len(outputs) - 1, start_column=2, end_column=2)
    decision = [["Decisions", "Execute Decision Tables"], ["all", "Conditions"]]
    _fill(book.create_sheet("Decision"), "Decision", decision, styles)
    return book


def _fill(sheet: Any, title: str, rows: Sequence[Sequence[str]], styles: Any, inputs: int = 0) -> None:
    """Writes a table whose parts are told apart by double lines, as pyDMNrules wants them."""
    sheet["A1"] = title
    thin, double = styles.Side(style="thin"), styles.Side(style="double")
    for number, row in enumerate(rows):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number + 2, column, text)
            cell.border = styles.Border(
                left=thin, top=thin, right=double if column == inputs else thin, bottom=thin if number else double
            )
