"""From text to a dossier, read strictly; and what is wrong with one, in English and in Chinese, with its place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final, Literal, TypeAlias
from weakref import WeakValueDictionary

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.arguments import wrong
from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct, DossierClaim, DossierOrgan
from xinfang_rules.dossier.recorded_act import first_day, last_day
from xinfang_rules.errors import CaseError, Diagnostic, Position, nearest, suggestion
from xinfang_rules.facts.case_errors import read_facts
from xinfang_rules.facts.day_bounds import BoundsError, DayBounds, bounds_stated
from xinfang_rules.facts.plain_case import CASE_LIMIT
from xinfang_rules.sources.document import SourceError, described, one_line, quoted, shown
from xinfang_rules.sources.reader import parse

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = Callable[[Path, bool], Position]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "model_type": ("a mapping", "一组键值"),
    "dict_type": ("a mapping", "一组键值"),
    "string_type": ("a text", "文字"),
    "bool_type": ("true or false", "true 或者 false"),
    "tuple_type": ("a list", "列表"),
}
_IDENTITY: Final = re.compile(
    r"(?<!\d)[1-9]\d{5}(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
"""A citizen's identity number, 公民身份号码: six digits of a region, a day of birth, three digits, and a check.

Source: GB 11643-1999.
"""


def looks_like_identity(text: str) -> bool:
    """Tells whether a text holds what looks like a citizen's identity number."""
    return _IDENTITY.search(text) is not None


_FIELDS: Final = {"organs": DossierOrgan.model_fields, "claims": DossierClaim.model_fields}


def read_dossier(
    text: str | bytes,
    *,
    format: Literal["json", "yaml"] | None = None,  # noqa: A002  # what it is called everywhere
    name: str = "dossier",
    acts: ActsTable | None = None,
) -> Dossier:
    """Reads the text of a dossier, and checks it against the table of acts.

    Args:
        text: The text, or its bytes in UTF-8.
        format: What it is; if None, text that starts with `{` or `[` is JSON and any other YAML.
        name: What messages call the text, before line and column.
        acts: The table of acts; that of the shipped pack if None.

    Raises:
        CaseError: If it is not well-formed, or no dossier; each finding has its line and column.
        ArgumentError: If something else than a text is given, or there is no such format.
    """
    if not isinstance(text, (str, bytes, bytearray)):
        raise wrong("text", "a text or its bytes", text, "examine(dossier, ...) for data that is no text")
    if format not in (None, "json", "yaml"):
        raise wrong("format", "json or yaml", format, 'format="json"')
    try:
        document = parse(text, str(name), form=format, limit=CASE_LIMIT)
    except SourceError as error:
        raise CaseError(error.diagnostics) from None
    return dossier_from_data(document.data, acts or load_acts(), lambda path, key: document.position(path, key=key))


def _by_name(path: Path, _: bool) -> Position:
    return Position(".".join(one_line(str(step)[:80]) for step in path) or "dossier")


def dossier_from_data(data: Any, table: ActsTable, place: Place = _by_name) -> Dossier:
    """Validates plain data as a dossier, and checks it against the table of acts.

    Args:
        data: The data; a dossier is checked again.
        table: The table of acts.
        place: Says where a part of the data stands; by default, messages name the part.

    Raises:
        CaseError: If it is none.
    """
    if isinstance(data, Dossier) and _CHECKED.get((id(data), table.digest)) is data:
        return data
    try:
        dossier = data if isinstance(data, Dossier) else Dossier.model_validate(data)
    except ValidationError as error:
        raise CaseError(_told(detail, place) for detail in error.errors(include_url=False)) from None
    found = list(_Checker(dossier, table, place).check())
    if found:
        raise CaseError(found)
    _CHECKED[id(dossier), table.digest] = dossier
    return dossier


_CHECKED: Final[WeakValueDictionary[tuple[int, str], Dossier]] = WeakValueDictionary()
"""The dossiers that were held against a table, by its digest: nothing in them changes."""


