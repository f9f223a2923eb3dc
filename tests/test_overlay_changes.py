"""What overlays change of the law underneath: declared, listed, dated, and told where the overlay causes it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.cli_helpers import run
from tests.overlay_helpers import CASE, CONCLUDE, PILOT, SUSPENDED, Lay, changes, due, overlay_of, places, refused
from xinfang_rules import RulebookError, evaluate, load
from xinfang_rules.rulebook.load import load_pack

# Nothing unseen


def test_ten_lines_that_remove_the_sixty_days_are_refused(lay: Lay) -> None:
    (found,) = refused(lay, overlay_of(SUSPENDED))
    assert places([found]) == {("0.yaml", 7, 5, "undeclared-change")}
    assert "{displaces: handling.conclude, because: …}" in found.message


def test_declared_they_are_taken_and_told_wherever_the_law_is(lay: Lay, tmp_path: Path) -> None:
    book = lay(overlay_of(SUSPENDED, "displaces: handling.conclude"))
    (change,) = changes(book)
    assert (change.kind, change.what, change.by) == ("displaces", "handling.conclude", ("trial.suspended",))
    assert (
        change.text
        == "“按照信访程序办理的，自受理之日起60日内办结”遇“试点期间，办理期限不适用”（没有条件，一律成立），不适用"
    )
    assert change.because == "试点"
    result = evaluate(CASE, as_of=date(2024, 3, 2), rulebook=book)
    assert due(result, "handling.conclude") is None
    (overlay,) = result.provenance.overlays
    assert overlay.changes == (change,)
    told = run("check", "--strict", "--overlay", str(tmp_path / "0.yaml"))
    assert told.exit_code == 0, told.stderr
    assert f"    displaces handling.conclude: {change.text} (试点) [" in told.stdout
    assert "trial “试点”: 1 change of what stands underneath" in told.stdout


def test_an_overlay_that_only_adds_changes_nothing(lay: Lay, tmp_path: Path) -> None:
    own = f"rules:\n  - {{id: trial.note, title: 试点, cite: {CONCLUDE}, note: 试点中}}\n"
    assert changes(lay(overlay_of(own))) == []
    assert "trial “试点”: no changes of what stands" in run("check", "--overlay", str(tmp_path / "0.yaml")).stdout


def test_every_kind_of_change_is_told_in_words(lay: Lay) -> None:
    text = """\
settings:
  roll_on: {bearers: [petitioner, handling_organ], interpretive: 试点方案第一条。}
parameters:
  - parameter: handling.days
    unit: working_day
    values: [{from: 2022-05-01, value: 45}, {from: 2025-01-01, value: 30}]
rules:
  - id: handling.hearing
    title: 可以举行听证会
    cite: {at: "31.1.6", quote: 可以举行听证}
    when: {petition.major_complex_difficult: true}
    permits: {bearer: handling_organ, action: hold_hearing}
  - id: trial.final
    title: 试点的不再受理
    cite: {at: "36.3", quote: 不再受理}
    when: {petition.joint: true}
    decides: {disposition: no_longer_accept}
constraints:
  - constraint: trial.joint
    title: 共同提出的是口头提出
    because: 试点。
    given: {petition.joint: true}
    then: {petition.form: oral}
notices:
  - year: 2031
    document: 国办发明电〔2030〕×号
    only_these_days: true
    off: [2031-03-03]
"""
    declared = (
        "sets: notices.2031",
        "sets: settings.roll_on",
        "sets: handling.days",
        "replaces: handling.hearing",
        "extends: disposition",
        "constrains: trial.joint",
        "removes: handling.extension-limit",
    )
    assert [(change.kind, change.what, change.text) for change in changes(lay(overlay_of(text, *declared)))] == [
        ("sets", "settings.roll_on", "谁的期限遇休假日顺延：信访人改为信访人、有权处理的机关、单位"),
        (
            "sets",
            "handling.days",
            "自2022年5月1日起至2024年12月31日止，60日改为45个工作日；自2025年1月1日起，60日改为30个工作日；单位由日改为个工作日",
        ),
        ("sets", "notices.2031", "2031年所列各日的放假安排按国办发明电〔2030〕×号（放假1日，周末上班0日）"),
        ("replaces", "handling.hearing", "改动：标题、依据、条件、例外情形、解释"),
        ("removes", "handling.extension-limit", "删去“延长办理期限不得超过30日”"),
        ("extends", "disposition", "“收到后如何处置”增加规则“试点的不再受理”（结论为“不再受理”）"),
        ("constrains", "trial.joint", "不符合“共同提出的是口头提出”的案件，不再视为可能"),
    ]


def test_displacing_through_a_rule_of_the_law_displaces_what_that_displaces(lay: Lay) -> None:
    # In `BASE` itself an exception to an exception: whoever displaces the first displaces the second too.
    through = f"""\
