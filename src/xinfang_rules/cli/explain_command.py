"""`xinfang explain`: says why."""

from datetime import date

import click

from xinfang_rules.cli.failures import report, wrong_argument
from xinfang_rules.cli.options import chosen_rulebook, evaluation_options
from xinfang_rules.cli.output import echo
from xinfang_rules.errors import Language, XinfangError


@click.command("explain", short_help="Say why a case comes out as it does.")
@click.argument("case")
@click.argument("about", required=False, metavar="[QUESTION|RULE]")
@click.option("--why-not", metavar="ANSWER", help="An answer that the question did not get: what stood against it.")
@evaluation_options
def command(
    case: str,
    about: str | None,
    why_not: str | None,
    as_of: date | None,
    rulebook: str | None,
    overlays: tuple[str, ...],
    engine: str,
    presume: tuple[str, ...],
    language: Language,
) -> int:
    """Says in Chinese why a case comes out as it does.

    CASE is a YAML or JSON file; - is standard input. Of a list, every case is explained. Without QUESTION (such as
    disposition) or RULE (such as handling.conclude), the whole result is.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.case_files import Evaluation

    book = chosen_rulebook(rulebook, overlays)
    codes: list[int] = []

    def complain(text: str, code: int) -> None:
        report(text)
        codes.append(code)

    _, outcomes = Evaluation(as_of or today_in_china(), book, engine, language=language, presume=presume).of_file(
        case, complain
    )
    written = False
    for outcome in outcomes:
        if outcome.result is None:
            continue
        try:
            text = outcome.result.explain(about, why_not=why_not)
        except XinfangError as error:
            raise wrong_argument(str(error), error.text(), language) from None
        if outcome.number is not None:
            name = outcome.result.case_id or ""
            text = f"【第{outcome.number}件】{name}\n{text}"
        echo(f"\n{text}" if written else text)
        written = True
    return max(codes, default=0)
