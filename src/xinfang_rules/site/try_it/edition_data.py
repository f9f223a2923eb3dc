"""One edition as data: what is evaluated, in which order, and the words in which it is told."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from xinfang_rules.engines.javascript.printed_module import print_edition
from xinfang_rules.evaluation.candidate_values import CandidateValues, written_days
from xinfang_rules.evaluation.conclusion_readings import Readings
from xinfang_rules.evaluation.edition_parts import decisive_part, near_norms
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.evaluation.presuming import Supposed, offers_of
from xinfang_rules.evaluation.standing import ever_open
from xinfang_rules.explain.norm_words import period_words
from xinfang_rules.language.scope import Kind, member_name
from xinfang_rules.program.narrowing import most_rounds
from xinfang_rules.program.reach import behind, bound_facts
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Constraint, Edition, Question, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec, Span, Unit
from xinfang_rules.rulebook.readings import own_readings, rolling_reading
from xinfang_rules.rulebook.reads import norm_names, norm_units
from xinfang_rules.site.try_it.nodes import Nodes, stated

Cites = Callable[[Iterable[Cited]], list[int]]
"""Says where citations stand in the table of all citations."""


def edition_entry(edition: Edition, cites: Cites, address: Callable[[Rule], str]) -> tuple[dict[str, Any], str]:
    """Writes one edition: as data, and as the functions that evaluate by it.

    Args:
        edition: The edition.
        cites: Says where citations stand in the table of citations.
        address: Gives the address of a rule from the root of the site.
    """
    writer = _Writer(edition, cites, address)
    return writer.data(), writer.printed.source


class _Writer:
    def __init__(self, edition: Edition, cites: Cites, address: Callable[[Rule], str]) -> None:
        self.printed = print_edition(edition)
        self._edition = edition
        self._layout = edition.layout
        self._cites = cites
        self._address = address
        self._nodes = Nodes(edition)
        self._deadlines = deadlines_of(edition.calendar)
        self._leads = Readings(edition, self._deadlines).leads
        self._numbers = {name: number for number, name in enumerate(edition.facts)}
        self._questions = {question.name: question for question in edition.questions}

    def data(self) -> dict[str, Any]:
        edition, nodes = self._edition, self._nodes
        rolling = {rolling_reading(edition, rule) for rule in edition.rules}
        units = [nodes.node(unit) for unit in edition.conditions]
        decisive = decisive_part(edition)
        for stratum in decisive.strata:
            for unit in stratum.condition_ids:
                nodes.word(edition.conditions[unit])
        return {
            "since": edition.since.toordinal(),
            "blank": [*Encoder(edition).encode(edition.case_model(), 0), *self.printed.more],
            "slots": [self._fact_slot(name) for name in edition.facts],
            "units": units,
            "constraints": [self._constraint(constraint) for constraint in edition.constraints],
            "concepts": [{"title": each.title, "slot": each.slot, "rules": each.rules} for each in edition.concepts],
            "questions": [self._question(question) for question in edition.questions],
            "rules": [self._rule(rule) for rule in edition.rules],
            "rollOn": {name: text for name, text in own_readings(edition).items() if name in rolling},
            "held": self.printed.rules,
            "mostRounds": most_rounds(edition),
            "numbers": sorted({parameter.value for parameter in edition.parameters.values()}),
            "written": sorted(written_days(edition)),
            "parts": [self._part(()), self._part(near_norms(edition)), self._part(ever_open(edition))],
            "presumptions": list(self._bundles()),
            "nodes": list(nodes.rows),
            "words": nodes.words,
        }

    def _bundles(self) -> Iterator[dict[str, Any]]:
        """Yields the names by which sets are asked for together, of which nothing hangs on days or duties besides."""
        presumptions, offers = self._edition.presumptions, offers_of(self._edition)
        for name in dict.fromkeys(name for one in presumptions.sets for name in one.bundles):
            asked = [offers[one.name] for one in presumptions.named([name])]
            if not any(offer.days or offer.unless_late for offer in asked):
                facts = [self._supposed(fact) for offer in asked for fact in offer.facts]
                yield {"name": name, "facts": facts}

    def _supposed(self, fact: Supposed) -> dict[str, Any]:
        told = {
            "number": fact.number,
            "text": fact.told.text,
            "set": fact.told.presumption,
            "because": fact.told.because,
            "limit": fact.told.limit or None,
        }
        return {"fact": self._numbers[fact.fact], "choices": fact.choices, **stated(told)}

    def _part(self, norms: tuple[Rule, ...]) -> dict[str, list[int]]:
        part = decisive_part(self._edition, norms)
        return {
            "holds": [rule.index for rule in norms],
            "norms": [rule.index for stratum in part.strata for rule in stratum.norms],
            "timed": self._facts(CandidateValues(self._edition, part, self._deadlines).timed),
        }

    def _fact_slot(self, name: str) -> int:
        entry = self._edition.scope[name]
        return self._layout[member_name(name, entry.values[0]) if entry.kind is Kind.MEMBERS else name]

    def _facts(self, names: Iterable[str]) -> list[int]:
        """Numbers the facts among some names."""
        bases = {name.partition("[")[0] for name in names}
        return sorted(self._numbers[base] for base in bases if base in self._numbers)

    def _behind(self, names: Iterable[str]) -> tuple[list[int], list[int]]:
        """Numbers the facts on which some names rest, and further ones that constraints tie to those."""
        found = behind(self._edition, list(names)).facts
        reads = self._facts(found)
        return reads, [fact for fact in self._facts(bound_facts(self._edition, found)) if fact not in reads]

    def _constraint(self, constraint: Constraint) -> dict[str, Any]:
        undated = constraint.undated
        return stated(
            {
                "id": constraint.id,
                "title": constraint.title,
                "because": constraint.because,
                "cites": self._cites(constraint.citations),
                "node": self._nodes.node(constraint.condition),
                "reading": constraint.interpretive,
                "undated": undated and {"given": self._nodes.node(undated[0]), "days": self._facts(undated[1])},
            }
        )

    def _question(self, question: Question) -> dict[str, Any]:
        reads, linked = self._behind([question.name])
        told = {
            "name": question.name,
            "title": question.title,
            "slot": question.slot,
            "arises": question.arises,
            "cites": self._cites(question.citations),
            "reading": question.interpretive,
            "grave": [list(question.answers).index(answer) for answer in question.grave],
        }
        always = {"answers": list(question.answers.items()), "lines": question.tiers, "facts": reads, "linked": linked}
        return {**stated(told), **always}

    def _rule(self, rule: Rule) -> dict[str, Any]:
        answer = None
        if rule.question is not None and rule.answer is not None:
            answer = list(self._questions[rule.question].answers).index(rule.answer)
        told = {
            "id": rule.id,
            "title": rule.title,
            "at": self._address(rule),
            "cites": self._cites(rule.citations),
            "unit": rule.condition_id,
            "by": list(rule.defeated_by),
            "leads": self._leads(rule),
            "answer": answer,
            "otherwise": rule.default,
            "reading": rule.interpretive,
            "readingWhen": None if rule.reading_when is None else self._nodes.node(rule.reading_when),
            "grave": rule.grave,
            "general": rule.general,
            "note": rule.note,
            "norm": None if rule.norm is None else self._norm(rule, rule.norm),
        }
        return stated(told)

    def _norm(self, rule: Rule, norm: NormSpec) -> dict[str, Any]:
        layout, period = self._layout, norm.period
        return stated(
            {
                "kind": norm.kind.value,
                "bearer": norm.bearer.label,
                "who": norm.bearer.value,
                "own": "petitioner" in norm.bearer.marks,
                "promptly": norm.promptly,
                "period": None if period is None else period_words(norm, self._edition),
                "status": layout[STATUS + rule.id],
                "due": None if period is None else layout[DUE + rule.id],
                "turned": self.printed.turned.get(rule.index),
                "rolling": rolling_reading(self._edition, rule),
                "spans": [] if period is None else [self._span(span) for span in period.ways],
                "rollsOn": period is not None and period.rolls_on,
                "done": None if norm.done is None else stated({"day": layout[norm.done.day], "when": norm.done.when}),
                "units": list(norm_units(norm)),
                "reads": [layout[name] for name in norm_names(norm)],
            }
        )

    def _span(self, span: Span) -> dict[str, Any]:
        layout, within, extend, exclude = self._layout, span.within, span.extend, span.exclude
        return stated(
            {
                "days": None if within is None or within.months else within.value,
                "months": within and (within.months or None),
                "working": within is not None and within.unit is Unit.WORKING_DAY,
                "extend": extend and {"days": layout[extend.days], "atMost": extend.at_most.value},
                "exclude": exclude and {"days": layout[exclude.days]},
                "pause": span.pause and {"start": layout[span.pause.start], "until": layout[span.pause.until]},
            }
        )
