"""All that a service answers, by name; what a worker does with one request, or with a few lines of a batch."""

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from xinfang_rules.errors import XinfangError
from xinfang_rules.service.answer_records import Answered, Reply
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.case_operations import answer_deadlines, answer_evaluate, answer_explain, answer_needs
from xinfang_rules.service.check_page.check_operations import CHECK_OPERATIONS
from xinfang_rules.service.file_operations import answer_documents, answer_examine, answer_paper
from xinfang_rules.service.interview_operation import answer_interview
from xinfang_rules.service.record_replay import RecordReplay, StoredRecord, compared, read_record
from xinfang_rules.service.request_text import RequestText, canonical, given_name
from xinfang_rules.service.rulebook_operations import (
    answer_facts,
    answer_questions,
    answer_rulebook,
    answer_rulebooks,
    answer_schema,
)
from xinfang_rules.service.rules_at_hand import RulesAtHand
from xinfang_rules.service.service_errors import PROBLEM_TYPE, defect, refused, unknown_name
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_frames import joined

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


def answer_replay(asked: Asked) -> Answered:
    """Answers the request of a record again, and says what is otherwise."""
    stored = read_record(asked.data)
    now, found = _replayed(asked.rules, stored)
    answer = json.dumps(found.data(), ensure_ascii=False).encode()
    told = {"replayed": stored.digest, "same": found.same}
    return Answered("replay", now.as_of, asked.data, now.provenance, answer, told)


def replay_record(record: str | bytes, settings: ServiceSettings | None = None) -> RecordReplay:
    """Answers the request of a stored record again, by the rules at hand now, and says what is otherwise.

    Args:
        record: The record: an answer of the service that was asked for with `record`, as JSON.
        settings: Which rules are at hand, as for a service; the shipped ones if None.

    Raises:
        ServiceError: If it is no record, or its request cannot be answered any more.
        RulebookError: If the rules cannot be read.
    """
    text = record.encode() if isinstance(record, str) else record
    rules = RulesAtHand(settings or ServiceSettings())
    return _replayed(rules, read_record({"record": RequestText(text).data()}))[1]


def _replayed(rules: RulesAtHand, stored: StoredRecord) -> tuple[Answered, RecordReplay]:
    if stored.endpoint not in ANSWERS:
        raise unknown_name("/record/endpoint", "record of", "这样的记录：", stored.endpoint, tuple(ANSWERS))
    request = dict(stored.request)
    params = {name: request.pop(name) for name in ("document",) if name in request}
    text = RequestText(canonical(request))
    try:
        now = ANSWERS[stored.endpoint](Asked(rules, stored.endpoint, text.data(), text, params))
    except XinfangError as error:
        raise refused(error).below("/record/request") from None
    if isinstance(now, Reply):
        raise unknown_name("/record/request/form", "form of a record", "这种格式的记录：", "form", ("json",))
    return now, compared(stored, now)


OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        **ANSWERS,
        "replay": answer_replay,
        "rulebooks": answer_rulebooks,
        "rulebook": answer_rulebook,
        "facts": answer_facts,
        "questions": answer_questions,
        "schema": answer_schema,
        **CHECK_OPERATIONS,
    }
)

_WITH_BODY: Final = frozenset({*ANSWERS, "replay"})

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
    text = RequestText(body)

    def found() -> Reply:
        data = text.data(strictly=endpoint not in _QUICK) if body or endpoint in _WITH_BODY else {}
        made = OPERATIONS[endpoint](Asked(rules, endpoint, data, text, params))
        return made if isinstance(made, Reply) else made.reply(params.get("name"))

    return _whatever(found)


def answer_line(rules: RulesAtHand, line: bytes, number: int) -> tuple[bytes, dict[str, Any]]:
    """Answers a line of a batch: a request that says itself what is asked for.

    Returns:
        The line that goes out, and what the decision line says.
    """
    text, endpoint = RequestText(line, number), "evaluate"

    def found() -> Reply:
        nonlocal endpoint
        data = dict(text.data(strictly=False))
        asked_for, name = data.pop("endpoint", endpoint), given_name(data.pop("id", None))
        if asked_for not in ANSWERS:
            raise unknown_name("/endpoint", "answer", "这样的答复：", str(asked_for)[:40], tuple(ANSWERS))
        endpoint = asked_for
        if endpoint not in _QUICK:
            text.document  # noqa: B018  # refuses what no request may hold
        params = {"document": data.pop("document", "")} if endpoint == "paper" else {}
        made = ANSWERS[endpoint](Asked(rules, endpoint, data, text, params))
        if isinstance(made, Reply):
            raise unknown_name("/form", "form in a batch", "成批答复可用的格式：", str(data.get("form")), ("json",))
        return made.reply(name)

    status, reply = _whatever(found)
    what = b"answer" if status == HTTPStatus.OK else b"problem"
    head = f'{{"line":{number},"status":{status},"'.encode()
    told = {"endpoint": endpoint, "line": number, **reply.told, "status": status}
    return b"".join((head, what, b'":', reply.content, b"}\n")), told


def answer_lines(rules: RulesAtHand, lines: Iterable[tuple[int, bytes]]) -> tuple[dict[str, Any], bytes]:
    """Answers lines of a batch.

    Returns:
        A head, with what the decision lines say (`told`), and the lines that go out, as `worker_frames.joined` does.
    """
    answers = [(number, *answer_line(rules, text, number)) for number, text in lines]
    head, body = joined([(number, content) for number, content, _ in answers])
    return {**head, "told": [told for *_, told in answers]}, body


def _whatever(found: Callable[[], Reply]) -> tuple[int, Reply]:
    try:
        return HTTPStatus.OK, found()
    except XinfangError as error:
        problem = refused(error)
    except Exception as error:  # a bug; the next request is another one
        # Told is where this program failed, without the words of the exception: they may quote the case.
        places = "".join(traceback.format_tb(error.__traceback__))
        print(f"{type(error).__name__}, at\n{places}", file=sys.stderr, flush=True)
        problem = defect()
    return problem.status.value, Reply(problem.content(), PROBLEM_TYPE, {"code": problem.code})
