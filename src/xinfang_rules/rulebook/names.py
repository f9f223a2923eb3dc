"""The name space of an edition: facts, concepts, questions, and the due dates and statuses of its norms."""

from typing import TYPE_CHECKING

from xinfang_rules.facts.specs import Facts
from xinfang_rules.language.scope import Kind, Name, Scope, truth_name
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import NO_RULE, NOT_APPLICABLE, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xinfang_rules.rulebook.entries import NormEntry, RuleEntry
    from xinfang_rules.rulebook.pack import Pack, Placed

DUE = "due."
STATUS = "status."
JOINERS = ("all", "any", "not")


def norm_named(name: str) -> str | None:
    """Returns the rule whose norm has a last day or a status of that name; None for every other name."""
    kind, dot, rule = name.partition(".")
    return rule if kind + dot in (DUE, STATUS) else None


def norm_of(entry: "RuleEntry") -> "tuple[NormKind, NormEntry] | None":
    """Returns the norm a rule gives, with its kind, if it gives one."""
    if entry.obliges is not None:
        return NormKind.OBLIGATION, entry.obliges
    if entry.permits is not None:
        return NormKind.PERMISSION, entry.permits
    if entry.forbids is not None:
        return NormKind.PROHIBITION, entry.forbids
    return None


def fact_names(facts: Facts) -> list[Name]:
    """Lists facts as names that conditions read."""
    names: list[Name] = []
    for spec in facts.values():
        match spec.kind:
            case "bool":
                names.append(truth_name(spec.name))
            case "enum":
                names.append(Name(spec.name, Kind.CHOICE, spec.members))
            case "set":
                names.append(Name(spec.name, Kind.MEMBERS, spec.members))
            case "count":
                names.append(Name(spec.name, Kind.COUNT, least=spec.least))
            case "date":
                names.append(Name(spec.name, Kind.DATE, event=not spec.set_day))
    return names


def build_scope(pack: "Pack", rules: "Iterable[Placed[RuleEntry]]", facts: Facts) -> Scope:
    """Builds the name space; a name that is taken is reported and left as it was."""
    names = {name.name: name for name in fact_names(facts)}
    for concept in pack.concepts.values():
        if concept.entry.concept in names:
            concept.report(("concept",), "name-clash", f"{concept.entry.concept} is a fact of the case model")
        elif concept.entry.concept.startswith((DUE, STATUS)):
            concept.report(("concept",), "name-clash", f"names in {DUE} and {STATUS} belong to the norms")
        else:
            names[concept.entry.concept] = truth_name(concept.entry.concept)
    for question in pack.questions.values():
        if question.entry.question in JOINERS:
            message = f"{question.entry.question} joins conditions and can be no question"
            question.report(("question",), "name-clash", message)
        for answer in (NOT_APPLICABLE, NO_RULE):
            if answer in question.entry.answers:
                message = f"{answer} is no answer: every question has it already, for when there is none"
                question.report(("answers", answer), "name-clash", message, key=True)
        values = (*question.entry.answers, NOT_APPLICABLE, NO_RULE)
        names[question.entry.question] = Name(question.entry.question, Kind.CHOICE, values, hidden=frozenset({NO_RULE}))
    for rule in rules:
        norm = norm_of(rule.entry)
        if norm is not None:
            kind, entry = norm
            names[STATUS + rule.entry.id] = Name(STATUS + rule.entry.id, Kind.CHOICE, STATUSES[kind])
            if entry.period is not None:
                names[DUE + rule.entry.id] = Name(DUE + rule.entry.id, Kind.DATE)
    return Scope(names.values())
