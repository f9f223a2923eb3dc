"""Provenance: what results are worked out with."""

from typing import TYPE_CHECKING, Final

from xinfang_rules._version import __version__
from xinfang_rules.calendar import working_calendar
from xinfang_rules.evaluation.making import Making
from xinfang_rules.result.schema_version import SCHEMA_VERSION
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from xinfang_rules.result import Provenance

_PACKAGE: Final = "chinesecalendar"


def provenance_of(edition: Edition, engine: str, making: Making) -> "Provenance":
    """Returns the provenance of every result of an edition and an engine."""
    identity, calendar = edition.rulebook, working_calendar(edition.calendar)
    rulebook = {
        "id": identity.id,
        "digest": identity.digest,
        "vocabulary": identity.vocabulary,
        "edition": edition.since,
    }
    told = {
        "package": f"{_PACKAGE} {calendar.package_version}",
        "digest": identity.calendar,
        "notices_through": calendar.noticed_through,
        "added": tuple(notice.document for notice in edition.calendar.notices),
    }
    values = {
        "schema_version": SCHEMA_VERSION,
        "library": __version__,
        "rulebook": making.part("RulebookRef")(rulebook),
        "overlays": identity.laid,
        "calendar": making.part("CalendarSource")(told),
        "engine": engine,
        "confirmed_by": None,
        "presume": (),
        "place": None,
        "considered": (),
    }
    made: Provenance = making.part("Provenance")(values)
    return made