rules:
  - id: trial.one
    title: 一
    cite: {CONCLUDE}
    when: {{petition.joint: true}}
    permits: {{bearer: handling_organ, action: extend}}
    exception_to: handling.conclude
  - id: trial.two
    title: 二
    cite: {CONCLUDE}
    permits: {{bearer: handling_organ, action: extend}}
    exception_to: trial.one
"""
    (change,) = changes(lay(overlay_of(through, "displaces: handling.conclude")))
    assert set(change.by) == {"trial.one", "trial.two"}


COPY = """\
rules:
  - id: handling.conclude
    title: 按照信访程序办理的，自受理之日起{{handling.days}}内办结
    cite: {{at: "34", quote: 应当自受理之日起60日内办结}}
    when: {{track: petition_procedure}}
    {dated}
    obliges:
      bearer: handling_organ
      action: conclude
      period: {{from: timeline.accepted_on, within: handling.days}}
      done: timeline.concluded_on
"""


@pytest.mark.parametrize("dated", ["in_force_from: 2099-01-01", "general: false"])
def test_a_displacement_is_seen_behind_a_replacement(lay: Lay, dated: str) -> None:
    text = COPY.format(dated=dated) + SUSPENDED.removeprefix("rules:\n")
    (found,) = refused(lay, overlay_of(text, "replaces: handling.conclude"))
    assert (found.code, "{displaces: handling.conclude, " in found.message) == ("undeclared-change", True)


def test_a_displacement_is_seen_behind_a_removal_to_come(lay: Lay) -> None:
    hearing = SUSPENDED.replace("handling.conclude", "handling.hearing")
    hearing = hearing.replace("    title: 试点期间", "    in_force_until: 2098-12-31\n    title: 试点期间")
    removed = overlay_of("", "removes: handling.hearing", name="first").replace(
        "hearing, ", "hearing, from: 2099-01-01, "
    )
    assert [f.code for f in refused(lay, removed, overlay_of(hearing))] == ["undeclared-change"]


def test_a_question_given_word_for_word_hides_no_new_answer(lay: Lay) -> None:
    entry = load_pack("xinfang-2022")[0].questions["opinion"].entry.model_dump(by_alias=True, exclude_none=True)
    added = {"id": "trial.no", "title": "一律不予支持", "cite": {"at": "34", "quote": "60日内办结"}}
    text = yaml.safe_dump({"questions": [entry], "rules": [{**added, "decides": {"opinion": "not_support"}}]})
    (found,) = refused(lay, overlay_of(text, "replaces: opinion"))
    assert (found.code, "{extends: opinion, " in found.message) == ("undeclared-change", True)


def test_changes_stand_in_the_order_of_the_text_whatever_the_hash_seed(tmp_path: Path) -> None:
    names = ("handling.no-delay", "handling.no-shirking", "handling.no-perfunctoriness", "handling.conclude")
    text = SUSPENDED.replace("handling.conclude\n", f"[{', '.join(names)}]\n")
    path = tmp_path / "trial.yaml"
    path.write_text(overlay_of(text, *(f"displaces: {name}" for name in names)), encoding="utf-8")
    code = "import sys; from xinfang_rules import load; "
    code += "print(*(change.what for change in load(overlays=sys.argv[1]).identity.laid[0].changes))"
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        told = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, env=environment
        )
        assert told.stdout.split() == list(names)


def test_what_two_overlays_do_to_the_days_of_a_rule_is_checked_on_each_of_them(lay: Lay) -> None:
    # The second gives the rule again for all days; from 2025 on it is the only one, and must be checked as such.
    first = overlay_of("", "removes: handling.hearing", name="first").replace(
        "hearing, ", "hearing, from: 2025-01-01, "
    )
    unruly = PILOT % ("二", "in_force_from: 2022-05-01")
    unruly = unruly.replace("petition.major_complex_difficult: true", "order.prohibited_acts: {empty: true}")
    found = refused(lay, first, overlay_of(unruly, "replaces: handling.hearing"))
    assert {f.code for f in found} == {"conduct"}


def test_whole_years_off_are_no_notice(lay: Lay) -> None:
    months = ", ".join(f"{{from: 2024-{month:02}-01, through: 2024-{month:02}-28}}" for month in range(1, 13))
    year = f"notices: [{{year: 2024, document: 国办发明电〔2023〕7号, off: [{months}]}}]\n"
    assert "undeclared-change" in {f.code for f in refused(lay, overlay_of(year))}
    assert "notice" in {f.code for f in refused(lay, overlay_of(year, "sets: notices.2024"))}


def test_a_notice_that_takes_the_place_of_one_at_hand_is_told_so(lay: Lay) -> None:
    single = "notices: [{year: 2024, document: 某文件, only_these_days: true, off: [2024-03-04]}]\n"
    (change,) = changes(lay(overlay_of(single, "sets: notices.2024")))
    assert change.text == "2024年所列各日的放假安排按某文件（放假1日，周末上班0日），取代已有的安排"
    assert change.because == "试点"


def test_another_unit_wants_every_value_anew(lay: Lay) -> None:
    unit = "parameters: [{parameter: handling.days, unit: working_day, values: [{from: 2030-01-01, value: 60}]}]\n"
    assert [f.code for f in refused(lay, overlay_of(unit, "sets: handling.days"))] == ["unit"]


def test_a_file_of_notices_is_not_called_as_an_overlay_is(tmp_path: Path) -> None:
    (tmp_path / "named.yaml").write_text(overlay_of("rules: []\n", name="days"), encoding="utf-8")
    notices = tmp_path / "days"
    notices.mkdir()
    single = "notices: [{year: 2031, document: 某文件, only_these_days: true, off: [2031-03-04]}]\n"
    (notices / "one.yaml").write_text(single, encoding="utf-8")
    for overlays in ([tmp_path / "named.yaml", notices], [notices, tmp_path / "named.yaml"]):
        with pytest.raises(RulebookError, match="duplicate-id"):
            load(overlays=overlays)


def test_no_number_is_called_as_a_setting_is(lay: Lay) -> None:
    number = (
        "parameters: [{parameter: settings.roll_on, title: 试, unit: day, cite: {at: '34', quote: 60日内办结}, "
        "values: [{from: 2022-05-01, value: 1}]}]\n"
    )
    assert "name-clash" in {f.code for f in refused(lay, overlay_of(number))}


def test_a_second_overlay_declares_what_it_changes_of_the_first(lay: Lay) -> None:
    first = overlay_of(f"rules:\n  - {{id: trial.note, title: 试点, cite: {CONCLUDE}, note: 试点中}}\n")
    second = overlay_of(f"rules:\n  - {{id: trial.note, title: 试点, cite: {CONCLUDE}, note: 已结束}}\n", name="later")
    assert places(refused(lay, first, second)) == {("1.yaml", 3, 10, "undeclared-change")}
    book = lay(first, second.replace("changes: []", "changes: [{replaces: trial.note, because: 试点结束}]"))
    (change,) = changes(book)
    assert (change.what, change.text, change.because) == ("trial.note", "改动：说明", "试点结束")
    assert book.latest.rule("trial.note").note == "已结束"


def test_two_overlays_of_one_name_are_refused(lay: Lay) -> None:
    assert places(refused(lay, overlay_of("rules: []\n"), overlay_of("rules: []\n"))) == {
        ("1.yaml", 1, 15, "duplicate-id")
    }
    assert places(refused(lay, overlay_of("rules: []\n", name="xinfang-2022"))) == {("0.yaml", 1, 15, "duplicate-id")}


def test_overlays_of_one_name_are_told_apart_by_their_digests(lay: Lay) -> None:
    number = "parameters: [{{parameter: handling.days, values: [{{from: 2022-05-01, value: {}}}]}}]\n"
    (one,), (other,), (again,) = (
        lay(overlay_of(number.format(days), "sets: handling.days")).identity.laid for days in (45, 50, 45)
    )
    assert one.id == other.id == again.id
    assert one.digest == again.digest != other.digest


def test_what_is_removed_and_given_again_is_replaced(lay: Lay) -> None:
    again = f"""\
