"""The data that the browser decides by: made from the rules, and changed with them."""

import copy
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import BuiltSite
from tests.site.try_it_helpers import LOCAL_FACTS, data_in, script_of
from xinfang_rules import load
from xinfang_rules.facts.case import Case
from xinfang_rules.site.pages import process_page
from xinfang_rules.site.scripts.widgets import files
from xinfang_rules.site.site_context import SiteContext, Surroundings, read_book
from xinfang_rules.site.try_it.case_rows import case_row
from xinfang_rules.site.try_it.form_data import exported

SMALL = Path(__file__).parents[1] / "scenario_pack"
FACTS = load("xinfang-2022").facts
NUMBER = {name: index for index, name in enumerate(FACTS)}


def data_of(pack: Path) -> Any:
    return data_in(dict(files(read_book(pack))))


def whole(data: Any) -> list[Any]:
    """Returns the editions in full, as the browser puts them together."""
    editions = []
    for written in data["editions"]:
        edition = copy.deepcopy(data["editions"][written["like"]] if "like" in written else written)
        for path, value in [*written.get("differs", ()), [["since"], written["since"]]]:
            part = edition
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = value
        editions.append(edition)
    return editions


def rule_of(data: Any, rule_id: str) -> Any:
    (edition,) = data["editions"]
    (found,) = [rule for rule in edition["rules"] if rule["id"] == rule_id]
    return found


@pytest.fixture(scope="module")
def book() -> SiteContext:
    return read_book()


@pytest.fixture(scope="module")
def served(book: SiteContext) -> dict[str, bytes]:
    return dict(files(book))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "small")


def edited(pack: Path, old: str, new: str) -> Path:
    rules = pack / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    assert text.count(old) == 1
    rules.write_text(text.replace(old, new), encoding="utf-8")
    return pack


def test_a_number_changed_in_the_rules_changes_the_exported_period_and_nothing_else(pack: Path) -> None:
    before = data_of(pack)
    # The scenarios of the pack, which show the old number, are no part of this.
    after = data_of(edited(pack, "{from: 2020-03-01, value: 15}", "{from: 2020-03-01, value: 10}"))
    assert rule_of(before, "notice.give")["norm"]["spans"][0]["days"] == 15
    assert rule_of(after, "notice.give")["norm"]["spans"][0]["days"] == 10
    assert (before["editions"][0]["numbers"], after["editions"][0]["numbers"]) == ([15, 30], [10, 30])
    assert rule_of(after, "review.request") == rule_of(before, "review.request")
    assert after["facts"] == before["facts"]


def test_a_condition_changed_in_the_rules_changes_the_exported_condition(pack: Path) -> None:
    def condition(data: Any) -> Any:
        (edition,) = data["editions"]
        row = edition["nodes"][edition["units"][rule_of(data, "outcome.take")["unit"]]]
        return row, edition["slots"][NUMBER["petition.competence"]]

    row, slot = condition(data_of(pack))
    assert row == [4, slot, 0b0001, 0b1111]  # among the four values of competence the first, own
    row, slot = condition(data_of(edited(pack, "petition.competence: own", "petition.competence: [own, lower]")))
    assert row == [4, slot, 0b0101, 0b1111]


def test_a_rule_taken_out_is_not_exported(pack: Path) -> None:
    rules = pack / "rules.yaml"
    whole = rules.read_text(encoding="utf-8")
    shutil.rmtree(pack / "scenarios")
    rules.write_text(re.sub(r"  - id: remark\.urgent\n(?:    .*\n)+", "", whole), encoding="utf-8")
    (edition,) = data_of(pack)["editions"]
    assert "remark.urgent" not in [rule["id"] for rule in edition["rules"]]
    assert "matter.urgent" in [rule["id"] for rule in edition["rules"]]


