"""What a result was worked out with, so that years later it can be told whether the same would come out again."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, StrictInt
from pydantic_core import PydanticCustomError

from xinfang_rules.result.references import CalendarRef, ConsideredInstrument, InstrumentRef, OverlayRef
from xinfang_rules.result.result_parts import Day, ResultPart
from xinfang_rules.result.schema_version import SCHEMA_VERSION

UNNUMBERED: Final = "0.0"
"""What stands for the form of results that were stored before forms had numbers."""

_READ: Final = ("0", SCHEMA_VERSION.partition(".")[0])


def _readable(version: str) -> str:
    major, _, minor = version.partition(".")
    if not (major.isdecimal() and minor.isdecimal() and version.isascii()):
        raise PydanticCustomError(
            "schema_version", "Input should be two numbers, such as {example}", {"example": "1.0"}
        )
    if major not in _READ:
        raise PydanticCustomError(
            "schema_version",
            "the result is stored in form {version}; this version of xinfang-rules reads {major}.x: "
            "use one that reads {needed}.x",
            {"version": version, "major": _READ[-1], "needed": major},
        )
    return version


class SourceDifference(ResultPart):
    """One thing in which two results differ by what they were worked out with.

    Attributes:
        part: What differs: `schema_version`, `library`, `rulebook`, `edition`, `overlays`, `calendar`, `engine`
            or `presume`.
        text: In which way, in Chinese.
        text_en: The same in English.
    """

    part: str
    text: str
    text_en: str


class RulebookRef(ResultPart):
    """The rulebook, in the state in which it was used.

    Attributes:
        id: Its identifier, which is its instrument's.
        digest: SHA-256 of its rule files, overlays apart; see `xinfang_rules.rulebook.digests`.
        vocabulary: SHA-256 of the shared files of facts, bearers and actions, `facts.yaml` and `outputs.yaml` one after
            the other; empty where its own rule files hold these, and in a result that was stored in the form 1.0.
        edition: The first day of the edition that was used.
    """

    id: str
    digest: str = ""
    vocabulary: str = ""
    edition: Day | None = None


class CalendarSource(ResultPart):
    """What tells the working days, whether or not any were counted.

    Attributes:
        package: The package that holds the yearly notices, with its version.
        digest: SHA-256 of the shipped files on festivals and working days.
        notices_through: The last year up to which every notice is at hand.
        added: The notices beside those of the package, as they are cited.
    """

    package: str = ""
    digest: str = ""
    notices_through: StrictInt | None = None
    added: tuple[str, ...] = ()


class Provenance(ResultPart):
    """What a result was worked out with.

    Two provenances are equal, and so are two results, whichever engine did the work: all engines find the same, and are
    held to it by the tests of this library; a second one can confirm each result (`evaluate(…, confirm=True)`).

    What a result that was stored by an early version does not tell is empty, or None.

    Attributes:
        schema_version: The form in which the result is stored.
        library: The version of xinfang-rules.
        rulebook: The rulebook.
        overlays: What was laid over it, in order, and what that changed; notices alone included.
        calendar: What tells the working days.
        engine: The engine.
        confirmed_by: The second engine that found the same, if one was asked.
        presume: The presumptions that were asked for, as they were.
        place: The place by which local overlays were chosen; None if they were not.
        considered: The instruments that were looked at then, those that do not govern included.
    """

    schema_version: Annotated[str, AfterValidator(_readable)]
    library: str = ""
    rulebook: RulebookRef
    overlays: tuple[OverlayRef, ...] = ()
    calendar: CalendarSource = CalendarSource()
    engine: str = ""
    confirmed_by: str | None = None
    presume: tuple[str, ...] = ()
    place: str | None = None
    considered: tuple[ConsideredInstrument, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Provenance):
            return NotImplemented
        return self._sources() == other._sources()

    def __hash__(self) -> int:
        return hash(self._sources())

    def _sources(self) -> tuple[object, ...]:
        told = tuple(value for name, value in self.__dict__.items() if name not in _ENGINES)
        return *told, tuple((self.model_extra or {}).items())

    def differences(self, other: "Provenance") -> tuple[SourceDifference, ...]:
        """Says in words what another result was worked out with otherwise.

        Args:
            other: The other one's provenance; in the words, this one is the stored one and the other the present one.
        """
        return tuple(_differences(self, other))


_ENGINES: Final = frozenset({"engine", "confirmed_by"})


def before_forms_had_numbers(told: Mapping[str, Any]) -> Provenance:
    """Returns what is known of a result that was stored without its provenance.

    Args:
        told: What was read of the result so far: `instrument` and `calendar` still hold what they told then.
    """
    instrument, calendar = told.get("instrument"), told.get("calendar")
    ids = (instrument.model_extra or {}).get("overlays", ()) if isinstance(instrument, InstrumentRef) else ()
    source = (calendar.model_extra or {}) if isinstance(calendar, CalendarRef) else {}
    return Provenance.model_validate(
        {
            "schema_version": UNNUMBERED,
            "rulebook": {"id": getattr(instrument, "id", "")},
            "overlays": [{"id": overlay, "title": "", "digest": ""} for overlay in ids],
            "calendar": {name: source[name] for name in ("package", "notices_through", "added") if name in source},
        }
    )


def _differences(stored: Provenance, now: Provenance) -> Iterator[SourceDifference]:
    yield from _changed(
        "schema_version", "结果的格式", "the form of the result", stored.schema_version, now.schema_version
    )
    yield from _changed("library", "本库的版本", "xinfang-rules", stored.library, now.library)
    mine, theirs = stored.rulebook, now.rulebook
    yield from _changed("rulebook", "规则库", "the rulebook", mine.id, theirs.id)
    if mine.id == theirs.id:
        yield from _changed("rulebook", f"{mine.id}的规则文件", f"rule files of {mine.id}", mine.digest, theirs.digest)
        if mine.vocabulary:  # the form 1.0 tells none
            words = "共用的事实、主体和行为的文件", "the shared files of facts, bearers and actions"
            yield from _changed("rulebook", *words, mine.vocabulary, theirs.vocabulary)
    edition = [day.isoformat() if day else "" for day in (mine.edition, theirs.edition)]
    yield from _changed("edition", "版本的起始日", "the first day of the edition", *edition)
    yield from _overlays(stored.overlays, now.overlays)
    days, today = stored.calendar, now.calendar
    yield from _changed("calendar", "放假安排的数据", "the data on holidays", days.package, today.package)
    yield from _changed("calendar", "节假日和工作日的规则文件", "files on working days", days.digest, today.digest)
    added = ["、".join(each.added) or "（无）" for each in (days, today)]
    if days.package:
        yield from _changed("calendar", "另外补充的放假通知", "the notices added", *added)
    yield from _changed("engine", "计算引擎", "the engine", stored.engine, now.engine)
    asked = ["、".join(each.presume) or "（无）" for each in (stored, now)]
    yield from _changed("presume", "所采用的推定", "presumptions", *asked)


def _changed(part: str, what: str, what_en: str, before: str, after: str) -> Iterator[SourceDifference]:
    if before == after:
        return
    old, new = _short(before), _short(after)
    if not before:
        text, text_en = f"{what}：存档没有记载，现在是 {new}", f"{what_en}: not told by what is stored, now {new}"
    else:
        text, text_en = (
            f"{what}：存档是 {old}，现在是 {new or '（无）'}",
            f"{what_en}: stored {old}, now {new or 'none'}",
        )
    yield SourceDifference(part=part, text=text, text_en=text_en)


def _short(value: str) -> str:
    """Shortens a digest to what tells two apart at a glance."""
    return f"{value[:12]}…" if len(value) == 64 and value.isalnum() else value


def _by_name(overlays: tuple[OverlayRef, ...]) -> dict[str, OverlayRef]:
    """Returns overlays by their identifiers; files of notices alone, named after themselves, may be named alike."""
    named: dict[str, OverlayRef] = {}
    for overlay in overlays:
        name, number = overlay.id, 1
        while name in named:
            number += 1
            name = f"{overlay.id}#{number}"
        named[name] = overlay
    return named


def _overlays(stored: tuple[OverlayRef, ...], now: tuple[OverlayRef, ...]) -> Iterator[SourceDifference]:
    before, after = (_by_name(some) for some in (stored, now))
    for name, overlay in before.items():
        called = f"{overlay.title or name}（{name}）"
        if name not in after:
            text, text_en = f"存档时叠加了{called}，现在没有叠加", f"overlay {name} was laid, and is not now"
            yield SourceDifference(part="overlays", text=text, text_en=text_en)
        else:
            yield from _changed(
                "overlays",
                f"叠加的{called}编号相同，规则文件",
                f"overlay {name}, under the same id: its rule files",
                overlay.digest,
                after[name].digest,
            )
    for name, overlay in after.items():
        if name not in before:
            text = f"现在叠加了{overlay.title or name}（{name}），存档时没有叠加"
            yield SourceDifference(part="overlays", text=text, text_en=f"overlay {name} is laid now, and was not")
    common = [[name for name in some if name in before and name in after] for some in (before, after)]
    if common[0] != common[1]:
        text = f"叠加的先后：存档是 {'、'.join(common[0])}，现在是 {'、'.join(common[1])}"
        text_en = f"the order of overlays: stored {', '.join(common[0])}, now {', '.join(common[1])}"
        yield SourceDifference(part="overlays", text=text, text_en=text_en)
