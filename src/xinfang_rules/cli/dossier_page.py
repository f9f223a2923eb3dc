"""A report on a dossier as a page: to be read, printed and filed."""

from collections.abc import Iterable, Sequence

from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, TextPage
from xinfang_rules.days import day_words
from xinfang_rules.dossier import DossierReport, Finding, ReportChange, SpanningReport
from xinfang_rules.dossier.acts_file import AudienceEntry
from xinfang_rules.dossier.report import AHEAD, AMISS
from xinfang_rules.explain.presumed_text import presumption_lines

_DIGITS = 16


def write_report(report: DossierReport, audience: AudienceEntry) -> None:
    """Writes a report to standard output.

    Args:
        report: The report.
        audience: For whom: which sections, in which order, of whose duties.
    """
    writer = _Writer(report, audience)
    writer.head()
    for section in audience.sections:
        getattr(writer, section)()
    writer.foot()
    writer.page.write()


def write_changes(before: DossierReport, after: DossierReport, changes: Sequence[ReportChange]) -> None:
    """Writes what changed between two reports to standard output."""
    page = TextPage()
    page.paragraph(f"卷宗 {after.dossier}　变化", style=BOLD)
    page.paragraph(f"{day_words(before.as_of)}的情况，与{day_words(after.as_of)}的情况相比")
    for number, change in enumerate(changes, 1):
        page.paragraph(change.text, head=f"{number:>3}. ", indent=5)
    if not changes:
        page.paragraph("没有变化。")
    page.write()


