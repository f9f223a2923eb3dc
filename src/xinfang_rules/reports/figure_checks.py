"""Checking published figures: sums, rates and how they were rounded, averages; and which denominator fits.

Everything is reckoned in fractions: a figure is held against what would have been printed, digit for digit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final, NamedTuple

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.rates import half_up
from xinfang_rules.reports.figures_file import CheckEntry, FiguresEntry

_HUNDRED: Final = 100
_SMALLEST: Final = 100_000
"""Denominators are looked for up to this."""


class Verdict(StrEnum):
    """What a check of a figure finds."""

    FITS = "fits"
    TRUNCATED = "truncated"
    ROUNDED_UP = "rounded_up"
    OTHER_DENOMINATOR = "other_denominator"
    DOES_NOT_FIT = "does_not_fit"
    NO_COUNTS = "no_counts"


class FigureFinding(NamedTuple):
    """What was found of a figure.

    Attributes:
        entry: The identifier of the entry.
        label: What the figure is about.
        verdict: What is so.
        text: The reckoning, in Chinese.
    """

    entry: str
    label: str
    verdict: Verdict
    text: str

    @property
    def fits(self) -> bool:
        """Whether the figure is what it should be: rounded half up."""
        return self.verdict is Verdict.FITS


class _Printed(NamedTuple):
    """A number as it is printed, and with how many digits after the point."""

    number: Fraction
    digits: int

    @classmethod
    def of(cls, text: object) -> "_Printed":
        plain = str(text).rstrip("%")
        return cls(Fraction(plain), len(plain.partition(".")[2]))

    def scaled(self, value: Fraction) -> Fraction:
        return value * Fraction(10) ** self.digits

    def is_of(self, value: Fraction, way: Callable[[Fraction], int]) -> bool:
        """Tells whether a value is printed so, if it is rounded in a way."""
        return Fraction(way(self.scaled(value)), 10**self.digits) == self.number

    def words(self, value: Fraction) -> str:
        """Writes a value, rounded half up, with as many digits."""
        return half_up(value, self.digits)


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


_WAYS: Final[Mapping[Verdict, Callable[[Fraction], int]]] = FrozenDict(
    {Verdict.FITS: _half_up, Verdict.TRUNCATED: floor, Verdict.ROUNDED_UP: ceil}
)
_WORDS: Final[Mapping[Verdict, str]] = FrozenDict(
    {Verdict.FITS: "四舍五入", Verdict.TRUNCATED: "截断，没有四舍五入", Verdict.ROUNDED_UP: "进一，没有四舍五入"}
)


def check_figures(entries: Iterable[FiguresEntry]) -> list[FigureFinding]:
    """Checks published figures.

    Args:
        entries: The figures, see `read_figures`.

    Returns:
        A finding for each check, in their order; after those of an entry, whether shares of one whole make a hundred.
    """
    return [finding for entry in entries for finding in _entry(entry)]


def _entry(entry: FiguresEntry) -> Iterator[FigureFinding]:
    for check in entry.checks:
        match check.op:
            case "sum":
                found = _sum(check)
            case "part":
                found = _part(check)
            case "rate":
                found = _rate(check, entry)
            case "avg":
                found = _average(check)
        yield FigureFinding(entry.id, check.label, *found)
    yield from (FigureFinding(entry.id, label, Verdict.FITS, text) for label, text in _shares(entry))


def _sum(check: CheckEntry) -> tuple[Verdict, str]:
    total, made = check.total or 0, sum(check.parts)
    reckoning = f"{'+'.join(map(str, check.parts))}={made}"
    if made == total:
        return Verdict.FITS, reckoning
    text = f"{reckoning}，印作{total}，相差{abs(made - total)}"
    without = next((part for part in check.parts if made - part == total), None)
    return Verdict.DOES_NOT_FIT, text if without is None else f"{text}；去掉{without}正好"


def _part(check: CheckEntry) -> tuple[Verdict, str]:
    part, whole = check.num or 0, check.den or 0
    fits = part <= whole
    return (Verdict.FITS if fits else Verdict.DOES_NOT_FIT), f"{part}{'不多于' if fits else '多于'}{whole}"


def _average(check: CheckEntry) -> tuple[Verdict, str]:
    printed, value = _Printed.of(check.reported), Fraction(check.num or 0, check.den or 1)
    verdict = _verdict(printed, value)
    reckoning = f"{check.num}/{check.den}={float(value):.4f}"
    if verdict is None:
        return Verdict.DOES_NOT_FIT, f"{reckoning}，印作{check.reported}"
    return verdict, f"{reckoning}，印作{check.reported}（{_WORDS[verdict]}）"


def _rate(check: CheckEntry, entry: FiguresEntry) -> tuple[Verdict, str]:
    printed = _Printed.of(check.reported)
    if check.den == 0:
        return Verdict.DOES_NOT_FIT, f"分母是0，没有比率，印作{_percent(check)}"
    if check.num is None or check.den is None:
        lacks = "、".join(name for name, count in (("分子", check.num), ("分母", check.den)) if count is None)
        return Verdict.NO_COUNTS, f"印作{_percent(check)}，没有{lacks}；{_what_fits(printed, check, entry)}"
    value = Fraction(check.num * _HUNDRED, check.den)
    reckoning = f"{check.num}/{check.den}={float(value):.4f}%"
    verdict = _verdict(printed, value)
    if verdict is Verdict.FITS:
        return verdict, f"{reckoning}，印作{_percent(check)}"
    if verdict is not None:
        return verdict, f"{reckoning}，印作{_percent(check)}（{_WORDS[verdict]}；四舍五入为{printed.words(value)}%）"
    others = [
        number
        for number in _numbers(entry)
        if number not in (0, check.den) and _verdict(printed, Fraction(check.num * _HUNDRED, number)) is Verdict.FITS
    ]
    text = f"{reckoning}，印作{_percent(check)}"
    if others:
        return Verdict.OTHER_DENOMINATOR, f"{text}；以{'、'.join(map(str, others))}为分母才符合"
    return Verdict.DOES_NOT_FIT, f"{text}；同一份报告里没有能作分母的数"


def _percent(check: CheckEntry) -> str:
    return f"{str(check.reported).rstrip('%')}%"


def _verdict(printed: _Printed, value: Fraction) -> Verdict | None:
    return next((verdict for verdict, way in _WAYS.items() if printed.is_of(value, way)), None)


def _what_fits(printed: _Printed, check: CheckEntry, entry: FiguresEntry) -> str:
    """Says of which numbers of an entry a rate can be, and with which numerator; else how large one has to be."""
    if check.num is not None:
        fits = [den for den in _numbers(entry) if den != check.num and check.num in _numerators(printed, den)]
        fits = fits or _denominators(printed, check.num)
        return (
            f"分子是{check.num}，分母是{'、'.join(map(str, fits))}的才符合"
            if fits
            else f"分子是{check.num}，没有分母能得出"
        )
    known = [check.den] if check.den else [number for number in _numbers(entry) if number > 1]
    told = []
    for den in known:
        nums = _numerators(printed, den)
        if nums:
            told.append(f"以{den}为分母，分子是{'、'.join(map(str, nums))}")
    if told:
        return "；".join(told)
    least = next((den for den in range(1, _SMALLEST) if _numerators(printed, den)), None)
    among = f"以{'、'.join(map(str, known))}为分母，没有整数能得出；" if known else ""
    return among + ("没有分母能得出" if least is None else f"分母最小是{least}（分子{_numerators(printed, least)[0]}）")


def _numerators(printed: _Printed, den: int) -> list[int]:
    """Lists the numerators that give a rate, rounded half up, by a denominator: at most a few."""
    half = Fraction(1, 2 * 10**printed.digits)
    low, high = (Fraction(bound * den, _HUNDRED) for bound in (printed.number - half, printed.number + half))
    return [num for num in range(max(ceil(low), 0), min(ceil(high), den + 1)) if low <= num < high][:3]


def _denominators(printed: _Printed, num: int) -> list[int]:
    """Lists the denominators by which a numerator gives a rate: at most a few."""
    if not printed.number:
        return []
    near = floor(Fraction(num * _HUNDRED) / (printed.number + Fraction(1, 2 * 10**printed.digits)))
    return [den for den in range(max(near, 1), near + 4) if num in _numerators(printed, den)][:3]


def _numbers(entry: FiguresEntry) -> list[int]:
    """Lists the counts of an entry that could be a denominator, each once."""
    found: dict[int, None] = {}
    for check in entry.checks:
        for number in (check.den, check.total, *check.parts, check.num):
            if number:
                found[number] = None
    return list(found)


def _shares(entry: FiguresEntry) -> Iterator[tuple[str, str]]:
    """Tells what the shares of a whole add up to, where all are printed: rounding may keep them from a hundred."""
    rates = {(check.num, check.den): check for check in entry.checks if check.op == "rate"}
    for whole in entry.checks:
        shares = [rates.get((part, whole.total)) for part in whole.parts]
        told = [share for share in shares if share is not None]
        if whole.op != "sum" or len(told) < len(whole.parts) or sum(whole.parts) != whole.total:
            continue
        total = sum(_Printed.of(share.reported).number for share in told)
        if total != _HUNDRED:
            yield f"{whole.label}的占比", f"各项占比之和是{float(total):g}%，是逐项四舍五入所致，件数相加无误"
