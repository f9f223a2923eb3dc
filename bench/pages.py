"""The documentation's pages on speed, written from the record, so that text and figures cannot disagree."""

from collections.abc import Iterator
from pathlib import Path

from bench.adapters import PEERS
from bench.dossiers import BESIDE as PART_BY_PART, PARTS
from bench.pages_en import english
from bench.pages_tables import chinese_tables
from bench.pictures import ENGINES, SCALING, draw, named
from bench.record import HAND, OURS, Plain
from bench.storing import BESIDE
from bench.table import one

DOCS = Path(__file__).parents[1] / "docs"
AIM = 5

_STARTS = {
    "import click, and a model of pydantic with one field": "只引入 click，只建一个 pydantic 模型（命令行启动的底数）",
    "xinfang evaluate, beside importing pydantic, PyYAML, click and rich": (
        "`xinfang evaluate`；右栏为只引入 pydantic、PyYAML、click、rich 的倍数"
    ),
    "load() from the rule files": "`load()`，直接读规则文件",
    "load()": "`load()`，取用已经链接的规则书",
    "the first evaluation after load()": "`load()` 之后的第一次评估",
}


def write_pages(found: Plain) -> None:
    """Writes the pages and their pictures."""
    draw(found, DOCS / "guide" / "img")
    _write(DOCS / "guide" / "performance.md", chinese(found))
    _write(DOCS / "en" / "performance.md", english(found))


