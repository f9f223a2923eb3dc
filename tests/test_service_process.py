"""The service as a process: what slow, dead and greedy clients, and what takes too long, do to it."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from http.client import HTTPConnection

import pytest

from tests.service_helpers import PENDING_BELOW, Served, served

pytestmark = pytest.mark.skipif(os.name != "posix", reason="it looks for processes as Linux tells of them")

PATIENCE = 2
ASKED = {"case": PENDING_BELOW, "as_of": "2024-03-01"}


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    limits = ("--workers", "1", "--seconds", "0.5", "--patience", str(PATIENCE), "--connections", "40")
    with served(*limits) as made:
        yield made


def answers(service: Served) -> bool:
    status, content = service.ask("POST", "/v1/evaluate", ASKED)
    return status == 200 and json.loads(content)["answer"]["decisions"]["disposition"]["answer"] == "not_accept"


def long_examination(pieces: int) -> dict[str, object]:
    """Asks to examine a file of so many letters that it takes longer than anybody waits."""
    days = (date(2022, 6, 1) + timedelta(number * 700 // pieces) for number in range(pieces))
    acts = [
        {"act": "submit", "to": "A", "channel": "letter", "day": day.isoformat(), "piece": f"p{number}"}
        for number, day in enumerate(days)
    ]
    dossier = {"dossier": "long", "organs": {"A": {"kind": "other"}}, "claims": {"c": {}}, "acts": acts}
    return {"dossier": dossier, "as_of": "2024-09-01", "ask": True}


def replaced(service: Served, before: list[int]) -> bool:
    """Says whether other processes are there in a while."""
    for _ in range(100):
        if (now := set(service.workers())) and now.isdisjoint(before):
            return True
        time.sleep(0.1)
    return False


def test_what_takes_too_long_is_stopped_and_its_process_replaced(service: Served) -> None:
    before = service.workers()
    status, content = service.ask("POST", "/v1/examine", long_examination(10_000))
    assert (status, json.loads(content)["code"]) == (503, "too-slow")
    assert any(answers(service) for _ in range(20))  # who asks meanwhile is told to try again
    assert replaced(service, before)


def test_a_process_that_ends_is_replaced(service: Served) -> None:
    (worker,) = service.workers()
    os.kill(worker, signal.SIGKILL)
    assert any(answers(service) for _ in range(20))  # who asks meanwhile is told to try again
    assert replaced(service, [worker])


def test_a_plain_case_does_not_wait_where_every_process_is_busy(service: Served) -> None:
    usual = service.ask("POST", "/v1/evaluate", ASKED)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(service.ask, "POST", "/v1/examine", long_examination(10_000))
        time.sleep(0.2)  # by then it is being worked on
        assert service.ask("POST", "/v1/evaluate", ASKED) == usual
        assert not slow.done()
    assert slow.result()[0] == 503


def test_slow_and_silent_clients_are_let_go_and_keep_nobody_waiting(service: Served) -> None:
    head = b"POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
    sent = {"nothing": b"", "half a head": head, "half a body": head + b"\r\n{"}
    clients = {}
    for name, part in sent.items():
        clients[name] = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE * 5)
        clients[name].sendall(part)
    assert answers(service)
    received = {}
    for name, client in clients.items():
        with client, suppress(ConnectionResetError):
            received[name] = b""
            while part := client.recv(4_096):  # until the service closes
                received[name] += part
    assert received["nothing"] == received["half a head"] == b""
    assert received["half a body"].startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_hundred_megabytes_are_not_read(service: Served, chunked: bool) -> None:
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=30)
    length = "Transfer-Encoding: chunked" if chunked else "Content-Length: 100000000"
    connection.sendall(
        f"POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n\r\n".encode()
    )
    part = b"10000\r\n" + b" " * 65_536 + b"\r\n" if chunked else b" " * 65_536
    sent = 0
    with suppress(ConnectionError):
        while sent < 100_000_000:
            connection.sendall(part)
            sent += len(part)
    assert sent < 20_000_000  # what the system's own buffers take
    with suppress(ConnectionResetError):
        assert connection.recv(4_096).startswith(b"HTTP/1.1 413 ")
    connection.close()
    assert answers(service)


def test_more_connections_than_are_kept_shut_nobody_out(service: Served) -> None:
    idle = [socket.create_connection(("127.0.0.1", service.port), timeout=10) for _ in range(200)]
    try:
        assert answers(service)
    finally:
        for each in idle:
            each.close()
    assert answers(service)


def test_a_dead_client_stops_nothing(service: Served) -> None:
    for _ in range(20):
        client = socket.create_connection(("127.0.0.1", service.port))
        body = json.dumps({**ASKED, "form": "full"}).encode()
        head = f"POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        client.sendall(head.encode() + b"\r\n\r\n" + body)
        client.close()
    assert answers(service)


def batch(service: Served) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", service.port), timeout=30)
    client.sendall(
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    return client


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def test_a_batch_answers_while_it_is_sent(service: Served) -> None:
    with batch(service) as client:
        received = b""
        for number in range(1, 4):
            client.sendall(chunk(json.dumps(ASKED).encode() + b"\n"))
            while f'"line":{number},'.encode() not in received:  # before the next line is sent
                received += client.recv(65_536)
        client.sendall(b"0\r\n\r\n")
        while not received.endswith(b"\r\n0\r\n\r\n"):
            received += client.recv(65_536)
    assert received.count(b'"status":200') == 3


def test_a_batch_that_is_not_read_is_not_read_from(service: Served) -> None:
    with batch(service) as client:
        client.settimeout(PATIENCE / 2)
        part, sent = chunk((json.dumps(ASKED).encode() + b"\n") * 100), 0
        with suppress(TimeoutError, ConnectionError):
            while sent < 100_000_000:
                client.sendall(part)
                sent += len(part)
    assert sent < 30_000_000  # what the system's own buffers take
    assert answers(service)


def test_lines_beside_one_that_takes_too_long_are_answered(service: Served) -> None:
    long = {"endpoint": "examine", **long_examination(2_700)}
    lines = [ASKED, long, ASKED]
    connection = HTTPConnection("127.0.0.1", service.port, timeout=60)
    body = "\n".join(map(json.dumps, lines))
    connection.request("POST", "/v1/batch", body, {"Content-Type": "application/x-ndjson"})
    found = [json.loads(line) for line in connection.getresponse().read().splitlines()]
    connection.close()
    assert [(line["line"], line["status"]) for line in found] == [(1, 200), (2, 503), (3, 200)]


def test_a_log_that_nobody_reads_stops_answers_not_the_service() -> None:
    with served("--workers", "1", stdout=subprocess.PIPE) as service:
        assert service.process.stdout is not None
        connection = HTTPConnection("127.0.0.1", service.port, timeout=30)
        seen, number = {}, 0
        while number < 1_000:
            connection.request("POST", "/v1/evaluate", json.dumps(ASKED), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            seen[answer.status] = json.loads(answer.read())
            if answer.status != 200:
                break
            number += 1
        assert seen[503]["code"] == "log"
        assert service.ask("GET", "/healthz")[0] == 200
        lines = [json.loads(service.process.stdout.readline()) for _ in range(number)]
        assert [line["status"] for line in lines] == [200] * number  # not one too few
        connection.request("POST", "/v1/evaluate", json.dumps(ASKED), {"Content-Type": "application/json"})
        assert connection.getresponse().status == 200
        connection.close()


def test_it_ends_when_it_is_told_to_with_all_its_processes() -> None:
    with served("--workers", "2") as service:
        workers = service.workers()
        assert len(workers) == 2
        service.process.terminate()
        service.process.wait(timeout=20)
        for worker in workers:
            with pytest.raises(ProcessLookupError):
                os.kill(worker, 0)
