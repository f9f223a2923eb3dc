"""Rule coverage: which rules and constraints the scenarios show at work, and which they leave unseen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xinfang_rules.language.conditions import ALWAYS
from xinfang_rules.rulebook.model import Edition, Rule

if TYPE_CHECKING:
    from xinfang_rules.scenarios.running import ScenarioOutcome


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """In how many scenarios a rule is asserted to hold, and in how many not to hold.

    A rule is asserted to hold where a scenario lists it under `applies` or `notes`, expects its norm to apply, or
    expects the answer that it gives; not to hold, where it is listed under `does_not_apply` or its norm is `absent`.
    Only what a scenario expects and gets counts.

    Attributes:
        rule: The rule's identifier.
        title: Its title.
        label: The provision it encodes, as the law is cited.
        held: The scenarios in which it is asserted to hold.
        not_held: The scenarios in which it is asserted not to hold.
        always: Whether it holds in every case, so that no scenario can show the contrary.
    """

    rule: str
    title: str
    label: str
    held: int
    not_held: int
    always: bool


@dataclass(frozen=True, slots=True)
class ConstraintCoverage:
    """In how many scenarios a constraint refuses the case.

    Attributes:
        constraint: The constraint's identifier.
        title: Its title.
        refused: The scenarios in which it is asserted to refuse the case.
    """

    constraint: str
    title: str
    refused: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the scenarios of a pack show.

    Attributes:
        rules: Every rule, in the order of the rulebook.
        constraints: Every constraint.
    """

    rules: tuple[RuleCoverage, ...]
    constraints: tuple[ConstraintCoverage, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What no scenario shows, one line each; empty if everything is shown."""
        lines: list[str] = []
        for rule in self.rules:
            missing = [] if rule.held else ["to hold"]
            if not rule.not_held and not rule.always:
                missing.append("not to hold")
            if missing:
                lines.append(f"{rule.rule}: never asserted {' nor '.join(missing)} ({rule.label}：{rule.title})")
        lines.extend(f"{c.constraint}: never asserted to refuse ({c.title})" for c in self.constraints if not c.refused)
        return tuple(lines)


def measure(editions: Iterable[Edition], outcomes: "Iterable[ScenarioOutcome]") -> Coverage:
    """Counts what scenarios show of the rules and constraints of some editions; what they share counts once."""
    held, not_held, refused = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        held.update(outcome.held)
        not_held.update(outcome.not_held)
        refused.update(outcome.refused)
    rules: dict[str, RuleCoverage] = {}
    constraints: dict[str, ConstraintCoverage] = {}
    for edition in editions:
        for rule in edition.rules:
            rules[rule.id] = RuleCoverage(
                rule=rule.id,
                title=rule.title,
                label="；".join(dict.fromkeys(citation.label for citation in rule.citations)),
                held=held[rule.id],
                not_held=not_held[rule.id],
                always=_always(rule, edition),
            )
        for constraint in edition.constraints:
            constraints[constraint.id] = ConstraintCoverage(constraint.id, constraint.title, refused[constraint.id])
    return Coverage(tuple(rules.values()), tuple(constraints.values()))


def _always(rule: Rule, edition: Edition) -> bool:
    """Tells whether nothing can keep a rule from holding: no condition, no exception, no earlier answer."""
    if rule.condition != ALWAYS or rule.defeated_by:
        return False
    question = edition.question(rule.question)
    return question is None or (question.arises is None and rule.index in question.tiers[0])
