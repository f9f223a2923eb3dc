"""Words by which a page is found first, although its text does not stress them: from the rule data alone."""

from collections.abc import Iterator

from xinfang_rules.rulebook.amounts import UNIT_WORDS
from xinfang_rules.rulebook.citations import Provisions, chinese_number
from xinfang_rules.rulebook.model import Paragraph
from xinfang_rules.rulebook.norm_spec import PERIOD_UNITS, Parameter, Unit
from xinfang_rules.site.links import PERIODS, article_path, question_path
from xinfang_rules.site.site_context import SiteContext


def keywords(book: SiteContext) -> dict[str, tuple[str, ...]]:
    """Lists the keywords of every page that has some.

    An article is found by its number in each way it is written (19, 19.3, 第十九条第三款) and by its title, with the
    periods and numbers of people that it sets; a question by its answers; the page of periods by every period.
    """
    found: dict[str, list[str]] = {}
    provisions = Provisions(book.rulebook.instrument)
    for paragraph in book.rulebook.instrument.paragraphs:
        article = paragraph.article
        own = [str(article), f"第{chinese_number(article)}条", book.rulebook.instrument.article_titles[article]]
        found.setdefault(article_path(article), own).extend(_places(provisions, paragraph))
    for parameter in book.edition.parameters.values():
        for word in _parameter_words(parameter):
            if parameter.unit in PERIOD_UNITS:
                found.setdefault(PERIODS, []).append(word)
            for cited in parameter.citations:
                if cited.instrument == book.rulebook.instrument.id:
                    found[article_path(cited.article)].append(word)
    for question in book.edition.questions:
        found[question_path(question.name)] = [question.title, *question.answers.values()]
    return {path: tuple(dict.fromkeys(words)) for path, words in found.items()}


def _places(provisions: Provisions, paragraph: Paragraph) -> Iterator[str]:
    """Lists the ways in which a paragraph and its items are cited, with the paragraph and as the law does."""
    article, number = paragraph.article, paragraph.paragraph
    whole = f"第{chinese_number(article)}条第{chinese_number(number)}款"
    for item in (None, *range(1, len(paragraph.items) + 1)):
        yield ".".join(map(str, (article, number) if item is None else (article, number, item)))
        yield whole if item is None else f"{whole}第{chinese_number(item)}项"
        yield provisions.label(article, number, item).rpartition("》")[2]


def _parameter_words(parameter: Parameter) -> Iterator[str]:
    if parameter.unit in PERIOD_UNITS:
        yield f"{chinese_number(parameter.value)}{UNIT_WORDS[parameter.unit]}"
        yield parameter.title
    elif parameter.unit is Unit.PERSON:
        yield from (f"{said}{chinese_number(parameter.value)}人" for said in ("", "超过"))
        yield f"{chinese_number(parameter.value)}人以上"
