"""The closed list of what can be wrong with a rule pack; each code has a bad file of its name in tests/bad_rules/."""

from collections.abc import Mapping
from types import MappingProxyType

RULE_CODES: Mapping[str, str] = MappingProxyType(
    {
        # The shape of a file.
        "missing-key": "a mapping lacks a key that it must have",
        "unknown-key": "a key that the section does not know",
        "value-type": "a value of the wrong type",
        "bad-form": "a text or number that is not of the form wanted here",
        # Names and values.
        "unknown-name": "a condition reads a name that the rulebook does not have",
        "unknown-value": "a value outside a closed list",
        "repeated-value": "a value listed twice",
        "unknown-test": "a test that this kind of fact does not have",
        "unknown-date": "a date that the rulebook does not have",
        "unknown-count": "a count that the case model does not have",
        "unknown-parameter": "a parameter that the pack does not have",
        "unknown-question": "a question that the pack does not have",
        "unknown-concept": "a concept that the pack does not have",
        "unknown-remark": "a remark that the pack does not have",
        "unknown-rule": "a rule that the pack does not have",
        "unknown-instrument": "a citation of an instrument that is not in the pack",
        "unknown-provision": "a citation of a provision that the instrument does not have",
        "duplicate-id": "a name given twice",
        "name-clash": "a name that a fact, a question or a concept already has",
        # Conditions and rules.
        "fact-form": "a fact, a bearer or an action of which the parts do not fit together",
        "unknown-group": "a group of facts that there is not",
        "condition-form": "a condition that is none",
        "never-true": "a condition that no value satisfies",
        "number-in-rule": "a number outside parameters.yaml",
        "rule-kind": "a rule that does not do exactly one thing",
        "norm-form": "a norm with a part that its kind does not have",
        "period-form": "a period that does not say how it runs",
        "unit": "a parameter of a unit that cannot stand here",
        "parameter-gap": "a parameter without a value on a day on which a rule needs it",
        "renaming": "a renaming of a name that is still in use, or to one that there is not",
        "too-many-editions": "more days on which numbers or rules change than a rulebook can have",
        "otherwise": "a remainder that cannot be one",
        "precedence": "an order among answers that is not one",
        "exception": "an exception between rules that cannot displace each other, or one too many",
        "cycle": "rules that depend on each other in a circle",
        "constraint-form": "a constraint that is none",
        "presumption": "a presumption of what nobody may presume, or that none can be",
        # Law.
        "quote-too-long": "a quoted fragment of more than 40 characters",
        "quote-mismatch": "a quoted fragment that the provision does not have",
        "coverage": "a paragraph whose coverage does not say what the rules do",
        "numbering": "articles that are not numbered one after the other, or differ from the official text",
        # Packs.
        "instrument": "a pack without exactly one instrument and one set of settings",
        "overlay": "an overlay without an identity, or a base pack with one",
        "change-form": "a declared change that is none",
        "undeclared-change": "an overlay that changes what stands underneath without declaring it",
        "idle-change": "a declared change that the overlay does not make",
        "conduct": "what rests on how petitioners behaved, or on who they are, and must not",
        "empty-pack": "a directory without rule files",
        "notice": "a notice of holidays that gives days it cannot give, or leaves out days of the statute",
    }
)
