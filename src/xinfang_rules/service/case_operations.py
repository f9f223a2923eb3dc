"""What is answered of a case: its decisions, why, what is still to be found out, its last days."""

import json
from typing import Any, Final

from pydantic import TypeAdapter

from xinfang_rules.evaluation.case_reading import case_from_data
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.facts.case import Case
from xinfang_rules.result import Need
from xinfang_rules.result.compacting import compact_json
from xinfang_rules.service.answer_records import Answered, Sources
from xinfang_rules.service.asked import Asked, Decided, decided
from xinfang_rules.service.request_models import CaseOptions, EvaluateOptions, ExplainOptions, NeedsOptions

SOURCES: Final = Sources()
_NEEDS: Final = TypeAdapter(tuple[Need, ...])


def answer_evaluate(asked: Asked) -> Answered:
    """Decides a case."""
    options, request = asked.options(EvaluateOptions, "case")
    return _evaluated(asked, options, request, decided(asked, options))


def evaluated_plainly(asked: Asked) -> Answered:
    """Decides a case by the rules that are usual at the service.

    Raises:
        Exception: If anything is wrong with the request; `answer_evaluate` says what.
    """
    options, request = asked.options(EvaluateOptions, "case")
    book = asked.rules.rulebook(options.rulebook, options.overlays)
    case = case_from_data(asked.data["case"], Case if book is None else book.case_model)
    assert options.as_of is not None  # `Asked.options` gives one
    result = evaluate(case, as_of=options.as_of, rulebook=book)
    return _evaluated(asked, options, request, Decided(case, result, book, ()))


def _evaluated(asked: Asked, options: EvaluateOptions, request: dict[str, Any], found: Decided) -> Answered:
    result = found.result
    if options.form == "compact":
        text = compact_json(result, needs=options.needs)
    else:
        text = result.model_dump_json(exclude=None if options.needs else {"needs"})
    decisions = result.decisions.values()
    told = {"decided": sum(each.answer is not None for each in decisions), "norms": len(result.norms)}
    return answered(asked, options, request, found, text.encode(), told)


def answer_explain(asked: Asked) -> Answered:
    """Says why."""
    options, request = asked.options(ExplainOptions, "case")
    found = decided(asked, options)
    text = found.result.explain(options.about, why_not=options.why_not)
    return answered(asked, options, request, found, json.dumps({"text": text}, ensure_ascii=False).encode())


def answer_needs(asked: Asked) -> Answered:
    """Says what is still to be found out."""
    options, request = asked.options(NeedsOptions, "case")
    found = decided(asked, options)
    needs = found.result.needs if options.about is None else found.result.needs_about(options.about)
    text = b'{"needs":' + _NEEDS.dump_json(needs) + b"}"
    return answered(asked, options, request, found, text, {"needs": len(needs)})


def answer_deadlines(asked: Asked) -> Answered:
    """Lists the last days."""
    options, request = asked.options(CaseOptions, "case")
    found = decided(asked, options)
    deadlines = found.result.deadlines()
    told = {"deadlines": len(deadlines.items)}
    return answered(asked, options, request, found, deadlines.model_dump_json().encode(), told)


def answered(
    asked: Asked,
    options: CaseOptions,
    request: dict[str, Any],
    found: Decided,
    answer: bytes,
    told: dict[str, Any] | None = None,
) -> Answered:
    """Returns an answer about a case that was decided."""
    source = SOURCES.of_result(found.result.provenance)
    return asked.answered(options, request, answer, provenance=source, told=told or {}, warnings=found.warnings)
