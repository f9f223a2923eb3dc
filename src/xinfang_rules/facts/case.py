"""A case of the shared facts: its model, a class for each group of facts, and the lists that facts choose from.

All of them are made of `rules/facts.yaml`, and typed by the stub beside this module.
"""

from xinfang_rules.facts.models import case_classes
from xinfang_rules.facts.shared import shared_vocabulary

_shared = shared_vocabulary()

FACTS = _shared.facts
"""Every shared fact by its dotted name, in the order of declaration."""

_made = case_classes(FACTS, __name__)

Case = _made.case
vars(_shared.own)["model"] = Case  # where `model_of` keeps it

globals().update(_made.groups)
globals().update(_made.terms)
