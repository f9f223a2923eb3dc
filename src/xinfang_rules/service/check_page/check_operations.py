"""What the page asks, as operations of the service: worked out where all answers are, within the same limits."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from xinfang_rules.dossier import ActsTable
from xinfang_rules.service.answer_records import Reply
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.check_page import check_answers
from xinfang_rules.service.service_errors import ServiceError


def answer_check_form(asked: Asked) -> Reply:
    """Tells what the form is laid out by."""
    return _reply(asked, lambda table: check_answers.vocabulary(table))


def answer_check_report(asked: Asked) -> Reply:
    """Reports on a file as it is typed in, or says what is wrong with it."""
    return _reply(asked, lambda table: check_answers.reported(asked.data, table))


def answer_check_open(asked: Asked) -> Reply:
    """Opens a file."""
    return _reply(asked, lambda table: check_answers.opened(asked.data, table))


def answer_check_paste(asked: Asked) -> Reply:
    """Reads rows of a spreadsheet."""
    return _reply(asked, lambda table: check_answers.pasted(asked.data, table))


def answer_check_save(asked: Asked) -> Reply:
    """Writes a file."""
    return _reply(asked, lambda table: {"text": check_answers.saved(asked.data, table)})


def _reply(asked: Asked, answer: Callable[[ActsTable | None], dict[str, Any]]) -> Reply:
    """Answers by the rules that the service was started with; None where the day of each petition decides."""
    try:
        told = answer(asked.rules.usual_acts())
    except check_answers.FormError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise ServiceError(status, "request", f"this is no form of the page: {error}", str(error)) from None
    return Reply(json.dumps(told, ensure_ascii=False).encode())
