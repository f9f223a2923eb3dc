"""What the documentation tells as examples, in their order: `examples.yaml` of a pack.

An entry is the name of its page and a title, with `scenarios`, one or more by their titles, or with a `dossier` and its
`as_of`:

    - {example: late-notice, title: 书面告知迟了两日, scenarios: [转来的事项迟两日书面告知，督办并责令改正]}
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from xinfang_rules.errors import Diagnostic, RulebookError, did_you_mean
from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.files import EXAMPLES
from xinfang_rules.sources.document import Document, shown
from xinfang_rules.sources.entry_base import Entry


class Example(Entry):
    """An example: scenarios by their titles, or a dossier on a day."""

    example: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1)]
    scenarios: list[Annotated[str, Field(min_length=1)]] = Field(default_factory=list)
    dossier: dict[str, Any] | None = None
    as_of: date | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Example":
        if bool(self.scenarios) is (self.dossier is not None) or (self.dossier is None) is not (self.as_of is None):
            raise ValueError("write `scenarios`, or `dossier` with its `as_of`")
        return self


class ExamplesFile(Entry):
    """A file `examples.yaml`."""

    examples: list[Example]


def read_examples(place: Path, titles: Collection[str]) -> tuple[Example, ...]:
    """Reads the examples of a pack; none where it has no such file.

    Args:
        place: The directory of the pack.
        titles: The titles of its scenarios that have a result.

    Raises:
        RulebookError: If anything is wrong with the file; it lists every finding.
    """
    read = read_apart(place, EXAMPLES, ExamplesFile)
    if read is None:
        return ()
    if problems := tuple(_unknown(*read, titles)):
        raise RulebookError(problems)
    return tuple(read[0].examples)


def _unknown(file: ExamplesFile, document: Document, titles: Collection[str]) -> Iterator[Diagnostic]:
    names: set[str] = set()
    for index, entry in enumerate(file.examples):
        if entry.example in names:
            message = f"there is another example {shown(entry.example)}"
            yield Diagnostic(document.position(("examples", index, "example")), "duplicate-id", message)
        names.add(entry.example)
        for number, title in enumerate(entry.scenarios):
            if title not in titles:
                message = f"no scenario with a result is called {shown(title)}{did_you_mean(title, sorted(titles))}"
                yield Diagnostic(document.position(("examples", index, "scenarios", number)), "unknown-value", message)
