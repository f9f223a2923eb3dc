"""Case files: one case or a list of cases in each, evaluated one after the other; a bad one stops no other."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from xinfang_rules.cli.failures import BAD_INPUT, exit_code, language, located, wrong_argument
from xinfang_rules.cli.table_input import InputFile
from xinfang_rules.errors import ArgumentError, EngineDisagreement, EngineError, Position, XinfangError
from xinfang_rules.evaluation.for_page import evaluated_for_page
from xinfang_rules.evaluation.governing import Locate, deciding_fact, governing_edition, model_at, renamed_in
from xinfang_rules.facts.plain_case import CASE_LIMIT
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.sources.document import Document
from xinfang_rules.sources.reader import parse, read_document

if TYPE_CHECKING:
    from xinfang_rules.result import Result

Complain: TypeAlias = Callable[[str, int], object]
"""Takes the lines of what is wrong, and the exit code that it means."""


class CaseOutcome(NamedTuple):
    """What became of one case.

    Attributes:
        source: The file.
        number: Its place in the list of the file, from 1; None where the file holds a single case.
        decided: The result, with the edition it comes from; None if the case, or the file, was refused.
    """

    source: str
    number: int | None
    decided: "tuple[Result, Edition] | None"

    @property
    def result(self) -> "Result | None":
        """The result, if there is one."""
        return None if self.decided is None else self.decided[0]


class Evaluation(NamedTuple):
    """How cases are evaluated.

    `rulebook` is None where the day of each petition decides; `place` then names where they were received, if local
    overlays are to be laid by that; `for_page` says that results are only read.
    """

    as_of: date
    rulebook: Rulebook | None
    engine: str
    confirm: bool = False
    presume: tuple[str, ...] = ()
    for_page: bool = False
    place: str | None = None

    def of_file(self, file: str, complain: Complain) -> tuple[bool, Iterator[CaseOutcome]]:
        """Evaluates the cases of a file, or with `-` of standard input.

        Returns:
            Whether the file holds a list; and the outcomes in its order, each worked out when it is asked for. A file
            that cannot be read has a single one.
        """
        try:
            document = read_document(file, limit=CASE_LIMIT)
        except XinfangError as error:
            complain(error.text(language()), BAD_INPUT)
            return False, iter([CaseOutcome(file, None, None)])
        if not isinstance(document.data, list):
            return False, iter([CaseOutcome(document.source, None, self._decide(document, (), complain))])
        return True, (
            CaseOutcome(document.source, index + 1, self._decide(document, (index,), complain))
            for index in range(len(document.data))
        )

    def of_input(self, file: InputFile, complain: Complain) -> tuple[bool, Iterator[CaseOutcome]]:
        """Evaluates the cases of a file, which may hold one a line. See `of_file`."""
        return (True, self._of_lines(file, complain)) if file.holds_lines else self.of_file(file.file, complain)

    def _of_lines(self, file: InputFile, complain: Complain) -> Iterator[CaseOutcome]:
        assert file.stored is not None
        with file.stored.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    document = parse(line.rstrip(b"\r\n"), file.name, form="json", limit=CASE_LIMIT, first_line=number)
                except XinfangError as error:
                    complain(error.text(language()), BAD_INPUT)
                    yield CaseOutcome(file.name, number, None)
                else:
                    yield CaseOutcome(document.source, number, self._decide(document, (), complain))

    def _decide(self, document: Document, path: tuple[int, ...], complain: Complain) -> "tuple[Result, Edition] | None":
        def locate(fact: str) -> Position:
            return document.position((*path, *fact.split(".")))

        data: Any = document.data
        data = data[path[0]] if path else data
        try:
            if self.for_page and not self.confirm and not self.presume and self.place is None:
                decided = evaluated_for_page(data, self.as_of, self.rulebook, self.engine, locate)
                if decided is not None:
                    return decided
            return self._evaluated(document, path, data, locate)
        except ArgumentError as error:  # a name that presumes nothing; no case can be decided
            message, chinese = f"--presume: {error}", f"--presume：{error.text()}"
            raise wrong_argument(message, chinese) from None
        except XinfangError as error:
            if isinstance(error, EngineError) and not isinstance(error, EngineDisagreement):
                raise  # no case can be decided
            complain(located(error, locate(deciding_fact(self.rulebook))), exit_code(error))
            return None

    def _evaluated(
        self, document: Document, path: tuple[int, ...], data: Any, locate: Locate
    ) -> "tuple[Result, Edition]":
        from xinfang_rules.evaluation.case_reading import case_from_document  # the models are long to import
        from xinfang_rules.evaluation.evaluate import evaluate

        model = model_at(self.place, data, self.as_of) if self.rulebook is None else self.rulebook.case_model
        case = case_from_document(document, model, path, lambda: renamed_in(self.rulebook))
        edition, _ = governing_edition(case, self.as_of, self.rulebook, place=self.place)
        result = evaluate(
            case,
            as_of=self.as_of,
            rulebook=self.rulebook,
            engine=self.engine,
            confirm=self.confirm,
            locate=locate,
            presume=self.presume,
            place=self.place,
        )
        return result, edition
