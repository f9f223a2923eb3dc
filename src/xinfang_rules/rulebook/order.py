"""Defeat: which rule defeats which, by explicit exceptions and by the precedence among a question's answers."""

from collections.abc import Sequence
from dataclasses import replace

from xinfang_rules.errors import did_you_mean
from xinfang_rules.rulebook.entries import QuestionEntry, RuleEntry
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.pack import Placed
from xinfang_rules.rulebook.placed import MOST_DISPLACERS


def displacers(rules: Sequence[Rule], entries: Sequence[Placed[RuleEntry]]) -> list[Rule]:
    """Adds to each rule the rules that displace it by exception, directly or through others."""
    by_id = {rule.id: rule for rule in rules}
    direct: dict[int, list[int]] = {rule.index: [] for rule in rules}
    for rule, placed in zip(rules, entries, strict=True):
        for position, other_id in enumerate(rule.exception_to):
            path = ("exception_to", position)
            other = by_id.get(other_id)
            if other is None:
                placed.report(
                    path, "unknown-rule", f"{other_id} is no rule in force here{did_you_mean(other_id, by_id)}"
                )
            elif _undecided(placed.entry, rule) or _undecided(entries[other.index].entry, other):
                continue  # its question is unknown, which is reported
            elif not _comparable(rule, other):
                message = f"{other_id} answers nothing that this rule could displace (same question, concept, or norms)"
                placed.report(path, "exception", message)
            else:
                direct[other.index].append(rule.index)
    linked: list[Rule] = []
    too_many = False
    for rule, placed in zip(rules, entries, strict=True):
        closure = _closure(rule.index, direct)
        if len(closure) > MOST_DISPLACERS and not too_many:
            too_many = True
            message = f"{MOST_DISPLACERS} rules at most displace one; {rule.id} has more exceptions, through others too"
            entries[max(closure)].report(("exception_to",), "exception", message, key=True)
        if rule.index in closure:
            placed.report(("exception_to",), "cycle", f"{rule.id} is, through others, an exception to itself", key=True)
        displaced_by = tuple(sorted(closure - {rule.index}))
        linked.append(replace(rule, defeated_by=displaced_by) if displaced_by else rule)
    return linked


def _undecided(entry: RuleEntry, rule: Rule) -> bool:
    return entry.decides is not None and rule.question is None


def _comparable(rule: Rule, other: Rule) -> bool:
    if rule.question is not None or rule.concept is not None:
        return rule.question == other.question and rule.concept == other.concept
    return rule.norm is not None and other.norm is not None


def _closure(start: int, direct: dict[int, list[int]]) -> set[int]:
    """Returns the rules that displace one, the nearest first; of too many, one too many."""
    reached: dict[int, None] = {}
    waiting = [start]
    for node in waiting:
        for index in direct[node]:
            if index not in reached:
                reached[index] = None
                waiting.append(index)
                if len(reached) > MOST_DISPLACERS:
                    return set(reached)
    return set(reached)


def question_lines(placed: Placed[QuestionEntry], rules: Sequence[Rule]) -> tuple[tuple[int, ...], ...]:
    """Orders a question's rules: the lines of its precedence, then its remainder.

    A line names answers, and single rules that stand there instead of where their answer stands.
    """
    entry = placed.entry
    mine = [rule for rule in rules if rule.question == entry.question]
    regular = [rule for rule in mine if not rule.default]
    remainder = tuple(rule.index for rule in mine if rule.default)
    by_id = {rule.id: rule for rule in regular}
    seen: set[str] = set()
    single: set[str] = set()
    for number, line in enumerate(entry.precedence):
        for position, name in enumerate(line):
            path = ("precedence", number, position)
            if name in seen:
                placed.report(path, "repeated-value", f"{name} stands twice in the order")
            elif name in by_id:
                single.add(name)
            elif name not in entry.answers:
                hint = did_you_mean(name, [*entry.answers, *by_id])
                placed.report(path, "precedence", f"{name} is neither an answer nor a rule of {entry.question}{hint}")
            seen.add(name)
    if not entry.precedence:
        lines = [tuple(rule.index for rule in regular)]
    else:
        lines = [
            tuple(r.index for r in regular if (r.id in line if r.id in single else r.answer in line))
            for line in entry.precedence
        ]
        for rule in regular:
            if rule.id not in single and rule.answer not in seen:
                message = f"{rule.answer} (rule {rule.id}) has no place in the order"
                placed.report(("precedence",), "precedence", message, key=True)
    _check_exceptions(placed, rules, lines)
    return tuple(line for line in (*lines, remainder) if line)


def _check_exceptions(placed: Placed[QuestionEntry], rules: Sequence[Rule], lines: Sequence[tuple[int, ...]]) -> None:
    line_of = {index: number for number, line in enumerate(lines) for index in line}
    for rule in rules:
        for other in rule.defeated_by:
            if rule.index in line_of and line_of.get(other, 0) > line_of[rule.index]:
                message = f"{rules[other].id} is an exception to {rule.id}, which stands before it in the order"
                placed.report(("precedence",), "precedence", message, key=True)
