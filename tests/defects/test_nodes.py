"""Most nodes of the program are noticed when they are spoiled; see `tests.defects.nodes`."""

from random import Random

from tests.defects.nodes import drawn, live, spoiled, unnoticed

from xinfang_rules import load
from xinfang_rules.program.graph import Op
from xinfang_rules.program.lower import lower

NODES = 12
COMPETENCE = "petition.competence"


def test_spoiled_nodes_are_noticed() -> None:
    program = lower(load().latest)
    candidates = [number for number in live(program) if spoiled(program.graph, number) is not None]
    chosen = Random(7).sample(candidates, NODES)
    assert len(list(unnoticed(program, chosen, list(drawn(300))))) <= NODES // 3


def test_a_value_less_that_no_case_can_notice_is_noticed_where_two_are_left_that_no_case_leaves() -> None:
    """Why it makes no difference to a case stands in `tests.defects.nodes`."""
    program = lower(load().latest)
    edition = program.edition
    slot, name = edition.layout[COMPETENCE], edition.scope[COMPETENCE]
    but_own = name.domain & ~name.bit("own")
    (node,) = (n for n in live(program) if program.graph[n].op is Op.IN and program.graph[n].data == (slot, but_own))
    cases = list(drawn(300))
    assert [number for number, _ in unnoticed(program, [node], cases)] == [node]
    for values, _ in cases:
        values[slot] = name.bit("own") | name.bit("same_level")
    assert list(unnoticed(program, [node], cases)) == []
