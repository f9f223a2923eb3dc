"""The pages of the questions: the answers in their order, a diagram to follow, and what follows from each answer."""

from collections.abc import Iterator

from xinfang_rules.explain.outline import excepted, inline
from xinfang_rules.explain.requirements import own_condition, unconditional
from xinfang_rules.language.conditions import names
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import PROCESS, Links, question_path
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, section
from xinfang_rules.site.parts.blocks import lines, row_of, table
from xinfang_rules.site.parts.flow import flow, questions, step_anchor, steps
from xinfang_rules.site.reading.consequences import asks_for
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it.form_data import can_be_tried
from xinfang_rules.site.words.condition_words import in_cell

INDEX = f"{PROCESS}/index.md"
_TWO = 2


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the index of the questions and a page for each."""
    yield Page(INDEX, "办事流程", _index(Links(INDEX, book)), boost=2.0)
    for question in questions(book):
        path = question_path(question.name)
        yield Page(path, escape(question.title), _question(question, Links(path, book)), boost=2.0)


def _index(links: Links) -> str:
    rows = [
        [
            links.question(question.name, f"**{escape(question.title)}**"),
            _arises(question, links) or "所有情形",
            "；".join(escape(question.answers[answer]) for answer in _in_order(question, links.book)),
        ]
        for question in questions(links.book)
    ]
    return blocks(
        [
            "每一件，从收到之日起要依次回答下面几个问题；每个问题的结论按先后次序排列。每一页先列表写明全部结论和条件，再用图分步列示，"
            "图中每一处均链接至所依据的条款。",
            table(["问题", "适用情形", "可能的结论"], rows, "xf-questions"),
        ]
    )


def _in_order(question: Question, book: SiteContext) -> tuple[str, ...]:
    """Lists the answers as their steps come, each once."""
    reached = [answer for groups in steps(question, book) for answer, _ in groups]
    return tuple(dict.fromkeys([*reached, *question.answers]))


def _arises(question: Question, links: Links) -> str:
    if question.condition is None:
        return ""
    sources = links.cited(question.citations)
    return f"{inline(question.condition, links.edition, links.marking)}（{sources}）"


def _question(question: Question, links: Links) -> str:
    arises = _arises(question, links)
    trial = f'<div class="xinfang-try" data-question="{question.name}"></div>'
    if not can_be_tried(links.book):
        trial = "有的事实或者问题可选的内容太多，网页不能试算；可以用命令行评估案件。"
    if links.book.further:
        trial = "这部规定的页面不能试算；可以用命令行评估案件。"
    return blocks(
        [
            f"适用情形：{arises}。" if arises else "",
            "按顺序判断；前一步成立的，不再判断以后各步。同一步有几种情形的，有一种成立即可。",
            "## 结论一览",
            table(["情形", "条件", "条款"], _overview(question, links), "xf-answers"),
            "## 分步判断",
            "从第一步开始。每一项后面标明“是”或者“否”，事实与所标相同的，为符合。各项均符合的，适用右侧（窄屏为下方）的结论；"
            "不符合的，判断下一步。",
            section("xf-wide", flow(question, links)),
            *_following(question, links),
            *_readings(question, links),
            section("xf-trial", blocks(["## 在线试算", trial])),
        ]
    )


def _overview(question: Question, links: Links) -> Iterator[list[str]]:
    before: list[str] = []
    for number, groups in enumerate(steps(question, links.book), 1):
        for answer, rules in groups:
            label = escape(question.answers[answer])
            place = links.to(question_path(question.name), f"第{chinese_number(number)}步", step_anchor(number))
            displaced = f"（{_before(before)}不成立的，判断这一步）" if before else ""
            yield [f"{place}　**{label}**{displaced}"]
            for rule in rules:
                yield [links.marked(rule), _conditions(rule, links), links.cited(rule.citations)]
        before.append(escape(question.answers[groups[0][0]]) if len(groups) == 1 else "")


def _before(answers: list[str]) -> str:
    """Names the steps that come before: a single one by its answer, several by their numbers."""
    if len(answers) == 1 and answers[0]:
        return f"“{answers[0]}”"
    first, last = chinese_number(1), chinese_number(len(answers))
    if len(answers) == 1:
        return f"第{first}步"
    return f"第{first}步{'、' if len(answers) == _TWO else '至'}第{last}步均"


def _conditions(rule: Rule, links: Links) -> str:
    condition = own_condition(rule)
    told = ["没有其他条件" if unconditional(condition) else in_cell(condition, links)]
    if rule.default:
        told.append("前面各步均不成立")
    if rule.unless is not None:
        told.append(excepted(rule, links.edition, links.marking))
    told += [f"属于“{links.rule(links.edition.rules[index])}”的，以该情形为准" for index in rule.defeated_by]
    return "；".join(told) if "<br>" not in told[0] else lines(told)


def _following(question: Question, links: Links) -> Iterator[str]:
    rows: list[list[str]] = []
    for answer in _in_order(question, links.book):
        after = [rule for rule in links.edition.rules if _follows(rule, question.name, answer)]
        if after:
            rows += [[f"**{escape(question.answers[answer])}**"], *(row_of(rule, links) for rule in after)]
    if rows:
        yield "## 得出结论以后"
        yield "各项另有条件的，见“情形”栏所链接的规则。"
        yield table(["责任主体、事项和期限", "情形", "条款"], rows, "xf-following")


def _follows(rule: Rule, question: str, answer: str) -> bool:
    """Tells whether a rule gives a norm or a remark because of an answer."""
    gives = rule.norm is not None or rule.note is not None
    on_status = any(name.startswith(STATUS) for name in names(rule.condition))  # what follows from a breach
    return gives and not on_status and asks_for(rule.condition, question, frozenset({answer}))


def _readings(question: Question, links: Links) -> Iterator[str]:
    asked = [rule for groups in steps(question, links.book) for _, rules in groups for rule in rules]
    read = grouped((rule.interpretive, rule) for rule in asked if rule.interpretive)
    if read:
        yield "## 条文没有明文、按解释确定的"
        yield bullets(
            f"{'、'.join(f'“{links.rule(rule)}”' for rule in rules)}（{links.level(rules[0].id)}）：{escape(text)}"
            for text, rules in read.items()
        )
