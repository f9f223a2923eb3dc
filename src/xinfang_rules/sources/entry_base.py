"""What the shapes of all sections of rule files are made of."""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from xinfang_rules.days import Date, day_written, plain_day
from xinfang_rules.sources.deferred import DeferredModel


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError(
            "blank", "a text should stand here, which is not blank", {"zh": "此处应有文字，不能是空白"}
        )
    return text


def _line(text: str) -> str:
    if text.splitlines() != [text]:
        raise PydanticCustomError("line", "a text of one line should stand here", {"zh": "此处应为一行文字，不能换行"})
    return text


Text: TypeAlias = Annotated[str, Field(min_length=1, strict=True), AfterValidator(_not_blank)]
"""A text, of paragraphs if it likes."""
Line: TypeAlias = Annotated[Text, AfterValidator(_line)]
"""A text that stands in one line of a listing."""
RuleId: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$", max_length=80)]
ConceptId: TypeAlias = Annotated[
    str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=80)
]
FactName: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
ParameterId: TypeAlias = ConceptId
QuestionId: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Provision: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3}){0,2}$")]


def as_tuple(value: object) -> object:
    """Takes one thing for a list of it."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _as_date(value: object) -> object:
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return day_written(value)
    raise PydanticCustomError(
        "day", "write a day of the calendar as YYYY-MM-DD", {"zh": "此处应为日期，写作 YYYY-MM-DD"}
    )


IsoDate: TypeAlias = Annotated[Date, BeforeValidator(_as_date)]


class Entry(DeferredModel):
    """A mapping of a rule file: closed keys, exact types."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)
