"""What pydantic finds wrong with a dossier, in words: where, what is wrong, what is allowed, what was meant."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.errors import Diagnostic, Position, nearest, suggestion
from xinfang_rules.facts.case_errors import Path, Place
from xinfang_rules.facts.day_bounds import ISO_DATE, BoundsError, bounds_stated
from xinfang_rules.facts.day_meant import day_meant
from xinfang_rules.personal_numbers import personal_number
from xinfang_rules.sources.document import described, is_not, one_line, quoted, shown

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "model_type": ("a mapping", "一组键值"),
    "dict_type": ("a mapping", "一组键值"),
    "string_type": ("a text", "文字"),
    "bool_type": ("true or false", " true（是）或者 false（否）"),
    "tuple_type": ("a list, each of its lines with - before it", "列表，每一项前面写“- ”"),
    "string_too_short": ("not empty", "文字，不能为空"),
    "string_too_long": ("a shorter text", "较短的文字"),
    "string_pattern_mismatch": (
        "a label of this file: a letter, then letters, digits, _ and -; what it is called goes into title",
        "代号，以英文字母开头，只用英文字母、数字、_ 和 -；名称写在 title",
    ),
}
_REFERENCE: Final = (
    "an opaque reference of at most 64 ASCII letters, digits and . _ : / -",
    "不超过64个字符的编号，只用英文字母、数字和 . _ : / -",
)
_DATES: Final = frozenset({"date_form", "impossible_date", "null_fact", "value_error"})
YES_NO: Final = {"是": "true", "有": "true", "yes": "true", "否": "false", "无": "false", "no": "false"}


def by_name(path: Path, _: bool) -> Position:
    """Names the part, where nothing says on which line it stands."""
    return Position(".".join(one_line(str(step)[:80]) for step in path) or "dossier")


def located(error: ValidationError, data: Any) -> dict[Path, ErrorDetails]:
    """Returns what is wrong by where it stands in the data; of what fits none of several types, the first."""
    found: dict[Path, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        path: list[str | int] = []
        part = data
        for step in detail["loc"]:
            listed = isinstance(part, (list, tuple)) and isinstance(step, int)
            if listed or (isinstance(part, dict) and step in part):  # else it names one of several types
                part = part[step]
                path.append(step)
        if detail["type"] == "missing":
            path.append(detail["loc"][-1])
        if detail["type"] == "too_short" or tuple(path) not in found:  # of the right type, and empty
            found[tuple(path)] = detail
    return found


def refusals(
    found: Mapping[Path, ErrorDetails],
    root: type[BaseModel],
    parts: Mapping[str, type[BaseModel]],
    place: Place = by_name,
    choices: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Iterator[Diagnostic]:
    """Yields what is wrong, in words.

    Args:
        found: What is wrong, by where it stands.
        root: The model of the whole.
        parts: The models of what stands two levels below some keys of it.
        place: Says where a part of the data stands.
        choices: What may stand at a key, with titles; at `label`, the labels of the file.
    """
    for path, detail in found.items():
        model = parts.get(str(path[0]), root) if len(path) > 1 else root
        yield _refusal(path, detail, model, place, choices)


def _refusal(
    path: Path, detail: ErrorDetails, model: type[BaseModel], place: Place, choices: Mapping[str, Mapping[str, str]]
) -> Diagnostic:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    field = model.model_fields.get(key)
    name, title = ".".join(map(str, path)) or "the dossier", _titled(key, field and field.title)
    kind, wrong = detail["type"], detail["input"]
    given, chinese = described(wrong)
    if kind == "missing":
        known = f"（{field.title}）" if field and field.title else ""
        names = choices.get(key, {})
        listing, listed = (f": {', '.join(names)}", f"，可填 {_listed(names)}") if names else ("", "")
        message, said = f"{key} is missing here{listing}", f"此处缺少 {key}{known}{listed}"
        return Diagnostic(place(path[:-1], False), "missing-key", message, said)
    if kind == "extra_forbidden":
        return unknown_key(path, _titles(model), place)
    if isinstance(wrong, str) and (number := personal_number(wrong)) is not None:
        said, told = number.refusal
        return Diagnostic(place(path, False), "personal-number", f"{name} {said}", f"{title}{told}")
    if kind == "day_bounds":
        try:
            bounds_stated(wrong)
        except BoundsError as error:
            inside = (*path, error.key) if error.key else path
            at = place(inside, error.code == "unknown-key")
            return Diagnostic(at, error.code, f"{name}: {error}", f"{title}：{error.chinese}")
    if kind == "too_short":
        said = f"{name} is empty: write at least one, or leave the key out"
        return Diagnostic(place(path, False), "bad-form", said, f"{title}没有填写：至少写一项，或者删去这一键")
    if kind in _DATES:
        return _no_day(path, name, title, wrong, place)
    if detail["loc"][-1:] == ("[key]",):
        wanted, sought = _WORDS["string_pattern_mismatch"]
        said, told = f"{name} should be {wanted}", f"{quoted(key)}应为{sought}"
        return Diagnostic(place(path, True), "bad-form", said, told)
    wanted, sought = _REFERENCE if path == ("dossier",) and isinstance(wrong, str) else _WORDS.get(kind, ("", ""))
    meant = None
    if isinstance(wrong, str):
        labels = choices.get("label", {}) if kind == "string_pattern_mismatch" else {}
        meant = YES_NO.get(wrong.lower()) if kind == "bool_type" else _meant(wrong, labels)
    if not wanted:
        return Diagnostic(place(path, False), "bad-form", f"{name}: {detail['msg']}", f"{title}：不能填 {chinese}")
    message = f"{name} is {wanted}, not {given}{suggestion(meant, 'en')}"
    said = f"{title}应为{sought}，{is_not(chinese)}{suggestion(meant, 'zh')}"
    return Diagnostic(place(path, False), "bad-form", message, said)


def _no_day(path: Path, name: str, title: str, wrong: Any, place: Place) -> Diagnostic:
    given, chinese = described(wrong)
    near, near_chinese = (suggestion(day_meant(wrong), language) for language in ("en", "zh"))
    at = place(path, False)
    if isinstance(wrong, str) and ISO_DATE.fullmatch(wrong):
        said = f"{name}: {given} is no day of the calendar"
        return Diagnostic(at, "impossible-date", said, f"{title}：日历上没有{chinese}这一天")
    if wrong is None:
        said = f"{title}没有填写：不知道何日的填 unknown，没有这一项的删去"
        return Diagnostic(at, "null", f"{name} is empty: write the day, or unknown, or leave the key out", said)
    bounded = path[-1] != "complete_to"
    other, others = ", bounds {not_before, not_after}, or unknown", "、范围（{not_before, not_after}）或者 unknown"
    if path[-1] == "received":
        other, others = f"{other}, or same_day", "、范围（{not_before, not_after}）、unknown 或者 same_day"
    message = f"{name} is a day as YYYY-MM-DD{other if bounded else ''}, not {given}{near}"
    said = f"{title}应为日期（写作 YYYY-MM-DD）{others if bounded else ''}，{is_not(chinese)}{near_chinese}"
    return Diagnostic(at, "value-type", message, said)


def unknown_key(path: Path, allowed: Mapping[str, str], place: Place) -> Diagnostic:
    """Says that a key may not stand somewhere.

    Args:
        path: Where.
        allowed: The keys that may, each with its title in Chinese.
        place: Says where a part of the data stands.
    """
    key = str(path[-1])
    name, colon, _ = key.partition("：")
    meant = _meant(name.strip() if colon else key, allowed)
    hint = (": after a key stands : and a space, not ：", "：键后用半角冒号加空格，不用全角冒号") if colon else ("", "")
    return Diagnostic(
        place(path, True),
        "unknown-key",
        f"there is no key {shown(key)} here{hint[0]}{suggestion(meant, 'en')}: {', '.join(allowed)}",
        f"这里没有{quoted(key)}这一项{hint[1]}{suggestion(meant, 'zh')}，可用的有 {_listed(allowed)}",
    )


def unknown_value(path: Path, given: str, allowed: Mapping[str, str], place: Place) -> Diagnostic:
    """Says that a value is none of those that may stand somewhere; see `unknown_key`."""
    meant = _meant(given, allowed)
    return Diagnostic(
        place(path, False),
        "unknown-value",
        f"{shown(given)}{suggestion(meant, 'en')} is none of {', '.join(allowed)}",
        f"没有{quoted(given)}这一选项{suggestion(meant, 'zh')}，可填 {_listed(allowed)}",
    )


def _listed(allowed: Mapping[str, str]) -> str:
    """Lists what may be written, each with its title in Chinese, without what that explains."""
    titles = {name: re.split("[（：，]", title)[0] for name, title in allowed.items()}
    return "、".join(f"{name}（{title}）" if title else name for name, title in titles.items())


def _meant(given: str, allowed: Mapping[str, str]) -> str | None:
    """Returns what was probably meant: by its name, or by its title."""
    by_title = {title: name for name, title in allowed.items() if title}
    if given in by_title:
        return by_title[given]
    return nearest(given, allowed) or by_title.get(nearest(given, by_title) or "")


def _titles(model: type[BaseModel]) -> dict[str, str]:
    return {name: field.title or "" for name, field in model.model_fields.items()}


def _titled(key: str, title: str | None) -> str:
    return f"{title}（{key}）" if title else key or "卷宗"
