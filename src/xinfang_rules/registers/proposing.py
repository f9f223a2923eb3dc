"""Which shipped mapping a register is likely to be of."""

from typing import NamedTuple

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.registers.headings import headings_of
from xinfang_rules.registers.mapping import load_mapping, shipped_mappings
from xinfang_rules.registers.sheets import sheets_of


class Proposal(NamedTuple):
    """A mapping that may be the one.

    Attributes:
        name: Its name.
        title: What it is called.
        sheet: The sheet; empty of a CSV file.
        found: How many of its columns stand there.
        columns: How many it has.
        others: How many headings of the file it has not.
    """

    name: str
    title: str
    sheet: str
    found: int
    columns: int
    others: int


def propose_mappings(path: StrPath, sheet: str | None = None) -> list[Proposal]:
    """Proposes shipped mappings for a register by its headings, the nearest first.

    Args:
        path: The file.
        sheet: The sheet, if not any.

    Raises:
        RegisterError: If the file cannot be read.
    """
    sheets = [one for one in sheets_of(path_of(path, "path")) if sheet in (None, one.name) or not one.name]
    proposals = []
    for name in shipped_mappings():
        file = load_mapping(name).file
        found = [(one.name, heads) for one in sheets if (heads := headings_of(one, file)) is not None]
        for place, heads in sorted(found, key=lambda one: -len(one[1].places))[:1]:
            many = len(heads.places), len(file.columns), len(heads.others)
            if many[0] >= many[2]:  # most of what stands there is known to it
                proposals.append(Proposal(name, file.title, place, *many))
    return sorted(proposals, key=lambda one: (one.others - one.found, one.columns))
