"""The files of a pack: which of them hold rules."""

from pathlib import Path

SCENARIOS = "scenarios"
"""The directory of a pack whose files are scenarios, not rules."""

MUTANTS = "mutants.yaml"
"""The file of a pack that lists changes to its rules which no scenario can notice; it holds no rules."""

SEARCH = "search.yaml"
"""The file of a pack or an overlay with the words by which readers search its documentation; it holds no rules."""


def rule_files(place: Path) -> list[Path]:
    """Lists the rule files of a pack directory in a fixed order, or the one file itself."""
    if not place.is_dir():
        return [place]
    found = [*place.rglob("*.yaml"), *place.rglob("*.yml")]
    others = (place / MUTANTS, place / SEARCH)
    return sorted(path for path in found if SCENARIOS not in path.relative_to(place).parts and path not in others)
