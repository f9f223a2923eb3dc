"""Trees as text, for the languages that write them with infix operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bench.lowering import Both, Constant, Either, Flag, OneOf, Order, Tree


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a language writes things. `{}` stands for operands."""

    both: str
    either: str
    negated: str
    true: str = "true"
    false: str = "false"
    equal: str = "{} == {}"
    one_of: str = "{} in [{}]"
    same: str = "=="
    variable: str = "{}"

    def write(self, tree: Tree) -> str:
        """Writes one tree, in parentheses wherever precedence could matter."""
        match tree:
            case Constant(true):
                return self.true if true else self.false
            case Flag(key, wanted):
                return self._named(key) if wanted else self.negated.format(self._named(key))
            case OneOf(key, (number,)):
                return "(" + self.equal.format(self._named(key), number) + ")"
            case OneOf(key, numbers):
                return "(" + self.one_of.format(self._named(key), ", ".join(map(str, numbers))) + ")"
            case Order(key, sign, other):
                right = self._named(other) if isinstance(other, str) else other
                return f"({self._named(key)} {self.same if sign == '==' else sign} {right})"
            case Both(parts):
                return "(" + self.both.join(map(self.write, parts)) + ")"
            case Either(parts):
                return "(" + self.either.join(map(self.write, parts)) + ")"
            case _:
                assert_never(tree)

    def _named(self, key: str) -> str:
        return self.variable.format(key)

    def as_list(self, trees: Sequence[Tree]) -> str:
        """Writes one list of all the trees."""
        return "[" + ", ".join(map(self.write, trees)) + "]"


WORDS = Dialect(" and ", " or ", "(not {})")
SIGNS = Dialect(" && ", " || ", "!{}")
