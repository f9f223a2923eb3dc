"""What a service is started with: which rules it offers, and its limits."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """What a service is started with.

    Attributes:
        rulebook: The rulebook of requests that choose none: a shipped one by name, or a directory. None if the day of
            each petition decides.
        overlays: The overlays that are laid for requests that choose none: shipped ones by name, or paths, in order.
        place: The place of requests that choose none of these.
        workers: How many processes evaluate; 0 if this one does, in a thread, which no limit of time can stop.
        short: How many bytes a case may have that does not wait where all processes are busy, if it is only evaluated,
            by the usual rules: the process that takes it answers. 0 if all wait.
        seconds: How long an answer may take to work out, for each line of a batch; then its process is ended.
        waiting: How many requests may wait for a process; more are refused.
        batches: How many batches may run at a time.
        largest_body: How many bytes a body may have; a batch has no such limit, its lines have one.
        largest_line: How many bytes a line of a batch may have.
        patience: How many seconds a client may take to send the head of a request, its body, or the next lines of a
            batch, and to read on.
        connections: How many connections are kept; beyond, the one is closed that has been silent for longest.
    """

    rulebook: str | None = None
    overlays: tuple[str, ...] = ()
    place: str | None = None
    workers: int = os.cpu_count() or 1
    short: int = 16_384
    seconds: float = 10.0
    waiting: int = 64
    batches: int = 4
    largest_body: int = 1_000_000
    largest_line: int = 250_000
    patience: float = 30.0
    connections: int = 1_000
