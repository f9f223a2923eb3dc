"""Why a question is answered as it is, why not otherwise, and how a norm's last day comes about."""

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.explain.naming import titled
from xinfang_rules.explain.reasons import because_of, why_not_asked
from xinfang_rules.explain.render_zh import INDENT, cited, day_words, known_words, trace
from xinfang_rules.explain.result_phrases import bounds_words, concerned_words, missing_words, rests_words
from xinfang_rules.language.truth import FALSE, NEVER, TRUE
from xinfang_rules.result import Decision, Norm, Result
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.rulebook.norm_spec import Span
from xinfang_rules.rulebook.readings import counting_of


def explain_question(question: Question, result: Result, state: Outcome) -> str:
    """Says what the answer is, on which provision it rests, and which facts made it so."""
    decision = result.decisions[question.name]
    lines = [f"{question.title}：{answer_words(question, decision)}"]
    match decision.status:
        case DecisionStatus.DECIDED | DecisionStatus.CONFLICT:
            lines.extend([because_of(rule_id, state) for rule_id in decision.rules])
            others = [question.answers[answer] for answer in decision.alternatives]
            if decision.rests_on:
                lines.extend(other_readings(decision, *decision.rules))
            if others:
                lines.append(f"也符合“{'”“'.join(others)}”的条件，但以上述结论为先。")
        case DecisionStatus.NOT_APPLICABLE:
            lines.append(why_not_asked(question, state))
            lines.extend(f"解释（条文没有明文）：{reading.text}" for reading in decision.rests_on)
        case DecisionStatus.UNDETERMINED:
            lines.extend(need_lines(result, question.name))
        case DecisionStatus.NO_RULE:
            lines.append("没有一条规则的条件具备。")
    return "\n".join(lines)


def answer_words(question: Question, decision: Decision) -> str:
    """Writes the outcome of a question in one sentence."""
    match decision.status:
        case DecisionStatus.DECIDED:
            return f"{decision.label}{rests_words(decision) if decision.rests_on else ''}。"
        case DecisionStatus.UNDETERMINED:
            left = "、".join(question.answers[answer] for answer in decision.candidates)
            return f"事实不足，尚无结论。仍有可能：{left}。" if left else "事实不足，尚无结论。"
        case status:
            return f"{status.label}{rests_words(decision)}。"


def other_readings(part: Decision | Norm, *told: str) -> list[str]:
    """Tells the readings on which a conclusion rests besides those of its own rules."""
    return [f"还依据解释：{reading.text}（{reading.of}）" for reading in part.rests_on if reading.of not in told]


def need_lines(result: Result, question: str | None = None, norm: str | None = None) -> list[str]:
    """Lists what is still to be found out, for one question, for one norm, or for all."""
    needs = [
        need
        for need in result.needs
        if (question is None or question in need.decides) and (norm is None or norm in need.norms)
    ]
    if not needs:
        return []
    titles = {} if question or norm else {each.rule: each.label for each in result.norms}
    lines = (
        f"{need.question}{f'（{need.fact}）' if need.fact else ''}{bounds_words(need)}{concerned_words(need, titles)}"
        for need in needs
    )
    heading = "还需查明（越靠前越能决定结论）：" if norm is None else "还需查明："
    return [heading, *(f"{INDENT}{n}. {line}" for n, line in enumerate(lines, 1))]


def explain_why_not(question: Question, answer: str, result: Result, state: Outcome) -> str:
    """Says what stood against an answer, and what would have to be different."""
    decision = result.decisions[question.name]
    label = question.answers[answer]
    if decision.answer == answer:
        return f"{question.title}：结论正是“{label}”。\n" + explain_question(question, result, state)
    lines = [f"{question.title}：{answer_words(question, decision)}", f"为什么不是“{label}”："]
    if decision.status is DecisionStatus.NOT_APPLICABLE:
        return "\n".join([*lines, f"{INDENT}此问题在本案不发生。依据：{cited(decision.citations)}。"])
    rules = [state.edition.rules[index] for index in question.rules]
    mine = [rule for rule in rules if rule.answer == answer]
    if not mine:
        lines.append(f"{INDENT}现行规则中没有得出这一结论的规则。")
    # The rule that comes nearest is what the reader asks about: holding first, then open, then failing.
    mine.sort(key=lambda rule: (TRUE, TRUE | FALSE, FALSE).index(state.truth(rule.condition_id)))
    possible = [rule for rule in mine if state.truth(rule.condition_id) & TRUE]
    for rule in possible or mine:
        own = state.truth(rule.condition_id)
        lines.append(f"{INDENT}{rule.title}（{rule.id}；{cited(rule.citations)}）：")
        if own == TRUE:
            lines.append(f"{INDENT * 2}条件具备，但以先行判断的结论为准。")
            continue
        lines.append(f"{INDENT * 2}{'要得出这一结论，下列各点须有不同：' if own == FALSE else '条件尚不能确定：'}")
        lines.extend(trace(rule.condition, state, depth=3))
    if possible:
        lines.extend(_displacing(question, possible, state))
    return "\n".join(lines)


