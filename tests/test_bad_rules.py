"""Every diagnostic of the loader, shown by a bad file of its name, with the exact place of each finding.

`bad_rules/<code>.yaml` is laid over the good pack `_base`; `bad_rules/<code>/` is a pack of its own. A further file
of the same code adds what it shows, `<code>+<what>`. Each says in comments what must be found in it, and nothing else:

    # expect: LINE:COLUMN code
    # expect: LINE:COLUMN code at _base/rules.yaml (did you mean x?)
"""

import re
from pathlib import Path

import pytest

from xinfang_rules.errors import Diagnostic, RulebookError
from xinfang_rules.rulebook.codes import RULE_CODES
from xinfang_rules.rulebook.load import load

BAD = Path(__file__).resolve().parent / "bad_rules"
BASE = BAD / "_base"
STATUTES = BAD / "_statutes"
SAMPLES = sorted(path for path in BAD.iterdir() if not path.name.startswith(("_", ".")))
FROM_THE_READER = {"duplicate-key"}
"""The one code here of `SOURCE_CODES`; the others are shown where the reader is tested."""

EXPECT = re.compile(r"# expect: (\d+):(\d+) ([a-z-]+)(?: at (\S+))?(?: (\(did you mean \S+\?\)))?")
PYTHON = re.compile(r"\b(True|False|None|Dictionary)\b")
HINT = re.compile(r" (\(did you mean \S+\?\))")

Finding = tuple[str, int, int, str, str]
"""File, line, column, code, and the hint or an empty string."""


def code_of(sample: Path) -> str:
    return sample.name.removesuffix(".yaml").partition("+")[0]


def expected(sample: Path) -> list[Finding]:
    found: list[Finding] = []
    for file in sorted(sample.iterdir()) if sample.is_dir() else [sample]:
        own = file.relative_to(BAD).as_posix()
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# expect"):
                match = EXPECT.fullmatch(line)
                assert match is not None, line
                row, column, code, place, hint = match.groups()
                found.append((place or own, int(row), int(column), code, hint or ""))
    return sorted(found)


def diagnosed(sample: Path) -> tuple[Diagnostic, ...]:
    pack, overlays = (sample, []) if sample.is_dir() else (BASE, [sample])
    with pytest.raises(RulebookError) as caught:
        load(pack, overlays=overlays, statutes=STATUTES)
    return caught.value.diagnostics


def shown(diagnostic: Diagnostic) -> Finding:
    position = diagnostic.position
    hint = HINT.search(diagnostic.message)
    source = Path(position.source).relative_to(BAD).as_posix()
    return source, position.line, position.column, diagnostic.code, "" if hint is None else hint[1]


def test_the_base_pack_is_good() -> None:
    rulebook = load(BASE, statutes=STATUTES)
    assert rulebook.identity.id == "model-rules"
    assert len(rulebook.editions) == 1
    assert len(rulebook.latest.rules) == 5


def test_every_code_has_its_file_and_every_file_its_code() -> None:
    assert {code_of(sample) for sample in SAMPLES} == set(RULE_CODES) | FROM_THE_READER
    for sample in SAMPLES:
        assert code_of(sample) in {code for _, _, _, code, _ in expected(sample)}, sample.name


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_exactly_what_is_wrong_is_found_where_it_is(sample: Path) -> None:
    found = diagnosed(sample)
    assert sorted(map(shown, found)) == expected(sample)
    assert not any(PYTHON.search(diagnostic.message) for diagnostic in found), "files are not Python"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_finding_is_one_line_for_people(sample: Path) -> None:
    diagnostics = diagnosed(sample)
    assert list(diagnostics) == sorted(set(diagnostics)), "in order, none twice"
    for diagnostic in diagnostics:
        assert str(diagnostic).isprintable()
        assert diagnostic.code in RULE_CODES.keys() | FROM_THE_READER
        assert len(diagnostic.message) >= 15
        for internal in ("Entry", "RuleFile", "<", "Traceback", "Input should", "pydantic"):
            assert internal not in diagnostic.message


def test_the_findings_of_all_files_of_a_pack_come_together() -> None:
    """What the reader of files refuses in one does not hide what is wrong with another."""
    sources = {source for source, *_ in map(shown, diagnosed(BAD / "duplicate-key"))}
    assert sources == {"duplicate-key/pack.yaml", "duplicate-key/rules.yaml", "duplicate-key/more.yaml"}


def test_findings_of_the_base_and_of_overlays_come_together(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    for file in BASE.iterdir():
        text = file.read_text(encoding="utf-8").replace("unit: person", "unit: persons")
        (base / file.name).write_text(text, encoding="utf-8")
    overlays = [BAD / "unknown-key.yaml", BAD / "value-type.yaml", tmp_path / "absent"]
    with pytest.raises(RulebookError) as caught:
        load(base, overlays=overlays, statutes=STATUTES)
    by_file = {Path(diagnostic.position.source).name for diagnostic in caught.value.diagnostics}
    assert by_file == {"rules.yaml", "unknown-key.yaml", "value-type.yaml", "absent"}


def test_a_cycle_is_shown_in_full() -> None:
    (finding,) = diagnosed(BAD / "cycle.yaml")
    assert "circle.two -> status.circle.norm -> circle.one -> circle.two" in finding.message