def _write(file: Path, lines: Iterator[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def chinese(found: Plain) -> Iterator[str]:
    """Writes the page in Chinese, line by line."""
    around = found["environment"]
    yield "# 速度"
    yield ""
    yield "本页的数字、表格和图都由基准测试自己写成，数据在 `bench/record.json`。在自己的机器上重测："
    yield ""
    yield "```console"
    yield "$ make bench                                               # 自建环境，打印一张表，十分钟左右"
    yield "$ .venv-bench/bin/python -m bench --record --write-docs    # 重测，并重写本页"
    yield "```"
    yield ""
    yield from _comparison(found)
    yield from _partial(found)
    yield from _results(found)
    yield from _scaling(found)
    yield from chinese_tables(found)
    yield from _starting(found)
    yield "## 怎样量的"
    yield ""
    where = (around[name] for name in ("date", "commit", "python", "system", "processor"))
    yield "- 日期、提交、机器：" + "，".join(where) + "。"
    yield "- 版本：" + "，".join(f"{name} {number}" for name, number in around["versions"].items()) + "。"
    yield (
        f"- 各引擎用同样的 {found['cases']:,} 件生成的案件，规则都从规则书生成；先核对答案（四个问题的答案、"
        f"{found['conditions']} 个条件的真值），再计时，答案不同的不计时。表中“核对”一栏是核对了多少件。"
    )
    yield (
        f"- 每个引擎一个进程，轮流计时 {found['rounds']} 轮，另有一轮预热不计；取中位数，方括号内是最低和最高；"
        "倍数在同一轮之内相除。时间是处理器时间，由各进程用同一种时钟自己量。慢的引擎每轮件数较少，各轮换不同的案件。"
    )
    yield "- 事实事先转换成各引擎最快接受的形式，不计时。"
    yield (
        "- “全部条件”是规则书的每一个条件，所读的概念、结论、状态事先给定。“决定”从事实算到各问题的答案，各引擎都只算"
        "答案所依的条件；其余部分（问题、概念、期限、状态）都由本库计算，各引擎相同，也都计时。手写函数一并算出每条规则的条件。"
    )
    yield "- 各引擎都按其文档所示最快的用法，写在 `bench/adapters/` 各文件开头。"
    if found["one_sided"]:
        yield (
            "- 有些规则在生成的案件里全都成立或者全都不成立，核对它们说明不了什么："
            + "、".join(f"`{name}`" for name in found["one_sided"])
            + "。"
        )


def _comparison(found: Plain) -> Iterator[str]:
    yield "## 与其他引擎比较：事实全部已知"
    yield ""
    yield f"![柱状图：各引擎对一件案件作出决定所需的微秒数，对数刻度；数字见下表](img/{ENGINES})"
    yield ""
    yield from _table(found["complete"], found)
    yield ""
    yield from _verdict(found["complete"], "事实全部已知时")


def _partial(found: Plain) -> Iterator[str]:
    yield "## 与其他引擎比较：事实半数未知"
    yield ""
    yield (
        "本库的真值有三种：真、假、未知。其他引擎只有两种，这里每个条件写成两个式子（可能为真、可能为假），"
        "在各值“是否还有可能”上计算；手写函数只管事实全部已知的案件，不在此列。"
    )
    yield ""
    yield from _table(found["partial"], found)
    yield ""
    yield from _verdict(found["partial"], "事实半数未知时")


def _table(outcomes: list[Plain], found: Plain) -> Iterator[str]:
    versions = found["environment"]["versions"]
    packages = {entry.name: entry.distribution for entry in PEERS}
    yield "| 引擎 | 版本 | 全部条件 | 决定 | 为手写函数的倍数 | 为本库的倍数 | 核对 |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for outcome in outcomes:
        if outcome["name"] == "evaluate()":
            continue
        name = outcome["name"]
        version = versions.get(name) or versions.get(packages.get(name, "xinfang-rules"), "")
        version = "—" if name == HAND else version
        if outcome["reason"] is not None or outcome["wrong"]:
            why = outcome["reason"] or "答案不同：" + "、".join(outcome["wrong"])
            yield f"| {named(name)} | {version} | 未计时：{why} | | | | {outcome['compared'] or ''} |"
            continue
        conditions, decisions = outcome["tasks"].get("conditions"), outcome["tasks"].get("decisions")
        shown = decisions or conditions
        yield (
            f"| {named(name)} | {version} | {_time(conditions)} | {_time(decisions)} | {_times(shown, 'by_hand')} "
            f"| {_times(shown, 'ours')} | {outcome['compared']:,} |"
        )


def _verdict(outcomes: list[Plain], when: str) -> Iterator[str]:
    """Says plainly who is faster, and where the aim is missed."""
    names = {entry.name for entry in PEERS}
    timed = [outcome for outcome in outcomes if outcome["name"] in names and outcome["tasks"]]
    ratios = [
        (named(outcome["name"]), task, taken["ours"]["median"])
        for outcome in timed
        for task, taken in outcome["tasks"].items()
    ]
    words = {"conditions": "全部条件", "decisions": "决定"}
    if not ratios:
        return
    faster = [f"{name}（{words[task]}，为本库的 {ratio:.2f} 倍时间）" for name, task, ratio in ratios if ratio < 1]
    below = [f"{name}（{words[task]}，{ratio:.1f} 倍）" for name, task, ratio in ratios if 1 <= ratio < AIM]
    said = f"**{when}比本库快的：**{'、'.join(faster)}。" if faster else f"{when}没有比本库快的引擎。"
    if below:
        said += f"本库快，但不到 {AIM} 倍的：{'、'.join(below)}。"
    elif not faster:
        said += f"本库比其余每一个都快 {AIM} 倍以上。"
    if any(outcome["name"] == "OpenFisca, whole table" for outcome in timed):
        said += (
            "OpenFisca 整表一次算完全部案件，是它本来的用法；表中是摊到每件的时间，只含条件，不含期限、状态和决定。"
            "逐件使用不是它所长。"
        )
    yield said
    yield ""


def _results(found: Plain) -> Iterator[str]:
    yield "## 完整的结果"
    yield ""
    yield "从 `Case` 开始，一件案件："
    yield ""
    yield "| | 事实全部已知 | 事实半数未知 |"
    yield "|---|---:|---:|"
    rows = (
        (HAND, "case", "手写函数（只有答案和真值）"),
        (OURS, "case", "本库，只要答案"),
        ("evaluate()", "result", "`evaluate()`：决定、义务、期限、状态、条款"),
        ("evaluate()", "explained", "`evaluate()` 并说明理由"),
    )
    for name, task, title in rows:
        taken = [_task(found[kind], name, task) for kind in ("complete", "partial")]
        yield f"| {title} | {_time(taken[0])} | {_time(taken[1])} |"
    yield ""
    yield from _stages(found)
    yield from _storing(found)
    yield from _dossiers(found)
    memory = found["memory"]
    yield (
        f"内存：一次评估最多同时占用 {_size(memory['peak_complete'])}（事实半数未知时 {_size(memory['peak_half'])}）；"
        f"保留 {memory['kept']:,} 个结果，平均每个 {_size(memory['retained'])}。"
    )
    yield ""


_STAGES = {
    "reading": "读取 `Case`：每个事实还可能是哪些值",
    "constraints": "约束：排除不可能的案件，推出能推出的事实",
    "conditions and what follows": "条件的真值，以及概念、结论、期限、状态",
    "the result's objects": "写成 `Result`：决定、义务、条款",
    "the public function": "选择版本，附上说明理由所需的评估",
    "words": "用文字说明理由（`explain()`）",
}


def _stages(found: Plain) -> Iterator[str]:
    """Says where the time of a full result goes, and so how far it can fall."""
    yield "`evaluate()` 的时间花在哪里（事实全部已知；逐段相减，所以会有误差）："
    yield ""
    yield "| 阶段 | 时间 |"
    yield "|---|---:|"
    for name, spread in found["stages"].items():
        yield f"| {_STAGES[name]} | {_spread(spread)} |"
    yield ""


_STORED = {
    "pickle.dumps": "`pickle.dumps(result)`（不含 `needs`）",
    "pickle.loads": "`pickle.loads`",
    "model_dump_json": "`result.model_dump_json()`（不含 `needs`）",
    "model_validate_json": "`Result.model_validate_json`",
}


def _storing(found: Plain) -> Iterator[str]:
    """Says what it costs to store a result and to read it back."""
    if "storing" not in found:  # recorded before this was measured
        return
    yield "存放结果、再读回来（倍数在同一轮内计算）："
    yield ""
    yield "| | 事实全部已知 | 半数未知 | 与什么相比 |"
    yield "|---|---:|---:|---|"
    for name, title in _STORED.items():
        taken = [found["storing"][kind][name] for kind in ("complete", "partial")]
        times = [f"{_spread(each['seconds'])}，{each['ratio']['median']:.2f} 倍" for each in taken]
        yield f"| {title} | {times[0]} | {times[1]} | `{BESIDE[name]}` |"
    yield ""


_OF_DOSSIERS = {
    PART_BY_PART: "逐个评估各部分的案件",
    "examine": "`examine(dossier)`",
    "examine, ask=True": "`examine(…, ask=True)`：并列出还需查明什么",
    'examine, presume="ordinary"': '`examine(…, presume="ordinary")`',
}


def _dossiers(found: Plain) -> Iterator[str]:
    """Says what examining a dossier costs."""
    if "dossiers" not in found:  # recorded before this was measured
        return
    yield f"一份有{PARTS}个部分的卷宗（来信三项诉求，两项转送两个机关）："
    yield ""
    yield "| | 时间 | 为逐个评估的倍数 |"
    yield "|---|---:|---:|"
    for name, title in _OF_DOSSIERS.items():
        taken = found["dossiers"][name]
        yield f"| {title} | {_spread(taken['seconds'])} | {taken['ratio']['median']:.1f} |"
    yield ""


def _scaling(found: Plain) -> Iterator[str]:
    yield "## 随规模的变化"
    yield ""
    yield f"![四幅小图：每件微秒数随规则数、随已知事实的比例，每秒件数随线程数、随进程数；数字见下表](img/{SCALING})"
    yield ""
    for task, title in (("decisions", "决定"), ("conditions", "全部条件")):
        yield f"生成的规则书，事实全部已知，{title}："
        yield ""
        yield from _grid(found["by_rules"], task, "规则数")
        yield ""
    most = max(found["by_rules"], key=int)
    yield from _verdict(found["by_rules"][most], f"{int(most):,} 条规则时")
    yield "本规则书，已知事实的比例（%），决定；`evaluate()` 为完整结果："
    yield ""
    yield from _grid(found["by_knowledge"], "decisions", "已知事实", also="result")
    yield ""
    yield "| 同时 | 每秒件数（完整结果） |"
    yield "|---|---:|"
    for kind, title in (("threads", "个线程"), ("processes", "个进程")):
        for many, rate in found["parallel"][kind].items():
            yield f"| {many} {title} | {rate['median']:,.0f} [{rate['low']:,.0f}–{rate['high']:,.0f}] |"
    yield ""
    yield (
        "评估是纯 Python 计算，同一进程的线程轮流执行，增加线程不会更快（也不会出错）；要更快，用更多进程。"
        "这一项是墙上时钟，受机器上其他程序的影响。"
    )
    yield ""


def _grid(sections: dict[str, list[Plain]], task: str, title: str, also: str = "") -> Iterator[str]:
    numbers = list(sections)
    names = [outcome["name"] for outcome in sections[numbers[0]]]
    yield f"| {title} | " + " | ".join(numbers) + " |"
    yield "|---|" + "---:|" * len(numbers)
    for name in names:
        found = [_task(sections[number], name, task) or _task(sections[number], name, also) for number in numbers]
        yield f"| {named(name)} | " + " | ".join(_median(taken) for taken in found) + " |"


def _starting(found: Plain) -> Iterator[str]:
    yield "## 启动"
    yield ""
    yield "| 新进程 | 处理器时间 | 为 `python -c pass` 的倍数 |"
    yield "|---|---:|---:|"
    for start in found["starts"]:
        name, ratio = start["name"], start["ratio"]
        times = "" if ratio is None else f"{ratio['median']:.1f} [{ratio['low']:.1f}–{ratio['high']:.1f}]"
        yield f"| {_STARTS.get(name, f'`{name}`')} | {_spread(start['seconds'])} | {times} |"
    yield ""


def _task(outcomes: list[Plain], name: str, task: str) -> Plain | None:
    for outcome in outcomes:
        if outcome["name"] == name:
            taken: Plain | None = outcome["tasks"].get(task)
            return taken
    return None


def _time(taken: Plain | None) -> str:
    return "" if taken is None else _spread(taken["seconds"])


def _median(taken: Plain | None) -> str:
    return "" if taken is None else one(taken["seconds"]["median"])


def _times(taken: Plain | None, key: str) -> str:
    ratio = None if taken is None else taken[key]
    return "" if ratio is None else f"{ratio['median']:.1f} [{ratio['low']:.1f}–{ratio['high']:.1f}]"


def _spread(spread: Plain) -> str:
    return f"{one(spread['median'])} [{one(spread['low'])}–{one(spread['high'])}]"


def _size(count: float) -> str:
    return f"{count / 1024:.1f} KiB"
