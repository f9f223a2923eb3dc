"""Why a rule holds, and why a question does not arise: what is said of one condition from beginning to end.

Most conditions read choices alone, and in few combinations: what is said of each combination is remembered.
"""

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.explain.concepts import names_behind, written_out
from xinfang_rules.explain.render_zh import INDENT, cited, trace
from xinfang_rules.language.conditions import ALWAYS, Among, Condition
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import Edition, Question
from xinfang_rules.tuple_getter import picker

_REMEMBERED = 256


def because_of(rule_id: str, state: Outcome) -> str:
    """Names the provision and the rule, says which facts met its condition, and what it rests on besides."""
    return _of_rule(rule_id, state.edition).text(state)


def why_not_asked(question: Question, state: Outcome) -> str:
    """Names the provision by which a question arises, and says what its condition lacks."""
    head = f"依据：{cited(question.citations)}。"
    return head if question.condition is None else _of_question(question.name, state.edition).text(state)


@remembered
def _of_rule(rule_id: str, edition: Edition) -> "_Reason":
    rule = edition.rule(rule_id)
    head = f"依据：{cited(rule.citations)}。\n规则：{rule.title}（{rule.id}）。\n因为："
    tail = [f"{INDENT}其余各项的条件都不具备。"] if rule.default else []
    if rule.interpretive:
        tail.append(f"解释（条文没有明文）：{rule.interpretive}")
    return _Reason(head, rule.condition, tail, edition)


@remembered
def _of_question(name: str, edition: Edition) -> "_Reason":
    question = edition.question(name)
    assert question is not None
    head = f"依据：{cited(question.citations)}。\n提出此问题的条件："
    return _Reason(head, question.condition or ALWAYS, [], edition)


class _Reason:
    """What is said of one condition, between what always stands before it and after it."""

    def __init__(self, head: str, condition: Condition, tail: list[str], edition: Edition) -> None:
        read = names_behind(condition, edition)
        self._head = head
        self._condition = condition
        self._tail = tail
        self._names = frozenset(read)
        # Of days and counts there are too many.
        self._remembers = all(isinstance(leaf, Among) for leaf in written_out(condition, edition))
        self._pattern = picker(edition.layout[name] for name in read)
        self._written: dict[tuple[tuple[int, ...], frozenset[str], frozenset[str]], str] = {}

    def text(self, state: Outcome) -> str:
        """Returns what is said, line after line."""
        if not self._remembers:
            return self._write(state)
        # What is presumed is marked so, whether or not it is derived too.
        presumed = self._names.intersection(state.presumed)
        place = self._pattern(state.values), self._names.intersection(state.derived), presumed
        found = self._written.get(place)
        if found is None:
            found = keep(self._written, _REMEMBERED, place, self._write(state))
        return found

    def _write(self, state: Outcome) -> str:
        return "\n".join([self._head, *trace(self._condition, state), *self._tail])
