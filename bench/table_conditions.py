"""All conditions over whole tables, by the table engine and by OpenFisca: everything they read is given to both."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from bench.host import TODAY, Known
from bench.lowering import Form, forms
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.table.arrays import WORD, pack, padded, unpack, words_for
from xinfang_rules.engines.table.day_tables import DayTables
from xinfang_rules.engines.table.tape import BOUND, tape
from xinfang_rules.language.truth import TRUE
from xinfang_rules.program.lower import lower
from xinfang_rules.rulebook.model import Edition

OPENFISCA = "OpenFisca-Core"


def contestants(edition: Edition, cases: Sequence[Known], rows: int) -> dict[str, Callable[[], Any]]:
    """Returns what works out all conditions of so many rows, drawn from cases that are known in full.

    OpenFisca is left out where it is not installed.

    Raises:
        AssertionError: If one of them finds another truth than the reference did.
    """
    places = np.random.default_rng(1).integers(0, len(cases), rows)
    settled = np.array([case.settled for case in cases], np.int64)[places]
    truths = np.array([case.truths for case in cases])[places] == TRUE
    found = {"the table engine": _ours(edition, settled)}
    units = [unit for stratum in edition.strata for unit in stratum.condition_ids]
    held = {unit: unpack(bits)[:rows] for unit, bits in enumerate(found["the table engine"]())}
    assert all((held[unit] == truths[:, unit]).all() for unit in units), "the table engine finds other truths"
    try:
        import_module("openfisca_core")
    except ImportError:
        return found
    own = forms(edition, complete=True)
    theirs = found[OPENFISCA] = _openfisca(own, cases, places)
    columns = [column for stratum in theirs() for column in stratum]
    trees = [tree for form in own for tree in form.trees]
    assert len(columns) == len(trees), "OpenFisca finds another number of truths"
    for number, (form, stratum) in enumerate(zip(own, edition.strata, strict=True)):
        answers = theirs()[number]
        for row in range(0, rows, rows // 50):
            said = form.truths([column[row] for column in answers])
            assert said == [TRUE if truths[row, unit] else 3 - TRUE for unit in stratum.condition_ids]
    return found


def _ours(edition: Edition, settled: Any) -> Callable[[], Any]:
    program = lower(edition, two_valued=True)
    nodes = [program.lowering.condition(condition).true for condition in edition.conditions]
    made = tape(program.graph, nodes, DayTables(working_calendar(edition.calendar)))
    words = words_for(len(settled))
    inputs = {}
    for slot, value in made.reads:
        if slot >= 0:
            held = settled[:, slot]
            inputs[slot, value] = (
                padded(held.astype(np.int32), words * WORD) if value == BOUND else pack(held >> value & 1 != 0)
            )
    today, memory = np.full(words * WORD, TODAY, np.int32), made.places(words)
    return lambda: made.run(memory, inputs, today)


def _openfisca(own: Sequence[Form], cases: Sequence[Known], places: Any) -> Callable[[], Any]:
    from bench.adapters.openfisca import Table

    table = Table(own)
    columns = [
        {reading.key: np.array([reading.read(case.settled) for case in cases])[places] for reading in form.readings}
        for form in own
    ]
    ask = [partial(table.ask, number, given, len(places)) for number, given in enumerate(columns)]
    return lambda: [each() for each in ask]
