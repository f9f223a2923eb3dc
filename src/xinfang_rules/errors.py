"""Everything this library raises.

XinfangError
├── RulebookError       a rule pack cannot be read; carries every diagnostic found in it
├── CaseError           a case cannot be read, or contradicts itself; carries every diagnostic
├── RegisterError       a register or its mapping cannot be read; carries every diagnostic
├── TextError           an official text cannot be imported; carries every diagnostic
├── ResultError         a stored result cannot be read; carries every diagnostic
├── InstrumentError     no instrument at hand governs the case
├── CalendarError       a day outside what any calendar here can count
├── ArgumentError       a function is given something that it does not take; a TypeError too
└── EngineError         an engine is missing, or gives no answer
    └── EngineDisagreement  two engines give different answers to the same case

Each message is made for the person who gets it: one line a finding, `file:line:column: code: message`. What is wrong
with a case is also said in Chinese, for those who fill in forms; `str()` is English, as programs log it.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Self, TypeAlias

from xinfang_rules.characters import visible

Language: TypeAlias = Literal["zh", "en"]
"""In which language something is told: Chinese or English."""


_LONGEST_NAME = 200  # no name is nearly as long, and comparing a long text with many names takes long


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
    """One finding: where, a code from the closed list of its kind, and what to do about it.

    Attributes:
        position: Where.
        code: What kind of fault it is.
        message: What is wrong and what is allowed, in English.
        chinese: The same in Chinese; empty for faults of rule files.
        facts: The facts concerned, by dotted name.
        constraint: The identifier of the constraint that the facts break, if that is the fault.
    """

    position: Position
    code: str
    message: str
    chinese: str = ""
    facts: tuple[str, ...] = ()
    constraint: str | None = None

    def __str__(self) -> str:
        return self.line("en")

    def text(self, language: Language = "zh") -> str:
        """Returns what is wrong; in English if there are no Chinese words for it."""
        return (self.chinese if language == "zh" else "") or self.message

    def line(self, language: Language = "zh") -> str:
        """Returns the finding in one line: place, code, and what is wrong."""
        return f"{self.position}: {self.code}: {self.text(language)}"


class XinfangError(Exception):
    """The root of everything this library raises on purpose.

    Args:
        message: What is wrong, in English.
        chinese: The same in Chinese, where it is about a case.
    """

    def __init__(self, message: str = "", chinese: str = "") -> None:
        self._chinese = visible(chinese)
        super().__init__(visible(message))

    def text(self, language: Language = "zh") -> str:
        """Returns what is wrong; in English if there are no Chinese words for it."""
        return (self._chinese if language == "zh" else "") or str(self)


_LONGEST_MESSAGE = 2_000  # what a file says is quoted in messages, and can be as long as the file


def _brief(found: Diagnostic) -> Diagnostic:
    """Leaves out the middle of a message that nobody would read to its end."""
    if max(len(found.message), len(found.chinese)) <= _LONGEST_MESSAGE:
        return found
    kept = _LONGEST_MESSAGE // 2
    message, chinese = (
        text if len(text) <= _LONGEST_MESSAGE else f"{text[:kept]}…{text[-kept:]}"
        for text in (found.message, found.chinese)
    )
    return found._replace(message=message, chinese=chinese)


class DiagnosedError(XinfangError):
    """An error that lists findings; `str()` gives one line for each."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(map(_brief, diagnostics))
        super().__init__("\n".join(map(str, self.diagnostics)))

    def text(self, language: Language = "zh") -> str:
        """Returns one line for each finding."""
        return visible("\n".join(found.line(language) for found in self.diagnostics))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Diagnostic, ...]]]:
        """Copies and pickles by the findings, not by their text."""
        return type(self), (self.diagnostics,)


class RulebookError(DiagnosedError):
    """A rule pack cannot be read. Every finding of the whole pack is listed."""


class CaseError(DiagnosedError):
    """A case cannot be read, or states facts that cannot be true together."""


class RegisterError(DiagnosedError):
    """A register, or the mapping of its columns, cannot be read."""


class TextError(DiagnosedError):
    """An official text cannot be imported: it cannot be read or cut, or it is not what the rules quote."""


class ResultError(DiagnosedError):
    """A stored result cannot be read: it is none, or of another form than this version reads."""


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


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """Returns the allowed name that is most like a given one, if any is; never the given one itself."""
    from difflib import get_close_matches  # only wanted when something is wrong

    near = get_close_matches(given, list(allowed), n=1, cutoff=0.6) if len(given) <= _LONGEST_NAME else ()
    return near[0] if near and near[0] != given else None


def did_you_mean(given: str, allowed: Iterable[str], language: Language = "en") -> str:
    """Returns ` (did you mean x?)` for the nearest allowed name, or an empty string."""
    return suggestion(nearest(given, allowed), language)


def suggestion(name: str | None, language: Language) -> str:
    """Returns a name as what may have been meant; an empty string if there is none."""
    if name is None:
        return ""
    return f"（是否为 {name}？）" if language == "zh" else f" (did you mean {name}?)"
