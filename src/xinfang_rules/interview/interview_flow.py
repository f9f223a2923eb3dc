"""The course of an interview: what is asked next, what an answer changes, how to go back, and when it is over.

The functions are pure: a guide and an interview in, an interview out. They ask nobody, so that a terminal, a service
and a page can lead the same interview.
"""

from collections.abc import Iterable
from datetime import date

from pydantic import ValidationError

from xinfang_rules.arguments import day_of
from xinfang_rules.errors import CalendarError, CaseError, InstrumentError, did_you_mean
from xinfang_rules.evaluation.fact_questions import fact_need
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.interview.interview_case import clashes, stated_by, told_by
from xinfang_rules.interview.interview_file import HAPPENED
from xinfang_rules.interview.interview_guide import ORDINARY, InterviewGuide
from xinfang_rules.interview.interview_state import Answer, AnswerError, AskedQuestion, Interview, Settled, Value
from xinfang_rules.interview.interview_view import View, view_of
from xinfang_rules.result import Choice, Need

_ORDINARY_TOPIC = "通常情形"
_ORDINARY_ASK = "其余各项都是通常情形吗？"


def start(guide: InterviewGuide, role: str, *, as_of: date) -> Interview:
    """Starts an interview.

    Args:
        guide: The guide, as `load_interview` returns it.
        role: From whose side the case is looked at, one of `guide.roles`.
        as_of: The day for which statuses are wanted.

    Raises:
        AnswerError: If there is no such role.
    """
    _check_role(guide, role)
    return Interview(role=role, as_of=day_of(as_of))


def next_question(guide: InterviewGuide, state: Interview) -> AskedQuestion | Settled:
    """Returns what to ask next, or how the interview ends.

    Asked is what can still change an answer that the role wants, or else which last day comes first; after the role's
    own first question the most decisive one, of those of the topic of the last one if there are any. A fact that the
    ordinary presumptions cover is asked only if they are not accepted; that is asked when nothing else is left.

    Raises:
        AnswerError: If the role or a question of the interview is none.
        InstrumentError: If the rulebook was not in force on the day that decides.
        CaseError: If the answers cannot be true together; `answer` lets none in.
    """
    _check(guide, state)
    if state.at is not None and state.at < len(state.answers):
        return question_named(guide, state, state.answers[state.at].question)
    given = {answer.question for answer in state.answers}
    view = view_of(guide, state, tentatively=True)
    found = _next(guide, state, view)
    if found is not None:
        return found
    if ORDINARY not in given and view.resting():
        return question_named(guide, state, ORDINARY)
    return conclude(guide, state)


def conclude(guide: InterviewGuide, state: Interview) -> Settled:
    """Returns what an interview has found so far, even if more is to be asked. Nothing is presumed unasked.

    Raises:
        AnswerError: If the role or a question of the interview is none.
        InstrumentError: If the rulebook was not in force on the day that decides.
    """
    _check(guide, state)
    view = view_of(guide, state)
    return Settled(
        complete=not view.undecided and not view.contenders,
        result=view.result,
        presume=view.presume,
        answers=view.answers,
        first=None if view.first is None else view.first.rule,
        steps=tuple(step.rule for step in view.steps),
        presumed=view.resting(),
        open=view.useful(),
    )


def answer(guide: InterviewGuide, state: Interview, value: Value | date, question: str | None = None) -> Interview:
    """Answers a question; one that was answered before is answered anew, and every other answer stays.

    Args:
        guide: The guide.
        state: The interview.
        value: The answer: as a case file states the fact, `unknown`, None for a day that has not come; the name of an
            option; or of `ordinary` whether it is so.
        question: What is answered: any fact, question for several facts, or `ordinary`; if None, what is asked next.

    Raises:
        AnswerError: If there is no such question, it is no answer to it, or cannot be so together with the others.
    """
    _check(guide, state)
    if question is None:
        asked = next_question(guide, state)
        if isinstance(asked, Settled):
            raise AnswerError("nothing is asked any more: name the question that is answered", "已经没有要问的了")
        question = asked.name
    given = _read(guide, state, question, value)
    answers = {each.question: each for each in state.answers} | {question: given}
    changed = state.model_copy(update={"answers": tuple(answers.values()), "at": None})
    for fact, questions in clashes(guide, changed).items():
        reason = f"“{guide.rulebook.facts[fact].title}”只能有一种情形"
        raise _conflict(changed, [each for each in questions if each != question], reason, f"{fact} is stated twice")
    try:
        view_of(guide, changed)
    except CaseError as error:
        raise _refusal(guide, changed, question, error) from None
    except (InstrumentError, CalendarError) as error:
        raise AnswerError(str(error), error.text()) from None
    return changed


