"""From a pack that has been read to a rulebook: everything is checked, for every day on which something changes."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.days import day_at
from xinfang_rules.errors import RulebookError, did_you_mean
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.specs import Facts
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.attribution import attributed
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.edition_linker import EditionLinker, Linker
from xinfang_rules.rulebook.editions import KEPT, Editions
from xinfang_rules.rulebook.holidays import link_calendar
from xinfang_rules.rulebook.instrument_entries import ConductEntry, SettingsEntry
from xinfang_rules.rulebook.instruments import build_instruments, check_coverage, check_numbering
from xinfang_rules.rulebook.model import Rulebook, RulebookId
from xinfang_rules.rulebook.pack import Pack, Placed
from xinfang_rules.rulebook.presumption_linking import link_presumptions
from xinfang_rules.rulebook.quotes import check_quotes
from xinfang_rules.rulebook.statutes import OfficialText
from xinfang_rules.rulebook.vocabulary import link_facts

if TYPE_CHECKING:
    from xinfang_rules.language.parse import Path

MOST_EDITIONS: Final = 500
"""How many editions there may be: with an amendment a month, those of forty years."""

MOST_RULES: Final = 400_000
"""How many rules all editions may have together, as each of them has to be looked at."""

_ENOUGH: Final = 100
"""After how many findings the editions that follow are no longer looked at."""


def link(pack: Pack, texts: Callable[[], Mapping[str, OfficialText]]) -> Rulebook:
    """Checks and links a pack that has been read. It can be linked again, with other entries in place of some.

    Args:
        pack: The pack; what is wrong with it so far stands in its `problems`.
        texts: Gives the official texts at hand, by instrument; asked only if nothing else is wrong.

    Raises:
        RulebookError: If anything is wrong with the pack; it lists every finding.
    """
    problems, settings = pack.problems, pack.settings
    instruments = build_instruments(pack, problems)
    main = instruments.get(pack.base)
    calendar = link_calendar(pack)
    if main is None or settings is None or calendar is None or problems.unread:
        raise RulebookError(attributed(pack, problems.found))
    identity = RulebookId(
        id=main.id,
        title=main.title,
        overlays=tuple(laid.reference.id for laid in pack.overlays if laid.named),
        digest=pack.digest,
        vocabulary=shared_vocabulary().digest if pack.case is None else "",
        calendar=pack.calendar_digest,
        laid=tuple(laid.reference for laid in pack.overlays),
    )
    provisions = {name: Provisions(instrument) for name, instrument in instruments.items()}
    facts = link_facts(pack, provisions)
    _check_settings(pack, settings, facts)
    _check_counting(pack)
    if problems.found and not facts:
        raise RulebookError(attributed(pack, problems.found))
    presumptions = link_presumptions(pack, provisions, facts)
    linker = Linker(pack, settings.entry, FrozenDict(provisions), identity, calendar, facts, presumptions)
    days = _days_of_change(pack, main.in_force_from)
    newest, last_of_run = _check(linker, days)
    if problems.found:
        raise RulebookError(attributed(pack, problems.found))
    linked = [edition for edition in (each.link() for each in newest) if edition is not None]
    vouched = [instruments[name] for name in sorted(pack.vouched)] if pack.overlays else [main]
    check_coverage(pack, linked[-1], vouched)
    official = texts()
    check_numbering(pack, instruments, official)
    check_quotes(pack, official)
    if problems.found:
        raise RulebookError(attributed(pack, problems.found))
    editions = Editions(days, last_of_run, linked, linker)
    return Rulebook(identity, main, settings.entry.governed_by.day, facts, editions)


def _check_settings(pack: Pack, settings: Placed[SettingsEntry], facts: Facts) -> None:
    day = settings.entry.governed_by.day
    if day not in facts.dates:
        message = f"{day} is no date of the case model{did_you_mean(day, facts.dates)}"
        settings.report(("governed_by", "day"), "unknown-date", message)
    _check_grave(pack, settings)
    _check_named(settings, facts)
    _check_conduct(pack, settings.entry.conduct)


def _days_of_change(pack: Pack, first: date) -> list[date]:
    """Returns the days on which editions start, in order; the first that is one too many is reported."""
    places: dict[date, tuple[Placed[Any], Path]] = {}
    for parameter in pack.parameters.values():
        for index, value in enumerate(parameter.entry.values):
            places[value.since] = parameter, ("values", index, "from")
    dated: list[Placed[Any]] = [*pack.every_rule(), *pack.facts.values()]
    for rule in dated:
        since, until = rule.entry.in_force_from, rule.entry.in_force_until
        if since is not None:
            places[since] = rule, ("in_force_from",)
        if until is not None and first <= until < date.max:
            places[day_at(until.toordinal() + 1)] = rule, ("in_force_until",)
    count = len(pack.every_rule())
    days = sorted({first, *(day for day in places if day > first)})
    most = max(2, min(MOST_EDITIONS, MOST_RULES // max(1, count)))
    if len(days) > most:
        placed, path = places[days[most]]
        entry = placed.entry
        name = getattr(entry, "parameter", None) or getattr(entry, "fact", None) or entry.id
        message = f"{name}: with {count} rules, rules and numbers change on {most} days at most, not {len(days)}"
        placed.report(path, "too-many-editions", message)
    return days[:most]


def _check(linker: Linker, days: Sequence[date]) -> tuple[Sequence[EditionLinker], list[int]]:
    """Looks at every edition.

    Returns:
        The newest ones, all of them if they are few; and which are the last before other rules are in force.
    """
    found = linker.pack.problems.found
    newest: deque[EditionLinker] = deque(maxlen=KEPT if len(days) <= KEPT else 1)
    last_of_run: list[int] = []
    for index, day in enumerate(days):
        edition = EditionLinker(linker, day)
        # Where the same rules are in force they stand in the same order, whatever their numbers.
        if not newest or newest[-1].in_force != edition.in_force:
            edition.order()
            edition.check_conduct()
            last_of_run.append(index)
        newest.append(edition)
        last_of_run[-1] = index
        if len(found) > _ENOUGH:
            break
    return newest, last_of_run


def _check_counting(pack: Pack) -> None:
    for name, placed in pack.counting.items():
        if name not in pack.instruments:
            message = f"{name} is no instrument of this pack{did_you_mean(name, pack.instruments)}"
            placed.report(("for", placed.entry.instruments.index(name)), "unknown-instrument", message)


def _check_grave(pack: Pack, settings: Placed[SettingsEntry]) -> None:
    for question, answers in settings.entry.grave.answers.items():
        path = ("grave", "answers", question)
        declared = pack.questions.get(question)
        if declared is None:
            hint = did_you_mean(question, pack.questions)
            settings.report(path, "unknown-question", f"{question} is no question here{hint}", key=True)
            continue
        for place, answer in enumerate(answers):
            if answer not in declared.entry.answers:
                hint = did_you_mean(answer, declared.entry.answers)
                settings.report((*path, place), "unknown-value", f"{answer} is no answer of {question}{hint}")


def _check_named(settings: Placed[SettingsEntry], facts: Facts) -> None:
    known = {*facts, *facts.groups}
    conduct, duties = settings.entry.conduct, settings.entry.duties
    named = {
        ("conduct", "facts"): [] if conduct is None else conduct.facts,
        ("duties", "breaches"): duties.breaches,
        ("duties", "senders"): duties.senders,
    }
    for path, names in named.items():
        for place, name in enumerate(names):
            if name not in known:
                message = f"{name} is neither a fact nor a group of facts{did_you_mean(name, known)}"
                settings.report((*path, place), "unknown-name", message)


def _check_conduct(pack: Pack, conduct: ConductEntry | None) -> None:
    articles = [] if conduct is None else conduct.articles
    for fact in pack.facts.values():
        entry = fact.entry
        if (entry.within or fact.instrument) != pack.base or {"conduct", "personal"} & entry.model_fields_set:
            continue
        for place, at in enumerate(entry.at):
            if int(at.partition(".")[0]) in articles:
                message = (
                    f"{entry.fact} serves article {at}, on how petitioners behave: "
                    "say conduct: true, or conduct: false if it tells nothing of that"
                )
                fact.report(("at", place), "conduct", message)
                break
