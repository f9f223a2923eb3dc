"""The example of a service: it is started as a reader would start it, and asked over HTTP."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

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


@pytest.mark.parametrize("raw", [b"", b"[1]", b"\xff\xfe", b"[" * 50_000, b'{"petition": '])
def test_what_is_no_case_is_refused(service: str, raw: bytes) -> None:
    assert ask(service, "POST", "/evaluate?as_of=2024-03-01", raw=raw)[0] == 400


def test_a_body_too_large_is_not_read(service: str) -> None:
    assert ask(service, "POST", "/evaluate", raw=b" " * 100_001)[0] == 413


def test_a_day_that_is_none_is_refused(service: str) -> None:
    assert ask(service, "POST", "/evaluate?as_of=2024-02-30", {})[0] == 400


def test_schemas_and_health(service: str) -> None:
    for name, key in (("case", "petition"), ("result", "decisions")):
        status, text = ask(service, "GET", f"/schema/{name}")
        assert (status, key in json.loads(text)["properties"]) == (200, True)
    assert json.loads(ask(service, "GET", "/health")[1])["rulebook"] == "xinfang-2022"
    assert ask(service, "GET", "/elsewhere")[0] == 404
