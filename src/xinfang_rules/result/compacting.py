"""From a result to what the case brings about: as models, or at once as JSON."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic_core import to_json

from xinfang_rules.bounded_cache import keep
from xinfang_rules.errors import XinfangError
from xinfang_rules.facts.values import Term
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.compact import (
    CompactDecision,
    CompactLabels,
    CompactNeed,
    CompactNorm,
    CompactNote,
    CompactOverlay,
    CompactProvenance,
    CompactResult,
)
from xinfang_rules.result.compact_part import said
from xinfang_rules.result.compact_presumed import compact_presumed
from xinfang_rules.result.conclusions import Decision, Need, Norm
from xinfang_rules.result.presumed import shown_norm
from xinfang_rules.result.provenance import Provenance
from xinfang_rules.result.references import InstrumentRef
from xinfang_rules.result.result_parts import Citation, PartT, Reading, ResultPart, maker
from xinfang_rules.result.status_enums import NormStatus

if TYPE_CHECKING:
    from xinfang_rules.result.result import Result

FIRST_NEEDS: Final = 2
"""How many needs are told; they are the most decisive."""

_REMEMBERED: Final = 4_096
"""How many parts are remembered of the results by one instrument."""

_MISSED: Final = frozenset({NormStatus.OVERDUE, NormStatus.MET_LATE, NormStatus.LAPSED})
_PASSED: Final = _MISSED | {NormStatus.BREACHED}
"""A day that has passed, or something done that must not be: never left out, and never without its readings."""

_made, _made_decision, _made_norm = maker(CompactResult), maker(CompactDecision), maker(CompactNorm)
_made_labels, _made_provenance, _made_overlay = maker(CompactLabels), maker(CompactProvenance), maker(CompactOverlay)


def compact(result: "Result", *, needs: bool = True) -> CompactResult:
    """Returns what a case brings about; see `Result.compact`.

    Args:
        result: The result.
        needs: Whether to tell the first needs, which take longer to work out than all the rest.
    """
    presumed = result.presumed
    views = {} if presumed is None else presumed.norms
    told: list[Norm] = []
    others: list[Norm] = []
    for norm in result.norms:
        view = shown_norm(norm, views.get(norm.rule))
        if view is not None:  # what would not apply is named apart
            (told if _is_told(view) else others).append(norm)
    own = f"《{result.instrument.title}》"
    first = _needs(result) if needs else None
    keys: dict[str, str] = {}  # of each reading, by its text: several rules may take the same
    decisions = {name: _made_decision(**_decision(decision, own, keys)) for name, decision in result.decisions.items()}
    norms = tuple(_made_norm(**_norm(norm, own, keys)) for norm in told)
    answers = [decision.status for decision in decisions.values()]
    statuses = [*(norm.status for norm in norms), *(status for norm in norms for status in norm.candidates)]
    supposed = None
    if presumed is not None:
        rules = frozenset(norm.rule for norm in told)
        supposed = compact_presumed(
            presumed, rules, _grouped, lambda cited: _at(cited, own), lambda read: _keys(read, keys)
        )
        answers.extend(decision.would_be for decision in supposed.decisions.values())
        for shown in supposed.norms.values():
            statuses.extend((shown.would_be, *shown.candidates))
    return _made(
        as_of=result.as_of,
        case_id=result.case_id,
        instrument=result.instrument,
        decisions=FrozenDict(decisions),
        norms=norms,
        possible=FrozenDict(_grouped(norm.rule for norm in others if norm.applies == "unknown" and not norm.general)),
        general=sum(norm.general for norm in others),
        notes=tuple(CompactNote(rule=note.rule, text=note.text) for note in result.notes),
        readings=FrozenDict({key: text for text, key in keys.items()}),
        needs=None if first is None else tuple(map(_need, first[:FIRST_NEEDS])),
        more_needs=max(len(first or ()) - FIRST_NEEDS, 0),
        provenance=_provenance(result.provenance),
        labels=_made_labels(**_labels(answers, statuses, (norm.bearer for norm in norms))),
        presumed=supposed,
    )


class _NormText(NamedTuple):
    """What is told of a norm.

    Attributes:
        norm: The norm; it is kept, so that no other can take its identity.
        text: Its compact form as JSON; empty if it is not told.
        status: The status in it.
        candidates: The candidates in it.
        group: What stands before the first dot of its rule.
        name: What stands after it.
    """

    norm: Norm
    text: str
    status: Term | None
    candidates: tuple[Term, ...]
    group: str
    name: str


_DAYS: Final = ("due", "due_earliest", "due_latest", "days_left", "days_late", "done_on", "missing_notices")
"""What two norms may have different that are told alike; one after the other, as `CompactNorm` has them."""

_BUT_DAYS: Final = attrgetter(
    *("rule", "label", "bearer", "applies", "general", "promptly", "status", "candidates"),
    *("citations", "interpretive", "rests_on"),
)


class _Form(NamedTuple):
    """How norms are written that differ only by their days.

    Attributes:
        alike: What they have in common.
        text: One of them.
        before: What stands before the days.
        after: What stands after them.
    """

    alike: tuple[object, ...]
    text: _NormText
    before: str
    after: str


class _Texts:
    """What was written of parts that many results have in common, by their identities.

    Args:
        own: The name of the instrument, which is left out of its provisions.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self._parts: dict[int, tuple[ResultPart, str]] = {}
        self._norms: dict[int, _NormText] = {}
        self._forms: dict[tuple[str, int, int], _Form] = {}

    def part(self, part: PartT, write: Callable[[PartT], str]) -> str:
        """Returns what is written of a part."""
        found = self._parts.get(id(part))
        if found is not None and found[0] is part:
            return found[1]
        made: tuple[ResultPart, str] = part, write(part)
        return keep(self._parts, _REMEMBERED, id(part), made)[1]

    def decision(self, decision: Decision, keys: dict[str, str]) -> str:
        """Returns what is written of a decision; its readings are added to the keys."""

        def written(part: Decision) -> str:
            return _encoded(said(CompactDecision, _decision(part, self._own, keys)))

        return written(decision) if decision.rests_on else self.part(decision, written)

    def norm(self, norm: Norm, keys: dict[str, str]) -> _NormText:
        """Returns what is told of a norm; its readings are added to the keys."""
        found = self._norms.get(id(norm))
        if found is not None and found.norm is norm:
            return found
        if any(True for _ in _norm_readings(norm)):
            return self._text(norm, keys)
        if norm.due is None and norm.due_earliest is None and norm.due_latest is None:
            return keep(self._norms, _REMEMBERED, id(norm), self._text(norm, keys))
        return self._dated(norm)

    def _text(self, norm: Norm, keys: dict[str, str]) -> _NormText:
        values = _norm(norm, self._own, keys) if _is_told(norm) else {}
        text = _encoded(said(CompactNorm, values)) if values else ""
        group, _, name = norm.rule.partition(".")
        return _NormText(norm, text, values.get("status"), values.get("candidates", ()), group, name)

    def _dated(self, norm: Norm) -> _NormText:
        """Writes the days of a norm into the text of one that differs from it by nothing else."""
        alike = _BUT_DAYS(norm)
        place = norm.rule, id(norm.status), id(norm.candidates)
        form = self._forms.get(place)
        if form is None or form.alike != alike:
            form = keep(self._forms, _REMEMBERED, place, self._form(norm, alike))
        if not form.text.text:
            return form.text
        told = norm.__dict__
        days = [
            f',"{name}":"{value}"' if isinstance(value, date) else f',"{name}":{_encoded(value)}'
            for name in _DAYS
            if (value := told[name]) is not None and value != ()
        ]
        return form.text._replace(text="".join((form.before, *days, form.after)))

    def _form(self, norm: Norm, alike: tuple[object, ...]) -> "_Form":
        text = self._text(norm, {})
        values = _norm(norm, self._own, {})
        names = list(values)
        first, last = names.index(_DAYS[0]), names.index(_DAYS[-1]) + 1
        before, after = (
            _encoded(said(CompactNorm, {name: values[name] for name in some})) for some in (names[:first], names[last:])
        )
        return _Form(alike, text, before[:-1], "}" if after == "{}" else "," + after[1:])


