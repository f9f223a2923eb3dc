"""The properties: what holds for every case, whatever the rules say. All of them stand in `PROPERTIES`.

for law in PROPERTIES:
    assert_invariant(law, rulebook=load("xinfang-2022", overlays=["my-province/"]))
"""

from xinfang_rules.testing.example import Property
from xinfang_rules.testing.properties import (
    admission,
    agreement,
    changed_numbers,
    day_oracle,
    doubted_readings,
    form,
    knowledge,
    presumed_conclusions,
    waiting,
    what_is_asked,
)
from xinfang_rules.testing.properties.changed_numbers import hold_to_numbers

__all__ = ["PROPERTIES", "hold_to_numbers"]

_MODULES = (
    agreement,
    knowledge,
    what_is_asked,
    admission,
    day_oracle,
    waiting,
    form,
    doubted_readings,
    changed_numbers,
    presumed_conclusions,
)

PROPERTIES: tuple[Property, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Property)
)
"""Every property, in the order in which they are best read."""
