"""Evaluating for a page: the case is read, and the result made, without the models that no page needs."""

from datetime import date
from typing import TYPE_CHECKING, Any

from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import Locate, contradiction, governing_edition
from xinfang_rules.evaluation.making import RECORDS
from xinfang_rules.facts.plain_case import plain_case
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.rulebook.model import Edition, Rulebook

if TYPE_CHECKING:
    from xinfang_rules.result import Result


def evaluated_for_page(
    data: Any, as_of: date, rulebook: Rulebook | None, engine: str, locate: Locate
) -> "tuple[Result, Edition] | None":
    """Evaluates a case, as `evaluate` does.

    Args:
        data: The case, as a reader of JSON or YAML gives it.
        as_of: The day for which statuses are wanted.
        rulebook: The rulebook; if None, the shipped instrument in force on the day that decides.
        engine: The engine.
        locate: Where each fact stands in the source of the case.

    Returns:
        What a result says, in the attributes that its model has, needs included and provenance apart; and the edition.
        None if only `evaluate` can tell whether the data is a case.

    Raises:
        XinfangError: What `evaluate` raises of a case that cannot be decided.
    """
    facts = shared_vocabulary().facts if rulebook is None else rulebook.facts.sayable
    case = plain_case(facts, data)
    if case is None:
        return None
    edition, remarks = governing_edition(case, as_of, rulebook)
    if rulebook is None and not edition.rulebook.vocabulary:  # a shipped pack of other facts than the shared ones
        return None
    evaluator = evaluator_for(edition, engine, RECORDS)
    try:
        done = evaluator.evaluate(case, as_of, remarks)
    except InadmissibleError as error:
        raise contradiction(error, edition, locate, case) from None
    vars(done.result)["needs"] = evaluator.needs(done.stated, done.state, case)
    return done.result, edition
