"""The statutory channels laid over a petition regulation: quotations, laws, what a dossier shows of them."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tests.site.building import ROOT
from tests.statute_texts import SHARED, TEXTS, write_texts
from xinfang_rules import Rulebook, evaluate, load
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import examine, load_acts
from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.scenarios.overlay_running import run_overlay
from xinfang_rules.testing import PROPERTIES, DatedCase, Example, sample_cases, sample_near_deadlines
from xinfang_rules.testing.example import engines_at_hand

CHANNELS = ROOT / "rules/channels"
NO_WAY = {"litigation_rights": False, "judicial": "none", "arbitration": "none", "party": "none"} | {
    "administrative": "none",
    "duty": "none",
}
SUIT = {"litigation_rights": True, "judicial": "court_litigation"}
FIRST_STEPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "reconsideration.apply": (
        {"administrative": "reconsideration"},
        {"reconsideration_first": True, "told_of_reconsideration": True, "real_estate": False},
    ),
    "litigation.direct": (
        SUIT,
        {"kind": "administrative_suit", "reconsideration_first": False, "other_suit_period_by_law": False}
        | {"told_of_suit": True, "real_estate": False},
    ),
    "labour.apply": ({"arbitration": "labour"}, {"wages_owed": False}),
    "civil.sue": (SUIT, {"kind": "civil_suit", "no_limitation": False}),
}
"""The right to take the first step of a channel, with the facts of the case beside the day of knowing."""


def _entries(section: str) -> Iterator[dict[str, Any]]:
    for path in sorted(CHANNELS.rglob("*.yaml")):
        if "scenarios" not in path.parts:
            yield from yaml.safe_load(path.read_text(encoding="utf-8")).get(section) or []


def _due(book: Rulebook, rule: str, facts: dict[str, Any], as_of: date, more: dict[str, Any] | None = None) -> Any:
    remedy, channel = FIRST_STEPS[rule]
    case = {"remedy": NO_WAY | remedy, "channel": channel | facts, **(more or {})}
    return next(norm.due for norm in evaluate(case, as_of=as_of, rulebook=book).norms if norm.rule == rule)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load("xinfang-2022", overlays=["channels"])


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts of the statutes, cut into articles; beside them those of the petition regulations."""
    if not (SHARED / "channels/full").is_dir():
        pytest.skip("the official texts are not here")
    place = tmp_path_factory.mktemp("statutes")
    write_texts(place)
    return place


def test_every_statute_is_held_against_its_text(texts: Path) -> None:
    instruments = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["instrument"]
        for path in CHANNELS.glob("*/*.yaml")
        if path.parent.name == "instruments"
    ]
    assert {each["id"] for each in instruments} == {*TEXTS}
    for base in shipped_packs():
        load(base, overlays=["channels"], statutes=texts)


