"""Lint: what is well-formed in a rule pack but looks wrong. A closed list of findings, each with its severity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from xinfang_rules.analysis.added import KEYS, contradictions
from xinfang_rules.analysis.constants import constant, shape
from xinfang_rules.analysis.last_days import loose_comparisons
from xinfang_rules.analysis.raw_conditions import conditions, entry_data, inside, nodes
from xinfang_rules.errors import Diagnostic
from xinfang_rules.facts.specs import Facts
from xinfang_rules.language.parse import Path, parse_condition
from xinfang_rules.program.reach import names_read, parameter_readers
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.entries import RuleEntry
from xinfang_rules.rulebook.model import Edition, Rule, Rulebook
from xinfang_rules.rulebook.names import norm_of
from xinfang_rules.rulebook.norm_spec import Parameter
from xinfang_rules.rulebook.pack import EntryT, Pack, Placed
from xinfang_rules.rulebook.readings import resting
from xinfang_rules.rulebook.reads import replaced


class Severity(StrEnum):
    """What a finding means for a check: it fails, it fails when strict, or it only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class LintCode:
    """What a code means."""

    severity: Severity
    description: str


LINT_CODES: Mapping[str, LintCode] = MappingProxyType(
    {
        # What nothing reads, and what nothing gives.
        "unused-fact": LintCode(Severity.INFO, "facts that no rule, question, period or constraint reads, in one line"),
        "unused-parameter": LintCode(Severity.WARNING, "a parameter that nothing reads"),
        "unused-concept": LintCode(Severity.WARNING, "a concept that no condition reads, or that no rule defines"),
        "unused-remark": LintCode(Severity.WARNING, "a remark to which nothing refers"),
        "unused-answer": LintCode(Severity.WARNING, "an answer of a question that no rule gives"),
        # Rules against each other.
        "duplicate-rule": LintCode(Severity.WARNING, "two rules with the same condition and the same effect"),
        "idle-exception": LintCode(Severity.WARNING, "an exception that can change nothing, whatever the case"),
        # Conditions.
        "always-holds": LintCode(Severity.WARNING, "a condition that is true in every case"),
        "never-holds": LintCode(Severity.ERROR, "a condition that is false in every case"),
        # Time.
        "no-last-day": LintCode(
            Severity.WARNING, "a comparison with the last day of a norm of which nothing beside it says that it applies"
        ),
        "early-rule": LintCode(
            Severity.WARNING, "a rule in force before its parameter has a value, or while no instrument it cites is"
        ),
        # Norms against the law.
        "contrary-norm": LintCode(Severity.WARNING, "an overlay's norm that is the contrary of one underneath"),
        "deontic-word": LintCode(Severity.WARNING, "a quote says 应当, 可以 or 不得, the rule another of them"),
        "norm-fields": LintCode(Severity.WARNING, "a norm whose fields do not fit its bearer or do not add up"),
        # Readings.
        "rests-on-reading": LintCode(
            Severity.INFO, "liabilities, refusals and what can lapse that may follow from a reading alone, in one line"
        ),
        # Citations.
        "organisational-citation": LintCode(
            Severity.WARNING, "a rule that cites a paragraph marked organisational, without `interpretive`"
        ),
        "repeated-citation": LintCode(Severity.WARNING, "the same words of the same provision cited twice by one rule"),
    }
)
"""Every code, with its severity and what it means."""

_FACTS_LISTED = 24

_WORDS: Mapping[str, NormKind] = MappingProxyType(
    {"应当": NormKind.OBLIGATION, "可以": NormKind.PERMISSION, "不得": NormKind.PROHIBITION}
)


def severity(finding: Diagnostic) -> Severity:
    """Returns the severity of a finding of this list."""
    return LINT_CODES[finding.code].severity


