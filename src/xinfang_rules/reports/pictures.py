"""The pictures of a report: bars by month, organ and channel, what is late, remedies by outcome. Needs `reports`."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from xinfang_rules.errors import XinfangError
from xinfang_rules.indicators.indicator_words import name_words
from xinfang_rules.reports.report_layout import LATE_HEADS, LATE_TITLE
from xinfang_rules.reports.report_tables import OUTSIDE, TOTAL, Line, ReportTable, YearlyReport

try:
    from matplotlib import font_manager
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
except ImportError as error:
    raise XinfangError(
        "the pictures of a report need matplotlib: pip install 'xinfang-rules[reports]'",
        "报告的图需要 matplotlib：pip install 'xinfang-rules[reports]'",
    ) from error

FONTS: Final[tuple[str, ...]] = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
    "Noto Serif CJK SC",
    "SimSun",
    "Songti SC",
)
"""Fonts with simplified Chinese, the first that is installed is used."""

NO_FONT: Final = "没有找到中文字体（例如 Noto Sans CJK SC），图中用序号代替文字，对照见图下的表。"
_COLOURS: Final = {"known": "#2f6f9f", "open": "#c9d8e4", "late": "#c8842a", "missed": "#a33b2e", "other": "#8a9aa6"}
_REGULAR: Final = 400
_WIDTH: Final = 8.0
_LONGEST: Final = 21
_LINES: Final = 3


class Picture(NamedTuple):
    """A picture.

    Attributes:
        name: The name of its file, without the ending.
        title: What it shows.
        png: The file.
        key: Where no font has Chinese: what each number in the picture stands for.
    """

    name: str
    title: str
    png: bytes
    key: tuple[tuple[str, str], ...] = ()


def chinese_font() -> str | None:
    """Returns the path of an installed font that has simplified Chinese, by its family's name; None if none has."""
    installed: dict[str, str] = {}
    regular = sorted(
        font_manager.fontManager.ttflist, key=lambda entry: (abs(_weight(entry.weight) - _REGULAR), entry.fname)
    )
    for entry in regular:
        installed.setdefault(entry.name, entry.fname)
    # One file may hold the fonts of all CJK languages; matplotlib reads, and names, the first.
    any_cjk = [name for name in installed if "CJK" in name and "Mono" not in name]
    family = next((family for family in (*FONTS, *any_cjk) if Path(installed.get(family, "")).is_file()), None)
    return None if family is None else installed[family]


def _weight(weight: int | str) -> int:
    return weight if isinstance(weight, int) else font_manager.weight_dict.get(weight, _REGULAR)


def _folded(words: str) -> str:
    """Breaks a label into lines: after a colon, and where a line is full, but within no number."""
    lines: list[str] = []
    for part in words.replace("：", "：\n").split("\n") if len(words) > _LONGEST else [words]:
        rest = part
        while len(rest) > _LONGEST:
            end = next(at for at in range(_LONGEST, 0, -1) if not (rest[at - 1].isdigit() and rest[at].isdigit()))
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return "\n".join(lines[:_LINES]) + ("…" if len(lines) > _LINES else "")


class _Pen:
    """Writes texts in Chinese, or where no font has it by numbers with a key."""

    def __init__(self) -> None:
        path = chinese_font()
        self.font = None if path is None else font_manager.FontProperties(fname=path)
        self.key: list[tuple[str, str]] = []

    def text(self, words: str) -> str:
        if self.font is not None or words.isascii():
            return _folded(words)
        known = {said: number for number, said in self.key}
        if words not in known:
            self.key.append((f"[{len(self.key) + 1}]", words))
        return known.get(words) or self.key[-1][0]

    def style(self, size: float = 9.0) -> dict[str, Any]:
        if self.font is None:
            return {"fontsize": size}
        font = self.font.copy()
        font.set_size(size)
        return {"fontproperties": font}


def pictures_of(report: YearlyReport) -> Iterator[Picture]:
    """Draws the tables of a report that are to be drawn, and what is late.

    Nothing of matplotlib is changed: figures are made without its state, fonts are named text by text.
    """
    number = 0
    for section in report.sections:
        for table in section.tables:
            if table.picture is None or not table.lines:
                continue
            for lines in _alike(table):
                drawn = _drawn(f"picture-{number + 1:02}", table, lines)
                if drawn is not None:
                    number += 1
                    yield drawn
    if report.late.counts:
        yield _late(f"picture-{number + 1:02}", report)


