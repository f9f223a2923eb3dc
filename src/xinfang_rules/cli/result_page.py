"""A result as a page for the people who work on the petition."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xinfang_rules.cli.case_files import CaseOutcome
from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, GAP, MARK, Row, TextPage, cell_len, fold
from xinfang_rules.explain.result_phrases import bounds_words, concerned_words, left_words, missing_words, rests_words
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.model import Edition, Question

if TYPE_CHECKING:
    from xinfang_rules.result import Citation, Decision, Norm, Result

_ALARMING = (NormStatus.OVERDUE, NormStatus.MET_LATE, NormStatus.BREACHED)
_WIDE_PAGE = 100
_STEP = 4


def write_result(outcome: CaseOutcome, result: "Result", edition: Edition, *, today: bool, whole: bool) -> None:
    """Writes a result to standard output: the whole of it with all that may apply while facts are unknown.

    `today` tells that the day of evaluation is today because none was given.
    """
    writer = _Writer(TextPage(), result)
    writer.heading(outcome, edition, today=today)
    writer.decisions(edition.questions)
    writer.norms(whole=whole)
    writer.proposals()
    writer.possible(whole=whole)
    writer.notes()
    writer.needs()
    writer.presumed()
    writer.page.write()


class _Writer:
    def __init__(self, page: TextPage, result: "Result") -> None:
        self.page = page
        self._presumed = result.presumed
        if result.presumed is not None:
            from xinfang_rules.result.presumed import shown_result  # models are long to import

            result = shown_result(result)
        self._result = result
        self._wide = page.width >= _WIDE_PAGE
        others = (12, 20, 20) if self._wide else (12, 14, 12)
        self._widths = (page.width - sum(others) - GAP * len(others), *others)

    def heading(self, outcome: CaseOutcome, edition: Edition, *, today: bool) -> None:
        result = self._result
        source = "标准输入" if outcome.source == "<stdin>" else outcome.source
        place = source if outcome.number is None else f"{source} 第{outcome.number}件"
        title = f"案件 {result.case_id}　{place}" if result.case_id else f"案件　{place}"
        self.page.paragraph(title, style=BOLD)
        laid = "、".join(overlay.id for overlay in edition.rulebook.laid)
        overlays = f"（叠加 {laid}）" if laid else ""
        day = f"{result.as_of.isoformat()}（今天）" if today else result.as_of.isoformat()
        self.page.paragraph(f"适用《{result.instrument.title}》{overlays}，截至 {day}")

    def decisions(self, questions: Sequence[Question]) -> None:
        for question in questions:
            self.page.gap()
            self._decision(question, self._result.decisions[question.name])

    def _decision(self, question: Question, decision: "Decision") -> None:
        page = self.page
        head = f"{decision.title}："
        labels = "；".join(question.answers[answer] for answer in decision.candidates)
        match decision.status:
            case DecisionStatus.DECIDED:
                page.paragraph(f"{decision.label}{rests_words(decision)}", head=head, style=BOLD)
            case DecisionStatus.CONFLICT:
                page.paragraph(f"{decision.status.label}：{labels}", head=head, style=ALARM)
            case DecisionStatus.UNDETERMINED:
                page.paragraph(decision.status.label, head=head, style=MARK)
                if labels:
                    page.paragraph(labels, head=" " * _STEP + "仍有可能：")
            case status:
                page.paragraph(f"{status.label}{rests_words(decision)}", head=head)
        if self._presumed is not None:
            resting = self._presumed.grounds.decisions.get(question.name, ())
            if resting:
                from xinfang_rules.result.presumed import grounds_words  # models are long to import

                page.paragraph(grounds_words(self._presumed.named(resting)), head=" " * _STEP, style=MARK)
        for citation in decision.citations:
            page.paragraph(f"{self._label(citation)}：“{citation.quote}”", indent=_STEP, head=" " * _STEP)
        for reading in dict.fromkeys([*decision.interpretive, *(reading.text for reading in decision.rests_on)]):
            page.paragraph(reading, head=" " * _STEP + "* 解释：", style=FAINT)
        if decision.alternatives:
            others = "；".join(question.answers[answer] for answer in decision.alternatives)
            page.paragraph(others, head=" " * _STEP + "也符合下列结论的条件，但以上述结论为先：", style=FAINT)

    def norms(self, *, whole: bool) -> None:
        sure: list[Norm] = []
        folded: list[Norm] = []
        for norm in self._result.norms:
            if norm.applies == "yes" and "proposal" not in norm.action.marks:
                # What holds for every petition would bury what follows from this one.
                general = norm.general and norm.status not in _ALARMING and not whole
                (folded if general else sure).append(norm)
        self.page.gap()
        if not sure:
            self.page.line(("没有已经确定适用的义务、权利和禁止。", ""))
            return
        late = [norm for norm in sure if norm.status in _ALARMING]
        certain = "已经确定适用" if self._presumed is None else "已经确定或者依推定适用"
        self.page.line(
            (f"{certain}的义务、权利和禁止：{len(sure)}项{self._of_these(sure)}", BOLD),
            *([("，", BOLD), (f"其中逾期或者违反{len(late)}项{self._of_these(late)}", ALARM)] if late else []),
        )
        self._table(sure, readings=whole)
        if folded:
            text = f"另有{len(folded)}项一律适用的一般要求，不因本案事实而生；加 --all 列出。"
            self.page.paragraph(text, style=FAINT)

    def proposals(self) -> None:
        made = [norm for norm in self._result.norms if norm.applies == "yes" and "proposal" in norm.action.marks]
        if not made:
            return
        self.page.gap()
        bearers = "、".join(dict.fromkeys(norm.bearer.label for norm in made))
        self.page.line((f"建议（{bearers}）", BOLD))
        for norm in made:
            labels = "、".join(dict.fromkeys(self._label(citation) for citation in norm.citations))
            status = "" if norm.status is NormStatus.OWED else f"，{''.join(self._status(norm))}"
            self.page.paragraph(f"{norm.label}{rests_words(norm)}（{labels}）{status}。", head="  ")
        self._resting(made)

    def possible(self, *, whole: bool) -> None:
        maybe = [norm for norm in self._result.norms if norm.applies == "unknown"]
        if not maybe:
            return
        dated = [norm for norm in maybe if norm.due or norm.due_earliest or norm.due_latest]
        self.page.gap()
        listed = maybe if whole else dated
        text = f"事实查明之前，还有{len(maybe)}项义务、权利和禁止可能适用"
        if whole:
            text += "："
        elif dated:
            text += f"，其中{len(dated)}项有期限，列在下面；加 --all 列出全部。"
        else:
            text += "，都还没有期限；加 --all 列出全部。"
        self.page.paragraph(text, style=MARK)
        if listed:
            self._table(listed, readings=whole)

    def notes(self) -> None:
        if not self._result.notes:
            return
        self.page.gap()
        self.page.line(("说明", BOLD))
        for note in self._result.notes:
            told = () if note.kind == "conflict" else note.citations  # of a conflict the text names both sides
            labels = "、".join(dict.fromkeys(self._label(citation) for citation in told))
            self.page.paragraph(f"{note.text}（{labels}）" if labels else note.text, head="  ")

    def needs(self) -> None:
        needs = self._result.needs
        if not needs:
            return
        self.page.gap()
        self.page.line(("还需查明（越靠前越能决定结论）", BOLD))
        titles = {norm.rule: norm.label for norm in self._result.norms}
        for number, need in enumerate(needs, 1):
            said = " ".join(filter(None, (need.question, need.fact, bounds_words(need), concerned_words(need, titles))))
            self.page.paragraph(said, head=f"{number:>3}. ")

    def presumed(self) -> None:
        presumed = self._presumed
        if presumed is None:
            return
        from xinfang_rules.explain.presumed_text import presumption_lines, ruled_out_words  # long to import

        self.page.gap()
        self.page.line(("推定（案件没有写明，按所采用的推定认定；如不符合，请说明）", BOLD))
        for line in presumption_lines(presumed.facts, presumed.not_presumed):
            self.page.paragraph(line, head="  ")
        if not presumed.facts:
            self.page.paragraph("没有一项推定用得上。", head="  ")
        if words := ruled_out_words(presumed):
            self.page.paragraph(words, head="  ", style=FAINT)

    def _of_these(self, norms: "Sequence[Norm]") -> str:
        """Says how many of some norms are only presumed to stand so; empty if none."""
        known = {} if self._presumed is None else self._presumed.norms
        number = sum(norm.rule in known for norm in norms)
        return f"（依推定{number}项）" if number else ""

    def _resting(self, norms: "Iterable[Norm]") -> None:
        """Says on which presumptions norms rest, each of the same in one line."""
        if self._presumed is None:
            return
        from xinfang_rules.result.presumed import MARK as PRESUMED, grounds_words  # models are long to import

        by_facts: dict[tuple[str, ...], list[str]] = {}
        for norm in norms:
            resting = self._presumed.grounds.norms.get(norm.rule, ())
            if resting:
                by_facts.setdefault(resting, []).append(norm.label.removesuffix(PRESUMED))
        for facts, labels in by_facts.items():
            said = f"{'；'.join(labels)}。{grounds_words(self._presumed.named(facts))}"
            self.page.paragraph(said, head=f"{PRESUMED}", style=FAINT)

    def _table(self, norms: "Sequence[Norm]", *, readings: bool) -> None:
        self.page.table(("责任主体和事项", "最后一日", "状态", "条款"), self._widths, self._rows(norms))
        self._resting(norms)
        for words in dict.fromkeys(missing_words(norm) for norm in norms if norm.missing_notices):
            self.page.paragraph(f"{words}。", head="† ", style=FAINT)
        resting = dict.fromkeys((reading.text, reading.of) for norm in norms for reading in norm.rests_on)
        read = {(norm.interpretive, norm.rule): None for norm in norms if norm.interpretive}
        if resting:
            self._list_readings("依解释：没有下列解释，就没有这一结论。", resting)
        if read and not readings:
            self.page.paragraph("条文没有明文，按照所作的解释适用；加 --all 列出解释。", head="* ", style=FAINT)
        elif read:
            self._list_readings("条文没有明文，按照下列解释适用：", read)

    def _list_readings(self, said: str, readings: Iterable[tuple[str, str]]) -> None:
        self.page.paragraph(said, head="* ", style=FAINT)
        for text, rule in readings:
            self.page.paragraph(f"{text}（{rule}）", head=" " * _STEP, style=FAINT)

    def _rows(self, norms: "Iterable[Norm]") -> Iterable[Row]:
        """Names each bearer once for all the norms in a row that are his."""
        bearer = None
        for norm in norms:
            if norm.bearer is not bearer:
                bearer = norm.bearer
                yield [[(bearer.label, BOLD)], [], [], []]
            style = ALARM if norm.status in _ALARMING else ""
            mark = rests_words(norm) or (" *" if norm.interpretive else "")
            yield [
                [("  " + line, style) for line in fold(f"{norm.label}{mark}", self._widths[0] - 2)],
                [(line, style) for line in _days(norm)],
                [(line, style) for line in self._status(norm)],
                [(line, "") for line in self._provisions(norm)],
            ]

    def _status(self, norm: "Norm") -> list[str]:
        parts = _status_words(norm)
        if not self._wide:
            return parts
        return ["".join(parts) if norm.status in _ALARMING else "，".join(parts)]

    def _provisions(self, norm: "Norm") -> list[str]:
        labels = dict.fromkeys(self._label(citation) for citation in norm.citations)
        lines: list[str] = []
        for label in labels:
            if cell_len(label) <= self._widths[-1]:
                lines.append(label)
                continue
            article, mark, rest = label.partition("条")
            lines.extend(part for part in (article + mark, rest) if part)
        return lines

    def _label(self, citation: "Citation") -> str:
        """Names a provision; the governing instrument is in the heading and is not repeated."""
        return citation.label.removeprefix(f"《{self._result.instrument.title}》")


def _status_words(norm: "Norm") -> list[str]:
    """Words the status of a norm; of one that may not apply, its status if it does, where that is settled."""
    status = norm.status
    possible = [candidate for candidate in norm.candidates if candidate is not NormStatus.NOT_APPLICABLE]
    if status is NormStatus.UNKNOWN and len(possible) == 1:
        status = possible[0]
    words = status.label.partition("（")[0]
    late = f"逾期{norm.days_late}日" if norm.days_late else "逾期"
    match status:
        case NormStatus.OVERDUE:
            parts = [f"【{late}】", "未履行"]
        case NormStatus.MET_LATE:
            parts = [f"【{late}】", "已履行"]
        case NormStatus.BREACHED:
            parts = [f"【{words}】"]
        case NormStatus.PENDING | NormStatus.OPEN if norm.days_left is not None:
            parts = [words, left_words(norm.days_left)]
        case NormStatus.MET | NormStatus.EXERCISED if norm.done_on is not None:
            parts = [words, norm.done_on.isoformat()]
        case _:
            parts = [words]
    return parts if status is norm.status else ["若适用", *parts]


def _days(norm: "Norm") -> list[str]:
    mark = " †" if norm.missing_notices else ""
    if norm.due is not None:
        return [norm.due.isoformat()]
    if norm.due_earliest is not None and norm.due_latest is not None:
        return [f"{norm.due_earliest.isoformat()}{mark}", f"至{norm.due_latest.isoformat()}"]
    if norm.due_earliest is not None:
        return ["不早于", f"{norm.due_earliest.isoformat()}{mark}"]
    if norm.due_latest is not None:
        return ["不晚于", f"{norm.due_latest.isoformat()}{mark}"]
    return ["及时"] if norm.promptly else []
