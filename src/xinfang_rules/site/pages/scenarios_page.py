"""A page for every scenario file, and their index: worked cases with what was expected and what came."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, takewhile
from pathlib import Path

from xinfang_rules.days import day_words
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.scenarios.expectations import Expectations
from xinfang_rules.scenarios.running import ScenarioOutcome
from xinfang_rules.site.links import SCENARIO_INDEX, Links, anchor, article_label, scenario_path
from xinfang_rules.site.markdown import Page, admonition, blocks, bullets, escape, heading, section, table
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.scenario_words import decision_words, facts_of, norm_words

_BRACKETS = re.compile(r"（[^（）]*）")


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the index, then a page for every file."""
    written: list[tuple[Page, list[ScenarioOutcome]]] = []
    for source, group in groupby(book.outcomes, key=lambda outcome: outcome.scenario.position.source):
        outcomes = list(group)
        written.append((_file(source, outcomes, {page.title for page, _ in written}, book), outcomes))
    yield _index(written, book)
    yield from (page for page, _ in written)


def _index(written: list[tuple[Page, list[ScenarioOutcome]]], book: SiteContext) -> Page:
    links = Links(SCENARIO_INDEX, book)
    failed = [outcome for outcome in book.outcomes if not outcome.passed]
    said = f"共{len(book.outcomes)}件，"
    said += f"{len(failed)}件与所写的结果不符。" if failed else "结果都与所写的相符。"
    rows = [
        (links.to(page.path, page.title), _articles(outcomes, links), str(len(outcomes))) for page, outcomes in written
    ]
    parts = [f"每件场景写明案件的事实、判断基准日和应有的结果；生成本站时逐件重算。{said}"]
    parts.append(section("law-index law-end law-provisions", table(("场景", "条文", "件数"), rows)))
    if failed:
        parts.extend(
            [heading(2, "结果不符的", "failed"), bullets(links.scenario(outcome.scenario) for outcome in failed)]
        )
    if book.unusable:
        parts.append(heading(2, "不能重算的", "unusable"))
        parts.append("下列场景所说的规则已由叠加的规则去掉：")
        parts.append(bullets(escape(scenario.title) for scenario in book.unusable))
    return Page(SCENARIO_INDEX, "场景", blocks(parts), boost=0.8)


def _articles(outcomes: list[ScenarioOutcome], links: Links) -> str:
    """Lists the articles whose rules most of the scenarios show, in the order of the law."""
    counts = Counter(
        article
        for outcome in outcomes
        for article in {links.book.article_of(rule) for rule in _rules(outcome.held, links.book)}
    )
    most = sorted(sorted(counts), key=lambda article: -counts[article])[:4]
    return "、".join(links.article(article) for article in sorted(most))


def _rules(names: frozenset[str], book: SiteContext) -> list[Rule]:
    return [rule for rule in book.edition.rules if rule.id in names]


def _file(source: str, outcomes: list[ScenarioOutcome], taken: set[str], book: SiteContext) -> Page:
    path = scenario_path(book.scenario_pages[source])
    links = Links(path, book)
    remark = _remark(outcomes[0].scenario.file_text)
    parts = [f"{escape(remark)}共{len(outcomes)}件。"]
    parts.extend(section("law-scenario", _scenario(outcome, links), "section") for outcome in outcomes)
    return Page(path, _title(remark, outcomes, taken, book), blocks(parts), boost=0.5)


def _remark(text: str) -> str:
    """Returns what a scenario file says at its head."""
    head = takewhile(lambda line: line.startswith("#"), text.splitlines())
    remark = "".join(line.lstrip("#").strip() for line in head)
    return "" if remark.isascii() else remark


def _title(remark: str, outcomes: list[ScenarioOutcome], taken: set[str], book: SiteContext) -> str:
    """Makes a title of the remark, as long as it takes to tell it from others, or of the articles that are shown."""
    phrases = [part for part in re.split("[：。，；]", _BRACKETS.sub("", remark)) if part]
    for number in range(1, len(phrases) + 1):
        title = escape("：".join(phrases[:number]))
        if title not in taken:
            return title
    shown = sorted({book.article_of(rule) for outcome in outcomes for rule in _rules(outcome.held, book)})
    return "、".join(article_label(article) for article in shown[:3]) or escape(
        Path(outcomes[0].scenario.position.source).stem
    )


def _scenario(outcome: ScenarioOutcome, links: Links) -> str:
    scenario = outcome.scenario
    read = links.edition.facts
    facts = [
        (links.fact(spec.name, escape(spec.title)) if spec.name in read else escape(spec.title), escape(value))
        for spec, value in facts_of(scenario.case, read)
    ]
    verdict = "**结果相符**{ .law-badge .law-encoded }" if outcome.passed else "**结果不符**{ .law-badge .law-open }"
    return blocks(
        [
            heading(2, escape(scenario.title), anchor(scenario.title)),
            f"截至{day_words(scenario.as_of)} · {verdict}\n{{ .law-tags }}",
            section("law-case", table(("案件事实", "内容"), facts)) if facts else "没有写明任何事实。",
            "应有的结果：",
            bullets(_expected(scenario.expect, links)),
            _difference(outcome),
            _grounds(outcome, links),
        ]
    )


def _expected(expect: Expectations, links: Links) -> Iterator[str]:
    edition = links.edition
    questions = {question.name: question for question in edition.questions}
    rules = {rule.id: rule for rule in edition.rules}
    for name, decision in expect.decisions.items():
        question = questions[name]
        answer, stop, more = decision_words(decision, question).partition("；")
        yield f"{links.question(name, escape(question.title))}：**{answer}**{stop}{more}"
    for name, norm in expect.norms.items():
        if name in rules:
            yield f"{links.rule(rules[name])}：{'，'.join(norm_words(norm)) or '适用'}"
    for names, words in ((expect.applies, "适用"), (expect.does_not_apply, "不适用"), (expect.notes, "说明")):
        for name in names:
            if name in rules:
                yield f"{words}：{links.rule(rules[name])}"
    if "proposals" in expect.model_fields_set:
        actions = {action.value: action.label for action in edition.actions}
        yield f"建议：{escape('、'.join(actions[name] for name in expect.proposals)) or '没有'}"
    if expect.needs:
        named = "、".join(links.fact(name, escape(links.edition.facts[name].title)) for name in expect.needs)
        yield f"还需查明：{named}"
    constraints = {constraint.id: constraint for constraint in edition.constraints}
    for name in expect.refused:
        yield f"案件自相矛盾，不作结论：{escape(constraints[name].title)}"


def _difference(outcome: ScenarioOutcome) -> str:
    if outcome.passed:
        return ""
    lines = [f"{escape(f.about)}：应为{escape(f.expected)}，得出{escape(f.came)}" for f in outcome.failures]
    return admonition("failure", "结果不符", bullets(lines))


def _grounds(outcome: ScenarioOutcome, links: Links) -> str:
    """Lists the provisions of the rules that the scenario shows to hold."""
    found = links.cited(c for rule in _rules(outcome.held, links.book) for c in rule.citations)
    return f"依据：{found}。\n{{ .law-grounds }}" if found else ""
