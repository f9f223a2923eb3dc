"""A bounded cache: what was worked out is kept, up to a limit."""

from typing import TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


def keep(memory: dict[KeyT, ValueT], most: int, key: KeyT, value: ValueT) -> ValueT:
    """Keeps a value under a key and returns it. A memory that holds `most` values forgets them all before."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value
    return value
