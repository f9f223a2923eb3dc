"""The recipe of the page on whole tables: row groups given to several processes are evaluated as one table is."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.dataset as pa_dataset
import pyarrow.parquet as pa_parquet

from tests.docs_helpers import DOCS, blocks
from tests.test_tables import row_of, table_of
from xinfang_rules import load
from xinfang_rules.tables import evaluate_table
from xinfang_rules.testing import sample_cases


def test_a_pool_of_processes_gives_what_one_gives(tmp_path: Path) -> None:
    page = (DOCS / "guide" / "tables.md").read_text(encoding="utf-8")
    (recipe,) = [block for block in blocks(page) if block.title == "pool.py"]
    (tmp_path / "pool.py").write_text(recipe.code, encoding="utf-8")
    cases = sample_cases(60, rulebook=load("xinfang-2022"), as_of=date(2024, 8, 1))
    table = table_of([row_of(load("xinfang-2022"), case) for case in cases])
    pa_parquet.write_table(table, tmp_path / "ledger.parquet", row_group_size=25)
    command = [sys.executable, "pool.py", "ledger.parquet", "answers"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "60\n"
    assert len(list((tmp_path / "answers").iterdir())) == 3
    read = pa_dataset.dataset(tmp_path / "answers").to_table().to_pylist()
    assert read == evaluate_table(table, as_of=date(2024, 8, 1)).rows().to_pylist()
