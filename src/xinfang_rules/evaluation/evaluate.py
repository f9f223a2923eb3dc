"""The main job: a case, a day, a result."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from xinfang_rules.arguments import day_of, names_of, wrong
from xinfang_rules.errors import ArgumentError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.case_reading import adopted, case_from_data
from xinfang_rules.evaluation.choosing import instruments_for
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator, evaluator_for
from xinfang_rules.evaluation.governing import (
    Locate,
    contradiction,
    deciding_day,
    governing_edition,
    model_at,
    renamed_in,
    surely_governing,
)
from xinfang_rules.evaluation.result_details import EvaluationDetails
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.once import MAKING
from xinfang_rules.result import Result, bind
from xinfang_rules.rulebook.load import rulebook_of
from xinfang_rules.rulebook.model import Rulebook

__all__ = ["Locate", "evaluate"]


def evaluate(
    case: Case | Mapping[str, Any],
    *,
    as_of: date,
    rulebook: Rulebook | None = None,
    engine: str = "compiled",
    confirm: bool = False,
    locate: Locate | None = None,
    presume: str | Iterable[str] = (),
    place: str | None = None,
) -> Result:
    """Decides a case.

    Args:
        case: The facts; a plain mapping is validated first, by the `case_model` of the rulebook.
        as_of: The day for which statuses are wanted. What is dated later has not happened yet. A moment with a time
            zone stands for the day on which it falls in China, one without for the date that it shows.
        rulebook: The rulebook; if None, the shipped instrument in force on the day the petition was received.
        engine: `compiled`, `interpreter` or `durable`; they give the same results.
        confirm: Whether a second engine evaluates the case too: `durable`, or `compiled` where that is the first.
        locate: Where each fact stands in the source of the case, for messages; without it messages name the fact.
        presume: Sets of presumptions of the rulebook, or bundles of them such as `ordinary`, by name. Facts that the
            case leaves open are presumed to be as these say, where nothing stated stands against it. What follows only
            then stands in `Result.presumed`, each with the facts on which it rests, and is never mixed with the rest.
        place: Where the petition was received, such as 上海: the shipped overlays of that place that are established to
            be in force on the day of receipt are laid over the shipped instrument, never one whose force is unverified.
            `Result.provenance.considered` then lists all that were looked at; see `instruments_for`.

    Returns:
        Decisions, norms with due dates and status, and notes; `needs` and `explain` are worked out when asked for.

    Raises:
        CaseError: If the mapping is no case, or if its facts cannot be true together.
        ArgumentError: If `as_of` is no day, `rulebook` none, `engine` no text, or `presume` names no presumptions.
        InstrumentError: If no instrument at hand was in force on the day that decides.
        CalendarError: If a last day lies outside the years that can be counted.
        EngineError: If an engine is not installed or gives no answer.
        EngineDisagreement: If two engines find different things; with `confirm` only.
    """
    if place is not None and rulebook is not None:
        raise ArgumentError(
            "place chooses what is laid over the shipped instrument that governs: give place or rulebook, not both",
            "place 用来选择叠加在内置条例之上的地方规定，不能与 rulebook 同时给出",
        )
    return decided(
        case,
        as_of=as_of,
        rulebook=rulebook,
        engine=engine,
        confirm=confirm,
        locate=locate,
        presume=presume,
        place=place,
    )


def decided(
    case: Case | Mapping[str, Any],
    *,
    as_of: date,
    rulebook: Rulebook | None = None,
    engine: str = "compiled",
    confirm: bool = False,
    locate: Locate | None = None,
    presume: str | Iterable[str] = (),
    chosen: bool = False,
    place: str | None = None,
) -> Result:
    """Does what `evaluate` does.

    A rulebook that is `chosen` governs whatever day the case states, as in a dossier that a piece came to earlier.
    """
    as_of = day_of(as_of)
    sets = names_of(presume, "presume", "ordinary") if presume else ()
    if not isinstance(engine, str):
        raise wrong("engine", "the name of an engine", engine, 'engine="compiled"')
    if isinstance(case, BaseCase):
        read = case
    else:
        model = model_at(place, case, as_of) if rulebook is None else rulebook_of(rulebook).case_model
        read = case_from_data(case, model, lambda: renamed_in(rulebook))
    read.require_validated()
    edition, remarks = governing_edition(read, as_of, rulebook, chosen=chosen, place=place)
    read = adopted(read, edition.case_model)
    evaluator = evaluator_for(edition, engine)
    try:
        done = evaluator.evaluate(read, as_of, remarks)
        result, details = presuming(evaluator, done, sets)
        if confirm:
            with MAKING:
                from xinfang_rules.evaluation.cross_check import confirm as compare_states  # seldom wanted

            second = "compiled" if engine == "durable" else "durable"
            checked = evaluator_for(edition, second)
            for found, values in details.evaluated:
                compare_states(found, checked.under(values, found.today), (engine, second))
            result = result.model_copy(
                update={"provenance": result.provenance.model_copy(update={"confirmed_by": second})}
            )
    except InadmissibleError as error:
        raise contradiction(error, edition, locate, read) from None
    if place is not None:
        considered = instruments_for(deciding_day(read, edition.governed_by) or as_of, place=place)
        told = {"place": place, "considered": considered}
        result = result.model_copy(update={"provenance": result.provenance.model_copy(update=told)})
    return bind(result, details)


def decided_plainly(
    facts: Mapping[str, Any], *, as_of: date, rulebook: Rulebook, engine: str, presume: tuple[str, ...], chosen: bool
) -> Result | None:
    """Decides facts by their dotted names, as `decided` does the case of them, which is made if somebody asks for it.

    None where the case is to be refused, or something to be remarked upon.
    """
    edition = surely_governing(rulebook, facts.get(rulebook.governed_by), chosen=chosen)
    if edition is None or edition.rulebook.laid:
        return None
    evaluator = evaluator_for(edition, engine)
    try:
        done = evaluator.evaluate_named(facts, as_of)
        return None if done is None else bind(*presuming(evaluator, done, presume))
    except InadmissibleError:
        return None


def presuming(evaluator: Evaluator, done: Evaluated, sets: tuple[str, ...]) -> tuple[Result, EvaluationDetails]:
    """Returns the result of an evaluation, under sets of presumptions if any, and what works out the rest of it."""
    if not sets:
        return done.result, EvaluationDetails(evaluator, done)
    with MAKING:
        from xinfang_rules.evaluation.presumed_results import presumed_result  # seldom wanted

    return presumed_result(evaluator, done, sets)
