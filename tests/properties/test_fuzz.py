"""A fixed number of spoilt packs and cases in every run; `make fuzz` tries many more."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.properties import fuzz
from tests.properties.fuzz import BrokenError, Kind, campaign

from xinfang_rules import XinfangError

SEED = 20261129


@pytest.mark.parametrize(("kind", "number", "good"), [("pack", 400, "loaded"), ("case", 3_000, "decided")])
def test_whatever_is_spoilt_is_read_or_refused(kind: Kind, number: int, good: str) -> None:
    came = campaign(kind, number, SEED)
    assert came.keys() == {good, "refused"}
    assert min(came.values()) > number // 20, "neither is a rarity"


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def sleeping(*_: object, **__: object) -> Any:
    time.sleep(60)


def working(*_: object, **__: object) -> Any:
    while True:
        pass


FAULTS: dict[str, Callable[..., Any]] = {
    "another error": raising(KeyError("petition")),
    "an error that says nothing": raising(XinfangError(" ")),
    "a line that cannot be shown": raising(XinfangError("a\u00a0b")),
    "a very long line": raising(XinfangError("x" * 10_000)),
    "no answer": sleeping,
    "no end": working,
    "no result": lambda *_, **__: None,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("kind", "what"), [("pack", "load"), ("pack", "evaluate"), ("case", "evaluate")])
def test_it_would_notice(kind: Kind, what: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, what, FAULTS[fault])
    if fault in ("no answer", "no end"):
        monkeypatch.setattr(fuzz, "WORK", 0.5)
        monkeypatch.setattr(fuzz, "WAIT", 600.0 if fault == "no end" else 2.0)
    with pytest.raises(BrokenError, match=f"{kind}:{SEED}:"):
        campaign(kind, 40, SEED)
