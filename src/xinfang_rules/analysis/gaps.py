"""The readings that a rulebook takes where the text of the law is silent, each with the case that shows it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from xinfang_rules.errors import Position
from xinfang_rules.rulebook.model import Constraint, Counting, Question, Rule, Rulebook
from xinfang_rules.rulebook.pack import Pack, Placed
from xinfang_rules.rulebook.readings import COUNTING


@dataclass(frozen=True, slots=True)
class Gap:
    """A reading marked `interpretive`.

    Attributes:
        id: The rule, question or constraint that takes it, or `settings.<key>` for a reading that concerns the whole
            rulebook.
        title: What the rule, question or constraint says, in Chinese; empty for a setting.
        provisions: The provisions concerned, as the law is cited; empty for a setting.
        reading: The reading taken, and its reason.
        scenario: The first scenario that shows the rule to hold; None if there is none.
        position: Where the reading stands.
        disputed: Whether it chooses between views that can both be held.
    """

    id: str
    title: str
    provisions: tuple[str, ...]
    reading: str
    scenario: str | None
    position: Position
    disputed: bool = False

    def as_data(self) -> dict[str, Any]:
        """Returns it as plain data, for JSON."""
        return {**asdict(self), "provisions": list(self.provisions), "position": str(self.position)}


def find_gaps(pack: Pack, book: Rulebook, shown: Mapping[str, str]) -> tuple[Gap, ...]:
    """Lists the readings of a rulebook: those of its settings, questions and constraints, then those of its rules.

    Rules stand in the order of the law. `shown` has the title of the first scenario that shows a rule to hold.
    """
    gaps: list[Gap] = []

    def take(one: Counting | Question | Constraint | Rule, name: str, title: str, placed: Placed[Any]) -> None:
        if one.interpretive is not None:
            labels = tuple(dict.fromkeys(citation.label for citation in one.citations))
            scenario = shown.get(name) if isinstance(one, Rule) else None
            place, disputed = placed.place(("interpretive",)), getattr(placed.entry, "disputed", False)
            gaps.append(Gap(name, title, labels, one.interpretive, scenario, place, disputed))

    settings = pack.settings
    if settings is not None:
        for key in ("counting", "governed_by", "roll_on"):
            taken = getattr(settings.entry, key)
            place, disputed = settings.place((key, "interpretive")), getattr(taken, "disputed", False)
            gaps.append(Gap(f"settings.{key}", "", (), taken.interpretive, None, place, disputed))
    for name, counting in book.latest.counting.items():
        title = f"最后一日的顺延（《{pack.instruments[name].entry.title}》）"
        take(counting, COUNTING + name, title, pack.counting[name])
    for question in book.latest.questions:
        take(question, question.name, question.title, pack.questions[question.name])
    for constraint in book.latest.constraints:
        take(constraint, constraint.id, constraint.title, pack.constraints[constraint.id])
    rules = {rule.id: rule for edition in book.editions.distinct() for rule in edition.rules}
    placed = {one.entry.id: one for one in (*pack.otherwise, *pack.rules.values())}
    for rule in rules.values():
        take(rule, rule.id, rule.title, placed[rule.id])
    return tuple(gaps)
