"""Published figures: what adds up, how a rate was rounded, which denominator fits."""

import json
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.cli_helpers import run
from xinfang_rules.errors import XinfangError
from xinfang_rules.reports import FiguresEntry, Verdict, check_figures, read_figures


def check(*checks: dict[str, Any]) -> list[tuple[Verdict, str]]:
    entry = FiguresEntry.model_validate({"id": "x", "checks": [{"label": "一项", **each} for each in checks]})
    return [(found.verdict, found.text) for found in check_figures([entry])]


def rate(num: int | None, den: int | None, reported: object) -> dict[str, Any]:
    return {"op": "rate", "num": num, "den": den, "reported": reported}


def test_the_county_of_2024_adds_up() -> None:
    """9 asked of 179, 6 accepted of 9; 4 upheld and 2 revoked are the 6 accepted; 3 asked again of 6."""
    verdicts = check(
        {"op": "part", "num": 9, "den": 179},
        {"op": "part", "num": 6, "den": 9},
        {"op": "sum", "parts": [4, 2], "total": 6},
        {"op": "part", "num": 3, "den": 6},
        rate(4, 6, "66.67%"),
    )
    assert [verdict for verdict, _ in verdicts] == [Verdict.FITS] * 5


def test_the_district_and_its_year() -> None:
    """29 concluded are the 13 that were not accepted and the 16 that were revoked; 2 of 31 are pending."""
    verdicts = check({"op": "sum", "parts": [13, 16], "total": 29}, {"op": "sum", "parts": [29, 2], "total": 31})
    assert [verdict for verdict, _ in verdicts] == [Verdict.FITS] * 2


@pytest.mark.parametrize(
    ("num", "den", "reported", "verdict"),
    [
        (13784, 13785, 99.9, Verdict.TRUNCATED),  # 99.9927…: rounded half up 100.0
        (13784, 13785, "99.99", Verdict.FITS),
        (1, 3, "33.34", Verdict.ROUNDED_UP),  # 33.333…
        (1, 8, "12.5", Verdict.FITS),
        (1, 8, 13, Verdict.FITS),  # a half goes up
        (1, 8, 12, Verdict.TRUNCATED),
        (1590, 11171, "14.23%", Verdict.FITS),  # 14.2333…
        (1, 3, "34", Verdict.ROUNDED_UP),
        (1, 3, "35", Verdict.DOES_NOT_FIT),
    ],
)
def test_how_a_rate_was_rounded(num: int, den: int, reported: object, verdict: Verdict) -> None:
    assert check(rate(num, den, reported))[0][0] is verdict


def test_which_denominator_fits() -> None:
    # 301 of 553 letters is 54.43 %; what is printed is 301 of the 497 that are valid: 60.56 %.
    found = check({"op": "sum", "parts": [497, 56], "total": 553}, rate(301, 553, "60.56"))
    assert found[1] == (Verdict.OTHER_DENOMINATOR, "301/553=54.4304%，印作60.56%；以497为分母才符合")


def test_a_rate_without_counts() -> None:
    # 97.18 % of 497 is 482.98: 483/497 = 97.1831. 98.98 %: 491/497 = 98.7928, 492/497 = 98.9940: none. 97/98 = 98.9796.
    whole = {"op": "sum", "parts": [300, 197], "total": 497}
    assert check(whole, rate(None, 497, "97.18"))[1][1].endswith("以497为分母，分子是483")
    verdict, text = check(whole, rate(None, 497, "98.98"))[1]
    assert verdict is Verdict.NO_COUNTS
    assert text.endswith("以497为分母，没有整数能得出；分母最小是98（分子97）")


def test_what_is_lacking_is_named() -> None:
    assert check(rate(3, 0, "50"))[0] == (Verdict.DOES_NOT_FIT, "分母是0，没有比率，印作50%")
    assert "没有分子；" in check(rate(None, 497, "97.18"))[0][1]
    # 3 of 6 is a half; of 5 it is 60 %, of 7 42.86 %.
    assert check(rate(3, None, "50"))[0] == (Verdict.NO_COUNTS, "印作50%，没有分母；分子是3，分母是6的才符合")
    assert "没有分子、分母；" in check(rate(None, None, "50"))[0][1]


def test_a_half_goes_up_in_numerators_too() -> None:
    # 1/8 is 12.5 %: printed as 13, and never as 12, which no eighth gives.
    assert check(rate(None, 8, 13))[0][1].endswith("以8为分母，分子是1")
    assert "没有整数能得出" in check(rate(None, 8, 12))[0][1]


def test_sums() -> None:
    assert check({"op": "sum", "parts": [3, 4], "total": 8}) == [(Verdict.DOES_NOT_FIT, "3+4=7，印作8，相差1")]
    assert check({"op": "sum", "parts": [3, 4, 5], "total": 7})[0][1] == "3+4+5=12，印作7，相差5；去掉5正好"
    assert check({"op": "part", "num": 7, "den": 6})[0] == (Verdict.DOES_NOT_FIT, "7多于6")


def test_averages() -> None:
    assert check({"op": "avg", "num": 71184, "den": 7, "reported": 10169})[0][0] is Verdict.FITS  # 10169.14
    assert check({"op": "avg", "num": 20693, "den": 90, "reported": 229})[0][0] is Verdict.TRUNCATED  # 229.92


