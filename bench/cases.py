"""Generated cases, the same at every run: complete, half known, and almost unknown."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from xinfang_rules import Case, load
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.testing.strategies import complete_cases, forgetting

AS_OF = date(2024, 9, 20)
"""The day of evaluation."""

Data = dict[str, dict[str, Any]]
"""A case as plain data: groups of facts."""

_STEPS = (
    "concluded_on",
    "reply_received_on",
    "review_requested_on",
    "review_request_received_on",
    "review_decided_on",
    "review_reply_received_on",
    "reexamination_requested_on",
    "reexamination_request_received_on",
    "reexamination_decided_on",
    "reexamination_reply_received_on",
)
_FIRST_ACTS = ("registered_on", "dispatched_on", "notified_on", "objection_on", "reported_on", "report_submitted_on")


def complete(edition: Edition, number: int, *, variants: int = 16) -> list[Case]:
    """Generates cases in which every fact is known.

    Args:
        edition: Whose constraints hold.
        number: How many are drawn by the strategy that the library offers for tests.
        variants: How many relatives of each are added that look more like what an office gets: drawn evenly, hardly
            any case reaches the petition procedure with its time limits.
    """
    drawn = _drawn(edition, number)
    random = Random(number)
    related = (_steered(edition, case, random) for case in drawn for _ in range(variants))
    return drawn + [case for case in related if case is not None]


def generated(edition: Edition, count: int) -> list[Case]:
    """Generates so many complete cases, two hundred of them drawn, the others relatives of these."""
    drawn = min(200, max(10, count // 10))
    variants = 1 + count // drawn
    while len(cases := complete(edition, drawn, variants=variants)) < count:
        variants += 1 + variants // 4
    return cases[:count]


def half_known(cases: list[Case]) -> list[Case]:
    """Forgets a random half of the facts of each case."""
    random, names = Random(2), list(load("xinfang-2022").facts)
    return [forgetting(case, random.sample(names, len(names) // 2)) for case in cases]


def almost_unknown(cases: list[Case]) -> list[Case]:
    """Forgets all but five random facts of each case, and the day of receipt."""
    random = Random(3)
    names = [name for name in load("xinfang-2022").facts if name != "timeline.received_on"]
    return [forgetting(case, random.sample(names, len(names) - 5)) for case in cases]


def _drawn(edition: Edition, number: int) -> list[Case]:
    found: list[Case] = []

    @seed(1)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(complete_cases(edition, AS_OF))
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


def _steered(edition: Edition, case: Case, random: Random) -> Case | None:
    """Returns a relative of a case, or None where what was changed contradicts what was not."""
    data: Data = case.model_dump()
    for share, steer in _STEERS:
        if random.random() < share:
            steer(data, random)
    steered = Case.model_validate(data)
    try:
        state = evaluator_for(edition).state(steered, AS_OF)
    except InadmissibleError:
        return None
    # What was changed may show that something left out was done, on a day that is unknown then, or only follows.
    days = [day for constraint in edition.constraints if constraint.undated for day in constraint.undated.days]
    known = all(state.values[edition.layout[day]] == state.values[edition.layout[day] + 1] for day in days)
    return steered if known and state.derived.keys().isdisjoint(days) else None


def _newly_raised(data: Data, random: Random) -> None:
    data["petition"]["request"] = "new"
    reexamined = random.random() < 0.1
    data["history"].update(same_matter_pending=False, pending_here=False, reexamination_concluded=reexamined)
    data["history"]["opinion_issued"] = reexamined or random.random() < 0.1


def _of_some_organ(data: Data, random: Random) -> None:
    data["organ"]["kind"] = random.choice(["petition_office", "petition_office", "discipline", "other"])


def _raised_with(data: Data, random: Random) -> None:
    data["petition"]["intake"] = random.choice(["direct", "forwarded", "assigned"])
    data["petition"]["competence"] = random.choice(["own", "own", "same_level", "lower", "elsewhere"])


def _whose_matter(data: Data, random: Random) -> None:
    """Leaves no doubt whose matter it is, or several organs that do not agree."""
    disputed = random.random() < 0.2
    data["petition"].update(competence_disputed=disputed, organs_involved=2 if disputed else 1)
    data["petition"].update(jurisdiction_settled=not disputed, handler_reorganised=random.random() < 0.2)


def _accusation(data: Data, random: Random) -> None:
    data["petition"]["category"] = "accusation"
    data["accusation"]["would_reach_accused"] = random.random() < 0.2


def _grievance(data: Data, random: Random) -> None:
    """Leaves the petition procedure, or one other way."""
    data["petition"]["category"] = "grievance"
    data["remedy"].update(litigation_rights=False, judicial="none", legally_concluded=False)
    data["remedy"].update(dict.fromkeys(("arbitration", "party", "administrative", "duty"), "none"))
    way, value = random.choice(
        [("arbitration", "labour"), ("party", "other"), ("administrative", "penalty"), ("duty", "protect_rights")]
    )
    if random.random() < 0.25:
        data["remedy"][way] = value


def _found_out(data: Data, random: Random) -> None:
    data["handling"].update(facts_clear=random.random() < 0.8, reasonable=random.random() < 0.5)
    data["handling"]["legal_basis"] = random.choice(["conforms", "lacking", "contrary"])


def _good_conduct(data: Data, random: Random) -> None:
    """Leaves at most one thing that anybody did wrong."""
    conduct, order = data["organ_conduct"], data["order"]
    conduct.update(dict.fromkeys(conduct, False))
    conduct[random.choice(list(conduct))] = random.random() < 0.5
    order.update(dict.fromkeys(order, False))
    order["prohibited_acts"] = random.choice([[], [], ["overstay_or_disrupt"]])


def _days_in_order(data: Data, random: Random) -> None:
    """Spreads what happened over some months before the day of evaluation, up to a random step of the remedies."""

    def after(first: date, most: int = 50) -> date:
        return min(AS_OF, first + timedelta(days=random.randint(0, most)))

    received = AS_OF - timedelta(days=random.randint(0, 300))
    days = {"received_on": received, "assigned_due_on": received + timedelta(days=random.randint(10, 90))}
    for name in _FIRST_ACTS:
        if random.random() < 0.7:
            days[name] = after(received, 20)
    if data["petition"]["objection_upheld"] is True:
        days["objection_on"] = after(received, 10)
    day = days["accepted_on"] = after(received, 15)
    if data["handling"]["extension_approved"] is True:
        days["extension_approved_on"] = after(day, 70)
        if data["handling"]["extension_reason_given"] is True:
            days["extension_notified_on"] = after(days["extension_approved_on"], 5)
    for step in _STEPS[: random.randint(0, len(_STEPS))]:
        day = days[step] = after(day)
    if random.random() < 0.3:
        days["proposal_sent_on"] = after(received)
    data["timeline"] = dict(days)


def _as_dated(data: Data, random: Random) -> None:
    """Says nothing of what was issued or told on no day, and finds what was refused to be refused."""
    petition, handling, conduct, days = data["petition"], data["handling"], data["organ_conduct"], data["timeline"]
    if days.get("concluded_on") is None:
        handling.update(opinion_given="none", opinion_executed=False)
    elif handling["opinion_executed"] is True:
        handling["opinion_given"] = "support"
    if days.get("review_requested_on") is None:
        handling["review_accepted"] = False
    if days.get("review_decided_on") is None:
        handling["redo_ordered"] = False
    if days.get("notified_on") is None:
        petition["notice_said"] = "none"
    elif petition["notice_said"] == "none":
        petition["notice_said"] = random.choice(["receipt", "redirect"])
    if petition["channel"] != "visit":
        petition["can_notify_on_spot"] = False
    valid = handling["facts_clear"] is True and handling["legal_basis"] == "conforms"
    if not valid or handling["opinion_given"] not in ("none", "support"):
        conduct["rejected_valid_claim"] = valid
    if petition["competence"] == "own" and petition["notice_said"] in ("not_accept", "no_longer_accept"):
        conduct["refused_own_matter"] = True


_STEERS: tuple[tuple[float, Callable[[Data, Random], None]], ...] = (
    (0.8, _newly_raised),
    (0.5, _of_some_organ),
    (0.5, _raised_with),
    (0.7, _whose_matter),
    (0.3, _accusation),
    (0.7, _grievance),
    (0.7, _found_out),
    (0.7, _good_conduct),
    (0.8, _days_in_order),
    (1.0, _as_dated),
)
"""What is changed in a relative of a drawn case, and how often."""
