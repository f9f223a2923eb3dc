"""What no model can see of a dossier: every name is known, every act has what it needs, days go forward."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from xinfang_rules.days import day_written
from xinfang_rules.dossier.acts_file import FieldEntry
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct, DossierClaim, DossierOrgan
from xinfang_rules.dossier.pieces import petitioner_of, pieces_of
from xinfang_rules.dossier.read_errors import YES_NO, unknown_key, unknown_value
from xinfang_rules.dossier.recorded_act import first_day, last_day
from xinfang_rules.errors import CaseError, Diagnostic, Position, suggestion
from xinfang_rules.facts.case_errors import Path, Place, read_facts
from xinfang_rules.facts.day_bounds import ISO_DATE, BoundsError, DayBounds, bounds_stated
from xinfang_rules.facts.day_meant import day_meant
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.personal_numbers import personal_number
from xinfang_rules.sources.document import described, is_not

UNREAD: Final = ""
"""Stands for the kind of an act that could not be read."""


_WANTED: Final = {
    "bool": ("true or false", " true（是）或者 false（否）"),
    "count": ("a whole number from 0", "不小于0的整数"),
    "label": ("a text of at most 40 characters", "不超过40个字符的文字"),
    "day": (
        "a day as YYYY-MM-DD, bounds {not_before, not_after}, or unknown",
        "日期（写作 YYYY-MM-DD）、范围（{not_before, not_after}）或者 unknown",
    ),
}


def faults(dossier: Dossier, table: ActsTable, place: Place, unread: Collection[Path] = ()) -> Iterator[Diagnostic]:
    """Yields what is wrong with a dossier by a table of acts.

    Args:
        dossier: The dossier.
        table: The table.
        place: Says where a part of it stands.
        unread: What could not be read, and so was left out: nothing is said of what refers to it.
    """
    return _Checker(dossier, table, place, unread).check()


class _Checker:
    def __init__(self, dossier: Dossier, table: ActsTable, place: Place, unread: Collection[Path]) -> None:
        self._dossier = dossier
        self._table = table
        self._place = place
        self._unread = unread
        self._organs = {label: organ.title or "" for label, organ in dossier.organs.items()}
        self._claims = {label: claim.title or "" for label, claim in dossier.claims.items()}

    def check(self) -> Iterator[Diagnostic]:
        """Yields what is wrong."""
        dossier, file = self._dossier, self._table.file
        for place, text, opaque in self._texts():
            if (told := personal_number(text, opaque=opaque)) is not None:
                english, chinese = told.refusal
                yield self._wrong(place, f"this {english}", f"这里{chinese}", "personal-number")
        facts = self._table.rulebook.facts
        kinds = facts["organ.kind"].member_labels if "organ.kind" in facts else {}
        for label, organ in dossier.organs.items():
            path: Path = ("organs", label)
            yield from self._among(organ.kind, kinds, (*path, "kind"))
            yield from self._among(organ.level, file.structure.levels, (*path, "level"))
            for other in organ.superior:
                yield from self._referring("organs", other, (*path, "superior"))
            yield from self._referring("organs", organ.successor, (*path, "successor"))
            yield from self._facts(organ.facts, (*path, "facts"))
            if label in self._above(label):
                english, chinese = f"{label} is a superior of itself", f"{label} 成了自己的上级"
                yield self._wrong((*path, "superior"), english, chinese, "contradiction")
        for label, claim in dossier.claims.items():
            path = ("claims", label)
            for competent in claim.competent:
                yield from self._referring("organs", competent, (*path, "competent"))
            if isinstance(claim.remedy, str):
                yield from self._among(claim.remedy, dict.fromkeys(file.claims["remedy"].words, ""), (*path, "remedy"))
            elif claim.remedy is not None:
                yield from self._facts({"remedy": claim.remedy}, (*path, "remedy"), strip=1)
            if claim.category is not None:
                yield from self._among(claim.category, facts["petition.category"].member_labels, (*path, "category"))
            yield from self._facts(claim.facts, (*path, "facts"))
        yield from self._facts(dossier.matter, ("matter",))
        for number, column in enumerate(dossier.records or ()):
            yield from self._among(column.removesuffix(".received"), self._titles, ("records", number))
        sets = {one.name: one.title for one in self._table.rulebook.latest.presumptions.sets}
        for number, name in enumerate(dossier.never_presume):
            yield from self._among(name, sets, ("never_presume", number))
        if not dossier.claims and ("claims",) not in self._unread:
            yield self._wrong(("claims",), "a dossier has at least one claim", "卷宗至少有一项诉求")
        yield from self._acts()

    @property
    def _titles(self) -> dict[str, str]:
        return {name: entry.title for name, entry in self._table.file.acts.items()}

    def _texts(self) -> Iterator[tuple[Path, str, bool]]:
        """Yields what is written freely, and whether it is a reference of another system."""
        dossier = self._dossier
        yield ("dossier",), dossier.dossier, True
        named: list[tuple[str, Mapping[str, DossierOrgan | DossierClaim]]] = [
            ("organs", dossier.organs), ("claims", dossier.claims),
        ]  # fmt: skip
        for group, entries in named:
            for label, entry in entries.items():
                yield (group, label), label, False
                yield (group, label, "title"), entry.title or "", False
        for number, act in enumerate(dossier.acts):
            told = {"piece": " ".join(act.piece or ()), **(act.__pydantic_extra__ or {})}
            yield from ((("acts", number, key), value, False) for key, value in told.items() if isinstance(value, str))

    def _above(self, organ: str) -> set[str]:
        """Returns all organs above one, through others too."""
        organs, found, waiting = self._dossier.organs, set[str](), [organ]
        while waiting:
            above = organs[waiting.pop()].superior
            waiting += (each for each in above if each not in found and each in organs)
            found.update(above)
        return found

    def _acts(self) -> Iterator[Diagnostic]:
        last: date | None = None
        raised, structure = dict[str, object](), self._table.file.structure
        titles, doubtful = self._titles, False
        pieces = pieces_of(self._dossier, structure)
        for number, act in enumerate(self._dossier.acts):
            path: Path = ("acts", number)
            if act.act in titles:
                yield from self._act(act, path)
            elif act.act != UNREAD:
                yield from self._among(act.act, titles, (*path, "act"))
            else:
                known = {key for entry in self._table.file.acts.values() for key in entry.fields}
                for key in (act.__pydantic_extra__ or {}).keys() - known:
                    yield unknown_key((*path, key), _keys(), self._place)
            doubtful = doubtful or act.act not in titles  # it may be meant to raise a piece
            of = next(pieces)
            if act.act == structure.raises:
                if raised.keys() & of:
                    yield self._wrong((*path, "piece"), f"{of[0]} was raised before", f"已经有一件叫 {of[0]}")
                if len(of) != 1:
                    yield self._wrong((*path, "piece"), "each piece is raised by an act of its own", "一次提出是一件")
                raised.update(dict.fromkeys(of, petitioner_of(act)))
            elif not raised and not doubtful:
                chinese = f"这一行为以前没有“{titles[structure.raises]}”（{structure.raises}）的记载"
                yield self._wrong(path, f"no {structure.raises} stands before this act", chinese)
                doubtful = True
            elif act.piece is not None and not doubtful:
                for piece in [piece for piece in act.piece if piece not in raised]:
                    yield from self._among(piece, dict.fromkeys(raised, ""), (*path, "piece"))
            elif act.act in structure.remedies and not doubtful and len({raised.get(piece) for piece in of}) > 1:
                english = f"{', '.join(of)} are of several petitioners: say on which piece this one acts: piece"
                yield self._wrong(path, english, f"{'、'.join(of)}由不同的信访人提出：须写明是哪一件（piece）")
            latest, first = last_day(act.day), first_day(act.day)
            if last is not None and latest is not None and latest < last:
                yield self._wrong(
                    (*path, "day"),
                    f"{latest} stands after an act of {last}: write acts in order",
                    f"{latest} 排在 {last} 的行为之后：请按先后顺序填写",
                    "contradiction",
                )
            last = max((day for day in (first, last) if day is not None), default=None)

    def _act(self, act: DossierAct, path: Path) -> Iterator[Diagnostic]:
        entry = self._table.file.acts[act.act]
        if entry.by == "organ" and act.by is None and (*path, "by") not in self._unread:
            yield self._wrong(path, f"{act.act} says by which organ: by", f"“{entry.title}”须写明由哪个机关作出（by）")
        if entry.by == "petitioner" and act.by is not None:
            yield self._wrong(
                (*path, "by"), f"{act.act} is done by the petitioner: leave by out", "由信访人作出的行为不填 by"
            )
        if entry.to and act.to is None and (*path, "to") not in self._unread:
            yield self._wrong(path, f"{act.act} says to which organ: to", f"“{entry.title}”须写明对哪个机关（to）")
        for key, label in (("by", act.by), ("to", act.to)):
            yield from self._referring("organs", label, (*path, key))
        for claim in act.claims or ():
            yield from self._referring("claims", claim, (*path, "claims"))
        for key, value, allowed in (("kind", act.kind, entry.kind), ("outcome", act.outcome, entry.outcome)):
            if value is not None and not allowed:
                yield self._wrong((*path, key), f"{act.act} has no {key}", f"“{entry.title}”没有 {key} 这一项")
            elif isinstance(value, dict):
                claims = self._claims if act.claims is None else dict.fromkeys(act.claims, "")
                for claim, told in value.items():
                    if ("claims",) not in self._unread:
                        yield from self._among(claim, claims, (*path, key, claim))
                    yield from self._among(told, allowed, (*path, key, claim))
            elif value is not None:
                yield from self._among(value, allowed, (*path, key))
        first, received = act.day, act.received
        if isinstance(first, date) and isinstance(received, date) and received < first:
            yield self._wrong(
                (*path, "received"), f"received on {received}, before it was done on {first}",
                f"收到之日（{received}）早于作出之日（{first}）", "contradiction",
            )  # fmt: skip
        for key, stated in (act.__pydantic_extra__ or {}).items():
            if key not in entry.fields:
                yield unknown_key((*path, key), _keys(entry.fields), self._place)
            else:
                yield from self._field(entry.fields[key].of, stated, (*path, key))

    def _field(self, kind: str, value: Any, path: Path) -> Iterator[Diagnostic]:
        spec = self._table.rulebook.facts.get(kind)
        if spec is not None and spec.members:
            if isinstance(value, str):
                yield from self._among(value, spec.member_labels, path)
                return
            kind = "enum"
        elif spec is not None:
            kind = spec.kind
        if kind == "day" and isinstance(value, Mapping):
            try:
                bounds_stated(value)
            except BoundsError as error:
                at = self._place((*path, error.key) if error.key else path, error.code == "unknown-key")
                yield Diagnostic(at, error.code, f"{path[-1]}: {error}", f"{path[-1]}：{error.chinese}")
            return
        fits = {
            "bool": isinstance(value, bool),
            "count": type(value) is int and value >= 0,
            "label": isinstance(value, str) and len(value) <= 40,
            "day": isinstance(value, (date, DayBounds)) or value == UNKNOWN or _is_day(value),
        }.get(kind, False)
        if not fits:
            given, chinese = described(value)
            wanted, sought = _WANTED.get(kind, ("a text", "文字"))
            meant = day_meant(value) if kind == "day" else YES_NO.get(str(value).lower()) if kind == "bool" else None
            message = f"{path[-1]} is {wanted}, not {given}{suggestion(meant, 'en')}"
            yield self._wrong(path, message, f"{path[-1]} 应为{sought}，{is_not(chinese)}{suggestion(meant, 'zh')}")

    def _facts(self, groups: Mapping[str, Any], path: Path, strip: int = 0) -> Iterator[Diagnostic]:
        if not groups:
            return
        try:
            read_facts(self._table.rulebook.case_model, groups, partial(self._placed, path, strip))
        except CaseError as error:
            yield from error.diagnostics

    def _placed(self, before: Path, strip: int, path: Path, key: bool) -> Position:
        return self._place((*before, *path[strip:]), key)

    def _referring(self, key: str, label: str | None, path: Path) -> Iterator[Diagnostic]:
        """Looks for what a label of this file refers to."""
        if (key,) not in self._unread:
            yield from self._among(label, self._organs if key == "organs" else self._claims, path)

    def _among(self, name: str | None, allowed: Mapping[str, str], path: Path) -> Iterator[Diagnostic]:
        if name is not None and name not in allowed:
            yield unknown_value(path, name, allowed, self._place)

    def _wrong(self, path: Path, message: str, chinese: str, code: str = "bad-form") -> Diagnostic:
        return Diagnostic(self._place(path, False), code, message, chinese)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ISO_DATE.fullmatch(value)) and bool(day_written(value))
    except ValueError:
        return False


def _keys(fields: Mapping[str, FieldEntry] = MappingProxyType({})) -> dict[str, str]:
    """Returns what an act may state, with titles."""
    common = {name: field.title or "" for name, field in DossierAct.model_fields.items()}
    return {**common, **{name: field.title for name, field in fields.items()}}
