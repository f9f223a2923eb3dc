"""Facts that the cases of a scenario file have in common: written once, under `given`.

    given:
      petition: {category: grievance}
      remedy: {litigation_rights: false}
    scenarios:
      - scenario: …
        case:
          petition: {intake: direct}        # and category: grievance
          remedy: {litigation_rights: true} # instead of false
      - scenario: …
        case:
          petition: {category: null}        # not stated, as if it had not been given
          remedy: null                      # none of these
      - scenario: …
        given: false                        # nothing of it all
        case: …

A fact that a scenario states takes the place of the given one, whole: sets are not joined. `null` takes a given fact,
or a group of them, out of the case; `unknown` states that it is not known.
"""

from collections.abc import Mapping
from typing import Any, Final

from xinfang_rules.language.parse import Path

GIVEN: Final = "given"
"""The section of a scenario file in which the common facts stand."""


def with_given(case: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the facts of a case with those that its file gives."""
    merged = dict(case)
    for group, facts in given.items():
        own = case.get(group, {})
        if own is None:
            del merged[group]
        elif isinstance(own, Mapping) and isinstance(facts, Mapping):
            both = {**facts, **own}
            left = {fact: value for fact, value in both.items() if value is not None or fact not in facts}
            merged[group] = left
            if not left:
                del merged[group]
    return merged


def is_stated(case: object, at: Path) -> bool:
    """Tells whether facts by group have one, or a group, of this path."""
    for step in at[:2]:
        if not isinstance(case, Mapping) or step not in case:
            return False
        case = case[step]
    return True
