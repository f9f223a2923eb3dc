"""Packs and cases spoilt at random: each is read, or refused by an error of this library, and nothing in between.

    python -m tests.properties.fuzz --packs 20000 --cases 200000 --seed 7
    python -m tests.properties.fuzz --again pack:7:1234

Everything is drawn from the seed. What breaks an invariant is named by its number, made again by `--again`, and belongs
into a test of its own once it is mended.
"""

import _weakrefset
import argparse
import json
import os
import shutil
import signal
import sys
import time
import traceback
import warnings
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from tests.properties.spoiling import copied, spoil_names, spoilt_bytes, spoilt_data, written

from xinfang_rules import Case, Result, Rulebook, XinfangError, evaluate, load, read_case
from xinfang_rules.analysis.lint import lint
from xinfang_rules.analysis.mutation.known_mutants import read_known
from xinfang_rules.renaming import RenamedWarning
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.scenarios.running import run_pack
from xinfang_rules.site.search.search_words import read_search_words
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import parse
from xinfang_rules.testing import sample_cases

Kind: TypeAlias = Literal["pack", "case"]

TESTS: Final = Path(__file__).resolve().parents[1]
BASES: Final = (TESTS / "bad_rules" / "_base", TESTS / "cli_pack")
OVERLAYS: Final = tuple(sorted((TESTS / "bad_rules").glob("*.yaml")))

GOOD: Final = """\
overlay:
  id: trial
  title: 试行
  changes: [{sets: notice.days, because: 试行}]
parameters:
  - {parameter: notice.days, values: [{from: 2020-03-01, value: 15}, {from: 2024-01-01, value: 10}], because: 试行}
rules:
  - id: trial.note
    title: 试行的说明
    cite: {at: "2.2", quote: 十五日内告知}
    when: {petition.joint: true}
    note: 试行
"""
RENAMED: Final = """\
renamed:
  - {kind: fact, old: petition.office, new: petition.competence, until: 9.0.0}
  - {kind: value, of: petition.competence, old: mine, new: own, until: 9.0.0}
  - {kind: rule, old: notice.tell, new: notice.give, until: 9.0.0}
  - {kind: parameter, old: notice.period, new: notice.days, until: 9.0.0}
"""
SEARCH: Final = "synonyms: [[甲, 乙]]\nleads: [{words: [丙], to: [periods, '1']}]\nsuggestions: [{title: 丁, to: 1}]\n"
MUTANTS: Final = "survivors: [{mutant: 'rules/notice.give drop-condition when', reason: 试}]\n"

WORK: Final = 20.0
"""Seconds of a processor that one try may take; the longest takes less than two."""
WAIT: Final = 300.0
"""Seconds that one try may last, however busy the machine is: it waits for something that does not come."""
LONGEST_LINE: Final = 3_000
_LOSING: Final = frozenset(module.__file__ for module in (weakref, _weakrefset))
"""Where Python calls back when something is freed, and drops what is raised."""
MOST_MEMORY: Final = 400 * 2**20
"""Bytes by which the process may grow from beginning to end."""


class BrokenError(AssertionError):
    """An invariant does not hold."""


class Try(NamedTuple):
    """One try: its kind and what it is drawn from."""

    kind: Kind
    seed: int
    number: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.seed}:{self.number}"

    def random(self) -> Random:
        return Random(str(self))


