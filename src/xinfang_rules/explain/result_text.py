"""Rendering a whole result as text."""

from collections.abc import Iterable, Sequence

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.outcome import Outcome, unpack_rule
from xinfang_rules.explain.render_zh import INDENT, cited
from xinfang_rules.explain.result_phrases import missing_words
from xinfang_rules.explain.why import explain_question, need_lines
from xinfang_rules.result import Norm, Result
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.readings import is_followed

_REMEMBERED = 4_096
"""Lines of norms that are kept, of those that look otherwise in another case."""


def explain_result(result: Result, state: Outcome, *, own_norms: bool) -> str:
    """Explains every question, then lists the norms, the notes and what is still needed.

    Args:
        result: The result.
        state: The evaluation that it came from.
        own_norms: Whether the result still has the norms that the evaluation found, all of them in their order.
    """
    answers = [explain_question(question, result, state) for question in state.edition.questions]
    norms = _norm_lines(result.norms, state) if own_norms else [norm_line(norm) for norm in result.norms]
    return "\n\n".join(blocks_of(result, answers, norms))


def blocks_of(result: Result, answers: Iterable[str], norms: Sequence[str]) -> list[str]:
    """Puts what is said of questions and norms before the notes and what is still needed."""
    blocks = [f"《{result.instrument.title}》，截至{result.as_of.isoformat()}", *answers]
    if norms:
        blocks.append("\n".join(["义务、权利和禁止：", *norms]))
    if result.notes:
        blocks.append("\n".join(["说明：", *(INDENT + note.text for note in result.notes)]))
    needs = need_lines(result)
    if needs:
        blocks.append("\n".join(needs))
    return blocks


def _norm_lines(norms: Sequence[Norm], state: Outcome) -> list[str]:
    """Writes the norms that an evaluation found, each in one line."""
    known = _written(state.edition).get
    lines = zip(sorted(state.active), norms, strict=True)
    return [known(found) or _write(found, norm, state.edition) for found, norm in lines]


def _write(found: int, norm: Norm, edition: Edition) -> str:
    """Writes a norm; remembers the line of one without a period, which names no day."""
    rule = edition.rules[unpack_rule(found)]
    if rule.norm is None or rule.norm.period is not None:
        return norm_line(norm)
    if not is_followed(edition, rule):
        return _written(edition).setdefault(found, norm_line(norm))
    # One that rests on other readings in another case is another norm; what is kept keeps it, and so its identity.
    written = _written_of_followed(edition)
    known = written.get(id(norm)) or keep(written, _REMEMBERED, id(norm), (norm, norm_line(norm)))
    return known[1]


@per_edition
def _written(_: Edition) -> dict[int, str]:
    return {}


@per_edition
def _written_of_followed(_: Edition) -> dict[int, tuple[Norm, str]]:
    return {}


def norm_line(norm: Norm) -> str:
    """Writes a norm in one line."""
    certain = "" if norm.applies == "yes" else "（是否适用尚不能确定）"
    read = f"（依解释：{'、'.join(reading.of for reading in norm.rests_on)}）" if norm.rests_on else ""
    said = f"{norm.bearer.label}：{norm.label}{certain}。{due_words(norm)}{norm.status.label}{read}。"
    return INDENT + said + cited(norm.citations)


def due_words(norm: Norm) -> str:
    """Writes a norm's last day, as far as it is known."""
    if norm.due is not None:
        return f"最后一日{norm.due.isoformat()}，"
    if norm.due_earliest is not None or norm.due_latest is not None:
        earliest = "" if norm.due_earliest is None else f"不早于{norm.due_earliest.isoformat()}"
        latest = "" if norm.due_latest is None else f"不晚于{norm.due_latest.isoformat()}"
        days = "、".join(part for part in (earliest, latest) if part)
        waiting = missing_words(norm)
        return f"最后一日{days}{f'（{waiting}）' if waiting else ''}，"
    return "及时，" if norm.promptly else ""
