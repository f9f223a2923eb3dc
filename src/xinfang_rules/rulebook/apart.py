"""Files of a pack or an overlay that stand apart from its rules."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.files import file_of
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries

ModelT = TypeVar("ModelT", bound=BaseModel)


def document_apart(place: Path, name: str) -> Document | None:
    """Reads a file of a pack or an overlay that stands apart as plain data; None if it has none. See `read_apart`."""
    paths, unread = file_of(place, name)
    if unread:
        raise RulebookError(unread)
    try:
        return read_pack_document(paths[0]) if paths else None
    except SourceError as error:
        raise RulebookError(error.diagnostics) from None


def read_apart(place: Path, name: str, model: type[ModelT]) -> tuple[ModelT, Document] | None:
    """Reads what a pack or an overlay says in a file of its own; None if it has none.

    Args:
        place: The directory, or a single file, which has none.
        name: The name of the file.
        model: What it holds.

    Raises:
        RulebookError: If it cannot be read, or anything in its form is wrong; it lists every finding.
    """
    document = document_apart(place, name)
    if document is None:
        return None
    file, found = read_entries(document, model)
    if file is None:
        raise RulebookError(found)
    return file, document
