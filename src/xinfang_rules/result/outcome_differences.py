"""What two results decide differently: answers, norms, days and statuses; not how things are worded."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.facts.values import Term
from xinfang_rules.result.conclusions import Decision, ExpectedDays, Norm
from xinfang_rules.result.labels import APPLIES
from xinfang_rules.result.presumed import MARK, Presumed, PresumedDecision, PresumedNorm
from xinfang_rules.result.result_parts import Citation, Reading, ResultPart

if TYPE_CHECKING:
    from xinfang_rules.result.result import Result

# What makes an outcome stands here field by field: what a later form adds is not held against a result stored before.
_OF_DECISIONS: Final[Mapping[str, str]] = {
    "status": "结论状态",
    "answer": "结论",
    "candidates": "仍有可能的结论",
    "alternatives": "也符合条件的结论",
    "rules": "所依据的规则",
    "citations": "依据",
    "rests_on": "所依据的解释",
}
_OF_NORMS: Final[Mapping[str, str]] = {
    "kind": "性质",
    "bearer": "主体",
    "action": "行为",
    "applies": "是否适用",
    "general": "是否一般要求",
    "promptly": "是否及时",
    "due": "最后一日",
    "due_earliest": "最早的最后一日",
    "due_latest": "最晚的最后一日",
    "status": "状态",
    "candidates": "仍有可能的状态",
    "days_left": "剩余日数",
    "days_late": "逾期日数",
    "done_on": "办理之日",
    "missing_notices": "所缺的放假安排",
    "due_expected": "预计的最后一日",
    "citations": "依据",
    "rests_on": "所依据的解释",
}


# The same of what is presumed.
_OF_PRESUMED_DECISIONS: Final = {"would_be": "结论状态", **_OF_DECISIONS}
_OF_PRESUMED_NORMS: Final = {
    "would_be": "状态",
    **{name: _OF_NORMS[name] for name in PresumedNorm.model_fields if name in _OF_NORMS},
}


class OutcomeDifference(ResultPart):
    """One thing that two results decide differently.

    Attributes:
        about: The question, the rule of the norm, or the field of the result.
        field: What of it; empty if one of the two results does not have it at all.
        before: What the first result says, in one line; empty if nothing.
        after: What the second says.
        text: The same in Chinese, as a line.
    """

    about: str
    field: str = ""
    before: str
    after: str
    text: str


def outcome_differences(before: "Result", after: "Result") -> Iterator[OutcomeDifference]:
    """Yields what two results decide differently."""
    of_results: tuple[tuple[str, str, Callable[[Result], object]], ...] = (
        ("as_of", "判断基准日", lambda result: result.as_of),
        ("instrument", "适用的规定", lambda result: result.instrument.id),
    )
    for name, called, value in of_results:
        yield from _differing(name, called, value(before), value(after))
    yield from _parts(before.decisions, after.decisions, _OF_DECISIONS, lambda decision: decision.title)
    mine, theirs = ({norm.rule: norm for norm in result.norms} for result in (before, after))
    yield from _parts(mine, theirs, _OF_NORMS, lambda norm: norm.label)
    yield from _presumed(before.presumed, after.presumed)
    noted = [tuple(note.rule or note.text for note in result.notes) for result in (before, after)]
    yield from _differing("notes", "说明", *noted)


def _presumed(before: Presumed | None, after: Presumed | None) -> Iterator[OutcomeDifference]:
    """Yields what is presumed otherwise, and what follows otherwise from it."""
    told = [() if part is None else tuple(fact.text for fact in part.facts) for part in (before, after)]
    yield from _differing("presumed", "所推定的事实", *told)
    if before is not None and after is not None:
        yield from _parts(before.decisions, after.decisions, _OF_PRESUMED_DECISIONS, lambda part: part.title + MARK)
        yield from _parts(before.norms, after.norms, _OF_PRESUMED_NORMS, lambda part: part.label)


def _parts(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Mapping[str, str],
    title: Callable[[Any], str],
) -> Iterator[OutcomeDifference]:
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        called = title(other if one is None else one) or (other and title(other)) or name
        if one is None or other is None:
            told = ["无" if part is None else _said(part) for part in (one, other)]
            yield _difference(name, "", called, *told)
            continue
        for field, words in fields.items():
            if _compared(getattr(one, field)) != _compared(getattr(other, field)):
                told = [_words(_named(part, field)) for part in (one, other)]
                yield _difference(name, field, f"{called}：{words}", *told)


def _said(part: Decision | Norm | PresumedDecision | PresumedNorm) -> str:
    if isinstance(part, Decision | PresumedDecision):
        return part.label or part.status.label
    return f"{part.status.label}，最后一日{part.due}" if part.due else part.status.label


def _named(part: Decision | Norm | PresumedDecision | PresumedNorm, field: str) -> object:
    """Returns a value of a part, with what it is called instead of what stands for it."""
    value = getattr(part, field)
    if field == "applies":
        return APPLIES[value]
    if isinstance(part, Decision | PresumedDecision) and field in ("answer", "candidates", "alternatives"):
        return tuple(part.labels.get(each, each) for each in ((value,) if isinstance(value, str) else value or ()))
    return value


def _differing(about: str, called: str, before: object, after: object) -> Iterator[OutcomeDifference]:
    if before != after:
        yield _difference(about, "", called, _words(before), _words(after))


def _difference(about: str, field: str, called: str, before: str, after: str) -> OutcomeDifference:
    text = f"{called}：{before or '（无）'} → {after or '（无）'}"
    return OutcomeDifference(about=about, field=field, before=before, after=after, text=text)


def _compared(value: object) -> object:
    """Returns what counts of a value: of a provision not its quotation, of a reading not its words."""
    match value:
        case Citation():
            return value.instrument, value.article, value.paragraph, value.item
        case Reading():
            return value.of
        case ExpectedDays():
            return value.earliest, value.latest
        case tuple():
            return tuple(map(_compared, value))
    return value


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Term():
            return value.label
        case Citation():
            return value.label
        case Reading():
            return value.of
        case ExpectedDays():
            return "至".join(dict.fromkeys((value.earliest.isoformat(), value.latest.isoformat())))
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(map(_words, value))
    return str(value)
