"""How many requests the service answers, against a bare endpoint of the same framework that only reads and writes JSON.

    chrt -f 20 .venv/bin/python -m bench.service_load --seconds 3 --rounds 5

Everything runs on this machine, over the loopback, for a bounded time. The load comes from this process; the servers
are processes of their own, of which the processor time is told besides, which says more on a machine that others use.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bench.cases import AS_OF, generated, half_known
from xinfang_rules import load

BARE = """
import itertools, json, pathlib, socket, sys
import uvicorn
from fastapi import FastAPI, Request, Response

answers = json.loads(pathlib.Path(__file__).with_name("answers.json").read_bytes())
app, following = FastAPI(), itertools.cycle(answers).__next__

@app.post("/raw")
async def raw(request: Request) -> Response:
    json.loads(await request.body())
    written = json.dumps(following(), ensure_ascii=False, separators=(",", ":")).encode()
    return Response(written, media_type="application/json")

@app.post("/declared")
async def declared(body: dict) -> dict:
    return following()

# With uvicorn's own --workers each answer would wait 40 ms: it does not turn Nagle's delay off.
listening = socket.socket(proto=socket.IPPROTO_TCP)
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listening.bind(("127.0.0.1", int(sys.argv[1])))
listening.listen(2048)
config = uvicorn.Config(app, log_config=None, access_log=False, http="h11", loop="asyncio", ws="none")
uvicorn.Server(config).run([listening])
"""
"""Reads the requests and writes the very bytes that the service answers: by hand, and as FastAPI is usually written."""

_LENGTH = re.compile(rb"content-length: (\d+)")


class Load(NamedTuple):
    """What came of a load."""

    per_second: float
    median: float
    p99: float
    processor: float
    failed: int


class _Client(asyncio.Protocol):
    """Sends one request after the other over one connection."""

    def __init__(self, requests: Sequence[bytes], until: float, took: list[float], failed: list[bytes]) -> None:
        self._requests, self._until, self._took, self._failed = requests, until, took, failed
        self._next, self._held, self._left = 0, b"", 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        if self._began >= self._until:
            self._transport.close()
            return
        self._transport.write(self._requests[self._next % len(self._requests)])
        self._next += 1

    def data_received(self, data: bytes) -> None:
        if not self._left:
            self._held += data
            head, found, body = self._held.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if not found or length is None:
                return
            if b" 200 " not in head[:16]:
                self._failed.append(self._held)
            self._left, self._held = int(length[1]) - len(body), b""
        else:
            self._left -= len(data)
        if not self._left:
            self._took.append(time.perf_counter() - self._began)
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _loaded(
    port: int, path: str, bodies: Sequence[bytes], connections: int, seconds: float
) -> tuple[list[float], int]:
    head = "POST {} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n"
    requests = [head.format(path, len(body)).encode() + body for body in bodies]
    took: list[float] = []
    failed: list[bytes] = []
    until, loop = time.perf_counter() + seconds, asyncio.get_running_loop()
    clients = []
    for number in range(connections):
        start = number * len(requests) // connections
        turned = [*requests[start:], *requests[:start]]
        make = partial(_Client, turned, until, took, failed)
        _, client = await loop.create_connection(make, "127.0.0.1", port)
        clients.append(client.done)
    await asyncio.wait(clients, timeout=seconds + 30)
    return took, len(failed)


def _processor(pid: int) -> float:
    """Returns the seconds of processor time that a process and those below it have used so far."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid or int(stat.parent.name) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def load_of(
    pids: Sequence[int], port: int, path: str, bodies: Sequence[bytes], connections: int, seconds: float
) -> Load:
    """Puts a load on a server, given its processes."""
    before, began = sum(map(_processor, pids)), time.perf_counter()
    took, failed = asyncio.run(_loaded(port, path, bodies, connections, seconds))
    spent, used = time.perf_counter() - began, sum(map(_processor, pids)) - before
    took.sort()
    p99 = took[int(len(took) * 0.99)]
    return Load(len(took) / spent, statistics.median(took), p99, used / len(took), failed)


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on {port}")


def _answer(port: int, body: bytes) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/evaluate", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        written: bytes = answer.read()
    assert json.dumps(json.loads(written), ensure_ascii=False, separators=(",", ":")).encode() == written
    return written


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1, help="of the service, and of the bare endpoint")
    options = parser.parse_args()
    if not 0 < options.seconds <= 30 or not 0 < options.rounds <= 20 or not 0 < options.connections <= 500:
        raise SystemExit("at most 30 seconds, 20 rounds, 500 connections")
    cases = half_known(generated(load().latest, 300))
    told = [json.loads(case.model_dump_json(exclude_unset=True)) for case in cases]
    day = AS_OF.isoformat()
    without = [json.dumps({"case": case, "as_of": day}, ensure_ascii=False).encode() for case in told]
    asking = [json.dumps({"case": case, "as_of": day, "needs": True}, ensure_ascii=False).encode() for case in told]
    ours, bare = _free_port(), _free_port()
    command = [sys.executable, "-m", "xinfang_rules", "serve", "--workers", str(options.workers), "--port", str(ours)]
    quiet = subprocess.DEVNULL
    with (
        TemporaryDirectory() as place,
        subprocess.Popen(command, stdout=quiet, stderr=quiet) as one,
    ):
        _wait(ours)
        time.sleep(3)
        Path(place, "bare.py").write_text(BARE, encoding="utf-8")
        Path(place, "answers.json").write_bytes(b"[" + b",".join(_answer(ours, body) for body in without) + b"]")
        with ExitStack() as stack:
            start = [sys.executable, str(Path(place, "bare.py")), str(bare)]
            others = [stack.enter_context(subprocess.Popen(start)) for _ in range(options.workers)]
            _wait(bare)
            time.sleep(2)
            pids = [each.pid for each in others]
            rows: dict[str, tuple[list[int], int, str, list[bytes]]] = {
                "bare, by hand": (pids, bare, "/raw", without),
                "bare, declared": (pids, bare, "/declared", without),
                "evaluate": ([one.pid], ours, "/v1/evaluate", without),
                "evaluate with needs": ([one.pid], ours, "/v1/evaluate", asking),
            }
            found: dict[str, list[Load]] = {name: [] for name in rows}
            try:
                for turn in range(options.rounds + 1):
                    for name, row in rows.items():
                        got = load_of(*row, options.connections, options.seconds if turn else 1.0)
                        if turn:
                            found[name].append(got)
            finally:
                for each in others:
                    each.terminate()
        one.terminate()
    first = [each.per_second for each in found["bare, by hand"]]

    def median(loads: list[Load], of: Callable[[Load], float]) -> float:
        return statistics.median(map(of, loads))

    for name, loads in found.items():
        ratios = [each.per_second / base for each, base in zip(loads, first, strict=True)]
        print(
            f"{name:20s} {median(loads, lambda each: each.per_second):6.0f}/s  "
            f"median {median(loads, lambda each: each.median) * 1000:6.2f} ms  "
            f"p99 {median(loads, lambda each: each.p99) * 1000:6.2f} ms  "
            f"processor {median(loads, lambda each: each.processor) * 1e6:5.0f} µs  "
            f"of bare {statistics.median(ratios):.2f} [{min(ratios):.2f}–{max(ratios):.2f}]  "
            f"failed {sum(each.failed for each in loads)}"
        )


if __name__ == "__main__":
    main()
