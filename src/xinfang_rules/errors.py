"""Everything this library raises.

XinfangError
├── RulebookError       a rule pack cannot be read; carries every diagnostic found in it
├── CaseError           a case cannot be read, or contradicts itself; carries every diagnostic
├── InstrumentError     no instrument at hand governs the case
├── CalendarError       a day outside what any calendar here can count
├── ArgumentError       a function is given something that it does not take; a TypeError too
└── EngineError         an engine is missing, or gives no answer
    └── EngineDisagreement  two engines give different answers to the same case

Each message is made for the person who gets it: one line a finding, `file:line:column: code: message`.
"""

from collections.abc import Iterable
from typing import NamedTuple, Self


class Position(NamedTuple):
    """A place in a source. `line` and `column` count from 1; 0 where the source has no such place."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.source
        return f"{self.source}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding: where, a code from the closed list of its kind, and what to do about it."""

    position: Position
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.position}: {self.code}: {self.message}"


class XinfangError(Exception):
    """The root of everything this library raises on purpose."""


class DiagnosedError(XinfangError):
    """An error that lists findings; `str()` gives one line for each."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Diagnostic, ...]]]:
        """Copies and pickles by the findings, not by their text."""
        return type(self), (self.diagnostics,)


class RulebookError(DiagnosedError):
    """A rule pack cannot be read. Every finding of the whole pack is listed."""


class CaseError(DiagnosedError):
    """A case cannot be read, or states facts that cannot be true together."""


class InstrumentError(XinfangError):
    """No instrument at hand was in force on the day that decides which law governs."""


class CalendarError(XinfangError):
    """A day lies outside what can be counted (before year 1 or after year 9999)."""


class ArgumentError(XinfangError, TypeError):
    """A function is given something that it does not take, such as a text where a day is wanted."""


class EngineError(XinfangError):
    """An engine is not installed, or gives no answer."""


class EngineDisagreement(EngineError):  # noqa: N818  # what it reports is the disagreement, whichever of the two errs
    """Two engines give different answers to the same case: a defect of one of them. Neither answer is to be used.

    Attributes:
        engines: The names of the two engines.
        rules: The rules and questions to which the conditions belong whose truth differs, by name.
        facts: The facts that these read, by dotted name.
    """

    def __init__(self, message: str, engines: tuple[str, str], rules: tuple[str, ...], facts: tuple[str, ...]) -> None:
        self.engines = engines
        self.rules = rules
        self.facts = facts
        super().__init__(message)

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, str], tuple[str, ...], tuple[str, ...]]]:
        """Copies and pickles by what it reports."""
        return type(self), (str(self), self.engines, self.rules, self.facts)


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """Returns ` (did you mean x?)` for the nearest allowed name, or an empty string."""
    from difflib import get_close_matches  # only wanted when something is wrong

    near = get_close_matches(given, list(allowed), n=1, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""
