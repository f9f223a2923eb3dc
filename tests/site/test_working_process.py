"""The pages of the questions: order, conditions as questions, exceptions, links, and what follows from an answer."""

import re
from pathlib import Path

import pytest

from tests.site.working_helpers import Tree, having, links, rendered, rows, text, written

OVERLAY = "overlay: {id: trial, title: 试行, changes: [{replaces: %s, because: 试}]}\n"


def flow_of(question: str, pack: str = "xinfang-2022", *overlays: Path) -> Tree:
    (flow,) = having(rendered(written(pack, *overlays)[f"process/{question}.md"]), "xf-flow")
    return flow


def test_every_question_has_a_page_that_ends_with_the_place_to_try_it() -> None:
    pages = written()
    for question in ("disposition", "track", "opinion", "remedy_stage"):
        body = pages[f"process/{question}.md"].body
        place = f'## 在线试算\n\n<div class="xinfang-try" data-question="{question}"></div>'
        assert body.endswith(f'<div class="xf-trial" markdown="1">\n\n{place}\n\n</div>')  # left out on paper


def test_the_index_has_the_questions_in_the_order_of_a_petition() -> None:
    # Receiving stands in chapter 3, the tracks in articles 28 to 31, the opinion in 32, review in 35 and 36.
    titles = [row[0] for row in rows(rendered(written()["process/index.md"]), "xf-questions")]
    assert titles == ["收到后如何处置", "按什么程序办理", "应当作出什么处理意见", "救济走到哪一步"]


def test_the_first_steps_of_disposition_are_those_that_displace_all_others() -> None:
    steps = list(having(flow_of("disposition"), "xf-step"))
    answers = [[text(answer) for answer in having(step, "xf-answer")] for step in steps]
    # Whether the question arises; 36.3; 19.3; what is handled here already; what would reach the accused.
    first = ["否不涉及此问题", "是不再受理", "是不予受理", "是并入本机关正在办理的同一事项", "是报告本级党委和政府"]
    assert answers[:5] == [[answer] for answer in first]
    assert "第三十六条第三款" in text(steps[1])
    assert "第十九条第三款" in text(steps[2])


def test_a_condition_is_asked_with_the_answer_that_it_wants() -> None:
    asked = [text(question) for question in having(flow_of("disposition"), "xf-question")]
    assert "同一信访事项是否已有机关、单位受理或者正在办理？是" in asked  # 19.3
    assert "是否采用走访形式提出？否" in asked
    assert "涉及的机关、单位数是否不少于2个？是" in asked  # 24.1: two or more
    assert all("？" in one and one[-1] in "是否" for one in asked)


def test_a_day_is_asked_for_as_the_act_that_it_dates() -> None:
    asked = [text(question) for question in having(flow_of("remedy_stage"), "xf-question")]
    assert "复核机关是否已经提出复核意见？是" in asked  # 36.3
    assert "信访人是否已经收到书面答复？否" in asked  # 35


def test_a_question_of_two_choices_is_not_answered_with_yes() -> None:
    asked = [text(question) for question in having(flow_of("opinion"), "xf-question")]
    # The fact asks 事实清楚，还是缺乏事实根据: neither can be answered with yes.
    assert "请求事实是否清楚？否" in asked
    assert not any("还是" in one for one in asked)


def test_no_question_is_answered_with_a_double_negation() -> None:
    asked = [text(question) for question in having(flow_of("track"), "xf-question")]
    assert "是否应当通过仲裁解决？是" in asked  # 31.2
    assert "是否应当通过仲裁解决？否" in asked  # 31.6: none of the above
    assert not any("是否为“不" in one for one in asked)


def test_cases_that_lead_to_one_answer_stand_together_and_an_exception_is_marked() -> None:
    steps = list(having(flow_of("disposition"), "xf-step"))
    objecting = [s for s in steps if [text(answer) for answer in having(s, "xf-answer")] == ["是提出异议"]]
    assert [len(list(having(step, "xf-case"))) for step in objecting] == [1, 1]  # 23.3; petition offices by analogy
    assert all("但属于下列情形的除外" in text(step) for step in objecting)
    separated = next(s for s in steps if any("诉访分离" in text(answer) for answer in having(s, "xf-answer")))
    assert len(list(having(separated, "xf-case"))) == 2  # 22.2 for petition offices, 28.2 for other organs
    assert len(list(having(separated, "xf-answer"))) == 1