def back(state: Interview) -> Interview:
    """Goes back to the question before, which is asked again; no answer is lost. The first one stays the first."""
    at = len(state.answers) if state.at is None else state.at
    return state.model_copy(update={"at": at - 1}) if at > 0 else state


def question_named(guide: InterviewGuide, state: Interview, name: str) -> AskedQuestion:
    """Returns any question: a fact, a question for several facts, or `ordinary`; to correct what is presumed, say.

    Raises:
        AnswerError: If there is none of that name, or the role or a question of the interview is none.
    """
    _check(guide, state)
    given = {each.question: each.value for each in state.answers}
    place = list(given).index(name) if name in given else len(given)
    common = {"name": name, "number": place + 1, "given": given.get(name), "again": name in given}
    if name == ORDINARY:
        kept = tuple(each for each in state.answers if each.question != ORDINARY)
        resting = view_of(guide, state.model_copy(update={"answers": kept}), tentatively=True).resting()
        return AskedQuestion(topic=_ORDINARY_TOPIC, ask=_ORDINARY_ASK, kind="bool", presumed=resting, **common)
    if name in guide.questions:
        entry = guide.questions[name]
        choices = tuple(Choice(value=option.option, label=option.title) for option in entry.options)
        return AskedQuestion(topic=entry.title, ask=entry.ask, kind="option", choices=choices, **common)
    _check_known(guide, name)
    spec = guide.rulebook.facts[name]
    need = fact_need(spec, (), (), state.as_of.toordinal())
    return AskedQuestion(
        topic=spec.group_title,
        ask=spec.ask,
        meaning=spec.meaning,
        provisions=spec.at,
        kind=spec.kind,
        choices=need.choices,
        least=need.least,
        latest=need.latest,
        may_lack=spec.kind == "date" and not spec.origin,
        **common,
    )


def _next(guide: InterviewGuide, state: Interview, view: View) -> AskedQuestion | None:
    given = {each.question for each in state.answers}
    stated = stated_by(guide, state)
    needs = [
        need for need in view.useful() if need.fact not in given and stated.get(need.fact or "", HAPPENED) == HAPPENED
    ]
    if not needs:
        return None
    deciding = [need for need in needs if need.decides]
    needs = deciding or needs  # what decides an answer goes before what only counts a day
    role = guide.roles[state.role]
    several = [guide.questions[name] for name in role.questions if name not in given]
    found: dict[str, Need] = {}
    for need in needs:
        fact = str(need.fact)
        asked = next((one.question for one in several if fact in one.facts and not given & {*one.facts}), fact)
        found.setdefault(asked, need)
    facts = [each.question for each in state.answers if each.question not in (ORDINARY, role.first)]
    topic = _group(guide, facts[-1]) if facts and deciding else None
    near = (name for name in found if _group(guide, name) == topic)
    name = role.first if role.first in found else next(near, next(iter(found)))
    return question_named(guide, state, name).model_copy(update={"purpose": _purpose(guide, view, found[name])})


def _group(guide: InterviewGuide, name: str) -> str:
    fact = guide.questions[name].facts[0] if name in guide.questions else name
    return guide.rulebook.facts[fact].group


