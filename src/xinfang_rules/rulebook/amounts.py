"""Numbers of the law in Chinese, and texts of rules that name them: `延长不得超过{handling.extension_limit}`."""

import re
from collections.abc import Callable
from typing import Final

from xinfang_rules.rulebook.norm_spec import Parameter, Unit

UNIT_WORDS: Final = {
    Unit.DAY: "日",
    Unit.WORKING_DAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.PERSON: "人",
    Unit.ORGAN: "个",
}

_NAMED: Final = re.compile(r"\{([a-z][a-z_0-9]*(?:\.[a-z][a-z_0-9]*)*)\}")


def amount(parameter: Parameter) -> str:
    """Writes a parameter's value with its unit: 30日."""
    return f"{parameter.value}{UNIT_WORDS[parameter.unit]}"


def with_amounts(text: str, parameter: Callable[[str], Parameter | None]) -> str:
    """Puts the numbers of the law into a text where it names them, so that each is written in one place alone.

    Args:
        text: The text; `{name}` stands for the parameter of that name, its value and unit.
        parameter: Finds a parameter; None for one that is not there, whose name then stays in the text.
    """

    def said(found: re.Match[str]) -> str:
        known = parameter(found.group(1))
        return found.group() if known is None else amount(known)

    return _NAMED.sub(said, text)
