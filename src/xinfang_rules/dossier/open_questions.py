"""What is to be found out in the parts of a dossier, and of its documents, the most decisive first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from xinfang_rules.dossier.report import DossierPart, Finding, Question
from xinfang_rules.facts.specs import FactSpec

if TYPE_CHECKING:
    from xinfang_rules.result import Need


def questions_of(
    parts: Iterable[DossierPart], findings: Iterable[Finding], facts: Mapping[str, FactSpec]
) -> Iterator[Question]:
    """Yields what is to be found out in some parts, the most decisive first.

    Args:
        parts: The parts.
        findings: The findings: on what last days hang that have passed for sure is asked at the end.
        facts: The facts, by their names.
    """
    found: dict[tuple[str, object], list[tuple[str, Need]]] = {}  # where other bounds are known, it is another day
    for part in parts:
        asked = {answer.question for answer in part.answers if answer.answer is None and answer.would_be is None}
        for need in () if part.result is None else part.result.needs:
            if asked.intersection(need.decides) or need.norms:
                found.setdefault((need.question, need.known), []).append((part.name, need))
    weights = {key: sum(2 * len(need.decides) + len(need.norms) for _, need in needs) for key, needs in found.items()}
    for key, needs in sorted(found.items(), key=lambda entry: -weights[entry[0]]):
        yield Question.model_construct(
            fact=needs[0][1].fact,
            question=key[0],
            decides=weights[key],
            parts=tuple(dict.fromkeys(name for name, _ in needs)),
            known=needs[0][1].known,
        )
    hanging: dict[str, list[Finding]] = {}
    for finding in findings:
        for fact in finding.unknown_facts:
            hanging.setdefault(fact, []).append(finding)
    for fact, late in hanging.items():
        if (facts[fact].ask, None) not in found:
            named = tuple(dict.fromkeys(part for finding in late for part in finding.parts))
            yield Question.model_construct(
                fact=fact, question=facts[fact].ask, decides=len(late), parts=named, known=None
            )
