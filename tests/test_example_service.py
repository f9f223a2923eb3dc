"""The example of a service: it is started as a reader would start it, and asked over HTTP."""

import json
import runpy
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from xinfang_rules import load

SERVICE = Path(__file__).parent.parent / "examples" / "service" / "service.py"

PENDING_BELOW = {
    "organ": {"kind": "other"},
    "petition": {"request": "new", "category": "grievance", "intake": "direct", "petitioner_identified": True},
    "remedy": {"litigation_rights": False},
    "history": {
        "same_matter_pending": True,
        "raised_to_superior": True,
        "within_prescribed_period": True,
        "reexamination_concluded": False,
    },
    "timeline": {"received_on": "2024-02-24"},
}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    command = [sys.executable, str(SERVICE), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = urlsplit(process.stdout.readline().strip())
        yield address.netloc
        process.terminate()


def ask(service: str, method: str, path: str, body: Any = None, raw: bytes | None = None) -> tuple[int, str]:
    connection = HTTPConnection(service, timeout=30)
    sent = raw if raw is not None else (None if body is None else json.dumps(body))
    connection.request(method, path, sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_it_decides_a_case_and_cites(service: str) -> None:
    status, text = ask(service, "POST", "/evaluate?as_of=2024-03-01", PENDING_BELOW)
    decision = json.loads(text)["decisions"]["disposition"]
    assert status == 200
    assert decision["answer"] == "not_accept"
    assert [(c["article"], c["paragraph"]) for c in decision["citations"]] == [(19, 3)]


def test_it_says_what_is_still_needed(service: str) -> None:
    status, text = ask(service, "POST", "/evaluate?as_of=2024-03-01", {})
    result = json.loads(text)
    assert status == 200
    assert result["decisions"]["disposition"]["status"] == "undetermined"
    assert result["needs"]


def test_it_tells_a_case_in_short(service: str) -> None:
    status, text = ask(service, "POST", "/compact?as_of=2024-03-01", PENDING_BELOW)
    assert status == 200
    assert json.loads(text)["decisions"]["disposition"]["label"] == "不予受理"
    assert len(text.encode()) < 8_000


def test_it_explains(service: str) -> None:
    status, text = ask(service, "POST", "/explain/disposition?as_of=2024-03-01", PENDING_BELOW)
    assert status == 200
    assert "第十九条第三款" in text
    assert ask(service, "POST", "/explain/weather?as_of=2024-03-01", PENDING_BELOW)[0] == 404


def test_it_names_each_fact_that_is_wrong(service: str) -> None:
    case = {"petition": {"category": "grievence", "colour": "red"}}
    status, text = ask(service, "POST", "/evaluate?as_of=2024-03-01", case)
    assert status == 422
    assert {error["code"] for error in json.loads(text)["errors"]} >= {"unknown-value"}
    assert len(json.loads(text)["errors"]) == 2


def test_a_contradiction_is_refused_with_its_reason(service: str) -> None:
    case = {"timeline": {"received_on": "2024-03-05", "notified_on": "2024-03-01"}}
    status, text = ask(service, "POST", "/evaluate?as_of=2024-03-10", case)
    assert status == 422
    assert [error["code"] for error in json.loads(text)["errors"]] == ["contradiction"]


def test_a_petition_from_before_the_regulation_is_refused(service: str) -> None:
    case = {"timeline": {"received_on": "2021-03-05"}}
    status, text = ask(service, "POST", "/evaluate?as_of=2021-04-01", case)
    assert (status, json.loads(text)["errors"][0]["code"]) == (422, "instrument")


def refused(service: str, raw: bytes, as_of: str = "2024-03-01") -> list[dict[str, Any]]:
    status, text = ask(service, "POST", f"/evaluate?as_of={as_of}", raw=raw)
    assert status == 422, text
    errors: list[dict[str, Any]] = json.loads(text)["errors"]
    assert all(error["message"] != error["message_en"] for error in errors)
    return errors


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        (b"", "empty", (None, None)),
        (b"[1]", "value-type", (1, 1)),
        (b"\xff\xfe", "not-text", (1, 1)),
        (b"[" * 50_000, "too-deep", (1, 65)),
        (b'{"petition": ', "syntax", (1, 14)),
        (b'{"petition": {"\\ud800": 1}}', "surrogate", (1, 16)),
        (b'{"petition": {"representatives": ' + b"9" * 5000 + b"}}", "number", (1, 34)),
        (b'{"petition": {"joint": true,\n"joint": false}}', "duplicate-key", (2, 1)),
        (b'{"petition": {"joint": NaN}}', "number", (1, 24)),
        (b"petition: {}", "syntax", (1, 1)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_case_is_refused_with_its_place(
    service: str, raw: bytes, code: str, place: tuple[int | None, int | None]
) -> None:
    (error,) = refused(service, raw)
    assert (error["code"], (error["line"], error["column"])) == (code, place)


def test_findings_are_fields_for_a_form(service: str) -> None:
    case = {"timeline": {"received_on": "2024-03-05", "notified_on": "2024-03-01"}}
    (error,) = refused(service, json.dumps(case).encode(), as_of="2024-03-10")
    assert error == {
        "code": "contradiction",
        "facts": ["timeline.notified_on", "timeline.received_on"],
        "constraint": "order.notice",
        "line": None,
        "column": None,
        "message": "书面告知日期（timeline.notified_on，2024-03-01）、收到日期（timeline.received_on，2024-03-05）"
        "不能同时成立：书面告知不早于收到",
        "message_en": "timeline.notified_on (2024-03-01) and timeline.received_on (2024-03-05) cannot be true "
        "together: 书面告知不早于收到",
    }


def test_a_day_beyond_what_can_be_counted_is_refused(service: str) -> None:
    case = {
        "organ": {"kind": "other"},
        "petition": {"request": "new", "intake": "direct"},
        "timeline": {"received_on": "9999-12-30"},
    }
    (error,) = refused(service, json.dumps(case).encode(), as_of="9999-12-31")
    assert error["code"] == "calendar"


def test_an_idle_connection_keeps_nobody_waiting(service: str) -> None:
    host, _, port = service.partition(":")
    with (
        socket.create_connection((host, int(port))),
        socket.create_connection((host, int(port))) as half,
        socket.create_connection((host, int(port))) as bodiless,
    ):
        half.sendall(b"POST /evaluate HTTP/1.1\r\nHost:")
        bodiless.sendall(b"POST /evaluate HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        connection = HTTPConnection(service, timeout=5)
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"POST /evaluate HTTP/1.1\r\nHost:", b""),
        (b"POST /evaluate HTTP/1.0\r\nContent-Length: 100\r\n\r\n{", b"HTTP/1.0 408 "),
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_connection_that_stays_silent_is_let_go(sent: bytes, answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    module = runpy.run_path(str(SERVICE))
    monkeypatch.setattr(module["Handler"], "timeout", 0.2)
    monkeypatch.setattr(module["Handler"], "log_message", lambda *_: None)
    with module["make_server"](
        "127.0.0.1", 0, module["application"](load()), module["Server"], module["Handler"]
    ) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            with socket.create_connection(server.server_address, timeout=10) as silent:
                silent.sendall(sent)
                received = b"".join(iter(lambda: silent.recv(4096), b""))  # until the server closes
        finally:
            server.shutdown()
            serving.join()
    assert received[: len(answer)] == answer
    assert bool(received) == bool(answer)


def test_a_body_too_large_is_not_read(service: str) -> None:
    assert ask(service, "POST", "/evaluate", raw=b" " * 100_001)[0] == 413


def test_a_day_that_is_none_is_refused(service: str) -> None:
    for wrong in ("2024-02-30", "20240301", "2024-W10-1", "tomorrow"):
        assert ask(service, "POST", f"/evaluate?as_of={wrong}", {})[0] == 400


def test_schemas_and_health(service: str) -> None:
    for name, key in (("case", "petition"), ("result", "provenance"), ("compact", "possible")):
        status, text = ask(service, "GET", f"/schema/{name}")
        assert (status, key in json.loads(text)["properties"]) == (200, True)
    health = json.loads(ask(service, "GET", "/health")[1])
    identity = load().identity
    assert (health["rulebook"], health["digest"]) == (identity.id, identity.digest)
    assert ask(service, "GET", "/elsewhere")[0] == 404
