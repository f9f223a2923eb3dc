"""The pictures of the documentation, drawn from the record. Text stays text, so that readers' fonts are used."""

import logging
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.record import HAND, OURS, Plain

ENGINES, SCALING = "performance-engines.svg", "performance-scaling.svg"

NAMES = {
    HAND: "手写函数",
    OURS: "本库（compiled）",
    "xinfang-rules, interpreter": "本库（interpreter）",
    "xinfang-rules, durable": "本库（durable）",
    "evaluate()": "evaluate() 完整结果",
    "OpenFisca, one case": "OpenFisca 逐件",
    "OpenFisca, whole table": "OpenFisca 整表",
}
"""The names that are not those of the packages, in Chinese."""

_OURS, _PEERS, _HAND = "#0b6e4f", "#8a8f98", "#c97b12"
_MARKERS = "osD^vP"
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "xinfang-rules",
    "font.family": ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"],
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(found: Plain, place: Path) -> None:
    """Draws all pictures into a directory."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # fonts are the reader's, not this machine's
    matplotlib = import_module("matplotlib")
    matplotlib.use("svg")
    matplotlib.rcParams.update(_STYLE)
    place.mkdir(parents=True, exist_ok=True)
    _engines(found, place / ENGINES)
    _scaling(found, place / SCALING)


def named(name: str) -> str:
    """Returns how a contestant is called in Chinese text."""
    return NAMES.get(name, name)


def _engines(found: Plain, file: Path) -> None:
    bars = [
        (outcome["name"], taken["seconds"]["median"] * 1e6)
        for outcome in found["complete"]
        if (taken := outcome["tasks"].get("decisions")) is not None
    ]
    bars.sort(key=lambda bar: bar[1], reverse=True)
    figure, axes = import_module("matplotlib.pyplot").subplots(figsize=(8.2, 0.42 * len(bars) + 1.1))
    colours = [_HAND if name == HAND else _OURS if name.startswith("xinfang") else _PEERS for name, _ in bars]
    drawn = axes.barh([named(name) for name, _ in bars], [value for _, value in bars], color=colours)
    axes.bar_label(drawn, labels=[_micro(value) for _, value in bars], padding=4)
    axes.set_xscale("log")
    axes.set_xlim(1, max(value for _, value in bars) * 6)
    axes.set_xlabel("每件案件的微秒数（对数刻度，越短越好）")
    _save(figure, file)


def _scaling(found: Plain, file: Path) -> None:
    figure, grid = import_module("matplotlib.pyplot").subplots(2, 2, figsize=(10, 7.6))
    by_rules, by_known, threads, processes = grid.flat
    _lines(by_rules, found["by_rules"], "decisions")
    by_rules.set(xscale="log", yscale="log", title="随规则数", xlabel="规则数", ylabel="每件微秒数")
    by_rules.set_xticks([int(size) for size in found["by_rules"]], list(found["by_rules"]))
    by_rules.minorticks_off()
    _lines(by_known, found["by_knowledge"], "decisions")
    _lines(by_known, found["by_knowledge"], "result")
    for axes in (by_rules, by_known):
        axes.legend(frameon=False, fontsize=9)
    by_known.set(yscale="log", title="随已知事实的比例", xlabel="已知事实（%）", ylabel="每件微秒数")
    by_known.set_xticks([int(share) for share in found["by_knowledge"]])
    for axes, kind, title in ((threads, "threads", "线程"), (processes, "processes", "进程")):
        rates = found["parallel"][kind]
        heights = [rate["median"] for rate in rates.values()]
        errors = [
            [rate["median"] - rate["low"] for rate in rates.values()],
            [rate["high"] - rate["median"] for rate in rates.values()],
        ]
        axes.bar(list(rates), heights, yerr=errors, color=_OURS, width=0.5, capsize=4)
        axes.set(title=f"随{title}数（完整结果）", xlabel=f"{title}数", ylabel="每秒件数")
    figure.tight_layout()
    _save(figure, file)


def _lines(axes: Any, sections: dict[str, Sequence[Plain]], task: str) -> None:
    series: dict[str, list[tuple[int, float]]] = {}
    for number, outcomes in sections.items():
        for outcome in outcomes:
            taken = outcome["tasks"].get(task)
            if taken is not None:
                series.setdefault(outcome["name"], []).append((int(number), taken["seconds"]["median"] * 1e6))
    for place, name in enumerate(series):
        line = {"color": _OURS, "linewidth": 2.4} if name in (OURS, "evaluate()") else {"linewidth": 1.3}
        axes.plot(
            *zip(*series[name], strict=True),
            marker=_MARKERS[place % len(_MARKERS)],
            linestyle="--" if name == "evaluate()" else "-",
            label=named(name),
            **line,
        )


def _micro(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _save(figure: Any, file: Path) -> None:
    figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    import_module("matplotlib.pyplot").close(figure)
