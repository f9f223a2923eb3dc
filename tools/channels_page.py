"""What the page on channels shows of the shipped overlay `channels`, worked out from its rule files.

A hook of MkDocs, see `mkdocs.yml`: a mark of `MARKS` that stands in a line of its own is replaced.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.instruments import build_instruments
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.pack import Problems
from xinfang_rules.site.markdown import escape, table

OVERLAY: Final = "channels"
BASE: Final = "xinfang-2022"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts the tables where the page asks for them."""
    for mark, shown in MARKS.items():
        if mark in markdown:
            markdown = markdown.replace(mark, shown())
    return markdown


def norms(file: str) -> str:
    """Lists the rights and duties that a rule file of the overlay gives: whose, what and until when, by what."""
    rows = []
    for rule in _rules(file):
        if rule.norm is not None:
            cited = "；".join(dict.fromkeys(one.label for one in rule.citations))
            who = f"{rule.norm.bearer.label}{rule.norm.kind.label[:2]}"
            rows.append((escape(who), escape(rule.title), escape(cited)))
    return table(("谁", "做什么，到哪一日为止", "依据"), rows)


def readings() -> str:
    """Lists the readings that the overlay takes where a statute is silent."""
    rows = {
        (escape(rule.title), escape(rule.interpretive), escape(rule.citations[0].label))
        for rule in _rules()
        if rule.interpretive and rule.answer is None
    }
    return table(("规则", "所取的读法", "依据"), sorted(rows, key=lambda row: (row[2], row[0])))


def instruments() -> str:
    """Lists the statutes, with the editions that are meant."""
    pack, _ = load_pack(BASE, overlays=[OVERLAY])
    rows = []
    for name, placed in pack.instruments.items():
        if name != pack.base:
            entry = placed.entry
            until = f"至{entry.in_force_until}" if entry.in_force_until else ""
            rows.append((escape(entry.title), f"{entry.in_force_from}{until}", f"`{name}`"))
    return table(("法律、法规、司法解释", "施行", "引用时的名称"), rows)


def left_out() -> str:
    """Lists what is not encoded, and why: paragraphs of the articles that are, and parts that rules leave out."""
    pack, _ = load_pack(BASE, overlays=[OVERLAY])
    rows: dict[tuple[str, str], None] = {}
    for instrument in build_instruments(pack, Problems()).values():
        if instrument.id != pack.base:
            provisions = Provisions(instrument)
            for each in instrument.paragraphs:
                if each.coverage in ("not_decidable", "open"):
                    label = provisions.label(each.article, each.paragraph, None)
                    rows[escape(label), escape(f"{each.gist}{each.reason or ''}")] = None
    for rule in _rules():
        if rule.not_modelled is not None:
            rows[escape(rule.citations[0].label), escape(rule.not_modelled)] = None
    return table(("条款", "没有写入的，和为什么"), list(rows))


def _rules(file: str | None = None) -> Iterator[Rule]:
    pack, book = load_pack(BASE, overlays=[OVERLAY])
    for rule in book.latest.rules:
        if rule.position.source in pack.sources and file in (None, Path(rule.position.source).stem):
            yield rule


MARKS: Final[Mapping[str, Callable[[], str]]] = {
    **{
        f"<!-- norms of {name} -->": partial(norms, name)
        for name in (
            *("reconsideration", "litigation", "duty", "labour", "civil", "others"),
            *("information", "licensing", "complaints", "supervision", "criminal"),
        )
    },
    "<!-- statutes of channels -->": instruments,
    "<!-- readings of channels -->": readings,
    "<!-- left out of channels -->": left_out,
}
"""What is put in the place of each mark."""
