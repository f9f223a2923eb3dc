"""The peer, continued: the petition procedure, review and re-examination with their periods."""

from bench.facts import Facts
from xinfang_rules.calendar import WorkingCalendar, add_days, roll_on

Truths = tuple[bool, ...]


def handling(f: Facts, procedure: bool, handled: bool, today: int) -> tuple[bool, Truths]:
    """Returns whether the matter was concluded late, and the rules of the petition procedure."""
    if not procedure:
        return False, (False, False, False, False, False, False, False)
    late = False
    if f.accepted_on is not None and not handled:
        last = add_days(f.accepted_on, 60)
        approved = f.extension_approved_on
        if f.complicated and f.extension_approved and approved is not None and approved <= last:
            last = add_days(last, min(f.extension_days, 30))
        late = is_late(last, f.concluded_on, today)
    concluded = f.concluded_on is not None
    return late, (
        not handled and not concluded,
        not handled,
        f.major_complex_difficult and not handled and not concluded,
        not handled,
        f.complicated and not handled and not (concluded and f.extension_approved_on is None),
        f.extension_approved,
        f.extension_approved,
    )


def review_and_reexamination(
    f: Facts, procedure: bool, exhausted: bool, today: int, calendar: WorkingCalendar
) -> tuple[Truths, Truths]:
    """Returns whether review and re-examination were decided late, and their rules."""
    concluded = f.concluded_on is not None
    reviewable = procedure or concluded
    reviewed = f.review_decided_on is not None
    reexamined = f.reexamination_decided_on is not None
    review_asked = f.review_requested_on is not None
    reexamination_asked = f.reexamination_requested_on is not None
    may_ask = reviewable and f.has_superior and not exhausted
    decide = review_asked and (f.review_to_superior or f.review_accepted or reviewed)
    decide_again = reexamination_asked and (f.review_to_superior or reexamined)

    review = reexamination = "not_applicable"
    if may_ask:
        asked_on = f.review_requested_on if f.review_to_superior or reviewed else None
        review = _window(f.reply_received_on, asked_on, today, calendar)
    if reviewed:
        asked_on = f.reexamination_requested_on if f.review_to_superior or reexamined else None
        reexamination = _window(f.review_reply_received_on, asked_on, today, calendar)
    late_review = late_reexamination = False
    if decide and f.review_request_received_on is not None:
        late_review = is_late(add_days(f.review_request_received_on, 30), f.review_decided_on, today)
    if decide_again and f.reexamination_request_received_on is not None:
        last = add_days(f.reexamination_request_received_on, 30 + f.hearing_days)
        late_reexamination = is_late(last, f.reexamination_decided_on, today)

    return (late_review, late_reexamination), (
        procedure,
        concluded,
        f.redo_ordered,
        may_ask,
        reviewable and not f.has_superior,
        not f.review_to_superior and f.review_accepted,
        decide,
        reviewed,
        reviewed,
        decide_again,
        reexamination_asked and f.major_complex_difficult,
        reexamined and f.hearing_days > 0,
        not concluded,
        concluded and f.reply_received_on is None,
        f.reply_received_on is not None and not f.has_superior,
        review == "open",
        review == "lapsed",
        not reviewed and (review == "exercised" or f.review_accepted),
        reviewed and f.review_reply_received_on is None,
        reexamination == "open",
        reexamination == "lapsed",
        reexamination == "exercised" and not reexamined,
        reexamined or exhausted,
        f.redo_ordered,
    )


def stage_of(arises: bool, rules: Truths) -> str:
    """Returns the stage of the remedies.

    Args:
        arises: Whether the question arises.
        rules: Whether the conditions of the twelve stages hold, in the order of `rule_order.RULES`.
    """
    if not arises:
        return "not_applicable"
    (
        no_opinion,
        reply_awaited,
        unavailable,
        review_open,
        review_passed,
        review_pending,
        review_reply_awaited,
        reexamination_open,
        reexamination_passed,
        reexamination_pending,
        final,
        redo,
    ) = rules
    if redo:
        return "redo_ordered"
    if final:
        return "final"
    if reexamination_pending:
        return "reexamination_pending"
    if reexamination_open:
        return "reexamination_open"
    if reexamination_passed:
        return "reexamination_window_passed"
    if review_reply_awaited:
        return "review_reply_awaited"
    if review_pending:
        return "review_pending"
    if unavailable:
        return "review_unavailable"
    if review_open:
        return "review_open"
    if review_passed:
        return "review_window_passed"
    if reply_awaited:
        return "reply_awaited"
    return "no_opinion_yet" if no_opinion else "no_rule"


def is_late(last: int | None, done: int | None, today: int) -> bool:
    """Tells whether something was done after its last day, or is not done although that day has passed."""
    return last is not None and (today if done is None else done) > last


def _window(opened: int | None, used: int | None, today: int, calendar: WorkingCalendar) -> str:
    """Returns the status of the petitioner's right to ask for a review or a re-examination."""
    if opened is None:
        return "not_open" if used is None else "exercised"
    last = roll_on(add_days(opened, 30), calendar).first
    if used is None:
        return "open" if today <= last else "lapsed"
    return "exercised" if used <= last else "lapsed"
