"""What is to be found out of a duty of which it cannot be told whether it is kept, in Chinese."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.dossier.report import FindingKind
from xinfang_rules.language.conditions import names
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.reads import norm_names, norm_units


class _Open(NamedTuple):
    of: str
    kind: str
    applies: bool
    dated: bool
    certain: bool
    done: bool


def to_find_out(found: pa.Table, edition: Edition) -> pa.ChunkedArray:
    """Returns for each finding what is to be found out, by what is known of its days.

    Args:
        found: Findings of norms, with the columns of `evaluate_register`.
        edition: The edition of their rules.
    """
    possible = pc.fill_null(found["possible"].cast(pa.string()), "")
    first, last = found["due_earliest"], found["due_latest"]
    table = pa.table(
        {
            "of": found["of"].cast(pa.string()),
            "kind": pc.coalesce(found["would_be"].cast(pa.string()), found["kind"].cast(pa.string())),
            "applies": pc.invert(pc.starts_with(possible, NormStatus.NOT_APPLICABLE.value)),
            "dated": pc.is_valid(first),
            "certain": pc.fill_null(pc.equal(first, last), False),
            "done": pc.is_valid(found["done_on"]),
        }
    )
    keys = pc.binary_join_element_wise(*(table[name].cast(pa.string()) for name in _Open._fields), "|")
    encoded = keys.dictionary_encode().unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    words = []
    for key in encoded.dictionary.to_pylist():
        of, kind, *flags = str(key).split("|")
        words.append("；".join(_words(_Open(of, kind, *(flag == "true" for flag in flags)), edition)))
    return pa.chunked_array([pa.DictionaryArray.from_arrays(encoded.indices, pa.array(words, pa.string()))])


def _words(told: _Open, edition: Edition) -> Iterator[str]:
    rule = edition.rule(told.of)
    spec = rule.norm
    if spec is None or told.kind == FindingKind.OWED.value:
        return
    if not told.applies:
        yield "是否应当履行" + _titled(edition, names(rule.condition))
    if spec.period is not None and not told.certain:
        of_period = spec._replace(met_when=None, breached_when=None, done=None)
        read = [name for unit in norm_units(of_period) for name in names(edition.conditions[unit])]
        starts = list(norm_names(of_period))
        yield (
            "期限自何日起算" + _titled(edition, starts)
            if not told.dated
            else "最后一日" + _titled(edition, [*read, *starts])
        )
    if spec.done is not None and not told.done:
        yield "是否履行、何日" + _titled(edition, [spec.done.day])
    if spec.done is None:
        read = [name for unit in norm_units(spec._replace(period=None)) for name in names(edition.conditions[unit])]
        yield "是否做到" + _titled(edition, read)


def _titled(edition: Edition, read: Iterable[str]) -> str:
    facts: Any = edition.facts
    bases = dict.fromkeys(name.partition("[")[0] for name in read)
    titles = [facts[name].title for name in bases if name in facts]
    return f"（{'、'.join(titles)}）" if titles else ""
