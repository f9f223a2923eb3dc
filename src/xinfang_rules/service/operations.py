"""All that a service answers, by name; what a worker does with one request, or with a few lines of a batch."""

import sys
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from xinfang_rules.errors import XinfangError
from xinfang_rules.service.answer_records import Answered, Reply
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.case_operations import answer_deadlines, answer_evaluate, answer_explain, answer_needs
from xinfang_rules.service.check_page.check_operations import (
    answer_check_form,
    answer_check_open,
    answer_check_paste,
    answer_check_report,
    answer_check_save,
)
from xinfang_rules.service.file_operations import answer_documents, answer_examine, answer_paper
from xinfang_rules.service.interview_operation import answer_interview
from xinfang_rules.service.request_text import RequestText
from xinfang_rules.service.rulebook_operations import (
    answer_facts,
    answer_questions,
    answer_rulebook,
    answer_rulebooks,
    answer_schema,
)
from xinfang_rules.service.rules_at_hand import RulesAtHand
from xinfang_rules.service.service_errors import PROBLEM_TYPE, ServiceError, refused

Operation = Callable[[Asked], Answered | Reply]

ANSWERS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "evaluate": answer_evaluate,
        "explain": answer_explain,
        "needs": answer_needs,
        "deadlines": answer_deadlines,
        "documents": answer_documents,
        "paper": answer_paper,
        "examine": answer_examine,
        "interview": answer_interview,
    }
)
"""What answers a case or a dossier, and leaves a record."""

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        **ANSWERS,
        "rulebooks": answer_rulebooks,
        "rulebook": answer_rulebook,
        "facts": answer_facts,
        "questions": answer_questions,
        "schema": answer_schema,
        "check.form": answer_check_form,
        "check.report": answer_check_report,
        "check.open": answer_check_open,
        "check.paste": answer_check_paste,
        "check.save": answer_check_save,
    }
)

_QUICK: Final = frozenset({"evaluate", "explain", "needs", "deadlines", "documents", "paper"})
"""Requests of which all that can be said is known, so that a strict reader is only needed for what is wrong."""


def answer(rules: RulesAtHand, endpoint: str, body: bytes, params: Mapping[str, Any]) -> tuple[int, Reply]:
    """Answers a request; whatever is wrong with it is an answer, too.

    Args:
        rules: The rules.
        endpoint: What is asked for, one of `OPERATIONS`.
        body: The body; empty where there is none.
        params: What the address says, and `name`, the identifier that the caller gave the answer.

    Returns:
        The status of HTTP, and what goes out.
    """
    try:
        text = RequestText(body)
        data = text.data(strictly=endpoint not in _QUICK) if body or endpoint in ANSWERS else {}
        found = OPERATIONS[endpoint](Asked(rules, endpoint, data, text, params))
        return 200, found if isinstance(found, Reply) else found.reply(params.get("name"))
    except ServiceError as error:
        return _problem(error)
    except XinfangError as error:
        return _problem(refused(error))
    except Exception as error:  # a bug; the next request is another one
        return _problem(_broken(error))


def _problem(error: ServiceError) -> tuple[int, Reply]:
    return error.status.value, Reply(error.content(), PROBLEM_TYPE, {"code": error.code})


def _broken(error: Exception) -> ServiceError:
    """Tells where this program failed, without the words of the exception: they may quote the case."""
    places = "".join(traceback.format_tb(error.__traceback__))
    print(f"{type(error).__name__}, at\n{places}", file=sys.stderr, flush=True)
    return ServiceError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "this is a defect of xinfang-rules: the log says where",
        "本库的程序有错误，出错的位置见服务的日志",
    )
