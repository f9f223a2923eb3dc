"""What the page asks, as operations of the service: worked out where all answers are, within the same limits."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from xinfang_rules.dossier import ActsTable
from xinfang_rules.service.answer_records import Reply
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.check_page import check_answers
from xinfang_rules.service.service_errors import ServiceError


def _operation(answer: Callable[[dict[str, Any], ActsTable | None], dict[str, Any]]) -> Callable[[Asked], Reply]:
    """Answers by the rules that the service was started with; None where the day of each petition decides."""

    def operation(asked: Asked) -> Reply:
        try:
            told = answer(asked.data, asked.rules.usual_acts())
        except check_answers.FormError as error:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            raise ServiceError(status, "request", f"this is no form of the page: {error}", str(error)) from None
        return Reply(json.dumps(told, ensure_ascii=False).encode())

    return operation


CHECK_OPERATIONS: Final[Mapping[str, Callable[[Asked], Reply]]] = MappingProxyType(
    {
        "check.form": _operation(lambda _, table: check_answers.vocabulary(table)),
        "check.report": _operation(check_answers.reported),
        "check.open": _operation(check_answers.opened),
        "check.paste": _operation(check_answers.pasted),
        "check.save": _operation(lambda data, table: {"text": check_answers.saved(data, table)}),
    }
)
"""They lay out the form, report on a file as it is typed in, open one, read rows of a spreadsheet, write a file."""
