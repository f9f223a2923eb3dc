"""`xinfang article`: everything that a rulebook makes of an article, and where it stands in the files."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from xinfang_rules.cli.options import DEFAULT_PACK, overlay_option

if TYPE_CHECKING:
    from xinfang_rules.errors import Position
    from xinfang_rules.result import Citation
    from xinfang_rules.rulebook.citations import Provisions
    from xinfang_rules.rulebook.model import Edition
    from xinfang_rules.rulebook.pack import Pack

_NAME_WIDTH = 34


class _Entry(NamedTuple):
    """What cites provisions: what it is, its name and title, where it stands."""

    kind: str
    name: str
    title: str
    position: "Position"
    citations: "tuple[Citation, ...]"


@click.command("article", short_help="List the rules of an article.")
@click.argument("provision")
@click.option("--rulebook", metavar="NAME|DIR", default=DEFAULT_PACK, help="A shipped rulebook, or a directory.")
@overlay_option
def command(provision: str, rulebook: str, overlays: tuple[str, ...]) -> int:
    """Lists what cites an article: rules, questions, numbers and constraints, each with its file and line.

    PROVISION is an article, a paragraph or an item, such as 23, 23.3 or 22.1.3. What cites several provisions stands
    at each of them.
    """
    from xinfang_rules.cli.text_page import BOLD, FAINT, GAP, TextPage
    from xinfang_rules.rulebook.citations import Provisions
    from xinfang_rules.rulebook.load import load_pack

    pack, book = load_pack(rulebook, overlays=overlays)
    provisions = Provisions(book.instrument)
    numbers = _numbers(provision, provisions)
    entries = sorted(_entries(pack, book.latest), key=lambda entry: entry.position)
    page = TextPage()
    for paragraph in book.instrument.paragraphs:
        place = (paragraph.article, paragraph.paragraph)
        if place[: len(numbers)] != numbers[:2]:
            continue
        item = numbers[2] if len(numbers) > 2 else None
        page.line((provisions.label(*place, item), BOLD))
        page.paragraph(paragraph.gist if item is None else paragraph.items[item - 1], indent=2)
        for entry in entries:
            at = [(c.article, c.paragraph, c.item) for c in entry.citations if c.instrument == book.instrument.id]
            if any(one[:2] == place and one[: len(numbers)] == numbers for one in at):
                page.paragraph(entry.title, head=f"  {entry.kind}  ", indent=8)
                page.line((" " * 8 + f"{entry.name:<{_NAME_WIDTH}}{' ' * GAP}{entry.position}", FAINT))
    page.write()
    return 0


def _numbers(provision: str, provisions: "Provisions") -> tuple[int, ...]:
    """Reads a provision as its numbers; there has to be such an article, paragraph or item."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3}){0,2}", provision, re.ASCII):
        raise click.UsageError(f"{provision} is no provision; write an article, paragraph or item as 23, 23.3, 22.1.3")
    refused: list[str] = []
    provisions.check(provision, (), lambda path, code, message, *, key=False: refused.append(message), whole=True)
    if refused:
        raise click.UsageError(refused[0])
    return tuple(map(int, provision.split(".")))


def _entries(pack: "Pack", edition: "Edition") -> Iterator[_Entry]:
    """Yields everything that can cite a provision."""
    from xinfang_rules.explain.norm_words import VERBS
    from xinfang_rules.rulebook.amounts import amount

    for rule in edition.rules:
        other = "结论" if rule.question is not None else "定义" if rule.concept is not None else "说明"
        kind = other if rule.norm is None else VERBS[rule.norm.kind]
        yield _Entry(kind, rule.id, rule.title, rule.position, rule.citations)
    for question in edition.questions:
        place = pack.questions[question.name].position()
        yield _Entry("问题", question.name, question.title, place, question.citations)
    for name, parameter in edition.parameters.items():
        title = f"{parameter.title}：{amount(parameter)}"
        yield _Entry("数值", name, title, pack.parameters[name].position(), parameter.citations)
    for constraint in edition.constraints:
        place = pack.constraints[constraint.id].position()
        yield _Entry("约束", constraint.id, constraint.title, place, constraint.citations)