def test_each_change_of_a_number_makes_an_edition(pack: Path) -> None:
    changed = "{from: 2020-03-01, value: 15}\n      - {from: 2021-01-01, value: 7}"
    editions = whole(data_of(edited(pack, "{from: 2020-03-01, value: 15}", changed)))
    assert [date.fromordinal(edition["since"]) for edition in editions] == [date(2020, 3, 1), date(2021, 1, 1)]
    assert [edition["numbers"] for edition in editions] == [[15, 30], [7, 30]]


def test_an_edition_with_another_number_alone_is_written_as_what_differs(pack: Path) -> None:
    changed = "{from: 2020-03-01, value: 15}\n      - {from: 2021-01-01, value: 7}"
    data = data_of(edited(pack, "{from: 2020-03-01, value: 15}", changed))
    first, _ = data["editions"]
    assert first.keys() == {"since", "like", "differs"}
    place = next(place for place, rule in enumerate(whole(data)[0]["rules"]) if rule["id"] == "notice.give")
    days = ["rules", place, "norm", "spans", 0, "days"]
    assert [days, 15] in first["differs"]
    # Besides the period, the day from which it holds and the list of the numbers.
    assert {tuple(path[:1]) for path, _ in first["differs"]} == {("since",), ("rules",), ("numbers",)}


def test_the_functions_of_editions_that_differ_in_a_number_are_written_once(pack: Path) -> None:
    changed = "{from: 2020-03-01, value: 15}\n      - {from: 2021-01-01, value: 7}"
    changed_book = read_book(edited(pack, "{from: 2020-03-01, value: 15}", changed))
    _, program = exported(changed_book, directory_urls=False)
    assert len(re.findall(r"^run\(", program, re.MULTILINE)) == 1
    (made,) = re.findall(r"^export const programs = \[p1\(\[(.+)\]\), p1\(\[(.+)\]\)\];$", program, re.MULTILINE)
    # The day itself, and the day before it, after which the next working day is looked for: 15 - 1, 7 - 1.
    assert [set(numbers.split(", ")) for numbers in made] == [{"15", "14"}, {"7", "6"}]


def test_the_functions_are_made_of_numbers_and_of_no_word_of_a_rule(book: SiteContext) -> None:
    _, program = exported(book, directory_urls=False)
    words = {word for word in re.findall(r"[A-Za-z_$][\w$]*", program) if not re.fullmatch(r"[np]\d+", word)}
    syntax = {"const", "let", "if", "else", "return", "export"}
    mine = {"programs", "narrow", "run", "turn", "v", "p", "today", "by", "again", "x", "s", "dues", "nth", "due"}
    days = {"low", "high", "mayRun", "mayWait", "after", "waits"}
    assert words == syntax | mine | days
    assert not re.search(r"[\"'`\\\\]|/[/*]", program)


def test_a_question_asks_for_the_facts_that_its_rules_read() -> None:
    (edition,) = data_of(SMALL)["editions"]
    (question,) = edition["questions"]
    # Whether it arises, and each of its two rules.
    asked = ("petition.competence", "petition.request", "petition.feedback_required")
    assert question["facts"] == sorted(NUMBER[name] for name in asked)


def test_a_case_is_written_as_what_it_states_and_no_more() -> None:
    case = Case.model_validate(
        {
            "petition": {"request": "new", "major_urgent": False, "competence": "unknown"},
            "timeline": {"received_on": "unknown", "registered_on": "0001-01-03", "notified_on": "unknown"},
            "order": {"prohibited_acts": {"dangerous_items": True, "other_disorder": False}},
        }
    )
    request = 1 << FACTS["petition.request"].members.index("new")
    row = case_row(case, FACTS)
    assert dict(zip(row[::2], row[1::2], strict=True)) == {
        NUMBER["petition.request"]: request,
        NUMBER["petition.major_urgent"]: 2,  # false
        NUMBER["timeline.received_on"]: 0,  # unknown; as with any day, leaving it out is not the same
        NUMBER["timeline.registered_on"]: 3,  # the third day of the year 1
        NUMBER["timeline.notified_on"]: 0,
        NUMBER["order.prohibited_acts"]: [3, 1, 3, 3, 3, 2],
    }


