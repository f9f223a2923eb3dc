"""Whole tables: a register in, one row a case; answers, statuses and last days out. Needs the extra `tables`.

from xinfang_rules.tables import evaluate_table

done = evaluate_table("register.parquet", as_of=date(2024, 9, 20), want=["answers", "statuses"])
done.write("answers.parquet")
done.refused
"""

try:
    import numpy as _numpy  # noqa: F401  # to say at once what is missing
    import pyarrow as _pyarrow  # noqa: F401
except ImportError as error:
    raise ImportError("tables need NumPy and PyArrow: pip install 'xinfang-rules[tables]'") from error

from xinfang_rules.tables.comparison import TableChange, TableComparison, compare_tables
from xinfang_rules.tables.fact_columns import column_name, fact_schema
from xinfang_rules.tables.table_evaluation import TableEvaluation, evaluate_table

__all__ = [
    "TableChange",
    "TableComparison",
    "TableEvaluation",
    "column_name",
    "compare_tables",
    "evaluate_table",
    "fact_schema",
]
