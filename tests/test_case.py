import ast
import copy
import json
import os
import pickle
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from xinfang_rules.case import FACTS, Case, FactSpec
from xinfang_rules.vocabulary import enums, outputs
from xinfang_rules.vocabulary.fact import FactGroup, Term, Tri
from xinfang_rules.vocabulary.specs import derive_specs

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = [
    REPOSITORY / "src" / "xinfang_rules" / "case.py",
    *sorted((REPOSITORY / "src" / "xinfang_rules" / "vocabulary").glob("*.py")),
]

# The public contract: other systems' case files write these names, so they are spelt out here rather than read off
# the models. A name may be added; none may go or change.
CONTRACT = {
    "organ": "kind local",
    "petition": """category channel form intake competence request forwarded_by objection_upheld jurisdiction_settled
        competence_disputed organs_involved common_superior handler_reorganised successor_clear major_urgent
        may_affect_society feedback_required complicated major_complex_difficult difficult_complex
        petitioner_identified can_notify_on_spot joint representatives at_designated_place visit_level
        foreign_petitioner hardship judicial_aid_eligible suggestion_sound suggestion_contributes""",
    "remedy": "litigation_rights judicial legally_concluded arbitration party administrative duty",
    "history": """same_matter_pending raised_to_superior within_prescribed_period reexamination_concluded
        same_facts_and_grounds""",
    "accusation": "discipline_jurisdiction concerns_cadre major would_reach_accused",
    "handling": """conflict_of_interest has_superior extension_approved extension_days extension_reason_given
        facts_clear
        legal_basis reasonable opinion_states opinion_executed dispute_between_parties within_discretion
        both_parties_consent agreement_reached hearing_held hearing_days review_to_superior review_accepted""",
    "timeline": """received_on registered_on dispatched_on notified_on objection_on accepted_on assigned_due_on
        report_submitted_on extension_approved_on extension_notified_on entered_on reported_on concluded_on
        reply_received_on review_requested_on review_request_received_on review_decided_on review_reply_received_on
        reexamination_requested_on reexamination_request_received_on reexamination_decided_on
        reexamination_reply_received_on proposal_sent_on proposal_feedback_on""",
    "organ_conduct": """failed_to_register failed_to_forward failed_to_supervise refused_own_matter
        irregular_acceptance_or_handling shirking perfunctory delaying falsifying refused_to_execute
        rejected_valid_claim neglected_proposals other_neglect rude sought_gain mishandled_mass_petition
        concealed_urgent_matter failed_urgent_measures leaked_accusation retaliated other_violation
        cause_abuse_of_power cause_inaction cause_wrong_law_or_procedure cause_refused_execution
        serious_consequences constitutes_crime policy_problem inspection_found_problem
        inspection_found_important_problem leadership_failing""",
    "order": "prohibited_acts public_order_finding fabrication_finding fabrication_public_order_finding",
}

GROUP_TITLES = {
    "organ": "本机关",
    "petition": "信访事项",
    "remedy": "法定途径",
    "history": "历史",
    "accusation": "检举控告",
    "handling": "办理",
    "timeline": "时间",
    "organ_conduct": "机关、单位及其工作人员的行为",
    "order": "信访秩序",
}

MEMBERS = {
    "organ.kind": "petition_office political_legal discipline other",
    "petition.category": "suggestion accusation grievance",
    "petition.channel": "online letter phone fax visit other",
    "petition.form": "written oral",
    "petition.intake": "direct forwarded assigned",
    "petition.competence": "own same_level lower elsewhere",
    "petition.request": "new review reexamination",
    "petition.forwarded_by": "petition_office system_superior other",
    "petition.visit_level": "competent one_above higher",
    "remedy.judicial": """none court_litigation court_reconsideration prosecution_filing prosecution_supervision
        police_procedure""",
    "remedy.arbitration": "none labour rural_land commercial personnel",
    "remedy.party": "none member_appeal re_examination other",
    "remedy.administrative": "none reconsideration adjudication confirmation licensing penalty other",
    "remedy.duty": "none investigate_violation protect_rights",
    "handling.legal_basis": "conforms lacking contrary",
    "handling.opinion_states": "claim facts_and_reasons opinion legal_basis",
    "order.prohibited_acts": """illegal_assembly dangerous_items insult_or_violence overstay_or_disrupt
        incite_or_profit other_disorder""",
}

