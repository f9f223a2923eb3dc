"""Presumptions: what follows from them, what it rests on, and that nobody can take it for stated."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from xinfang_rules.facts.case import Case
from xinfang_rules.result import Decision, Norm, Result
from xinfang_rules.result.presumed import Presumed, PresumedDecision, PresumedFact, shown_norm
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.testing.example import Example, PropertyViolation, contradicts, holds_always
from xinfang_rules.testing.properties.knowledge import reopens

_ANSWERED: Final = ("answer", "candidates")
_STANDING: Final = ("applies", "status", "candidates", "due", "due_earliest", "due_latest")
_DAYS: Final = ("days_left", "days_late")
_MOST_NORMS: Final = 3


@holds_always()
def what_is_presumed_is_as_if_it_were_stated(example: Example) -> None:
    """A result under presumptions is the result with these facts stated, word for word but that it is marked.

    Where a norm would not stand otherwise, it is told as stated, its days late included.
    """
    result, presumed = _presuming(example, "what_is_presumed_is_as_if_it_were_stated")
    if presumed is None:
        return
    stated = example.decide(_stating(example.case, presumed.facts))
    for name, decision in stated.decisions.items():
        found = presumed.decisions.get(name, result.decisions[name])
        status = found.would_be if isinstance(found, PresumedDecision) else found.status
        if status != decision.status or any(getattr(found, part) != getattr(decision, part) for part in _ANSWERED):
            _fail(f"{name} is presumed to be {found.answer or status}, and stated {_said(decision)}", decision, name)
    norms = {norm.rule: norm for norm in stated.norms}
    for norm in result.norms:
        told, other = presumed.norms.get(norm.rule), norms.pop(norm.rule, None)
        view, parts = shown_norm(norm, told), _STANDING if told is None else _STANDING + _DAYS
        if _standing(view, parts) != _standing(other, parts):
            _fail(f"{norm.rule} stands otherwise presumed than stated: {view} against {other}", norm, norm.rule)
    if norms:
        raise PropertyViolation(f"stated there are norms that are not among the presumed ones: {', '.join(norms)}")


@holds_always()
def what_is_stated_is_told_apart_from_what_is_presumed(example: Example) -> None:
    """But for what is marked, a result under presumptions says what it says without any; and what is marked, is."""
    result, presumed = _presuming(example, "what_is_stated_is_told_apart_from_what_is_presumed")
    if presumed is None:
        return
    bare = example.decide(example.case)
    for name, decision in bare.decisions.items():
        found = result.decisions[name]
        marked = found.status is DecisionStatus.PRESUMED
        if found.model_copy(update={"status": decision.status}) != decision or (marked and found.answer is not None):
            _fail(f"{name} is {_said(found)} under presumptions, and {_said(decision)} without any", decision, name)
        if found.status != decision.status and not (marked and name in presumed.decisions):
            _fail(f"{name} has another status under presumptions, and none is told", decision, name)
    for norm, other in zip(bare.norms, result.norms, strict=True):
        marked = other.status is NormStatus.PRESUMED
        if other.model_copy(update={"status": norm.status}) != norm:
            _fail(f"{norm.rule} is told otherwise under presumptions", norm, norm.rule)
        if other.status != norm.status and not (marked and norm.rule in presumed.norms):
            _fail(f"{norm.rule} has another status under presumptions, and none is told", norm, norm.rule)


@holds_always(costly=True)
def presumed_conclusions_rest_on_all_that_they_name_and_on_nothing_else(example: Example) -> None:
    """With the presumed facts stated that it names, a conclusion stands; with any of them left out, it does not."""
    random = example.random("presumed_conclusions_rest_on_all_that_they_name_and_on_nothing_else")
    result, presumed = _presuming(example, "presumed_conclusions_rest_on_all_that_they_name_and_on_nothing_else")
    if presumed is None:
        return
    grounds = presumed.grounds
    for name, found in presumed.decisions.items():
        wanted = found.would_be, found.answer, found.candidates
        for facts, enough in _less(presumed, grounds.decisions[name]):
            decision = example.decide(_stating(example.case, facts)).decisions[name]
            stands = (decision.status, decision.answer, decision.candidates) == wanted
            _hold(name, facts, stands=stands, enough=enough)
    for rule in random.sample(list(presumed.norms), min(_MOST_NORMS, len(presumed.norms))):
        wanted_norm = _standing(
            shown_norm(next(norm for norm in result.norms if norm.rule == rule), presumed.norms[rule])
        )
        for facts, enough in _less(presumed, grounds.norms[rule]):
            norms = example.decide(_stating(example.case, facts)).norms
            norm = next((norm for norm in norms if norm.rule == rule), None)
            _hold(rule, facts, stands=_standing(norm) == wanted_norm, enough=enough)


@holds_always(costly=True)
def what_is_found_out_besides_turns_no_presumed_answer(example: Example) -> None:
    """While the presumed facts that it names are so, a presumed answer stays, whatever else is found out.

    Unless the rules turn out to contradict one another: then there is no answer that could have stood.
    """
    random = example.random("what_is_found_out_besides_turns_no_presumed_answer")
    _, presumed = _presuming(example, "what_is_found_out_besides_turns_no_presumed_answer")
    if presumed is None:
        return
    for name, resting in presumed.grounds.decisions.items():
        found = presumed.decisions[name]
        if found.answer is None:
            continue
        confirmed = example.edition.case_model.model_validate(_stating(example.case, presumed.named(resting)))
        more = example.completed(random, confirmed)
        if more is None or reopens(confirmed, more, example) or contradicts(example.of(more).state):
            continue
        after = example.decide(more).decisions[name]
        if after.answer != found.answer:
            _fail(f"{name} was presumed to be {found.answer}, and came out {_said(after)}", after, name)


def _standing(norm: Norm | None, parts: tuple[str, ...] = _STANDING) -> list[object] | None:
    return None if norm is None else [getattr(norm, part) for part in parts]


def _presuming(example: Example, purpose: str) -> tuple[Result, Presumed | None]:
    """Decides the case under some presumptions of its rulebook; None if there are none to be had."""
    names = example.edition.presumptions.names
    random = example.random(purpose)
    chosen = random.sample(names, random.randint(1, len(names))) if names else []
    result = example.decide(example.case, presume=chosen)
    return result, result.presumed


def _stating(case: Case, facts: Iterable[PresumedFact]) -> Mapping[str, Any]:
    """Returns a case that states presumed facts besides."""
    data = case.model_dump()
    for fact in facts:
        group, _, key = fact.fact.partition(".")
        data.setdefault(group, {})[key] = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return data


def _less(presumed: Presumed, resting: tuple[str, ...]) -> Iterable[tuple[tuple[PresumedFact, ...], bool]]:
    """Yields the facts on which something rests, and each time all of them but one; and whether they are enough."""
    yield presumed.named(resting), True
    for left_out in resting:
        yield presumed.named(fact for fact in resting if fact != left_out), False


def _hold(name: str, facts: Iterable[PresumedFact], *, stands: bool, enough: bool) -> None:
    if stands is not enough:
        stated = ", ".join(fact.fact for fact in facts) or "nothing"
        said = "does not stand" if enough else "stands already"
        raise PropertyViolation(f"{name} {said} with {stated} stated of what it is said to rest on", about=name)


def _said(decision: Decision) -> str:
    return decision.answer or f"{decision.status} ({', '.join(decision.candidates)})"


def _fail(detail: str, part: Decision | Norm, about: str) -> None:
    raise PropertyViolation(detail, part.citations, about)
