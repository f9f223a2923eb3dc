"""What once broke a property, or the way in which it was put: kept as files, and held against all of them ever after.

`past/<name>/case.yaml` holds the case, the day and the seed; `pack/` beside it the rulebook, if not the shipped one.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from xinfang_rules import Case, Rulebook, load

HOME = Path(__file__).parent / "past"


@dataclass(frozen=True)
class Past:
    name: str
    shows: str
    case: Case
    as_of: date
    seed: int
    pack: Path | None

    def rulebook(self) -> Rulebook:
        return load() if self.pack is None else loaded(self.pack)


@cache
def loaded(pack: Path) -> Rulebook:
    return load(pack)


def read(place: Path) -> Past:
    data = yaml.safe_load((place / "case.yaml").read_text(encoding="utf-8"))
    pack = place / "pack"
    return Past(
        place.name,
        data["shows"],
        Case.model_validate(data["case"]),
        data["as_of"],
        data["seed"],
        pack if pack.is_dir() else None,
    )


PAST = [read(path.parent) for path in sorted(HOME.glob("*/case.yaml"))]
