"""A service over HTTP: cases and dossiers in as JSON, answers with their provenance out; it keeps nothing.

    xinfang serve --port 8000

`create_app` makes the ASGI application for other servers. Needs the extra `service`.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.service.operations import replay_record
    from xinfang_rules.service.record_replay import RecordReplay
    from xinfang_rules.service.service_app import create_app
    from xinfang_rules.service.service_settings import ServiceSettings

_HOMES = {
    "operations": "replay_record",
    "record_replay": "RecordReplay",
    "service_app": "create_app",
    "service_settings": "ServiceSettings",
}

__all__ = ["RecordReplay", "ServiceSettings", "create_app", "replay_record"]


def __getattr__(name: str) -> object:
    return imported(globals(), name, _HOMES)