def _purpose(guide: InterviewGuide, view: View, need: Need) -> tuple[str, ...]:
    questions = guide.rulebook.questions
    answers = tuple(questions[name].title for name in view.answers if name in need.decides)
    return answers or tuple(
        f"“{view.edition.rule(rule).title}”的期限" for rule in need.norms if rule in view.contenders
    )


def _check(guide: InterviewGuide, state: Interview) -> None:
    """Refuses an interview, which may come from anywhere, of a role or with questions that there are not."""
    _check_role(guide, state.role)
    for each in state.answers:
        _check_known(guide, each.question)


def _check_role(guide: InterviewGuide, role: str) -> None:
    if role not in guide.roles:
        known = ", ".join(guide.roles)
        raise AnswerError(
            f"{role} is no role: {known}{did_you_mean(role, guide.roles)}",
            f"没有“{role}”这一角色，可选 {known}{did_you_mean(role, guide.roles, 'zh')}",
        )


def _check_known(guide: InterviewGuide, name: str) -> None:
    known = [ORDINARY, *guide.questions, *guide.rulebook.facts]
    if name not in known:
        raise AnswerError(
            f"there is no question {name}{did_you_mean(name, known)}",
            f"没有“{name}”这一问{did_you_mean(name, known, 'zh')}",
        )


def _read(guide: InterviewGuide, state: Interview, question: str, value: Value | date) -> Answer:
    _check_known(guide, question)
    try:
        given = Answer(question=question, value=value.isoformat() if isinstance(value, date) else value)
    except ValidationError:
        raise AnswerError(f"{question}: this is no value of a case", "案件里没有这样的值") from None
    if question == ORDINARY:
        if not isinstance(value, bool):
            raise AnswerError(f"{ORDINARY} is answered by true or false", "请回答是或者否")
    elif question in guide.questions:
        options = [option.option for option in guide.questions[question].options]
        if value not in (*options, UNKNOWN):
            raise AnswerError(f"{question} is one of {', '.join(options)}, unknown", "没有这一选项")
    else:
        spec = guide.rulebook.facts[question]
        if value is None and (spec.kind != "date" or spec.origin):
            raise AnswerError(f"{question} takes no null: write unknown", f"“{spec.title}”不能留空，可以答不知道")
        if spec.kind == "date" and not spec.set_day and _earliest(given.value) > state.as_of.isoformat():
            instead = "" if spec.origin else "；没有发生的，请答尚未"
            chinese = f"“{spec.title}”晚于{state.as_of.isoformat()}，还没有到{instead}"
            raise AnswerError(f"{question} lies after {state.as_of}", chinese)
    return given


def _earliest(value: Value) -> str:
    """Returns the first day that a day can be, as text; empty if there is none."""
    if isinstance(value, dict):
        value = value.get("not_before", "")
    return value if isinstance(value, str) and value != UNKNOWN else ""


def _refusal(guide: InterviewGuide, state: Interview, question: str, error: CaseError) -> AnswerError:
    """Says which answers an answer contradicts, and why."""
    constraints = {each.id: each for edition in guide.rulebook.editions for each in edition.constraints}
    broken = [constraints.get(found.constraint or "") for found in error.diagnostics]
    if None in broken:
        return AnswerError(str(error), "；".join(found.text() for found in error.diagnostics))
    told = told_by(guide, state)
    stating = {name for found in error.diagnostics for fact in found.facts for name in told.get(fact, ())} - {question}
    reasons = "；".join(f"{each.title}。{each.because}" for each in broken if each is not None)
    return _conflict(state, stating, reasons.removesuffix("。"), str(error))


def _conflict(state: Interview, stating: Iterable[str], reason: str, message: str) -> AnswerError:
    """Refuses an answer that contradicts some questions, the empty name being the role."""
    wanted = {*stating}
    numbers = [number for number, each in enumerate(state.answers, 1) if each.question in wanted]
    named = [*(["所选的角色"] if "" in wanted else []), *(f"第{number}项的回答" for number in numbers)]
    chinese = (f"与{'、'.join(named)}不能同时成立：" if named else "") + reason
    return AnswerError(message, chinese, tuple(each.question for each in state.answers if each.question in wanted))
