"""From text to a case: JSON or YAML, read strictly, with the place of whatever is wrong."""

from typing import TYPE_CHECKING, Any, Literal

from xinfang_rules.arguments import wrong
from xinfang_rules.errors import CaseError
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.case_errors import Place, by_name, read_facts, taken_plainly
from xinfang_rules.facts.plain_case import CASE_LIMIT
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.renaming import Reader, Renamed
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import parse

if TYPE_CHECKING:
    from xinfang_rules.rulebook.model import Rulebook


def read_case(
    text: str | bytes,
    *,
    format: Literal["json", "yaml"] | None = None,  # noqa: A002  # what it is called everywhere
    name: str = "case",
    renamed: Renamed | None = None,
    rulebook: "Rulebook | None" = None,
) -> Case:
    """Reads the text of a case.

    What two readers could read differently is refused: keys that stand twice, numbers that are not finite, anchors,
    tags, and in YAML every word but `true`, `false` and `null` is a text. At most 16 MB are read.

    Args:
        text: The text, or its bytes in UTF-8.
        format: What it is; if None, text that starts with `{` or `[` is JSON and any other YAML.
        name: What messages call the text, before line and column.
        renamed: Names that were changed, as `Rulebook.renamed` has them; old ones are read, with a `RenamedWarning`.
        rulebook: The rulebook whose facts the case may state, and by whose old names too; if None, the shared facts.

    Raises:
        CaseError: If it is not well-formed, or no case; at most 50 findings are listed, each with its line and column.
        ArgumentError: If something else than a text is given, or there is no such format.
    """
    document = document_of(text, format, str(name), "evaluate(case, ...)")
    if rulebook is None:
        return case_from_document(document, renamed=None if renamed is None else lambda: renamed)
    return case_from_document(document, rulebook.case_model, renamed=lambda: renamed or rulebook.renamed)


def document_of(text: str | bytes, form: Literal["json", "yaml"] | None, name: str, instead: str) -> Document:
    """Reads text as JSON or YAML.

    Args:
        text: The text, or its bytes.
        form: What it is; see `parse`.
        name: What messages call it.
        instead: What takes data that is no text, for messages.

    Raises:
        CaseError: If it is not well-formed, or too large.
        ArgumentError: If something else than a text is given, or there is no such format.
    """
    if not isinstance(text, (str, bytes, bytearray)):
        raise wrong("text", "a text or its bytes", text, f"{instead} for data that is no text")
    if form not in (None, "json", "yaml"):
        raise wrong("format", "json or yaml", form, 'format="json"')
    try:
        return parse(text, name, form=form, limit=CASE_LIMIT)
    except SourceError as error:
        raise CaseError(error.diagnostics) from None


def case_from_data(data: Any, model: type[Case], renamed: Reader | None = None, place: Place = by_name) -> Case:
    """Validates plain data as a case.

    Args:
        data: The data.
        model: The model of a case, as a rulebook has it.
        renamed: Gives the names that were changed; asked only if the data is no case as it stands.
        place: Says where a part of the data stands.

    Raises:
        CaseError: If it is no case; at most 50 findings are listed.
    """
    try:
        return read_facts(model, data, place)
    except CaseError:
        names = None if renamed is None else renamed()
        taken = taken_plainly(data) if names else None
        if names is None or taken is None:
            raise
        now = names.case(taken)
        if now == taken:
            raise
        return read_facts(model, now, place)


def case_from_document(
    document: Document,
    model: type[Case] = Case,
    path: tuple[str | int, ...] = (),
    renamed: Reader | None = None,
) -> Case:
    """Validates a part of a document as a case, with the places of what is wrong. See `case_from_data`.

    Raises:
        CaseError: If it is no case; at most 50 findings are listed.
    """
    data: Any = document.data
    for step in path:
        data = data[step]
    return case_from_data(data, model, renamed, lambda at, key: document.position((*path, *at), key=key))


def adopted(case: Case, model: type[Case]) -> Case:
    """Returns a case as one of a rulebook's facts: those that its own class does not have are unknown.

    Raises:
        CaseError: If it states a fact that the rulebook does not have.
    """
    if isinstance(case, model):
        return case
    data = case.model_dump()
    for name in model.facts.dates:
        if name not in case.facts:
            group, _, key = name.partition(".")
            data.setdefault(group, {})[key] = UNKNOWN
    return read_facts(model, data)
