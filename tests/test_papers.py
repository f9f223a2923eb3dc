"""Documents: each has what its article wants, or is not drawn up; days are worked out by hand."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from tests.site.building import ROOT
from xinfang_rules import Case, evaluate, load
from xinfang_rules.cli.main import main
from xinfang_rules.dossier import examine, read_dossier
from xinfang_rules.papers import (
    Paper,
    PaperError,
    documents_for,
    draw_up,
    html_document,
    load_documents,
    review_paper,
    word_document,
)
from xinfang_rules.papers.page_layout import page_layout
from xinfang_rules.testing import sample_cases

STATUTES = ROOT.parent / "shared/statutes"

ORGAN: dict[str, Any] = {
    "organ.kind": "other",
    "petition.request": "new",
    "petition.category": "grievance",
    "petition.intake": "direct",
    "petition.competence": "own",
    "petition.organs_involved": 1,
    "petition.competence_disputed": False,
    "petition.handler_reorganised": False,
    "petition.petitioner_identified": True,
    "petition.can_notify_on_spot": False,
    "history.same_matter_pending": False,
    "history.opinion_issued": False,
    "history.reexamination_concluded": False,
    "remedy.litigation_rights": False,
    "remedy.arbitration": "none",
    "remedy.party": "none",
    "remedy.administrative": "none",
    "remedy.duty": "none",
    "timeline.received_on": date(2024, 3, 1),
}
OFFICE = {**ORGAN, "organ.kind": "petition_office", "petition.major_urgent": False, "petition.feedback_required": False}
ACCEPTED = {**ORGAN, "timeline.accepted_on": date(2024, 3, 5), "handling.has_superior": True}
CONCLUDED = {
    **ACCEPTED,
    "timeline.concluded_on": date(2024, 4, 20),
    "timeline.reply_received_on": date(2024, 4, 22),
    "handling.opinion_given": "not_support",
}

CASES: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "acceptance-notice": (
        ACCEPTED,
        # From Tuesday, 5 March: 26 days left of March, 30 of April make 56; the 60th is 4 May.
        [
            "于2024年3月1日收到",
            "处理途径：信访程序",
            "自受理之日起60日内办结",
            "请求复查（《信访工作条例》第三十五条）",
            "最后一日：2024年5月4日",
        ],
    ),
    "refusal-notice": (
        {
            **ORGAN,
            "history.same_matter_pending": True,
            "history.pending_here": False,
            "history.raised_to_superior": True,
            "history.within_prescribed_period": True,
        },
        ["本单位不予受理：", "《信访工作条例》第十九条第三款"],
    ),
    "closing-notice": (
        {
            **ORGAN,
            "history.opinion_issued": True,
            "history.reexamination_concluded": True,
            "history.same_facts_and_grounds": True,
        },
        ["本单位不再受理：", "《信访工作条例》第三十六条第三款", "提出新的事实和理由的另行处理"],
    ),
    "redirection-notice": (
        {**ORGAN, "petition.competence": "elsewhere"},
        ["不属于本单位或者本系统职权范围", "【机关、单位的名称和联系方式】", "《信访工作条例》第二十三条第一款"],
    ),
    "destination-notice": (
        {
            **ORGAN,
            "petition.competence": "lower",
            "petition.feedback_required": False,
            "timeline.dispatched_on": date(2024, 3, 4),
        },
        ["已于2024年3月4日转送【有权处理的机关、单位的名称和联系方式】"],
    ),
    "extension-notice": (
        {
            **ACCEPTED,
            "petition.complicated": True,
            "handling.extension_approved": True,
            "handling.extension_days": 30,
            "timeline.extension_approved_on": date(2024, 4, 29),
        },
        # The last day was 4 May; 27 days left of May make 27, three of June make 30: 3 June.
        ["【延期理由】", "于2024年4月29日批准，延长办理期限30日", "最后一日为2024年6月3日", "延长办理期限不得超过30日"],
    ),
    "forwarding-letter": (
        {**OFFICE, "petition.competence": "lower"},
        ["转送你单位", "《信访工作条例》第二十二条第一款第二项", "15日内书面告知", "5个工作日内提出异议"],
    ),
    "assignment-letter": (
        {**OFFICE, "petition.competence": "lower", "petition.feedback_required": True}
        | {"timeline.assigned_due_on": date(2024, 4, 30)},
        ["请于2024年4月30日以前反馈办理结果，提交办结报告（《信访工作条例》第二十二条第一款第三项）"],
    ),
    "objection-letter": (
        {**ORGAN, "petition.intake": "forwarded", "petition.forwarded_by": "petition_office"}
        | {"petition.competence": "elsewhere"},
        # Received on Friday, 1 March: the fifth working day is Friday, 8 March (4 to 8).
        ["【详细理由，所依据的职责规定】", "最后一日为2024年3月8日", "交还相关材料"],
    ),
    "opinion": (
        {
            **ACCEPTED,
            "handling.facts_clear": True,
            "handling.legal_basis": "contrary",
            "handling.reasonable": False,
        },
        [
            "一、投诉请求：【",
            "二、事实和理由：【",
            "三、处理意见：不予支持",
            "四、法律法规依据：【",
            "30日内向上一级机关、单位请求复查",
        ],
    ),
    "remedy-notice": (
        # The opinion is received on Monday, 22 April; 8 days left of April make 8, 22 of May make 30: 22 May.
        CONCLUDED,
        ["最后一日为2024年5月22日", "复查机关、单位：【上一级机关、单位的名称】"],
    ),
    "improvement-proposal": (
        {**ACCEPTED, "organ_conduct.shirking": True, "timeline.proposal_sent_on": date(2024, 5, 6)},
        ["改进工作的建议：【建议的内容】", "书面反馈采纳情况（《信访工作条例》第四十条第四款）"],
    ),
    "policy-proposal": ({**ORGAN, "organ_conduct.policy_problem": True}, ["完善政策的建议：【建议的内容】"]),
    "accountability-proposal": (
        {**ORGAN, "organ_conduct.shirking": True, "organ_conduct.serious_consequences": True},
        ["追究责任的建议：【建议的内容】", "书面反馈采纳情况"],
    ),
}
AS_OF = date(2024, 5, 10)


def drawn(
    document: str, facts: Mapping[str, Any], *, draft: bool = False, presume: str = "", as_of: date = AS_OF
) -> Paper:
    case = Case.from_facts(facts)
    result = evaluate(case, as_of=as_of, presume=presume.split())
    return draw_up(document, case, result, draft=draft)


def words(paper: Paper) -> str:
    return "\n".join(line.text for line in paper.lines)


@pytest.mark.parametrize("document", load_documents())
def test_each_document_has_what_its_articles_want(document: str) -> None:
    facts, wanted = CASES[document]
    paper = drawn(document, facts)
    said = words(paper)
    for part in wanted:
        assert part in said, said
    assert not paper.missing
    assert "待查明" not in said
    assert "  " not in said
    assert "None" not in said
    mandatory = {element.entry.element for element in load_documents()[document].elements if element.mandatory}
    assert mandatory <= {line.element for line in paper.lines}
    case = Case.from_facts(facts)
    assert document in [spec.name for spec in documents_for(case, evaluate(case, as_of=AS_OF))]


@pytest.mark.parametrize("document", load_documents())
def test_no_document_is_drawn_up_for_another_case(document: str) -> None:
    suggestion = {**ORGAN, "petition.category": "suggestion", "petition.intake": "forwarded"}
    if document == "acceptance-notice":
        suggestion["petition.competence"] = "elsewhere"
    with pytest.raises(PaperError) as refused:
        drawn(document, suggestion, draft=True)
    assert not refused.value.missing or "还不能确定" in refused.value.text()


def test_what_is_not_known_is_told_with_the_provision_and_the_question() -> None:
    facts = {name: value for name, value in CASES["opinion"][0].items() if name != "handling.legal_basis"}
    with pytest.raises(PaperError) as refused:
        drawn("opinion", facts)
    told = refused.value.text()
    assert "处理意见" in told
    assert "《信访工作条例》第三十二条第一款要求写明" in told
    assert "请求符合有关规定、缺乏法律依据，还是不符合有关规定？" in told
    assert {one.element for one in refused.value.missing} == {"opinion"}
    draft = drawn("opinion", facts, draft=True)
    assert "【待查明：" in words(draft)
    assert draft.missing == refused.value.missing


def test_a_day_within_bounds_is_no_day_for_a_document() -> None:
    facts = {**ACCEPTED, "timeline.received_on": {"not_before": "2024-02-26", "not_after": "2024-03-01"}}
    with pytest.raises(PaperError) as refused:
        drawn("acceptance-notice", facts)
    assert [one.element for one in refused.value.missing] == ["receipt"]


# Of each way of article 31 (and 29, 30): a case, and what its notices say of procedure and remedy.
WAYS: Mapping[str, tuple[dict[str, Any], str]] = {
    "suggestion": ({"petition.category": "suggestion"}, "第二十九条"),
    "accusation": ({"petition.category": "accusation"}, "第三十条第一款"),
    "judicial": ({"remedy.litigation_rights": True, "remedy.judicial": "court_litigation"}, "第二十八条第二款"),
    "arbitration": ({"remedy.arbitration": "labour"}, "第三十一条第二项"),
    "party": ({"remedy.party": "member_appeal"}, "第三十一条第三项"),
    "administrative": ({"remedy.administrative": "reconsideration"}, "第三十一条第四项"),
    "statutory_duty": ({"remedy.duty": "investigate_violation"}, "第三十一条第五项"),
}
DECIDED = {"handling.facts_clear": True, "handling.legal_basis": "contrary", "handling.reasonable": False}


@pytest.mark.parametrize("way", WAYS)
def test_another_way_has_its_own_remedy_and_an_opinion_issued_all_the_same_names_both(way: str) -> None:
    stated, provision = WAYS[way]
    label = evaluate(Case.from_facts({**ACCEPTED, **stated}), as_of=AS_OF).decisions["track"].label
    assert label is not None
    if way == "judicial":  # it is not accepted, but separated
        with pytest.raises(PaperError, match="not for this case"):
            drawn("acceptance-notice", {**ACCEPTED, **stated})
    else:
        said = words(drawn("acceptance-notice", {**ACCEPTED, **stated}))
        assert f"处理途径：{label}。" in said
        assert provision in said
        assert f"按照“{label}”的规定进行，期限和救济以该规定为准：【有关规定，期限和救济】" in said
        assert "复查" not in said
        assert "60日" not in said
    with pytest.raises(PaperError, match=r"none of handling\.opinion applies") as refused:
        drawn("opinion", {**ACCEPTED, **DECIDED, **stated})
    assert f"按什么程序办理：{label}" in refused.value.text()
    both = words(drawn("remedy-notice", {**CONCLUDED, **stated}))
    assert "30日内向上一级机关、单位请求复查（《信访工作条例》第三十五条），最后一日为2024年5月22日" in both
    assert f"应当适用的程序：{label}，" in both
    assert provision in both
    assert "其期限和救济：【有关规定，期限和救济】" in both
    assert "60日" not in both


def test_a_way_of_another_statute_is_told_with_its_last_day_while_it_is_open() -> None:
    # Received on 1 March 2024, within a year of 8 May 2023, by the organ that handles it: the year runs anew, to
    # 1 March 2025, a Saturday, and so to Monday the 3rd.
    rulebook = load(overlays=["channels"])
    facts = {
        **ACCEPTED,
        "remedy.arbitration": "labour",
        "channel.known_on": date(2023, 5, 8),
        "channel.wages_owed": False,
    }
    case = rulebook.case_model.from_facts(facts)

    def told(day: date) -> str:
        return words(draw_up("acceptance-notice", case, evaluate(case, as_of=day, rulebook=rulebook)))

    assert "《劳动争议调解仲裁法》第二十七条第二款、第二十七条第三款），最后一日为2025年3月3日。" in told(
        date(2025, 3, 3)
    )
    assert "【有关规定，期限和救济】" in told(date(2025, 3, 4))


def test_by_the_procedure_of_petitions_the_remedy_is_review_and_no_document_offers_reconsideration() -> None:
    opinion = words(drawn("opinion", {**ACCEPTED, **DECIDED}))
    remedies = words(drawn("remedy-notice", CONCLUDED))
    for said in (opinion, remedies):
        assert "可以自收到书面答复之日起30日内向上一级机关、单位请求复查（《信访工作条例》第三十五条）" in said
        assert "应当适用的程序" not in said
    # A published program prints 60 days of reconsideration for all.
    for document, (facts, _) in CASES.items():
        assert "行政复议" not in words(drawn(document, facts))
    top = words(drawn("opinion", {**ACCEPTED, **DECIDED, "handling.has_superior": False}))
    assert "没有上一级机关、单位的，无从请求复查（《信访工作条例》第三十五条）。【其他救济途径，有规定的写明】" in top
    assert "可以自收到书面答复之日起" not in top


def test_what_is_sent_does_not_speak_of_the_program() -> None:
    for document in load_documents():
        for paper in whole_and_draft(document):
            assert not re.search("本库|规则书|xinfang", words(paper))


def test_what_rests_on_presumptions_and_readings_is_listed() -> None:
    few = {
        name: value
        for name, value in ACCEPTED.items()
        if not name.startswith("history.") and name not in ("petition.organs_involved", "petition.competence_disputed")
    }
    with pytest.raises(PaperError, match="not known yet"):
        drawn("acceptance-notice", few)
    paper = drawn("acceptance-notice", few, presume="ordinary")
    presumed = [note for note in paper.notes if note.startswith("推定：")]
    assert "推定：同一事项没有受理，也没有正在办理" in presumed
    assert any(note.startswith("解释：受理之日以明确记载的受理日期为准") for note in paper.notes)
    assert not [note for note in drawn("acceptance-notice", ACCEPTED).notes if note.startswith("推定")]


def test_every_word_of_the_law_is_quoted_as_it_stands() -> None:
    if not (STATUTES / "xinfang-2022.json").is_file():
        pytest.skip("the official text is not here")
    assert set(load_documents(load(), statutes=STATUTES)) == set(CASES)


def test_days_in_a_document_are_days_of_its_case_or_result() -> None:
    seen = 0
    for example in sample_cases(150, seed=17):
        case, result = example.case, evaluate(example.case, as_of=example.as_of)
        for spec in documents_for(case, result):
            try:
                said = words(draw_up(spec.name, case, result))
            except PaperError as refused:
                assert refused.missing  # noqa: PT017  # some are refused, some are not
                continue
            days = {date(*map(int, found)) for found in re.findall(r"(\d{4})年(\d+)月(\d+)日", said)}
            known = {value for group in case for value in dict(group[1] or {}).values() if isinstance(value, date)}
            assert days <= known | {norm.due for norm in result.norms if norm.due}
            assert "待查明" not in said
            seen += 1
    assert seen > 40


# Files


def whole_and_draft(document: str) -> list[Paper]:
    """The document of its case, and its draft with the first fact left out that it cannot do without."""
    facts = CASES[document][0]
    for name in [*facts][::-1]:
        left = {other: value for other, value in facts.items() if other != name}
        try:
            drawn(document, left)
        except PaperError as refused:
            if refused.missing and refused.missing[0].element:
                return [drawn(document, facts), drawn(document, left, draft=True)]
    return [drawn(document, facts)]


def in_word(paper: Paper) -> tuple[str, list[str]]:
    """The title, and the paragraphs, of its Word file."""
    docx = pytest.importorskip("docx")
    texts = [paragraph.text for paragraph in docx.Document(BytesIO(word_document(paper))).paragraphs]
    return texts[0], texts


def in_html(paper: Paper) -> tuple[str, list[str]]:
    """The heading, and the paragraphs, of its page."""
    page = html_document(paper).replace("<!DOCTYPE html>", "")
    root = ElementTree.fromstring(re.sub("<meta[^>]*>", "", page))
    heading = root.find("body/h1")
    assert heading is not None
    return heading.text or "", ["".join(line.itertext()) for line in root.iter("p")]


@pytest.mark.parametrize("opened", [in_word, in_html])
@pytest.mark.parametrize("document", load_documents())
def test_each_file_is_opened_again_and_has_what_its_articles_want(
    document: str, opened: Callable[[Paper], tuple[str, list[str]]]
) -> None:
    pytest.importorskip("docxtpl")
    spec = load_documents()[document]
    for paper in whole_and_draft(document):
        title, texts = opened(paper)
        assert title == spec.title
        assert [text for text in texts if text in {line.text for line in paper.lines}] == [
            line.text for line in paper.lines
        ]
        for element in (element.entry.element for element in spec.elements if element.mandatory):
            (line,) = (line for line in paper.lines if line.element == element)
            assert line.text in texts
        assert {*paper.notes, *(one.text() for one in paper.missing)} <= {*texts}
        assert ("待查明" in "".join(texts)) == bool(paper.missing)
        assert not [text for text in texts if "{" in text or "}" in text]
        assert any(text.startswith("样式，不是官方格式") for text in texts)


def test_all_documents_but_those_that_state_no_fact_have_drafts() -> None:
    # The proposals say nothing that a case tells, and the redirection only when it was received.
    whole = {document for document in load_documents() if len(whole_and_draft(document)) == 1}
    assert whole == {"improvement-proposal", "policy-proposal", "accountability-proposal"}


def test_a_word_file_is_measured() -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("docxtpl")
    from docx.oxml.ns import qn

    document = docx.Document(BytesIO(word_document(drawn("acceptance-notice", ACCEPTED))))
    section = document.sections[0]
    # GB/T 9704-2012: A4, 37 mm above, 28 mm at the binding, text 156 × 225 mm: 26 mm on the right, 35 mm below.
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in (*sizes, section.right_margin, section.bottom_margin)] == [
        210,
        297,
        37,
        28,
        26,
        35,
    ]
    # Every program has its own idea of a grid: there is none, but lines and characters are set apart.
    assert not section._sectPr.findall(qn("w:docGrid"))
    normal = document.styles["Normal"]
    # 225 mm are 637.8 pt: 28.99 pt, 579.8 twips, for each of 22 lines, so 579 that 22 find place. 156 mm are 442.2 pt:
    # 15.793 pt for each of 28 characters, 0.207 pt, 4.1 twips, less than 16: 5 twips closer that 28 find place.
    assert normal.paragraph_format.line_spacing.twips == 579
    (space,) = normal.element.rPr.findall(qn("w:spacing"))
    assert space.get(qn("w:val")) == "-5"
    assert normal.font.size.pt == page_layout().fonts.body.size == 16


def template(text: str) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def test_an_own_template_must_have_what_the_law_wants(tmp_path: Path) -> None:
    pytest.importorskip("docxtpl")
    docx = pytest.importorskip("docx")
    paper, spec = drawn("extension-notice", CASES["extension-notice"][0]), load_documents()["extension-notice"]
    own = tmp_path / "own.docx"
    own.write_bytes(template("本局：{{ reason }}／{{ last_day }}"))
    said = docx.Document(BytesIO(word_document(paper, spec, template=own))).paragraphs[0].text
    assert said.startswith("本局：因情况复杂（【延期理由】）")
    own.write_bytes(template("本局：{{ reason }}"))
    with pytest.raises(PaperError, match=r"\{\{ last_day \}\}") as refused:
        word_document(paper, spec, template=own)
    assert "延长以后的最后一日" in refused.value.text()
    for bad in (
        template("{{ reason"),
        template("{{ ''.__class__.mro() }}{{ reason }}{{ last_day }}"),
        b"PK no archive",
        b"",
    ):
        own.write_bytes(bad)
        with pytest.raises(PaperError) as refused:
            word_document(paper, spec, template=own)
        assert refused.value.text()
    with pytest.raises(PaperError, match="no such file"):
        word_document(paper, spec, template=tmp_path / "none.docx")


def test_a_page_is_whole_and_marks_blanks() -> None:
    page = html_document(drawn("acceptance-notice", ACCEPTED))
    assert "<mark>【信访人姓名（名称）】</mark>" in page
    assert "margin: 37mm 26mm 35mm 28mm" in page
    assert "http" not in page


def test_the_review_of_a_dossier_lists_what_was_amiss_and_what_follows() -> None:
    text = (ROOT / "examples/dossiers/02-late-notice-2024.yaml").read_text(encoding="utf-8")
    examined = examine(read_dossier(text), as_of=date(2024, 12, 1))
    paper = review_paper(examined)
    said = words(paper)
    # Received on 12 January 2024, told on 3 June: 15 days end on 27 January; 128 days late (4 + 29 + 31 + 30 + 31 + 3).
    assert "最后一日为2024年1月27日；于2024年6月3日履行，逾期128日。依据：《信访工作条例》第二十三条第二款" in said
    # 44.3 orders to correct what 23.2 wanted: one instrument, named once; each line is a sentence.
    assert "责令改正（《信访工作条例》第四十四条第三项、第二十三条第二款）。" in said
    assert f"被审查的机关、单位：{examined.amiss()[0].who_title}。" in said
    kept = (ROOT / "examples/dossiers/01-land-dispute-2024.yaml").read_text(encoding="utf-8")
    assert "只是依推定" not in words(review_paper(examine(read_dossier(kept), as_of=date(2024, 12, 1))))


# The command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["paper", *arguments, "--as-of", "2024-05-10"])


def test_the_command_lists_draws_up_and_says_what_is_missing(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(Case.from_facts(ACCEPTED).model_dump_json(), encoding="utf-8")
    assert "acceptance-notice  信访事项受理告知书" in run(str(case)).output
    assert "最后一日：2024年5月4日" in run(str(case), "acceptance-notice").output
    missing = run(str(case), "opinion")
    assert missing.exit_code == 1
    assert "处理意见" in missing.output
    assert "信访处理意见书" in run(str(case), "opinion", "--draft").output
    assert "是否为 acceptance-notice？" in run(str(case), "aceptance-notice").output
    wrong = run(str(case), "acceptance-notice", "--out", str(tmp_path / "a.pdf"))
    assert wrong.exit_code == 2
    assert "应为 .docx 或者 .html" in wrong.output
    done = run(str(case), "acceptance-notice", "--out", str(tmp_path / "a.html"))
    assert done.exit_code == 0, done.output
    assert "2024年5月4日" in (tmp_path / "a.html").read_text(encoding="utf-8")
    unwritable = run(str(case), "acceptance-notice", "--out", str(tmp_path / "gone/a.html"))
    assert unwritable.exit_code == 2
    assert "不能写入" in unwritable.output
