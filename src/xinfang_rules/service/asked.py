"""What is asked of the rules, read: the options, the case, the rulebook that was chosen."""

import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from xinfang_rules.arguments import today_in_china
from xinfang_rules.errors import CaseError, Position, XinfangError
from xinfang_rules.evaluation.case_reading import case_from_data
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.evaluation.governing import model_at, renamed_in
from xinfang_rules.facts.case import Case
from xinfang_rules.renaming import RenamedWarning
from xinfang_rules.result import Result
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.service.answer_records import Answered
from xinfang_rules.service.request_models import CaseOptions, Common
from xinfang_rules.service.request_text import RequestText
from xinfang_rules.service.rules_at_hand import RulesAtHand
from xinfang_rules.service.service_errors import missing, refused, wrong_options

OptionsT = TypeVar("OptionsT", bound=Common)

_CHOOSING: Final = ("rulebook", "overlays", "place")
"""By these a request chooses what governs; where it says none of them, what is usual at the service is taken."""


class Asked(NamedTuple):
    """A request to the rules that the service offers: what its body says (`data`), and its address (`params`)."""

    rules: RulesAtHand
    endpoint: str
    data: dict[str, Any]
    text: RequestText
    params: Mapping[str, Any]

    def options(self, model: type[OptionsT], part: str | None = None) -> tuple[OptionsT, dict[str, Any]]:
        """Reads what the body says beside its main part.

        Args:
            model: What it may say.
            part: The name of the main part, which is left alone.

        Returns:
            The options; and the request as it is kept: with what was taken where it told nothing.

        Raises:
            ServiceError: If it is not like that.
        """
        beside = {key: value for key, value in self.data.items() if key != part}
        try:
            read = model.model_validate(beside)
        except ValidationError as error:
            known = (*model.model_fields, *([] if part is None else [part]))
            raise wrong_options(error, _lists(model), known) from None
        if part is not None and part not in self.data:
            raise missing(part)
        filled: dict[str, Any] = {} if read.as_of is not None else {"as_of": today_in_china()}
        fields = model.model_fields.keys()
        if not any(getattr(read, name, None) is not None for name in _CHOOSING):
            filled |= {name: value for name, value in self.rules.usual.items() if name in fields}
        if filled:
            read = read.model_copy(update=filled)
        assert read.as_of is not None  # it was just filled in
        request = {**self.data, **filled, "as_of": read.as_of.isoformat()}
        request.pop("record", None)
        return read, request

    def answered(self, options: Common, request: Mapping[str, Any], answer: bytes, **more: Any) -> Answered:
        """Returns an answer to it; see `Answered`."""
        return Answered(self.endpoint, options.as_of, request, answer=answer, kept=options.record, **more)


@lru_cache(maxsize=32)
def _lists(model: type[BaseModel]) -> dict[str, tuple[str, ...]]:
    """Returns the values of each option that has a list of them."""
    return {
        name: get_args(field.annotation)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is Literal
    }


class Decided(NamedTuple):
    """A case that was decided.

    Attributes:
        case: The case.
        result: The result.
        book: The rulebook that was chosen; None if the day of the petition decided.
        warnings: What the caller should know, in Chinese.
    """

    case: Case
    result: Result
    book: Rulebook | None
    warnings: tuple[str, ...]


def decided(asked: Asked, options: CaseOptions) -> Decided:
    """Reads the case of a request, and decides it.

    Raises:
        ServiceError: If it is no case, or cannot be decided.
    """
    as_of = options.as_of
    assert as_of is not None  # `Asked.options` gives one
    rules, data = asked.rules, asked.data["case"]
    model: type[Case] = Case
    try:
        place = options.place
        book = rules.rulebook(options.rulebook, options.overlays)
        model = model_at(place, data, as_of) if book is None else book.case_model
        case, told = _read(data, model, book, asked.text)

        def locate(fact: str) -> Position:
            return asked.text.place("case")(tuple(fact.split(".")), False)

        result = evaluate(
            case, as_of=as_of, rulebook=book, locate=locate, presume=options.presume, place=place
        )  # fmt: skip
    except XinfangError as error:
        raise refused(error, model.facts, asked.data) from None
    return Decided(case, result, book, told)


def _read(data: Any, model: type[Case], book: Rulebook | None, text: RequestText) -> tuple[Case, tuple[str, ...]]:
    """Reads a case; what it says by old names is told to the caller, who alone can change that."""
    place = text.place("case")
    try:
        return case_from_data(data, model, None, place), ()
    except CaseError:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", RenamedWarning)
            case = case_from_data(data, model, lambda: renamed_in(book), place)
        return case, tuple(str(getattr(each.message, "chinese", each.message)) for each in told)
