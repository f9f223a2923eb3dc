"""Mappings, read and held against the table of acts: every name in them exists, every word means a value there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from xinfang_rules.arguments import StrPath, no_such, path_of
from xinfang_rules.dossier.acts_file import ActEntry
from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.errors import (
    ArgumentError,
    CaseError,
    Diagnostic,
    Position,
    RegisterError,
    did_you_mean,
    nearest,
    suggestion,
)
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.facts.vocabulary_files import packs_directory
from xinfang_rules.registers.act_columns import CLAIM
from xinfang_rules.registers.mapping_file import CLAIM_KEYS, REFUSED, GiveEntry, MappingFile, SlotEntry, Word
from xinfang_rules.sources.document import Document, SourceError, described, is_not, quoted, shown
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import place_in, read_entries

_OF_A_SLOT: Final = ("day", "received", "done", "by", "to", "kind", "outcome")
_TRUTHS: Final = (True, False)
_CHINESE: Final = {
    "presumption": "推定",
    "list": "词表",
    "rule": "规则",
    "act": "行为",
    "column": "栏目",
    "word to choose": "选项",
    "property": "事项",
    "fact": "事实",
}
"""What names stand for."""


@dataclass(frozen=True, slots=True, eq=False)
class RegisterMapping:
    """A mapping that was checked.

    Attributes:
        file: What it says.
        table: The table of acts that it was held against.
        digest: SHA-256 of its text.
        source: Where it was read from.
    """

    file: MappingFile = field(repr=False)
    table: ActsTable = field(repr=False)
    digest: str
    source: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.file.register_

    def words_of(self, give: GiveEntry) -> Mapping[str, Word]:
        """Returns which word means what, for what a column gives."""
        return self.file.words[give.words] if isinstance(give.words, str) else give.words or {}

    def check_presumed(self, names: Iterable[str]) -> None:
        """Refuses presumptions that must not be made of a register with these columns.

        Raises:
            ArgumentError: If one of them, asked for by its own name, must not be made, or there is none of a name.
        """
        presumptions = self.table.rulebook.latest.presumptions
        for name in names:
            if name in self.file.never_presume:
                why = self.file.never_presume[name]
                raise ArgumentError(
                    f"presume: {name} must not be presumed of a register by {self.name}: {why}",
                    f"按对应表 {self.name}，不得推定 {name}：{why}",
                )
            if name not in presumptions.names:
                english = f"presume: there are no presumptions {name}"
                raise no_such(english, f"没有叫 {name} 的推定", name, presumptions.names)


def shipped_mappings() -> tuple[str, ...]:
    """Lists the names of the mappings that are shipped."""
    return tuple(sorted(path.stem for path in (packs_directory() / "registers").glob("*.yaml")))


def load_mapping(mapping: StrPath, *, acts: ActsTable | None = None) -> RegisterMapping:
    """Reads a mapping, and checks it.

    Args:
        mapping: The name of a shipped one, or the path of a file.
        acts: The table of acts that it is about; that of the shipped pack if None.

    Raises:
        RegisterError: If there is none, or anything is wrong with it; it lists every finding with its place.
    """
    named = str(path_of(mapping, "mapping"))
    shipped = shipped_mappings()
    if named in shipped:
        path = packs_directory() / "registers" / f"{named}.yaml"
    else:
        path = Path(named)
        if not path.suffix and not path.exists():
            near = nearest(named, shipped)
            raise RegisterError([Diagnostic(
                Position(shown(named)), "not-found",
                f"no mapping of this name is shipped: {', '.join(shipped)}{suggestion(near, 'en')}",
                f"没有随附{quoted(named)}这一对应表，有 {'、'.join(shipped)}{suggestion(near, 'zh')}",
            )])  # fmt: skip
    try:
        document = read_pack_document(path)
    except SourceError as error:
        raise RegisterError(error.diagnostics) from None
    return mapping_of(document, acts or load_acts())


def mapping_of(document: Document, table: ActsTable) -> RegisterMapping:
    """Checks a mapping that was read.

    Raises:
        RegisterError: If anything is wrong with it.
    """
    file, found = read_entries(document, MappingFile, chinese=True)
    if file is None:
        raise RegisterError(found)
    made = RegisterMapping(file, table, sha256(document.text.encode()).hexdigest(), document.source)
    checker = _Checker(made, document)
    checker.check()
    if checker.found:
        raise RegisterError(sorted(checker.found))
    return made


class _Checker:
    """Holds a mapping against the table of acts and the rulebook."""

    def __init__(self, mapping: RegisterMapping, document: Document) -> None:
        self.found: list[Diagnostic] = []
        self._mapping = mapping
        self._file = mapping.file
        self._table = mapping.table
        self._book = mapping.table.rulebook
        self._document = document
        self._told: dict[str, dict[str, Any]] = {name: {} for name in self._file.acts}

    def check(self) -> None:
        """Looks at every part of the mapping."""
        file = self._file
        presumptions = [one.name for one in self._book.latest.presumptions.sets]
        rules = {rule.id for edition in self._book.editions for rule in edition.rules}
        for name, slot in file.acts.items():
            self._slot(name, slot)
        for name in file.never_presume:
            self._known(name, presumptions, "presumption", ("never_presume", name), key=True)
        told_at = dict[str, tuple[Any, ...]]()
        for heading, column in file.columns.items():
            if column.use in ("personal", "ignored") and (column.gives or column.choose):
                english, chinese = f"a column that is {column.use} gives nothing", f"{column.use} 的栏目不写 gives"
                self._report(("columns", heading, "use"), "contradiction", english, chinese)
            for number, give in enumerate(column.gives):
                path = ("columns", heading, "gives", number)
                self._once(give, path, told_at)
                if isinstance(give.words, str):
                    self._known(give.words, file.words, "list of words", (*path, "words"))
                    if give.words not in file.words:
                        continue
                if give.check is not None:
                    self._known(give.check, rules, "rule", (*path, "check"))
                elif give.bars is not None:
                    self._known(give.bars, presumptions, "presumption", (*path, "bars"))
                    self._words(give, path, _TRUTHS, wanted=True)
                elif give.fact is not None:
                    self._fact(give, path)
                else:
                    self._set(give, path)
        if not self.found:
            self._constants()

    def _slot(self, name: str, slot: SlotEntry) -> None:
        path = ("acts", name)
        self._known(slot.act, self._table.file.acts, "act", (*path, "act"))
        set_by = [
            give.set for column in self._file.columns.values() for give in column.gives
            if give.set in (f"{name}.day", f"{name}.done")
        ]  # fmt: skip
        if not set_by and slot.act != self._table.file.structure.raises:
            english = f"no column tells of {name}: neither {name}.day nor {name}.done"
            self._report(path, "missing-key", english, f"没有一栏说明 {name}：{name}.day 或者 {name}.done")
        if slot.when is not None:
            chosen = self._file.columns.get(slot.when.column)
            self._known(slot.when.column, self._file.columns, "column", (*path, "when", "column"))
            for number, word in enumerate(slot.when.is_ if chosen is not None else ()):
                self._known(
                    word, () if chosen is None else chosen.choose, "word to choose", (*path, "when", "is", number)
                )

    def _once(self, give: GiveEntry, path: tuple[Any, ...], told_at: dict[str, tuple[Any, ...]]) -> None:
        """Refuses two columns that tell one thing, unless the second one says that it is an alternative."""
        target = give.set or give.fact or give.check
        if target is None:
            return
        before = told_at.setdefault(target, path)
        if before is path:
            if give.alternative:
                english, chinese = f"no column before tells {target}", f"前面没有说明 {target} 的栏目"
                self._report((*path, "alternative"), "contradiction", english, chinese)
        elif give.check is not None or not give.alternative:
            at = place_in(self._document, before)
            english = f"{before[1]} tells {target} too, in line {at.line}, column {at.column}"
            chinese = f"第{at.line}行第{at.column}列的“{before[1]}”也说明 {target}"
            if give.check is None:
                english += "; if a row has it in the one or in the other, write alternative: true here"
                chinese += "；同一项有的行填在这一栏、有的行填在那一栏的，在这里写 alternative: true"
            self._report(path, "contradiction", english, chinese)

    def _set(self, give: GiveEntry, path: tuple[Any, ...]) -> None:
        assert give.set is not None
        owner, _, key = give.set.partition(".")
        if owner == "claim":
            self._known(key, CLAIM_KEYS, "property of a claim", (*path, "set"))
            facts, file = self._book.facts, self._table.file
            allowed: Mapping[str, Iterable[str]] = {
                "competent": self._file.organs,
                "category": facts["petition.category"].members,
                "remedy": file.claims["remedy"].words,
            }
            if key in CLAIM_KEYS:
                self._words(give, path, tuple(allowed[key]), wanted=True)
            return
        self._known(owner, (*self._file.acts, "claim"), "act", (*path, "set"))
        act = self._table.file.acts.get(self._file.acts[owner].act) if owner in self._file.acts else None
        if act is None:
            return
        keys = [key for key in (*_OF_A_SLOT, *act.fields) if getattr(act, key, True)]
        if act.by == "petitioner":
            keys.remove("by")
        self._known(key, keys, f"property of {owner}", (*path, "set"))
        if key in keys:
            self._of_slot(give, path, owner, key, act)

    def _of_slot(self, give: GiveEntry, path: tuple[Any, ...], owner: str, key: str, act: ActEntry) -> None:
        kind = act.fields[key].of if key in act.fields else ""
        if key in ("day", "received") or kind == "day":
            self._words(give, path, (), wanted=False)
            return
        spec = self._book.facts.get(kind)
        match key:
            case "done":
                allowed: tuple[Any, ...] | None = _TRUTHS
            case "by" | "to":
                allowed = tuple(self._file.organs)
            case "kind" | "outcome":
                allowed = tuple(getattr(act, key))
            case _ if spec is not None:
                allowed = spec.members
            case _:
                allowed = _TRUTHS if kind == "bool" else None
        self._words(give, path, allowed, wanted=allowed is not None)
        words = self._mapping.words_of(give)
        if key != "done":
            self._told[owner][key] = next((word for word in words.values() if word != UNKNOWN), None)

    def _fact(self, give: GiveEntry, path: tuple[Any, ...]) -> None:
        assert give.fact is not None
        self._known(give.fact, self._book.facts, "fact", (*path, "fact"))
        spec = self._book.facts.get(give.fact)
        if spec is None:
            return
        if spec.kind == "set":
            english = f"{give.fact} is a set of several, which no column states"
            self._report((*path, "fact"), "unknown-value", english, f"{give.fact} 可有数项，一栏不能说明")
        elif spec.kind == "date":
            self._words(give, path, (), wanted=False)
        elif spec.kind == "count":
            self._words(give, path, None, wanted=False)
        else:
            self._words(give, path, _TRUTHS if spec.kind == "bool" else spec.members, wanted=True)

    def _words(self, give: GiveEntry, path: tuple[Any, ...], allowed: tuple[Any, ...] | None, *, wanted: bool) -> None:
        """Checks which words mean what; any whole number may be meant if `allowed` is None."""
        words = self._mapping.words_of(give)
        if wanted and not words and give.others == REFUSED:
            english = "words are missing here: which text means which value"
            self._report(path, "missing-key", english, "此处缺少 words：哪个词是哪个值")
        if allowed == () and (words or give.blank is not None):
            self._report(path, "unknown-key", "what is a day has no words", "日期没有词，不写 words、blank")
            return
        meant = [(value, (*path, "words", word)) for word, value in words.items()]
        if isinstance(give.words, str):
            meant = [(value, ("words", give.words, word)) for word, value in words.items()]
        meant += [(give.blank, (*path, "blank"))] if give.blank is not None else []
        meant += [(give.others, (*path, "others"))] if give.others != REFUSED else []
        for value, place in meant:
            if value == UNKNOWN and isinstance(value, str):
                continue
            if allowed is None:
                if type(value) is not int or value < 0:
                    self._report(place, "unknown-value", f"{value!r} is no count", f"{value!r} 不是件数、人数")
            elif not any(value is one or (isinstance(value, str) and value == one) for one in allowed):
                names = [str(one).lower() if isinstance(one, bool) else str(one) for one in allowed]
                given, chinese = described(value)
                near = (
                    nearest(value, [one for one in allowed if isinstance(one, str)]) if isinstance(value, str) else None
                )
                self._report(
                    place, "unknown-value", f"{given} is none of {', '.join(names)}{suggestion(near, 'en')}",
                    f"此处应为 {'、'.join(names)} 之一，{is_not(chinese)}{suggestion(near, 'zh')}",
                )  # fmt: skip

    def _constants(self) -> None:
        """Holds a dossier of one row against the table, in which every act happened."""
        file, raises = self._file, self._table.file.structure.raises
        slots = sorted(file.acts.items(), key=lambda named: named[1].act != raises)
        acts = []
        for name, slot in slots:
            stated = {
                "act": slot.act, "by": slot.by, "to": slot.to, "piece": slot.piece, "kind": slot.kind,
                "outcome": slot.outcome, **slot.fields, **self._told[name],
            }  # fmt: skip
            acts.append({key: value for key, value in stated.items() if value is not None})
        if not any(slot.act == raises for slot in file.acts.values()):
            self._report(
                ("acts",),
                "missing-key",
                f"no act is {raises}, with which every file begins",
                f"acts 里没有 {raises}：每一卷由它开始",
            )
            return
        try:
            dossier = Dossier.model_validate({
                "dossier": "row", "organs": dict(file.organs), "claims": {CLAIM: file.claim}, "matter": file.matter,
                "acts": acts,
            })  # fmt: skip
            dossier_from_data(
                dossier, self._table, lambda path, key: self._place([name for name, _ in slots], path, key)
            )
        except CaseError as error:
            self.found.extend(error.diagnostics)

    def _place(self, slots: list[str], path: tuple[str | int, ...], key: bool) -> Position:
        match path:
            case ("claims", _, *rest):
                path = ("claim", *rest)
            case ("acts", int(number), *rest):
                path = ("acts", slots[number], *rest)
            case _:
                pass
        return place_in(self._document, path, key=key)

    def _known(self, name: str, among: Iterable[str], what: str, path: tuple[Any, ...], *, key: bool = False) -> None:
        names = list(among)
        if name not in names:
            listed, chinese = (f": {', '.join(names)}", f"，有 {'、'.join(names)}") if len(names) <= 20 else ("", "")
            english = f"there is no {what} {name}{listed}{did_you_mean(name, names)}"
            chinese = f"没有叫 {name} 的{_CHINESE[what.partition(' of ')[0]]}{chinese}{did_you_mean(name, names, 'zh')}"
            self._report(path, "unknown-name", english, chinese, key=key)

    def _report(self, path: tuple[Any, ...], code: str, message: str, chinese: str, *, key: bool = False) -> None:
        self.found.append(Diagnostic(place_in(self._document, path, key=key), code, message, chinese))