class _Writer:
    def __init__(self, report: DossierReport, audience: AudienceEntry) -> None:
        self.page = TextPage()
        self._report = report
        self._audience = audience
        bearers = audience.bearers
        self._findings = [f for f in report.findings if not bearers or not f.bearer or f.bearer in bearers]
        governing = report.governing if isinstance(report, SpanningReport) else ()
        self._laws = {part: one.instrument.title for one in governing if one.instrument for part in one.parts}

    def head(self) -> None:
        """Writes what the page is about."""
        report, page = self._report, self.page
        page.paragraph(f"卷宗 {report.dossier}　核查报告（供{self._audience.title}）", style=BOLD)
        law = "" if report.instrument is None or self._laws else f"适用《{report.instrument.title}》，"
        page.paragraph(f"{law}截至{day_words(report.as_of)}")
        if isinstance(report, SpanningReport):
            page.paragraph(
                "卷宗的各件信访事项，各自适用收到时施行的条例，直至办理、复查、复核终结（条例没有规定如何衔接，这是所作的解释）："
            )
            for one in report.governing:
                law = "，不能评估" if one.instrument is None else f"，适用《{one.instrument.title}》"
                page.paragraph(f"{'、'.join(one.pieces)}{law}", indent=4)
                if one.not_considered:
                    left = "、".join(f"“{act}”" for act in one.not_considered)
                    page.paragraph(f"记载的{left}不是该条例规定的行为，没有考虑。", indent=4, style=ALARM)
        if report.complete_to is None:
            page.paragraph("卷宗没有写明记录完整到何日：没有记载的行为，除另有写明的机关外，不认为没有发生。")
        else:
            until = day_words(min(report.complete_to, report.as_of))
            page.paragraph(
                f"卷宗写明记录完整到{day_words(report.complete_to)}：截至{until}没有记载的行为，认为没有发生。"
                if report.complete_to > report.as_of
                else f"卷宗写明记录完整到{until}：此前没有记载的行为，认为没有发生。"
            )

    def foot(self) -> None:
        """Writes what was presumed, and what the report was worked out with."""
        if self._report.presumed_facts or self._report.not_presumed:
            self._title("推定（标明“推定”的各项以此为前提；如不符合，请写明）")
            for line in presumption_lines(self._report.presumed_facts, self._report.not_presumed):
                self.page.paragraph(line, indent=5)
        self.page.gap()
        governing = self._report.governing if isinstance(self._report, SpanningReport) else (self._report,)
        for one in governing:
            made = one.provenance
            if made is not None:
                version = f"xinfang-rules {made.library}，规则 {made.rulebook.id} {made.rulebook.digest[:_DIGITS]}"
                self.page.paragraph(f"{version}，行为表 {one.acts_digest[:_DIGITS]}。", style=FAINT)
        self.page.paragraph("本报告依卷宗的记载计算得出，供工作人员参考，不代替有权机关的认定。", style=FAINT)

    def answers(self) -> None:
        """Writes the answers, part by part."""
        self._title("各部分的结论")
        claims = {part.claim for part in self._report.parts}
        for part in self._report.parts:
            about = [part.organ_title, part.role_title, *([part.claim_title] if len(claims) > 1 else [])]
            about += [f"第{part.round}轮"] if part.round > 1 else []
            law = f"，适用《{self._laws[part.name]}》" if part.name in self._laws else ""
            self.page.paragraph(f"{'，'.join(about)}（{part.name}）{law}")
            if part.refused:
                self.page.paragraph(f"不能评估：{part.refused}", indent=4, style=ALARM)
            for answer in part.answers:
                cited = "、".join(dict.fromkeys(citation.label for citation in answer.citations))
                said = f"{answer.title}：{answer.label}" + (f"（{cited}）" if cited else "")
                if answer.candidates:
                    said += f"。仍有可能：{'；'.join(answer.candidates)}"
                self.page.paragraph(said, indent=4)
                if answer.presumes:
                    self.page.paragraph(f"推定：{'；'.join(answer.presumes)}", indent=4, style=FAINT)

    def open(self) -> None:
        """Writes what is still due, or may be."""
        self._lines("尚未届满和可能的最后一日", [f for f in self._findings if f.shown in AHEAD])

    def findings(self) -> None:
        """Writes what is amiss, then what was done as it should be."""
        amiss = [f for f in self._findings if f.kind in AMISS]
        self._lines("程序瑕疵", amiss, style=ALARM, none="依卷宗的记载，没有发现程序瑕疵。")
        presumed = [f for f in self._findings if f.would_be in AMISS]
        if presumed:
            self._lines("只是依推定的程序瑕疵（所依的推定查明以前，不作为程序瑕疵认定）", presumed, style=ALARM)
        self._lines("其余各项义务和权利", [f for f in self._findings if f.shown not in AMISS | AHEAD])

    def follows(self) -> None:
        """Writes what follows from what is amiss."""
        found: dict[str, list[str]] = {}
        for finding in self._findings:
            for follow in finding.follows:
                cited = "、".join(dict.fromkeys(citation.label for citation in follow.citations))
                said = f"{follow.by and follow.by + '：'}{follow.title}" + (f"（{cited}）" if cited else "")
                found.setdefault(said, []).append(f"{finding.whose}，{finding.title}")
        self._title("后果：督办、三项建议、责令改正和追究责任")
        for number, (said, causes) in enumerate(found.items(), 1):
            self.page.paragraph(said, head=f"{number:>3}. ", indent=5)
            self.page.paragraph(f"因：{'；'.join(dict.fromkeys(causes))}", indent=5, style=FAINT)
        if not found:
            self.page.paragraph("没有。")

    def ask(self) -> None:
        """Writes what is to be found out, the most decisive first."""
        self._title("还需查明（越靠前越能决定结论）")
        organs = {part.name: part.organ_title for part in self._report.parts}
        several = len(set(organs.values())) > 1
        for number, question in enumerate(self._report.questions, 1):
            named = "、".join(dict.fromkeys(organs[part] for part in question.parts)) if several else ""
            at = (named and f"（{named}）") + ("" if question.known is None else f"（已知：{question.known}）")
            fact = "" if question.fact is None else f" {question.fact}"
            self.page.paragraph(f"{question.question}{at}{fact}", head=f"{number:>3}. ", indent=5)
        if not self._report.questions:
            self.page.paragraph("没有。")

    def timeline(self) -> None:
        """Writes what was done, and the last days, in order."""
        self._title("时间顺序")
        for entry in self._report.timeline:
            kind = "最后一日　" if entry.kind == "last_day" else ""
            style = FAINT if kind else ""
            self.page.paragraph(f"{entry.days}　{kind}{entry.who}：{entry.text}", indent=4, style=style)

    def _title(self, title: str) -> None:
        self.page.gap()
        self.page.paragraph(title, style=BOLD)

    def _lines(self, title: str, findings: Iterable[Finding], *, style: str = "", none: str = "没有。") -> None:
        self._title(title)
        number = 0
        for number, finding in enumerate(findings, 1):
            self.page.paragraph(f"【{finding.label}】{finding.text}", head=f"{number:>3}. ", indent=5, style=style)
            if finding.presumes:
                what = "日数所依据的推定" if finding.days_presumed else "推定"
                self.page.paragraph(f"{what}：{'；'.join(finding.presumes)}", indent=5, style=FAINT)
        if not number:
            self.page.paragraph(none)
