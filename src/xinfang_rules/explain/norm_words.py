"""Rendering what rules give, in legal Chinese: who must, may or must not do what, by when, what the answer is."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from xinfang_rules.explain.outline import inline
from xinfang_rules.explain.phrases import DATE, PLAIN, Marking, date_noun
from xinfang_rules.language.conditions import parameters
from xinfang_rules.result import Norm
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter, Period, Span

_CASE: Final = "的，"
"""How the circumstances end with which a title begins."""
_ABOUT: Final = "对"
"""How a title starts that first says what the deed is about."""
_COMMA: Final = "，"
_SHORTEST: Final = 4
"""How much of the end of a bearer's name, at the least, a title must hold to name it."""
_GENERIC: Final = "的机关、单位"
"""An end of the names of many bearers, which names none of them."""
_AND_UNIT: Final = "、单位"
VERBS: Final = {NormKind.OBLIGATION: "应当", NormKind.PERMISSION: "可以", NormKind.PROHIBITION: "不得"}
ROLLS_ON: Final = "最后一日为法定休假日的，顺延至下一个工作日"
"""What is said of a last day that gives way to the next working day."""


class PeriodChange(NamedTuple):
    """What moves the last day of a period.

    Attributes:
        kind: What that is called.
        text: What is said of it, without a final stop.
        limit: The number of the law that limits it, if any.
    """

    kind: str
    text: str
    limit: Parameter | None


class PeriodRun(NamedTuple):
    """One way in which a period runs.

    Attributes:
        case: In which cases, without a comma; empty where it is the only way.
        whose: Whose deed the day is from which it runs.
        start: That day.
        length: How long it is; None where it ends on that day.
        changes: What moves its last day. Those of the whole period stand with the last way.
    """

    case: str
    whose: str
    start: str
    length: Parameter | None
    changes: tuple[PeriodChange, ...]


def runs(period: Period, edition: Edition, marking: Marking = PLAIN) -> tuple[PeriodRun, ...]:
    """Puts the ways in which a period runs into words; none for one whose last day somebody sets."""
    several = len(period.spans) > 1
    found = [_run(span, edition, marking, several=several) for span in period.spans]
    if found and period.limits:
        whole = tuple(_limit(limit, edition, marking) for limit in period.limits)
        found[-1] = found[-1]._replace(changes=found[-1].changes + whole)
    return tuple(found)


def _limit(limit: Span, edition: Edition, marking: Marking) -> PeriodChange:
    assert limit.within is not None
    text = f"自{start_words(limit, edition, marking)}起最长不超过{marking.strong(amount(limit.within))}"
    return PeriodChange("最长", _in_case(limit.when, text, edition, marking), limit.within)


def start_words(span: Span, edition: Edition, marking: Marking = PLAIN) -> str:
    """Names the day from which a period runs; of several, that it is the latest."""
    days = "、".join(_day(name, edition, marking) for name in span.starts)
    return days if len(span.starts) == 1 else f"{days}中最晚的一日"


def _run(span: Span, edition: Edition, marking: Marking, *, several: bool) -> PeriodRun:
    case = _when(span.when, edition, marking) or ("其他情形" if several else "")
    whose = "、".join(dict.fromkeys(edition.facts[name].whose for name in span.starts if name in edition.facts))
    changes: list[PeriodChange] = []
    if span.extend is not None:
        extend = span.extend
        text = f"可以延长，延长不超过{marking.strong(amount(extend.at_most))}"
        if extend.granted_on is not None:
            text += f"（{_day(extend.granted_on, edition, marking)}不晚于原期限的最后一日）"
        changes.append(PeriodChange("延长", _in_case(extend.when, text, edition, marking), extend.at_most))
    if span.exclude is not None:
        exclude = span.exclude
        text = f"{marking.link(exclude.days, edition.facts[exclude.days].title)}不计算在期限内"
        changes.append(PeriodChange("扣除", _in_case(exclude.when, text, edition, marking), None))
    if span.pause is not None:
        arose, ended = (_day(name, edition, marking) for name in (span.pause.start, span.pause.until))
        text = f"自{arose}至{ended}的日数（首尾均含）不计算在期限内，{ended}尚未到来的，期限不届满"
        changes.append(PeriodChange("中止", _in_case(span.pause.when, text, edition, marking), None))
    return PeriodRun(case, marking.text(whose), start_words(span, edition, marking), span.within, tuple(changes))


def _day(name: str, edition: Edition, marking: Marking) -> str:
    return marking.link(name, date_noun(name, edition))


def _when(unit: int | None, edition: Edition, marking: Marking) -> str:
    return "" if unit is None else f"{inline(edition.conditions[unit], edition, marking)}的"


def _in_case(unit: int | None, text: str, edition: Edition, marking: Marking) -> str:
    return text if unit is None else f"{_when(unit, edition, marking)}，{text}"


def period_words(norm: NormSpec, edition: Edition) -> str:
    """Writes how long a norm's period is, from when it runs, what lengthens it and what is not counted.

    Plain text without a final stop; empty where the norm has neither a period nor 及时.
    """
    if norm.period is None:
        return "及时" if norm.promptly else ""
    if norm.period.set_day is not None:
        return f"最后一日为{date_noun(norm.period.set_day, edition)}"
    deed = timed_deed(norm, edition)
    parts: list[str] = []
    for run in runs(norm.period, edition):
        case = f"{run.case}，" if run.case else ""
        if run.length is None:
            parts.append(f"{case}按{run.start.removesuffix('之日')}当日计")
        elif deed:
            parts.append(f"{case}{deed}须在{run.start}起{amount(run.length)}内")
        else:
            parts.append(f"{case}自{run.start}起{amount(run.length)}内")
        parts.extend(change.text for change in run.changes)
    return "；".join([*parts, ROLLS_ON] if norm.period.rolls_on else parts)


