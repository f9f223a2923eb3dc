"""`xinfang explain`: says why."""

from datetime import date
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.failures import exit_code, located, report, wrong_argument
from xinfang_rules.cli.options import chosen_rulebook, evaluation_options, from_option, only_day
from xinfang_rules.cli.output import echo
from xinfang_rules.errors import Position, XinfangError

if TYPE_CHECKING:
    from xinfang_rules.result import Result


@click.command("explain", short_help="Say why a case comes out as it does.")
@click.argument("case")
@click.argument("about", required=False, metavar="[QUESTION|RULE]")
@click.option("--why-not", metavar="ANSWER", help="An answer that the question did not get: what stood against it.")
@from_option
@click.option("--line", metavar="N", type=click.IntRange(min=1), help="Of a table: the row, as messages count them.")
@click.option("--case-id", "case_id", metavar="ID", help="Of a table: the row with this in its column case_id.")
@evaluation_options
def command(
    case: str,
    about: str | None,
    why_not: str | None,
    source_form: str | None,
    line: int | None,
    case_id: str | None,
    as_of: date | str | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
) -> int:
    """Says in Chinese why a case comes out as it does.

    CASE is a YAML or JSON file, or JSON Lines with a case a line; - is standard input. Of a list, every case is
    explained; of a table, as `xinfang evaluate` takes it, the row that --line or --case-id names. Without QUESTION
    (such as disposition) or RULE (such as handling.conclude), the whole result is.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.case_files import Evaluation
    from xinfang_rules.cli.table_input import input_file

    book = chosen_rulebook(rulebook, overlays)
    codes: list[int] = []

    def complain(text: str, code: int) -> None:
        report(text)
        codes.append(code)

    def explained(result: "Result") -> str:
        try:
            return result.explain(about, why_not=why_not)
        except XinfangError as error:
            raise wrong_argument(str(error), error.text()) from None

    with input_file(case, source_form) as file:
        if file.holds_rows:
            from xinfang_rules.cli.whole_tables import row_result

            which = case_id if line is None else line
            if which is None or None not in (line, case_id):
                raise wrong_argument(
                    "of a table, either --line or --case-id names the row", "表要用 --line 或者 --case-id 指明一行"
                )
            try:
                result = row_result(file, which, as_of or today_in_china(), book, engine, presume)
            except XinfangError as error:
                report(located(error, Position(file.name if line is None else f"{file.name}:{line}")))
                return exit_code(error)
            echo(explained(result))
            return 0
        if line is not None or case_id is not None:
            raise wrong_argument("--line and --case-id are for tables", "--line、--case-id 只用于表")
        day = only_day(as_of, "--as-of") or today_in_china()
        _, outcomes = Evaluation(day, book, engine, presume=presume).of_input(file, complain)
        written = False
        for outcome in outcomes:
            if outcome.result is None:
                continue
            text = explained(outcome.result)
            if outcome.number is not None:
                name = outcome.result.case_id or ""
                text = f"【第{outcome.number}件】{name}\n{text}"
            echo(f"\n{text}" if written else text)
            written = True
    return max(codes, default=0)
