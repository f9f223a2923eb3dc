"""Hypothesis strategies for dossiers: files as they come about, day after day, and the same with less known of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final, NamedTuple

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as missing:
    message = "strategies need Hypothesis: pip install 'xinfang-rules[testing]'"
    raise ModuleNotFoundError(message, name=missing.name) from None

from xinfang_rules.dossier import Dossier, load_acts
from xinfang_rules.facts.day_bounds import DayBounds

__all__ = ["DatedDossier", "dossiers", "weakened"]

_FIRST: Final = date(2024, 1, 2)
_ORGANS: Final[dict[str, Any]] = {
    "office": {"kind": "petition_office", "level": "county", "local": True},
    "town": {"kind": "other", "level": "town", "superior": ["county"]},
    "county": {"kind": "other", "level": "county", "superior": ["city"]},
    "city": {"kind": "other", "level": "city"},
}
_CLAIM: Final[dict[str, Any]] = {"category": "grievance", "remedy": "none", "competent": "town"}


class DatedDossier(NamedTuple):
    """A dossier, and the day for which to examine it.

    Attributes:
        dossier: The dossier.
        as_of: The day; nothing in the dossier comes after it.
    """

    dossier: Dossier
    as_of: date


def dossiers() -> st.SearchStrategy[DatedDossier]:
    """Generates dossiers of one or two claims: a piece comes, goes where it belongs, is handled, reviewed, comes again.

    Any step may be missing, late, by another organ or of another kind; days are known, and in order.
    """
    return st.randoms(use_true_random=False).map(dossier_of)


def weakened(dossier: Dossier, random: Random) -> Dossier:
    """Returns a dossier that says less: some days within bounds; some arrivals, kinds and outcomes not at all.

    Args:
        dossier: The dossier.
        random: Chooses what is no longer known.
    """
    acts, sent = [], load_acts().file.structure.sent
    for act in dossier.acts:
        less: dict[str, Any] = {}
        for key in ("day", "received"):
            day = getattr(act, key)
            if isinstance(day, date) and random.random() < 0.3:
                before, after = (timedelta(days=random.randint(0, 25)) for _ in range(2))
                less[key] = DayBounds(day - before, day + after) if random.random() < 0.8 else "unknown"
        if act.act in sent and random.random() < 0.2:
            less["received"] = None
        for key in ("kind", "outcome"):
            told = getattr(act, key)
            if isinstance(told, dict):
                less[key] = {claim: value for claim, value in told.items() if random.random() < 0.7}
            elif random.random() < 0.3:
                less[key] = None
        acts.append(act.model_copy(update=less))
    return dossier.model_copy(update={"acts": tuple(acts)})


def dossier_of(random: Random) -> DatedDossier:
    """Makes a dossier by drawing from a source of chance."""
    claims = {f"c{number}": dict(_CLAIM) for number in range(1, random.choice((2, 2, 3)))}
    day = _FIRST + timedelta(days=random.randint(0, 300))
    acts: list[dict[str, Any]] = []
    for step in _steps(random, list(claims)):
        if acts and random.random() < 0.12 and step["act"] not in ("submit", "forward"):
            continue
        done = day = day + timedelta(days=random.choice((0, 0, 1, 3, 10, 16, 31, 62)) if acts else 0)
        if step["act"] == "forward":
            step["received"] = day
        elif step.pop("delivered", False) and random.random() < 0.8:
            step["received"] = day = day + timedelta(days=random.randint(0, 5))
        acts.append({"day": done, **step})
    last = max(value for act in acts for value in (act["day"], act.get("received", act["day"])))
    as_of = last + timedelta(days=random.choice((0, 1, 14, 40, 70)))
    stated: dict[str, Any] = {"dossier": "drawn", "organs": _ORGANS, "claims": claims, "acts": acts}
    if random.random() < 0.6:
        stated["complete_to"] = as_of
    return DatedDossier(Dossier.model_validate(stated), as_of)


def _steps(random: Random, claims: list[str]) -> Iterator[dict[str, Any]]:
    kinds = {name: [*act.kind] for name, act in load_acts().file.acts.items()}
    outcomes = {name: [*act.outcome] for name, act in load_acts().file.acts.items()}
    through_office = random.random() < 0.5
    arrived = "office" if through_office else "town"
    first = {"first": True} if random.random() < 0.7 else {}
    joint: dict[str, Any] = {"piece": ["p1", "p2"]} if random.random() < 0.2 else {}
    mine = {"petitioner": "a"} if joint else {}
    channel = random.choice(("letter", "visit", "online"))
    yield {"act": "submit", "to": arrived, "channel": channel, "anonymous": False, **first, **mine}
    yield {"act": "register", "by": arrived}
    if through_office:
        yield {"act": "forward", "by": "office", "to": "town"}
    if joint:
        yield {"act": "submit", "to": "town", "channel": channel, "anonymous": False, **first, "petitioner": "b"}
    yield {"act": "notify", "by": "town", "kind": random.choice(kinds["notify"]), **joint}
    yield {"act": "accept", "by": "town", "claims": claims[: random.randint(1, len(claims))], **joint}
    if random.random() < 0.3:
        yield {"act": "approve_extension", "by": "town", "days": random.choice((10, 30)), **joint}
        yield {"act": "notify_extension", "by": "town", **joint}
    kind = random.choice(["petition_opinion"] * 4 + kinds["issue"])
    outcome: Any = random.choice(outcomes["issue"])
    if len(claims) > 1 and random.random() < 0.5:
        outcome = {claim: random.choice(outcomes["issue"]) for claim in claims}
    by = random.choice(("town",) * 9 + ("county",))
    yield {"act": "issue", "by": by, "kind": kind, "outcome": outcome, "delivered": True, **joint}
    if random.random() < 0.7:
        asked = {"piece": random.choice(("p1", "p2"))} if joint else {}
        yield {"act": "request_review", "to": random.choice(("county", "county", "city")), "delivered": True, **asked}
        decided = random.choice(outcomes["decide_review"])
        yield {"act": "decide_review", "by": "county", "outcome": decided, "delivered": True, **asked}
        if decided == "redo":
            again = random.choice(outcomes["issue"])
            yield {
                "act": "issue",
                "by": "town",
                "kind": "petition_opinion",
                "outcome": again,
                "delivered": True,
                **asked,
            }
        elif random.random() < 0.5:
            yield {"act": "request_reexamination", "to": "city", "delivered": True, **asked}
            decided = random.choice(outcomes["decide_review"])
            yield {"act": "decide_reexamination", "by": "city", "outcome": decided, **asked}
    if random.random() < 0.4:
        again_at = random.choice(("office", "town", "county"))
        yield {"act": "submit", "to": again_at, "channel": "letter", "anonymous": False, "same_facts": True, **mine}
        yield {"act": "register", "by": again_at}
