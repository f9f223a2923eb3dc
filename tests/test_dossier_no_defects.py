"""What is no defect by the Regulation, or is told otherwise than as one."""

from copy import deepcopy
from datetime import date

import pytest

from tests.test_dossier_defects import (
    ACCEPT,
    AS_OF,
    DECIDE,
    ISSUE,
    NOTIFY,
    REGISTER,
    REQUEST,
    SOUND,
    amiss,
    both,
    changed,
    competent,
    further,
    without,
)
from xinfang_rules.dossier import examine
from xinfang_rules.dossier.report import FindingKind


def test_what_was_not_registered_is_told_though_no_day_is_set_for_it() -> None:
    data = deepcopy(SOUND)
    without(REGISTER)(data)
    report = examine(data, as_of=AS_OF)
    assert ("office", "office.register") in {
        (f.who, f.of) for f in report.findings if f.kind is FindingKind.UNDONE
    }  # fmt: skip


@pytest.mark.parametrize(
    ("supported", "executed", "kind"),
    [
        ("support", None, FindingKind.UNDONE),
        ("support", "2024-05-10", FindingKind.KEPT),
        # 32.2 wants an opinion that supports to be executed; where it does not, there is nothing to execute.
        ("not_support", None, None),
    ],
)
def test_23_an_opinion_that_supports_and_is_not_executed_is_told_though_no_day_is_set_for_it(
    supported: str, executed: str | None, kind: FindingKind | None
) -> None:
    data = deepcopy(SOUND)
    without(REQUEST, DECIDE)(data)
    changed(ISSUE, outcome=supported)(data)
    if executed is not None:
        further(day=executed, act="execute", by="town")(data)
    of = {f.of: f.kind for f in examine(data, as_of=AS_OF).findings}
    assert of.get("opinion.see-executed") is kind


def test_22_an_agreement_is_to_be_written_and_no_agreement_is_no_defect() -> None:
    # 33: mediation may be offered (可以); what was agreed is to be written down (应当).
    agreed = deepcopy(SOUND)
    further(day="2024-04-01", act="agree", by="town")(agreed)
    told = [{f.of: f for f in examine(data, as_of=AS_OF).findings} for data in (agreed, SOUND)]
    assert told[0]["mediation.agreement"].kind is FindingKind.OWED
    assert "mediation.agreement" not in told[1]
    assert amiss(lambda _: None) == set()


def test_20_the_same_opinion_again_is_no_defect_by_this_regulation() -> None:
    # Local rules forbid it; neither 35 nor 36 says what the new opinion has to be. It has a window of its own.
    data = deepcopy(SOUND)
    changed(DECIDE, outcome="redo")(data)
    opinion = {"day": "2024-06-10", "act": "issue", "by": "town", "kind": "petition_opinion"}
    for outcome in ("support", "not_support"):
        report = examine(
            {**data, "acts": [*data["acts"], {**opinion, "outcome": outcome, "received": "2024-06-11"}]}, as_of=AS_OF
        )
        assert report.amiss() == ()
        # 11 June + 30 days = 11 July.
        window = {f.due for f in report.findings if f.of == "review.request" and f.parts == ("p1/town/c1/round2",)}
        assert window == {date(2024, 7, 11)}


def test_what_was_refused_without_ground_is_corrected_only_where_it_was_its_own() -> None:
    # 44.1.2 speaks of matters of the organ's own competence; 19.3 and 36.3 are the only grounds of any refusal.
    for of, follows in (("town", ["liability.accept-refuse"]), ("bureau", [])):
        data = deepcopy(SOUND)
        both(changed(NOTIFY, kind="not_accept"), without(ACCEPT, ISSUE, REQUEST, DECIDE), competent(of))(data)
        (refused,) = [f for f in examine(data, as_of=AS_OF).amiss() if f.of == "refused-without-ground"]
        assert [(citation.article, citation.paragraph) for citation in refused.citations] == [(19, 3), (36, 3)]
        assert [follow.rule for follow in refused.follows] == follows


def test_a_reply_of_the_petition_office_is_no_answer_in_place_of_the_handler() -> None:
    # 14.1.1: it accepts, forwards and assigns; what it tells the petitioner besides takes nobody's place.
    replied = further(day="2024-03-20", act="issue", by="office", kind="reply")
    assert amiss(replied) == set()
    data = deepcopy(SOUND)
    replied(data)
    assert [part.role for part in examine(data, as_of=AS_OF).parts] == ["receiver", "handler"]


def test_what_has_no_last_day_is_done_and_not_done_in_time() -> None:
    labels = {f.of: f.label for f in examine(SOUND, as_of=AS_OF).findings if f.kind is FindingKind.KEPT}
    # 22.1: registered, for which no day is set; forwarded within 15 days, for which one is.
    assert (labels["office.register"], labels["office.dispatch"]) == ("已经履行", "按期履行")
