"""What two rulebooks decide differently of a table, as a page and as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.cli.text_page import BOLD, FAINT, TextPage
from xinfang_rules.evaluation.minimizer import case_yaml
from xinfang_rules.facts.specs import Facts
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.model import Rulebook

if TYPE_CHECKING:
    from xinfang_rules.tables import TableChange, TableComparison

_WHAT: Final = {"answer": "结论", "status": "状态", "last_day": "最后一日", "admission": "可否评估"}
_KINDS: Final = {"changed": "改变", "decided": "变为确定", "undecided": "变为不确定", "possible": "可能的结果不同"}
_OTHERS: Final = {
    "-": "没有",
    "day": "确定的一日",
    "days": "几日都有可能",
    "decided": "可以评估",
    "refused": "不予评估",
}
_MOST: Final = 6
"""So many ways and groups are listed of each kind; a file has them all."""


def write_comparison(done: "TableComparison", name: str, as_of: date | str, books: tuple[Rulebook, Rulebook]) -> None:
    """Writes what differs to standard output; `as_of` is the day of evaluation, or the column that has it."""
    page = TextPage()
    source = "标准输入" if name == "<stdin>" else name
    day = f" {as_of}" if isinstance(as_of, date) else f"“{as_of}”列所记之日"
    page.paragraph(f"比较 {source}，{done.rows}行，截至{day}", style=BOLD)
    page.paragraph(f"原来：{_titled(books[0])}")
    page.paragraph(f"现在：{_titled(books[1])}")
    if done.refused:
        page.paragraph(f"双方都不能评估的有{done.refused}行，不在其内。")
    if not done.changes:
        page.paragraph("没有不同。", style=BOLD)
    else:
        page.paragraph(f"有不同的{done.changed}行：", style=BOLD)
    for change in done.changes:
        page.gap()
        _write_change(page, done, change, _labels(books, change), books[1].facts)
    page.write()


def _titled(book: Rulebook) -> str:
    laid = "、".join(overlay.id for overlay in book.identity.laid)
    return f"《{book.instrument.title}》{f'（叠加 {laid}）' if laid else ''}"


def _column(column: str, facts: Facts) -> tuple[str, Mapping[str, str]]:
    """Returns what a column is called, and what its values are: of a fact, as the law has it."""
    spec = facts.get(column.replace("__", ".", 1))
    if spec is not None:
        return spec.title, spec.member_labels
    return ("月份" if column == "month" else column), {}


def _write_change(
    page: TextPage, done: "TableComparison", change: "TableChange", labels: Mapping[str, str], facts: Facts
) -> None:
    cited = f"（{'；'.join(change.citations)}）" if change.citations else ""
    title = "" if change.what == "admission" else f"{change.title}{cited} {change.about} 的"
    page.paragraph(f"{title}{_WHAT[change.what]}{_KINDS[change.kind]}：{change.rows}行", style=BOLD)
    for turn, rows in change.turns[:_MOST]:
        before, after = (
            "、".join(labels.get(value, value) for value in told.split("|")) for told in (turn.before, turn.after)
        )
        moved = f"，{'推迟' if turn.days > 0 else '提前'}{abs(turn.days)}日" if turn.days else ""
        same = change.what == "last_day" and before == after
        page.paragraph(f"{before if same else f'{before} → {after}'}{moved}：{rows}行", head="  ")
    if len(change.turns) > _MOST:
        page.paragraph(f"还有{len(change.turns) - _MOST}种", head="  ", style=FAINT)
    for column in done.counts.schema.names[3:-1]:
        head, values = _column(column, facts)
        counted: Counter[str | None] = Counter()
        for row in done.counts.to_pylist():
            if (row["about"], row["what"], row["kind"]) == (change.about, change.what, change.kind):
                counted[row[column]] += row["rows"]
        listed = counted.most_common(_MOST)
        told = "，".join(f"{'未填' if value is None else values.get(value, value)} {rows}行" for value, rows in listed)
        more = f"，等{len(counted)}项" if len(counted) > _MOST else ""
        page.paragraph(f"{told}{more}", head=f"  {head}：", style=FAINT)
    case, day = change.smallest()
    page.paragraph(f"最小的例子（截至 {day}）：", head="  ", style=FAINT)
    for line in case_yaml(case).splitlines():
        page.line((f"    {line}", FAINT))


def _labels(books: tuple[Rulebook, Rulebook], change: "TableChange") -> Mapping[str, str]:
    if change.what == "status":
        return {status.value: status.label for status in NormStatus}
    if change.what != "answer":
        return _OTHERS
    found = {status.value: status.label for status in DecisionStatus}
    for book in books:
        for question in book.latest.questions:
            if question.name == change.about:
                found |= question.answers
    return found


def comparison_json(done: "TableComparison", as_of: date | str, books: tuple[Rulebook, Rulebook]) -> str:
    """Returns what differs as JSON."""

    def told(change: "TableChange") -> dict[str, Any]:
        case, day = change.smallest()
        return {
            **{name: getattr(change, name) for name in ("about", "what", "kind", "title", "citations", "rows")},
            "turns": [
                {**{name: turn._asdict()[name] for name in ("before", "after", "days")}, "rows": rows}
                for turn, rows in change.turns
            ],
            "first_row": change.first[0],
            "smallest": {"as_of": day.isoformat(), "case": case.model_dump(mode="json")},
        }

    whole = {
        "old": _named(books[0]),
        "new": _named(books[1]),
        "as_of": str(as_of),
        **{name: getattr(done, name) for name in ("rows", "refused", "changed")},
        "changes": [told(change) for change in done.changes],
        "counts": done.counts.to_pylist(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _named(book: Rulebook) -> dict[str, Any]:
    identity = book.identity
    return {"rulebook": identity.id, "overlays": [overlay.id for overlay in identity.laid], "digest": identity.digest}
