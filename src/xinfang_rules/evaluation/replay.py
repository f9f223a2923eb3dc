"""Reproducing a stored result: the same case, the same day, whatever rulebook is at hand now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xinfang_rules.arguments import wrong
from xinfang_rules.errors import Language, XinfangError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.governing import renamed_in
from xinfang_rules.facts.case import Case
from xinfang_rules.result import OutcomeDifference, Result, SourceDifference
from xinfang_rules.result.result_reading import read_result
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.sources.document import one_line


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored result beside the one that its case has now.

    Attributes:
        stored: The stored result.
        result: The result now, for the same day.
        sources: In what the two were worked out with otherwise: library, rulebook, overlays, calendar, engine.
        outcome: What they decide differently.
    """

    stored: Result
    result: Result
    sources: tuple[SourceDifference, ...]
    outcome: tuple[OutcomeDifference, ...]

    @property
    def same_sources(self) -> bool:
        """Whether both were worked out with the same; then the outcome is the same, too, or something is broken."""
        return not self.sources

    @property
    def same_outcome(self) -> bool:
        """Whether both decide the same."""
        return not self.outcome

    def text(self, language: Language = "zh") -> str:
        """Says in lines what differs; what is decided differently is named in Chinese, as rules and answers are."""
        chinese = language == "zh"
        said, sources = (
            ("结论相同。", "The outcome is the same."),
            ("规则、数据和程序都相同。", "Nothing else differs."),
        )
        if self.outcome:
            number = len(self.outcome)
            said = f"结论有{number}处不同：", f"{number} things come out differently:"
        if self.sources:
            sources = "规则、数据或者程序有下列不同：", "Rules, data or programs differ:"
        lines = [
            said[not chinese],
            *(f"  {difference.text}" for difference in self.outcome),
            sources[not chinese],
            *(f"  {difference.text if chinese else difference.text_en}" for difference in self.sources),
        ]
        return "\n".join(map(one_line, lines))  # what is stored may hold anything


def replay(
    stored: Result | str | bytes,
    case: Case | Mapping[str, Any],
    *,
    rulebook: Rulebook | None = None,
    engine: str = "compiled",
) -> Replay:
    """Evaluates a case again, for the day of a stored result and under its presumptions, and says what differs.

    Args:
        stored: The result, or its JSON.
        case: The case, as it was stored with the result.
        rulebook: The rulebook, with the overlays that were laid over it then; see `evaluate`.
        engine: The engine; see `evaluate`.

    Raises:
        ResultError: If the text is no result that can be read.
        XinfangError: If the result is another case's, by its `case_id`; and whatever `evaluate` raises.
        ArgumentError: If `stored` is neither a result nor a text.
    """
    if isinstance(stored, (str, bytes, bytearray)):
        stored = read_result(stored)
    elif not isinstance(stored, Result):
        raise wrong("stored", "a Result or its JSON", stored, "Result.model_validate(data)")
    presume, place = stored.provenance.presume, stored.provenance.place if rulebook is None else None
    now = evaluate(case, as_of=stored.as_of, rulebook=rulebook, engine=engine, presume=presume, place=place)
    if stored.case_id != now.case_id:
        mine, other = (case_id or "no case_id" for case_id in (stored.case_id, now.case_id))
        raise XinfangError(
            f"the stored result is of another case than the one given: {mine}, and {other}",
            f"存放的结果是另一案件的：编号是 {stored.case_id or '（无）'}，给出的案件是 {now.case_id or '（无）'}",
        )
    sources = stored.provenance.differences(now.provenance)
    renamed = renamed_in(rulebook)
    named = stored
    if renamed:  # what was stored by its old name has not changed for that
        named = Result.model_validate(renamed.result(stored.model_dump(mode="json", exclude={"needs"})))
    return Replay(stored, now, sources, named.outcome_differences(now))
