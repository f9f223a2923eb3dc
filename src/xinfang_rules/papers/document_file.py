"""The shape of a file that describes a document: what it is for, and its elements with the words of each.

Words stand in a `text` with places, `{kind:name}`:

- `{blank:…}` what the library never holds, such as a name; it is left blank, marked;
- `{organ:…}`, `{superior:…}` what the organ and the one above it are called, where that is told; otherwise a blank;
- `{elsewhere:…}` what the petitioner may do by an instrument that an overlay brings, as long as it is open, and until
  when; left blank, marked, where nothing is known to be;
- `{day:fact}`, `{fact:fact}` what the case states;
- `{answer:question}`, `{ground:question}`, `{law:question}` an answer, the rules that give it, their provisions;
- `{title:rule}`, `{law:rule}` what a rule says, and its provision;
- `{note:rule}` a note of the result;
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

HELD: Final = ("blank", "organ", "superior")
"""The kinds of places for what no case holds."""

ELSEWHERE: Final = "elsewhere"
"""The kind of place for what other instruments give."""

PLACES: Final = (*HELD, ELSEWHERE, "day", "fact", "answer", "ground", "law", "title", "note", "due")
"""All kinds of places."""

RESERVED: Final = ("title", "lines", "notes", "origin")
"""What the parts of every document are called in a template; no element can have such a name."""

LineKind: TypeAlias = Literal["number", "addressee", "body", "signature"]
Condition: TypeAlias = dict[str, Annotated[list[Text | StrictBool], BeforeValidator(as_list), Field(min_length=1)]]
"""Facts and questions, with the values of each of which one has to be so."""


class ElementEntry(Entry):
    """An element of a document: words, the condition under which they stand, and the provision that wants it."""

    element: Annotated[
        QuestionId, Field(title="名称", description="模板里写作 {{ 名称 }}；同名的几项，只写第一项条件具备的")
    ]
    title: Annotated[Line, Field(title="标题", description="说明缺什么时用")]
    text: Annotated[Line, Field(title="文字")]
    kind: Annotated[LineKind, Field(title="位置", description="文号；主送、信访人；正文；落款、日期")] = "body"
    when: Annotated[Condition, Field(title="条件", default_factory=dict)]
    mandatory: Annotated[
        list[CiteEntry],
        BeforeValidator(as_list),
        Field(title="要求写明的条款", description="写了的，缺少这一项就不出文书", default_factory=list),
    ]


class DocumentEntry(Entry):
    """A document: for which conclusions it is drawn up, and its elements.

    `for_norms` are the norms that it fulfils, one of which has to apply.
    """

    document: Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]*$", title="名称")]
    title: Annotated[Line, Field(title="标题")]
    of: Annotated[Text, Field(title="规则书")]
    for_norms: Annotated[
        list[Text], Field(min_length=1, title="所履行的规范", description="其中一项适用的，才出这份文书")
    ]
    when: Annotated[Condition, Field(title="条件", default_factory=dict)]
    elements: Annotated[list[ElementEntry], Field(min_length=1, title="各项")]


class DocumentsFile(Entry):
    """A file of documents."""

    documents: Annotated[list[DocumentEntry], Field(min_length=1, title="文书")]
