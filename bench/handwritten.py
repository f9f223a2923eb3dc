"""The peer: the conditions of the rules written out by hand in Python, for complete cases.

This is what a careful programmer would write instead of rule files: plain `if`, `and` and `or` over plain values.
What it lacks is what the library is for: unknown facts, constraints, citations, the other last days and statuses,
and a text that legal staff can read. `tests/test_bench.py` holds it against the rules.
"""

from bench import handwritten_conduct as conduct
from bench.facts import Facts
from bench.handwritten_periods import Truths, handling, is_late, review_and_reexamination, stage_of
from xinfang_rules.calendar import WorkingCalendar, add_days

Answers = tuple[str, str, str, str]
"""The answers to the questions of the rulebook: track, disposition, opinion, stage of the remedies."""


def decide(f: Facts, today: int, calendar: WorkingCalendar) -> tuple[Answers, Truths]:
    """Returns the four answers, and whether the own condition of each rule holds, in the order of `rule_order.RULES`.

    Args:
        f: The facts of a complete case.
        today: The ordinal of the day of evaluation.
        calendar: What tells the working days.
    """
    track, track_rules = _track(f)
    again = f.request == "new" and f.category == "grievance" and f.same_facts_and_grounds
    exhausted = again and f.reexamination_concluded
    once = again and f.opinion_issued
    handled = exhausted or once
    procedure = track == "petition_procedure"
    disposition, disposition_rules = _disposition(f, exhausted)
    late_dispatch, office_rules = _office(f, disposition, today)
    late_notices, notice_rules = _notices(f, disposition, today)
    late_handling, handling_rules = handling(f, procedure, handled, today)
    late_reviews, review_rules = review_and_reexamination(f, procedure, exhausted, today, calendar)
    opinion, opinion_rules = conduct.opinions(f, procedure, handled)
    staged = exhausted or f.concluded_on is not None or (procedure and not handled)
    missed = (*late_notices, late_handling, *late_reviews)
    return (track, disposition, opinion, stage_of(staged, review_rules[-12:])), (
        *track_rules,
        exhausted,
        exhausted,
        once,
        handled and not f.reexamination_concluded,
        *disposition_rules,
        *_consequences(f, track, disposition),
        *_visits(f),
        *office_rules,
        *notice_rules,
        *_jurisdiction(f, disposition),
        *_urgent(f),
        *handling_rules,
        *review_rules,
        *missed,
        *conduct.supervision(f, any(missed)),
        *conduct.petitioners(f),
        *opinion_rules,
        *conduct.suggestions_and_accusations(f, track),
        *conduct.care_and_inspection(f),
        *conduct.liability(f, disposition, late_dispatch, late_notices[1:], late_handling),
        *conduct.order(f),
        *_concepts(f),
    )


def _track(f: Facts) -> tuple[str, Truths]:
    grievance = f.category == "grievance"
    suggestion = f.category == "suggestion"
    accusation = f.category == "accusation"
    separated = f.litigation_rights and not (accusation and f.discipline_jurisdiction)
    judicial = grievance and f.judicial != "none" and not f.legally_concluded
    arbitration = grievance and f.arbitration != "none"
    party = grievance and f.party != "none"
    administrative = grievance and f.administrative != "none"
    duty = grievance and f.duty != "none"
    procedure = grievance and not (f.litigation_rights or arbitration or party or administrative or duty)
    if separated or judicial:
        track = "judicial"
    elif suggestion:
        track = "suggestion"
    elif accusation:
        track = "accusation"
    elif arbitration:
        track = "arbitration"
    elif party:
        track = "party"
    elif administrative:
        track = "administrative"
    elif duty:
        track = "statutory_duty"
    else:
        track = "petition_procedure"
    return track, (separated, judicial, suggestion, accusation, arbitration, party, administrative, duty, procedure)


