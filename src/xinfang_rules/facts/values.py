"""The values that facts take: any may be stated, `unknown`, or absent; never null, never guessed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, Literal, Self, TypeAlias

from xinfang_rules.frozen import FrozenDict

Unknown: TypeAlias = Literal["unknown"]
UNKNOWN: Unknown = "unknown"

YES_NO: Final = FrozenDict({"true": "是", "false": "否"})
"""What the values are called of what is true or false."""

LARGEST_COUNT = 1_000_000
"""The largest number that a case may give of anything."""


class Term(StrEnum):
    """A closed enumeration whose members carry their Chinese label.

    A member equals its English name, which is what case files and rule files write.
    """

    label: str
    marks: frozenset[str]

    def __new__(cls, value: str, label: str, marks: Iterable[str] = ()) -> Self:
        """Makes a member that is its English name and carries its label, and what else is told of it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.marks = frozenset(marks)
        return member

    @classmethod
    def of(cls, name: str, values: Iterable[tuple[str, ...]], source: str, module: str) -> "type[Self]":
        """Makes an enumeration of data.

        Args:
            name: What it is called.
            values: The arguments of each member.
            source: What it lists and from where, as its docstring.
            module: The module that holds it under its name, if one does.
        """
        members = [(value[0].upper(), value) for value in values]
        made: type[Self] = cls(name, members, module=module, qualname=name)  # type: ignore[call-arg, arg-type, assignment]  # the functional form of `Enum`
        made.__doc__ = source
        return made

    @classmethod
    def foreign(cls, value: str, label: str, marks: Iterable[str] = ()) -> Self:
        """Makes a value that is no member: one of a rulebook's own, or of another version of this library."""
        made = str.__new__(cls, value)
        made._name_, made._value_, made.label, made.marks = value.upper(), value, label, frozenset(marks)
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        """Pickles a member by its value, and a value that is no member by all that is known of it."""
        if self._name_ in type(self).__members__:
            return type(self), (self._value_,)
        return type(self).foreign, (self._value_, self.label, self.marks)

    # What pydantic asks; it is imported where a model is made.

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Has no name to refer to: whatever takes a value of it shows all of them."""
        from pydantic_core.core_schema import enum_schema

        return enum_schema(cls, list(cls), sub_type="str")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Describes the values as editors and forms show them."""
        return {"type": "string", "oneOf": [{"const": member.value, "title": member.label} for member in cls]}
