"""Terms and facts: every fact with its values and its question, concepts, questions, who acts and how, statuses."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from xinfang_rules.explain.naming import STATUS_LABELS, meaning_of
from xinfang_rules.explain.outline import excepted
from xinfang_rules.explain.requirements import own_condition, unconditional
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.language.conditions import names
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import STATUSES, Rule
from xinfang_rules.site.links import FACTS as PATH, RULES, Links, anchor
from xinfang_rules.site.markdown import (
    Page,
    blocks,
    bullets,
    code,
    definitions,
    details,
    escape,
    heading,
    section,
    table,
)
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.condition_words import in_cell

_KINDS: Final = {"bool": "是或者否", "enum": "单选", "set": "多选", "count": "数字", "date": "日期"}


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of terms."""
    links = Links(PATH, book)
    parts = [
        "案件的事实由人查明后填写。没有填写的事实为未知，未知不等于否；“时间”各项日期没有填写的，按尚未发生处理。",
        *_facts(links),
        *_concepts(links),
        *_questions(links),
        *_constraints(links),
        heading(2, "谁", "bearers"),
        _counted("主体", links.edition.bearers, "bearer", links),
        heading(2, "行为", "actions"),
        _counted("行为", links.edition.actions, "action", links),
        *_statuses(),
    ]
    yield Page(PATH, "术语与事实", blocks(parts), boost=1.2)


def _facts(links: Links) -> Iterator[str]:
    for _, specs in groupby(links.edition.facts.values(), key=lambda spec: spec.group):
        listed = list(specs)
        yield heading(2, escape(listed[0].group_title), anchor(listed[0].group))
        for spec in listed:
            yield section("law-fact", _fact(spec, links), "section")


def _fact(spec: FactSpec, links: Links) -> str:
    readers = links.book.readers.get(spec.name, ())
    entries = [
        ("含义", escape(meaning_of(spec, links.edition.facts))),
        ("问", escape(spec.ask)),
        ("选项", bullets(escape(spec.member_labels[member]) for member in spec.members)),
        ("谁的日期", escape(spec.whose)),
        ("条文", "、".join(map(links.article, sorted({*map(links.book.article_of, readers)})))),
    ]
    return blocks(
        [
            heading(3, escape(spec.title), anchor(spec.name)),
            f"{_KINDS[spec.kind]} · {code(spec.name)}\n{{ .law-tags }}",
            definitions(entries),
            _read_by(readers, links),
        ]
    )


def _read_by(rules: tuple[Rule, ...], links: Links) -> str:
    if not rules:
        return "没有规则以它为条件。\n{ .law-hint }"
    return details("law-folded", f"以它为条件的规则：{len(rules)}条", bullets(links.rule(r) for r in rules))


def _concepts(links: Links) -> Iterator[str]:
    if not links.edition.concepts:
        return
    yield heading(2, "概念", "concepts")
    for concept in links.edition.concepts:
        defining = [links.edition.rules[index] for index in concept.rules]
        by = "由下列规则之一定义" if len(defining) > 1 else "由下列规则定义"
        body = blocks(
            [
                heading(3, escape(concept.title), anchor(concept.name)),
                f"概念 · {code(concept.name)}\n{{ .law-tags }}",
                definitions([(by, bullets(_defined(rule, links) for rule in defining))]),
                _read_by(links.book.readers.get(concept.name, ()), links),
            ]
        )
        yield section("law-fact", body, "section")


def _defined(rule: Rule, links: Links) -> str:
    """Names a rule that defines a concept, and says when it holds: what the concept stands for."""
    condition = "" if unconditional(own_condition(rule)) else in_cell(own_condition(rule), links)
    said = "；".join(filter(None, (condition, excepted(rule, links.edition, links.marking))))
    return f"{links.rule(rule)}{f'：{said}' if said else ''}"


def _questions(links: Links) -> Iterator[str]:
    if not links.edition.questions:
        return
    yield heading(2, "问题和结论", "questions")
    for question in links.edition.questions:
        rules = [links.edition.rules[index] for index in question.rules]
        rows = [
            (escape(label), "<br>".join(links.rule(rule) for rule in rules if rule.answer == answer) or "—")
            for answer, label in question.answers.items()
        ]
        yield heading(3, escape(question.title), anchor(question.name))
        yield f"{links.question(question.name, '怎样得出结论')} · {code(question.name)}\n{{ .law-tags }}"
        yield table(("结论", "规则"), rows)


def _constraints(links: Links) -> Iterator[str]:
    if not links.edition.constraints:
        return
    yield heading(2, "事实之间的关系", "constraints")
    yield "不符合下列各项的案件自相矛盾，不作任何结论；从已知的事实也据此推知其他事实。"
    rows = []
    for constraint in links.edition.constraints:
        read = dict.fromkeys(name.partition("[")[0] for name in names(constraint.condition))
        facts = "、".join(
            links.fact(name, escape(links.edition.facts[name].title)) for name in read if name in links.edition.facts
        )
        reading = "" if constraint.interpretive is None else f"解释：{escape(constraint.interpretive)}"
        grounds = [escape(constraint.because), reading, links.cited(constraint.citations)]
        rows.append((escape(constraint.title), "<br>".join(ground for ground in grounds if ground), facts))
    yield table(("关系", "理由", "事实"), rows)


def _counted(title: str, terms: Iterable[Bearer | Action], which: str, links: Links) -> str:
    rows = []
    for term in terms:
        rules = [rule for rule in links.edition.rules if rule.norm is not None and getattr(rule.norm, which) == term]
        if rules:
            named = "<br>".join(map(links.rule, rules))
            if which == "bearer":
                named = links.to(RULES, f"{len(rules)}条规则", f"bearer-{anchor(term.value)}")
            rows.append((escape(term.label), named, code(term.value)))
    return table((title, "规则", "名称"), rows)


def _statuses() -> Iterator[str]:
    yield heading(2, "状态", "statuses")
    rows = [
        (escape(kind.label), escape(STATUS_LABELS[value]), code(value))
        for kind, values in STATUSES.items()
        for value in (*values, NormStatus.UNKNOWN.value)
    ]
    yield table(("规范", "状态", "名称"), rows)