def _told(detail: ErrorDetails, place: Place) -> Diagnostic:
    path = tuple(step for step in detail["loc"] if step != "[key]" and not str(step).startswith("function-"))
    given, chinese = described(detail["input"])
    name = ".".join(map(str, path)) or "the dossier"
    match detail["type"]:
        case "missing":
            key = str(path[-1])
            return Diagnostic(place(path[:-1], False), "missing-key", f"{key} is missing here", f"此处缺少 {key}")
        case "extra_forbidden":
            fields = _FIELDS.get(str(path[0]), Dossier.model_fields) if len(path) > 1 else Dossier.model_fields
            return _unknown_key(path, list(fields), place)
        case "day_bounds":
            try:
                bounds_stated(detail["input"])
            except BoundsError as error:
                return Diagnostic(place(path, False), error.code, f"{name}: {error}", f"{name}：{error.chinese}")
        case "impossible_date":
            return Diagnostic(
                place(path, False),
                "impossible-date",
                f"{name}: {given} is no day",
                f"{name}：日历上没有{chinese}这一天",
            )
        case "date_form":
            message = f"{name} is a day as YYYY-MM-DD, bounds {{not_before, not_after}}, or unknown, not {given}"
            return Diagnostic(
                place(path, False), "value-type", message,
                f"{name} 应为日期（写作 YYYY-MM-DD）、范围（{{not_before, not_after}}）或者 unknown，不是 {chinese}",
            )  # fmt: skip
        case _:
            pass
    wanted, sought = _WORDS.get(detail["type"], ("", ""))
    if wanted:
        said = f"{name} is {wanted}, not {given}", f"{name} 应为{sought}，不是 {chinese}"
    else:
        said = f"{name}: {detail['msg']}", f"{name}：{chinese} 不是这里可以填的"
    return Diagnostic(place(path, False), "bad-form", *said)


def _unknown_key(path: Path, allowed: list[str], place: Place) -> Diagnostic:
    key = str(path[-1])
    near = nearest(key, allowed)
    return Diagnostic(
        place(path, True),
        "unknown-key",
        f"there is no key {shown(key)} here: {', '.join(allowed)}{suggestion(near, 'en')}",
        f"这里没有{quoted(key)}这一项，可用的有 {'、'.join(allowed)}{suggestion(near, 'zh')}",
    )


