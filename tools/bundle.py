"""A folder of wheels for machines without a network: the library, its extras, and all that they need, with hashes.

`python -m tools.bundle --platform win_amd64` (or `make bundle`) makes it where there is a network;
`python -m pip install -r FOLDER/requirements.txt` installs it where there is none, or refuses a file that differs.
The releases are those of `requirements/dev.txt`, with which the library is tested.
"""

import argparse
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from xinfang_rules import __version__

ROOT: Final = Path(__file__).resolve().parents[1]
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
EXTRAS: Final = ("papers", "registers", "ical", "service")
_LINUX: Final = (
    *(f"manylinux_2_{minor}" for minor in range(28, 4, -1)),
    "manylinux2014",
    "manylinux2010",
    "manylinux1",
)
# What pip calls a platform, and what markers say of it. pip itself reads markers as of the machine that it runs on.
PLATFORMS: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]]] = {
    "win_amd64": (
        ("win_amd64",),
        {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    ),
    **{
        f"linux_{machine}": (
            tuple(f"{name}_{machine}" for name in _LINUX),
            {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine},
        )
        for machine in ("x86_64", "aarch64")
    },
}


class Pin(NamedTuple):
    """A release in the lock: a requirement with its version and marker, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]


def pins(lock: str) -> dict[str, list[Pin]]:
    """Reads a lock file: the releases of each project by its name; several where they differ by marker."""
    found: dict[str, list[Pin]] = {}
    for entry in re.sub(r"\\\n", " ", lock).splitlines():
        stated, *hashes = re.split(r"\s+--hash=", entry.partition("#")[0].strip())
        if stated:
            requirement = Requirement(stated)
            found.setdefault(canonicalize_name(requirement.name), []).append(Pin(requirement, tuple(hashes)))
    return found


def environment_of(platform: str, python: str) -> dict[str, str]:
    """Returns what markers say of a platform and a Python."""
    about = {"python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython"}
    told = {**default_environment(), **PLATFORMS[platform][1], **about, "platform_python_implementation": "CPython"}
    return {key: str(value) for key, value in told.items()}


def needed(requirements: Iterable[str], extras: Iterable[str], environment: Mapping[str, str]) -> Iterator[Requirement]:
    """Yields those of the requirements of a wheel that hold in an environment, with some of its extras."""
    for written in requirements:
        requirement = Requirement(written)
        ways = [{**environment, "extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(requirement.marker.evaluate(way) for way in ways):
            yield requirement


def requirements_of(wheel: Path) -> list[str]:
    """Returns what a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return message_from_bytes(archive.read(name)).get_all("Requires-Dist") or []


class _Bundle:
    def __init__(self, place: Path, platform: str, python: str, lock: Mapping[str, list[Pin]]) -> None:
        self._place = place
        self._tags = PLATFORMS[platform][0]
        self._python = python
        self._environment = environment_of(platform, python)
        self._lock = lock
        self.wheels: dict[str, Path] = {}

    def collect(self, wheel: Path, extras: Iterable[str]) -> None:
        """Downloads all that a wheel needs, with some of its extras, generation by generation."""
        waiting = [(wheel, frozenset(extras))]
        seen: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            wanted = [
                requirement
                for each, with_extras in waiting
                for requirement in needed(requirements_of(each), with_extras, self._environment)
            ]
            asked = {(canonicalize_name(each.name), frozenset(each.extras)) for each in wanted} - seen
            own = {extra for name, some in asked if name == "xinfang-rules" for extra in some}
            asked = {(name, some) for name, some in asked if name != "xinfang-rules"}
            seen |= asked
            self._download({str(name) for name, _ in asked} - self.wheels.keys())
            waiting = [(self.wheels[name], some) for name, some in asked]
            if own:
                waiting.append((wheel, frozenset(own)))

    def _download(self, names: set[str]) -> None:
        if not names:
            return
        lines = {name: self._line(name) for name in sorted(names)}
        with TemporaryDirectory() as place:
            listed, fresh = Path(place, "requirements.txt"), Path(place, "wheels")
            listed.write_text("\n".join(lines.values()) + "\n", encoding="utf-8")
            tags = [part for tag in self._tags for part in ("--platform", tag)]
            only = ("--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", listed)
            target = ("--python-version", self._python, "--implementation", "cp", *tags)
            pip("download", "--quiet", *only, *target, "--dest", fresh)
            for wheel in fresh.iterdir():
                name = canonicalize_name(wheel.name.split("-")[0])
                self.wheels[name] = wheel.replace(self._place / wheel.name)

    def _line(self, name: str) -> str:
        holding = (
            pin
            for pin in self._lock.get(name, ())
            if pin.requirement.marker is None or pin.requirement.marker.evaluate(self._environment)
        )
        pin = next(holding, None)
        if pin is None:
            raise SystemExit(f"{name} is not in requirements/dev.txt for Python {self._python}")
        stated = f"{pin.requirement.name}{pin.requirement.specifier}"
        return " ".join([stated, *(f"--hash={each}" for each in pin.hashes)])


def pip(*arguments: str | Path) -> None:
    """Runs pip.

    Raises:
        SystemExit: If it fails, with what it says.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pip {arguments[0]}: {done.stderr.strip()}")


def bundle(place: Path, platform: str, pythons: Iterable[str], extras: Iterable[str]) -> list[str]:
    """Fills a folder, and returns the lines of its `requirements.txt`.

    Args:
        place: The folder; it is made, and has to be empty.
        platform: One of `PLATFORMS`.
        pythons: The versions of Python for which the wheels are to fit.
        extras: The extras that are wanted.

    Raises:
        SystemExit: If the folder is not empty, or a wheel cannot be had.
    """
    place.mkdir(parents=True, exist_ok=True)
    if any(place.iterdir()):
        raise SystemExit(f"{place} is not empty")
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", place, ROOT)
    (own,) = place.iterdir()
    lock = pins((ROOT / "requirements/dev.txt").read_text(encoding="utf-8"))
    held: dict[str, dict[str, set[str]]] = {}  # of each release the Pythons that want it, and the hashes of its files
    for python in pythons:
        made = _Bundle(place, platform, python, lock)
        made.collect(own, extras)
        for wheel in made.wheels.values():
            release = "{}=={}".format(*wheel.name.split("-")[:2])
            held.setdefault(release, {}).setdefault(python, set()).add(wheel.name)
    wanted = f"xinfang-rules[{','.join(extras)}]=={__version__}"
    lines = ["--no-index", "--find-links .", f"{wanted} --hash=sha256:{_digest(own)}"]
    for release, by_python in sorted(held.items()):
        names = sorted({name for some in by_python.values() for name in some})
        marker = "" if set(by_python) == {*pythons} else f" ; python_version in '{' '.join(sorted(by_python))}'"
        hashes = "".join(f" --hash=sha256:{_digest(place / name)}" for name in names)
        lines.append(f"{release}{marker}{hashes}")
    (place / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Makes a bundle."""
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.add_argument("--platform", choices=[*PLATFORMS], default="win_amd64")
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=[*PYTHONS])
    parser.add_argument("--extra", nargs="*", default=[*EXTRAS])
    parser.add_argument("--out", type=Path, help="the folder; dist/xinfang-rules-VERSION-PLATFORM if not given")
    given = parser.parse_args()
    place = given.out or ROOT / f"dist/xinfang-rules-{__version__}-{given.platform}"
    lines = bundle(place, given.platform, given.python, given.extra)
    size = sum(file.stat().st_size for file in place.iterdir()) // 2**20
    print(
        f"{place}: {len(lines) - 2} projects, {size} MB; install: python -m pip install -r {place / 'requirements.txt'}"
    )


if __name__ == "__main__":
    main()
