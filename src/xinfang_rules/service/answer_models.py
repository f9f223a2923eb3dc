"""What answers look like, for the description of the service; they are written without these classes."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from xinfang_rules.dossier.report import DossierReport, SpanningReport
from xinfang_rules.interview.interview_state import AskedQuestion, Interview, Settled
from xinfang_rules.result import Deadlines, Need, Result
from xinfang_rules.result.compact import CompactResult
from xinfang_rules.result.result_parts import Day
from xinfang_rules.service.answer_records import AnswerProvenance, LaidSource


class AnswerHead(BaseModel):
    """What every answer says beside the answer itself."""

    id: str = Field(title="答复编号", description="请求头 x-request-id 给出的编号；没有给出的，为 digest。")
    digest: str = Field(title="摘要", description="SHA-256：问的是什么、请求、所依据的规则，都相同的，摘要相同。")
    endpoint: str = Field(title="问的是什么")
    as_of: Day = Field(title="评估日")
    provenance: AnswerProvenance = Field(title="所依据的规则")
    request: dict[str, Any] | None = Field(None, title="请求", description="请求中写明 record: true 的才有。")
    warnings: tuple[str, ...] = Field((), title="提示", description="例如案件中写的是旧名称。")


class EvaluateAnswer(AnswerHead):
    """A decided case."""

    answer: CompactResult | Result = Field(title="结果", description="form 为 compact 的是前者，为 full 的是后者。")


class ExplainText(BaseModel):
    """An explanation."""

    text: str = Field(title="说明")


class NeedsList(BaseModel):
    """What is to be found out."""

    needs: tuple[Need, ...] = Field(title="还需查明", description="最能定案的在前。")


class ExamineAnswer(AnswerHead):
    """The report on a dossier."""

    answer: SpanningReport | DossierReport = Field(title="核查报告", description="跨两部条例的是前者。")


class DocumentName(BaseModel):
    """A document."""

    document: str = Field(title="编号")
    title: str = Field(title="名称")


class DocumentList(BaseModel):
    """The documents that a case calls for."""

    documents: tuple[DocumentName, ...] = Field(title="文书")


class PaperLineModel(BaseModel):
    """A line of a document."""

    element: str = Field(title="要素")
    kind: str = Field(title="位置")
    text: str = Field(title="文字")


class PaperGap(BaseModel):
    """What a document has to say and the case does not tell."""

    element: str = Field(title="要素")
    title: str = Field(title="名称")
    what: str = Field(title="不能确定的是什么")
    ask: tuple[str, ...] = Field(title="须查明什么")
    mandatory: tuple[str, ...] = Field(title="要求写明的条款")


class PaperModel(BaseModel):
    """A document."""

    name: str = Field(title="编号")
    title: str = Field(title="名称")
    lines: tuple[PaperLineModel, ...] = Field(title="各行", description="【】内的须填写。")
    notes: tuple[str, ...] = Field(title="附注", description="所依的解释和推定，不随文书送达。")
    missing: tuple[PaperGap, ...] = Field(title="不能确定的", description="草稿才有。")
    origin: str = Field(title="由何而来")


class InterviewStep(BaseModel):
    """Where an interview stands."""

    interview: Interview = Field(title="问答至此", description="下一次请求原样带上。")
    next: AskedQuestion | None = Field(title="接下来的一问")
    settled: Settled | None = Field(title="结论", description="问完了才有。")
    case: dict[str, Any] = Field(title="案件", description="已答的各项，按案件的写法。")


class AnswerChange(BaseModel):
    """One thing that is otherwise."""

    at: str = Field(title="哪一处")
    stored: Any = Field(title="存档的")
    now: Any = Field(title="现在的")


class ReplayModel(BaseModel):
    """A stored answer beside the one of now."""

    same: bool = Field(title="结论是否相同")
    outcome: tuple[AnswerChange, ...] = Field(title="结论的不同")
    wording: tuple[AnswerChange, ...] = Field(title="只是文字的不同")
    sources: tuple[AnswerChange, ...] = Field(title="所依据的规则的不同")
    more: int = Field(title="没有列出的还有几处")


class RulebookHead(BaseModel):
    """A rulebook."""

    id: str = Field(title="编号")
    title: str = Field(title="名称")
    in_force_from: Day = Field(title="施行之日")
    in_force_until: Day | None = Field(title="施行至")
    digest: str = Field(title="规则文件的摘要")
    vocabulary: str = Field(title="共用的事实文件的摘要")


class OverlayHead(BaseModel):
    """An overlay."""

    id: str = Field(title="编号")
    title: str = Field(title="名称")
    place: str | None = Field(title="地方")
    over: tuple[str, ...] = Field(title="可以叠加在哪些规则书之上")


class RulebookList(BaseModel):
    """The rulebooks and overlays that can be chosen."""

    rulebooks: tuple[RulebookHead, ...] = Field(title="规则书")
    overlays: tuple[OverlayHead, ...] = Field(title="可以叠加的规则")


class LaidOverlay(LaidSource):
    """An overlay that is laid."""


class PresumptionModel(BaseModel):
    """A set of presumptions."""

    name: str = Field(title="编号")
    title: str = Field(title="推定什么")
    because: str = Field(title="理由")
    limit: str = Field(title="不得用于")


class RoleModel(BaseModel):
    """A role of interviews."""

    role: str = Field(title="编号")
    title: str = Field(title="是谁")
    goal: str = Field(title="要查明什么")


class RulebookDetail(RulebookHead):
    """What can be asked of a rulebook."""

    issuer: str = Field(title="发布机关")
    editions: tuple[Day, ...] = Field(title="各版本的起始日")
    overlays: tuple[LaidOverlay, ...] = Field(title="叠加的规则")
    presumptions: tuple[PresumptionModel, ...] = Field(title="推定")
    bundles: tuple[str, ...] = Field(title="成组推定的名称")
    roles: tuple[RoleModel, ...] = Field(title="问答的角色")


class FactModel(BaseModel):
    """A fact."""

    name: str = Field(title="名称")
    kind: str = Field(title="类型")
    title: str = Field(title="中文名称")
    group: str = Field(title="所在的组")
    ask: str = Field(title="怎样问")
    meaning: str = Field(title="含义")
    provisions: tuple[str, ...] = Field(title="所为的条款")
    members: dict[str, str] = Field(title="选项")


class FactList(BaseModel):
    """The facts that a case may state."""

    facts: tuple[FactModel, ...] = Field(title="事实")


class QuestionModel(BaseModel):
    """A question."""

    name: str = Field(title="名称")
    title: str = Field(title="中文名称")
    answers: dict[str, str] = Field(title="答案")


class QuestionList(BaseModel):
    """The questions that a rulebook answers."""

    questions: tuple[QuestionModel, ...] = Field(title="问题")


class ProblemFinding(BaseModel):
    """One fault of a request."""

    path: str = Field(title="哪一处", description="请求中的位置（JSON Pointer）。")
    code: str = Field(title="代码")
    message: str = Field(title="说明")
    message_en: str = Field(title="英文说明")
    line: int | None = Field(title="行")
    column: int | None = Field(title="列")
    facts: tuple[str, ...] = Field(title="涉及的事实")
    constraint: str | None = Field(title="违反的约束")
    allowed: tuple[str, ...] = Field(title="可以填什么")
    suggestion: str | None = Field(title="是否想写这个")


class Problem(BaseModel):
    """Why a request is not answered."""

    model_config = ConfigDict(title="错误")

    status: int = Field(title="状态码")
    title: str = Field(title="状态")
    code: str = Field(title="代码")
    detail: str = Field(title="说明")
    detail_en: str = Field(title="英文说明")
    findings: tuple[ProblemFinding, ...] = Field(title="逐处说明")


class BatchLine(BaseModel):
    """The answer to a line of a batch."""

    line: int = Field(title="第几行", description="从1起，空行不计入答复，但计入行数。")
    status: int = Field(title="状态码")
    answer: dict[str, Any] | None = Field(None, title="答复", description="与单独请求的答复相同；有错误的没有。")
    problem: Problem | None = Field(None, title="错误")


def _answer(name: str, about: str, of: Any, title: str) -> type[AnswerHead]:
    return create_model(name, __base__=AnswerHead, __doc__=about, answer=(of, Field(title=title)))


ExplainAnswer = _answer("ExplainAnswer", "An explanation.", ExplainText, "说明")
NeedsAnswer = _answer("NeedsAnswer", "What is to be found out.", NeedsList, "还需查明")
DeadlinesAnswer = _answer("DeadlinesAnswer", "The last days of a case.", Deadlines, "期限")
DocumentsAnswer = _answer("DocumentsAnswer", "The documents that a case calls for.", DocumentList, "文书")
PaperAnswer = _answer("PaperAnswer", "A document.", PaperModel, "文书")
InterviewReply = _answer("InterviewReply", "The next question, or how an interview ends.", InterviewStep, "问答")
ReplayAnswer = _answer("ReplayAnswer", "Whether a stored answer comes out again.", ReplayModel, "重放")
