"""The documentation, built once for all tests that look at it, whichever process they run in."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.site.building import ROOT, build, once
from tests.site.hostile import THEMES, write_site


@dataclass(frozen=True)
class BuiltSite:
    """A site as it is served, what MkDocs said while building it, and how long that took."""

    directory: Path
    said: str

    def pages(self) -> list[str]:
        """Lists the addresses of all pages, relative to the root."""
        found = (path.relative_to(self.directory).as_posix() for path in self.directory.rglob("*.html"))
        return sorted(path for path in found if path != "404.html")


@pytest.fixture(scope="session")
def shared_place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A directory that all processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def built_site(shared_place: Path) -> BuiltSite:
    """The documentation of this project."""
    target = shared_place / "documentation"
    said = once(shared_place / "documentation-built", lambda: build(ROOT, target))
    return BuiltSite(target, said)


@pytest.fixture(scope="session", params=THEMES)
def hostile_site(shared_place: Path, request: pytest.FixtureRequest) -> BuiltSite:
    """A site in which every text is an attack, in each theme."""
    place = shared_place / f"hostile-{request.param}"

    def make() -> str:
        write_site(place, THEMES[request.param])
        return build(place, place / "site")

    return BuiltSite(place / "site", once(place.with_name(f"{place.name}-built"), make))
