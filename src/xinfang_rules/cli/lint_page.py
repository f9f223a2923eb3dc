"""What `xinfang check` says of findings that do not stop a rulebook from being used, and of the gaps of the text."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinfang_rules.analysis.gaps import Gap
    from xinfang_rules.errors import Diagnostic, Position
    from xinfang_rules.rulebook.model import Rulebook
    from xinfang_rules.rulebook.pack import Pack


def linted(pack: "Pack", book: "Rulebook", *, strict: bool) -> tuple[str, list["Diagnostic"], bool]:
    """Looks a pack over; errors and warnings go to standard error, one per line.

    Returns:
        How many errors and warnings there are, in words; the findings that only tell; and whether the check fails.
    """
    from xinfang_rules.analysis.lint import Severity, lint, severity

    counts: Counter[Severity] = Counter()
    told: list[Diagnostic] = []
    for finding in lint(pack, book):
        kind = severity(finding)
        counts[kind] += 1
        if kind is Severity.INFO:
            told.append(finding)
        else:
            echo(f"{finding.position}: {finding.code}: {kind}: {finding.message}", err=True)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    said = [_count(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    return ", ".join(said) or "no findings", told, errors > 0 or (strict and warnings > 0)


def gaps_of(directory: Path, pack: "Pack", book: "Rulebook", *, own: bool = False) -> "tuple[Gap, ...]":
    """Finds the readings of a rulebook, and the scenarios that show them; with `own`, those that overlays take.

    Raises:
        ScenarioError: If anything is wrong with the scenarios.
    """
    from xinfang_rules.analysis.gaps import find_gaps
    from xinfang_rules.scenarios.running import run_pack

    shown: dict[str, str] = {}
    if directory.is_dir():
        for outcome in run_pack(directory, book).outcomes:
            for rule in outcome.held:
                shown.setdefault(rule, outcome.scenario.title)
    found = find_gaps(pack, book, shown)
    return tuple(gap for gap in found if gap.position.source in pack.sources) if own else found


def write_gaps(found: "Sequence[tuple[Rulebook, Sequence[Gap]]]", form: str) -> None:
    """Writes the readings of rulebooks to standard output, as tables or as one JSON document."""
    if form == "json":
        data = [{"rulebook": book.identity.id, "gaps": [gap.as_data() for gap in gaps]} for book, gaps in found]
        echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    from xinfang_rules.cli.text_page import BOLD, FAINT, GAP, TextPage

    page = TextPage()
    for book, gaps in found:
        page.line(
            (f"{book.identity.id} 《{book.identity.title}》: {len(gaps)} readings where the text is silent", BOLD)
        )
        own, first = f"《{book.instrument.title}》", 34
        page.table(
            ("规则和条款", "所取的解读，以及显示它的情形"),
            (first, page.width - first - GAP),
            [
                [
                    [(gap.id, ""), *((label.removeprefix(own), FAINT) for label in gap.provisions)],
                    [(gap.reading, ""), *_scenario(gap)],
                ]
                for gap in gaps
            ],
        )
    page.write()


def _scenario(gap: "Gap") -> list[tuple[str, str]]:
    from xinfang_rules.cli.text_page import FAINT

    if not gap.provisions:  # a reading that concerns every case
        return []
    return [(f"情形：{gap.scenario or '（没有情形显示）'}", FAINT)]


def changes_of(pack: "Pack") -> list[str]:
    """Lists what each overlay changes of what stands underneath it, and the norms that they add."""
    lines: list[str] = []
    for laid in pack.overlays:
        changes = laid.reference.changes
        count = _count(len(changes), "change")
        lines.append(f"  {laid.reference.id} “{laid.reference.title}”: {count} of what stands underneath")
        for change, place in zip(changes, laid.places, strict=True):
            grounds = "" if change.because is None else f" ({change.because})"
            lines.append(f"    {change.kind} {change.what}: {change.text}{grounds} [{_near(place)}]")
    return lines + _added(pack) if lines else []


def _added(pack: "Pack") -> list[str]:
    from xinfang_rules.analysis.added import KEYS, added, added_norms

    counts = ", ".join(_count(len(entries), what) for what, entries in added(pack).items())
    return [
        f"  added to it: {counts or 'nothing'}",
        *(
            f"    {one.rule.entry.id} {KEYS[one.kind]}: {one.norm.bearer.label}，{one.norm.action.label} "
            f"[{_near(one.rule.position())}]"
            for one in added_norms(pack)
        ),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _near(place: "Position") -> "Position":
    """Names a file below the working directory from there."""
    path = Path(place.source)
    return place._replace(source=str(path.relative_to(Path.cwd()))) if path.is_relative_to(Path.cwd()) else place
