"""The service over HTTP, asked in this process."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from xinfang_rules.service import ServiceSettings, create_app


@pytest.fixture(scope="module")
def service() -> Iterator[TestClient]:
    with TestClient(create_app(ServiceSettings(workers=0))) as client:
        yield client


PENDING_BELOW: dict[str, Any] = {
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


def test_a_case_is_decided_and_cited(service: TestClient) -> None:
    # Article 19(3): what an organ handles within its time is not accepted again by the one above.
    answer = service.post("/v1/evaluate", json={"case": PENDING_BELOW, "as_of": "2024-03-01"})
    assert answer.status_code == 200
    decision = answer.json()["answer"]["decisions"]["disposition"]
    assert (decision["answer"], decision["at"]) == ("not_accept", ["第十九条第三款"])