class _Checker:
    """Holds a dossier against the table: every name is known, every act has what it needs, days go forward."""

    def __init__(self, dossier: Dossier, table: ActsTable, place: Place) -> None:
        self._dossier = dossier
        self._table = table
        self._place = place

    def check(self) -> Iterator[Diagnostic]:
        """Yields what is wrong."""
        dossier, file = self._dossier, self._table.file
        english, chinese = "this looks like an identity number of a person", "这里像是公民身份号码"
        for place, text in self._texts():
            if looks_like_identity(text):
                yield self._wrong(place, f"{english}: leave it out", f"{chinese}：卷宗不写个人的身份号码")
        facts = self._table.rulebook.facts
        kinds = facts["organ.kind"].members if "organ.kind" in facts else ()
        for label, organ in dossier.organs.items():
            path: Path = ("organs", label)
            yield from self._among(organ.kind, kinds, (*path, "kind"))
            yield from self._among(organ.level, file.structure.levels, (*path, "level"))
            for other in (*organ.superior, *([organ.successor] if organ.successor else [])):
                yield from self._among(other, dossier.organs, (*path, "superior"))
            yield from self._facts(organ.facts, (*path, "facts"))
            if label in self._above(label):
                english, chinese = f"{label} is a superior of itself", f"{label} 成了自己的上级"
                yield self._wrong((*path, "superior"), english, chinese, "contradiction")
        for label, claim in dossier.claims.items():
            path = ("claims", label)
            for competent in claim.competent:
                yield from self._among(competent, dossier.organs, (*path, "competent"))
            if isinstance(claim.remedy, str):
                yield from self._among(claim.remedy, file.claims["remedy"].words, (*path, "remedy"))
            elif claim.remedy is not None:
                yield from self._facts({"remedy": claim.remedy}, (*path, "remedy"), strip=1)
            if claim.category is not None:
                yield from self._among(claim.category, facts["petition.category"].members, (*path, "category"))
            yield from self._facts(claim.facts, (*path, "facts"))
        yield from self._facts(dossier.matter, ("matter",))
        for number, column in enumerate(dossier.records or ()):
            yield from self._among(column.removesuffix(".received"), file.acts, ("records", number))
        if not dossier.claims:
            yield self._wrong(("claims",), "a dossier has at least one claim", "卷宗至少有一项诉求")
        yield from self._acts()

    def _texts(self) -> Iterator[tuple[Path, str]]:
        """Yields what is written freely."""
        dossier = self._dossier
        yield ("dossier",), dossier.dossier
        named: list[tuple[str, Mapping[str, DossierOrgan | DossierClaim]]] = [
            ("organs", dossier.organs), ("claims", dossier.claims),
        ]  # fmt: skip
        for group, entries in named:
            for label, entry in entries.items():
                yield (group, label), label
                yield (group, label, "title"), entry.title or ""
        for number, act in enumerate(dossier.acts):
            told = {"piece": act.piece, **(act.__pydantic_extra__ or {})}
            yield from ((("acts", number, key), value) for key, value in told.items() if isinstance(value, str))

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
        raised, structure = list[str](), self._table.file.structure
        for number, act in enumerate(self._dossier.acts):
            path: Path = ("acts", number)
            found = list(self._among(act.act, self._table.file.acts, (*path, "act")))
            yield from found or self._act(act, path)
            if act.act == structure.raises:
                piece = act.piece or f"p{len(raised) + 1}"
                if piece in raised:
                    yield self._wrong((*path, "piece"), f"{piece} was raised before", f"已经有一件叫 {piece}")
                raised.append(piece)
            elif not raised and not found:
                title = self._table.file.acts[structure.raises].title
                chinese = f"这一行为以前没有“{title}”的记载"
                yield self._wrong(path, f"no {structure.raises} stands before this act", chinese)
                raised.append("")
            elif act.piece is not None:
                yield from self._among(act.piece, raised, (*path, "piece"))
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
        organs = self._dossier.organs
        if entry.by == "organ" and act.by is None:
            yield self._wrong(path, f"{act.act} says by which organ: by", f"“{entry.title}”须写明由哪个机关作出（by）")
        if entry.by == "petitioner" and act.by is not None:
            yield self._wrong(
                (*path, "by"), f"{act.act} is done by the petitioner: leave by out", "由信访人作出的行为不填 by"
            )
        if entry.to and act.to is None:
            yield self._wrong(path, f"{act.act} says to which organ: to", f"“{entry.title}”须写明对哪个机关（to）")
        for key, label in (("by", act.by), ("to", act.to)):
            yield from self._among(label, organs, (*path, key))
        for claim in act.claims or ():
            yield from self._among(claim, self._dossier.claims, (*path, "claims"))
        for key, value, allowed in (("kind", act.kind, entry.kind), ("outcome", act.outcome, entry.outcome)):
            if value is not None and not allowed:
                yield self._wrong((*path, key), f"{act.act} has no {key}", f"“{entry.title}”没有 {key} 这一项")
            elif value is not None:
                yield from self._among(value, allowed, (*path, key))
        first, received = act.day, act.received
        if isinstance(first, date) and isinstance(received, date) and received < first:
            yield self._wrong(
                (*path, "received"), f"received on {received}, before it was done on {first}",
                f"收到之日（{received}）早于作出之日（{first}）", "contradiction",
            )  # fmt: skip
        for key, value in (act.__pydantic_extra__ or {}).items():
            if key not in entry.fields:
                yield _unknown_key((*path, key), [*DossierAct.model_fields, *entry.fields], self._place)
            else:
                yield from self._field(entry.fields[key].of, value, (*path, key))

    def _field(self, kind: str, value: Any, path: Path) -> Iterator[Diagnostic]:
        spec = self._table.rulebook.facts.get(kind)
        if spec is not None and spec.members:
            if isinstance(value, str):
                yield from self._among(value, spec.members, path)
                return
            kind = ", ".join(spec.members)
        fits = {
            "bool": isinstance(value, bool),
            "count": type(value) is int and value >= 0,
            "label": isinstance(value, str) and len(value) <= 40,
            "day": isinstance(value, (date, DayBounds)) or _is_day(value),
        }.get(kind, False)
        if not fits:
            given, chinese = described(value)
            yield self._wrong(path, f"{path[-1]} is a {kind}, not {given}", f"{path[-1]} 应为 {kind}，不是 {chinese}")

    def _facts(self, groups: Mapping[str, Any], path: Path, strip: int = 0) -> Iterator[Diagnostic]:
        if not groups:
            return
        try:
            read_facts(self._table.rulebook.case_model, groups, partial(self._placed, path, strip))
        except CaseError as error:
            yield from error.diagnostics

    def _placed(self, before: Path, strip: int, path: Path, key: bool) -> Position:
        return self._place((*before, *path[strip:]), key)

    def _among(self, name: str | None, allowed: Iterable[str], path: Path) -> Iterator[Diagnostic]:
        names = list(allowed)
        if name is None or name in names:
            return
        near = nearest(name, names)
        yield Diagnostic(
            self._place(path, False),
            "unknown-value",
            f"{shown(name)} is none of {', '.join(names)}{suggestion(near, 'en')}",
            f"没有{quoted(name)}这一选项，可填 {'、'.join(names)}{suggestion(near, 'zh')}",
        )

    def _wrong(self, path: Path, message: str, chinese: str, code: str = "bad-form") -> Diagnostic:
        return Diagnostic(self._place(path, False), code, message, chinese)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False
