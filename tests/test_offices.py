"""For offices: the command line where GBK is the encoding of everything, and a folder of wheels for no network."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tools.bundle import bundle, environment_of, needed, pins, requirements_of

from tests.site.building import ROOT
from xinfang_rules import __version__

LATE = (ROOT / "examples/dossiers/02-late-notice-2024.yaml").read_text(encoding="utf-8")
UNPAID = (ROOT / "examples/06-unpaid-wages-2024.yaml").read_text(encoding="utf-8")


class Office:
    """A folder with a Chinese name in a process whose every encoding is GBK, as far as this system can be made so."""

    def __init__(self, place: Path) -> None:
        self.environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk", "COLUMNS": "80"}
        self.encoding = "utf-8"
        if shutil.which("localedef"):
            made = subprocess.run(
                ["localedef", "--inputfile=zh_CN", "--charmap=GBK", place / "zh_CN.GBK"],
                capture_output=True,
                check=False,
            )
            if made.returncode in (0, 1) and (place / "zh_CN.GBK").is_dir():  # 1: made, with warnings
                self.environment |= {"LOCPATH": str(place), "LC_ALL": "zh_CN.GBK"}
                self.encoding = "gbk"
        self.place = os.fsencode(place) + "/信访 局".encode(self.encoding)
        os.mkdir(self.place)  # noqa: PTH102  # a path of bytes

    def path(self, name: str) -> bytes:
        return self.place + b"/" + name.encode(self.encoding)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> None:
        with open(self.path(name), "w", encoding=encoding) as file:  # noqa: PTH123  # a path of bytes
            file.write(text)

    def read(self, name: str) -> bytes:
        with open(self.path(name), "rb") as file:  # noqa: PTH123  # a path of bytes
            return file.read()

    def run(self, *arguments: str, into: str | None = None) -> tuple[int, str]:
        """Runs the command line, its output in a file, and returns the exit code and standard error."""
        command = [os.fsencode(sys.executable), b"-m", b"xinfang_rules"]
        command += [argument.encode(self.encoding) for argument in arguments]
        with open(self.path(into or "out"), "wb") as out:  # noqa: PTH123  # a path of bytes
            done = subprocess.run(
                command, cwd=self.place, env=self.environment, stdout=out, stderr=subprocess.PIPE, check=False
            )
        return done.returncode, done.stderr.decode("utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.mark.skipif(sys.platform == "win32", reason="paths are no bytes there")
def test_all_goes_in_and_out_as_utf8_where_everything_is_gbk(office: Office) -> None:
    office.write("案件 一.yaml", UNPAID)
    assert office.run("evaluate", "案件 一.yaml", "--as-of", "2024-03-08", into="结果 一.txt") == (0, "")
    told = office.read("结果 一.txt").decode("utf-8")
    assert "案件 一.yaml" in told if office.encoding == "gbk" else told
    assert "收到后如何处置：转送" in told
    office.write("卷宗.yaml", LATE)
    assert office.run("examine", "卷宗.yaml", "--as-of", "2024-06-10", "--out", "审查 意见.html") == (0, "")
    assert "逾期128日" in office.read("审查 意见.html").decode("utf-8")
    asked = ("卷宗.yaml", "acceptance-notice", "--presume", "ordinary", "--as-of", "2024-06-10")
    assert office.run("paper", *asked, "--out", "受理 告知.docx") == (0, "")
    assert office.read("受理 告知.docx").startswith(b"PK")


@pytest.mark.skipif(sys.platform == "win32", reason="paths are no bytes there")
def test_a_file_in_gbk_is_refused_in_words_that_say_what_to_do(office: Office) -> None:
    office.write("旧案件.yaml", "# 注释\n" + UNPAID, encoding="gbk")
    code, told = office.run("evaluate", "旧案件.yaml")
    assert code == 2
    assert "看来是 GBK（ANSI）编码；请另存为 UTF-8 编码的文本文件" in told
    assert office.run("evaluate", "没有.yaml")[0] == 2


# The bundle


def test_the_lock_is_read_with_its_markers_and_hashes() -> None:
    read = pins((ROOT / "requirements/dev.txt").read_text(encoding="utf-8"))
    assert len(read["numpy"]) == 2  # one release for Python 3.11, another one since
    for pin in read["numpy"]:
        assert pin.requirement.marker is not None
        assert len(pin.hashes) > 20
        assert all(each.startswith("sha256:") for each in pin.hashes)
    found = {
        python: [pin for pin in read["numpy"] if pin.requirement.marker and pin.requirement.marker.evaluate(told)]
        for python in ("3.11", "3.14")
        if (told := environment_of("win_amd64", python))
    }
    assert [len(some) for some in found.values()] == [1, 1]
    assert found["3.11"] != found["3.14"]


def test_what_is_needed_is_that_of_the_platform_not_of_this_machine() -> None:
    requirements = [
        "always>=1",
        "colours; platform_system == 'Windows'",
        "zones; sys_platform == 'win32' and extra == 'times'",
        "older; python_version < '3.12'",
        "unwanted; extra == 'docs'",
    ]

    def names(platform: str, python: str, *extras: str) -> list[str]:
        return [each.name for each in needed(requirements, extras, environment_of(platform, python))]

    assert names("win_amd64", "3.14") == ["always", "colours"]
    assert names("win_amd64", "3.14", "times") == ["always", "colours", "zones"]
    assert names("linux_aarch64", "3.11", "times") == ["always", "older"]


@pytest.mark.registry
@pytest.mark.parametrize("platform", ["win_amd64", "linux_x86_64"])
def test_a_bundle_holds_all_that_its_wheels_need(platform: str, tmp_path: Path) -> None:
    place = tmp_path / "离线 包"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    lines = bundle(place, platform, [python], ["papers"])
    wheels = {file.name.split("-")[0].lower().replace("_", "-"): file for file in place.glob("*.whl")}
    assert len(lines) == len(wheels) + 2
    assert all("--hash=sha256:" in line for line in lines[2:])
    environment = environment_of(platform, python)
    for name, wheel in wheels.items():
        for each in needed(requirements_of(wheel), ["papers"] if name == "xinfang-rules" else [], environment):
            assert each.name.lower().replace("_", "-").replace(".", "-") in wheels
    with zipfile.ZipFile(wheels["xinfang-rules"]) as archive:
        assert any(name.endswith("_rules/documents/page.yaml") for name in archive.namelist())
    with pytest.raises(SystemExit, match="is not empty"):
        bundle(place, platform, [python], [])
    if platform != f"linux_{os.uname().machine}":
        return
    # Installed where no network can be reached, into an empty environment.
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "空"], check=True)
    nowhere = {**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9/", "HTTPS_PROXY": "http://127.0.0.1:9/"}
    python_there, listed = str(tmp_path / "空/bin/python"), str(place / "requirements.txt")
    command = [python_there, "-m", "pip", "install", "--quiet", "--requirement", listed]
    subprocess.run(command, check=True, env=nowhere, timeout=300)
    said = subprocess.run([tmp_path / "空/bin/xinfang", "--version"], check=True, capture_output=True, text=True)
    assert said.stdout == f"xinfang {__version__}\n"
    # A file that was changed on the way is refused.
    wheels["borax"].write_bytes(wheels["borax"].read_bytes() + b"\0")
    changed = subprocess.run([*command, "--force-reinstall"], check=False, env=nowhere, capture_output=True, text=True)
    assert changed.returncode
    assert "borax" in changed.stderr
