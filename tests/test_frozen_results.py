"""What 3,000 cases came to before the engines were made anew: answers, norms, last days, notes, refusals.

Complete cases, cases known in part, edges of time limits, and cases that break a constraint. Explanations, needs and
provenance are compared elsewhere. This file and `tests/frozen/` go when the work is done.
"""

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from xinfang_rules import Case, CaseError, evaluate, load

FROZEN = Path(__file__).parent / "frozen"
BLOCK = 100
KEPT = frozenset({"as_of", "instrument", "decisions", "norms", "notes"})


def outcome(case: object, as_of: str) -> str:
    """Returns what is decided, as JSON, or which constraints refuse the case."""
    try:
        result = evaluate(Case.model_validate(case), as_of=date.fromisoformat(as_of), rulebook=load("xinfang-2022"))
    except CaseError as refused:
        return str(refused)
    return json.dumps(result.model_dump(mode="json", include=set(KEPT)), ensure_ascii=False, sort_keys=True)


def blocks() -> list[list[tuple[object, str]]]:
    cases = json.loads(gzip.decompress((FROZEN / "cases.json.gz").read_bytes()))
    return [cases[start : start + BLOCK] for start in range(0, len(cases), BLOCK)]


def hashed(block: list[tuple[object, str]]) -> str:
    return hashlib.sha256("\n".join(outcome(*one) for one in block).encode()).hexdigest()[:16]


@pytest.mark.parametrize("number", range(30))
def test_the_same_comes_out_as_before(number: int) -> None:
    assert hashed(blocks()[number]) == (FROZEN / "hashes.txt").read_text().split()[number]