def test_a_fact_is_explained_in_the_words_of_its_controls(served: dict[str, bytes]) -> None:
    facts = data_in(served)["facts"]
    told = [fact.get("meaning", "") for fact in facts]
    assert [text for text in told if re.search("[a-z]", text)] == []


def test_citations_lead_to_the_pages_of_articles(book: SiteContext, served: dict[str, bytes]) -> None:
    citations = data_in(served)["citations"]
    places = {label: at for label, _, *at in citations}
    assert places["《信访工作条例》第十九条第三款"] == ["articles/19/#p3"]
    flat = data_in(dict(files(book, Surroundings(directory_urls=False))))["citations"]
    assert {label: at for label, _, *at in flat}["《信访工作条例》第十九条第三款"] == ["articles/19.html#p3"]


def test_the_scenarios_of_a_question_are_told_with_their_outcome(served: dict[str, bytes]) -> None:
    scenarios = data_in(served)["scenarios"]
    title = "对复核意见不服又向并非上级的其他机关提出，同样不再受理"
    (found,) = [scenario for scenario in scenarios if scenario["title"] == title]
    assert found["shows"] == {"disposition": "no_longer_accept"}
    assert date.fromordinal(found["on"]) == date(2024, 6, 10)


def test_every_address_in_the_data_is_a_place_of_the_site(book: SiteContext, built_site: BuiltSite) -> None:
    data = data_in(dict(files(book, Surroundings(directory_urls=False))))
    rules = [rule["at"] for edition in data["editions"] for rule in edition["rules"]]
    cited = [at for _, _, *own in data["citations"] for at in own]
    wanted = {*rules, *cited, *(fact["at"] for fact in data["facts"])}
    pages = {at.partition("#")[0] for at in wanted}
    texts = {page: (built_site.directory / page).read_text(encoding="utf-8") for page in pages}
    places = {f"{page}#{place}" for page, text in texts.items() for place in re.findall(r'\bid="([^"]+)"', text)}
    assert wanted - places == set()


def test_the_data_is_small_enough_to_fetch(served: dict[str, bytes]) -> None:
    assert len(script_of(served, "try-try").encode()) < 600_000


def test_a_case_of_the_rules_underneath_leaves_the_days_of_an_overlay_unknown(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(LOCAL_FACTS, encoding="utf-8")
    data = data_in(dict(files(read_book(overlays=[tmp_path / "local.yaml"]))))
    called_on = [fact["name"] for fact in data["facts"]].index("local.called_on")
    for scenario in data["scenarios"]:
        row = scenario["facts"]
        assert dict(zip(row[::2], row[1::2], strict=True))[called_on] == 0  # left out, the day would not have come


@pytest.mark.parametrize(("more", "tried"), [(27, True), (28, False)])
def test_a_question_of_more_answers_than_a_browser_has_bits_is_not_tried(pack: Path, more: int, tried: bool) -> None:
    # Two of its own, and 不涉及此问题 and 没有可适用的规则: 31 with 27 more.
    shutil.rmtree(pack / "scenarios")
    answers = "".join(f"\n      other{number}: 其他{number}" for number in range(more))
    tiers = "".join(f"\n      - [other{number}]" for number in range(more))
    rules = "".join(
        f"\n  - id: outcome.other{number}\n    title: 其他{number}\n    cite: {{at: '1.1.2', quote: 予以转送}}\n"
        f"    decides: {{outcome: other{number}}}\n    when: {{petition.feedback_required: true}}\n"
        for number in range(more)
    )
    edited(pack, "pass_on: 转送", f"pass_on: 转送{answers}")
    edited(pack, "- [pass_on]", f"- [pass_on]{tiers}")
    book = read_book(edited(pack, "\nrules:\n", f"\nrules:{rules}\n"))
    assert any("/try." in path and path.endswith(".js") for path, _ in files(book)) is tried
    (page,) = [page.body for page in process_page.pages(book) if page.path == "process/outcome.md"]
    assert ('class="xinfang-try"' in page) is tried
    assert ("网页不能试算" in page) is not tried
