"""The other engines: which package each is, and what asks it. `bench.prepare` reads this before anything is there."""

from dataclasses import dataclass
from typing import Literal

Knowledge = Literal["complete", "partial"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Another engine.

    Attributes:
        name: Its name in the record.
        package: What is installed, as pip is told; a version where a certain one is meant.
        module: The adapter in `bench.adapters`.
        knowledge: For which cases it can be asked: `partial` takes two trees for each condition.
        apart: Whether it needs an environment of its own.
        table: Whether it is asked for all cases at once.
        why_not: Why it is not asked for other cases, in Chinese.
    """

    name: str
    package: str
    module: str
    knowledge: tuple[Knowledge, ...] = ("complete", "partial")
    apart: bool = False
    table: bool = False
    why_not: str = ""

    @property
    def distribution(self) -> str:
        """The name of the package without a version."""
        return self.package.partition("==")[0]


PEERS = (
    Entry("zen-engine", "zen-engine", "zen"),
    Entry("zen-engine 0.37.1", "zen-engine==0.37.1", "zen", apart=True),
    Entry("CEL (Rust)", "common-expression-language", "cel_rust"),
    Entry("CEL (C++)", "cel-expr-python", "cel_cpp"),
    Entry("clipspy", "clipspy", "clips"),
    Entry("json-logic", "json-logic-qubit", "json_logic"),
    Entry("rule-engine", "rule-engine", "rule_engine"),
    Entry("OpenFisca, one case", "OpenFisca-Core", "openfisca"),
    Entry("OpenFisca, whole table", "OpenFisca-Core", "openfisca", table=True),
    Entry("pyDMNrules", "pyDMNrules", "dmn", ("complete",), why_not="事实全部已知时已嫌太慢；条件成倍后不再测"),
)
