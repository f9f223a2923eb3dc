"""Every number of each Regulation is a parameter, once, and no parameter is anything else."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from xinfang_rules import load
from xinfang_rules.rulebook.norm_spec import Unit
from xinfang_rules.rulebook.statutes import statutes_directory

ROOT = Path(__file__).parent.parent
BASES = ("xinfang-2022", "xinfang-2005")


@pytest.mark.parametrize("name", BASES)
def test_the_numbers_of_the_text_are_the_parameters(name: str) -> None:
    directory = statutes_directory(ROOT)
    if directory is None or not (directory / f"{name}.json").is_file():
        pytest.skip("the official text is not at hand; name its directory in XINFANG_STATUTES")
    text = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
    written: Counter[tuple[int, int, int]] = Counter()
    for article in text["articles"]:
        for paragraph in article["paragraphs"]:
            words = paragraph["text"] + "".join(item["text"] for item in paragraph["items"])
            words = re.sub(r"\d+年\d+月\d+日", "", words)  # the day of effect is the instrument's, no parameter
            place = (article["article"], paragraph["paragraph"])
            written.update((*place, int(number)) for number in re.findall(r"\d+", words))
    parameters: Counter[tuple[int, int, int]] = Counter()
    for parameter in load(name).latest.parameters.values():
        if parameter.unit is not Unit.ORGAN:  # 两个 of article 24, in both, is the one number written as a word
            (citation,) = parameter.citations
            parameters[citation.article, citation.paragraph, parameter.value] += 1
    assert parameters == written


def test_what_evaluates_holds_no_number_of_the_law() -> None:
    """Searches every module that takes part in an evaluation for the periods of the law."""
    values = {str(each.value) for name in BASES for each in load(name).latest.parameters.values() if each.value > 9}
    packages = (
        "calendar",
        "engines",
        "evaluation",
        "explain",
        "facts",
        "indicators",
        "language",
        "program",
        "reports",
        "rulebook",
    )
    found = [
        f"{path.name}: {line.strip()}"
        for package in packages
        for path in sorted((ROOT / "src" / "xinfang_rules" / package).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for number in re.findall(r"(?<![\w.\"'])\d+(?![\w.\"'])", line)
        # The bound of all counts and days is a power of two; a source names its articles.
        if number in values and "1 << 30" not in line and "Source: " not in line
    ]
    assert found == []
