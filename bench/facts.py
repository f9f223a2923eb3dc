"""The facts as a hand-written program would hold them: flat, two-valued, days as ordinals."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xinfang_rules import Case
from xinfang_rules.vocabulary.fact import UNKNOWN, Term, Unknown

T = TypeVar("T")


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
    """Takes the facts out of a complete case, as of the ordinal of a day.

    Raises:
        ValueError: If a fact is not known.
    """
    organ, petition, remedy, history = case.organ, case.petition, case.remedy, case.history
    handling, conduct, days = case.handling, case.organ_conduct, case.timeline
    return Facts(
        kind=_word(organ.kind),
        local=_known(organ.local),
        category=_word(petition.category),
        channel=_word(petition.channel),
        intake=_word(petition.intake),
        competence=_word(petition.competence),
        request=_word(petition.request),
        forwarded_by=_word(petition.forwarded_by),
        objection_upheld=_known(petition.objection_upheld),
        jurisdiction_settled=_known(petition.jurisdiction_settled),
        competence_disputed=_known(petition.competence_disputed),
        organs_involved=_known(petition.organs_involved),
        common_superior=_known(petition.common_superior),
        handler_reorganised=_known(petition.handler_reorganised),
        successor_clear=_known(petition.successor_clear),
        major_urgent=_known(petition.major_urgent),
        may_affect_society=_known(petition.may_affect_society),
        feedback_required=_known(petition.feedback_required),
        complicated=_known(petition.complicated),
        major_complex_difficult=_known(petition.major_complex_difficult),
        petitioner_identified=_known(petition.petitioner_identified),
        can_notify_on_spot=_known(petition.can_notify_on_spot),
        joint=_known(petition.joint),
        litigation_rights=_known(remedy.litigation_rights),
        judicial=_word(remedy.judicial),
        legally_concluded=_known(remedy.legally_concluded),
        arbitration=_word(remedy.arbitration),
        party=_word(remedy.party),
        administrative=_word(remedy.administrative),
        duty=_word(remedy.duty),
        same_matter_pending=_known(history.same_matter_pending),
        raised_to_superior=_known(history.raised_to_superior),
        within_prescribed_period=_known(history.within_prescribed_period),
        reexamination_concluded=_known(history.reexamination_concluded),
        same_facts_and_grounds=_known(history.same_facts_and_grounds),
        discipline_jurisdiction=_known(case.accusation.discipline_jurisdiction),
        would_reach_accused=_known(case.accusation.would_reach_accused),
        has_superior=_known(handling.has_superior),
        extension_approved=_known(handling.extension_approved),
        extension_days=_known(handling.extension_days),
        hearing_days=_known(handling.hearing_days),
        review_to_superior=_known(handling.review_to_superior),
        review_accepted=_known(handling.review_accepted),
        irregular_acceptance_or_handling=_known(conduct.irregular_acceptance_or_handling),
        shirking=_known(conduct.shirking),
        perfunctory=_known(conduct.perfunctory),
        delaying=_known(conduct.delaying),
        falsifying=_known(conduct.falsifying),
        refused_to_execute=_known(conduct.refused_to_execute),
        serious_consequences=_known(conduct.serious_consequences),
        policy_problem=_known(conduct.policy_problem),
        received_on=_happened(days.received_on, today),
        notified_on=_happened(days.notified_on, today),
        accepted_on=_happened(days.accepted_on, today),
        assigned_due_on=None if days.assigned_due_on is None else _known(days.assigned_due_on).toordinal(),
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


def _known(value: T | Unknown | None) -> T:
    if value is None or value == UNKNOWN:
        raise ValueError("a complete case is needed here")
    return value


def _word(value: Term | Unknown | None) -> str:
    return _known(value).value


def _happened(value: date | Unknown | None, today: int) -> int | None:
    if value is None:
        return None
    ordinal = _known(value).toordinal()
    return ordinal if ordinal <= today else None