def sentence(rule: Rule, edition: Edition, marking: Marking = PLAIN) -> str:
    """Writes what a rule gives in one sentence: who must do what by when, what the answer is, what something is."""
    if rule.norm is not None:
        return f"{'；'.join(_norm_sentence(rule, rule.norm, edition, marking))}。"
    if (question := edition.question(rule.question)) is not None:
        answer = marking.strong(marking.text(question.answers[rule.answer or ""]))
        return f"“{marking.link(question.name, question.title)}”的结论为：{answer}。"
    if rule.concept is not None:
        concept = next(c for c in edition.concepts if c.name == rule.concept)
        return f"属于“{marking.link(concept.name, concept.title)}”。"
    return f"说明：{marking.text(rule.note or rule.title)}"


def _norm_sentence(rule: Rule, norm: NormSpec, edition: Edition, marking: Marking) -> Iterator[str]:
    bearer = marking.text(norm.bearer.label)
    if norm.kind is NormKind.PROHIBITION:
        # The action of a prohibition may be lawful in itself and forbidden only beyond a measure: the title says it.
        said = marking.text(with_bearer(rule) + measures(rule, edition))
        yield said.replace(bearer, marking.strong(bearer), 1)
        return
    promptly = "及时" if norm.promptly and "及时" not in norm.action.label else ""
    text = f"{marking.strong(bearer + VERBS[norm.kind])}{promptly}{marking.text(norm.action.label)}"
    if norm.period is None:
        yield text
        return
    yield f"{text}{'，' if timed_deed(norm, edition) else '，期限：'}{marking.text(period_words(norm, edition))}"
    yield from map(marking.text, limits(norm, edition))


def norm_words(norm: NormSpec | Norm, *, bearer: bool = True) -> str:
    """Writes what must, may or must not be done, and by whom: 信访人可以请求复查."""
    return f"{norm.bearer.label if bearer else ''}{VERBS[norm.kind]}{norm.action.label}"


def with_bearer(rule: Rule) -> str:
    """Writes a norm's title as a sentence that says who acts, with 应当, 可以 or 不得, without a final stop.

    The bearer stands before the deed, after the circumstances or the matter with which many titles begin (…的，or
    对…，). A title that names the bearer itself, in full or by its end, is a sentence already if it has the verb.
    """
    norm, title = rule.norm, rule.title
    assert norm is not None
    who, verb = norm.bearer.label, VERBS[norm.kind]
    case, mark, act = title.rpartition(_CASE)
    if not mark and title.startswith(_ABOUT) and _COMMA in title:
        case, mark, act = title.partition(_COMMA)
    named = _named(who, act)
    if named and verb in act:
        return title
    if named:
        before, _, after = act.partition(named)
        return f"{case}{mark}{before}{named}{verb}{after}"
    return f"{case}{mark}{who}{'' if verb in act else verb}{act}"


def _named(who: str, act: str) -> str:
    """Returns what of a bearer's name names it in a deed: its end, or the organ alone; empty if nothing does."""
    ends = [who[start:] for start in range(len(who) - _SHORTEST + 1)]
    organ = who.removesuffix(_AND_UNIT)
    telling = [end for end in ends if not _GENERIC.endswith(end)] + ([organ] if organ != who else [])
    return next((name for name in telling if name in act), "")


def measures(rule: Rule, edition: Edition) -> str:
    """Writes, in brackets, the numbers that tell when a norm is breached; empty where its title names them."""
    told = [each for each in _measures(rule.norm, edition) if amount(each) not in rule.title]
    return f"（{'，'.join(f'{each.title}：{amount(each)}' for each in told)}）" if told else ""


def _measures(norm: NormSpec | None, edition: Edition) -> list[Parameter]:
    if norm is None or norm.breached_when is None:
        return []
    found = parameters(edition.conditions[norm.breached_when])
    return [edition.parameters[name] for name in found if name in edition.parameters]


def limits(norm: NormSpec, edition: Edition) -> tuple[str, ...]:
    """Lists the prohibitions that set a number to what a norm permits: the same deed of the same bearer."""
    if norm.kind is not NormKind.PERMISSION:
        return ()
    return tuple(
        f"{other.title}{measures(other, edition)}"
        for other in edition.rules
        if other.norm is not None
        and other.norm.kind is NormKind.PROHIBITION
        and (other.norm.bearer, other.norm.action) == (norm.bearer, norm.action)
        and _measures(other.norm, edition)
    )


def timed_deed(norm: NormSpec, edition: Edition) -> str:
    """Returns the deed that must fall into the period of a permission, where it is not what is permitted itself.

    The period of a permission to prolong something, for example, is the time for deciding, not what may be added.
    """
    if norm.kind is not NormKind.PERMISSION or norm.period is None or norm.done is None:
        return ""
    act = edition.facts[norm.done.day].title.removesuffix(DATE)
    return "" if act == norm.action.label else act
