"""The readings that a rulebook takes where the text of the law is silent, each with the case that shows it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from xinfang_rules.errors import Position
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.pack import Pack
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

    Rules stand in the order of the law.

    Args:
        pack: The entries of the pack.
        book: The rulebook that was linked from them.
        shown: For each rule that a scenario shows to hold, the title of the first such scenario.
    """
    gaps: list[Gap] = []
    settings = pack.settings
    if settings is not None:
        for key in ("counting", "governed_by", "roll_on"):
            taken = getattr(settings.entry, key)
            place, disputed = settings.place((key, "interpretive")), getattr(taken, "disputed", False)
            gaps.append(Gap(f"settings.{key}", "", (), taken.interpretive, None, place, disputed))
    for name, counting in book.latest.counting.items():
        if counting.interpretive is not None:
            place, labels = pack.counting[name].place(("interpretive",)), _labels(counting.citations)
            title = f"最后一日的顺延（《{pack.instruments[name].entry.title}》）"
            gaps.append(Gap(COUNTING + name, title, labels, counting.interpretive, None, place))
    for question in book.latest.questions:
        if question.interpretive is not None:
            placed_question = pack.questions[question.name]
            place, disputed = placed_question.place(("interpretive",)), placed_question.entry.disputed
            labels = _labels(question.citations)
            gaps.append(Gap(question.name, question.title, labels, question.interpretive, None, place, disputed))
    for constraint in book.latest.constraints:
        if constraint.interpretive is not None:
            place = pack.constraints[constraint.id].place(("interpretive",))
            labels = _labels(constraint.citations)
            gaps.append(Gap(constraint.id, constraint.title, labels, constraint.interpretive, None, place))
    rules = {rule.id: rule for edition in book.editions.distinct() for rule in edition.rules}
    placed = {one.entry.id: one for one in (*pack.otherwise, *pack.rules.values())}
    for rule in rules.values():
        if rule.interpretive is not None:
            labels = _labels(rule.citations)
            place, disputed = placed[rule.id].place(("interpretive",)), placed[rule.id].entry.disputed
            gaps.append(Gap(rule.id, rule.title, labels, rule.interpretive, shown.get(rule.id), place, disputed))
    return tuple(gaps)


def _labels(citations: tuple[Cited, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.label for citation in citations))
