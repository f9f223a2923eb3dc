"""Seeded defects of the engines: in the code that is generated, and in what durable-rules is given."""

from tests.defects.seeding import Defect

from xinfang_rules.testing.properties.agreement import engines_agree
from xinfang_rules.testing.properties.knowledge import knowledge_only_adds

COMPILER = (
    Defect(
        "generated code: what a choice may not be is everything",
        "engines.generate",
        "{allowed if wanted else domain ^ allowed:d}",
        "{allowed if wanted else domain}",
        engines_agree,
    ),
    Defect(
        "generated code: a count at its upper bound is beyond it",
        "engines.generate",
        'f"({low} < {least:d} or {high} > {most:d})"',
        'f"({low} < {least:d} or {high} >= {most:d})"',
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "generated code: what may have happened has not",
        "engines.generate",
        'f"{self.slot(name)} < {NEVER}" if wanted',
        'f"{self.slot(name, 1)} < {NEVER}" if wanted',
        engines_agree,
    ),
    Defect(
        "generated code: the same day is before",
        "engines.generate",
        'return f"{low} < {other_high}"',
        'return f"{low} <= {other_high}"',
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "generated code: on or after what has not happened",
        "engines.generate",
        "({high} == {NEVER} or {other_high} == {NEVER} or {low} < {other_high})",
        "({high} == {NEVER} or {low} < {other_high} < {NEVER})",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "generated code: some of a list is all of it",
        "engines.generate",
        "conjunction=not wanted)",
        "conjunction=True)",
        engines_agree,
    ),
    Defect(
        "generated code: of what several conditions require, the first to be shared is all",
        "engines.generate",
        "if r != requirement)",
        "if r == requirement)",
        engines_agree,
    ),
    Defect(
        "generated code: a requirement that several conditions share is not tested",
        "engines.generate",
        'yield f"{indent}if {requirement}:"',
        'yield f"{indent}if 1:"',
        engines_agree,
    ),
    Defect(
        "generated code: what an answer displaces may still be given",
        "engines.settling",
        "if not before and {_must_hold",
        "if {_must_hold",
        knowledge_only_adds,
    ),
    Defect(
        "generated code: an exception that may hold does not weaken a rule",
        "engines.settling",
        'f"t[{unit}] == {FALSE}" for unit',
        'f"t[{unit}] != {TRUE}" for unit',
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "generated code: a concept that one rule makes true is open while others are",
        "engines.settling",
        '" or ".join(_must_hold(rules[index], rules)',
        '" and ".join(_must_hold(rules[index], rules)',
        engines_agree,
    ),
    Defect(
        "generated code: a question that may not arise does",
        "engines.settling",
        "({not_applicable} if {arises} & {FALSE} else 0)",
        "0",
        knowledge_only_adds,
    ),
    Defect(
        "generated code: an empty list of conditions may fail",
        "engines.generate",
        '"1" if conjunction else "0"',
        '"1" if conjunction else "1"',
        engines_agree,
    ),
)

LOWERING = (
    Defect(
        "durable: a choice is never ruled out",
        "engines.durable.dnf",
        "leaf.domain ^ leaf.allowed if holds else leaf.allowed)]",
        "leaf.domain ^ leaf.allowed if holds else leaf.domain)]",
        engines_agree,
    ),
    Defect(
        "durable: what has happened has surely not",
        "engines.durable.dnf",
        "leaf.one, 0, Comparator.MORE, leaf.other, 1),)]",
        "leaf.one, 1, Comparator.MORE, leaf.other, 1),)]",
        engines_agree,
    ),
    Defect(
        "durable: a count at its upper bound is not within",
        "engines.durable.dnf",
        "leaf.one, 1, Comparator.AT_MOST, leaf.other, 0),)]",
        "leaf.one, 1, Comparator.LESS, leaf.other, 0),)]",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "durable: the earliest possible day decides what is before",
        "engines.durable.dnf",
        "leaf.one, 1, Comparator.LESS, leaf.other, 0),)",
        "leaf.one, 0, Comparator.LESS, leaf.other, 0),)",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "durable: a day that may not come is taken for one that does",
        "engines.durable.dnf",
        "comes = self._compared(leaf.other, 1,",
        "comes = self._compared(leaf.other, 0,",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "durable: one condition of several is enough",
        "engines.durable.dnf",
        "if isinstance(condition, AllOf) is wanted:\n                    return [tuple",
        "if isinstance(condition, AllOf) and not wanted:\n                    return [tuple",
        engines_agree,
    ),
)
