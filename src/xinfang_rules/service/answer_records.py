"""What goes out with every answer: an identifier, what it rests on, and, if it is asked for, the request itself."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import BaseModel, Field

from xinfang_rules._version import __version__
from xinfang_rules.result.provenance import Provenance
from xinfang_rules.result.result_parts import Day
from xinfang_rules.result.schema_version import SCHEMA_VERSION
from xinfang_rules.service.request_text import canonical

if TYPE_CHECKING:
    from xinfang_rules.dossier import DossierReport

JSON_TYPE: Final = "application/json"


class Reply(NamedTuple):
    """An answer on its way out.

    Attributes:
        content: Its bytes.
        media: What they are.
        told: What the decision line says of it, beside what it says of every answer.
        headers: Headers of its own.
    """

    content: bytes
    media: str = JSON_TYPE
    told: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}


class LaidSource(BaseModel):
    """An overlay that was laid."""

    id: str = Field(title="编号")
    title: str = Field(title="名称")
    digest: str = Field(title="规则文件的摘要")


class RulebookSource(BaseModel):
    """A rulebook that an answer rests on."""

    id: str = Field(title="编号")
    digest: str = Field(title="规则文件的摘要")
    vocabulary: str = Field(title="共用的事实文件的摘要")
    edition: Day | None = Field(title="所用版本的起始日")
    overlays: tuple[LaidSource, ...] = Field(title="叠加的规则")
    calendar: str = Field(title="工作日数据的摘要")
    package: str = Field(title="放假安排的数据包")
    acts: str | None = Field(None, title="行为表的摘要", description="只有卷宗才有。")


class ConsideredSource(BaseModel):
    """An instrument that was looked at because of the place."""

    id: str = Field(title="编号")
    status: str = Field(title="是否适用")


class AnswerProvenance(BaseModel):
    """What an answer rests on beside the request; of two answers, it tells whether they rest on the same."""

    library: str = Field(title="本库版本")
    schema_version: str = Field(title="结果的格式")
    rulebooks: tuple[RulebookSource, ...] = Field(title="规则书")
    presume: tuple[str, ...] = Field(title="采用的推定")
    place: str | None = Field(None, title="地方")
    considered: tuple[ConsideredSource, ...] = Field((), title="查看过的规定")


class Sources:
    """Tells the provenance of answers as JSON; that of an edition is written once."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Provenance, bytes]] = {}

    def of_result(self, source: Provenance) -> bytes:
        """Returns what a result rests on."""
        found = self._written.get(id(source))
        if found is not None and found[0] is source:
            return found[1]
        written = provenance_of([(source, None)])
        if source.place is None and not source.presume:  # else it is the result's own
            if len(self._written) >= _KEPT:
                self._written.clear()
            self._written[id(source)] = source, written
        return written

    def of_report(self, report: "DossierReport") -> bytes:
        """Returns what a report on a dossier rests on."""
        parts = getattr(report, "governing", None) or (report,)
        return provenance_of([(part.provenance, part.acts_digest) for part in parts if part.provenance is not None])


_KEPT: Final = 64


def provenance_of(sources: Iterable[tuple[Provenance, str | None]]) -> bytes:
    """Returns as JSON what an answer rests on, given the provenances of its results and the digests of their tables."""
    several = list(sources)
    places = [source.place for source, _ in several if source.place is not None]
    made = AnswerProvenance(
        library=__version__,
        schema_version=SCHEMA_VERSION,
        rulebooks=tuple(
            RulebookSource(
                id=source.rulebook.id,
                digest=source.rulebook.digest,
                vocabulary=source.rulebook.vocabulary,
                edition=source.rulebook.edition,
                overlays=tuple(
                    LaidSource(id=each.id, title=each.title, digest=each.digest) for each in source.overlays
                ),
                calendar=source.calendar.digest,
                package=source.calendar.package,
                acts=acts,
            )
            for source, acts in several
        ),
        presume=tuple(dict.fromkeys(name for source, _ in several for name in source.presume)),
        place=places[0] if places else None,
        considered=tuple(
            ConsideredSource(id=each.id, status=each.status) for source, _ in several for each in source.considered
        ),
    )
    return made.model_dump_json(exclude_none=True).encode()


@lru_cache(maxsize=_KEPT)
def _rules_of(provenance: bytes) -> dict[str, list[str]]:
    books = json.loads(provenance)["rulebooks"]
    laid = [each for book in books for each in book["overlays"]]
    return {
        name: [f"{each['id']}@{each['digest']}" for each in some]
        for name, some in (("rulebooks", books), ("overlays", laid))
    }


class Answered(NamedTuple):
    """An answer before it goes out.

    Attributes:
        endpoint: What was asked for.
        as_of: The day.
        request: The request, with the day that was taken where it told none.
        provenance: What the answer rests on, as JSON.
        answer: The answer, as JSON.
        told: What the decision line says of it besides.
        kept: Whether the request goes out with it.
        warnings: What the caller should know of the request, in Chinese, such as old names in it.
    """

    endpoint: str
    as_of: date | None
    request: Mapping[str, Any]
    provenance: bytes
    answer: bytes
    told: Mapping[str, Any]
    kept: bool = False
    warnings: tuple[str, ...] = ()

    def digest(self) -> str:
        """Returns SHA-256 of all that the answer follows from: what was asked, the request, the provenance."""
        return sha256(b"\n".join((self.endpoint.encode(), canonical(self.request), self.provenance))).hexdigest()

    def lines(self, digest: str, name: str | None) -> dict[str, Any]:
        """Returns what the decision line says."""
        day = None if self.as_of is None else self.as_of.isoformat()
        return {"id": name or digest, "digest": digest, "as_of": day, **_rules_of(self.provenance), **self.told}

    def reply(self, name: str | None) -> Reply:
        """Returns what goes out, by the name that the caller gave; by the digest if None."""
        digest = self.digest()
        day = "null" if self.as_of is None else f'"{self.as_of.isoformat()}"'
        head = f'{{"id":"{name or digest}","digest":"{digest}","endpoint":"{self.endpoint}","as_of":{day},"provenance":'
        parts = [head.encode(), self.provenance, b',"answer":', self.answer]
        if self.warnings:
            parts += [b',"warnings":', json.dumps(self.warnings, ensure_ascii=False).encode()]
        if self.kept:
            parts += [b',"request":', canonical(self.request)]
        return Reply(b"".join((*parts, b"}")), told=self.lines(digest, name))
