"""Files of a pack that stand apart from its rules and speak to readers alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from xinfang_rules.errors import Diagnostic
from xinfang_rules.rulebook.files import file_of
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries

ModelT = TypeVar("ModelT", bound=BaseModel)


class StrictEntry(BaseModel):
    """A mapping of such a file: closed keys, exact types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_apart(
    place: Path, name: str, model: type[ModelT], problems: list[Diagnostic]
) -> Iterator[tuple[ModelT, Document]]:
    """Yields what a pack or an overlay says in a file of its own, if it has one and nothing in its form is wrong.

    Args:
        place: The directory, or a single file, which has none.
        name: The name of the file.
        model: What it holds.
        problems: Takes what is wrong.
    """
    paths, unread = file_of(place, name)
    problems += unread
    for path in paths:
        try:
            document = read_pack_document(path)
        except SourceError as error:
            problems += error.diagnostics
            continue
        file, found = read_entries(document, model)
        problems += found
        if file is not None:
            yield file, document
