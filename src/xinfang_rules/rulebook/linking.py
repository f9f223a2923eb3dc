"""From a pack that has been read to a rulebook: everything in it checked, an edition linked for every day of change."""

from collections.abc import Callable, Mapping
from datetime import date

from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.case import FACTS
from xinfang_rules.days import day_at
from xinfang_rules.errors import RulebookError, did_you_mean
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.citing import Provisions
from xinfang_rules.rulebook.holidays import link_calendar
from xinfang_rules.rulebook.instruments import build_instruments, check_coverage, check_numbering, check_quotes
from xinfang_rules.rulebook.link import EditionLinker
from xinfang_rules.rulebook.model import Edition, Rulebook, RulebookId
from xinfang_rules.rulebook.pack import Pack
from xinfang_rules.rulebook.statutes import OfficialText


def link(pack: Pack, texts: Callable[[], Mapping[str, OfficialText]]) -> Rulebook:
    """Checks and links a pack that has been read. It can be linked again, with other entries in place of some.

    Args:
        pack: The pack; what is wrong with it so far stands in its `problems`.
        texts: Gives the official texts at hand, by instrument; asked only if nothing else is wrong.

    Raises:
        RulebookError: If anything is wrong with the pack; it lists every finding.
    """
    problems = pack.problems
    instruments = build_instruments(pack, problems)
    main = instruments.get(pack.base)
    _check_settings(pack)
    calendar = link_calendar(pack)
    if main is None or pack.settings is None or calendar is None or problems.unread:
        raise RulebookError(sorted(set(problems.found)))
    identity = RulebookId(
        id=main.id,
        title=main.title,
        overlays=tuple(overlay.id for overlay in pack.overlays),
        digest=pack.digest,
        calendar=pack.calendar_digest,
        laid=tuple(pack.laid),
    )
    provisions = {name: Provisions(instrument) for name, instrument in instruments.items()}
    editions = _editions(pack, provisions, identity, calendar, main.in_force_from)
    if not problems.found:
        if not pack.layered:
            check_coverage(pack, editions[-1], main)
        official = texts()
        check_numbering(pack, instruments, official)
        check_quotes(pack, official)
    if problems.found:
        raise RulebookError(sorted(set(problems.found)))
    return Rulebook(identity, main, pack.settings.entry.governed_by.day, tuple(editions))


def _check_settings(pack: Pack) -> None:
    dates = [name for name, spec in FACTS.items() if spec.kind == "date"]
    if pack.settings is not None and (day := pack.settings.entry.governed_by.day) not in dates:
        message = f"{day} is no date of the case model{did_you_mean(day, dates)}"
        pack.settings.report(("governed_by", "day"), "unknown-date", message)
    _check_grave(pack)


def _editions(
    pack: Pack, provisions: Mapping[str, Provisions], identity: RulebookId, calendar: CalendarData, first: date
) -> list[Edition]:
    """Links one edition for every day on which something changes."""
    changes = {first}
    for parameter in pack.parameters.values():
        changes.update(value.since for value in parameter.entry.values if value.since > first)
    for rule in pack.rules.values():
        entry = rule.entry
        if entry.in_force_from is not None and entry.in_force_from > first:
            changes.add(entry.in_force_from)
        if entry.in_force_until is not None and first <= entry.in_force_until < date.max:
            changes.add(day_at(entry.in_force_until.toordinal() + 1))
    named = FrozenDict(dict(provisions))
    linked = [EditionLinker(pack, named, identity, calendar, day).link() for day in sorted(changes)]
    return [edition for edition in linked if edition is not None]


def _check_grave(pack: Pack) -> None:
    if pack.settings is None:
        return
    for question, answers in pack.settings.entry.grave.answers.items():
        path = ("grave", "answers", question)
        declared = pack.questions.get(question)
        if declared is None:
            hint = did_you_mean(question, pack.questions)
            pack.settings.report(path, "unknown-question", f"{question} is no question here{hint}", key=True)
            continue
        for place, answer in enumerate(answers):
            if answer not in declared.entry.answers:
                hint = did_you_mean(answer, declared.entry.answers)
                pack.settings.report((*path, place), "unknown-value", f"{answer} is no answer of {question}{hint}")