def test_a_changed_word_of_a_statute_is_noticed(texts: Path, tmp_path: Path) -> None:
    shutil.copytree(texts, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "labour-arbitration.json"
    # 27.1: a year. JSON escapes what is not ASCII, so the text is read, changed and written.
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    path.write_text(text.replace("时效期间为一年", "时效期间为二年"), encoding="utf-8")
    with pytest.raises(RulebookError, match="quote-mismatch"):
        load("xinfang-2022", overlays=["channels"], statutes=tmp_path)


def test_every_number_stands_once() -> None:
    numbers = [(each["cite"]["in"], each["cite"]["at"], each["cite"]["quote"]) for each in _entries("parameters")]
    assert len(numbers) >= 40
    assert [number for number, count in Counter(numbers).items() if count > 1] == []


def test_the_days_of_editions_are_those_of_their_instruments() -> None:
    days = {str(each["instrument"]["in_force_from"]) for each in map(_read, (CHANNELS / "instruments").glob("*.yaml"))}
    written = {
        str(day)
        for path in (
            CHANNELS / name
            for name in ("editions.yaml", "reconsideration.yaml", "litigation.yaml", "duty.yaml", "civil.yaml")
        )
        for day in _days(_read(path)["rules"])
    }
    assert written <= days


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _days(part: Any) -> Iterator[date]:
    if isinstance(part, date):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from _days(each)
    elif isinstance(part, list):
        for each in part:
            yield from _days(each)


def test_every_scenario_passes_and_shows_every_rule_both_ways() -> None:
    done = CliRunner().invoke(main, ["test", "channels"])
    assert done.exit_code == 0, done.output
    assert "never asserted" not in done.output


@pytest.mark.parametrize("base", shipped_packs())
def test_every_question_has_one_answer_in_every_case(base: str) -> None:
    pytest.importorskip("z3")
    from xinfang_rules.analysis.proof import TimeLimit
    from xinfang_rules.analysis.proof.prover import Prover
    from xinfang_rules.analysis.proof.questions import prove_questions

    laid = load(base, overlays=["channels"])
    # The rest (that each rule matters) takes ten times as long over so many rules; scenarios show it of each.
    prover = Prover(laid, laid.latest, TimeLimit(600))
    _, findings = prove_questions(prover)
    assert findings == []
    assert prover.unfinished == []


@pytest.mark.parametrize("rule", FIRST_STEPS)
def test_a_later_knowing_day_never_shortens_a_right(book: Rulebook, rule: str) -> None:
    # Over two years, weekends, holidays and ends of months included; all known to the calendar but those of 2027.
    first = date(2024, 1, 2) if rule != "civil.sue" else date(2021, 6, 1)
    days = [first + timedelta(days=7 * number + number % 5) for number in range(60)]
    dues = [_due(book, rule, {"known_on": day}, as_of=days[-1]) for day in days]
    assert all(due is not None for due in dues)
    assert dues == sorted(dues)
    assert all(due > day for due, day in zip(dues, days, strict=True))


@pytest.mark.parametrize("rule", ["reconsideration.apply", "litigation.direct"])
def test_no_petition_changes_the_period_of_reconsideration_or_suit(book: Rulebook, rule: str) -> None:
    known, as_of = {"known_on": date(2024, 3, 11)}, date(2024, 12, 2)
    alone = _due(book, rule, known, as_of)
    random = Random(7)
    for _ in range(40):
        days = sorted(date(2024, 1, 2) + timedelta(days=random.randrange(300)) for _ in range(3))
        petition = {
            "organ": {"kind": random.choice(["petition_office", "other", "political_legal"])},
            "petition": {"category": "grievance", "competence": random.choice(["own", "same_level", "lower"])},
            "timeline": dict(zip(("received_on", "accepted_on", "concluded_on"), days, strict=True)),
            "history": {"opinion_issued": False},
        }
        assert _due(book, rule, known, as_of, petition) == alone


def test_the_channel_is_the_track_of_the_regulation(book: Rulebook) -> None:
    ways = {
        "judicial": {
            "administrative_suit",
            "civil_suit",
            "police_refusal",
            "non_prosecution",
            "criminal_compensation",
            "other_judicial",
        },
        "arbitration": {
            "labour_arbitration",
            "personnel_arbitration",
            "rural_land_arbitration",
            "commercial_arbitration",
        },
        "party": {"civil_servant", "supervision_review", "supervision_complaint", "other_party"},
        "administrative": {
            "reconsideration",
            "state_compensation",
            "land_right",
            "information",
            "licensing",
            "market_complaint",
            "labour_inspection",
            "other_administrative",
        },
        "statutory_duty": {"duty"},
        "petition_procedure": {"none"},
    }
    seen = Counter[str]()
    where = {"petition.category": "grievance", "remedy.legally_concluded": False}
    for case, as_of in sample_cases(30, rulebook=book, where=where, complete=True):
        decisions = evaluate(case, as_of=as_of, rulebook=book).decisions
        track = decisions["track"].answer
        seen[str(track)] += 1
        assert decisions["channel"].answer in ways[str(track)], case
    assert len(seen) >= 4


def test_the_engines_agree_and_every_property_holds(book: Rulebook) -> None:
    some = [*sample_cases(3, rulebook=book), *sample_near_deadlines(4, rulebook=book)]
    some += sample_cases(3, rulebook=book, complete=True, seed=1)
    for number, (case, as_of) in enumerate(some):
        results = [evaluate(case, as_of=as_of, rulebook=book, engine=name) for name in engines_at_hand()]
        assert all(result.decisions == results[0].decisions and result.norms == results[0].norms for result in results)
        example = Example(book, case, as_of, seed=number)
        for holds in Random(number).sample(PROPERTIES, 1):
            holds(example)


def test_a_row_of_a_table_comes_out_as_its_case_does(book: Rulebook) -> None:
    pytest.importorskip("numpy")
    from tests.table_helpers import differences, found, mixed, stated

    own = [one.scenario for one in run_overlay("channels").outcomes if type(one.scenario.case) is book.case_model]
    rows = stated(book.latest, [DatedCase(one.case, one.as_of) for one in own])
    assert len(rows.values) > 100
    for each in (rows, mixed(rows, 300, seed=3)):
        assert differences(each, found(each)) == []


DOSSIER: dict[str, Any] = {
    "dossier": "demo-labour",
    "complete_to": "2025-12-31",
    "organs": {
        "office": {"title": "甲县信访局", "kind": "petition_office", "level": "county"},
        "bureau": {"title": "甲县人力资源和社会保障局", "kind": "other", "level": "county"},
    },
    "claims": {
        "pay": {
            "title": "解除劳动合同的补偿",
            "category": "grievance",
            "competent": "bureau",
            "remedy": {"litigation_rights": False, "judicial": "none", "arbitration": "labour"},
            "facts": {"channel": {"known_on": "2023-05-08", "wages_owed": False}},
        }
    },
    "acts": [
        {"day": "2024-03-01", "act": "submit", "to": "office"},
        {"day": "2024-03-04", "act": "forward", "by": "office", "to": "bureau", "received": "same_day"},
        {"day": "2024-03-05", "act": "accept", "by": "bureau"},
        {"day": "2024-03-12", "act": "issue", "by": "bureau", "kind": "route_notice"},
    ],
}


@pytest.mark.parametrize(("as_of", "right"), [(date(2025, 3, 4), "open"), (date(2025, 3, 5), "defence")])
def test_a_dossier_shows_what_follows_the_channel_with_its_last_day(book: Rulebook, as_of: date, right: str) -> None:
    report = examine(DOSSIER, as_of=as_of, rulebook=book)
    answers = {(part.name, answer.question): answer.answer for part in report.parts for answer in part.answers}
    assert answers["p1/bureau/pay", "track"] == "arbitration"
    assert answers["p1/bureau/pay", "channel_right"] == right
    assert answers["p1/bureau/pay", "next_step"] == "labour_commission"
    # The bureau, competent, received it on 4 March 2024: a year anew, to Tuesday, 4 March 2025.
    (told,) = [found for found in report.findings if found.of == "labour.apply-anew" and "p1/bureau/pay" in found.parts]
    assert (told.due, told.who) == (date(2025, 3, 4), "petitioner")


def test_whether_a_petition_office_interrupts_the_year_is_open(book: Rulebook) -> None:
    report = examine(DOSSIER, as_of=date(2024, 5, 9), rulebook=book)  # the first year has ended on 8 May
    answers = {(part.name, answer.question): answer for part in report.parts for answer in part.answers}
    assert answers["p1/office/pay", "channel_right"].answer is None
    assert answers["p1/bureau/pay", "channel_right"].answer == "open"


def test_what_was_done_at_the_commission_is_read_from_the_dossier(book: Rulebook) -> None:
    filed = {"day": "2024-04-10", "act": "file_application", "received": "2024-04-11"}
    refused = {"day": "2024-04-15", "act": "examine_application", "by": "bureau", "outcome": "refused"}
    report = examine({**DOSSIER, "acts": [*DOSSIER["acts"], filed, refused]}, as_of=date(2024, 5, 9), rulebook=book)
    answers = {(part.name, answer.question): answer.answer for part in report.parts for answer in part.answers}
    assert answers["p1/bureau/pay", "channel_stage"] == "refused"
    assert answers["p1/bureau/pay", "channel_right"] == "exercised"
    assert answers["p1/bureau/pay", "next_step"] == "court_after"


def test_without_the_overlay_its_acts_are_none() -> None:
    assert "file_application" in load_acts(overlays=["channels"]).file.acts
    assert "file_application" not in load_acts().file.acts
    assert load_acts(overlays=["channels"]).digest != load_acts().digest


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ("acts: {submit: {title: 又一个, by: petitioner}}", "duplicate-id"),
        ("facts: {channel.unheard_of: {act: {act: submit}, take: day}}", "unknown-name"),
        ("facts: {channel.sued_on: {act: {act: unheard_of}, take: day}}", "unknown-name"),
        ("roles: {receiver: {questions: [unheard_of]}}", "unknown-name"),
        ("checks: {}", "unknown-key"),
        ("acts: {", "syntax"),
    ],
)
def test_what_is_wrong_with_the_acts_of_an_overlay_is_said_where_it_stands(
    tmp_path: Path, acts: str, code: str
) -> None:
    (tmp_path / "overlay.yaml").write_text("overlay: {id: trial, title: 示范}\n", encoding="utf-8")
    (tmp_path / "acts.yaml").write_text(acts, encoding="utf-8")
    with pytest.raises(RulebookError, match=rf"acts\.yaml:1:\d+: {code}"):
        load_acts(overlays=[tmp_path])
