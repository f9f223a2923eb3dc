"""Proposals, supervision, petitioners, the printed rulebook: what follows from what, by whom, under which article."""

import ast
import re
from pathlib import Path

from tests.site.working_helpers import WRITERS, Tree, book, having, links, rendered, rows, text, written
from xinfang_rules.explain import norm_words, outline, phrases
from xinfang_rules.site.links import anchor
from xinfang_rules.site.pages.petitioners_page import owed
from xinfang_rules.site.parts import flow, timeline
from xinfang_rules.site.reading import consequences as consequences_module, worked_example
from xinfang_rules.site.reading.consequences import consequences
from xinfang_rules.site.words import period_rows

CHANGED = """overlay: {id: trial, title: 试行, changes: [{replaces: notice.improve, because: 试}]}
rules:
  - id: notice.improve
    title: 没有按期告知的，由公安机关督办
    cite: {at: "3.2", quote: 提出改进工作的建议}
    when: {notice.late: true}
    obliges: {bearer: public_security, action: supervise, promptly: true}
"""


def page(name: str, pack: str = "xinfang-2022", *overlays: Path) -> Tree:
    return rendered(written(pack, *overlays)[name])


def missed(rule: str) -> list[str]:
    title = "".join(book().edition.rule(rule).title.split())
    return next(row for row in rows(page("supervision.md"), "xf-missed") if row[0].startswith(title))


def test_each_of_the_three_proposals_names_its_provision() -> None:
    found = {(row[0], row[3]) for row in rows(page("proposals.md"), "xf-proposals")}
    assert found == {
        ("提出改进工作的建议", "第四十条第一款、第十四条第一款第六项"),
        ("提出完善政策的建议", "第四十条第二款、第十四条第一款第六项"),
        ("向有管理权限的机关、单位提出追究责任的建议", "第四十条第三款、第十四条第一款第六项"),
    }


def test_what_makes_a_deadline_missed_is_listed_below_the_proposal() -> None:
    told = text(page("proposals.md"))
    assert "没有在办理期限内办结（第三十四条）" in told
    assert "没有按期提出复查意见（第三十五条）" in told


def test_a_proposal_is_answered_in_writing_and_neglect_has_its_consequence() -> None:
    after = {row[2]: row[0] for row in rows(page("proposals.md"), "xf-following")}
    assert after["第四十条第四款"].startswith("收到建议的有关机关、单位应当书面反馈采纳情况")
    assert after["第四十五条第三项"].startswith("上级机关、单位应当责令改正")


def test_conclusion_too_late_brings_correction_urging_and_a_proposal() -> None:
    _, nearest, further = missed("handling.conclude")
    assert "上级机关、单位应当责令改正（第四十五条第一项）" in nearest
    assert "党委和政府信访部门应当及时督办（第四十条第一款）" in nearest
    assert "党委和政府信访部门应当提出改进工作的建议（第四十条第一款）" in nearest
    assert "依规依纪依法严肃处理" not in nearest  # only with serious consequences
    assert further == "办理中的上述情形造成严重后果的，对直接负责的主管人员和其他直接责任人员严肃处理（第四十五条）解释"


def test_a_consequence_that_wants_something_besides_says_what() -> None:
    # 43 speaks of registering, forwarding and assigning: a matter reported to the leadership is none of these.
    _, nearest, _ = missed("office.dispatch")
    assert nearest.startswith("上级机关、单位应当责令改正（第四十三条）解释，须“收到后如何处置”的结论为")
    assert "报请" not in nearest


def test_review_too_late_is_urged_but_is_no_case_of_article_45() -> None:
    _, nearest, further = missed("review.decide")
    assert "督办（第四十条第一款）" in nearest
    assert "第四十五条" not in nearest + further


def test_a_period_to_whose_passing_nothing_is_attached_says_so() -> None:
    assert missed("objection.raise")[1:] == ["规则没有列出逾期的后果", "—"]


def test_consequences_are_not_read_off_statuses_of_what_was_kept() -> None:
    # The stages of review read `exercised` and `open`, and are no sanction of a right that was used.
    request = book().edition.rule("review.request")
    assert consequences(request, book()) == ()


