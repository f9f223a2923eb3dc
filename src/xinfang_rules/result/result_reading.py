"""From text to a result: what was stored, by this version or by another of the same form."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.arguments import wrong
from xinfang_rules.errors import Diagnostic, ResultError
from xinfang_rules.result import Result
from xinfang_rules.result.schema_version import SCHEMA_VERSION
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import parse

RESULT_LIMIT: Final = 16 * 2**20
"""How many bytes of text are read at most; a result has some 80,000."""

_MOST: Final = 50

RESULT_CODES: Final[Mapping[str, str]] = {
    "schema-version": "a form of results that this version does not read",
    "missing-key": "a result lacks what every result has",
    "wrong-value": "a value that no result has at that place",
}
"""The codes of what can be wrong with a stored result, besides those of every source."""


def read_result(text: str | bytes, *, name: str = "result") -> Result:
    """Reads a stored result.

    Results of older and newer minor versions of the form are read: what this version does not know is kept aside and
    written again unchanged.

    Args:
        text: What `result.model_dump_json()` wrote, or its bytes in UTF-8.
        name: What messages call the text, before line and column.

    Raises:
        ResultError: If it is not well-formed, of another major version of the form, or no result; at most 50 findings
            are listed, each with its line and column.
        ArgumentError: If something else than a text is given.
    """
    if not isinstance(text, (str, bytes, bytearray)):
        raise wrong("text", "a text or its bytes", text, "Result.model_validate(data) for data that is no text")
    try:
        document = parse(text, str(name), form="json", limit=RESULT_LIMIT)
    except SourceError as error:
        raise ResultError(error.diagnostics) from None
    try:
        return Result.model_validate(document.data)
    except ValidationError as error:
        raise ResultError(_findings(error.errors(include_url=False), document)) from None


def _findings(errors: Iterable[ErrorDetails], document: Document) -> list[Diagnostic]:
    found = [_finding(error, document) for error in errors]
    # Of another form, nothing else that is wrong with it means anything.
    other_form = [each for each in found if each.code == "schema-version"]
    return (other_form or found)[:_MOST]


def _finding(error: ErrorDetails, document: Document) -> Diagnostic:
    path = _path(error["loc"], document.data)
    place, named = document.position(path), ".".join(map(str, path)) or document.source
    if error["type"] == "schema_version":
        version = error.get("ctx", {}).get("version", "")
        ours, theirs = (number.partition(".")[0] for number in (SCHEMA_VERSION, version))
        chinese = f"结果的存放格式是 {version}，本版本读取 {ours}.x；请用能读 {theirs}.x 的版本"
        if not version:
            chinese = "结果的存放格式应当写成中间有点的两个数，例如 1.0"
        return Diagnostic(place, "schema-version", error["msg"], chinese)
    if error["type"] == "missing":
        lacking = str(error["loc"][-1])
        return Diagnostic(
            place,
            "missing-key",
            f"{named}: {lacking} is missing; every stored result has it",
            f"{named}：缺少 {lacking} 一项，存放的结果都有这一项",
        )
    message = error["msg"].removeprefix("Value error, ")
    return Diagnostic(place, "wrong-value", f"{named}: {message}", f"{named}：这里的值不是结果中会有的（{message}）")


def _path(place: tuple[int | str, ...], data: Any) -> tuple[int | str, ...]:
    """Returns the part of an error's place that leads through the data; the rest names types."""
    path: list[int | str] = []
    for step in place:
        if not isinstance(data, (dict, list)):
            break
        try:
            data = data[step]  # type: ignore[index]  # a wrong kind of step is what is looked for
        except (KeyError, IndexError, TypeError):
            break
        path.append(step)
    return tuple(path)
