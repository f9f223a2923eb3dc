"""Most nodes of the program are noticed when they are spoiled; see `tests.defects.nodes`."""

from random import Random

from tests.defects.nodes import drawn, live, spoiled, unnoticed

from xinfang_rules import load
from xinfang_rules.program.lower import lower

NODES = 12


def test_spoiled_nodes_are_noticed() -> None:
    program = lower(load().latest)
    candidates = [number for number in live(program) if spoiled(program.graph, number) is not None]
    chosen = Random(7).sample(candidates, NODES)
    assert len(list(unnoticed(program, chosen, list(drawn(300))))) <= NODES // 3
