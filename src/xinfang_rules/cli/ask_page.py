"""What an interview shows in a terminal: its questions, and how it ends."""

from collections.abc import Iterable
from re import split

from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, MARK, TextPage
from xinfang_rules.explain.norm_words import VERBS
from xinfang_rules.explain.result_phrases import left_words, missing_words, rests_words
from xinfang_rules.interview import (
    Answer,
    AskedQuestion,
    Interview,
    InterviewGuide,
    Settled,
    answer_words,
    title_of,
)
from xinfang_rules.interview.interview_guide import ORDINARY
from xinfang_rules.result import Citation, Decision, Norm, Result
from xinfang_rules.result.presumed import shown_result
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus

HELP = "0 不知道　? 说明　b 返回上一问　o 其余按通常情形　q 结束"

CORRECT = "要改正的，输入编号；b 返回上一问；回车结束。"

_IN = "    "
_MOST_STEPS = 8
_DAY = "日期，例如 2024-03-01、今天"
_RANGE = "只知道范围的，写 2024-03-01至2024-03-10、2024-03-10以前或者 2024-03-01以后；有过而不知哪一天的，答已经"


def show_roles(guide: InterviewGuide, *, err: bool) -> None:
    """Writes from which side a case can be looked at."""
    page = TextPage()
    page.line(("从哪一方来看？", BOLD))
    for number, role in enumerate(guide.roles.values(), 1):
        page.paragraph(role.title, head=f"{number:>3}. ")
        page.paragraph(role.goal, head="     → ", style=FAINT)
    page.write(err=err)


def show_question(guide: InterviewGuide, question: AskedQuestion, *, err: bool, whole: bool = False) -> None:
    """Writes a question; the whole of it with what counts as which answer, and the provisions."""
    page = TextPage()
    page.gap()
    again = "，重新回答" if question.again else ""
    page.line((f"【第{question.number}问　{question.topic}{again}】", FAINT))
    page.paragraph(question.ask, style=BOLD)
    if question.purpose:
        page.paragraph("；".join(question.purpose), head="  用来确定：", style=FAINT)
    if question.meaning and (whole or question.kind in ("bool", "date")):
        # Of a day the first part says which it is; the rest is about other days and about files.
        meaning = question.meaning if whole or question.kind != "date" else split("[；。]", question.meaning)[0]
        page.paragraph(meaning, head="  ", style=FAINT)
    if whole and question.provisions:
        page.paragraph("、".join(question.provisions), head="  条例：", style=FAINT)
    if question.name == ORDINARY:
        page.paragraph("下列各项没有问到。都符合的，照此推定；有不符合或者说不准的，输入它的编号说明。", head="  ")
        for number, fact in enumerate(question.presumed, 1):
            page.paragraph(fact.text, head=f"{number:>3}. ")
            if whole:
                page.paragraph(fact.because + fact.limit, head="     理由：", style=FAINT)
        page.paragraph("y 都符合　n 逐项问我　编号 说明其中一项", head="  ")
    elif question.kind == "date":
        lack = "；还没有的，答尚未" if question.may_lack else ""
        page.paragraph(f"{_DAY}{lack}；{_RANGE if whole else '只知道范围的，见 ?'}", head="  ", style=FAINT)
    elif question.kind == "count":
        page.paragraph("数目；不知道的，答不知道", head="  ", style=FAINT)
    else:
        for number, choice in enumerate(question.choices, 1):
            page.paragraph(choice.label, head=f"{number:>3}. ")
        page.paragraph("不知道", head="  0. ")
        if question.kind == "set":
            page.paragraph("可以选几项，中间空格；没有的，答无", head="  ", style=FAINT)
    if question.again:
        given = answer_words(guide, Answer(question=question.name, value=question.given))
        page.paragraph(f"{given}；回车不改", head="  原来的回答：", style=MARK)
    page.write(err=err)


def numbered(state: Interview, settled: Settled) -> list[str]:
    """Names what can be corrected by its number, from 1: the answers, then what is presumed."""
    return [*(each.question for each in state.answers), *(fact.fact for fact in settled.presumed)]


def show_end(guide: InterviewGuide, state: Interview, settled: Settled, *, err: bool) -> None:
    """Writes how an interview ends: the answers, the first last day, what is to be done next, and what all rests on."""
    page, shown = TextPage(), shown_result(settled.result)
    page.gap()
    page.line(("─" * page.width, FAINT))
    day = f"截至 {state.as_of.isoformat()}，适用《{shown.instrument.title}》"
    page.paragraph(f"{guide.roles[state.role].title}。{day}")
    for name in settled.answers:
        page.gap()
        _decision(page, shown.decisions[name], shown)
    norms = {norm.rule: norm for norm in shown.norms}
    page.gap()
    if settled.first is not None:
        _last_day(page, norms[settled.first], settled.result, shown)
    elif settled.complete:
        page.line(("最后一日：", BOLD), ("这一方没有正在计算的期限", ""))
    else:
        page.line(("最后一日：", BOLD), ("尚不能确定", MARK))
    _steps(page, [norms[rule] for rule in settled.steps if rule != settled.first], shown, first=settled.first is None)
    if settled.open:
        page.gap()
        page.line(("还要查明", BOLD))
        for need in settled.open:
            page.paragraph(need.question, head="  · ")
    _grounds(page, guide, state, settled)
    page.write(err=err)


