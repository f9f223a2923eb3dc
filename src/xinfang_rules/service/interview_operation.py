"""Interviews over HTTP: where it stands goes in, what is asked next comes out, and nothing is kept."""

import json
from http import HTTPStatus

from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.evaluation.making import MODELS
from xinfang_rules.evaluation.origin import provenance_of
from xinfang_rules.interview import (
    AnswerError,
    Interview,
    InterviewGuide,
    Settled,
    answer,
    back,
    case_data,
    case_of,
    conclude,
    next_question,
    start,
)
from xinfang_rules.service.answer_records import Answered
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.case_operations import SOURCES
from xinfang_rules.service.request_models import InterviewOptions
from xinfang_rules.service.service_errors import ServiceError, fault


def answer_interview(asked: Asked) -> Answered:
    """Takes an answer, if one is given, and says what is asked next, or how the interview ends."""
    options, request = asked.options(InterviewOptions)
    try:
        guide = asked.rules.guide(options.rulebook, options.overlays)
        state = _moved(guide, options)
        found = conclude(guide, state) if options.conclude else next_question(guide, state)
        edition = governing_edition(case_of(guide, state), state.as_of, guide.rulebook)[0]
    except AnswerError as error:
        conflicts = [
            fault(f"/interview/answers/{name}", "conflict", error.text(), str(error)) for name in error.conflicts
        ]
        raise ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, "answer", str(error), error.text(), conflicts) from None
    told = json.loads(found.model_dump_json())
    settled = isinstance(found, Settled)
    made = {
        "interview": state.model_dump(mode="json"),
        "next": None if settled else told,
        "settled": told if settled else None,
        "case": case_data(guide, state),
    }
    source = SOURCES.of_result(provenance_of(edition, "compiled", MODELS))
    counted = {"answers": len(state.answers), "settled": settled}
    content = json.dumps(made, ensure_ascii=False).encode()
    return asked.answered(options, request, content, provenance=source, told=counted)


def _moved(guide: InterviewGuide, options: InterviewOptions) -> Interview:
    state = options.interview
    if state is None:
        if options.role is None:
            known = ", ".join(guide.roles)
            raise AnswerError(f"role is missing: {known}", f"开始时须写明角色（role）：{known}")
        assert options.as_of is not None  # `Asked.options` gives one
        state = start(guide, options.role, as_of=options.as_of)
    if options.back:
        state = back(state)
    if options.answer is not None:
        state = answer(guide, state, options.answer.value, options.answer.question)
    return state
