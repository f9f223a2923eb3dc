"""Merging layers: the files of a pack or an overlay are laid over what stands underneath."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from xinfang_rules.calendar.working_days import installed_package
from xinfang_rules.days import day_at
from xinfang_rules.errors import Position, did_you_mean
from xinfang_rules.result import Change
from xinfang_rules.rulebook import change_words as words
from xinfang_rules.rulebook.conflicts import as_laid
from xinfang_rules.rulebook.entries import ConstraintEntry, ParameterEntry, PresumptionEntry, RuleEntry
from xinfang_rules.rulebook.entry_relations import belongs_to, laid_over, reached, within
from xinfang_rules.rulebook.instrument_entries import InstrumentCountingEntry, SettingsEntry, SettingsPart
from xinfang_rules.rulebook.overlay_changes import OverlayChanges, reference_of
from xinfang_rules.rulebook.overlay_entries import OverlayEntry
from xinfang_rules.rulebook.placed import LOCAL, EntryT, LaidOverlay, Pack, Placed
from xinfang_rules.rulebook.rule_file import RuleFile
from xinfang_rules.sources.document import Document

if TYPE_CHECKING:
    from xinfang_rules.language.parse import Path

Files: TypeAlias = Sequence[tuple[Document, RuleFile]]

_RESERVED: Final = ("settings.", "notices.")
_CHANGEABLE: Final = ("parameters", "questions", "concepts", "rules", "constraints")
_COMPLETE: Final = ("counting", "governed_by", "roll_on")


def lay_base(pack: Pack, files: Files) -> None:
    """Lays the files of a base pack."""
    _Layer(pack).lay(files)


def lay_overlay(
    pack: Pack, files: Files, identity: Placed[OverlayEntry] | None, name: str, digest: str, *, shipped: bool = False
) -> None:
    """Lays the files of an overlay over a pack, and notes everything that it changes there.

    It has no identity, and goes by `name`, if it holds notices of holidays alone, or if its identity is wrong. One that
    is `shipped` with the library has a vocabulary without `local.`.
    """
    own = [file.instrument for _, file in files if file.instrument is not None]
    home = pack.base if not own else own[0].id if len(own) == 1 else ""
    layer = _Layer(pack, home, identity, overlay=True, shipped=shipped)
    pack.sources.update(document.source for document, _ in files)
    layer.remove()
    layer.lay(files)
    layer.follow()
    made = layer.changes()
    reference = reference_of(name, identity, own, digest, tuple(change for change, _ in made))
    pack.own_days.update(entry.id for entry in own if len(own) > 1)
    pack.vouched.update(entry.id for entry in own if shipped)
    pack.overlays.append(LaidOverlay(reference, tuple(place for _, place in made), identity is not None))


class _Layer:
    def __init__(
        self,
        pack: Pack,
        home: str | None = None,
        identity: Placed[OverlayEntry] | None = None,
        *,
        overlay: bool = False,
        shipped: bool = False,
    ) -> None:
        self._pack = pack
        self._home = pack.base if home is None else home
        self._instrument = self._home
        self._identity = identity
        self._overlay = overlay
        self._shipped = shipped
        self._changes = OverlayChanges(pack, identity)
        self._changes.check_declared()
        self._named: dict[tuple[str, str], Position] = {}
        self._below = {section: frozenset(getattr(pack, section)) for section in _CHANGEABLE}
        """The names that stand underneath, by section."""
        self._below["rules"] |= {rule.entry.id for rule in pack.otherwise}
        self._versions: dict[str, list[RuleEntry]] = {}
        for rule in pack.every_rule():
            self._versions.setdefault(rule.entry.id, []).append(rule.entry)
        self._numbers = dict(pack.parameters)
        self._counted_below = frozenset(pack.instruments) if overlay else frozenset[str]()

    def changes(self) -> list[tuple[Change, Position]]:
        """Lists what was changed underneath, once all is laid; what is declared and was not done is reported."""
        self._changes.check_idle(frozenset[str]().union(*self._below.values()))
        return self._changes.made()

    def remove(self) -> None:
        """Removes the rules that are declared to be removed, some of them from a day on."""
        for name, entry, path, identity in self._changes.removals():
            cut = self._cut(name, entry.since or date.min, date.max)
            if not cut:
                hint = did_you_mean(name, self._below["rules"] - {name})
                since = "" if entry.since is None else f" from {entry.since} on"
                message = f"there is no rule {name} under this overlay to remove{since}{hint}"
                identity.report((*path, "removes"), "unknown-rule", message)
                continue
            text = words.removed(cut[-1], entry.since, self._numbers)
            self._changes.note("removes", name, text, identity.place(path))

    def _cut(self, name: str, first: date, last: date) -> list[RuleEntry]:
        """Takes a rule away for some days; returns its versions on these days, as they stood."""
        pack, cut, left = self._pack, list[RuleEntry](), list[Placed[RuleEntry]]()
        standing = [rule for rule in pack.every_rule() if rule.entry.id == name]
        for rule in standing:
            since, until = rule.entry.in_force_from or date.min, rule.entry.in_force_until or date.max
            if until < first or last < since:
                left.append(rule)
                continue
            cut.append(rule.entry)
            if since < first:
                left.append(within(rule, rule.entry.in_force_from, day_at(first.toordinal() - 1)))
            if last < until:
                left.append(within(rule, day_at(last.toordinal() + 1), rule.entry.in_force_until))
        pack.rules.pop(name, None)
        pack.otherwise = [rule for rule in pack.otherwise if rule.entry.id != name] + left
        return cut

    def lay(self, files: Files) -> None:
        for document, file in files:
            if self._overlay:
                self._instrument = self._home if file.instrument is None else file.instrument.id
            self._lay_instrument(document, file)
            if file.settings is not None:
                self._lay_settings(self._placed(file.settings, document, "settings"))
            for remark in self._each(document, file.remarks, "remarks", "remark"):
                self._lay_entry(self._pack.remarks, remark, frozenset(), "remark", replaceable=False)
            for parameter in self._each(document, file.parameters, "parameters", "parameter"):
                self._lay_parameter(parameter)
            for question in self._each(document, file.questions, "questions", "question"):
                self._lay_entry(self._pack.questions, question, self._below["questions"], "question")
            for concept in self._each(document, file.concepts, "concepts", "concept"):
                self._lay_entry(self._pack.concepts, concept, self._below["concepts"], "concept", replaceable=False)
            for rule in self._each(document, file.rules, "rules", "id"):
                self._lay_rule(rule)
            for index, counting in enumerate(file.counting):
                self._lay_counting(self._placed(counting, document, "counting", index))
            self._lay_vocabulary(document, file)
            for constraint in self._each(document, file.constraints, "constraints", "constraint"):
                self._lay_entry(self._pack.constraints, constraint, self._below["constraints"], "constraint")
            for presumption in self._each(document, file.presumptions, "presumptions", "presumption"):
                self._lay_presumption(presumption)
            for never in self._each(document, file.never_presumed, "never_presumed", "fact"):
                self._lay_entry(self._pack.never_presumed, never, frozenset(), "fact", replaceable=False)
            renamed = (self._placed(entry, document, "renamed", index) for index, entry in enumerate(file.renamed))
            self._pack.renamed.extend(renamed)
            self._lay_days(document, file)

    def _placed(self, entry: EntryT, document: Document, *path: str | int) -> Placed[EntryT]:
        return Placed(entry, document, path, self._instrument, self._pack.problems)

    def _each(self, document: Document, entries: list[EntryT], section: str, key: str) -> Iterator[Placed[EntryT]]:
        """Yields the entries of a section; one whose name its own layer has given already is reported instead."""
        for index, entry in enumerate(entries):
            item, name = self._placed(entry, document, section, index), getattr(entry, key)
            before = self._named.setdefault((section, name), item.position())
            if before == item.position():
                if self._overlay:
                    self._pack.touched[name] = item.position()
                yield item
            else:
                item.report((key,), "duplicate-id", f"{name} is already given at {before}")

    def _lay_instrument(self, document: Document, file: RuleFile) -> None:
        pack, entry = self._pack, file.instrument
        if entry is not None and (self._overlay or entry.id == self._instrument):
            placed = self._placed(entry, document, "instrument")
            before = pack.instruments.setdefault(entry.id, placed)
            if before is not placed:
                placed.report(("id",), "duplicate-id", f"{entry.id} is already given at {before.position()}")
        if file.articles and self._overlay and self._instrument in ("", pack.base):
            which = "of one of its instruments beside it" if not self._instrument else "of an instrument of its own"
            message = f"an overlay gives the articles {which} (instrument: id, title, …)"
            pack.problems.at(document.position(("articles",), key=True), "overlay", message)
            return
        for index, article in enumerate(file.articles):
            pack.articles.setdefault(self._instrument, []).append(self._placed(article, document, "articles", index))

    def _lay_vocabulary(self, document: Document, file: RuleFile) -> None:
        """Lays what cases may state, and in what results speak; an overlay adds to it under names of its own."""
        pack = self._pack
        if file.case is not None:
            case = self._placed(file.case, document, "case")
            if self._overlay or pack.case is not None:
                before = "of the pack itself" if pack.case is None else f"given at {pack.case.position()}"
                case.report((), "duplicate-id", f"what a case is, is {before}", key=True)
            else:
                pack.case = case
        if self._overlay and not self._shipped and file.groups:
            message = f"an overlay adds facts to the group {LOCAL}, and no other"
            pack.problems.at(document.position(("groups",), key=True), "overlay", message)
        for section, key in (("facts", "fact"), ("bearers", "bearer"), ("actions", "action")):
            for said in self._each(document, getattr(file, f"shared_{section}"), f"shared_{section}", key):
                name, known = getattr(said.entry, key), pack.shared(section)
                if name not in known:
                    message = f"{name} is none of the shared {section}{did_you_mean(name, known)}"
                    said.report((key,), "unknown-name", message)
                elif not self._overlay:
                    getattr(pack, f"shared_{section}")[name] = said
                elif section == "facts":
                    pack.added_facts.setdefault(name, said)
                else:
                    said.report((), "overlay", f"how shared {section} are called is the pack's own to say")
        for section, key in (("groups", "group"), ("facts", "fact"), ("bearers", "bearer"), ("actions", "action")):
            into, shared = getattr(pack, section), pack.shared(section)
            for placed in self._each(document, getattr(file, section), section, key):
                name = getattr(placed.entry, key)
                if (self._overlay and not self._shipped) is not name.startswith(f"{LOCAL}."):
                    theirs = self._overlay and not self._shipped
                    which = "what an overlay adds is called" if theirs else "only what users' overlays add is called"
                    placed.report((key,), "overlay", f"{which} {LOCAL}.…, and this is {name}")
                elif self._shipped and section == "facts" and name.partition(".")[0] not in pack.groups:
                    placed.report((key,), "overlay", "facts of a shipped overlay stand in a group that it has itself")
                elif name in into:
                    placed.report((key,), "duplicate-id", f"{name} is already given at {into[name].position()}")
                elif name in shared:
                    placed.report((key,), "duplicate-id", f"{name} is one of the shared {section} already")
                else:
                    into[name] = placed

    def _lay_settings(self, part: Placed[SettingsPart]) -> None:
        pack, given = self._pack, part.entry.model_dump(by_alias=True, exclude_none=True)
        before = pack.settings
        if before is not None and not self._overlay:
            part.report((), "instrument", "the pack has settings already", key=True)
            return
        if before is None:
            missing = [name for name in _COMPLETE if name not in given]
            for name in missing:
                part.report((), "missing-key", f"{name} is missing here")
            if missing:
                return
            whole = SettingsEntry.model_validate(given)
        elif "conduct" in given:
            part.report(("conduct",), "conduct", "what conduct may lead to is the pack's own to say", key=True)
            return
        else:
            whole = SettingsEntry.model_validate({**before.entry.model_dump(by_alias=True, exclude_none=True), **given})
            for name in given:
                text = words.set_setting(name, before.entry, whole, pack.fact_titles())
                self._changes.note("sets", f"settings.{name}", text, part.place((name,), key=True))
        pack.settings = Placed(whole, part.document, part.path, part.instrument, part.problems)

    def _lay_counting(self, placed: Placed[InstrumentCountingEntry]) -> None:
        into = self._pack.counting
        if not placed.entry.cite and placed.entry.interpretive is None:
            placed.report(
                (), "missing-key", "what says so is cited, or marked interpretive: one of them is missing here"
            )
        for index, name in enumerate(placed.entry.instruments):
            if name in self._counted_below:
                message = f"how the periods of {name} are counted is said underneath"
                placed.report(("for", index), "overlay", message)
            elif name in into:
                placed.report(("for", index), "duplicate-id", f"{name} is already given at {into[name].position()}")
            else:
                into[name] = placed

    def _lay_parameter(self, parameter: Placed[ParameterEntry]) -> None:
        entry, into = parameter.entry, self._pack.parameters
        days = [value.since for value in entry.values]
        for index, day in enumerate(days):
            if day in days[:index]:
                parameter.report(("values", index, "from"), "repeated-value", f"{day} has a value already")
        before = into.get(entry.parameter)
        if entry.parameter.startswith(_RESERVED):
            message = f"names in {' and '.join(_RESERVED)} mean settings and notices"
            parameter.report(("parameter",), "name-clash", message)
        if before is not None and entry.unit not in (None, before.entry.unit):
            left = [value.since for value in before.entry.values if value.since not in days]
            if left:
                message = f"another unit wants every value anew; that from {left[0]} is not given here"
                parameter.report(("unit",), "unit", message)
        if before is not None:
            into[entry.parameter] = laid_over(before, parameter)
            text = words.set_number(before.entry, into[entry.parameter].entry)
            self._changes.note("sets", entry.parameter, text, parameter.place(("values",), key=True))
            return
        missing = [name for name in ("title", "unit", "cite") if getattr(entry, name) is None]
        if self._overlay and len(missing) == 3:
            hint = did_you_mean(entry.parameter, into)
            message = f"there is no parameter {entry.parameter} under this overlay to change{hint}"
            parameter.report(("parameter",), "unknown-parameter", message)
            return
        for name in missing:
            parameter.report((), "missing-key", f"{name} is missing here")
        if not missing:
            into[entry.parameter] = parameter

    def _lay_rule(self, rule: Placed[RuleEntry]) -> None:
        if self._overlay or rule.entry.conflicts:
            applied = as_laid(rule, self._identity, self._pack)
            if applied is None:
                return
            rule = applied
        since, until = rule.entry.in_force_from, rule.entry.in_force_until
        if since is not None and until is not None and until < since:
            message = f"this day is before {since}, on which the rule comes into force"
            rule.report(("in_force_until",), "bad-form", message)
            return
        name, into = rule.entry.id, self._pack.rules
        if name in self._pack.constraints:
            taken = self._pack.constraints[name].position()
            rule.report(("id",), "duplicate-id", f"{name} is already given at {taken}")
        elif name not in self._below["rules"]:
            into[name] = rule
        elif self._changes.declares("removes", name):
            message = (
                f"{name} is removed and given again; declare that it is replaced: {{replaces: {name}, because: …}}"
            )
            rule.report(("id",), "change-form", message)
        else:
            cut = self._cut(name, since or date.min, until or date.max)
            into[name] = rule
            self._changes.note("replaces", name, words.replaced_rule(cut, rule.entry), rule.place(("id",)))

    def _lay_entry(
        self, into: dict[str, Any], placed: Placed[EntryT], below: frozenset[str], key: str, *, replaceable: bool = True
    ) -> None:
        name = getattr(placed.entry, key)
        old = into.get(name)
        rule = self._pack.rule_named(name) if key == "constraint" else None
        if rule is not None:
            placed.report((key,), "duplicate-id", f"{name} is already given at {rule.position()}")
            return
        if old is not None and not replaceable:
            placed.report((key,), "duplicate-id", f"{name} is already given at {old.position()}")
            return
        into[name] = placed
        if old is not None:
            self._changes.note("replaces", name, words.replaced(old.entry, placed.entry), placed.place((key,)))
        elif isinstance(placed.entry, ConstraintEntry) and self._overlay:
            self._changes.note("constrains", name, words.constrained(placed.entry), placed.place((key,)))

    def _lay_presumption(self, placed: Placed[PresumptionEntry]) -> None:
        into, entry = self._pack.presumptions, placed.entry
        bundles = {bundle for other in into.values() for bundle in other.entry.bundles}
        new = entry.presumption not in into
        self._lay_entry(into, placed, frozenset(), "presumption")
        for index, bundle in enumerate(entry.bundles):
            if new and self._overlay and bundle in bundles:
                text = f"“{bundle}”所含的推定增加“{entry.title}”"
                self._changes.note("extends", bundle, text, placed.place(("bundles", index)), [entry.presumption])

    def _lay_days(self, document: Document, file: RuleFile) -> None:
        """Lays what a file tells of working days over what is told so far; a later notice prevails."""
        pack = self._pack
        if file.calendar is not None:
            calendar = self._placed(file.calendar, document, "calendar")
            if pack.calendar is not None:
                calendar.report(
                    (), "duplicate-id", f"the calendar is already given at {pack.calendar.position()}", key=True
                )
            pack.calendar = pack.calendar or calendar
        for index, entry in enumerate(file.notices):
            placed = self._placed(entry, document, "notices", index)
            before = placed.position()
            if not entry.only_these_days:
                before = self._named.setdefault(("notices", str(entry.year)), before)
            if before != placed.position():
                placed.report(("year",), "duplicate-id", f"the notice for {entry.year} is already given at {before}")
            if self._overlay:
                known = entry.year in installed_package().years or any(n.entry.year == entry.year for n in pack.notices)
                self._changes.note(
                    "sets", f"notices.{entry.year}", words.noticed(entry, known=known), placed.position()
                )
            pack.notices.append(placed)

    def follow(self) -> None:
        """Notes which rules underneath are displaced, and which questions and concepts extended."""
        asked: dict[str, Placed[Any]] = {**self._pack.concepts, **self._pack.questions}
        exceptions: dict[str, list[str]] = {}
        for each in self._pack.every_rule():
            exceptions.setdefault(each.entry.id, []).extend(each.entry.exception_to)
        below = {name: [other for old in olds for other in old.exception_to] for name, olds in self._versions.items()}
        displaced: dict[str, list[Placed[RuleEntry]]] = {}
        extended: dict[tuple[str, Path], list[Placed[RuleEntry]]] = {}
        for section, name in self._named:
            rule = self._pack.rules.get(name) if section == "rules" else None
            if rule is None:
                continue
            already = [{*reached(old.exception_to, below), *belongs_to(old)} for old in self._versions.get(name, ())]
            known = set.intersection(*already) if already else set[str]()
            for other in reached(rule.entry.exception_to, exceptions):
                if other in self._below["rules"] and other not in known:
                    displaced.setdefault(other, []).append(rule)
            for target, path in belongs_to(rule.entry).items():
                if target in self._below["questions"] | self._below["concepts"] and target not in known:
                    extended.setdefault((target, path), []).append(rule)
        for other, rules in displaced.items():
            text = words.displaced(self._versions[other][0], [rule.entry for rule in rules], self._numbers)
            place = rules[0].place(("exception_to",), key=True)
            self._changes.note("displaces", other, text, place, [rule.entry.id for rule in rules])
        for (target, path), rules in extended.items():
            text = words.extended(asked[target].entry, [rule.entry for rule in rules], self._numbers)
            self._changes.note(
                "extends", target, text, rules[0].place(path, key=True), [rule.entry.id for rule in rules]
            )