SETS = {"handling.opinion_states", "order.prohibited_acts"}

LEAST = {
    "petition.organs_involved": 1,
    "petition.representatives": 0,
    "handling.extension_days": 0,
    "handling.hearing_days": 0,
}

ACTIONS = """register enter_in_system record_orally notify_in_writing inform_destination forward assign
    report_to_leadership report_upwards forward_to_judicial guide_to_judicial forward_to_discipline redirect
    raise_objection return_materials negotiate decide_jurisdiction coordinate designate report_result study reply reward
    follow_own_rules notify_personnel disclose_to_accused follow_procedure perform_duty hear_and_investigate
    hold_hearing recuse issue_opinion conclude extend explain_extension see_executed counsel mediate guide_settlement
    make_agreement request_review decide_review request_reexamination decide_reexamination publish_opinion aid
    judicial_aid care_after_conclusion elect_representatives go_to_competent_place be_truthful supervise inspect
    interview_circulate_list propose_improvement propose_policy propose_accountability give_written_feedback
    report_annually order_correction discipline_seriously refer_criminal refrain dissuade_educate
    public_order_measures query_progress evaluate_handling"""

OUTPUTS: dict[type[Term], str] = {
    outputs.Action: ACTIONS,
    outputs.Bearer: """petition_office receiving_organ handling_organ review_organ reexamination_organ superior_organ
        petitioner public_security political_legal_organ discipline_organ personnel_organ joint_conference
        local_party_and_government leadership staff""",
    outputs.NormKind: "obligation permission prohibition",
    outputs.NormStatus: """not_applicable not_started pending met met_late overdue owed not_open open exercised lapsed
        in_force breached unknown""",
    outputs.DecisionStatus: "decided undetermined not_applicable conflict no_rule",
}

ENUMERATIONS = [
    item
    for module in (enums, outputs)
    for item in vars(module).values()
    if isinstance(item, type) and issubclass(item, Term) and item is not Term
]

CHINESE = re.compile(r"[\u4e00-\u9fff、，（）]+")


def one(name: str, value: Any) -> Case:
    group, key = name.split(".")
    return Case.model_validate({group: {key: value}})


def value_of(case: Case, name: str) -> Any:
    group, key = name.split(".")
    return getattr(getattr(case, group), key)


def refusal(document: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(document)
    with pytest.raises(ValidationError):
        Case.model_validate_json(json.dumps(document, default=str))
    return str(caught.value)


def names(*kinds: str) -> list[str]:
    return [name for name, spec in FACTS.items() if spec.kind in kinds]


def example(spec: FactSpec) -> Any:
    values: dict[str, Any] = {
        "bool": False,
        "count": spec.least,
        "date": "2024-02-29",
        "enum": spec.members[0] if spec.members else None,
        "set": list(spec.members[:1]),
    }
    return values[spec.kind]


# The contract


def test_every_name_of_the_contract_is_there_in_its_order() -> None:
    expected = [f"{group}.{key}" for group, keys in CONTRACT.items() for key in keys.split()]
    assert list(FACTS) == expected
    assert list(Case.model_fields) == ["case_id", *CONTRACT]


def test_groups_have_their_chinese_titles() -> None:
    assert {spec.group: spec.group_title for spec in FACTS.values()} == GROUP_TITLES


def test_kinds_are_those_of_the_contract() -> None:
    expected = {}
    for name in FACTS:
        if name in SETS:
            expected[name] = "set"
        elif name in MEMBERS:
            expected[name] = "enum"
        elif name in LEAST:
            expected[name] = "count"
        else:
            expected[name] = "date" if name.startswith("timeline.") else "bool"
    assert {name: spec.kind for name, spec in FACTS.items()} == expected


def test_members_are_those_of_the_contract_in_its_order() -> None:
    found = {name: spec.members for name, spec in FACTS.items() if spec.members}
    assert found == {name: tuple(members.split()) for name, members in MEMBERS.items()}
    assert all(type(member) is str for members in found.values() for member in members)


def test_counts_start_where_the_contract_says() -> None:
    assert {name: FACTS[name].least for name in names("count")} == LEAST


@pytest.mark.parametrize("enumeration", OUTPUTS)
def test_output_terms_keep_the_contract(enumeration: type[Term]) -> None:
    """Terms may be added where the text needs one; none of the contract may be missing or renamed."""
    assert set(OUTPUTS[enumeration].split()) <= set(enumeration)


# What is said about each fact and term


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_labels_are_chinese_and_unique(enumeration: type[Term]) -> None:
    labels = [member.label for member in enumeration]
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if not CHINESE.fullmatch(label)] == []


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_an_enumeration_says_what_it_is_and_names_its_source(enumeration: type[Term]) -> None:
    assert re.search(r"\n\n    Source: .+\.$", (enumeration.__doc__ or "").rstrip(), re.DOTALL)


