"""A question as a diagram that a person can follow: steps in order, each with its cases and the answer they lead to.

It is an ordered list, so that it reads well without style, aloud, and on paper; `flow.css` draws the boxes and arrows.
"""

from collections.abc import Iterator

from xinfang_rules.explain.phrases import question as asked
from xinfang_rules.explain.requirements import Leaf, Requirement, normal, own_condition
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import Links
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.parts.blocks import box, element
from xinfang_rules.site.site_context import SiteContext

Groups = tuple[tuple[str, tuple[Rule, ...]], ...]
"""Answers of one step, each with the rules that lead to it."""

_YES = '<span class="xf-yes">是</span>'
_NO = '<span class="xf-no">否</span>'


def steps(question: Question, book: SiteContext) -> tuple[Groups, ...]:
    """Returns what a question asks, step by step: one step for each line of its order."""
    tiers = ([book.edition.rules[index] for index in line] for line in question.tiers)
    return tuple(tuple(grouped((rule.answer or "", rule) for rule in rules).items()) for rules in tiers)


def questions(book: SiteContext) -> list[Question]:
    """Lists the questions in the order in which a case meets them: that of the first article behind each."""

    def first_article(question: Question) -> int:
        return min((book.article_of(book.edition.rules[index]) for index in question.rules), default=0)

    return sorted(book.edition.questions, key=first_article)


def step_anchor(number: int) -> str:
    """Returns the anchor of a step, counted from 1."""
    return f"step-{number}"


def flow(question: Question, links: Links) -> str:
    """Draws a question."""
    lines = steps(question, links.book)
    drawn = [*_arising(question, links)]
    for number, groups in enumerate(lines, 1):
        drawn.append(_step(question, groups, number, number == len(lines), links))
    text = (
        "各步均不成立的，应当核对事实：事实齐全的案件，必属于以上一步。"
        if question.exhaustive
        else "各步均不成立的，现有规则没有结论。"
    )
    drawn.append(box("li", [element("p", text)], "xf-step xf-end"))
    return box("ol", drawn, "xf-flow")


def _arising(question: Question, links: Links) -> Iterator[str]:
    if question.condition is None:
        return
    head = _head("先判断", "是否涉及此问题？")
    body = [*_conditions(normal(question.condition), links), _source(links.cited(question.citations))]
    exit_box = element("p", f"{_NO} 不涉及此问题", "xf-answer xf-aside")
    lane = _lane([head, *body], exit_box, "是：从第一步开始")
    yield box("li", [lane], "xf-step xf-first", attributes=f' id="{step_anchor(0)}"')


def _step(question: Question, groups: Groups, number: int, last: bool, links: Links) -> str:
    several = sum(len(rules) for _, rules in groups) > 1
    remainder = all(rule.default for _, rules in groups for rule in rules)
    title = (
        "前面各步均不成立的，是否属于：" if remainder else "是否属于下列情形之一？" if several else "是否属于这一情形？"
    )
    onward = "均不属于" if several else "否"
    onward += "" if last else f"：判断第{chinese_number(number + 1)}步"
    rows = []
    for position, (answer, rules) in enumerate(groups):
        head = [_head(f"第{chinese_number(number)}步", title)] if position == 0 else []
        cases = box("ul", [_case(rule, links) for rule in rules], "xf-cases")
        # Several answers in one step are several exits; only below the last one it goes on.
        below = onward if position == len(groups) - 1 else ""
        exit_box = element("p", f"{_YES} {escape(question.answers[answer])}", "xf-answer")
        rows.append(_lane([*head, cases], exit_box, below))
    return box("li", rows, "xf-step", attributes=f' id="{step_anchor(number)}"')


def _case(rule: Rule, links: Links) -> str:
    inner = [element("p", links.rule(rule), "xf-case-title")]
    inner.extend(_conditions(normal(own_condition(rule)), links))
    if rule.unless is not None:
        inner.append(element("p", "但属于下列情形的除外：", "xf-joiner xf-except"))
        inner.extend(_conditions(normal(rule.unless), links))
    for index in rule.defeated_by:
        other = links.edition.rules[index]
        inner.append(element("p", f"属于“{links.rule(other)}”的，以该情形为准。", "xf-joiner"))
    inner.append(_source(links.cited(rule.citations) + links.mark(rule)))
    return box("li", inner, "xf-case")


def _source(label: str) -> str:
    return element("p", label, "xf-source")


def _conditions(required: Requirement, links: Links) -> Iterator[str]:
    """Writes the questions of one case, with the words that join them."""
    if isinstance(required, Leaf):
        yield box("ul", [_one(required, links)], "xf-conditions")
    elif not required.parts:
        yield element("p", "没有其他条件。", "xf-joiner")
    else:
        yield element("p", "下列各项均须符合：" if required.every else "下列各项符合其一即可：", "xf-joiner")
        yield box("ul", [_one(part, links) for part in required.parts], "xf-conditions")


def _one(required: Requirement, links: Links) -> str:
    if isinstance(required, Leaf):
        text, yes = asked(required.atom, links.edition, wanted=required.wanted, marking=links.marking)
        return element("li", f"<span>{text}</span>{_YES if yes else _NO}", "xf-question")
    return box("li", _conditions(required, links), "xf-nested")


def _head(number: str, title: str) -> str:
    return element("p", f'<span class="xf-number">{number}</span> {title}', "xf-head")


def _lane(asked: list[str], answer: str, below: str) -> str:
    lane = box("div", [box("div", asked, "xf-ask"), box("div", [answer], "xf-exit")], "xf-lane")
    return "\n".join([lane, element("p", below, "xf-onward")]) if below else lane
