"""What is wrong with a request, in one form for all: a problem as RFC 9457 has it, with a finding for each fault."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import ValidationError

from xinfang_rules.errors import (
    ArgumentError,
    CalendarError,
    CaseError,
    DiagnosedError,
    Diagnostic,
    EngineError,
    InstrumentError,
    ResultError,
    RulebookError,
    XinfangError,
    did_you_mean,
    nearest,
)
from xinfang_rules.facts.specs import Facts
from xinfang_rules.facts.values import UNKNOWN

PROBLEM_TYPE: Final = "application/problem+json"

_CODES: Final[tuple[tuple[type[XinfangError], str], ...]] = (
    (CaseError, "case"),
    (RulebookError, "rulebook"),
    (ResultError, "result"),
    (InstrumentError, "instrument"),
    (CalendarError, "calendar"),
    (ArgumentError, "argument"),
    (XinfangError, "request"),
)

Step = str | int


class ServiceError(XinfangError):
    """A request is not answered.

    Args:
        status: The status of HTTP.
        code: What kind of fault it is, one of a closed list.
        message: What is wrong, in English.
        chinese: The same in Chinese.
        findings: What is wrong in the request, each fault by itself.
    """

    def __init__(
        self, status: HTTPStatus, code: str, message: str, chinese: str, findings: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self.status = status
        self.code = code
        self.findings = tuple(findings)
        super().__init__(message, chinese)

    def problem(self) -> dict[str, Any]:
        """Returns what goes out."""
        return {
            "status": self.status.value,
            "title": self.status.phrase,
            "code": self.code,
            "detail": self.text("zh"),
            "detail_en": self.text("en"),
            "findings": self.findings,
        }

    def below(self, path: str) -> "ServiceError":
        """Returns the same of a request that stands at a place of another one."""
        findings = [{**each, "path": path + each["path"]} for each in self.findings]
        return ServiceError(self.status, self.code, self.text("en"), self.text("zh"), findings)

    def content(self) -> bytes:
        """Returns it as JSON."""
        return json.dumps(self.problem(), ensure_ascii=False).encode()


def refused(error: XinfangError, facts: Facts | None = None, data: object = None) -> ServiceError:
    """Returns the refusal of a request that the library refused; see `finding` for the facts and the data."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, EngineError):
        return ServiceError(HTTPStatus.INTERNAL_SERVER_ERROR, "engine", str(error), error.text())
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    if not isinstance(error, DiagnosedError):
        return ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, code, str(error), error.text())
    return _found(code, [finding(found, facts, data) for found in error.diagnostics])


def _found(code: str, findings: Sequence[Mapping[str, Any]]) -> ServiceError:
    number = len(findings)
    message, chinese = f"{number} faults were found, see findings", f"有{number}处错误，见 findings"
    if number == 1:
        message, chinese = findings[0]["message_en"], findings[0]["message"]
    return ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, code, message, chinese, findings)


def defect() -> ServiceError:
    """Returns the refusal where this program failed."""
    message, chinese = (
        "this is a defect of xinfang-rules: the log says where",
        "本库的程序有错误，出错的位置见服务的日志",
    )
    return ServiceError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", message, chinese)


def fault(path: str, code: str, chinese: str, english: str, **more: Any) -> dict[str, Any]:
    """Returns a finding that is none of the library's; see `finding`."""
    told = {"path": path, "code": code, "message": chinese, "message_en": english, "line": None, "column": None}
    return {**told, "facts": (), "constraint": None, "allowed": (), "suggestion": None, **more}


def finding(found: Diagnostic, facts: Facts | None = None, data: object = None) -> dict[str, Any]:
    """Returns a finding as fields, for a form that marks what is wrong.

    Its `path` is a JSON Pointer (RFC 6901) into the request. Of a value that is none of a list, or a key that is none,
    `allowed` has those there are, and `suggestion` the one that may have been meant, where it is told which facts the
    case of the request may state, and its data.
    """
    path = found.position.source if found.position.source.startswith("/") else ""
    told = fault(path, found.code, found.text("zh"), found.text("en"))
    told |= {"line": found.position.line or None, "column": found.position.column or None}
    told |= {"facts": found.facts, "constraint": found.constraint}
    steps = [_unescaped(step) for step in path.split("/")[1:]]
    if facts is None or not steps:
        return told
    if found.code == "unknown-value" and found.facts and found.facts[0] in facts:
        told["allowed"] = (*facts[found.facts[0]].members, UNKNOWN)
        given = _at(data, steps)
    elif found.code == "unknown-key":
        groups = dict.fromkeys(spec.group for spec in facts.values())
        group = steps[-2] if len(steps) > 1 else ""
        told["allowed"] = tuple(spec.key for spec in facts.values() if spec.group == group) or ("case_id", *groups)
        given = steps[-1]
    else:
        return told
    told["suggestion"] = nearest(given, told["allowed"]) if isinstance(given, str) else None
    return told


def wrong_options(error: ValidationError, allowed: Mapping[str, Sequence[str]], known: Iterable[str]) -> ServiceError:
    """Returns the refusal of what a request says beside its case, given the names of all options.

    Of those that have a list of values, `allowed` has it.
    """
    findings = []
    for each in error.errors(include_url=False, include_context=False):
        path = pointer([step for step in each["loc"] if isinstance(step, int) or not step.startswith("function-")])
        name = str(each["loc"][0]) if each["loc"] else ""
        options: tuple[str, ...] = ()
        if each["type"] == "extra_forbidden":
            code, options, given = "unknown-key", tuple(known), name
            message, chinese = f"a request has no key {name}", f"请求中没有“{name}”这一项"
        elif each["type"] == "missing":
            code, given = "missing-key", None
            message, chinese = f"{name} is missing", f"缺少“{name}”这一项"
        else:
            code, options, given = "wrong-value", tuple(allowed.get(name, ())), each["input"]
            message, chinese = f"{name}: {each['msg']}", f"“{name}”的值不对：{_CHINESE.get(each['type'], each['msg'])}"
        near = nearest(given, options) if isinstance(given, str) and options else None
        findings.append(fault(path, code, chinese, message, allowed=options, suggestion=near))
    return _found("request", findings)


def unknown_name(path: str, what: str, chinese_what: str, name: str, known: Sequence[str]) -> ServiceError:
    """Returns the refusal of a name that is none of those there are."""
    message = f"there is no {what} {name}, but {', '.join(known)}{did_you_mean(name, known)}"
    chinese = f"没有{chinese_what} {name}，可用的有 {'、'.join(known)}{did_you_mean(name, known, 'zh')}"
    found = fault(path, "unknown-name", chinese, message, allowed=tuple(known), suggestion=nearest(name, known))
    return _found("rulebook", [found])


def missing(part: str) -> ServiceError:
    """Returns the refusal of a request without its main part."""
    found = fault("", "missing-key", f"缺少“{part}”这一项", f"{part} is missing", allowed=(part,))
    return _found("request", [found])


_CHINESE: Final[Mapping[str, str]] = {
    "day": "应为日期，写作 YYYY-MM-DD",
    "string_type": "应为文字",
    "string_pattern_mismatch": "写法不对",
    "string_too_long": "过长",
    "string_too_short": "不能为空",
    "bool_type": "应为 true 或者 false",
    "literal_error": "没有这个选项",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "dict_type": "应为一组键值",
    "too_long": "过多",
    "too_short": "过少",
    "model_type": "应为一组键值",
    "model_attributes_type": "应为一组键值",
}


def pointer(path: Iterable[Step]) -> str:
    """Writes a path as a JSON Pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _at(data: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
