"""The short summary in English."""

from collections.abc import Iterator

from bench.dossiers import PARTS
from bench.pages_tables import english_tables
from bench.record import OURS, Plain
from bench.table import one


def english(found: Plain) -> Iterator[str]:
    """Writes the page in English, line by line."""
    around = found["environment"]
    yield "# Speed"
    yield ""
    yield (
        "Written by `.venv-bench/bin/python -m bench --record --write-docs`; `make bench` measures on your machine. "
        "The full tables and pictures are on the [Chinese page](../guide/performance.md)."
    )
    yield ""
    yield (
        f"The same {found['cases']:,} generated cases, all facts known, for every engine; answers compared before "
        f"anything is timed; processor time for one case, median of {found['rounds']} rounds in turn. All "
        "conditions of the rulebook; and decisions, for which every engine is asked only for the conditions on which "
        "they rest, and the library settles the rest for all alike. The hand-written function works out all rules. "
        f"{around['date']}, {around['python']}, {around['processor']}, commit {around['commit']}."
    )
    yield ""
    yield "| engine | all conditions | decisions | times ours |"
    yield "|---|---:|---:|---:|"
    faster: list[str] = []
    for outcome in found["complete"]:
        if outcome["name"] == "evaluate()":
            continue
        if outcome["reason"] is not None or outcome["wrong"]:
            yield f"| {outcome['name']} | not timed | | |"
            continue
        tasks = outcome["tasks"]
        shown = tasks.get("decisions") or tasks["conditions"]
        if shown["ours"]["median"] < 1 and outcome["name"] != OURS:
            faster.append(outcome["name"])
        cells = [one(tasks[task]["seconds"]["median"]) if task in tasks else "" for task in ("conditions", "decisions")]
        yield f"| {outcome['name']} | {cells[0]} | {cells[1]} | {shown['ours']['median']:.2f} |"
    yield ""
    if faster:
        yield f"Faster than this library: {', '.join(faster)}."
        yield ""
    whole = next(outcome["tasks"] for outcome in found["complete"] if outcome["name"] == "evaluate()")
    result, explained = (one(whole[task]["seconds"]["median"]) for task in ("result", "explained"))
    if "dossiers" in found:
        examined = found["dossiers"]["examine"]
        taken, times = one(examined["seconds"]["median"]), examined["ratio"]["median"]
        yield f"A dossier of {PARTS} parts, examined whole: {taken}, {times:.1f} times evaluating its parts one by one."
        yield ""
    yield f"A full result by `evaluate()`, with norms and due dates: {result}; with its explanation: {explained}."
    yield from english_tables(found)
