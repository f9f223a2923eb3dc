"""What the page on local rules shows of the shipped overlays, worked out from their rule files.

A hook of MkDocs, see `mkdocs.yml`: each mark of `MARKS` that stands in a line of its own is replaced.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.instruments import build_instruments
from xinfang_rules.rulebook.load import load_pack, shipped_overlays
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.pack import Problems
from xinfang_rules.rulebook.shipped_overlays import bases_of, described
from xinfang_rules.site.markdown import escape, table

_STATUS: Final = {"in_force": "有效", "superseded": "已被取代", "repealed": "已经废止", "unverified": "没有查明"}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts the tables where the page asks for them."""
    for mark, shown in MARKS.items():
        if mark in markdown:
            markdown = markdown.replace(mark, shown())
    return markdown


def overlays() -> str:
    """Lists the shipped overlays: where and when each holds, and over what it may be laid."""
    rows = []
    for name in sorted(shipped_overlays()):
        entry = described(name)
        days = entry.in_force
        until = "" if days is None or days.until is None else f"至{days.until}"
        since = "（各条自定）" if days is None else f"{days.since}{until}"
        status = "" if entry.status is None else _STATUS[entry.status]
        bases = "、".join(f"`{base}`" for base in entry.bases or ())
        rows.append((f"`{name}`", escape(entry.title), entry.place or "全国", bases, since, status))
    return table(("名称", "规定", "地方", "叠加在", "查明有效的期间", "以后"), rows)


def classes(name: str) -> str:
    """Lists the rules of a local overlay, each with its class and the provisions with which it cannot stand."""
    said: dict[str, tuple[str, str]] = {}
    against: dict[str, dict[str, str]] = {}
    for base in bases_of(name):
        pack, book = load_pack(base, overlays=[name])
        mine = {placed.entry.id for placed in pack.every_rule() if placed.document.source in pack.sources}
        for rule in book.latest.rules:
            if rule.id in mine and rule.concept is None:
                own = [cited.label for cited in rule.citations if cited.instrument != base]
                said[rule.id] = "；".join(dict.fromkeys(own)), rule.title
                if rule.conflict:
                    against.setdefault(rule.id, {})[base] = _reasons(rule, base)
    rows = [
        (
            escape(label),
            escape(title),
            class_of(against.get(rule, {})),
            escape("；".join(against.get(rule, {}).values())),
        )
        for rule, (label, title) in said.items()
    ]
    return table(("条款", "规定", "类别", "与它不一致的条款（不适用本条，只说明）"), rows)


def class_of(against: Mapping[str, str]) -> str:
    """Names the class of a rule by the bases with which it cannot stand."""
    return "X05" if "xinfang-2005" in against else "X22" if against else "K"


def _reasons(rule: Rule, base: str) -> str:
    """Names the provisions of the base with which a rule cannot stand, with their words."""
    return "、".join(f"{cited.label}“{cited.quote}”" for cited in rule.citations if cited.instrument == base)


def left_out() -> str:
    """Lists what of the shipped overlays is not encoded, and why: paragraphs, and parts that rules leave out."""
    rows: dict[tuple[str, str], None] = {}
    for name in sorted(shipped_overlays()):
        for base in bases_of(name):
            pack, book = load_pack(base, overlays=[name])
            rows.update(dict.fromkeys(_left_out(pack, book.latest.rules)))
    return table(("条款", "没有编写的，和为什么"), list(rows))


def _left_out(pack: Any, rules: tuple[Rule, ...]) -> Iterator[tuple[str, str]]:
    for instrument in build_instruments(pack, Problems()).values():
        if instrument.id != pack.base:
            provisions = Provisions(instrument)
            for each in instrument.paragraphs:
                if each.coverage in ("not_decidable", "open"):
                    label = provisions.label(each.article, each.paragraph, None)
                    yield escape(label), escape(f"{each.gist}{each.reason or ''}")
    sources = pack.sources
    for rule in rules:
        if rule.not_modelled is not None and rule.position.source in sources:
            yield escape(rule.citations[0].label), escape(rule.not_modelled)


MARKS: Final[Mapping[str, Callable[[], str]]] = {
    "<!-- shipped overlays -->": overlays,
    "<!-- classes of shanghai -->": lambda: classes("shanghai"),
    "<!-- classes of zhejiang -->": lambda: classes("zhejiang"),
    "<!-- left out of overlays -->": left_out,
}
"""What is put in the place of each mark."""
