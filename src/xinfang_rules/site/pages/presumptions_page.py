"""Presumptions: what may be presumed and why, where it may not, and what is never presumed."""

from collections.abc import Iterator
from itertools import chain

from xinfang_rules.explain.phrases import presumed_words
from xinfang_rules.rulebook.presumptions import Presumption
from xinfang_rules.site.links import PRESUMPTIONS as PATH, Links, anchor
from xinfang_rules.site.markdown import (
    Page,
    admonition,
    blocks,
    bullets,
    code,
    definitions,
    escape,
    heading,
    section,
    table,
)
from xinfang_rules.site.site_context import SiteContext


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of presumptions; none where the rulebook has none."""
    links = Links(PATH, book)
    presumptions = book.edition.presumptions
    if not presumptions.sets:
        return
    parts = [
        "案件没有写明的事实一律是未知，未知不等于否。办理实务中，有些事实只有例外时才会写明；评估时可以点名采用下列推定，"
        "先按常态认定，得出结论，同时列明每项结论依据哪些推定，由知情的人说明是否符合。",
        _use(links),
        heading(2, "可以推定的事实", "sets"),
        *chain.from_iterable(_set(one, links) for one in presumptions.sets),
        *_never(links),
    ]
    yield Page(PATH, "推定", blocks(parts), boost=1.1)


def _use(links: Links) -> str:
    bundles = {name: None for one in links.edition.presumptions.sets for name in one.bundles}
    together = (
        f"{code(name)} 是"
        + "、".join(code(one.name) for one in links.edition.presumptions.sets if name in one.bundles)
        + "的合称；其余的须逐一点名。"
        for name in bundles
    )
    said = [
        "不点名采用，就没有推定。",
        *together,
        "案件已经写明的，推定不起作用；与已经写明的事实不能并存的，不采用，并且说明。",
        "依推定得出的结论、期限都标明是推定，不与由写明的事实得出的混同；每项只列它确实依据的推定，去掉任何一项，结论就不成立。",
        "推定与实际不符的，写明实际情况，重新评估。",
    ]
    not_for = bullets(
        [
            "法制审查、复查、复核、督查、追究责任：要查明的正是推定所略过的事实，尤其不得推定分类正确、没有过错。",
            "对外告知、出具文书：以查明的事实为准，不能以推定为理由。",
            "记录中本来没有地方填写的，或者已经标明相反情况的（例如重复件、紧急件）：空白不能说明什么。",
        ]
    )
    return blocks([bullets(said), admonition("warning", "不得采用推定的场合", not_for)])


def _set(one: Presumption, links: Links) -> Iterator[str]:
    facts = links.edition.facts
    presumed = (
        links.fact(name, escape(presumed_words(one.says, facts[name], value))) for name, value in one.facts.items()
    )
    days = "、".join(links.fact(day, escape(facts[day].title)) for day in one.only_if_dated)
    yield heading(3, escape(one.title), anchor(one.name))
    yield f"{code(one.name)}\n{{ .law-tags }}"
    yield definitions(
        [
            ("推定的事实", "；".join(presumed)),
            ("理由", escape(one.because)),
            ("依据", links.cited(one.citations)),
            ("条件", f"案件写明{days}的才采用；没有写明，或者写明不知道是哪一天的，不采用" if days else ""),
            ("不得采用", escape(one.limit)),
            ("合称", "、".join(map(code, one.bundles))),
        ]
    )


def _never(links: Links) -> Iterator[str]:
    never = links.edition.presumptions.never
    if never:
        yield heading(2, "一律不得推定的事实", "never")
        yield "下列事实任何一组都不得推定；叠加的规则要推定其中任何一项，检查不能通过。"
        rows = [
            (
                links.fact(one.fact, escape(links.edition.facts[one.fact].title)),
                escape(one.because),
                links.cited(one.citations),
            )
            for one in never
        ]
        yield section("law-gaps", table(("事实", "为什么不得推定", "依据"), rows))