def _alike(table: ReportTable) -> Iterator[list[Line]]:
    """Yields the lines that one picture shows: those of one indicator by group, or of all indicators."""
    if not table.by:
        yield list(table.lines)
        return
    for key in dict.fromkeys(line.variant.key for line in table.lines):
        yield [line for line in table.lines if line.variant.key == key and line.group not in (TOTAL, OUTSIDE)]


def _drawn(name: str, table: ReportTable, lines: Sequence[Line]) -> Picture | None:
    pen = _Pen()
    rates = table.picture == "rates" or any(table.by and not line.variant.is_count for line in lines)
    if table.picture == "counts" and not table.by:
        rates = False
    # Where nothing at all is known of a rate, there is nothing to draw: the table says so.
    shown = [line for line in lines if not rates or line.counts.met + line.counts.not_met]
    if not shown:
        return None
    bars = [_bar(line, rates=rates) for line in shown]
    labels = [line.group or (name_words(line.variant) if rates else line.variant.title) for line in shown]
    title = table.title if len(list(_alike(table))) == 1 else f"{table.title}：{lines[0].variant.title}"
    figure, axes = _axes(labels)
    at = range(len(bars))
    axes.barh(at, [low for low, _ in bars], color=_COLOURS["known"])
    axes.barh(at, [high - low for low, high in bars], left=[low for low, _ in bars], color=_COLOURS["open"])
    for place, (low, high) in enumerate(bars):
        under = f"   {_under(shown[place])}" if rates else ""
        axes.text(high, place, f" {_number(low, high, rates=rates)}{under}", va="center", fontsize=8)
    if any(high > low for low, high in bars):
        _legend(axes, pen, [("known", "确定"), ("open", "不能确定")])
    return _finished(
        figure, axes, pen, labels, name, title, 100.0 if rates else max((high for _, high in bars), default=0)
    )


def _bar(line: Line, *, rates: bool) -> tuple[float, float]:
    if rates:
        rate = line.counts.rate
        assert rate is not None
        return float(rate.low * 100), float(rate.high * 100)
    return float(line.counts.met), float(line.counts.met + line.counts.may_be_met)


def _number(low: float, high: float, *, rates: bool) -> str:
    texts = [f"{value:.1f}%" if rates else f"{value:.0f}" for value in (low, high)]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)


def _under(line: Line) -> str:
    """Writes the counts under a rate: 158/170, and how many cannot be told."""
    open_ones = f" + {line.counts.cannot_tell}?" if line.counts.cannot_tell else ""
    return f"{line.counts.met}/{line.counts.met + line.counts.not_met}{open_ones}"


def _late(name: str, report: YearlyReport) -> Picture:
    pen = _Pen()
    counts = report.late.counts
    figure, axes = _axes(list(counts))
    late, missed = ([pair[place] for pair in counts.values()] for place in (0, 1))
    axes.barh(range(len(counts)), late, color=_COLOURS["late"])
    axes.barh(range(len(counts)), missed, left=late, color=_COLOURS["missed"])
    for place, (first, second) in enumerate(zip(late, missed, strict=True)):
        axes.text(first + second, place, f" {first} + {second}", va="center", fontsize=8)
    _legend(axes, pen, [("late", LATE_HEADS[1]), ("missed", LATE_HEADS[2])])
    most = max(first + second for first, second in zip(late, missed, strict=True))
    return _finished(figure, axes, pen, list(counts), name, LATE_TITLE, most)


def _axes(labels: Sequence[str]) -> tuple[Any, Any]:
    lines = max((_folded(label).count("\n") + 1 for label in labels), default=1)
    height = 1.1 + (0.22 + 0.16 * lines) * max(len(labels), 1)  # bars stand as far apart as the longest label is high
    figure = Figure(figsize=(_WIDTH, height), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(_COLOURS["other"])
    axes.tick_params(bottom=False, labelbottom=False, left=False)
    return figure, axes


def _legend(axes: Any, pen: _Pen, entries: Sequence[tuple[str, str]]) -> None:
    handles = [axes.barh([0], [0], color=_COLOURS[colour]) for colour, _ in entries]
    prop = {} if pen.font is None else {"prop": pen.style(8)["fontproperties"]}
    labels = [pen.text(words) for _, words in entries]
    axes.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, **prop)


def _finished(figure: Any, axes: Any, pen: _Pen, labels: Sequence[str], name: str, title: str, most: float) -> Picture:
    axes.set_yticks(range(len(labels)), [pen.text(label) for label in labels], **pen.style())
    axes.invert_yaxis()
    axes.set_xlim(0, most * 1.45 or 1)
    axes.set_title(pen.text(title), loc="left", **pen.style(11))
    out = BytesIO()
    figure.savefig(out, format="png")
    return Picture(name, title, out.getvalue(), tuple(pen.key))
