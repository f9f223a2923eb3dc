"""The public contract of a case, spelt out by hand, and what its tests share: cases of one fact, and refusals."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from xinfang_rules.facts import case as facts_case, outputs
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.result import status_enums as statuses

# The public contract: other systems' case files write these names, so they are spelt out here rather than read off
# the models. A name may be added; none may go or change.
CONTRACT = {
    "organ": "kind local level",
    "petition": """category channel form intake competence concerns_official_conduct
        belongs_to_congress_or_court request forwarded_by objection_upheld jurisdiction_settled
        competence_disputed organs_involved common_superior handler_reorganised successor_clear major_urgent
        may_affect_society feedback_required complicated major_complex_difficult difficult_complex
        petitioner_identified notice_said can_notify_on_spot joint representatives at_designated_place
        visit_level foreign_petitioner hardship judicial_aid_eligible suggestion_sound suggestion_contributes
        suggestion_beneficial""",
    "remedy": "litigation_rights judicial legally_concluded arbitration party administrative duty channel_used",
    "history": """same_matter_pending pending_here opinion_issued raised_to_superior within_prescribed_period
        reexamination_concluded same_facts_and_grounds""",
    "accusation": "discipline_jurisdiction concerns_cadre major would_reach_accused",
    "handling": """conflict_of_interest has_superior extension_approved extension_days extension_reason_given
        period_by_other_law justified_reason proposal_adopted facts_clear
        legal_basis reasonable opinion_states opinion_given opinion_executed dispute_between_parties within_discretion
        both_parties_consent agreement_reached hearing_held hearing_days review_to_superior review_accepted
        redo_ordered""",
    "timeline": """received_on registered_on dispatched_on copied_on notified_on circulated_on objection_on accepted_on
        assigned_due_on other_due_on report_submitted_on extension_approved_on extension_notified_on entered_on
        reported_on concluded_on closed_on reply_received_on review_requested_on review_request_received_on
        review_decided_on review_reply_received_on reexamination_requested_on reexamination_request_received_on
        reexamination_decided_on reexamination_reply_received_on proposal_sent_on proposal_received_on
        proposal_feedback_on""",
    "organ_conduct": """failed_to_register failed_to_forward failed_to_supervise refused_own_matter
        irregular_acceptance_or_handling shirking perfunctory delaying falsifying refused_to_execute
        rejected_valid_claim neglected_proposals other_neglect rude rude_escalating sought_gain mishandled_mass_petition
        concealed_urgent_matter failed_urgent_measures leaked_accusation retaliated other_violation
        cause_abuse_of_power cause_inaction cause_wrong_law_or_procedure cause_refused_execution
        serious_consequences constitutes_crime policy_problem inspection_found_problem
        inspection_found_important_problem leadership_failing""",
    "order": """prohibited_acts public_order_finding dissuasion_failed fabrication_finding
        fabrication_public_order_finding""",
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
    "organ.level": "government local_department state_council_department",
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
    "petition.notice_said": "none receipt destination redirect not_accept no_longer_accept",
    "handling.opinion_given": "none support explain not_support",
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
    public_order_measures query_progress evaluate_handling submit_for_decision reply_in_writing notify_by_own_rules
    handle_accusation route_to_procedure handle_by_law educate copy_to_lower_office decide_acceptance
    inform_petition_office explain_non_adoption police_admonish go_to_statutory_channel go_to_congress_or_court
    go_to_competent_level go_to_designated_place state_particulars report_at_once report_as_citizen
    adopt_actively hear_petitioner hold_hearing_in_public give_opinion propose_sanction administrative_sanction
    sanction_or_discipline"""

OUTPUTS: dict[type[Term], str] = {
    outputs.Action: ACTIONS,
    outputs.Bearer: """petition_office receiving_organ handling_organ review_organ reexamination_organ superior_organ
        petitioner public_security political_legal_organ discipline_organ personnel_organ joint_conference
        local_party_and_government leadership staff organs_and_staff organs_concerned common_superior
        common_joint_conference successor_organ proposal_recipient""",
    statuses.NormKind: "obligation permission prohibition",
    statuses.NormStatus: """not_applicable not_started pending met met_late overdue owed not_open open exercised lapsed
        in_force breached unknown""",
    statuses.DecisionStatus: "decided undetermined not_applicable conflict no_rule",
}

ENUMERATIONS = [
    item
    for module in (facts_case, outputs, statuses)
    for item in vars(module).values()
    if isinstance(item, type) and issubclass(item, Term) and item is not Term
]


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
