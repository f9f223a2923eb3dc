"""Days and findings in Chinese: each finding is a sentence that can be copied into a review opinion."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from xinfang_rules.days import day_words
from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.report import Finding, FindingKind, whose
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.result.presumed import MARK
from xinfang_rules.result.result_parts import completed
from xinfang_rules.rulebook.citations import together

K = TypeVar("K")
V = TypeVar("V")


def stated_words(day: object) -> str:
    """Writes a day, bounds of one, or that it is unknown."""
    if isinstance(day, date):
        return day_words(day)
    return str(day) if isinstance(day, DayBounds) and day != DayBounds() else "何日不详"


def last_day_words(finding: Finding) -> str:
    """Writes the last day, or between which days it lies; empty if there is none."""
    mark = MARK if finding.days_presumed else ""
    if finding.due is not None:
        return f"最后一日为{day_words(finding.due)}{mark}"
    first, last = finding.due_earliest, finding.due_latest
    parts = [f"不早于{day_words(first)}"] if first else []
    parts += [f"不晚于{day_words(last)}"] if last else []
    return f"最后一日{'、'.join(parts)}{mark}" if parts else ""


class Places:
    """Says which pieces, claims and rounds parts are about, of those of which a record has several.

    Args:
        record: The record.
        parts: Its parts.
    """

    def __init__(self, record: Record, parts: Sequence[Part]) -> None:
        self._words: dict[tuple[str, ...], str] = {}
        self._of = {part.name: (part.context.piece, part.context.claim, part.round) for part in parts}
        self._several = len({part.round for part in parts}) > 1
        claims = ((label, claim.title or label) for label, claim in record.dossier.claims.items())
        self._claims = {label: (place, words) for place, (label, words) in enumerate(claims)}
        self._pieces = {piece: (place, words) for place, (piece, words) in enumerate(piece_words(record))}

    def words(self, parts: tuple[str, ...]) -> str:
        """Says which they are, piece by piece where they are not the same of each; empty where there is one of each."""
        if not (self._several or len(self._pieces) > 1 or len(self._claims) > 1):
            return ""
        if parts not in self._words:
            self._words[parts] = self._said(parts)
        return self._words[parts]

    def _said(self, parts: Sequence[str]) -> str:
        named: list[tuple[str, tuple[str, int]]] = []
        for name in parts:
            outside, _, claim = name.partition("/")  # of a check outside all parts
            piece, claim, number = self._of.get(name, (outside, claim, 0))
            if len(parts) == 1:
                return self._group((piece,), (claim,), (number,))
            named.append((piece, (claim, number)))
        groups = ((pieces, claims, rounds) for pieces, rest in _alike(named) for claims, rounds in _alike(rest))
        return "；".join(words for group in groups if (words := self._group(*group)))

    def _group(self, pieces: Iterable[str], claims: Iterable[str], rounds: Iterable[int]) -> str:
        said = []
        if len(self._pieces) > 1:
            said.append("、".join(_in_order(pieces, self._pieces)))
        if len(self._claims) > 1:
            said.append("、".join(_in_order(claims, self._claims)))
        if self._several:
            said.append("、".join(f"第{number}轮" for number in sorted(rounds) if number))
        return "，".join(words for words in said if words)


def _in_order(names: Iterable[str], known: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Yields what names are called, those that are known, by their places."""
    return (words for _, words in sorted(known[name] for name in known.keys() & set(names)))


def piece_words(record: Record) -> Iterator[tuple[str, str]]:
    """Yields the pieces of a record, each with what it is called in Chinese."""
    for number, (piece, step) in enumerate(record.raised.items(), 1):
        yield piece, f"第{number}件（{stated_words(step.day)}提出）"


def _alike(pairs: Iterable[tuple[K, V]]) -> Iterator[tuple[list[K], list[V]]]:
    """Yields the keys that go with the same values, and these."""
    values: dict[K, dict[V, None]] = {}
    for key, value in pairs:
        values.setdefault(key, {})[value] = None
    alike: dict[frozenset[V], list[K]] = {}
    for key, its in values.items():
        alike.setdefault(frozenset(its), []).append(key)
    for keys in alike.values():
        yield keys, [*values[keys[0]]]


def worded(finding: Finding, record: Record, where: str) -> Finding:
    """Returns a finding with where it is, and its sentence."""
    facts = record.table.rulebook.facts
    hangs_on = [facts[name].title for name in finding.unknown_facts]
    return completed(finding, where=where, text=_text(finding, whose(finding.who_title, where), record.as_of, hangs_on))


def _text(finding: Finding, who: str, as_of: date, hangs_on: Sequence[str]) -> str:
    cited = together(citation.label for citation in finding.citations)
    parts = [f"{who}：{finding.title}", last_day_words(finding), _standing(finding, as_of)]
    parts += [f"最后一日有待查明：{'、'.join(hangs_on)}"] if hangs_on else []
    told = "；".join(part for part in parts if part)
    return (
        f"{told}。"
        + (cited and f"依据：{cited}。")
        + ("（条文没有明文，依所作的解释）" if finding.interpretive else "")
    )


def _standing(finding: Finding, as_of: date) -> str:
    late = "" if finding.days_late is None else f"{finding.days_late}日"
    if not late and finding.late_at_least is not None:
        most = finding.late_at_most
        late = f"至少{finding.late_at_least}日" if most is None else f"{finding.late_at_least}日至{most}日"
    mark = "（日数是推定）" if finding.days_presumed else ""
    late += late and mark
    done = "" if finding.done_on is None else f"于{day_words(finding.done_on)}"
    match finding.shown:
        case FindingKind.KEPT:
            return f"已{done}履行" + ("" if finding.due is None else "，没有逾期")
        case FindingKind.EXERCISED:
            return f"已{done}行使"
        case FindingKind.LATE:
            return f"{done}履行，逾期{late}" if done else f"已履行，逾期{late}"
        case FindingKind.MISSING:
            since = "" if finding.since is None else f"，自{day_words(finding.since)}起逾期"
            return f"截至{day_words(as_of)}没有履行的记载{since}{late and f'，已逾期{late}'}"
        case FindingKind.RUNNING | FindingKind.OPEN:
            return "" if finding.days_left is None else f"还有{finding.days_left}日{mark}"
        case FindingKind.UNTOLD:
            days = "、".join(finding.unknown_days)
            told = f"现有记载不能确定：{'、或者'.join(finding.possible)}"
            return f"{told}；有待查明：{days}" if days else told
        case FindingKind.LAPSED if late:
            return f"{done or '已'}行使，超过期限{late}"
        case FindingKind.LAPSED:
            return "没有行使的记载，期限已过"
        case FindingKind.UNDONE:
            return f"截至{day_words(as_of)}没有履行的记载（条文没有写明期限）"
        case _:
            return ""
