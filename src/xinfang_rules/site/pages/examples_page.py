"""The examples for people: what came in, what is decided on which ground, by when, and what follows if it is late."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from xinfang_rules.days import day_words
from xinfang_rules.dossier.examine import examine
from xinfang_rules.dossier.report import AHEAD, AMISS, DossierReport, Finding, SpanningReport
from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.explain.outline import in_line
from xinfang_rules.explain.phrases import PLAIN, stated_words
from xinfang_rules.explain.requirements import normal, own_condition
from xinfang_rules.explain.result_phrases import left_words
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.result import Norm, Result
from xinfang_rules.result.status_enums import DecisionStatus, NormKind, NormStatus
from xinfang_rules.rulebook.files import EXAMPLES as EXAMPLES_FILE
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.site.deadlines_data import event_words
from xinfang_rules.site.examples_file import Example
from xinfang_rules.site.links import DEADLINES, EXAMPLE_INDEX, EXAMPLES, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, details, escape
from xinfang_rules.site.parts.blocks import lines, small, table
from xinfang_rules.site.parts.consequence_words import NO_CONSEQUENCE, nearest, said_plainly
from xinfang_rules.site.reading.consequences import consequences, lapse
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.scenario_words import stated_facts

_KEPT = frozenset({NormStatus.MET, NormStatus.EXERCISED})


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes a page for each example, and one that lists them."""
    usable = {outcome.scenario.title: outcome.scenario for outcome in book.outcomes}
    told: list[tuple[Example, str, Page]] = []
    for entry in book.examples:
        links = Links(f"{EXAMPLES}/{entry.example}.md", book)
        if entry.dossier is not None and entry.as_of is not None:
            report = _examined(entry.example, entry.dossier, entry.as_of, book)
            amiss = [finding for finding in report.findings if finding.kind in AMISS]
            body = _dossier(report, amiss, links)
            short = "；".join(f"{one.who_title}{one.kind.label}：{one.title}" for one in amiss[:2])
        elif all(title in usable for title in entry.scenarios):
            cases = [usable[title] for title in entry.scenarios]
            results = [
                evaluate(one.case, as_of=one.as_of, rulebook=book.rulebook, presume=one.presume) for one in cases
            ]
            body = blocks(_step(*one, links, alone=len(cases) == 1) for one in zip(cases, results, strict=True))
            short = "；".join(map(_short_result, results, cases))
        else:  # an overlay has removed what it shows
            continue
        told.append((entry, short, Page(links.origin, escape(entry.title), body, boost=1.5)))
    if told:
        yield _index(((entry, short) for entry, short, _ in told), book)
    yield from (page for _, _, page in told)


def _index(told: Iterable[tuple[Example, str]], book: SiteContext) -> Page:
    links = Links(EXAMPLE_INDEX, book)
    rows = (
        [str(number), links.to(f"{EXAMPLES}/{entry.example}.md", escape(entry.title)), escape(short)]
        for number, (entry, short) in enumerate(told, start=1)
    )
    intro = "每个实例说明来的是什么、怎样处理、最迟哪一天、迟了会怎样，注明依据。日期由规则库算出；不是实际案件。"
    listed = table(["序号", "实例", "结论"], rows, "xf-examples")
    return Page(EXAMPLE_INDEX, "办理实例", blocks([intro, listed]), boost=1.5)


def _step(scenario: Scenario, result: Result, links: Links, *, alone: bool) -> str:
    parts = [] if alone else [f"## {escape(scenario.title)}"]
    mark = "##" if alone else "###"
    parts += [f"{mark} 来的是什么", bullets(_came(scenario.case, links)), _ordinary(scenario.case, links)]
    if decisions := list(_decisions(scenario, result, links)):
        parts += [f"{mark} 怎样处理", *decisions]
    dated = [norm for norm in result.norms if _counts(norm) and _first(norm) is not None]
    if dated:
        heads = ["谁，做什么", "最后一日", f"截至{day_words(scenario.as_of)}", "条款"]
        parts += [f"{mark} 在哪一天以前", table(heads, _dated(dated, scenario, links))]
    rest = [norm for norm in result.norms if _counts(norm) and norm not in dated]
    if rest:
        parts += [f"{mark} 没有日数的", bullets(_undated(rest, links))]
    if late := list(_late((norm for norm in dated if norm.status not in _KEPT), links)):
        parts += [f"{mark} 迟了会怎样", bullets(late)]
    parts.append(small(f"依据的事实、预期和核对见{links.scenario(scenario)}。"))
    return blocks(parts)


