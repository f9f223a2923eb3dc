"""Arrays of a block: bitmaps, numbers, and how they turn into each other."""

from collections.abc import Sequence
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
