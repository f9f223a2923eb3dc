"""What counts as a value of a fact, told with the words that people see, not with the names that case files use."""

import re
from typing import Final

from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import YES_NO

_NAME: Final = re.compile(r" ?([a-z][a-z_]*) ?")


def meaning_of(spec: FactSpec, facts: Facts) -> str:
    """Writes the meaning of a fact with Chinese labels; empty where the title says it all."""

    def label(found: re.Match[str]) -> str:
        word = found.group(1)
        other = facts.get(f"{spec.group}.{word}")
        return f"“{YES_NO.get(word) or spec.member_labels.get(word) or (other.title if other else word)}”"

    return _NAME.sub(label, spec.meaning)
