"""Names that were changed: what still goes by an old one is read by the new one for a while, and that is said.

A rule file lists them under `renamed`. Where a name stands in a case, an overlay, a scenario, a stored result or an
argument, the old one is put right before anything else looks at it.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

RenamedKind: TypeAlias = Literal["fact", "value", "rule", "parameter", "question", "answer", "concept", "constraint"]
"""What is renamed: a fact or one of its values, a question or one of its answers, or what else has a name."""

_KINDS: Final[Mapping[str, str]] = {
    "fact": "事实",
    "value": "事实的取值",
    "rule": "规则",
    "parameter": "数值",
    "question": "问题",
    "answer": "答案",
    "concept": "概念",
    "constraint": "限制",
}

_CONDITIONS: Final = frozenset(
    {"when", "unless", "arises_when", "met_when", "breached_when", "interpretive_when", "never", "given", "then"}
)
_JOINERS: Final = ("all", "any", "not")
_DAYS: Final = frozenset({"from", "on", "due", "done", "granted_on", "by", "days", "sequence", "day"})
_NUMBERS: Final = frozenset({"within", "at_most", "at_least", "more_than", "less_than", "parameter"})
_TEXTS: Final = frozenset({"title", "note", "interpretive", "text"})
_PREFIXES: Final = ("status.", "due.")
_MEANT: Final[Mapping[str, tuple[RenamedKind, ...]]] = {
    **dict.fromkeys((*_NUMBERS, "sets"), ("parameter",)),
    **dict.fromkeys(("id", "exception_to", "removes", "displaces"), ("rule",)),
    **dict.fromkeys(("replaces", "extends"), ("rule", "question", "concept", "constraint")),
    **dict.fromkeys(("defines", "concept"), ("concept",)),
    **dict.fromkeys(("constrains", "constraint"), ("constraint",)),
    "question": ("question",),
}
"""What the text of a key names."""
_NAMES: Final = ("rule", "question", "concept", "constraint", "fact", "parameter")


class Rename(NamedTuple):
    """A name that was changed.

    Attributes:
        kind: What it names.
        old: The name it had.
        new: The name it has.
        until: The version of this library from which on the old one is no longer read.
        of: The fact of a value, the question of an answer, by their names of now; None for what has a name of its own.
    """

    kind: RenamedKind
    old: str
    new: str
    until: str
    of: str | None = None


class RenamedWarning(DeprecationWarning):
    """A name was used that has been replaced by another, and will not be read much longer.

    Args:
        rename: The old name and the new one.
    """

    def __init__(self, rename: Rename) -> None:
        kind, old, new, until, of = rename
        whose = "" if of is None else f" of {of}"
        belongs = "" if of is None else f"，属于 {of}"
        self.chinese = f"{old} 现名 {new}（{_KINDS[kind]}{belongs}）；旧名读到 {until} 版为止"
        super().__init__(f"the {kind} {old}{whose} is called {new} now; the old name is read until version {until}")


class Renamed:
    """What of a rulebook was renamed.

    Args:
        renames: Each name that was changed.
    """

    def __init__(self, renames: Iterable[Rename]) -> None:
        self.renames = tuple(renames)
        self._by_kind: dict[str, dict[tuple[str | None, str], Rename]] = {}
        for rename in self.renames:
            self._by_kind.setdefault(rename.kind, {})[rename.of, rename.old] = rename

    def __bool__(self) -> bool:
        return bool(self.renames)

    def name(self, name: Any, *kinds: RenamedKind, of: str | None = None) -> Any:
        """Returns the name of now for an old one, and says so; any other name, and what is none, as it is."""
        if isinstance(name, str):
            for kind in kinds:
                found = self._by_kind.get(kind, {}).get((of, name))
                if found is not None:
                    _tell(found)
                    return found.new
        return name

    # Cases

    def case(self, data: Any) -> Any:
        """Returns the data of a case with the facts and values of now; what is no case stays what it is."""
        if not isinstance(data, Mapping):
            return data
        groups: dict[Any, Any] = {k: dict(v) if isinstance(v, Mapping) else v for k, v in data.items()}
        for (_, old), rename in self._by_kind.get("fact", {}).items():
            group, _, key = old.partition(".")
            home, _, place = rename.new.partition(".")
            if not isinstance(groups.get(group), dict) or key not in groups[group]:
                continue
            target = groups.setdefault(home, {})
            if isinstance(target, dict) and place not in target:  # both names: which of them counts, nobody knows
                target[place] = groups[group].pop(key)
                if not groups[group]:
                    del groups[group]  # it may have been renamed as a whole
                _tell(rename)
        for (fact, _), rename in self._by_kind.get("value", {}).items():
            group, _, key = str(fact).partition(".")
            if isinstance(groups.get(group), dict) and key in groups[group]:
                groups[group][key] = self._value(groups[group][key], rename)
        return groups

    @staticmethod
    def _value(given: Any, rename: Rename) -> Any:
        def now(value: Any) -> Any:
            if value == rename.old and isinstance(value, str):
                _tell(rename)
                return rename.new
            return value

        if isinstance(given, Mapping):
            return {now(key): value for key, value in given.items()}
        return list(map(now, given)) if isinstance(given, list) else now(given)

    # Rule files

    def rules(self, data: Any) -> Any:
        """Returns the data of a rule file with the names of now."""
        return self._rules(data, "")

    def _rules(self, data: Any, key: str) -> Any:
        if isinstance(data, list):
            return [self._rules(part, key) for part in data]
        if isinstance(data, Mapping):
            if key in _CONDITIONS:
                return self._condition(data)
            if key in ("decides", "answers") and not data.keys() & {"title"}:
                return self._answers(data, key)
            return {inner: self._rules(part, str(inner)) for inner, part in data.items()}
        if key == "precedence":
            return self._line(data)
        if key in _DAYS:
            return self._read(data)
        if key in _TEXTS and isinstance(data, str):
            return re.sub(r"\{([^{}]+)\}", lambda found: f"{{{self.name(found[1], 'parameter')}}}", data)
        return self.name(data, *_MEANT.get(key, ()))

    def _line(self, name: Any) -> Any:
        """Renames what stands in an order among answers: an answer of any question, or a rule."""
        for rename in self._by_kind.get("answer", {}).values():
            if rename.old == name:
                _tell(rename)
                return rename.new
        return self.name(name, "rule")

    def _answers(self, data: Mapping[Any, Any], key: str) -> Any:
        if key == "answers":  # of the question around it, or by question in the settings
            return {
                self._line(answer) if not isinstance(label, list) else self.name(answer, "question"): (
                    label if not isinstance(label, list) else [self._line(part) for part in label]
                )
                for answer, label in data.items()
            }
        found: dict[Any, Any] = {}
        for question, answer in data.items():
            now = self.name(question, "question")
            found[now] = self.name(answer, "answer", of=now)
        return found

    def _condition(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self._condition(part) for part in data]
        if not isinstance(data, Mapping):
            return data
        found: dict[Any, Any] = {}
        for name, wanted in data.items():
            if name in _JOINERS:
                found[name] = self._condition(wanted)
                continue
            now = self._read(name)
            found[now] = self._test(wanted, now)
        return found

    def _read(self, name: Any) -> Any:
        """Renames what conditions and periods read: a fact, a concept, a question, a last day or a status."""
        for prefix in _PREFIXES:
            if isinstance(name, str) and name.startswith(prefix):
                return prefix + self.name(name.removeprefix(prefix), "rule")
        return self.name(name, "fact", "concept", "question")

    def _test(self, wanted: Any, name: str) -> Any:
        if isinstance(wanted, list):
            return [self._test(part, name) for part in wanted]
        if isinstance(wanted, Mapping):
            return {
                test: self.name(part, "parameter") if test in _NUMBERS else self._test(part, name)
                for test, part in wanted.items()
            }
        value = self.name(wanted, "value", "answer", of=name)
        return self._read(value) if value is wanted and isinstance(value, str) and "." in value else value

    # Scenarios and stored results

    def expectations(self, data: Any) -> Any:
        """Returns what a scenario expects, with the names of now."""
        return self._told(data, None)

    def result(self, data: Any) -> Any:
        """Returns the data of a stored result with the names of now."""
        return self._told(data, None)

    def _told(self, data: Any, question: str | None) -> Any:
        if isinstance(data, Mapping):
            found: dict[Any, Any] = {}
            for key, part in data.items():
                now = self.name(key, *_NAMES)
                inside = now if self._is_question(now) else question
                found[now] = self._told(part, inside)
            return found
        if isinstance(data, (list, tuple)):
            return [self._told(part, question) for part in data]
        now = self.name(data, *_NAMES)
        return self.name(now, "answer", of=question) if question is not None else now

    def _is_question(self, name: Any) -> bool:
        return any(of == name for of, _ in self._by_kind.get("answer", {}))


def _tell(rename: Rename) -> None:
    warnings.warn(RenamedWarning(rename), stacklevel=2)


def in_time(renames: Iterable[Rename], version: str) -> Iterable[Rename]:
    """Yields the renames whose old names are still read in a version of this library."""
    return (rename for rename in renames if number_of(version) < number_of(rename.until))


def number_of(version: str) -> tuple[int, ...]:
    """Returns a version as numbers that can be compared; what follows them, such as `rc1`, is left out."""
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"[^0-9.]", version)[0]))


Reader: TypeAlias = Callable[[], Renamed]
"""Gives what was renamed; asked only if something cannot be read as it stands."""
