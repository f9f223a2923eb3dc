"""Every code of a finding is described, and some test shows it."""

import re
from pathlib import Path

from xinfang_rules.sources.document import SOURCE_CODES


def test_every_code_is_described_and_tested() -> None:
    modules = Path(__file__).parent.glob("test_sources_*.py")
    tests = "".join(module.read_text(encoding="utf-8") for module in modules)
    for code, description in SOURCE_CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert description.isprintable()
        assert f'"{code}")' in tests or f'"{code}: ' in tests, f"{code} is not tested"
