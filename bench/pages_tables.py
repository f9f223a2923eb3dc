"""What the pages on speed say of whole tables."""

from collections.abc import Iterator

from bench.record import Plain
from bench.table import one
from bench.table_conditions import OPENFISCA
from bench.whole_tables import COMPARED, FILED, LOOPED, SCANNED, SIZES, UNREAD

_ROWS = {
    LOOPED: "逐件评估，一件一件地循环（不写成结果）",
    "answers": "四个问题的答案，事实全部已知，连同约束",
    "everything": "答案、全部状态、全部最后一日",
    "half known": "答案，事实半数未知",
    "presumed": "答案，事实半数未知，另按 `ordinary` 推定",
    COMPARED: "两个规则库比较，从 Parquet（第三十四条的60日改为45日）",
    SCANNED: "PyArrow 只把文件读一遍",
    FILED: "答案，从 Parquet 到 Parquet",
}
_ENGLISH = {
    "answers": "answers",
    "everything": "with all statuses and last days",
    "half known": "answers where half the facts are known",
}


def chinese_tables(found: Plain) -> Iterator[str]:
    """Writes the section of the page in Chinese; nothing if it was not measured."""
    if not found.get("tables"):
        return
    tables = found["tables"]
    around = tables["environment"]
    yield "## 整表"
    yield ""
    yield (
        f"`evaluate_table`，{tables['rows']:,} 行，{tables['rounds']} 轮轮流计时，一个核"
        f"（{around['date']}，{around['commit']}，负载 {around['load']}；`python -m bench.whole_tables` 重测）："
    )
    yield ""
    yield "| | 每行 | 每秒行数 | 比例 |"
    yield "|---|---:|---:|---:|"
    for name, title in _ROWS.items():
        if name not in tables["tasks"]:  # a record of before
            continue
        taken = tables["tasks"][name]
        quiet = {LOOPED: "", SCANNED: "", FILED: "时间为读一遍的 {} 倍"}
        beside = quiet.get(name, "速度为逐件评估的 {} 倍")
        rate = f"{1 / taken['seconds']['median']:,.0f}"
        yield f"| {title} | {_spread(taken)} | {rate} | {beside.format(_ratio(taken['ratio']))} |"
    yield ""
    conditions = tables["conditions"]
    if OPENFISCA in conditions:
        theirs, own = conditions[OPENFISCA], next(iter(conditions.values()))
        yield (
            f"与 OpenFisca 整表（{around['versions'][OPENFISCA]}）比同样的条件，所读的一切都事先给定：本库每行 "
            f"{one(own['seconds']['median'])}，OpenFisca {one(theirs['seconds']['median'])}，为本库的 "
            f"{_ratio(theirs['ratio'])} 倍。"
        )
    peaks = [f"{int(rows):,} 行 {peak / 1e6:.0f} MB" for rows, peak in tables["peaks"].items()]
    wide = tables["wide"]
    yield (
        f"从 Parquet 到 Parquet 最多占用内存：{'，'.join(peaks)}。表里另有 {UNREAD:,} 个不读的列的，"
        f"所需时间在内存里为没有这些列的 {_ratio(wide['memory'])} 倍，从 Parquet 为 {_ratio(wide['file'])} 倍。"
        f"{SIZES[1]:,} 条规则的规则书，每条规则所需时间为 {SIZES[0]} 条的 {_ratio(tables['by_rules'])} 倍。"
    )
    yield ""


def english_tables(found: Plain) -> Iterator[str]:
    """Writes the same for the page in English, in short."""
    if not found.get("tables"):
        return
    tasks, conditions = found["tables"]["tasks"], found["tables"]["conditions"]
    said = [
        f"{title}: {1e-6 / tasks[name]['seconds']['median']:.1f} M rows a second, {tasks[name]['ratio']['median']:.0f} "
        "times a loop over cases"
        for name, title in _ENGLISH.items()
    ]
    yield ""
    yield f"Whole tables (`evaluate_table`), one core; {'; '.join(said)}."
    if OPENFISCA in conditions:
        yield f"The same conditions take OpenFisca {conditions[OPENFISCA]['ratio']['median']:.0f} times as long."


def _spread(taken: Plain) -> str:
    spread = taken["seconds"]
    return f"{one(spread['median'])} [{one(spread['low'])}–{one(spread['high'])}]"


def _ratio(spread: Plain) -> str:
    digits = 0 if spread["median"] >= 20 else 1
    return f"{spread['median']:.{digits}f} [{spread['low']:.{digits}f}–{spread['high']:.{digits}f}]"
