"""The README's own words: its example runs, and what it shows of `make demo` is what comes out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_python_example_of_the_readme_runs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- tested -->\n```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    exec(compile(found.group(1), "README.md", "exec"), {})


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
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