def _disposition(f: Facts, exhausted: bool) -> tuple[str, Truths]:
    office = f.kind == "petition_office"
    own = f.competence == "own"
    same_level = f.competence == "same_level"
    lower = f.competence == "lower"
    elsewhere = f.competence == "elsewhere"
    direct = f.intake == "direct"
    other_sender = f.forwarded_by == "other"
    new = f.request == "new"
    accusation = f.category == "accusation"
    for_discipline = accusation and f.discipline_jurisdiction
    unsettled = not f.jurisdiction_settled

    pending_below = f.same_matter_pending and f.raised_to_superior and f.within_prescribed_period
    pending_parallel = new and f.same_matter_pending and not f.raised_to_superior
    disputed = f.competence_disputed and unsettled
    overruled = f.objection_on is not None and not f.objection_upheld and disputed
    reorganised = f.handler_reorganised and not f.successor_clear and unsettled
    refer = separate_office = report_urgent = assign_office = forward_same = forward_lower = False
    accept_office = redirect_office = objects_office = False
    separate_organ = objects = negotiate = assign_organ = forward_organ = accept_direct = accept_forwarded = False
    accept_passed_on = accept_successor = accept_discipline = redirect_direct = redirect_passed_on = False
    if office:
        only_guided = f.litigation_rights and f.channel == "visit"
        would_send = f.discipline_jurisdiction or (not only_guided and (same_level or lower or f.litigation_rights))
        refer = for_discipline
        separate_office = f.litigation_rights
        report_urgent = same_level and f.major_urgent
        assign_office = (same_level or lower) and f.feedback_required
        forward_same = same_level
        forward_lower = lower
        accept_office = own
        redirect_office = elsewhere and (direct or other_sender)
        objects_office = not direct and not other_sender and elsewhere and not overruled
    else:
        would_send = lower
        separate_organ = f.litigation_rights and f.kind != "political_legal" and not for_discipline
        objects = not direct and not other_sender and (same_level or elsewhere) and not overruled
        negotiate = own and f.organs_involved >= 2 and unsettled
        assign_organ = lower and f.feedback_required
        forward_organ = lower
        accept_direct = direct and own
        accept_forwarded = not direct and not other_sender and own
        accept_passed_on = not direct and other_sender and own
        accept_successor = f.handler_reorganised and f.successor_clear and own
        accept_discipline = f.kind == "discipline" and for_discipline and own
        redirect_direct = direct and (same_level or elsewhere)
        redirect_passed_on = not direct and other_sender and (same_level or elsewhere)
    would_reach = accusation and f.would_reach_accused and would_send

    if not new:
        disposition = "not_applicable"
    elif exhausted:
        disposition = "no_longer_accept"
    elif pending_below:
        disposition = "not_accept"
    elif f.pending_here:
        disposition = "join"
    elif would_reach:
        disposition = "report_to_leadership"
    elif refer:
        disposition = "refer_to_discipline"
    elif objects:
        disposition = "object"
    elif separate_office or separate_organ:
        disposition = "separate_to_judicial"
    elif objects_office:
        disposition = "object"
    elif report_urgent:
        disposition = "submit_for_decision"
    elif negotiate or disputed or reorganised:
        disposition = "settle_jurisdiction"
    elif assign_office or assign_organ:
        disposition = "assign"
    elif forward_same or forward_lower or forward_organ:
        disposition = "forward"
    elif redirect_office or redirect_direct or redirect_passed_on:
        disposition = "redirect"
    else:
        disposition = "accept"
    return disposition, (
        exhausted,
        pending_below,
        would_reach,
        refer,
        separate_office,
        separate_organ,
        objects,
        objects_office,
        report_urgent,
        negotiate,
        disputed,
        reorganised,
        assign_office,
        assign_organ,
        forward_same,
        forward_lower,
        forward_organ,
        accept_office,
        accept_direct,
        accept_forwarded,
        accept_passed_on,
        accept_successor,
        accept_discipline,
        redirect_office,
        redirect_direct,
        redirect_passed_on,
        pending_parallel,
        f.pending_here,
    )


def _consequences(f: Facts, track: str, disposition: str) -> Truths:
    judicial = track == "judicial"
    for_discipline = f.category == "accusation" and f.discipline_jurisdiction
    objects_too = disposition == "object" and f.kind in ("discipline", "other") and f.litigation_rights
    return (
        disposition == "separate_to_judicial" or (objects_too and not for_discipline),
        judicial,
        judicial and f.category == "grievance" and f.judicial != "none" and not f.legally_concluded,
        track == "arbitration",
        track == "party",
        track == "administrative",
        track == "statutory_duty",
        disposition == "no_longer_accept",
        disposition == "report_to_leadership",
    )


def _visits(f: Facts) -> Truths:
    if f.channel != "visit":
        return False, False, False, False, False
    judicial = f.litigation_rights and not (f.category == "accusation" and f.discipline_jurisdiction)
    direct = f.intake == "direct"
    return not judicial, judicial and direct, f.joint, f.joint, direct


def _office(f: Facts, disposition: str, today: int) -> tuple[bool, Truths]:
    if f.kind != "petition_office":
        return False, (False, False, False, False, False, False, False, False, False)
    visit = f.channel == "visit"
    separate = disposition == "separate_to_judicial"
    refer = disposition == "refer_to_discipline"
    report = disposition == "report_to_leadership"
    submit = disposition == "submit_for_decision"
    assign = disposition == "assign"
    forward = disposition == "forward"
    settle = disposition == "settle_jurisdiction"
    dispatch = refer or report or submit or assign or forward or settle or (separate and not visit)
    late = dispatch and f.received_on is not None and is_late(add_days(f.received_on, 15), f.dispatched_on, today)
    return late, (
        f.request == "new",
        dispatch,
        forward,
        submit,
        assign,
        separate and not visit,
        separate and visit,
        refer,
        disposition == "accept" and (f.can_notify_on_spot or f.petitioner_identified),
    )


