"""What a proof reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from xinfang_rules.analysis.proof.counterexamples import Witness
from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.rulebook.model import Edition, Question

PROOF_CODES: Mapping[str, str] = MappingProxyType(
    {
        "inadmissible": "the constraints leave no case at all, so that everything and nothing would be proved",
        "gap": "a question that arises and has no answer",
        "overlap": "a question with two different answers at once",
        "dead-rule": "a rule whose condition no admissible case can meet",
        "hidden-rule": "a rule that can never hold because others always displace it",
        "idle-exception": "an exception that never changes whether the rule it displaces holds",
        "idle-unless": "an `unless` that never changes whether its rule holds",
        "early-due": "a last day before the day from which it is counted, or to conclude before the one to notify",
        "over-limit": "an extension that goes beyond its limit",
        "unfair": "a decision that depends on the petitioner's conduct, nationality or number of representatives",
        "unsound": "evaluation excludes an answer of a partial case that a complete case has",
    }
)
"""What a proof can find."""


class Finding(NamedTuple):
    """Something that is not as it has to be.

    Attributes:
        diagnostic: Where, which of `PROOF_CODES`, and what.
        witness: The case that shows it.
    """

    diagnostic: Diagnostic
    witness: Witness | None

    def __str__(self) -> str:
        return str(self.diagnostic)


class Unfinished(NamedTuple):
    """A statement that was neither proved nor refuted in time.

    Attributes:
        about: The family it belongs to, as in `Proved`.
        of: Of what it is said: a question, a rule, or two rules.
    """

    about: str
    of: str


class Proved(NamedTuple):
    """One family of statements that was looked into.

    Attributes:
        name: What it is about, in a word or two.
        statement: What was proved of how many.
    """

    name: str
    statement: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of proving one edition.

    Attributes:
        since: The first day of the edition.
        proved: What was looked into, in order; where there are findings about it, it holds apart from them.
        findings: What is not so.
        unfinished: What was neither proved nor refuted in time.
        seconds: How long it took.
    """

    since: date
    proved: tuple[Proved, ...]
    findings: tuple[Finding, ...]
    unfinished: tuple[Unfinished, ...]
    seconds: float


def finding(position: Position, code: str, message: str, witness: Witness | None = None) -> Finding:
    """Makes a finding with one of the `PROOF_CODES`."""
    assert code in PROOF_CODES
    return Finding(Diagnostic(position, code, message), witness)


def place_of(question: Question, edition: Edition) -> Position:
    """Returns where a question stands: at the first of its rules."""
    return edition.rules[question.rules[0]].position if question.rules else Position(edition.rulebook.id)
