"""`xinfang register`: reads a register, tells what can be made of it, and writes what is due and late."""

from dataclasses import replace
from datetime import date

import click

from xinfang_rules.cli.options import day_option, format_option, language_option, presume_option


@click.command("register", short_help="Read a register: what can be made of it, what is due and late.")
@click.argument("file", metavar="FILE")
@click.option(
    "--mapping",
    metavar="NAME|FILE",
    help="The mapping that says what each column tells: a shipped one by its name, or a file. Without it, the shipped "
    "ones that fit best are proposed.",
)
@click.option("--sheet", metavar="NAME", help="The sheet. Otherwise the one that has the headings.")
@day_option("--as-of", "The day on which the register is looked at. Otherwise today in China.")
@day_option("--complete-to", "The day up to which the register is complete. Otherwise as the mapping says.")
@click.option(
    "--out",
    metavar="FILE",
    help="Write what comes of every row: a workbook (.xlsx), or several CSV or Parquet files.",
)
@format_option("The profile as text, or as JSON.")
@presume_option
@language_option
def command(
    file: str,
    mapping: str | None,
    sheet: str | None,
    as_of: date | None,
    complete_to: date | None,
    out: str | None,
    form: str,
    presume: tuple[str, ...],
) -> int:
    """Profiles a register: what was understood of it, what was not, which facts no column gives, what can be decided.

    FILE is a workbook (.xlsx, .xls) or CSV, in UTF-8 or GB18030. Formulas are not worked out; books with macros are
    not read; columns about persons are dropped.
    """
    from xinfang_rules.arguments import today_in_china
    from xinfang_rules.cli.failures import report, wrong_argument
    from xinfang_rules.cli.progress import watched
    from xinfang_rules.errors import ArgumentError

    try:
        from xinfang_rules.cli.register_page import as_json, write_profile, write_proposals, write_written
        from xinfang_rules.registers import profile_register, propose_mappings, read_register, write_results
        from xinfang_rules.registers.result_tables import RegisterResults
    except ImportError as error:
        return report(f"xinfang: {error}")
    day = as_of or today_in_china()
    if mapping is None:
        write_proposals(file, propose_mappings(file, sheet))
        return 0
    register = replace(read_register(file, mapping, sheet=sheet, complete_to=complete_to), watch=watched)
    try:
        register.mapping.check_presumed(presume)
        profile = profile_register(register, as_of=day)
        if out is not None:
            results = RegisterResults(register, as_of=day, presume=presume)
            places = write_results(results.each(), out)
    except ArgumentError as error:
        raise wrong_argument(str(error), error.text()) from None
    from xinfang_rules.cli.output import echo

    if form == "json":
        echo(as_json(profile))
        return 0
    write_profile(profile)
    if out is not None:
        write_written(results, places)
    return 0