def _notices(f: Facts, disposition: str, today: int) -> tuple[Truths, Truths]:
    other_organ = f.kind != "petition_office"
    direct = f.intake == "direct"
    accept = disposition == "accept"
    to_be_registered = other_organ and direct and f.request == "new"
    sent_by_authority = other_organ and not direct and f.forwarded_by != "other" and f.request == "new"
    foreign = f.competence in ("same_level", "elsewhere")
    not_ours = sent_by_authority and foreign
    misdirected = not other_organ and not direct and f.forwarded_by != "other" and f.request == "new"
    misdirected = misdirected and f.competence == "elsewhere"
    elsewhere_by_article_22 = ("report_to_leadership", "refer_to_discipline", "separate_to_judicial")
    only_separated = f.kind in ("discipline", "other") and direct and foreign and disposition == "separate_to_judicial"
    judicial_rules = f.kind == "political_legal" and f.litigation_rights
    discipline_rules = f.kind == "discipline" and f.category == "accusation"
    own_rules = judicial_rules or discipline_rules
    can_be_told = f.can_notify_on_spot or f.petitioner_identified
    to_be_informed = can_be_told and not own_rules

    report_result = (f.kind == "petition_office" and disposition == "assign") or (
        f.intake == "assigned"
        and f.forwarded_by == "petition_office"
        and disposition in ("join", "accept", "forward", "assign")
    )
    notice_direct = to_be_registered and to_be_informed and not f.pending_here
    notice_forwarded = sent_by_authority and f.competence == "own" and not own_rules and not f.pending_here
    late_report = late_direct = late_forwarded = False
    if report_result:
        late_report = is_late(f.assigned_due_on, f.report_submitted_on, today)
    if notice_direct and f.received_on is not None:
        last = f.received_on if f.can_notify_on_spot else add_days(f.received_on, 15)
        late_direct = is_late(last, f.notified_on, today)
    if notice_forwarded and f.petitioner_identified and f.received_on is not None:
        late_forwarded = is_late(add_days(f.received_on, 15), f.notified_on, today)
    return (late_report, late_direct, late_forwarded), (
        report_result,
        notice_direct,
        notice_forwarded,
        to_be_registered,
        other_organ and direct and accept and to_be_informed,
        other_organ and disposition == "forward",
        other_organ and disposition == "assign",
        other_organ and disposition in ("forward", "assign") and to_be_informed,
        (disposition == "redirect" or only_separated) and can_be_told,
        not_ours,
        not_ours and f.objection_upheld,
        misdirected and disposition not in elsewhere_by_article_22,
        misdirected and disposition not in elsewhere_by_article_22 and f.objection_upheld,
        judicial_rules,
        discipline_rules,
        own_rules and disposition != "object",
        f.notice_said in ("not_accept", "no_longer_accept") and disposition not in ("no_longer_accept", "not_accept"),
    )


def _jurisdiction(f: Facts, disposition: str) -> Truths:
    settle = disposition == "settle_jurisdiction"
    disputed = f.competence_disputed
    unclear = f.handler_reorganised and not f.successor_clear
    taken = f.request == "new" and f.handler_reorganised and f.successor_clear
    not_taken = ("no_longer_accept", "not_accept", "separate_to_judicial", "refer_to_discipline", "object", "redirect")
    return (
        settle and f.organs_involved >= 2 and not disputed and not unclear,
        settle and disputed and f.common_superior,
        settle and disputed and not f.common_superior,
        settle and unclear,
        taken and not settle and disposition not in not_taken,
    )


def _concepts(f: Facts) -> Truths:
    office = f.kind == "petition_office"
    sent_down = f.intake != "direct" and f.forwarded_by != "other"
    accusation = f.category == "accusation"
    disputed = f.competence_disputed and not f.jurisdiction_settled
    return (
        not office,
        sent_down,
        not f.can_notify_on_spot and not f.petitioner_identified,
        not office and sent_down and f.competence in ("same_level", "elsewhere"),
        office and sent_down and f.competence == "elsewhere",
        f.objection_on is not None and not f.objection_upheld and disputed,
        f.handler_reorganised and not f.successor_clear,
        f.major_urgent and f.may_affect_society,
        accusation and f.discipline_jurisdiction,
        accusation and f.concerns_cadre,
        conduct.misconduct(f),
    )


def _urgent(f: Facts) -> Truths:
    social = f.major_urgent and f.may_affect_society
    return social, social, social, f.kind == "petition_office" and f.local and f.major_urgent
