"""To which rule or question each condition of an edition belongs."""

from collections.abc import Iterator, Mapping

from xinfang_rules.rulebook.model import Edition, NormSpec


def unit_owners(edition: Edition) -> Mapping[int, tuple[str, ...]]:
    """Returns, for each unit, the rules and questions that read it, by name; a unit that is shared has several."""
    owners: dict[int, dict[str, None]] = {}
    for question in edition.questions:
        if question.arises is not None:
            owners.setdefault(question.arises, {})[question.name] = None
    for rule in edition.rules:
        owners.setdefault(rule.unit, {})[rule.id] = None
        if rule.norm is not None:
            for unit in _norm_units(rule.norm):
                owners.setdefault(unit, {})[rule.id] = None
    return {unit: tuple(names) for unit, names in owners.items()}


def _norm_units(norm: NormSpec) -> Iterator[int]:
    """Yields the conditions of a norm's period, and of how it is seen to be met or breached."""
    units = [norm.met_when, norm.breached_when, None if norm.done is None else norm.done.when]
    for span in () if norm.period is None else norm.period.spans:
        units.append(span.when)
        units.extend(part.when for part in (span.extend, span.exclude) if part is not None)
    return (unit for unit in units if unit is not None)
