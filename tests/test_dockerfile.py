"""The image of the service: what the Dockerfile says; what it does, done without Docker in a folder."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.test_statute_text import committed

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds for a start, which takes a few


def instructions() -> list[tuple[str, str]]:
    """Lists the instructions, each with its argument in one line."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = (line.strip() for line in text.splitlines())
    parts = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(name, " ".join(rest.split())) for name, _, rest in parts]


def last(name: str) -> str:
    return next(rest for each, rest in reversed(instructions()) if each == name)


def ignored(path: str) -> bool:
    """Tells whether Docker leaves a file out; the last line that matches it, or what it is in, decides."""
    found = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = Path(path).parts
            starts = range(len(parts)) if "**/" in line else range(1)
            pieces = ["/".join(parts[start:end]) for start in starts for end in range(start + 1, len(parts) + 1)]
            if any(fnmatch(piece, pattern) and piece.count("/") == pattern.count("/") for piece in pieces):
                found = not line.startswith("!")
    return found


def context() -> list[str]:
    """Lists the files that Docker gets."""
    files = (path.relative_to(ROOT).as_posix() for path in committed())
    return [path for path in files if not ignored(path)]


def test_the_image_runs_as_no_root_and_asks_itself_for_its_health() -> None:
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last("USER"))
    names = [name for name, _ in instructions()]
    stage = names.index("FROM", names.index("FROM") + 1)
    assert names[stage:].count("RUN") == 0  # nothing but what was built is in it
    assert json.loads(last("ENTRYPOINT")) == ["xinfang", "serve"]
    kind, _, command = last("HEALTHCHECK").partition("CMD ")
    assert "--timeout" in kind
    assert json.loads(command)[0] == "python"
    assert "latest" not in last("ARG")


def test_all_that_is_installed_is_locked() -> None:
    commands = [part for name, rest in instructions() if name == "RUN" for part in rest.split("&&")]
    installs = [part for part in commands if " install " in part]
    assert len(installs) == 3
    assert all("--require-hashes --only-binary :all:" in part or "--no-index" in part for part in installs)


def test_the_wheel_is_built_from_what_docker_gets_and_from_nothing_else() -> None:
    files = context()
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "requirements/service.txt"} <= {*files}
    assert {path.split("/")[0] for path in files if "/" in path} == {"requirements", "rules", "src"}
    assert ignored("src/xinfang_rules/_linked/heads.json")
    assert ignored("src/xinfang_rules/__pycache__/errors.cpython-311.pyc")
    assert ignored(".git/config")


@pytest.mark.image
def test_a_linter_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.image
def test_what_the_stages_do_can_be_done_and_the_service_says_that_it_is_well(tmp_path: Path) -> None:
    for path in context():
        (tmp_path / "source" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tmp_path / "source" / path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    for name, rest in instructions():
        if name == "RUN":
            command = re.sub(r"(?<![\w.])/(build|opt|wheel)\b", rf"{tmp_path}/\1", rest)
            command = command.replace(" --no-cache-dir", "").replace(
                " install ", " install --no-compile "
            )  # in less time
            done = subprocess.run(["sh", "-ec", command], cwd=tmp_path / "source", env=environment, check=False)
            assert done.returncode == 0
    place = tmp_path / "opt" / "xinfang" / "bin"
    assert not (place / "pip").exists()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    entry = [*json.loads(last("ENTRYPOINT")), "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    folders = [folder for folder in (tmp_path / "opt").rglob("*") if folder.is_dir()]
    for folder in folders:
        folder.chmod(0o555)  # what the image runs on cannot be written to
    started = subprocess.Popen([place / entry[0], *entry[1:]], cwd="/", env={"PYTHONDONTWRITEBYTECODE": "1"})
    try:
        until = time.monotonic() + PATIENCE
        check = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
        asked = [place / check[0], *(part.replace(":8000/", f":{port}/") for part in check[1:])]
        while subprocess.run(asked, capture_output=True, check=False).returncode:
            assert started.poll() is None, "the service has ended"
            assert time.monotonic() < until, "the service does not answer"
            time.sleep(0.3)
        with urlopen(f"http://127.0.0.1:{port}/check") as page:
            assert "核对一件卷宗" in page.read().decode()
    finally:
        started.terminate()
        started.wait(20)
        for folder in folders:
            folder.chmod(0o755)


@pytest.mark.image
def test_docker_builds_it_where_there_is_docker() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        pytest.skip("there is no Docker here that answers")
    subprocess.run([docker, "build", "--tag", "xinfang-rules:test", "."], cwd=ROOT, check=True)
