"""Blame: what goes wrong underneath an overlay because of it is told where the overlay causes it."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from xinfang_rules.errors import Diagnostic
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.rulebook.placed import Pack

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)+")
"""A name of several parts, which is no word of a message."""
_SUBJECT: Final = re.compile(
    r"(?:^(?!there\b)|(?<=-> )|(?<=, and )|(?<=rests on )|(?<=rests on constraint ))[a-z][a-z0-9_]*"
    r"(?= ->|$|,| rests on | is (?:no|neither) | answers | has |: with )|\b[a-z][a-z0-9_]*(?= ->)"
)
"""A name of one part, where a message is about it and has no word of its own: first, in a circle, resting on it."""
_HINT: Final = re.compile(r" \(did you mean [^)]*\)")


def attributed(pack: Pack, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Returns findings in order, each where it can be mended.

    A finding in a file underneath the overlays that names what an overlay gives, changes or removes is told at that
    place of the overlay, with the file that shows it; its hints would be of no use there.
    """
    return sorted({_attributed(pack, finding) for finding in findings})


def _attributed(pack: Pack, finding: Diagnostic) -> Diagnostic:
    if finding.position.source in pack.sources:
        return finding
    cause = next((pack.touched[name] for name in _names(finding.message) if name in pack.touched), None)
    if cause is None:
        return finding
    message = f"{_HINT.sub('', finding.message)}; {finding.position} rests on what is changed here"
    return finding._replace(position=cause, message=message)


def _names(message: str) -> Iterator[str]:
    said = _HINT.sub("", message)
    for name in (*_NAME.findall(said), *_SUBJECT.findall(said)):
        yield name
        named = norm_named(name)
        if named is not None:
            yield named
