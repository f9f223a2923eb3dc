"""The example of a form, built by npm and filled in a browser, against the service. `make test-external` runs it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import ARGUMENTS, browser
from tests.site.building import ROOT
from xinfang_rules import FACTS, Case, evaluate
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.testing import sample_cases

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.registry,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
HERE = "http://form.test/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in a folder of its own, with what its lock file names, and the schema."""
    if browser() is None:
        pytest.skip("there is no browser here")
    place = tmp_path_factory.mktemp("form") / "form"
    shutil.copytree(ROOT / "examples/form", place)
    (place / "case.schema.json").write_text(json.dumps(schema_of("case"), ensure_ascii=False), encoding="utf-8")
    (place / "all.jsx").write_text(ALL, encoding="utf-8")
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run(["npm", *command], cwd=place, check=True, capture_output=True, timeout=300)
    esbuild = place / "node_modules/.bin/esbuild"
    subprocess.run(
        [esbuild, "all.jsx", "--bundle", "--jsx=automatic", "--outfile=all.js"],
        cwd=place, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return place


# Every fact in one form, which hands over what was filled in.
ALL = """
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020";
import { createRoot } from "react-dom/client";
import schema from "./case.schema.json";
const validator = customizeValidator({ AjvClass: Ajv2020 });
const nothingStated = { constAsDefaults: "never", emptyObjectFields: "skipEmptyDefaults" };
window.handed = [];
window.show = (formData) => createRoot(document.getElementById("form")).render(
  <Form schema={schema} validator={validator} formData={formData} noHtml5Validate
    experimental_defaultFormStateBehavior={nothingStated}
    onSubmit={(told) => window.handed.push(told.formData)} onError={(errors) => window.handed.push(errors)} />);
"""


@pytest.fixture
def page(built: Path) -> Iterator["Page"]:
    from playwright.sync_api import Route, sync_playwright
    from starlette.testclient import TestClient

    from xinfang_rules.service import ServiceSettings, create_app

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path.startswith("v1/"):
            told = service.post(f"/{path}", json=route.request.post_data_json)
            route.fulfill(status=told.status_code, body=told.content, content_type=told.headers["content-type"])
        elif (file := built / (path or "index.html")).is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    with TestClient(create_app(ServiceSettings(workers=0))) as service, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=list(ARGUMENTS))
        page = chromium.new_page()
        page.route(f"{HERE}**", answer)
        yield page
        chromium.close()


def test_the_form_asks_what_is_needed_and_shows_what_is_decided(page: "Page") -> None:
    page.goto(HERE)
    for question, choice in {
        FACTS["organ.kind"].ask: "其他机关、单位",
        FACTS["petition.category"].ask: "申诉求决类",
        FACTS["petition.intake"].ask: "信访人直接提出",
    }.items():
        page.get_by_label(question, exact=True).select_option(label=choice)
    page.locator("#root_timeline_received_on").fill("2024-03-01")
    page.locator("#root_timeline_accepted_on").fill("2024-03-05")
    page.get_by_role("button", name="查", exact=True).click()
    page.get_by_role("heading", name="《信访工作条例》").wait_for()
    stated: dict[str, dict[str, Any]] = {
        "organ": {"kind": "other"},
        "petition": {"category": "grievance", "intake": "direct"},
        "timeline": {"received_on": "2024-03-01", "accepted_on": "2024-03-05"},
    }
    # The page asks what the library says is needed, until the procedure is decided.
    for _ in range(12):
        needed = [need.fact for need in evaluate(stated, as_of=date.today()).compact().needs or ()]  # noqa: DTZ011
        for spec in (FACTS[fact] for fact in needed if fact):
            field = page.locator(f"#root_{spec.group}_{spec.key}")
            field.wait_for()
            value: Any = False if spec.kind == "bool" else ("none" if "none" in spec.members else spec.members[0])
            field.select_option(label="否" if value is False else spec.member_labels[value])
            stated.setdefault(spec.group, {})[spec.key] = value
        page.get_by_role("button", name="查", exact=True).click()
        page.wait_for_load_state("networkidle")
        if evaluate(stated, as_of=date.today()).decisions["track"].answer:  # noqa: DTZ011
            break
    result = evaluate(stated, as_of=date.today())  # noqa: DTZ011
    label = result.decisions["track"].label
    assert label is not None
    page.get_by_text(f"按什么程序办理：{label}").wait_for()


def test_a_form_of_all_facts_states_nothing_by_itself(page: "Page") -> None:
    page.goto(HERE + "index.html")
    page.set_content('<div id="form"></div>')
    page.add_script_tag(url=HERE + "all.js")
    page.evaluate("show({})")
    page.locator("button[type=submit]").wait_for()
    assert page.get_by_text("Unsupported field").count() == 0
    assert page.locator("input[type=checkbox]").count() == 0  # what is not ticked would be denied
    choices = [spec for spec in FACTS.values() if spec.kind in ("bool", "enum")]
    for spec in choices:
        options = page.locator(f"#root_{spec.group}_{spec.key} option").all_inner_texts()
        wanted = ["是", "否"] if spec.kind == "bool" else list(spec.member_labels.values())
        assert [text for text in options if text] == [*wanted, "未知"]
    page.locator("button[type=submit]").click()
    page.wait_for_function("handed.length > 0")
    assert Case.model_validate(page.evaluate("handed[0]")) == Case()


def test_a_form_hands_over_each_case_as_it_was(page: "Page") -> None:
    page.goto(HERE + "index.html")
    for example in sample_cases(4, seed=5):
        page.set_content('<div id="form"></div>')
        page.add_script_tag(url=HERE + "all.js")
        page.evaluate("told => show(told)", example.case.model_dump(mode="json"))
        page.locator("button[type=submit]").click()
        page.wait_for_function("handed.length > 0")
        assert Case.model_validate(page.evaluate("handed[0]")) == example.case
