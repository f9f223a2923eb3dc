"""What is to be found out of a duty of which it cannot be told whether it is kept, in Chinese."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.language.conditions import names
from xinfang_rules.registers.finding_columns import Names
from xinfang_rules.registers.register_tables import coded_texts, texts as texts_of
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.reads import norm_units
from xinfang_rules.tables.fact_columns import column_name


class _Read(NamedTuple):
    """What a norm reads at once, by names of the scope: what it takes to tell one thing of it."""

    applies: tuple[str, ...]
    starts: tuple[str, ...]
    days: tuple[str, ...]
    done: tuple[str, ...]


def read_by_duties(edition: Edition) -> tuple[str, ...]:
    """Returns the columns of the facts of which it is asked whether they are known."""
    read = (_read(rule, edition) for rule in edition.rules if rule.norm is not None)
    named = (column_name(name) for one in read for group in one for name in group if _base(name) in edition.facts)
    return tuple(dict.fromkeys(named))


def to_find_out(found: pa.Table, known: Mapping[str, Any], edition: Edition) -> pa.Array:
    """Returns for each finding of a norm what is to be found out: of what it reads, what is not known.

    `known` says by the column of a fact of `read_by_duties` in which rows of the register it is known.
    """
    first, last = found["due_earliest"], found["due_latest"]
    shown = pc.coalesce(found["would_be"].cast(pa.string()), found["kind"].cast(pa.string()))
    possible = pc.fill_null(found["possible"].cast(pa.string()), "")
    flags = [
        pc.equal(shown, FindingKind.UNTOLD.value),
        pc.starts_with(possible, NormStatus.NOT_APPLICABLE.value),
        pc.or_(pc.is_null(first), pc.is_null(last)),
        pc.invert(pc.fill_null(pc.equal(first, last), False)),
        pc.is_null(found["done_on"]),
    ]
    told = np.array([flag.to_numpy() for flag in flags]).reshape(len(flags), -1)
    rows, (rules, names) = found["row"].to_numpy(), coded_texts(found["of"])
    words, codes = Names(), np.zeros(len(rows), np.int32)
    for code in np.unique(rules).tolist():
        rule = edition.rule(names[code])
        read = _read(rule, edition)
        facts = list(dict.fromkeys(one for group in read for one in group if column_name(one) in known))
        (some,) = np.nonzero(rules == code)
        keys = np.array([*told[:, some], *(known[column_name(one)][rows[some]] for one in facts)])
        ways, way = np.unique(keys, axis=1, return_inverse=True)
        texts = list[int]()
        for untold, applies, undated, uncertain, undone, *held in ways.T.tolist():
            unknown = {one for one, is_known in zip(facts, held, strict=True) if not is_known}
            asked = _asked(rule, read, edition, applies, undated, uncertain, undone, unknown) if untold else ()
            texts.append(words.place("；".join(asked)))
        codes[some] = np.array(texts, np.int32)[way.reshape(-1)]
    return texts_of(codes, list(words.places))


def _read(rule: Rule, edition: Edition) -> _Read:
    spec = rule.norm
    assert spec is not None, "only of norms it is asked what they read"

    def of_units(part: Any) -> tuple[str, ...]:
        conditions = (edition.conditions[unit] for unit in norm_units(part))
        return tuple(name for condition in conditions for name in _below(names(condition), edition))

    starts = () if spec.period is None else tuple(name for way in spec.period.ways for name in way.starts)
    days = of_units(spec._replace(met_when=None, breached_when=None, done=None))
    done = of_units(spec._replace(period=None)) if spec.done is None else (spec.done.day,)
    return _Read(tuple(_below(names(rule.condition), edition)), starts, days, done)


def _below(read: Iterable[str], edition: Edition) -> Iterator[str]:
    """Yields names, of a concept those that its rules read."""
    concepts = {one.name: one.rules for one in edition.concepts}
    for name in read:
        if name in concepts:
            for index in concepts[name]:
                yield from _below(names(edition.rules[index].condition), edition)
        else:
            yield name


def _asked(
    rule: Rule, read: _Read, edition: Edition, applies: bool, undated: bool, uncertain: bool, undone: bool,
    unknown: set[str],
) -> Iterator[str]:  # fmt: skip
    spec = rule.norm
    if applies:
        yield "是否应当履行" + _titled(edition, read.applies, unknown)
    if spec is not None and spec.period is not None and uncertain:
        asked = read.starts if undated else (*read.days, *read.starts)
        yield ("期限自何日起算" if undated else "最后一日是哪一日") + _titled(edition, asked, unknown)
    if undone and unknown.intersection(read.done):
        by_day = spec is not None and spec.done is not None
        yield ("是否履行、何日" if by_day else "是否做到") + _titled(edition, read.done, unknown)


def _titled(edition: Edition, read: Iterable[str], unknown: set[str]) -> str:
    """Puts what is unknown in brackets; of a question nobody looks whether it is decided."""
    derived = {one.name: one.title for one in edition.questions}
    titles: dict[str, None] = {}
    for name in read:
        if name in unknown:
            titles[edition.facts[_base(name)].title] = None
        elif name in derived:
            titles[derived[name]] = None
    return f"（{'；'.join(titles)}）" if titles else ""


def _base(name: str) -> str:
    return name.partition("[")[0]
