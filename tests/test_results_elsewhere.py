"""A system in another language shows a result, and asks for what is needed, by the JSON alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import (
    FACTS,
    Case,
    CaseError,
    Result,
    evaluate,
    load,
    read_case,
)
from xinfang_rules.evaluation.fact_questions import fact_need
from xinfang_rules.testing import sample_cases

STORED = Path(__file__).parent / "stored"
AS_OF = date(2024, 5, 6)


def fresh() -> Result:
    case = read_case((STORED / "case.yaml").read_bytes(), name="case.yaml", format="yaml")
    case = case.with_facts({"history.opinion_issued": False})
    return evaluate(case, as_of=AS_OF, rulebook=load(overlays=STORED / "overlay.yaml"))


def stored() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(fresh().model_dump_json())
    return data


def shown(result: dict[str, Any]) -> list[str]:
    """Shows a result as a program would that has nothing but the JSON."""
    labels = result["labels"]
    lines: list[str] = []
    for decision in result["decisions"].values():
        said = decision["label"] or "、".join(decision["labels"][each] for each in decision["candidates"])
        lines.append(f"{decision['title']}：{labels['decision_status'][decision['status']]}：{said}")
    for norm in result["norms"]:
        status = "或者".join(labels["norm_status"][each] for each in norm["candidates"] or [norm["status"]])
        bearer, action, kind = (labels[key][norm[key]] for key in ("bearer", "action", "kind"))
        lines.append(f"{bearer}，{kind}：{action}：{labels['applies'][norm['applies']]}，{status}")
    for need in result["needs"]:
        choices = "/".join(choice["label"] for choice in need["choices"])
        number = f"{need['least']}至{need['most']}" if need["kind"] == "count" else ""
        day = f"不晚于{need['latest']}" if need["latest"] else ""
        lines.append(f"{need['title']}：{need['question']}{choices}{number}{day}")
    return lines


def test_a_result_is_shown_without_the_library() -> None:
    lines = shown(stored())
    # Answers, terms and labels as the rule files and the vocabulary have them.
    assert lines[0] == "按什么程序办理：已有结论：信访程序"
    disposed = "不予受理、并入本机关正在办理的同一事项、先确定受理机关、受理"
    assert lines[1] == f"收到后如何处置：事实不足，尚无结论：{disposed}"
    assert "有权处理的机关、单位，应当（义务）：按期办结：适用，逾期履行" in lines
    assert "信访人，可以（权利、权限）：请求复查：是否适用，尚不能确定，不适用或者可以行使" in lines
    assert "请求类型：信访人是新提出事项、请求复查，还是请求复核？新提出的信访事项/请求复查/请求复核" in lines
    for situation in sample_cases(20):
        result = evaluate(situation.case, as_of=situation.as_of)
        assert all(shown(json.loads(result.model_dump_json())))


@pytest.mark.parametrize("name", FACTS)
def test_a_need_offers_what_a_case_may_state_and_nothing_else(name: str) -> None:
    spec = FACTS[name]
    need = fact_need(spec, (), (), AS_OF.toordinal())
    assert (need.title, need.question, need.kind) == (spec.title, spec.ask, spec.kind)
    offered: list[Any] = [[each.value] if need.kind == "set" else each.value for each in need.choices]
    refused: list[Any] = []
    match spec.kind:
        case "bool":
            assert [(choice.value, choice.label) for choice in need.choices] == [(True, "是"), (False, "否")]
        case "enum" | "set":
            assert {choice.value: choice.label for choice in need.choices} == spec.member_labels
        case "count":
            assert need.least is not None
            assert need.most is not None
            offered, refused = [need.least, need.most], [need.least - 1, need.most + 1]
        case "date":
            assert (need.latest is None) is spec.set_day
            offered = [need.latest or "2024-06-01"]
    for value in offered:
        Case.from_facts({name: value})
    for value in refused:
        with pytest.raises(CaseError):
            Case.from_facts({name: value})


def test_the_needs_of_a_case_say_what_may_be_answered() -> None:
    needs = {need.fact: need for need in evaluate({}, as_of=AS_OF).needs}
    category = needs["petition.category"]
    assert (category.title, category.kind) == ("信访事项类别", "enum")
    assert [(each.value, each.label) for each in category.choices] == [
        ("suggestion", "建议意见类"),
        ("accusation", "检举控告类"),
        ("grievance", "申诉求决类"),
    ]
