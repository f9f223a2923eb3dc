"""A rule as it stands on the page of its article: what it says in a few lines, and the rest folded."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from xinfang_rules.days import day_words
from xinfang_rules.explain.norm_words import ROLLS_ON, VERBS, runs, sentence, timed_deed
from xinfang_rules.explain.outline import inline
from xinfang_rules.explain.phrases import date_noun
from xinfang_rules.explain.requirements import own_condition, unconditional
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.amounts import UNIT_WORDS, amount
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter, Period
from xinfang_rules.rulebook.readings import counting_of
from xinfang_rules.scenarios.running import ScenarioOutcome
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import (
    ARTICLE_INDEX,
    GAPS,
    GENERAL,
    SUPERVISION,
    Links,
    anchor,
    article_label,
)
from xinfang_rules.site.markdown import blocks, bullets, code, definitions, escape, folded, heading, section
from xinfang_rules.site.parts.consequence_words import NO_CONSEQUENCE, nearest
from xinfang_rules.site.reading.consequences import consequences
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.condition_words import in_sentence, requirements
from xinfang_rules.site.words.scenario_words import outcome_line

_MOST_RELATED: Final = 5
_MOST_SCENARIOS: Final = 5


def rule_kind(rule: Rule) -> str:
    """Returns the kind of a rule, as style sheets name it."""
    if rule.norm is not None:
        return rule.norm.kind.value
    return "decision" if rule.question is not None else "definition" if rule.concept is not None else "note"


def kind_label(rule: Rule) -> str:
    """Returns the kind of a rule in Chinese."""
    if rule.norm is not None:
        return VERBS[rule.norm.kind]
    return "结论" if rule.question is not None else "定义" if rule.concept is not None else "说明"


def rule_section(rule: Rule, links: Links, level: int = 3, told: dict[str, Rule] | None = None) -> str:
    """Writes a rule: who must do what, when, except when, what follows if not, on which reading.

    What else there is to say, such as its name, its place among other rules and its scenarios, is folded away.

    Args:
        rule: The rule.
        links: The links of the page.
        level: The level of its heading.
        told: The readings that the page has told, each with the rule that took it first; this one's is added.
    """
    said = sentence(rule, links.edition, links.marking) + ("" if rule.interpretive else links.mark(rule))
    technical = blocks([_tags(rule, links), _particulars(rule, links), *_scenarios(rule, links)])
    parts = [
        heading(level, escape(rule.title), anchor(rule.id)),
        f"{said}\n{{ .law-then }}" if rule.question is None else "",  # the title of an answer says it
        *(f"{line}\n{{ .law-line }}" for line in _lines(rule, links)),
        _reading(rule, links, {} if told is None else told),
        f"**未写入规则**　{escape(rule.not_modelled)}\n{{ .law-left-out }}" if rule.not_modelled else "",
        folded("law-folded", "技术细节", technical),
    ]
    return section(f"law-rule law-{rule_kind(rule)}", blocks(parts), "section")


def _lines(rule: Rule, links: Links) -> Iterator[str]:
    """Yields in which case a rule applies and in which not, what follows where it is not kept, and its ground."""
    grounds = "；".join(f"{links.cited([cited])}“{escape(cited.quote)}”" for cited in rule.citations)
    yield f"**情形**　{_when(rule, links)}。（{grounds}）"
    exceptions = [links.rule(links.edition.rules[index]) for index in rule.defeated_by]
    if exceptions:
        yield f"**例外**　属于下列情形的，以该情形为准：{'；'.join(exceptions)}。"
    if rule.norm is not None and rule.norm.kind is not NormKind.PERMISSION:
        found = consequences(rule, links.book)
        answered = "；".join(nearest(found, links)) or (NO_CONSEQUENCE if rule.norm.period is not None else "")
        more = f"（进一步的后果见{links.to(SUPERVISION, '责任与监督')}）" if any(each.further for each in found) else ""
        if answered:
            name = (
                "违反的" if rule.norm.kind is NormKind.PROHIBITION else "逾期的" if rule.norm.period else "没有履行的"
            )
            yield f"**{name}**　{answered}。{more}"


def _when(rule: Rule, links: Links) -> str:
    condition = own_condition(rule)
    told = ["前面各项的结论均不成立"] if rule.default else []
    if not unconditional(condition):
        told.append(in_sentence(condition, links))
    said = "，并且".join(told) or "一律适用"
    return said if rule.unless is None else f"{said}；但{in_sentence(rule.unless, links)}的除外"


def _reading(rule: Rule, links: Links, told: dict[str, Rule]) -> str:
    if rule.interpretive is None:
        return ""
    first = told.setdefault(rule.interpretive, rule)
    text = escape(rule.interpretive) if first is rule else f"同“{links.rule(first)}”的解释。"
    kind = " .xf-disputed" if rule.id in links.book.disputed else ""
    return f"**{links.level(rule.id)}**　{text}\n{{ .law-reading{kind} }}"


def _tags(rule: Rule, links: Links) -> str:
    tags = [f"**{kind_label(rule)}**"]
    if rule.norm is not None:
        tags.append(escape(rule.norm.bearer.label))
    if rule.question is not None:
        tags.append(sentence(rule, links.edition, links.marking))
    if rule.general:
        tags.append(links.to(ARTICLE_INDEX, "一般要求", GENERAL))
    return f"{' · '.join(tags)} · {code(rule.id)}\n{{ .law-tags }}"


def _particulars(rule: Rule, links: Links) -> str:
    """Lists what belongs to a rule besides its condition and what it gives."""
    others = [name for name in links.book.may_rest.get(rule.id, ()) if name != rule.id]
    return definitions(
        [
            *(_norm_entries(rule, rule.norm, links) if rule.norm is not None else ()),
            *_order_entries(rule, links),
            ("可能依据的解释", links.readings(others)),
            *_relations(rule, links),
        ]
    )


def _norm_entries(rule: Rule, norm: NormSpec, links: Links) -> Iterator[tuple[str, str]]:
    if norm.period is not None:
        deed = timed_deed(norm, links.edition)
        yield f"{deed}的期限" if deed else "期限", bullets(_period_lines(rule, norm.period, links))
    elif norm.promptly:
        yield "期限", "及时；条文没有写明日数。"
    if norm.done is not None:
        when = ""
        if norm.done.when is not None:
            when = f"；须{inline(links.edition.conditions[norm.done.when], links.edition, links.marking)}"
        told = "行使的认定" if norm.kind is NormKind.PERMISSION else "履行的认定"
        yield told, f"以{_day(norm.done.day, links)}为准{when}。"
    elif norm.met_when is not None:
        yield "履行的认定", _unit(norm.met_when, links, "履行")
    elif norm.breached_when is not None:
        yield "违反的认定", _unit(norm.breached_when, links, "违反")
    elif norm.kind is NormKind.OBLIGATION:
        yield "履行的认定", "案件不记录是否履行，只列明应当履行，不作是否履行的判断。"


def _unit(unit: int, links: Links, what: str) -> str:
    frame, alone = f"{{}}的，属于{what}：", f"有下列情形的，属于{what}："
    return requirements(links.edition.conditions[unit], links, frame=frame, alone=alone)


def _period_lines(rule: Rule, period: Period, links: Links) -> Iterator[str]:
    if period.set_day is not None:
        yield f"最后一日：{_day(period.set_day, links)}。"
    for run in runs(period, links.edition, links.marking):
        case, start = f"{run.case}：" if run.case else "", f"{run.whose}{run.start}"
        if run.length is None:
            yield f"{case}按{start}当日计。"
        else:
            yield f"{case}自{start}起**{amount(run.length)}**内。{_source(run.length, links)}"
        for change in run.changes:
            source = "" if change.limit is None else _source(change.limit, links)
            yield f"{change.kind}：{change.text}。{source}"
    if period.rolls_on:
        counting = counting_of(links.edition, rule)
        by = links.cited(counting.citations) if counting is not None else ""
        yield f"{ROLLS_ON}（{by or links.to(GAPS, '解释', 'general')}）。"


def _day(name: str, links: Links) -> str:
    return links.named(name, escape(date_noun(name, links.edition)))


def _source(parameter: Parameter, links: Links) -> str:
    """Says where a number stands, and what it was before or will be, if it changes."""
    values = sorted(links.book.pack.parameters[parameter.name].entry.values, key=lambda value: value.since)
    said = f"（{escape(parameter.title)}，{links.cited(parameter.citations)}"
    if len(values) > 1:
        unit = UNIT_WORDS[parameter.unit]
        said += "；" + "，".join(f"自{day_words(value.since)}起为{value.value}{unit}" for value in values)
    return said + "）"


def _order_entries(rule: Rule, links: Links) -> Iterator[tuple[str, str]]:
    own = [links.edition.rule(other) for other in rule.exception_to]
    if own:
        yield "例外于", bullets(links.rule(other) for other in own)
    question = links.edition.question(rule.question)
    if question is None:
        return
    line = next(number for number, line in enumerate(question.tiers) if rule.index in line)
    for term, prevailing, lines in (
        ("以其他结论为准", "下列结论", question.tiers[:line]),
        ("优先于", "本结论", question.tiers[line + 1 :]),
    ):
        others = _answers(lines, question, rule, links.book)
        if others:
            yield term, f"同时符合下列结论的，以{prevailing}为准：{''.join(others)}。"


def _answers(lines: Iterable[tuple[int, ...]], question: Question, rule: Rule, book: SiteContext) -> list[str]:
    """Names the answers of some lines; one that stands in several lines of its question, with its articles."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        for other in (book.edition.rules[index] for index in line):
            if other.answer != rule.answer:
                found.setdefault(other.answer or "", {})[article_label(book.article_of(other))] = None
    places = Counter(
        answer for line in question.tiers for answer in {book.edition.rules[index].answer for index in line}
    )
    return [
        f"“{escape(question.answers[answer])}”" + (f"（{'、'.join(articles)}）" if places[answer] > 1 else "")
        for answer, articles in found.items()
    ]


