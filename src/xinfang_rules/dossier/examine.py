"""Examining a dossier: its parts are evaluated, and what they come to is merged into one report."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from xinfang_rules.arguments import day_of, names_of
from xinfang_rules.dossier.acts_table import ActsTable, table_of
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.dossier.examination import Examination, nested
from xinfang_rules.dossier.governing_tables import Governed, governing_tables
from xinfang_rules.dossier.merged_findings import in_order
from xinfang_rules.dossier.order_of_events import timeline_of
from xinfang_rules.dossier.projection import Facts
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.dossier.report import DossierReport, spanning
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.evaluation.evaluate import decided, decided_plainly
from xinfang_rules.evaluation.presuming import check_presumed
from xinfang_rules.result import Result
from xinfang_rules.result.presumed import NotPresumed
from xinfang_rules.rulebook.model import Rulebook


def examine(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    rulebook: Rulebook | None = None,
    acts: ActsTable | None = None,
    engine: str = "compiled",
    ask: bool = False,
    presume: str | Iterable[str] = (),
    reader: str | None = None,
) -> DossierReport:
    """Examines a dossier: what was done, what is due by whom until when, what was late, missing or wrong.

    What is dated after the day has not happened yet, so that the same dossier can be examined for any day.

    Args:
        dossier: The dossier; a plain mapping is validated first.
        as_of: The day.
        rulebook: The rulebook; if None, the one that goes with the table of acts, and without one, for each piece of
            the dossier the shipped instrument in force when it was received: the report is then a `SpanningReport` if
            there are several.
        acts: The table of acts; that of the rulebook's pack if None.
        engine: How conditions are computed; see `evaluate`.
        ask: Whether to work out what is still to be found out, and on which presumed facts each finding rests, which
            takes longer than all the rest.
        presume: Presumptions of the rulebook; see `evaluate`. What follows only by them is marked. Those that the
            dossier bars (`never_presume`) are not made, and the report tells so.
        reader: For whom the report is, as the table of acts names readers; what must not be presumed for them is
            refused. None if that is open: the report tells the limits of what was presumed.

    Raises:
        CaseError: If it is no dossier. Of a part whose facts cannot be true together the report says why.
        RulebookError: If the rulebook's pack has no table of acts.
        ArgumentError: If `as_of` is no day, `presume` names no presumptions, or such as are not for the reader.
        EngineError: If the engine is not installed.
    """
    as_of = day_of(as_of)
    table = table_of(rulebook, acts)
    names = names_of(presume, "presume", "ordinary") if presume else ()
    check_reader(table, rulebook or table.rulebook, names, reader)
    governed, examined = _examined(dossier, as_of, rulebook, acts, names, engine)
    reports = [each.report(ask=ask) for each in examined]
    if len(reports) == 1:
        return reports[0]
    findings = in_order((finding for report in reports for finding in report.findings), as_of)
    timeline = timeline_of(examined[-1].examination.record, findings)
    return spanning(reports, [(one.words, one.unread) for one in governed], findings, timeline)


def _evaluated(facts: Facts, **how: Any) -> Result:
    """Decides the facts of a part; the ways are those of `decided`."""
    result = decided_plainly(facts, **how)
    return decided(nested(facts), **how) if result is None else result


class _Examined:
    """The pieces of a dossier that an instrument governs, under the presumptions that the dossier lets be made."""

    def __init__(
        self,
        whole: Dossier,
        as_of: date,
        governed: Governed,
        rulebook: Rulebook | None,
        names: tuple[str, ...],
        engine: str,
    ) -> None:
        table = governed.table
        book = rulebook or table.rulebook
        self._left: tuple[NotPresumed, ...] = ()
        if whole.never_presume:
            for edition in book.editions:
                check_presumed(edition, names)
            asked = book.latest.presumptions.named(names)
            names = tuple(one.name for one in asked if one.name not in whole.never_presume)
            self._left = tuple(
                NotPresumed(presumption=one.name, text=f"{one.title}：记录写明不得采用（never_presume）")
                for one in asked if one.name in whole.never_presume
            )  # fmt: skip
        chosen = governed.pieces is not None
        evaluating = partial(_evaluated, rulebook=book, engine=engine, presume=names, chosen=chosen)
        self.examination = Examination(whole, as_of, table, evaluating, governed.pieces)
        self._whole, self._book, self._digest = whole, book, governed.digest

    def report(self, *, ask: bool) -> DossierReport:
        """Evaluates every part of these pieces, and merges what comes of it."""
        report = self.examination.report(ask=ask)
        if not self._left and report.acts_digest == self._digest:
            return report
        told = {"acts_digest": self._digest, "not_presumed": (*self._left, *report.not_presumed)}
        return report.model_copy(update=told)

    def parts(self) -> Iterator[tuple[str, "DecidedPart"]]:
        """Evaluates every part of these pieces, and yields each by its name."""
        organs = self._whole.organs
        for part in self.examination.parts:
            facts, result, why = self.examination.of_part(part)
            organ = organs[part.context.organ]
            above = [organs[label].title for label in organ.superior]
            known = {"organ": organ.title, "superior": "、".join(filter(None, above))}
            names = {which: title for which, title in known.items() if title}
            yield part.name, DecidedPart(nested(facts), result, "" if result else why, self._book, names)


def _examined(
    dossier: Dossier | Mapping[str, Any],
    as_of: date,
    rulebook: Rulebook | None,
    acts: ActsTable | None,
    names: tuple[str, ...],
    engine: str,
) -> tuple[tuple[Governed, ...], list[_Examined]]:
    if rulebook is None and acts is None:
        whole, governed = governing_tables(dossier, as_of)
    else:
        table = table_of(rulebook, acts)
        whole, governed = dossier_from_data(dossier, table), (Governed(table, table.digest),)
    examined = [_Examined(whole, as_of, one, rulebook, names, engine) for one in governed]
    for each in examined:
        each.examination.beside = tuple(one.examination for one in examined if one is not each)
    return governed, examined


class DecidedPart(NamedTuple):
    """A part of a dossier as a case by itself, decided.

    Attributes:
        case: Its facts, as plain data.
        result: What was decided; None where its facts cannot be true together.
        refused: Why it was not decided, in Chinese; empty where it was.
        rulebook: What governs it.
        names: What its organ (`organ`) and the one above (`superior`) are called, as far as the dossier tells.
    """

    case: dict[str, Any]
    result: Result | None
    refused: str
    rulebook: Rulebook
    names: Mapping[str, str]


def decided_parts(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    acts: ActsTable | None = None,
    rulebook: Rulebook | None = None,
    engine: str = "compiled",
    presume: str | Iterable[str] = (),
) -> dict[str, DecidedPart]:
    """Decides every part of a dossier as a case by itself, by the name of the part.

    Args:
        dossier: The dossier.
        as_of: The day.
        acts: The table of acts; see `examine`.
        rulebook: The rulebook; see `examine`.
        engine: How conditions are computed; see `evaluate`.
        presume: Presumptions of the rulebook; see `examine`.

    Raises:
        CaseError: If it is no dossier.
        ArgumentError: If `as_of` is no day, or `presume` names no presumptions.
    """
    names = names_of(presume, "presume", "ordinary") if presume else ()
    _, examined = _examined(dossier, day_of(as_of), rulebook, acts, names, engine)
    return {name: part for each in examined for name, part in each.parts()}


def part_cases(
    dossier: Dossier | Mapping[str, Any],
    *,
    as_of: date,
    acts: ActsTable | None = None,
    rulebook: Rulebook | None = None,
) -> dict[str, dict[str, Any]]:
    """Returns the case of every part of a dossier, as plain data, by the name of the part.

    Args:
        dossier: The dossier.
        as_of: The day.
        acts: The table of acts; that of the rulebook's pack, or of the shipped ones, if None; see `examine`.
        rulebook: The rulebook; if None, the one that goes with the table of acts.

    Raises:
        CaseError: If it is no dossier.
    """
    parts = decided_parts(dossier, as_of=as_of, acts=acts, rulebook=rulebook)
    return {name: part.case for name, part in parts.items()}


def check_reader(table: ActsTable, rulebook: Rulebook, names: Iterable[str], reader: str | None) -> None:
    """Refuses a reader that there is none of, and presumptions that must not be used for one.

    Raises:
        ArgumentError: If there is one.
    """
    audiences = table.file.audiences
    if reader is None:
        return
    if reader not in audiences:
        raise ArgumentError(f"reader is none of {', '.join(audiences)}{did_you_mean(reader, audiences)}")
    for one in rulebook.latest.presumptions.named(names):
        if reader in one.not_for:
            others = ", ".join(name for name in audiences if name not in one.not_for)
            raise ArgumentError(
                f"presume: {one.name} must not be used for the reader {reader}, only for {others}: {one.limit}",
                f"供{audiences[reader].title}看的核查报告，不得采用推定“{one.name}”：{one.limit}",
            )
