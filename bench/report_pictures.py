"""The two pictures of a report in the guide, of a generated register: `python -m bench.report_pictures`.

Needs the extra `reports`, and a font with simplified Chinese.
"""

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from tests.register_files import MAPPING, write_csv, written
from xinfang_rules.registers import read_register
from xinfang_rules.reports import yearly_report
from xinfang_rules.reports.pictures import pictures_of
from xinfang_rules.reports.report_layout import LATE_TITLE

ROWS: Final = 3_000
PLACE: Final = Path(__file__).parent.parent / "docs" / "guide" / "img"
_NAMES: Final = {"各项指标": "report-rates.png", LATE_TITLE: "report-late.png"}


def main() -> None:
    """Draws them."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_csv(Path(folder) / "register.csv", (row for row, _ in written(ROWS)))
        register = read_register(file, MAPPING)
    for picture in pictures_of(yearly_report(register, as_of=date(2025, 1, 10), period="2024", presume="ordinary")):
        if picture.title in _NAMES:
            (PLACE / _NAMES[picture.title]).write_bytes(picture.png)


if __name__ == "__main__":
    main()
