"""A reusable evaluator: made once for an edition and an engine, it evaluates case after case."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from xinfang_rules.calendar import working_calendar
from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.python.functions import narrow_of
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.errors import XinfangError, did_you_mean
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.fact_questions import bounded_days
from xinfang_rules.evaluation.making import MODELS, Making
from xinfang_rules.evaluation.needs import NeedsFinder
from xinfang_rules.evaluation.notices import WorkingDaysTold
from xinfang_rules.evaluation.results import ResultBuilder
from xinfang_rules.language.truth import Values
from xinfang_rules.once import MAKING, once
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.sources.document import quoted

if TYPE_CHECKING:
    from xinfang_rules.evaluation.change_days import ChangeFinder
    from xinfang_rules.evaluation.presuming import Supposed
    from xinfang_rules.facts.case import Case
    from xinfang_rules.result import Changes, Need, Result


def no_subject(name: str, edition: Edition) -> XinfangError:
    """Returns the refusal of a name that is neither a question nor the rule of a norm."""
    questions = [question.name for question in edition.questions]
    known = [*questions, *(rule.id for rule in edition.rules if rule.norm is not None)]
    return XinfangError(
        f"{name} is neither a question ({', '.join(questions)}) nor the rule of a norm" + did_you_mean(name, known),
        f"{quoted(name)}既不是问题（{'、'.join(questions)}），也不是义务、权利、禁止的规则编号"
        + did_you_mean(name, known, "zh"),
    )


def deadlines_of(data: CalendarData) -> DeadlineCounter:
    """Returns what counts last days by the working days that some rules tell."""
    return DeadlineCounter(lambda: working_calendar(data))


class Evaluated(NamedTuple):
    """A result, the facts as stated, the finished evaluation, and the case, or what makes it, if it is at hand."""

    result: "Result"
    stated: Values
    state: Outcome
    case: "Case | Callable[[], Case] | None" = None


class Evaluator:
    """Evaluates cases by one edition. Safe to share between threads.

    Args:
        edition: The edition.
        engine: The name of the engine.
        making: How parts of results are made.

    Attributes:
        admissibility: The constraints of the edition.

    Raises:
        XinfangError: If there is no engine of that name.
    """

    def __init__(self, edition: Edition, engine: str, making: Making = MODELS) -> None:
        self.edition = edition
        self._engine = engine
        self._making = making
        self._encoder = Encoder(edition)
        self.admissibility = Admissibility(edition, narrow_of(edition) if engine == "compiled" else None)
        self._deadlines = deadlines_of(edition.calendar)
        self._days = WorkingDaysTold(edition, making)
        self._results = ResultBuilder(edition, self._deadlines, self._days, engine, making)
        self._own = make_engine(engine, edition)

    def state(self, case: "Case", as_of: date) -> Outcome:
        """Evaluates a case without putting the outcome into words.

        Raises:
            InadmissibleError: If the case breaks a constraint.
            CalendarError: If a last day lies outside what can be counted.
        """
        today = as_of.toordinal()
        return self._finish(self._encoder.encode(case, today), today)

    def evaluate(self, case: "Case", as_of: date, remarks: tuple[str, ...] = ()) -> Evaluated:
        """Evaluates a case; its result has some remarks besides.

        Raises:
            InadmissibleError: If the case breaks a constraint.
            CalendarError: If a last day lies outside what can be counted.
        """
        today = as_of.toordinal()
        stated = self._encoder.encode(case, today)
        return self.repeated(stated, today, case, case.case_id, remarks)

    def evaluate_named(self, facts: Mapping[str, Any], as_of: date) -> Evaluated | None:
        """Evaluates facts by their dotted names; None if not all are plainly such. See `evaluate`."""
        today = as_of.toordinal()
        stated = self._encoder.encode_named(facts, today)
        if stated is None:
            return None
        return self.repeated(stated, today, lambda: self.edition.case_model.from_facts(facts))

    def repeated(
        self,
        stated: Values,
        today: int,
        case: "Case | Callable[[], Case] | None",
        case_id: str | None = None,
        remarks: tuple[str, ...] = (),
    ) -> Evaluated:
        """Evaluates facts as they were stated; see `evaluate`."""
        state = self._finish(stated.copy(), today)
        return Evaluated(self._results.build(state, case_id, remarks), stated, state, case)

    def _finish(self, facts: Values, today: int) -> Outcome:
        derived = self.admissibility.complete(facts, today)
        outcome = self._own.run(facts, today)
        outcome.derived = derived
        return outcome

    def needs(
        self,
        stated: Values,
        state: Outcome,
        case: "Case | None" = None,
        about: Collection[str] | None = None,
    ) -> "tuple[Need, ...]":
        """Returns what can still change an answer or a last day: facts, most decisive first, then missing notices.

        Args:
            stated: The facts as stated, or presumed.
            state: The evaluation.
            case: The case, of which needs tell within which bounds it knows a day already.
            about: The questions and rules of norms that are looked at; all if None.

        Raises:
            XinfangError: If there is no question and no norm of a name in `about`.
        """
        for name in about or ():
            if self.edition.question(name) is None and name not in self._norm_rules:
                raise no_subject(name, self.edition)
        known = {} if case is None else bounded_days(case, self.edition.facts)
        return self.needs_finder.find(stated, state, known, about)

    def under(self, values: Values, today: int) -> Outcome:
        """Evaluates facts, which are left as they are, without putting the outcome into words. See `state`."""
        return self._finish(values.copy(), today)

    def changes(
        self, stated: Values, state: Outcome, case: "Case | None", presumed: "tuple[Supposed, ...]" = ()
    ) -> "Changes":
        """Returns the days on which something changes though the facts do not.

        Args:
            stated: The facts as stated, or presumed.
            state: The evaluation.
            case: The case, if it tells days after that of the evaluation; else it makes no difference.
            presumed: What is presumed beside the case.
        """
        with MAKING:
            from xinfang_rules.evaluation.change_days import days_ahead  # seldom wanted

        ahead = () if case is None else days_ahead(case, state.today)

        def state_on(day: int) -> Outcome:
            facts = stated.copy() if case is None or not ahead else self._encoder.encode(case, day)
            for fact in presumed:
                fact.put(facts)
            return self._finish(facts, day)

        return self._change_finder.find(state, ahead, state_on)

    @once
    def _norm_rules(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.edition.rules if rule.norm is not None)

    @once
    def _change_finder(self) -> "ChangeFinder":
        from xinfang_rules.evaluation.change_days import ChangeFinder

        return ChangeFinder(self.edition, self._deadlines)

    @once
    def needs_finder(self) -> NeedsFinder:
        """What finds needs."""
        return NeedsFinder(
            self.edition, self._engine, self._own, self.admissibility, self._deadlines, self._days, self._making
        )


def evaluator_for(edition: Edition, engine: str = "compiled", making: Making = MODELS) -> Evaluator:
    """Returns the evaluator of an edition; made at first use, kept by the edition and dropped with it.

    Raises:
        XinfangError: If there is no engine of that name.
    """
    made = _evaluators(edition)
    wanted = engine, making
    if wanted not in made:
        with MAKING:
            if wanted not in made:
                made[wanted] = Evaluator(edition, engine, making)
    return made[wanted]


@per_edition
def _evaluators(_: Edition) -> dict[tuple[str, Making], Evaluator]:
    return {}
