"""Every seeded defect is caught by the law that is named beside it; without it, the same cases break no property."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from tests.defects.engines import LOWERING
from tests.defects.seeding import Defect, seeded
from tests.defects.table import DEFECTS

from xinfang_rules import load
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.testing import (
    PROPERTIES,
    Example,
    PropertyViolation,
    sample_cases,
    sample_near_deadlines,
    sensible_day,
)
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

SHIPPED = packs_directory() / "xinfang-2022"
AS_OF = date(2024, 9, 20)
SOON = date(2022, 5, 3)
"""Two days after the Regulation came into force: much falls on one day."""
SEED = 2022
MOST = {"cases": 1_000, "soon": 1_000, "edges": 400, "rulebooks": 300}


def trials(on: str, number: int) -> Iterator[Example]:
    """Yields the trials on which a defect is looked for; the rulebook is read anew."""
    if on == "rulebooks":
        random = Random(SEED)
        for _ in range(number):
            book = random_rulebook(random.randbytes(PACK_LENGTH))
            for count, (case, as_of) in enumerate(sample_cases(3, rulebook=book, as_of=sensible_day(book))):
                yield Example(book, case, as_of, seed=count)
        return
    book = load(SHIPPED)
    if on == "edges":
        drawn = sample_near_deadlines(number, rulebook=book, seed=SEED)
    else:
        drawn = sample_cases(number, rulebook=book, as_of=SOON if on == "soon" else AS_OF, seed=SEED)
    for count, (case, as_of) in enumerate(drawn):
        yield Example(book, case, as_of, seed=count)


def marked(defect: Defect) -> object:
    return pytest.param(defect, marks=pytest.mark.durable) if defect in LOWERING else defect


@pytest.mark.parametrize("defect", [marked(defect) for defect in DEFECTS], ids=str)
def test_a_seeded_defect_is_caught_by_its_property(defect: Defect) -> None:
    with seeded(defect), pytest.raises(PropertyViolation):
        hold_all(defect)


def hold_all(defect: Defect) -> None:
    for example in trials(defect.on, MOST[defect.on]):
        defect.prop(example)


@pytest.mark.parametrize("on", MOST)
def test_without_a_defect_the_same_cases_break_no_property(on: str) -> None:
    used = {defect.prop.name for defect in DEFECTS if defect.on == on}
    props = [prop for prop in PROPERTIES if prop.name in used]
    assert props
    for example in trials(on, 4):
        for prop in props:
            prop(example)


def test_every_defect_is_another() -> None:
    assert len({(defect.module, defect.right, defect.wrong) for defect in DEFECTS}) == len(DEFECTS)
    assert len({defect.title for defect in DEFECTS}) == len(DEFECTS)
    assert len(DEFECTS) >= 24
