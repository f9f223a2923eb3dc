"""The shape of a file that describes a document: what it is for, and its elements with the words of each.

Words stand in a `text` with places, `{kind:name}`:

- `{blank:…}` what the library never holds, such as a name; it is left blank, marked;
- `{day:fact}`, `{fact:fact}` what the case states;
- `{answer:question}`, `{ground:question}`, `{law:question}` an answer, the rules that give it, their provisions;
- `{title:rule}`, `{law:rule}` what a rule says, and its provisions;
- `{due:rule}` the last day of a norm.
"""

import re
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool

from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.overlay_entries import as_list
from xinfang_rules.sources.entry_base import Entry, Line, QuestionId, Text

PLACE: Final = re.compile(r"\{([a-z]+):([^{}]+)\}")
"""A place in a text: its kind, and the name or, of a blank, what belongs there."""

LineKind: TypeAlias = Literal["addressee", "body", "signature"]
Condition: TypeAlias = dict[str, Annotated[list[Text | StrictBool], BeforeValidator(as_list), Field(min_length=1)]]
"""Facts and questions, with the values of each of which one has to be so."""


class ElementEntry(Entry):
    """An element of a document: words, the condition under which they stand, and the provision that wants it."""

    element: QuestionId
    title: Line
    text: Line
    kind: LineKind = "body"
    when: Condition = Field(default_factory=dict)
    mandatory: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)


class DocumentEntry(Entry):
    """A document: for which conclusions it is drawn up, and its elements.

    `for_norms` are the norms that it fulfils, one of which has to apply.
    """

    document: Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z-]*$")]
    title: Line
    of: Text
    for_norms: Annotated[list[Text], Field(min_length=1)]
    when: Condition = Field(default_factory=dict)
    remark: Line | None = None
    elements: Annotated[list[ElementEntry], Field(min_length=1)]


class DocumentsFile(Entry):
    """A file of documents."""

    documents: Annotated[list[DocumentEntry], Field(min_length=1)]
