"""The service over HTTP, asked in this process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from starlette.testclient import TestClient

from tests.interview_helpers import Witness, interviewed
from tests.overlay_helpers import overlay_of
from tests.service_helpers import PENDING_BELOW, KeptLog, in_this_process
from xinfang_rules import CaseError, Result, evaluate, load
from xinfang_rules.dossier import examine, read_dossier
from xinfang_rules.result.compacting import compact
from xinfang_rules.rulebook.load import packs_directory, shipped_packs
from xinfang_rules.scenarios import Scenario, read_scenarios, scenario_files
from xinfang_rules.service import operations
from xinfang_rules.service.request_text import RequestText
from xinfang_rules.service.rules_at_hand import RulesAtHand
from xinfang_rules.service.service_errors import ServiceError
from xinfang_rules.service.service_examples import BATCH, EXAMPLES
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.short_requests import ShortRequests
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import parse

ROOT = Path(__file__).parents[1]
DAY = "2024-03-01"


@pytest.fixture(scope="module")
def log() -> KeptLog:
    return KeptLog()


@pytest.fixture(scope="module")
def service(log: KeptLog) -> Iterator[TestClient]:
    with in_this_process(log) as client:
        yield client


def test_a_case_is_decided_and_cited(service: TestClient) -> None:
    # Article 19(3): what an organ handles within its time is not accepted again by the one above.
    answer = service.post("/v1/evaluate", json={"case": PENDING_BELOW, "as_of": DAY})
    assert answer.status_code == 200
    decision = answer.json()["answer"]["decisions"]["disposition"]
    assert (decision["answer"], decision["at"]) == ("not_accept", ["第十九条第三款"])


def sampled() -> Iterator[tuple[str, Scenario]]:
    """Yields scenarios, each with the pack it is of: all of them in a long run."""
    every = 1 if os.environ.get("XINFANG_PROFILE") == "deep" else 25
    for pack in shipped_packs():
        found = [
            each
            for file in scenario_files(packs_directory() / pack / "scenarios")
            for each in read_scenarios(file, load(pack))
        ]
        yield from ((pack, each) for each in found[::every])


def outcome(case: dict[str, Any], **how: Any) -> tuple[Result | None, list[str]]:
    try:
        return evaluate(case, **how), []
    except CaseError as error:
        return None, [found.text() for found in error.diagnostics]


def test_answers_are_those_of_the_library(service: TestClient) -> None:
    for pack, scenario in sampled():
        case = json.loads(scenario.case.model_dump_json(exclude_unset=True))
        as_of, presume, book = scenario.as_of, scenario.presume, load(pack)
        asked = {"case": case, "as_of": as_of.isoformat(), "rulebook": pack, "presume": presume}
        result, refusal = outcome(case, as_of=as_of, rulebook=book, presume=presume)
        if result is None:  # what a scenario shows to be impossible
            refused = service.post("/v1/evaluate", json=asked).json()
            assert [found["message"] for found in refused["findings"]] == refusal
            continue
        short = service.post("/v1/evaluate", json=asked).json()
        assert short["answer"] == json.loads(compact(result, needs=False).model_dump_json()), scenario.title
        assert short["provenance"]["rulebooks"][0]["digest"] == result.provenance.rulebook.digest
        whole = service.post("/v1/evaluate", json={**asked, "form": "full", "needs": True}).json()
        assert whole["answer"] == json.loads(result.model_dump_json()), scenario.title
        days = service.post("/v1/deadlines", json=asked).json()
        assert days["answer"] == json.loads(result.deadlines().model_dump_json())
        why = service.post("/v1/explain", json={**asked, "about": "disposition"}).json()
        assert why["answer"]["text"] == result.explain("disposition")


def test_a_plain_case_is_answered_alike_where_it_arrives_or_not_at_all() -> None:
    short = ShortRequests(ServiceSettings(workers=1, short=3_000))
    short.start()
    rules = RulesAtHand(ServiceSettings())
    answered = 0
    for pack, scenario in sampled():
        case = json.loads(scenario.case.model_dump_json(exclude_unset=True))
        plain = {"case": case, "as_of": scenario.as_of.isoformat(), "record": True}
        for asked in (plain, {**plain, "presume": scenario.presume}, {**plain, "rulebook": pack}, {**plain, "x": 1}):
            body = json.dumps(asked).encode()
            status, usual = operations.answer(rules, "evaluate", body, {"name": "n"})
            found = short.answer("evaluate", body, "n")
            assert found is None if asked is not plain or status != HTTPStatus.OK else found == usual, scenario.title
            answered += found is not None
    assert answered > 20
    for wrong in (
        b"",
        b"[]",
        b"{",
        b'{"case":{},"case":{}}',
        b'{"case":{"x":1}}',
        b'{"case":{},"as_of":1}',
        b"[" * 2_999,
    ):
        assert short.answer("evaluate", wrong, None) is None
    assert short.answer("needs", b'{"case":{}}', None) is None
    assert short.answer("evaluate", b'{"case":{}' + b" " * 3_000 + b"}", None) is None
    assert short.answer("evaluate", b'{"case":{}}', None) is not None


@pytest.mark.parametrize("file", sorted((ROOT / "examples" / "dossiers").glob("*.yaml"))[::4], ids=lambda f: f.stem)
def test_reports_are_those_of_the_library(service: TestClient, file: Path) -> None:
    data = json.loads(read_dossier(file.read_bytes()).model_dump_json(exclude_unset=True))
    as_of = date(2024, 12, 31)
    answer = service.post("/v1/examine", json={"dossier": data, "as_of": as_of.isoformat(), "ask": True})
    assert answer.json()["answer"] == json.loads(examine(data, as_of=as_of, ask=True).model_dump_json())


def test_an_interview_goes_on_where_its_state_says(service: TestClient) -> None:
    witness = Witness(PENDING_BELOW, date(2024, 3, 1))
    state, settled, _ = interviewed("other", witness)
    sent: dict[str, Any] = {"role": "other", "as_of": DAY}
    for given_answer in state.answers:
        told = json.loads(given_answer.model_dump_json())
        step = service.post("/v1/interview", json={**sent, "answer": told}).json()["answer"]
        sent = {"interview": step["interview"]}
    assert step["interview"] == json.loads(state.model_dump_json())
    assert step["settled"] == json.loads(settled.model_dump_json())
    back = service.post("/v1/interview", json={**sent, "back": True}).json()["answer"]
    assert (back["next"]["name"], back["next"]["again"]) == (state.answers[-1].question, True)


@pytest.mark.parametrize(
    ("name", "request_"),
    [(name, request) for name, some in EXAMPLES.items() for _, request in some.values()],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_example_is_answered(service: TestClient, name: str, request_: dict[str, Any]) -> None:
    path = {"paper": "/v1/documents/refusal-notice"}.get(name, f"/v1/{name}")
    answer = service.post(path, json=request_)
    assert answer.status_code == 200, answer.text
    record = service.post(path, json={**request_, "record": True}).json()
    again = service.post("/v1/replay", json={"record": record}).json()
    assert again["answer"] == {"same": True, "outcome": [], "wording": [], "sources": [], "more": 0}


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        (b"", 400, "json", ""),
        (b'{"case": ', 400, "json", ""),
        (b'{"case": {"petition": {"joint": true, "joint": false}}}', 400, "json", ""),
        (b'{"case": {"petition": {"joint": NaN}}}', 400, "json", ""),
        (b'{"case": {"petition": {"\\ud800": 1}}}', 400, "json", ""),
        (b"[" * 5_000, 400, "json", ""),
        (b"\xff\xfe", 400, "json", ""),
        (b"[1]", 422, "request", None),
        (b"{}", 422, "request", ""),
        (b'{"case": {}, "as_off": "2024-03-01"}', 422, "request", "/as_off"),
        (b'{"case": {}, "as_of": "2024-02-30"}', 422, "request", "/as_of"),
        (b'{"case": {}, "as_of": 1709251200}', 422, "request", "/as_of"),
        (b'{"case": {}, "form": "compct"}', 422, "request", "/form"),
        (b'{"case": {"organ": {"kind": "othr"}}}', 422, "case", "/case/organ/kind"),
        (b'{"case": {"organ": {"knd": "other"}}}', 422, "case", "/case/organ/knd"),
        (b'{"case": {"timeline": {"received_on": "2024-02-30"}}}', 422, "case", "/case/timeline/received_on"),
        (b'{"case": [1]}', 422, "case", "/case"),
        (b'{"case": {}, "rulebook": "xinfang-2002"}', 422, "rulebook", "/rulebook"),
        (b'{"case": {}, "rulebook": "../../etc"}', 422, "request", "/rulebook"),
        (b'{"case": {}, "overlays": ["chanels"]}', 422, "rulebook", "/overlays/0"),
        (b'{"case": {}, "place": "X", "rulebook": "xinfang-2022"}', 422, "argument", None),
        (b'{"case": {}, "presume": ["nothing"]}', 422, "argument", None),
        (b'{"case": {"timeline": {"received_on": "2004-01-01"}}, "as_of": "2004-02-01"}', 422, "instrument", None),
    ],
)
def test_what_is_wrong_is_told_in_one_form(
    service: TestClient, body: bytes, status: int, code: str, path: str | None
) -> None:
    answer = service.post("/v1/evaluate", content=body, headers={"content-type": "application/json"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"] != problem["detail_en"]
    assert [found["path"] for found in problem["findings"]] == ([] if path is None else [path])


def test_a_finding_tells_what_is_allowed_and_what_may_have_been_meant(service: TestClient) -> None:
    body = b'{"case":\n {"petition": {"category": "grievence"}},\n "frm": "full"}'
    answer = service.post("/v1/evaluate", content=body, headers={"content-type": "application/json"}).json()
    (option,) = answer["findings"]
    assert (option["path"], option["suggestion"]) == ("/frm", "form")
    body = body.replace(b'"frm"', b'"form"')
    (fact,) = service.post("/v1/evaluate", content=body, headers={"content-type": "application/json"}).json()[
        "findings"
    ]
    assert (fact["line"], fact["column"], fact["suggestion"]) == (2, 28, "grievance")
    assert fact["allowed"] == ["suggestion", "accusation", "grievance", "unknown"]


def test_a_contradiction_names_its_facts(service: TestClient) -> None:
    case = {"timeline": {"received_on": "2024-03-05", "notified_on": "2024-03-01"}}
    (found,) = service.post("/v1/evaluate", json={"case": case, "as_of": "2024-03-10"}).json()["findings"]
    assert (found["code"], found["constraint"]) == ("contradiction", "order.notice")
    assert found["facts"] == ["timeline.notified_on", "timeline.received_on"]
    assert found["path"] == "/case/timeline/notified_on"


def test_a_dossier_is_refused_with_its_places(service: TestClient) -> None:
    dossier = {"dossier": "x", "organs": {"A": {"kind": "other"}}, "acts": [{"act": "raise_", "by": "A"}]}
    answer = service.post("/v1/examine", json={"dossier": dossier, "as_of": DAY})
    assert answer.status_code == 422
    assert "/dossier/acts/0/act" in [found["path"] for found in answer.json()["findings"]]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/evaluate", 405), ("GET", "/v1/nothing", 404), ("GET", "/v1/rulebooks/x", 404), ("POST", "/", 405)],
)
def test_other_addresses_and_methods(service: TestClient, method: str, path: str, status: int) -> None:
    answer = service.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_only_json_is_taken(service: TestClient) -> None:
    # What a form of any page in a browser may send elsewhere is not taken.
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        answer = service.post("/v1/evaluate", content=b"{}", headers={"content-type": kind} if kind else {})
        assert answer.status_code == 415


def test_a_body_too_large_is_refused() -> None:
    with in_this_process(largest_body=100) as client:
        assert client.post("/v1/evaluate", json={"case": PENDING_BELOW}).status_code == 413


def test_the_digest_is_that_of_what_an_answer_rests_on(service: TestClient) -> None:
    def digest(text: str) -> str:
        answer = service.post("/v1/evaluate", content=text, headers={"content-type": "application/json"})
        return str(answer.json()["digest"])

    one = digest('{"case": {"organ": {"kind": "other"}, "petition": {"request": "new"}}, "as_of": "2024-03-01"}')
    assert one == digest(
        '{"as_of":"2024-03-01","case":{"petition":{"request":"new"},"organ":{"kind":"other"}},"record":true}'
    )
    assert one != digest(
        '{"case": {"organ": {"kind": "other"}, "petition": {"request": "new"}}, "as_of": "2024-03-02"}'
    )


def test_a_caller_names_its_answer(service: TestClient) -> None:
    body = {"case": {}, "as_of": DAY}
    answer = service.post("/v1/evaluate", json=body, headers={"x-request-id": "file/2024-17"}).json()
    assert answer["id"] == "file/2024-17"
    assert len(answer["digest"]) == 64
    for wrong in ("a b", "x" * 65, "110101199003074514"):  # the last is an identity number, by its check digit
        refused = service.post("/v1/evaluate", json=body, headers={"x-request-id": wrong})
        assert (refused.status_code, refused.json()["code"]) == (400, "id")


def test_each_answer_has_one_line_without_the_case(service: TestClient, log: KeptLog) -> None:
    log.lines.clear()
    service.post("/v1/evaluate", json={"case": PENDING_BELOW, "as_of": DAY, "form": "full", "needs": True})
    service.post("/v1/explain", json={"case": PENDING_BELOW, "as_of": DAY, "about": "disposition"})
    service.post("/v1/evaluate", json={"case": {"petition": {"category": "grievence"}}})
    service.get("/v1/rulebooks")
    first, second, refused = log.lines
    assert [line["status"] for line in log.lines] == [200, 200, 422]
    assert first["rulebooks"] == [f"xinfang-2022@{load().identity.digest}"]
    assert (first["as_of"], second["endpoint"], refused["code"]) == (DAY, "explain", "case")
    text = json.dumps(log.lines, ensure_ascii=False)
    values = [str(value) for group in PENDING_BELOW.values() for value in group.values() if isinstance(value, str)]
    for told in ("2024-02-24", "not_accept", "不予受理", "grievence", *values, *PENDING_BELOW["history"]):
        assert f'"{told}"' not in text


def test_no_answer_goes_out_without_its_line() -> None:
    log = KeptLog()
    log.full = ServiceError(HTTPStatus.SERVICE_UNAVAILABLE, "log", "full", "写不进去")
    with in_this_process(log) as client:
        answer = client.post("/v1/evaluate", json={"case": PENDING_BELOW, "as_of": DAY})
        assert (answer.status_code, answer.json()["code"]) == (503, "log")
        lines = client.post(
            "/v1/batch", content=json.dumps({"case": {}}), headers={"content-type": "application/x-ndjson"}
        ).text
        assert json.loads(lines)["problem"]["code"] == "log"


def test_a_record_is_replayed_under_other_rules(tmp_path: Path) -> None:
    # The Regulation's 15 days for the notice, and a local rule of fewer: the last day moves with them.
    paths = [tmp_path / f"{number}" / "local.yaml" for number in range(2)]
    for path, days in zip(paths, (10, 7), strict=True):
        path.parent.mkdir()
        told = f"parameters:\n  - parameter: notice.direct_days\n    values: [{{from: 2023-01-01, value: {days}}}]\n"
        path.write_text(overlay_of(told, "sets: notice.direct_days", name="local"), encoding="utf-8")
    case = {
        "organ": {"kind": "other"},
        "petition": {"request": "new", "intake": "direct", "can_notify_on_spot": False, "petitioner_identified": True},
        "history": {"pending_here": False},
        "timeline": {"received_on": DAY},
    }
    with in_this_process(overlays=(str(paths[0]),)) as client:
        record = client.post("/v1/evaluate", json={"case": case, "as_of": DAY, "record": True}).json()
        assert record["request"]["overlays"] == ["local"]
        assert client.post("/v1/replay", json={"record": record}).json()["answer"]["same"]
    with in_this_process(overlays=(str(paths[1]),)) as client:
        found = client.post("/v1/replay", json={"record": record}).json()["answer"]
    assert not found["same"]
    # 1 March and ten days, and seven.
    assert {"at": "/norms/notice.direct/due", "stored": "2024-03-11", "now": "2024-03-08"} in found["outcome"]
    assert [one["at"] for one in found["sources"]] == ["/rulebooks/xinfang-2022/overlays/local/digest"]


def test_what_is_usual_at_a_service_stands_in_the_record() -> None:
    with in_this_process(place="上海") as client:
        record = client.post("/v1/evaluate", json={"case": {}, "as_of": DAY, "record": True}).json()
        chosen = client.post("/v1/evaluate", json={"case": {}, "as_of": DAY, "rulebook": "xinfang-2022"}).json()
    assert record["request"]["place"] == record["provenance"]["place"] == "上海"
    assert "place" not in chosen["provenance"]


def test_a_batch_answers_line_by_line_and_loses_none(service: TestClient, log: KeptLog) -> None:
    log.lines.clear()
    lines = [
        json.dumps(BATCH[0], ensure_ascii=False),
        "",
        '{"case": {"organ": {"kind": "othr"}}}',
        "{",
        json.dumps({"endpoint": "nothing", "case": {}}),
        "x" * 250_001,
        json.dumps(BATCH[1], ensure_ascii=False),
    ]
    answer = service.post(
        "/v1/batch", content="\n".join(lines).encode(), headers={"content-type": "application/x-ndjson"}
    )
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["line"], line["status"]) for line in found] == [
        (1, 200),
        (3, 422),
        (4, 400),
        (5, 422),
        (6, 413),
        (7, 200),
    ]
    alone = service.post("/v1/evaluate", json={"case": BATCH[0]["case"], "as_of": BATCH[0]["as_of"]}).json()
    assert found[0]["answer"]["answer"] == alone["answer"]
    assert (found[0]["answer"]["id"], found[0]["answer"]["digest"]) == (BATCH[0]["id"], alone["digest"])
    assert found[1]["problem"]["findings"][0]["line"] == 3
    assert [line["line"] for line in log.lines if "line" in line] == [1, 3, 4, 5, 6, 7]


def test_it_describes_itself(service: TestClient) -> None:
    described = service.get("/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert not operation["summary"].isascii() or operation["summary"] == "JSON Schema", path
            for status, answer in operation["responses"].items():
                assert status == "200" or [*answer["content"]] == ["application/problem+json"], path
    models = described["components"]["schemas"]
    claims = models["Dossier"]["properties"]["claims"]  # as generators of clients read it
    assert claims["additionalProperties"] == {"$ref": "#/components/schemas/DossierClaim"}
    assert claims["propertyNames"]["pattern"].startswith("^[A-Za-z]")
    for name, model in models.items():
        for field, told in model.get("properties", {}).items():
            title = told.get("title") or models[told["$ref"].rpartition("/")[2]]["title"]
            assert not title.isascii(), f"{name}.{field}"
    page = service.get("/").text
    assert all(path in page for path in described["paths"])
    assert "http://" not in page
    assert "https://" not in page


def test_rulebooks_facts_and_schemas(service: TestClient) -> None:
    listed = service.get("/v1/rulebooks").json()
    assert [book["id"] for book in listed["rulebooks"]] == list(shipped_packs())
    one = service.get("/v1/rulebooks/xinfang-2022", params={"overlays": "channels"}).json()
    assert [each["id"] for each in one["overlays"]] == ["channels"]
    facts = service.get("/v1/rulebooks/xinfang-2022/facts").json()["facts"]
    assert [fact["name"] for fact in facts] == list(load().facts)
    questions = service.get("/v1/rulebooks/xinfang-2022/questions").json()["questions"]
    assert {question["name"] for question in questions} == set(load().questions)
    for what in ("case", "result", "compact", "dossier", "report"):
        assert service.get(f"/v1/schema/{what}").json()["properties"]


texts = st.recursive(
    st.sampled_from(
        ["1", "-0.5", "1e400", "true", "null", "NaN", '"a"', '"\\ud800"', '"\\u0041"', "01", "'a'", "9" * 400]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]"),
        st.lists(st.tuples(st.sampled_from(['"a"', '"b"', '"\\u0061"', "a"]), inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        ),
    ),
    max_leaves=12,
)
LET_THROUGH = {"surrogate", "too-deep", "number", "too-many-nodes"}
"""What no valid case can hold, so that the strict reader comes to refuse it."""


@given(texts.map(lambda text: '{"a": ' + text + "}"))
def test_the_fast_reader_reads_nothing_else_than_the_strict_one(text: str) -> None:
    refused = set()
    strict: object = None
    try:
        strict = parse(text, "body", form="json").data
    except SourceError as error:
        refused = {found.code for found in error.diagnostics}
    try:
        read = RequestText(text.encode()).data(strictly=False)
    except ServiceError:
        assert refused
    else:
        assert refused <= LET_THROUGH
        assert refused or read == strict


def test_whoever_imports_it_keeps_its_logging() -> None:
    code = (
        "import logging; before = dict(logging.root.manager.loggerDict);"
        "from xinfang_rules.service import create_app; create_app();"
        "assert not logging.root.handlers and not logging.getLogger('uvicorn').handlers"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_other_commands_do_not_import_it() -> None:
    code = (
        "import sys\nfrom xinfang_rules.cli.main import main\n"
        "try: main(['which', '--received', '2024-03-01'])\nexcept SystemExit: pass\n"
        "assert not {'fastapi', 'starlette', 'uvicorn'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
