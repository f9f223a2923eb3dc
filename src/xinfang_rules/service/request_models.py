"""What requests say, as OpenAPI tells it; the parts beside a case or a dossier are read by these classes too."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, create_model

from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.facts.case import Case
from xinfang_rules.interview.interview_state import Interview, Value
from xinfang_rules.result.result_parts import Day

Name = Annotated[str, Field(strict=True, min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Names = Annotated[tuple[Name, ...], Field(max_length=20)]


class Common(BaseModel):
    """What every request may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Day | None = Field(
        None, title="评估日", description="按哪一天评估；不填的，为中国时间的当日。晚于此日的，视为尚未发生。"
    )
    overlays: Annotated[tuple[Name, ...], Field(max_length=8)] | None = Field(
        None, title="叠加", description="叠加的补充规则，依次写编号；空列表表示不叠加。不填的，按服务启动时的设置。"
    )
    record: StrictBool = Field(
        False, title="连同请求", description="答复是否带上请求本身：这样存下的答复就是一份完整的记录，以后可以重放。"
    )


class Options(Common):
    """What a request on a case or a dossier may say beside it."""

    rulebook: Name | None = Field(
        None, title="规则书", description="规则书编号，例如 xinfang-2022；不填的，由收到之日决定适用哪部条例。"
    )
    presume: Names = Field(
        (), title="推定", description="采用哪些推定，例如 ordinary；只在推定属实时才成立的，另行标明。"
    )


class CaseOptions(Options):
    """What a request on a case may say beside it."""

    place: Annotated[StrictStr, Field(min_length=1, max_length=40)] | None = Field(
        None,
        title="地方",
        description="在何地收到，例如 上海：当地现行有效的规定一并适用。不能与规则书、叠加同时给出。",
    )


class EvaluateOptions(CaseOptions):
    """How a case is evaluated."""

    form: Literal["compact", "full"] = Field(
        "compact", title="详略", description="compact 只列本案引起的事项（几千字节），full 列出全部。"
    )
    needs: StrictBool = Field(
        False, title="还需查明", description="是否一并给出还需查明什么；事实未知较多时，会多用几倍的时间。"
    )


class ExplainOptions(CaseOptions):
    """What is explained."""

    about: Annotated[StrictStr, Field(max_length=80)] | None = Field(
        None, title="说明什么", description="问题（例如 disposition）或者规则的编号；不填的，说明整个结果。"
    )
    why_not: Annotated[StrictStr, Field(max_length=80)] | None = Field(
        None, title="为何不是", description="没有得出的答案；与所问的问题一并给出。"
    )


class NeedsOptions(CaseOptions):
    """Of which questions and norms needs are wanted."""

    about: Names | None = Field(None, title="只看哪些", description="只问哪些问题或者规则；不填的，看全部。")


class ExamineOptions(Options):
    """How a dossier is examined."""

    ask: StrictBool = Field(False, title="还需查明", description="是否列出还需查明什么，用时约为两倍。")
    reader: Name | None = Field(
        None, title="供谁看", description="handler（承办的）、supervisor（督查的）、petitioner（信访人）。"
    )


class PaperOptions(CaseOptions):
    """How a document is drawn up."""

    form: Literal["json", "html", "docx"] = Field("json", title="格式", description="docx 需要服务装有 papers。")
    draft: StrictBool = Field(False, title="草稿", description="还有不能确定的，是否也出稿，并加标记。")


class InterviewAnswer(BaseModel):
    """An answer to a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[StrictStr, Field(max_length=80)] | None = Field(
        None, title="回答哪一问", description="不填的，回答接下来的一问。"
    )
    value: Value = Field(title="答案", description="按案件中该事实的写法；不知道的填 unknown，尚未到来的日期填 null。")


class InterviewOptions(Common):
    """Where an interview stands, and what is answered; nothing is kept between requests."""

    rulebook: Name | None = Field(None, title="规则书", description="规则书编号；不填的，为现行条例 xinfang-2022。")
    interview: Interview | None = Field(None, title="问答至此", description="上一次答复中的 interview；开始时不填。")
    role: Name | None = Field(None, title="角色", description="开始时填写，例如 petition_office。")
    answer: InterviewAnswer | None = Field(None, title="本次回答")
    back: StrictBool = Field(False, title="回到上一问", description="回到上一问，答过的都保留。")
    conclude: StrictBool = Field(False, title="到此为止", description="不再问，给出至此的结论。")


class EvaluateRequest(EvaluateOptions):
    """A case to be evaluated."""

    case: Case = Field(title="案件", description="查明的事实；没有查明的不填。")


def _with_case(name: str, options: type[CaseOptions], about: str) -> type[CaseOptions]:
    return create_model(name, __base__=options, __doc__=about, case=(Case, Field(title="案件")))


ExplainRequest = _with_case("ExplainRequest", ExplainOptions, "A case of which something is to be explained.")
NeedsRequest = _with_case("NeedsRequest", NeedsOptions, "A case of which is asked what is still to be found out.")
DeadlinesRequest = _with_case("DeadlinesRequest", CaseOptions, "A case of which the last days are wanted.")
DocumentsRequest = _with_case("DocumentsRequest", CaseOptions, "A case of which is asked which documents it calls for.")
PaperRequest = _with_case("PaperRequest", PaperOptions, "A case for which a document is to be drawn up.")


class ExamineRequest(ExamineOptions):
    """A dossier to be examined."""

    dossier: Dossier = Field(title="卷宗", description="经过的各项行为，依次列出。")


class ReplayRequest(BaseModel):
    """A stored record."""

    model_config = ConfigDict(extra="forbid")

    record: dict[str, Any] = Field(
        title="存放的记录", description="要求带上请求（record: true）而得到的答复，原样存放，原样交回。"
    )
