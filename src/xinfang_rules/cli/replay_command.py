"""`xinfang replay`: whether a stored result, or a record of the service, comes out again."""

import click

from xinfang_rules.cli.failures import FAILED, exit_code, language, located, report
from xinfang_rules.cli.options import chosen_rulebook, engine_option, language_option, overlay_option, rulebook_option
from xinfang_rules.cli.output import echo


@click.command("replay", short_help="See whether a stored result comes out again.")
@click.argument("stored", metavar="RESULT")
@click.argument("case", required=False)
@engine_option
@overlay_option
@rulebook_option
@language_option
def command(
    stored: str,
    case: str | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
) -> int:
    """Decides the case of a stored result again, for the same day, and says what differs.

    RESULT is what `xinfang evaluate CASE --format json` wrote; CASE is a YAML or JSON file with the one case; - is
    standard input. Without CASE, RESULT is a record of the service, which holds its request. Lay the same overlays as
    then. What differs is told of the outcome, and of what it was worked out with: version, rules, overlays, calendar,
    engine. The exit code is 0 if the outcome is the same, otherwise 1.
    """
    from xinfang_rules.errors import Position, XinfangError
    from xinfang_rules.evaluation.case_reading import case_from_document
    from xinfang_rules.evaluation.governing import renamed_in
    from xinfang_rules.evaluation.replay import replay
    from xinfang_rules.facts.case import Case
    from xinfang_rules.facts.plain_case import CASE_LIMIT
    from xinfang_rules.result.result_reading import RESULT_LIMIT, read_result
    from xinfang_rules.sources.reader import read_document, read_text

    if case is None:
        return _of_record(stored, rulebook, overlays)
    book = chosen_rulebook(rulebook, overlays)
    try:
        result = read_result(read_text(stored, limit=RESULT_LIMIT), name=stored)
        document = read_document(case, limit=CASE_LIMIT)
        model = Case if book is None else book.case_model
        facts = case_from_document(document, model, renamed=lambda: renamed_in(book))
        again = replay(result, facts, rulebook=book, engine=engine)
    except XinfangError as error:
        report(located(error, Position(case)))
        return exit_code(error)
    echo(again.text(language()))
    return 0 if again.same_outcome else FAILED


def _of_record(stored: str, rulebook: str | None, overlays: tuple[str, ...]) -> int:
    from xinfang_rules.errors import XinfangError
    from xinfang_rules.result.result_reading import RESULT_LIMIT
    from xinfang_rules.service import ServiceSettings, replay_record
    from xinfang_rules.sources.reader import read_text

    try:
        record = read_text(stored, limit=RESULT_LIMIT)
        found = replay_record(record, ServiceSettings(rulebook=rulebook, overlays=overlays))
    except XinfangError as error:
        return report(f"{stored}: {error.text(language())}")
    echo(found.text())
    return 0 if found.same else FAILED
