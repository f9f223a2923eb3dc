"""Replaying a stored record: the same request, whatever rules are at hand now."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from xinfang_rules.service.answer_differences import AnswerDifference, differences
from xinfang_rules.service.answer_records import Answered
from xinfang_rules.service.service_errors import ServiceError, fault, missing

MOST: Final = 200
"""How many differences are told of each kind."""


class RecordReplay(NamedTuple):
    """A stored answer beside the one that its request has now.

    Attributes:
        outcome: What they say differently.
        wording: What they only word differently.
        sources: In what they rest on different rules.
        more: How many differences are left out.
    """

    outcome: tuple[AnswerDifference, ...]
    wording: tuple[AnswerDifference, ...]
    sources: tuple[AnswerDifference, ...]
    more: int = 0

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not self.outcome

    def data(self) -> dict[str, Any]:
        """Returns it as plain data."""
        kinds = {name: [one._asdict() for one in getattr(self, name)] for name in ("outcome", "wording", "sources")}
        return {"same": self.same, **kinds, "more": self.more}

    def text(self) -> str:
        """Says in lines what differs, in Chinese."""
        said = "结论相同。" if self.same else f"结论有{len(self.outcome)}处不同："
        lines = [said, *map(_line, self.outcome)]
        if self.wording:
            lines += [f"另有{len(self.wording)}处只是文字不同。"]
        lines += ["所依据的规则有下列不同：" if self.sources else "所依据的规则相同。", *map(_line, self.sources)]
        return "\n".join(lines + ([f"另有{self.more}处没有列出。"] if self.more else []))


class StoredRecord(NamedTuple):
    """A record, as an answer was stored together with its request; `endpoint` is what was asked for."""

    endpoint: str
    request: dict[str, Any]
    digest: str
    provenance: Any
    answer: Any


def read_record(data: Mapping[str, Any]) -> StoredRecord:
    """Reads the request of a replay.

    Raises:
        ServiceError: If it holds no record.
    """
    if "record" not in data:
        raise missing("record")
    record = data["record"]
    kinds: dict[str, type] = {"endpoint": str, "request": dict, "digest": str, "provenance": dict, "answer": dict}
    wrong = [key for key, kind in kinds.items() if not isinstance(record, dict) or type(record.get(key)) is not kind]
    if wrong:
        message = f"this is no record: it lacks {', '.join(wrong)}; ask with record: true to get one"
        chinese = f"这不是记录：缺少 {'、'.join(wrong)}；请求时写明 record: true，答复才是一份记录"
        found = [fault(f"/record/{key}", "missing-key", chinese, message) for key in wrong]
        raise ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, "record", message, chinese, found)
    return StoredRecord(*(record[name] for name in StoredRecord._fields))


def compared(stored: StoredRecord, now: Answered) -> RecordReplay:
    """Says what a stored answer and the present one to the same request say differently."""
    found = list(differences(_told(stored.answer), _told(json.loads(now.answer))))
    outcome, wording = [one for one in found if not one.worded], [one for one in found if one.worded]
    sources = list(differences(stored.provenance, json.loads(now.provenance)))
    left = sum(max(len(kind) - MOST, 0) for kind in (outcome, wording, sources))
    return RecordReplay(tuple(outcome[:MOST]), tuple(wording[:MOST]), tuple(sources[:MOST]), left)


def _told(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves out of an answer what it rests on, which is compared by itself."""
    return {key: value for key, value in answer.items() if key not in ("provenance", "acts_digest")}


def _line(one: AnswerDifference) -> str:
    stored, now = (_short(value) for value in (one.stored, one.now))
    return f"  {one.at}：存档是 {stored}，现在是 {now}"


def _short(value: Any) -> str:
    text = "（无）" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
