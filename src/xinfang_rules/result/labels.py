"""What the values of the closed lists are called, so that a stored result can be shown without this library."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pydantic import Field

from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.values import Term
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.conclusions import Decision, Norm
from xinfang_rules.result.result_parts import Labelled, ResultPart
from xinfang_rules.result.status_enums import DecisionStatus, NormKind, NormStatus

if TYPE_CHECKING:
    from xinfang_rules.result.result import Result

APPLIES: Final[Mapping[str, str]] = FrozenDict({"yes": "适用", "no": "不适用", "unknown": "是否适用，尚不能确定"})


class Labels(ResultPart):
    """The Chinese labels of the values that a result holds; answers have theirs in each decision.

    Attributes:
        decision_status: Of the statuses of decisions.
        norm_status: Of the statuses of norms, and of those still possible.
        kind: Of the kinds of norms.
        bearer: Of those who are bound or entitled.
        action: Of what is to be done, may be done, or is forbidden.
        applies: Of what is said on whether a norm applies.
    """

    decision_status: Labelled = Field(default_factory=FrozenDict)
    norm_status: Labelled = Field(default_factory=FrozenDict)
    kind: Labelled = Field(default_factory=FrozenDict)
    bearer: Labelled = Field(default_factory=FrozenDict)
    action: Labelled = Field(default_factory=FrozenDict)
    applies: Labelled = Field(default_factory=FrozenDict)


def labels_of(result: "Result") -> Labels:
    """Collects the labels of all values that decisions, norms and presumed outcomes hold."""
    norms = result.norms
    decisions = [decision.status for decision in result.decisions.values()]
    statuses = [status for norm in norms for status in (norm.status, *norm.candidates)]
    applies: list[str] = [norm.applies for norm in norms]
    if result.presumed is not None:
        decisions += [decision.would_be for decision in result.presumed.decisions.values()]
        for presumed in result.presumed.norms.values():
            statuses += (presumed.would_be, *presumed.candidates)
            applies.append(presumed.applies)
    return Labels(
        decision_status=_called(decisions),
        norm_status=_called(statuses),
        kind=_called(norm.kind for norm in norms),
        bearer=_called(norm.bearer for norm in norms),
        action=_called(norm.action for norm in norms),
        applies={value: APPLIES[value] for value in applies},
    )


def _called(terms: Iterable[Term]) -> dict[str, str]:
    return {term.value: term.label for term in terms}


def name_foreign(norms: Iterable[Norm], decisions: Iterable[Decision], labels: Labels) -> None:
    """Gives values that this version does not know, or that a rulebook words otherwise, the labels that are told."""
    lists: tuple[tuple[type[Term], Mapping[str, str]], ...] = (
        (NormStatus, labels.norm_status),
        (NormKind, labels.kind),
        (Bearer, labels.bearer),
        (Action, labels.action),
        (DecisionStatus, labels.decision_status),
    )
    _word(norms, "bearer", Bearer, labels.bearer)
    _word(norms, "action", Action, labels.action)
    unknown = {members: told for members, told in lists if not told.keys() <= set(members)}
    if not unknown:
        return
    found: list[Term] = [decision.status for decision in decisions]
    for norm in norms:
        found.extend((norm.status, *norm.candidates, norm.kind, norm.bearer, norm.action))
    for term in found:
        if term.name not in type(term).__members__:
            term.label = unknown.get(type(term), {}).get(term.value, term.label)


def _word(norms: Iterable[Norm], name: str, members: type[Term], told: Mapping[str, str]) -> None:
    """Puts terms as a rulebook words them in the place of those that a result holds: they are equal to these."""
    worded = {
        member: members.foreign(member.value, told[member], member.marks)
        for member in members
        if told.get(member, member.label) != member.label
    }
    if worded:
        for norm in norms:
            held = norm.__dict__
            held[name] = worded.get(held[name], held[name])
