"""The facts as a hand-written program would hold them: flat, two-valued, days as ordinals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xinfang_rules import Case, DayBounds
from xinfang_rules.facts.case import ProhibitedAct
from xinfang_rules.facts.values import Unknown


@dataclass(slots=True)
class Facts:
    """The facts that the conditions of the rules read. A day is None where the thing has not happened."""

    kind: str
    local: bool

    category: str
    channel: str
    intake: str
    competence: str
    request: str
    forwarded_by: str
    objection_upheld: bool
    jurisdiction_settled: bool
    competence_disputed: bool
    organs_involved: int
    common_superior: bool
    handler_reorganised: bool
    successor_clear: bool
    major_urgent: bool
    may_affect_society: bool
    feedback_required: bool
    complicated: bool
    major_complex_difficult: bool
    petitioner_identified: bool
    notice_said: str
    can_notify_on_spot: bool
    joint: bool
    form: str
    representatives: int
    at_designated_place: bool
    visit_level: str
    hardship: bool
    judicial_aid_eligible: bool
    difficult_complex: bool
    suggestion_sound: bool
    suggestion_contributes: bool
    foreign_petitioner: bool

    litigation_rights: bool
    judicial: str
    legally_concluded: bool
    arbitration: str
    party: str
    administrative: str
    duty: str

    same_matter_pending: bool
    pending_here: bool
    opinion_issued: bool
    raised_to_superior: bool
    within_prescribed_period: bool
    reexamination_concluded: bool
    same_facts_and_grounds: bool

    discipline_jurisdiction: bool
    would_reach_accused: bool
    concerns_cadre: bool
    major: bool

    has_superior: bool
    extension_approved: bool
    extension_days: int
    hearing_days: int
    review_to_superior: bool
    review_accepted: bool
    redo_ordered: bool
    conflict_of_interest: bool
    facts_clear: bool
    legal_basis: str
    reasonable: bool
    opinion_given: str
    dispute_between_parties: bool
    within_discretion: bool
    both_parties_consent: bool
    agreement_reached: bool
    hearing_held: bool

    irregular_acceptance_or_handling: bool
    shirking: bool
    perfunctory: bool
    delaying: bool
    falsifying: bool
    refused_to_execute: bool
    serious_consequences: bool
    policy_problem: bool
    failed_to_register: bool
    failed_to_forward: bool
    failed_to_supervise: bool
    refused_own_matter: bool
    rejected_valid_claim: bool
    neglected_proposals: bool
    other_neglect: bool
    rude: bool
    sought_gain: bool
    mishandled_mass_petition: bool
    concealed_urgent_matter: bool
    failed_urgent_measures: bool
    leaked_accusation: bool
    retaliated: bool
    other_violation: bool
    cause_abuse_of_power: bool
    cause_inaction: bool
    cause_wrong_law_or_procedure: bool
    cause_refused_execution: bool
    constitutes_crime: bool
    inspection_found_problem: bool
    inspection_found_important_problem: bool
    leadership_failing: bool

    prohibited_acts: frozenset[str]
    public_order_finding: bool
    fabrication_finding: bool
    fabrication_public_order_finding: bool

    received_on: int | None
    dispatched_on: int | None
    notified_on: int | None
    objection_on: int | None
    accepted_on: int | None
    assigned_due_on: int | None
    report_submitted_on: int | None
    extension_approved_on: int | None
    concluded_on: int | None
    closed_on: int | None
    reply_received_on: int | None
    review_requested_on: int | None
    review_request_received_on: int | None
    review_decided_on: int | None
    review_reply_received_on: int | None
    reexamination_requested_on: int | None
    reexamination_request_received_on: int | None
    reexamination_decided_on: int | None
    proposal_sent_on: int | None


def facts_of(case: Case, today: int) -> Facts:
    """Takes the facts out of a complete case, as of the ordinal of a day; what is dated later has not happened."""
    organ, petition, remedy, history = case.organ, case.petition, case.remedy, case.history
    handling, conduct, days = case.handling, case.organ_conduct, case.timeline
    return Facts(
        kind=str(organ.kind),
        local=organ.local is True,
        category=str(petition.category),
        channel=str(petition.channel),
        intake=str(petition.intake),
        competence=str(petition.competence),
        request=str(petition.request),
        forwarded_by=str(petition.forwarded_by),
        objection_upheld=petition.objection_upheld is True,
        jurisdiction_settled=petition.jurisdiction_settled is True,
        competence_disputed=petition.competence_disputed is True,
        organs_involved=_number(petition.organs_involved),
        common_superior=petition.common_superior is True,
        handler_reorganised=petition.handler_reorganised is True,
        successor_clear=petition.successor_clear is True,
        major_urgent=petition.major_urgent is True,
        may_affect_society=petition.may_affect_society is True,
        feedback_required=petition.feedback_required is True,
        complicated=petition.complicated is True,
        major_complex_difficult=petition.major_complex_difficult is True,
        petitioner_identified=petition.petitioner_identified is True,
        notice_said=str(petition.notice_said),
        can_notify_on_spot=petition.can_notify_on_spot is True,
        joint=petition.joint is True,
        form=str(petition.form),
        representatives=_number(petition.representatives),
        at_designated_place=petition.at_designated_place is True,
        visit_level=str(petition.visit_level),
        hardship=petition.hardship is True,
        judicial_aid_eligible=petition.judicial_aid_eligible is True,
        difficult_complex=petition.difficult_complex is True,
        suggestion_sound=petition.suggestion_sound is True,
        suggestion_contributes=petition.suggestion_contributes is True,
        foreign_petitioner=petition.foreign_petitioner is True,
        litigation_rights=remedy.litigation_rights is True,
        judicial=str(remedy.judicial),
        legally_concluded=remedy.legally_concluded is True,
        arbitration=str(remedy.arbitration),
        party=str(remedy.party),
        administrative=str(remedy.administrative),
        duty=str(remedy.duty),
        same_matter_pending=history.same_matter_pending is True,
        pending_here=history.pending_here is True,
        opinion_issued=history.opinion_issued is True,
        raised_to_superior=history.raised_to_superior is True,
        within_prescribed_period=history.within_prescribed_period is True,
        reexamination_concluded=history.reexamination_concluded is True,
        same_facts_and_grounds=history.same_facts_and_grounds is True,
        discipline_jurisdiction=case.accusation.discipline_jurisdiction is True,
        would_reach_accused=case.accusation.would_reach_accused is True,
        concerns_cadre=case.accusation.concerns_cadre is True,
        major=case.accusation.major is True,
        has_superior=handling.has_superior is True,
        extension_approved=handling.extension_approved is True,
        extension_days=_number(handling.extension_days),
        hearing_days=_number(handling.hearing_days),
        review_to_superior=handling.review_to_superior is True,
        review_accepted=handling.review_accepted is True,
        redo_ordered=handling.redo_ordered is True,
        conflict_of_interest=handling.conflict_of_interest is True,
        facts_clear=handling.facts_clear is True,
        legal_basis=str(handling.legal_basis),
        reasonable=handling.reasonable is True,
        opinion_given=str(handling.opinion_given),
        dispute_between_parties=handling.dispute_between_parties is True,
        within_discretion=handling.within_discretion is True,
        both_parties_consent=handling.both_parties_consent is True,
        agreement_reached=handling.agreement_reached is True,
        hearing_held=handling.hearing_held is True,
        irregular_acceptance_or_handling=conduct.irregular_acceptance_or_handling is True,
        shirking=conduct.shirking is True,
        perfunctory=conduct.perfunctory is True,
        delaying=conduct.delaying is True,
        falsifying=conduct.falsifying is True,
        refused_to_execute=conduct.refused_to_execute is True,
        serious_consequences=conduct.serious_consequences is True,
        policy_problem=conduct.policy_problem is True,
        failed_to_register=conduct.failed_to_register is True,
        failed_to_forward=conduct.failed_to_forward is True,
        failed_to_supervise=conduct.failed_to_supervise is True,
        refused_own_matter=conduct.refused_own_matter is True,
        rejected_valid_claim=conduct.rejected_valid_claim is True,
        neglected_proposals=conduct.neglected_proposals is True,
        other_neglect=conduct.other_neglect is True,
        rude=conduct.rude is True,
        sought_gain=conduct.sought_gain is True,
        mishandled_mass_petition=conduct.mishandled_mass_petition is True,
        concealed_urgent_matter=conduct.concealed_urgent_matter is True,
        failed_urgent_measures=conduct.failed_urgent_measures is True,
        leaked_accusation=conduct.leaked_accusation is True,
        retaliated=conduct.retaliated is True,
        other_violation=conduct.other_violation is True,
        cause_abuse_of_power=conduct.cause_abuse_of_power is True,
        cause_inaction=conduct.cause_inaction is True,
        cause_wrong_law_or_procedure=conduct.cause_wrong_law_or_procedure is True,
        cause_refused_execution=conduct.cause_refused_execution is True,
        constitutes_crime=conduct.constitutes_crime is True,
        inspection_found_problem=conduct.inspection_found_problem is True,
        inspection_found_important_problem=conduct.inspection_found_important_problem is True,
        leadership_failing=conduct.leadership_failing is True,
        prohibited_acts=_members(case.order.prohibited_acts),
        public_order_finding=case.order.public_order_finding is True,
        fabrication_finding=case.order.fabrication_finding is True,
        fabrication_public_order_finding=case.order.fabrication_public_order_finding is True,
        received_on=_happened(days.received_on, today),
        dispatched_on=_happened(days.dispatched_on, today),
        notified_on=_happened(days.notified_on, today),
        objection_on=_happened(days.objection_on, today),
        accepted_on=_happened(days.accepted_on, today),
        assigned_due_on=_day(days.assigned_due_on),
        report_submitted_on=_happened(days.report_submitted_on, today),
        extension_approved_on=_happened(days.extension_approved_on, today),
        concluded_on=_happened(days.concluded_on, today),
        closed_on=_happened(days.closed_on, today),
        reply_received_on=_happened(days.reply_received_on, today),
        review_requested_on=_happened(days.review_requested_on, today),
        review_request_received_on=_happened(days.review_request_received_on, today),
        review_decided_on=_happened(days.review_decided_on, today),
        review_reply_received_on=_happened(days.review_reply_received_on, today),
        reexamination_requested_on=_happened(days.reexamination_requested_on, today),
        reexamination_request_received_on=_happened(days.reexamination_request_received_on, today),
        reexamination_decided_on=_happened(days.reexamination_decided_on, today),
        proposal_sent_on=_happened(days.proposal_sent_on, today),
    )


def _members(stated: Mapping[ProhibitedAct, bool | Unknown] | Unknown | None) -> frozenset[str]:
    return frozenset(name for name, held in stated.items() if held is True) if isinstance(stated, dict) else frozenset()


def _number(value: int | Unknown | None) -> int:
    return value if isinstance(value, int) else 0


def _day(value: date | DayBounds | Unknown | None) -> int | None:
    return value.toordinal() if isinstance(value, date) else None


def _happened(value: date | DayBounds | Unknown | None, today: int) -> int | None:
    if not isinstance(value, date):
        return None
    ordinal = value.toordinal()
    return ordinal if ordinal <= today else None