_texts_of = lru_cache(maxsize=64)(_Texts)


def _encoded(value: object) -> str:
    return to_json(value).decode()


def compact_json(result: "Result", *, needs: bool = True) -> str:
    """Writes `compact(result, needs=needs).model_dump_json()` at once; see `Result.compact_json`."""
    if result.presumed is not None:
        return compact(result, needs=needs).model_dump_json()
    texts = _texts_of(f"《{result.instrument.title}》")
    keys: dict[str, str] = {}
    decisions = [f"{_encoded(name)}:{texts.decision(one, keys)}" for name, one in result.decisions.items()]
    told: list[_NormText] = []
    possible: dict[str, list[str]] = {}
    general = 0
    for norm in result.norms:
        found = texts.norm(norm, keys)
        if found.text:
            told.append(found)
        elif norm.general:
            general += 1
        else:
            possible.setdefault(found.group, []).append(found.name)
    first = _needs(result) if needs else None
    asked = None if first is None else [_need(need).model_dump_json() for need in first[:FIRST_NEEDS]]
    labels = _labels(
        [decision.status for decision in result.decisions.values()],
        [*(each.status for each in told), *(status for each in told for status in each.candidates)],
        [each.norm.bearer for each in told],
    )
    notes = [said(CompactNote, {"rule": note.rule, "text": note.text}) for note in result.notes]
    written = {
        "as_of": _encoded(result.as_of),
        "case_id": result.case_id and _encoded(result.case_id),
        "instrument": texts.part(result.instrument, InstrumentRef.model_dump_json),
        "decisions": "{" + ",".join(decisions) + "}",
        "norms": "[" + ",".join([each.text for each in told]) + "]",
        "possible": _encoded(possible),
        "general": str(general),
        "notes": notes and _encoded(notes),
        "readings": keys and _encoded({key: text for text, key in keys.items()}),
        "needs": "null" if asked is None else "[" + ",".join(asked) + "]",
        "more_needs": str(max(len(first or ()) - FIRST_NEEDS, 0)),
        "provenance": texts.part(result.provenance, lambda source: _provenance(source).model_dump_json()),
        "labels": _encoded(said(CompactLabels, labels)),
    }
    return "{" + ",".join([f'"{name}":{text}' for name, text in written.items() if text]) + "}"


