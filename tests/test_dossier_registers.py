"""Rows of registers as dossiers: one row is one file, and its own last day is held against the computed one."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from tests.dossier_helpers import answer, found
from xinfang_rules.dossier import FindingKind, examine, part_cases

AS_OF = date(2024, 6, 10)
DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")

# What each column of a register tells: an act with what is set of it, or a fact. `None` maps any text to a day.
Column = tuple[dict[str, Any], str, Mapping[str, Any] | None]

OFFICE = {"kind": "petition_office", "level": "county", "local": True, "superior": "city_office"}
UNIT = {"kind": "other", "level": "county", "superior": "county_gov"}
LEDGER: dict[str, list[Column]] = {
    "接件时间": [
        ({"act": "submit", "to": "unit"}, "day", None),
        ({"act": "register", "by": "unit"}, "day", None),
    ],
    "应结办日期": [({"act": "register", "by": "unit"}, "due", None)],
    "信访方式": [({"act": "submit", "to": "unit"}, "channel", {"来信": "letter", "来访": "visit", "网上": "online"})],
    "办结时间": [({"act": "issue", "by": "unit"}, "day", None)],
}
NINGBO: dict[str, list[Column]] = {
    "信访日期": [({"act": "submit", "to": "office"}, "day", None)],
    "信访形式": [({"act": "submit", "to": "office"}, "channel", {"100": "letter", "200": "visit", "300": "online"})],
    "匿名标志": [({"act": "submit", "to": "office"}, "anonymous", {"1": True, "0": False})],
    "联名信或集体访": [({"act": "submit", "to": "office"}, "joint", {"1": True, "0": False})],
    "全国初次信访标志": [({"act": "submit", "to": "office"}, "first", {"1": True})],
    "登记时间": [({"act": "register", "by": "office"}, "day", None)],
    "转交责任单位日期": [({"act": "forward", "by": "office", "to": "unit", "received": "same_day"}, "day", None)],
    "作出受理意见日期": [
        ({"act": "accept", "by": "unit"}, "day", None),
        ({"act": "notify", "by": "unit", "kind": "receipt"}, "day", None),
    ],
    "限办时间": [({"act": "accept", "by": "unit"}, "due", None)],
    "信访目的": [({}, "petition.category", {"申诉": "grievance", "求决": "grievance", "意见建议": "suggestion"})],
    "涉法涉诉标志": [({}, "remedy.litigation_rights", {"1": True, "0": False})],
    "紧急标志": [({}, "petition.major_urgent", {"1": True, "0": False})],
    "作出处理意见日期": [({"act": "issue", "by": "unit", "kind": "petition_opinion"}, "day", None)],
}
ORGANS = {
    "office": OFFICE,
    "city_office": {"kind": "petition_office", "level": "city"},
    "unit": UNIT,
    "county_gov": {"kind": "other", "level": "county"},
}
ORDER = ["submit", "register", "forward", "accept", "notify", "issue"]


def row_as_dossier(columns: dict[str, list[Column]], row: Mapping[str, str], by_hand: dict[str, Any]) -> dict[str, Any]:
    acts: dict[str, dict[str, Any]] = {}
    matter: dict[str, dict[str, Any]] = {}
    for column, tells in columns.items():
        for start, key, mapped in tells:
            day = DAY.match(row[column])
            value = mapped.get(row[column]) if mapped is not None else day and date(*map(int, day.groups()))
            if value is not None and start:
                acts.setdefault(start["act"], dict(start))[key] = value
            elif value is not None:
                group, _, name = key.partition(".")
                matter.setdefault(group, {})[name] = value
    told = [acts[act] for act in ORDER if "day" in acts.get(act, {})]
    organs = {name: organ for name, organ in ORGANS.items() if columns is NINGBO or name in ("unit", "county_gov")}
    return {
        "dossier": "row",
        "complete_to": AS_OF,
        "records": sorted({start["act"] for tells in columns.values() for start, _, _ in tells if start}),
        "organs": organs,
        "matter": matter,
        "claims": {"c1": {"competent": "unit", **by_hand}},
        "acts": sorted(told, key=lambda act: act["day"]),
    }


def statements(by_hand: Any) -> Iterator[object]:
    """Yields each single thing that is stated by hand."""
    if isinstance(by_hand, dict):
        for value in by_hand.values():
            yield from statements(value)
    else:
        yield by_hand


def test_a_row_of_the_ledger_is_one_file_of_three_acts() -> None:
    row = {"接件时间": "2024/3/4", "信访方式": "来信", "应结办日期": "2024/5/3", "办结时间": "2024/5/20"}
    by_hand = {
        "category": "grievance",
        "remedy": "none",
        "facts": {"history": {"opinion_issued": False, "same_matter_pending": False}},
    }
    assert len([*statements(by_hand)]) == 4
    dossier = row_as_dossier(LEDGER, row, by_hand)
    report = examine(dossier, as_of=AS_OF)
    assert [part.name for part in report.parts] == ["p1/unit/c1"]
    assert len(dossier["acts"]) == 3
    # No column tells when it was accepted, which is what the 60 days run from; the register counts from its receipt.
    (concluded,) = [finding for finding in report.findings if finding.of == "handling.conclude"]
    assert concluded.kind is FindingKind.UNTOLD
    assert "受理日期" in concluded.unknown_days
    # Nor does one tell which document it was: what is no opinion on the petition does not conclude it (31.1.6, 34).
    assert any(day.startswith("办结日期") for day in concluded.unknown_days)
    assert {"已履行", "逾期履行", "逾期未履行"} < set(concluded.possible)
    dossier["acts"][-1]["kind"] = "petition_opinion"
    (concluded,) = [f for f in examine(dossier, as_of=AS_OF).findings if f.of == "handling.conclude"]
    assert (concluded.kind, concluded.unknown_days) == (FindingKind.UNTOLD, ("受理日期",))
    assert set(concluded.possible) == {"已履行", "逾期履行"}
    # Whatever the day of acceptance, the last day is not before 4 March + 60 days: 27 of March, 30 of April, 3 May. The
    # register's own is that day, and may be it; a day before it can be none.
    assert concluded.due_earliest == date(2024, 5, 3)
    for own, is_found in (
        (date(2024, 5, 3), False),
        (date(2024, 5, 2), True),
        ({"not_before": "2024-04-20", "not_after": "2024-05-02"}, True),
        ({"not_before": "2024-05-02", "not_after": "2024-05-10"}, False),
        ("unknown", False),
    ):
        dossier["acts"][1]["due"] = own
        amiss = {finding.of for finding in examine(dossier, as_of=AS_OF).amiss()}
        assert ("own-last-day" in amiss) is is_found
    # No column tells of notices: that none was given is not said.
    assert "notice.direct" not in {finding.of for finding in report.amiss()}


ROWS = [
    # Forwarded on 20 March, due on the 16th (1 + 15). Accepted on 2 April: 28 of April, 31 of May, 1 June; and 30 days
    # more if it was extended, of which no column tells: 1 July.
    (
        {
            "信访日期": "2024-03-01", "信访形式": "300", "匿名标志": "0", "联名信或集体访": "0",
            "全国初次信访标志": "1", "登记时间": "2024-03-01 09:12:00", "转交责任单位日期": "2024-03-20",
            "作出受理意见日期": "2024-04-02", "限办时间": "2024-06-01", "信访目的": "求决", "涉法涉诉标志": "0",
            "紧急标志": "0", "作出处理意见日期": "",
        },
        {("office", "office.dispatch")},
        "2024-06-01～2024-07-01",
        set(),
    ),
    # Accepted on 26 February: 3 of February, 31 of March, 26 of April; extended, 26 May. The opinion of 10 May is late
    # unless there was an extension. The register's own last day, 31 May, can be none.
    (
        {
            "信访日期": "2024-02-05", "信访形式": "200", "匿名标志": "0", "联名信或集体访": "1",
            "全国初次信访标志": "0", "登记时间": "2024-02-05 10:00:00", "转交责任单位日期": "2024-02-08",
            "作出受理意见日期": "2024-02-26", "限办时间": "2024-05-31", "信访目的": "求决", "涉法涉诉标志": "0",
            "紧急标志": "0", "作出处理意见日期": "2024-05-10",
        },
        set(),
        "2024-04-26～2024-05-26",
        {("unit", "own-last-day")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "late", "last_days", "other"), ROWS)
def test_a_row_of_a_petition_system_is_one_file_and_its_own_last_day_is_checked(
    row: dict[str, str], late: set[tuple[str, str]], last_days: str, other: set[tuple[str, str]]
) -> None:
    # What no column tells: which of the ways of 31.1.1 to 31.1.5 is open, and whether there was an opinion before.
    ways = dict.fromkeys(("judicial", "arbitration", "party", "administrative", "duty"), "none")
    by_hand = {"facts": {"remedy": ways, "history": {"opinion_issued": False}}}
    assert len([*statements(by_hand)]) == 6
    dossier = row_as_dossier(NINGBO, row, by_hand)
    report = examine(dossier, as_of=AS_OF, presume="ordinary")
    assert [part.name for part in report.parts] == ["p1/office/c1", "p1/unit/c1"]
    assert found(report, "handling.conclude", "unit") == ("untold", last_days, None)
    assert {(f.who, f.of) for f in report.findings if f.of == "own-last-day"} == other
    assert {(f.who, f.of) for f in report.findings if f.shown is FindingKind.LATE and f.of == "office.dispatch"} == late
    assert answer(report, "p1/office/c1", "disposition", presumed=True) == "forward"
    assert answer(report, "p1/unit/c1", "disposition", presumed=True) == "accept"
    # Some fifty facts are worked out of the row and the organs.
    cases = part_cases(dossier, as_of=AS_OF)
    derived = sum(len(facts) for case in cases.values() for facts in case.values())
    assert derived >= 50