def test_each_article_of_liability_is_headed_by_its_title() -> None:
    headings = [text(heading) for heading in having(page("supervision.md"), "xf-group")]
    for article in ("第四十条", "第四十二条", "第四十三条", "第四十四条", "第四十五条", "第四十六条", "第四十七条"):
        assert any(heading.startswith(article) for heading in headings)


def test_a_rule_that_an_overlay_replaces_changes_supervision_and_proposals(tmp_path: Path) -> None:
    overlay = tmp_path / "changed.yaml"
    overlay.write_text(CHANGED, encoding="utf-8")
    before = rows(page("supervision.md", "cli_pack"), "xf-missed")
    after = rows(page("supervision.md", "cli_pack", overlay), "xf-missed")
    assert before[0][1] == "党委和政府信访部门应当提出改进工作的建议（第三条第二款）"
    assert after[0][1] == "公安机关应当及时督办（第三条第二款）"
    assert "应当提出改进工作的建议" in text(page("proposals.md", "cli_pack"))
    assert text(page("proposals.md", "cli_pack", overlay)) == "规则里没有应当提出建议的情形。"


def test_the_rights_of_the_petitioner_have_their_last_day() -> None:
    rights = {row[0]: row for row in rows(page("petitioners.md"), "xf-owed-4") if "请求" in row[0]}
    review = next(row for deed, row in rights.items() if "请求复查" in deed)
    assert "自收到书面答复之日起30日内" in review[2]
    assert review[3] == "第三十五条"


def test_what_is_forbidden_to_petitioners_is_listed_and_nothing_of_others() -> None:
    told = text(page("petitioners.md"))
    assert "不得捏造、歪曲事实，不得诬告、陷害他人" in told  # 19.2
    own = [row[0] for row in rows(page("petitioners.md"), "xf-owed-3")]
    first = own.index("不得捏造、歪曲事实，不得诬告、陷害他人解释")
    assert not any("推诿" in deed and "不得" in deed for deed in own[first:])  # binds organs


def test_what_protects_petitioners_stands_before_the_stages() -> None:
    body = text(page("petitioners.md"))
    protections = body.partition("不得有的行为违反的后果")[2].partition("信访事项的提出和受理")[0]
    for said in ("不得打击报复信访人", "透露或者转给", "不得推诿", "不得敷衍", "不得拖延"):  # 18.4, 30.3, 28.1
        assert said in protections
    assert "第十八条第四款" in protections
    assert "任何组织和个人任何组织和个人" not in protections
    assert "延长办理期限不得超过30日" in protections  # 34


def test_a_duty_without_a_period_points_to_the_one_that_has_it() -> None:
    due = {row[0]: row[2] for row in rows(page("petitioners.md"), "xf-owed-4")}
    told = next(period for deed, period in due.items() if "属于本机关、单位职权范围的，告知" in deed)
    assert told == "同“对信访人直接提出的事项，当场或者在15日内书面告知”的期限"  # 23.2
    contents = next(period for deed, period in due.items() if "意见书中载明" in deed)
    assert contents == "同“按照信访程序办理的，自受理之日起60日内办结”的期限"  # 34
    # 23.2 binds organs other than petition offices.
    assert next(period for deed, period in due.items() if "自身工作" in deed) == "没有另定期限"


def test_where_an_organ_does_wrong_in_time_somebody_must_step_in() -> None:
    wrongs = {(row[0].removesuffix("解释"), row[2]) for row in rows(page("petitioners.md"), "xf-owed-3")}
    assert ("对属于其职权范围的信访事项不予受理的，上级机关、单位责令改正", "第四十四条第二项") in wrongs
    assert any("拒不执行" in deed and where == "第四十条第一款" for deed, where in wrongs)
    assert any("追究责任的建议" in deed and "第四十条第三款" in where for deed, where in wrongs)


def test_readings_are_marked_wherever_their_rules_are_listed() -> None:
    for path in ("process/disposition.md", "petitioners.md", "supervision.md", "periods.md", "proposals.md"):
        marks = [link for link in page(path).iter("a") if link.get("class") == "xf-reading"]
        assert marks, path
        for link in marks:
            name = link.get("href", "").partition("#")[2]
            rule = next(each for each in book().edition.rules if anchor(each.id) == name)
            if rule.interpretive is None:  # its conclusion can follow from the readings of others
                assert text(link) == "可能依解释"
                assert rule.grave or rule.question is not None
                continue
            assert "".join(link.get("title", "").split()) == "".join(rule.interpretive.split())
    plain = book().edition.rule("supervision.urge-conduct")  # 40.1 says it
    assert plain.interpretive is None
    for link in page("supervision.md").iter("a"):
        assert link.get("class") != "xf-reading" or not link.get("href", "").endswith(anchor(plain.id))


