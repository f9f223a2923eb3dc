"""A registry of the editions of this process, to be found again by what stands in them."""

import json
from datetime import date

from xinfang_rules._version import __version__
from xinfang_rules.calendar import working_calendar
from xinfang_rules.hashes import blake2b
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.editions import editions_starting_on
from xinfang_rules.rulebook.load import load, shipped_packs
from xinfang_rules.rulebook.model import Edition, RulebookId, living_editions
from xinfang_rules.rulebook.serialize import to_plain


@per_edition
def fingerprint(edition: Edition) -> str:
    """Returns a digest of an edition, wherever its files lie, and of what else an evaluation by it rests on."""
    notices = working_calendar(edition.calendar).package_version
    content = json.dumps([__version__, notices, to_plain(edition)], ensure_ascii=False)
    return blake2b(content.encode(), digest_size=16).hexdigest()


def edition_known_as(identity: RulebookId, since: date, digest: str) -> Edition | None:
    """Finds an edition again: among those that this process has loaded, else among the shipped ones."""
    for load_first in (False, True):
        if load_first and not identity.overlays and identity.id in shipped_packs():
            load(identity.id)
        for edition in (*living_editions(), *editions_starting_on(since)):
            named = edition.rulebook.id == identity.id and edition.rulebook.overlays == identity.overlays
            if named and edition.since == since and fingerprint(edition) == digest:
                return edition
    return None
