"""Details of a result that are worked out when asked for: what a fresh result can still ask of its evaluation."""

from collections.abc import Collection
from typing import Any

from xinfang_rules.arguments import wrong
from xinfang_rules.days import day_at
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.errors import XinfangError, did_you_mean
from xinfang_rules.evaluation.change_days import days_ahead
from xinfang_rules.evaluation.evaluator import Evaluated, Evaluator, evaluator_for, no_subject
from xinfang_rules.evaluation.fact_questions import bounded_days
from xinfang_rules.evaluation.pickling import packer_for
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import Values
from xinfang_rules.once import MAKING
from xinfang_rules.renaming import Renamed
from xinfang_rules.result import Changes, Need, Result
from xinfang_rules.rulebook.edition_registry import edition_known_as, fingerprint
from xinfang_rules.rulebook.model import RulebookId
from xinfang_rules.sources.document import quoted


class EvaluationDetails:
    """Works out the rest of one result; see `ResultDetails`."""

    def __init__(self, evaluator: Evaluator, done: Evaluated) -> None:
        # The result is not kept: it holds this, and a circle would wait for the garbage collector.
        self._evaluator = evaluator
        self._stated = done.stated
        self._state = done.state
        self._told = done.case
        self._norms = done.result.norms

    @property
    def _case(self) -> Case | None:
        return self._told() if callable(self._told) else self._told

    @property
    def evaluated(self) -> tuple[tuple[Outcome, Values], ...]:
        """The evaluations, each with the facts that went in."""
        return ((self._state, self._stated),)

    def packed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values of the result for a pickle."""
        return packer_for(self._evaluator.edition).packed(values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles what the evaluation can be repeated from, if its rulebook is at hand where the pickle is read."""
        edition = self._evaluator.edition
        known_as = (*edition.rulebook[:3], edition.since.toordinal(), fingerprint(edition))
        today, case = self._state.today, self._case
        # The case itself makes a difference only where it tells of days to come, or of bounds.
        kept = case is not None and (days_ahead(case, today) or bounded_days(case, edition.facts))
        return RepeatedDetails, (*known_as, self._stated, today, case if kept else None)

    def needs(self, about: Collection[str] | None = None) -> tuple[Need, ...]:
        """Returns what can still change an answer or a last day; see `ResultDetails.needs`."""
        return self._evaluator.needs(self._stated, self._state, self._case, about)

    def changes(self) -> Changes:
        """Returns the days on which something changes though the facts do not."""
        return self._evaluator.changes(self._stated, self._state, self._case)

    def explain(self, result: Result, about: str | None, why_not: str | None) -> str:
        """Returns the explanation as text; see `Result.explain`."""
        with MAKING:  # long to import, and seldom wanted
            from xinfang_rules.explain.result_text import explain_result
            from xinfang_rules.explain.why import explain_norm, explain_question, explain_why_not

        state = self._state
        edition = self._evaluator.edition
        for name, given in (("about", about), ("why_not", why_not)):
            if not (given is None or isinstance(given, str)):
                raise wrong(name, "a name", given, "explain('disposition', why_not='accept')")
        renamed = Renamed(edition.renamed)
        about = renamed.name(about, "question", "rule")
        why_not = renamed.name(why_not, "answer", of=about)
        if about is None:
            if why_not is not None:
                raise XinfangError(
                    "why_not needs a question, as in explain('disposition', why_not='accept')",
                    "问为什么不是某个结论，须先指明问题，例如 disposition",
                )
            return explain_result(result, state, own_norms=result.norms is self._norms)
        question = edition.question(about)
        norms = {rule.id: rule for rule in edition.rules if rule.norm is not None}
        if question is not None:
            if why_not is None:
                return explain_question(question, result, state)
            if why_not in question.answers:
                return explain_why_not(question, why_not, result, state)
            raise XinfangError(
                f"{why_not} is no answer of {about}: {', '.join(question.answers)}"
                + did_you_mean(why_not, question.answers),
                f"{quoted(why_not)}不是“{question.title}”（{about}）的结论，可填 "
                + "、".join(f"{answer}（{label}）" for answer, label in question.answers.items())
                + did_you_mean(why_not, question.answers, "zh"),
            )
        if about in norms and why_not is None:
            return explain_norm(norms[about], result, state)
        raise no_subject(about, edition)


class RepeatedDetails:
    """Works out the rest of a result that was pickled, by repeating its evaluation when first asked.

    It knows what `EvaluationDetails.__reduce__` tells.
    """

    def __init__(self, *known: Any) -> None:
        self._known = known
        self._repeated: EvaluationDetails | None = None

    def packed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values of the result for a pickle."""
        return values

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._known

    def needs(self, about: Collection[str] | None = None) -> tuple[Need, ...]:
        """Returns what can still change an answer or a last day; see `ResultDetails.needs`.

        Raises:
            XinfangError: If the rulebook is not at hand.
        """
        return self._again().needs(about)

    def changes(self) -> Changes:
        """Returns the days on which something changes though the facts do not.

        Raises:
            XinfangError: If the rulebook is not at hand.
        """
        return self._again().changes()

    def explain(self, result: Result, about: str | None, why_not: str | None) -> str:
        """Returns the explanation as text; see `Result.explain`."""
        return self._again().explain(result, about, why_not)

    def _again(self) -> EvaluationDetails:
        if self._repeated is None:
            book, title, overlays, since, digest, *evaluated = self._known
            edition = edition_known_as(RulebookId(book, title, overlays), day_at(since), digest)
            if edition is None:
                named = "".join(f" with {overlay}" for overlay in overlays)
                raise XinfangError(
                    f"this result was evaluated by another state of {book}{named} than is at hand here; "
                    "load that rulebook first, or evaluate the case again",
                    f"作出本结果的《{title}》规则书与此处能找到的不是同一状态；请先加载原来的规则书，或者重新评估案件",
                )
            evaluator = evaluator_for(edition)
            self._repeated = self._details(evaluator, evaluator.repeated(*evaluated))
        return self._repeated

    def _details(self, evaluator: Evaluator, done: Evaluated) -> EvaluationDetails:
        return EvaluationDetails(evaluator, done)
