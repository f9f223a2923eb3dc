"""The peer, continued: what petitioners and organs may and must do on the way, and what becomes of misconduct."""

from bench.facts import Facts
from bench.handwritten_periods import Truths


def petitioners(f: Facts) -> Truths:
    """Returns the rules for petitioners; most of them always hold."""
    new, oral = f.request == "new", f.form == "oral"
    return (
        new,
        new and not oral,
        new,
        oral and f.intake == "direct",
        *(True, True, True, True, True, True, True, True, True, True, True, True),
        f.foreign_petitioner,
    )


def opinions(f: Facts, procedure: bool, handled: bool) -> tuple[str, Truths]:
    """Returns which opinion is to be given, and the rules for handling opinions and mediation."""
    lacking = f.legal_basis == "lacking"
    concluded = f.concluded_on is not None
    given = f.opinion_given
    support = f.facts_clear and f.legal_basis == "conforms"
    not_support = not f.facts_clear or f.legal_basis == "contrary"
    without_facts = not f.facts_clear and lacking and f.reasonable
    without_basis = f.facts_clear and lacking and not f.reasonable
    explain = f.reasonable and lacking
    if not procedure or handled:
        opinion = "not_applicable"
    elif support:
        opinion = "support"
    elif not_support or without_facts or without_basis:
        opinion = "not_support"
    else:
        opinion = "explain"
    disputed = f.category == "grievance" and f.dispute_between_parties
    return opinion, (
        True,
        True,
        True,
        f.conflict_of_interest,
        procedure and f.hearing_held,
        procedure and not handled,
        support,
        not_support,
        without_facts,
        without_basis,
        explain,
        opinion == "support",
        opinion == "not_support" and not f.reasonable,
        opinion == "explain",
        given == "support",
        given == "not_support",
        "not_applicable" != opinion != given != "none",
        concluded and not procedure,
        procedure and f.closed_on is not None and not concluded and not handled,
        disputed and f.within_discretion and f.both_parties_consent,
        disputed,
        f.category == "grievance" and f.agreement_reached,
    )


def suggestions_and_accusations(f: Facts, track: str) -> Truths:
    """Returns the rules for the two kinds of matter that are no grievance."""
    suggestion = track == "suggestion"
    accusation = track == "accusation"
    cadre = f.kind == "petition_office" and f.category == "accusation" and f.concerns_cadre
    return (
        suggestion,
        suggestion and f.suggestion_sound,
        suggestion and f.suggestion_sound,
        suggestion and f.suggestion_contributes,
        accusation and f.discipline_jurisdiction,
        f.category == "accusation" and not f.discipline_jurisdiction,
        cadre,
        cadre and f.major,
        cadre,
        f.category == "accusation",
    )


def care_and_inspection(f: Facts) -> Truths:
    """Returns the rules for care, inspection and annual reports."""
    return (
        f.hardship,
        f.hardship,
        f.judicial_aid_eligible,
        f.reexamination_concluded or f.reexamination_decided_on is not None,
        f.legally_concluded,
        f.inspection_found_problem,
        f.inspection_found_important_problem,
        f.difficult_complex,
        f.leadership_failing,
        f.leadership_failing,
        f.kind == "petition_office",
    )


def supervision(f: Facts, missed: bool) -> Truths:
    """Returns the rules by which a petition office urges and proposes."""
    urged = misconduct(f)
    return (
        urged,
        urged,
        missed,
        missed,
        f.policy_problem,
        f.policy_problem,
        f.serious_consequences and _neglect(f),
        f.proposal_sent_on is not None,
    )


def misconduct(f: Facts) -> bool:
    """Tells whether an organ did what a petition office urges it to put right."""
    return f.irregular_acceptance_or_handling or _neglect(f) or f.refused_to_execute


def _neglect(f: Facts) -> bool:
    return f.shirking or f.perfunctory or f.delaying or f.falsifying


def liability(f: Facts, disposition: str, late_dispatch: bool, late_notices: Truths, late_handling: bool) -> Truths:
    """Returns the rules for the liability of organs and their staff.

    Args:
        f: The facts.
        disposition: The answer to that question.
        late_dispatch: Whether a petition office sent the matter on late.
        late_notices: Whether the notices to the petitioner were late, of a direct and of a forwarded matter.
        late_handling: Whether the matter was concluded late.
    """
    office = f.kind == "petition_office"
    serious = f.serious_consequences
    social = f.major_urgent and f.may_affect_society
    sent_on = ("refer_to_discipline", "separate_to_judicial", "assign", "forward")
    cause = (
        f.cause_abuse_of_power and serious,
        f.cause_inaction and serious,
        f.cause_wrong_law_or_procedure and serious,
        f.cause_refused_execution and serious,
    )
    of_office = (
        office and f.failed_to_register,
        office and f.failed_to_forward,
        late_dispatch and disposition in sent_on,
        f.failed_to_supervise,
    )
    required = ("no_longer_accept", "not_accept", "join", "separate_to_judicial", "refer_to_discipline")
    accepting = (
        not office and f.failed_to_register,
        f.refused_own_matter and disposition not in required,
        *late_notices,
    )
    handling = (
        f.shirking or f.perfunctory or f.delaying,
        late_handling,
        f.rejected_valid_claim,
        f.neglected_proposals,
        f.other_neglect,
    )
    conduct = (
        f.rude,
        f.sought_gain,
        f.mishandled_mass_petition,
        social and f.concealed_urgent_matter,
        social and f.failed_urgent_measures,
        f.leaked_accusation,
        f.retaliated,
        f.other_violation,
    )
    by_cause, by_conduct = any(cause), any(conduct)
    return (
        *cause,
        by_cause,
        by_cause and f.constitutes_crime,
        *of_office,
        any(of_office),
        any(of_office) and serious,
        *accepting,
        any(accepting),
        any(accepting) and serious,
        *handling,
        any(handling),
        any(handling) and serious,
        *conduct,
        by_conduct,
        by_conduct and serious,
        by_conduct and f.constitutes_crime,
    )


def order(f: Facts) -> Truths:
    """Returns the rules for order at a petition."""
    place = judicial = representatives = False
    if f.channel == "visit":
        right_place = f.at_designated_place and f.visit_level in ("competent", "one_above")
        to_court = f.litigation_rights and not (f.category == "accusation" and f.discipline_jurisdiction)
        place = not to_court and not right_place
        judicial = to_court and f.intake == "direct" and f.kind != "political_legal"
        representatives = f.joint and not 1 <= f.representatives <= 5
    disorder = bool(f.prohibited_acts)
    return (
        place,
        judicial,
        representatives,
        disorder,
        place or judicial or representatives or disorder or f.public_order_finding or f.fabrication_finding,
        f.public_order_finding,
        f.fabrication_finding and f.fabrication_public_order_finding,
    )
