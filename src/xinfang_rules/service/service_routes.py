"""The addresses of the service, with what its description (OpenAPI 3.1) says of each."""

import json
from collections.abc import Callable, Coroutine, Mapping
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from xinfang_rules.service import answer_models as told, request_models as asked
from xinfang_rules.service.batch import LINES_TYPE, Batch
from xinfang_rules.service.service_errors import ServiceError
from xinfang_rules.service.service_examples import BATCH, EXAMPLES

if TYPE_CHECKING:
    from xinfang_rules.service.answering import Answering

_REFUSALS: Final[Mapping[int, str]] = {
    400: "请求体不是合格的 JSON（重复的键也不行），或者请求头有误",
    408: "请求体没有在时限内传完",
    413: "请求体过大",
    415: "请求体不是 application/json",
    422: "案件、卷宗或者选项有误，findings 逐处说明",
    500: "服务有错误",
    503: "等候的请求太多、算得太久，或者决定日志写不进去",
}
"""What each status means that refuses a request with a body."""

PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""In the description: what a refusal holds."""


class Address(NamedTuple):
    """An address below /v1 to which a request is sent, and its operation; what it is for is said in Chinese."""

    path: str
    name: str
    title: str
    about: str
    takes: type[BaseModel]
    gives: type[BaseModel]


ADDRESSES: Final = (
    Address(
        "/evaluate",
        "evaluate",
        "评估一件案件",
        "查明的事实进，决定、义务、期限、状态及其依据出。没有查明的事实不填；不能确定的，答复中列出还有几种可能。",
        asked.EvaluateRequest,
        told.EvaluateAnswer,
    ),
    Address(
        "/explain",
        "explain",
        "说明理由",
        "用文字说明某个问题的答案、某条规则的结论因何而来；或者某个答案为什么没有得出。",
        asked.ExplainRequest,
        told.ExplainAnswer,
    ),
    Address(
        "/needs",
        "needs",
        "还需查明什么",
        "列出查明后能改变答案或者最后一日的事实，最能定案的在前，每项带问题和选项。",
        asked.NeedsRequest,
        told.NeedsAnswer,
    ),
    Address(
        "/deadlines",
        "deadlines",
        "一件案件的期限",
        "列出每个最后一日：确定的、可能的、已过的，由谁做什么，还有几日，取决于查明什么。",
        asked.DeadlinesRequest,
        told.DeadlinesAnswer,
    ),
    Address(
        "/interview",
        "interview",
        "一次一问",
        "问答至此的状态和本次的回答进，接下来的一问或者结论出。服务不留状态，下一次原样带上即可。",
        asked.InterviewOptions,
        told.InterviewReply,
    ),
    Address(
        "/examine",
        "examine",
        "核查一件卷宗",
        "各项行为依次列出，核查报告出：谁在何日以前应当做什么，何处逾期、缺少、不合规定，后果如何。",
        asked.ExamineRequest,
        told.ExamineAnswer,
    ),
    Address(
        "/documents",
        "documents",
        "一件案件用得上的文书",
        "列出文书的编号和名称。",
        asked.DocumentsRequest,
        told.DocumentsAnswer,
    ),
    Address(
        "/documents/{document}",
        "paper",
        "出一件文书",
        "应当写明的内容还不能确定的，不予出具，逐项列出；要先出草稿的，写明 draft: true。姓名、住址等由经办人填写。",
        asked.PaperRequest,
        told.PaperAnswer,
    ),
    Address(
        "/replay",
        "replay",
        "重放一份记录",
        "存放的记录原样交回，按现在的规则重新办理一遍，列出结论、所依据的规则有何不同。",
        asked.ReplayRequest,
        told.ReplayAnswer,
    ),
)


class _AsItIs(APIRoute):
    """Hands requests over as they come: FastAPI describes them, and does not read them.

    It would read the body a second time, and more loosely: a key that stands twice, for example.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = self.operation_id or self.name

        async def handle(request: Request) -> Response:
            answering: Answering = request.app.state.answering
            params: dict[str, Any] = {**request.query_params, **request.path_params}
            if request.method == "GET":
                params["overlays"] = request.query_params.getlist("overlays")
            return await answering.answered(request, endpoint, params, logged=request.method == "POST")

        return handle


