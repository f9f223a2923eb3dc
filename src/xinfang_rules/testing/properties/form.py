"""What a conclusion must have, and what must make no difference to it."""

from collections.abc import Iterator
from random import Random
from typing import Any

from xinfang_rules.case import FACTS, Case
from xinfang_rules.result import Citation, Result
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.testing.example import LawBrokenError, Trial, law
from xinfang_rules.vocabulary.outputs import DecisionStatus


@law()
def order_and_repetition_do_not_matter(trial: Trial) -> None:
    """The order in which facts are told, telling one twice, and what was decided before make no difference."""
    random = trial.random("order_and_repetition_do_not_matter")
    before = trial.result
    if trial.decide(_shuffled(trial.case, random)) != before:
        raise LawBrokenError("told in another order, the same facts give another result")
    trial.decide(trial.drafted(random))
    if trial.decide(trial.case) != before:
        raise LawBrokenError("decided again after another case, the same case gives another result")


def _shuffled(case: Case, random: Random) -> dict[str, Any]:
    """Returns the case as data in another order, with what is listed listed twice."""
    data = case.model_dump()
    shuffled: dict[str, Any] = {}
    for group in random.sample(list(data), len(data)):
        if not isinstance(data[group], dict):
            shuffled[group] = data[group]
            continue
        shuffled[group] = {key: data[group][key] for key in random.sample(list(data[group]), len(data[group]))}
        for key, value in shuffled[group].items():
            spec = FACTS[f"{group}.{key}"]
            if spec.kind == "set" and isinstance(value, dict) and set(map(type, value.values())) == {bool}:
                held = [member for member in value if value[member]]
                shuffled[group][key] = held[::-1] * 2 if len(value) == len(spec.members) else value
    return shuffled


@law()
def cases_survive_json(trial: Trial) -> None:
    """A case written as JSON and read again is the same case, and is decided the same way."""
    again = Case.model_validate_json(trial.case.model_dump_json())
    if again != trial.case or again.model_dump_json() != trial.case.model_dump_json():
        raise LawBrokenError("the case is another after a round trip through JSON")
    if trial.decide(again) != trial.result:
        raise LawBrokenError("the case is decided otherwise after a round trip through JSON")


@law(costly=True)
def results_survive_json(trial: Trial) -> None:
    """A result written as JSON and read again is the same result, with what is still to be found out."""
    again = Result.model_validate_json(trial.result.model_dump_json())
    if again != trial.result or again.needs != trial.result.needs:
        raise LawBrokenError("the result is another after a round trip through JSON")


@law()
def conclusions_cite(trial: Trial) -> None:
    """Every decided answer and every norm cites, and cites a provision that exists, by its right name."""
    result = trial.result
    for name, decision in result.decisions.items():
        if decision.status is DecisionStatus.DECIDED and not (decision.citations and decision.rules):
            raise LawBrokenError(f"{name} is decided without a citation", about=name)
    for norm in result.norms:
        if not norm.citations:
            raise LawBrokenError(f"{norm.rule} cites nothing", about=norm.rule)
    provisions = Provisions(trial.rulebook.instrument)
    existing = {(p.article, p.paragraph): len(p.items) for p in trial.rulebook.instrument.paragraphs}
    for about, citation in _all_citations(result):
        if citation.instrument != trial.rulebook.instrument.id:
            continue  # an overlay may bring instruments of its own
        if not 0 <= (citation.item or 0) <= existing.get((citation.article, citation.paragraph), -1):
            raise LawBrokenError(f"{about} cites what does not exist", (citation,), about)
        if citation.label != provisions.label(citation.article, citation.paragraph, citation.item):
            raise LawBrokenError(f"{about} names a provision wrongly", (citation,), about)
    rules = {rule.id: rule for rule in trial.edition.rules}
    for norm in result.norms:
        if norm.citations != rules[norm.rule].citations:
            raise LawBrokenError(f"{norm.rule} cites other provisions than its rule", norm.citations, norm.rule)


def _all_citations(result: Result) -> Iterator[tuple[str, Citation]]:
    for name, decision in result.decisions.items():
        yield from ((name, citation) for citation in decision.citations)
    for norm in result.norms:
        yield from ((norm.rule, citation) for citation in norm.citations)
