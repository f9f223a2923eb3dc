"""A dossier whose pieces were received under several regulations: one report, each piece under the one of its day."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from xinfang_rules import CaseError
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import DossierReport, SpanningReport, examine, load_acts, part_cases

ORGANS = {
    "office": {"kind": "petition_office", "title": "县信访局", "level": "county"},
    "bureau": {"kind": "other", "title": "县住建局", "level": "county", "superior": "city"},
    "city": {"kind": "other", "title": "市住建局", "level": "city", "superior": "province"},
    "province": {"kind": "other", "title": "省住建厅", "level": "province"},
}
EARLIER: list[dict[str, Any]] = [
    {"act": "submit", "to": "office", "day": "2022-03-28", "channel": "letter"},
    {"act": "register", "by": "office", "day": "2022-03-29"},
    {"act": "forward", "by": "office", "to": "bureau", "day": "2022-04-11", "received": "2022-05-03"},
    {"act": "accept", "by": "bureau", "day": "2022-05-10"},
    {"act": "issue", "by": "bureau", "kind": "petition_opinion", "day": "2022-07-08", "received": "2022-07-12"},
    {"act": "request_review", "to": "city", "day": "2022-08-10", "received": "2022-08-11"},
]
LATER: list[dict[str, Any]] = [
    {"act": "submit", "to": "office", "day": "2023-02-01", "channel": "letter"},
    {"act": "register", "by": "office", "day": "2023-02-01"},
]
AS_OF = date(2023, 3, 1)


def dossier(*acts: dict[str, Any]) -> dict[str, Any]:
    claim = {"title": "安置补助", "category": "grievance", "competent": "bureau", "remedy": "none"}
    whole = {"dossier": "D-1", "complete_to": "2023-06-30", "organs": ORGANS, "claims": {"c1": claim}}
    return {**whole, "acts": [*acts]}


def by_part(report: DossierReport) -> dict[str, str]:
    return {part.name: part.result.instrument.id for part in report.parts if part.result is not None}


def test_each_piece_is_governed_by_the_regulation_in_force_when_it_was_received() -> None:
    report = examine(dossier(*EARLIER, *LATER), as_of=AS_OF)
    assert isinstance(report, SpanningReport)
    # The bureau got the first piece after 1 May 2022, and handles it as it was received by the office.
    assert by_part(report) == {
        "p1/office/c1": "xinfang-2005",
        "p1/bureau/c1": "xinfang-2005",
        "p2/office/c1": "xinfang-2022",
    }
    told = [(one.instrument and one.instrument.title, one.pieces, one.parts) for one in report.governing]
    assert told == [
        ("信访条例", ("第1件（2022年3月28日提出）",), ("p1/office/c1", "p1/bureau/c1")),
        ("信访工作条例", ("第2件（2023年2月1日提出）",), ("p2/office/c1",)),
    ]
    assert len({one.acts_digest for one in report.governing}) == 2
    assert {one.acts_digest for one in report.governing} == {
        load_acts(name).digest for name in ("xinfang-2005", "xinfang-2022")
    }


def test_a_review_asked_after_the_change_is_due_by_the_earlier_regulation() -> None:
    report = examine(dossier(*EARLIER, *LATER), as_of=AS_OF)
    (late,) = (finding for finding in report.findings if finding.of == "review.decide")
    # 34 of 2005: 30 days from 11 August 2022: 20 to the end of August, 10 in September.
    assert (late.kind, late.due) == ("missing", date(2022, 9, 10))
    assert [citation.label for citation in late.citations] == ["《信访条例》第三十四条"]
    assert [entry.text for entry in report.timeline if entry.last == date(2022, 9, 10)]


def test_findings_are_told_once_and_in_order() -> None:
    report = examine(dossier(*EARLIER, *LATER), as_of=AS_OF, ask=True)
    assert len({(finding.of, finding.parts) for finding in report.findings}) == len(report.findings)
    assert all({part.partition("/")[0] for part in finding.parts} in ({"p1"}, {"p2"}) for finding in report.findings)
    assert len({question.question for question in report.questions}) == len(report.questions)
    acts = [entry for entry in report.timeline if entry.kind == "act"]
    assert len(acts) == len(EARLIER) + len(LATER)


@pytest.mark.parametrize(("acts", "instrument"), [(EARLIER, "xinfang-2005"), (LATER, "xinfang-2022")])
def test_a_dossier_of_one_regulation_has_an_ordinary_report(acts: list[dict[str, Any]], instrument: str) -> None:
    report = examine(dossier(*acts), as_of=AS_OF)
    assert type(report) is DossierReport
    assert set(by_part(report).values()) == {instrument}
    assert report.acts_digest == load_acts(instrument).digest


def test_a_concluded_reexamination_of_the_earlier_regulation_counts_under_the_later() -> None:
    concluded = [
        {"act": "decide_review", "by": "city", "outcome": "uphold", "day": "2022-09-01", "received": "2022-09-03"},
        {"act": "request_reexamination", "to": "province", "day": "2022-09-20", "received": "2022-09-21"},
        {"act": "decide_reexamination", "by": "province", "outcome": "uphold", "day": "2022-10-10"},
    ]
    again = [{**LATER[0], "same_facts": True}, *LATER[1:]]
    report = examine(dossier(*EARLIER, *concluded, *again), as_of=AS_OF)
    (answer,) = (one for one in report.part("p2/office/c1").answers if one.question == "disposition")
    assert answer.answer == "no_longer_accept"
    assert "《信访工作条例》第三十六条第三款" in {citation.label for citation in answer.citations}


def test_what_only_another_regulation_knows_is_read_and_told() -> None:
    objection = {"act": "object", "by": "bureau", "to": "office", "day": "2022-05-04"}
    copied = {"act": "copy", "by": "office", "to": "bureau", "day": "2022-04-11"}
    report = examine(dossier(*EARLIER[:3], copied, objection, *LATER), as_of=AS_OF)
    assert isinstance(report, SpanningReport)
    assert [one.not_considered for one in report.governing] == [("提出异议",), ()]
    with pytest.raises(CaseError, match="copy"):
        examine(dossier(*LATER, {**copied, "day": "2023-02-02"}), as_of=AS_OF)


def test_a_piece_before_every_regulation_is_told_in_its_part() -> None:
    report = examine(dossier({"act": "submit", "to": "office", "day": "2004-03-28"}, *LATER), as_of=AS_OF)
    assert isinstance(report, SpanningReport)
    assert by_part(report)["p2/office/c1"] == "xinfang-2022"


def test_the_cases_of_its_parts_come_by_the_same_choice() -> None:
    cases = part_cases(dossier(*EARLIER, *LATER), as_of=AS_OF)
    assert list(cases) == ["p1/office/c1", "p1/bureau/c1", "p2/office/c1"]
    assert cases["p1/bureau/c1"]["timeline"]["received_on"] == date(2022, 5, 3)


def test_the_page_and_json_say_what_governs(tmp_path: Any) -> None:
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(dossier(*EARLIER, *LATER), default=str), encoding="utf-8")
    page = CliRunner().invoke(main, ["examine", str(path), "--as-of", str(AS_OF)])
    assert page.exit_code == 0, page.output
    assert "第1件（2022年3月28日提出），适用《信访条例》" in page.output
    assert "（p2/office/c1），适用《信访工作条例》" in page.output
    assert "规则 xinfang-2005" in page.output
    assert "规则 xinfang-2022" in page.output
    told = json.loads(
        CliRunner().invoke(main, ["examine", str(path), "--as-of", str(AS_OF), "--format", "json"]).output
    )
    assert [one["instrument"]["id"] for one in told["governing"]] == ["xinfang-2005", "xinfang-2022"]
    assert SpanningReport.model_validate(told).model_dump(mode="json") == told


def test_the_period_of_an_earlier_piece_is_worked_out_by_what_governs_that_piece() -> None:
    # A licence refused, accepted on 11 April 2022: sixty days by the earlier regulation (33), to 10 June 2022. By the
    # later one it goes another way (31.1.4), for which it sets no period. On 10 May it is raised to the superior.
    whole = dossier(
        {"act": "submit", "to": "bureau", "day": "2022-04-06", "channel": "letter"},
        {"act": "accept", "by": "bureau", "day": "2022-04-11"},
        {"act": "submit", "to": "city", "day": "2022-05-10", "channel": "letter"},
    )
    ways = {"litigation_rights": False, "judicial": "none", "arbitration": "none", "party": "none", "duty": "none"}
    whole["claims"]["c1"]["remedy"] = {**ways, "administrative": "licensing"}
    never_before = {"opinion_issued": False, "reexamination_concluded": False}
    whole["claims"]["c1"]["facts"] = {"handling": {"period_by_other_law": False}, "history": never_before}
    cases = part_cases(whole, as_of=date(2022, 5, 20))
    assert cases["p2/city/c1"]["history"]["within_prescribed_period"] is True
