"""The data of the wizard, an interview in the reader's browser: what leads it."""

from dataclasses import replace
from typing import Any

from xinfang_rules._version import __version__
from xinfang_rules.hashes import sha256
from xinfang_rules.interview.interview_guide import InterviewGuide, interview_by
from xinfang_rules.site.links import CHANGES, DEADLINES
from xinfang_rules.site.site_context import SiteContext, Surroundings
from xinfang_rules.site.try_it.form_data import Deciding, address_of, can_be_tried, exported
from xinfang_rules.site.words.period_rows import period_rows


def guide_of(book: SiteContext) -> InterviewGuide | None:
    """Returns what leads the interviews of a site; None if its pages have no wizard.

    Raises:
        RulebookError: If anything is wrong with the guide.
    """
    if book.further or not can_be_tried(book):
        return None
    guide = interview_by(book.pack.place, book.rulebook)
    sets = book.rulebook.latest.presumptions.named(() if guide is None else guide.ordinary)
    # The browser presumes what is asked for together, and nothing that hangs on days or duties besides.
    together = frozenset.intersection(*(frozenset(one.bundles) for one in sets)) if sets else frozenset()
    return guide if together and not any(one.only_if_dated or one.unless_late for one in sets) else None


def data(book: SiteContext, around: Surroundings) -> dict[str, Any]:
    """Makes the data; there are none where the site has no wizard."""
    guide, urls = guide_of(book), around.directory_urls
    if guide is None:
        return {}
    further: dict[str, Deciding] = {}
    offered = []
    for folder, other in around.further.items():
        beside = guide_of(other)
        if beside is None:
            continue
        told, program = exported(replace(other, outcomes=()), f"{folder}/", directory_urls=urls)
        own = {"book": told, "guide": guide_data(beside) | {"law": folder}}
        further[folder] = Deciding(own, program)
        since = other.rulebook.editions.days[0].toordinal()
        offered.append({"law": folder, "title": told["instrument"], "since": since, "until": told["until"]})
    changes, calculator = (address_of(page, "", directory_urls=urls).removesuffix("#") for page in (CHANGES, DEADLINES))
    pages = {"changes": changes} | ({"calculator": calculator} if period_rows(book) else {})
    return {"wizard": guide_data(guide) | {"further": offered, **pages}, **further}


def guide_data(guide: InterviewGuide) -> dict[str, Any]:
    """Writes what leads interviews as data."""
    return {
        "digest": decisive_digest(guide),
        "version": __version__,
        "sets": guide.ordinary,
        "roles": [role.model_dump(mode="json") for role in guide.roles.values()],
        "questions": [
            {**question.model_dump(mode="json"), "facts": question.facts} for question in guide.questions.values()
        ],
    }


def decisive_digest(guide: InterviewGuide) -> str:
    """Returns a digest of all that decides: rules, overlays, shared facts, working days."""
    identity = guide.rulebook.identity
    parts = (identity.digest, identity.vocabulary, identity.calendar, *(each.digest for each in identity.laid))
    return sha256("\n".join(parts).encode()).hexdigest()[:12]