def _decision(page: TextPage, decision: Decision, shown: Result) -> None:
    head = f"{decision.title}："
    labels = "；".join(decision.labels.get(name, name) for name in decision.candidates)
    if decision.status is DecisionStatus.DECIDED:
        page.paragraph(f"{decision.label}{rests_words(decision)}", head=head, style=BOLD)
    else:
        page.paragraph(decision.status.label, head=head, style=MARK)
        if labels:
            page.paragraph(labels, head=_IN + "仍有可能：")
    for citation in decision.citations:
        page.paragraph(f"{_label(citation, shown)}：“{citation.quote}”", head=_IN)
    for reading in dict.fromkeys([*decision.interpretive, *(reading.text for reading in decision.rests_on)]):
        page.paragraph(reading, head=_IN + "* 解释：", style=FAINT)


def _last_day(page: TextPage, norm: Norm, result: Result, shown: Result) -> None:
    assert norm.due is not None
    text, style = _left(norm, shown)
    page.line(("最后一日：", BOLD), (norm.due.isoformat(), BOLD), (f"（{text}）", style))
    page.paragraph(f"{norm.bearer.label}　{_verb(norm)}{norm.label}", head=_IN + "下一步：")
    page.paragraph("".join(counting_lines(result, norm.rule)), head=_IN + "计算：")
    page.paragraph(_labels(norm.citations, shown), head=_IN + "依据：")
    if norm.interpretive:
        page.paragraph(norm.interpretive, head=_IN + "* 解释：", style=FAINT)


def counting_lines(result: Result, rule: str) -> list[str]:
    """Returns how the last day of a norm is counted, as its explanation says it."""
    lines = iter(result.explain(rule).splitlines())
    for line in lines:
        if line.startswith("最后一日："):
            break
    found = []
    for line in lines:
        if line.startswith("依据："):
            break
        found.append(line.strip("　 "))
    return found


def _left(norm: Norm, shown: Result) -> tuple[str, str]:
    assert norm.due is not None
    left = (norm.due - shown.as_of).days
    match norm.status:
        case NormStatus.OVERDUE:
            return f"已逾期{-left}日，没有办理", ALARM
        case NormStatus.LAPSED:
            return "期限已过", ALARM
        case NormStatus.UNKNOWN if left < 0:
            return f"已过{-left}日，是否已经办理没有查明", ALARM
        case NormStatus.UNKNOWN:
            return f"没有办理的，{left_words(left)}", ""
    return left_words(left), ""


def _steps(page: TextPage, steps: list[Norm], shown: Result, *, first: bool) -> None:
    if not steps:
        return
    page.gap()
    page.line(("下一步" if first else "此外", BOLD), ("（已经做了的除外）", ""))
    for bearer in dict.fromkeys(norm.bearer for norm in steps[:_MOST_STEPS]):
        page.paragraph(bearer.label, head="  ")
        for norm in steps[:_MOST_STEPS]:
            if norm.bearer is bearer:
                when = _when(norm)
                head = f"{_IN}· {_verb(norm)}"
                page.paragraph(f"{norm.label}{rests_words(norm)}（{_labels(norm.citations, shown)}{when}）", head=head)
                if norm.missing_notices:
                    page.paragraph(missing_words(norm), head=_IN * 2 + "† ", style=FAINT)
    if len(steps) > _MOST_STEPS:
        page.paragraph(f"另有{len(steps) - _MOST_STEPS}项，见 xinfang evaluate。", head=_IN, style=FAINT)


def _grounds(page: TextPage, guide: InterviewGuide, state: Interview, settled: Settled) -> None:
    page.gap()
    page.line(("结论所依据的回答", BOLD))
    for number, each in enumerate(state.answers, 1):
        page.paragraph(f"{title_of(guide, each.question)}：{answer_words(guide, each)}", head=f"{number:>3}. ")
    if settled.presumed:
        page.line(("所依据的推定", BOLD), ("（如不符合，请说明）", ""))
        for number, fact in enumerate(settled.presumed, len(state.answers) + 1):
            page.paragraph(fact.text, head=f"{number:>3}. ", style=MARK)


def _when(norm: Norm) -> str:
    """Says until when, after a comma; empty if there is no last day."""
    first, last = norm.due or norm.due_earliest, norm.due or norm.due_latest
    if first is None and last is None:
        return "，及时" if norm.promptly else ""
    if first is None or last is None:
        bound, day = ("早", first) if last is None else ("晚", last)
        return f"，最后一日不{bound}于 {day}"
    return f"，最后一日 {first}" if first == last else f"，最后一日在 {first} 至 {last} 之间"


def _verb(norm: Norm) -> str:
    """Says that it must, may or must not be done, where its title does not."""
    verb = VERBS[norm.kind]
    return "" if verb in norm.label else f"【{verb}】"


def _labels(citations: Iterable[Citation], shown: Result) -> str:
    return "、".join(dict.fromkeys(_label(citation, shown) for citation in citations))


def _label(citation: Citation, shown: Result) -> str:
    return citation.label.removeprefix(f"《{shown.instrument.title}》")
