"""A worker: a process of its own that answers one request after the other, and can be ended at any moment.

Frames go in by standard input, and out by standard output.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from xinfang_rules.service.operations import answer, answer_lines
from xinfang_rules.service.request_text import canonical
from xinfang_rules.service.rules_at_hand import RulesAtHand
from xinfang_rules.service.service_examples import EXAMPLES
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_frames import LENGTHS, frame, parted, replied


def main() -> None:
    """Answers until standard input ends, which is when the service does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not print among the frames
    settings = json.loads(_read(stdin)[1])
    rules = RulesAtHand(ServiceSettings(**{**settings, "overlays": tuple(settings["overlays"])}))
    for endpoint, examples in EXAMPLES.items():  # so that all is read and linked before somebody waits for it
        for _, example in examples.values():
            answer(rules, endpoint, canonical(example), {"document": "opinion"})
    gc.collect()
    gc.freeze()
    _write(stdout, {}, b"")
    while asked := _read(stdin):
        head, body = asked
        if "lines" in head:
            _write(stdout, *answer_lines(rules, parted(head["lines"], body)))
        else:
            _write(stdout, *replied(*answer(rules, head["endpoint"], body, head["params"])))


def _read(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        sys.exit()
    head, body = LENGTHS.unpack(lengths)
    return json.loads(stream.read(head)), stream.read(body)


def _write(stream: BinaryIO, head: Mapping[str, Any], body: bytes) -> None:
    stream.write(frame(head, body))
    stream.flush()


if __name__ == "__main__":
    main()