def _first(norm: Norm) -> date | None:
    return norm.due or norm.due_earliest


def _counts(norm: Norm) -> bool:
    """Tells whether a norm is shown: it applies, says more than how things are to be done, and forbids nothing kept."""
    shown = norm.kind != NormKind.PROHIBITION or norm.status is NormStatus.BREACHED
    return norm.applies == "yes" and shown and not norm.general


def _came(case: Case, links: Links) -> Iterator[str]:
    """Yields what a case states, days first, in the order of the facts."""
    stated, usual = list(stated_facts(case, links.edition.facts)), _usual(links)
    for spec, value in stated:
        if isinstance(value, date):
            yield f"{day_words(value)}，{escape(event_words(spec))}。"
        elif isinstance(value, DayBounds):
            yield f"{escape(event_words(spec))}：{escape(str(value))}。"
    for spec, value in stated:
        if value == UNKNOWN:
            yield f"{escape(spec.title)}：还不清楚。"
        elif not isinstance(value, (date, DayBounds)) and usual.get(spec.name) != value:
            yield f"{escape(_said(spec, value))}。"


def _ordinary(case: Case, links: Links) -> str:
    """Folds what is so in any ordinary matter."""
    usual = _usual(links)
    stated = stated_facts(case, links.edition.facts)
    said = [escape(_said(spec, value)) for spec, value in stated if usual.get(spec.name) == value]
    return details("note", "其余属通常情形", f"{'；'.join(said)}。") if said else ""


def _usual(links: Links) -> dict[str, object]:
    """Returns the facts that can be presumed of any matter, each with what it is then."""
    sets = links.edition.presumptions.sets
    return {name: value for one in sets if one.bundles for name, value in one.facts.items()}


def _said(spec: FactSpec, value: Any) -> str:
    if isinstance(value, Mapping):
        return stated_words(spec, tuple(member for member, held in value.items() if held is True))
    return stated_words(spec, str(value) if isinstance(value, str) else value)


def _decisions(scenario: Scenario, result: Result, links: Links) -> Iterator[str]:
    """Yields the answers that the scenario is about, each with its ground."""
    rules = {rule.id: rule for rule in links.edition.rules}
    for question in links.edition.questions:
        decision = result.decisions[question.name]
        if decision.status is not DecisionStatus.DECIDED or question.name not in scenario.expect.decisions:
            continue
        yield f"{links.question(question.name, escape(question.title))}：**{escape(decision.label or '')}**。"
        for rule in (rules[name] for name in decision.rules if name in rules):
            reason = in_line(normal(own_condition(rule)), links.edition, PLAIN)
            yield f"理由：{escape(reason)}。依据：{links.cited(rule.citations)}{links.mark(rule)}"


def _dated(norms: Iterable[Norm], scenario: Scenario, links: Links) -> Iterator[list[str]]:
    for norm in sorted(norms, key=lambda norm: (_first(norm) or date.max, norm.rule)):
        rule = links.edition.rule(norm.rule)
        stands = [norm.status.label]
        stands += [left_words(norm.days_left)] if norm.days_left is not None else []
        stands += [f"逾期{norm.days_late}日"] if norm.days_late and norm.kind == NormKind.OBLIGATION else []
        yield [
            lines([escape(norm_words(norm)), small(links.marked(rule))]),
            lines([f"**{_last(norm)}**", *_calendar(norm, scenario.case, links)]),
            escape("，".join(stands)),
            links.cited(norm.citations),
        ]


def _last(norm: Norm) -> str:
    if norm.due is not None:
        return day_words(norm.due)
    days = (day for day in (norm.due_earliest, norm.due_latest) if day is not None)
    return "至".join(map(day_words, days))


