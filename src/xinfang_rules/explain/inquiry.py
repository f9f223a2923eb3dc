"""What a fresh result can still ask of its evaluation."""

from xinfang_rules.errors import XinfangError, did_you_mean
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator
from xinfang_rules.explain.whole import explain_result
from xinfang_rules.explain.why import explain_norm, explain_question, explain_why_not
from xinfang_rules.result import Need, Result


class EvaluationInquiry:
    """Answers for one result; see `xinfang_rules.result.Inquiry`."""

    def __init__(self, evaluator: Evaluator, done: Evaluated) -> None:
        # The result is not kept: it holds this, and a circle would wait for the garbage collector.
        self._evaluator = evaluator
        self._stated = done.stated
        self._state = done.state
        self._norms = done.result.norms

    def needs(self) -> tuple[Need, ...]:
        """Returns the facts that can still change an answer, most decisive first."""
        return self._evaluator.needs(self._stated, self._state)

    def explain(self, result: Result, about: str | None, why_not: str | None) -> str:
        """Returns the explanation as text; see `Result.explain`."""
        state = self._state
        edition = self._evaluator.edition
        if about is None:
            if why_not is not None:
                raise XinfangError("why_not needs a question, as in explain('disposition', why_not='accept')")
            return explain_result(result, state, own_norms=result.norms is self._norms)
        questions = {question.name: question for question in edition.questions}
        norms = {rule.id: rule for rule in edition.rules if rule.norm is not None}
        if about in questions:
            question = questions[about]
            if why_not is None:
                return explain_question(question, result, state)
            if why_not in question.answers:
                return explain_why_not(question, why_not, result, state)
            hint = did_you_mean(why_not, question.answers)
            raise XinfangError(f"{why_not} is no answer of {about}: {', '.join(question.answers)}{hint}")
        if about in norms and why_not is None:
            return explain_norm(norms[about], result, state)
        hint = did_you_mean(about, [*questions, *norms])
        raise XinfangError(f"{about} is neither a question ({', '.join(questions)}) nor the rule of a norm{hint}")
