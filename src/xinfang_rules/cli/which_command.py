"""`xinfang which`: which instruments govern a petition, by day and place."""

from datetime import date
from typing import TYPE_CHECKING

import click

from xinfang_rules.cli.options import day_option, language_option
from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from xinfang_rules.result import ConsideredInstrument


@click.command("which", short_help="Say which instruments govern a petition.")
@day_option("--received", "The day on which the petition was received.", required=True)
@click.option(
    "--place", metavar="NAME", help="Where, such as 上海 or 浙江省宁波市: its local rules are looked at, too."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@language_option
def command(received: date, place: str | None, as_json: bool) -> int:
    """Lists the instruments at hand for a petition: which of them govern it, which do not, and why.

    A regulation governs the petitions that were received while it was in force. The local rules of a place that are
    established to be in force on that day are laid over it by `xinfang evaluate --place`; of others it is told why not.
    """
    from xinfang_rules.evaluation.choosing import instruments_for

    found = instruments_for(received, place=place)
    if as_json:
        echo(f"[{', '.join(each.model_dump_json() for each in found)}]")
    else:
        _write(found, received, place)
    return 0


def _write(found: "tuple[ConsideredInstrument, ...]", received: date, place: str | None) -> None:
    from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, TextPage
    from xinfang_rules.days import day_words

    page = TextPage()
    page.paragraph(f"{day_words(received)}{'在' + place if place else ''}收到的信访事项", style=BOLD)
    page.gap()
    for title, wanted in _SECTIONS:
        several = [each for each in found if (each.status == "governs") is wanted]
        page.paragraph(title, style=BOLD)
        for each in several:
            edition = "" if each.edition is None or each.edition == each.in_force_from else f"，{each.edition}起的版本"
            since = "" if each.in_force_from is None else f"{each.in_force_from}起施行"
            until = "" if each.in_force_until is None else f"，至{each.in_force_until}"
            days = f"（{since}{until}{edition}）" if since else ""
            page.paragraph(f"《{each.title.strip('《》')}》（{each.id}）{days}", indent=4)
            page.paragraph(f"{each.because}。", indent=8, style=ALARM if each.status == "unverified" else FAINT)
        if not several:
            page.paragraph("没有。", indent=4)
        page.gap()
    if place is not None and not any(each.place for each in found):
        page.paragraph(f"没有收录“{place}”的地方规定。")
    page.paragraph(
        "条例没有规定新旧条例如何衔接，以收到之日确定，是所作的解释。收录以外的规定，请另行查明。", style=FAINT
    )
    page.write()


_SECTIONS = (("适用", True), ("不适用，或者不自动适用", False))
