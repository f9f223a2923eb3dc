"""Explaining results under presumptions: what is presumed is said wherever something rests on it, and why it may be."""

from collections.abc import Callable, Iterable

from xinfang_rules.explain.render_zh import INDENT, cited
from xinfang_rules.explain.result_text import blocks_of, norm_line
from xinfang_rules.result import Result
from xinfang_rules.result.presumed import NotPresumed, Presumed, PresumedFact
from xinfang_rules.rulebook.model import Edition


def confirm_words(fact: PresumedFact) -> str:
    """Asks whether a presumed fact is so."""
    return f"{fact.ask}（推定：{fact.text}；如不符合，请说明）"


def presumption_lines(facts: Iterable[PresumedFact], not_presumed: Iterable[NotPresumed]) -> list[str]:
    """Lists what is presumed, set by set with reason and limit; then what is not presumed."""
    by_set: dict[str, list[tuple[int, PresumedFact]]] = {}
    for number, fact in enumerate(facts, 1):
        by_set.setdefault(fact.presumption, []).append((number, fact))
    lines = []
    for name, numbered in by_set.items():
        said = "；".join(f"{number}. {fact.text}" for number, fact in numbered)
        _, first = numbered[0]
        provisions = f"依据：{cited(first.citations)}。" if first.citations else ""
        lines.append(f"{said}（{name}）。理由：{first.because}{provisions}{first.limit}")
    lines.extend(f"没有采用：{each.text}（{each.presumption}）。" for each in not_presumed)
    return lines


def ruled_out_words(presumed: Presumed) -> str:
    """Says how many norms would not apply if the presumed facts are so; empty if none."""
    number = sum(norm.applies == "no" for norm in presumed.norms.values())
    return f"依推定不适用、因而没有列出的：{number}项。" if number else ""


def explain_presumed(result: Result, shown: Result, edition: Edition, explain: Callable[[str], str]) -> str:
    """Explains every question, then lists norms, notes, what is still needed, and what is presumed.

    Args:
        result: The result.
        shown: The result as it is shown to readers, marked wherever it is presumed.
        edition: The edition.
        explain: Explains a question.
    """
    presumed = result.presumed
    assert presumed is not None
    numbers = {fact.fact: str(number) for number, fact in enumerate(presumed.facts, 1)}
    norms = []
    for norm in shown.norms:
        resting = presumed.grounds.norms.get(norm.rule, ())
        norms.append(norm_line(norm) + (f"推定：{'、'.join(numbers[fact] for fact in resting)}。" if resting else ""))
    if norms:
        norms.extend(filter(None, [ruled_out_words(presumed)]))
    blocks = blocks_of(shown, [explain(question.name) for question in edition.questions], norms)
    presumptions = presumption_lines(presumed.facts, presumed.not_presumed)
    if presumptions:
        blocks.append("\n".join(["推定（如不符合，请说明）：", *(INDENT + line for line in presumptions)]))
    return "\n\n".join(blocks)
