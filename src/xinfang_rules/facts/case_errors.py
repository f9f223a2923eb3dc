"""From plain data to a case; what is wrong with it, in one line a finding, in English and in Chinese."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.errors import CaseError, Diagnostic, Position, nearest, suggestion
from xinfang_rules.facts.day_bounds import BoundsError, bounds_stated
from xinfang_rules.facts.group import FactGroup
from xinfang_rules.facts.plain_data import Foreign, plain
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT
from xinfang_rules.personal_numbers import personal_number
from xinfang_rules.sources.document import MAX_FINDINGS, described, is_not, more, one_line, quoted, shown

CASE_CODES: Mapping[str, str] = {
    "unknown-key": "a key that the case model does not have",
    "unknown-value": "a value outside the fact's closed list",
    "value-type": "a value of the wrong type",
    "key-type": "a key that is no text",
    "impossible-date": "a day that is not in the calendar",
    "null": "null, which is neither a value nor unknown",
    "bad-form": "a value that is not of the form wanted here",
    "personal-number": "an identity number or a mobile number of a person",
    "contradiction": "facts that cannot be true together",
    "unvalidated": "a case that was made or changed without validation",
    "more": "further findings that are not listed",
}
"""The closed list of what can be wrong with a case."""

Path: TypeAlias = tuple[str | int, ...]

Place: TypeAlias = Callable[[Path, bool], Position]
"""Says where a part of the data stands; of its key, if the flag is set."""

GroupT = TypeVar("GroupT", bound=FactGroup)

_DEPTH = 3
"""Facts lie in groups, the members of a set in a fact: what is nested deeper is no case."""

_FEW = 12

_EXAMPLE = "petition.category"
"""What messages show as an example, of the facts that have it."""


def by_name(path: Path, _: bool) -> Position:
    """Names the part, where nothing says on which line it stands."""
    return Position(".".join(one_line(str(step)[:80]) for step in path) or "case")


def read_facts(model: type[GroupT], data: Any, place: Place = by_name) -> GroupT:
    """Validates data of any program as a case; where a part of it stands says `place`, or else its name.

    Raises:
        CaseError: If it is no case; at most 50 findings are listed.
    """
    # Nearly every case is one; what is wrong with the others is looked for afterwards, and with more care.
    with suppress(Exception):
        if issubclass(type(data), Mapping):
            return model.model_validate(data)
    words = _Words(model, place)
    taken = _taken(data, words, words.case())
    faults = _foreign_keys(taken, words)
    case = _validated(model, taken, words, faults)
    if faults or case is None:
        raise _refusal(faults, place((), False).source)
    return case


def taken_plainly(data: Any) -> Any:
    """Returns a copy of data in which nothing runs code of its own; None if it cannot be read."""
    try:
        return plain(data, _DEPTH)
    except Exception:  # of whatever kind the data raises while it is read
        return None


def read_named(model: type[GroupT], facts: Any, data: dict[str, Any]) -> GroupT:
    """Validates facts by their dotted names as a case.

    Args:
        model: The case model.
        facts: The value of each fact, by its dotted name, such as `petition.category`; `case_id` too.
        data: The case that these change, as plain data; it is changed in place.

    Raises:
        CaseError: If a name or a value is wrong; at most 50 findings are listed.
    """
    words = _Words(model, by_name)
    faults: list[_Fault] = []
    for name, value in _taken(facts, words, words.named()).items():
        if isinstance(name, Foreign):
            faults.append(partial(words.key_type, (), name))
        elif name in words.facts:
            group, _, key = name.partition(".")
            data.setdefault(group, {})[key] = value
        elif name in model.model_fields and name not in words.groups:
            data[name] = value
        else:
            faults.append(partial(words.unknown_name, name))
    faults.extend(_foreign_keys(data, words))
    case = _validated(model, data, words, faults)
    if faults or case is None:
        raise _refusal(faults, "case")
    return case


_Fault: TypeAlias = Callable[[], Diagnostic]
"""Puts a fault into words; where there are very many, only for those that are listed."""


def _taken(data: Any, words: "_Words", wanted: tuple[str, str]) -> dict[Any, Any]:
    try:
        taken = plain(data, _DEPTH)
    except Exception as error:
        name = type(error).__name__
        raise CaseError([words.whole(f"reading it failed: {name}", f"读取时出错：{name}")]) from error
    if not isinstance(taken, dict):
        given, chinese = described(data)
        raise CaseError([words.whole(f"{wanted[0]}, not {given}", f"{wanted[1]}，{is_not(chinese)}")])
    return taken


def _foreign_keys(data: dict[Any, Any], words: "_Words") -> list[_Fault]:
    """Takes the keys that are no text out of the data."""
    faults: list[_Fault] = []
    levels: list[tuple[Path, dict[Any, Any]]] = [((), data)]
    for path, level in levels:
        for key in [key for key in level if isinstance(key, Foreign)]:
            faults.append(partial(words.key_type, path, key))
            del level[key]
        if len(path) < _DEPTH - 1:
            levels.extend(((*path, key), part) for key, part in level.items() if isinstance(part, dict))
    return faults


def _validated(model: type[GroupT], data: Any, words: "_Words", faults: list[_Fault]) -> GroupT | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details: dict[Path, ErrorDetails] = {}
        for detail in error.errors(include_url=False, include_context=False):
            details.setdefault(words.path(detail["loc"]), detail)
        parts = {path[:2] for path in details if len(path) > 2}
        for path, detail in details.items():
            if path not in parts or detail["loc"][-1] == "[key]":  # a set of which a part is wrong is not wrong besides
                faults.append(partial(words.wrong, path, detail))
    return None


def _refusal(faults: Sequence[_Fault], source: str) -> CaseError:
    listed = [word() for word in faults[:MAX_FINDINGS]]
    left = len(faults) - len(listed)
    return CaseError([*listed, more(left, source)] if left else listed)


class _Words:
    """Says what is wrong with parts of a case."""

    def __init__(self, model: type[FactGroup], place: Place) -> None:
        self.facts = model.facts
        self.groups = {spec.group: spec.group_title for spec in self.facts.values()}
        self._model = model
        self._place = place

    def path(self, location: Path) -> Path:
        """Takes the branches of unions out of a location: what is left leads to the value."""
        spec = self.facts.get(".".join(map(str, location[:2])))
        if spec is None:
            return location[:2]
        return (*location[:2], *[step for step in location[2:] if step in spec.members][:1])

    def _example(self) -> FactSpec:
        return self.facts.get(_EXAMPLE) or next(iter(self.facts.values()))

    def case(self) -> tuple[str, str]:
        """Says what a case is."""
        spec = self._example()
        said = f"a case is a mapping of groups of facts, such as {spec.group}"
        return said, f"案件应为若干组事实，例如 {spec.group}（{spec.group_title}）"

    def named(self) -> tuple[str, str]:
        """Says how facts are given by their names."""
        spec = self._example()
        said = f"facts are a mapping from dotted names, such as {spec.name}"
        return said, f"事实应按名称给出，例如 {spec.name}（{spec.title}）"

    def whole(self, message: str, chinese: str) -> Diagnostic:
        return self._found((), "value-type", message, chinese)

    def key_type(self, path: Path, key: Foreign) -> Diagnostic:
        given, chinese = described(key.was)
        where = ".".join(map(str, path)) or "the case"
        name = self._titled(".".join(map(str, path))) if path else "案件"
        message = f"{where}: a key is a text, not {given}"
        return self._found(path, "key-type", message, f"{name}：键应为文字，{is_not(chinese)}")

    def unknown_name(self, name: str) -> Diagnostic:
        if name in self.groups:
            first = next(fact for fact, spec in self.facts.items() if spec.group == name)
            message = f"{name} is a group of facts: give each by its name, such as {first}"
            chinese = f"{self._titled(name)}是一组事实，应逐个给出，例如 {first}"
            return self._found((name,), "unknown-key", message, chinese)
        ending = next((fact for fact in self.facts if fact.endswith(f".{name}")), None)
        hint, chinese_hint = _hints(ending or nearest(name, self.facts))
        message, chinese = f"there is no fact {shown(name)}{hint}", f"没有{quoted(name)}这个事实{chinese_hint}"
        return self._found((name,), "unknown-key", message, chinese)

    def wrong(self, path: Path, detail: ErrorDetails) -> Diagnostic:
        name = ".".join(map(str, path[:2]))
        kind = detail["type"]
        wrong = _was(detail["input"])
        given, chinese = described(wrong)
        title = self._titled(name)
        if name == "case_id" and type(wrong) is str and (number := personal_number(wrong, opaque=True)) is not None:
            return self._found(path, "personal-number", f"{name} {number.refusal[0]}", f"{title}{number.refusal[1]}")
        if kind == "extra_forbidden":
            return self._unknown_key(path)
        if kind == "null_fact":
            advice = "不知道的填 unknown，没有的删去这一项"
            return self._found(path, "null", f"{name}: {detail['msg']}", f"{title}不能为空（null）：{advice}")
        if kind == "null_case_id":
            return self._found(path, "null", f"{name}: {detail['msg']}", f"{title}不能为空（null）：没有的删去这一项")
        if kind == "impossible_date":
            said = f"{name}: {given} is no day of the calendar"
            return self._found(path, "impossible-date", said, f"{title}：日历上没有{chinese}这一天")
        if kind == "day_bounds":
            return self._wrong_bounds(path, name, _was(detail["input"]))
        if name in self.facts:
            return self._wrong_fact(path, detail, given, chinese)
        if kind.endswith("_type"):
            wanted, sought = ("a text", "文字") if path == ("case_id",) else ("a mapping of facts", "一组事实")
            message = f"{name} is {wanted}, not {given}"
            return self._found(path, "value-type", message, f"{title}应为{sought}，{is_not(chinese)}")
        wanted = "an opaque reference of at most 64 ASCII letters, digits and . _ : / -"
        sought = "不超过64个字符的编号，只用英文字母、数字和 . _ : / -"
        message = f"{name} is {wanted}, not {given}"
        return self._found(path, "bad-form", message, f"{title}应为{sought}，{is_not(chinese)}")

    def _wrong_fact(self, path: Path, detail: ErrorDetails, given: str, chinese: str) -> Diagnostic:
        name = ".".join(map(str, path[:2]))
        spec, title = self.facts[name], self._titled(name)
        labels = "、".join(f"{member}（{spec.member_labels[member]}）" for member in spec.members)
        wrong = _was(detail["input"])
        member = detail["loc"][-1:] == ("[key]",)
        near = None
        if member or (spec.kind == "enum" and isinstance(wrong, str)):
            allowed = [*spec.members] if member else [*spec.members, "unknown"]
            hint, chinese_hint = _hints(nearest(wrong, allowed) if isinstance(wrong, str) else None)
            message = f"{name}: {given} is none of {', '.join(allowed)}{hint}"
            said = f"{title}没有{chinese}这个选项，可填 {labels}{'' if member else '、unknown（未知）'}{chinese_hint}"
            return self._found(path, "unknown-value", message, said)
        if spec.kind == "set" and isinstance(wrong, str) and len(path) == 2:
            near = wrong if wrong in spec.members else nearest(wrong, [*spec.members, "unknown"])
            near = f"[{near}]" if near in spec.members else near
        kind = spec.kind
        if len(path) > 2:  # what is told of one member of a set
            kind, name, title = "bool", f"{name}.{path[2]}", f"{title}的“{spec.member_labels[str(path[2])]}”"
        if spec.kind == "date":
            from xinfang_rules.facts.day_meant import day_meant  # most cases are right

            near = day_meant(wrong)
        hint, chinese_hint = _hints(near)
        wanted, sought = {
            "enum": (f"one of {', '.join(spec.members)}", f" {labels}之一"),
            "set": (f"a list or a mapping of {', '.join(spec.members)}", f"由 {labels}组成的列表或者键值"),
            "bool": ("true, false", " true（是）、false（否）"),
            "count": (f"a whole number from {spec.least} to {LARGEST_COUNT}", f"{spec.least}至{LARGEST_COUNT}的整数"),
            "date": (
                "a day as YYYY-MM-DD, bounds {not_before, not_after}",
                "日期（写作 YYYY-MM-DD）、范围（{not_before: 不早于, not_after: 不晚于}）",
            ),
        }[kind]
        joined, either = (" or ", "或者") if kind == "bool" else (", or ", "，或者")
        message = f"{name} is {wanted}{joined}unknown, not {given}{hint}"
        said = f"{title}应为{sought}{either} unknown（未知），{is_not(chinese)}{chinese_hint}"
        return self._found(path, "value-type", message, said)

    def _wrong_bounds(self, path: Path, name: str, stated: Any) -> Diagnostic:
        try:
            bounds_stated(stated)
        except BoundsError as error:
            path = (*path, error.key) if error.key else path
            said = f"{self._titled(name)}：{error.chinese}"
            return self._found(path, error.code, f"{name}: {error}", said, key=error.code == "unknown-key")
        raise AssertionError("bounds that were refused are refused again")

    def _unknown_key(self, path: Path) -> Diagnostic:
        key, group = str(path[-1]), str(path[0]) if len(path) > 1 else ""
        titles = {spec.key: spec.title for spec in self.facts.values() if spec.group == group}
        if not group:
            titles = {name: field.title or name for name, field in self._model.model_fields.items()}
        elsewhere = next((name for name, spec in self.facts.items() if spec.key == key and spec.group != group), None)
        hint, chinese_hint = _hints(elsewhere or nearest(key, titles))
        listing = ", ".join(titles)
        if len(titles) <= _FEW:
            choices = "可用的有 " + "、".join(f"{name}（{title}）" for name, title in titles.items())
        elif hint:
            listing, choices = f"{len(titles)} facts are known here", f"可用的有{len(titles)}项"
        else:
            choices = "可用的有 " + "、".join(titles)
        message = f"{group or 'a case'} has no key {shown(key)}: {listing}{hint}"
        chinese = f"{self._titled(group) if group else '案件'}中没有{quoted(key)}这一项，{choices}{chinese_hint}"
        return self._found(path, "unknown-key", message, chinese, key=True)

    def _titled(self, name: str) -> str:
        """Names a part by its title; by its key too, as that is what is written."""
        if name in self.facts:
            return f"{self.facts[name].title}（{name}）"
        if name in self._model.model_fields:
            return f"{self._model.model_fields[name].title}（{name}）"
        return quoted(name)

    def _found(self, path: Path, code: str, message: str, chinese: str, *, key: bool = False) -> Diagnostic:
        name = ".".join(map(str, path[:2]))
        return Diagnostic(self._place(path, key), code, message, chinese, (name,) if name in self.facts else ())


def _was(value: Any) -> Any:
    return value.was if type(value) is Foreign else value


def _hints(near: str | None) -> tuple[str, str]:
    return suggestion(near, "en"), suggestion(near, "zh")
