"""What a report on a dossier tells its reader, section by section: the same for terminal, service and site."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from xinfang_rules.days import day_words
from xinfang_rules.dossier.acts_file import AudienceEntry
from xinfang_rules.dossier.report import AHEAD, AMISS, DossierReport, Finding, SpanningReport
from xinfang_rules.explain.presumed_text import presumption_lines
from xinfang_rules.rulebook.citations import together

Look: TypeAlias = Literal["", "alarm", "faint"]
"""How a line looks: what is amiss, or what stands behind the rest."""

_DIGITS: Final = 16


class ReportLine(NamedTuple):
    """A line of a report.

    Attributes:
        text: Its text, in Chinese.
        look: How it looks.
        numbered: Whether it is one of a numbered list.
        below: What belongs to it.
        fact: The name of the fact that it asks for, for those who write files; empty if it asks for none.
    """

    text: str
    look: Look = ""
    numbered: bool = False
    below: tuple["ReportLine", ...] = ()
    fact: str = ""


class ReportSection(NamedTuple):
    """A section of a report.

    Attributes:
        name: `head`, one of the sections of an audience, `presumed_findings`, `others`, `presumed` or `foot`.
        title: Its title, in Chinese; empty if it has none.
        lines: Its lines.
    """

    name: str
    title: str
    lines: tuple[ReportLine, ...]


_NONE: Final = (ReportLine("没有。"),)


def report_sections(report: DossierReport, audience: AudienceEntry) -> tuple[ReportSection, ...]:
    """Returns the sections of a report, in the order in which its reader gets them.

    Args:
        report: The report.
        audience: For whom: which sections, in which order, of whose duties.
    """
    told = _Told(report, audience)
    sections = [told.head()]
    for name in audience.sections:
        sections += getattr(told, name)()
    return (*sections, *told.presumed(), told.foot())


class _Told:
    def __init__(self, report: DossierReport, audience: AudienceEntry) -> None:
        self._report = report
        self._audience = audience
        bearers = audience.bearers
        self._findings = [f for f in report.findings if not bearers or not f.bearer or f.bearer in bearers]
        governing = report.governing if isinstance(report, SpanningReport) else ()
        self._laws = {part: one.instrument.title for one in governing if one.instrument for part in one.parts}

    def head(self) -> ReportSection:
        """Says what the report is about."""
        report = self._report
        law = "" if report.instrument is None or self._laws else f"适用《{report.instrument.title}》，"
        lines = [ReportLine(f"{law}截至{day_words(report.as_of)}")]
        if isinstance(report, SpanningReport):
            said = "卷宗的各件信访事项，各自适用收到时施行的条例，直至办理、复查、复核终结"
            reading = "（条例没有规定如何衔接，这是所作的解释）："
            lines.append(ReportLine(said + reading, below=tuple(_governing(report))))
        lines.append(ReportLine(self._completeness()))
        title = f"卷宗 {report.dossier}　核查报告（供{self._audience.title}）"
        return ReportSection("head", title, tuple(lines))

    def _completeness(self) -> str:
        report = self._report
        if report.complete_to is None:
            return "卷宗没有写明记录完整到何日：没有记载的行为，除另有写明的机关外，不认为没有发生。"
        until = day_words(min(report.complete_to, report.as_of))
        if report.complete_to > report.as_of:
            told = day_words(report.complete_to)
            return f"卷宗写明记录完整到{told}：截至{until}没有记载的行为，认为没有发生。"
        return f"卷宗写明记录完整到{until}：此前没有记载的行为，认为没有发生。"

    def presumed(self) -> Iterator[ReportSection]:
        """Says what was presumed, if anything was."""
        facts, left = self._report.presumed_facts, self._report.not_presumed
        if facts or left:
            title = "推定（标明“推定”的各项以此为前提；如不符合，请写明）"
            yield ReportSection("presumed", title, tuple(map(ReportLine, presumption_lines(facts, left))))

    def foot(self) -> ReportSection:
        """Says what the report was worked out with."""
        governing = self._report.governing if isinstance(self._report, SpanningReport) else (self._report,)
        made = [
            f"xinfang-rules {one.provenance.library}，"
            f"规则 {one.provenance.rulebook.id} {one.provenance.rulebook.digest[:_DIGITS]}，"
            f"行为表 {one.acts_digest[:_DIGITS]}。"
            for one in governing if one.provenance is not None
        ]  # fmt: skip
        made.append("本报告依卷宗的记载计算得出，供工作人员参考，不代替有权机关的认定。")
        return ReportSection("foot", "", tuple(ReportLine(text, "faint") for text in made))

    def answers(self) -> Iterator[ReportSection]:
        """Tells the answers, part by part."""
        lines = []
        claims = {part.claim for part in self._report.parts}
        for part in self._report.parts:
            about = [part.organ_title, part.role_title, *([part.claim_title] if len(claims) > 1 else [])]
            about += [f"第{part.round}轮"] if part.round > 1 else []
            law = f"，适用《{self._laws[part.name]}》" if part.name in self._laws else ""
            below = [ReportLine(f"不能评估：{part.refused}", "alarm")] if part.refused else []
            for answer in part.answers:
                cited = together(citation.label for citation in answer.citations)
                said = f"{answer.title}：{answer.label}" + (f"（{cited}）" if cited else "")
                if answer.candidates:
                    said += f"。仍有可能：{'；'.join(answer.candidates)}"
                below.append(ReportLine(said))
                if answer.presumes:
                    below.append(ReportLine(f"推定：{'；'.join(answer.presumes)}", "faint"))
            lines.append(ReportLine(f"{'，'.join(about)}（{part.name}）{law}", below=tuple(below)))
        yield ReportSection("answers", "各部分的结论", tuple(lines))

    def open(self) -> Iterator[ReportSection]:
        """Tells what is still due, or may be."""
        ahead = _lines(f for f in self._findings if f.shown in AHEAD)
        yield ReportSection("open", "尚未届满和可能的最后一日", ahead or _NONE)

    def findings(self) -> Iterator[ReportSection]:
        """Tells what is amiss, then what was done as it should be."""
        amiss = _lines((f for f in self._findings if f.kind in AMISS), "alarm")
        none = (ReportLine("依卷宗的记载，没有发现程序瑕疵。"),)
        yield ReportSection("findings", "程序瑕疵", amiss or none)
        presumed = _lines((f for f in self._findings if f.would_be in AMISS), "alarm")
        if presumed:
            title = "只是依推定的程序瑕疵（所依的推定查明以前，不作为程序瑕疵认定）"
            yield ReportSection("presumed_findings", title, presumed)
        others = _lines(f for f in self._findings if f.shown not in AMISS | AHEAD)
        yield ReportSection("others", "其余各项义务和权利", others or _NONE)

    def follows(self) -> Iterator[ReportSection]:
        """Tells what follows from what is amiss."""
        found: dict[str, list[str]] = {}
        for finding in self._findings:
            for follow in finding.follows:
                cited = together(citation.label for citation in follow.citations)
                said = f"{follow.by and follow.by + '：'}{follow.title}" + (f"（{cited}）" if cited else "")
                found.setdefault(said, []).append(f"{finding.whose}，{finding.title}")
        lines = tuple(
            ReportLine(said, "", True, (ReportLine(f"因：{'；'.join(dict.fromkeys(causes))}", "faint"),))
            for said, causes in found.items()
        )
        yield ReportSection("follows", "后果：督办、建议、责令改正和追究责任", lines or _NONE)

    def ask(self) -> Iterator[ReportSection]:
        """Tells what is to be found out, the most decisive first."""
        organs = {part.name: part.organ_title for part in self._report.parts}
        several = len(set(organs.values())) > 1
        lines = []
        for question in self._report.questions:
            named = "、".join(dict.fromkeys(organs[part] for part in question.parts)) if several else ""
            at = (named and f"（{named}）") + ("" if question.known is None else f"（已知：{question.known}）")
            lines.append(ReportLine(f"{question.question}{at}", numbered=True, fact=question.fact or ""))
        yield ReportSection("ask", "还需查明（越靠前越能决定结论）", tuple(lines) or _NONE)

    def timeline(self) -> Iterator[ReportSection]:
        """Tells what was done, and the last days, in order."""
        lines = [
            ReportLine(f"{entry.days}　{entry.who}：{entry.text}")
            if entry.kind == "act"
            else ReportLine(f"{entry.days}　最后一日　{entry.who}：{entry.text}", "faint")
            for entry in self._report.timeline
        ]
        yield ReportSection("timeline", "时间顺序", tuple(lines))


def _governing(report: SpanningReport) -> Iterator[ReportLine]:
    for one in report.governing:
        law = "，不能评估" if one.instrument is None else f"，适用《{one.instrument.title}》"
        yield ReportLine(f"{'、'.join(one.pieces)}{law}")
        if one.not_considered:
            left = "、".join(f"“{act}”" for act in one.not_considered)
            yield ReportLine(f"记载的{left}不是该条例规定的行为，没有考虑。", "alarm")


def _lines(findings: Iterable[Finding], look: Look = "") -> tuple[ReportLine, ...]:
    return tuple(
        ReportLine(f"【{finding.label}】{finding.text}", look, True, tuple(_presumed(finding))) for finding in findings
    )


def _presumed(finding: Finding) -> Iterator[ReportLine]:
    if finding.presumes:
        what = "日数所依据的推定" if finding.days_presumed else "推定"
        yield ReportLine(f"{what}：{'；'.join(finding.presumes)}", "faint")
