"""The guide of interviews of a pack, `interview.yaml`, read, and checked against the rulebook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from xinfang_rules.arguments import StrPath
from xinfang_rules.errors import CaseError, Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.interview.interview_file import DAYS, InterviewFile, QuestionEntry, RoleEntry, States
from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.files import INTERVIEW
from xinfang_rules.rulebook.load import load, pack_place
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.sources.document import Document
from xinfang_rules.sources.validation import Path, place_in

ORDINARY = "ordinary"
"""The name of the question whether the rest is as usual."""


@dataclass(frozen=True, slots=True, eq=False)
class InterviewGuide:
    """What interviews by a rulebook are led by.

    Attributes:
        rulebook: The rulebook.
        roles: The roles, by name, in the order in which they are offered.
        questions: The questions for several facts, by name.
        ordinary: The sets of presumptions by which the rest is ordinary, by name.
    """

    rulebook: Rulebook
    roles: Mapping[str, RoleEntry] = field(repr=False)
    questions: Mapping[str, QuestionEntry] = field(repr=False)
    ordinary: tuple[str, ...]


def load_interview(pack: StrPath = "xinfang-2022", *, overlays: StrPath | Iterable[StrPath] = ()) -> InterviewGuide:
    """Loads what interviews by a rulebook are led by.

    Args:
        pack: The name of a shipped pack, or a directory of rule files.
        overlays: Directories or single rule files laid over the pack, as `load` takes them.

    Raises:
        RulebookError: If anything is wrong with the pack, or it has no `interview.yaml`; it lists every finding.
    """
    place = pack_place(pack)
    read = read_apart(place, INTERVIEW, InterviewFile)
    if read is None:
        message = f"the pack has no {INTERVIEW}, which says from which roles an interview starts"
        raise RulebookError([Diagnostic(Position(str(place)), "not-found", message)])
    return _guide(*read, load(pack, overlays=overlays))


def interview_by(place: FilePath, book: Rulebook) -> InterviewGuide | None:
    """Returns what interviews by a rulebook at hand are led by; None if its pack has no `interview.yaml`.

    Args:
        place: The pack.
        book: The rulebook, overlays and all.

    Raises:
        RulebookError: If anything is wrong with the guide; it lists every finding.
    """
    read = read_apart(place, INTERVIEW, InterviewFile)
    return None if read is None else _guide(*read, book)


def _guide(file: InterviewFile, document: Document, book: Rulebook) -> InterviewGuide:
    checker = _Checker(file, book, document)
    checker.check()
    if checker.found:
        raise RulebookError(sorted(checker.found))
    return InterviewGuide(
        book,
        FrozenDict({entry.role: entry for entry in file.roles}),
        FrozenDict({entry.question: entry for entry in file.questions}),
        tuple(one.name for one in book.latest.presumptions.named([file.ordinary])),
    )


class _Checker:
    """Holds a guide against its rulebook: every name that it uses exists, every value is one of the fact."""

    def __init__(self, file: InterviewFile, book: Rulebook, document: Document) -> None:
        self.found: list[Diagnostic] = []
        self._file = file
        self._book = book
        self._document = document

    def check(self) -> None:
        """Looks at every part of the guide."""
        file, book = self._file, self._book
        self._known(file.ordinary, book.latest.presumptions.names, "set of presumptions", (ORDINARY,))
        questions = [entry.question for entry in file.questions]
        self._once([entry.role for entry in file.roles], "roles", "role")
        self._once([ORDINARY, *questions], "questions", "question", 1)
        bearers = [bearer.value for bearer in book.bearers]
        for number, role in enumerate(file.roles):
            path: Path = ("roles", number)
            self._states(role.states, (*path, "states"))
            for kind, names, known in (
                ("answers", role.answers, book.questions),
                ("bearers", role.bearers, bearers),
                ("questions", role.questions, questions),
                ("first", (role.first,), role.questions),
            ):
                for place, name in enumerate(names):
                    self._known(name, known, kind.removesuffix("s"), (*path, kind, place))
        for number, question in enumerate(file.questions):
            path = ("questions", number, "options")
            self._once([option.option for option in question.options], *path[:2], "options")
            for place, option in enumerate(question.options):
                self._states(option.states, (*path, place, "states"))

    def _states(self, states: States, path: Path) -> None:
        for name, value in states.items():
            if not self._known(name, self._book.facts, "fact", (*path, name), key=True):
                continue
            day = self._book.facts[name].kind == "date"
            if day and value not in DAYS:
                self._report("unknown-value", f"a day is one of {', '.join(DAYS)}", (*path, name))
            elif not day:
                try:
                    self._book.case_model.from_facts({name: value})
                except CaseError as error:
                    self._report("unknown-value", error.diagnostics[0].message, (*path, name))

    def _once(self, names: list[str], *where: str | int) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                self._report("duplicate", f"{name} stands twice", where[:1])

    def _known(self, name: str, known: Iterable[str], what: str, path: Path, *, key: bool = False) -> bool:
        names = list(known)
        if name not in names:
            self._report("unknown-name", f"there is no {what} {name}{did_you_mean(name, names)}", path, key=key)
        return name in names

    def _report(self, code: str, message: str, path: Path, *, key: bool = False) -> None:
        self.found.append(Diagnostic(place_in(self._document, path, key=key), code, message))
