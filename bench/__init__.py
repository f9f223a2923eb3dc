"""What the library costs, beside the engines people would use instead: `make bench`. Not part of the installed package.

- `lowering` turns the linked conditions into plain trees; `adapters` write these for each other engine.
- `handwritten*`, `facts`, `rule_order`: the same rules by hand, the ceiling; `verify` holds them against the library.
- `contestants` is what is timed, each in a process (`worker`); `match` lets the processes take turns.
- `scaling`, `parallel`, `startup`, `memory`: the rest of what is measured; `run` is all of it.
- `record.json` is the last kept run; `table`, `pages` and `pictures` write it out.
- `guard` counts instructions for `tests/test_speed_guard.py`.
"""
