"""Provenance: what results are worked out with."""

from typing import Final

from xinfang_rules._version import __version__
from xinfang_rules.calendar import working_calendar
from xinfang_rules.result import CalendarSource, Provenance, RulebookRef
from xinfang_rules.result.provenance import SCHEMA_VERSION
from xinfang_rules.rulebook.model import Edition

_PACKAGE: Final = "chinesecalendar"


def provenance_of(edition: Edition, engine: str) -> Provenance:
    """Returns the provenance of every result of an edition and an engine."""
    identity, calendar = edition.rulebook, working_calendar(edition.calendar)
    return Provenance.model_construct(
        schema_version=SCHEMA_VERSION,
        library=__version__,
        rulebook=RulebookRef.model_construct(
            id=identity.id, digest=identity.digest, vocabulary=identity.vocabulary, edition=edition.since
        ),
        overlays=identity.laid,
        calendar=CalendarSource.model_construct(
            package=f"{_PACKAGE} {calendar.package_version}",
            digest=identity.calendar,
            notices_through=calendar.noticed_through,
            added=tuple(notice.document for notice in edition.calendar.notices),
        ),
        engine=engine,
    )