rules:
  - id: handling.extension-limit
    title: 延长不受限制
    cite: {CONCLUDE}
    permits: {{bearer: handling_organ, action: extend}}
"""
    assert places(refused(lay, overlay_of(again, "removes: handling.extension-limit"))) == {
        ("0.yaml", 3, 9, "change-form")
    }


def test_a_rule_and_a_constraint_have_different_names(lay: Lay) -> None:
    same = f"""\
rules:
  - {{id: trial.same, title: 试, cite: {CONCLUDE}, note: 试}}
constraints:
  - {{constraint: trial.same, title: 试, because: 试, never: {{petition.joint: true}}}}
"""
    assert ("0.yaml", 5, 18, "duplicate-id") in places(refused(lay, overlay_of(same)))


def test_an_overlay_adds_no_articles_to_the_law(lay: Lay) -> None:
    article = (
        "articles:\n  - {article: 51, chapter: 附则, title: 试点, paragraphs: [{gist: 试。, coverage: encoded}]}\n"
    )
    assert places(refused(lay, overlay_of(article))) == {("0.yaml", 2, 1, "overlay")}


# Quotations


@pytest.mark.parametrize("quote", ["应当自受理之日起90日内办结", "可以不予答复"])
def test_words_that_the_law_does_not_have_are_not_its_words(lay: Lay, quote: str) -> None:
    note = f'rules:\n  - {{id: trial.note, title: 试点, cite: {{at: "34", quote: {quote}}}, note: 试点}}\n'
    (found,) = refused(lay, overlay_of(note))
    assert found.code == "quote-mismatch"
    assert "“应当自受理之日起60日内办结”" in found.message
    named = note.replace('{at: "34"', '{at: "34", in: xinfang-2022')
    assert [f.code for f in refused(lay, overlay_of(named))] == ["quote-mismatch"]


@pytest.mark.parametrize(
    ("at", "quote"), [("34", "60日内办结"), ("34.1", "自受理之日起60日"), ("31.1.6", "可以举行听证")]
)
def test_words_that_the_pack_quotes_may_be_quoted(lay: Lay, at: str, quote: str) -> None:
    lay(overlay_of(f'rules:\n  - {{id: trial.note, title: 试点, cite: {{at: "{at}", quote: {quote}}}, note: 试点}}\n'))


# Conduct

UNRULY = "order.prohibited_acts: {includes: overstay_or_disrupt}"


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (
            'rules:\n  - id: trial.refuse\n    title: 滞留滋事的，不予受理\n    cite: {at: "30.1", quote: 不予受理}\n'
            f"    when: {{{UNRULY}}}\n    decides: {{disposition: not_accept}}\n",
            ("extends: disposition",),
        ),
        (
            f"rules:\n  - id: trial.wait\n    title: 不计期限\n    cite: {CONCLUDE}\n    when: {{{UNRULY}}}\n"
            "    permits: {bearer: staff, action: dissuade_educate}\n    exception_to: handling.conclude\n",
            ("displaces: handling.conclude",),
        ),
        (
            "concepts: [{concept: trial.unruly, title: 扰乱秩序的}]\nrules:\n"
            "  - id: trial.unruly\n    title: 扰乱秩序\n"
            f"    cite: {CONCLUDE}\n    when: {{{UNRULY}}}\n    defines: trial.unruly\n  - id: trial.slow\n"
            f"    title: 扰乱秩序的，可以延长\n    cite: {CONCLUDE}\n    when: {{trial.unruly: true}}\n"
            "    permits: {bearer: handling_organ, action: extend}\n",
            (),
        ),
        (
            "constraints:\n  - {constraint: trial.tied, title: 滞留滋事的，是无理要求, because: 试点。, "
            f"given: {{{UNRULY}}}, then: {{petition.category: suggestion}}}}\n",
            ("constrains: trial.tied",),
        ),
    ],
    ids=["answer", "exception", "concept", "constraint"],
)
def test_nothing_of_handling_may_rest_on_conduct(lay: Lay, text: str, declared: tuple[str, ...]) -> None:
    found = refused(lay, overlay_of(text, *declared))
    assert {(Path(f.position.source).name, f.code) for f in found} == {("0.yaml", "conduct")}
    assert all("order.prohibited_acts" in f.message for f in found)


def test_what_conduct_itself_leads_to_may_rest_on_it(lay: Lay) -> None:
    # 47.1: dissuading and educating.
    lay(
        overlay_of(
            'rules:\n  - id: trial.dissuade\n    title: 先行劝阻\n    cite: {at: "47.1", quote: 劝阻}\n'
            f"    when: {{{UNRULY}}}\n    obliges: {{bearer: staff, action: dissuade_educate}}\n"
        )
    )


def test_what_conduct_may_lead_to_is_not_for_an_overlay_to_say(lay: Lay) -> None:
    found = refused(lay, overlay_of("settings:\n  conduct: {facts: [], norms: []}\n", "sets: settings.conduct"))
    assert "conduct" in {f.code for f in found}
