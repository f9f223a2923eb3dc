"""The page that checks a file: what it makes of what is typed, pasted, opened; its report is that of `examine`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from hypothesis import given, settings

from tests.dossier_helpers import DOSSIERS
from tests.test_dossier_spanning import EARLIER, LATER, dossier as spanning
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import Dossier, load_acts, read_dossier
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.service.check_page.check_answers import opened, pasted, reported, saved
from xinfang_rules.service.check_page.dossier_form import day_keys, day_shown, day_typed, dossier_of, form_of
from xinfang_rules.service.check_page.dossier_text import dossier_text
from xinfang_rules.service.service_app import create_app
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.site.pages import dossier_check_page
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.testing.dossier_strategies import dossiers, weakened

EXAMPLE = Path(__file__).parents[1] / "src/xinfang_rules/service/check_page/example.yaml"
NUMBER = r"^ *\d+\. "
FILES = [*sorted(DOSSIERS.glob("*.yaml")), EXAMPLE]


def form_in(path: Path) -> dict[str, Any]:
    told = opened({"text": path.read_text(encoding="utf-8"), "name": path.name})
    assert told["form"] is not None, told["faults"]
    return dict(told["form"])


def lines(sections: list[dict[str, Any]]) -> str:
    """Everything that a report says, without what folds it."""
    found = [text for one in sections for text in (one["title"], *(said(line) for line in one["lines"]))]
    return "".join("".join(found).split())


def said(line: dict[str, Any]) -> str:
    return "".join((re.sub(NUMBER, "", line["text"]), line["fact"], *map(said, line["below"])))


def terminal(path: Path, *arguments: str) -> str:
    """The page of `xinfang examine`, without what folds it and without the numbers of lists."""
    done = CliRunner().invoke(main, ["examine", str(path), *arguments], env={"COLUMNS": "110"})
    assert done.exit_code == 0, done.output
    return "".join("".join(re.sub(NUMBER, "", line) for line in done.stdout.splitlines()).split())


@pytest.mark.parametrize(("number", "path"), [*enumerate(FILES)], ids=[path.stem for path in FILES])
def test_the_page_tells_what_examine_tells(number: int, path: Path) -> None:
    for reader in ("handler", "supervisor", "petitioner")[number % 3 :][:2]:
        told = reported({"form": form_in(path), "as_of": "2024年9月10日", "reader": reader, "presume": ["first_time"]})
        assert told["faults"] == []
        written = terminal(path, "--as-of", "2024-09-10", "--for", reader, "--presume", "first_time")
        assert lines(told["report"]) == written


def test_a_file_under_two_regulations_is_told_as_examine_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "spanning.json"
    path.write_text(json.dumps(spanning(*EARLIER, *LATER)), encoding="utf-8")
    told = reported({"form": form_in(path), "as_of": "2023-03-01"})
    assert "信访条例" in lines(told["report"])
    assert lines(told["report"]) == terminal(path, "--as-of", "2023-03-01")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_file_opened_and_saved_is_the_same_file(path: Path, form: str) -> None:
    text = saved({"form": form_in(path), "format": form})
    assert read_dossier(text) == read_dossier(path.read_text(encoding="utf-8"))


def without_empty(dossier: Dossier) -> Dossier:
    """Leaves out what says nothing of any claim, which no file can say."""
    acts = (
        act.model_copy(update={key: None for key in ("kind", "outcome") if getattr(act, key) == {}})
        for act in dossier.acts
    )
    return dossier.model_copy(update={"acts": tuple(acts)})


@given(dossiers())
@settings(max_examples=25, deadline=None)
def test_drawn_dossiers_come_back_from_the_form(drawn: Any) -> None:
    table = load_acts()
    for dossier in map(without_empty, (drawn.dossier, weakened(drawn.dossier, Random(len(drawn.dossier.acts))))):
        data = dossier.model_dump(mode="json", exclude_none=True)
        form = form_of(data, day_keys(table))
        assert form is not None
        assert Dossier.model_validate(dossier_of(form, day_keys(table)).data) == dossier
        assert read_dossier(dossier_text(dossier_of(form, day_keys(table)).data)) == dossier


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2024/1/5", "2024-01-05"),
        (" 2024年1月5日 ", "2024-01-05"),
        ("2024.1.5", "2024-01-05"),
        ("45296", "2024-01-05"),  # 45292 is 1 January 2024 as a spreadsheet numbers its days
        ("二〇二四年一月五日", "2024-01-05"),
        ("2024年2月", {"not_before": "2024-02-01", "not_after": "2024-02-29"}),
        ("2024/1/5～2024/1/20", {"not_before": "2024-01-05", "not_after": "2024-01-20"}),
        ("2024-01-05至2024年2月", {"not_before": "2024-01-05", "not_after": "2024-02-29"}),
        ("～2024/1/20", {"not_after": "2024-01-20"}),
        ("2024/1/5～", {"not_before": "2024-01-05", "happened": True}),
        ("2024/1/5～（是否发生不详）", {"not_before": "2024-01-05", "happened": "unknown"}),
        ("不详", "unknown"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, read: object) -> None:
    assert day_typed(typed) == read
    assert day_typed(day_shown(read)) == read


LATE = form_in(EXAMPLE)


def typed(*acts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return reported({"form": {**LATE, "acts": [*acts], **more}, "as_of": "2026-04-30"})


def test_a_row_that_cannot_be_read_is_told_at_its_row_with_what_may_be_written() -> None:
    raised = LATE["acts"][0]
    told = typed(
        raised, {}, {"day": "1月中旬", "act": "accept", "by": "bureau"}, {"act": "告知"}, {"act": "accept", "by": "no"}
    )
    assert told["report"] is None
    places = [(fault["part"], fault["row"], fault["key"]) for fault in told["faults"]]
    assert places == [("acts", 2, "day"), ("acts", 3, "act"), ("acts", 4, "by")]  # the empty row 1 is no act
    day, act, by = (fault["text"] for fault in told["faults"])
    assert "“1月中旬”不是日期" in day and "2024年1月5日" in day  # noqa: PT018  # one sentence
    assert "、书面告知信访人、" in act  # by its title: the page shows no other name
    assert "县住建局" in by
    assert "bureau" not in by


def test_what_is_wrong_elsewhere_is_told_where_it_stands() -> None:
    told = typed(LATE["acts"][0], organs=[{"label": "bureau", "title": "县住建局"}], dossier="张三的信")
    places = {(fault["part"], fault["row"], fault["key"]) for fault in told["faults"]}
    assert ("dossier", None, "") in places
    assert ("organs", 0, "") in places or ("organs", 0, "kind") in places
    told = reported({"form": LATE, "as_of": "去年"})
    assert [fault["key"] for fault in told["faults"]] == ["as_of"]
    refused = reported({"form": LATE, "reader": "supervisor", "presume": ["no_findings"]})
    assert refused["report"] is None
    assert "no_findings" in refused["faults"][0]["text"]


PASTED = """\
日期\t行为\t由谁\t送达日期\t经办人
2026/1/5\t收到\t\t\t
2026年1月20日\t受理\t县住建局\t\t
46050\t书面告知\t县住建局\t\t
2026-3-25\t批准延期\t县住建局\t\t
4月15日\t处理意见书\t县信访局\t2026/4/17\t备注一
"""


def test_rows_of_a_spreadsheet_become_rows_and_nothing_is_lost() -> None:
    told = pasted({"form": LATE, "text": PASTED})
    assert told["organs"] == [{"label": "o1", "title": "县信访局"}]
    raised, accepted, notified, extended, issued = told["acts"]
    assert raised == {"day": "2026/1/5", "act": "submit", "to": "bureau"}
    assert accepted == {"day": "2026年1月20日", "act": "accept", "by": "bureau"}
    assert (notified["act"], day_typed(notified["day"])) == ("notify", "2026-01-28")  # 46023 is 1 January 2026
    assert (extended["act"], day_typed(extended["day"])) == ("approve_extension", "2026-03-25")
    assert issued["day"] == "4月15日"  # without a year it is no day: it stays as it was typed, and the row says so
    assert (issued["act"], issued["kind"], issued["by"]) == ("issue", "petition_opinion", "o1")
    assert (issued["received"], issued["unplaced"]) == ("2026/4/17", ["备注一"])
    told = typed(*told["acts"])
    assert ("acts", 4, "day") in [(fault["part"], fault["row"], fault["key"]) for fault in told["faults"]]


def test_rows_without_heads_are_read_by_what_stands_in_them() -> None:
    told = pasted({"form": LATE, "text": "2026/1/20 受理 县住建局\n2026/1/22 转送 县住建局 县政府\n乱写\n"})
    assert told["acts"] == [
        {"act": "accept", "day": "2026/1/20", "by": "bureau"},
        {"act": "forward", "day": "2026/1/22", "by": "bureau", "to": "county_gov"},
        {"unplaced": ["乱写"]},
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("acts: [", "a.yaml", "a.yaml:1:"),
        ("- a\n", "a.yaml", "a.yaml:1:1"),
        ('{"organs": [1]}', "a.json", "a.json"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(text: str, name: str, expected: str) -> None:
    told = opened({"text": text, "name": name})
    assert told["form"] is None
    assert expected in "".join(told["faults"])


def test_a_faulty_file_is_opened_with_its_faults_and_loses_nothing() -> None:
    acts = "acts: [{day: 2026-1-5, act: submitt, to: b, x: [1]}]\n"
    text = "dossier: x\norgans: {a: {kind: othr, note: 1}}\nclaims: {}\n" + acts
    form = opened({"text": text, "name": "a.yaml"})["form"]
    assert form["organs"] == [{"label": "a", "kind": "othr", "note": 1}]
    places = {(fault["part"], fault["row"], fault["key"]) for fault in reported({"form": form})["faults"]}
    assert {("organs", 0, "kind"), ("organs", 0, "note"), ("acts", 0, "act")} <= places
    assert "note: 1" in saved({"form": form})
    assert "x: [1]" in saved({"form": form})


def test_the_page_of_the_site_shows_what_the_rules_give() -> None:
    (page,) = dossier_check_page.pages(SiteContext(*load_pack("xinfang-2022"), (), None))
    told = reported({"form": LATE, "as_of": "2026-04-30"})
    shown = "".join(page.body.replace("&emsp;", "").replace("<br>", "").split())
    for one in told["report"][1:]:
        for line in one["lines"]:
            assert "".join(line["text"].split()) in shown
    # 5 January + 15 = 20 January, to 28 January 8 days; 20 January + 60 = 21 March, to 15 April 25 days.
    assert "逾期8日" in shown
    assert "逾期25日" in shown


@pytest.fixture(scope="module")
def service() -> Iterator[TestClient]:
    with TestClient(create_app(ServiceSettings(workers=0, largest_body=20_000))) as client:
        yield client


def test_the_page_allows_nothing_but_itself_and_is_kept_by_nobody(service: TestClient) -> None:
    for path in ("/check", "/check/check.js", "/check/check_form.js", "/check/check.css", "/check/example.yaml"):
        answer = service.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
    page = service.get("/check").text
    assert not re.search(r"<style|style=|<script(?![^>]* src=)| on\w+=|https?:", page)


def test_what_is_no_form_is_refused_in_words(service: TestClient) -> None:
    def asked(path: str, body: object) -> Any:
        return service.post(f"/check/{path}", json=body)

    assert asked("report", {"form": LATE, "as_of": "2026-04-30"}).json()["faults"] == []
    forms: list[Any] = [None, [], {"acts": {"a": 1}}, {"organs": [{}]}, {"claims": [{"label": 1}]}, {"acts": [1]}]
    for form in forms:
        answer = asked("report", {"form": form})
        assert answer.status_code == 422
        assert answer.json()["detail"]
    twice = {"form": {"organs": [{"label": "a"}, {"label": "a"}]}}
    assert "代号相同" in asked("report", twice).json()["detail"]
    assert asked("paste", {"form": LATE}).status_code == 422
    assert asked("report", {"form": {**LATE, "x": "y" * 30_000}}).status_code == 413
    assert service.post("/check/report", content="{", headers={"content-type": "application/json"}).status_code == 400
    assert service.get("/check/nothing").status_code == 404
