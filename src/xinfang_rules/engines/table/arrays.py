"""Arrays of a block: bitmaps, numbers, and how they turn into each other."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Bits: TypeAlias = npt.NDArray[np.uint64]
"""A bitmap, one bit a row, the first row lowest; as Arrow lays out Booleans, in words of 64 rows."""

Numbers: TypeAlias = npt.NDArray[np.int32]
"""A number a row."""

Flags: TypeAlias = npt.NDArray[np.bool_]
"""A truth value a row, one byte each."""

Masks: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]
"""A mask a row: which values are possible, as in the values of one case."""

WORD: Final = 64
BLOCK: Final = 65_536
"""Rows of a block: its numbers stay in the caches of a processor."""

_COUNTED: Final = 1 << 20
"""Numbers that lie closer together are told apart by counting, which is many times faster than to sort them."""


def words_for(rows: int) -> int:
    """Returns how many words hold the bits of some rows."""
    return -(-rows // WORD)


def pack(flags: Flags) -> Bits:
    """Packs truth values; what is missing in the last word is false."""
    short = -len(flags) % WORD
    if short:
        flags = np.concatenate([flags, np.zeros(short, np.bool_)])
    return np.packbits(flags, bitorder="little").view(np.uint64)


def unpack(bits: Bits) -> Flags:
    """Unpacks all bits of a bitmap."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def mask_type(values: int) -> type[np.unsignedinteger[Any]]:
    """Returns the smallest type that holds a mask of so many values."""
    return np.uint8 if values <= 8 else np.uint16 if values <= 16 else np.uint32 if values <= 32 else np.uint64


def join(planes: Sequence[Bits], out: Masks) -> None:
    """Joins the bitmaps of some values, the first value's first, into a mask for each row."""
    out.fill(0)
    for place, plane in enumerate(planes):
        if np.count_nonzero(plane):  # most values are possible in no row
            bit = unpack(plane).view(np.uint8).astype(out.dtype, copy=False)
            np.multiply(bit, out.dtype.type(1 << place), out=bit)  # many times faster than a shift
            np.bitwise_or(out, bit, out=out)


def padded(numbers: Numbers, rows: int) -> Numbers:
    """Lengthens numbers to whole words."""
    if len(numbers) == rows:
        return numbers
    longer = np.zeros(rows, np.int32)
    longer[: len(numbers)] = numbers
    return longer


def raised(numbers: Numbers, where: Flags, value: int) -> None:
    """Writes a number that is larger than any other into some rows.

    By reckoning: a test of each row would be many times slower, as no processor foresees it.
    """
    np.maximum(numbers, np.multiply(where.view(np.int8), np.int32(value), dtype=np.int32), out=numbers)


def distinct(columns: Iterable[npt.NDArray[Any]], rows: int) -> tuple[list[tuple[int, ...]], npt.NDArray[np.intp]]:
    """Returns the different rows of some columns of whole numbers, in order, and for each row which of them it is."""
    found, own = list[tuple[int, ...]]([()]), np.zeros(rows, np.intp)
    for column in columns:
        numbers, places = different(column)
        pairs, own = different(own * len(numbers) + places)
        found = [(*found[pair // len(numbers)], int(numbers[pair % len(numbers)])) for pair in pairs.tolist()]
    return found, own


def different(numbers: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Returns the different ones of some whole numbers, in order, and for each of all which of them it is."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, _COUNTED)
    if high - low >= _COUNTED:
        found: tuple[npt.NDArray[Any], npt.NDArray[np.intp]] = np.unique(numbers, return_inverse=True)
        return found
    above = (numbers - low).astype(np.int64)
    present = np.flatnonzero(np.bincount(above))
    places = np.zeros(high - low + 1, np.intp)
    places[present] = np.arange(len(present))
    return present + low, places[above]
