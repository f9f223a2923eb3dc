"""Reading a column of a batch: what is known of a fact in each row, and what is no value."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.arguments import CHINA
from xinfang_rules.days import day_written
from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Numbers, pack, padded, raised, unpack
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.facts.day_bounds import ISO_DATE
from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN
from xinfang_rules.language.truth import EARLIEST, NEVER, UNBOUNDED
from xinfang_rules.program.graph import LAST_DAY
from xinfang_rules.renaming import RenamedWarning
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, FactColumn
from xinfang_rules.tables.row_source import Fault

EPOCH: Final = date(1970, 1, 1).toordinal()
_TEXTS: Final = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)

_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NUMBERS: Final = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)


@cache
def is_text(kind: pa.DataType) -> bool:
    """Says whether values of an Arrow type are texts."""
    return any(is_of(kind) for is_of in _TEXTS)


@dataclass
class ColumnRead:
    """What a column says.

    Attributes:
        known: Where it says anything.
        planes: By value, where that is possible; of a count or a day none.
        bounds: The smallest and the largest number possible, of a count or a day.
        wrong: What is no value.
    """

    known: Bits
    planes: dict[int, Bits] = field(default_factory=dict)
    bounds: tuple[Numbers, Numbers] | None = None
    wrong: Sequence[Fault] = ()


LayOut: TypeAlias = Callable[[], ColumnRead]
"""Lays out what a column says; not every edition reads it."""


def laid(read: ColumnRead) -> LayOut:
    """Returns what lays out what is laid out already."""
    return lambda: read


Looked: TypeAlias = tuple[Sequence[Fault], LayOut]
"""What of a column is no value, and what lays out the rest."""


def unread(column: FactColumn, words: int) -> ColumnRead:
    """Returns what a column says that a table has not: nothing."""
    nothing = np.zeros(words, np.uint64)
    if column.values:
        return ColumnRead(nothing, dict.fromkeys(range(len(column.values)), ~nothing))
    low, high = _unknown(column)
    return ColumnRead(nothing, {}, (np.full(words * WORD, low, np.int32), np.full(words * WORD, high, np.int32)))


def _unknown(column: FactColumn) -> tuple[int, int]:
    return (EARLIEST, NEVER) if column.kind == "date" else (column.spec.least, UNBOUNDED)


def read_column(column: FactColumn, array: pa.Array, words: int, until: Numbers, space: Numbers) -> ColumnRead:
    """Reads a column: looks it through and lays it out, see `looked_through`."""
    wrong, lay_out = looked_through(column, array, words, until, space)
    return replace(lay_out(), wrong=wrong)


def looked_through(column: FactColumn, array: pa.Array, words: int, until: Numbers, space: Numbers) -> Looked:
    """Looks a column through.

    Args:
        column: The fact that it states.
        array: The values.
        words: How many words the bitmaps of the block have.
        until: For each row, in whole words, the last day on which anything has happened: that of evaluation, or the day
            before `NOT_HAPPENED`.
        space: Numbers to be written over, as many as `until` has; what is read of a day may stand there.

    Returns:
        What is no value; and what lays out the rest.

    Raises:
        ArgumentError: If values of its type cannot state the fact.
    """
    if pa.types.is_null(array.type):
        return (), partial(unread, column, words)
    if is_text(array.type):
        array = pc.dictionary_encode(array.cast(pa.string()))
    if pa.types.is_dictionary(array.type):
        return _read_texts(column, array, words, until)
    if column.kind == "bool" and pa.types.is_boolean(array.type):
        return (), partial(_truths, array, words)
    if column.kind == "count" and any(is_of(array.type) for is_of in _NUMBERS):
        return _read_counts(column, array, words)
    if column.kind == "date" and (pa.types.is_date(array.type) or pa.types.is_timestamp(array.type)):
        return _read_days(column, array, words, until, space)
    raise _of_type(column.name, array, column.kind)


_WANTED: Final = {
    "bool": ("a Boolean, or text: true, false or unknown", "布尔值，或者文本 true、false、unknown"),
    "enum": ("text, or a dictionary of texts", "文本，或者文本的字典"),
    "count": ("a whole number, or text", "整数，或者文本"),
    "date": ("a date, or text: YYYY-MM-DD", "日期，或者文本 YYYY-MM-DD"),
}


def _of_type(name: str, array: pa.Array, kind: str) -> ArgumentError:
    english, chinese = _WANTED[kind]
    return ArgumentError(
        f"the column {name} has values of type {array.type}; wanted is {english}",
        f"{name} 一列的值是 {array.type} 类型的，应为{chinese}",
    )


def _truths(array: pa.Array, words: int) -> ColumnRead:
    true = _bitmap(array.buffers()[1], array.offset, len(array), words)
    return _of_planes(_valid(array, words), {0: true, 1: ~true})


def _bitmap(buffer: Any, offset: int, rows: int, words: int) -> Bits:
    """Copies the bits of an Arrow buffer; those after the last row are false."""
    found = np.zeros(words, np.uint64)
    held = np.frombuffer(buffer, np.uint8)
    if offset % 8:
        bits = np.unpackbits(held, bitorder="little")[offset : offset + rows]
        found.view(np.uint8)[: -(-rows // 8)] = np.packbits(bits, bitorder="little")
    else:
        whole = -(-rows // 8)
        found.view(np.uint8)[:whole] = held[offset // 8 : offset // 8 + whole]
    return found


def _valid(array: pa.Array, words: int) -> Bits | None:
    """Returns where an array has values; None if it has one in every row."""
    if not array.null_count:
        return None
    return _bitmap(array.buffers()[0], array.offset, len(array), words)


def _of_planes(valid: Bits | None, planes: dict[int, Bits]) -> ColumnRead:
    if valid is None:
        return ColumnRead(np.full(len(next(iter(planes.values()))), ~np.uint64(0)), planes)
    return ColumnRead(valid, {value: plane | ~valid for value, plane in planes.items()})


def _of_numbers(
    column: FactColumn, numbers: Numbers, known: Flags | None, words: int, until: Numbers | None = None
) -> ColumnRead:
    """Lays out numbers, one a row, where they are known; in every row if None."""
    numbers = padded(numbers, words * WORD)
    if until is not None and column.kind == "date":
        raised(numbers, numbers == NOT_HAPPENED.toordinal() if column.spec.set_day else numbers > until, NEVER)
    if known is None or known.all():
        return ColumnRead(np.full(words, ~np.uint64(0)), {}, (numbers, numbers))
    bits = pack(known)
    whole = unpack(bits)
    low, high = _unknown(column)
    lowest = np.multiply(numbers, whole.view(np.int8), dtype=np.int32)
    np.maximum(lowest, np.int32(low), out=lowest)  # nothing that is known is less
    highest = lowest.copy()
    raised(highest, ~whole, high)
    return ColumnRead(bits, {}, (lowest, highest))


def _read_texts(column: FactColumn, array: pa.DictionaryArray, words: int, until: Numbers) -> Looked:
    """Reads texts: each of them once, however many rows have it."""
    texts = array.dictionary.to_pylist()
    if not all(text is None or isinstance(text, str) for text in texts):
        raise _of_type(column.name, array, column.kind)
    codes = _codes(array)
    meant = [_meant(column, text) for text in texts]
    wrong = [
        Fault(int(row), str(texts[code]), *found)
        for code, found in enumerate(meant)
        if isinstance(found, _Refusal)
        for row in np.flatnonzero(codes == code)
    ]
    places = [found if isinstance(found, int) else None for found in meant]

    def lay_out() -> ColumnRead:
        if not column.values:
            table = np.array([0 if found is None else found for found in (*places, None)], np.int32)
            told = np.array([found is not None for found in (*places, None)], np.bool_)
            return _of_numbers(column, table[codes], told[codes], words, until)
        planes: dict[int, Bits] = {}
        for value in range(len(column.values)):
            planes[value] = _any_of(codes, [code for code, found in enumerate(places) if found == value], words)
        silent = [code for code, found in enumerate(places) if found is None]
        unknown = _any_of(codes, [-1, *silent] if array.indices.null_count else silent, words)
        return _of_planes(~unknown if unknown.any() else None, planes)

    return wrong, lay_out


def _codes(array: pa.DictionaryArray) -> Any:
    """Returns for each row the place of its text; -1, which counts from the end, where there is none."""
    indices = array.indices if pa.types.is_signed_integer(array.indices.type) else array.indices.cast(pa.int64())
    return np.asarray(indices.fill_null(-1) if indices.null_count else indices)


def _any_of(codes: Any, wanted: Sequence[int], words: int) -> Bits:
    """Returns where codes are any of some."""
    if not wanted:
        return np.zeros(words, np.uint64)
    flags = codes == wanted[0]
    for code in wanted[1:]:
        flags |= codes == code
    return pack(flags)


class _Refusal(NamedTuple):
    message: str
    chinese: str


def _meant(column: FactColumn, text: str | None) -> int | _Refusal | None:
    """Returns what a text says: the place of a value, a number, the ordinal of a day; None for unknown."""
    if text is None or text == UNKNOWN:
        return None
    if column.values:
        if text in column.values:
            return column.values.index(text)
        if text in column.old_values:
            warnings.warn(RenamedWarning(column.old_values[text]), stacklevel=2)
            return column.values.index(column.old_values[text].new)
        allowed = ", ".join((*column.values, UNKNOWN))
        return _Refusal(
            f"is none of the values: {allowed}{did_you_mean(text, column.values)}",
            f"不是“{column.spec.title}”可取的值：{allowed}{did_you_mean(text, column.values, 'zh')}",
        )
    if column.kind == "count":
        number = int(text) if text.isascii() and text.isdecimal() else -1
        return number if column.spec.least <= number <= LARGEST_COUNT else _no_count(column)
    day = _day(text)
    return _Refusal("is no day; write YYYY-MM-DD", "不是日期；请写作 YYYY-MM-DD") if day is None else day


def _day(text: str) -> int | None:
    """Returns the ordinal of a day; None if a text is none."""
    try:
        day = day_written(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None
    return None if day is None else day.toordinal()


def _no_count(column: FactColumn) -> _Refusal:
    least = column.spec.least
    return _Refusal(f"is no whole number from {least} to {LARGEST_COUNT}", f"不是{least}至{LARGEST_COUNT}之间的整数")


def _read_counts(column: FactColumn, array: pa.Array, words: int) -> Looked:
    known = _present(array)
    whole = pa.types.is_integer(array.type)
    given = array if whole else array.cast(pa.float64(), safe=False)
    numbers = np.asarray(given.fill_null(0) if array.null_count else given)
    outside = (numbers < column.spec.least) | (numbers > LARGEST_COUNT)
    if not whole:
        known &= numbers == numbers  # what pandas writes for nothing is not even equal to itself
        outside |= numbers != np.floor(numbers)
    if pa.types.is_decimal(array.type):
        exact = array.cast(pa.decimal256(76, array.type.scale))
        outside |= np.asarray(pc.not_equal(exact, pc.floor(exact)).fill_null(False))
    outside &= known
    known &= ~outside

    def lay_out() -> ColumnRead:
        return _of_numbers(column, np.where(known, numbers, 0).astype(np.int32), known, words)

    return _listed(array, outside, _no_count(column)), lay_out


def _present(array: pa.Array) -> Flags:
    return np.array(array.is_valid()) if array.null_count else np.ones(len(array), np.bool_)


def _read_days(column: FactColumn, array: pa.Array, words: int, until: Numbers, space: Numbers) -> Looked:
    known, held, outside = _since_epoch(array)
    wrong: Sequence[Fault] = ()
    if outside is not None:
        wrong = _listed(array, outside, _Refusal("lies outside the years 1 to 9999", "不在公元1年至9999年之间"))
        known = ~outside if known is None else known & ~outside

    def lay_out() -> ColumnRead:
        days = np.add(held, np.int32(EPOCH), out=space[: len(held)], casting="same_kind")
        return _of_numbers(column, days, known, words, until)

    return wrong, lay_out


def days_of(name: str, array: pa.Array) -> tuple[Numbers, Flags]:
    """Returns the ordinals of a column of days, and where there are any, the day of what has not happened among them.

    Args:
        name: What the column is called.
        array: Its values.

    Raises:
        ArgumentError: If they are no days.
    """
    if pa.types.is_null(array.type):
        return np.full(len(array), EARLIEST, np.int32), np.zeros(len(array), np.bool_)
    if is_text(array.type):
        array = pc.dictionary_encode(array.cast(pa.string()))
    if pa.types.is_dictionary(array.type) and is_text(array.type.value_type):
        told = [None if text is None else _day(text) for text in (*array.dictionary.to_pylist(), None)]
        codes = _codes(array)
        ordinals = np.array([day or EARLIEST for day in told], np.int32)
        return ordinals[codes], np.array([day is not None for day in told], np.bool_)[codes]
    if not pa.types.is_date(array.type) and not pa.types.is_timestamp(array.type):
        raise _of_type(name, array, "date")
    known, held, outside = _since_epoch(array)
    usable = np.ones(len(held), np.bool_) if known is None else known
    if outside is not None:
        usable &= ~outside
    return np.add(held, np.int32(EPOCH), dtype=np.int32, casting="same_kind"), usable


def _since_epoch(array: pa.Array) -> tuple[Flags | None, npt.NDArray[np.integer[Any]], Flags | None]:
    """Returns where there are days; which they are, since 1970; which of them cannot be counted, and are 0.

    Instead of rows, None stands for all that have a day, and for none that cannot be counted. A moment with a time zone
    stands for the day on which it falls in China, one without for the date that it shows.
    """
    known = _present(array) if array.null_count else None
    held = _from_epoch(array)
    if known is not None:
        held = held * known.view(np.int8)  # there may be anything where there is nothing
    outside: Flags | None = None
    if len(held) and (held.min() < EARLIEST - EPOCH or held.max() > LAST_DAY - EPOCH):
        outside = (held < EARLIEST - EPOCH) | (held > LAST_DAY - EPOCH)
        held = np.where(outside, 0, held)
    return known, held, outside


def _from_epoch(array: pa.Array) -> npt.NDArray[np.integer[Any]]:
    """Returns days or moments as days since 1970."""
    if not len(array):
        return np.zeros(0, np.int32)
    if pa.types.is_date32(array.type):
        return np.frombuffer(array.buffers()[1], np.int32, len(array), array.offset * 4)
    moment = pa.types.is_timestamp(array.type)
    second = _SECOND[array.type.unit if moment else "ms"]
    held = np.frombuffer(array.buffers()[1], np.int64, len(array), array.offset * 8)
    days, within = np.divmod(held, 86_400 * second)
    if moment and array.type.tz is not None:
        days += within >= (86_400 - CHINA.utcoffset(None).seconds) * second  # it is the next day there
    return days


def _listed(array: pa.Array, where: Flags, refusal: _Refusal) -> list[Fault]:
    places = np.flatnonzero(where) if np.count_nonzero(where) else ()
    return [Fault(int(row), _shown(array[int(row)]), *refusal) for row in places]


def _shown(value: pa.Scalar) -> str:
    try:
        return str(value)
    except (ValueError, OverflowError):  # a day so far away that Python has none
        return str(value.value)