def _provenance(source: Provenance) -> CompactProvenance:
    return _made_provenance(
        schema_version=source.schema_version,
        library=source.library,
        rulebook=source.rulebook,
        overlays=tuple(_made_overlay(id=overlay.id, digest=overlay.digest) for overlay in source.overlays),
        calendar=source.calendar.digest,
        package=source.calendar.package,
        engine=source.engine,
        confirmed_by=source.confirmed_by,
        presume=source.presume,
    )


def _grouped(rules: Iterable[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for rule in rules:
        group, _, name = rule.partition(".")
        grouped.setdefault(group, []).append(name)
    return {group: tuple(names) for group, names in grouped.items()}


def _is_told(norm: Norm) -> bool:
    """Says whether a norm is told whole: it follows from the case, may not have been kept in time, or has a day."""
    if norm.applies == "yes":
        missed = norm.status in _PASSED or not _MISSED.isdisjoint(norm.candidates)
        return missed or bool(norm.rests_on) or not norm.general
    return norm.due is not None or norm.due_earliest is not None or norm.due_latest is not None


def _decision(decision: Decision, own: str, keys: dict[str, str]) -> dict[str, Any]:
    """Returns the values of a `CompactDecision`, in their order."""
    labels = decision.labels
    open_ = () if decision.answer is not None else decision.candidates
    return {
        "title": decision.title,
        "status": decision.status,
        "answer": decision.answer,
        "label": decision.label,
        "candidates": FrozenDict({answer: labels.get(answer, answer) for answer in open_}),
        "alternatives": FrozenDict({answer: labels.get(answer, answer) for answer in decision.alternatives}),
        "at": _at(decision.citations, own),
        "rests_on": _keys(decision.rests_on, keys),
        "interpretive": bool(decision.interpretive),
    }


def _norm(norm: Norm, own: str, keys: dict[str, str]) -> dict[str, Any]:
    """Returns the values of a `CompactNorm`, in their order."""
    may_apply = norm.applies == "unknown"
    readings = tuple(_norm_readings(norm))
    candidates = tuple(status for status in norm.candidates if not (may_apply and status is NormStatus.NOT_APPLICABLE))
    interpretive = norm.interpretive
    return {
        "rule": norm.rule,
        "label": norm.label,
        "bearer": norm.bearer,
        "may_apply": may_apply,
        "status": None if candidates and norm.status is not NormStatus.PRESUMED else norm.status,
        "candidates": candidates,
        "promptly": norm.promptly,
        "due": norm.due,
        "due_earliest": norm.due_earliest,
        "due_latest": norm.due_latest,
        "days_left": norm.days_left,
        "days_late": norm.days_late,
        "done_on": norm.done_on,
        "missing_notices": norm.missing_notices,
        "at": _at(norm.citations, own),
        "rests_on": _keys(readings, keys),
        "interpretive": interpretive is not None and all(interpretive != reading.text for reading in readings),
    }


def _norm_readings(norm: Norm) -> Iterator[Reading]:
    yield from norm.rests_on
    if norm.interpretive is not None and norm.status in _PASSED:
        yield Reading(of=norm.rule, text=norm.interpretive)


def _keys(readings: Iterable[Reading], keys: dict[str, str]) -> tuple[str, ...]:
    """Returns the key of each reading: what takes it, with a number where that takes another one too."""
    found: dict[str, None] = {}
    for reading in readings:
        if reading.text not in keys:
            taken = reading.of in keys.values()
            keys[reading.text] = f"{reading.of}#{len(keys)}" if taken else reading.of
        found[keys[reading.text]] = None
    return tuple(found)


def _at(citations: Iterable[Citation], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.label.removeprefix(own) for citation in citations))


def _needs(result: "Result") -> tuple[Need, ...] | None:
    try:
        return result.needs
    except XinfangError:  # it was stored without them
        return None


def _need(need: Need) -> CompactNeed:
    told = {name: getattr(need, name) for name in CompactNeed.model_fields}
    return CompactNeed.model_validate({**told, "presumed": need.presumed is not None})


def _labels(answers: Iterable[Term], statuses: Iterable[Term | None], bearers: Iterable[Term]) -> dict[str, Any]:
    """Returns the values of `CompactLabels`."""
    lists = {"decision_status": answers, "norm_status": statuses, "bearer": bearers}
    return {
        name: FrozenDict({str(term): term.label for term in terms if term is not None}) for name, terms in lists.items()
    }
