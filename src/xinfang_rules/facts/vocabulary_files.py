"""The shared vocabulary, `facts.yaml` and `outputs.yaml` beside the shipped packs, as it is linked.

Linked, it takes no reader of YAML: `linked.json` holds what `tools.facts` made of the two files, and the digest of
their bytes. Where they have been edited since, they are read.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from xinfang_rules.facts.specs import FRAMES, Facts, FactSpec
from xinfang_rules.hashes import sha256

FILES: Final = ("facts.yaml", "outputs.yaml")
"""The files, in the directory of the shipped packs."""

LINKED: Final = Path(__file__).parent / "linked.json"

_INSTALLED: Final = Path(__file__).parent.parent / "_rules"
_CHECKOUT: Final = Path(__file__).parents[3] / "rules"


class TermSpec(NamedTuple):
    """One who is bound or entitled, or what is to be done: a value of the closed lists of a result.

    Attributes:
        name: Its name.
        title: Its Chinese label.
        at: The provisions that speak of it.
        marks: What else is told of it.
        within: The instrument alone that speaks of it; empty if any may.
    """

    name: str
    title: str
    at: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    within: str = ""


class Vocabulary(NamedTuple):
    """What rulebooks speak of.

    Attributes:
        instrument: The identifier of the instrument whose provisions are named where no other is.
        facts: The facts that a case may state, whichever instrument governs.
        own: Those that this instrument has, the others beside.
        bearers: Who is bound or entitled.
        actions: What is done.
        digest: SHA-256 of the files.
    """

    instrument: str
    facts: Facts
    own: Facts
    bearers: tuple[TermSpec, ...]
    actions: tuple[TermSpec, ...]
    digest: str


@lru_cache(maxsize=1)
def packs_directory() -> Path:
    """Returns where the shipped packs lie: inside the installed package, or in the checkout it runs from."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def files_digest() -> str:
    """Returns the SHA-256 of the files, line ends counting as LF."""
    made = sha256()
    for name in FILES:
        made.update((packs_directory() / name).read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()


def from_json(written: dict[str, Any]) -> Vocabulary:
    """Reads a vocabulary as `linked.json` holds it: facts with what is not usual of them."""
    groups: dict[str, str] = written["groups"]
    home, title = written["instrument"], written["title"]
    named = {"instrument": home}
    specs = [fact_spec(name, groups, **{**named, **told}) for name, told in written["facts"].items()]
    bearers, actions = (
        tuple(TermSpec(name, title, tuple(at), tuple(marks), within) for name, title, at, marks, within in written[key])
        for key in ("bearers", "actions")
    )
    own = [spec for spec in specs if spec.instrument == home]
    others = [spec for spec in specs if spec.instrument != home]
    facts = Facts.of(specs, title)
    return Vocabulary(home, facts, Facts.of(own, title, others), bearers, actions, written["digest"])


def fact_spec(
    name: str,
    groups: dict[str, str],
    instrument: str,
    *,
    title: str,
    ask: str,
    at: list[str],
    kind: Any = "bool",
    values: dict[str, str] | None = None,
    says: str | None = None,
    negated: str | None = None,
    days: tuple[date | None, date | None] = (None, None),
    **told: Any,
) -> FactSpec:
    """Makes a fact of what a file says of it; what it leaves out is as usual.

    `groups` are the titles of the groups, and `days` those from which, and until which, rules may read it. Unless told,
    it `says` of a value that this is what the title is, and `negated` that it is not. All else is as in `FactSpec`.
    """
    group, _, key = name.partition(".")
    usual = [frame.format(title, "{}") for frame in FRAMES.get(kind, ("", ""))]
    return FactSpec(
        name=name,
        group=group,
        key=key,
        kind=kind,
        title=title,
        ask=ask,
        at=tuple(at),
        members=tuple(values or ()),
        member_labels=values or {},
        group_title=groups[group],
        says=usual[0] if says is None else says,
        negated=usual[1] if negated is None else negated,
        instrument=instrument,
        in_force_from=days[0],
        in_force_until=days[1],
        **{"meaning": "", "whose": "", "least": 0, "origin": False, "set_day": False, **told},
    )
