"""The two pictures of a report in the guide, of a generated register: `python -m bench.report_pictures`.

The rows are those of `tests.register_rows`, with what is usually so of a petition stated, and with evaluations and due
days drawn besides. Needs the extra `reports`, and a font with simplified Chinese.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
from tests.register_rows import case_of, rows

from xinfang_rules import FACTS, load
from xinfang_rules.reports import yearly_report
from xinfang_rules.reports.pictures import pictures_of
from xinfang_rules.reports.report_layout import LATE_TITLE
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, column_name, fact_columns

ROWS: Final = 3_000
PLACE: Final = Path(__file__).parent.parent / "docs" / "guide" / "img"
_NAMES: Final = {"各项指标": "report-rates.png", LATE_TITLE: "report-late.png"}
_UNKNOWN: Final = 0.01
"""Of so many cells nobody knows what they say."""


def register() -> pa.Table:
    """Returns the register."""
    columns = [*dict.fromkeys(name for row in _drawn() for name in row)]
    return pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in _drawn()])


def _drawn() -> Iterator[dict[str, Any]]:
    random, made, columns = Random(1), rows(), fact_columns(FACTS)
    presumed = load().latest.presumptions
    usual = {column_name(name): value for one in presumed.sets for name, value in one.facts.items()}
    days = [column_name(spec.name) for spec in FACTS.values() if spec.kind == "date" and not spec.origin]
    for number in range(ROWS):
        case = case_of(made[number % len(made)])
        stated: dict[str, Any] = {
            name: value
            for group, facts in case.items() if isinstance(facts, dict)
            for key, value in facts.items() if (name := f"{group}__{key}") in columns and value != "unknown"
        }  # fmt: skip
        row: dict[str, Any] = {**dict.fromkeys(days, NOT_HAPPENED.isoformat()), **usual, **stated}
        row = {name: value if random.random() > _UNKNOWN else None for name, value in row.items()}
        row = {name: str(value).lower() if isinstance(value, bool) else value for name, value in row.items()}
        row = {name: value if value is None else str(value) for name, value in row.items() if name in columns}
        came = date.fromisoformat(stated["timeline__received_on"])
        row["register__repeat"] = str(random.random() < 0.12).lower()
        row["register__raised_again"] = str(random.random() < 0.07).lower()
        row["register__due_on"] = (came + timedelta(random.randint(40, 80))).isoformat()
        for who, share in (("office", 0.68), ("unit", 0.61)):
            given = random.random() < share
            row[f"evaluation__{who}_status"] = "given" if given else "expired"
            row[f"evaluation__{who}_on"] = (came + timedelta(90)).isoformat() if given else None
            said = random.choices(("satisfied", "mostly_satisfied", "dissatisfied"), (7, 2, 1))[0]
            row[f"evaluation__{who}"] = said if given else "none"
        yield row


def main() -> None:
    """Draws them."""
    for picture in pictures_of(yearly_report(register(), as_of=date(2025, 1, 10), period="2024")):
        if picture.title in _NAMES:
            (PLACE / _NAMES[picture.title]).write_bytes(picture.png)


if __name__ == "__main__":
    main()
