"""Rulebooks kept on disk: they decide alike, and whatever is wrong with what is kept, nobody notices."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from xinfang_rules import evaluate
from xinfang_rules.errors import CaseError, RulebookError
from xinfang_rules.rulebook import cache, load as loading
from xinfang_rules.rulebook.load import load, packs_directory, shipped_packs
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.serialize import from_plain, to_plain
from xinfang_rules.scenarios.scenario import Scenario, read_all, scenario_files

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"


posix = pytest.mark.skipif(sys.platform == "win32", reason="owners, modes and limits of POSIX")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory for rulebooks."""
    directory = tmp_path / "kept"
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(directory))
    return directory


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack that a test can change."""
    return Path(shutil.copytree(BASE, tmp_path / "pack"))


def anew(pack: str | Path, *overlays: Path) -> Rulebook:
    """Loads as a new process does."""
    loading._load.cache_clear()
    return load(pack, overlays=overlays)


def key_of(pack: Path, *overlays: Path) -> str:
    key = cache.cache_key((pack.resolve(), *overlays, loading.calendar_directory()))
    assert key is not None
    return key


def files_in(directory: Path) -> list[Path]:
    return sorted(directory.iterdir()) if directory.exists() else []


def checked(key: str, content: bytes) -> bytes:
    """What stands in a file that was written with care, whatever the content."""
    return blake2b(key.encode() + content, digest_size=32).hexdigest().encode() + b"\n" + content


def loaded_elsewhere(pack: Path, before: str = "", **environment: str) -> subprocess.Popen[str]:
    code = (
        f"{before}\nimport sys\nfrom xinfang_rules.rulebook.load import load\nprint(load(sys.argv[1]).identity.id)\n"
        "names = {'yaml', 'xinfang_rules.rulebook.entries', 'xinfang_rules.rulebook.edition_linker'}\n"
        "print(*sorted(names & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(pack)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **environment}, encoding="utf-8")


def outcome(scenario: Scenario, book: Rulebook) -> tuple[str, ...]:
    try:
        result = evaluate(scenario.case, as_of=scenario.as_of, rulebook=book)
    except CaseError as error:
        return (str(error),)
    return result.model_dump_json(), result.explain()


# What is kept is the same


@pytest.mark.parametrize("name", shipped_packs())
def test_a_kept_rulebook_decides_every_scenario_alike(name: str, kept: Path) -> None:
    read = anew(name)
    found = anew(name)
    assert found is not read
    assert len(files_in(kept)) == 1
    scenarios = read_all(scenario_files(packs_directory() / name), read)
    assert scenarios
    for scenario in scenarios:
        assert outcome(scenario, read) == outcome(scenario, found), scenario.title


@pytest.mark.parametrize("name", shipped_packs())
def test_a_kept_rulebook_has_every_attribute_of_the_one_that_was_read(name: str, kept: Path) -> None:
    read = anew(name)
    evaluate({}, as_of=read.latest.since, rulebook=read)
    assert read.latest.made
    found = from_plain(json.loads(json.dumps(to_plain(read))))
    assert {key: value for key, value in vars(found).items() if key != "editions"} == {
        key: value for key, value in vars(read).items() if key != "editions"
    }
    for one, other in zip(read.editions, found.editions, strict=True):
        assert other.made == {}
        assert vars(other).keys() == vars(one).keys()
        for name_ in vars(one).keys() - {"made", "scope", "layout"}:
            assert getattr(one, name_) == getattr(other, name_), name_
            assert type(getattr(one, name_)) is type(getattr(other, name_))
        assert list(one.scope.items()) == list(other.scope.items())
        assert list(one.layout.items()) == list(other.layout.items())
        assert one.layout.width == other.layout.width
        # What is one rule in the edition is one rule in its strata.
        of_rules = {id(rule) for rule in other.rules}
        assert all(id(rule) in of_rules for stratum in other.strata for rule in stratum.norms)


def test_an_overlay_is_kept_with_its_pack(kept: Path, pack: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("overlay: {id: trial, title: 试行}\n", encoding="utf-8")
    anew(pack)
    anew(pack, overlay)
    assert len(files_in(kept)) == 2
    assert anew(pack, overlay).identity.overlays == ("trial",)
    assert anew(pack).identity.overlays == ()


def test_a_process_that_finds_a_rulebook_reads_no_rule_file(kept: Path, pack: Path) -> None:
    first, second = (loaded_elsewhere(pack).communicate(timeout=60)[0].splitlines() for _ in range(2))
    assert first == [second[0], "xinfang_rules.rulebook.edition_linker xinfang_rules.rulebook.entries yaml"]
    assert second[1] == ""


# When it is not used


def test_one_byte_of_one_rule_file_makes_another_key(kept: Path, pack: Path) -> None:
    keys = {key_of(pack)}
    file = pack / sorted(path.name for path in pack.glob("*.yaml"))[0]
    file.write_bytes(file.read_bytes() + b"\n")
    keys.add(key_of(pack))
    (pack / "more.yaml").write_text("rules: []\n")
    keys.add(key_of(pack))
    (pack / "more.yaml").rename(pack / "other.yaml")
    keys.add(key_of(pack))
    keys.add(key_of(pack, pack / "other.yaml"))
    assert len(keys) == 5


@posix
def test_a_pipe_among_the_rule_files_is_not_read_for_a_key(pack: Path) -> None:
    os.mkfifo(pack / "pipe.yaml")
    assert cache.cache_key((pack.resolve(),)) is None


def test_a_changed_rule_is_in_force_at_once(kept: Path, pack: Path) -> None:
    before = anew(pack).latest.rules[0].title
    for file in pack.glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace(before, before + "改"), encoding="utf-8")
    assert anew(pack).latest.rules[0].title == before + "改"


def test_another_state_of_the_library_makes_another_key(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "library"
    (library / "rulebook").mkdir(parents=True)
    module = library / "rulebook" / "link.py"
    monkeypatch.setattr(cache, "_LIBRARY", library)
    keys: set[str] = set()
    for text in ("", "x = 1\n", "x = 2\n"):
        module.write_text(text)
        os.utime(module, ns=(len(keys), len(keys)))
        cache._library_state.cache_clear()
        keys.add(key_of(pack))
    cache._library_state.cache_clear()
    assert len(keys) == 3


def test_what_is_wrong_with_a_pack_is_told_every_time(kept: Path, pack: Path) -> None:
    (pack / "more.yaml").write_text("rules: [{id: nothing}]\n")
    for _ in range(2):
        with pytest.raises(RulebookError):
            anew(pack)
    assert files_in(kept) == []


def test_a_check_against_the_official_texts_is_made_every_time(kept: Path, pack: Path, tmp_path: Path) -> None:
    loading._load.cache_clear()
    load(pack, statutes=tmp_path)
    assert files_in(kept) == []


# Whatever is wrong with what is kept


class _Harm:
    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Path]]:
        return Path.touch, (self._mark,)


DAMAGE: dict[str, Callable[[str, bytes, Path], bytes]] = {
    "empty": lambda key, content, mark: b"",
    "cut short": lambda key, content, mark: content[: len(content) // 2],
    "one bit": lambda key, content, mark: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "no text": lambda key, content, mark: b"\xff\x00" * 50,
    "of another key": lambda key, content, mark: checked("other", content.partition(b"\n")[2]),
    "no table": lambda key, content, mark: checked(key, b"7"),
    "no lines": lambda key, content, mark: checked(key, b"[[1],[]]"),
    "no such form": lambda key, content, mark: checked(key, b"[[1],[[999,0]]]"),
    "no such line": lambda key, content, mark: checked(key, b"[[1],[[0,5]]]"),
    "too deep": lambda key, content, mark: checked(key, b"[" * 100_000),
    "a pickle": lambda key, content, mark: checked(key, pickle.dumps(_Harm(mark))),
    "only a pickle": lambda key, content, mark: pickle.dumps(_Harm(mark)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_passed_over_and_mended(damage: str, kept: Path, pack: Path, tmp_path: Path) -> None:
    read = anew(pack)
    (file,) = files_in(kept)
    key = key_of(pack)
    good = file.read_bytes()
    file.write_bytes(DAMAGE[damage](key, good, tmp_path / "harm"))
    assert cache.kept_rulebook(key) is None
    assert anew(pack).latest.rules == read.latest.rules
    assert not (tmp_path / "harm").exists()
    assert file.read_bytes() == good


@posix
def test_a_directory_that_others_can_write_to_is_not_used(kept: Path, pack: Path) -> None:
    anew(pack)
    assert cache.kept_rulebook(key_of(pack)) is not None
    for mode in (0o777, 0o720):
        kept.chmod(mode)
        assert cache.kept_rulebook(key_of(pack)) is None
    files_in(kept)[0].unlink()
    anew(pack)
    assert files_in(kept) == []


@posix
def test_a_directory_of_somebody_else_is_not_used(kept: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew(pack)
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    assert cache.kept_rulebook(key_of(pack)) is None
    files_in(kept)[0].unlink()
    anew(pack)
    assert files_in(kept) == []


@pytest.mark.parametrize("place", ["file", "file/below", "missing/missing/kept", "\N{LATIN SMALL LETTER A}" * 300])
def test_a_directory_that_cannot_be_made_is_done_without(
    place: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, str(tmp_path / place))
    assert anew(pack).latest.rules
    assert files_in(tmp_path) == [tmp_path / "file", pack]


@posix
def test_a_full_disk_leaves_nothing_half_written(kept: Path, pack: Path) -> None:
    # A limit on the size of files fails as a full disk does: in the middle of writing.
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))"
    process = loaded_elsewhere(pack, limited, PYTHONDONTWRITEBYTECODE="1")
    assert process.communicate(timeout=60)[0].startswith("model-rules\n")
    assert process.returncode == 0
    assert kept.is_dir()
    assert files_in(kept) == []


def test_processes_that_write_at_once_leave_one_whole_file(kept: Path, pack: Path) -> None:
    processes = [loaded_elsewhere(pack) for _ in range(3)]
    names = {process.communicate(timeout=120)[0].splitlines()[0] for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(names) == 1
    assert [file.name for file in files_in(kept)] == [key_of(pack) + ".rulebook"]
    assert cache.kept_rulebook(key_of(pack)) is not None


def test_only_the_newest_are_kept(kept: Path, pack: Path) -> None:
    book = anew(pack)
    for age, file in enumerate(files_in(kept)):
        os.utime(file, (age, age))
    (kept / "left.tmp").touch()
    os.utime(kept / "left.tmp", (0, 0))
    for number in range(1, 20):
        cache.keep_rulebook(f"key{number}", book)
        os.utime(kept / f"key{number}.rulebook", (number, number))
    cache.keep_rulebook("newest", book)
    wanted = {f"key{number}.rulebook" for number in range(5, 20)} | {"newest.rulebook"}
    assert {file.name for file in files_in(kept)} == wanted


# Where


@pytest.mark.parametrize("off", ["off", "OFF", "0", ""])
def test_it_can_be_switched_off(off: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv(cache.ENVIRONMENT_VARIABLE, off)
    monkeypatch.chdir(tmp_path)
    assert cache.cache_directory() is None
    anew(pack)
    assert files_in(tmp_path) == [pack]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the directories of other systems")
def test_where_rulebooks_are_kept_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.ENVIRONMENT_VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.cache_directory() == tmp_path / "xdg" / "xinfang-rules"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # the specification has it passed over
    assert cache.cache_directory() == tmp_path / "home" / ".cache" / "xinfang-rules"


@posix
def test_a_user_without_a_home_has_nothing_kept(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> object:
        raise KeyError("no such user")

    for name in (cache.ENVIRONMENT_VARIABLE, "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert cache.cache_directory() is None
    assert anew(pack).latest.rules