def test_shares_that_make_no_hundred() -> None:
    # 1/3 three times is 33.33 each: 99.99.
    found = check({"op": "sum", "parts": [1, 2], "total": 3}, rate(1, 3, "33.33"), rate(2, 3, "66.66"))
    assert found[-1] == (Verdict.FITS, "各项占比之和是99.99%，是逐项四舍五入所致，件数相加无误")


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4))
def test_what_is_rounded_half_up_fits(num: int, den: int, digits: int) -> None:
    value = Fraction(num * 100, den)
    scaled = floor(value * 10**digits + Fraction(1, 2))
    printed = f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}}" if digits else str(scaled)
    assert check(rate(num, den, printed))[0][0] is Verdict.FITS
    if num <= den:
        (_, text) = check(rate(None, den, printed))[0]
        assert "没有整数能得出" not in text


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 4))
def test_what_is_truncated_is_told(num: int, den: int, digits: int) -> None:
    value = Fraction(num * 100, den)
    scaled = floor(value * 10**digits)
    printed = f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}}" if digits else str(scaled)
    rest = value * 10**digits - scaled
    assert check(rate(num, den, printed))[0][0] is (Verdict.TRUNCATED if rest >= Fraction(1, 2) else Verdict.FITS)


def test_figures_of_the_field() -> None:
    field = Path(__file__).parents[2] / "shared" / "field" / "published-figures.jsonl"
    if not field.is_file():
        pytest.skip("the published figures are not at hand")
    entries = read_figures(field)
    findings = check_figures(entries)
    told = [(check.ok, entry.id, check.label) for entry in entries for check in entry.checks]
    found = [
        (finding.fits, finding.entry, finding.label) for finding in findings if not finding.label.endswith("的占比")
    ]
    assert found == told  # somebody worked each of them out by hand
    assert [finding.entry for finding in findings if finding.verdict is Verdict.TRUNCATED] == ["fengdu_2024"]


def test_files(tmp_path: Path) -> None:
    entry = {"id": "a", "org": "某县", "checks": [{"op": "sum", "label": "合计", "parts": [1, 2], "total": 3}]}
    (tmp_path / "a.json").write_text(json.dumps([entry]), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(f"{json.dumps(entry)}\n\n{json.dumps(entry)}\n", encoding="utf-8")
    text = "figures:\n  - id: a\n    checks:\n      - {op: sum, label: 合计, parts: [1, 2], total: 3}\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    assert [len(read_figures(tmp_path / name)) for name in ("a.json", "b.jsonl", "c.yaml")] == [1, 2, 1]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("figures:\n- {id: a, checks: [{op: sum, label: x, parts: [1]}]}", ":2:20: bad-form:", "sum takes total"),
        ("figures:\n- {id: a, checks: [{op: rat, label: x}]}", ":2:25:", "did you mean rate?"),
        ("figures:\n- {id: a, checks: [{op: rate, label: x, reported: about 5}]}", ":2:", ""),
        ("figures:\n- {id: a, chekcs: []}", ":2:11: unknown-key:", "did you mean checks?"),
        ("figures:\n- {id: a, checks: [{op: avg, label: x, num: 1, den: 0, reported: 1}]}", ":2:20:", "is none"),
        ("3", ":1:1:", "a mapping should stand here"),
    ],
)
def test_a_file_is_refused_with_its_place(tmp_path: Path, text: str, place: str, message: str) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(XinfangError) as refused:
        read_figures(path)
    assert f"{path}{place}" in str(refused.value)
    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["[]", "figures: []", "figures: [{id: a, checks: []}]"])
def test_a_file_without_figures_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "figures.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(XinfangError, match="holds no figures"):
        read_figures(tmp_path / "figures.yaml")


@pytest.mark.parametrize("number", ["x%", "nan", "-1", "'1e3'", "true"])
def test_one_mistake_is_one_line(tmp_path: Path, number: str) -> None:
    text = f"figures:\n- {{id: a, checks: [{{op: rate, label: x, reported: {number}}}]}}"
    (tmp_path / "figures.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(XinfangError) as refused:
        read_figures(tmp_path / "figures.yaml")
    (line,) = str(refused.value).splitlines()
    assert "write the number as it is printed" in line


def test_the_line_of_an_entry_in_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "figures.jsonl"
    path.write_text('{"id": "a", "checks": []}\n\n{"id": "b", "checks": [{"op": "sum"}]}\n', encoding="utf-8")
    with pytest.raises(XinfangError, match=r"figures\.jsonl:3:24: missing-key"):
        read_figures(path)
    path.write_text("\n \n", encoding="utf-8")
    with pytest.raises(XinfangError, match="holds no figures"):
        read_figures(path)


@pytest.mark.usefixtures("in_an_empty_directory")
def test_the_command() -> None:
    text = (
        "figures:\n- id: 某县2024\n  checks:\n  - {op: rate, label: 结案率, num: 13784, den: 13785, reported: '99.9'}\n"
    )
    Path("figures.yaml").write_text(text, encoding="utf-8")
    output = run("report", "--check", "figures.yaml")
    assert output.exit_code == 1
    assert output.stdout.splitlines() == [
        "某县2024",
        "  不符　结案率：13784/13785=99.9927%，印作99.9%（截断，没有四舍五入；四舍五入为100.0%）",
        "共1项，不符1项。",
    ]
    Path("figures.yaml").write_text(text.replace("99.9'", "99.99'"), encoding="utf-8")
    assert run("report", "--check", "figures.yaml").exit_code == 0
    assert run("report", "--check", "nowhere.yaml").exit_code == 2
