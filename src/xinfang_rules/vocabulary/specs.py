"""What is known of each fact, read off the models that declare it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin

from annotated_types import Ge
from pydantic.fields import FieldInfo

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.vocabulary.fact import FactGroup, Term

FactKind: TypeAlias = Literal["bool", "enum", "set", "count", "date"]

_FRAMES: Final[Mapping[FactKind, tuple[str, str]]] = {
    "enum": ("{}为{}", "{}不是{}"),
    "set": ("{}包括“{}”", "{}不包括“{}”"),
}
"""What a fact of a kind says, and denies, unless it has sentences of its own: its title, then a value."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact (案件事实) as rules, questions and documentation need to know it.

    Attributes:
        name: The dotted name, such as `petition.category`.
        group: The part before the dot.
        key: The part after the dot.
        kind: What values it takes, besides `unknown`.
        title: The Chinese term.
        ask: The question, in Chinese, that would establish it.
        meaning: What counts as true, or what each value means; empty where the title says it all.
        at: The provisions it serves, such as `22.1.1`.
        whose: For a date, the organ (or the petitioner) whose act it records; otherwise empty.
        members: For an enumeration or a set, the values in the order of their declaration; otherwise empty.
        member_labels: The Chinese label of each member.
        least: For a count, the smallest value; otherwise 0.
        group_title: The Chinese title of the group.
        origin: For a date, that it is unknown where it is left out; any other date left out has not happened.
        set_day: For a date, that somebody set it as a last day, so that it may lie in the future.
        negated: What is so when the fact is not, in Chinese: for a truth value, when it is false, empty where the
            negated title says it; for a count, when it is 0; for an enumeration or a set, with `{}` for a value.
        says: For an enumeration or a set, what is so, with `{}` for a value; for a count, what is so unless it is 0.
        any_member: For a set, what is so when it has any member; empty where nothing shorter than a list says it.
    """

    name: str
    group: str
    key: str
    kind: FactKind
    title: str
    ask: str
    meaning: str
    at: tuple[str, ...]
    whose: str
    members: tuple[str, ...]
    member_labels: Mapping[str, str] = field(hash=False)
    least: int
    group_title: str
    origin: bool
    set_day: bool
    negated: str = ""
    says: str = ""
    any_member: str = ""

    def __post_init__(self) -> None:
        """Shields the labels from change."""
        object.__setattr__(self, "member_labels", FrozenDict(self.member_labels))


def derive_specs(case_model: type[FactGroup]) -> Mapping[str, FactSpec]:
    """Reads every fact off a case model.

    Args:
        case_model: A model whose fields are fact groups; its other fields are passed over.

    Returns:
        The facts by dotted name, in the order of their declaration.
    """
    specs: dict[str, FactSpec] = {}
    for group, group_field in case_model.model_fields.items():
        model = group_field.annotation
        if isinstance(model, type) and issubclass(model, FactGroup):
            for key, fact_field in model.model_fields.items():
                spec = _spec(group, group_field.title or group, key, fact_field)
                specs[spec.name] = spec
    return FrozenDict(specs)


def _spec(group: str, group_title: str, key: str, declared: FieldInfo) -> FactSpec:
    name = f"{group}.{key}"
    kind, members, least = _shape(name, declared)
    extra = declared.json_schema_extra
    if not isinstance(extra, dict) or not declared.title:
        raise TypeError(f"{name} is not declared with fact()")
    notes: dict[str, Any] = extra
    return FactSpec(
        name=name,
        group=group,
        key=key,
        kind=kind,
        title=declared.title,
        ask=notes["x-ask"],
        meaning="" if declared.description in (None, declared.title) else declared.description or "",
        at=tuple(notes["x-at"]),
        whose=notes.get("x-whose", ""),
        members=tuple(member.value for member in members),
        member_labels={member.value: member.label for member in members},
        least=least,
        group_title=group_title,
        origin=notes.get("x-origin", False),
        set_day=notes.get("x-set-day", False),
        negated=notes.get("x-negated", _FRAMES.get(kind, ("", ""))[1].format(declared.title, "{}")),
        says=notes.get("x-says", _FRAMES.get(kind, ("", ""))[0].format(declared.title, "{}")),
        any_member=notes.get("x-any-member", ""),
    )


def _shape(name: str, declared: FieldInfo) -> tuple[FactKind, tuple[Term, ...], int]:
    """Tells kind, members and least value from the first branch of the type that is neither unknown nor absent."""
    for branch in get_args(declared.annotation):
        constraints: tuple[Any, ...] = ()
        if get_origin(branch) is Annotated:
            branch, *rest = get_args(branch)
            constraints = tuple(rest)
        if get_origin(branch) is Mapping:
            return "set", tuple(get_args(branch)[0]), 0
        if isinstance(branch, type) and issubclass(branch, date):
            return "date", (), 0
        if branch is bool:
            return "bool", (), 0
        if branch is int:
            return "count", (), next(_lower_bounds(constraints), 0)
        if isinstance(branch, type) and issubclass(branch, Term):
            return "enum", tuple(branch), 0
    raise TypeError(f"{name} has none of the types of a fact: {declared.annotation!r}")


def _lower_bounds(constraints: tuple[Any, ...]) -> Iterator[int]:
    for constraint in constraints:
        if isinstance(constraint, Ge):
            yield int(str(constraint.ge))
        elif isinstance(constraint, FieldInfo):
            yield from _lower_bounds(tuple(constraint.metadata))
