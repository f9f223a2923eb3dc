"""Argument validation: days, paths and names are taken in their usual forms, otherwise refused in words."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TypeAlias

from xinfang_rules.days import plain_day
from xinfang_rules.errors import ArgumentError, nearest, suggestion
from xinfang_rules.sources.document import described

StrPath: TypeAlias = str | os.PathLike[str]

CHINA = timezone(timedelta(hours=8))
"""China's time, eight hours ahead of UTC. The tz database (`Asia/Shanghai`) has no other since summer time ended in
September 1991, long before any instrument here; a fixed offset is there on systems that have no time zones too."""


def today_in_china() -> date:
    """Returns the day it is in China, wherever the computer stands."""
    return datetime.now(CHINA).date()


def day_of(value: object, name: str = "as_of") -> date:
    """Takes an argument as a day.

    Args:
        value: A date; or a moment, which stands for the day on which it falls in China, or, where it has no time zone,
            for the date that it shows.
        name: The argument's name, for the message.

    Raises:
        ArgumentError: If it is none of these.
    """
    try:
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(CHINA)
        if isinstance(value, date):
            return plain_day(value)
    except (ValueError, OverflowError) as error:  # a moment at either end of time, or pandas' NaT, which is no time
        raise ArgumentError(f"{name} is {described(value)[0]}, which is no day that can be counted") from error
    instead = "date(2024, 5, 1)"
    if isinstance(value, str):
        with suppress(ValueError):
            date.fromisoformat(value)
            instead = f"date.fromisoformat({str.__str__(value)!r})"
    raise wrong(name, "a day (datetime.date)", value, instead)


def path_of(value: object, name: str) -> Path:
    """Takes an argument as a path.

    Raises:
        ArgumentError: If it is no path.
    """
    place = os.fspath(value) if isinstance(value, (str, os.PathLike)) else value
    if isinstance(place, str):
        return Path(place)
    raise wrong(name, "a path", value, '"my-province/"')


def paths_of(value: object, name: str) -> tuple[Path, ...]:
    """Takes an argument as paths, in order; a single one stands for itself.

    Raises:
        ArgumentError: If it is neither a path nor paths.
    """
    if isinstance(value, (str, os.PathLike)):
        return (path_of(value, name),)
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, memoryview)):
        return tuple(path_of(each, f"each of {name}") for each in value)
    raise wrong(name, "a path or a list of paths", value, '["my-province/"]')


def names_of(value: object, name: str, example: str) -> tuple[str, ...]:
    """Takes an argument as names, in order; a single text is one name.

    Args:
        value: The argument.
        name: What it is called, for the message.
        example: A name that could stand there, for the message.

    Raises:
        ArgumentError: If it is neither a name nor names.
    """
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, memoryview)):
        names = tuple(value)
        for each in names:
            if not isinstance(each, str):
                raise wrong(f"each of {name}", "a name", each, f'"{example}"')
        return names
    raise wrong(name, "a name or a list of names", value, f'["{example}"]')


def wrong(name: str, wanted: str, given: object, instead: str) -> ArgumentError:
    """Returns the refusal of an argument: what it is, what was given, and what to write."""
    what = f"the text {described(given)[0]}" if isinstance(given, str) else described(given)[0]
    return ArgumentError(f"{name} is {wanted}, not {what}; write {instead}")


def no_such(english: str, chinese: str, name: str, among: Iterable[str]) -> ArgumentError:
    """Returns the refusal of a name that there is not, with the one that may have been meant."""
    near = nearest(name, among)
    return ArgumentError(english + suggestion(near, "en"), chinese + suggestion(near, "zh"))
