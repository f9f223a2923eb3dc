"""Constraints that order days in a circle: the case is refused at once, not after a walk through all the centuries."""

from datetime import date
from pathlib import Path

import pytest

from tests.proof_helpers import TWO, pack_in
from xinfang_rules import CaseError, evaluate
from xinfang_rules.engines.reference.propagate import Domains

CIRCLE = """\
constraints:
  - constraint: order.circle
    title: 试
    because: 试。
    given: {petition.major_urgent: true}
    then:
      all:
        - timeline.accepted_on: {before: timeline.registered_on}
        - timeline.registered_on: {before: timeline.accepted_on}
"""


def test_days_that_must_each_lie_before_the_other_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced = 0
    honest = Domains.require

    def counting(self: Domains, condition: object, wanted: bool) -> None:
        nonlocal forced
        forced += 1
        honest(self, condition, wanted)  # type: ignore[arg-type]  # whatever is handed on is what was handed in

    monkeypatch.setattr(Domains, "require", counting)
    book = pack_in(tmp_path / "pack")(TWO, constraints=CIRCLE)
    days = {"received_on": "2024-01-01", "accepted_on": "unknown", "registered_on": "unknown"}
    with pytest.raises(CaseError) as caught:
        evaluate({"petition": {"major_urgent": True}, "timeline": days}, as_of=date(2024, 3, 8), rulebook=book)
    assert str(caught.value) == (
        "petition.major_urgent: contradiction: petition.major_urgent (true) and timeline.accepted_on (unknown) and "
        "timeline.registered_on (unknown) cannot be true together: 试"
    )
    # From year 1 on, the two days would push each other forward one day a round: some 700,000 rounds.
    assert forced < 50_000


def test_what_would_close_the_circle_is_ruled_out_for_what_is_needed(tmp_path: Path) -> None:
    book = pack_in(tmp_path / "pack")(TWO, constraints=CIRCLE)
    days = {"received_on": "2024-01-01", "accepted_on": "2024-02-02", "registered_on": "2024-02-03"}
    result = evaluate({"timeline": days}, as_of=date(2024, 3, 8), rulebook=book)
    # Urgency would put the registration before the acceptance and behind it: the matter is not urgent, so it is left.
    assert result.decisions["outcome"].answer == "leave"