def _displacing(question: Question, mine: list[Rule], state: Outcome) -> list[str]:
    """Lists what displaces every one of some rules, or may: each would have to be different."""
    rules = state.edition.rules
    common = set.intersection(*({*rule.defeated_by, *question.before(rule.index)} for rule in mine))
    certain = [rules[i] for i in sorted(common) if state.truth(rules[i].condition_id) == TRUE]
    open_ones = [rules[i] for i in sorted(common) if state.truth(rules[i].condition_id) == TRUE | FALSE]
    lines: list[str] = []
    if certain:
        lines.append("排除这一结论、因而须有不同的：")
    for other in certain:
        label = question.answers[other.answer or ""]
        lines.append(f"{INDENT}{label}：{other.title}（{other.id}；{cited(other.citations)}）")
        lines.extend(trace(other.condition, state, depth=2))
    if open_ones:
        labels = dict.fromkeys(question.answers[other.answer or ""] for other in open_ones)
        lines.append(f"尚不能确定、可能排除这一结论的：{'、'.join(labels)}。")
    return lines


def explain_norm(rule: Rule, result: Result, state: Outcome) -> str:
    """Says whether a norm applies and why, and how its last day is counted."""
    norm = next((n for n in result.norms if n.rule == rule.id), None)
    lines = [f"{rule.title}（{rule.id}）"]
    if norm is None:
        lines.extend(["本案不适用。", f"依据：{cited(rule.citations)}。", "因为："])
        return "\n".join([*lines, *trace(rule.condition, state)])
    certain = "" if norm.applies == "yes" else "是否适用尚不能确定。"
    lines.append(f"{norm.bearer.label}：{norm.action.label}。{certain}状态：{norm.status.label}{rests_words(norm)}。")
    lines.extend(_due_lines(rule, norm, state))
    lines.append(f"依据：{cited(rule.citations)}。")
    lines.extend(["因为：", *trace(rule.condition, state)])
    if rule.interpretive:
        lines.append(f"解释（条文没有明文）：{rule.interpretive}")
    return "\n".join([*lines, *other_readings(norm, rule.id), *need_lines(result, norm=rule.id)])


def _due_lines(rule: Rule, norm: Norm, state: Outcome) -> list[str]:
    period = rule.norm.period if rule.norm is not None else None
    due = state.dues.get(rule.index)
    if period is None or due is None:
        return []
    if period.set_day is not None:
        return [f"最后一日：{titled(period.set_day, state.edition)}，{known_words(period.set_day, state)}。"]
    if not due.may_run:
        missing = "、".join(titled(name, state.edition) for name in period.spans[0].starts)
        return [f"期限尚未起算：{missing}尚无。"]
    if due.low == NEVER:
        lines = ["期限中止：障碍尚未消除，最后一日待消除后确定。"]
    else:
        lines = [f"最后一日：{day_words(due.low, NEVER if due.may_wait else due.high)}。"]
    lines.extend(_span_line(span, state) for span in period.spans if span.when is None or state.truth(span.when) & TRUE)
    running = [limit for limit in period.limits if limit.when is None or state.truth(limit.when) & TRUE]
    lines.extend(_span_line(limit, state, "最长：") for limit in running)
    if period.rolls_on:
        counting = counting_of(state.edition, rule)
        labels = "、".join(one.label for one in counting.citations) if counting is not None else ""
        lines.append(f"{INDENT}最后一日是休息日的，顺延至下一个工作日{f'（{labels}）' if labels else ''}。")
    if norm.missing_notices:
        lines.append(f"{INDENT}{missing_words(norm)}。")
    return lines


def _span_line(span: Span, state: Outcome, limit: str = "") -> str:
    slots, values = state.edition.layout, state.values
    come = [name for name in span.starts if values[slots[name]] < NEVER] or span.starts
    start = "、".join(f"{titled(name, state.edition)}（{known_words(name, state)}）" for name in come)
    start += "中最晚的一日" if len(come) > 1 else ""
    if span.within is None:
        return f"{INDENT}{start}当日。"
    text = f"{INDENT}{limit}自{start}次日起算{amount(span.within)}（{span.within.title}）"
    extend = span.extend
    if extend is not None and (extend.when is None or state.truth(extend.when) & TRUE):
        added = known_words(extend.days, state)
        text += f"，依法延长的另加延长的天数（{added}，至多{extend.at_most.value}日）"
    if span.exclude is not None:
        text += f"，不计入的天数：{known_words(span.exclude.days, state)}"
    pause = span.pause
    if (
        pause is not None
        and values[slots[pause.start]] < NEVER
        and (pause.when is None or state.truth(pause.when) & TRUE)
    ):
        days = (f"{titled(name, state.edition)}（{known_words(name, state)}）" for name in pause[:2])
        text += f"；中止：期限以内自{'至'.join(days)}的日数（首尾均含）不计入"
    return text + "。"
