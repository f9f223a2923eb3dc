"""The README's own words: its example runs, and what it shows of `make demo` is what comes out."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


READMES = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])


def example(name: str) -> str:
    (found,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@READMES
def test_the_python_example_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example(name), name, "exec"), {})
    assert "受理" in capsys.readouterr().out


def test_both_decide_the_same_case() -> None:
    """The case is the first literal of each."""
    cases = [
        next(ast.literal_eval(node) for node in ast.walk(ast.parse(example(name))) if isinstance(node, ast.Dict))
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert cases[0] == cases[1]


@READMES
def test_the_readme_shows_what_make_demo_prints(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.search(r"```text\n(.*?)```", text, re.DOTALL)
    recipe = re.search(r"\$\(BIN\)/xinfang (evaluate .*)\n", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert shown is not None
    assert recipe is not None
    command = [sys.executable, "-m", "xinfang_rules", *recipe.group(1).split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert [line.rstrip() for line in done.stdout.strip().splitlines()] == [
        line.rstrip() for line in shown.group(1).strip().splitlines()
    ]
