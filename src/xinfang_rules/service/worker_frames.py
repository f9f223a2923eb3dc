"""What goes between a service and its workers: two lengths, a head as JSON, a body."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic_core import to_json

from xinfang_rules.service.answer_records import Reply

LENGTHS: Final = struct.Struct(">II")


def frame(head: Mapping[str, Any], body: bytes) -> bytes:
    """Writes a frame."""
    written = to_json(head)
    return b"".join((LENGTHS.pack(len(written), len(body)), written, body))


def replied(status: int, reply: Reply) -> tuple[dict[str, Any], bytes]:
    """Returns an answer as a head and a body."""
    return {"status": status, "media": reply.media, "told": reply.told, "headers": reply.headers}, reply.content


def joined(lines: Sequence[tuple[int, bytes]]) -> tuple[dict[str, Any], bytes]:
    """Returns lines, each with its number, as a head and a body."""
    return {"lines": [(number, len(text)) for number, text in lines]}, b"".join(text for _, text in lines)


def parted(sizes: Iterable[tuple[int, int]], body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields the lines of a body, given their numbers and lengths."""
    start = 0
    for number, size in sizes:
        yield number, body[start : start + size]
        start += size