@pytest.mark.parametrize("spec", FACTS.values(), ids=str)
def test_a_fact_has_a_chinese_title_a_question_and_its_provisions(spec: FactSpec) -> None:
    assert CHINESE.fullmatch(spec.title)
    assert spec.ask.endswith("？")
    assert spec.ask.count("？") == 1
    assert spec.at
    assert len(set(spec.at)) == len(spec.at)
    assert [int(part) for at in spec.at for part in at.split(".")]


def test_titles_and_questions_tell_the_facts_apart() -> None:
    assert len({spec.ask for spec in FACTS.values()}) == len(FACTS)
    assert len({(spec.group, spec.title) for spec in FACTS.values()}) == len(FACTS)


def test_a_date_says_whose_it_is_and_no_other_fact_does() -> None:
    assert [name for name, spec in FACTS.items() if spec.whose] == names("date")


def test_labels_stand_beside_their_members() -> None:
    assert FACTS["petition.form"].member_labels == {"written": "书面形式", "oral": "口头形式"}
    assert all(tuple(spec.member_labels) == spec.members for spec in FACTS.values())


# Articles: each provision that a fact names has to exist


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    stated = os.environ.get("XINFANG_STATUTES")
    folder = Path(stated) if stated else REPOSITORY.parent / "shared" / "statutes"
    file = folder / "xinfang-2022.json"
    if not file.is_file():
        pytest.skip("the official text is not here; XINFANG_STATUTES names the folder that holds xinfang-2022.json")
    read: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["articles"]
    return read


def provisions(articles: list[dict[str, Any]]) -> Iterator[str]:
    """Lists what can be cited: a paragraph without its number only where the article has no other."""
    for article in articles:
        paragraphs = article["paragraphs"]
        for paragraph in paragraphs:
            place = f"{article['article']}.{paragraph['paragraph']}"
            yield place if len(paragraphs) > 1 else str(article["article"])
            for item in paragraph["items"]:
                yield f"{place}.{item['item']}"


def test_every_provision_exists(articles: list[dict[str, Any]]) -> None:
    known = set(provisions(articles))
    assert {name: at for name, spec in FACTS.items() for at in spec.at if at not in known} == {}


def test_the_vocabulary_copies_no_long_stretch_of_the_official_text(articles: list[dict[str, Any]]) -> None:
    stretch = 41
    texts = [
        re.sub(r"\s", "", part["text"])
        for article in articles
        for paragraph in article["paragraphs"]
        for part in (paragraph, *paragraph["items"])
    ]
    stretches = {text[start : start + stretch] for text in texts for start in range(len(text) - stretch + 1)}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said = re.sub(r"\s", "", node.value)
                assert stretches.isdisjoint(said[start : start + stretch] for start in range(len(said))), said


# Strictness


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_takes_unknown_and_starts_as_not_stated(name: str) -> None:
    assert value_of(Case(), name) is None
    assert value_of(one(name, "unknown"), name) == "unknown"


@pytest.mark.parametrize("name", FACTS)
def test_no_fact_takes_null(name: str) -> None:
    group, key = name.split(".")
    assert "null is not a value" in refusal({group: {key: None}})


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("wrong", ["true", "Unknown", "", 1.0, -1, [1], {"a": True}, [["claim"]], "2024-02-30"])
def test_no_fact_guesses_at_a_wrong_value(name: str, wrong: Any) -> None:
    group, key = name.split(".")
    refusal({group: {key: wrong}})


@pytest.mark.parametrize("wrong", ["true", "yes", 1, 0, 1.0])
def test_a_truth_value_is_true_or_false_only(wrong: Any) -> None:
    refusal({"petition": {"complicated": wrong}})


@pytest.mark.parametrize("wrong", [True, 1.0, "1", -1, 10**9])
@pytest.mark.parametrize("name", names("count"))
def test_a_count_is_a_whole_number_within_bounds(name: str, wrong: Any) -> None:
    group, key = name.split(".")
    refusal({group: {key: wrong}})


