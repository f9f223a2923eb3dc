"""The figures as one plain table for a terminal."""

from collections.abc import Iterator

from bench.dossiers import BESIDE as PART_BY_PART, PARTS
from bench.record import Plain
from bench.storing import BESIDE

TASKS = {
    "conditions": "all conditions",
    "decisions": "decisions",
    "case": "the same, from a Case",
    "result": "full Result, from a Case",
    "explained": "Result and explanation",
}


def lines(found: Plain) -> Iterator[str]:
    """Writes the table, line by line."""
    for name, value in found["environment"].items():
        if name != "versions":
            yield f"{name:10} {value}"
    yield "versions   " + ", ".join(f"{name} {value}" for name, value in found["environment"]["versions"].items())
    yield ""
    yield f"Processor time for one case; median of {found['rounds']} rounds in turn [lowest–highest]."
    for kind in ("complete", "partial"):
        yield ""
        yield f"{found['cases']} {kind} cases, {found['rules']} rules, {found['conditions']} conditions"
        for outcome in found[kind]:
            yield from _outcome(outcome)
    for section, unit in (("by_rules", "rules"), ("by_knowledge", "% of facts known")):
        for number, outcomes in found.get(section, {}).items():
            yield ""
            yield f"{number} {unit}"
            for outcome in outcomes:
                yield from _outcome(outcome)
    for kind, stored in found.get("storing", {}).items():
        yield ""
        yield f"a result stored and read back, {kind} cases"
        for name, taken in stored.items():
            ratio = taken["ratio"]
            beside = f"× {BESIDE[name]} [{ratio['low']:.2f}–{ratio['high']:.2f}]"
            yield f"  {name:44} {_spread(taken['seconds'])}  {ratio['median']:.2f} {beside}"
    if "dossiers" in found:
        yield ""
        yield f"a dossier of {PARTS} parts"
        for name, taken in found["dossiers"].items():
            ratio = taken["ratio"]
            beside = f"{ratio['median']:.2f} × {PART_BY_PART} [{ratio['low']:.2f}–{ratio['high']:.2f}]"
            yield f"  {name:44} {_spread(taken['seconds'])}  {beside}"
    if "stages" in found:
        yield ""
        for name, spread in found["stages"].items():
            yield f"  {name:44} {_spread(spread)}"
    if "parallel" in found:
        yield ""
        for kind, rates in found["parallel"].items():
            for many, rate in rates.items():
                spread = f"[{rate['low']:.0f}–{rate['high']:.0f}]"
                yield f"  {many} {kind:10} {rate['median']:8.0f} evaluations a second {spread}"
    if "starts" in found:
        yield ""
        for start in found["starts"]:
            ratio = start["ratio"]
            times = "" if ratio is None else f"  × {ratio['median']:.1f} [{ratio['low']:.1f}–{ratio['high']:.1f}]"
            yield f"  {start['name']:44} {_spread(start['seconds'])}{times}"
    if "memory" in found:
        yield ""
        for name, size in found["memory"].items():
            yield f"  {name:20} {size:8}" if name == "kept" else f"  {name:20} {size / 1024:8.1f} KiB"


def _outcome(outcome: Plain) -> Iterator[str]:
    name = outcome["name"]
    if outcome["reason"] is not None:
        yield f"  {name:24} left out: {outcome['reason']}"
    elif outcome["wrong"]:
        yield f"  {name:24} WRONG: {', '.join(outcome['wrong'])}"
    for task, taken in outcome["tasks"].items():
        line = f"  {name:24} {TASKS[task]:26} {_spread(taken['seconds'])}"
        for key, title in (("by_hand", "by hand"), ("ours", "ours")):
            ratio = taken[key]
            if ratio is not None:
                line += f"  {ratio['median']:8.2f} × {title} [{ratio['low']:.2f}–{ratio['high']:.2f}]"
        yield f"{line}  ({outcome['compared']} compared, {taken['count']} a turn)"


def _spread(spread: Plain) -> str:
    return f"{one(spread['median']):>10} [{one(spread['low'])}–{one(spread['high'])}]"


def one(seconds: float) -> str:
    """Writes one time."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds < 1e-6:
        return f"{seconds * 1e9:.0f} ns"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"
