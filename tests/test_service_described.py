"""The description of the service is true: tried by schemathesis, and by a client that is generated from it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.service_helpers import PENDING_BELOW, Served, served
from xinfang_rules.service import ServiceSettings, create_app

pytestmark = pytest.mark.described

APP = create_app(ServiceSettings(workers=0))
OPERATIONS = [
    (method, path, bool(operation.get("parameters") or operation.get("requestBody")))
    for path, methods in APP.openapi()["paths"].items()
    for method, operation in methods.items()
]
LINES = "application/x-ndjson"


@pytest.fixture(scope="module")
def described() -> Any:
    import schemathesis

    def as_it_is(_: Any, value: Any) -> bytes:
        return str(value).encode(errors="replace")

    schemathesis.serializer(LINES)(as_it_is)
    return schemathesis.openapi.from_asgi("/v1/openapi.json", APP)


@pytest.mark.parametrize(
    ("method", "path", "valid"),
    [
        (method, path, valid)
        for method, path, asked in OPERATIONS
        for valid in ([True, False] if asked and path != "/v1/batch" else [True])
    ],
)
def test_what_is_drawn_from_the_description_is_answered_as_it_says(
    described: Any, method: str, path: str, valid: bool
) -> None:
    from schemathesis.generation.modes import GenerationMode
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE

    def accepted(context: Any, response: Any, case: Any) -> bool | None:
        if valid and response.status_code in (404, 422) and no_schema_tells(response.json()):
            return None
        found: bool | None = positive_data_acceptance(context, response, case)
        return found

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(described[path][method].as_strategy(generation_mode=mode))
    def tried(case: Any) -> None:
        if valid:
            name_what_there_is(case)
        own = [] if path in MORE_THAN_A_SCHEMA else [accepted]
        case.call_and_validate(excluded_checks=[positive_data_acceptance], additional_checks=own)

    tried()


MORE_THAN_A_SCHEMA = ("/v1/examine", "/v1/interview", "/v1/replay")
"""Where what is drawn is next to never what is asked for: acts that follow one another, an interview, an answer."""


def name_what_there_is(case: Any) -> None:
    """Has a request name what there is: which names there are, the description leaves to the service."""
    if isinstance(case.body, dict):
        for name in ("rulebook", "overlays", "presume", "about", "why_not"):
            case.body.pop(name, None)
    for part in (case.path_parameters, case.query):
        part |= {name: value for name, value in (("rulebook", "xinfang-2022"), ("document", "opinion")) if name in part}
        part.pop("overlays", None)


def no_schema_tells(problem: dict[str, Any]) -> bool:
    """Says whether a request is refused because facts contradict each other, or for what comes to the same."""
    if problem["code"] in ("instrument", "document"):  # no law was in force; the case does not call for the document
        return True
    return bool(problem["findings"]) and all(
        found["code"] == "contradiction" or (found["code"] == "value-type" and WHOLE.search(found["message_en"]))
        for found in problem["findings"]
    )


WHOLE = re.compile(r"is a whole number .*, not \d+\.0$")
"""By JSON Schema 5.0 is an integer; a case writes 5."""


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served("--workers", "1") as made:
        yield made


def test_a_generated_client_asks_and_reads(service: Served, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("client")
    description, out = place / "openapi.json", place / "rules_client"
    description.write_bytes(service.ask("GET", "/v1/openapi.json")[1])
    config = place / "config.yaml"
    config.write_text(
        f"content_type_overrides: {{{LINES}: application/octet-stream}}\npost_hooks: []\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    done = subprocess.run(
        [*command, "--path", str(description), "--output-path", str(out), "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(place))
    try:
        made = import_module("rules_client").Client(base_url=f"http://127.0.0.1:{service.port}")
        models = import_module("rules_client.models")
        evaluate = import_module("rules_client.api.answers.evaluate")
        request = models.EvaluateRequest.from_dict({"case": PENDING_BELOW, "as_of": "2024-03-01"})
        wrong = models.EvaluateRequest.from_dict({"case": {}, "rulebook": "xinfang-2002", "as_of": "2024-03-01"})
        with made as client:
            found = evaluate.sync(client=client, body=request)
            problem = evaluate.sync(client=client, body=wrong)
        assert found.answer.decisions["disposition"].answer == "not_accept"
        assert (problem.status, problem.findings[0].suggestion) == (422, "xinfang-2022")
    finally:
        sys.path.remove(str(place))
