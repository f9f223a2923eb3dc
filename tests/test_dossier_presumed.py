"""What follows only by presumptions is marked in a report, and is what would follow if the facts were stated."""

from datetime import date

import pytest

from tests.cli_helpers import run
from tests.dossier_helpers import DOSSIERS, answer, dossier, examined
from xinfang_rules import ArgumentError, DecisionStatus
from xinfang_rules.dossier import FindingKind, examine, load_acts

DAY = date(2024, 3, 8)
NAME = "06-unpaid-wages-2024"


def test_what_is_only_presumed_is_marked_and_says_on_what_it_rests() -> None:
    bare = examined(NAME, DAY.isoformat())
    assert answer(bare, "p1/office/wages", "disposition") is None
    assert bare.presumed == ()
    report = examine(dossier(NAME), as_of=DAY, presume="ordinary", ask=True)
    (told,) = [a for a in report.parts[0].answers if a.question == "disposition"]
    assert (told.status, told.answer, told.would_be) == (DecisionStatus.PRESUMED, None, "forward")
    assert told.presumed
    assert set(told.presumes) <= set(report.presumed)
    assert told.label.endswith("（推定）")
    presumed = [finding for finding in report.findings if finding.presumed]
    assert presumed
    assert all(finding.presumes and set(finding.presumes) <= set(report.presumed) for finding in presumed)
    # The track rests on what is stated alone.
    assert [a.presumed for a in report.parts[0].answers if a.question == "track"] == [False]


def test_a_presumed_answer_is_that_of_the_stated_fact() -> None:
    stated = {"petition": {"major_urgent": False, "feedback_required": False}}
    told = examine(dossier(NAME).model_copy(update={"matter": stated}), as_of=DAY)
    presumed = examine(dossier(NAME), as_of=DAY, presume="not_urgent")
    for question in ("disposition", "track"):
        found = answer(presumed, "p1/office/wages", question, presumed=True)
        assert answer(told, "p1/office/wages", question) == found


@pytest.mark.parametrize("name", ["as_classified", "no_findings"])
def test_what_a_supervisor_is_to_find_out_is_not_presumed_for_one(name: str) -> None:
    # The reasons of both sets say so themselves: review and supervision ask whether the classification was lawful, and
    # whether anybody was at fault.
    with pytest.raises(
        ArgumentError, match=f"{name} must not be used for the reader supervisor, only for handler"
    ) as no:
        examine(dossier(NAME), as_of=DAY, presume=["ordinary", name], reader="supervisor")
    assert "不得采用" in no.value.text("zh")
    assert examine(dossier(NAME), as_of=DAY, presume=[name], reader="handler").provenance is not None
    assert examine(dossier(NAME), as_of=DAY, presume=["ordinary"], reader="supervisor").presumed_facts


def test_readers_that_are_refused_are_readers_of_the_table_of_acts() -> None:
    table = load_acts()
    named = {reader for one in table.rulebook.latest.presumptions.sets for reader in one.not_for}
    assert named
    assert named <= set(table.file.audiences)
    with pytest.raises(ArgumentError, match="did you mean supervisor"):
        examine(dossier(NAME), as_of=DAY, reader="supervisr")


def test_the_page_says_of_each_set_why_on_what_and_where_it_must_not_be_used() -> None:
    file = str(DOSSIERS / f"{NAME}.yaml")
    done = run("examine", file, "--as-of", DAY.isoformat(), "--presume", "not_urgent", "--presume", "as_classified",
               "--for", "handler")  # fmt: skip
    told = "".join(done.stdout.split())
    foot = told[told.index("推定（标明") :]
    assert "（not_urgent）。理由：" in foot
    assert "第二十二条第一款第一项" in foot
    assert "登记没有相应栏目的，不得采用" in foot
    assert "没有采用：案件没有写明" in foot
    refused = run("examine", file, "--as-of", DAY.isoformat(), "--presume", "no_findings")
    assert refused.exit_code == 2
    assert "no_findings" in refused.stderr
    assert not refused.stdout


def test_what_is_late_whatever_is_presumed_is_late_and_only_its_days_are_presumed() -> None:
    # 23.2: on the spot, or within 15 days of 1 July: the 16th. Nobody was told by 20 September: 15 + 31 + 20 days late,
    # and late too if the petitioner was there.
    data = {
        "dossier": "untold",
        "complete_to": "2024-09-20",
        "organs": {"town": {"kind": "other", "level": "town"}},
        "claims": {"c1": {"category": "grievance", "remedy": "none", "competent": "town"}},
        "acts": [{"day": "2024-07-01", "act": "submit", "to": "town", "anonymous": False, "first": True}],
    }
    day = date(2024, 9, 20)
    (bare,) = [f for f in examine(data, as_of=day).findings if f.of == "notice.direct"]
    assert (bare.kind, bare.due, bare.late_at_least) == (FindingKind.MISSING, None, 66)
    report = examine(data, as_of=day, presume="not_on_spot", ask=True)
    (told,) = [f for f in report.findings if f.of == "notice.direct"]
    assert (told.kind, told.would_be, told.due, told.days_late) == (FindingKind.MISSING, None, date(2024, 7, 16), 66)
    assert (told.presumed, told.days_presumed, told.presumes) == (False, True, report.presumed)
    assert told.title == bare.title
    assert told in report.amiss()
    assert "最后一日为2024年7月16日（推定）；截至2024年9月20日没有履行的记载" in told.text
    assert "已逾期66日（日数是推定）。" in told.text
    (entry,) = [e for e in report.timeline if e.kind == "last_day" and e.text.startswith(bare.title)]
    assert (entry.days, entry.presumed) == ("2024年7月16日（推定）", True)
