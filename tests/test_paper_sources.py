"""Documents from the parts of a dossier, and under overlays; an office's own documents, and what is wrong with them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from tests.site.building import ROOT
from tests.test_papers import ACCEPTED, AS_OF, OFFICE, words
from xinfang_rules import ArgumentError, Case, RulebookError, evaluate, load
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import decided_parts, examine, read_dossier
from xinfang_rules.papers import PaperError, documents_for, documents_schema, draw_up, load_documents

DOSSIERS = ROOT / "examples/dossiers"
LATE = DOSSIERS / "02-late-notice-2024.yaml"
REVIEWED = """
dossier: reviewed
complete_to: 2024-05-31
organs:
  bureau: {title: 某县某局, kind: other, level: county, superior: county}
  county: {title: 某县人民政府, kind: other, level: county}
claims:
  c1: {title: 补偿, category: grievance, remedy: none, competent: bureau}
  c2:
    {title: 加工资, category: grievance, competent: bureau,
     facts: {remedy: {litigation_rights: false, judicial: none, arbitration: labour}}}
acts:
  - {day: 2024-03-01, act: submit, to: bureau, channel: letter, anonymous: false, first: true}
  - {day: 2024-03-05, act: accept, by: bureau}
  - {day: 2024-04-20, act: issue, by: bureau, kind: petition_opinion, outcome: not_support, received: 2024-04-22}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


# Parts of a dossier


def test_each_part_is_decided_as_the_report_has_it() -> None:
    seen = 0
    for file in sorted(DOSSIERS.glob("*.yaml")):
        dossier = read_dossier(file.read_text(encoding="utf-8"))
        report = examine(dossier, as_of=date(2024, 12, 1), presume="ordinary")
        parts = decided_parts(dossier, as_of=date(2024, 12, 1), presume="ordinary")
        assert [part.name for part in report.parts] == [*parts]
        for part in report.parts:
            assert parts[part.name].result == part.result
            assert parts[part.name].refused == part.refused
            seen += 1
    assert seen > 25


def test_each_document_that_a_part_calls_for_is_drawn_up_or_says_what_is_missing() -> None:
    drawn = refused = 0
    for file in sorted(DOSSIERS.glob("*.yaml")):
        parts = decided_parts(read_dossier(file.read_text("utf-8")), as_of=date(2024, 12, 1), presume="ordinary")
        for part in parts.values():
            if part.result is None:
                continue
            for spec in documents_for(part.case, part.result, part.rulebook):
                try:
                    paper = draw_up(spec.name, part.case, part.result, part.rulebook, names=part.names)
                except PaperError as error:
                    assert error.missing  # noqa: PT017  # some are refused, some are not
                    refused += 1
                    paper = draw_up(spec.name, part.case, part.result, part.rulebook, draft=True)
                    assert paper.missing == error.missing  # noqa: PT017  # as above
                drawn += 1
                assert ("待查明" in words(paper)) == bool(paper.missing)
    assert drawn > 25
    assert refused


def test_a_document_from_a_dossier_names_its_organs_and_counts_by_its_acts() -> None:
    parts = decided_parts(read_dossier(REVIEWED), as_of=date(2024, 5, 10), presume="ordinary")
    part = parts["p1/bureau/c1"]
    assert part.result is not None
    paper = draw_up("remedy-notice", part.case, part.result, part.rulebook, names=part.names)
    # Received on Monday, 22 April 2024; 8 days left of April make 8, 22 of May make 30: 22 May.
    assert "最后一日为2024年5月22日。复查机关、单位：某县人民政府。" in words(paper)
    assert paper.lines[-2].text == "某县某局（印章）"
    assert "应当适用的程序" not in words(paper)
    other = parts["p1/bureau/c2"]
    assert other.result is not None
    said = words(draw_up("remedy-notice", other.case, other.result, other.rulebook))
    assert "应当适用的程序：仲裁" in said
    assert "【上一级机关、单位的名称】" in said


def test_what_a_dossier_bars_is_not_presumed_for_its_documents() -> None:
    text = REVIEWED.replace(", first: true", "")
    barred = read_dossier(f"{text}never_presume: [first_time]\n")
    for dossier, made in ((read_dossier(text), True), (barred, False)):
        part = decided_parts(dossier, as_of=AS_OF, presume="ordinary")["p1/bureau/c1"]
        assert part.result == examine(dossier, as_of=AS_OF, presume="ordinary").part("p1/bureau/c1").result
        assert part.result is not None
        assert part.result.presumed is not None
        assert ("history.opinion_issued" in {fact.fact for fact in part.result.presumed.facts}) is made


