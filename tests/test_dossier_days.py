"""Acts stand in the order in which they were done, so that one of an unknown day lies between its neighbours."""

from datetime import date
from typing import Any

import pytest

from xinfang_rules import CaseError
from xinfang_rules.dossier import DossierReport, examine

ORGANS = {"a": {"kind": "other", "level": "county"}, "b": {"kind": "other", "level": "county"}}
SUBMIT = {"day": "2024-03-01", "act": "submit", "to": "a"}
FORWARD: dict[str, Any] = {"act": "forward", "by": "a", "to": "b"}
REGISTER = {"day": "2024-03-20", "act": "register", "by": "b"}


def on(day: date, *acts: dict[str, Any]) -> DossierReport:
    data = {"dossier": "d", "organs": ORGANS, "claims": {"c1": {"competent": "b"}}, "acts": list(acts)}
    return examine(data, as_of=day)


@pytest.mark.parametrize(
    "forward", [FORWARD, {"day": "unknown", **FORWARD}, {"day": {"not_after": "2024-04-01"}, **FORWARD}]
)
def test_what_follows_an_act_that_is_not_done_yet_is_not_done_either(forward: dict[str, Any]) -> None:
    before = on(date(2024, 2, 1), SUBMIT, forward)
    assert before.parts == ()
    assert before.timeline == ()
    assert [part.organ for part in on(date(2024, 4, 1), SUBMIT, forward).parts] == ["a", "b"]


def test_an_act_of_an_unknown_day_is_done_once_the_next_one_is() -> None:
    acts = (SUBMIT, {"day": "unknown", **FORWARD}, REGISTER)
    # Between 1 March, when the piece came, and 20 March, when b registered it.
    assert [entry.text for entry in on(date(2024, 3, 10), *acts).timeline if entry.kind == "act"] == [
        "提出（a）",
        "转送（b）（是否发生未知）",
    ]
    assert "转送（b），不晚于2024年3月20日收到" in [entry.text for entry in on(date(2024, 3, 20), *acts).timeline]


@pytest.mark.parametrize("day", ["2024-02-29", {"not_after": "2024-02-29"}])
def test_an_act_that_cannot_lie_after_the_one_before_it_is_refused(day: Any) -> None:
    with pytest.raises(CaseError, match="write acts in order"):
        on(date(2024, 4, 1), SUBMIT, {"day": day, **FORWARD})