def test_a_step_with_two_answers_has_two_exits_and_one_way_on() -> None:
    step = list(having(flow_of("remedy_stage"), "xf-step"))[4]
    assert sorted(text(answer) for answer in having(step, "xf-answer")) == ["是可以请求复核", "是请求复核的期限已过"]
    assert [text(onward) for onward in having(step, "xf-onward")] == ["均不属于：判断第五步"]


def test_every_case_links_to_its_rule_and_to_its_article() -> None:
    for question in ("disposition", "track", "opinion", "remedy_stage"):
        for case in having(flow_of(question), "xf-case"):
            targets = [target for _, target in links(case)]
            assert any("/articles/" in f"/{target}" and "#p" in target for target in targets)
            assert any("articles/" in target and "#p" not in target and "#" in target for target in targets)


def test_the_table_says_what_displaces_a_step() -> None:
    page = text(rendered(written()["process/disposition.md"]))
    assert "第二步不予受理（“不再受理”不成立的，判断这一步）" in page


def test_steps_that_come_before_are_told_by_number_and_no_two_say_the_same() -> None:
    page = text(rendered(written()["process/disposition.md"]))
    assert "第四步报告本级党委和政府（第一步至第三步均不成立的，判断这一步）" in page
    assert "第九步报请本级党委和政府决定（第一步至第八步均不成立的，判断这一步）" in page


def test_a_condition_of_many_levels_stands_in_numbered_lines_and_no_number_is_used_twice() -> None:
    found = rows(rendered(written()["process/disposition.md"]), "xf-answers")
    told = next(row[1] for row in found if row[2] == "第三十条第三款")
    for number in ("（一）", "1．", "（1）", "①"):
        assert number in told
    assert not re.search("[a-zA-Z]．", told)  # laws number no deeper
    assert told.count("（一）") == 1
    assert not any("（（" in row[1] for row in found)


def test_what_an_answer_demands_stands_below_it() -> None:
    found = rows(rendered(written()["process/disposition.md"]), "xf-following")
    dispatch = next(row for row in found if row[2] == "第二十二条第一款" and "15日" in row[0])
    assert dispatch[0].startswith("党委和政府信访部门应当")
    assert not any("责令改正" in row[0] for row in found)  # that follows from a breach, not from the answer


def test_an_answer_that_an_overlay_moves_first_is_asked_first(tmp_path: Path) -> None:
    overlay = tmp_path / "trial.yaml"
    overlay.write_text(
        f"""{OVERLAY % "outcome"}questions:
  - question: outcome
    title: 先问什么
    answers: {{take: 接下来, pass_on: 转出去}}
    precedence: [[pass_on], [take]]
""",
        encoding="utf-8",
    )
    before = [text(answer) for answer in having(flow_of("outcome", "cli_pack"), "xf-answer")]
    after = [text(answer) for answer in having(flow_of("outcome", "cli_pack", overlay), "xf-answer")]
    assert before == ["是受理", "是转送"]
    assert after == ["是转出去", "是接下来"]
    assert written("cli_pack", overlay)["process/outcome.md"].title == "先问什么"


def test_a_rule_that_an_overlay_replaces_changes_the_diagram(tmp_path: Path) -> None:
    overlay = tmp_path / "trial.yaml"
    overlay.write_text(
        f"""{OVERLAY % "outcome.take"}rules:
  - id: outcome.take
    title: 重大紧急的，受理
    cite: {{at: "2.2", quote: 予以登记}}
    decides: {{outcome: take}}
    when: {{petition.major_urgent: true}}
    unless: {{petition.joint: true}}
""",
        encoding="utf-8",
    )
    first = next(having(flow_of("outcome", "cli_pack", overlay), "xf-step"))
    assert text(first) == (
        "第一步是否属于这一情形？重大紧急的，受理这件事属于重大、紧急情况吗？是"
        "但属于下列情形的除外：是多人一起来访反映同一件事吗？是第二条第二款是受理否：判断第二步"
    )


@pytest.mark.parametrize("pack", ["cli_pack", "scenario_pack", "mutation_pack", "bad_rules/_base"])
def test_any_pack_has_these_pages_and_they_are_well_formed(pack: str) -> None:
    pages = written(pack)
    assert {"process/index.md", "periods.md", "proposals.md", "supervision.md", "petitioners.md"} <= set(pages)
    for page in pages.values():
        rendered(page)
