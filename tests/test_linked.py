"""The shipped rulebook as the build hook links it: it is the one of the rule files, and it is never a stale one."""

import inspect
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hatch_build import ROOT, write_linked

from xinfang_rules.engines.python.functions import cells_of, constraints_of, narrow_of, run_of
from xinfang_rules.engines.python.linked_functions import GIVEN
from xinfang_rules.rulebook.linked import APART
from xinfang_rules.rulebook.load import load_pack, packs_directory, shipped_packs
from xinfang_rules.rulebook.serialize import from_plain, to_plain

LOAD = (
    "import sys; from xinfang_rules import load; rule = load().latest.rules[0]; "
    "print(rule.title, rule.position.source); "
    "print(*{'yaml', 'xinfang_rules.rulebook.entries', 'xinfang_rules.rulebook.edition_linker'} & set(sys.modules))"
)


Built: TypeAlias = Callable[..., tuple[Path, Path]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of library and rules as a wheel has them; it was used once, so that it is compiled."""
    place = tmp_path_factory.mktemp("wheel")
    library = place / "src" / "xinfang_rules"
    shutil.copytree(ROOT / "src", place / "src", ignore=shutil.ignore_patterns("_linked", "__pycache__", "assets"))
    shutil.copytree(ROOT / "rules", library / "_rules")
    write_linked(library / "_linked", editable=False)
    loaded(place / "src")
    return place


@pytest.mark.parametrize("name", shipped_packs())
def test_a_linked_rulebook_has_every_attribute_of_the_one_that_was_read(name: str) -> None:
    read, home = load_pack(name)[1], packs_directory()
    found = from_plain(json.loads(json.dumps(to_plain(read, home))), home)
    assert {key: value for key, value in vars(found).items() if key != "editions"} == {
        key: value for key, value in vars(read).items() if key != "editions"
    }
    for one, other in zip(read.editions, found.editions, strict=True):
        assert vars(other).keys() == vars(one).keys()
        for attribute in vars(one).keys() - {"cache", "scope", "layout"}:
            assert getattr(one, attribute) == getattr(other, attribute), attribute
            assert type(getattr(one, attribute)) is type(getattr(other, attribute))
        assert list(one.scope.items()) == list(other.scope.items())
        assert list(one.layout.items()) == list(other.layout.items())
        assert one.layout.width == other.layout.width
        # What is one rule in the edition is one rule in its strata.
        of_rules = {id(rule) for rule in other.rules}
        assert all(id(rule) in of_rules for stratum in other.strata for rule in stratum.norms)


def test_it_is_written_alike_every_time(wheel: Path, tmp_path: Path) -> None:
    write_linked(tmp_path / "again", editable=False)
    places = (wheel / "src/xinfang_rules/_linked", tmp_path / "again")
    written = [{path.name: path.read_bytes() for path in place.iterdir() if path.is_file()} for place in places]
    assert written[0] == written[1]
    assert str(ROOT).encode() not in b"".join(written[0].values())


# What was printed with it


@pytest.mark.parametrize("name", shipped_packs())
def test_what_was_printed_is_what_the_engine_prints(name: str, wheel: Path) -> None:
    printed_as = wheel / f"src/xinfang_rules/_linked/{name.replace('-', '_')}.py"
    written = printed_as.read_text(encoding="utf-8")
    made: dict[str, Any] = {}
    exec(written, made)
    for number, edition in enumerate(load_pack(name)[1].editions):
        printed: dict[str, Callable[..., Any]] = {"narrow": narrow_of(edition), "run": run_of(edition)}
        for function, mine in printed.items():
            its = made[f"{function}_{number}"](**GIVEN)
            assert (its.__code__.co_code, its.__code__.co_consts) == (mine.__code__.co_code, mine.__code__.co_consts)
            picked = [inspect.getclosurevars(one).nonlocals["pick"].__reduce__() for one in (mine, its)]
            assert picked[0] == picked[1]
        for cell, row in zip(cells_of(edition), made[f"cells_{number}"](**GIVEN), strict=True):
            assert (*cell[:2], tuple(sorted(cell.reads))) == row[:3]
            assert cell.settle.__code__.co_code == row[3].__code__.co_code
            assert cell.settle.__code__.co_consts == row[3].__code__.co_consts
        rounds, rows = made[f"constraints_{number}"](**GIVEN)
        constraints = constraints_of(edition)
        assert constraints.most_rounds == rounds
        for (reads, narrow), (its_reads, its) in zip(constraints.each, rows, strict=True):
            assert reads == frozenset(its_reads)
            assert narrow.__code__.co_code == its.__code__.co_code
            assert narrow.__code__.co_consts == its.__code__.co_consts


# Where it is used


@pytest.fixture
def built(wheel: Path, tmp_path: Path) -> Built:
    """A copy of library and rules, as a wheel or an editable installation has them; returns both directories."""

    def copied(*, editable: bool) -> tuple[Path, Path]:
        library = tmp_path / "src" / "xinfang_rules"
        if not editable:
            shutil.copytree(wheel / "src", tmp_path / "src")
            return tmp_path / "src", library / "_rules"
        shutil.copytree(wheel / "src", tmp_path / "src", ignore=shutil.ignore_patterns("_linked", "_rules"))
        shutil.copytree(ROOT / "rules", tmp_path / "rules")
        # By the copy itself: what is written knows where its files lie.
        shutil.copy(ROOT / "hatch_build.py", tmp_path)
        code = f"from hatch_build import *; write_linked(Path({str(library / '_linked')!r}), editable=True)"
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
        return tmp_path / "src", tmp_path / "rules"

    return copied


def loaded(source: Path) -> tuple[str, str, bool]:
    """The title of a rule as a new process has it, the file in which it stands, and whether that was read."""
    surroundings = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", LOAD], env=surroundings, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    first, modules = done.stdout.split("\n")[:2]
    title, _, file = first.partition(" ")
    return title, file, bool(modules)


def retitle(file: Path, title: str) -> str:
    file.write_text(file.read_text(encoding="utf-8").replace(title, title + "改"), encoding="utf-8")
    return title + "改"


def test_a_process_with_a_wheel_reads_no_rule_file(built: Built) -> None:
    source, rules = built(editable=False)
    _, file, read = loaded(source)
    assert not read
    assert Path(file).parent == rules / "xinfang-2022"


@pytest.mark.parametrize("editable", [True, False])
def test_whatever_changes_is_in_force_at_once(editable: bool, built: Built) -> None:
    source, _ = built(editable=editable)
    title, file, read = loaded(source)
    assert not read
    changed = retitle(Path(file), title)
    assert loaded(source) == (changed, file, True)
    retitle(Path(file), changed)
    Path(file).write_text(Path(file).read_text(encoding="utf-8").replace("改改", ""), encoding="utf-8")
    assert loaded(source) == (title, file, False)
    # What uses what is linked may change; by what links it, it may be linked otherwise; in a wheel none is added.
    (source / "xinfang_rules" / "cli" / "more.py").touch()
    assert loaded(source) == (title, file, False)
    (source / "xinfang_rules" / "rulebook" / "more.py").touch()
    assert loaded(source) == (title, file, editable)


def test_nothing_that_links_may_import_what_only_uses_what_is_linked() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = tools["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["xinfang_rules"])
    above = " | ".join(layers[: layers.index("engines")])
    assert {"__main__", *APART} == set(above.split(" | "))


CHECKED_AND_EVALUATED = (
    "from datetime import date; from xinfang_rules import evaluate, load; "
    "from xinfang_rules.rulebook.load import load_pack; read, used = load_pack('xinfang-2022')[1], load(); "
    "stated = {'timeline': {'received_on': '2024-03-01'}}; said = evaluate(stated, as_of=date(2024, 3, 8)); "
    "print(*(book.facts['petition.category'].title for book in (read, used)), "
    "*(need.title for need in said.needs if need.fact == 'petition.category'), said.provenance.rulebook.digest, "
    "said.provenance.rulebook.vocabulary, read.identity.vocabulary)"
)


@pytest.mark.parametrize("editable", [True, False])
def test_an_edited_fact_is_the_same_to_who_checks_and_who_evaluates(editable: bool, built: Built) -> None:
    source, rules = built(editable=editable)

    def said() -> list[str]:
        surroundings = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", CHECKED_AND_EVALUATED]
        done = subprocess.run(command, env=surroundings, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    *titles, digest, vocabulary, checked = said()
    files = b"".join((rules / name).read_bytes() for name in ("facts.yaml", "outputs.yaml"))
    assert (len(set(titles)), len(titles)) == (1, 3)
    assert vocabulary == checked == sha256(files).hexdigest()
    retitle(rules / "facts.yaml", f"title: {titles[0]}")
    *retitled, same, changed, checked = said()
    assert retitled == [titles[0] + "改"] * 3
    assert same == digest  # of the pack's own files
    assert changed == checked != vocabulary


def test_functions_printed_of_another_rulebook_are_not_used(built: Built) -> None:
    source, _ = built(editable=False)
    module = source / "xinfang_rules" / "_linked" / "xinfang_2022.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("DIGEST = '", "DIGEST = '0"), encoding="utf-8")
    code = (
        "from xinfang_rules import load; from xinfang_rules.engines.python.linked_functions import linked_function; "
        "print(linked_function(load().latest, 'run') is None)"
    )
    surroundings = {**os.environ, "PYTHONPATH": str(source)}
    for written, printed_anew in ((module.read_text(encoding="utf-8"), "True"), (text, "False")):
        module.write_text(written, encoding="utf-8")
        done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, encoding="utf-8")
        assert (done.stdout.strip(), loaded(source)[2]) == (printed_anew, False), done.stderr


def test_without_a_build_the_rule_files_are_read(built: Built) -> None:
    source, _ = built(editable=True)
    found = loaded(source)
    shutil.rmtree(source / "xinfang_rules" / "_linked")
    assert loaded(source) == (*found[:2], True)


@pytest.mark.parametrize("damaged", ["", "{", "[]", "{}", "null"])
def test_what_was_cut_off_while_it_was_written_is_not_believed(damaged: str, built: Built) -> None:
    source, _ = built(editable=False)
    (source / "xinfang_rules" / "_linked" / "xinfang-2022.json").write_text(damaged, encoding="utf-8")
    assert loaded(source)[2]


@pytest.mark.parametrize("damaged", ["", "{", "[]", "{}"])
def test_a_vocabulary_that_was_cut_off_while_it_was_written_is_read_from_its_files(damaged: str, built: Built) -> None:
    source, _ = built(editable=False)
    whole = loaded(source)
    (source / "xinfang_rules" / "facts" / "linked.json").write_text(damaged, encoding="utf-8")
    assert loaded(source)[:2] == whole[:2]


def test_a_rule_file_that_cannot_be_read_is_told(built: Built) -> None:
    source, rules = built(editable=True)
    (rules / "xinfang-2022" / "more.yaml.txt").touch()
    code = "from xinfang_rules import *\ntry:\n load()\nexcept RulebookError as error:\n print(error)"
    surroundings = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, encoding="utf-8")
    assert "not-read" in done.stdout


EVALUATE = (
    "import sys\nfrom xinfang_rules.cli.main import main\n"
    "try:\n main(['evaluate', sys.argv[1]])\nexcept SystemExit:\n pass\n"
    "print(*sys.modules, sep='\\n', file=sys.stderr)\n"
)

SUPERFLUOUS = {
    *("asyncio", "concurrent.futures", "hypothesis", "icalendar", "importlib.metadata", "mkdocs", "multiprocessing"),
    *("pydantic", "pydantic_core", "rich"),
    *("analysis", "engines.durable", "engines.python.printed", "explain.why", "facts.models", "program.lower"),
    *("program.narrowing", "program.schedule", "program.writer", "result.compact", "result.ical", "result.result"),
    *("rulebook.edition_linker", "rulebook.entries", "rulebook.linker", "rulebook.pack", "rulebook.schemas"),
    *("rulebook.statutes", "scenarios", "site.plugin", "sources.validation", "testing"),
}


def test_a_process_that_decides_a_case_imports_and_makes_nothing_else(built: Built) -> None:
    source, _ = built(editable=False)
    surroundings = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", EVALUATE, str(ROOT / "examples" / "01-land-dispute-2024.yaml")]
    done = subprocess.run(command, env=surroundings, capture_output=True, encoding="utf-8")
    assert "还需查明" in done.stdout
    found = {name.removeprefix("xinfang_rules.") for name in done.stderr.split()}
    assert found & SUPERFLUOUS == set()


API = (
    "from datetime import date; from xinfang_rules import evaluate; from xinfang_rules.result import *; "
    "said = evaluate({'timeline': {'received_on': '2024-03-01'}}, as_of=date(2024, 3, 8)); said.needs; "
    "print([part.__name__ for part in (Decision, Need, Norm, Note, Result) if part.__pydantic_complete__])"
)


def test_who_only_evaluates_builds_no_schema_of_results(built: Built) -> None:
    source, _ = built(editable=False)
    surroundings = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run([sys.executable, "-c", API], env=surroundings, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "[]", done.stderr