@pytest.mark.parametrize("name", names("count"))
def test_a_count_starts_at_its_least_value(name: str) -> None:
    group, key = name.split(".")
    least = FACTS[name].least
    assert value_of(one(name, least), name) == least
    refusal({group: {key: least - 1}})


@pytest.mark.parametrize(
    "wrong",
    [
        "2023-02-29",
        "2024-13-01",
        "0000-01-01",
        "2024-5-1",
        "20240501",
        "2024-05-01T00:00:00",
        "２０２４-05-01",
        1714521600,
    ],
)
def test_a_day_is_written_in_full_and_exists(wrong: Any) -> None:
    refusal({"timeline": {"received_on": wrong}})


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(ValidationError):
        one("timeline.received_on", datetime(2024, 5, 1))  # noqa: DTZ001


def test_a_day_may_be_given_as_a_date() -> None:
    assert one("timeline.received_on", date(2024, 5, 1)) == one("timeline.received_on", "2024-05-01")


@pytest.mark.parametrize("name", names("enum"))
def test_a_wrong_value_of_an_enumeration_is_answered_with_the_allowed_ones(name: str) -> None:
    group, key = name.split(".")
    message = refusal({group: {key: "elswhere"}})
    assert [member for member in FACTS[name].members if f"'{member}'" not in message] == []


@pytest.mark.parametrize(
    "document",
    [
        {"petitioner": {}},
        {"petition": {"petitioner_name": "x"}},
        {"petition": {"Category": "grievance"}},
        {"petition.category": "grievance"},
        {"Petition": {}},
    ],
)
def test_an_unknown_key_is_refused(document: Any) -> None:
    assert "Extra inputs are not permitted" in refusal(document)


@pytest.mark.parametrize("key", ["case_id", *CONTRACT])
def test_null_stands_for_no_group_and_no_reference(key: str) -> None:
    refusal({key: None})


@pytest.mark.parametrize("wrong", ["unknown", [], True, "petition"])
def test_a_group_is_a_mapping(wrong: Any) -> None:
    refusal({"petition": wrong})


@pytest.mark.parametrize("wrong", [None, 5, [], "petition", True])
def test_a_case_is_a_mapping(wrong: Any) -> None:
    refusal(wrong)


@pytest.mark.parametrize("case_id", ["a", "2024/0017", "XF:2024.05-01_b", "x" * 64])
def test_a_reference_is_taken_as_it_is(case_id: str) -> None:
    assert Case.model_validate({"case_id": case_id}).case_id == case_id


