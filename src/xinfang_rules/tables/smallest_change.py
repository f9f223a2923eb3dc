"""The smallest case that two rulebooks decide differently in a certain way, and the scenario that it makes."""

from datetime import date
from typing import Any, Final

from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.errors import CaseError, XinfangError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.case_reading import adopted
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.evaluation.minimizer import minimize
from xinfang_rules.facts.case import Case
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.tables.compared_blocks import (
    ABSENT,
    ADMISSION,
    Turn,
    admission_turn,
    one_due,
    told_days,
    turn_of_days,
    turn_of_values,
)


def smallest(case: Case, as_of: date, books: tuple[Rulebook, Rulebook], kind: tuple[str, str, str]) -> Case:
    """Reduces a case to what is needed for a difference of a kind: the first three parts of a `Turn`."""

    def still(less: Case) -> bool:
        turn = turn_of_case(less, as_of, books, kind[0], kind[1])
        return turn is not None and turn[:3] == kind

    return minimize(case, still) if still(case) else case


def turn_of_case(case: Case, as_of: date, books: tuple[Rulebook, Rulebook], about: str, what: str) -> Turn | None:
    """Returns how something of a case comes out differently; None if it does not, or if one of the two refuses it."""
    one, other = (_decided(case, as_of, book) for book in books)
    if about == ADMISSION:
        return None if (one is None) == (other is None) else admission_turn(refuses_new=other is None)
    if one is None or other is None:
        return None
    if what == "last_day":
        return turn_of_days(about, *(told_days(one_due(_due(*decided, about))) for decided in (one, other)))
    name = STATUS + about if what == "status" else about
    return turn_of_values(name, *(_values(*decided, name) for decided in (one, other)))


_TOLD: Final = {"changed": "变化", "decided": "变为确定", "undecided": "变为不确定", "possible": "可能的结果变化"}
_WHAT: Final = {"answer": "结论", "status": "状态", "last_day": "最后一日"}


def change_scenario(
    case: Case, as_of: date, books: tuple[Rulebook, Rulebook], kind: tuple[str, str, str], title: str
) -> dict[str, Any]:
    """Returns a case as a scenario that expects what the second rulebook gives, as a scenario file has it."""
    about, what, how = kind
    if about == ADMISSION:
        told = "修改后才不予评估的案件" if _decided(case, as_of, books[0]) else "修改后才可以评估的案件"
    else:
        told = f"{title}（{about}）：{_WHAT[what]}{_TOLD[how]}"
        turn = turn_of_case(case, as_of, books, about, what)
        if turn is not None and turn.days:
            told += f"，{'推迟' if turn.days > 0 else '提前'}{abs(turn.days)}日"
        elif turn is not None:
            told += f"，{turn.before} → {turn.after}"
    case = _fitting(case, books[1].case_model)
    data = case.model_dump(mode="json")
    data.pop("case_id", None)
    expect = _expected(case, as_of, books[1], about)
    return {"scenario": told, "as_of": as_of.isoformat(), "case": data, "expect": expect}


def _expected(case: Case, as_of: date, book: Rulebook, about: str) -> dict[str, Any]:
    try:
        result = evaluate(case, as_of=as_of, rulebook=book)
    except CaseError as error:
        return {"refused": sorted({found.constraint for found in error.diagnostics if found.constraint})}
    name = next(iter(result.decisions)) if about == ADMISSION else about
    if name in result.decisions:
        decision = result.decisions[name]
        told: dict[str, Any] = {"status": str(decision.status)}
        if decision.answer is not None:
            told["answer"] = str(decision.answer)
        for part in ("candidates", "alternatives"):
            if some := [str(one) for one in getattr(decision, part)]:
                told[part] = some
        return {"decisions": {name: told}}
    norm = next((norm for norm in result.norms if norm.rule == about), None)
    if norm is None:
        return {"norms": {about: "absent"}}
    found: dict[str, Any] = {"applies": str(norm.applies), "status": str(norm.status)}
    if norm.candidates:
        found["candidates"] = [str(one) for one in norm.candidates]
    for part in ("due", "due_earliest", "due_latest"):
        if (day := getattr(norm, part)) is not None:
            found[part] = day.isoformat()
    return {"norms": {about: found}}


def _decided(case: Case, as_of: date, book: Rulebook) -> tuple[Edition, Outcome] | None:
    try:
        edition, _ = governing_edition(case, as_of, book)
        return edition, evaluator_for(edition).state(_fitting(case, edition.case_model), as_of)
    except (XinfangError, InadmissibleError):
        return None


def _fitting(case: Case, model: type[Case]) -> Case:
    """Returns a case with the facts that a rulebook has: of those that it has besides, nothing is known."""
    if case.facts == model.facts:
        return case
    known = {
        group: {key: value for key, value in facts.items() if f"{group}.{key}" in model.facts}
        for group, facts in case.model_dump().items()
        if isinstance(facts, dict)
    }
    less = type(case).model_validate({group: facts for group, facts in known.items() if facts})
    return adopted(less, model)


def _due(edition: Edition, outcome: Outcome, rule: str) -> Due | None:
    return outcome.dues.get(edition.rule(rule).index) if STATUS + rule in edition.layout else None


def _values(edition: Edition, outcome: Outcome, name: str) -> tuple[str, ...]:
    if name not in edition.layout:
        return ("not_applicable" if name.startswith(STATUS) else ABSENT,)
    mask = outcome.values[edition.layout[name]]
    return tuple(value for place, value in enumerate(edition.scope[name].values) if mask >> place & 1)
