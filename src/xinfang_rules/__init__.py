"""China's Regulations on Petition Work (《信访工作条例》) as rules: a case in, decisions and duties with citations out.

    from datetime import date
    from xinfang_rules import evaluate

    result = evaluate({"organ": {"kind": "other"}, "petition": {"request": "new"}}, as_of=date(2024, 5, 1))
    result.decisions["disposition"].status
    result.needs[0].question

Everything is imported at first use, so that `import xinfang_rules` costs next to nothing. What there is stands in
`__all__`; `dir()` lists only what has been imported, because tools that walk through all modules, such as freezegun,
ask for whatever it lists.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from xinfang_rules._version import __version__

if TYPE_CHECKING:
    from xinfang_rules.case import FACTS, Case, FactSpec
    from xinfang_rules.case_reading import read_case
    from xinfang_rules.decide import evaluate
    from xinfang_rules.errors import (
        ArgumentError,
        CalendarError,
        CaseError,
        DiagnosedError,
        Diagnostic,
        EngineDisagreement,
        EngineError,
        InstrumentError,
        Position,
        RulebookError,
        XinfangError,
    )
    from xinfang_rules.result import Citation, Decision, InstrumentRef, Need, Norm, Note, Result
    from xinfang_rules.rulebook.load import load, shipped_packs
    from xinfang_rules.rulebook.model import Rulebook

_HOMES = {
    "FACTS": "case",
    "ArgumentError": "errors",
    "CalendarError": "errors",
    "Case": "case",
    "CaseError": "errors",
    "Citation": "result",
    "Decision": "result",
    "DiagnosedError": "errors",
    "Diagnostic": "errors",
    "EngineDisagreement": "errors",
    "EngineError": "errors",
    "FactSpec": "case",
    "InstrumentError": "errors",
    "InstrumentRef": "result",
    "Need": "result",
    "Norm": "result",
    "Note": "result",
    "Position": "errors",
    "Result": "result",
    "Rulebook": "rulebook.model",
    "RulebookError": "errors",
    "XinfangError": "errors",
    "evaluate": "decide",
    "load": "rulebook.load",
    "read_case": "case_reading",
    "shipped_packs": "rulebook.load",
}

__all__ = [
    "FACTS",
    "ArgumentError",
    "CalendarError",
    "Case",
    "CaseError",
    "Citation",
    "Decision",
    "DiagnosedError",
    "Diagnostic",
    "EngineDisagreement",
    "EngineError",
    "FactSpec",
    "InstrumentError",
    "InstrumentRef",
    "Need",
    "Norm",
    "Note",
    "Position",
    "Result",
    "Rulebook",
    "RulebookError",
    "XinfangError",
    "__version__",
    "evaluate",
    "load",
    "read_case",
    "shipped_packs",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