@pytest.mark.parametrize("wrong", ["", "x" * 65, "张三", "a b", "a\n", "a\\b", "é", "a@b", 17, b"a", True])
def test_a_reference_has_no_room_for_a_name(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Case.model_validate({"case_id": wrong})


def test_a_case_does_not_change() -> None:
    case = one("petition.complicated", True)
    with pytest.raises(ValidationError, match="frozen"):
        case.petition.complicated = False  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        case.case_id = "x"  # type: ignore[misc]


# Sets


def test_a_list_is_the_complete_set() -> None:
    case = one("handling.opinion_states", ["opinion", "claim"])
    assert case.handling.opinion_states == {
        "claim": True,
        "facts_and_reasons": False,
        "opinion": True,
        "legal_basis": False,
    }
    assert set(value_of(one("order.prohibited_acts", []), "order.prohibited_acts").values()) == {False}


def test_a_mapping_leaves_the_other_members_unknown() -> None:
    case = one("handling.opinion_states", {"claim": True, "opinion": "unknown"})
    assert case.handling.opinion_states == {"claim": True, "opinion": "unknown"}


def test_members_are_read_as_terms() -> None:
    stated = one("handling.opinion_states", ["claim"]).handling.opinion_states
    assert isinstance(stated, dict)
    assert all(isinstance(member, enums.OpinionContent) for member in stated)


@pytest.mark.parametrize(
    "wrong",
    [
        ["claims"],
        ["unknown"],
        [None],
        {"claims": True},
        {"claim": None},
        {"claim": 1},
        {"claim": "true"},
        "claim",
        True,
    ],
)
def test_a_set_takes_only_its_members_and_truth_values(wrong: Any) -> None:
    refusal({"handling": {"opinion_states": wrong}})


# Writing and reading back


def stated_values(spec: FactSpec) -> st.SearchStrategy[Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "count": st.integers(spec.least, 1_000_000),
        "date": st.dates() | st.dates().map(date.isoformat),
    }
    if spec.members:
        members = st.sampled_from(spec.members)
        values["enum"] = members
        values["set"] = st.lists(members, unique=True) | st.dictionaries(members, st.booleans() | st.just("unknown"))
    return values[spec.kind] | st.just("unknown")


def documents() -> st.SearchStrategy[dict[str, Any]]:
    groups: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
    for spec in FACTS.values():
        groups.setdefault(spec.group, {})[spec.key] = stated_values(spec)
    optional: dict[str, st.SearchStrategy[Any]] = {
        group: st.fixed_dictionaries({}, optional=facts) for group, facts in groups.items()
    }
    optional["case_id"] = st.from_regex(r"[A-Za-z0-9._:/-]{1,64}", fullmatch=True)
    return st.fixed_dictionaries({}, optional=optional)


@given(documents())
def test_a_case_is_the_same_when_written_and_read_back(document: dict[str, Any]) -> None:
    case = Case.model_validate(document)
    assert Case.model_validate(case.model_dump()) == case
    assert Case.model_validate(case.model_dump(mode="json")) == case
    assert Case.model_validate_json(case.model_dump_json()) == case


@given(documents())
def test_what_is_written_is_what_was_stated(document: dict[str, Any]) -> None:
    written = Case.model_validate(document).model_dump()
    stated = {key: value for key, value in document.items() if value != {}}
    assert written.keys() == stated.keys()
    assert all(written[group].keys() == stated[group].keys() for group in written if group != "case_id")


def test_an_empty_case_writes_nothing() -> None:
    assert Case().model_dump_json() == "{}"
    assert Case.model_validate({"petition": {}, "order": {}}) == Case()


# The schema and the specifications


def test_the_schema_describes_every_fact_and_lets_none_be_null() -> None:
    schema = Case.model_json_schema()
    assert schema["additionalProperties"] is False
    for spec in FACTS.values():
        group = schema["$defs"][schema["properties"][spec.group]["$ref"].rpartition("/")[2]]
        described = group["properties"][spec.key]
        assert described["description"] == (spec.meaning or spec.title)
        assert described["title"] == spec.title
        assert described["x-ask"] == spec.ask
        assert "null" not in json.dumps(described)
        assert group["additionalProperties"] is False
        assert "required" not in group
    assert [name for name, entry in schema["properties"].items() if "null" in json.dumps(entry)] == []


def test_the_schema_lets_a_set_be_a_list_or_a_mapping() -> None:
    states = Case.model_json_schema()["$defs"]["Handling"]["properties"]["opinion_states"]
    assert {branch["type"] for branch in states["anyOf"]} == {"array", "object", "string"}


def test_the_table_of_facts_cannot_be_changed() -> None:
    spec = FACTS["petition.form"]
    with pytest.raises(TypeError):
        FACTS["petition.form"] = spec  # type: ignore[index]
    with pytest.raises(TypeError):
        spec.member_labels["oral"] = "x"  # type: ignore[index]
    with pytest.raises(AttributeError):
        spec.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("spec", [FACTS["petition.form"], FACTS["timeline.received_on"]], ids=str)
def test_a_specification_can_be_hashed_copied_and_pickled(spec: FactSpec) -> None:
    assert len({spec, copy.deepcopy(spec), pickle.loads(pickle.dumps(spec))}) == 1


def test_a_fact_that_is_not_declared_as_one_is_reported() -> None:
    class Bare(FactGroup):
        plain: Tri = None

    class Odd(FactGroup):
        text: str = ""

    class BareCase(FactGroup):
        bare: Bare = Bare()

    class OddCase(FactGroup):
        odd: Odd = Odd()

    with pytest.raises(TypeError, match=r"bare\.plain is not declared with fact"):
        derive_specs(BareCase)
    with pytest.raises(TypeError, match=r"odd\.text has none of the types of a fact"):
        derive_specs(OddCase)


def test_every_example_of_a_fact_is_taken() -> None:
    for name, spec in FACTS.items():
        assert value_of(one(name, example(spec)), name) is not None


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_a_term_is_its_english_name(enumeration: type[Term]) -> None:
    adapter = TypeAdapter(enumeration)
    for member in enumeration:
        assert adapter.validate_python(str(member)) is member
        assert adapter.dump_python(member, mode="json") == member.value == member.name.lower()