def lint(pack: Pack, book: Rulebook) -> tuple[Diagnostic, ...]:
    """Looks a pack over. Of editions that differ in numbers alone, the newest is looked at.

    Returns:
        The findings in the order of the files, each once.
    """
    found: set[Diagnostic] = set()
    used = _Used()
    for rule in pack.every_rule():
        found.update(_words(rule))
        found.update(_norm_fields(rule))
        found.update(_citations(rule, pack))
        found.update(_outside(rule, pack))
    for edition in book.editions.distinct():
        used.look_at(edition)
        found.update(_duplicates(edition))
        found.update(_idle_exceptions(pack, edition))
        found.update(_early(pack, edition))
        found.update(_constants(pack, edition))
        found.update(_no_last_day(pack, edition))
    found.update(_unused(pack, book.governed_by, used, book.facts))
    found.update(_resting(pack, used))
    found.update(_contrary(pack))
    return tuple(sorted(found))


class _Used:
    """What the editions read and give."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.parameters: set[str] = set()
        self.concepts: set[str | None] = set()
        self.answers: set[tuple[str | None, str | None]] = set()
        self.resting: dict[str, None] = {}

    def look_at(self, edition: Edition) -> None:
        self.names.update(names_read(edition))
        self.parameters.update(parameter_readers(edition))
        self.concepts.update(rule.concept for rule in edition.rules)
        self.answers.update((rule.question, rule.answer) for rule in edition.rules)
        self.resting.update(dict.fromkeys(resting(edition)))


def _resting(pack: Pack, used: _Used) -> Iterator[Diagnostic]:
    listed = list(used.resting)
    if listed:
        message = f"{len(listed)} liabilities, refusals and lapses may rest on a reading alone: {', '.join(listed)}"
        yield _at(pack.instruments[pack.base], (), "rests-on-reading", message)


def _at(placed: Placed[EntryT], path: Path, code: str, message: str, *, key: bool = False) -> Diagnostic:
    return Diagnostic(placed.place(path, key=key), code, message)


# What nothing reads, and what nothing gives


def _unused(pack: Pack, governed_by: str, used: _Used, known: Facts) -> Iterator[Diagnostic]:
    read = used.names | {governed_by}
    facts = [name for name in known if name not in read]
    if facts:
        listed = ", ".join(facts[:_FACTS_LISTED]) + ("" if len(facts) <= _FACTS_LISTED else ", …")
        message = f"{len(facts)} of {len(known)} facts of the case model are read by nothing: {listed}"
        yield _at(pack.instruments[pack.base], (), "unused-fact", message)
    told = "".join(rule.entry.title for rule in pack.every_rule() if rule.entry.conflicts)
    for name, parameter in pack.parameters.items():
        if name not in used.parameters and f"{{{name}}}" not in told:
            yield _at(parameter, ("parameter",), "unused-parameter", f"nothing reads {name}")
    for name, remark in pack.remarks.items():
        if name not in pack.remarks_read:
            yield _at(remark, ("remark",), "unused-remark", f"nothing refers to {name}")
    for name, concept in pack.concepts.items():
        if name not in used.concepts:
            yield _at(concept, ("concept",), "unused-concept", f"no rule defines {name}, so it is never true")
        elif name not in read:
            yield _at(concept, ("concept",), "unused-concept", f"no condition reads {name}")
    for name, question in pack.questions.items():
        for answer in question.entry.answers:
            if (name, answer) not in used.answers:
                yield _at(question, ("answers", answer), "unused-answer", f"no rule answers {answer}", key=True)


# Rules against each other


def _duplicates(edition: Edition) -> Iterator[Diagnostic]:
    first: dict[tuple[object, ...], Rule] = {}
    for rule in sorted(edition.rules, key=lambda rule: rule.position):
        same = first.setdefault((shape(rule.condition), *_effect(rule, edition)), rule)
        if same is not rule:
            message = f"{rule.id} has the condition and the effect of {same.id} ({same.position})"
            yield Diagnostic(rule.position, "duplicate-rule", message)


def _effect(rule: Rule, edition: Edition) -> tuple[object, ...]:
    """Returns what a rule does, so that rules that do the same have the same."""

    def said(part: object) -> object:
        if type(part) is int:  # the index of a condition differs between rules although they say the same
            return shape(edition.conditions[part])
        return part.name if isinstance(part, Parameter) else part

    norm = replaced(rule.norm, said)
    return rule.question, rule.answer, rule.default, rule.concept, rule.note, norm, frozenset(rule.exception_to)


def _idle_exceptions(pack: Pack, edition: Edition) -> Iterator[Diagnostic]:
    placed = pack.rules_on(edition.since)
    lines = {index: number for q in edition.questions for number, line in enumerate(q.tiers) for index in line}
    for rule in edition.rules:
        for position, other_id in enumerate(rule.exception_to):
            other = edition.rule(other_id)
            why = ""
            if rule.concept is not None:
                why = f"both define {rule.concept}, which holds either way"
            elif rule.question is not None and rule.answer == other.answer:
                why = f"both answer {rule.answer}"
            elif rule.question is not None and lines[rule.index] < lines[other.index]:
                why = f"the order of {rule.question} puts this rule before it already"
            if why:
                message = f"the exception to {other_id} changes nothing: {why}"
                yield _at(placed[rule.id], ("exception_to", position), "idle-exception", message)


# Conditions and time


def _constants(pack: Pack, edition: Edition) -> Iterator[Diagnostic]:
    rules = pack.rules_on(edition.since)
    sections: list[Placed[EntryT]] = [  # type: ignore[valid-type]  # of several kinds of entries
        *rules.values(),
        *pack.questions.values(),
        *pack.constraints.values(),
    ]
    for placed in sections:
        seen: set[Path] = set()
        for path, data in conditions(entry_data(placed.entry)):
            for node_path, node in reversed(list(nodes(data, path))):
                truth = _truth(node, edition)
                below = {inner for inner, _ in inside(node, node_path)}
                if truth is not None and not below & seen:
                    yield _at(placed, node_path, *_verdict(truth))
                if truth is not None or below & seen:
                    seen.add(node_path)
    for rule in edition.rules:
        placed_rule = rules[rule.id]
        entry = placed_rule.entry
        truth = constant(rule.condition, edition.scope)
        parts = [_truth(part, edition) for part in (entry.when, entry.unless) if part is not None]
        if truth is not None and parts and all(part is None for part in parts):
            yield _at(placed_rule, ("unless",), *_verdict(truth))


def _verdict(truth: bool) -> tuple[str, str]:
    if truth:
        return "always-holds", "this is true in every case"
    return "never-holds", "this is false in every case"


def _no_last_day(pack: Pack, edition: Edition) -> Iterator[Diagnostic]:
    placed = pack.rules_on(edition.since)
    for rule in edition.rules:
        for leaf, other in loose_comparisons(rule, edition):
            every = (one for at in conditions(entry_data(placed[rule.id].entry)) for one in nodes(at[1], at[0]))
            named = (path for path, data in every if leaf.other in str(data.get(leaf.name)))
            yield _at(
                placed[rule.id],
                next(named, ("when",)),
                "no-last-day",
                f"this holds of a norm without a last day, too; say beside it that {other} applies: "
                f"{{status.{other}: [...]}}",
            )


def _truth(data: object, edition: Edition) -> bool | None:
    def ignore(path: Path, code: str, message: str, *, key: bool = False) -> None:
        raise AssertionError(f"{path}: {code}: {message}")  # the pack was linked

    def value(name: str, _: Path) -> int:
        return edition.parameters[name].value

    condition = parse_condition(data, (), edition.scope, value, ignore)
    return None if condition is None else constant(condition, edition.scope)


def _early(pack: Pack, edition: Edition) -> Iterator[Diagnostic]:
    rules = pack.rules_on(edition.since)
    for name, readers in parameter_readers(edition).items():
        first = min(value.since for value in pack.parameters[name].entry.values)
        for rule_id in readers & rules.keys():
            rule = rules[rule_id]
            since = rule.entry.in_force_from
            if since is not None and since < first:
                message = f"the rule is in force from {since}, but {name} has no value before {first}"
                yield _at(rule, ("in_force_from",), "early-rule", message)


def _outside(rule: Placed[RuleEntry], pack: Pack) -> Iterator[Diagnostic]:
    """Finds a rule that is in force while no instrument that it cites is; without a day, it is as long as the base."""
    first, since, until = pack.instruments[pack.base].entry, rule.entry.in_force_from, rule.entry.in_force_until
    begins = first.in_force_from if since is None else max(since, first.in_force_from)
    ends = min(until or date.max, first.in_force_until or date.max)
    names = [cite.within or rule.instrument for cite in rule.entry.cite]
    if not pack.own_days.isdisjoint(names):  # which edition is asked is a matter of days of its own
        return
    cited = [pack.instruments[name].entry for name in names]
    opened = min(instrument.in_force_from for instrument in cited)
    closed = max(instrument.in_force_until or date.max for instrument in cited)
    if begins < opened:
        message = f"the rule is in force from {begins}, but what it cites only from {opened}; write in_force_from"
        yield _at(rule, ("in_force_from",) if since else ("id",), "early-rule", message)
    if ends > closed:
        message = f"what the rule cites is in force until {closed}, the rule for longer; write in_force_until"
        yield _at(rule, ("in_force_until",) if until else ("id",), "early-rule", message)


# Norms and citations


def _contrary(pack: Pack) -> Iterator[Diagnostic]:
    for one, below in contradictions(pack):
        norm = f"{KEYS[one.kind]} {one.norm.bearer} {one.norm.action}"
        message = f"this {norm}, the contrary of {below.rule.entry.id} underneath"
        yield _at(one.rule, (KEYS[one.kind],), "contrary-norm", message, key=True)


def _words(rule: Placed[RuleEntry]) -> Iterator[Diagnostic]:
    found = norm_of(rule.entry)
    if found is None:
        return
    said = [_word(cite.quote) for cite in rule.entry.cite]
    kinds = [None if word is None else _WORDS[word] for word in said]
    if found[0] in kinds:
        return  # a further quote may tell of something else
    for index, (word, kind) in enumerate(zip(said, kinds, strict=True)):
        if kind is not None:
            message = f"the quote says {word} ({KEYS[kind]}), but the rule {KEYS[found[0]]}"
            yield _at(rule, ("cite", index, "quote"), "deontic-word", message)


def _word(quote: str) -> str | None:
    """Returns the deontic word of a quote, if it has one and no other."""
    words = [word for word in _WORDS if word in quote]
    return words[0] if len(words) == 1 else None


def _norm_fields(rule: Placed[RuleEntry]) -> Iterator[Diagnostic]:
    found = norm_of(rule.entry)
    if found is None:
        return
    kind, norm = found
    if norm.period is not None and norm.done is None:
        outcome = "overdue whatever was done" if kind is NormKind.OBLIGATION else "lapsed even if exercised"
        message = f"there is a period but no `done`: once over, the norm is {outcome}"
        yield _at(rule, (KEYS[kind], "period"), "norm-fields", message, key=True)
    if norm.promptly and "petitioner" in norm.bearer.marks:
        message = "及时 binds organs; what a petitioner does has a period or none"
        yield _at(rule, (KEYS[kind], "promptly"), "norm-fields", message, key=True)


def _citations(rule: Placed[RuleEntry], pack: Pack) -> Iterator[Diagnostic]:
    coverage = {
        (name, article.entry.article, number): paragraph.coverage
        for name, articles in pack.articles.items()
        for article in articles
        for number, paragraph in article.entry.numbered()
    }
    before: list[tuple[str, str, str]] = []
    for index, cite in enumerate(rule.entry.cite):
        instrument = cite.within or rule.instrument
        place = numbers_of(cite.at)[:2]
        if coverage.get((instrument, *place)) == "organisational" and rule.entry.interpretive is None:
            message = f"{cite.at} is marked organisational; say under `interpretive` why a rule follows from it"
            yield _at(rule, ("cite", index, "at"), "organisational-citation", message)
        for other, at, quote in before:
            if (other, at) == (instrument, cite.at) and (cite.quote in quote or quote in cite.quote):
                yield _at(rule, ("cite", index), "repeated-citation", f"these words of {at} are cited already")
                break
        before.append((instrument, cite.at, cite.quote))
