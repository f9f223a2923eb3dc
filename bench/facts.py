"""The facts as a hand-written program would hold them: flat, two-valued, days as ordinals."""

from dataclasses import dataclass
from datetime import date

from xinfang_rules import Case
from xinfang_rules.vocabulary.fact import Unknown


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
    can_notify_on_spot: bool
    joint: bool

    litigation_rights: bool
    judicial: str
    legally_concluded: bool
    arbitration: str
    party: str
    administrative: str
    duty: str

    same_matter_pending: bool
    raised_to_superior: bool
    within_prescribed_period: bool
    reexamination_concluded: bool
    same_facts_and_grounds: bool

    discipline_jurisdiction: bool
    would_reach_accused: bool

    has_superior: bool
    extension_approved: bool
    extension_days: int
    hearing_days: int
    review_to_superior: bool
    review_accepted: bool

    irregular_acceptance_or_handling: bool
    shirking: bool
    perfunctory: bool
    delaying: bool
    falsifying: bool
    refused_to_execute: bool
    serious_consequences: bool
    policy_problem: bool

    received_on: int | None
    notified_on: int | None
    objection_on: int | None
    accepted_on: int | None
    assigned_due_on: int | None
    report_submitted_on: int | None
    extension_approved_on: int | None
    concluded_on: int | None
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
        can_notify_on_spot=petition.can_notify_on_spot is True,
        joint=petition.joint is True,
        litigation_rights=remedy.litigation_rights is True,
        judicial=str(remedy.judicial),
        legally_concluded=remedy.legally_concluded is True,
        arbitration=str(remedy.arbitration),
        party=str(remedy.party),
        administrative=str(remedy.administrative),
        duty=str(remedy.duty),
        same_matter_pending=history.same_matter_pending is True,
        raised_to_superior=history.raised_to_superior is True,
        within_prescribed_period=history.within_prescribed_period is True,
        reexamination_concluded=history.reexamination_concluded is True,
        same_facts_and_grounds=history.same_facts_and_grounds is True,
        discipline_jurisdiction=case.accusation.discipline_jurisdiction is True,
        would_reach_accused=case.accusation.would_reach_accused is True,
        has_superior=handling.has_superior is True,
        extension_approved=handling.extension_approved is True,
        extension_days=_number(handling.extension_days),
        hearing_days=_number(handling.hearing_days),
        review_to_superior=handling.review_to_superior is True,
        review_accepted=handling.review_accepted is True,
        irregular_acceptance_or_handling=conduct.irregular_acceptance_or_handling is True,
        shirking=conduct.shirking is True,
        perfunctory=conduct.perfunctory is True,
        delaying=conduct.delaying is True,
        falsifying=conduct.falsifying is True,
        refused_to_execute=conduct.refused_to_execute is True,
        serious_consequences=conduct.serious_consequences is True,
        policy_problem=conduct.policy_problem is True,
        received_on=_happened(days.received_on, today),
        notified_on=_happened(days.notified_on, today),
        objection_on=_happened(days.objection_on, today),
        accepted_on=_happened(days.accepted_on, today),
        assigned_due_on=_day(days.assigned_due_on),
        report_submitted_on=_happened(days.report_submitted_on, today),
        extension_approved_on=_happened(days.extension_approved_on, today),
        concluded_on=_happened(days.concluded_on, today),
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


def _number(value: int | Unknown | None) -> int:
    return value if isinstance(value, int) else 0


def _day(value: date | Unknown | None) -> int | None:
    return value.toordinal() if isinstance(value, date) else None


def _happened(value: date | Unknown | None, today: int) -> int | None:
    if not isinstance(value, date):
        return None
    ordinal = value.toordinal()
    return ordinal if ordinal <= today else None
