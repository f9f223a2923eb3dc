"""Registers (登记表、台账): workbooks and CSV files as offices keep them, by a mapping of their columns.

from xinfang_rules.registers import read_register

register = read_register("台账.xlsx", "ledger15")
register.columns.refused_cells
register.dossier(0, as_of=date(2024, 9, 20))

Needs the extra `registers`.
"""

try:
    import numpy as _numpy  # noqa: F401  # to say at once what is missing
    import pyarrow as _pyarrow  # noqa: F401
    import python_calamine as _calamine  # noqa: F401
except ImportError as error:
    raise ImportError("registers need PyArrow and python-calamine: pip install 'xinfang-rules[registers]'") from error

from xinfang_rules.registers.act_columns import ActColumns, CodedColumn, DayColumn, RefusedCell, SlotColumns
from xinfang_rules.registers.mapping import RegisterMapping, load_mapping, shipped_mappings
from xinfang_rules.registers.mapping_schema import mapping_schema
from xinfang_rules.registers.profile import Profile, profile_register
from xinfang_rules.registers.proposing import Proposal, propose_mappings
from xinfang_rules.registers.register import Register, read_register
from xinfang_rules.registers.register_evaluation import RegisterBlock, RegisterEvaluation, evaluate_register
from xinfang_rules.registers.result_files import write_results
from xinfang_rules.registers.result_tables import RegisterResults
from xinfang_rules.registers.rows_alone import RefusedRow

__all__ = [
    "ActColumns",
    "CodedColumn",
    "DayColumn",
    "Profile",
    "Proposal",
    "RefusedCell",
    "RefusedRow",
    "Register",
    "RegisterBlock",
    "RegisterEvaluation",
    "RegisterMapping",
    "RegisterResults",
    "SlotColumns",
    "evaluate_register",
    "load_mapping",
    "mapping_schema",
    "profile_register",
    "propose_mappings",
    "read_register",
    "shipped_mappings",
    "write_results",
]
