"""`xinfang article`: everything that a rulebook makes of an article, and where it stands in the files."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import click

from xinfang_rules.cli.options import DEFAULT_PACK, overlay_option

if TYPE_CHECKING:
    from xinfang_rules.errors import Position
    from xinfang_rules.rulebook.citations import Provisions
    from xinfang_rules.rulebook.cited import Cited
    from xinfang_rules.rulebook.model import Edition
    from xinfang_rules.rulebook.pack import Pack

_NAME_WIDTH = 34

_Numbers: TypeAlias = tuple[int, ...]
"""A paragraph or an item: its article, its own number, that of the item."""


class _Entry(NamedTuple):
    """What cites provisions: what it is, its name and title, where it stands; which it cites, by article first."""

    kind: str
    name: str
    title: str
    position: "Position"
    at: "tuple[_Numbers, ...]"


@click.command("article", short_help="List the rules of an article.")
@click.argument("provision")
@click.option("--rulebook", metavar="NAME|DIR", default=DEFAULT_PACK, help="A shipped rulebook, or a directory.")
@overlay_option
def command(provision: str, rulebook: str, overlays: tuple[str, ...]) -> int:
    """Lists what cites an article: rules, questions, numbers, constraints, facts, bearers and actions, and where.

    PROVISION is an article, a paragraph or an item, such as 23, 23.3 or 22.1.3. What cites several provisions stands
    at each of them.
    """
    from xinfang_rules.cli.text_page import BOLD, FAINT, GAP, TextPage
    from xinfang_rules.rulebook.citations import Provisions
    from xinfang_rules.rulebook.load import load_pack

    pack, book = load_pack(rulebook, overlays=overlays)
    provisions = Provisions(book.instrument)
    numbers = _numbers(provision, provisions)
    found = [*_entries(pack, book.latest), *_vocabulary(pack, provisions)]
    entries = sorted(found, key=lambda entry: entry.position)
    page = TextPage()
    for paragraph in book.instrument.paragraphs:
        place = (paragraph.article, paragraph.paragraph)
        if place[: len(numbers)] != numbers[:2]:
            continue
        item = numbers[2] if len(numbers) > 2 else None
        page.line((provisions.label(*place, item), BOLD))
        page.paragraph(paragraph.gist if item is None else paragraph.items[item - 1], indent=2)
        for entry in entries:
            if any(one[:2] == place and one[: len(numbers)] == numbers for one in entry.at):
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
    """Yields everything that can cite a provision, the vocabulary apart."""
    from xinfang_rules.explain.norm_words import VERBS
    from xinfang_rules.rulebook.amounts import amount

    def cited(citations: "tuple[Cited, ...]") -> tuple[_Numbers, ...]:
        own = [each for each in citations if each.instrument == pack.base]
        return tuple((each.article, each.paragraph, *([] if each.item is None else [each.item])) for each in own)

    for rule in edition.rules:
        other = "结论" if rule.question is not None else "定义" if rule.concept is not None else "说明"
        kind = other if rule.norm is None else VERBS[rule.norm.kind]
        yield _Entry(kind, rule.id, rule.title, rule.position, cited(rule.citations))
    for question in edition.questions:
        place = pack.questions[question.name].position()
        yield _Entry("问题", question.name, question.title, place, cited(question.citations))
    for name, parameter in edition.parameters.items():
        title = f"{parameter.title}：{amount(parameter)}"
        yield _Entry("数值", name, title, pack.parameters[name].position(), cited(parameter.citations))
    for constraint in edition.constraints:
        place = pack.constraints[constraint.id].position()
        yield _Entry("约束", constraint.id, constraint.title, place, cited(constraint.citations))


_TERMS = {"facts": "事实", "bearers": "主体", "actions": "行为"}


def _vocabulary(pack: "Pack", provisions: "Provisions") -> Iterator[_Entry]:
    """Yields the facts, bearers and actions that name provisions: those of the layers, and the shared ones."""
    from xinfang_rules.facts.shared import shared_vocabulary
    from xinfang_rules.facts.vocabulary_files import FILES, packs_directory
    from xinfang_rules.sources.reader import read_pack_document

    articles: dict[int, list[_Numbers]] = {}
    for paragraph in provisions.instrument.paragraphs:
        articles.setdefault(paragraph.article, []).append((paragraph.article, paragraph.paragraph))

    def numbers(at: str) -> list[_Numbers]:
        """Returns the provision; of an article that is meant as a whole, every paragraph."""
        read = tuple(map(int, at.split(".")))
        return [read] if len(read) > 1 else articles[read[0]]

    def entry(section: str, told: Mapping[str, Any], position: "Position") -> _Entry:
        at = tuple(one for each in told.get("at", ()) for one in numbers(each))
        return _Entry(_TERMS[section], told[section[:-1]], told["title"], position, at)

    shared = shared_vocabulary()
    if pack.case is None:
        for document in (read_pack_document(packs_directory() / name) for name in FILES):
            data: Any = document.data
            for section in _TERMS:
                for index, told in enumerate(data.get(section, ())):
                    if told.get("in", shared.instrument) == pack.base:
                        yield entry(section, told, document.position((section, index)))
    for section in _TERMS:
        specs = shared.facts.values() if section == "facts" else getattr(shared, section)
        titles = {spec.name: spec.title for spec in specs}
        for name, worded in getattr(pack, f"shared_{section}").items():
            told = {"title": titles[name], **worded.entry.model_dump(exclude_none=True)}
            yield entry(section, told, worded.position())
        for placed in getattr(pack, section).values():
            if (placed.entry.within or placed.instrument) == pack.base:
                yield entry(section, placed.entry.model_dump(), placed.position())