def _calendar(norm: Norm, case: Case, links: Links) -> Iterator[str]:
    """Leads to the calculator, which counts the days out."""
    spec = links.edition.rule(norm.rule).norm
    spans = spec.period.spans if spec is not None and spec.period is not None else ()
    days = {fact.name: day for fact, day in stated_facts(case, links.edition.facts) if isinstance(day, date)}
    for name in spans[-1].starts if spans else ():
        if name in days:
            asked = urlencode({"event": name, "on": days[name].isoformat()})
            yield small(links.to(f"{DEADLINES}?{asked}", "在日历上数"))


def _undated(norms: Iterable[Norm], links: Links) -> Iterator[str]:
    for norm in norms:
        promptly = "（及时）" if norm.promptly else ""
        rule = links.edition.rule(norm.rule)
        breached = norm.status is NormStatus.BREACHED
        deed = links.rule(rule, f"{escape(rule.title)}：{norm.status.label}" if breached else escape(norm_words(norm)))
        yield f"{deed}{promptly}（{links.cited(norm.citations)}）"


def _late(norms: Iterable[Norm], links: Links) -> Iterator[str]:
    """Yields what follows if a last day is missed."""
    for norm in norms:
        rule = links.edition.rule(norm.rule)
        if norm.kind == NormKind.OBLIGATION:
            follows = lines(nearest(consequences(rule, links.book), links)) or NO_CONSEQUENCE
            yield f"{escape(norm_words(norm))}，逾期的：{follows}"
        for other in lapse(rule, links.book):
            said = links.rule(other, escape(said_plainly(other, links.book)))
            yield f"{escape(norm_words(norm))}，期限过后：{said}（{links.cited(other.citations)}）{links.mark(other)}"


def _examined(example: str, dossier: dict[str, object], as_of: date, book: SiteContext) -> DossierReport:
    """Examines a dossier by the shipped instruments, each in its time; otherwise by the rulebook of the pages.

    Raises:
        XinfangError: If anything is wrong with it; it names the example.
    """
    identity = book.rulebook.identity
    shipped = identity.id in shipped_packs() and not identity.overlays
    try:
        return examine(dossier, as_of=as_of, rulebook=None if shipped else book.rulebook)
    except XinfangError as error:
        raise XinfangError(f"{EXAMPLES_FILE}: the dossier of example {example}: {error}") from None


def _dossier(report: DossierReport, amiss: list[Finding], links: Links) -> str:
    acts = [[entry.days, escape(entry.who), escape(entry.text)] for entry in report.timeline if entry.kind == "act"]
    ahead = [f for f in report.findings if f.kind in AHEAD and f.due is not None and f.due >= report.as_of]
    parts = ["## 经过", table(["日期", "谁", "做了什么"], acts)]
    if isinstance(report, SpanningReport):
        laws = (f"{'、'.join(one.pieces)}：《{one.instrument.title}》" for one in report.governing if one.instrument)
        parts += ["## 各件适用哪一部", bullets(map(escape, laws))]
    parts += ["## 核查的结果", bullets(escape(finding.text) for finding in amiss) if amiss else "没有发现问题。"]
    follows = dict.fromkeys((each.by, each.title, each.citations) for finding in amiss for each in finding.follows)
    if follows:
        said = (
            f"{f'{escape(by)}：' if by else ''}{escape(title)}（{links.cited(cites)}）" for by, title, cites in follows
        )
        parts += ["## 迟了、错了会怎样", bullets(said)]
    if ahead:
        parts += ["## 还没有到期的", bullets(escape(finding.text) for finding in ahead)]
    parts.append(small(f"截至{day_words(report.as_of)}。"))
    return blocks(parts)


def _short_result(result: Result, scenario: Scenario) -> str:
    """Says in a line what comes of an example: its answer, and the first last day."""
    asked = (result.decisions[name] for name in scenario.expect.decisions)
    answers = [decision.label for decision in asked if decision.label is not None]
    norms = {norm.rule: norm for norm in result.norms if norm.due is not None}
    days = [norms[name] for name in scenario.expect.norms if name in norms]
    return "；".join([*answers[:1], *(f"{norm_words(norm)}：{_last(norm)}" for norm in days[:1])])
