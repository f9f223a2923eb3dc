"""`xinfang evaluate --format ics`: the last days of cases as one calendar file."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.case_files import CaseOutcome, Complain
from xinfang_rules.cli.failures import BAD_INPUT, located
from xinfang_rules.errors import Position, XinfangError
from xinfang_rules.result.deadline_list import to_ical

if TYPE_CHECKING:
    from xinfang_rules.result import Deadlines


def write_calendar(outcomes: Iterable[CaseOutcome], complain: Complain, *, case_ids: bool) -> None:
    """Writes a calendar file to standard output; a case that nothing tells from another is refused.

    Titles name each case's own reference with `case_ids`.

    Raises:
        XinfangError: If icalendar is not installed.
    """
    found: dict[str, Deadlines] = {}
    for outcome in outcomes:
        if outcome.result is None:
            continue
        key = outcome.result.case_id
        if key is not None and key not in found:
            found[key] = outcome.result.deadlines()
        else:
            complain(located(_not_told_apart(outcome, key), Position(outcome.source)), BAD_INPUT)
    if found:  # an empty calendar would take the days out of one that is subscribed to
        click.echo(to_ical(found, case_ids=case_ids), nl=False)


def _not_told_apart(outcome: CaseOutcome, key: str | None) -> XinfangError:
    which = ("", "") if outcome.number is None else (f" (case {outcome.number})", f"（第{outcome.number}件）")
    if key is None:
        return XinfangError(
            f"a case needs a case_id, which tells its days from those of others in a calendar{which[0]}",
            f"案件没有填写 case_id，写入日历后无法与别的案件相区别{which[1]}",
        )
    return XinfangError(
        f"another case has the same case_id, so that a calendar would take them for one{which[0]}",
        f"另有案件的 case_id 与本案相同，写入日历后会被当作一件{which[1]}",
    )