def _relations(rule: Rule, links: Links) -> Iterator[tuple[str, str]]:
    for term, others in (
        ("前提规则", links.book.foundations[rule.id]),
        ("后续规则", links.book.dependents.get(rule.id, ())),
    ):
        elsewhere = [other for other in others if other is not rule]
        if len(elsewhere) > _MOST_RELATED:
            by_article = grouped((links.book.article_of(other), other) for other in links.book.in_order(elsewhere))
            listed = (
                f"{links.article(article)}：{'；'.join(map(links.rule, standing))}。"
                for article, standing in by_article.items()
            )
            yield term, bullets(listed)
        elif elsewhere:
            yield term, "；".join(links.rule(other) for other in elsewhere) + "。"


def _scenarios(rule: Rule, links: Links) -> Iterator[str]:
    for title, shown in (("适用本规则", links.book.shown), ("不适用本规则", links.book.shown_not)):
        outcomes = shown.get(rule.id, ())
        lines = [outcome_line(outcome, rule, links) for outcome in _closest(outcomes)[:_MOST_SCENARIOS]]
        if len(outcomes) > _MOST_SCENARIOS:
            lines.append(f"另有{len(outcomes) - _MOST_SCENARIOS}件")
        if outcomes:
            yield f"{title}的场景（{len(outcomes)}件）："
            yield bullets(lines)


def _closest(outcomes: tuple[ScenarioOutcome, ...]) -> list[ScenarioOutcome]:
    """Puts first what stands in the file that has most to say of a rule."""
    counts = Counter(outcome.scenario.position.source for outcome in outcomes)
    return sorted(outcomes, key=lambda outcome: -counts[outcome.scenario.position.source])
