"""`python -m bench`: what the library costs, beside the engines people would use instead. `make bench` sets it up."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.record import Plain, read_record, write_record
from bench.run import Extent, run
from bench.table import lines


def main() -> int:
    """Runs the benchmark; exit code 1 if anybody's answers differ."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run: few cases, one round, no other engines")
    parser.add_argument("--no-peers", action="store_true", help="measure this library only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    parser.add_argument("--record", action="store_true", help="keep the figures as bench/record.json")
    parser.add_argument("--write-docs", action="store_true", help="write the documentation from bench/record.json")
    chosen = parser.parse_args()
    found: Plain | None = None
    if not chosen.write_docs or chosen.record:
        with tempfile.TemporaryDirectory() as folder:
            extent = Extent(quick=chosen.quick, peers=not chosen.no_peers)
            found = run(extent, Path(folder), lambda said: print(said, file=sys.stderr, flush=True))
        print(*lines(found), sep="\n")
        if chosen.json is not None:
            chosen.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if chosen.record:
            write_record({**found, "tables": read_record().get("tables", {})})
    if chosen.write_docs:
        from bench.pages import write_pages  # draws pictures, which only the environment of the benchmark can

        write_pages(read_record())
    return 1 if found is not None and _differing(found) else 0


def _differing(found: Plain) -> bool:
    return any(outcome["wrong"] for kind in ("complete", "partial") for outcome in found[kind])


if __name__ == "__main__":
    sys.exit(main())
