"""What follows only by presumptions is marked in a report, and is what would follow if the facts were stated."""

from datetime import date

from tests.dossier_helpers import answer, dossier, examined
from xinfang_rules.dossier import examine

DAY = date(2024, 3, 8)
NAME = "06-unpaid-wages-2024"


def test_what_is_only_presumed_is_marked_and_says_on_what_it_rests() -> None:
    bare = examined(NAME, DAY.isoformat())
    assert answer(bare, "p1/office/wages", "disposition") is None
    assert bare.presumed == ()
    report = examine(dossier(NAME), as_of=DAY, presume="ordinary", ask=True)
    (told,) = [a for a in report.parts[0].answers if a.question == "disposition"]
    assert told.answer == "forward"
    assert told.presumed
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
    for part in ("disposition", "track"):
        assert answer(told, "p1/office/wages", part) == answer(presumed, "p1/office/wages", part)