def test_dated_duties_and_duties_that_speak_of_the_petitioner_are_owed_to_the_petitioner() -> None:
    def is_owed(rule: str) -> bool:
        return owed(book().edition.rule(rule), book())

    assert is_owed("handling.conclude")  # 34: has a last day
    assert is_owed("handling.opinion")  # 31.6: what concludes it
    assert is_owed("organ.inform-acceptance")  # 23.1: 应当告知信访人
    assert is_owed("review.reply")  # 35: done when the petitioner has the reply
    assert not is_owed("petitioner.truthful")  # owed by the petitioner
    assert not is_owed("supervision.report-policy")  # 40.2: owed to the Party committee
    assert not is_owed("objection.raise")  # 23.3: owed to the organ that passed the matter on
    assert not is_owed("office.report-result")  # 22.1.3: the same
    assert "应当做到生活困难的帮扶救助到位解释（第二十七条）" in text(
        page("petitioners.md")
    )  # a duty whose words do not say to whom


def test_what_to_do_when_no_answer_comes_stands_with_its_articles() -> None:
    silent = {row[0]: row[1] for row in rows(page("petitioners.md"), "xf-unanswered")}
    notice = next(told for deed, told in silent.items() if "第二十三条第二款" in deed)
    assert "第四十四条第三项" in notice
    assert "第四十条第一款" in notice
    assert "可以查询信访事项的处理进展和结果" in text(page("petitioners.md"))


def test_what_to_do_where_a_matter_is_not_accepted_stands_in_one_place() -> None:
    for pack in ("xinfang-2022", "xinfang-2005"):
        headings = [text(heading) for heading in page("petitioners.md", pack).iter("h2")]
        assert len(headings) == len(set(headings)), pack
        assert headings.index("不予受理的，怎么办") < 5
    part = text(page("petitioners.md")).partition("不予受理的，怎么办")[2].partition("不予支持的，怎么办")[0]
    assert "第十九条第三款" in part  # the one ground
    assert "对属于其职权范围的信访事项不予受理的，上级机关、单位责令改正" in part  # 44.1.2: where there is none


def test_rights_that_have_a_last_day_come_first_with_whom_to_ask() -> None:
    first = text(page("petitioners.md")).partition("到期没有答复")[0]
    assert "请求复查" in first
    assert "请求复核" in first
    assert "谁是上一级机关、单位" in first


def test_the_printed_rulebook_has_every_article_and_every_rule() -> None:
    printed = page("print.md")
    headings = [text(heading) for heading in printed.iter("h3")]
    instrument = book().rulebook.instrument
    assert len(headings) == len(instrument.article_titles) == 50
    assert headings[0].startswith("第一条")
    assert headings[-1].startswith("第五十条")
    told = text(printed)
    for rule in book().edition.rules:
        assert "".join(rule.title.split()) in told
    assert len(list(having(printed, "xf-chapter"))) == 6


def test_no_link_of_these_pages_leads_to_a_rule_that_is_not_there() -> None:
    known = {f"{book().article_of(rule)}.md#{rule.id.replace('.', '-')}" for rule in book().edition.rules}
    seen = 0
    for path in written():
        for _, target in links(page(path)):
            found = re.search(r"articles/(\d+\.md#(?!p\d).+)", target)
            if found:
                seen += 1
                assert found.group(1) in known
    assert seen > len(known)


def test_no_number_and_no_article_of_the_law_is_written_in_the_modules() -> None:
    wording = (norm_words, outline, phrases, period_rows)
    for writer in (*WRITERS, *wording, consequences_module, flow, timeline, worked_example):
        source = ast.parse(Path(writer.__file__ or "").read_text(encoding="utf-8"))
        for node in ast.walk(source):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search("[0-9](日|个工作日)|第[一二三四五六七八九十百]+(条|款|项)", node.value), node.value
