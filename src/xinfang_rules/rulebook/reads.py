"""What a norm reads beside the condition of its rule: other conditions, days and counts."""

from collections.abc import Iterator

from xinfang_rules.rulebook.model import NormSpec


def norm_units(norm: NormSpec) -> Iterator[int]:
    """Yields the conditions of a norm, as indices into `Edition.conditions`."""
    found = [norm.met_when, norm.breached_when, None if norm.done is None else norm.done.when]
    for span in () if norm.period is None else norm.period.spans:
        found.append(span.when)
        if span.extend is not None:
            found.append(span.extend.when)
        if span.exclude is not None:
            found.append(span.exclude.when)
    yield from (unit for unit in found if unit is not None)


def norm_names(norm: NormSpec) -> Iterator[str]:
    """Yields the days and counts that a norm's last day and status read other than by a condition."""
    if norm.period is not None:
        if norm.period.set_day is not None:
            yield norm.period.set_day
        for span in norm.period.spans:
            yield span.start
            if span.extend is not None:
                yield span.extend.days
                if span.extend.granted_on is not None:
                    yield span.extend.granted_on
            if span.exclude is not None:
                yield span.exclude.days
    if norm.done is not None:
        yield norm.done.day


def norm_parameters(norm: NormSpec) -> Iterator[str]:
    """Yields the numbers of the law by which a norm's period is counted."""
    for span in () if norm.period is None else norm.period.spans:
        if span.within is not None:
            yield span.within.name
        if span.extend is not None:
            yield span.extend.at_most.name
