"""A report as Markdown, and as one page of HTML: its tables, the pictures, and how each indicator counts."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from xinfang_rules.reports.pictures import NO_FONT, Picture
from xinfang_rules.reports.report_layout import (
    DEFINITIONS,
    LATE_TITLE,
    Cells,
    cells_of,
    definitions,
    heading_lines,
    late_cells,
)
from xinfang_rules.reports.report_tables import YearlyReport

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|])")

STYLE: Final = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem;line-height:1.6;color:#1d2733}table{border-collapse:collapse;margin:.5rem 0 1.2rem}"
    "th,td{border:1px solid #c6d0d9;padding:.25rem .6rem;text-align:left}th{background:#eef3f7}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}img{max-width:100%}caption,.note{color:#52606d}"
    "@media print{body{margin:0}h2{break-before:page}table,img{break-inside:avoid}}"
)


def markdown(report: YearlyReport, pictures: Sequence[Picture], folder: str = "") -> str:
    """Writes a report as Markdown.

    The files of the pictures lie in a folder, seen from the text; with a slash at its end, or empty.
    """
    parts: list[str] = [f"# {_plain(report.title)}"]
    parts.extend(_plain(line) for line in heading_lines(report))
    left = list(pictures)
    for section in report.sections:
        parts.append(f"## {_plain(section.title)}")
        parts.append(f"{_plain(section.citation.label)}{'。' + _plain(section.lacks) if section.lacks else ''}")
        for table in section.tables:
            parts.append(f"### {_plain(table.title)}")
            parts.append(_plain(table.lacks) if table.lacks else _table(cells_of(table)))
            parts.extend(_pictures(left, table.title, folder))
    if report.late.counts:
        parts += [f"## {LATE_TITLE}", _table(late_cells(report)), *_pictures(left, LATE_TITLE, folder)]
    parts.append(f"## {DEFINITIONS}")
    for title, told in definitions(report):
        parts.append(f"### {_plain(title)}")
        parts.append("\n".join(f"- {head}：{_plain(text)}" for head, text in told))
    return "\n\n".join(parts) + "\n"


def _pictures(left: list[Picture], title: str, folder: str) -> Iterable[str]:
    while left and left[0].title.partition("：")[0] == title:
        picture = left.pop(0)
        yield f"![{_plain(picture.title)}]({folder}{picture.name}.png)"
        if picture.key:
            yield _plain(NO_FONT)
            yield "\n".join(f"- {_plain(number)} {_plain(words)}" for number, words in picture.key)


def _table(cells: Cells) -> str:
    rows = [cells.heads, *(tuple(map(str, row)) for row in cells.rows)]
    lines = ["| " + " | ".join(map(_plain, row)) + " |" for row in rows]
    numbers = cells.rows[0] if cells.rows else cells.heads
    rule = "|" + "|".join(" ---: " if isinstance(cell, int) else " --- " for cell in numbers) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _plain(text: str) -> str:
    """Writes a text so that nothing in it is Markdown or HTML; it stands in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def html(report: YearlyReport, pictures: Sequence[Picture]) -> str:
    """Writes a report as one page of HTML that needs no other file, and loads none."""
    parts = [f"<h1>{escape(report.title)}</h1>"]
    parts.extend(f"<p>{escape(line)}</p>" for line in heading_lines(report))
    left = list(pictures)
    for section in report.sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts.append(
            f"<p class=note>{escape(section.citation.label)}{escape('。' + section.lacks if section.lacks else '')}</p>"
        )
        for table in section.tables:
            parts.append(f"<h3>{escape(table.title)}</h3>")
            parts.append(f"<p class=note>{escape(table.lacks)}</p>" if table.lacks else _html_table(cells_of(table)))
            parts.extend(_html_pictures(left, table.title))
    if report.late.counts:
        parts += [f"<h2>{LATE_TITLE}</h2>", _html_table(late_cells(report)), *_html_pictures(left, LATE_TITLE)]
    parts.append(f"<h2>{DEFINITIONS}</h2>")
    for title, told in definitions(report):
        points = "".join(f"<li>{escape(head)}：{escape(text)}</li>" for head, text in told)
        parts.append(f"<h3>{escape(title)}</h3><ul>{points}</ul>")
    head = f'<meta charset="utf-8"><title>{escape(report.title)}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _html_pictures(left: list[Picture], title: str) -> Iterable[str]:
    while left and left[0].title.partition("：")[0] == title:
        picture = left.pop(0)
        data = b64encode(picture.png).decode()
        yield f'<img alt="{escape(picture.title)}" src="data:image/png;base64,{data}">'
        if picture.key:
            key = "".join(f"<li>{escape(number)} {escape(words)}</li>" for number, words in picture.key)
            yield f"<p class=note>{escape(NO_FONT)}</p><ul>{key}</ul>"


def _html_table(cells: Cells) -> str:
    heads = "".join(f"<th>{escape(head)}</th>" for head in cells.heads)
    rows = "".join(
        "<tr>"
        + "".join(f"<td class=n>{c}</td>" if isinstance(c, int) else f"<td>{escape(c)}</td>" for c in row)
        + "</tr>"
        for row in cells.rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