def test_the_command_takes_a_dossier_and_a_part(tmp_path: Path) -> None:
    file = tmp_path / "卷宗 一.yaml"
    file.write_text(REVIEWED, encoding="utf-8")
    told = [str(file), "--as-of", "2024-05-10", "--presume", "ordinary"]
    assert "p1/bureau/c1  remedy-notice  救济途径告知书\n" in run("paper", *told).output
    unsaid = run("paper", told[0], "remedy-notice", *told[1:])
    assert unsaid.exit_code == 2
    assert "请用 --part 写明是哪一部分：p1/bureau/c1, p1/bureau/c2" in unsaid.output
    said = run("paper", told[0], "remedy-notice", "--part", "p1/bureau/c1", *told[1:])
    assert "复查机关、单位：某县人民政府" in said.output
    wrong = run("paper", told[0], "remedy-notice", "--part", "p1/bureu/c1", *told[1:])
    assert wrong.exit_code == 2
    assert "是否为 p1/bureau/c1？" in wrong.output
    one = run("paper", str(LATE), "acceptance-notice", "--as-of", "2024-06-10", "--presume", "ordinary")
    assert "区建设委员会（印章）" in one.output  # the only part that calls for it need not be named
    broken = tmp_path / "broken.yaml"
    broken.write_text(REVIEWED.replace("act: accept", "act: acept"), encoding="utf-8")
    assert f"{broken}:14:28: " in run("paper", str(broken)).output
    case = tmp_path / "case.yaml"
    case.write_text("organ: {kind: othr}\n", encoding="utf-8")
    assert f"{case}:1:15: unknown-value" in run("paper", str(case)).output
    assert "只用于卷宗" in run("paper", str(case), "opinion", "--part", "p1").output


# Overlays


def test_a_rulebook_that_is_not_that_of_the_result_is_refused() -> None:
    case = Case.from_facts(ACCEPTED)
    laid = load(overlays="shanghai")
    result = evaluate(case, as_of=AS_OF, rulebook=laid)
    shipped = draw_up("acceptance-notice", case, result)  # a shipped overlay is found again
    assert shipped == draw_up("acceptance-notice", case, result, laid)
    for other in (load(), load("xinfang-2005")):
        with pytest.raises(ArgumentError, match="not the rulebook by which"):
            draw_up("acceptance-notice", case, result, other)


OVERLAY = """
overlay: {id: trial, title: 虚构试点}
instrument:
  {id: trial-measures, title: 虚构试点办法, issuer: 虚构机关, promulgated: 2023-12-01, in_force_from: 2024-01-01}
articles:
  - {article: 1, chapter: 试点, title: 预告, paragraphs: [{gist: 办结之前预告信访人。, coverage: encoded}]}
facts:
  - {fact: local.visited, title: 已经上门走访, kind: bool, ask: 是否已经上门走访？, at: ["1"]}
  - {fact: local.ways, title: 预告方式, kind: set, ask: 以哪些方式预告？, at: ["1"],
     values: {letter: 信函, call: 电话, visit: 当面}}
rules:
  - id: trial.forewarn
    title: 办结之前，预告信访人（虚构）
    cite: {at: "1", quote: 预告信访人}
    in_force_from: 2024-01-01
    when: {disposition: accept}
    obliges: {bearer: handling_organ, action: explain_extension, promptly: true}
"""
OWN = """
documents:
  - document: forewarning
    title: 预告
    of: xinfang-2022
    for_norms: [trial.forewarn]
    elements:
      - {element: visited, title: 走访, text: "走访：{fact:local.visited}。"}
      - {element: ways, title: 方式, text: "方式：{fact:local.ways}。"}
      - element: due
        title: 期限
        text: "{title:trial.forewarn}（{law:trial.forewarn}），{due:handling.conclude}。"
        mandatory: {at: "1", in: trial-measures, quote: 预告信访人}
"""


def test_an_overlay_has_documents_of_its_own(tmp_path: Path) -> None:
    overlay, own = tmp_path / "trial.yaml", tmp_path / "documents"
    overlay.write_text(OVERLAY, encoding="utf-8")
    own.mkdir()
    (own / "forewarning.yaml").write_text(OWN, encoding="utf-8")
    book = load(overlays=overlay)
    documents = load_documents(book, own=own)
    assert {*documents} == {*load_documents(book), "forewarning"}
    stated = {**ACCEPTED, "local.visited": False, "local.ways": ["letter", "visit"]}
    case = book.case_model.from_facts(stated)
    result = evaluate(case, as_of=AS_OF, rulebook=book)
    paper = draw_up("forewarning", case, result, book, documents=documents)
    assert [line.text for line in paper.lines] == [
        "走访：否。",
        "方式：信函、当面。",
        # From 5 March: 26 days left of March, 30 of April make 56; the 60th is 4 May.
        "办结之前，预告信访人（虚构）（《虚构试点办法》第一条），2024年5月4日。",
    ]
    partly = book.case_model.from_facts({**stated, "local.ways": {"letter": True}})
    with pytest.raises(PaperError, match="ways") as refused:
        draw_up("forewarning", partly, evaluate(partly, as_of=AS_OF, rulebook=book), book, documents=documents)
    assert "以哪些方式预告？" in refused.value.text()
    with pytest.raises(ArgumentError):  # the overlay is not shipped: nobody can know which it was
        draw_up("forewarning", case, result, documents=documents)
    file = tmp_path / "case.json"
    file.write_text(case.model_dump_json(), encoding="utf-8")
    told = ["--as-of", "2024-05-10", "--overlay", str(overlay), "--documents", str(own)]
    assert "forewarning  预告" in run("paper", str(file), *told).output
    assert "《虚构试点办法》第一条" in run("paper", str(file), "forewarning", *told).output


