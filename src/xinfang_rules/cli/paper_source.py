"""What documents are drawn up from: a case, or each part of a dossier, decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from xinfang_rules.dossier import DecidedPart, decided_parts
from xinfang_rules.dossier.acts_table import table_of
from xinfang_rules.dossier.governing_tables import governing_tables
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.errors import Position, XinfangError, did_you_mean
from xinfang_rules.evaluation.case_reading import case_from_document
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.governing import renamed_in
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.plain_case import CASE_LIMIT
from xinfang_rules.rulebook.load import load
from xinfang_rules.sources.document import quoted, shown
from xinfang_rules.sources.reader import read_document

if TYPE_CHECKING:
    from xinfang_rules.result import Result
    from xinfang_rules.rulebook.model import Rulebook
    from xinfang_rules.sources.document import Document


class PaperSource(NamedTuple):
    """A case, its result, what governs it, and what its organs are called; see `papers.draw_up`."""

    case: "Case | Mapping[str, Any]"
    result: "Result"
    rulebook: "Rulebook"
    names: Mapping[str, str]


def paper_sources(
    file: str, part: str | None, day: date, rulebook: "Rulebook | None", engine: str, presume: Iterable[str]
) -> dict[str, PaperSource]:
    """Reads and decides a case, or the parts of a dossier, by their names; a case alone has an empty one.

    Of a dossier it is the part that is named; without a name, all that can be decided.

    Raises:
        XinfangError: If it is neither, there is no such part, or it cannot be decided.
    """
    document = read_document(file, limit=CASE_LIMIT)
    if not (isinstance(document.data, dict) and "dossier" in document.data):
        if part is not None:
            raise XinfangError(f"--part is for a dossier; {file} is none", f"--part 只用于卷宗，{file} 不是卷宗")
        return {"": _of_case(document, day, rulebook, engine, presume)}
    parts = _of_dossier(document, day, rulebook, engine, presume)
    if part is not None and part not in parts:
        named = ", ".join(parts)
        message = f"--part: there is no part {shown(part)}{did_you_mean(part, parts)}; there are {named}"
        raise XinfangError(message, f"--part：没有{quoted(part)}这一部分{did_you_mean(part, parts, 'zh')}；有：{named}")
    found = parts if part is None else {part: parts[part]}
    sources = {
        name: PaperSource(each.case, each.result, each.rulebook, each.names)
        for name, each in found.items()
        if each.result is not None
    }
    if not sources:
        refused = "；".join(f"{name}：{each.refused}" for name, each in found.items())
        raise XinfangError(f"no part can be decided: {refused}", f"不能评估：{refused}")
    return sources


def _of_dossier(
    document: "Document", day: date, rulebook: "Rulebook | None", engine: str, presume: Iterable[str]
) -> Mapping[str, DecidedPart]:
    def place(path: tuple[str | int, ...], key: bool) -> Position:
        return document.position(path, key=key)

    data: Any = document.data
    table = None if rulebook is None else table_of(rulebook, None)
    dossier = governing_tables(data, day, place)[0] if table is None else dossier_from_data(data, table, place)
    return decided_parts(dossier, as_of=day, rulebook=rulebook, engine=engine, presume=presume)


def _of_case(
    document: "Document", day: date, rulebook: "Rulebook | None", engine: str, presume: Iterable[str]
) -> PaperSource:
    def locate(fact: str) -> Position:
        return document.position(tuple(fact.split(".")))

    model = Case if rulebook is None else rulebook.case_model
    case = case_from_document(document, model, renamed=lambda: renamed_in(rulebook))
    result = evaluate(case, as_of=day, rulebook=rulebook, engine=engine, locate=locate, presume=presume)
    return PaperSource(case, result, rulebook or load(result.provenance.rulebook.id), {})