def api_router() -> APIRouter:
    """Returns the addresses below /v1."""
    router = APIRouter(prefix="/v1", route_class=_AsItIs)
    for each in ADDRESSES:
        router.add_api_route(
            each.path,
            _taking(each),
            methods=["POST"],
            operation_id=each.name,
            summary=each.title,
            description=each.about,
            tags=["answers"],
            response_description=each.title,
            responses=_responses(each.gives, _REFUSALS),
            openapi_extra=_example(each.name),
        )
    _add_batch(router)
    name = Path(title="规则书", description="编号，例如 xinfang-2022。")
    laid = Query(title="叠加", description="叠加的补充规则，依次写编号。")

    # FastAPI reads from these what a request has; `_AsItIs` answers.
    def rulebooks() -> None: ...

    def rulebook(rulebook: Annotated[str, name], overlays: Annotated[tuple[str, ...], laid] = ()) -> None: ...

    def schema(
        what: Annotated[Literal["case", "result", "compact", "dossier", "report"], Path(title="哪一种")],
        rulebook: Annotated[str | None, Query(title="规则书", description="编号；不填的，为共用的事实。")] = None,
    ) -> None: ...

    for path, operation, stub, title, model in (
        ("/rulebooks", "rulebooks", rulebooks, "有哪些规则书", told.RulebookList),
        ("/rulebooks/{rulebook}", "rulebook", rulebook, "一部规则书", told.RulebookDetail),
        ("/rulebooks/{rulebook}/facts", "facts", rulebook, "案件可以写哪些事实", told.FactList),
        ("/rulebooks/{rulebook}/questions", "questions", rulebook, "回答哪些问题", told.QuestionList),
        ("/schema/{what}", "schema", schema, "JSON Schema", dict[str, Any]),
    ):
        refusals = {status: _REFUSALS[status] for status in (400, 422, 500, 503)}
        if stub is not rulebooks:
            refusals[404] = "没有这个编号"
        router.add_api_route(
            path,
            stub,
            operation_id=operation,
            summary=title,
            tags=["rules"],
            response_description=title,
            responses=_responses(model, refusals),
        )
    return router


def _add_batch(router: APIRouter) -> None:
    line = {"schema": {"$ref": "#/components/schemas/BatchLine"}}
    example = "\n".join(json.dumps(one, ensure_ascii=False) for one in BATCH)

    async def batch(request: Request) -> Response:
        return Batch(request.app.state.answering)

    router.add_api_route(
        "/batch",
        batch,
        methods=["POST"],
        operation_id="batch",
        summary="成批答复",
        description="每行一个请求（JSON Lines），每行一个答复，依次写出，不必等全部传完；有错误的行，答复中写明错误。"
        "行中可以写 id（答复编号）和 endpoint（问的是什么，不写的为 evaluate），其余与单独请求相同。"
        "须一边发送一边读取答复：不读的，也不再读它的。",
        tags=["answers"],
        response_class=Response,
        route_class_override=APIRoute,
        responses={
            200: {"description": "每行一个答复", "content": {LINES_TYPE: line}},
            **{status: {"description": _REFUSALS[status], "content": PROBLEM} for status in (400, 415, 503)},
        },
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {LINES_TYPE: {"schema": {"type": "string", "format": "binary"}, "example": example}},
            }
        },
    )


def _taking(address: Address) -> Callable[..., None]:
    """Returns what FastAPI reads the parts of a request from; it is not called."""

    def described(body: Any) -> None: ...

    def described_of_one(document: Annotated[str, Path(title="文书的编号")], body: Any) -> None: ...

    taken = described_of_one if "{document}" in address.path else described
    taken.__annotations__["body"] = address.takes
    return taken


def _responses(gives: Any, refusals: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"model": gives},
        **{status: {"description": said, "content": PROBLEM} for status, said in refusals.items()},
    }


def _example(name: str) -> dict[str, Any]:
    given = {key: {"summary": title, "value": value} for key, (title, value) in EXAMPLES.get(name, {}).items()}
    return {"requestBody": {"content": {"application/json": {"examples": given}}}}


def plain_router() -> APIRouter:
    """Returns the addresses that say how the service is, and what there is."""
    router = APIRouter()

    @router.get("/healthz", operation_id="health", summary="是否在运行", tags=["operation"])
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/readyz",
        operation_id="ready",
        summary="能否答复",
        tags=["operation"],
        responses={503: {"description": "尚不能答复", "content": PROBLEM}},
    )
    async def ready(request: Request) -> dict[str, str]:
        if not request.app.state.answering.workers.ready:
            message, chinese = "no process is ready to answer", "还没有可以答复的进程"
            raise ServiceError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", message, chinese)
        return {"status": "ready"}

    @router.get("/", include_in_schema=False)
    async def home(request: Request) -> HTMLResponse:
        return HTMLResponse(_home(request.app, request.scope.get("root_path", "")))

    return router


def _home(app: FastAPI, root_path: str) -> str:
    """Lists what there is, as a page that needs nothing else."""
    rows = [
        f"<tr><td>{method.upper()}</td><td><code>{escape(root_path + path)}</code></td>"
        f"<td>{escape(operation.get('summary', ''))}</td></tr>"
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(app.title)}</title></head>\n'
        f"<body><h1>{escape(app.title)}</h1><p>{escape(app.summary or '')}服务不存任何内容。"
        f'接口的完整说明（OpenAPI 3.1）：<a href="{escape(root_path)}{app.openapi_url}">{app.openapi_url}</a></p>\n'
        f"<table>{''.join(rows)}</table></body></html>\n"
    )