def test_an_own_document_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    shipped = yaml.safe_load((ROOT / "rules/documents/letters.yaml").read_text(encoding="utf-8"))
    letter = next(one for one in shipped["documents"] if one["document"] == "forwarding-letter")
    own.write_text(yaml.safe_dump({"documents": [{**letter, "title": "本局转送单"}]}, allow_unicode=True), "utf-8")
    documents = load_documents(own=own)
    assert [*documents] == [*load_documents()]
    case = Case.from_facts({**OFFICE, "petition.competence": "lower"})
    paper = draw_up("forwarding-letter", case, evaluate(case, as_of=AS_OF), documents=documents)
    assert paper.title == "本局转送单"
    assert "本局" not in load_documents()["forwarding-letter"].title


# What is wrong with a file, and its schema

GOOD: dict[str, Any] = {
    "document": "note",
    "title": "告知",
    "of": "xinfang-2022",
    "for_norms": ["notice.direct"],
    "elements": [
        {"element": "one", "title": "一", "text": "甲", "mandatory": {"at": "23.1", "quote": "处理途径和程序"}}
    ],
}
ELEMENT = GOOD["elements"][0]
# What is wrong, its code, a part of the message, and whether an editor sees it by the schema: names within a text, and
# provisions, only the reader knows.
FAULTS: list[tuple[dict[str, Any], str, str, bool]] = [
    ({"for_norms": ["notice.direkt"]}, "unknown-name", "did you mean notice.direct?", True),
    ({"for_norms": ["disposition.join"]}, "bad-form", "gives no norm", True),
    ({"of": "xinfang-2020"}, "unknown-name", "did you mean xinfang-2022?", True),
    ({"when": {"dispositon": "accept"}}, "unknown-name", "did you mean disposition?", True),
    ({"when": {"organ.kind": "othr"}}, "unknown-value", "did you mean other?", True),
    ({"when": {"petition.joint": "yes"}}, "unknown-value", "yes is none of true, false", True),
    ({"when": {"timeline.received_on": True}}, "bad-form", "neither yes or no", True),
    ({"elements": [{**ELEMENT, "element": "title"}]}, "reserved-name", "title, lines, notes, origin", True),
    (
        {"elements": [{**ELEMENT, "text": "{day:timeline.received_on"}]},
        "bad-form",
        "a brace that belongs to none",
        True,
    ),
    ({"elements": [{**ELEMENT, "text": "{dai:timeline.received_on}"}]}, "bad-form", "did you mean day?", True),
    ({"elements": [{**ELEMENT, "text": "{day:organ.kind}"}]}, "bad-form", "organ.kind is no date", False),
    ({"elements": [{**ELEMENT, "text": "{due:handling.conclud}"}]}, "unknown-name", "mean handling.conclude?", False),
    ({"elements": [{**ELEMENT, "text": "{answer:trak}"}]}, "unknown-name", "did you mean track?", False),
    ({"elements": [{**ELEMENT, "mandatory": {"at": "99", "quote": "应当"}}]}, "unknown-provision", "1 to 50", False),
    (
        {"elements": [{**ELEMENT, "mandatory": {"at": "1", "in": "x", "quote": "应当"}}]},
        "unknown-name",
        "instrument",
        False,
    ),
    ({"elements": [{**ELEMENT, "kid": "body"}]}, "unknown-key", "did you mean kind?", True),
]


@pytest.mark.parametrize(("change", "code", "hint"), [fault[:3] for fault in FAULTS])
def test_what_is_wrong_is_told_with_its_place_and_what_was_meant(
    change: dict[str, Any], code: str, hint: str, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump({"documents": [GOOD]}, allow_unicode=True), encoding="utf-8")
    assert "note" in load_documents(own=file)
    file.write_text(yaml.safe_dump({"documents": [{**GOOD, **change}]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load_documents(own=file)
    (found,) = refused.value.diagnostics
    assert (found.code, found.position.source) == (code, str(file))
    assert found.position.line
    assert found.position.line > 1
    assert hint in found.message


def test_a_place_without_documents_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(RulebookError):
            load_documents(own=place)
    twice = tmp_path / "twice.yaml"
    twice.write_text(json.dumps({"documents": [GOOD, GOOD]}), encoding="utf-8")
    with pytest.raises(RulebookError, match="note again"):
        load_documents(own=twice)


def test_the_schema_takes_the_shipped_files_and_refuses_what_the_reader_refuses() -> None:
    schema = documents_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for file in (ROOT / "rules/documents").glob("*.yaml"):
        if file.name != "page.yaml":
            validator.validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    validator.validate({"documents": [GOOD]})
    for change, *_, seen in FAULTS:
        assert validator.is_valid({"documents": [{**GOOD, **change}]}) is not seen, change
    written = json.loads(run("schema", "documents", "--rulebook", "xinfang-2005").output)
    assert written["$defs"]["DocumentEntry"]["properties"]["of"]["const"] == "xinfang-2005"