@contextmanager
def bounded() -> Iterator[None]:
    """Ends what takes too long, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    limits = ((signal.ITIMER_PROF, signal.SIGPROF, WORK), (signal.ITIMER_REAL, signal.SIGALRM, WAIT))

    def over(number: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_code.co_filename in _LOSING:
            signal.setitimer(next(timer for timer, its, _ in limits if its == number), 0.01)
            return
        raise BrokenError(f"it {'works' if number == signal.SIGPROF else 'waits'} for too long")

    before = [(number, signal.signal(number, over)) for _, number, _ in limits]
    for timer, _, seconds in limits:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, _, _ in limits:
            signal.setitimer(timer, 0)
        for number, handler in before:
            signal.signal(number, handler)


def refused(error: XinfangError) -> str:
    """Checks how something was refused."""
    for text in (str(error), error.text("zh"), error.text("en")):
        if not text.strip():
            raise BrokenError("an error that says nothing")
        for line in text.splitlines():
            if not line.isprintable() or len(line) > LONGEST_LINE:
                raise BrokenError(f"a line of an error that cannot be shown: {line[:200]!r}")
        text.encode()
    return str(error)


# Packs


def spoil_file(path: Path, random: Random) -> None:
    """Spoils one file: its bytes, or its structure."""
    content = path.read_bytes()
    if random.random() < 0.5:
        path.write_bytes(spoilt_bytes(content, random.choice(OVERLAYS).read_bytes(), random))
        return
    try:
        data = parse(content, "x").data
    except SourceError:
        data = {}
    path.write_bytes(written(spoilt_data(data, random), random))


def pack_try(one: Try, place: Path) -> str:
    """Makes a pack and an overlay, spoils them, and loads them; returns what came of it."""
    random = one.random()
    base = Path(shutil.copytree(random.choice(BASES), place / "pack"))
    overlay = place / "overlay"
    overlay.mkdir()
    if random.random() < 0.5:
        (overlay / "overlay.yaml").write_text(GOOD, encoding="utf-8")
    else:
        (overlay / "overlay.yaml").write_text("overlay: {id: trial, title: 试行}\n", encoding="utf-8")
        shutil.copy(random.choice(OVERLAYS), overlay / "more.yaml")
    (overlay / "search.yaml").write_text(SEARCH, encoding="utf-8")
    (base / "mutants.yaml").write_text(MUTANTS, encoding="utf-8")
    if random.random() < 0.3:
        (base / "renamed.yaml").write_text(RENAMED, encoding="utf-8")
    for _ in range(random.choice((0, 1, 1, 2))):
        files = [path for layer in (base, overlay) for path in layer.rglob("*.yaml") if path.is_file()]
        spoil_file(random.choice(files), random)
    for _ in range(random.choice((0, 0, 1, 3))):
        spoil_names(random.choice((base, overlay)), random)
    overlays = [overlay] if random.random() < 0.7 else []

    def loaded() -> Rulebook | str:
        try:
            return load(base, overlays=overlays)
        except XinfangError as error:
            return refused(error)

    book = loaded()
    again = loaded()
    if isinstance(book, str):
        if again != book:
            raise BrokenError("what is wrong with a pack is told differently the second time")
        return "refused"
    if book is not again:
        raise BrokenError("the same files are another rulebook the second time")
    _check_whole(book, (base, *overlays))
    for case in ({}, {"petition": {"competence": "own", "request": "new"}, "timeline": {"received_on": "2024-03-01"}}):
        _evaluated(case, date(2024, 4, 1), book)
    if random.random() < 0.1:
        lint(*load_pack(base, overlays=overlays))
    beside: tuple[Callable[[], object], ...] = (
        lambda: run_pack(base, book),
        lambda: read_search_words([base, *overlays], book.instrument, ["periods.md"]),
        lambda: read_known(base),
    )
    for read in beside:
        try:
            read()
        except XinfangError as error:
            refused(error)
    return "loaded"


def _check_whole(book: Rulebook, layers: tuple[Path, ...]) -> None:
    """Checks that every rule of every file is in force at some time, unless a file says otherwise."""
    there = {rule.id for edition in book.editions for rule in edition.rules}
    files = [data for layer in layers for data in _rule_files(layer)]
    removed = {name for data in files for name in data.get("remove", [])}
    rules = [rule for data in files for rule in data.get("rules", [])]
    told = {rule["id"] for rule in rules if not {"in_force_from", "in_force_until"} & rule.keys()}
    if missing := told - there - removed:
        raise BrokenError(f"rules that no edition has: {missing}")


def _rule_files(layer: Path) -> Iterator[dict[str, Any]]:
    """Reads what must have been read, found in a way of its own."""
    for directory, below, names in os.walk(layer):
        below[:] = [name for name in below if not name.startswith(".") and name != "scenarios"]
        for name in names:
            path = Path(directory, name)
            apart = name.startswith(".") or (path.parent == layer and name in ("mutants.yaml", "search.yaml"))
            if path.suffix.lower() in (".yaml", ".yml") and path.is_file() and not apart:
                data = parse(path.read_bytes(), name).data
                if not isinstance(data, dict):
                    raise BrokenError(f"{name} holds no sections, and was not refused")
                yield data


# Cases


def _evaluated(case: Any, as_of: date, book: Rulebook | None) -> str:
    try:
        result = evaluate(case, as_of=as_of, rulebook=book)
    except XinfangError as error:
        refused(error)
        return "refused"
    if type(result) is not Result:
        raise BrokenError(f"a {type(result).__name__} is no result")
    return "decided"


def case_try(one: Try, samples: list[dict[str, Any]]) -> str:
    """Spoils a case, as data or as text, and decides it; returns what came of it."""
    random = one.random()
    data = copied(random.choice(samples))
    if random.random() < 0.8:
        data = spoilt_data(data, random)
    as_of = random.choice((date(2024, 9, 20), date(2024, 9, 20), date.min, date.max, date(2026, 12, 31)))
    way = random.randrange(4)
    if way == 0:
        return _evaluated(data, as_of, None)
    if way == 1:
        named: Mapping[Any, Any] = (
            {f"{group}.{key}": value for group, facts in data.items() for key, value in facts.items()}
            if isinstance(data, dict) and all(isinstance(facts, dict) for facts in data.values())
            else data
        )
        return _read(lambda: Case.from_facts(named), as_of)
    text = written(data, random)
    if random.random() < 0.6:
        text = spoilt_bytes(text, b'{"petition": {"category": "grievance"}}', random)
    form = random.choice((None, "yaml", "json"))
    return _read(lambda: read_case(text, format=form), as_of)  # type: ignore[arg-type]


def _read(read: Callable[[], Case], as_of: date) -> str:
    try:
        case = read()
    except XinfangError as error:
        refused(error)
        return "refused"
    if Case.model_validate_json(case.model_dump_json()) != case:
        raise BrokenError("a case is another one when it is read back")
    return _evaluated(case, as_of, None)


def sampled(number: int = 60) -> list[dict[str, Any]]:
    """Draws cases from which others are made."""
    drawn = sample_cases(number, as_of=date(2024, 9, 20), seed=1)
    return [json.loads(case.model_dump_json()) for case, _ in drawn]


# Running


def tried(one: Try, samples: list[dict[str, Any]]) -> str:
    """Makes one try.

    Raises:
        BrokenError: If an invariant does not hold; whatever is raised but an error of this library breaks one too.
    """
    try:
        with bounded(), warnings.catch_warnings():
            warnings.simplefilter("ignore", RenamedWarning)
            if one.kind == "case":
                return case_try(one, samples)
            with TemporaryDirectory() as place:
                return pack_try(one, Path(place))
    except Exception as error:
        raise BrokenError(f"{one}: {error}\n{traceback.format_exc(limit=-6)}") from error


def campaign(kind: Kind, number: int, seed: int) -> Counter[str]:
    """Makes many tries; returns how many came to what.

    Raises:
        BrokenError: At the first that breaks an invariant, or if the process grows.
    """
    samples = sampled() if kind == "case" else []
    before = _memory()
    came: Counter[str] = Counter()
    for count in range(number):
        came[tried(Try(kind, seed, count), samples)] += 1
    if _memory() - before > MOST_MEMORY:
        raise BrokenError(f"{kind}:{seed}: {number} tries took {(_memory() - before) // 2**20} MB")
    return came


def _memory() -> int:
    """Returns the most memory that this process has had, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    """Returns 0 if no invariant was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packs", type=int, default=2_000)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", metavar="KIND:SEED:NUMBER", help="one try alone")
    given = parser.parse_args()
    try:
        if given.again:
            kind, seed, number = given.again.split(":")
            print(tried(Try(kind, int(seed), int(number)), sampled() if kind == "case" else []))
            return 0
        for kind, number in (("pack", given.packs), ("case", given.cases)):
            started = time.monotonic()
            came = campaign(kind, number, given.seed)  # type: ignore[arg-type]
            print(f"{number} {kind}s in {time.monotonic() - started:.0f} s: {dict(came)}", flush=True)
    except BrokenError as broken:
        print(broken)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
